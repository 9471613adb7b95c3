"""Interviews printed as turns, pure: paragraphs headed by who speaks, without quotation marks.

Herald: Why did you resign?

Thorne: Because of my knees, mostly.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from index.speech.outline import Item, Kind, Sentence
from index.speech.speakers import Phrase

_FEWEST_TURNS = 4
_MOST_HEAD_WORDS = 4


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says: sentences `first:last`, of which the first begins with the speaker."""

    first: int
    last: int
    speaker: Phrase

    @property
    def words_from(self) -> int:
        """The item of the first sentence at which the words begin, behind the colon."""
        return self.speaker.last + 1


def interview_turns(sentences: Sequence[Sentence]) -> dict[int, Turn]:
    """The answers of an interview by their first sentence; none where the text is no interview.

    It takes four turns of two speakers who both come back, and one who asks. What that one says leads to the
    answers and is no statement of its own.
    """
    turns = list(_headed_paragraphs(sentences))
    heads = Counter(_head(sentences, turn) for turn in turns)
    asking = Counter(_head(sentences, turn) for turn in turns if _asks(sentences[turn.last - 1]))
    if len(turns) < _FEWEST_TURNS or sum(times > 1 for times in heads.values()) < 2 or not asking:
        return {}
    ((interviewer, _),) = asking.most_common(1)
    return {turn.first: turn for turn in turns if _head(sentences, turn) != interviewer}


def _asks(sentence: Sentence) -> bool:
    return sentence.items[-1].text == "?"


def _headed_paragraphs(sentences: Sequence[Sentence]) -> Iterator[Turn]:
    for _, group in groupby(range(len(sentences)), key=lambda number: sentences[number].paragraph):
        numbers = list(group)
        items = sentences[numbers[0]].items
        opening = enumerate(items[: _MOST_HEAD_WORDS + 1])
        colon = next((at for at, item in opening if item.kind is Kind.COLON), 0)
        if colon and all(_may_head(item) for item in items[:colon]) and colon + 1 < len(items):
            yield Turn(numbers[0], numbers[-1] + 1, Phrase(0, colon))


def _may_head(item: Item) -> bool:
    """A word of a name; "Q" and "A" name nobody."""
    return item.kind is Kind.WORD and item.capitalised and len(item.text) > 1


def _head(sentences: Sequence[Sentence], turn: Turn) -> tuple[str, ...]:
    return tuple(item.word for item in sentences[turn.first].items[: turn.speaker.last])

"""What one cue attributes, as stretches of a sentence's items, and what all ways of finding it share."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.speech.outline import Item, Kind
from index.speech.speakers import Phrase
from index.speech.speech_verbs import SPEECH_VERBS
from index.speech.word_classes import CONJUNCTIONS

Stretch = tuple[int, int]
"""Items `first:last` of a sentence."""

_SHORTEST = 3  # words of reported speech without quotation marks
_JOINTS = (Kind.COMMA, Kind.SEMICOLON, Kind.COLON, Kind.DASH, Kind.OPEN, Kind.CLOSE, Kind.STOP)


@dataclass(frozen=True, slots=True)
class Statement:
    """What one cue attributes to whom. `content` is empty where the words stand in the next paragraph."""

    content: tuple[Stretch, ...]
    cue: Stretch
    speaker: Phrase
    certainty: float


class Certainty:
    """How certain an attribution of each shape is; set by hand, for ordering."""

    BESIDE_QUOTATION = 0.95
    INTRODUCED_CLAUSE = 0.9
    BARE_CLAUSE = 0.85
    SHARED_SUBJECT = 0.8
    OBJECT = 0.7
    BELIEF = 0.65
    COLON_ALONE = 0.55
    HABITUAL = 0.5


def content_before(items: Sequence[Item], free: int, end: int) -> Stretch | None:
    """The content that ends before `items[end]`, without what joins it to the rest.

    Of "She had a word for it: "…," it is the quotation alone.
    """
    while end > free and items[end - 1].kind in (Kind.COMMA, Kind.DASH):
        end -= 1
    while free < end and (items[free].kind in _JOINTS or (free > 0 and items[free].word in CONJUNCTIONS)):
        free += 1
    if end - free > 1 and items[end - 1].kind is Kind.QUOTE and items[end - 2].kind is Kind.COLON:
        free = end - 1
    return (free, end) if end > free else None


def is_enough(items: Sequence[Item], content: Stretch) -> bool:
    """Whether a stretch is long enough to be somebody's words; a quotation always is."""
    words = content[1] - content[0]
    return words >= _SHORTEST or any(item.kind is Kind.QUOTE for item in items[content[0] : content[1]])


def quotations_from(items: Sequence[Item], start: int) -> tuple[Stretch, ...]:
    """The quotation at `start` and those that go on with it: "A" and "B", "A" - a remark - "B"."""
    found = [(start, start + 1)]
    for at in range(start + 1, len(items)):
        previous = items[at - 1]
        joined = previous.word in ("and", "or", "but") or previous.kind in (Kind.DASH, Kind.QUOTE)
        if items[at].kind is Kind.QUOTE and joined:
            found.append((at, at + 1))
        elif items[at].word in SPEECH_VERBS:
            break
    return tuple(found)


def behind(speaker: Phrase) -> int:
    """The item behind a speaker and its apposition."""
    return speaker.role[1] if speaker.role is not None else speaker.last

"""The words that name a speaker, pure: the phrase before or after a verb of speaking, with its apposition.

Knows the items of one sentence; who that is in the article is the business of `index/speech/coreference.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from data.model import Span
from index.speech.noun_phrases import (
    LONGEST,
    begins_new_phrase,
    begins_phrase,
    first_before,
    last_after,
    opening_bracket,
    without_time,
)
from index.speech.outline import Item, Kind
from index.speech.word_classes import (
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    INDEFINITES,
    NOUN_LIKE_DETERMINERS,
    PREPOSITIONS,
    RELATIVES,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    is_adverb,
    may_be_finite,
)

_LONGEST_ANTECEDENT = 6
_SUBJECT_WITHIN = 60  # items before a verb among which the subject of its sentence is looked for
_ENDS_APPOSITION = (
    Kind.COMMA, Kind.STOP, Kind.SEMICOLON, Kind.COLON, Kind.DASH, Kind.QUOTE, Kind.CLOSE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Phrase:
    """A speaker as a stretch of items `first:last`; `role` is an apposition's stretch, if there is one.

    `relative` where "who", "which" or "that" stands for it.
    """

    first: int
    last: int
    role: tuple[int, int] | None = None
    relative: bool = False

    def span(self, items: Sequence[Item]) -> Span:
        """Its characters in the text."""
        return Span(items[self.first].start, items[self.last - 1].end)


def phrase_before(items: Sequence[Item], end: int, start: int = 0) -> Phrase | None:
    """The subject that ends just before `items[end]`, not reaching back beyond `start`."""
    end = without_time(items, end, start)
    if end <= start:
        return None
    last = items[end - 1]
    if last.kind is Kind.COMMA:
        return _before_apposition(items, end - 1, start)
    if last.word in RELATIVES:
        return _antecedent(items, end - 1, start)
    return _plain_phrase_before(items, end, start)


def _plain_phrase_before(items: Sequence[Item], end: int, start: int) -> Phrase | None:
    """The phrase that ends there, without looking behind commas and relative pronouns."""
    while end > start and items[end - 1].kind is Kind.CLOSE:
        opening = opening_bracket(items, end - 1, start)
        if opening is None:
            return None
        end = opening
    if end <= start or items[end - 1].kind is not Kind.WORD:
        return None
    word = items[end - 1].word.partition("'")[0]
    if word in SUBJECT_PRONOUNS or word in INDEFINITES:
        return Phrase(end - 1, end)
    return _trimmed(items, first_before(items, end, start), end)


def _trimmed(items: Sequence[Item], first: int, end: int) -> Phrase | None:
    """Without conjunctions and leading adverbials; None where nothing is left that can speak."""
    while first < end and _is_no_beginning(items[first]):
        first += 1
    begin = first
    for at in range(first + 1, end):
        if begins_new_phrase(items, at, first):
            begin = at
    if begin >= end or (begin == first and items[first].word in PREPOSITIONS):
        return None
    last = items[end - 1].word
    if last in PREPOSITIONS or last in CONJUNCTIONS or last in AUXILIARIES:
        return None
    return None if last in DETERMINERS and last not in NOUN_LIKE_DETERMINERS else Phrase(begin, end)


def _is_no_beginning(item: Item) -> bool:
    word = item.word
    return item.kind is Kind.QUOTE or word in CONJUNCTIONS or (is_adverb(word) and word not in DETERMINERS)


def _before_apposition(items: Sequence[Item], comma: int, start: int) -> Phrase | None:
    """ "Mila Thorne, the mayor, said": the phrase before the comma that opens the apposition.

    That is the first comma of the clause whose left side is a phrase of its own. Without one, the comma may
    simply be one too many: "The firm, said".
    """
    lowest = max(start, comma - LONGEST)
    for at in range(lowest, comma - 1):
        if items[at].kind in (Kind.SEMICOLON, Kind.COLON, Kind.QUOTE):
            lowest = at + 1
    for at in range(lowest, comma):
        if items[at].kind is Kind.COMMA:
            phrase = _plain_phrase_before(items, without_time(items, at, lowest), lowest)
            if phrase is not None and _can_be_apposed(items, phrase, at + 1, lowest):
                return replace(phrase, role=(at + 1, comma))
    alone = _plain_phrase_before(items, comma, lowest)
    return alone if alone is not None and alone.first == start else None


def _can_be_apposed(items: Sequence[Item], phrase: Phrase, after: int, lowest: int) -> bool:
    """Whether what stands after the comma tells more of the phrase rather than going on with the sentence."""
    if phrase.first > lowest and items[phrase.first - 1].word in PREPOSITIONS:
        return False
    if items[phrase.first].word.endswith("ing") and phrase.last - phrase.first > 1:
        return False
    following = items[after]
    return (
        following.kind is Kind.WORD
        and following.word not in SUBJECT_PRONOUNS
        and following.word not in CONJUNCTIONS
    )


def _antecedent(items: Sequence[Item], at: int, start: int) -> Phrase | None:
    """ "The mayor, who said", "a banner that said": the phrase that the pronoun takes up."""
    end = at - 1 if at > start and items[at - 1].kind is Kind.COMMA else at
    end = without_time(items, end, start)
    phrase = _plain_phrase_before(items, end, start)
    if phrase is None:
        first = end
        while first > start and items[first - 1].kind is Kind.WORD:
            if items[first - 1].word in PREPOSITIONS or end - first >= _LONGEST_ANTECEDENT:
                break
            first -= 1
        phrase = Phrase(first, end) if first < end else None
    return replace(phrase, relative=True) if phrase is not None else None


def phrase_after(items: Sequence[Item], start: int, end: int) -> Phrase | None:
    """The subject that begins at `items[start]`, as in "said Mila Thorne, the mayor"."""
    if start >= end or items[start].kind is not Kind.WORD:
        return None
    word = items[start].word
    if word in SUBJECT_PRONOUNS or word in INDEFINITES:
        return Phrase(start, start + 1)
    if not begins_phrase(items[start]):
        return None
    last = last_after(items, start, end)
    if last == start or items[last - 1].word in DETERMINERS - NOUN_LIKE_DETERMINERS:
        return None
    return Phrase(start, last, apposition(items, last, end))


def apposition(items: Sequence[Item], at: int, end: int) -> tuple[int, int] | None:
    """The stretch after the comma that tells who that is: "…, the mayor of Kelmhaven"; also behind an age."""
    if at + 1 >= end or items[at].kind is not Kind.COMMA:
        return None
    first = at + 1
    if items[first].text[0].isdigit() and first + 2 < end and items[first + 1].kind is Kind.COMMA:
        first += 2
    word = items[first].word
    if items[first].kind is not Kind.WORD or word in CONJUNCTIONS or word in PREPOSITIONS:
        return None
    if word in SUBJECT_PRONOUNS or word in SUBORDINATORS or word.endswith("ing"):
        return None
    last = first
    while last < end and items[last].kind not in _ENDS_APPOSITION:
        last += 1
    return (first, last)


def main_subject(items: Sequence[Item], before: int) -> Phrase | None:
    """The subject of the first verb of the sentence that has one."""
    for at in range(max(1, before - _SUBJECT_WITHIN), before):
        item = items[at]
        if item.kind is Kind.WORD and not item.capitalised and may_be_finite(item.word):
            phrase = phrase_before(items, at)
            if phrase is not None and not phrase.relative:
                return phrase
    return None

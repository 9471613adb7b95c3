# ruff: noqa: E501, PLR0911, SIM223
"""The words that name a speaker: noun phrases before and after a verb of speaking, with what is said of them.

Knows the items of one sentence; who that is in the article is `index/coreference.py`'s business.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from data.model import Span
from index.outline import Item, Kind
from index.speech_verbs import SPEECH_VERBS, Form
from index.word_classes import (
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    INDEFINITES,
    IRREGULAR_PASTS,
    MONTHS,
    NOUN_LIKE_DETERMINERS,
    PREPOSITIONS,
    PRESENT_VERBS,
    RELATIVES,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    TIME_UNITS,
    TIME_WORDS,
    WEEKDAYS,
    has_auxiliary,
    is_adverb,
    may_be_finite,
    word_set,
)

_LONGEST = 40  # words of a speaker, appositions included
_LONGEST_ANTECEDENT = 6
_STAYS_WITH_NAME = word_set("of for from")
_STAYS_WITH_NOUN = word_set("of for from at in with on behind to against")
_LEADS_TO_OCCASION = word_set("in on at during after before to via by through as from with over")
_OCCASIONS = word_set(
    """interview statement letter speech email e-mail news press conference briefing release post tweet message
    telephone phone report affidavit memo hearing debate rally meeting call twitter facebook note blog
    article column book court filing testimony remarks reply response reference part question"""
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A speaker as a stretch of items `first:last`; `role` is an apposition's stretch, if there is one."""

    first: int
    last: int
    role: tuple[int, int] | None = None
    relative: bool = False

    def span(self, items: Sequence[Item]) -> Span:
        """Its characters in the text."""
        return Span(items[self.first].start, items[self.last - 1].end)


def phrase_before(items: Sequence[Item], end: int, start: int = 0) -> Phrase | None:
    """The subject that ends just before `items[end]`, not reaching back beyond `start`."""
    end = _without_time(items, end, start)
    if end <= start:
        return None
    last = items[end - 1]
    if last.kind is Kind.COMMA:
        return _before_apposition(items, end - 1, start)
    if last.kind is Kind.DASH:
        return None
    if last.kind is Kind.CLOSE:
        opening = _opening(items, end - 1, start)
        return phrase_before(items, opening, start) if opening is not None and opening > start else None
    if last.kind is not Kind.WORD:
        return None
    if last.word in SUBJECT_PRONOUNS or last.word in INDEFINITES:
        return Phrase(end - 1, end)
    if last.word in RELATIVES:
        return _antecedent(items, end - 1, start)
    first = _walk_left(items, end, start)
    return _trimmed(items, first, end)


def phrase_after(items: Sequence[Item], start: int, end: int) -> Phrase | None:
    """The subject that begins at `items[start]`, as in "said Mila Thorne, the mayor"."""
    if start >= end or items[start].kind is not Kind.WORD:
        return None
    word = items[start].word
    if word in SUBJECT_PRONOUNS or word in INDEFINITES:
        return Phrase(start, start + 1)
    if not _begins_phrase(items[start]):
        return None
    last = _walk_right(items, start, end)
    if last == start or items[last - 1].word in DETERMINERS - NOUN_LIKE_DETERMINERS:
        return None
    return Phrase(start, last, apposition(items, last, end))


def _begins_phrase(item: Item) -> bool:
    word = item.word
    if item.capitalised or item.text[0].isdigit() or word in DETERMINERS:
        return word not in WEEKDAYS
    return not (
        word in PREPOSITIONS
        or word in SUBORDINATORS
        or word in CONJUNCTIONS
        or has_auxiliary(word)
        or is_adverb(word)
        or word in TIME_WORDS
        or word.endswith("ing")
    )


def _without_time(items: Sequence[Item], end: int, start: int) -> int:
    """Drops "on Friday", "last week" or "two weeks ago" from the end of a stretch."""
    at = end
    while at > start and items[at - 1].kind is Kind.WORD:
        word = items[at - 1].word
        if word in TIME_WORDS or word == "ago" or (is_adverb(word) and word not in NOUN_LIKE_DETERMINERS):
            at -= 1
            if word == "ago":
                while at > start and (
                    items[at - 1].word in TIME_UNITS
                    or items[at - 1].text[0].isdigit()
                    or items[at - 1].word in _QUANTITIES
                ):
                    at -= 1
        elif (
            (word in TIME_UNITS and at - 1 > start and items[at - 2].word in ("last", "this", "that", "next"))
            or (word in TIME_UNITS and at - 1 > start and items[at - 2].word in WEEKDAYS)
            or (
                items[at - 1].text[0].isdigit()
                and at - 1 > start
                and items[at - 2].word.rstrip(".") in MONTHS
            )
        ):
            at -= 2
        else:
            return at
        if at > start and items[at - 1].word in ("on", "in", "late", "early", "since"):
            at -= 1
    return at


_QUANTITIES = word_set(
    """a an one two three four five six seven eight nine ten several few couple less than more many"""
)


def _opening(items: Sequence[Item], closing: int, start: int) -> int | None:
    for at in range(closing - 1, max(start, closing - _LONGEST) - 1, -1):
        if items[at].kind is Kind.OPEN:
            return at
    return None


def _before_apposition(items: Sequence[Item], comma: int, start: int) -> Phrase | None:
    """ "Mila Thorne, the mayor, said": the phrase before the comma that opens the apposition.

    The first comma after the start of the clause whose left side is a phrase of its own.
    """
    lowest = max(start, comma - _LONGEST)
    for at in range(lowest, comma):
        if items[at].kind in (Kind.SEMICOLON, Kind.COLON, Kind.QUOTE) and at + 1 < comma:
            lowest = at + 1
    for at in range(lowest, comma):
        if items[at].kind is not Kind.COMMA:
            continue
        phrase = phrase_before(items, at, lowest) if items[at - 1].kind is Kind.WORD else None
        if items[at - 1].kind is Kind.CLOSE:
            phrase = phrase_before(items, at, lowest)
        if phrase is None or phrase.relative or not _can_be_apposed(items, phrase, at + 1, lowest):
            continue
        return Phrase(phrase.first, phrase.last, (at + 1, comma))
    return None


def _can_be_apposed(items: Sequence[Item], phrase: Phrase, after: int, lowest: int) -> bool:
    """Whether what stands after the comma tells more of the phrase rather than going on with the sentence."""
    if phrase.first > lowest and items[phrase.first - 1].word in PREPOSITIONS:
        return False
    following = items[after]
    if following.kind is not Kind.WORD or following.word in SUBJECT_PRONOUNS:
        return False
    return following.word not in CONJUNCTIONS


def _antecedent(items: Sequence[Item], at: int, start: int) -> Phrase | None:
    """ "The mayor, who said", "a banner that said": the phrase that the pronoun takes up."""
    end = at - 1 if at > start and items[at - 1].kind is Kind.COMMA else at
    if end <= start:
        return None
    phrase = phrase_before(items, end, start)
    if phrase is None and items[end - 1].kind is Kind.WORD:
        first = end
        while (
            first > start and items[first - 1].kind is Kind.WORD and items[first - 1].word not in PREPOSITIONS
        ):
            first -= 1
        phrase = Phrase(first, end) if 0 < end - first <= _LONGEST_ANTECEDENT else None
    return None if phrase is None else Phrase(phrase.first, phrase.last, phrase.role, relative=True)


def _walk_left(items: Sequence[Item], end: int, start: int) -> int:
    at = end
    while at > max(start, end - _LONGEST):
        item = items[at - 1]
        if item.kind is Kind.CLOSE:
            opening = _opening(items, at - 1, start)
            if opening is None:
                break
            at = opening
            continue
        if item.kind is Kind.QUOTE:
            if (
                at - 1 > start
                and at < end
                and items[at - 2].kind is Kind.WORD
                and items[at - 2].end < item.start
            ):
                at -= 1
                continue
            break
        if item.kind is not Kind.WORD or _stops_phrase(items, at - 1, end):
            break
        at -= 1
    return at


def _stops_phrase(items: Sequence[Item], at: int, end: int) -> bool:
    item = items[at]
    word = item.word
    following = items[at + 1] if at + 1 < end else None
    if has_auxiliary(word) or word in IRREGULAR_PASTS or word in PRESENT_VERBS:
        return word not in ("may", "will", "left", "can", "won", "led") or not item.capitalised
    if word in SUBJECT_PRONOUNS or (word in SUBORDINATORS and word not in PREPOSITIONS):
        return not (item.capitalised and word == "i" and False)
    if word == "but":
        return True
    if word in ("and", "or"):
        return following is None or following.word in SUBJECT_PRONOUNS or _is_verb(items, at + 1)
    if item.capitalised:
        return False
    if word.endswith("ed") and len(word) > 4:
        previous = items[at - 1] if at else None
        modifies = previous is not None and (
            previous.word in DETERMINERS
            or previous.word in PREPOSITIONS
            or previous.word.endswith(("'s", "s'"))
        )
        reduced = following is None or following.word in PREPOSITIONS or following.word in TIME_WORDS
        return not (modifies or reduced)
    return (
        word in SPEECH_VERBS
        and bool(SPEECH_VERBS[word].forms & (Form.PAST | Form.PARTICIPLE))
        and word not in ("read",)
    )


def _is_verb(items: Sequence[Item], at: int) -> bool:
    word = items[at].word
    return (
        has_auxiliary(word)
        or word in IRREGULAR_PASTS
        or (word in SPEECH_VERBS and not SPEECH_VERBS[word].may_be_noun)
    )


def _trimmed(items: Sequence[Item], first: int, end: int) -> Phrase | None:
    """Without conjunctions and leading adverbials; None where nothing is left that can speak."""
    while first < end and (
        items[first].word in CONJUNCTIONS
        or (is_adverb(items[first].word) and items[first].word not in DETERMINERS)
        or items[first].kind is Kind.QUOTE
    ):
        first += 1
    begin = first
    for at in range(first + 1, end):
        if _begins_new_phrase(items, at, first):
            begin = at
    if begin == first and first < end and items[first].word in PREPOSITIONS:
        return None
    if begin >= end:
        return None
    last = items[end - 1]
    if last.word in PREPOSITIONS or (last.word in DETERMINERS and last.word not in NOUN_LIKE_DETERMINERS):
        return None
    if last.word in CONJUNCTIONS or last.word in AUXILIARIES:
        return None
    return Phrase(begin, end)


def _begins_new_phrase(items: Sequence[Item], at: int, first: int) -> bool:
    item, previous = items[at], items[at - 1]
    if item.kind is not Kind.WORD or previous.kind is not Kind.WORD:
        return False
    if previous.word in PREPOSITIONS or previous.word in CONJUNCTIONS or previous.word in DETERMINERS:
        return False
    if previous.word.endswith(("'s", "s'")):
        return False
    if previous.word in TIME_WORDS or (
        previous.word in TIME_UNITS and items[first].word in ("last", "this", "earlier", "in", "on")
    ):
        return True
    if item.word in DETERMINERS and item.word not in ("other", "that", "such", "more", "half"):
        return True
    return item.capitalised and items[first].word in PREPOSITIONS and not previous.capitalised


def _walk_right(items: Sequence[Item], start: int, end: int) -> int:
    at = start
    named = False
    while at < min(end, start + _LONGEST):
        item = items[at]
        word = item.word
        if item.kind is Kind.OPEN:
            closing = next((i for i in range(at, min(end, at + 8)) if items[i].kind is Kind.CLOSE), None)
            if closing is None:
                break
            at = closing + 1
            continue
        if (
            item.kind is Kind.QUOTE
            and at > start
            and at + 1 < end
            and items[at + 1].kind is Kind.WORD
            and items[at + 1].capitalised
            and items[at - 1].capitalised
        ):
            at += 1
            continue
        if (
            item.kind is Kind.STOP
            and item.text == "."
            and item.start == items[at - 1].end
            and at + 1 < end
            and items[at + 1].kind is Kind.WORD
        ):
            at += 1
            continue
        if item.kind is not Kind.WORD:
            break
        if at > start and (
            word in TIME_WORDS
            or has_auxiliary(word)
            or word in SUBJECT_PRONOUNS
            or word == "but"
            or (word in SUBORDINATORS and word not in PREPOSITIONS)
            or word in ("as", "after", "before", "while")
            or (is_adverb(word) and not item.capitalised)
            or word in IRREGULAR_PASTS
            or word in ("last", "this")
        ):
            break
        if at > start and word in PREPOSITIONS:
            stays = _STAYS_WITH_NAME if named else _STAYS_WITH_NOUN
            if word not in stays or _leads_to_occasion(items, at, end):
                break
        if (
            at > start
            and word.endswith("ing")
            and not item.capitalised
            and items[at - 1].word not in PREPOSITIONS
            and items[at - 1].word not in DETERMINERS
        ):
            break
        if at > start and word == "and" and at + 1 < end and _is_verb(items, at + 1):
            break
        named = item.capitalised
        at += 1
    while at > start and items[at - 1].word in (CONJUNCTIONS | PREPOSITIONS):
        at -= 1
    return at


def _leads_to_occasion(items: Sequence[Item], at: int, end: int) -> bool:
    """Whether a preposition begins when or where it was said: "in a statement", "on Friday"."""
    if items[at].word not in _LEADS_TO_OCCASION:
        return False
    near = items[at + 1 : min(end, at + 6)]
    return any(
        item.word in _OCCASIONS
        or item.word in TIME_WORDS
        or item.word in TIME_UNITS
        or item.word.rstrip(".") in MONTHS
        for item in near
        if item.kind is Kind.WORD
    )


def apposition(items: Sequence[Item], at: int, end: int) -> tuple[int, int] | None:
    """The stretch after the comma that tells who that is: "…, the mayor of Kelmhaven"."""
    if at >= end or items[at].kind is not Kind.COMMA or at + 1 >= end:
        return None
    first = at + 1
    if items[first].text[0].isdigit() and first + 2 < end and items[first + 1].kind is Kind.COMMA:
        first += 2
    opener = items[first]
    if opener.kind is not Kind.WORD or opener.word in CONJUNCTIONS or opener.word in PREPOSITIONS:
        return None
    if (
        opener.word in SUBJECT_PRONOUNS
        or opener.word.endswith("ing")
        or opener.word in SUBORDINATORS - {"who"}
    ):
        return None
    last = first
    while last < end and items[last].kind not in (
        Kind.COMMA, Kind.STOP, Kind.SEMICOLON, Kind.COLON, Kind.DASH, Kind.QUOTE, Kind.CLOSE
    ):  # fmt: skip
        last += 1
    return (first, last) if last > first else None


def main_subject(items: Sequence[Item], before: int) -> Phrase | None:
    """The subject of the first verb of the sentence that has one."""
    for at in range(1, before):
        item = items[at]
        if item.kind is Kind.WORD and not item.capitalised and may_be_finite(item.word):
            phrase = phrase_before(items, at)
            if phrase is not None and not phrase.relative:
                return phrase
    return None

"""Where a noun phrase begins and ends, pure: walking over a sentence by the small words between."""

from collections.abc import Sequence

from index.speech.outline import Item, Kind
from index.speech.speech_verbs import SPEECH_VERBS, Form
from index.speech.word_classes import (
    CONJUNCTIONS,
    DETERMINERS,
    IRREGULAR_PASTS,
    MONTHS,
    PREPOSITIONS,
    PRESENT_VERBS,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    TIME_UNITS,
    TIME_WORDS,
    WEEKDAYS,
    has_auxiliary,
    is_adverb,
    word_set,
)

LONGEST = 40  # words of a noun phrase with all that belongs to it
_LONGEST_BRACKET = 8
_NAMES_TOO = word_set("may will left can won led")
_NEVER_BEGIN = word_set("other that such more half")
_STAYS_WITH_NAME = word_set("of for from")
_STAYS_WITH_NOUN = word_set("of for from at in with on behind to against")
_ENDS_RIGHT = word_set("but as after before while last this")
_OCCASIONS = word_set(
    """interview statement letter speech email e-mail news press conference briefing release post tweet
    message telephone phone report affidavit memo hearing debate rally meeting call twitter facebook
    note blog article column book court filing testimony remarks reply response reference part question"""
)
_QUANTITIES = word_set(
    "a an one two three four five six seven eight nine ten several few couple less than more many"
)


def without_time(items: Sequence[Item], end: int, start: int) -> int:
    """The end of a stretch without "on Friday", "last week" or "two weeks ago" behind it."""
    at = end
    while at > start and items[at - 1].kind is Kind.WORD:
        before = _before_time(items, at, start)
        if before == at:
            break
        at = before
        if at > start and items[at - 1].word in ("on", "in", "late", "early", "since"):
            at -= 1
    return at


def _before_time(items: Sequence[Item], at: int, start: int) -> int:
    word = items[at - 1].word
    previous = items[at - 2].word.rstrip(".") if at - 1 > start else ""
    if word == "ago":
        at -= 1
        while at > start and (
            items[at - 1].word in TIME_UNITS
            or items[at - 1].word in _QUANTITIES
            or items[at - 1].text[0].isdigit()
        ):
            at -= 1
        return at
    if word in TIME_WORDS or (is_adverb(word) and word not in DETERMINERS):
        return at - 1
    if word in TIME_UNITS and (previous in ("last", "this", "that", "next") or previous in WEEKDAYS):
        return at - 2
    return at - 2 if word[0].isdigit() and previous in MONTHS else at


def opening_bracket(items: Sequence[Item], closing: int, start: int) -> int | None:
    """Where the bracket that closes at `items[closing]` opens, if that is near."""
    for at in range(closing - 1, max(start, closing - LONGEST) - 1, -1):
        if items[at].kind is Kind.OPEN:
            return at
    return None


def first_before(items: Sequence[Item], end: int, start: int) -> int:
    """Walks left from `end` to the first item that can still belong to the phrase ending there."""
    at = end
    lowest = max(start, end - LONGEST)
    while at > lowest:
        item = items[at - 1]
        if item.kind is Kind.CLOSE:
            opening = opening_bracket(items, at - 1, start)
            if opening is None:
                break
            at = opening
        elif item.kind is Kind.QUOTE:
            if not _is_nickname(items, at - 1, lowest, end):
                break
            at -= 1
        elif item.kind is not Kind.WORD or _stops_left(items, at - 1, end):
            break
        else:
            at -= 1
    return at


def _is_nickname(items: Sequence[Item], at: int, start: int, end: int) -> bool:
    """Teo "the Gull" Brandle: marks within a name."""
    if at <= start or at + 1 >= end:
        return False
    before = items[at - 1]
    return before.kind is Kind.WORD and before.end < items[at].start and items[at + 1].kind is Kind.WORD


def _stops_left(items: Sequence[Item], at: int, end: int) -> bool:
    """Whether the phrase cannot reach back to this word."""
    item = items[at]
    word = item.word
    if has_auxiliary(word) or word in IRREGULAR_PASTS or word in PRESENT_VERBS:
        return word not in _NAMES_TOO or not item.capitalised
    if word == "but" or word in SUBJECT_PRONOUNS or (word in SUBORDINATORS and word not in PREPOSITIONS):
        return True
    if word in ("and", "or"):
        return at + 1 >= end or items[at + 1].word in SUBJECT_PRONOUNS or is_verb(items[at + 1])
    if item.capitalised:
        return False
    if word.endswith("ed") and len(word) > 4:
        return not _is_participle(items, at, end)
    verb = SPEECH_VERBS.get(word)
    return verb is not None and bool(verb.forms & (Form.PAST | Form.PARTICIPLE)) and word != "read"


def _is_participle(items: Sequence[Item], at: int, end: int) -> bool:
    """ "The convicted man", "the letter obtained by": a word in -ed that is no finite verb."""
    before = items[at - 1].word if at else ""
    after = items[at + 1].word if at + 1 < end else ""
    modifies = before in DETERMINERS or before in PREPOSITIONS or before.endswith(("'s", "s'"))
    return modifies or not after or after in PREPOSITIONS or after in TIME_WORDS


def is_verb(item: Item) -> bool:
    """Whether an item is surely a verb."""
    verb = SPEECH_VERBS.get(item.word)
    return (
        has_auxiliary(item.word)
        or item.word in IRREGULAR_PASTS
        or (verb is not None and not verb.may_be_noun)
    )


def begins_phrase(item: Item) -> bool:
    """Whether a noun phrase can begin with this word."""
    word = item.word
    if item.capitalised or item.text[0].isdigit() or word in DETERMINERS:
        return word not in WEEKDAYS
    if word in PREPOSITIONS or word in SUBORDINATORS or word in CONJUNCTIONS or word in TIME_WORDS:
        return False
    return not (has_auxiliary(word) or is_adverb(word) or word.endswith("ing"))


def begins_new_phrase(items: Sequence[Item], at: int, first: int) -> bool:
    """Whether within `items[first:]` another phrase begins at `at`: "on Monday | the mayor"."""
    item, previous = items[at], items[at - 1]
    if item.kind is not Kind.WORD or previous.kind is not Kind.WORD:
        return False
    word = previous.word
    if word in PREPOSITIONS or word in CONJUNCTIONS or word in DETERMINERS or word.endswith(("'s", "s'")):
        return False
    led_by_time = items[first].word in ("last", "this", "earlier", "in", "on")
    if word in TIME_WORDS or (word in TIME_UNITS and led_by_time):
        return True
    if item.word in DETERMINERS and item.word not in _NEVER_BEGIN:
        return True
    return item.capitalised and items[first].word in PREPOSITIONS and not previous.capitalised


def last_after(items: Sequence[Item], start: int, end: int) -> int:
    """Walks right from `start` to behind the last item that belongs to the phrase beginning there."""
    at = start
    while at < min(end, start + LONGEST):
        step = _step_right(items, at, start, end)
        if not step:
            break
        at += step
    while at > start and (items[at - 1].word in CONJUNCTIONS or items[at - 1].word in PREPOSITIONS):
        at -= 1
    return at


def _step_right(items: Sequence[Item], at: int, start: int, end: int) -> int:
    """How many items belong to the phrase from here; 0 where it ends."""
    item = items[at]
    if item.kind is Kind.WORD:
        return 0 if at > start and _stops_right(items, at, end) else 1
    if item.kind is Kind.OPEN:
        near = range(at, min(end, at + _LONGEST_BRACKET))
        return next((i + 1 - at for i in near if items[i].kind is Kind.CLOSE), 0)
    named = at > start and at + 1 < end and items[at - 1].capitalised and items[at + 1].text[0].isupper()
    return 1 if item.kind is Kind.QUOTE and named else 0


def _stops_right(items: Sequence[Item], at: int, end: int) -> bool:
    item, previous = items[at], items[at - 1]
    word = item.word
    if word in TIME_WORDS or word in _ENDS_RIGHT or word in SUBJECT_PRONOUNS or word in IRREGULAR_PASTS:
        return True
    if has_auxiliary(word) or (word in SUBORDINATORS and word not in PREPOSITIONS):
        return True
    if word in PREPOSITIONS:
        stays = _STAYS_WITH_NAME if previous.capitalised else _STAYS_WITH_NOUN
        return word not in stays or leads_to_occasion(items, at, end)
    if word == "and":
        return at + 1 < end and is_verb(items[at + 1])
    if item.capitalised:
        return False
    follows_on = previous.word in PREPOSITIONS or previous.word in DETERMINERS
    return is_adverb(word) or (word.endswith("ing") and not follows_on)


def leads_to_occasion(items: Sequence[Item], at: int, end: int) -> bool:
    """Whether a preposition begins when or where it was said: "in a statement", "on Friday"."""
    if items[at].word == "of":
        return False
    return any(
        item.word in _OCCASIONS
        or item.word in TIME_WORDS
        or item.word in TIME_UNITS
        or item.word.rstrip(".") in MONTHS
        for item in items[at + 1 : min(end, at + 6)]
    )

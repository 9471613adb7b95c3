# ruff: noqa: E501, PLR0911
"""How far reported speech reaches within a sentence, pure: from a verb of speaking to where the clause ends."""

from collections.abc import Sequence

from index.cues import VERBS, Form, Frame
from index.outline import Item, Kind
from index.word_classes import (
    ADVERBS,
    CONJUNCTIONS,
    DETERMINERS,
    MONTHS,
    PREPOSITIONS,
    RELATIVES,
    SUBJECT_PRONOUNS,
    TIME_UNITS,
    TIME_WORDS,
    has_auxiliary,
    is_adverb,
    may_be_finite,
    word_set,
)

_RELATIVE_OPENERS = word_set("which who where whose whom")


def skip_adverbials(items: Sequence[Item], at: int, end: int) -> int:
    """Past "on Friday", "in an interview", "later", "to reporters": where the object of a verb may begin."""
    while at < end and items[at].kind is Kind.WORD:
        word = items[at].word
        following = items[at + 1] if at + 1 < end else None
        if word in TIME_WORDS or (
            is_adverb(word) and word not in DETERMINERS and word not in ("there", "here", "once")
        ):
            at += 1
        elif (
            word in ("last", "this", "earlier", "late", "early", "that")
            and following is not None
            and (
                following.word in TIME_UNITS
                or following.word in TIME_WORDS
                or following.word.rstrip(".") in MONTHS
            )
        ):
            at += 2
            if at < end and items[at].word in ("evening", "morning", "night", "afternoon"):
                at += 1
        elif word.rstrip(".") in MONTHS and following is not None and following.text[0].isdigit():
            at += 2
        elif word in _ADVERBIAL_PREPOSITIONS and following is not None and following.kind is Kind.WORD:
            at = _past_prepositional(items, at, end)
        else:
            break
    return at


_ADVERBIAL_PREPOSITIONS = word_set(
    """in on at during after before to via through by from for with over about of"""
)


def _past_prepositional(items: Sequence[Item], at: int, end: int) -> int:
    """Past a preposition and its noun phrase, as far as it can be told."""
    at += 1
    first = at
    while at < end and items[at].kind in (Kind.WORD, Kind.QUOTE):
        word = items[at].word
        if at > first:
            previous = items[at - 1]
            if word in ("that", "if", "whether", "how", "why", "what") or word in SUBJECT_PRONOUNS:
                break
            if has_auxiliary(word) or word in CONJUNCTIONS:
                break
            if word in DETERMINERS and previous.word not in PREPOSITIONS:
                break
            if (
                items[at].kind is Kind.QUOTE
                and previous.word not in PREPOSITIONS
                and previous.word not in DETERMINERS
            ):
                break
            if previous.word in TIME_WORDS and items[at].word not in TIME_UNITS and word not in PREPOSITIONS:
                break
            if (
                items[at].capitalised
                and not previous.capitalised
                and previous.word not in PREPOSITIONS | DETERMINERS
            ):
                break
        at += 1
    return at


def clause_end(items: Sequence[Item], start: int, end: int) -> int:
    """Where reported speech that begins at `items[start]` ends, before the sentence's own full stop.

    It is cut where the reporter goes on: ", adding that …", ", but she said …", ", which …".
    """
    at = start
    depth = 0
    while at < end:
        item = items[at]
        if item.kind is Kind.OPEN:
            depth += 1
        elif item.kind is Kind.CLOSE:
            if depth == 0:
                return at
            depth -= 1
        elif depth == 0 and at > start and _cuts(items, at, end):
            return at
        at += 1
    while end > start and items[end - 1].kind in (
        Kind.STOP,
        Kind.COMMA,
        Kind.SEMICOLON,
        Kind.DASH,
        Kind.OTHER,
    ):
        end -= 1
    return end


def _cuts(items: Sequence[Item], at: int, end: int) -> bool:
    item = items[at]
    if at + 1 >= end:
        return False
    following = items[at + 1]
    if item.kind is Kind.COMMA or (item.kind is Kind.QUOTE and _ends_in_comma(item)):
        if following.kind is not Kind.WORD:
            return False
        cut = resumes(items, at + 1, end)
        return cut if item.kind is Kind.COMMA else False
    if item.kind is Kind.DASH:
        return False
    if item.kind is Kind.WORD and item.word in ("and", "but") and at > 0:
        return _verb_follows(items, at + 1, end)
    if (
        item.kind is Kind.WORD
        and at > 0
        and items[at - 1].kind is Kind.QUOTE
        and _ends_in_comma(items[at - 1])
    ):
        return resumes(items, at, end)
    return False


def _ends_in_comma(item: Item) -> bool:
    return len(item.text) > 1 and item.text[-2:-1] in ",;"


def resumes(items: Sequence[Item], at: int, end: int) -> bool:
    """Whether, after a comma, the reporter speaks again."""
    word = items[at].word
    verb = VERBS.get(word)
    if verb is not None and Form.ING in verb.forms:
        return True
    if word in _RELATIVE_OPENERS:
        return True
    if word == "according":
        return True
    if word in ("and", "but", "while", "though", "although"):
        return _verb_follows(items, at + 1, end) or _speech_follows(items, at + 1, end)
    return False


def _verb_follows(items: Sequence[Item], at: int, end: int) -> bool:
    """A verb of speaking of the same subject: "and added", "but has denied"."""
    while (
        at < end
        and items[at].kind is Kind.WORD
        and (is_adverb(items[at].word) or items[at].word in ("has", "have", "had"))
    ):
        at += 1
    if at >= end:
        return False
    verb = VERBS.get(items[at].word)
    return verb is not None and not verb.may_be_noun and bool(verb.forms & (Form.PAST | Form.PRESENT))


def _speech_follows(items: Sequence[Item], at: int, end: int) -> bool:
    """A clause with a verb of speaking of its own, soon: "but Thorne said", "while others say"."""
    for index in range(at, min(end, at + 10)):
        item = items[index]
        if item.kind in (Kind.COMMA, Kind.QUOTE, Kind.SEMICOLON, Kind.DASH):
            return False
        if item.kind is not Kind.WORD:
            continue
        verb = VERBS.get(item.word)
        if (
            index > at
            and verb is not None
            and verb.frames & Frame.QUOTE
            and verb.forms & (Form.PAST | Form.PRESENT)
            and not verb.may_be_noun
        ):
            return True
        if has_auxiliary(item.word) and item.word not in ("has", "have", "had"):
            return False
    return False


def has_verb(items: Sequence[Item], start: int, end: int) -> bool:
    """Whether the stretch can be a clause: some word looks like a finite verb, or a quotation may hold one."""
    return any(
        item.kind is Kind.QUOTE
        or (item.kind is Kind.WORD and may_be_finite(item.word))
        or item.word in ADVERBS & RELATIVES
        for item in items[start:end]
    )

# ruff: noqa: E501, PLR0911
"""Cues, pure: a verb of speaking with its auxiliaries, read as reporting that something was said, or not."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.outline import Item, Kind
from index.speech_verbs import SPEECH_VERBS, Form, Frame, SpeechVerb
from index.word_classes import (
    BE,
    CONJUNCTIONS,
    DETERMINERS,
    FUTURE,
    MODALS,
    NEGATIONS,
    NOUN_LIKE_DETERMINERS,
    PREPOSITIONS,
    RELATIVES,
    SUBJECT_PRONOUNS,
    has_auxiliary,
    is_adverb,
    word_set,
)

_STATEMENT_NOUNS = word_set("statement tweet letter email message note memo post report release")
_PARTICLES = {"point": "out", "cry": "out", "call": "out", "chime": "in"}
_NEEDED = {"point": ("out",), "chime": ("in",)}
_UNDONE = BE | MODALS | FUTURE


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb of speaking as items `first:last`; `joined` where it shares the subject of a verb before it,
    as in "…, adding that" and "and denied that"."""

    first: int
    last: int
    verb: SpeechVerb
    joined: bool = False


def read_cue(items: Sequence[Item], at: int, free: int) -> Cue | None:
    """The cue whose verb is `items[at]`, not reaching back beyond `free`; None where nothing is reported said.

    "Would say", "did not say", "to say", "is said to" and nouns such as "a claim" report nothing.
    """
    verb = SPEECH_VERBS.get(items[at].word)
    if verb is None or (items[at].capitalised and at > 0):
        return None
    last = at + 1
    if last < len(items) and items[last].word == _PARTICLES.get(verb.lemma):
        last += 1
    elif verb.lemma in _NEEDED:
        return None
    first, helpers = _auxiliaries(items, at, free)
    if helpers is None:
        return None
    before = items[first - 1] if first > 0 else None
    if Form.ING in verb.forms:
        return _participle(items, first, last, verb, helpers, before)
    if helpers & _UNDONE or (before is not None and before.word == "to"):
        return None
    if verb.forms == Form.PARTICIPLE and not helpers:
        return None
    if verb.may_be_noun and not helpers and _is_noun(items, first, last):
        return None
    joined = before is not None and before.kind is Kind.WORD and before.word in CONJUNCTIONS
    return Cue(first, last, verb, joined)


def _auxiliaries(items: Sequence[Item], at: int, free: int) -> tuple[int, set[str] | None]:
    """Where the verb's group begins, and the auxiliaries in it; None for those if it is negated or hypothetical."""
    first = at
    helpers: set[str] = set()
    while first > free and items[first - 1].kind is Kind.WORD:
        word = items[first - 1].word
        host = word.partition("'")[0]
        if has_auxiliary(word) and host in SUBJECT_PRONOUNS | RELATIVES:
            helpers.add(word[len(host) :])
            break
        if not has_auxiliary(word) and (not is_adverb(word) or word in DETERMINERS - NEGATIONS):
            break
        helpers.add(word)
        first -= 1
    negated = any("n't" in helper or helper in NEGATIONS or helper == "cannot" for helper in helpers)
    if negated or helpers & (MODALS | FUTURE) or "'d" in helpers:
        return first, None
    return first, {helper for helper in helpers if not is_adverb(helper)}


def _participle(
    items: Sequence[Item], first: int, last: int, verb: SpeechVerb, helpers: set[str], before: Item | None
) -> Cue | None:
    """ "Is telling them", and ", adding that", "issued a statement saying"."""
    if helpers & BE:
        return Cue(first, last, verb)
    if before is None or helpers:
        return None
    if before.kind in (Kind.COMMA, Kind.DASH, Kind.QUOTE) or before.word in _STATEMENT_NOUNS | {
        "while",
        "by",
        "then",
    }:
        return Cue(first, last, verb, joined=True)
    if before.word in CONJUNCTIONS and Frame.CLAUSE in verb.frames:
        return Cue(first, last, verb, joined=True)
    return None


def _is_noun(items: Sequence[Item], first: int, last: int) -> bool:
    """Whether "claims", "reports" and the like are rather things: "the convention rules will change"."""
    before = items[first - 1] if first > 0 else None
    if before is None:
        return True
    if before.word in SUBJECT_PRONOUNS or before.word in RELATIVES:
        return False
    if before.kind is Kind.WORD and _makes_noun(before):
        return True
    after = items[last] if last < len(items) else None
    if after is None or after.kind is Kind.STOP:
        return not (before.kind is Kind.QUOTE or before.capitalised)
    if after.kind in (Kind.QUOTE, Kind.COLON) or after.word in ("that", "how", "why", "whether"):
        return False
    if after.kind is Kind.COMMA:
        return not (last + 1 < len(items) and items[last + 1].kind is Kind.QUOTE) and not before.capitalised
    if before.kind is Kind.COMMA or before.capitalised:
        return (
            after.kind is not Kind.WORD
            or has_auxiliary(after.word)
            or after.word in PREPOSITIONS | CONJUNCTIONS
        )
    return after.word not in SUBJECT_PRONOUNS and after.word not in DETERMINERS and not after.capitalised


def _makes_noun(before: Item) -> bool:
    word = before.word
    return (
        (word in DETERMINERS and word not in NOUN_LIKE_DETERMINERS)
        or word in PREPOSITIONS
        or word.endswith(("'s", "s'"))
        or before.text[0].isdigit()
    )

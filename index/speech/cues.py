"""Cues, pure: a verb of speaking with its auxiliaries, read as reporting that something was said, or not."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.speech.outline import Item, Kind
from index.speech.speech_verbs import SPEECH_VERBS, Form, Frame, SpeechVerb
from index.speech.word_classes import (
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

_LEADS_PARTICIPLE = word_set(
    "statement tweet letter email message note memo post report release while by then "
    "banner sign placard poster notice sticker leaflet "
    "banners signs placards posters notices stickers leaflets"
)
_FIRM = word_set("clear adamant")
_MAKES = word_set("make makes made")
_PARTICLES = {"point": "out", "cry": "out", "call": "out", "chime": "in"}
_NEEDS_PARTICLE = word_set("point chime")
_HYPOTHETICAL = (MODALS | FUTURE) - {"would"}
_WITH_WITHIN = 6


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb of speaking as items `first:last`.

    `joined` where it shares the subject of a verb before it, as in "…, adding that" and "and denied that".
    `habitual` where it tells what somebody "would say", which only quotation marks make a statement.
    """

    first: int
    last: int
    verb: SpeechVerb
    joined: bool = False
    habitual: bool = False


def read_cue(items: Sequence[Item], at: int, free: int) -> Cue | None:
    """The cue whose verb is `items[at]`, not reaching back beyond `free`; None where it reports nothing.

    "Could say", "did not say", "to say", "is said to" and nouns such as "a claim" report nothing.
    """
    if items[at].word in _FIRM:
        return _firm(items, at, free)
    verb = SPEECH_VERBS.get(items[at].word)
    if verb is None or (items[at].capitalised and at > 0):
        return None
    last = at + 1
    if last < len(items) and items[last].word == _PARTICLES.get(verb.lemma):
        last += 1
    elif verb.lemma in _NEEDS_PARTICLE:
        return None
    first, helpers = _auxiliaries(items, at, free)
    if _is_negated(helpers) or helpers & _HYPOTHETICAL:
        return None
    before = items[first - 1] if first > 0 else None
    if Form.ING in verb.forms:
        return _participle(items, first, last, verb, helpers, before)
    return _finite(items, first, last, verb, helpers, before)


def _firm(items: Sequence[Item], at: int, free: int) -> Cue | None:
    """Made (it) clear that …; was adamant that …; with "clear" or "adamant" at `items[at]`."""
    if at + 1 >= len(items) or items[at + 1].word not in ("that", "how", "why", "whether"):
        return None
    verb = at - 1
    while verb > free and (items[verb].word == "it" or is_adverb(items[verb].word)):
        verb -= 1
    makes = items[verb].word in _MAKES
    if verb <= free or not (makes if items[at].word == "clear" else items[verb].word in BE):
        return None
    first, helpers = _auxiliaries(items, verb, free)
    helpers |= {item.word for item in items[verb:at]}
    before = items[first - 1].word if first > 0 else ""
    if _is_negated(helpers) or helpers & (MODALS | FUTURE) or before == "to" or (makes and helpers & BE):
        return None
    return Cue(first, at + 1, SPEECH_VERBS["insisted"], joined=before in CONJUNCTIONS)


def _auxiliaries(items: Sequence[Item], at: int, free: int) -> tuple[int, frozenset[str]]:
    """Where the verb's group begins, and the auxiliaries and negations in it."""
    first = at
    helpers: set[str] = set()
    while first > free and items[first - 1].kind is Kind.WORD:
        word = items[first - 1].word
        host = word.partition("'")[0]
        if has_auxiliary(word):
            if host in SUBJECT_PRONOUNS or host in RELATIVES:  # "he's", "who've"
                helpers.add(word[len(host) :])
                break
            helpers.add(word)
        elif word in NEGATIONS:
            helpers.add(word)
        elif not is_adverb(word) or word in DETERMINERS:
            break
        first -= 1
    return first, frozenset(helpers)


def _is_negated(helpers: frozenset[str]) -> bool:
    return any("n't" in helper or helper in NEGATIONS or helper == "cannot" for helper in helpers)


def _finite(
    items: Sequence[Item],
    first: int,
    last: int,
    verb: SpeechVerb,
    helpers: frozenset[str],
    before: Item | None,
) -> Cue | None:
    if helpers & BE:
        return _was_quoted(items, first, last, verb)
    if before is not None and before.word == "to":
        return None
    if not helpers and (verb.forms == Form.PARTICIPLE or (verb.may_be_noun and _is_noun(items, first, last))):
        return None
    joined = before is not None and before.kind is Kind.WORD and before.word in CONJUNCTIONS
    return Cue(first, last, verb, joined, habitual=bool(helpers & {"would", "'d"}))


def _was_quoted(items: Sequence[Item], first: int, last: int, verb: SpeechVerb) -> Cue | None:
    """ "Was quoted as saying", "was quoted by the Herald": the one passive whose subject speaks."""
    if verb.lemma != "quote" or last + 1 >= len(items):
        return None
    if items[last].word == "as" and items[last + 1].word == "saying":
        return Cue(first, last + 2, SPEECH_VERBS["saying"])
    return Cue(first, last, verb) if items[last].word in ("by", "in") else None


def _participle(
    items: Sequence[Item],
    first: int,
    last: int,
    verb: SpeechVerb,
    helpers: frozenset[str],
    before: Item | None,
) -> Cue | None:
    """ "Is telling them", and ", adding that", "issued a statement saying", "with one of them adding"."""
    if helpers & BE:
        return Cue(first, last, verb)
    if before is None or helpers:
        return None
    led = before.kind in (Kind.COMMA, Kind.DASH, Kind.QUOTE) or before.word in _LEADS_PARTICIPLE
    joined = before.word in CONJUNCTIONS and Frame.CLAUSE in verb.frames
    near = items[max(0, first - _WITH_WITHIN) : first]
    accompanied = Frame.QUOTE in verb.frames and any(item.word == "with" for item in near)
    return Cue(first, last, verb, joined=True) if led or joined or accompanied else None


def _is_noun(items: Sequence[Item], first: int, last: int) -> bool:
    """Whether "claims", "reports" and the like are rather things: "the convention rules will change"."""
    before = items[first - 1] if first > 0 else None
    if before is None or (before.kind is Kind.WORD and _makes_noun(before)):
        return True
    if before.word in SUBJECT_PRONOUNS or before.word in RELATIVES:
        return False
    after = items[last] if last < len(items) else None
    if after is None or after.kind is Kind.STOP:
        return before.kind is not Kind.QUOTE and not before.capitalised
    if after.kind is Kind.COMMA:
        quoted = last + 1 < len(items) and items[last + 1].kind is Kind.QUOTE
        return not quoted and not before.capitalised
    return not _follows_verb(before, after)


def _makes_noun(before: Item) -> bool:
    word = before.word
    determines = word in DETERMINERS and word not in NOUN_LIKE_DETERMINERS
    return determines or word in PREPOSITIONS or word.endswith(("'s", "s'")) or before.text[0].isdigit()


def _follows_verb(before: Item, after: Item) -> bool:
    if after.kind in (Kind.QUOTE, Kind.COLON) or after.word in ("that", "how", "why", "whether"):
        return True
    if before.kind is Kind.COMMA or before.capitalised:
        function_word = has_auxiliary(after.word) or after.word in PREPOSITIONS | CONJUNCTIONS
        return after.kind is Kind.WORD and not function_word
    return after.word in SUBJECT_PRONOUNS or after.word in DETERMINERS or after.capitalised

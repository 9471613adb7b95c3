"""The attributed statements of one sentence, pure.

Which way its words stand to each cue is tried in turn: around it, behind it, or led in without a verb.
Who the speaker is, and whose the quotations without a cue are, is decided over the whole article by
`index/speech/quotes.py`.
"""

from collections.abc import Sequence
from dataclasses import replace

from index.speech.clauses import clause_end, gapped_subject
from index.speech.cues import Cue, read_cue
from index.speech.lead_ins import (
    according_to,
    as_put,
    as_stated,
    headed_by_name,
    headed_by_verb,
    in_the_words_of,
    introduced,
    put_at,
    responded,
)
from index.speech.leading_cues import words_behind
from index.speech.outline import Item, Kind
from index.speech.passive_cues import attributed_to, said_by
from index.speech.reported_speech import Certainty, Statement
from index.speech.speakers import Phrase, main_subject, phrase_before
from index.speech.speech_verbs import SPEECH_VERBS, Form, Frame
from index.speech.trailing_cues import words_before, words_before_inverted
from index.speech.word_classes import BE, DETERMINERS, has_auxiliary, word_set

_HYPOTHETICAL = word_set("if whether unless until")
_NOBODY = word_set("neither nobody none no few nothing")
_NEGATES = word_set("no not hardly barely nor neither few")
_PLURALS = word_set(
    "people many some others critics police most few both women men officials two three four five"
)
_ANYONE = word_set("people those anyone anybody everyone everybody someone somebody")
_SHOWN_TEXTS = word_set("banner sign placard poster notice sticker leaflet")
_SENT_TEXTS = word_set("message letter email note post tweet")
_WITHOUT_VERB = word_set("according words by attributed put puts")
_ALSO_CUES = _WITHOUT_VERB | {"clear", "adamant"}
_RECEIVES = word_set("is was get gets got receive received receives see sees saw find finds found by")
_HANDED = word_set("handed given shown sent")
_OBJECTS = word_set("me him us them")
_DATELINE_WITHIN = 14
_WITH_WITHIN = 6


def may_hold_statements(items: Sequence[Item]) -> bool:
    """A quick look: whether there is any verb or phrase of speaking, or a quotation."""
    return any(
        item.kind is Kind.QUOTE or item.word in SPEECH_VERBS or item.word in _ALSO_CUES for item in items
    )


def statements_in(items: Sequence[Item]) -> list[Statement]:
    """The statements of a sentence, in order of their cues; their contents never overlap."""
    found: list[Statement] = []
    free = _after_dateline(items)
    at = free
    while at < len(items):
        statement = _statement_at(items, at, free, found)
        at += 1
        if statement is not None and _states_something(items, statement):
            found.append(statement)
            free = max(
                free, statement.cue[1], statement.speaker.last, *(last for _, last in statement.content)
            )
            at = max(at, free)
    if found:
        return found
    fallback = (
        headed_by_verb(items)
        or responded(items)
        or headed_by_name(items)
        or introduced(items)
        or as_put(items)
        or as_stated(items)
    )
    return [fallback] if fallback is not None and _states_something(items, fallback) else []


def _states_something(items: Sequence[Item], statement: Statement) -> bool:
    """Whether there are words, and somebody to say them."""
    return all(first < last for first, last in statement.content) and not is_nobody(items, statement.speaker)


def is_nobody(items: Sequence[Item], phrase: Phrase) -> bool:
    """Whether a phrase says who did not speak: nobody, no one, not one of them, neither Thorne nor Reed."""
    if items[phrase.first].word in _NOBODY or any(
        item.word == "nor" for item in items[phrase.first : phrase.last]
    ):
        return True
    at = phrase.first - 1
    if at > 0 and items[at].word == "even":
        at -= 1
    return at >= 0 and items[at].word in _NEGATES


def _after_dateline(items: Sequence[Item]) -> int:
    """Behind "KELMHAVEN (Meridian) —", which belongs to no sentence."""
    for at in range(1, min(len(items), _DATELINE_WITHIN)):
        item = items[at]
        if item.kind is Kind.DASH and items[at - 1].kind is Kind.CLOSE:
            return at + 1
        if item.kind is Kind.QUOTE or (item.kind is Kind.WORD and item.text[0].islower()):
            break
    return 0


def _statement_at(items: Sequence[Item], at: int, free: int, found: list[Statement]) -> Statement | None:
    if items[at].word in _WITHOUT_VERB or items[at].word == "that":
        return _without_verb(items, at, free, found)
    cue = read_cue(items, at, free)
    if cue is None or cue.first == 0:
        return None
    if cue.joined:
        joint = (
            _own_subject(items, cue)
            or _text_that_speaks(items, cue, free)
            or _shared_subject(items, cue, found)
        )
        return words_behind(items, cue, joint, Certainty.SHARED_SUBJECT) if joint is not None else None
    inverted = words_before_inverted(items, cue, free) if cue.first > free else None
    if inverted is not None:
        return inverted
    speaker = (
        _let_speak(items, cue, free)
        or phrase_before(items, cue.first, free)
        or _resumed_subject(items, cue, found)
    )
    if speaker is None or not _can_speak(items, cue, speaker, free):
        return None
    trailing = None if cue.habitual else words_before(items, cue, speaker, free)
    return trailing or words_behind(items, cue, speaker, Certainty.INTRODUCED_CLAUSE)


def _gapped(items: Sequence[Item], at: int, found: list[Statement]) -> Statement | None:
    """Reed said it was "mad", Moss that it was "brave": the verb before is understood, with "that" at
    `items[at]`."""
    if not found or not found[-1].content:
        return None
    before = found[-1]
    joint = before.content[-1][1]
    if joint >= at or gapped_subject(items, joint, len(items)) != at:
        return None
    content = (at, clause_end(items, at, len(items)))
    return Statement((content,), before.cue, Phrase(joint + 1, at), Certainty.SHARED_SUBJECT)


def _without_verb(items: Sequence[Item], at: int, free: int, found: list[Statement]) -> Statement | None:
    match items[at].word:
        case "that":
            return _gapped(items, at, found)
        case "put" | "puts":
            return put_at(items, at, free)
        case "words":
            return in_the_words_of(items, at, free)
        case "by":
            return said_by(items, at)
        case "attributed":
            return attributed_to(items, at)
    follows = at + 1 < len(items) and items[at + 1].word == "to"
    return according_to(items, at, free) if follows else None


def _can_speak(items: Sequence[Item], cue: Cue, speaker: Phrase, free: int) -> bool:
    """Not in questions and conditions, not "you", no bare number, and a subject that agrees with its verb."""
    first = items[speaker.first]
    before = items[speaker.first - 1].word if speaker.first > free else ""
    if speaker.last - speaker.first == 1 and first.word in _OBJECTS:
        return first.word == "me" and before == "let"
    if first.word == "you" or (speaker.last - speaker.first == 1 and first.text[0].isdigit()):
        return False
    if before in _HYPOTHETICAL or (has_auxiliary(before) and "'" not in before):
        return False
    if before in ("what", "which", "whom", "that", "as") and Frame.BELIEF in cue.verb.frames:
        return False
    if _tells_which(items, cue, speaker):
        return False
    alone = cue.first + 1 == cue.last and Form.BASE in cue.verb.forms and Form.PAST not in cue.verb.forms
    return not alone or speaker.relative or _is_plural(items, speaker)


def _tells_which(items: Sequence[Item], cue: Cue, speaker: Phrase) -> bool:
    """ "Voters who say they are tired", "anyone who thinks so": a clause that picks out of all people those
    who are meant, and is nobody's statement. A name, "a man who said" and quotation marks are somebody's."""
    if not speaker.relative or items[speaker.last].kind is not Kind.WORD:
        return False
    if cue.last < len(items) and items[cue.last].kind in (Kind.QUOTE, Kind.COLON):
        return False
    words = items[speaker.first : speaker.last]
    if any(item.capitalised for item in words[1:]) or any(item.text[0].isdigit() for item in words):
        return False
    first = words[0].word
    if first in _ANYONE or Frame.BELIEF in cue.verb.frames:
        return True
    return first not in DETERMINERS | _PLURALS and any(item.word.endswith("s") for item in words)


def _let_speak(items: Sequence[Item], cue: Cue, free: int) -> Phrase | None:
    """ "Let me say, “…”" """
    at = cue.first - 1
    is_let = at > free and items[at].word == "me" and items[at - 1].word == "let"
    return Phrase(at, cue.first) if is_let else None


def _resumed_subject(items: Sequence[Item], cue: Cue, found: list[Statement]) -> Phrase | None:
    """ "Mila Thorne, who said it was shut, told the board …": whoever the clause between was about."""
    if not found or not found[-1].content:
        return None
    speaker, follows = found[-1].speaker, found[-1].content[-1][1]
    comma = follows == cue.first - 1 and items[follows].kind is Kind.COMMA
    if not comma and follows != cue.first:
        return None
    if speaker.first > 0 and items[speaker.first - 1].word == "whose":
        return phrase_before(items, speaker.first - 2) if speaker.first > 2 else None
    return replace(speaker, relative=False) if speaker.relative else None


def _is_plural(items: Sequence[Item], speaker: Phrase) -> bool:
    word = items[speaker.last - 1].word
    if word in ("i", "we", "they") or word in _PLURALS or word in DETERMINERS:
        return True
    if any(item.word in ("and", "of") for item in items[speaker.first : speaker.last]):
        return True
    return word.endswith("s") and not word.endswith(("'s", "ss"))


def _own_subject(items: Sequence[Item], cue: Cue) -> Phrase | None:
    """ "With one of them writing …" """
    if items[cue.first - 1].kind is not Kind.WORD or Form.ING not in cue.verb.forms:
        return None
    for at in range(cue.first - 2, max(-1, cue.first - 1 - _WITH_WITHIN), -1):
        if items[at].word == "with":
            return Phrase(at + 1, cue.first)
    return None


def _text_that_speaks(items: Sequence[Item], cue: Cue, free: int) -> Phrase | None:
    """ "Got a message saying …", "a banner reading …"; but of "issued a statement saying …" the issuer."""
    if items[cue.first - 1].kind is not Kind.WORD or Form.ING not in cue.verb.forms:
        return None
    phrase = phrase_before(items, cue.first, free)
    if phrase is None or phrase.relative:
        return None
    head = items[phrase.last - 1].word.removesuffix("s")
    if head in _SHOWN_TEXTS:
        return phrase
    before = items[phrase.first - 1].word if phrase.first > free else ""
    is_handed = before in _HANDED and items[phrase.first - 2].word in BE
    return phrase if head in _SENT_TEXTS and (before in _RECEIVES or is_handed) else None


def _shared_subject(items: Sequence[Item], cue: Cue, found: list[Statement]) -> Phrase | None:
    """The speaker of the statement before, unless that stands in a relative clause; else the main subject."""
    if found and not found[-1].speaker.relative:
        return found[-1].speaker
    return main_subject(items, cue.first) or (found[-1].speaker if found else None)

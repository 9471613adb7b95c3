"""Attribution in the passive, pure: it was claimed by the union that …; the sale was described by Dace as
"…"; a saying attributed to Thorne: "…"."""

from collections.abc import Sequence

from index.speech.clauses import clause_end
from index.speech.outline import Item, Kind
from index.speech.reported_speech import Certainty, Statement, behind, is_enough, quotations_from
from index.speech.speakers import phrase_after
from index.speech.speech_verbs import SPEECH_VERBS, Form, Frame
from index.speech.word_classes import AUXILIARIES, BE, word_set

_SAYINGS = word_set("saying quote quotation remark line words comment statement phrase")
_OTHERWISE = word_set("called cited questioned")  # "called by the police as a witness"
_NOUN_WITHIN = 4  # words between "a saying" and "attributed"


def said_by(items: Sequence[Item], at: int) -> Statement | None:
    """It was claimed by X that …; … was described by X as …; with "by" at `items[at]`."""
    verb = SPEECH_VERBS.get(items[at - 1].word) if at > 1 else None
    speaker = phrase_after(items, at + 1, len(items))
    if verb is None or speaker is None or Form.PARTICIPLE not in verb.forms:
        return None
    first = at - 1
    while first > 0 and items[first - 1].word in AUXILIARIES:
        first -= 1
    if items[at - 2].word not in BE or first == 0:
        return None
    after = behind(speaker)
    if after + 1 < len(items) and items[after].kind is Kind.COMMA:
        after += 1
    joint = items[after].word if after < len(items) else ""
    impersonal = items[first - 1].word == "it" and Frame.CLAUSE in verb.frames
    judging = Frame.THING in verb.frames and items[at - 1].word not in _OTHERWISE
    if not (joint == "that" and impersonal) and not (joint == "as" and judging):
        return None
    content = (after, clause_end(items, after, len(items)))
    if not is_enough(items, content):
        return None
    return Statement((content,), (first, at + 1), speaker, Certainty.BARE_CLAUSE)


def attributed_to(items: Sequence[Item], at: int) -> Statement | None:
    """A saying attributed to X: "…"; with "attributed" at `items[at]`."""
    nouns = {item.word for item in items[max(0, at - _NOUN_WITHIN) : at]}
    if not nouns & _SAYINGS or at + 2 >= len(items) or items[at + 1].word != "to":
        return None
    speaker = phrase_after(items, at + 2, len(items))
    after = behind(speaker) if speaker is not None else len(items)
    if after < len(items) and items[after].kind in (Kind.COLON, Kind.DASH, Kind.COMMA):
        after += 1
    if speaker is None or after >= len(items) or items[after].kind is not Kind.QUOTE:
        return None
    return Statement(quotations_from(items, after), (at, at + 2), speaker, Certainty.SHARED_SUBJECT)

"""Reading a question about who said what, pure: which of its forms it has, whom and what it is about."""

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from data.model import Filters
from index.questions import read_question
from index.who_said.periods import take_period


class Form(Enum):
    """What a question about speech asks for."""

    WHO = "who said it"
    WHAT = "what somebody said"
    AGAINST = "who contradicted somebody"
    CHECK = "whether somebody said exactly that"


class Act(Enum):
    """What somebody did by saying it; SAY is any of them."""

    SAY = "say"
    CALL = "call"
    ACCUSE = "accuse"
    DENY = "deny"
    WARN = "warn"
    PROMISE = "promise"


@dataclass(frozen=True, slots=True)
class SpeechQuestion:
    """`speaker`: the words for whoever spoke, empty in WHO; a pronoun as it stands. `about`: a topic, words
    remembered, or in CHECK the words to be checked. `certain` is false where the verb has other uses
    ("who called the police?"), so that finding nothing is no answer."""

    form: Form
    speaker: str
    about: str
    act: Act
    filters: Filters
    certain: bool = True


_PRONOUNS_WORDS = """
    he she they him her them his hers their it
"""
_LONGEST = 1_000  # characters; matching takes time that grows with their square

PRONOUNS = frozenset(_PRONOUNS_WORDS.split())

_SAID = (
    "said|says|say|saying|stated|claimed|claims|claim|argued|argues|insisted|insists|admitted|admits|announced|"
    "suggested|predicted|noted|complained|joked|remarked|declared|explained|replied|confessed|demanded|estimated"
)
_ACTS = (
    (Act.CALL, "called|calls|call|described|describes|describe|branded|dubbed|labelled|labeled|compared"),
    (Act.ACCUSE, "accused|accuses|accuse|blamed|blames|blame"),
    (Act.DENY, "denied|denies|deny|rejected|rejects|reject|disputed|disputes|dispute|dismissed|refuted"),
    (Act.WARN, "warned|warns|warn|cautioned"),
    (Act.PROMISE, "promised|promises|promise|pledged|vowed"),
)
_VERBS = "|".join((_SAID, *(verbs for _, verbs in _ACTS)))
_TELL = (
    "told|tells|tell|spoke|speak|wrote|write|think|thinks|thought|answered|answer|commented|comment|respond"
)
_ASKED = f"{_VERBS}|{_TELL}|react|reacted|responded|talk|talked"
_ABOUT = r"about|on|regarding|concerning|of|over|to|as to"
_START = r"(?:(?:and|so|but|ok|please|tell me|show me|do you know|can you tell me)[, ]+)*"
_MARKS = "\"“”„«»‘’'"
_QUOTE = r"[\"“„«‘'](?P<words>.+?)[\"”“»’'][^\w]*"

_SPEAKER = r"(?P<who>(?!been\b).+?)"  # "what has been said" asks of nobody
_TOPIC = rf"(?: (?:{_ABOUT})(?P<words> .+))?"
_PAUSES = "(?:ever |also |already |yet |just |really |actually )*"
_OPPOSE = (
    "contradict|contradicted|contradicts|deny|denied|dispute|disputed|reject|rejected|challenge|challenged|"
    "disagree with|disagreed with|disagrees with|rebut|rebutted|refute|refuted|object to|objected to"
)
_WHO = re.compile(
    rf"{_START}(?:who|which \w+|whoever) (?:else |was it that |is it that )?(?:has |had |have )?{_PAUSES}"
    rf"(?P<verb>{_VERBS}|told)\b[,:]?(?P<words>.*)",
    re.IGNORECASE,
)
_WHOSE = re.compile(
    rf"{_START}(?:whose words (?:are|were)|who (?:is|was) quoted (?:as saying|saying)?|who used the words?)"
    r"[:,]? (?P<words>.+)",
    re.IGNORECASE,
)
_AGAINST = re.compile(
    rf"{_START}(?:did|does|has|have|was) (?:anyone|anybody|someone|somebody|any \w+)(?: else)? {_PAUSES}"
    rf"(?:{_OPPOSE})\s+(?:(?:what|anything|everything) )?{_SPEAKER}(?: (?:said|says|say|claimed))?{_TOPIC}",
    re.IGNORECASE,
)
_WHO_AGAINST = re.compile(
    rf"{_START}who (?:has )?(?:contradicted|contradicts|disagreed with|disagrees with|rebutted|challenged)\s+"
    rf"{_SPEAKER}{_TOPIC}",
    re.IGNORECASE,
)
_CHECK = re.compile(
    rf"{_START}(?:is it true that |did|has|have|was it) ?(?P<who>[^{_MARKS}]+?) {_PAUSES}"
    r"(?:truly |indeed )?(?:say|said|says|write|wrote|claim|claimed|state|stated)"
    rf"(?: that)?[:,]? {_QUOTE}",
    re.IGNORECASE | re.DOTALL,
)
_COMMENT = "comment(?:ed)?|remark(?:ed)?|react(?:ed)?|respond(?:ed)?|spoken|speak|talk(?:ed)?"
_ANYTHING = "(?:anything|something|a comment|a statement|publicly)(?: at all)?"
_STATE = "said|say|claim|claimed|promise|promised|admit|admitted|deny|denied|warn|warned|announce|announced"
_VIEW = "reaction|response|reply|answer|views?|opinion|position|stance|comments?|statements?|words|take"
_SAYINGS = "quotes?|quotations?|statements?|words|remarks|comments"
_WHAT = (
    rf"what (?:else )?(?:did|does|do|has|have|had) {_SPEAKER} {_PAUSES}(?:{_ASKED})\b(?P<words>.*)",
    rf"(?:has|have|did|does) {_SPEAKER} {_PAUSES}(?:said |say |spoken |speak |made |make )?"
    rf"{_ANYTHING}{_TOPIC}",
    rf"(?:has|have|did) {_SPEAKER} {_PAUSES}(?:{_COMMENT}) (?:{_ABOUT})(?P<words> .+)",
    rf"(?:has|have|did) {_SPEAKER} {_PAUSES}(?:{_STATE}) (?:that )?(?P<words>.+)",
    rf"how (?:did|has|does) {_SPEAKER} (?:react|reacted|respond|responded|reply|replied){_TOPIC}",
    rf"what (?:was|were|is|are) {_SPEAKER}['’]s? (?:\w+ )?(?:{_VIEW}){_TOPIC}",
    r"(?:according to|in the words of|in the view of) (?P<who>[^,]+?), (?P<words>.+)",
    rf"(?:all |the |any |some )?(?:{_SAYINGS}) (?:by|from|of) {_SPEAKER}{_TOPIC}",
    rf"quote {_SPEAKER}{_TOPIC}",
    rf"(?:what|anything|something) (?:(?:was|is) )?said by {_SPEAKER}{_TOPIC}",
)
_WHAT_PATTERNS = tuple(re.compile(f"{_START}(?:{pattern})", re.IGNORECASE | re.DOTALL) for pattern in _WHAT)
_NAMED_THING = re.compile(r".+ (?:an?|the|[\"“‘'])|.+ as .+", re.IGNORECASE)
_LEADING = re.compile(rf"^(?:that|{_ABOUT}|in|when|whether|if|:|,)\s+", re.IGNORECASE)
_IN_OUTLET = re.compile(r"^(?:in|to|at) .+? (?=(?:about|on|regarding) )", re.IGNORECASE)
_QUOTED = re.compile(rf"^[{_MARKS}]+|[{_MARKS}]+$")
_NOBODY_WORDS = """
    you i we it this that there anyone anybody people someone everyone the the article
"""
_NOBODY = frozenset(_NOBODY_WORDS.split())


def read_speech_question(text: str, today: date) -> SpeechQuestion | None:
    """What a question about speech asks for; None if it asks for something else.

    Raises FilterError for a filter that cannot be understood.
    """
    question = read_question(text)
    if len(question.text) > _LONGEST:
        return None
    asked = question.text.strip().rstrip("?!. ")
    return (
        _check(asked, question.filters)
        or _against(asked, question.filters, today)
        or _who(asked, question.filters)
        or _what(asked, question.filters, today)
    )


def what_was_said(speaker: str, about: str, filters: Filters, today: date) -> SpeechQuestion:
    """The question behind `/quotes NAME about TOPIC`."""
    return _with_period(SpeechQuestion(Form.WHAT, speaker, about, Act.SAY, filters), today)


def who_said(words: str, filters: Filters) -> SpeechQuestion:
    """The question behind `/who WORDS`."""
    return SpeechQuestion(Form.WHO, "", _QUOTED.sub("", words.strip()), Act.SAY, filters)


def _check(asked: str, filters: Filters) -> SpeechQuestion | None:
    match = _CHECK.fullmatch(asked)
    if not match:
        return None
    return SpeechQuestion(Form.CHECK, match["who"].strip(), match["words"].strip(), Act.SAY, filters)


def _against(asked: str, filters: Filters, today: date) -> SpeechQuestion | None:
    match = _AGAINST.fullmatch(asked) or _WHO_AGAINST.fullmatch(asked)
    if not match:
        return None
    found = SpeechQuestion(Form.AGAINST, match["who"].strip(), match["words"] or "", Act.DENY, filters)
    return _with_period(found, today)


def _who(asked: str, filters: Filters) -> SpeechQuestion | None:
    if whose := _WHOSE.fullmatch(asked):
        return who_said(whose["words"], filters)
    match = _WHO.fullmatch(asked)
    if not match or not match["words"].strip():
        return None
    act = act_of(match["verb"])
    words = match["words"].strip()
    told = match["verb"].lower() == "told"
    certain = not told and (act is not Act.CALL or _NAMED_THING.match(words) is not None)
    if told:
        words = re.sub(r"^\S+ (?:\S+ )??(?=that )", "", words)
    return SpeechQuestion(Form.WHO, "", _QUOTED.sub("", _LEADING.sub("", words)), act, filters, certain)


def _what(asked: str, filters: Filters, today: date) -> SpeechQuestion | None:
    for pattern in _WHAT_PATTERNS:
        match = pattern.fullmatch(asked)
        if match is None:
            continue
        who = match["who"].strip()
        if who.lower() in _NOBODY:
            return None
        words = (match["words"] or "").strip()
        return _with_period(SpeechQuestion(Form.WHAT, who, words, Act.SAY, filters), today)
    return None


def _with_period(question: SpeechQuestion, today: date) -> SpeechQuestion:
    """Time words at the end of the topic, or of the name, mean the time of publication."""
    about, period = take_period(question.about, today)
    speaker = question.speaker
    if not period:
        speaker, period = take_period(speaker, today)
    filters = replace(
        question.filters,
        since=question.filters.since or period.since,
        until=question.filters.until or period.until,
    )
    about = _IN_OUTLET.sub("", about)
    topic = _QUOTED.sub("", _LEADING.sub("", about).strip(" ,"))
    return replace(question, speaker=speaker, about=topic, filters=filters)


def act_of(verb: str) -> Act:
    """What one does by this verb."""
    return next((act for act, verbs in _ACTS if verb.lower() in verbs.split("|")), Act.SAY)

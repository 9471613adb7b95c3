"""Reading a question about who said what, pure: which of its forms it has, whom and what it is about."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from data.model import Filters
from index.outlets import take_outlet
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
    remembered, or in CHECK the words to be checked. `certain` is false where the words have other uses
    ("who called the police?"), so that finding nothing is no answer. `hearer`: whom it was said to.
    `left_out`: words that should have narrowed it down, but cannot. `is_claim`: what it is about is no topic,
    but what somebody may have said."""

    form: Form
    speaker: str
    about: str
    act: Act
    filters: Filters
    certain: bool = True
    hearer: str = ""
    left_out: str = ""
    is_claim: bool = False


_PRONOUNS_WORDS = """
    he she they him her them his hers their it
"""
_LONGEST = 1_000  # characters; matching takes time that grows with their square

PRONOUNS = frozenset(_PRONOUNS_WORDS.split())
MATTERS = frozenset(["it", "this", "that", "them", "these", "those", "so"])  # a topic spoken of before
_WHOEVER = PRONOUNS | {"us", "me", "you", "people"}  # told something: everybody

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
    "told|tells|tell|spoke|speak|wrote|write|think|thinks|thought|answered|answer|reply|commented|comment|"
    "respond"
)
_ASKED = f"{_VERBS}|{_TELL}|react|reacted|responded|talk|talked"
_INQUIRY = re.compile(
    r"(?:who|what|when|where|why|which|whose|how|is|are|was|were|do|does|did|has|have|had|will|would|can"
    r"|could|should)\b",
    re.IGNORECASE,
)
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
_DONE = "made|make|given|give|issued|issue|spoken|commented"
_COMMENT = "comment(?:ed)?|remark(?:ed)?|react(?:ed)?|respond(?:ed)?|spoken|speak|talk(?:ed)?"
_ANYTHING = "(?:anything|something|a word|a comment|a statement|publicly)(?: at all)?"
_STATE = "said|say|claim|claimed|promise|promised|admit|admitted|deny|denied|warn|warned|announce|announced"
_VIEW = "reaction|response|reply|answer|views?|opinion|position|stance|comments?|statements?|words|take"
_SAYINGS = "quotes?|quotations?|statements?|words|remarks|comments"
_WHAT = (
    rf"what (?:else )?(?:did|does|do|has|have|had) {_SPEAKER} {_PAUSES}(?P<verb>{_ASKED})\b(?P<words>.*)",
    rf"(?:has|have|did|does) {_SPEAKER} {_PAUSES}(?P<verb>{_ASKED}|{_DONE}) {_ANYTHING}(?P<words>(?: .+)?)",
    rf"(?:has|have|did) {_SPEAKER} {_PAUSES}(?:{_COMMENT}) (?:{_ABOUT})(?P<words> .+)",
    rf"(?:has|have|did) {_SPEAKER} {_PAUSES}(?P<claimed>{_STATE}) (?:that )?(?P<words>.+)",
    rf"how (?:did|has|does) {_SPEAKER} (?:react|reacted|respond|responded|reply|replied){_TOPIC}",
    rf"what (?:was|were|is|are) {_SPEAKER}['’]s? (?:\w+ )?(?:{_VIEW}){_TOPIC}",
    r"(?:according to|in the words of|in the view of) (?P<who>[^,]+?), (?P<matter>)(?P<words>.+)",
    rf"(?:all |the |any |some )?(?:{_SAYINGS}) (?:by|from|of) {_SPEAKER}{_TOPIC}",
    rf"quote {_SPEAKER}{_TOPIC}",
    rf"(?:what|anything|something) (?:(?:was|is) )?said by {_SPEAKER}{_TOPIC}",
)
_MOST_QUOTED = re.compile(
    rf"{_START}who (?:is|are|was|were|gets|has been|have been) (?:(?:the )?most (?:often |frequently )?quoted"
    r"(?: (?:person|people|speakers?|one))?|quoted (?:the )?most(?: often| frequently)?)\b(?P<words>.*)",
    re.IGNORECASE,
)
_WHAT_PATTERNS = tuple(re.compile(f"{_START}(?:{pattern})", re.IGNORECASE | re.DOTALL) for pattern in _WHAT)
_NAMED_THING = re.compile(r".+ (?:an?|the|[\"“‘'])|.+ as .+", re.IGNORECASE)
_LEADING = re.compile(rf"^(?:that|{_ABOUT}|in|before|after|during|when|whether|if|:|,)\s+", re.IGNORECASE)
_SOMEWHERE = re.compile(r"^(?P<place>(?:in|at) .+?) (?=(?:about|on|regarding) )", re.IGNORECASE)
_STRANDED = re.compile(r"(?:about|on|of|to|against|for|with|over|in|as|do)", re.IGNORECASE)  # "warn about?"
_WHEN_ASKED = re.compile(r"^when (?:(?:he|she|they) (?:was|were) )?asked (?=about |on )", re.IGNORECASE)
_FINITE = r"(?:was|were|is|are|had|has|got|became|left|lost|won|went|came|took|fell|began|\w+ed)\b"
_EVENT = re.compile(
    rf"(?:^|[\s,])(?P<event>(?:(?:before|after|since|until|till|while|once) (?:(?:the|his|her|their) )?"
    rf"[\w'’-]+(?: [\w'’-]+)??|when (?:he|she|they|it)) {_FINITE}.*)$",
    re.IGNORECASE,
)
_VAGUE_TIME = re.compile(
    r"(?:^|[\s,])(?P<event>recently|lately|(?:(?:over|in|during|since|before|after|until|between) "
    r"(?:the |this |last |early |late )*|(?:last|this) )"
    r"(?:spring|summer|autumn|winter|christmas|easter|(?:first|second) half of)\b.*)$",
    re.IGNORECASE,
)
_OBJECT = re.compile(r"\b(?:him|her)(?=$| (?:of|for|as|an?|the)\b)", re.IGNORECASE)  # "accused her of theft"
_TELLS = re.compile(r"tell|tells|told", re.IGNORECASE)
_TOLD = re.compile(
    rf"(?P<hearer>(?!(?:{_ABOUT}|in|when|that|how|why)\b).+?)"
    r"(?: (?:about|on|of|regarding|concerning|that|before|after|during) (?P<words>.+)|$)",
    re.IGNORECASE,
)
_SAID_TO = re.compile(r"to (?P<hearer>.+?) (?:about|on|regarding|concerning) (?P<words>.+)", re.IGNORECASE)
_TO_NAME = re.compile(r"to (?P<hearer>(?:[^\W\d_a-zß-ÿ][\w’'-]*)(?: [^\W\d_a-zß-ÿ][\w’'-]*)*)")
_QUOTED = re.compile(rf"^[{_MARKS}]+|[{_MARKS}]+$")
_NOBODY_WORDS = """
    you i we it this that there anyone anybody people someone everyone the the article
"""
_NOBODY = frozenset(_NOBODY_WORDS.split())


def read_speech_question(text: str, today: date, outlets: Sequence[str] = ()) -> SpeechQuestion | None:
    """What a question about speech asks for; None if it asks for something else. `outlets` are those that it
    may name.

    Raises FilterError for a filter that cannot be understood.
    """
    question = read_question(text)
    asked = question.text.strip().rstrip("?!. ")
    if len(question.text) > _LONGEST or _MOST_QUOTED.fullmatch(asked):
        return None
    return (
        _check(asked, question.filters)
        or _against(asked, question.filters, today, outlets)
        or _who(asked, question.filters)
        or _what(asked, question.filters, today, outlets)
    )


def asks_who_is_quoted_most(text: str) -> str | None:
    """What a question narrows it down by that asks who is quoted most ("about the bridge"), empty where it
    does not; None for any other question."""
    match = _MOST_QUOTED.fullmatch(text.strip().rstrip("?!. "))
    return match["words"].strip() if match else None


def what_was_said(
    speaker: str, about: str, filters: Filters, today: date, outlets: Sequence[str] = ()
) -> SpeechQuestion:
    """The question behind `/quotes NAME about TOPIC`."""
    return _narrowed(SpeechQuestion(Form.WHAT, speaker, about, Act.SAY, filters), today, outlets)


def who_said(words: str, filters: Filters) -> SpeechQuestion:
    """The question behind `/who WORDS`."""
    return SpeechQuestion(Form.WHO, "", _QUOTED.sub("", words.strip()), Act.SAY, filters)


def _check(asked: str, filters: Filters) -> SpeechQuestion | None:
    match = _CHECK.fullmatch(asked)
    if not match:
        return None
    return SpeechQuestion(Form.CHECK, match["who"].strip(), match["words"].strip(), Act.SAY, filters)


def _against(asked: str, filters: Filters, today: date, outlets: Sequence[str]) -> SpeechQuestion | None:
    match = _AGAINST.fullmatch(asked) or _WHO_AGAINST.fullmatch(asked)
    if not match:
        return None
    found = SpeechQuestion(Form.AGAINST, match["who"].strip(), match["words"] or "", Act.DENY, filters)
    return _narrowed(found, today, outlets)


def _who(asked: str, filters: Filters) -> SpeechQuestion | None:
    if whose := _WHOSE.fullmatch(asked):
        return _if_any_words(who_said(whose["words"], filters))
    match = _WHO.fullmatch(asked)
    if not match or not match["words"].strip():
        return None
    act = act_of(match["verb"])
    words = match["words"].strip()
    told = match["verb"].lower() == "told"
    certain = not told and (act is not Act.CALL or _NAMED_THING.match(words) is not None)
    if told:
        words = re.sub(r"^\S+ (?:\S+ )??(?=that )", "", words)
    about = _QUOTED.sub("", _LEADING.sub("", words))
    return _if_any_words(SpeechQuestion(Form.WHO, "", about, act, filters, certain))


def _if_any_words(question: SpeechQuestion) -> SpeechQuestion | None:
    empty = not any(character.isalnum() for character in question.about)
    return None if empty or question.about.lower() in MATTERS else question


def _what(asked: str, filters: Filters, today: date, outlets: Sequence[str]) -> SpeechQuestion | None:
    for pattern in _WHAT_PATTERNS:
        match = pattern.fullmatch(asked)
        if match is None:
            continue
        who = match["who"].strip()
        if who.lower() in _NOBODY:
            return None
        parts = match.groupdict()
        words = (match["words"] or "").strip()
        verb = parts.get("verb") or parts.get("claimed") or ""
        # "According to the police, how many came?" may be answered by any sentence.
        certain = "matter" not in parts or not _INQUIRY.match(words)
        found = SpeechQuestion(Form.WHAT, who, words, act_of(verb), filters, certain)
        is_claim = "claimed" in parts or "matter" in parts
        return replace(_narrowed(found, today, outlets, verb), is_claim=is_claim)
    return None


def _narrowed(
    question: SpeechQuestion, today: date, outlets: Sequence[str], verb: str = ""
) -> SpeechQuestion:
    """The question with what its words behind the verb mean: a time of publication, which may stand behind
    the name too, an outlet, a hearer, and a topic."""
    about, period = take_period(question.about, today)
    speaker = question.speaker
    if not period:
        speaker, period = take_period(speaker, today)
    about, source = take_outlet(about, outlets)
    if not source:
        speaker, source = take_outlet(speaker, outlets)
    if source and not period:
        about, period = take_period(about, today)
    filters = replace(
        question.filters,
        since=question.filters.since or period.since,
        until=question.filters.until or period.until,
        sources=(*question.filters.sources, *([source] if source else [])),
    )
    about, left_out = _without_event(about)
    about, hearer = _without_hearer(about, verb)
    topic = _QUOTED.sub("", _LEADING.sub("", about).strip(" ,"))
    return replace(
        question,
        speaker=speaker,
        about="" if _STRANDED.fullmatch(topic) else topic,
        filters=filters,
        hearer=hearer,
        left_out=left_out,
    )


def _without_event(about: str) -> tuple[str, str]:
    """The words without an event that is no date ("before he was sacked"), or a place where it was said, and
    these."""
    about = _WHEN_ASKED.sub("", about)
    if event := _EVENT.search(about) or _VAGUE_TIME.search(about):
        return about[: event.start()].strip(" ,"), event["event"]
    if place := _SOMEWHERE.match(about):
        return about[place.end() :], place["place"]
    return about, ""


def _without_hearer(about: str, verb: str) -> tuple[str, str]:
    """The words without whom they were said to, and that; nobody in particular is nobody."""
    told = _TOLD.fullmatch(about) if _TELLS.fullmatch(verb) else None
    match = told or _SAID_TO.fullmatch(about) or _TO_NAME.fullmatch(about)
    if match is None:
        return about, ""
    hearer = match["hearer"]
    words = match.groupdict().get("words") or ""
    return words, "" if hearer.lower() in _WHOEVER else hearer


def with_pronouns_resolved(question: SpeechQuestion, person: str, topic: str) -> SpeechQuestion:
    """The question with its topic named where that is a pronoun: `person` is whom the conversation was about,
    empty where that is nobody or the speaker, `topic` what. One that means nothing is left out."""
    words = question.about.lower()
    if question.form is Form.CHECK or not words:
        return question
    if words in MATTERS:
        left_out = question.left_out or ("" if topic else question.about)
        return replace(question, about=topic, left_out=left_out, is_claim=False)
    if words in PRONOUNS:
        left_out = question.left_out or ("" if person else question.about)
        return replace(question, about=person, left_out=left_out)
    # "What did Dane say about her plan?" may be on her own.
    about = _OBJECT.sub(person, question.about) if person and question.form is Form.WHO else question.about
    return replace(question, about=about)


def act_of(verb: str) -> Act:
    """What one does by this verb."""
    return next((act for act, verbs in _ACTS if verb.lower() in verbs.split("|")), Act.SAY)

"""Reading what somebody wants to be told of, pure: a plain sentence in, an interest out.

housing costs                                   a topic, by meaning and words
"lantern bridge" -ferry                         these very words, and not that one
tell me when Oona Fairlie is quoted about rents somebody's words about a topic
articles that mention Tam Reed                  a name
everything from the Harbour Herald              an outlet
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from data.errors import NewsdeskError
from data.interests import ANYBODY, Interest
from index.words import terms

MAX_TEXT = 300  # characters
_QUOTES = r"\"([^\"]+)\"|“([^”]+)”|„([^“”]+)[“”]|«([^»]+)»"
_QUOTED = re.compile(_QUOTES)
_OPERATOR = re.compile(
    rf"(?<!\S)(source|outlet|feed|quoted|quote|speaker|named|name|topic|about)\s*:\s*(?:{_QUOTES}|(\S+))",
    re.IGNORECASE,
)
_EXCLUDED = re.compile(rf"(?<!\S)[-−–](?:{_QUOTES}|([^\s\"“„«-][^\s\"“„«]*))")
_BUT_NOT = re.compile(
    r",?\s+(?:but\s+not|and\s+not|excluding|except(?:\s+for)?)\s+(?:about\s+|on\s+|for\s+)?(.+)$",
    re.IGNORECASE,
)
_EXACTLY = re.compile(
    r"^(?:only\s+)?(?:exact(?:ly)?|literal(?:ly)?)(?:\s+(?:the\s+)?(?:words?|phrase|term))?\s*:?\s+(.+)$",
    re.IGNORECASE,
)

_ABOUT = (
    r"(?:about|on|regarding|concerning|over|on the subject of|on the topic of|talking about|discussing"
    r"|in connection with|in relation to|with regard to)"
)
_ANY = (
    r"(?:any|all|all the|all of the|every|each|the|the latest|latest|new|any new|all new|every new"
    r"|some|more|an?|only)"
)
_PIECES = (
    r"(?:news|articles?|stor(?:y|ies)|reports?|reporting|coverage|pieces?|updates?|items?|posts?|headlines?)"
)

# Each is taken off the front as long as one fits: "please let me know when there is news about …".
_LEADS = tuple(
    re.compile(rf"^(?:{pattern})(?=\s|$|[:,])[:,]?\s*", re.IGNORECASE)
    for pattern in (
        r"please|kindly|hi|hello|hey",
        r"(?:can|could|would|will) you",
        r"i(?:'d| would)? (?:like|love|want|wish|need)(?: you)? to (?:know|hear|read|see|be told"
        r"|be informed|be alerted"
        r"|be notified|get|get alerts|receive|follow|tell me|alert me|notify me)",
        r"i(?:'m| am) interested in|i follow|i want|i need",
        r"(?:tell|alert|notify|inform|ping|message|warn|email|write|text|send|give|show|bring|get) (?:me|us)"
        r"(?: (?:know|informed|updated|posted|alerts?|a message|a note))?",
        r"(?:let|keep) (?:me|us) (?:know|informed|updated|posted)",
        r"subscribe(?: me| us)?(?: to)?|sign (?:me|us) up for|watch(?: out)? for|follow|look out for",
        r"(?:when|whenever|if|as soon as|once|every time|each time|any time|anytime)"
        r"(?: (?:there(?:'s| is| are| comes)|you (?:see|find|get|have)|somebody writes|someone writes"
        r"|you come across))?",
        rf"(?:{_ANY} )?(?:alerts?|notifications?|notices?)(?: (?:for|on|about|of|when|whenever|if))?",
        r"(?:something|anything|everything)(?: new| more| else)? (?:about|on|regarding|concerning"
        r"|to do with)",
        rf"(?:{_ANY} )*{_PIECES} (?:{_ABOUT}|of|for|to do with|related to|relating to|dealing with|covering)",
        rf"(?:{_ANY} )*{_PIECES} (?:that|which) (?:is|are|deals? with|talks? about|covers?"
        rf"|discuss(?:es)?|concerns?)(?: about| on)?",
        rf"(?:{_ANY} )*{_PIECES} (?:appears?|comes? (?:in|out)|is published|are published"
        rf"|answers?)(?: {_ABOUT})?",
        r"(?:about|regarding|concerning)",
    )
)
_EVERYTHING = re.compile(
    rf"^(?:everything|anything|all|all of it|every|{_ANY}(?: {_ANY})* {_PIECES}|{_PIECES})"
    r"(?: (?:you have|you get|new|there is|that comes in|that is new|published))*$",
    re.IGNORECASE,
)
# Words that only lead to the quoted ones: "articles with the words “…” and “…”".
_FILLER = re.compile(
    rf"(?:{_ANY}|{_PIECES}|that|which|with|contain(?:s|ing)?|have|has|having|includ(?:es?|ing)|mention(?:s|ing)?|us(?:es?|ing)"
    r"|exact(?:ly)?|literal(?:ly)?|words?|phrases?|terms?|and|both|but|in|it|them|say(?:s|ing)?|appears?|occurs?|is|are|"
    r"mentioned|used|everything|anything|when(?:ever)?|if|[,;:.&+])",
    re.IGNORECASE,
)

_ARTICLE = re.compile(r"^(?:the|an?)\s+", re.IGNORECASE)
_TAIL = re.compile(
    r"(?:,? please|\s+(?:appears?|comes? (?:out|in|up)|is published|are published|is added|arrives?"
    r"|in the news))[.!]?$",
    re.IGNORECASE,
)

_SAYS = (
    r"(?:say|says|said|saying|speaks?|spoke|speaking|talks?|talked|talking|comments?|commented|commenting|remarks?|states?"
    r"|responds?|responded|testif(?:y|ies|ied)|announces?|announced|tells?|told"
    r"|makes? (?:a )?(?:statement|comment|remark)s?)"
)
_NAME = (
    r"(?:the |The )?[A-ZÀ-ÞĀ-Ž][\w.’'-]*(?: (?:[A-ZÀ-ÞĀ-Ž][\w.’'-]*|of|the|de|da|di|del|la|van"
    r"|von|der|den|bin|al|el|for|and|&))*"
)
_TOPIC = rf"(?:\s+(?:(?:something|anything|things|publicly|out|up)\s+)*(?:{_ABOUT}\s+)?(?P<topic>.+))?"
_SPOKEN = tuple(
    re.compile(rf"^{pattern}$", flags)
    for pattern, flags in (
        (
            r"(?P<who>.+?)\s+(?:(?:is|are|was|were|gets?|being|has been|have been|'s)\s+)?(?:quoted|cited)"
            rf"(?:\s+(?:as\s+)?saying)?{_TOPIC}",
            re.IGNORECASE,
        ),
        (
            rf"(?:(?:{_ANY}\s+)*{_PIECES}\s+)?(?:(?:that|which|where)\s+)?(?:quotes?|quoting|cit(?:es?|ing))\s+(?!{_ABOUT}\b|from\b|by\b|of\b)"
            rf"(?P<who>.+?)(?:\s+(?:as\s+)?saying)?(?:\s+{_ABOUT}\s+(?P<topic>.+))?",
            re.IGNORECASE,
        ),
        (
            rf"(?:(?:any|all|the|new|direct|every)\s+)*(?P<who>quot(?:e|ation)s?|statements?)\s+{_ABOUT}\s+(?P<topic>.+)",
            re.IGNORECASE,
        ),
        (
            r"(?:(?:any|all|the|new|direct|every)\s+)*(?:quotes?|quotations?|statements?|comments?|remarks|words|sayings)\s+"
            rf"(?:from|by|of)\s+(?P<who>.+?)(?:\s+{_ABOUT}\s+(?P<topic>.+))?",
            re.IGNORECASE,
        ),
        (
            rf"(?:what|anything|everything|something|whatever)\s+(?P<who>.+?)\s+(?:(?:has|have|had)\s+(?:to\s+)?)?(?i:{_SAYS}){_TOPIC}",
            re.IGNORECASE,
        ),
        (
            rf"(?:(?:what is|anything|everything|something)\s+)?(?:said|stated"
            rf"|told)\s+by\s+(?P<who>.+?)(?:\s+{_ABOUT}\s+(?P<topic>.+))?",
            re.IGNORECASE,
        ),
        # Here only the capitals tell "Oona Fairlie says" from a topic such as "what the law says".
        (rf"(?P<who>{_NAME})\s+{_SAYS}{_TOPIC}", re.NOFLAG),
    )
)
_NAMINGS = tuple(
    re.compile(rf"^{pattern}$", re.IGNORECASE)
    for pattern in (
        r"(?P<who>.+?)\s+(?:is|are|was|were|gets?|being)\s+(?:mentioned|named|in\s+the\s+news)"
        rf"(?:\s+(?:in\s+{_PIECES}\s+)?(?:{_ABOUT}\s+)(?P<topic>.+)|\s+in\s+(?:an?\s+|the\s+|any\s+)?{_PIECES})?",
        rf"(?:(?:{_ANY}\s+)*{_PIECES}\s+)?(?:(?:that|which|where)\s+)?(?:mention(?:s|ing)?|nam(?:es?|ing))\s+(?!of\b)(?P<who>.+?)"
        rf"(?:\s+{_ABOUT}\s+(?P<topic>.+))?",
        rf"(?:(?:any|all|every|the)\s+)*mentions?\s+of\s+(?P<who>.+?)(?:\s+{_ABOUT}\s+(?P<topic>.+))?",
    )
)
_BEFORE_NAME = re.compile(
    rf"^(?:(?:when|if|that|what|whatever|(?:{_ANY}\s+)*{_PIECES}(?:\s+(?:in\s+which|where|when))?|where"
    r"|(?:some|any)(?:body|one)\s+(?:from|of|at)|(?:an?\s+|the\s+)?spokes(?:man|woman|person|people)\s+(?:for|of)|the)\s+)+",
    re.IGNORECASE,
)
_ANYBODY = re.compile(
    r"(?:some|any|every)(?:body|one)|people|quot(?:e|ation)s?|statements?|who(?:ever)?|others?|they",
    re.IGNORECASE,
)
_FROM = r"(?:(?:that (?:is|are|come|comes) |published |written |reported )?(?:in|from|by|on)|of)"


class InterestError(NewsdeskError):
    """The words cannot be watched for. The message says why and what to write instead."""


@dataclass(slots=True)
class _Draft:
    """An interest while it is being read; `rest` are the words not understood yet."""

    rest: str
    phrases: list[str] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    speaker: str = ""
    named: str = ""
    topic: str = ""


def read_interest(text: str, outlets: Iterable[str] = ()) -> Interest:
    """What somebody wrote to be told of. `outlets` are the names of those known, so that "from the Harbour
    Herald" is one and "from the harbour" is not. Raises InterestError."""
    if len(text) > MAX_TEXT:
        raise InterestError(f"That is longer than I can watch for: at most {MAX_TEXT} characters.")
    draft = _Draft(" ".join(text.split()))
    _take_operators(draft)
    _take_excluded(draft)
    _take_outlets(draft, sorted(outlets, key=len, reverse=True))
    draft.rest = _without_leads(draft.rest)
    _take_people(draft)
    _take_phrases(draft)
    _take_but_not(draft)
    draft.rest = _TAIL.sub("", _without_leads(draft.rest))
    _take_exact_words(draft)
    if not _EVERYTHING.fullmatch(_tidy(draft.rest)):
        draft.topic = " ".join(filter(None, (draft.topic, _tidy(draft.rest))))
    interest = Interest(
        draft.topic,
        tuple(draft.phrases),
        tuple(draft.excluded),
        draft.speaker,
        draft.named,
        tuple(draft.sources),
    )
    return _checked(interest, text)


def _checked(interest: Interest, text: str) -> Interest:
    if not any(character.isalnum() for character in text):
        raise InterestError(
            "There are no words in that. Write what I should watch for, such as: housing costs"
        )
    if interest.topic and not terms(interest.topic):
        raise InterestError(
            f"“{interest.topic}” says too little to watch for. Write a topic in your own words, such "
            f"as: housing costs"
        )
    literals = (*interest.phrases, *interest.excluded, interest.speaker, interest.named)
    empty = [one for one in literals if one and not any(character.isalnum() for character in one)]
    if empty:
        raise InterestError(f"“{empty[0]}” has no letters or digits, so I cannot look for it.")
    return interest


def _take_operators(draft: _Draft) -> None:
    for found in _OPERATOR.finditer(draft.rest):
        name, value = found[1].lower(), _value(found.groups()[1:])
        if name in ("source", "outlet", "feed"):
            draft.sources.append(value)
        elif name in ("quoted", "quote", "speaker"):
            draft.speaker = value
        elif name in ("named", "name"):
            draft.named = value
        else:
            draft.topic = value
    draft.rest = _OPERATOR.sub(" ", draft.rest)


def _take_excluded(draft: _Draft) -> None:
    draft.excluded += [_value(found.groups()) for found in _EXCLUDED.finditer(draft.rest)]
    draft.rest = " ".join(_EXCLUDED.sub(" ", draft.rest).split())


def _take_outlets(draft: _Draft, outlets: Sequence[str]) -> None:
    for outlet in filter(None, outlets):
        named = re.compile(
            rf"(?<!\S){_FROM}\s+(?:the\s+)?[\"“]?{re.escape(outlet)}[\"”]?(?![\w-])", re.IGNORECASE
        )
        if named.search(draft.rest):
            draft.sources.append(outlet)
            draft.rest = " ".join(named.sub(" ", draft.rest, count=1).split())
    # An outlet that nothing has come from yet can be watched only where nothing else could be meant.
    unknown = re.fullmatch(
        rf"(.*\b(?:everything|anything|all|{_PIECES}))\s+(?:from|by|published (?:in"
        rf"|by))\s+(?:the\s+)?({_NAME})",
        draft.rest,
    )
    if unknown and not draft.sources:
        draft.rest = unknown[1]
        draft.sources.append(unknown[2])


def _take_people(draft: _Draft) -> None:
    bare = draft.rest.rstrip(" .!?")
    for patterns, attribute in ((_SPOKEN, "speaker"), (_NAMINGS, "named")):
        for pattern in patterns:
            found = pattern.match(bare)
            if found and not getattr(draft, attribute) and (who := _name_in(found["who"])):
                setattr(draft, attribute, who)
                draft.rest = found["topic"] or ""
                return


def _name_in(words: str) -> str:
    """The name without what may stand around it; empty where it is none."""
    name = _BEFORE_NAME.sub("", words.strip(' "“”„')).strip(" ,;")
    if _ANYBODY.fullmatch(name):
        return ANYBODY
    return name if terms(name) and not _QUOTED.search(words.strip()[1:-1]) else ""


def _take_phrases(draft: _Draft) -> None:
    draft.phrases += [
        value for found in _QUOTED.finditer(draft.rest) if (value := _value(found.groups()).strip())
    ]
    if draft.phrases:
        draft.rest = " ".join(_QUOTED.sub(" ", draft.rest).split())
        if all(_FILLER.fullmatch(word) for word in draft.rest.split()):
            draft.rest = ""


def _take_but_not(draft: _Draft) -> None:
    if found := _BUT_NOT.search(draft.rest):
        parts = re.split(r",|\bor\b|\band\b", found[1])
        draft.excluded += [part for one in parts if (part := _ARTICLE.sub("", _tidy(one)))]
        draft.rest = draft.rest[: found.start()]


def _take_exact_words(draft: _Draft) -> None:
    if found := _EXACTLY.match(draft.rest):
        draft.phrases.append(_tidy(found[1]))
        draft.rest = ""


def _without_leads(words: str) -> str:
    while True:
        shorter = words
        for lead in _LEADS:
            shorter = lead.sub("", shorter, count=1)
        if shorter == words:
            return words
        words = shorter


def _tidy(words: str) -> str:
    return words.strip(" \t,;:.!?…")


def _value(groups: Sequence[str | None]) -> str:
    return next((group for group in groups if group), "").strip()

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
from index.outlets import outlets_meant
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
    r"(?:^|,|\s)\s*(?:(?:but\s+not|and\s+not|excluding|except(?:\s+for)?)\s+(?:about\s+|on\s+|for\s+)?"
    r"|not\s+(?:about|regarding|concerning)\s+|(?:(?<=\beverything\s)|(?<=\banything\s))but\s+)(.+)$",
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
_LEFT_OUT = (
    r"(?:except(?:\s+for)?|but(?:\s+not)?|not|excluding|without|other\s+than|apart\s+from)\s+"
    rf"(?P<pieces>(?:(?:any|all|the|those|what(?:ever)?|anything|everything|that|is|are|comes?|{_PIECES})\s+)*)"
    r"(?:from|by|published\s+(?:in|by))\s+(?P<outlets>.+)"
)
_OUTLET_LEFT_OUT = re.compile(rf"\b{_LEFT_OUT}", re.IGNORECASE)
_SOURCE_LEFT_OUT = re.compile(
    r"(?:(?<!\S)[-−–]|\b(?:not|except|without|excluding)\s+)(?:source|outlet|feed)\s*:", re.IGNORECASE
)
_ALL_FROM = re.compile(
    rf"(?P<what>.*\b(?:(?P<all>everything|anything|all)|{_PIECES}))"
    r"\s+(?:from|by|published\s+(?:in|by))\s+(?P<outlets>.+)",
    re.IGNORECASE,
)
_AND_OR = re.compile(r"\s*,\s*(?:(?:and|or)\s+)?(?:from\s+)?|\s+(?:and|or)\s+(?:from\s+)?", re.IGNORECASE)
_OR = re.compile(r",?\s+or\s+", re.IGNORECASE)
_TWO_PEOPLE = re.compile(r"[A-ZÀ-ÞĀ-Ž][\w.’'-]*(?: [A-ZÀ-ÞĀ-Ž][\w.’'-]*)+")
_EXACT_OR_EXACT = re.compile(r"[\"”“»]\s*,?\s+or\s+[\"“„«]", re.IGNORECASE)
_OPENING_MARK = re.compile(r"(?:^|(?<=[\s:(−–-]))[\"“„«](?=\S)")
_CLOSING_MARKS = {'"': '"', "“": "”", "„": "“”", "«": "»"}
_NOTHING_AFTER = re.compile(
    r"(?<!\S)(source|outlet|feed|quoted|quote|speaker|named|name)\s*:$", re.IGNORECASE
)
_EXAMPLES = {
    "speaker": 'quoted:"Oona Fairlie"',
    "named": 'named:"Tam Reed"',
    "topic": 'topic:"housing costs"',
    "sources": 'source:"Harbour Herald"',
}
_FIELDS = {
    **dict.fromkeys(("source", "outlet", "feed"), "sources"),
    **dict.fromkeys(("quoted", "quote", "speaker"), "speaker"),
    **dict.fromkeys(("named", "name"), "named"),
    **dict.fromkeys(("topic", "about"), "topic"),
}

NO_OUTLET_LEFT_OUT = (
    "I can’t leave an outlet out. Name those that you want instead, for example: everything from the Harbour "
    "Herald. Words can be left out: everything -ferry"
)
ONE_BY_ONE = (
    "I look for all the exact words that you give. To have one or the other, make a subscription of each."
)

_WISH = re.compile(
    r"(?:(?:please|hi|hello|hey|kindly)[,!]?\s+)*(?:(?:can|could|would|will) you\s+(?:please\s+)?)?"
    r"(?:(?:notify|alert|ping|message) (?:me|us)\b|subscribe (?:me|us)?\s*to\b|sign (?:me|us) up for\b"
    r"|keep (?:me|us) (?:informed|updated|posted)\b"
    r"|(?:tell|inform|let) (?:me|us)(?: know)? (?:whenever|as soon as|(?:every|each|any) time)\b"
    r"|(?:tell|inform|let) (?:me|us)(?: know)? (?:when|if|once) "
    r"(?:(?:there(?:['’]s| is| are| comes?)|you (?:see|find|get|have|hear)|(?:some|any)(?:body|one|thing))\b"
    rf"|(?:{_ANY} )*{_PIECES} |[^?]+ (?:is|are|gets?) (?:quoted|cited|mentioned|named|in the news)\b))",
    re.IGNORECASE,
)
_OF_WHAT_WAS = re.compile(r"\b(?:was|were|did|had)\b", re.IGNORECASE)


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
    known = [outlet for outlet in outlets if outlet.strip()]
    draft = _Draft(_with_closed_marks(" ".join(text.split())))
    _refuse_to_leave_outlets_out(draft.rest, known)
    _take_operators(draft, known)
    _take_excluded(draft)
    _take_known_outlets(draft, known)
    _take_but_not(draft, known)
    _take_all_from(draft, known)
    draft.rest = _without_leads(draft.rest)
    _take_people(draft)
    _take_phrases(draft)
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
        tuple(dict.fromkeys(full for one in draft.sources for full in _full_names(one, known))),
    )
    return _checked(interest, text)


def is_wish(text: str) -> bool:
    """Whether somebody who wrote no command wants to be told of what is to come: "tell me when there are new
    articles about rents", and not "tell me when the bridge was closed"."""
    return _WISH.match(text.strip()) is not None and not _OF_WHAT_WAS.search(text)


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
    literals = (
        *interest.phrases,
        *interest.excluded,
        interest.speaker,
        interest.named,
        *interest.sources,
    )
    empty = [one for one in literals if one and not any(character.isalnum() for character in one)]
    if empty:
        raise InterestError(f"“{empty[0]}” has no letters or digits, so I cannot look for it.")
    return interest


def _with_closed_marks(text: str) -> str:
    """The text with the last quotation mark that is opened and not closed closed at its end."""
    opened = list(_OPENING_MARK.finditer(text))
    if not opened:
        return text
    closing = _CLOSING_MARKS[opened[-1][0]]
    is_closed = any(mark in text[opened[-1].end() :] for mark in closing)
    return text if is_closed else text + closing[-1]


def _take_operators(draft: _Draft, known: Sequence[str]) -> None:
    if nothing := _NOTHING_AFTER.search(draft.rest):
        raise _nothing_after(nothing[1])
    for found in _OPERATOR.finditer(draft.rest):
        name, value = found[1], _value(found.groups()[1:])
        if not any(character.isalnum() for character in value):
            raise _nothing_after(name)
        attribute = _FIELDS[name.lower()]
        if attribute == "sources":
            draft.sources += _names_in(value, known)
        else:
            setattr(draft, attribute, value)
    draft.rest = _OPERATOR.sub(" ", draft.rest)


def _nothing_after(name: str) -> InterestError:
    return InterestError(
        f"There is nothing to look for after “{name}:”. Write for example: {_EXAMPLES[_FIELDS[name.lower()]]}"
    )


def _take_excluded(draft: _Draft) -> None:
    draft.excluded += [_value(found.groups()) for found in _EXCLUDED.finditer(draft.rest)]
    draft.rest = " ".join(_EXCLUDED.sub(" ", draft.rest).split())


# Outlets


def _refuse_to_leave_outlets_out(words: str, known: Sequence[str]) -> None:
    """There is nothing to keep such a wish in, and without its "except" it would be the opposite."""
    found = _OUTLET_LEFT_OUT.search(words)
    named = found and (
        any(_meant(one, known) for one in _names_in(found["outlets"], known))
        or (found["pieces"] and re.match(_NAME, found["outlets"]))
    )
    if named or _SOURCE_LEFT_OUT.search(words):
        raise InterestError(NO_OUTLET_LEFT_OUT)


def _take_known_outlets(draft: _Draft, known: Sequence[str]) -> None:
    """Outlets that are known by their whole names, "from" before them, wherever they stand; another name
    after them is an outlet too."""
    if not known:
        return
    names = "|".join(re.escape(one) for one in sorted(known, key=len, reverse=True))
    outlet = rf"(?:the\s+)?[\"“]?(?:{names})(?![\w-])[\"”]?"
    joined = rf"\s*(?:,|,?\s+and|,?\s+or)\s+(?:{_FROM}\s+)?"
    other = rf"(?:{joined}(?-i:{_NAME})(?=\s*(?:$|[,.!?]|but\b|not\b|except\b|excluding\b)))?"
    named = re.compile(rf"(?<!\S){_FROM}\s+(?P<outlets>{outlet}(?:{joined}{outlet})*{other})", re.IGNORECASE)
    for found in named.finditer(draft.rest):
        draft.sources += _names_in(found["outlets"], known)
    draft.rest = " ".join(named.sub(" ", draft.rest).split())


def _take_all_from(draft: _Draft, known: Sequence[str]) -> None:
    """Outlets by part of their names, or that nothing has come from yet: only where nothing else could be
    meant."""
    found = _ALL_FROM.fullmatch(draft.rest.rstrip(" .!?"))
    if not found or draft.sources:
        return
    names = _names_in(found["outlets"], known)
    if all(re.fullmatch(_NAME, one) or (found["all"] and _meant(one, known)) for one in names):
        draft.rest = found["what"]
        draft.sources += names


def _names_in(words: str, known: Sequence[str]) -> list[str]:
    """The outlets that words list; what may be one name with "and" in it stays one unless a part is known."""
    parts = [bare for one in _AND_OR.split(words) if (bare := _bare(one))]
    is_list = "," in words or _OR.search(words) or any(_meant(one, known) for one in parts)
    return parts if is_list and not _is_known(words, known) else [_bare(words)]


def _full_names(asked: str, known: Sequence[str]) -> list[str]:
    """The outlets that a name, or part of one, may mean; as it was written where there are none."""
    return _meant(asked, known) or [_bare(asked)]


def _meant(asked: str, known: Sequence[str]) -> list[str]:
    """The outlets of exactly this name, "the" aside; else those that have this in their names."""
    bare = _bare(asked)
    same = [one for one in known if _bare(one).casefold() == bare.casefold()]
    return same or outlets_meant(bare, known)


def _is_known(asked: str, known: Sequence[str]) -> bool:
    return any(_bare(one).casefold() == _bare(asked).casefold() for one in known)


def _bare(outlet: str) -> str:
    return _ARTICLE.sub("", outlet.strip(' .!?"“”„«»'))


# People and words


def _take_people(draft: _Draft) -> None:
    bare = draft.rest.rstrip(" .!?")
    for patterns, attribute in ((_SPOKEN, "speaker"), (_NAMINGS, "named")):
        for pattern in patterns:
            found = pattern.match(bare)
            if found and not getattr(draft, attribute) and (who := _name_in(found["who"])):
                _refuse_several(who, bare)
                setattr(draft, attribute, who)
                draft.rest = found["topic"] or ""
                return


def _refuse_several(who: str, words: str) -> None:
    """Two names in one are nobody's. "and" may be in the name of a body, but not between two people."""
    names = _OR.split(who)
    parts = re.split(r",?\s+and\s+|,\s+", who)
    if len(names) < 2 and len(parts) > 1 and all(_TWO_PEOPLE.fullmatch(one) for one in parts):
        names = parts
    if len(names) > 1 and who in words:
        alone = re.sub(r"\b(?:are|were)\b", "is", words)
        each = " – and: ".join(f"/subscribe {alone.replace(who, one)}" for one in names)
        raise InterestError(f"I can watch for one name at a time. Make a subscription of each: {each}")


def _name_in(words: str) -> str:
    """The name without what may stand around it; empty where it is none."""
    name = _BEFORE_NAME.sub("", words.strip(' "“”„')).strip(" ,;")
    if _ANYBODY.fullmatch(name):
        return ANYBODY
    return name if terms(name) and not _QUOTED.search(words.strip()[1:-1]) else ""


def _take_phrases(draft: _Draft) -> None:
    if _EXACT_OR_EXACT.search(draft.rest):
        raise InterestError(ONE_BY_ONE)
    draft.phrases += [
        value for found in _QUOTED.finditer(draft.rest) if (value := _value(found.groups()).strip())
    ]
    if draft.phrases:
        draft.rest = " ".join(_QUOTED.sub(" ", draft.rest).split())
        if all(_FILLER.fullmatch(word) for word in draft.rest.split()):
            draft.rest = ""


def _take_but_not(draft: _Draft, known: Sequence[str]) -> None:
    outside = _QUOTED.sub(
        lambda found: "_" * len(found[0]), draft.rest
    )  # in quotation marks it is exact words
    found = _BUT_NOT.search(outside)
    if not found:
        return
    words = draft.rest[found.start(1) :]
    exact = [_value(one.groups()) for one in _QUOTED.finditer(words)]
    parts = [_ARTICLE.sub("", _tidy(one)) for one in re.split(r",|\bor\b|\band\b", _QUOTED.sub(",", words))]
    if any(_is_known(one, known) for one in parts if one):
        raise InterestError(NO_OUTLET_LEFT_OUT)
    draft.excluded += filter(None, (*exact, *parts))
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

"""Reading a question, pure: what it is about, what kind of words would answer it, which articles it means."""

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum

from data.errors import NewsdeskError
from data.model import Filters
from index.words import terms

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)


class Kind(Enum):
    """What the answering words would be."""

    WHO = "who"
    WHEN = "when"
    WHERE = "where"
    HOW_MANY = "how many"
    WHY = "why"
    YES_OR_NO = "yes or no"
    LIST = "list"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Question:
    """`text` is what was asked, without its filters; `terms` are its stemmed words without stop words
    and, where others are left, without those that ask for the newest.

    `wants_newest`: it asks how things stand now. `days`: the first and last day that it names, as "in March
    2025" and "on 3 December 2024" do; what was written then answers best, but what was written later may
    answer too, so it is no filter.
    """

    text: str
    terms: tuple[str, ...]
    kind: Kind
    filters: Filters
    wants_newest: bool = False
    days: tuple[date, date] | None = None


class FilterError(NewsdeskError):
    """A filter in the question cannot be understood. The message says what it should look like."""


_PLURAL = r"(?!(?:is|was|does|has|this|its|his|hers|news|series|means)\b)\w+(?<![suiy'])s"
_AUXILIARIES = "is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|may|might"  # yes or no?
_MEASURES = (
    "number|amount|percentage|percent|age|price|cost|score|share|size|height|length|width|depth|weight|speed"
    "|distance|temperature|population|salary|sum|total"
)
_KINDS = (
    (
        Kind.HOW_MANY,
        r"\bhow (?:many|much|old|long|far|big|large|tall|high|deep|fast|often|heavy|wide|expensive)\b"
        rf"|\b(?:what|which) (?:{_MEASURES})\b|^(?:the )?number of\b",
    ),
    (Kind.WHEN, r"\bwhen\b|\b(?:what|which) (?:day|date|year|month|week|time|hour|century|decade)\b"),
    (
        Kind.WHERE,
        r"\bwhere\b"
        r"|\b(?:what|which) (?:city|country|state|place|town|location|village|region|island|street|venue)\b",
    ),
    (
        Kind.WHY,
        r"\bwhy\b|\b(?:what|which) (?:caused|causes|led to|reason)\b"
        r"|\bwhat (?:is|was|were) the (?:cause|reason)",
    ),
    # After the kinds above: "which years" asks when.
    (
        Kind.LIST,
        rf"\bwhich (?:\w+ )??{_PLURAL}\b"
        rf"|\bwhat (?:\w+ )??{_PLURAL} (?:are|were|do|did|have|had|will|would|can)\b"
        r"|\b(?:what|which) (?:kinds|sorts|types) of\b",
    ),
    (Kind.WHO, r"\bwho(?:m|se)?\b|\b(?:what|which) (?:person|man|woman|player|minister|actor|singer)\b"),
    (
        Kind.YES_OR_NO,
        rf"^(?:and |but |so )?(?:{_AUXILIARIES})(?:n't|n’t)?\b",
    ),
    # After all others: "Why did the price rise?" asks for no figure.
    (Kind.HOW_MANY, rf"\bthe (?:{_MEASURES})\b|['’]s (?:age|height|length|weight|salary)\b"),
)
_KIND_PATTERNS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _KINDS)

_OPERATOR = re.compile(r"\b(since|until|source):\s*(\"[^\"]*\"|“[^”]*”|\S+?)[?!,;.]*(?=\s|$)", re.IGNORECASE)
_RELATIVE = re.compile(
    r"\b(?:(yesterday|today)|(this|last|past) (week|month|year)"
    r"|in the (?:last|past) (\d{1,3}) (day|week|month|year)s?"
    rf"|since ((?:\d{{1,2}} )?(?:{'|'.join(_MONTHS)})(?: \d{{4}})?|(?:19|20)\d\d))\b",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"\b(?:now|currently|at present|presently|at the moment|nowadays|these days|so far|latest|newest"
    r"|most recent(?:ly)?|still|yet|in the end|finally)\b",
    re.IGNORECASE,
)
_HOW_IT_STANDS = re.compile(r"(?:is|are|has|have)(?:n['’]t)? ", re.IGNORECASE)  # "Has the bridge reopened?"
_NAMED = re.compile(
    rf"\b(?:(\d{{1,2}})(?:st|nd|rd|th)? (?:of )?)?({'|'.join(_MONTHS)})"
    r"(?: (\d{1,2})(?:st|nd|rd|th)?,?)? ((?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}


def read_question(text: str) -> Question:
    """Take a question apart. Raises FilterError for a filter such as `since:` with no date after it.

    Filters are written as `since:2025-03-01`, `until:2025-03` and `source:"Harbour Herald"`.
    """
    filters = Filters()
    for match in _OPERATOR.finditer(text):
        filters = _with_operator(filters, match[1].lower(), match[2].strip('"“”'))
    asked = " ".join(_OPERATOR.sub(" ", text).split())
    return Question(
        asked,
        tuple(dict.fromkeys(terms(_NOW.sub(" ", asked)) or terms(asked))),
        kind_of(asked),
        filters,
        wants_newest=_NOW.search(asked) is not None or _HOW_IT_STANDS.match(asked) is not None,
        days=days_named(asked),
    )


def in_order(filters: Filters) -> Filters:
    """The filters as they are. Raises FilterError where the time that they name ends before it begins."""
    if filters.since and filters.until and filters.since > filters.until:
        raise FilterError(
            f"The time ends before it begins: since {filters.since}, until {filters.until}. "
            "Write the earlier day after since."
        )
    return filters


def kind_of(text: str) -> Kind:
    """What the answering words would be, judged by the question words."""
    return next((kind for kind, pattern in _KIND_PATTERNS if pattern.search(text)), Kind.OTHER)


def days_named(text: str) -> tuple[date, date] | None:
    """The first and last day of the month or day with its year that a question names, if it names one."""
    if not (match := _NAMED.search(text)):
        return None
    day, month, other_day, year = match[1], _MONTHS.index(match[2].lower()) + 1, match[3], int(match[4])
    if number := int(day or other_day or 0):
        named = _day_or_nearest(year, month, number)
        return named, named
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def period_meant(text: str, today: date) -> Filters:
    """The time of publication that words such as "last week" or "since March" ask for, if any do."""
    match = _RELATIVE.search(text)
    if match is None:
        return Filters()
    day, which, unit, number, number_unit, since = match.groups()
    if day:
        then = today - timedelta(days=day.lower() == "yesterday")
        return Filters(since=then, until=then)
    if number:
        return Filters(since=today - timedelta(days=int(number) * _DAYS[number_unit.lower()]), until=today)
    if since:
        return Filters(since=_since(since, today))
    return _calendar_period(which.lower() != "this", unit.lower(), today)


def _calendar_period(past: bool, unit: str, today: date) -> Filters:
    if unit == "week":
        monday = today - timedelta(days=today.weekday())
        return (
            Filters(monday - timedelta(days=7), monday - timedelta(days=1))
            if past
            else Filters(monday, today)
        )
    first = today.replace(day=1) if unit == "month" else today.replace(month=1, day=1)
    if not past:
        return Filters(first, today)
    end = first - timedelta(days=1)
    return Filters(end.replace(day=1) if unit == "month" else end.replace(month=1, day=1), end)


def _since(words: str, today: date) -> date:
    parts = words.lower().split()
    day = int(parts.pop(0)) if len(parts[0]) <= 2 else 1
    month = _MONTHS.index(parts.pop(0)) + 1 if parts[0] in _MONTHS else 1
    if parts:
        return _day_or_nearest(int(parts[0]), month, day)
    this_year = _day_or_nearest(today.year, month, day)
    return this_year if this_year <= today else _day_or_nearest(today.year - 1, month, day)


def _day_or_nearest(year: int, month: int, day: int) -> date:
    return date(year, month, min(max(day, 1), monthrange(year, month)[1]))


def _with_operator(filters: Filters, name: str, value: str) -> Filters:
    if name == "source":
        return replace(filters, sources=(*filters.sources, value))
    first, last = _days_of(value, name)
    return replace(filters, since=first) if name == "since" else replace(filters, until=last)


def _days_of(value: str, name: str) -> tuple[date, date]:
    """The first and last day of `2025`, `2025-03` or `2025-03-14`."""
    match = re.fullmatch(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", value)
    if not match:
        raise FilterError(
            f"{name}:{value} is not a date I can read. Write {name}:2025-03-14, 2025-03 or 2025."
        )
    year = int(match[1])
    month, day = (int(part) if part else None for part in match.groups()[1:])
    try:
        first = date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        raise FilterError(f"{name}:{value} is no day of the calendar. Write {name}:2025-03-14.") from None
    if day:
        return first, first
    last_month = month or 12
    return first, date(year, last_month, monthrange(year, last_month)[1])

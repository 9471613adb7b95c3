"""Times of publication that a question names in words, pure: "since March", "in December 2024"."""

import re
from calendar import monthrange
from datetime import date, timedelta

from data.model import Filters
from index.questions import period_meant

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH = "|".join(MONTHS)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?:19|20)\d\d"
_WHEN = (
    rf"(?:(?P<day>{_DAY}) )?(?P<month>{_MONTH})(?: (?P<dayafter>{_DAY})(?=,|\s+\d{{4}}|$))?"
    rf"(?:,? (?P<year>{_YEAR}))?|(?P<onlyyear>{_YEAR})"
)
_TIME = re.compile(_WHEN, re.IGNORECASE)
_ONE = rf"(?:{_DAY} )?(?:{_MONTH})(?: {_DAY})?(?:,? {_YEAR})?|{_YEAR}"
_RANGE = re.compile(
    rf"(?:^|[\s,])(?:between (?P<from>{_ONE}) and|from (?P<since>{_ONE}) (?:to|until|till|through)) "
    rf"(?P<to>{_ONE})[\s,]*$",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    r"(?:^|[\s,])(?P<word>since|after|before|until|till|by|in|during|on)"
    rf"(?: (?:early|late|the start of|the end of))? (?:{_WHEN})[\s,]*$",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"(?:^|[\s,])(?:(?:in|during) )?(?:yesterday|today|(?:this|last|past) (?:week|month|year)"
    r"|in the (?:last|past) \d{1,3} (?:day|week|month|year)s?)[\s,]*$",
    re.IGNORECASE,
)


def take_period(text: str, today: date) -> tuple[str, Filters]:
    """The text without the time words at its end, and the days they mean; no limits where it has none.

    A month without a year is the latest one that has begun.
    """
    if relative := _RELATIVE.search(text):
        return text[: relative.start()].strip(" ,"), period_meant(relative[0], today)
    if between := _RANGE.search(text):
        return text[: between.start()].strip(" ,"), _range(between, today)
    match = _PERIOD.search(text)
    if match is None:
        return text, Filters()
    first, last = _days(match, today)
    rest = text[: match.start()].strip(" ,")
    return rest, _limits(match["word"].lower(), first, last)


def _range(match: re.Match[str], today: date) -> Filters:
    """From the first day of one time to the last of another, which lends it its year and comes after it."""
    start, end = (_TIME.fullmatch(words) for words in (match["from"] or match["since"], match["to"]))
    if start is None or end is None:
        return Filters()
    last = _days(end, today)[1]
    return Filters(_days(start, last)[0], last)


def _limits(word: str, first: date, last: date) -> Filters:
    match word:
        case "since":
            return Filters(since=first)
        case "after":
            return Filters(since=last + timedelta(days=1))
        case "before":
            return Filters(until=first - timedelta(days=1))
        case "until" | "till" | "by":
            return Filters(until=last)
    return Filters(since=first, until=last)


def _days(match: re.Match[str], today: date) -> tuple[date, date]:
    if match["onlyyear"]:
        year = int(match["onlyyear"])
        return date(year, 1, 1), date(year, 12, 31)
    month = MONTHS.index(match["month"].lower()) + 1
    year = int(match["year"]) if match["year"] else today.year - (month > today.month)
    length = monthrange(year, month)[1]
    if day := match["day"] or match["dayafter"]:
        the_day = date(year, month, min(max(int(re.sub(r"\D", "", day)), 1), length))
        return the_day, the_day
    return date(year, month, 1), date(year, month, length)

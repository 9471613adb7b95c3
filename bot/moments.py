"""Until when people want to be left alone, pure: "2 hours", "tomorrow at 9", "5 December". Knows the clock
only as an argument."""

import re
from datetime import date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from bot.clock_times import CLOCK, ScheduleError, minute_of, refuse_no_time_of_day, time_of, with_clock_times
from bot.wording import day_words
from bot.zones import known_zone

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_UNITS = {"mo": 30 * 24 * 60, "m": 1, "h": 60, "d": 24 * 60, "w": 7 * 24 * 60, "y": 365 * 24 * 60}
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_AMOUNT = re.compile(
    rf"\b((?:half an?|an?|{'|'.join(_NUMBERS)})(?=\s)|\d+(?:\.\d+)?)\s*"
    r"(months?|m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?|d(?:ays?)?|w(?:(?:ee)?ks?)?|years?)\b"
)
_AMOUNTS = re.compile(rf"{_AMOUNT.pattern}(?:(?:\s*,|\s+and\b)?\s*{_AMOUNT.pattern})*")
_MONTH = rf"(?P<month{{0}}>{'|'.join(_MONTHS)})[a-z]*\.?"
_NUMBER = r"(?P<number{0}>\d{{1,2}})(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s*(?P<year{0}>\d{{4}}))?"
_DAY = (
    r"(?:(?:on|this|next|coming|the)\s+)*"
    r"(?P<day>today|tonight|day after tomorrow|tomorrow|week|month"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?|\d{4}-\d\d?-\d\d?"
    rf"|{_NUMBER.format(1)}\s*(?:of\s+)?{_MONTH.format(1)}{_YEAR.format(1)}"
    rf"|{_MONTH.format(2)}\s*{_NUMBER.format(2)}{_YEAR.format(2)})"
)
_TIME = rf"(?:at\s+)?{CLOCK}"
_WHEN = (
    re.compile(rf"{_DAY}(?:,?\s+{_TIME})?"),
    re.compile(rf"{_TIME}(?:,?\s+{_DAY})?"),
)
_TONIGHT = 20 * 60  # minutes
_LONGEST = timedelta(days=366)


def read_until(words: str, zone: tzinfo, now: datetime) -> tuple[datetime, str]:
    """`an hour`, `3 days`, `tomorrow at 9`, `friday 18:00 Berlin`, `5 December`, `2026-12-24`: the moment
    meant, and the IANA zone of the place (empty where none is named). Raises ScheduleError."""
    text = re.sub(r"^(?:(?:until|till|for|by)\b\s*)+", "", " ".join(words.lower().split())).strip(" .!,")
    parts = text.split()
    for end in range(len(parts), max(len(parts) - 4, 0), -1):  # the last words may be a place
        named = known_zone(" ".join(parts[end:])) if end < len(parts) else ""
        if end < len(parts) and not named:
            continue
        until = _moment(" ".join(parts[:end]), ZoneInfo(named) if named else zone, now)
        if until is not None:
            return _within_reach(until, now), named
    refuse_no_time_of_day(text)
    raise ScheduleError(
        "I can’t read until when. Write for example: 2 hours, 3 days, tomorrow at 9, Friday 18:00, "
        "5 December or 2026-12-24"
    )


def _moment(text: str, zone: tzinfo, now: datetime) -> datetime | None:
    """The moment that words mean; None where they mean none. Raises ScheduleError for one that cannot be."""
    if _AMOUNTS.fullmatch(text):
        return _after(text, now)
    written = with_clock_times(text)
    found = next((one for pattern in _WHEN if (one := pattern.fullmatch(written))), None)
    if found is None:
        return None
    local = now.astimezone(zone)
    at = _minute_in(found)
    if not found["day"]:
        until = datetime.combine(local.date(), time_of(at or 0), zone)
        return until if until > local else datetime.combine(_days_on(local, 1), until.time(), zone)
    if found["day"] == "tonight":
        at = _TONIGHT if at is None else at + 12 * 60 * (at < 12 * 60)
        if text == "tonight" and local.hour * 60 >= _TONIGHT:
            return datetime.combine(_days_on(local, 1), time_of(0), zone)
    until = datetime.combine(_day_in(found, local, at), time_of(at or 0), zone)
    if until <= local:
        raise ScheduleError(f"{text} is past already. Write a moment to come, such as: tomorrow at 9")
    return until


def _minute_in(found: re.Match[str]) -> int | None:
    """The minute of the day that is written; the groups of the clock stand before those of the day or after
    them."""
    groups = found.groups()
    first = 0 if found.re is _WHEN[1] else len(groups) - 3
    hour, minute, half = groups[first : first + 3]
    return minute_of(hour, minute, half) if hour else None


def _after(amounts: str, now: datetime) -> datetime:
    minutes = 0.0
    for number, unit in _AMOUNT.findall(amounts):
        size = _UNITS["mo" if unit.startswith("mo") else unit[0]]
        minutes += size * _number(number)
    if not minutes:
        raise ScheduleError(f"{amounts} would be over at once. Write a longer time, for example: 2 hours")
    return now + timedelta(minutes=min(minutes, 2 * _LONGEST / timedelta(minutes=1)))


def _number(written: str) -> float:
    if written.startswith("half"):
        return 0.5
    if written in ("a", "an"):
        return 1
    return _NUMBERS.index(written) + 1 if written in _NUMBERS else float(written)


def _day_in(found: re.Match[str], local: datetime, at: int | None) -> date:
    """The day that is written, the next one where several may be meant. Raises ScheduleError."""
    words = found["day"]
    ahead = {"today": 0, "tonight": 0, "tomorrow": 1, "day after tomorrow": 2, "week": 7 - local.weekday()}
    if words in ahead:
        return _days_on(local, ahead[words])
    if words == "month":
        return (local.date().replace(day=1) + timedelta(days=32)).replace(day=1)
    if words[:3] in _DAYS:
        days = (_DAYS.index(words[:3]) - local.weekday()) % 7
        is_over = at is None or at <= local.hour * 60 + local.minute
        return _days_on(local, days or 7 * is_over)
    try:
        if "-" in words:
            return date(*map(int, words.split("-")))
        return _named_day(found, local.date())
    except ValueError:
        raise ScheduleError(f"{words} is no day of the calendar. Write it like 2026-12-24.") from None


def _named_day(found: re.Match[str], today: date) -> date:
    month = _MONTHS.index(found["month1"] or found["month2"]) + 1
    number, year = int(found["number1"] or found["number2"]), found["year1"] or found["year2"]
    if year:
        return date(int(year), month, number)
    this_year = date(today.year, month, number)
    return this_year if this_year > today else date(today.year + 1, month, number)


def _within_reach(until: datetime, now: datetime) -> datetime:
    if until - now <= _LONGEST:
        return until
    last = day_words((now + _LONGEST).date())
    raise ScheduleError(
        f"That is longer than I can be silent: a year at most, until {last}. Write a day until then. To hear "
        "no more of something, end it: /unsubscribe"
    )


def _days_on(local: datetime, days: int) -> date:
    return local.date() + timedelta(days=days)

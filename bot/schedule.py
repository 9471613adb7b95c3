"""When alerts go out, pure: quiet hours, digests, and the times that people write. Knows the clock only as an
argument.

Hours are those of the chat's time zone, through changes of summer time: "8:00" is whatever moment the clocks
there show 8:00 at.
"""

import re
from datetime import UTC, datetime, time, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from data.errors import NewsdeskError
from data.interests import ChatSettings, Delivery, Rhythm

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_UNITS = {"minute": 1, "hour": 60, "day": 24 * 60, "week": 7 * 24 * 60, "month": 30 * 24 * 60}
_CLOCK = r"([01]?\d|2[0-4])(?:[:.h]([0-5]\d))?\s*([ap]\.?m\.?)?"
_AMOUNT = re.compile(r"(?:for )?(an?|one|\d{1,3})\s*(minute|hour|day|week|month)s?")
_HOURS = re.compile(rf"(?:from )?{_CLOCK}\s*(?:-|–|to|until|till)\s*{_CLOCK}(?=\s|$)\s*(.*)", re.IGNORECASE)
_LONGEST = timedelta(days=366)


class ScheduleError(NewsdeskError):
    """The words name no time. The message says what to write instead."""


def zone_of(chat: ChatSettings) -> tzinfo:
    """The time zone of a chat; UTC while nobody has said where they are."""
    return ZoneInfo(chat.zone) if chat.zone else UTC


def is_quiet(chat: ChatSettings, now: datetime) -> bool:
    """Whether the chat has its quiet hours."""
    if chat.quiet_from is None or chat.quiet_until is None:
        return False
    local = now.astimezone(zone_of(chat))
    minute = local.hour * 60 + local.minute
    if chat.quiet_from <= chat.quiet_until:
        return chat.quiet_from <= minute < chat.quiet_until
    return minute >= chat.quiet_from or minute < chat.quiet_until


def last_digest_time(delivery: Delivery, zone: tzinfo, now: datetime) -> datetime:
    """When the latest digest was due. What was written until then belongs into it."""
    local = now.astimezone(zone)
    day = local.date()
    if delivery.rhythm is Rhythm.WEEKLY:
        day -= timedelta(days=(day.weekday() - delivery.weekday) % 7)
    due = datetime.combine(day, _time_of(delivery.minute), zone)
    if due > local:
        day -= timedelta(days=7 if delivery.rhythm is Rhythm.WEEKLY else 1)
        due = datetime.combine(day, _time_of(delivery.minute), zone)
    return due


def belongs_to_digest(created: datetime, delivery: Delivery, zone: tzinfo, now: datetime) -> bool:
    """Whether an alert is due by now. One from the future was written before the clock was put back: rather
    early than never."""
    return created <= last_digest_time(delivery, zone, now) or created > now + timedelta(minutes=1)


# Reading what people write


def read_delivery(words: str, known: Delivery) -> tuple[Delivery, str]:
    """`at once`, `daily 8:00`, `weekly friday 18:00`, each perhaps with `at most 5` and a place: the
    delivery, and the IANA zone of the place (empty where none is named). Raises ScheduleError."""
    text = " ".join(words.lower().split())
    at_most = known.at_most
    if limit := re.search(r",?\s*\b(?:at most|max(?:imum)?|up to) (\d{1,2})\b", text):
        at_most, text = min(max(int(limit[1]), 1), 20), (text[: limit.start()] + text[limit.end() :]).strip()
    if re.fullmatch(r"(?:at once|immediately|instantly|right away|now)[,.!]?", text):
        return Delivery(Rhythm.AT_ONCE, known.minute, known.weekday, at_most), ""
    found = re.match(
        rf"(?:(daily|every day|each day|weekly|every week|each week)\b)?\s*(?:on "
        rf"|every )?((?:{'|'.join(_DAYS)})s?)?\b"
        rf"\s*,?\s*(?:at )?(?:{_CLOCK}(?=\s|$|,))?\s*,?\s*(.*)$",
        text,
    )
    if not found or not any(found.groups()[:3]):
        raise ScheduleError(
            "I can’t read when to send it. Write: at once, daily 8:00, or weekly Friday 18:00. "
            "Add where you are, for example: daily 8:00 Berlin"
        )
    rhythm_words, day, hour, minute, half, place = found.groups()
    weekly = bool(day) or "week" in (rhythm_words or "")
    at = _minute_of(hour, minute, half) if hour else known.minute
    weekday = _DAYS.index(day.removesuffix("s") if day not in _DAYS else day) if day else known.weekday
    rhythm = Rhythm.WEEKLY if weekly else Rhythm.DAILY
    return Delivery(rhythm, at, weekday, at_most), find_zone(place) if place.strip() else ""


def read_hours(words: str) -> tuple[tuple[int, int], str]:
    """`22:00-7:00`, perhaps with a place: from and until as minutes of the day, and the IANA zone. Raises
    ScheduleError."""
    found = _HOURS.match(words.strip())
    if not found:
        raise ScheduleError("Write from when to when, for example: 22:00-7:00, or 22:00-7:00 Berlin")
    start, end = _minute_of(*found.groups()[:3]), _minute_of(*found.groups()[3:6])
    if start == end:
        raise ScheduleError(
            "Those hours begin and end at the same time. To be told nothing at all, use /mute."
        )
    return (start, end), find_zone(found[7]) if found[7].strip() else ""


def read_until(words: str, zone: tzinfo, now: datetime) -> datetime:
    """`an hour`, `3 days`, `tomorrow`, `friday`, `18:00`, `2026-12-24`: the moment meant. Raises
    ScheduleError."""
    text = " ".join(words.lower().removeprefix("until").removeprefix("till").strip(" .!").split())
    local = now.astimezone(zone)
    if amount := _AMOUNT.fullmatch(text):
        number = 1 if amount[1] in ("a", "an", "one") else int(amount[1])
        return now + min(timedelta(minutes=number * _UNITS[amount[2]]), _LONGEST)
    if text in ("tomorrow", *_DAYS):
        ahead = 1 if text == "tomorrow" else (_DAYS.index(text) - local.weekday() - 1) % 7 + 1
        return datetime.combine(local.date() + timedelta(days=ahead), time(), zone)
    if clock := re.fullmatch(_CLOCK, text):
        at = datetime.combine(local.date(), _time_of(_minute_of(*clock.groups())), zone)
        return at if at > local else datetime.combine(local.date() + timedelta(days=1), at.time(), zone)
    if re.fullmatch(r"\d{4}-\d\d?-\d\d?", text):
        return _day(text, zone, now)
    raise ScheduleError(
        "I can’t read until when. Write for example: 2 hours, 3 days, tomorrow, Friday, 18:00 or 2026-12-24"
    )


def find_zone(place: str) -> str:
    """The IANA time zone of a place: its name, or a city that one is named after. Raises ScheduleError."""
    wanted = re.sub(r"\s+(?:time|zone)$", "", place.strip(" .,()").lower().removeprefix("in "))
    wanted = re.sub(r"\s+", "_", wanted)
    zones = _zones()
    if wanted in zones:
        return zones[wanted]
    raise ScheduleError(
        f"I know no time zone called “{place.strip()[:60]}”. Write a large city of your zone, such as "
        f"Berlin or "
        "New York, or its name, such as Europe/Berlin."
    )


@cache
def _zones() -> dict[str, str]:
    """Zones by their names and by their cities, in small letters."""
    names = sorted(available_timezones())
    regions = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
    cities = {name.rpartition("/")[2].lower(): name for name in names if name.split("/")[0] in regions}
    return cities | {name.lower(): name for name in names}


def _day(text: str, zone: tzinfo, now: datetime) -> datetime:
    try:
        year, month, day = map(int, text.split("-"))
        until = datetime(year, month, day, tzinfo=zone)
    except ValueError:
        raise ScheduleError(f"{text} is no day of the calendar. Write it like 2026-12-24.") from None
    if until <= now:
        raise ScheduleError(f"{text} is past already. Write a day to come, like 2026-12-24.")
    return min(until, now.astimezone(zone) + _LONGEST)


def _minute_of(hour: str, minute: str | None, half: str | None) -> int:
    hours = int(hour) % 24
    if half and hours <= 12:
        hours = hours % 12 + (12 if half.lower().startswith("p") else 0)
    return hours * 60 + int(minute or 0)


def _time_of(minute: int) -> time:
    return time(minute // 60, minute % 60)

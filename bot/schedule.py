"""When alerts go out, pure: quiet hours, digests, and the times that people write. Knows the clock only as an
argument.

Hours are those of the chat's time zone, through changes of summer time: "8:00" is whatever moment the clocks
there show 8:00 at.
"""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from bot.clock_times import (
    CLOCK,
    ScheduleError,
    minute_of,
    no_time_of_day,
    refuse_no_time_of_day,
    time_of,
    with_clock_times,
)
from bot.zones import find_zone
from data.interests import ChatSettings, Delivery, Rhythm

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_HOURS = re.compile(rf"(?:from )?{CLOCK}\s*(?:-|–|to|until|till)\s*{CLOCK}(?=\s|$)\s*(.*)", re.IGNORECASE)
_DELIVERY = re.compile(
    r"(?:(daily|every day|each day|weekly|every week|each week)\b)?\s*(?:on |every )?"
    rf"((?:{'|'.join(_DAYS)})s?)?\b\s*,?\s*(?:at )?(?:{CLOCK}(?=\s|$|,))?\s*,?\s*(.*)$"
)
_OTHER_RHYTHM = re.compile(
    r"\bevery (?:other|second|few|hour|month|(?:\d+|two|three|four|five|six)\s*(?:min|hour|day|week|month))"
    r"|\bhourly|\bmonthly|\btwice\b"
)
_MOST = 20  # articles in a digest


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
    due = datetime.combine(day, time_of(delivery.minute), zone)
    if due > local:
        day -= timedelta(days=7 if delivery.rhythm is Rhythm.WEEKLY else 1)
        due = datetime.combine(day, time_of(delivery.minute), zone)
    return due


def belongs_to_digest(created: datetime, delivery: Delivery, zone: tzinfo, now: datetime) -> bool:
    """Whether an alert is due by now. One from the future was written before the clock was put back: rather
    early than never."""
    return created <= last_digest_time(delivery, zone, now) or created > now + timedelta(minutes=1)


# Reading what people write


def read_delivery(words: str, known: Delivery) -> tuple[Delivery, str]:
    """`at once`, `daily 8:00`, `weekly friday 18:00`, each perhaps with `at most 5` and a place, or `at most
    5` alone: the delivery, and the IANA zone of the place (empty where none is named). Raises
    ScheduleError."""
    at_most, text = _take_at_most(with_clock_times(" ".join(words.lower().split())), known.at_most)
    if words.strip() and not text.strip(" ,.!"):
        return replace(known, at_most=at_most), ""
    if re.fullmatch(r"(?:at once|immediately|instantly|right away|now)[,.!]?", text):
        return Delivery(Rhythm.AT_ONCE, known.minute, known.weekday, at_most), ""
    found = _DELIVERY.match(text)
    if not found or not any(found.groups()[:3]) or _OTHER_RHYTHM.search(text):
        refuse_no_time_of_day(text)
        raise ScheduleError(
            "I can’t read when to send it: it can be at once, once a day or once a week. Write: at once, "
            "daily 8:00, or weekly Friday 18:00. Add where you are, for example: daily 8:00 Berlin"
        )
    rhythm_words, day, hour, minute, half, place = found.groups()
    weekly = bool(day) or "week" in (rhythm_words or "")
    at = minute_of(hour, minute, half) if hour else known.minute
    weekday = _DAYS.index(day.removesuffix("s") if day not in _DAYS else day) if day else known.weekday
    rhythm = Rhythm.WEEKLY if weekly else Rhythm.DAILY
    return Delivery(rhythm, at, weekday, at_most), _zone_named(place)


def _zone_named(place: str) -> str:
    """The zone of what stands behind a time; empty where nothing does. Raises ScheduleError."""
    refuse_no_time_of_day(place)
    if re.match(r"\d", place):
        raise no_time_of_day(place.split(maxsplit=1)[0])
    return find_zone(place) if place.strip() else ""


def _take_at_most(text: str, known: int) -> tuple[int, str]:
    """How many a digest shows at most, and the text without it. Raises ScheduleError."""
    limit = re.search(r",?\s*\b(?:at most|max(?:imum)?|up to) (\d+)\b", text)
    if not limit:
        return known, text
    if len(limit[1]) > 4 or not 1 <= int(limit[1]) <= _MOST:
        raise ScheduleError(
            f"I can show from 1 to {_MOST} articles at a time, not {limit[1][:9]}. "
            "Write for example: at most 5"
        )
    return int(limit[1]), (text[: limit.start()] + text[limit.end() :]).strip()


def read_hours(words: str) -> tuple[tuple[int, int], str]:
    """`22:00-7:00`, perhaps with a place: from and until as minutes of the day, and the IANA zone. Raises
    ScheduleError."""
    text = with_clock_times(words.strip())
    found = _HOURS.match(text)
    if not found:
        refuse_no_time_of_day(text.replace("-", " - "))
        raise ScheduleError("Write from when to when, for example: 22:00-7:00, or 22:00-7:00 Berlin")
    start, end = minute_of(*found.groups()[:3]), minute_of(*found.groups()[3:6])
    if start == end:
        raise ScheduleError(
            "Those hours begin and end at the same time. To be told nothing at all, use /mute."
        )
    return (start, end), _zone_named(found[7])

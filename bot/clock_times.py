"""Times of day as people write them, pure: "7:30", "6 pm", "noon"."""

import re
from datetime import time

from data.errors import NewsdeskError

CLOCK = r"([01]?\d|2[0-3]|24(?![:.h][0-5]?[1-9]))(?:[:.h]([0-5]\d))?\s*([ap]\.?m\.?)?"
"""A time of day; its groups are the arguments of `minute_of`."""

_WORDS = {"noon": "12:00", "midday": "12:00", "midnight": "0:00", "morning": "8:00", "evening": "18:00"}
_NAMED = re.compile(rf"\b(?:at |in the )?({'|'.join(_WORDS)})\b", re.IGNORECASE)
_MEANT = re.compile(r"(?<![\w:.+-])\d{1,4}(?:[:.h]\d{1,3}(?:\s*[ap]\.?m\b)?|\s*[ap]\.?m\b)(?![\w:-])")


class ScheduleError(NewsdeskError):
    """The words name no time. The message says what to write instead."""


def with_clock_times(words: str) -> str:
    """The words with "noon", "midnight", "morning" and "evening" as times of day."""
    return _NAMED.sub(lambda found: _WORDS[found[1].lower()], words)


def refuse_no_time_of_day(words: str) -> None:
    """Raise ScheduleError where something is written like a time of day, and is none."""
    for meant in _MEANT.findall(words.lower()):
        if not re.fullmatch(CLOCK, meant):
            raise no_time_of_day(meant)


def no_time_of_day(meant: str) -> ScheduleError:
    """That this is none."""
    return ScheduleError(
        f"{meant} is no time of day. Write one from 0:00 to 23:59, for example: 7:30 or 6 pm"
    )


def minute_of(hour: str, minute: str | None, half: str | None) -> int:
    """The minute of the day."""
    hours = int(hour) % 24
    if half and hours <= 12:
        hours = hours % 12 + (12 if half.lower().startswith("p") else 0)
    return hours * 60 + int(minute or 0)


def time_of(minute: int) -> time:
    """The time of day at a minute of it."""
    return time(minute // 60, minute % 60)

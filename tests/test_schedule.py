"""Quiet hours, digests and the times that people write, in their own time zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.schedule import (
    ScheduleError,
    belongs_to_digest,
    find_zone,
    is_quiet,
    last_digest_time,
    read_delivery,
    read_hours,
    read_until,
)
from data.interests import ChatSettings, Delivery, Rhythm

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)  # a Saturday, the day before summer time begins


@pytest.mark.parametrize(
    ("hour", "quiet"), [(20, False), (21, True), (23, True), (5, True), (6, False), (12, False)]
)
def test_quiet_hours_run_past_midnight_by_the_clocks_there(hour: int, quiet: bool) -> None:
    chat = ChatSettings(1, "Europe/Berlin", 22 * 60, 7 * 60)
    assert is_quiet(chat, NOW.replace(hour=hour)) == quiet


def test_without_quiet_hours_no_hour_is_quiet() -> None:
    assert not is_quiet(ChatSettings(1, "Europe/Berlin"), NOW)


def test_a_daily_digest_keeps_its_hour_through_summer_time() -> None:
    daily = Delivery(Rhythm.DAILY, 8 * 60)
    before = last_digest_time(daily, BERLIN, datetime(2026, 3, 28, 20, 0, tzinfo=UTC))
    after = last_digest_time(daily, BERLIN, datetime(2026, 3, 29, 20, 0, tzinfo=UTC))
    assert (before.astimezone(UTC).hour, after.astimezone(UTC).hour) == (7, 6)


def test_a_weekly_digest_is_due_on_its_day() -> None:
    friday = Delivery(Rhythm.WEEKLY, 18 * 60, weekday=4)
    assert last_digest_time(friday, UTC, NOW) == datetime(2026, 3, 27, 18, 0, tzinfo=UTC)


def test_what_was_written_after_the_last_digest_waits_for_the_next() -> None:
    daily = Delivery(Rhythm.DAILY, 8 * 60)
    assert belongs_to_digest(NOW - timedelta(hours=5), daily, UTC, NOW)
    assert not belongs_to_digest(NOW - timedelta(hours=1), daily, UTC, NOW)


def test_a_clock_that_was_put_back_keeps_nothing_waiting() -> None:
    assert belongs_to_digest(NOW + timedelta(days=400), Delivery(Rhythm.DAILY), UTC, NOW)


@pytest.mark.parametrize(
    ("words", "delivery", "zone"),
    [
        ("at once", Delivery(), ""),
        ("daily 7:30 Berlin", Delivery(Rhythm.DAILY, 450), "Europe/Berlin"),
        ("every day at 6 pm", Delivery(Rhythm.DAILY, 18 * 60), ""),
        ("weekly Friday 18:00, at most 5", Delivery(Rhythm.WEEKLY, 18 * 60, 4, 5), ""),
        ("Tuesdays at 9", Delivery(Rhythm.WEEKLY, 9 * 60, 1), ""),
        ("daily 8:00 New York", Delivery(Rhythm.DAILY), "America/New_York"),
    ],
)
def test_a_time_of_delivery_is_read(words: str, delivery: Delivery, zone: str) -> None:
    assert read_delivery(words, Delivery()) == (delivery, zone)


@pytest.mark.parametrize("words", ["sometimes", "daily 8:00 Kelmhaven", ""])
def test_a_time_of_delivery_that_cannot_be_read_is_refused_with_an_example(words: str) -> None:
    with pytest.raises(ScheduleError, match=r"Write"):
        read_delivery(words, Delivery())


def test_quiet_hours_are_read() -> None:
    assert read_hours("22:00-7:00 Berlin") == ((22 * 60, 7 * 60), "Europe/Berlin")
    assert read_hours("from 10 pm to 6:30 am") == ((22 * 60, 390), "")
    with pytest.raises(ScheduleError):
        read_hours("at night")
    with pytest.raises(ScheduleError):
        read_hours("8-8")


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("an hour", NOW + timedelta(hours=1)),
        ("3 days", NOW + timedelta(days=3)),
        ("until tomorrow", datetime(2026, 3, 29, tzinfo=BERLIN)),
        ("Saturday", datetime(2026, 4, 4, tzinfo=BERLIN)),
        ("18:00", datetime(2026, 3, 28, 18, tzinfo=BERLIN)),
        ("9:00", datetime(2026, 3, 29, 9, tzinfo=BERLIN)),
        ("2026-12-24", datetime(2026, 12, 24, tzinfo=BERLIN)),
    ],
)
def test_until_when_is_read(words: str, until: datetime) -> None:
    assert read_until(words, BERLIN, NOW) == until


@pytest.mark.parametrize("words", ["later", "2026-02-30", "2020-01-01"])
def test_until_when_is_refused_with_a_sentence(words: str) -> None:
    with pytest.raises(ScheduleError):
        read_until(words, BERLIN, NOW)


def test_zones_are_found_by_city_and_by_name() -> None:
    assert find_zone("tokyo") == find_zone("Asia/Tokyo") == "Asia/Tokyo"
    with pytest.raises(ScheduleError):
        find_zone("Kelmhaven")

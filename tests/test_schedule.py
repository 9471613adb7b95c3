"""Quiet hours, digests and the times that people write, in their own time zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.clock_times import ScheduleError
from bot.moments import read_until
from bot.schedule import belongs_to_digest, is_quiet, last_digest_time, read_delivery, read_hours
from bot.zones import find_zone, zone_words
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
        ("daily at noon", Delivery(Rhythm.DAILY, 12 * 60), ""),
        ("daily midnight India", Delivery(Rhythm.DAILY, 0), "Asia/Kolkata"),
        ("every morning", Delivery(Rhythm.DAILY), ""),
        ("friday evening, Mumbai", Delivery(Rhythm.WEEKLY, 18 * 60, 4), "Asia/Kolkata"),
        ("daily 7:30 UTC+1", Delivery(Rhythm.DAILY, 450), "Etc/GMT-1"),
        ("daily 24:00", Delivery(Rhythm.DAILY, 0), ""),
        ("at most 5", Delivery(at_most=5), ""),
    ],
)
def test_a_time_of_delivery_is_read(words: str, delivery: Delivery, zone: str) -> None:
    assert read_delivery(words, Delivery()) == (delivery, zone)


@pytest.mark.parametrize("words", ["sometimes", "daily 8:00 Kelmhaven", ""])
def test_a_time_of_delivery_that_cannot_be_read_is_refused_with_an_example(words: str) -> None:
    with pytest.raises(ScheduleError, match=r"Write"):
        read_delivery(words, Delivery())


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("daily 99:00", "99:00 is no time of day"),
        ("daily 24:30", "24:30 is no time of day"),
        ("daily 25", "25 is no time of day"),
        ("every 3 days", "at once, once a day or once a week"),
        ("every other week", "at once, once a day or once a week"),
        ("hourly", "at once, once a day or once a week"),
        ("at most 500", "from 1 to 20 articles at a time, not 500"),
        ("daily 8:00, at most 0", "from 1 to 20"),
    ],
)
def test_a_time_of_delivery_that_cannot_be_is_refused_with_the_reason(words: str, why: str) -> None:
    with pytest.raises(ScheduleError, match=why):
        read_delivery(words, Delivery())


def test_at_most_so_many_alone_leaves_the_time_as_it_is() -> None:
    friday = Delivery(Rhythm.WEEKLY, 18 * 60, 4)
    assert read_delivery("at most 7", friday) == (Delivery(Rhythm.WEEKLY, 18 * 60, 4, 7), "")


def test_quiet_hours_are_read() -> None:
    assert read_hours("22:00-7:00 Berlin") == ((22 * 60, 7 * 60), "Europe/Berlin")
    assert read_hours("from 10 pm to 6:30 am") == ((22 * 60, 390), "")
    assert read_hours("Midnight-noon Tokyo") == ((0, 12 * 60), "Asia/Tokyo")
    with pytest.raises(ScheduleError, match="27:00 is no time of day"):
        read_hours("22:00-27:00")
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
        ("2 hrs", NOW + timedelta(hours=2)),
        ("90 min", NOW + timedelta(minutes=90)),
        ("2h", NOW + timedelta(hours=2)),
        ("half an hour", NOW + timedelta(minutes=30)),
        ("two days and 3 hours", NOW + timedelta(days=2, hours=3)),
        ("tomorrow at 9", datetime(2026, 3, 29, 9, tzinfo=BERLIN)),
        ("tomorrow noon", datetime(2026, 3, 29, 12, tzinfo=BERLIN)),
        ("9 am tomorrow", datetime(2026, 3, 29, 9, tzinfo=BERLIN)),
        ("the day after tomorrow", datetime(2026, 3, 30, tzinfo=BERLIN)),
        ("friday 18:00", datetime(2026, 4, 3, 18, tzinfo=BERLIN)),
        ("Saturday 18:00", datetime(2026, 3, 28, 18, tzinfo=BERLIN)),
        ("next friday", datetime(2026, 4, 3, tzinfo=BERLIN)),
        ("next week", datetime(2026, 3, 30, tzinfo=BERLIN)),
        ("next month", datetime(2026, 4, 1, tzinfo=BERLIN)),
        ("tonight", datetime(2026, 3, 28, 20, tzinfo=BERLIN)),
        ("tonight at 11", datetime(2026, 3, 28, 23, tzinfo=BERLIN)),
        ("midnight", datetime(2026, 3, 29, tzinfo=BERLIN)),
        ("5 December", datetime(2026, 12, 5, tzinfo=BERLIN)),
        ("until December 5th at noon", datetime(2026, 12, 5, 12, tzinfo=BERLIN)),
        ("5 Jan", datetime(2027, 1, 5, tzinfo=BERLIN)),
        ("5 January 2027", datetime(2027, 1, 5, tzinfo=BERLIN)),
    ],
)
def test_until_when_is_read(words: str, until: datetime) -> None:
    assert read_until(words, BERLIN, NOW) == (until, "")


def test_a_place_behind_it_says_by_which_clocks_until_when_is_meant() -> None:
    tokyo = datetime(2026, 3, 29, 18, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert read_until("until 18:00 Tokyo", BERLIN, NOW) == (tokyo, "Asia/Tokyo")
    new_york = datetime(2026, 3, 29, 9, tzinfo=ZoneInfo("America/New_York"))
    assert read_until("tomorrow at 9 in New York", BERLIN, NOW) == (new_york, "America/New_York")


def test_tonight_is_the_end_of_the_day_for_who_writes_so_late() -> None:
    late = datetime(2026, 3, 28, 21, tzinfo=UTC)
    assert read_until("tonight", UTC, late) == (datetime(2026, 3, 29, tzinfo=UTC), "")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("later", "can’t read until when"),
        ("", "can’t read until when"),
        ("2026-02-30", "no day of the calendar"),
        ("31 June", "no day of the calendar"),
        ("2020-01-01", "past already"),
        ("today at 9", "past already"),
        ("0 hours", "over at once"),
        ("25:00", "25:00 is no time of day"),
        ("2030-01-01", "a year at most, until 29 March 2027"),
        ("400 days", "a year at most"),
        ("99999999 years", "a year at most"),
    ],
)
def test_until_when_is_refused_with_a_sentence(words: str, why: str) -> None:
    with pytest.raises(ScheduleError, match=why):
        read_until(words, BERLIN, NOW)


def test_zones_are_found_by_city_and_by_name() -> None:
    assert find_zone("tokyo") == find_zone("Asia/Tokyo") == find_zone("Japan") == "Asia/Tokyo"
    assert find_zone("in São Paulo") == "America/Sao_Paulo"
    assert find_zone("London time") == find_zone("Manchester") == "Europe/London"
    with pytest.raises(ScheduleError):
        find_zone("Kelmhaven")


@pytest.mark.parametrize(
    ("place", "zone", "shown"),
    [
        ("UTC+1", "Etc/GMT-1", "UTC+1"),
        ("GMT+2", "Etc/GMT-2", "UTC+2"),
        ("utc -05:00", "Etc/GMT+5", "UTC-5"),
        ("Berlin", "Europe/Berlin", "Europe/Berlin"),
    ],
)
def test_a_zone_at_whole_hours_from_utc_is_found_and_shown_with_its_sign(
    place: str, zone: str, shown: str
) -> None:
    assert find_zone(place) == zone
    assert zone_words(zone) == shown
    with pytest.raises(ScheduleError, match="no time zone"):
        find_zone("UTC+15")


def test_large_cities_and_countries_have_zones_that_there_are() -> None:
    for place in ("India", "Mumbai", "Cape Town", "San Francisco", "Hanoi", "St Petersburg", "New Zealand"):
        assert ZoneInfo(find_zone(place))

"""Questions read: what kind of words would answer, which filters are written, which period is meant."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model import Filters
from index.questions import FilterError, Kind, kind_of, period_meant, read_question

TODAY = date(2025, 6, 12)  # a Thursday


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Who closed the bridge?", Kind.WHO),
        ("Whose idea was it?", Kind.WHO),
        ("Which minister resigned?", Kind.WHO),
        ("WHO CLOSED IT", Kind.WHO),
        ("When did it close?", Kind.WHEN),
        ("What year was it built?", Kind.WHEN),
        ("On which day does it open?", Kind.WHEN),
        ("Where were the otters released?", Kind.WHERE),
        ("In what city does she live?", Kind.WHERE),
        ("How many people came?", Kind.HOW_MANY),
        ("How far is it?", Kind.HOW_MANY),
        ("What was the price of a ticket?", Kind.HOW_MANY),
        ("Tell me the number of passengers", Kind.HOW_MANY),
        ("Number of passengers rescued?", Kind.HOW_MANY),
        ("What will the height of the tower be?", Kind.HOW_MANY),
        ("What temperature was the water?", Kind.HOW_MANY),
        ("What is the mayor’s age?", Kind.HOW_MANY),
        ("Why did the price rise?", Kind.WHY),
        ("Who set the price?", Kind.WHO),
        ("Did the price rise?", Kind.YES_OR_NO),
        ("What century is the temple from?", Kind.WHEN),
        ("Why did it close?", Kind.WHY),
        ("What caused the crack?", Kind.WHY),
        ("What was the reason for the delay?", Kind.WHY),
        ("What did the memo say?", Kind.OTHER),
        ("the whole story", Kind.OTHER),
        ("", Kind.OTHER),
    ],
)
def test_the_question_words_tell_the_kind(text: str, kind: Kind) -> None:
    assert kind_of(text) is kind


def test_a_question_keeps_its_words_without_filters() -> None:
    question = read_question("Who  closed the bridges? since:2025-03 source:Herald")
    assert question.text == "Who closed the bridges?"
    assert question.terms == ("close", "bridg")


@pytest.mark.parametrize(
    ("written", "filters"),
    [
        ("since:2025-03-14", Filters(since=date(2025, 3, 14))),
        ("since:2025-03", Filters(since=date(2025, 3, 1))),
        ("since:2025", Filters(since=date(2025, 1, 1))),
        ("until:2025-03-14", Filters(until=date(2025, 3, 14))),
        ("until:2025-02", Filters(until=date(2025, 2, 28))),
        ("until:2024-02", Filters(until=date(2024, 2, 29))),
        ("until:2025-12", Filters(until=date(2025, 12, 31))),
        ("until:2025", Filters(until=date(2025, 12, 31))),
        ("SINCE:2025-3-4", Filters(since=date(2025, 3, 4))),
        ("since: 2025 until: 2025", Filters(since=date(2025, 1, 1), until=date(2025, 12, 31))),
        ("source:Herald", Filters(sources=("Herald",))),
        ('source:"Harbour Herald"', Filters(sources=("Harbour Herald",))),
        ("source:“Harbour Herald” source:Radio", Filters(sources=("Harbour Herald", "Radio"))),
        ("until:2025-02?", Filters(until=date(2025, 2, 28))),
        ("since:2025-03, please", Filters(since=date(2025, 3, 1))),
        ('source:"Harbour Herald"?', Filters(sources=("Harbour Herald",))),
        ("source:Herald.", Filters(sources=("Herald",))),
        ('source:"Sound Line Co."', Filters(sources=("Sound Line Co.",))),
        ("until:9999", Filters(until=date(9999, 12, 31))),
        ("until:9999-12", Filters(until=date(9999, 12, 31))),
    ],
)
def test_filters_are_read_from_the_question(written: str, filters: Filters) -> None:
    assert read_question(f"Who closed it? {written}").filters == filters


@pytest.mark.parametrize(
    "written",
    [
        "since:soon",
        "until:2025-13",
        "since:2025-02-30",
        "since:25",
        "since:0000",
        "until:14.03.2025",
        'since:""',
    ],
)
def test_a_filter_without_a_date_is_an_error_that_shows_how(written: str) -> None:
    name = written.split(":", maxsplit=1)[0]
    with pytest.raises(FilterError, match=rf"Write {name}:2025-03-14"):
        read_question(f"Who? {written}")


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("What happened today?", date(2025, 6, 12), date(2025, 6, 12)),
        ("What happened YESTERDAY?", date(2025, 6, 11), date(2025, 6, 11)),
        ("What happened this week?", date(2025, 6, 9), date(2025, 6, 12)),
        ("What happened last week?", date(2025, 6, 2), date(2025, 6, 8)),
        ("What happened in the last week?", date(2025, 6, 2), date(2025, 6, 8)),
        ("What happened this month?", date(2025, 6, 1), date(2025, 6, 12)),
        ("What happened last month?", date(2025, 5, 1), date(2025, 5, 31)),
        ("What happened this year?", date(2025, 1, 1), date(2025, 6, 12)),
        ("What happened past year?", date(2024, 1, 1), date(2024, 12, 31)),
        ("What happened in the last 3 days?", date(2025, 6, 9), date(2025, 6, 12)),
        ("What happened in the past 2 weeks?", date(2025, 5, 29), date(2025, 6, 12)),
        ("What has changed since March 2025?", date(2025, 3, 1), None),
        ("What has changed since 14 March 2025?", date(2025, 3, 14), None),
        ("What has changed since March?", date(2025, 3, 1), None),
        ("What has changed since October?", date(2024, 10, 1), None),
        ("What has changed since 1999?", date(1999, 1, 1), None),
        ("What has changed since 31 January 2024?", date(2024, 1, 31), None),
        ("What has changed since 0 March 2024?", date(2024, 3, 1), None),
        ("What has changed since 29 February?", date(2025, 2, 28), None),
        ("What did the lasting weekly say?", None, None),
        ("Who has been mayor since the election?", None, None),
    ],
)
def test_words_for_a_period_are_counted_from_today(text: str, since: date | None, until: date | None) -> None:
    assert period_meant(text, TODAY) == Filters(since=since, until=until)


def test_last_month_in_january_is_december() -> None:
    assert period_meant("last month", date(2025, 1, 15)) == Filters(date(2024, 12, 1), date(2024, 12, 31))


@given(st.text(max_size=200))
def test_any_text_can_be_read_or_says_which_filter_is_wrong(text: str) -> None:
    with suppress(FilterError):
        read_question(text)


@given(
    st.sampled_from(["since", "in the last", "last"]),
    st.integers(0, 999),
    st.sampled_from(["days", "weeks", "months", "years", "march", "february 1999", "year"]),
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
)
def test_any_period_can_be_counted_from_any_day(start: str, number: int, unit: str, today: date) -> None:
    period_meant(f"{start} {number} {unit}", today)


def test_words_that_ask_for_the_newest_are_no_words_to_look_for() -> None:
    assert read_question("Is the bridge open now?").terms == read_question("Is the bridge open?").terms
    assert read_question("What is the latest?").terms


def test_yes_or_no_in_the_present_asks_how_things_stand_now() -> None:
    assert read_question("Has the bridge reopened?").wants_newest
    assert read_question("Is the bridge open?").wants_newest
    assert not read_question("Was the bridge open?").wants_newest
    assert not read_question("Who has reopened the bridge?").wants_newest

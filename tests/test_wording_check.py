"""Whether words are the words of a text: exactly, nearly with what differs, or not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model import Span
from index.who_said.wording_check import compare

TEXT = "“We promised a clock,” she said, “and delivered a calendar.”"
PARTS = (Span(0, 22), Span(33, len(TEXT)))


def test_the_very_words_are_exact_whatever_marks_and_capitals() -> None:
    found = compare("we promised a CLOCK and delivered a calendar", TEXT, PARTS)
    assert found is not None
    assert found.exact
    assert found.differing == ()
    assert found.span.of(TEXT).startswith("We promised")


def test_a_part_of_the_words_is_exact_too() -> None:
    found = compare("delivered a calendar", TEXT, PARTS)
    assert found is not None
    assert found.span.of(TEXT) == "delivered a calendar"


def test_near_words_show_what_differs() -> None:
    found = compare("We promised a clock and delivered a diary", TEXT, PARTS)
    assert found is not None
    assert not found.exact
    assert [span.of(TEXT) for span in found.differing] == ["calendar"]


@pytest.mark.parametrize(
    "claimed", ["We will sell the railway", "a clock a house", "", "...", "promised nothing to anyone at all"]
)
def test_other_words_are_not_near(claimed: str) -> None:
    assert compare(claimed, TEXT, PARTS) is None


@given(st.text(), st.text())
def test_whatever_is_compared_the_spans_are_of_the_text(claimed: str, text: str) -> None:
    found = compare(claimed, text, (Span(0, len(text)),))
    if found is not None:
        assert 0 <= found.span.start < found.span.end <= len(text)
        assert all(found.span.start <= one.start and one.end <= found.span.end for one in found.differing)

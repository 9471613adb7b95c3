"""Sentence borders: where they are, and that offsets are exact whatever the text."""

import time
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.sentences import split_sentences


def sentences(text: str, language: str = "en") -> list[str]:
    return [span.of(text) for span in split_sentences(text, language)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\t ", []),
        ("One.", ["One."]),
        ("  One came. Two went!  ", ["One came.", "Two went!"]),
        ("No full stop", ["No full stop"]),
        ("A heading\n\nA sentence.", ["A heading", "A sentence."]),
        ("Mr. Reed left at 5 p.m. on Friday.", ["Mr. Reed left at 5 p.m. on Friday."]),
        ("It cost 3.5 million. He paid.", ["It cost 3.5 million.", "He paid."]),
        ('"It is tired," she said. "Go."', ['"It is tired," she said.', '"Go."']),
        ("Is it open? No! Wait…", ["Is it open?", "No!", "Wait…"]),
        ("*** One. ***", ["*** One."]),
    ],
)
def test_sentences_end_where_people_would_say(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_sentences_of_other_scripts_are_told_apart() -> None:
    assert sentences("桥关闭了。渡轮来了。", "zh") == ["桥关闭了。", "渡轮来了。"]


def assert_exact(text: str) -> None:
    """Offsets are in order, trimmed, and cover every letter and digit."""
    spans = split_sentences(text)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert all(0 <= one.start < one.end <= len(text) for one in spans)
    assert all(one.of(text) == one.of(text).strip() for one in spans)
    kept = "".join(one.of(text) for one in spans)
    assert [c for c in kept if c.isalnum()] == [c for c in text if c.isalnum()]


@given(st.text(max_size=500))
def test_offsets_are_exact_and_no_letter_is_lost(text: str) -> None:
    assert_exact(text)


@settings(deadline=None)
@given(st.text(max_size=60), st.integers(150, 400))
def test_no_offset_drifts_in_a_long_text(text: str, times: int) -> None:
    paragraphs = f"A long article.\n\n{text}\n\nIt ends.\n\n"
    assert sentences(paragraphs * times) == sentences(paragraphs) * times


LINE = "The café is shut. “It is,” he said. "


@pytest.mark.parametrize("border", ["\n\n", "\r\n\r\n", "\n \t\n\n", "\n", "\u2029\n\n", " "])
def test_a_long_article_is_cut_like_a_short_one(border: str) -> None:
    paragraph = (LINE * 20).strip() + border
    assert sentences(paragraph * 100) == sentences(paragraph) * 100


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (LINE * 20_000, 40_000),
        ("桥关闭了。" * 20_000, 20_000),
        ("“" * 300_000, 0),
        ("“The bridge is shut. " * 15_000, 15_000),
        ("x" * 100_000, 5),
        ("One.\n\n" * 50_000, 50_000),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_endless_lines_are_cut_in_good_time(text: str, count: int) -> None:
    """In parts of 20,000 characters, at whose borders there may be a piece more."""
    start = time.perf_counter()
    pieces = sentences(text)
    assert time.perf_counter() - start < 20
    assert count <= len(pieces) <= count + len(text) / 15_000


wide = st.sampled_from("\x85\xa0\u1680\u2003\u2009\u2028\u2029\u202f\u205f\u3000\ufeff\u200b")
troublesome = st.text(wide | st.sampled_from("AÉa.!?…“”’() \n\r\t—桥。😀\u0301\0"), max_size=60)


@settings(max_examples=400)
@given(troublesome)
@example("Vitamin C\xa0… is sold out.")
@example("Group A\u3000.")
def test_no_character_upsets_the_borders(text: str) -> None:
    assert_exact(text)

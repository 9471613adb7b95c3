"""Sentence borders: where they are, and that offsets are exact whatever the text."""

from itertools import pairwise

import pytest
from hypothesis import given
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


@given(st.text(max_size=500))
def test_offsets_are_exact_and_no_letter_is_lost(text: str) -> None:
    spans = split_sentences(text)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert all(0 <= one.start < one.end <= len(text) for one in spans)
    assert all(one.of(text) == one.of(text).strip() for one in spans)
    kept = "".join(one.of(text) for one in spans)
    assert [c for c in kept if c.isalnum()] == [c for c in text if c.isalnum()]

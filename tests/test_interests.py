"""What somebody writes to be told of, and what is understood."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.interests import Interest
from index.interests import InterestError, read_interest

OUTLETS = ("Harbour Herald", "Radio Orrevane")
CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases" / "interests.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("case", CASES, ids=[case["text"] for case in CASES])
def test_a_sentence_is_understood(case: dict[str, Any]) -> None:
    assert json.loads(read_interest(case["text"], OUTLETS).as_json()) == case["interest"]


@pytest.mark.parametrize(("text", "why"), [("-…", "no words"), ("the", "too little"), ("x" * 301, "longer")])
def test_what_cannot_be_watched_for_is_refused_with_a_sentence(text: str, why: str) -> None:
    with pytest.raises(InterestError, match=why):
        read_interest(text, OUTLETS)


@given(st.text(max_size=300))
def test_whatever_is_written_is_understood_or_refused_and_survives_storing(text: str) -> None:
    try:
        interest = read_interest(text, OUTLETS)
    except InterestError:
        return
    assert Interest.from_json(interest.as_json()) == interest

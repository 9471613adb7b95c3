"""What somebody writes to be told of, and what is understood."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.interests import Interest
from index.alerts.interests import InterestError, is_wish, read_interest

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


@pytest.mark.parametrize(
    "text",
    [
        "everything except articles from Radio Orrevane",
        "everything except Radio Orrevane",
        "everything but the Harbour Herald",
        "everything not from the Herald",
        "articles about storms but not from Radio Orrevane",
        "everything except articles from the Evening Gazette",
        "ferry -source:Herald",
        "ferry but not source:Herald",
    ],
)
def test_an_outlet_to_be_left_out_is_refused_and_never_taken_for_one_wanted(text: str) -> None:
    with pytest.raises(InterestError, match="can’t leave an outlet out"):
        read_interest(text, OUTLETS)


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("when Una Brandt or Pia Solheim is quoted", "Una Brandt is quoted", "Pia Solheim is quoted"),
        (
            "when Una Brandt and Pia Solheim are quoted on fares",
            "Una Brandt is quoted on fares",
            "Pia Solheim is quoted on fares",
        ),
        ("mentions of Bela or Varg", "mentions of Bela", "mentions of Varg"),
    ],
)
def test_two_people_at_once_are_refused_with_what_to_write_for_each(
    text: str, first: str, second: str
) -> None:
    with pytest.raises(InterestError, match="one name at a time") as refused:
        read_interest(text, OUTLETS)
    assert str(refused.value).endswith(f": /subscribe {first} – and: /subscribe {second}")
    for each in (first, second):
        assert read_interest(each, OUTLETS)


def test_one_or_the_other_of_exact_words_is_refused() -> None:
    with pytest.raises(InterestError, match="one or the other"):
        read_interest('"Bela" or "Varg"', OUTLETS)


@pytest.mark.parametrize("text", ['source:""', "source:", 'quoted:"?"', "rents outlet:"])
def test_an_operator_with_nothing_after_it_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(InterestError, match=r"nothing to look for after .*Write for example"):
        read_interest(text, OUTLETS)


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("tell me when there are new articles about rents", True),
        ("Please let me know when there’s news on the storm", True),
        ("notify me about ferry fares", True),
        ("Could you alert me when the bridge reopens?", True),
        ("Tell me whenever Oona Fairlie speaks", True),
        ("tell me when Oona Fairlie is quoted about rents", True),
        ("let me know if articles about otters appear", True),
        ("keep me posted on the comet", True),
        ("subscribe me to everything", True),
        ("Tell me when the bridge was closed", False),
        ("tell me about rents", False),
        ("Tell me who is quoted about rents", False),
        ("tell me when the next ferry sails", False),
        ("Let me know if there was a storm", False),
        ("Who was alerted?", False),
        ("alert", False),
    ],
)
def test_a_wish_for_what_is_to_come_is_told_from_a_question(text: str, wish: bool) -> None:
    assert is_wish(text) == wish


@given(st.text(max_size=300))
def test_whatever_is_written_is_understood_or_refused_and_survives_storing(text: str) -> None:
    try:
        interest = read_interest(text, OUTLETS)
    except InterestError:
        return
    assert Interest.from_json(interest.as_json()) == interest

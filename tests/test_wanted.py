"""The words of a sentence that answer, over invented sentences in `cases/wanted.jsonl`.

`bold` null: no stretch can be told apart, so the whole sentence is bold.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model import Span
from index.questions import read_question
from index.wanted import answering_spans, bold_words

ROWS: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases" / "wanted.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["sentence"][:50])
def test_the_words_asked_for_are_bold(row: dict[str, Any]) -> None:
    sentence = row["sentence"]
    bold = bold_words(read_question(row["question"]), sentence, Span(0, len(sentence)))
    assert [span.of(sentence) for span in bold] == (row["bold"] or [sentence])


@pytest.mark.parametrize("row", [row for row in ROWS if row["bold"] is None], ids=lambda row: row["sentence"])
def test_sentences_without_such_words_have_no_answering_span(row: dict[str, Any]) -> None:
    assert answering_spans(read_question(row["question"]), row["sentence"]) == []


def test_offsets_count_from_the_start_of_the_text() -> None:
    text = "Something else. The ferry leaves at 21:40."
    (bold,) = bold_words(read_question("When does the ferry leave?"), text, Span(16, len(text)))
    assert bold.of(text) == "21:40"


def test_of_two_names_the_one_nearer_to_the_questions_words_is_bold() -> None:
    text = "Lowen Sarn thanked the crew, and in the evening the barriers were lifted by Mila Thorne."
    (bold,) = bold_words(read_question("Who lifted the barriers?"), text, Span(0, len(text)))
    assert bold.of(text) == "Mila Thorne"


@given(
    st.sampled_from(["Who?", "When?", "Where?", "How many?", "Why?", "What?"]),
    st.text(min_size=1, max_size=300),
)
def test_bold_words_lie_within_their_sentence(question: str, text: str) -> None:
    for bold in bold_words(read_question(question), text, Span(0, len(text))):
        assert 0 <= bold.start < bold.end <= len(text)

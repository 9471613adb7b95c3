"""Sentences of two articles that answer one question differently, and those that only differ in words."""

import json
from pathlib import Path
from typing import Any

import pytest

from index.disagreement import disagree
from index.questions import read_question

CASES = Path(__file__).parent / "cases" / "disagreements.jsonl"
ROWS = [json.loads(line) for line in CASES.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['question']} {row['other']}" for row in ROWS])
def test_articles_disagree_when_they_answer_one_thing_differently(row: dict[str, Any]) -> None:
    question = read_question(row["question"])
    assert disagree(question, row["one"], row["other"]) is row["disagree"]
    assert disagree(question, row["other"], row["one"]) is row["disagree"]

"""Questions as JSON lines: what comes back for good lines and for bad ones."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.batch import answer_lines, answer_record
from bot.who_said import speech_outcome
from data.model import Filters
from index.answer import Answer, NoAnswer
from index.newsroom import Newsroom
from index.questions import read_question
from index.who_said.attribution import Statements, WhichSpeaker
from index.who_said.speech_questions import what_was_said

TODAY = date(2025, 6, 12)
CLOSED = "Who ordered the barriers down?"


def silent(question: str) -> NoAnswer:
    """Finds nothing, but reads filters as the newsroom does."""
    read_question(question)
    return NoAnswer(question, Filters(), 0.0, None, ())


def records(*lines: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in answer_lines(lines, silent)]


def record(line: bytes) -> dict[str, Any]:
    (one,) = records(line)
    return one


def test_an_answer_comes_with_its_citations(room: Newsroom) -> None:
    found = answer_record(CLOSED, lambda text: room.answer(text, TODAY))
    outcome = room.answer(CLOSED, TODAY)
    assert isinstance(outcome, Answer)
    assert (found["question"], found["found"], found["answer"]) == (CLOSED, True, outcome.text)
    for citation, sentence in zip(found["citations"], outcome.sentences, strict=True):
        assert citation["text"] == sentence.article.text[citation["start"] : citation["end"]]
        assert citation["article_id"] == sentence.article.article_id
    assert len(found["passages"]) == len(outcome.passages)
    json.dumps(found)


def test_no_answer_has_the_same_names_and_no_words(room: Newsroom) -> None:
    found = answer_record(CLOSED, lambda text: room.answer(text, TODAY))
    missing = answer_record(CLOSED, silent)
    assert set(missing) == set(found)
    assert (missing["found"], missing["answer"], missing["citations"]) == (False, "", [])


def test_where_a_person_would_be_asked_whom_they_mean_other_sentences_answer(room: Newsroom) -> None:
    which = WhichSpeaker(what_was_said("Smith", "the barriers", Filters(), TODAY), ())
    found = answer_record(CLOSED, lambda text: room.answer(text, TODAY), lambda text: which)
    assert found["found"]


def test_the_sentence_that_answers_best_stands_before_what_somebody_said(room: Newsroom) -> None:
    outcome = room.answer(CLOSED, TODAY)
    speech = speech_outcome(room, "Who said the Petrel can carry 240 passengers?", TODAY, Filters())
    assert isinstance(outcome, Answer)
    assert isinstance(speech, Statements)
    found = answer_record(CLOSED, lambda _: outcome, lambda _: speech)
    assert [one["article_id"] for one in found["citations"]] == ["bridge", "ferry"]
    assert found["answer"].startswith(outcome.sentences[0].text)
    assert found["answer"].endswith("passengers, the company said.")


@pytest.mark.parametrize(
    "line", [b"not json", b"{", b'{"id": 1, "question": "Wh', b"\xff\xfe\x00", b"\x80abc", b"[" * 100_000]
)
def test_a_line_that_is_not_json_is_told_of(line: bytes) -> None:
    assert record(line) == {"id": None, "error": "line 1 is not JSON"}


@pytest.mark.parametrize("line", [b"1", b"null", b'"Who?"', b'[{"question": "Who?"}]', b"true"])
def test_a_line_that_is_no_object_is_told_of(line: bytes) -> None:
    assert record(line)["error"].startswith("line 1 is not an object")


@pytest.mark.parametrize("question", [None, 1, "", "  \n", ["Who?"], {"text": "Who?"}])
def test_a_line_without_a_question_is_told_of_under_its_id(question: object) -> None:
    line = json.dumps({"id": 5, "question": question}).encode()
    assert record(line) == {"id": 5, "error": 'line 1 has no text under "question"'}


def test_a_filter_that_cannot_be_read_is_told_of_under_its_id() -> None:
    found = record(b'{"id": "x", "question": "Who? since:soon"}')
    assert (found["id"], found["question"]) == ("x", "Who? since:soon")
    assert "since:soon" in found["error"]


@pytest.mark.parametrize("one_id", [None, 0, 1.5, "", "ä", True, [1, "a"], {"a": {"b": None}}])
def test_an_id_of_any_type_comes_back_as_it_was(one_id: object) -> None:
    found = record(json.dumps({"id": one_id, "question": "Who?"}).encode())
    assert found["id"] == one_id
    assert type(found["id"]) is type(one_id)


def test_a_question_without_an_id_is_answered() -> None:
    assert record(b'{"question": "Who?"}')["id"] is None


def test_empty_lines_are_passed_over_but_counted() -> None:
    lines = [b"\n", b'{"id": 1, "question": "Who?"}\n', b"   \r\n", b"bad\n"]
    good, bad = records(*lines)
    assert (good["id"], bad["error"]) == (1, "line 4 is not JSON")


def test_the_order_is_kept_and_bad_lines_stop_nothing() -> None:
    lines = [b'{"id": 1, "question": "a"}', b"bad", b'{"id": 2, "question": "b"}', b"[]"]
    assert [one["id"] for one in records(*lines)] == [1, None, 2, None]


def test_answers_come_as_they_are_ready() -> None:
    asked: list[str] = []

    def ask(question: str) -> NoAnswer:
        asked.append(question)
        return silent(question)

    answers = answer_lines([b'{"question": "a"}', b'{"question": "b"}'], ask)
    next(answers)
    assert asked == ["a"]


def test_unicode_comes_back_unescaped_on_one_line() -> None:
    question = "Où est le café ☕ 桥?\u2028\nEnd"
    (line,) = answer_lines(
        [json.dumps({"id": "é", "question": question}, ensure_ascii=False).encode()], silent
    )
    assert "café ☕ 桥" in line
    assert "\n" not in line
    assert json.loads(line)["question"] == question


@pytest.mark.parametrize(
    "line", [b'{"id": "\\ud83d", "question": "Who?"}', b'{"question": "\\ud83d?"}', b'{"id": NaN}']
)
def test_what_could_not_be_printed_again_is_not_json(line: bytes) -> None:
    assert record(line) == {"id": None, "error": "line 1 is not JSON"}


@given(st.lists(st.binary(max_size=60)))
def test_any_bytes_give_one_object_a_line_that_is_not_empty(lines: list[bytes]) -> None:
    assert len(records(*lines)) == sum(bool(line.strip()) for line in lines)

"""The figures of an evaluation, worked out by hand on a few questions."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from data.model import Article, Filters, Passage, Span
from index.answer import Answer, CitedSentence, NoAnswer, RankedPassage
from index.evaluation import auroc, evaluate, fold, holds, judge

A = "Otters swim. The crack was 47 cm long."
B = "The ferry sails at dawn."
TEXTS = {"a": A, "b": B}
CRACK = Span(A.index("The crack"), len(A))


def found(article_id: str, span: Span | None = None) -> RankedPassage:
    text = TEXTS[article_id]
    article = Article(ord(article_id), "test", article_id, "", text)
    passage = Passage(1, article.key, 0, (span or Span(0, len(text)),))
    return RankedPassage(article, passage, 1.0, 0.5, 0.5, ())


def answer(question: str, confidence: float, *cited: tuple[str, Span]) -> Answer:
    """An answer of these sentences, whose passages are the articles cited and then the others."""
    ids = list(dict.fromkeys([one for one, _ in cited] + list(TEXTS)))
    sentences = []
    for one, span in cited:
        whole = found(one)
        sentences.append(CitedSentence(whole.article, whole.passage, span, (span,)))
    return Answer(question, tuple(sentences), confidence, tuple(found(one) for one in ids))


def refusal(question: str, confidence: float, *ids: str) -> NoAnswer:
    return NoAnswer(question, Filters(), confidence, None, tuple(found(one) for one in ids))


def query(question: str, relevant: str, words: str, **more: Any) -> dict[str, Any]:
    evidence = [{"text": words}]
    return {
        "id": question,
        "question": question,
        "answers": [words],
        "relevant_ids": [relevant],
        "evidence": evidence,
    } | more


def test_an_answer_with_the_right_words_from_the_right_article_is_right() -> None:
    judged = judge(query("q", "a", "47 cm"), answer("q", 0.9, ("a", CRACK)), TEXTS)
    assert (judged.right, judged.article_rank, judged.passage_rank, judged.words) == (True, 0, 0, 6)
    assert judged.exact == (True,)


def test_the_right_words_from_a_wrong_article_are_wrong() -> None:
    judged = judge(query("q", "b", "47 cm"), answer("q", 0.9, ("a", CRACK)), TEXTS)
    assert (judged.answered, judged.right, judged.article_rank, judged.passage_rank) == (True, False, 1, None)


def test_a_wrong_offset_is_inexact() -> None:
    moved = {**TEXTS, "a": " " + A}
    assert judge(query("q", "a", "47 cm"), answer("q", 0.9, ("a", CRACK)), moved).exact == (False,)


def test_an_article_that_the_data_set_lacks_is_inexact() -> None:
    assert judge(query("q", "a", "47 cm"), answer("q", 0.9, ("a", CRACK)), {}).exact == (False,)


def test_a_refusal_still_has_ranks() -> None:
    judged = judge(query("q", "a", "47 cm"), refusal("q", 0.2, "b", "a"), TEXTS)
    assert (judged.answered, judged.right, judged.article_rank, judged.words) == (False, False, 1, 0)


def test_an_article_is_ranked_among_articles_not_passages() -> None:
    judged = judge(query("q", "b", "dawn"), refusal("q", 0.2, "a", "a", "b"), TEXTS)
    assert (judged.article_rank, judged.passage_rank) == (1, 2)


@pytest.mark.parametrize(
    ("answerable", "absent", "expected"),
    [
        ([0.9, 0.8], [0.1, 0.2], 1.0),
        ([0.1], [0.9], 0.0),
        ([0.5], [0.5], 0.5),
        ([0.9, 0.5], [0.5, 0.1], 3.5 / 4),
        ([0.5, 0.5, 0.2], [0.5, 0.3], (0.5 + 1 + 0.5 + 1 + 0 + 0) / 6),
    ],
)
def test_ties_count_half_in_the_auroc(answerable: list[float], absent: list[float], expected: float) -> None:
    assert auroc(answerable, absent) == pytest.approx(expected)


def test_words_are_compared_whole_and_without_punctuation() -> None:
    assert fold("  The Crack,\nwas — 47 CM! ") == "the crack was 47 cm"
    assert holds("It cost 1,200 crowns.", ["1 200"])
    assert not holds("It cost 61 crowns.", ["6"])
    assert not holds("Anything", [""])


@pytest.fixture
def data_set(tmp_path: Path) -> Path:
    queries = [
        query("crack", "a", "47 cm", standalone_hint=True),
        query("ferry", "b", "dawn", standalone_hint=True),
        query("swim", "a", "Otters swim"),
        query("hidden", "b", "dawn"),
        query("no evidence", "a", "47 cm", evidence=[]),
        query("unanswerable", "a", "47 cm", unanswerable=True),
    ]
    corpus = [{"id": one, "title": "", "text": text} for one, text in TEXTS.items()]
    absent = [{"id": 1, "question": "moon"}, {"id": 2, "question": "mars"}]
    for name, rows in (("queries", queries), ("corpus", corpus), ("absent_questions", absent)):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return tmp_path


OUTCOMES: dict[str, Answer | NoAnswer] = {
    "crack": answer("crack", 0.9, ("a", CRACK)),  # right, 6 words
    "ferry": answer("ferry", 0.5, ("a", CRACK)),  # wrong, article second, 6 words
    "swim": answer("swim", 0.8, ("a", Span(0, 12)), ("b", Span(0, len(B)))),  # right, 7 words
    "hidden": replace(  # not even retrieved, but shown as the nearest sentence
        refusal("hidden", 0.1, "a"), nearest=answer("hidden", 0.1, ("b", Span(0, len(B)))).sentences[0]
    ),
    "moon": answer("moon", 0.5, ("b", Span(0, len(B)))),
    "mars": refusal("mars", 0.05, "a"),
}


def figures(table: str) -> dict[str, str]:
    return {line[:20].strip(): line[20:].strip() for line in table.splitlines()[1:]}


def test_the_figures_are_those_worked_out_by_hand(data_set: Path) -> None:
    asked: list[str] = []

    def ask(question: str) -> Answer | NoAnswer:
        asked.append(question)
        return OUTCOMES[question]

    everything, standalone = evaluate(data_set, ask).split("\n\n")
    assert asked == list(OUTCOMES)
    assert everything.startswith("all: 4 questions")
    assert figures(everything) == {
        "article@1": "0.500",
        "article@5": "0.750",
        "passage@1": "0.500",
        "passage@5": "0.750",
        "passage@10": "0.750",
        "passage@20": "0.750",
        "answer@1": "0.500",
        "shown@1": "0.750",
        "answered": "0.750",
        "median words": "6",
        "exact citations": "1.0000 of 4",
        "confidence AUROC": "0.812 against 2 absent questions",  # (2 + 1.5 + 2 + 1) / 8
        "false answers": "0.500",
    }
    assert standalone.startswith("standalone: 2 questions")
    assert figures(standalone)["answer@1"] == "0.500"
    assert figures(standalone)["confidence AUROC"].startswith("0.875")  # (2 + 1.5) / 4


def test_without_absent_questions_there_is_no_figure_for_them(data_set: Path) -> None:
    (data_set / "absent_questions.jsonl").unlink()
    table = evaluate(data_set, OUTCOMES.__getitem__)
    assert "AUROC" not in table
    assert "false answers" not in table


def test_progress_counts_every_question_once(data_set: Path) -> None:
    steps: list[tuple[int, int]] = []
    evaluate(data_set, OUTCOMES.__getitem__, lambda done, total: steps.append((done, total)))
    assert steps == [(done, 6) for done in range(1, 7)]

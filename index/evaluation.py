"""Measuring answers against questions with known evidence: reads a data set, asks it all, counts.

A data set is a folder with `corpus.jsonl` {id, title, text, ...}, `queries.jsonl` {id, question, answers,
relevant_ids, evidence: [{text, ...}], standalone_hint} and perhaps `absent_questions.jsonl` {id, question},
whose articles are not in the corpus. Text is compared with white space folded and case ignored.
"""

import json
import re
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.answer import Answer, NoAnswer

Ask = Callable[[str], Answer | NoAnswer]


@dataclass(frozen=True, slots=True)
class Judged:
    """One answerable question's outcome. Ranks count from 0; None: not among the retrieved."""

    standalone: bool
    article_rank: int | None
    passage_rank: int | None
    answered: bool
    right: bool
    words: int
    confidence: float
    exact: tuple[bool, ...]


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The JSON objects of a file of JSON lines."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def judge(query: dict[str, Any], outcome: Answer | NoAnswer, texts: Mapping[str, str]) -> Judged:
    """Hold one outcome against the evidence of its question and the corpus texts, by article id."""
    relevant = set(map(str, query["relevant_ids"]))
    golds = {fold(text) for text in query["answers"]} | {fold(one["text"]) for one in query["evidence"]}
    articles = list(dict.fromkeys(found.article.article_id for found in outcome.passages))
    sentences = outcome.sentences if isinstance(outcome, Answer) else ()
    text = outcome.text if isinstance(outcome, Answer) else ""
    return Judged(
        standalone=bool(query.get("standalone_hint")),
        article_rank=_first(article in relevant for article in articles),
        passage_rank=_first(
            found.article.article_id in relevant and holds(found.text, golds) for found in outcome.passages
        ),
        answered=bool(sentences),
        right=any(one.article.article_id in relevant for one in sentences) and holds(text, golds),
        words=len(text.split()),
        confidence=outcome.confidence,
        exact=tuple(
            texts.get(one.article.article_id, "")[one.span.start : one.span.end] == one.text
            for one in sentences
        ),
    )


def fold(text: str) -> str:
    """Lower case, words only, single spaces."""
    return re.sub(r"\W+", " ", text).strip().lower()


def holds(text: str, golds: Iterable[str]) -> bool:
    """Whether a text contains any of these folded answers as whole words."""
    folded = f" {fold(text)} "
    return any(gold and f" {gold} " in folded for gold in golds)


def auroc(answerable: Sequence[float], absent: Sequence[float]) -> float:
    """The chance that an answerable question gets more confidence than an absent one (Mann-Whitney U)."""
    wins = sum((a > b) + (a == b) / 2 for a in answerable for b in absent)
    return wins / (len(answerable) * len(absent))


def evaluate(folder: Path, ask: Ask, progress: Callable[[int, int], None] = lambda done, total: None) -> str:
    """Ask a data set's questions and make the table of figures, one line for each set of questions."""
    queries = [
        row
        for row in read_rows(folder / "queries.jsonl")
        if row.get("evidence") and not row.get("unanswerable")
    ]
    absent_file = folder / "absent_questions.jsonl"
    absent_rows = read_rows(absent_file) if absent_file.exists() else []
    texts = {str(row["id"]): row["text"] for row in read_rows(folder / "corpus.jsonl")}
    total = len(queries) + len(absent_rows)
    judged: list[Judged] = []
    for query in queries:
        judged.append(judge(query, ask(query["question"]), texts))
        progress(len(judged), total)
    absent: list[Answer | NoAnswer] = []
    for row in absent_rows:
        absent.append(ask(row["question"]))
        progress(len(judged) + len(absent), total)
    sections = [("all", judged), ("standalone", [one for one in judged if one.standalone])]
    return "\n\n".join(_section(name, rows, absent) for name, rows in sections if rows)


def _section(name: str, judged: Sequence[Judged], absent: Sequence[Answer | NoAnswer]) -> str:
    def share(hits: Iterable[bool]) -> str:
        return f"{sum(hits) / len(judged):.3f}"

    def within(rank: int | None, limit: int) -> bool:
        return rank is not None and rank < limit

    exact = [one for row in judged for one in row.exact]
    words = [row.words for row in judged if row.answered]
    lines = [
        f"{name}: {len(judged)} questions",
        *(f"  article@{n:<10} {share(within(row.article_rank, n) for row in judged)}" for n in (1, 5)),
        *(
            f"  passage@{n:<10} {share(within(row.passage_rank, n) for row in judged)}"
            for n in (1, 5, 10, 20)
        ),
        f"  answer@1           {share(row.right for row in judged)}",
        f"  answered           {share(row.answered for row in judged)}",
        f"  median words       {statistics.median(words) if words else 0:g}",
        f"  exact citations    {sum(exact) / len(exact) if exact else 0:.4f} of {len(exact)}",
    ]
    if absent:
        false = sum(isinstance(one, Answer) for one in absent)
        chance = auroc([row.confidence for row in judged], [one.confidence for one in absent])
        lines.append(f"  confidence AUROC   {chance:.3f} against {len(absent)} absent questions")
        lines.append(f"  false answers      {false / len(absent):.3f}")
    return "\n".join(lines)


def _first(hits: Iterable[bool]) -> int | None:
    return next((rank for rank, hit in enumerate(hits) if hit), None)

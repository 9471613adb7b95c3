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
    """One answerable question's outcome. Ranks count from 0; None: not among the retrieved. `shown` holds for
    what is right, and for refusals that show a sentence with the answer as the nearest one."""

    standalone: bool
    article_rank: int | None
    passage_rank: int | None
    answered: bool
    right: bool
    shown: bool
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
    right = any(one.article.article_id in relevant for one in sentences) and holds(text, golds)
    near = outcome.nearest if isinstance(outcome, NoAnswer) else None
    return Judged(
        standalone=bool(query.get("standalone_hint")),
        article_rank=_first(article in relevant for article in articles),
        passage_rank=_first(
            found.article.article_id in relevant and holds(found.text, golds) for found in outcome.passages
        ),
        answered=bool(sentences),
        right=right,
        shown=right or (near is not None and near.article.article_id in relevant and holds(near.text, golds)),
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


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What became of a data set's questions, and of those whose articles are not in it."""

    judged: Sequence[Judged]
    absent: Sequence[Answer | NoAnswer]


def evaluate(folder: Path, ask: Ask, progress: Callable[[int, int], None] = lambda done, total: None) -> str:
    """Ask a data set's questions and make the table of figures, one part for each set of questions."""
    outcomes = ask_all(folder, ask, progress)
    standalone = Outcomes([one for one in outcomes.judged if one.standalone], outcomes.absent)
    return "\n\n".join(
        _table(name, part) for name, part in (("all", outcomes), ("standalone", standalone)) if part.judged
    )


def ask_all(
    folder: Path,
    ask: Ask,
    progress: Callable[[int, int], None] = lambda done, total: None,
    only_standalone: bool = False,
) -> Outcomes:
    """Ask a data set's questions and hold the outcomes against their evidence."""
    queries = [
        row
        for row in read_rows(folder / "queries.jsonl")
        if row.get("evidence")
        and not row.get("unanswerable")
        and (row.get("standalone_hint") or not only_standalone)
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
    return Outcomes(judged, absent)


def figures(outcomes: Outcomes) -> dict[str, str]:
    """The figures by name, as they are printed."""
    judged, absent = outcomes.judged, outcomes.absent

    def share(hits: Iterable[bool]) -> str:
        return f"{sum(hits) / len(judged):.3f}"

    def within(rank: int | None, limit: int) -> bool:
        return rank is not None and rank < limit

    exact = [one for row in judged for one in row.exact]
    words = [row.words for row in judged if row.answered]
    found = {
        **{f"article@{n}": share(within(row.article_rank, n) for row in judged) for n in (1, 5)},
        **{f"passage@{n}": share(within(row.passage_rank, n) for row in judged) for n in (1, 5, 10, 20)},
        "answer@1": share(row.right for row in judged),
        "shown@1": share(row.shown for row in judged),
        "answered": share(row.answered for row in judged),
        "median words": f"{statistics.median(words) if words else 0:g}",
        "exact citations": f"{sum(exact) / len(exact) if exact else 0:.4f} of {len(exact)}",
    }
    if absent:
        false = sum(isinstance(one, Answer) for one in absent)
        chance = auroc([row.confidence for row in judged], [one.confidence for one in absent])
        found["confidence AUROC"] = f"{chance:.3f} against {len(absent)} absent questions"
        found["false answers"] = f"{false / len(absent):.3f}"
    return found


def _table(name: str, outcomes: Outcomes) -> str:
    lines = (f"  {label:<18} {value}" for label, value in figures(outcomes).items())
    return "\n".join((f"{name}: {len(outcomes.judged)} questions", *lines))


def _first(hits: Iterable[bool]) -> int | None:
    return next((rank for rank, hit in enumerate(hits) if hit), None)

"""Answers for scripts: questions as JSON lines in, one JSON object a line out, in order, as it goes."""

import json
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from index.answer import Answer, CitedSentence, NoAnswer, RankedPassage
from index.questions import FilterError

Ask = Callable[[str], Answer | NoAnswer]


def answer_lines(lines: Iterable[bytes], ask: Ask) -> Iterator[str]:
    """One JSON object for each line `{"id", "question"}`; a bad line gives one with `error`."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield json.dumps(_answer_line(number, line, ask), ensure_ascii=False)


def _answer_line(number: int, line: bytes, ask: Ask) -> dict[str, Any]:
    try:
        row = json.loads(line)
        # Python also reads NaN and half surrogate pairs, which could not be printed again.
        json.dumps(row, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):
        return {"id": None, "error": f"line {number} is not JSON"}
    if not isinstance(row, dict):
        return {"id": None, "error": f'line {number} is not an object {{"id": …, "question": …}}'}
    question = row.get("question")
    if not isinstance(question, str) or not question.strip():
        return {"id": row.get("id"), "error": f'line {number} has no text under "question"'}
    try:
        return {"id": row.get("id")} | answer_record(question, ask)
    except FilterError as error:
        return {"id": row.get("id"), "question": question, "error": str(error)}


def answer_record(question: str, ask: Ask) -> dict[str, Any]:
    """Ask, and everything about the outcome in plain JSON values. Offsets are characters of stored texts."""
    start = time.perf_counter()
    outcome = ask(question)
    seconds = time.perf_counter() - start
    return {
        "question": outcome.question,
        "found": isinstance(outcome, Answer),
        "answer": outcome.text if isinstance(outcome, Answer) else "",
        "confidence": round(outcome.confidence, 4),
        "citations": [_citation(one) for one in outcome.sentences] if isinstance(outcome, Answer) else [],
        "passages": [_passage(one) for one in outcome.passages],
        "seconds": round(seconds, 4),
    }


def _citation(sentence: CitedSentence) -> dict[str, Any]:
    article = sentence.article
    return {
        "article_id": article.article_id,
        "title": article.title,
        "url": article.url,
        "date": article.day.isoformat() if article.day else None,
        "start": sentence.span.start,
        "end": sentence.span.end,
        "text": sentence.text,
    }


def _passage(found: RankedPassage) -> dict[str, Any]:
    return {
        "article_id": found.article.article_id,
        "start": found.passage.span.start,
        "end": found.passage.span.end,
        "text": found.text,
        "score": round(found.score, 4),
    }

"""Answers for scripts: questions as JSON lines in, one JSON object a line out, in order, as it goes."""

import json
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from data.model import Article, Span
from index.answer import Answer, CitedSentence, NoAnswer, RankedPassage
from index.questions import FilterError
from index.sentences import split_sentences
from index.who_said.attribution import (
    Checked,
    NobodySaid,
    Outcome,
    Said,
    Statements,
    UnknownSpeaker,
    WhichSpeaker,
)

_STATEMENTS = 3  # that make the answer
_STATEMENTS_LISTED = 20

Ask = Callable[[str], Answer | NoAnswer]
AskWhoSaid = Callable[[str], Outcome | None]


def nobody_asks_about_speech(question: str) -> None:
    """For where who said what is no matter."""


def answer_lines(
    lines: Iterable[bytes], ask: Ask, ask_who_said: AskWhoSaid = nobody_asks_about_speech
) -> Iterator[str]:
    """One JSON object for each line `{"id", "question"}`; a bad line gives one with `error`."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield json.dumps(_answer_line(number, line, ask, ask_who_said), ensure_ascii=False)


def _answer_line(number: int, line: bytes, ask: Ask, ask_who_said: AskWhoSaid) -> dict[str, Any]:
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
        return {"id": row.get("id")} | answer_record(question, ask, ask_who_said)
    except FilterError as error:
        return {"id": row.get("id"), "question": question, "error": str(error)}


def answer_record(
    question: str, ask: Ask, ask_who_said: AskWhoSaid = nobody_asks_about_speech
) -> dict[str, Any]:
    """Ask, and everything about the outcome in plain JSON values. Offsets are characters of stored texts.

    What `ask_who_said` knows of a question about speech decides whether it is answered, save where it knows
    nobody of that name, or nobody who said so: other sentences may tell. So they may where it would ask which
    of several people is meant, for a script cannot be asked. Statements are shown behind the sentence that
    answers best as any question is answered.
    """
    start = time.perf_counter()
    outcome = ask(question)
    speech = ask_who_said(question)
    record = _record(outcome, time.perf_counter() - start)
    if speech is None or isinstance(speech, NobodySaid | UnknownSpeaker | WhichSpeaker):
        return record
    return record | _speech_record(speech, outcome)


def _speech_record(outcome: Outcome, general: Answer | NoAnswer) -> dict[str, Any]:
    said = outcome.said if isinstance(outcome, Statements | Checked) else ()
    best = general.sentences[:1] if isinstance(general, Answer) and isinstance(outcome, Statements) else ()
    shown = _apart(
        [
            *((one.article, one.span) for one in best if said),
            *((one.article, _sentences_of(one)) for one in said),
        ]
    )[:_STATEMENTS]
    return {
        "found": bool(said),
        "answer": " ".join(dict.fromkeys(span.of(article.text) for article, span in shown)),
        "confidence": round(max(general.confidence, min(said[0].score, 1.0)), 4) if said else 0.0,
        "citations": [_cited(article, span) for article, span in shown],
        "statements": [_statement(one) for one in said[:_STATEMENTS_LISTED]],
    }


def _apart(places: Iterable[tuple[Article, Span]]) -> list[tuple[Article, Span]]:
    """Those places that have nothing in common with one before."""
    apart: list[tuple[Article, Span]] = []
    for article, span in places:
        if not any(
            other.key == article.key and known.start < span.end and span.start < known.end
            for other, known in apart
        ):
            apart.append((article, span))
    return apart


def _sentences_of(one: Said) -> Span:
    """From the beginning of the sentence in which the words begin to the end of that in which they end."""
    around = [
        span
        for span in split_sentences(one.article.text)
        if span.start < one.statement.span.end and one.statement.span.start < span.end
    ]
    return Span(around[0].start, around[-1].end) if around else one.statement.span


def _statement(one: Said) -> dict[str, Any]:
    text, found = one.article.text, one.statement.attribution
    return {
        "speaker_name": one.person.name,
        "role": one.role,
        "sure": one.sure,
        "kind": found.kind.value,
        "article_id": one.article.article_id,
        "also_in": [source.article.article_id for source in one.sources[1:]],
        "parts": [{"start": span.start, "end": span.end, "text": span.of(text)} for span in found.content],
    }


def _record(outcome: Answer | NoAnswer, seconds: float) -> dict[str, Any]:
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
    return _cited(sentence.article, sentence.span)


def _cited(article: Article, span: Span) -> dict[str, Any]:
    return {
        "article_id": article.article_id,
        "title": article.title,
        "url": article.url,
        "date": article.day.isoformat() if article.day else None,
        "start": span.start,
        "end": span.end,
        "text": span.of(article.text),
    }


def _passage(found: RankedPassage) -> dict[str, Any]:
    return {
        "article_id": found.article.article_id,
        "start": found.passage.span.start,
        "end": found.passage.span.end,
        "text": found.text,
        "score": round(found.score, 4),
    }

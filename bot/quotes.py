"""Who said what from the command line: for people to read, and every statement as JSON lines or CSV."""

import csv
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any, TextIO

from bot import wording_speech
from bot.markup import one_line
from bot.render import Reply, say
from bot.render_speech import PAGE, render_statements
from bot.who_said import heading_over, refusal
from data.cleaning import visible
from data.errors import NewsdeskError
from data.model import Article, Filters
from data.statements import Statement
from data.store import Store
from index.newsroom import Newsroom
from index.who_said.attribution import (
    NeverSaid,
    NobodySaid,
    Said,
    Statements,
    UnknownSpeaker,
    WhichSpeaker,
    newest,
)
from index.who_said.lookup import distinct_labels
from index.who_said.speech_questions import what_was_said, who_said

_NEWEST = 100  # statements shown where neither a speaker nor a topic is given
STDOUT = "-"
FIELDS = ("article_id", "start", "end", "quote", "speaker", "speaker_name", "cue", "kind")


class ExportError(NewsdeskError):
    """The file cannot be written. The message names it and says why."""


def listed(room: Newsroom, speaker: str, about: str, filters: Filters, today: date) -> Iterator[Reply]:
    """The statements of a speaker, or on a topic, or the newest, page by page; or one refusal."""
    if not speaker and not about:
        found = newest(room.desk, room.people.now(), filters, _NEWEST + 1)
        yield from _pages("", found[:_NEWEST], wording_speech.nobody_quoted("", filters))
        if len(found) > _NEWEST:
            yield say(wording_speech.newest_only(_NEWEST))
        return
    question = what_was_said(speaker, about, filters, today) if speaker else who_said(about, filters)
    outcome = room.answer_speech(question)
    match outcome:
        case Statements(said=said, people=people):
            names = ", ".join(dict.fromkeys(one.name for one in people)) or wording_speech.STATEMENTS
            yield from _pages(heading_over(outcome, names), said)
        case NeverSaid():
            yield say(refusal(outcome))
        case WhichSpeaker(people=people):
            yield say("\n".join([wording_speech.WHICH_ONE, *distinct_labels(people)]))
        case UnknownSpeaker(closest=closest):
            text = wording_speech.unknown_speaker(one_line(speaker, 60), bool(closest))
            yield say("\n".join([text, *distinct_labels(closest)]))
        case NobodySaid():
            yield say(wording_speech.nobody_said(one_line(about, 200)))


def _pages(heading: str, said: Sequence[Said], nothing: str = "") -> Iterator[Reply]:
    if not said:
        yield say(nothing)
    for page in range(-(-len(said) // PAGE)):
        yield render_statements(heading if page == 0 else "", said, page, 0)


def export(store: Store, path: Path, as_csv: bool) -> int:
    """Write every contiguous stretch of attributed words as a line. Returns how many there are.

    Raises ExportError."""
    if str(path) == STDOUT:
        return write_rows(sys.stdout, export_rows(store), as_csv)
    try:
        with path.open("w", encoding="utf-8", newline="" if as_csv else None) as file:
            return write_rows(file, export_rows(store), as_csv)
    except OSError as error:
        raise ExportError(f"{path} cannot be written: {error.strerror}.") from error


def describe_reports(store: Store) -> str:
    """What readers have reported as wrong, a line each. It is corrected in the conversation, by /reports."""
    reports = store.statements.reports()
    articles = store.articles_by_key({one.statement.article_key for one in reports})
    lines = []
    for one in reports:
        article = articles[one.statement.article_key]
        words = one_line(one.statement.span.of(article.text), 200)
        lines.append(
            f"{one.times}×  {visible(article.article_id)}  {one.statement.attribution.speaker_name}: {words}"
        )
    return "\n".join(lines) or wording_speech.NO_REPORTS


def write_rows(file: TextIO, rows: Iterator[dict[str, Any]], as_csv: bool) -> int:
    """Write rows as JSON lines or as CSV with a heading. Returns how many there are."""
    table = csv.DictWriter(file, FIELDS)
    if as_csv:
        table.writeheader()
    number = 0
    for row in rows:
        number += 1
        if as_csv:
            table.writerow(row)
        else:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return number


def export_rows(store: Store) -> Iterator[dict[str, Any]]:
    """A row for each contiguous span of each statement, articles in the order in which they came; articles of
    the same text have rows each."""
    for owner, statements in groupby(store.statements.every(), lambda one: one.article_key):
        bearers = store.bearers([owner], Filters()).get(owner, ())
        said = list(statements)
        for article in bearers:
            for statement in said:
                yield from _rows_of(article, statement)


def _rows_of(article: Article, statement: Statement) -> Iterator[dict[str, Any]]:
    found, text = statement.attribution, article.text
    for span in found.content:
        yield {
            "article_id": article.article_id,
            "start": span.start,
            "end": span.end,
            "quote": span.of(text),
            "speaker": found.speaker.of(text) if found.speaker else "",
            "speaker_name": found.speaker_name,
            "cue": found.cue.of(text) if found.cue else "",
            "kind": found.kind.value,
        }

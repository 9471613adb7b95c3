"""The question set about who said what: the articles it is asked over, and whether an outcome is right.

A case names the speaker and a fragment of the words that have to come, or says that nothing may.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from data.model import Entry, Filters
from index.newsroom import Newsroom
from index.who_said.attribution import Checked, NeverSaid, Outcome, Said, Statements, WhichSpeaker
from index.who_said.name_forms import words_of
from index.who_said.speech_questions import read_speech_question, what_was_said, who_said

CASES = Path(__file__).parent / "cases"
TODAY = date(2026, 11, 24)
PAGE = 5  # what a reader sees at first

Case = dict[str, Any]


def invented_articles() -> list[Entry]:
    """The articles written for the question set: aliases, two Smiths, pronouns, contradictions."""
    return [
        Entry(
            "cases",
            row["id"],
            row["text"],
            title=row["title"],
            source=row["source"],
            url=row["url"],
            published=datetime.fromisoformat(row["date"]).replace(tzinfo=UTC),
        )
        for row in _rows("who_said_articles.jsonl")
    ]


def questions() -> list[Case]:
    """All cases, in order."""
    return list(_rows("who_said_questions.jsonl"))


def _rows(name: str) -> Iterator[Case]:
    with (CASES / name).open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def ask(room: Newsroom, case: Case) -> Outcome | None:
    """The outcome of a case's question, after those that were asked before it."""
    before = ""
    for earlier in case.get("after", ()):
        outcome = _outcome(room, earlier, before)
        if isinstance(outcome, Statements | NeverSaid) and outcome.people:
            before = outcome.people[0].identity
    return _outcome(room, case["question"], before)


def _outcome(room: Newsroom, text: str, before: str) -> Outcome | None:
    if text.startswith("/who "):
        question = who_said(text.removeprefix("/who "), Filters())
    elif text.startswith("/quotes "):
        name, _, about = text.removeprefix("/quotes ").partition(" about ")
        question = what_was_said(name, about, Filters(), TODAY)
    else:
        read = read_speech_question(text, TODAY, room.outlets())
        if read is None:
            return None
        question = read
    return room.answer_speech(question, before)


def is_right(case: Case, outcome: Outcome | None) -> bool:
    """Whether the outcome is what the case asks for."""
    match outcome:
        case Statements(said=said):
            return "words" in case and _has_words(case, said)
        case WhichSpeaker(people=people):
            return sorted(case.get("which", ())) == sorted(one.name for one in people)
        case Checked(said=said, others=others):
            return case.get("verdict") == _verdict(said, others) and _by(case, said)
    return bool(case.get("refused"))


def shows_statements(outcome: Outcome | None) -> bool:
    """Whether the outcome puts words into somebody's mouth, so that it is no refusal."""
    return isinstance(outcome, Statements) or (isinstance(outcome, Checked) and bool(outcome.said))


def is_negative(case: Case) -> bool:
    """Whether nothing may be shown."""
    return bool(case.get("refused")) or case.get("verdict") == "absent"


def _verdict(said: Sequence[Said], others: bool) -> str:
    if not said or said[0].compared is None:
        return "absent"
    return "other" if others else "exact" if said[0].compared.exact else "near"


def _by(case: Case, said: Sequence[Said]) -> bool:
    return "speaker" not in case or any(_is_called(one, case["speaker"]) for one in said)


def _has_words(case: Case, said: Sequence[Said]) -> bool:
    """A question for the speaker is right with the right words first; one for words with them on the page."""
    first = said[:1] if case["question"].lower().startswith(("who ", "/who ")) else said[:PAGE]
    shown = " ".join(_words(one) for one in said)
    if any(unwanted in shown for unwanted in case.get("without", ())):
        return False
    return any(
        case["words"] in _words(one)
        and _is_called(one, case["speaker"])
        and len(one.sources) >= case.get("sources", 1)
        for one in first
    )


def _words(one: Said) -> str:
    return " ".join(span.of(one.article.text) for span in one.statement.attribution.content)


def _is_called(one: Said, name: str) -> bool:
    """Whether this is the speaker, by a longer or shorter form of the name."""
    asked, known = set(words_of(name)), set(words_of(one.person.name))
    return bool(asked and known) and (asked <= known or known <= asked)

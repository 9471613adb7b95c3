"""All SQL about who said what. Decides nothing about language; knows no models and no indexes.

Statements live and die with their article's text. What people report and what administrators correct is kept
under the article's identity and the hash of the words, so that it holds when the article comes in anew.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import sqlalchemy as sa

from data.model import Attribution, Span, SpeechKind
from data.schema import article, correction, counter, report, statement

_PAIRS = np.dtype("<i4")
_BATCH = 500  # values in one IN (...): well under SQLite's limit on variables


@dataclass(frozen=True, slots=True)
class Statement:
    """Attributed words of a stored article, corrections applied.

    `corrected`: an administrator has said whose words they are. `words_hash` names the words across
    ingestions. A statement that an administrator has struck out has no speaker name and is not listed.
    """

    key: int
    article_key: int
    attribution: Attribution
    words_hash: str
    corrected: bool

    @property
    def span(self) -> Span:
        """From the first character of the words to the last, what stands between their parts included."""
        return Span(self.attribution.content[0].start, self.attribution.content[-1].end)


@dataclass(frozen=True, slots=True)
class Naming:
    """A name with a role as articles give them, and how many statements they have."""

    name: str
    role: str
    statements: int


@dataclass(frozen=True, slots=True)
class Report:
    """A statement of which readers said that the speaker is wrong, and how often they did."""

    statement: Statement
    times: int


def hash_of_words(text: str, content: Sequence[Span]) -> str:
    """The identity of a statement's words within their article, whatever stands around them."""
    words = " ".join(" ".join(span.of(text).split()) for span in content)
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


# Written together with the article, on its transaction's connection


def write_statements(
    connection: sa.Connection, article_key: int, text: str, attributions: Sequence[Attribution]
) -> None:
    """Replace the statements of an article."""
    connection.execute(sa.delete(statement).where(statement.c.article_key == article_key))
    rows = [_row(article_key, position, text, one) for position, one in enumerate(attributions)]
    if rows:
        connection.execute(sa.insert(statement), rows)


def hand_over_statements(connection: sa.Connection, old: int, heir: int | None) -> None:
    """Before an article loses its text: they go to the article that inherits it, corrections too, or away."""
    mine = statement.c.article_key == old
    if heir is not None:
        connection.execute(sa.update(statement).where(mine).values(article_key=heir))
        _copy_corrections(connection, old, heir)
    connection.execute(sa.delete(statement).where(mine))


def _copy_corrections(connection: sa.Connection, old: int, heir: int) -> None:
    identity = (article.c.collection, article.c.article_id)
    mine = sa.select(*identity).where(article.c.key == old).subquery()
    its = sa.select(*identity).where(article.c.key == heir).subquery()
    kept = sa.select(
        its.c.collection,
        its.c.article_id,
        correction.c.words_hash,
        correction.c.speaker_name,
        correction.c.role,
        correction.c.corrected,
    ).select_from(
        correction.join(
            mine,
            sa.and_(
                correction.c.collection == mine.c.collection, correction.c.article_id == mine.c.article_id
            ),
        ).join(its, sa.true())
    )
    names = [column.name for column in correction.columns]
    connection.execute(sa.insert(correction).prefix_with("OR IGNORE").from_select(names, kept))


def _row(article_key: int, position: int, text: str, one: Attribution) -> dict[str, Any]:
    return {
        "article_key": article_key,
        "position": position,
        "content": np.array([(span.start, span.end) for span in one.content], _PAIRS).tobytes(),
        "kind": one.kind.value,
        "cue_start": one.cue.start if one.cue else None,
        "cue_end": one.cue.end if one.cue else None,
        "speaker_start": one.speaker.start if one.speaker else None,
        "speaker_end": one.speaker.end if one.speaker else None,
        "speaker_name": one.speaker_name,
        "role": one.role,
        "certainty": one.certainty,
        "words_hash": hash_of_words(text, one.content),
    }


# Reading


_corrected_here = sa.and_(
    correction.c.collection == article.c.collection,
    correction.c.article_id == article.c.article_id,
    correction.c.words_hash == statement.c.words_hash,
)
_reported_here = sa.and_(
    report.c.collection == article.c.collection,
    report.c.article_id == article.c.article_id,
    report.c.words_hash == statement.c.words_hash,
)
_name = sa.func.coalesce(correction.c.speaker_name, statement.c.speaker_name)
_role = sa.func.coalesce(correction.c.role, statement.c.role)
_with_corrections = statement.join(article, article.c.key == statement.c.article_key).outerjoin(
    correction, _corrected_here
)
_statements = sa.select(
    statement,
    _name.label("name"),
    _role.label("known_role"),
    correction.c.corrected,
).select_from(_with_corrections)
_is_struck_out = sa.and_(correction.c.corrected.is_not(None), _name == "")


class StatementStore:
    """The statements of one home. Shares the database, and the safety, of its `Store`."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def of_articles(self, article_keys: Iterable[int]) -> list[Statement]:
        """The statements of these articles, each article's in the order of its text."""
        ordered = _statements.where(sa.not_(_is_struck_out)).order_by(
            statement.c.article_key, statement.c.position
        )
        return [_to_statement(row) for row in self._select_in(ordered, statement.c.article_key, article_keys)]

    def of_speakers(self, names: Iterable[str]) -> list[Statement]:
        """The statements whose speaker an article, or a correction, gives one of these names."""
        found: dict[int, Statement] = {}
        for chunk in _chunks(names):
            for column in (statement.c.speaker_name, correction.c.speaker_name):  # each has its index
                for row in self._rows(_statements.where(column.in_(chunk), _name.in_(chunk))):
                    found[row.key] = _to_statement(row)
        return sorted(found.values(), key=lambda one: one.key)

    def with_words(self, words_hash: str) -> list[Statement]:
        """The statements of these very words, in whichever article, struck out or not."""
        query = _statements.where(statement.c.words_hash == words_hash).order_by(statement.c.key)
        return [_to_statement(row) for row in self._rows(query)]

    def at(self, article_key: int, span: Span) -> Statement | None:
        """The statement whose words begin and end there, struck out or not."""
        rows = self._rows(_statements.where(statement.c.article_key == article_key))
        return next((one for one in map(_to_statement, rows) if one.span == span), None)

    def namings(self) -> list[Naming]:
        """Every name with every role that it has, most statements first."""
        count = sa.func.count().label("statements")
        query = (
            sa.select(_name.label("name"), _role.label("known_role"), count)
            .select_from(_with_corrections)
            .where(_name != "")
            .group_by(_name, _role)
            .order_by(count.desc(), _name, _role)
        )
        return [Naming(row.name, row.known_role, row.statements) for row in self._rows(query)]

    def every(self) -> Iterator[Statement]:
        """All statements, in the order in which their articles came."""
        keys = self._rows(sa.select(statement.c.article_key).distinct().order_by(statement.c.article_key))
        for chunk in _chunks(row.article_key for row in keys):
            yield from self.of_articles(chunk)

    def count(self) -> int:
        """How many there are."""
        return self._count(sa.select(sa.func.count()).select_from(statement))

    # Reports and corrections

    def report_speaker(self, one: Statement, now: datetime) -> None:
        """Note that a reader holds the speaker to be wrong."""
        with self._writing() as connection:
            identity = _identity(connection, one)
            same = _matches(report, identity)
            again = sa.update(report).where(same).values(times=report.c.times + 1, reported=now.isoformat())
            if not connection.execute(again).rowcount:
                first = {**identity, "times": 1, "reported": now.isoformat()}
                connection.execute(sa.insert(report).values(first))

    def reports(self) -> list[Report]:
        """What readers have reported and nobody has looked at, most reported first."""
        query = (
            _statements.add_columns(report.c.times)
            .join(report, _reported_here)
            .order_by(report.c.times.desc(), report.c.reported, statement.c.key)
        )
        return [Report(_to_statement(row), row.times) for row in self._rows(query)]

    def correct(self, one: Statement, name: str, role: str, now: datetime) -> None:
        """Say for good whose words these are; an empty name: nobody's. Settles what was reported."""
        with self._writing() as connection:
            identity = _identity(connection, one)
            connection.execute(sa.delete(correction).where(_matches(correction, identity)))
            values = {**identity, "speaker_name": name, "role": role, "corrected": now.isoformat()}
            connection.execute(sa.insert(correction).values(values))
            connection.execute(sa.delete(report).where(_matches(report, identity)))
            # Who is whom is worked out anew at each revision.
            connection.execute(
                sa.update(counter).where(counter.c.name == "revision").values(value=counter.c.value + 1)
            )

    def dismiss_report(self, one: Statement) -> None:
        """Settle a report: the speaker is right as it stands."""
        with self._writing() as connection:
            connection.execute(sa.delete(report).where(_matches(report, _identity(connection, one))))

    # Articles whose statements another version of the extractor found

    def pending(self, version: str, limit: int) -> list[tuple[int, str, str, str]]:
        """(key, text, its hash, language) of articles that this version has not read yet."""
        query = sa.select(article.c.key, article.c.text, article.c.text_hash, article.c.language)
        rows = self._rows(query.where(_unread(version)).order_by(article.c.key).limit(limit))
        return [(row.key, row.text, row.text_hash, row.language) for row in rows]

    def count_pending(self, version: str) -> int:
        """How many articles `pending` would go through."""
        return self._count(sa.select(sa.func.count()).select_from(article).where(_unread(version)))

    def replace(self, batch: Sequence[tuple[int, str, str, Sequence[Attribution]]], version: str) -> None:
        """Give articles new statements: (key, text, its hash, attributions).

        An article whose text has changed in the meantime is left alone.
        """
        with self._writing() as connection:
            for key, text, digest, attributions in batch:
                same_text = sa.and_(article.c.key == key, article.c.text_hash == digest)
                marked = sa.update(article).where(same_text).values(extractor=version)
                if connection.execute(marked).rowcount:
                    write_statements(connection, key, text, attributions)
            connection.execute(
                sa.update(counter).where(counter.c.name == "revision").values(value=counter.c.value + 1)
            )

    def _writing(self) -> Any:
        return self._engine.execution_options(writes=True).begin()

    def _count(self, query: sa.Executable) -> int:
        with self._engine.connect() as connection:
            return int(connection.execute(query).scalar_one())

    def _rows(self, query: sa.Executable) -> Sequence[Any]:
        with self._engine.connect() as connection:
            return connection.execute(query).all()

    def _select_in(
        self, query: sa.Select[Any], column: sa.Column[Any], values: Iterable[Any]
    ) -> Iterator[sa.Row[Any]]:
        for chunk in _chunks(values):
            yield from self._rows(query.where(column.in_(chunk)))


def _unread(version: str) -> sa.ColumnElement[bool]:
    return sa.and_(article.c.removed.is_(None), article.c.same_as.is_(None), article.c.extractor != version)


def _chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    wanted = list(values)
    for start in range(0, len(wanted), _BATCH):
        yield wanted[start : start + _BATCH]


def _identity(connection: sa.Connection, one: Statement) -> dict[str, str]:
    found = sa.select(article.c.collection, article.c.article_id).where(article.c.key == one.article_key)
    row = connection.execute(found).one()
    return {"collection": row.collection, "article_id": row.article_id, "words_hash": one.words_hash}


def _matches(table: sa.Table, identity: dict[str, str]) -> sa.ColumnElement[bool]:
    return sa.and_(*(table.c[name] == value for name, value in identity.items()))


def _to_statement(row: sa.Row[Any]) -> Statement:
    pairs = np.frombuffer(row.content, _PAIRS).reshape(-1, 2).tolist()
    corrected = row.corrected is not None
    found = Attribution(
        content=tuple(Span(start, end) for start, end in pairs),
        kind=SpeechKind(row.kind),
        cue=_span(row.cue_start, row.cue_end),
        speaker=_span(row.speaker_start, row.speaker_end),
        speaker_name=row.name,
        role=row.known_role,
        certainty=1.0 if corrected else row.certainty,
    )
    return Statement(row.key, row.article_key, found, row.words_hash, corrected)


def _span(start: int | None, end: int | None) -> Span | None:
    return None if start is None or end is None else Span(start, end)

"""All SQL about news. Decides nothing about language or retrieval; knows no models and no indexes.

Every change to what can be retrieved raises the revision and stamps the articles it touched, so that a
derived index knows what it has missed (`changes_since`).
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from data import stories
from data.interests import PreparedAlert
from data.model import Article, Attribution, Entry, Filters, Passage, Span, checksum
from data.outbox import Correction, FindAgain, follow_words, story_of, write_alerts, write_corrections
from data.schema import (
    DATABASE_NAME,
    article,
    counter,
    open_database,
    passage,
    passage_vector,
    sentence_vectors,
)
from data.statements import StatementStore, hand_over_statements, write_statements
from data.stories import Likeness, Rival

HalfVectors = npt.NDArray[np.float16]
_SENTENCE_PAIRS = np.dtype("<i4")
_FORGOTTEN = "\0forgotten"  # the collection of tombstones whose articles may come in again
_BATCH = 500  # keys in one IN (...): well under SQLite's limit on variables


@dataclass(frozen=True, slots=True)
class EmbeddedPassage:
    """A passage before it is stored: `vector` has shape (d,), `sentence_vectors` (sentences, d)."""

    sentences: tuple[Span, ...]
    vector: HalfVectors
    sentence_vectors: HalfVectors


@dataclass(frozen=True, slots=True)
class PreparedArticle:
    """An entry with all that ingestion worked out about it. No passages: its text is another article's.

    `extractor` is the version of what found the `attributions`; empty where nothing looked for them.
    `is_news` says that people may be told of it; without, it only fills the archive. `likeness` is what its
    story is found by; without, it is in none.
    `alerts` are for those who are to hear of it, `correction` for those who heard of an earlier text of it;
    `find_again` says where what those were shown is in this text.
    """

    entry: Entry
    language: str
    passages: tuple[EmbeddedPassage, ...]
    attributions: tuple[Attribution, ...] = ()
    extractor: str = ""
    is_news: bool = False
    likeness: Likeness | None = None
    alerts: tuple[PreparedAlert, ...] = ()
    correction: Correction | None = None
    find_again: FindAgain | None = None


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with its article and the vectors of its sentences, shape (sentences, d)."""

    passage: Passage
    article: Article
    sentence_vectors: HalfVectors


@dataclass(frozen=True, slots=True)
class Known:
    """What the store has under an entry's identity."""

    article: Article
    removed: bool


@dataclass(frozen=True, slots=True)
class Change:
    """An article whose passages an index must take anew; `retrievable` false means only drop them."""

    article_key: int
    retrievable: bool


@dataclass(frozen=True, slots=True)
class Status:
    """Counts for people. Removed articles are not counted; days are ISO, empty when nothing has a date."""

    articles: int
    linked: int
    passages: int
    first_day: str
    last_day: str
    last_ingest: str
    database_bytes: int


def text_hash(text: str) -> str:
    """The identity of a text: SHA-256 of its UTF-8 bytes, in hex. Lone surrogates are allowed."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class Store:
    """The database of one home. Safe to use from several threads and several processes at once.

    `statements` are who said what in these articles.
    """

    def __init__(self, home: Path) -> None:
        self._path = home / DATABASE_NAME
        self._engine = open_database(home)
        self.statements = StatementStore(self._engine)

    @property
    def engine(self) -> sa.Engine:
        """For the modules that keep other tables in the same database."""
        return self._engine

    def close(self) -> None:
        """Release the file. The store cannot be used afterwards."""
        self._engine.dispose()

    # Reading articles

    def article(self, key: int) -> Article | None:
        """The article with this key, or None if there is none or it was removed."""
        return self.articles_by_key([key]).get(key)

    def articles_by_key(self, keys: Iterable[int]) -> dict[int, Article]:
        """The articles with these keys; removed ones are missing."""
        return {
            row.key: _to_article(row)
            for row in self._select_in(
                sa.select(article).where(article.c.removed.is_(None)), article.c.key, keys
            )
        }

    def find_by_id(self, article_id: str) -> list[Article]:
        """The articles that carry this id, one for each collection that has it."""
        query = sa.select(article).where(article.c.article_id == article_id, article.c.removed.is_(None))
        return [_to_article(row) for row in self._rows(query)]

    def shown_for(self, keys: Iterable[int], filters: Filters) -> dict[int, Article]:
        """For each article that holds passages the one to cite them from: itself, or where the filters keep
        it out, the first with the same text that they let through."""
        if not filters:
            return self.articles_by_key(keys)
        holder = sa.func.coalesce(article.c.same_as, article.c.key)
        query = sa.select(article).where(article.c.removed.is_(None), *_conditions(filters))
        holders_first = query.order_by(article.c.same_as.is_not(None), article.c.key)
        shown: dict[int, Article] = {}
        for row in self._select_in(holders_first, holder, keys):
            shown.setdefault(row.same_as or row.key, _to_article(row))
        return shown

    def latest(self, limit: int, offset: int = 0, filters: Filters | None = None) -> list[Article]:
        """Articles newest first, undated ones last; of those with one text only the first that the filters
        let through."""
        query = sa.select(article).where(article.c.removed.is_(None), *_shown_once(filters or Filters()))
        ordered = query.order_by(article.c.day.desc().nulls_last(), article.c.key.desc())
        return [_to_article(row) for row in self._rows(ordered.limit(limit).offset(offset))]

    def listed(self, limit: int, collection: str | None = None) -> list[Article]:
        """All articles, or those of a collection, newest first, undated ones last."""
        query = sa.select(article).where(article.c.removed.is_(None))
        if collection is not None:
            query = query.where(article.c.collection == collection)
        ordered = query.order_by(article.c.day.desc().nulls_last(), article.c.key.desc())
        return [_to_article(row) for row in self._rows(ordered.limit(limit))]

    def titles(self) -> list[tuple[int, str]]:
        """Key and title of every article that `latest` would list, in its order."""
        query = sa.select(article.c.key, article.c.title).where(
            article.c.removed.is_(None), article.c.same_as.is_(None)
        )
        newest_first = query.order_by(article.c.day.desc().nulls_last(), article.c.key.desc())
        return [(row.key, row.title) for row in self._rows(newest_first)]

    def all_articles(self) -> Iterator[Article]:
        """Every article that was not removed, linked ones too, in the order in which they came."""
        last = 0
        while True:
            query = sa.select(article).where(article.c.removed.is_(None), article.c.key > last)
            rows = self._rows(query.order_by(article.c.key).limit(_BATCH))
            if not rows:
                return
            yield from map(_to_article, rows)
            last = rows[-1].key

    def sources(self) -> list[tuple[str, int]]:
        """Every outlet with how many articles it has, most first."""
        count = sa.func.count().label("count")
        query = (
            sa.select(article.c.source, count)
            .where(article.c.removed.is_(None), article.c.source != "")
            .group_by(article.c.source)
            .order_by(count.desc(), article.c.source)
        )
        return [(row[0], row[1]) for row in self._rows(query)]

    def collections(self) -> list[tuple[str, int]]:
        """Every collection with how many articles it has."""
        query = (
            sa.select(article.c.collection, sa.func.count().label("count"))
            .where(article.c.removed.is_(None))
            .group_by(article.c.collection)
            .order_by(article.c.collection)
        )
        return [(row[0], row[1]) for row in self._rows(query)]

    def count_since(self, collection: str, day: date) -> int:
        """How many articles of a collection are of this day or later; without a date, by when they came."""
        dated = sa.func.coalesce(article.c.day, sa.func.substr(article.c.ingested, 1, 10))
        query = sa.select(sa.func.count()).where(
            article.c.removed.is_(None), article.c.collection == collection, dated >= day.isoformat()
        )
        return int(self._scalar(query))

    def keys_of_collection(self, collection: str) -> list[int]:
        """The articles of one collection."""
        query = sa.select(article.c.key).where(
            article.c.removed.is_(None), article.c.collection == collection
        )
        return [row.key for row in self._rows(query.order_by(article.c.key))]

    def is_untouched(self) -> bool:
        """Whether nothing was ever stored here; a home whose articles were all removed is not untouched."""
        return not self._rows(sa.select(article.c.key).limit(1))

    def is_dated(self) -> bool:
        """Whether any article says when it was published."""
        return bool(self._rows(sa.select(article.c.key).where(article.c.day.is_not(None)).limit(1)))

    def article_keys(self, filters: Filters) -> set[int]:
        """Keys of the articles whose passages a search under these filters may see.

        The passages of identical texts are kept under one of them, so that one's key stands for all.
        """
        owner = sa.func.coalesce(article.c.same_as, article.c.key).label("owner")
        query = sa.select(owner).where(article.c.removed.is_(None), *_conditions(filters))
        return {row.owner for row in self._rows(query)}

    def bearers(self, owners: Iterable[int], filters: Filters) -> dict[int, list[Article]]:
        """For each of these articles the ones under these filters that bear its very text, itself included,
        in the order in which they came."""
        query = sa.select(article).where(article.c.removed.is_(None), *_conditions(filters))
        keys = list(owners)
        found: dict[int, list[Article]] = {}
        for column in (article.c.key, article.c.same_as):
            for row in self._select_in(query.order_by(article.c.key), column, keys):
                found.setdefault(row.same_as or row.key, []).append(_to_article(row))
        return found

    def status(self) -> Status:
        """How much there is, and from when."""
        counts = sa.select(
            sa.func.count().label("articles"),
            sa.func.count(article.c.same_as).label("linked"),
            sa.func.coalesce(sa.func.min(article.c.day), "").label("first_day"),
            sa.func.coalesce(sa.func.max(article.c.day), "").label("last_day"),
        ).where(article.c.removed.is_(None))
        row = self._rows(counts)[0]
        latest = sa.func.max(sa.func.coalesce(article.c.updated, article.c.ingested))
        return Status(
            articles=row.articles,
            linked=row.linked,
            passages=self._scalar(sa.select(sa.func.count()).select_from(passage)),
            first_day=row.first_day,
            last_day=row.last_day,
            last_ingest=self._scalar(sa.select(latest)) or "",
            database_bytes=self._path.stat().st_size,
        )

    # Reading passages and vectors

    def passages(self, keys: Iterable[int]) -> dict[int, Passage]:
        """The passages with these keys; replaced and removed ones are missing."""
        return {row.key: _to_passage(row) for row in self._select_in(sa.select(passage), passage.c.key, keys)}

    def passages_of(self, article_keys: Iterable[int]) -> list[Passage]:
        """The passages of these articles, each article's in reading order."""
        query = sa.select(passage).order_by(passage.c.article_key, passage.c.position)
        return [_to_passage(row) for row in self._select_in(query, passage.c.article_key, article_keys)]

    def sentence_vectors(self, keys: Iterable[int]) -> dict[int, HalfVectors]:
        """For each passage the vectors of its sentences, shape (sentences, d)."""
        return {key: one.sentence_vectors for key, one in self.passages_to_read(keys).items()}

    def passages_to_read(self, keys: Iterable[int]) -> dict[int, StoredPassage]:
        """All that reading the passages with these keys takes; replaced and removed ones are missing."""
        articles: dict[int, Article] = {}  # made once, though several of its passages may be asked for
        found = {}
        for row in self._select_in(_PASSAGE_TO_READ, passage.c.key, keys):
            key = row.article_key
            if key not in articles:
                articles[key] = replace(_to_article(row), key=key)  # the row's own key is the passage's
            one = _to_passage(row)
            vectors = np.frombuffer(row.vectors, np.float16).reshape(len(one.sentences), -1)
            found[one.key] = StoredPassage(one, articles[key], vectors)
        return found

    def passage_vectors(self, article_keys: Iterable[int] | None = None) -> Iterator[tuple[int, int, bytes]]:
        """(passage key, article key, float16 vector) of all retrievable passages, or of some articles'."""
        query = (
            sa.select(passage.c.key, passage.c.article_key, passage_vector.c.vector)
            .join(passage_vector, passage_vector.c.passage_key == passage.c.key)
            .order_by(passage.c.key)
        )
        if article_keys is None:
            with self._engine.connect() as connection:
                yield from (
                    tuple(row) for row in connection.execution_options(yield_per=10_000).execute(query)
                )
            return
        yield from (tuple(row) for row in self._select_in(query, passage.c.article_key, article_keys))

    def some_passage_vectors(self, most: int, encoder: str) -> list[bytes]:
        """At most so many float16 vectors by this model, of passages from the oldest to the newest."""
        newest = int(self._scalar(sa.select(sa.func.max(passage_vector.c.passage_key))) or 0)
        query = (
            sa.select(passage_vector.c.vector)
            .join(passage, passage.c.key == passage_vector.c.passage_key)
            .join(article, article.c.key == passage.c.article_key)
            .where(article.c.encoder == encoder)
        )
        wanted = range(newest, 0, -(newest // most + 1))
        return [row.vector for row in self._select_in(query, passage_vector.c.passage_key, wanted)]

    def holder_of(self, text: str) -> int | None:
        """The key of the article that holds the passages and statements of this text."""
        holder = sa.select(article.c.key).where(
            article.c.text_hash == text_hash(text), article.c.removed.is_(None), article.c.same_as.is_(None)
        )
        key = self._scalar(holder.order_by(article.c.key).limit(1))
        return None if key is None else int(key)

    def embedded_passages(self, article_keys: Iterable[int]) -> dict[int, list[EmbeddedPassage]]:
        """The passages of these articles with all their vectors, in reading order."""
        keys = list(article_keys)
        passages = self.passages_of(keys)
        vectors = {key: vector for key, _, vector in self.passage_vectors(keys)}
        of_sentences = self.sentence_vectors(vectors)
        found: dict[int, list[EmbeddedPassage]] = {}
        for one in passages:
            vector = np.frombuffer(vectors[one.key], np.float16)
            embedded = EmbeddedPassage(one.sentences, vector, of_sentences[one.key])
            found.setdefault(one.article_key, []).append(embedded)
        return found

    def revision(self) -> int:
        """The number of the latest change."""
        return int(self._scalar(sa.select(counter.c.value).where(counter.c.name == "revision")))

    def origin(self) -> int:
        """A number that only this database and its copies have; 0 if it was made before there was one."""
        return int(self._scalar(sa.select(counter.c.value).where(counter.c.name == "origin")) or 0)

    def changes_since(self, revision: int, encoder: str) -> list[Change]:
        """What an index at `revision` has to drop and, where it is still retrievable, to take anew.

        Articles whose vectors come from another model than `encoder` do not count as retrievable.
        """
        query = sa.select(article.c.key, article.c.removed, article.c.same_as, article.c.encoder)
        return [
            Change(row.key, row.removed is None and row.same_as is None and row.encoder == encoder)
            for row in self._rows(query.where(article.c.revision > revision).order_by(article.c.key))
        ]

    # Writing

    def known(self, entries: Sequence[Entry]) -> dict[tuple[str, str], Known]:
        """What is stored, or was removed, under the identities of these entries."""
        by_collection: dict[str, list[str]] = {}
        for entry in entries:
            by_collection.setdefault(entry.collection, []).append(entry.article_id)
        found: dict[tuple[str, str], Known] = {}
        for collection, ids in by_collection.items():
            query = sa.select(article).where(article.c.collection == collection)
            for row in self._select_in(query, article.c.article_id, ids):
                found[collection, row.article_id] = Known(_to_article(row), row.removed is not None)
        return found

    def stored_texts(self, hashes: Iterable[str]) -> dict[str, tuple[str, str]]:
        """For each of these text hashes that is retrievable, the identity of the article that holds it."""
        query = sa.select(article.c.text_hash, article.c.collection, article.c.article_id).where(
            article.c.removed.is_(None), article.c.same_as.is_(None)
        )
        rows = self._select_in(query, article.c.text_hash, hashes)
        return {row.text_hash: (row.collection, row.article_id) for row in rows}

    def save(self, batch: Sequence[PreparedArticle], encoder: str, now: datetime) -> int:
        """Store new articles and replace changed ones, with their alerts, all or nothing. Returns how many
        messages are to be sent for them."""
        with self._change() as (connection, revision):
            return sum(self._save_one(connection, revision, prepared, encoder, now) for prepared in batch)

    def pending(self, encoder: str, limit: int) -> list[Article]:
        """Articles that want passages and vectors by this model, because others or none made them."""
        query = sa.select(article).where(
            article.c.removed.is_(None), article.c.same_as.is_(None), article.c.encoder != encoder
        )
        return [_to_article(row) for row in self._rows(query.order_by(article.c.key).limit(limit))]

    def count_pending(self, encoder: str) -> int:
        """How many articles `pending` would go through."""
        query = sa.select(sa.func.count()).where(
            article.c.removed.is_(None), article.c.same_as.is_(None), article.c.encoder != encoder
        )
        return int(self._scalar(query))

    def replace_passages(
        self, batch: Mapping[int, tuple[str, Sequence[EmbeddedPassage]]], encoder: str
    ) -> None:
        """Give articles new passages: article key → (hash of the text they were made from, passages).

        An article whose text has changed in the meantime is left alone.
        """
        with self._change() as (connection, revision):
            for key, (made_from, passages) in batch.items():
                values = {"encoder": encoder, "revision": revision}
                same_text = sa.and_(article.c.key == key, article.c.text_hash == made_from)
                if connection.execute(sa.update(article).where(same_text).values(values)).rowcount:
                    _write_passages(connection, key, passages)

    def remove(self, keys: Iterable[int], now: datetime) -> int:
        """Erase articles, leaving tombstones so that they stay away. Returns how many there were."""
        removed = 0
        with self._change() as (connection, revision):
            for key in keys:
                removed += self._remove_one(connection, revision, key, now)
        return removed

    def forget_removal(self, article_ids: Iterable[str]) -> int:
        """Let removed articles with these ids in again when their source offers them next.

        Their tombstones stay, under identities that no source gives, for indexes that have yet to hear of
        the removal.
        """
        with self._change() as (connection, _):
            tombstones = sa.and_(
                article.c.removed.is_not(None),
                article.c.collection != _FORGOTTEN,
                article.c.article_id.in_(list(article_ids)),
            )
            nobody = {"collection": _FORGOTTEN, "article_id": sa.cast(article.c.key, sa.Text)}
            return connection.execute(sa.update(article).where(tombstones).values(nobody)).rowcount

    def _save_one(
        self, connection: sa.Connection, revision: int, prepared: PreparedArticle, encoder: str, now: datetime
    ) -> int:
        entry, digest = prepared.entry, text_hash(prepared.entry.text)
        old = connection.execute(
            sa.select(article).where(
                article.c.collection == entry.collection, article.c.article_id == entry.article_id
            )
        ).first()
        if old and old.removed:  # while its passages were being made
            return 0
        key = old.key if old else None
        if old and old.text_hash != digest:
            _hand_over_passages(connection, revision, old.key)
        owner = _owner_of(connection, digest, key)
        values = {
            **_given(entry),
            "text": entry.text,
            "text_hash": digest,
            "language": prepared.language,
            "same_as": owner,
            "revision": revision,
        }
        # An heir may have got this very text's passages earlier in the batch: none prepared, none to replace.
        replaces = bool(owner or prepared.passages or old is None or old.text_hash != digest)
        if replaces:
            values["encoder"] = encoder if prepared.passages else ""
            values["extractor"] = "" if owner else prepared.extractor
        if key is None:
            blank = dict.fromkeys(_DESCRIPTIVE, "") | {"ingested": now.isoformat()}
            identity = {"collection": entry.collection, "article_id": entry.article_id}
            result = connection.execute(sa.insert(article).values(blank | identity | values))
            key = int(result.inserted_primary_key[0])  # type: ignore[index]  # an insert of one row has it
        else:
            changed = sa.update(article).where(article.c.key == key)
            connection.execute(changed.values(values | {"updated": now.isoformat()}))
        if replaces:
            _write_passages(connection, key, () if owner else prepared.passages)
            write_statements(connection, key, entry.text, () if owner else prepared.attributions)
        story: int | None = None
        if prepared.likeness:
            before = Rival(old.key, old.text, old.title, _moment(old.published)) if old else None
            story = stories.place(connection, key, prepared.likeness, before).story
        if old and old.text != entry.text and prepared.find_again:
            follow_words(connection, key, old.text, prepared.find_again)
        return _write_outbox(connection, key, story_of(key, owner, story), prepared, now)

    def _remove_one(self, connection: sa.Connection, revision: int, key: int, now: datetime) -> int:
        present = sa.select(article.c.key).where(article.c.key == key, article.c.removed.is_(None))
        if connection.execute(present).first() is None:
            return 0
        _hand_over_passages(connection, revision, key)
        stories.forget(connection, key)
        erased = dict.fromkeys((*_DESCRIPTIVE, "text", "text_hash", "language"), "")
        made = {"same_as": None, "encoder": "", "extractor": ""}
        marks = {"removed": now.isoformat(), "revision": revision, **made}
        connection.execute(sa.update(article).where(article.c.key == key).values(erased | marks))
        return 1

    @contextmanager
    def _change(self) -> Iterator[tuple[sa.Connection, int]]:
        """A writing transaction with the revision that it makes."""
        with self._engine.execution_options(writes=True).begin() as connection:
            raised = sa.update(counter).where(counter.c.name == "revision").values(value=counter.c.value + 1)
            revision = connection.execute(raised.returning(counter.c.value)).scalar_one()
            yield connection, revision

    def _rows(self, query: sa.Select[Any]) -> Sequence[Any]:
        with self._engine.connect() as connection:
            return connection.execute(query).all()

    def _scalar(self, query: sa.Select[Any]) -> Any:
        with self._engine.connect() as connection:
            return connection.execute(query).scalar()

    def _select_in(
        self, query: sa.Select[Any], column: sa.ColumnElement[Any], values: Iterable[Any]
    ) -> Iterator[sa.Row[Any]]:
        wanted = list(values)
        for start in range(0, len(wanted), _BATCH):
            yield from self._rows(query.where(column.in_(wanted[start : start + _BATCH])))


_DESCRIPTIVE = ("title", "source", "url", "author", "caption", "credit")


def _given(entry: Entry) -> dict[str, Any]:
    """What the entry says about itself; what it leaves out keeps its stored value."""
    values: dict[str, Any] = {name: getattr(entry, name) for name in _DESCRIPTIVE if getattr(entry, name)}
    if entry.published:
        values |= {"published": entry.published.isoformat(), "day": entry.published.date().isoformat()}
    return values


def _owner_of(connection: sa.Connection, digest: str, besides: int | None) -> int | None:
    """The article that holds the passages of this text, if another than `besides` does."""
    query = sa.select(article.c.key).where(
        article.c.text_hash == digest,
        article.c.removed.is_(None),
        article.c.same_as.is_(None),
        article.c.key != (besides or 0),
    )
    return connection.execute(query.order_by(article.c.key).limit(1)).scalar()


def _hand_over_passages(connection: sa.Connection, revision: int, key: int) -> None:
    """Before an article loses its text: the first of the articles linked to it becomes their holder."""
    linked = sa.select(article.c.key).where(article.c.same_as == key).order_by(article.c.key)
    heirs = connection.execute(linked).scalars().all()
    if heirs:
        inherit = {
            "same_as": None,
            "revision": revision,
            "encoder": sa.select(article.c.encoder).where(article.c.key == key).scalar_subquery(),
            "extractor": sa.select(article.c.extractor).where(article.c.key == key).scalar_subquery(),
        }
        connection.execute(sa.update(article).where(article.c.key == heirs[0]).values(inherit))
        connection.execute(
            sa.update(article).where(article.c.key.in_(heirs[1:])).values(same_as=heirs[0], revision=revision)
        )
        moved = sa.update(passage).where(passage.c.article_key == key)
        connection.execute(moved.values(article_key=heirs[0]))
    hand_over_statements(connection, key, heirs[0] if heirs else None)
    connection.execute(sa.delete(passage).where(passage.c.article_key == key))


def _write_passages(connection: sa.Connection, key: int, passages: Sequence[EmbeddedPassage]) -> None:
    connection.execute(sa.delete(passage).where(passage.c.article_key == key))
    if not passages:
        return
    rows = [
        {"article_key": key, "position": position, "sentences": _pack(one.sentences)}
        for position, one in enumerate(passages)
    ]
    insert = sa.insert(passage).returning(passage.c.key, sort_by_parameter_order=True)
    keys = connection.execute(insert, rows).scalars().all()
    stored = list(zip(keys, passages, strict=True))
    connection.execute(
        sa.insert(passage_vector),
        [{"passage_key": k, "vector": one.vector.astype(np.float16).tobytes()} for k, one in stored],
    )
    connection.execute(
        sa.insert(sentence_vectors),
        [
            {"passage_key": k, "vectors": one.sentence_vectors.astype(np.float16).tobytes()}
            for k, one in stored
        ],
    )


def _write_outbox(
    connection: sa.Connection, key: int, story: int, prepared: PreparedArticle, now: datetime
) -> int:
    text = prepared.entry.text
    checks = [checksum(one.match.span.of(text)) for one in prepared.alerts]
    written = write_alerts(connection, key, story, prepared.alerts, checks, now)
    if prepared.correction:
        check = checksum(prepared.correction.span.of(text))
        written += write_corrections(connection, key, story, prepared.correction, check, now)
    return written


def _conditions(filters: Filters, among: sa.FromClause = article) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if filters.since:
        conditions.append(among.c.day >= filters.since.isoformat())
    if filters.until:
        conditions.append(among.c.day <= filters.until.isoformat())
    if filters.sources:
        folded = [source.casefold() for source in filters.sources]
        conditions.append(sa.func.casefold(among.c.source).in_(folded))
    if filters.article_keys:
        conditions.append(among.c.key.in_(filters.article_keys))
    return conditions


def _shown_once(filters: Filters) -> list[sa.ColumnElement[bool]]:
    """What the filters let through, without a linked article where one with its text goes before it."""
    if not filters:
        return [article.c.same_as.is_(None)]
    other = article.alias("other")
    same_text = sa.or_(other.c.key == article.c.same_as, other.c.same_as == article.c.same_as)
    earlier = sa.select(other.c.key).where(
        other.c.removed.is_(None),
        sa.or_(other.c.same_as.is_(None), other.c.key < article.c.key),
        same_text,
        *_conditions(filters, other),
    )
    return [*_conditions(filters), sa.or_(article.c.same_as.is_(None), ~earlier.exists())]


def _pack(sentences: Sequence[Span]) -> bytes:
    return np.array([(s.start, s.end) for s in sentences], _SENTENCE_PAIRS).tobytes()


_PASSAGE_TO_READ = (
    sa.select(passage, sentence_vectors.c.vectors, *(one for one in article.c if one.name != "key"))
    .join(sentence_vectors, sentence_vectors.c.passage_key == passage.c.key)
    .join(article, article.c.key == passage.c.article_key)
    .where(article.c.removed.is_(None))
)


def _to_passage(row: sa.Row[Any]) -> Passage:
    pairs = np.frombuffer(row.sentences, _SENTENCE_PAIRS).reshape(-1, 2).tolist()
    return Passage(row.key, row.article_key, row.position, tuple(Span(start, end) for start, end in pairs))


def _to_article(row: sa.Row[Any]) -> Article:
    return Article(
        key=row.key,
        collection=row.collection,
        article_id=row.article_id,
        title=row.title,
        text=row.text,
        source=row.source,
        url=row.url,
        author=row.author,
        caption=row.caption,
        credit=row.credit,
        language=row.language,
        published=_moment(row.published),
        ingested=_moment(row.ingested),
        updated=_moment(row.updated),
        same_as=row.same_as,
    )


def _moment(stored: str | None) -> datetime | None:
    return datetime.fromisoformat(stored) if stored else None

"""Which articles tell the same story: the SQL. What makes two texts one story is decided by who calls.

An article is in exactly one story, with the first of which it was found to repeat another. Candidates are
found by fingerprints that texts share; a `Likeness` judges them by their whole texts.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Protocol

import numpy as np
import sqlalchemy as sa

from data.schema import article, counter, fingerprint, story, story_cut, story_member

_HASHES = np.dtype("<i8")
_RIVALS = 8  # candidates whose texts are compared
_BEARERS = 50  # of one fingerprint, the newest: a footer that a thousand articles share says nothing
_FEW_HASHES = 8
_UNFILED = counter.c.name == "unfiled"


class Kind(Enum):
    """What an article is to the story it is in."""

    FIRST = "first"
    COPY = "copy"
    UPDATE = "update"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class Rival:
    """An article that may tell the same story, or an earlier text of the very article."""

    key: int
    text: str
    title: str
    published: datetime | None


@dataclass(frozen=True, slots=True)
class Kinship:
    """That an article repeats another, and how."""

    repeats: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Membership:
    """An article's place: the number of its story, what it is there, and the article that it repeats."""

    story: int
    kind: Kind
    repeats: int | None


class Likeness(Protocol):
    """A text that can be compared with others. `hashes` are fingerprints: signed 64-bit numbers."""

    @property
    def hashes(self) -> Sequence[int]:
        """Texts that share passages share some of these."""
        ...

    def nearest(self, rivals: Sequence[Rival]) -> Kinship | None:
        """The rival that it repeats, if it repeats any."""
        ...


def place(connection: sa.Connection, key: int, likeness: Likeness, before: Rival | None) -> Membership:
    """File an article that was just written. `before` is the text that it had until then.

    As long as it tells what it told before, it stays where it is, and its kind says how it changed.
    """
    old = membership(connection, key)
    kin = likeness.nearest([before]) if before and old else None
    if old and kin:
        found = Membership(old.story, kin.kind, old.repeats)
    else:
        kin = likeness.nearest(_rivals(connection, key, likeness.hashes))
        found = _join(connection, kin) if kin else Membership(_new_story(connection), Kind.FIRST, None)
    _write(connection, key, found, likeness.hashes)
    return found


def membership(connection: sa.Connection, key: int) -> Membership | None:
    """Where an article is filed, None if it is not."""
    row = connection.execute(sa.select(story_member).where(story_member.c.article_key == key)).first()
    return Membership(row.story, Kind(row.kind), row.repeats) if row else None


def forget(connection: sa.Connection, key: int) -> None:
    """Take an article that is being removed out of its story."""
    _drop_hashes(connection, key)
    connection.execute(sa.delete(story_member).where(story_member.c.article_key == key))
    mentioned = sa.or_(story_cut.c.article_key == key, story_cut.c.other_key == key)
    connection.execute(sa.delete(story_cut).where(mentioned))


class Stories:
    """The stories of one home's database."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def of(self, key: int) -> Membership | None:
        """Where an article is filed."""
        with self._engine.connect() as connection:
            return membership(connection, key)

    def members(self, key: int) -> list[int]:
        """The articles that tell the same story as this one, itself too, in the order in which they came."""
        own = sa.select(story_member.c.story).where(story_member.c.article_key == key).scalar_subquery()
        query = sa.select(story_member.c.article_key).where(story_member.c.story == own)
        with self._engine.connect() as connection:
            return list(connection.execute(query.order_by(story_member.c.article_key)).scalars())

    def repetitions(self) -> Iterator[tuple[str, str]]:
        """(id of an article, id of the first article of its story) for each that is not the first."""
        first = sa.select(story_member.c.story, sa.func.min(story_member.c.article_key).label("key"))
        firsts = first.group_by(story_member.c.story).having(sa.func.count() > 1).subquery()
        head = article.alias("head")
        query = (
            sa.select(article.c.article_id, head.c.article_id)
            .join(story_member, story_member.c.article_key == article.c.key)
            .join(firsts, firsts.c.story == story_member.c.story)
            .join(head, head.c.key == firsts.c.key)
            .where(article.c.key != firsts.c.key)
            .order_by(article.c.key)
        )
        with self._engine.connect() as connection:
            yield from (tuple(row) for row in connection.execute(query))

    def separate(self, key: int) -> int:
        """Give an article a story of its own, for good. Returns how many it was with; 0 changes nothing."""
        others = [other for other in self.members(key) if other != key]
        if not others:
            return 0
        with self._engine.execution_options(writes=True).begin() as connection:
            pairs = [{"article_key": key, "other_key": other} for other in others]
            connection.execute(sa.insert(story_cut).prefix_with("OR IGNORE"), pairs)
            alone = {"story": _new_story(connection), "kind": Kind.FIRST.value, "repeats": None}
            connection.execute(sa.update(story_member).where(story_member.c.article_key == key).values(alone))
        return len(others)

    def has_pending(self) -> bool:
        """Whether there are articles from before there were stories that are filed nowhere."""
        with self._engine.connect() as connection:
            return bool(connection.execute(sa.select(counter.c.value).where(_UNFILED)).scalar())

    def file_pending(self, read: Callable[[Rival], Likeness], limit: int) -> None:
        """File so many of these articles."""
        filed = sa.select(story_member.c.article_key)
        query = sa.select(article).where(article.c.removed.is_(None), article.c.key.not_in(filed))
        with self._engine.execution_options(writes=True).begin() as connection:
            rows = connection.execute(query.order_by(article.c.key).limit(limit)).all()
            for row in rows:
                place(connection, row.key, read(_to_rival(row)), None)
            connection.execute(sa.update(counter).where(_UNFILED).values(value=len(rows)))


def _rivals(connection: sa.Connection, key: int, hashes: Sequence[int]) -> list[Rival]:
    """The articles with most fingerprints in common, less those from which this one was cut off."""
    if not hashes:
        return []
    newest = (
        "SELECT article_key FROM fingerprint WHERE hash = h.value ORDER BY article_key DESC LIMIT :bearers"
    )
    counted = sa.text(
        "SELECT f.article_key, count(*) AS shared FROM json_each(:hashes) AS h "
        f"JOIN fingerprint AS f ON f.hash = h.value AND f.article_key IN ({newest}) "
        "WHERE f.article_key != :key GROUP BY f.article_key HAVING shared >= :least "
        "ORDER BY shared DESC, f.article_key LIMIT :rivals"
    )
    given = {
        "hashes": json.dumps(list(hashes)),
        "key": key,
        "least": 1 if len(hashes) < _FEW_HASHES else 2,
        "bearers": _BEARERS,
        "rivals": _RIVALS + 50,
    }
    near = [row.article_key for row in connection.execute(counted, given)]
    cut = _cut_off(connection, key)
    near = [other for other in near if other not in cut][:_RIVALS]
    found = connection.execute(sa.select(article).where(article.c.key.in_(near), article.c.removed.is_(None)))
    return [_to_rival(row) for row in found]


def _cut_off(connection: sa.Connection, key: int) -> set[int]:
    pairs = sa.or_(story_cut.c.article_key == key, story_cut.c.other_key == key)
    rows = connection.execute(sa.select(story_cut).where(pairs))
    return {row.other_key if row.article_key == key else row.article_key for row in rows}


def _join(connection: sa.Connection, kin: Kinship) -> Membership:
    joined = membership(connection, kin.repeats)
    number = joined.story if joined else _new_story(connection)
    return Membership(number, kin.kind, kin.repeats)


def _new_story(connection: sa.Connection) -> int:
    result = connection.execute(sa.insert(story).values({}))
    return int(result.inserted_primary_key[0])  # type: ignore[index]  # an insert of one row has it


def _write(connection: sa.Connection, key: int, found: Membership, hashes: Sequence[int]) -> None:
    _drop_hashes(connection, key)
    connection.execute(sa.delete(story_member).where(story_member.c.article_key == key))
    values = {"article_key": key, "story": found.story, "kind": found.kind.value, "repeats": found.repeats}
    packed = np.array(hashes, _HASHES).tobytes()
    connection.execute(sa.insert(story_member).values(values | {"hashes": packed}))
    if hashes:
        rows = [{"hash": one, "article_key": key} for one in hashes]
        connection.execute(sa.insert(fingerprint), rows)


def _drop_hashes(connection: sa.Connection, key: int) -> None:
    query = sa.select(story_member.c.hashes).where(story_member.c.article_key == key)
    packed = connection.execute(query).scalar()
    rows = [{"one": one, "key": key} for one in np.frombuffer(packed or b"", _HASHES).tolist()]
    if rows:
        mine = sa.and_(
            fingerprint.c.hash == sa.bindparam("one"), fingerprint.c.article_key == sa.bindparam("key")
        )
        connection.execute(sa.delete(fingerprint).where(mine), rows)


def _to_rival(row: sa.Row[Any]) -> Rival:
    published = datetime.fromisoformat(row.published) if row.published else None
    return Rival(row.key, row.text, row.title, published)

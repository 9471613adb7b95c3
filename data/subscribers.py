"""All SQL about people: chats, what they are subscribed to, and what they were asked to write next.

Every change of what is watched for raises the counter `subscriptions`, so that whoever matches articles knows
when to read it anew. Decides nothing about matching or time.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from data.interests import ChatSettings, Delivery, Interest, Rhythm, Strictness, Subscription
from data.schema import alert, chat, counter, expected_words, subscription

_BATCH = 500  # numbers in one IN (...)
Vector = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Watched:
    """A confirmed subscription as matching needs it. No articles are matched until `silent_until`; `vector`
    is None where the topic is not embedded by this model yet."""

    key: int
    interest: Interest
    strictness: Strictness
    vector: Vector | None
    silent_until: datetime | None


@dataclass(frozen=True, slots=True)
class Expected:
    """What the next words of a person in a chat will be about."""

    subject: str
    subscription_key: int
    since: datetime


class Subscribers:
    """The people of one home. Safe to use from several threads and processes at once."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    # Subscriptions

    def add(
        self, chat_id: int, thread_id: int | None, user_id: int, text: str, interest: Interest, now: datetime
    ) -> int:
        """Store a draft and return its key."""
        with self._change() as connection:
            ensure_chat(connection, chat_id)
            values = {
                "chat_id": chat_id, "thread_id": thread_id, "user_id": user_id, "text": text,
                "interest": interest.as_json(), "strictness": int(Strictness.MIDDLE), "draft": True,
                "created": stamp(now), "encoder": "", **_delivery_values(Delivery()),
            }  # fmt: skip
            result = connection.execute(sa.insert(subscription).values(values))
            return int(result.inserted_primary_key[0])  # type: ignore[index]  # an insert of one row has it

    def find(self, key: int) -> Subscription | None:
        """The subscription with this key."""
        rows = self._rows(sa.select(subscription).where(subscription.c.key == key))
        return _to_subscription(rows[0]) if rows else None

    def of_chat(self, chat_id: int) -> list[Subscription]:
        """The confirmed subscriptions of a chat, oldest first."""
        query = sa.select(subscription).where(subscription.c.chat_id == chat_id, ~subscription.c.draft)
        return [_to_subscription(row) for row in self._rows(query.order_by(subscription.c.key))]

    def confirm(self, key: int) -> None:
        """Make a subscription of a draft."""
        self._update(key, {"draft": False})

    def set_strictness(self, key: int, strictness: Strictness) -> None:
        """How near an article must be from now on."""
        self._update(key, {"strictness": int(strictness)})

    def set_interest(self, key: int, text: str, interest: Interest) -> None:
        """Watch for something else from now on."""
        values = {"text": text, "interest": interest.as_json(), "vector": None, "encoder": ""}
        self._update(key, values)

    def set_delivery(self, key: int, delivery: Delivery) -> None:
        """How alerts of a subscription go out, those that wait already too."""
        self._update(key, _delivery_values(delivery))

    def pause(self, key: int, until: datetime | None) -> None:
        """Match nothing until then; None: go on at once."""
        self._update(key, {"paused_until": stamp(until) if until else None})

    def remove(self, keys: Sequence[int]) -> int:
        """Delete subscriptions with all that waits for them. Returns how many there were."""
        with self._change() as connection:
            return connection.execute(sa.delete(subscription).where(subscription.c.key.in_(keys))).rowcount

    def remove_drafts(self, before: datetime) -> int:
        """Forget drafts that nobody confirmed."""
        with self._change() as connection:
            old = sa.and_(subscription.c.draft, subscription.c.created < stamp(before))
            return connection.execute(sa.delete(subscription).where(old)).rowcount

    # Watching

    def revision(self) -> int:
        """The number of the latest change to what is watched for."""
        query = sa.select(counter.c.value).where(counter.c.name == "subscriptions")
        return int(self._rows(query)[0].value)

    def watched(self, encoder: str) -> list[Watched]:
        """All confirmed subscriptions, with the vectors that this model made."""
        query = (
            sa.select(subscription, chat.c.muted_until)
            .join(chat, chat.c.chat_id == subscription.c.chat_id)
            .where(~subscription.c.draft)
        )
        return [_to_watched(row, encoder) for row in self._rows(query.order_by(subscription.c.key))]

    def keep_vectors(self, vectors: Sequence[tuple[int, str, Vector]], encoder: str) -> None:
        """Store the vectors of topics: (key, the interest's JSON it was made from, vector of shape (d,))."""
        with self._engine.execution_options(writes=True).begin() as connection:
            for key, made_from, vector in vectors:
                same = sa.and_(subscription.c.key == key, subscription.c.interest == made_from)
                values = {"vector": vector.astype(np.float32).tobytes(), "encoder": encoder}
                connection.execute(sa.update(subscription).where(same).values(values))

    # Chats

    def chat(self, chat_id: int) -> ChatSettings:
        """What holds for a chat; the defaults for one that is not known."""
        rows = self._rows(sa.select(chat).where(chat.c.chat_id == chat_id))
        return _to_chat(rows[0]) if rows else ChatSettings(chat_id)

    def chats(self, chat_ids: Sequence[int]) -> dict[int, ChatSettings]:
        """What holds for these chats, as far as they are known."""
        found: dict[int, ChatSettings] = {}
        for start in range(0, len(chat_ids), _BATCH):
            these = chat.c.chat_id.in_(chat_ids[start : start + _BATCH])
            found |= {row.chat_id: _to_chat(row) for row in self._rows(sa.select(chat).where(these))}
        return found

    def set_zone(self, chat_id: int, zone: str) -> None:
        """Where the people of a chat are."""
        self._set_chat(chat_id, {"zone": zone})

    def set_quiet(self, chat_id: int, hours: tuple[int, int] | None) -> None:
        """Quiet hours as minutes of the day; None: no quiet hours."""
        self._set_chat(chat_id, dict(zip(("quiet_from", "quiet_until"), hours or (None, None), strict=True)))

    def mute(self, chat_id: int, until: datetime | None) -> None:
        """Match nothing for a chat until then; None: go on at once."""
        self._set_chat(chat_id, {"muted_until": stamp(until) if until else None})

    def refuses(self, chat_id: int, now: datetime, confirmed_at: int) -> bool:
        """Count a refusal of a chat to be written to. From `confirmed_at` in a row on it counts as out of
        reach; true when it has just become so."""
        with self._change() as connection:
            count = (
                sa.update(chat).where(chat.c.chat_id == chat_id).values(refusals=chat.c.refusals + 1)
            ).returning(chat.c.refusals, chat.c.unreachable_since)
            row = connection.execute(count).first()
            if row is None or row.refusals < confirmed_at or row.unreachable_since:
                return False
            gone = sa.update(chat).where(chat.c.chat_id == chat_id).values(unreachable_since=stamp(now))
            connection.execute(gone)
            return True

    def returns(self, chat_id: int) -> bool:
        """A chat can be written to again: what waits for it is held for one catch-up message. False when it
        had not been out of reach."""
        known = sa.and_(chat.c.chat_id == chat_id, chat.c.unreachable_since.is_not(None))
        if not self._rows(sa.select(chat.c.chat_id).where(known)):
            return False
        with self._change() as connection:
            connection.execute(sa.update(chat).where(known).values(unreachable_since=None, refusals=0))
            waiting = sa.and_(alert.c.chat_id == chat_id, alert.c.state == "waiting")
            connection.execute(sa.update(alert).where(waiting).values(held=True))
        return True

    def moves(self, chat_id: int, new_chat_id: int) -> None:
        """A group became a supergroup: all that is its goes under the new number."""
        with self._change() as connection:
            if not connection.execute(sa.select(chat).where(chat.c.chat_id == chat_id)).first():
                return
            ensure_chat(connection, new_chat_id)
            old = connection.execute(sa.select(chat).where(chat.c.chat_id == chat_id)).one()
            kept = {name: getattr(old, name) for name in ("zone", "quiet_from", "quiet_until", "muted_until")}
            connection.execute(sa.update(chat).where(chat.c.chat_id == new_chat_id).values(kept))
            for table in (subscription, alert):
                moved = sa.update(table).where(table.c.chat_id == chat_id).values(chat_id=new_chat_id)
                connection.execute(moved)
            connection.execute(sa.delete(chat).where(chat.c.chat_id == chat_id))

    def loses_topic(self, chat_id: int, thread_id: int) -> None:
        """A topic of a forum is gone: what was asked for there goes to the chat itself."""
        with self._change() as connection:
            there = sa.and_(subscription.c.chat_id == chat_id, subscription.c.thread_id == thread_id)
            connection.execute(sa.update(subscription).where(there).values(thread_id=None))

    # What somebody is to write next

    def expect(self, chat_id: int, user_id: int, subject: str, key: int, now: datetime) -> None:
        """The next words of this person in this chat are about `subject` of a subscription."""
        self.expect_nothing(chat_id, user_id)
        values = {"chat_id": chat_id, "user_id": user_id, "subject": subject, "subscription_key": key}
        with self._engine.execution_options(writes=True).begin() as connection:
            connection.execute(sa.insert(expected_words).values(values | {"since": stamp(now)}))

    def expected(self, chat_id: int, user_id: int) -> Expected | None:
        """What the next words of this person in this chat are about, if they were asked for any."""
        rows = self._rows(sa.select(expected_words).where(*_asked_of(chat_id, user_id)))
        if not rows:
            return None
        return Expected(rows[0].subject, rows[0].subscription_key, moment(rows[0].since) or datetime.now(UTC))

    def expect_nothing(self, chat_id: int, user_id: int) -> None:
        """The words came, or something else did."""
        if self._rows(sa.select(expected_words).where(*_asked_of(chat_id, user_id))):
            with self._engine.execution_options(writes=True).begin() as connection:
                connection.execute(sa.delete(expected_words).where(*_asked_of(chat_id, user_id)))

    def _update(self, key: int, values: dict[str, Any]) -> None:
        with self._change() as connection:
            connection.execute(sa.update(subscription).where(subscription.c.key == key).values(values))

    def _set_chat(self, chat_id: int, values: dict[str, Any]) -> None:
        with self._change() as connection:
            ensure_chat(connection, chat_id)
            connection.execute(sa.update(chat).where(chat.c.chat_id == chat_id).values(values))

    @contextmanager
    def _change(self) -> Iterator[sa.Connection]:
        """A writing transaction that raises the counter of subscriptions."""
        with self._engine.execution_options(writes=True).begin() as connection:
            watching = counter.c.name == "subscriptions"
            connection.execute(sa.update(counter).where(watching).values(value=counter.c.value + 1))
            yield connection

    def _rows(self, query: sa.Select[Any]) -> Sequence[Any]:
        with self._engine.connect() as connection:
            return connection.execute(query).all()


def ensure_chat(connection: sa.Connection, chat_id: int) -> None:
    """Make a row for a chat that has none."""
    connection.exec_driver_sql("INSERT OR IGNORE INTO chat (chat_id) VALUES (?)", (chat_id,))


def stamp(at: datetime) -> str:
    """A moment as it is stored: ISO 8601 in UTC, so that the order of the texts is that of the moments."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")


def moment(stored: str | None) -> datetime | None:
    """The moment that `stamp` wrote."""
    return datetime.fromisoformat(stored) if stored else None


def _asked_of(chat_id: int, user_id: int) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return expected_words.c.chat_id == chat_id, expected_words.c.user_id == user_id


def _delivery_values(delivery: Delivery) -> dict[str, Any]:
    return {
        "rhythm": delivery.rhythm.value,
        "minute": delivery.minute,
        "weekday": delivery.weekday,
        "at_most": delivery.at_most,
    }


def _to_chat(row: sa.Row[Any]) -> ChatSettings:
    return ChatSettings(
        row.chat_id,
        row.zone,
        row.quiet_from,
        row.quiet_until,
        moment(row.muted_until),
        moment(row.unreachable_since),
    )


def _to_subscription(row: sa.Row[Any]) -> Subscription:
    return Subscription(
        row.key,
        row.chat_id,
        row.thread_id,
        row.user_id,
        row.text,
        Interest.from_json(row.interest),
        Strictness(row.strictness),
        Delivery(Rhythm(row.rhythm), row.minute, row.weekday, row.at_most),
        row.draft,
        moment(row.paused_until),
        moment(row.created),
    )


def _to_watched(row: sa.Row[Any], encoder: str) -> Watched:
    silences = [at for at in (moment(row.paused_until), moment(row.muted_until)) if at]
    return Watched(
        row.key,
        Interest.from_json(row.interest),
        Strictness(row.strictness),
        np.frombuffer(row.vector, np.float32) if row.vector and row.encoder == encoder else None,
        max(silences, default=None),
    )

"""All SQL about alerts: written in the transaction that stores their article, sent from here.

An alert is `waiting`, then `sending` while Telegram has it, then `sent`. The attempt is stored before
Telegram is asked, so that a process that dies in between leaves a mark: only such an alert may reach
somebody twice.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data.interests import (
    ChatSettings,
    Delivery,
    Interest,
    Match,
    PreparedAlert,
    Rhythm,
    Strictness,
    Subscription,
)
from data.model import Span, checksum
from data.schema import alert, chat, subscription
from data.subscribers import moment, stamp

NEWS, CORRECTION, UPDATE = "news", "correction", "update"
WAITING, SENDING, SENT, FAILED = "waiting", "sending", "sent", "failed"
TOLD, LEFT_OUT, VOID = "told", "left out", "void"
_BATCH = 500  # keys in one IN (...)

FindAgain = Callable[[str, str], tuple[Span, int] | None]
"""Where words that an article had, perhaps a speaker's, stand in its new text, and the checksum of what is
there."""


@dataclass(frozen=True, slots=True)
class Correction:
    """How an article differs from what people were told of. `span` is what to show them of the new text;
    empty where only the headline is another. `kind` is `correction` or `update`."""

    span: Span
    kind: str = CORRECTION


@dataclass(frozen=True, slots=True)
class Alert:
    """A stored alert with all that sending it takes. `check` is the checksum of the words of `match.span` as
    they were. `answers` is the message about which this correction or update is, with the key of its
    alert."""

    key: int
    kind: str
    subscription: Subscription
    article_key: int
    story: int
    match: Match
    check: int
    created: datetime
    uncertain: bool
    held: bool
    state: str
    message_id: int | None
    answers: int | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """So many alerts that wait together, the oldest since `created`. `digest` is how they are delivered,
    None where at once."""

    alerts: int
    created: datetime
    chat: ChatSettings
    digest: Delivery | None


@dataclass(frozen=True, slots=True)
class OutboxStatus:
    """How alerts stand: what waits, and counts for people."""

    waiting: tuple[Waiting, ...]
    sending: int
    sent: int
    failed: int
    unreachable: int
    subscriptions: int
    subscribers: int


def write_alerts(
    connection: sa.Connection,
    article_key: int,
    story: int,
    alerts: Sequence[PreparedAlert],
    checks: Sequence[int],
    now: datetime,
) -> int:
    """Within the transaction that stores the article: put its alerts into the outbox, one a subscription and
    story. Returns how many are new. `checks` are the checksums of the shown words.

    One that waits for this very article is brought up to date with its new text. An article so short that a
    change makes another story of it is no news to whom it was told by the same words.
    """
    written, before = 0, _shown_of(connection, article_key) if alerts else {}
    for one, check in zip(alerts, checks, strict=True):
        found = sa.select(subscription.c.chat_id).where(subscription.c.key == one.subscription_key)
        chat_id = connection.execute(found.where(~subscription.c.draft)).scalar()
        if chat_id is None:  # unsubscribed meanwhile
            continue
        values = {"kind": NEWS, "subscription_key": one.subscription_key, "chat_id": chat_id, "story": story}
        values |= {"article_key": article_key, "state": WAITING, "created": stamp(now)}
        shown = _shown(one.match, check)
        told = before.get((one.subscription_key, one.match.span, check))
        written += _write_alert(connection, values, shown, told)
    return written


def _write_alert(
    connection: sa.Connection, values: dict[str, Any], shown: dict[str, Any], told: int | None
) -> bool:
    """Insert an alert, if it is one; else bring up to date the one that was `told` by the same words, or that
    waits."""
    if told is not None:
        retold = sa.update(alert).prefix_with("OR IGNORE").where(alert.c.key == told)
        connection.execute(retold.values(shown | {"story": values["story"]}))
        return False
    insert = sa.insert(alert).prefix_with("OR IGNORE").values(values | shown)
    if connection.execute(insert).rowcount:
        return True
    waiting = (alert.c[name] == values[name] for name in ("subscription_key", "article_key", "state", "kind"))
    connection.execute(sa.update(alert).where(*waiting).values(shown))
    return False


def _shown_of(connection: sa.Connection, article_key: int) -> dict[tuple[int, Span, int], int]:
    """Which subscriptions were, or are to be, shown which words of an article, with the key of the alert."""
    query = sa.select(alert).where(alert.c.article_key == article_key, alert.c.kind == NEWS)
    rows = connection.execute(query).all()
    return {(row.subscription_key, Span(row.start, row.end), row.check): row.key for row in rows}


def follow_words(connection: sa.Connection, article_key: int, old: str, find_again: FindAgain) -> None:
    """Within the transaction that gives an article a new text: what alerts show of the old one is from now on
    where those words are, or what has become of them."""
    keys: dict[tuple[int, int, int, str], list[int]] = {}
    for row in connection.execute(sa.select(alert).where(alert.c.article_key == article_key)):
        keys.setdefault((row.start, row.end, row.check, row.speaker), []).append(row.key)
    for (start, end, check, speaker), own in keys.items():
        words = old[start:end]
        if not words or checksum(words) != check:  # an earlier text had them
            continue
        if place := find_again(words, speaker):
            _move(connection, own, place)


def _move(connection: sa.Connection, keys: Sequence[int], place: tuple[Span, int]) -> None:
    span, check = place
    for batch in range(0, len(keys), _BATCH):
        these = alert.c.key.in_(keys[batch : batch + _BATCH])
        moved = {"start": span.start, "end": span.end, "check": check}
        connection.execute(sa.update(alert).where(these).values(moved))


def write_corrections(
    connection: sa.Connection,
    article_key: int,
    story: int,
    correction: Correction,
    check: int,
    now: datetime,
) -> int:
    """Within the transaction that stores it: whoever was told of this article, or its story, hears what has
    changed; another headline concerns only those who were told of the article. Returns to how many messages
    that is. An update that still waits gives way to this one, and so does a correction of the same words."""
    about = [alert.c.article_key == article_key]
    if correction.span.end > correction.span.start:
        about.append(alert.c.story == story)
    sent = (alert.c.kind == NEWS, alert.c.state == SENT, alert.c.message_id.is_not(None))
    told = sa.select(alert).where(sa.or_(*about), *sent)
    rows = connection.execute(told).all()
    for row in rows:
        superseded = sa.and_(
            alert.c.answers == row.key,
            alert.c.state == WAITING,
            sa.or_(alert.c.kind == UPDATE, alert.c.check == check),
        )
        connection.execute(sa.delete(alert).where(superseded))
        values = {"kind": correction.kind, "subscription_key": row.subscription_key, "chat_id": row.chat_id}
        values |= {"article_key": article_key, "story": row.story, "answers": row.key, "state": WAITING}
        shown = _shown(Match(row.score, correction.span), check)
        connection.execute(sa.insert(alert).values(values | shown | {"created": stamp(now)}))
    return len(rows)


class Outbox:
    """The alerts of one home. Safe to use from several threads and processes; one process sends."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    # What is to be sent

    def chats_after(self, chat_id: int | None, limit: int) -> list[int]:
        """Chats with alerts that wait to go out at once, by number, from after this one on. Those out of
        reach are left out."""
        after = [alert.c.chat_id > chat_id] if chat_id is not None else []
        query = (
            sa.select(alert.c.chat_id)
            .join(chat, chat.c.chat_id == alert.c.chat_id)
            .where(alert.c.state == WAITING, chat.c.unreachable_since.is_(None), *after, _goes_at_once())
        )
        return [row.chat_id for row in self._rows(query.distinct().order_by(alert.c.chat_id).limit(limit))]

    def next_of_chat(self, chat_id: int) -> list[Alert]:
        """What goes into the next message to a chat: its oldest alert, or, if that was held, all that were
        held for the same topic of the chat."""
        query = _alerts().where(alert.c.state == WAITING, alert.c.chat_id == chat_id, _goes_at_once())
        first = self._alerts(query.order_by(alert.c.key).limit(1))
        if not first or not first[0].held or first[0].kind != NEWS:
            return first
        held = query.where(
            alert.c.held, alert.c.kind == NEWS, subscription.c.thread_id.is_(first[0].subscription.thread_id)
        )
        return self._alerts(held.order_by(alert.c.key))

    def hold(self, chat_id: int) -> None:
        """What waits to go out at once to this chat is to go out together later."""
        waiting = sa.and_(alert.c.chat_id == chat_id, alert.c.state == WAITING, ~alert.c.held)
        if self._rows(sa.select(alert.c.key).where(waiting, _goes_at_once()).limit(1)):
            with self._change() as connection:
                connection.execute(sa.update(alert).where(waiting, _goes_at_once()).values(held=True))

    def digests(self) -> list[tuple[Subscription, datetime]]:
        """Subscriptions to digests for which alerts wait, and since when the oldest of them does."""
        query = (
            _alerts()
            .add_columns(sa.func.min(alert.c.created).label("oldest"))
            .join(chat, chat.c.chat_id == alert.c.chat_id)
            .where(alert.c.state == WAITING, chat.c.unreachable_since.is_(None), ~_goes_at_once())
        )
        rows = self._rows(query.group_by(subscription.c.key))
        return [(_to_subscription(row), datetime.fromisoformat(row.oldest)) for row in rows]

    def waiting_for(self, subscription_key: int) -> list[Alert]:
        """All that waits for a subscription, oldest first."""
        query = _alerts().where(alert.c.state == WAITING, alert.c.subscription_key == subscription_key)
        return self._alerts(query.order_by(alert.c.key))

    def already_told(self, one: Alert) -> bool:
        """Whether another alert told this chat, in this topic, of the story."""
        query = sa.select(alert.c.key).join(subscription, subscription.c.key == alert.c.subscription_key)
        same = query.where(
            alert.c.story == one.story, alert.c.chat_id == one.subscription.chat_id, alert.c.key != one.key,
            alert.c.state.in_((SENDING, SENT)), alert.c.kind == NEWS,
            subscription.c.thread_id.is_(one.subscription.thread_id),
        )  # fmt: skip
        return bool(self._rows(same.limit(1)))

    def find(self, key: int) -> Alert | None:
        """The alert with this key."""
        found = self._alerts(_alerts().where(alert.c.key == key))
        return found[0] if found else None

    def last_sent(self, subscription_key: int) -> Alert | None:
        """The alert that a subscription gave last, whether on its own or in a digest."""
        query = _alerts().where(alert.c.subscription_key == subscription_key, alert.c.kind == NEWS)
        sent = query.where(alert.c.state.in_((SENT, TOLD, LEFT_OUT)))
        found = self._alerts(sent.order_by(alert.c.key.desc()).limit(1))
        return found[0] if found else None

    def in_message(self, chat_id: int, message_id: int) -> list[Alert]:
        """The alerts that one message told of."""
        query = _alerts().where(alert.c.chat_id == chat_id, alert.c.message_id == message_id)
        return self._alerts(query.where(alert.c.kind == NEWS))

    def changes_told(self, key: int) -> list[Alert]:
        """The corrections and updates that were sent about the message of this alert, oldest first."""
        query = _alerts().where(alert.c.answers == key, alert.c.state == SENT)
        return self._alerts(query.order_by(alert.c.key))

    # What becomes of it

    def begin(self, keys: Sequence[int], now: datetime) -> bool:
        """Mark an attempt. False if any of the alerts does not wait any more: unsubscribed, or sent
        meanwhile."""
        waiting = sa.and_(alert.c.key.in_(keys), alert.c.state == WAITING)
        with self._change() as connection:
            count = sa.select(sa.func.count()).select_from(alert).where(waiting)
            if connection.execute(count).scalar() != len(keys):
                return False
            values = {"state": SENDING, "attempts": alert.c.attempts + 1, "attempted": stamp(now)}
            connection.execute(sa.update(alert).where(waiting).values(values))
            return True

    def succeed(
        self, keys: Sequence[int], message_id: int, now: datetime, left_out: Sequence[int] = ()
    ) -> None:
        """Telegram has taken the message: nothing of it is sent again."""
        with self._change() as connection:
            values = {"state": SENT, "message_id": message_id, "sent": stamp(now), "problem": ""}
            connection.execute(sa.update(alert).where(alert.c.key.in_(keys)).values(values))
            self._settle(connection, left_out, LEFT_OUT)
            chats = sa.select(alert.c.chat_id).where(alert.c.key.in_(keys))
            refused = sa.and_(chat.c.chat_id.in_(chats), chat.c.refusals > 0)
            connection.execute(sa.update(chat).where(refused).values(refusals=0))

    def release(self, keys: Sequence[int], problem: str, uncertain: bool) -> None:
        """The attempt failed: wait for another. `uncertain`: Telegram may have taken the message all the
        same."""
        with self._change() as connection:
            values = {"state": WAITING, "problem": problem, **({"uncertain": True} if uncertain else {})}
            connection.execute(sa.update(alert).where(alert.c.key.in_(keys)).values(values))

    def settle(self, keys: Sequence[int], state: str, problem: str = "") -> None:
        """Nothing is to be sent for these any more: `failed`, `told`, `left out` or `void`."""
        with self._change() as connection:
            self._settle(connection, keys, state, problem)

    def recover(self) -> int:
        """After a start: attempts of a process that died are to be made again. Returns how many those are."""
        with self._change() as connection:
            cut_off = sa.update(alert).where(alert.c.state == SENDING)
            return connection.execute(cut_off.values(state=WAITING, uncertain=True)).rowcount

    def prune(self, before: datetime) -> int:
        """Forget what was settled, and what waits for chats out of reach, before then."""
        unreachable = sa.select(chat.c.chat_id).where(chat.c.unreachable_since.is_not(None))
        over = sa.or_(
            alert.c.state.in_((SENT, FAILED, TOLD, LEFT_OUT, VOID)),
            sa.and_(alert.c.state == WAITING, alert.c.chat_id.in_(unreachable)),
        )
        with self._change() as connection:
            return connection.execute(sa.delete(alert).where(over, alert.c.created < stamp(before))).rowcount

    def status(self) -> OutboxStatus:
        """What waits, since when, and what became of the rest."""
        counts = {
            row.state: row.number
            for row in self._rows(
                sa.select(alert.c.state, sa.func.count().label("number")).group_by(alert.c.state)
            )
        }
        gone = sa.select(sa.func.count().label("n")).where(chat.c.unreachable_since.is_not(None))
        confirmed = sa.select(sa.func.count().label("n")).where(~subscription.c.draft)
        chats = sa.select(sa.func.count(subscription.c.chat_id.distinct()).label("n"))
        return OutboxStatus(
            self._waiting(),
            counts.get(SENDING, 0),
            counts.get(SENT, 0),
            counts.get(FAILED, 0),
            self._rows(gone)[0].n,
            self._rows(confirmed)[0].n,
            self._rows(chats.where(~subscription.c.draft))[0].n,
        )

    def _waiting(self) -> tuple[Waiting, ...]:
        """Those for digests apart by when they came, since that decides into which one they go."""
        at_once = _goes_at_once().label("at_once")
        query = (
            sa.select(
                *(chat, subscription.c.rhythm, subscription.c.minute, subscription.c.weekday, at_once),
                sa.func.count().label("alerts"),
                sa.func.min(alert.c.created).label("oldest"),
            )
            .select_from(alert)
            .join(subscription, subscription.c.key == alert.c.subscription_key)
            .join(chat, chat.c.chat_id == alert.c.chat_id)
            .where(alert.c.state == WAITING)
        )
        apart = [sa.case((at_once, sa.null()), else_=one) for one in (subscription.c.key, alert.c.created)]
        return tuple(map(_to_waiting, self._rows(query.group_by(chat.c.chat_id, at_once, *apart))))

    @staticmethod
    def _settle(connection: sa.Connection, keys: Sequence[int], state: str, problem: str = "") -> None:
        for start in range(0, len(keys), _BATCH):
            these = alert.c.key.in_(keys[start : start + _BATCH])
            connection.execute(sa.update(alert).where(these).values(state=state, problem=problem))

    @contextmanager
    def _change(self) -> Iterator[sa.Connection]:
        with self._engine.execution_options(writes=True).begin() as connection:
            yield connection

    def _alerts(self, query: sa.Select[Any]) -> list[Alert]:
        return [_to_alert(row) for row in self._rows(query)]

    def _rows(self, query: sa.Select[Any]) -> Sequence[Any]:
        with self._engine.connect() as connection:
            return connection.execute(query).all()


def story_of(article_key: int, same_as: int | None, story: int | None) -> int:
    """What an alert goes out once for: the story of the article, or its text where stories are not told
    apart. The two never have the same number."""
    return story if story is not None else -(same_as or article_key)


def _goes_at_once() -> sa.ColumnElement[bool]:
    """Corrections do not wait for a digest: they are about something that somebody has already read."""
    digests = sa.select(subscription.c.key).where(subscription.c.rhythm != Rhythm.AT_ONCE.value)
    return sa.or_(alert.c.kind != NEWS, alert.c.subscription_key.not_in(digests))


def _alerts() -> sa.Select[Any]:
    mine = [column.label(f"s_{column.name}") for column in subscription.c]
    return sa.select(alert, *mine).join(subscription, subscription.c.key == alert.c.subscription_key)


def _shown(match: Match, check: int) -> dict[str, Any]:
    return {
        "score": match.score,
        "start": match.span.start,
        "end": match.span.end,
        "check": check,
        "speaker": match.speaker,
        "words": "\n".join(match.words),
    }


def _to_subscription(row: sa.Row[Any]) -> Subscription:
    return Subscription(
        row.s_key,
        row.s_chat_id,
        row.s_thread_id,
        row.s_user_id,
        row.s_text,
        Interest.from_json(row.s_interest),
        Strictness(row.s_strictness),
        Delivery(Rhythm(row.s_rhythm), row.s_minute, row.s_weekday, row.s_at_most),
        row.s_draft,
        moment(row.s_paused_until),
        moment(row.s_created),
    )


def _to_waiting(row: sa.Row[Any]) -> Waiting:
    settings = ChatSettings(
        row.chat_id,
        row.zone,
        row.quiet_from,
        row.quiet_until,
        unreachable_since=moment(row.unreachable_since),
    )
    digest = None if row.at_once else Delivery(Rhythm(row.rhythm), row.minute, row.weekday)
    return Waiting(row.alerts, datetime.fromisoformat(row.oldest), settings, digest)


def _to_alert(row: sa.Row[Any]) -> Alert:
    return Alert(
        row.key,
        row.kind,
        _to_subscription(row),
        row.article_key,
        row.story,
        Match(row.score, Span(row.start, row.end), row.speaker, tuple(filter(None, row.words.split("\n")))),
        row.check,
        datetime.fromisoformat(row.created),
        row.uncertain,
        row.held,
        row.state,
        row.message_id,
        row.answers,
    )

"""What administrators are told of alerts that wait: what is due apart from what waits for its hour."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot import wording_alerts as wording
from bot.backlog import Backlog, backlog_of
from data.interests import ChatSettings, Delivery, Interest, Match, PreparedAlert, Rhythm
from data.model import Entry, Span
from data.outbox import Outbox, Waiting, write_alerts
from data.store import PreparedArticle, Store
from data.subscribers import Subscribers

NOW = datetime(2025, 6, 2, 12, 0, tzinfo=UTC)  # a Monday
ANN = ChatSettings(7)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path)
    yield opened
    opened.close()


def waits(minutes: int, digest: Delivery | None = None, chat: ChatSettings = ANN) -> Waiting:
    return Waiting(2, NOW - timedelta(minutes=minutes), chat, digest)


def test_only_what_could_go_out_now_is_due() -> None:
    daily = Delivery(Rhythm.DAILY, 8 * 60)
    quiet = ChatSettings(8, quiet_from=11 * 60, quiet_until=13 * 60)
    gone = ChatSettings(9, unreachable_since=NOW)
    waiting = [
        waits(1),
        waits(5 * 60, daily),  # since 7:00, so that it was due at 8:00 and is late
        waits(3 * 60, daily),
        waits(3 * 60, Delivery(Rhythm.WEEKLY, 8 * 60, weekday=1)),
        waits(30, chat=quiet),
        waits(6 * 60, daily, quiet),
        waits(90_000, chat=gone),
    ]
    backlog = backlog_of(waiting, NOW)
    assert backlog == Backlog(4, NOW - timedelta(hours=5), digests=4, quiet=4, unreachable=2)
    assert backlog_of([], NOW) == Backlog(0, None, 0, 0, 0)


def test_a_digest_to_come_is_said_to_be_later_and_ages_nothing(store: Store) -> None:
    subscribers, outbox = Subscribers(store.engine), Outbox(store.engine)
    keys = [subscribers.add(7, None, 7, "all", Interest(), NOW) for _ in range(2)]
    for key in keys:
        subscribers.confirm(key)
    subscribers.set_delivery(keys[1], Delivery(Rhythm.WEEKLY, 8 * 60))
    for story, (key, age) in enumerate([(keys[0], 0), (keys[1], 1), (keys[1], 2)]):
        name, at = f"article {story}", NOW - timedelta(minutes=age)
        store.save([PreparedArticle(Entry("test", name, f"{story} rents rose."), "en", ())], "", NOW)
        (article,) = store.find_by_id(name)
        with store.engine.begin() as connection:
            alerts = [PreparedAlert(key, Match(1.0, Span(0, 5)))]
            write_alerts(connection, article.key, story, alerts, [0], at)
    now = NOW + timedelta(minutes=1)
    lines = wording.status_lines(outbox.status(), now)
    assert lines["waiting"] == "1 (the oldest for 1 minute); 2 for later digests"
    late = wording.status_lines(outbox.status(), NOW + timedelta(days=7))
    assert late["waiting"] == "3 (the oldest for 7 days)"
    with store.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alert SET state = 'sent'"))
    assert wording.status_lines(outbox.status(), now)["waiting"] == "0"

"""100,000 waiting alerts for 10,000 chats: the rate at which they drain by the governor, and the memory it
takes.

The clock is virtual, so that the hour of sending takes minutes; the database is a real one, with every
attempt and every answer stored in it. Telegram is a function that says yes.
"""

import asyncio
import resource
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import sqlalchemy as sa

from bot.governor import A_SECOND, Governor
from bot.notify import Bot, Notifier
from data.interests import Interest
from data.model import Entry
from data.store import Store
from data.subscribers import Subscribers

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from newsrooms import StemEmbedder
from virtual_time import run_in_virtual_time

from index.ingest import ingest

CHATS = 10_000
ARTICLES = 10


class _Telegram:
    """Takes every message at once and notes when."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.chats: Counter[int] = Counter()

    async def send_message(self, chat_id: int, *_: Any, **__: Any) -> SimpleNamespace:
        self.times.append(asyncio.get_running_loop().time())
        self.chats[chat_id] += 1
        return SimpleNamespace(message_id=len(self.times))


def run() -> None:
    """Print the rate (target: the governor's), the growth of memory (target: flat) and the fairness."""
    with tempfile.TemporaryDirectory() as home:
        store = Store(Path(home))
        _fill(store)
        telegram = _Telegram()
        before = _memory()
        start = time.perf_counter()
        run_in_virtual_time(_drain(store, telegram))
        seconds = time.perf_counter() - start
        sent, took = len(telegram.times), telegram.times[-1] - telegram.times[0]
        busiest = max(Counter(int(at) for at in telegram.times).values())
        print(f"sent {sent} of {CHATS * ARTICLES} to {len(telegram.chats)} chats")
        print(f"{sent / took:.1f} a second of virtual time (governor: {A_SECOND}), at most {busiest} in one")
        print(f"work in real time {seconds:.0f} s, {seconds / sent * 1000:.1f} ms a message")
        print(f"peak memory grew by {_memory() - before:.0f} MiB")
        store.close()


async def _drain(store: Store, telegram: _Telegram) -> None:
    await Notifier(store, cast(Bot, telegram), Governor()).drain()


def _fill(store: Store) -> None:
    subscribers = Subscribers(store.engine)
    key = subscribers.add(1, None, 1, "everything", Interest(), datetime.now(UTC))
    subscribers.confirm(key)
    with store.engine.begin() as connection:  # one of them multiplied: asking one by one takes long
        connection.execute(
            sa.text("INSERT INTO chat (chat_id) VALUES (:chat)"), [{"chat": n} for n in range(2, CHATS + 1)]
        )
        copied = (
            "INSERT INTO subscription (chat_id, user_id, text, interest, strictness, rhythm, minute, "
            "weekday, "
            "at_most, draft, created, encoder) SELECT :chat, user_id, text, interest, strictness, rhythm, "
            "minute, weekday, at_most, draft, created, encoder FROM subscription WHERE key = :key"
        )
        rows = [{"chat": n, "key": key} for n in range(2, CHATS + 1)]
        connection.execute(sa.text(copied), rows)
    entry = Entry(
        "made up", "0", "A herring was seen off the pier.", title="Herring", source="Harbour Herald"
    )
    news = [
        replace(entry, article_id=str(n), text=" ".join(f"herring{n}x{word}" for word in range(60)))
        for n in range(ARTICLES)
    ]
    for one in news:
        ingest(store, StemEmbedder(), [one], ("en",), announce=True)


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

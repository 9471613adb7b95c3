"""kill -9, again and again, while articles arrive: what was sent is what was due."""

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from newsrooms import OTTERS, StemEmbedder
from telegram_server import TelegramServer

from bot import wording_alerts as wording
from data.interests import Interest
from data.store import Store
from data.subscribers import Subscribers
from index.ingest import ingest

TESTS = Path(__file__).parent
PEOPLE = range(101, 113)


def _start(home: Path, server: TelegramServer) -> subprocess.Popen[bytes]:
    paths = os.pathsep.join((str(TESTS.parent), str(TESTS)))
    command = [sys.executable, str(TESTS / "sender_process.py"), str(home), server.token, server.address]
    return subprocess.Popen(command, env={**os.environ, "PYTHONPATH": paths}, stderr=subprocess.DEVNULL)


@pytest.mark.slow
def test_a_sender_that_is_killed_at_random_moments_leaves_nobody_out(
    tmp_path: Path, server: TelegramServer
) -> None:
    store = Store(tmp_path / "home")
    subscribers = Subscribers(store.engine)
    for number in PEOPLE:
        server.person(number).says("/start")
        key = subscribers.add(number, None, number, "everything", Interest(), datetime.now(UTC))
        subscribers.confirm(key)
    choose, published = random.Random(4), 0
    for _ in range(8):
        sender = _start(tmp_path / "home", server)
        deadline = time.monotonic() + choose.uniform(1.5, 6.0)
        while time.monotonic() < deadline:
            # Words of its own for each: else they would be one story, told once.
            words = " ".join(f"otter{choose.randrange(10**6)}" for _ in range(60))
            news = replace(OTTERS, article_id=f"n{published}", text=f"{words}.", title=f"Day {published}")
            assert ingest(store, StemEmbedder(), [news], ("en",), announce=True).alerts == len(PEOPLE)
            published += 1
            time.sleep(choose.uniform(0.2, 1.0))
        sender.send_signal(signal.SIGKILL)
        sender.wait()
    sender = _start(tmp_path / "home", server)
    try:
        _wait_until_sent(store, published * len(PEOPLE))
    finally:
        sender.kill()
        sender.wait()
    for number in PEOPLE:
        titles = [message.text.split("\n")[0] for message in server.messages(number)]
        assert set(titles) == {f"Day {day}" for day in range(published)}
        again = [one for one in server.messages(number) if wording.MAYBE_AGAIN in one.text]
        assert len(titles) - published <= len(again)  # no message comes twice without saying so
    store.close()


def _wait_until_sent(store: Store, due: int) -> None:
    give_up = time.monotonic() + 240
    while time.monotonic() < give_up:
        with store.engine.connect() as connection:
            count = sa.text("SELECT count(*) FROM alert WHERE state = 'sent'")
            if connection.execute(count).scalar() == due:
                return
        time.sleep(0.2)
    raise AssertionError("alerts are still waiting")

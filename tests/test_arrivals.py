"""Which updates Telegram is told to forget, and that a dying bot's questions are answered by the next one."""

import asyncio
import subprocess
import sys
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from running_bot import answer_to, running_bot
from telegram_server import Person, TelegramServer

from bot import wording
from bot.arrivals import Arrivals
from index.newsroom import Newsroom

ROOT = Path(__file__).parent.parent


def test_nothing_is_forgotten_before_the_first_update() -> None:
    assert Arrivals().offset(0.0) == 0


def test_an_update_is_kept_until_it_was_dealt_with_and_those_behind_it_too() -> None:
    arrivals = Arrivals()
    assert [arrivals.take(number, 0.0) for number in (5, 6, 7, 6)] == [True, True, True, False]
    assert arrivals.offset(1.0) == 5
    arrivals.finish(6)
    assert arrivals.offset(1.0) == 5
    assert not arrivals.take(6, 1.0)
    arrivals.finish(5)
    assert arrivals.offset(1.0) == 7
    arrivals.finish(7)
    assert arrivals.offset(1.0) == 8


def test_an_answer_that_takes_too_long_holds_nothing_up() -> None:
    arrivals = Arrivals()
    arrivals.take(5, 0.0)
    arrivals.take(6, 8.0)
    assert arrivals.offset(9.0) == 5
    assert arrivals.offset(11.0) == 6
    assert arrivals.offset(19.0) == 7
    arrivals.finish(5)
    assert arrivals.offset(19.0) == 7


def test_more_are_never_kept_back_than_let_new_ones_through() -> None:
    arrivals = Arrivals()
    for number in range(1, 100):
        arrivals.take(number, 0.0)
        if number > 1:
            arrivals.finish(number)
    assert arrivals.offset(0.1) == 100


@given(st.lists(st.tuples(st.integers(1, 30), st.booleans()), max_size=60))
def test_no_update_is_forgotten_while_it_is_dealt_with_in_time(steps: list[tuple[int, bool]]) -> None:
    arrivals, under_way, last = Arrivals(), set[int](), 0
    for number, done in steps:
        if done:
            arrivals.finish(number)
            under_way.discard(number)
        elif number > last:  # as Telegram numbers them
            assert arrivals.take(number, 0.0)
            under_way.add(number)
            last = number
        assert arrivals.offset(1.0) == min(under_way, default=last + 1 if last else 0)


CHILD = """
import asyncio, sys
from pathlib import Path
sys.path.insert(0, "tests")
from newsrooms import open_small_newsroom
from bot.application import build_application
from bot.service import serve
given = {"TELEGRAM_BOT_TOKEN": sys.argv[2], "telegram_api": sys.argv[3]}
with open_small_newsroom(Path(sys.argv[1]), **given) as room:
    asyncio.run(serve(room, build_application(room, room.settings), asyncio.Event()))
"""


async def test_a_question_is_answered_although_the_bot_was_killed_over_it(
    server: TelegramServer, room: Newsroom, ann: Person, tmp_path: Path
) -> None:
    first, second = ann.says("hello"), ann.says("thanks")
    server.fail_next("sendMessage", status=429, retry_after=60)
    command = [sys.executable, "-c", CHILD, str(tmp_path / "home"), server.token, server.address]
    with subprocess.Popen(command, cwd=ROOT) as child:
        try:
            await asyncio.to_thread(server.wait_for_call, "sendMessage", timeout=60.0)
        finally:
            child.kill()
    assert server.messages(ann.chat_id) == []
    async with running_bot(server, room):
        replies = await asyncio.to_thread(
            server.wait_for_messages, ann.chat_id, 2, after_id=second.message_id
        )
    assert [one.text for one in replies] == [wording.GREETING, wording.THANKS]
    assert first.message_id < second.message_id < replies[0].message_id
    assert server.pending_updates == 0


async def test_telegram_is_told_at_once_what_was_answered(
    server: TelegramServer, room: Newsroom, ann: Person
) -> None:
    async with running_bot(server, room):
        await answer_to(server, ann.says("hello"))
        await asyncio.to_thread(server.wait_until, lambda: server.pending_updates == 0 or None)
    assert len(server.messages(ann.chat_id)) == 1

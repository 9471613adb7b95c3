"""Does the answer arrive, whatever Telegram and the network answer?"""

import asyncio
import time
from datetime import timedelta

import pytest
from running_bot import answer_to, running_bot
from telegram.error import RetryAfter
from telegram_server import Person, TelegramServer

from bot import wording
from bot.governor import Governor
from bot.wording_alerts import MORE_ON_THIS
from index.newsroom import Newsroom

GROUP = -1001234567890


@pytest.fixture
def bob(server: TelegramServer) -> Person:
    return server.person(user_id=8, first_name="Bob")


async def test_a_chat_that_must_slow_down_waits_while_another_is_answered(
    server: TelegramServer, room: Newsroom, ann: Person, bob: Person
) -> None:
    server.fail_next("sendMessage", status=429, retry_after=2, chat_id=ann.chat_id)
    began = time.monotonic()
    async with running_bot(server, room):
        to_ann = ann.says("hello")
        await asyncio.to_thread(server.wait_for_call, "sendMessage")
        await answer_to(server, bob.says("hello"))
        assert time.monotonic() - began < 1.9
        assert (await answer_to(server, to_ann)).text == wording.GREETING
        assert time.monotonic() - began >= 2.0


async def test_a_chat_that_must_wait_too_long_is_given_up_and_others_go_on(
    server: TelegramServer, room: Newsroom, ann: Person, bob: Person
) -> None:
    server.fail_next("sendMessage", status=429, retry_after=4_000, chat_id=ann.chat_id)
    async with running_bot(server, room):
        ann.says("hello")
        await asyncio.to_thread(server.wait_for_call, "sendMessage")
        await answer_to(server, bob.says("hello"))
        await answer_to(server, ann.says("thanks"))
    assert [one.text for one in server.messages(ann.chat_id)] == [wording.THANKS]


async def test_stopping_does_not_wait_for_a_chat_that_must_slow_down(
    server: TelegramServer, room: Newsroom, ann: Person
) -> None:
    server.fail_next("sendMessage", status=429, retry_after=60, times=9)
    async with running_bot(server, room):
        ann.says("hello")
        await asyncio.to_thread(server.wait_for_call, "sendMessage")
        began = time.monotonic()
    assert time.monotonic() - began < 5


async def test_a_failure_of_the_front_end_is_tried_again(
    server: TelegramServer, room: Newsroom, ann: Person
) -> None:
    server.fail_next("sendMessage", status=502)
    async with running_bot(server, room):
        assert (await answer_to(server, ann.says("hello"))).text == wording.GREETING


async def test_a_connection_that_breaks_brings_the_answer_twice_rather_than_never(
    server: TelegramServer, room: Newsroom, ann: Person
) -> None:
    async with running_bot(server, room):
        server.drop_next("sendMessage", performed=False)
        await answer_to(server, ann.says("hello"))
        server.drop_next("sendMessage", performed=True)
        asked = ann.says("thanks")
        await asyncio.to_thread(server.wait_for_messages, ann.chat_id, 2, after_id=asked.message_id)
    assert [one.text for one in server.messages(ann.chat_id)] == [
        wording.GREETING, wording.THANKS, wording.THANKS,
    ]  # fmt: skip


async def test_a_person_who_blocked_the_bot_troubles_nobody(
    server: TelegramServer, room: Newsroom, ann: Person, bob: Person, caplog: pytest.LogCaptureFixture
) -> None:
    async with running_bot(server, room):
        server.hang_next("getUpdates", 0.3)
        ann.says("hello")
        ann.blocks_bot()
        await asyncio.to_thread(server.wait_for_call, "sendMessage")
        await answer_to(server, bob.says("hello"))
    assert not [record for record in caplog.records if record.levelname in ("ERROR", "CRITICAL")]


async def test_an_answer_whose_html_telegram_refuses_goes_out_as_plain_text(
    server: TelegramServer, room: Newsroom, ann: Person, caplog: pytest.LogCaptureFixture
) -> None:
    refusal = 'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 3'
    server.fail_next("sendMessage", status=400, description=refusal)
    async with running_bot(server, room):
        answer = await answer_to(server, ann.says("Who ordered the barriers down?"))
    assert answer.text.startswith("Chief engineer Joachim Sperrin ordered the barriers down at 21:40. [1]")
    assert not answer.marked("bold")
    assert answer.labels == ["1 · Radio Orrevane", MORE_ON_THIS]
    assert "refused our HTML" in caplog.text


async def test_a_topic_that_was_closed_meanwhile_loses_no_answer(
    server: TelegramServer, room: Newsroom, ann: Person
) -> None:
    forum = server.group(GROUP, "Forum", forum=True)
    topic = forum.opens_topic(ann, "Bridges")
    server.fail_next("sendMessage", status=400, description="Bad Request: message thread not found")
    async with running_bot(server, room):
        answer = await answer_to(server, forum.says(ann, "/ask hello", thread_id=topic))
    assert answer.thread_id is None


async def test_a_group_that_became_a_supergroup_is_answered_under_its_new_number(
    server: TelegramServer, room: Newsroom, ann: Person
) -> None:
    old, new = server.group(-77, "Readers"), server.group(GROUP, "Readers")
    refusal = "Bad Request: group chat was upgraded to a supergroup chat"
    server.fail_next(
        "sendMessage", status=400, description=refusal, parameters={"migrate_to_chat_id": new.chat_id}
    )
    async with running_bot(server, room):
        old.says(ann, "/sources")
        answer = await asyncio.to_thread(server.wait_for_message, new.chat_id)
    assert answer.text.startswith("2 outlets")


async def test_a_message_that_cannot_be_changed_any_more_is_followed_by_a_new_one(
    server: TelegramServer, room: Newsroom, ann: Person
) -> None:
    async with running_bot(server, room):
        card = await answer_to(server, ann.says("/article chronicle"))
        server.fail_next("editMessageText", status=400, description="Bad Request: message can't be edited")
        ann.taps(card, "later ▶")
        assert "Chapter two" in (await answer_to(server, card)).text


# Courtesies


async def test_the_bot_shows_that_it_is_at_work(server: TelegramServer, room: Newsroom, ann: Person) -> None:
    async with running_bot(server, room):
        await answer_to(server, ann.says("Who ordered the barriers down?"))
    assert [call.params["action"] for call in server.calls("sendChatAction")] == ["typing"]


@pytest.mark.parametrize("trouble", ["hangs", "fails", "floods", "breaks"])
async def test_nothing_inessential_keeps_an_answer_back(
    server: TelegramServer, room: Newsroom, ann: Person, trouble: str
) -> None:
    for method in ("sendChatAction", "answerCallbackQuery", "setMyCommands", "setMyDescription"):
        if trouble == "hangs":
            server.hang_next(method, 30.0, times=9)
        elif trouble == "breaks":
            server.drop_next(method, performed=False, times=9)
        else:
            server.fail_next(method, status=429 if trouble == "floods" else 500, retry_after=90, times=9)
    began = time.monotonic()
    async with running_bot(server, room):
        answer = await answer_to(server, ann.says("Who ordered the barriers down?"))
        assert answer.text.startswith("Chief engineer")
        ann.taps(answer, "1 · Radio Orrevane")
        passage = await answer_to(server, answer)
        ann.taps(await answer_to(server, ann.says("/article chronicle")), "later ▶")
        assert passage.text.startswith("Lantern Bridge")
        assert time.monotonic() - began < 4


# The limiter by itself


async def _flooded(times: int, seconds: float) -> tuple[int, list[str]]:
    """How often a request was tried that Telegram refuses so many times, and what came of it."""
    tries = 0

    async def call() -> str:
        nonlocal tries
        tries += 1
        if tries <= times:
            raise RetryAfter(timedelta(seconds=seconds))
        return "sent"

    limiter = Governor()
    try:
        result = await limiter.process_request(call, (), {}, "sendMessage", {"chat_id": 1}, None)
    except RetryAfter:
        return tries, []
    return tries, [result]


async def test_the_limiter_tries_a_few_times_and_no_more() -> None:
    assert await _flooded(times=2, seconds=0.01) == (3, ["sent"])
    assert await _flooded(times=9, seconds=0.01) == (4, [])
    assert await _flooded(times=1, seconds=1_000) == (1, [])

"""How fast the bot writes, by a clock that the test moves: no real second passes."""

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from telegram.error import RetryAfter
from virtual_time import run_in_virtual_time

from bot.governor import Governor, Urgency

T = TypeVar("T")


def in_virtual_time(story: Coroutine[Any, Any, T]) -> T:
    return run_in_virtual_time(story)


async def _turns(governor: Governor, chats: list[int], urgency: Urgency = Urgency.ALERT) -> list[float]:
    """When each of these messages went out, in seconds."""
    loop = asyncio.get_running_loop()
    began = loop.time()

    async def one(chat: int) -> float:
        await governor.turn(chat, urgency)
        return round(loop.time() - began, 3)

    return list(await asyncio.gather(*map(one, chats)))


def test_a_chat_gets_one_alert_a_second() -> None:
    assert in_virtual_time(_turns(Governor(), [7, 7, 7])) == [0.0, 1.0, 2.0]


def test_answers_may_come_in_a_short_burst() -> None:
    times = sorted(in_virtual_time(_turns(Governor(), [7] * 4, Urgency.ANSWER)))
    assert times[2:] == [pytest.approx(0.067, abs=0.01), 3.0]


def test_all_chats_together_get_thirty_messages_a_second() -> None:
    times = in_virtual_time(_turns(Governor(), list(range(1, 301))))
    assert max(times) == pytest.approx(299 / 30, abs=0.1)
    for start in range(0, 9):
        assert sum(start <= at < start + 1 for at in times) <= 31


def test_a_group_gets_twenty_messages_a_minute() -> None:
    times = sorted(in_virtual_time(_turns(Governor(), [-5] * 21)))
    assert times[19] < 20
    assert times[20] == pytest.approx(60.0, abs=0.1)


def test_an_answer_goes_before_the_alerts_that_wait() -> None:
    async def story() -> list[str]:
        governor, order = Governor(), []

        async def one(name: str, chat: int, urgency: Urgency) -> None:
            await governor.turn(chat, urgency)
            order.append(name)

        alerts = [asyncio.create_task(one("alert", n, Urgency.ALERT)) for n in range(1, 31)]
        await asyncio.sleep(0.1)
        await asyncio.gather(*alerts, one("answer", 99, Urgency.ANSWER))
        return order

    assert in_virtual_time(story()).index("answer") <= 5


def test_a_pause_that_telegram_asks_for_holds_for_that_chat_alone() -> None:
    async def story() -> list[float]:
        governor = Governor()

        async def flooded() -> None:
            raise RetryAfter(timedelta(seconds=50))

        with pytest.raises(RetryAfter):
            await governor.process_request(flooded, (), {}, "sendMessage", {"chat_id": 7}, Urgency.ALERT)
        assert governor.pause_of(7) == pytest.approx(50.0)
        assert governor.pause_of(8) == 0.0
        return await _turns(governor, [7, 8])

    assert in_virtual_time(story()) == [pytest.approx(50.0), pytest.approx(0.0, abs=0.1)]

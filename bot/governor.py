"""How fast the bot may write: Telegram's limits kept beforehand, and its pauses kept afterwards.

Telegram publishes no exact limits; these are the ones that it names in its FAQ: about 30 messages a second in
all, one a second in a chat (short bursts are let through), 20 a minute in a group. What answers somebody goes
before what was not asked for. A pause that Telegram asks for holds for that chat alone.
"""

import asyncio
import heapq
import itertools
import logging
from collections import deque
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import timedelta
from enum import IntEnum
from typing import Any, TypeVar

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

log = logging.getLogger(__name__)

T = TypeVar("T")

A_SECOND = 30  # messages, over all chats
_CHAT_SECONDS = 1.0  # between two messages to a chat
_BURST = 3  # answers that a chat may get at once
_GROUP_MINUTE = 20  # messages to a group in any minute
_MAX_WAITS = 3
_LONGEST_WAIT = timedelta(minutes=3)  # an answer that comes later than that is no answer any more


class Urgency(IntEnum):
    """What goes first when there is more than may go out."""

    ANSWER = 0
    ALERT = 1


class Governor(BaseRateLimiter[Urgency]):
    """Lets each request wait for its turn.

    Answers wait here and are sent again when Telegram refuses them for being too fast. Alerts ask for their
    `turn` beforehand, and a refusal (RetryAfter) is their sender's. Calls that write nothing, such as a
    look-up, wait only for pauses.
    """

    def __init__(self) -> None:
        self._chats: dict[object, _ChatPace] = {}
        self._overall = _Turns(A_SECOND)
        self._closing = asyncio.Event()

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """See `close`."""
        self.close()

    def close(self) -> None:
        """End all waiting: what waits is given up. For when the bot stops."""
        self._closing.set()

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, T]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Urgency | None,
    ) -> T:
        """Perform a request when it is its turn. Raises RetryAfter when Telegram asks for too long or too
        many waits, and at once for an alert."""
        chat_id = data.get("chat_id")
        if chat_id is None or endpoint == "sendChatAction":
            return await callback(*args, **kwargs)
        if rate_limit_args is Urgency.ALERT:  # its turn was waited for, see `turn`
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as flood:
                self._note(chat_id, flood)
                raise
            finally:
                self._pace(chat_id).arrived(asyncio.get_running_loop().time())
        writes = endpoint.startswith(("send", "edit", "copy", "forward"))
        for _ in range(_MAX_WAITS):
            await self._wait_for_turn(chat_id, writes, Urgency.ANSWER)
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as flood:
                if _seconds(flood) > _LONGEST_WAIT.total_seconds() or self._closing.is_set():
                    raise
                self._note(chat_id, flood)
        await self._wait_for_turn(chat_id, writes, Urgency.ANSWER)
        return await callback(*args, **kwargs)

    async def turn(self, chat_id: int, urgency: Urgency) -> bool:
        """Wait until a message may go to a chat; it then counts as written. False when the bot stops
        instead."""
        await self._wait_for_turn(chat_id, True, urgency)
        return not self._closing.is_set()

    def pause_of(self, chat_id: object) -> float:
        """In how many seconds an alert may go to this chat."""
        now = asyncio.get_running_loop().time()
        pace = self._chats.get(chat_id)
        return max(0.0, pace.next_turn(Urgency.ALERT) - now) if pace else 0.0

    def _note(self, chat_id: object, flood: RetryAfter) -> None:
        log.info("Telegram asks for a pause of %g s in a chat.", _seconds(flood))
        self._pace(chat_id).not_before = asyncio.get_running_loop().time() + _seconds(flood)

    async def _wait_for_turn(self, chat_id: object, writes: bool, urgency: Urgency) -> None:
        """First the chat's turn, then the bot's: a chat that has to wait keeps nobody else waiting."""
        loop, pace = asyncio.get_running_loop(), self._pace(chat_id)
        while not self._closing.is_set():
            turn = pace.next_turn(urgency) if writes else pace.not_before
            if turn <= loop.time():
                break
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), turn - loop.time())
        if writes:
            pace.take(loop.time())
            await self._overall.take(urgency, self._closing)

    def _pace(self, chat_id: object) -> "_ChatPace":
        if len(self._chats) > _REMEMBERED:
            now = asyncio.get_running_loop().time()
            self._chats = {key: pace for key, pace in self._chats.items() if not pace.is_idle(now)}
        return self._chats.setdefault(chat_id, _ChatPace(is_group=isinstance(chat_id, int) and chat_id < 0))


_REMEMBERED = 2_000  # chats, before those without a recent message are forgotten


class _ChatPace:
    """When a chat may be written to next. Times are the event loop's."""

    def __init__(self, is_group: bool) -> None:
        self.not_before = 0.0
        self._is_group = is_group
        self._sent: deque[float] = deque(maxlen=_GROUP_MINUTE)

    def next_turn(self, urgency: Urgency) -> float:
        """The moment from which a message of this urgency may go out."""
        turn = self.not_before
        spaced = 1 if urgency is Urgency.ALERT else _BURST
        if len(self._sent) >= spaced:
            turn = max(turn, self._sent[-spaced] + spaced * _CHAT_SECONDS)
        if self._is_group and len(self._sent) == _GROUP_MINUTE:
            turn = max(turn, self._sent[0] + 60.0)
        return turn

    def take(self, now: float) -> None:
        """A message goes out now."""
        self._sent.append(now)

    def arrived(self, now: float) -> None:
        """The last message has got there by now: Telegram counts from then, and the way there takes its
        time."""
        if self._sent:
            self._sent[-1] = now

    def is_idle(self, now: float) -> bool:
        """Whether nothing of it matters any more."""
        return self.not_before <= now and (not self._sent or self._sent[-1] + 60.0 <= now)


class _Turns:
    """So many turns a second, answers before alerts, else in the order of asking."""

    def __init__(self, a_second: int) -> None:
        self._spacing = 1.0 / a_second
        self._next = 0.0
        self._waiting: list[tuple[Urgency, int, asyncio.Future[None]]] = []
        self._count = itertools.count()
        self._granting: asyncio.Task[None] | None = None

    async def take(self, urgency: Urgency, closing: asyncio.Event) -> None:
        """Wait for a turn; none is waited for once `closing` is set."""
        loop = asyncio.get_running_loop()
        if not self._waiting and self._next <= loop.time():
            self._next = loop.time() + self._spacing
            return
        turn: asyncio.Future[None] = loop.create_future()
        heapq.heappush(self._waiting, (urgency, next(self._count), turn))
        if self._granting is None or self._granting.done():
            self._granting = asyncio.create_task(self._grant(closing))
        await turn

    async def _grant(self, closing: asyncio.Event) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            if not closing.is_set() and self._next > loop.time():
                with suppress(TimeoutError):
                    await asyncio.wait_for(closing.wait(), self._next - loop.time())
            _, _, turn = heapq.heappop(self._waiting)
            if not turn.done():  # who waited may have been cancelled
                self._next = max(self._next, loop.time() - self._spacing) + self._spacing
                turn.set_result(None)


def _seconds(flood: RetryAfter) -> float:
    wait = flood.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)

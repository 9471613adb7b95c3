"""Getting a reply to a chat through whatever Telegram and the network answer.

Three rules: an answer that was worked out is not lost to something that could be waited for or left out; one
chat's trouble is no other chat's; and what is mere courtesy, such as "typing …", may fail unseen.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, ChatMigrated, NetworkError, RetryAfter
from telegram.ext import BaseRateLimiter

from bot.addressing import Place
from bot.markup import plain_text
from bot.render import Reply, Rows

log = logging.getLogger(__name__)

T = TypeVar("T")

_NETWORK_PAUSES = (1.0, 3.0, 9.0)  # seconds between the tries to send when the network fails
_TYPING_SECONDS = 4.0  # Telegram shows "typing …" for five
_MAX_WAITS = 3
_LONGEST_WAIT = timedelta(minutes=3)  # an answer that comes later than that is no answer any more


async def send(bot: Bot, reply: Reply, place: Place, parse_mode: str | None = ParseMode.HTML) -> None:
    """Send a reply as a new message. Raises TelegramError when every way is barred."""
    try:
        await _persistently(lambda: _send_once(bot, reply, place, parse_mode))
    except ChatMigrated as moved:
        await send(bot, reply, replace(place, chat_id=moved.new_chat_id), parse_mode)
    except BadRequest as refusal:
        problem = refusal.message.lower()
        if "message thread not found" in problem and place.thread_id is not None:
            await send(bot, reply, replace(place, thread_id=None), parse_mode)
        elif "can't parse entities" in problem and parse_mode:
            log.error("Telegram refused our HTML (%s); the reply goes out as plain text.", refusal.message)
            await send(bot, replace(reply, html=plain_text(reply.html)), place, parse_mode=None)
        else:
            raise


async def replace_message(bot: Bot, reply: Reply, place: Place) -> None:
    """Show a reply in place of the message that `place` replies to; as a new one where that cannot be."""
    try:
        await _persistently(
            lambda: bot.edit_message_text(
                reply.html,
                place.chat_id,
                place.reply_to,
                parse_mode=ParseMode.HTML,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                reply_markup=_keyboard(reply.buttons),
            )
        )
    except BadRequest as refusal:
        if "message is not modified" not in refusal.message.lower():  # a button pressed twice
            await send(bot, reply, place)


async def _send_once(bot: Bot, reply: Reply, place: Place, parse_mode: str | None) -> Message:
    reply_to = ReplyParameters(place.reply_to, allow_sending_without_reply=True) if place.reply_to else None
    return await bot.send_message(
        place.chat_id,
        reply.html,
        parse_mode=parse_mode,
        message_thread_id=place.thread_id,
        reply_parameters=reply_to,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        reply_markup=_keyboard(reply.buttons),
    )


def _keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    buttons = [[InlineKeyboardButton(one.label, callback_data=one.action) for one in row] for row in rows]
    return InlineKeyboardMarkup(buttons) if buttons else None


async def _persistently(call: Callable[[], Awaitable[T]]) -> T:
    """Try again when the network fails. Where it failed only after Telegram had taken the message in, the
    reader gets it twice; that is the price of getting it once where it failed before."""
    for pause in _NETWORK_PAUSES:
        try:
            return await call()
        except BadRequest:  # a NetworkError by class only: trying again would change nothing
            raise
        except NetworkError as error:
            log.warning("Telegram could not be reached (%s); trying again in %g s.", error.message, pause)
            await asyncio.sleep(pause)
    return await call()


class Courtesies:
    """Calls that nobody waits for and whose failure nobody needs to know of."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()  # else the garbage collector may end them

    def pay(self, call: Coroutine[Any, Any, Any]) -> None:
        """Run the call beside everything else."""
        task = asyncio.create_task(self._quietly(call))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    @asynccontextmanager
    async def typing(self, bot: Bot, place: Place) -> AsyncIterator[None]:
        """Show "typing …" in the chat until the block is done."""
        done = asyncio.Event()
        self.pay(_type_until(done, bot, place))
        try:
            yield
        finally:
            done.set()

    @staticmethod
    async def _quietly(call: Coroutine[Any, Any, Any]) -> None:
        try:
            await call
        except Exception as error:  # whatever it was, it was only a courtesy
            log.debug("A courtesy failed: %s", type(error).__name__)


async def _type_until(done: asyncio.Event, bot: Bot, place: Place) -> None:
    while not done.is_set():
        await bot.send_chat_action(place.chat_id, ChatAction.TYPING, message_thread_id=place.thread_id)
        with suppress(TimeoutError):
            await asyncio.wait_for(done.wait(), _TYPING_SECONDS)


class PatientRateLimiter(BaseRateLimiter[None]):
    """When Telegram asks to slow down, waits as long as it says, in that chat alone, and sends again.

    Nothing is slowed down beforehand: the true limits are not published, and a bot that answers rarely meets
    them.
    """

    def __init__(self) -> None:
        self._not_before: dict[object, float] = {}
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
        rate_limit_args: None,
    ) -> T:
        """Perform a request. Raises RetryAfter when Telegram asks for too long or too many waits."""
        chat_id = data.get("chat_id")
        if chat_id is None or endpoint == "sendChatAction":
            return await callback(*args, **kwargs)
        for _ in range(_MAX_WAITS):
            await self._wait_for(chat_id)
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as flood:
                if _seconds(flood) > _LONGEST_WAIT.total_seconds() or self._closing.is_set():
                    raise
                log.info("Telegram asks for a pause of %g s in a chat.", _seconds(flood))
                self._not_before[chat_id] = asyncio.get_running_loop().time() + _seconds(flood)
        await self._wait_for(chat_id)
        return await callback(*args, **kwargs)

    async def _wait_for(self, chat_id: object) -> None:
        loop = asyncio.get_running_loop()
        while (pause := self._not_before.get(chat_id, 0.0) - loop.time()) > 0 and not self._closing.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), pause)
        self._not_before.pop(chat_id, None)


def _seconds(flood: RetryAfter) -> float:
    wait = flood.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)

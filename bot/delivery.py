"""Getting a reply to a chat through whatever Telegram and the network answer.

Three rules: an answer that was worked out is not lost to something that could be waited for or left out; one
chat's trouble is no other chat's; and what is mere courtesy, such as "typing …", may fail unseen.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
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
from telegram.error import BadRequest, ChatMigrated, NetworkError

from bot.addressing import Place
from bot.markup import plain_text
from bot.render import Reply, Rows

log = logging.getLogger(__name__)

T = TypeVar("T")

_NETWORK_PAUSES = (1.0, 3.0, 9.0)  # seconds between the tries to send when the network fails
_TYPING_SECONDS = 4.0  # Telegram shows "typing …" for five


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
                reply_markup=keyboard(reply.buttons),
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
        reply_markup=keyboard(reply.buttons),
    )


def keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    """The buttons as Telegram takes them; None where there are none."""
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

"""The bot as a test runs it: the real application against a Bot API server on loopback."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from newsrooms import settings_for
from telegram_server import ChatMessage, TelegramServer

from bot.application import build_application
from bot.service import App, serve
from index.newsroom import Newsroom


@asynccontextmanager
async def running_bot(server: TelegramServer, room: Newsroom, **settings: Any) -> AsyncIterator[App]:
    """The bot, until the block is done. `settings` are those of access, for example."""
    given = {"TELEGRAM_BOT_TOKEN": server.token, "telegram_api": server.address, **settings}
    application = build_application(room, settings_for(room.settings.home, **given))
    stop = asyncio.Event()
    serving = asyncio.create_task(serve(room, application, stop))
    try:
        yield application
    finally:
        stop.set()
        await serving


async def answer_to(server: TelegramServer, asked: ChatMessage, timeout: float = 10.0) -> ChatMessage:
    """The first message of the bot after this one in its chat."""
    return await asyncio.to_thread(
        server.wait_for_message, asked.chat_id, after_id=asked.message_id, timeout=timeout
    )


async def edit_of(server: TelegramServer, message: ChatMessage) -> ChatMessage:
    """The message once the bot has changed it."""
    return await asyncio.to_thread(server.wait_for_edit, message, timeout=10.0)

"""Telegram's side of what administrators hand in and ask about feeds; others are told that they may not.

Knows updates of Telegram; what becomes of their contents is decided in bot.uploads and bot.feeds.
"""

import asyncio
import logging
import re
from collections.abc import Callable
from pathlib import PurePath

from telegram import (
    Document,
    Message,
    MessageOrigin,
    MessageOriginChannel,
    MessageOriginChat,
    Update,
)
from telegram.constants import ChatType
from telegram.error import BadRequest, TelegramError
from telegram.ext import CommandHandler, ContextTypes, MessageHandler, filters

from bot import wording_feeds as wording
from bot.addressing import place_of
from bot.delivery import Courtesies, send
from bot.feeds import obey_feed_command
from bot.render import Reply, say
from bot.service import App
from bot.uploads import (
    LINKS,
    LISTS_OF_FEEDS,
    Forwarded,
    hands_links_over,
    take_file,
    take_forwarded,
    take_links,
)
from bot.wording import NOT_TEXT
from data.cleaning import fingerprint, one_line
from data.files import FORMATS
from data.settings import Settings
from index.newsroom import Newsroom

log = logging.getLogger(__name__)


def add_intake(application: App, room: Newsroom, settings: Settings) -> None:
    """Handle these updates before the bot's other handlers see them."""
    desk = IntakeDesk(room, settings)
    application.add_handler(CommandHandler(list(wording.ADMINISTRATORS_COMMANDS), desk.on_command))
    # In groups people pass on and link what they like; only in private does it mean us.
    private = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
    administrators = filters.User(settings.administrators)
    files = filters.Document.ALL & (administrators | ~filters.CAPTION)  # others' captions are questions
    application.add_handler(MessageHandler(private & files, desk.on_file))
    words = filters.TEXT | filters.CAPTION
    application.add_handler(MessageHandler(private & filters.FORWARDED & words, desk.on_forwarded))
    links = filters.Regex(re.compile(rf"^\s*{LINKS.pattern}$", re.IGNORECASE))
    application.add_handler(MessageHandler(private & links, desk.on_links))
    # Whoever hands things in may put a word to a link; what others write around one is a question.
    handed_over = administrators & filters.TEXT & _HandsLinksOver()
    application.add_handler(MessageHandler(private & handed_over, desk.on_links))


class _HandsLinksOver(filters.MessageFilter):
    def filter(self, message: Message) -> bool:
        return hands_links_over(message.text or "")


class IntakeDesk:
    """Takes in what administrators hand over, in a thread, and reports."""

    def __init__(self, room: Newsroom, settings: Settings) -> None:
        self._room = room
        self._administrators = settings.administrators
        self._most_bytes = settings.max_file_mb * 1024 * 1024
        self._courtesies = Courtesies()

    async def on_command(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Do something about feeds."""
        message = update.message
        if message is None or not message.text:
            return
        command, _, words = message.text.removeprefix("/").partition(" ")
        name = command.partition("@")[0].lower()
        await self._answer(update, context, lambda: obey_feed_command(self._room, name, words))

    async def on_links(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Take in the pages that a message links to."""
        text = (update.message and update.message.text) or ""
        await self._answer(update, context, lambda: take_links(self._room, text))

    async def on_forwarded(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Take in a message that was passed on."""
        message = update.message
        if message and message.forward_origin:
            passed_on = forwarded_in(message, message.forward_origin)
            await self._answer(update, context, lambda: take_forwarded(self._room, passed_on))

    async def on_file(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Take in a file."""
        message = update.message
        document = message.document if message else None
        if message is None or document is None:
            return
        if not self._is_administrator(update):
            ending = PurePath(document.file_name or "").suffix.lower()
            refusal = wording.ONLY_ADMINISTRATORS if ending in (*FORMATS, *LISTS_OF_FEEDS) else NOT_TEXT
            await send(context.bot, say(refusal), place_of(message))
            return
        content = await self._download(document)
        if isinstance(content, str):
            await send(context.bot, say(content), place_of(message))
            return
        name = document.file_name or "file"
        await self._answer(update, context, lambda: take_file(self._room, name, content))

    async def _download(self, document: Document) -> bytes | str:
        """The bytes, or a sentence why not. A Bot API server of one's own has no limit but our own."""
        if (document.file_size or 0) > self._most_bytes:
            return wording.file_too_large(self._most_bytes // 1024 // 1024)
        try:
            file = await document.get_file()
            return bytes(await file.download_as_bytearray())
        except BadRequest as refusal:
            if "file is too big" in refusal.message.lower():
                return wording.FILE_TOO_LARGE_FOR_TELEGRAM
            raise
        except TelegramError as error:
            log.warning("A file could not be fetched from Telegram (%s).", error.message)
            return wording.FILE_NOT_FETCHED

    async def _answer(
        self, update: Update, context: ContextTypes.DEFAULT_TYPE, act: Callable[[], Reply]
    ) -> None:
        message = update.message
        if message is None:
            return
        place = place_of(message)
        if not self._is_administrator(update):
            if message.chat.type == ChatType.PRIVATE:
                await send(context.bot, say(wording.ONLY_ADMINISTRATORS), place)
            return
        async with self._courtesies.typing(context.bot, place):
            await send(context.bot, await asyncio.to_thread(act), place)

    def _is_administrator(self, update: Update) -> bool:
        user = update.effective_user
        return user is not None and user.id in self._administrators


def forwarded_in(message: Message, origin: MessageOrigin) -> Forwarded:
    """What a forwarded message says, who said it, and when."""
    text = message.text or message.caption or ""
    source, identity, url = "", fingerprint(text), ""
    if isinstance(origin, MessageOriginChannel):
        source = origin.chat.title or ""
        identity = f"{origin.chat.id}/{origin.message_id}"
        url = f"https://t.me/{origin.chat.username}/{origin.message_id}" if origin.chat.username else ""
    elif isinstance(origin, MessageOriginChat):
        source = origin.sender_chat.title or ""
    return Forwarded(identity, text, one_line(source), url, origin.date)

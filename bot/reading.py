"""The bot's own reading: the watched folder and feeds that are due, beside the answers."""

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import TypeVar

from telegram import Bot
from telegram.error import TelegramError

from bot import wording_feeds as wording
from bot.addressing import Place
from bot.delivery import send
from bot.failures import Sparingly, trace_without_words
from bot.manage import drop_sample
from bot.render import say
from data.feed_state import is_news
from data.feeds import has_feeds
from data.files import Reading
from data.sandbox import Sandbox
from data.watched import WatchedFolder
from index.ingest import Summary, ingest
from index.newsroom import Newsroom
from index.polling import FeedDesk, make_feed_desk

log = logging.getLogger(__name__)

T = TypeVar("T")

ROUND_SECONDS = 20.0  # between two looks at what is due
WATCHED_COLLECTION = "watched"


async def keep_reading(room: Newsroom, bot: Bot) -> None:
    """Take in what is new, again and again, and tell administrators once of feeds that died or moved."""
    sparingly = Sparingly()
    with Sandbox() as sandbox:
        rounds = None
        while True:
            try:
                rounds = rounds or ReadingRounds(room, sandbox)
                await in_background(rounds.read)
                await _tell_administrators(rounds, bot)
            except Exception as error:  # of the disk or the database: the next round may succeed
                sparingly.warn("New articles could not be taken in.\n%s", trace_without_words(error))
            await asyncio.sleep(ROUND_SECONDS)


async def _tell_administrators(rounds: "ReadingRounds", bot: Bot) -> None:
    """A notice counts as told once one administrator has it: the others can ask with /feeds."""
    notices = await asyncio.to_thread(rounds.notices)
    if not notices:
        return
    reached = False
    for administrator in rounds.administrators:
        try:
            for notice in notices:
                await send(bot, say(notice), Place(administrator))
            reached = True
        except TelegramError as error:
            log.warning("An administrator could not be told of a feed (%s).", error.message)
    if reached:
        await asyncio.to_thread(rounds.mark_told)


async def in_background(work: Callable[[], T]) -> T:
    """What `work` returns, from a thread that does not keep the process alive: reading may take minutes, and
    whoever stops the bot should not have to wait. What is cut off is done again at the next start."""
    done: Future[T] = Future()

    def run() -> None:
        done.set_running_or_notify_cancel()
        try:
            done.set_result(work())
        except Exception as error:
            done.set_exception(error)

    threading.Thread(target=run, name="reading", daemon=True).start()
    return await asyncio.wrap_future(done)


class ReadingRounds:
    """What one round of reading does; blocking, for a thread."""

    def __init__(self, room: Newsroom, sandbox: Sandbox) -> None:
        self._room = room
        self._sandbox = sandbox
        self._desk: FeedDesk = make_feed_desk(room.settings, room.store, room.embedder, sandbox)
        folder = room.settings.watched_folder
        self._folder = WatchedFolder(folder.expanduser(), room.settings.home) if folder else None
        if folder and not folder.expanduser().is_dir():
            log.warning("The watched folder %s does not exist. I take in its files once it does.", folder)
        self._folder_was_read = bool(room.store.keys_of_collection(WATCHED_COLLECTION))

    @property
    def administrators(self) -> tuple[int, ...]:
        """Whom notices go to."""
        return self._room.settings.administrators

    def read(self) -> None:
        """Take in what has come to the folder, then the feeds that are due."""
        self._read_folder()
        if not has_feeds(self._room.settings.home):
            return
        with self._desk.open_feeds() as feeds:
            for polled, summary in self._desk.poll(feeds):
                if polled.problem or summary.seen:
                    log.info("Feed %s", wording.polled_line(polled, summary))
                self._note(summary)

    def notices(self) -> list[str]:
        """What administrators have not been told of yet, in sentences."""
        if not (self.administrators and has_feeds(self._room.settings.home)):
            return []
        with self._desk.open_feeds() as feeds:
            return [wording.notice_words(notice, "/removefeed") for notice in feeds.notices()]

    def mark_told(self) -> None:
        """They know now."""
        with self._desk.open_feeds() as feeds:
            feeds.mark_told()

    def _read_folder(self) -> None:
        if self._folder is None:
            return
        changed = self._folder.changed(datetime.now(UTC).timestamp())
        if not changed:
            self._folder_was_read = True
            return
        now = datetime.now(UTC)
        caught_up = now if self._folder_was_read else None
        reading = Reading(self._sandbox, WATCHED_COLLECTION, self._room.settings.max_file_mb)
        summary = ingest(
            self._room.store,
            self._room.embedder,
            self._folder.read(changed, reading),
            self._room.settings.model_languages,
            announce=lambda entry: is_news(entry.published, caught_up, now),
        )
        self._folder.mark_read(changed)
        self._folder_was_read = True
        log.info("Watched folder: %s", wording.taken_in(summary))
        self._note(summary)

    def _note(self, summary: Summary) -> None:
        if summary.added:
            drop_sample(self._room.store)

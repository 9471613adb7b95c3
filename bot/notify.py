"""Sending what waits in the outbox: at least once, and twice only where it cannot be known that once was
enough.

For each message: wait for its turn, store the attempt, hand it to Telegram, store the answer. One chat gets
one message at a time, chats take turns, and what befalls one of them holds up no other.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial
from typing import TypeVar

import httpx
import sqlalchemy as sa
from telegram import LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot import wording_alerts as wording
from bot.delivery import keyboard
from bot.failures import Sparingly, trace_without_words
from bot.governor import Governor, Urgency
from bot.markup import plain_text
from bot.render import Reply
from bot.render_alerts import Told, render_alert, render_corrected, render_correction, render_digest
from bot.schedule import belongs_to_digest, is_quiet, zone_of
from data.interests import Subscription
from data.outbox import FAILED, LEFT_OUT, NEWS, TOLD, VOID, Alert, Outbox
from data.schema import HomeError
from data.store import Store
from data.stories import Stories
from data.subscribers import Subscribers

log = logging.getLogger(__name__)

T = TypeVar("T")
Bot = ExtBot[Urgency]

CONFIRMED_REFUSALS = 3  # in a row, before a chat counts as out of reach
_CHATS = 500  # looked at in one go
_AT_ONCE = 24  # messages on their way
_LOOK_SECONDS = 1.0  # between looks into an empty outbox
_DIGEST_SECONDS = 20.0
_TIDY_SECONDS = 3600.0
_CATCH_UP = 10  # stories shown of what was held
_KEPT = timedelta(days=60)  # how long a later correction can find the alert that it is about
_DRAFTS_KEPT = timedelta(days=2)
_GONE = (
    "chat not found",
    "not enough rights",
    "have no rights",
    "chat_write_forbidden",
    "need administrator rights",
)
_NO_TOPIC = ("message thread not found", "topic_closed", "topic_deleted")
_UNCHANGEABLE = ("message to edit not found", "message can't be edited", "message_id_invalid")


@dataclass(frozen=True, slots=True)
class Pauses:
    """Seconds to wait before trying again: after a chat's refusal, after a call that got no answer, and, up
    to the last, while there is no network or no room on the disk. Each doubles with every failure in a
    row."""

    refusal: float = 60.0
    silence: float = 5.0
    outage: float = 1.0
    longest: float = 60.0


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message about these alerts; `left_out` are settled with it. `edits` is a message that it replaces,
    `replies_to` one that it answers."""

    alerts: Sequence[Alert]
    reply: Reply
    left_out: Sequence[Alert] = ()
    edits: int | None = None
    replies_to: int | None = None

    @property
    def keys(self) -> list[int]:
        """The alerts that it tells of."""
        return [one.key for one in self.alerts]


class Notifier:
    """Sends the alerts of one home, until it is told to stop."""

    def __init__(
        self,
        store: Store,
        bot: Bot,
        governor: Governor,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        pauses: Pauses = Pauses(),
    ) -> None:
        self._store = store
        self._outbox = Outbox(store.engine)
        self._stories = Stories(store.engine)
        self._subscribers = Subscribers(store.engine)
        self._bot = bot
        self._governor = governor
        self._now = now
        self._pauses = pauses
        self._busy: dict[int, asyncio.Task[None]] = {}
        self._not_before: dict[int, float] = {}
        self._failures: dict[int, int] = {}
        self._outage = 0
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._cursor: int | None = None
        self._sparingly = Sparingly()
        self._next_digests = self._next_tidying = 0.0
        self._stopping = False

    async def run(self) -> None:
        """Send for ever. Whatever goes wrong with the database is waited out."""
        cut_off = await self._insist(self._outbox.recover)
        if cut_off:
            log.info("%d alerts were being sent when the bot stopped last; they are sent again.", cut_off)
        while True:
            try:
                found = await self._look()
            except Exception as error:  # of the disk or the database: the next look may succeed
                self._sparingly.warn("The outbox could not be looked into.\n%s", trace_without_words(error))
                found = False
            if not found or self._outage:
                await asyncio.sleep(self._outage_pause() or _LOOK_SECONDS)

    async def stop(self) -> None:
        """Begin no more messages, and let those that Telegram has be answered."""
        self._stopping = True
        await asyncio.gather(*self._busy.values(), return_exceptions=True)

    async def drain(self) -> None:
        """Send until nothing waits that could go out now. For tests and benchmarks."""
        while await self._look() or self._busy:
            if self._busy:
                await asyncio.wait(self._busy.values(), return_when=asyncio.FIRST_COMPLETED)

    # Looking for work

    async def _look(self) -> bool:
        """Begin a message for each of the next chats, in turn. False where nothing waits any more."""
        loop = asyncio.get_running_loop()
        if loop.time() >= self._next_tidying:
            self._next_tidying = loop.time() + _TIDY_SECONDS
            await self._run_in_thread(lambda: self._outbox.prune(self._now() - _KEPT))
            await self._run_in_thread(lambda: self._subscribers.remove_drafts(self._now() - _DRAFTS_KEPT))
        if loop.time() >= self._next_digests:
            self._next_digests = loop.time() + _DIGEST_SECONDS
            await self._begin_digests()
        began = self._cursor is None
        chats = await self._run_in_thread(lambda: self._outbox.chats_after(self._cursor, _CHATS))
        self._cursor = chats[-1] if len(chats) == _CHATS else None
        free = [chat_id for chat_id in chats if self._is_free(chat_id)]
        free = await self._run_in_thread(lambda: self._awake(free))
        for chat_id in free:
            if self._outage and self._busy:  # one at a time tries whether the network is back
                break
            await self._begin(chat_id, lambda chat_id=chat_id: self._next_message(chat_id))  # type: ignore[misc]
        return bool(free) or not began

    async def _begin_digests(self) -> None:
        for one in await self._run_in_thread(self._due_digests):
            if self._is_free(one.chat_id) and not self._outage:
                await self._begin(one.chat_id, lambda one=one: self._digest(one))  # type: ignore[misc]

    def _is_free(self, chat_id: int) -> bool:
        """Whether a message may be begun: none is on its way, and no pause holds for the chat."""
        if self._stopping or chat_id in self._busy:
            return False
        paused = self._not_before.get(chat_id, 0.0) > asyncio.get_running_loop().time()
        return not paused and self._governor.pause_of(chat_id) <= _LOOK_SECONDS

    async def _begin(self, chat_id: int, compose: Callable[[], Outgoing | None]) -> None:
        await self._room.acquire()
        task = asyncio.create_task(self._send_to(chat_id, compose))
        self._busy[chat_id] = task
        task.add_done_callback(lambda done: self._end(chat_id, done))

    def _end(self, chat_id: int, task: asyncio.Task[None]) -> None:
        self._busy.pop(chat_id, None)
        self._room.release()
        if not task.cancelled() and (error := task.exception()):
            self._wait_for(chat_id, self._pauses.silence)
            self._sparingly.warn("An alert could not be sent.\n%s", trace_without_words(error))

    # Composing, in a thread

    def _awake(self, chat_ids: Sequence[int]) -> list[int]:
        """Those of the chats that have no quiet hours; what waits for the others is held."""
        now, known = self._now(), self._subscribers.chats(chat_ids)
        quiet = {chat_id for chat_id in chat_ids if chat_id in known and is_quiet(known[chat_id], now)}
        for chat_id in quiet:
            self._outbox.hold(chat_id)
        return [chat_id for chat_id in chat_ids if chat_id not in quiet]

    def _due_digests(self) -> list[Subscription]:
        """The digests whose time has come, outside of quiet hours."""
        digests = self._outbox.digests()
        now, chats = self._now(), self._subscribers.chats([one.chat_id for one, _ in digests])
        return [
            one
            for one, oldest in digests
            if belongs_to_digest(oldest, one.delivery, zone_of(chats[one.chat_id]), now)
            and not is_quiet(chats[one.chat_id], now)
        ]

    def _next_message(self, chat_id: int) -> Outgoing | None:
        """The next message to a chat, None where there is none to send now."""
        chat = self._subscribers.chat(chat_id)
        alerts = self._outbox.next_of_chat(chat_id)
        if not alerts:
            return None
        if alerts[0].kind != NEWS:
            return self._correction(alerts[0], zone_of(chat))
        told = self._with_articles(alerts)
        if not told:
            return None
        if len(told) == 1:
            return Outgoing([told[0].alert], render_alert(told[0], zone_of(chat)))
        shown, rest = self._nearest(told, _CATCH_UP)
        heading = wording.catch_up_heading(len(told), len(shown))
        end = wording.catch_up_left_out(len(rest)) if rest else ""
        return _together(heading, shown, rest, end, zone_of(chat))

    def _digest(self, one: Subscription) -> Outgoing | None:
        """The digest of a subscription, if one is due and there is something for it."""
        chat = self._subscribers.chat(one.chat_id)
        now, zone = self._now(), zone_of(chat)
        waiting = self._outbox.waiting_for(one.key)
        due = [
            alert
            for alert in waiting
            if alert.kind == NEWS and belongs_to_digest(alert.created, one.delivery, zone, now)
        ]
        told = self._with_articles(due)
        if not told:
            return None
        shown, rest = self._nearest(told, one.delivery.at_most)
        heading = wording.digest_heading(one.interest, len(told), len(shown))
        end = wording.digest_left_out(one.interest, len(rest)) if rest else ""
        return _together(heading, shown, rest, end, zone)

    def _nearest(self, told: Sequence[Told], at_most: int) -> tuple[list[Told], list[Told]]:
        """So many of the stories, nearest first and among equals the newest, with who else has them; and the
        rest."""
        ranked = sorted(told, key=lambda one: (-one.alert.match.score, -one.alert.key))
        return [self._with_outlets(one) for one in ranked[:at_most]], ranked[at_most:]

    def _with_outlets(self, told: Told) -> Told:
        versions = self._store.articles_by_key(self._stories.members(told.article.key))
        outlets = dict.fromkeys(versions[key].source for key in sorted(versions))
        return replace(told, also_in=tuple(one for one in outlets if one and one != told.article.source))

    def _correction(self, alert: Alert, zone: tzinfo) -> Outgoing | None:
        """What has changed goes into the message about it, or, where that tells of more, under it."""
        original = self._outbox.find(alert.answers or 0)
        article = self._store.article(alert.article_key)
        if original is None or original.message_id is None or article is None:
            self._outbox.settle([alert.key], VOID)
            return None
        correction = Told(alert, article)
        alone = len(self._outbox.in_message(alert.subscription.chat_id, original.message_id)) == 1
        if alone and original.article_key == alert.article_key:
            before = [one for one in self._outbox.changes_told(original.key) if one.key != alert.key]
            changes = [Told(one, article) for one in before if one.article_key == article.key]
            reply = render_corrected(Told(original, article), [*changes, correction], zone)
            return Outgoing([alert], reply, edits=original.message_id)
        told = Told(original, self._store.article(original.article_key) or article)
        reply = render_correction(correction, told, zone)
        return Outgoing([alert], reply, replies_to=original.message_id)

    def _with_articles(self, alerts: Sequence[Alert]) -> list[Told]:
        """The alerts whose articles are still there and that nobody in the chat was told of, a story once."""
        articles = self._store.articles_by_key({one.article_key for one in alerts})
        stories: set[int] = set()
        told, gone, known = [], [], []
        for one in alerts:
            article = articles.get(one.article_key)
            if article is None:
                gone.append(one.key)
            elif one.story in stories or self._outbox.already_told(one):
                known.append(one.key)
            else:
                stories.add(one.story)
                told.append(Told(one, article))
        for keys, state in ((gone, VOID), (known, TOLD)):
            if keys:
                self._outbox.settle(keys, state)
        return told

    # Sending

    async def _send_to(self, chat_id: int, compose: Callable[[], Outgoing | None]) -> None:
        """Send one message, composed only when it is its turn, so that it says how things stand then."""
        if not await self._governor.turn(chat_id, Urgency.ALERT) or self._stopping:
            return
        message = await self._run_in_thread(compose)
        if message is None:
            return
        if not await self._run_in_thread(lambda: self._outbox.begin(message.keys, self._now())):
            return
        thread_id = message.alerts[0].subscription.thread_id
        failure: TelegramError | None = None
        try:
            message_id = await self._hand_over(chat_id, thread_id, message)
        except TelegramError as error:
            failure = error
        if failure is not None:
            await self._insist(partial(self._take_failure, chat_id, thread_id, message, failure))
            self._wait_after(chat_id, failure)
            return
        self._failures.pop(chat_id, None)
        self._not_before.pop(chat_id, None)
        self._outage = 0
        left_out = [one.key for one in message.left_out]
        await self._insist(partial(self._outbox.succeed, message.keys, message_id, self._now(), left_out))

    async def _hand_over(self, chat_id: int, thread_id: int | None, message: Outgoing) -> int:
        """Give the message to Telegram. Returns its number. Raises TelegramError."""
        try:
            return await self._write(chat_id, thread_id, message, ParseMode.HTML)
        except BadRequest as refusal:
            if "can't parse entities" not in refusal.message.lower():
                raise
            log.error("Telegram refused our HTML (%s); the alert goes out as plain text.", refusal.message)
            return await self._write(chat_id, thread_id, message, None)

    async def _write(
        self, chat_id: int, thread_id: int | None, message: Outgoing, parse_mode: str | None
    ) -> int:
        text = message.reply.html if parse_mode else plain_text(message.reply.html)
        preview, buttons = LinkPreviewOptions(is_disabled=True), keyboard(message.reply.buttons)
        if message.edits is not None:
            try:
                await self._bot.edit_message_text(
                    text,
                    chat_id,
                    message.edits,
                    parse_mode=parse_mode,
                    link_preview_options=preview,
                    reply_markup=buttons,
                    rate_limit_args=Urgency.ALERT,
                )
                return message.edits
            except BadRequest as refusal:
                if "not modified" in refusal.message.lower():
                    return message.edits
                if not any(words in refusal.message.lower() for words in _UNCHANGEABLE):
                    raise
        answers = message.replies_to or message.edits
        answered = ReplyParameters(answers, allow_sending_without_reply=True) if answers else None
        sent = await self._bot.send_message(
            chat_id,
            text,
            parse_mode=parse_mode,
            message_thread_id=thread_id,
            reply_parameters=answered,
            link_preview_options=preview,
            reply_markup=buttons,
            rate_limit_args=Urgency.ALERT,
        )
        return sent.message_id

    def _take_failure(
        self, chat_id: int, thread_id: int | None, message: Outgoing, error: TelegramError
    ) -> None:
        """Store what became of an attempt that Telegram or the network did not let through."""
        keys, words = message.keys, error.message
        match error:
            case RetryAfter():
                self._outbox.release(keys, words, uncertain=False)
            case ChatMigrated():
                self._outbox.release(keys, words, uncertain=False)
                self._subscribers.moves(chat_id, error.new_chat_id)
            case BadRequest() if thread_id is not None and _says(error, _NO_TOPIC):
                self._outbox.release(keys, words, uncertain=False)
                self._subscribers.loses_topic(chat_id, thread_id)
            case Forbidden():
                self._take_refusal(chat_id, keys, words)
            case BadRequest() if _says(error, _GONE):
                self._take_refusal(chat_id, keys, words)
            case NetworkError() if not isinstance(error, BadRequest):
                self._outbox.release(keys, words, uncertain=not _never_left(error))
            case _:
                self._outbox.settle(keys, FAILED, words)
                self._outbox.settle([one.key for one in message.left_out], LEFT_OUT)
                log.error("Telegram takes an alert from nobody (%s); it counts as failed.", words)

    def _take_refusal(self, chat_id: int, keys: Sequence[int], words: str) -> None:
        self._outbox.release(keys, words, uncertain=False)
        if self._subscribers.refuses(chat_id, self._now(), CONFIRMED_REFUSALS):
            log.info("A chat takes no messages any more (%s); its alerts wait until it returns.", words)

    # Waiting

    def _wait_after(self, chat_id: int, error: TelegramError) -> None:
        """Leave the chat alone for a while, or, without a network, all of them."""
        if _never_left(error):
            self._outage = min(self._outage + 1, 10)
            self._sparingly.warn("Telegram cannot be reached (%s). Alerts wait.", error.message)
        elif isinstance(error, Forbidden) or _says(error, _GONE):
            self._wait_for(chat_id, self._pauses.refusal)
        elif isinstance(error, NetworkError) and not isinstance(error, BadRequest):
            self._wait_for(chat_id, self._pauses.silence)

    def _wait_for(self, chat_id: int, seconds: float) -> None:
        """Leave this chat alone, longer with every failure in a row."""
        failures = self._failures[chat_id] = min(self._failures.get(chat_id, 0) + 1, 10)
        pause = min(seconds * 2 ** (failures - 1), max(self._pauses.longest, seconds))
        self._not_before[chat_id] = asyncio.get_running_loop().time() + pause

    def _outage_pause(self) -> float:
        """How long to wait while there is no network; the next message then tries whether there is."""
        if not self._outage:
            return 0.0
        return float(min(self._pauses.outage * 2 ** (self._outage - 1), self._pauses.longest))

    async def _insist(self, call: Callable[[], T]) -> T:
        """Store what has happened, however long it takes: while the disk is full, say, nothing else helps."""
        pause = self._pauses.outage
        while True:
            try:
                return await self._run_in_thread(call)
            except (sa.exc.SQLAlchemyError, HomeError, OSError) as error:
                self._sparingly.warn("The outbox cannot be written.\n%s", trace_without_words(error))
                await asyncio.sleep(pause)
                pause = min(2 * pause, self._pauses.longest)

    @staticmethod
    async def _run_in_thread(call: Callable[[], T]) -> T:
        return await asyncio.to_thread(call)


def _together(heading: str, shown: Sequence[Told], rest: Sequence[Told], end: str, zone: tzinfo) -> Outgoing:
    """One message about several stories; those that it leaves out are settled with it."""
    reply = render_digest(heading, shown, end, zone)
    return Outgoing([one.alert for one in shown], reply, [one.alert for one in rest])


def _never_left(error: TelegramError) -> bool:
    """Whether there was no connection to carry the message, so that Telegram cannot have it."""
    return isinstance(error.__cause__, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)


def _says(error: TelegramError, words: Sequence[str]) -> bool:
    return any(one in error.message.lower() for one in words)

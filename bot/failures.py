"""When something goes wrong: what the log says, what the person is told, and what neither may ever show.

The log never holds the bot's token (it is part of every address of the Bot API, which HTTP clients like to
log) nor people's words (which exceptions like to quote).
"""

import json
import logging
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from telegram import Bot, CallbackQuery, Update
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError, RetryAfter, TelegramError
from telegram.ext import ContextTypes
from telegram.request import HTTPXRequest

from bot import wording
from bot.addressing import Place, place_of, place_of_press
from bot.delivery import send
from bot.render import say
from data.errors import NewsdeskError
from data.schema import HomeError

log = logging.getLogger(__name__)

_REPEAT_SECONDS = 60.0


class BotStartError(NewsdeskError):
    """The bot cannot run on Telegram. The message is one sentence for the command line."""


# The log


class TokenFilter(logging.Filter):
    """Takes the token out of a record: out of its message, its arguments, its exception and its stack."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self.secret = token.rpartition(":")[2]  # what comes before the colon is the bot's public number

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact, and let everything through."""
        record.msg, record.args = self._redacted(_message_of(record)), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        record.exc_info = None
        record.exc_text = self._redacted(record.exc_text or "") or None
        record.stack_info = self._redacted(record.stack_info or "") or None
        return True

    def _redacted(self, text: str) -> str:
        return text.replace(self.secret, "[token]")


def _message_of(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):  # a caller's mistake in the arguments must not fail in here
        return str(record.msg)


def protect_log(token: str) -> None:
    """Keep token and words out of all that the handlers of the root logger write from now on."""
    redaction = TokenFilter(token)
    for handler in logging.getLogger().handlers:
        known = {one.secret for one in handler.filters if isinstance(one, TokenFilter)}
        if redaction.secret not in known:
            handler.addFilter(redaction)
    # The HTTP clients log every address; python-telegram-bot, at DEBUG, every update and every call in full.
    for talkative in ("httpx", "httpcore", "telegram"):
        logging.getLogger(talkative).setLevel(logging.WARNING)


class DiscreetRequest(HTTPXRequest):
    """Lets no response through that python-telegram-bot cannot read: it would quote it in its log and in the
    message of the exception, and updates that are cut short hold people's words."""

    async def do_request(self, url: str, method: str, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """See HTTPXRequest. Raises NetworkError in place of a response to a call that is not JSON."""
        status, payload = await super().do_request(url, method, *args, **kwargs)
        is_file = method == "GET" and status == HTTPStatus.OK
        if is_file or _is_json_object(payload):
            return status, payload
        if 200 <= status < 300:
            raise NetworkError("its response is not whole")
        return status, b"{}"  # such as a gateway's page; the status says what there is to say


def _is_json_object(payload: bytes) -> bool:
    try:
        return isinstance(json.loads(payload), dict)
    except (ValueError, RecursionError):
        return False


class Sparingly:
    """Logs a thing at most once a minute, for failures that come back every second."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last: dict[str, float] = {}

    def warn(self, message: str, *arguments: object) -> None:
        """Log a warning unless the same message, whatever its arguments, was logged in the last minute."""
        now = self._clock()
        if now - self._last.get(message, -_REPEAT_SECONDS) >= _REPEAT_SECONDS:
            self._last[message] = now
            log.warning(message, *arguments)


def trace_without_words(error: BaseException) -> str:
    """The traceback, with the messages of exceptions left out unless they cannot quote anybody.

    A database error, for example, lists the parameters of its statement: what somebody searched for. Of
    a home that is to be mended the sentence says enough.
    """
    if isinstance(error, HomeError):
        return str(error)
    return "\n".join(_trace_lines(error)).replace("\n\n", "\n")


def _trace_lines(error: BaseException) -> Iterator[str]:
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from _trace_lines(cause)
        yield "which led to:"
    yield "".join(traceback.format_tb(error.__traceback__))
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    harmless = isinstance(error, TelegramError | OSError)
    yield f"{kind}: {error}" if harmless else f"{kind} (message left out: it may quote a person's words)"


# Errors of polling


def complain(sparingly: Sparingly, error: TelegramError) -> None:
    """Say in the log why no updates come."""
    if isinstance(error, Conflict):
        sparingly.warn(
            "Telegram gives each message to one process only, and another one is running with this bot's "
            "token. Stop one of the two; until then messages are answered by either."
        )
    else:
        sparingly.warn("Telegram cannot be reached (%s). I keep trying.", error.message)


# Errors of handlers


async def on_error(update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    """The last resort of all handlers: log what happened, tell the person that something did."""
    error = context.error
    if error is None:
        return
    if isinstance(error, Forbidden):
        log.info("A chat no longer takes messages from the bot (%s).", error.message)
        return
    log.error("An update could not be handled.\n%s", trace_without_words(error))
    if isinstance(update, Update) and not _is_unreachable(error):
        await _apologize(context.bot, update)


def _is_unreachable(error: BaseException) -> bool:
    """Whether a message of ours would hardly get through either."""
    return isinstance(error, RetryAfter | NetworkError) and not isinstance(error, BadRequest)


async def _apologize(bot: Bot, update: Update) -> None:
    place = _place_of(update)
    with suppress(TelegramError):
        if place:
            await send(bot, say(wording.WENT_WRONG), place)


def _place_of(update: Update) -> Place | None:
    if isinstance(update.callback_query, CallbackQuery):
        return place_of_press(update.callback_query)
    return place_of(update.message) if update.message else None

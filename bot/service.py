"""Running the bot on Telegram: connect, fetch updates, keep the indexes fresh, send alerts, stop in good
order.

python-telegram-bot's own `run_polling` starts in silence where there is no network, prints a traceback for a
wrong token, and idles for ever once a token is revoked while it runs. Here each of these is one sentence.
"""

import asyncio
import logging
import signal
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from telegram import Bot, BotCommand, BotCommandScopeChat, Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application

from bot import wording
from bot.arrivals import Arrivals
from bot.failures import BotStartError, Sparingly, complain, trace_without_words
from bot.governor import Governor
from bot.notify import Notifier
from bot.reading import keep_reading
from bot.wording_feeds import ADMINISTRATORS_COMMANDS
from index.newsroom import Newsroom

log = logging.getLogger(__name__)

# All that is asked of Telegram: edits, channel posts and the like are never even sent. Of joins, only the
# bot's own: who unblocks it returns by that.
_UPDATES = (Update.MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER)
_POLL_SECONDS = 30
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0  # seconds between tries while Telegram cannot be reached
_LOOK_AGAIN_SECONDS = 0.5  # while answers are under way, after which new messages are looked for
_LAST_CALL_SECONDS = 3.0  # for telling Telegram at the end what has been answered
_REFRESH_SECONDS = 2.0
_GRACE_SECONDS = 10.0  # for answers that are under way when the bot is told to stop


App = Application[Any, Any, Any, Any, Any, Any]


async def serve_until_signal(room: Newsroom, application: App) -> None:
    """Run the bot until Ctrl-C or SIGTERM. Raises BotStartError."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def stop_once(number: int) -> None:
        loop.remove_signal_handler(number)  # a second Ctrl-C ends it the hard way
        stop.set()

    with suppress(NotImplementedError):  # Windows: Ctrl-C arrives as KeyboardInterrupt
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop_once, number)
    await serve(room, application, stop)


async def serve(room: Newsroom, application: App, stop: asyncio.Event) -> None:
    """Run the bot until `stop` is set. Raises BotStartError when Telegram does not know its token."""
    running = asyncio.create_task(_run(room, application))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


async def _run(room: Newsroom, application: App) -> None:
    sparingly = Sparingly()
    try:
        await _connect(application, sparingly)
        await application.start()
        notifier = Notifier(room.store, application.bot, application.bot.rate_limiter)
        jobs = (
            announce(application.bot, room.settings.administrators),
            keep_fresh(room),
            keep_reading(room, application.bot),
            notifier.run(),
        )
        beside = [asyncio.create_task(job) for job in jobs]
        arrivals = Arrivals()
        try:
            await _receive(application, sparingly, arrivals)
        finally:
            for task in beside:
                task.cancel()
            await _stop(application, notifier)
            await _confirm(application.bot, arrivals)
    except InvalidToken as error:
        api = application.bot.base_url.rpartition("/bot")[0]  # what follows is the token
        raise BotStartError(wording.unknown_token(api)) from error
    finally:
        await application.shutdown()


async def _connect(application: App, sparingly: Sparingly) -> None:
    pause = _FIRST_PAUSE
    while True:
        try:
            await application.initialize()
            await application.bot.delete_webhook()  # as long as there is one, Telegram refuses to be polled
        except InvalidToken:
            raise
        except TelegramError as error:
            pause = await _wait_after(error, pause, sparingly)
        else:
            log.info("Connected to Telegram as @%s.", application.bot.username)
            return


async def _receive(application: App, sparingly: Sparingly, arrivals: Arrivals) -> None:
    """Fetch updates for ever. Asking for later ones is what tells Telegram that one was dealt with, so that
    what a dying process leaves unanswered comes again at the next start."""
    clock, answered, pause = asyncio.get_running_loop().time, asyncio.Event(), _FIRST_PAUSE
    while True:
        try:
            updates = await application.bot.get_updates(
                arrivals.offset(clock()), timeout=_POLL_SECONDS, allowed_updates=_UPDATES
            )
        except InvalidToken:
            raise
        except TelegramError as error:
            pause = await _wait_after(error, pause, sparingly)
            continue
        pause = _FIRST_PAUSE
        fresh = [update for update in updates if arrivals.take(update.update_id, clock())]
        for update in fresh:
            application.create_task(_deal_with(application, update, arrivals, answered), update=update)
        if updates and not fresh:  # all are being answered; Telegram would give them again at once
            # Not wait_for: before Python 3.12 it may swallow being cancelled, and the bot would not stop.
            with suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_AGAIN_SECONDS):
                    await answered.wait()
            answered.clear()


async def _deal_with(application: App, update: Update, arrivals: Arrivals, answered: asyncio.Event) -> None:
    await application.update_processor.process_update(update, application.process_update(update))
    arrivals.finish(update.update_id)
    answered.set()


async def _confirm(bot: Bot, arrivals: Arrivals) -> None:
    """Tell Telegram at the end what has been answered; where that fails, some answers may come twice."""
    offset = arrivals.offset(asyncio.get_running_loop().time())
    if offset:
        with suppress(TelegramError, TimeoutError):
            async with asyncio.timeout(_LAST_CALL_SECONDS):
                await bot.get_updates(offset, limit=1, timeout=0)


async def _wait_after(error: TelegramError, pause: float, sparingly: Sparingly) -> float:
    """Complain and wait `pause` seconds; returns how long to wait should it fail again."""
    complain(sparingly, error)
    await asyncio.sleep(pause)
    return min(2 * pause, _LONGEST_PAUSE)


async def _stop(application: App, notifier: Notifier) -> None:
    """Finish the answers under way, but wait for nothing that Telegram delays."""
    limiter = application.bot.rate_limiter
    if isinstance(limiter, Governor):
        limiter.close()
    try:
        await asyncio.wait_for(asyncio.gather(application.stop(), notifier.stop()), _GRACE_SECONDS)
    except TimeoutError:
        log.warning("Some answers were still under way when the bot stopped.")


async def announce(bot: Bot, administrators: Sequence[int] = ()) -> None:
    """Set menus of commands and the description. The bot works without, so that failing is only logged."""
    menu = [BotCommand(name, what) for name, what in wording.COMMANDS.items()]
    more = [BotCommand(name, what) for name, what in ADMINISTRATORS_COMMANDS.items()]
    try:
        await bot.set_my_commands(menu)
        for person in administrators:
            await bot.set_my_commands([*menu, *more], scope=BotCommandScopeChat(person))
        await bot.set_my_description(wording.DESCRIPTION)
        await bot.set_my_short_description(wording.SHORT_DESCRIPTION)
    except TelegramError as error:
        log.warning(
            "The menu of commands could not be set (%s); all commands work without it.", error.message
        )


async def keep_fresh(room: Newsroom) -> None:
    """Bring the indexes up to date again and again, so that what is ingested meanwhile can be found."""
    sparingly = Sparingly()
    while True:
        try:
            await asyncio.to_thread(room.refresh)
        except Exception as error:  # of the disk, the database or an index: the next try may succeed
            sparingly.warn("The indexes could not be brought up to date.\n%s", trace_without_words(error))
        await asyncio.sleep(_REFRESH_SECONDS)

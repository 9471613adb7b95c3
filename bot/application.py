"""The Telegram bot's table of contents: which update goes where, in which order, and why in that order."""

import asyncio
import logging
import os
from datetime import datetime

from telegram import Chat, ChatMember, Message, Update
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import (
    ApplicationBuilder,
    ApplicationHandlerStop,
    CallbackQueryHandler,
    ChatMemberHandler,
    ContextTypes,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot import wording
from bot.access import is_admitted
from bot.actions import read_action
from bot.addressing import Place, place_of, place_of_press, words_for
from bot.alert_actions import OnSubscription
from bot.conversation import reply_to_press, reply_to_words
from bot.delivery import Courtesies, replace_message, send
from bot.failures import BotStartError, DiscreetRequest, on_error, protect_log
from bot.governor import Governor
from bot.intake import add_intake
from bot.memory import Memories, Visitor
from bot.render import say
from bot.service import App, serve_until_signal
from bot.subscribe import wants_to_decide
from bot.turns import ChatTurns
from bot.wording_alerts import ONLY_ADMINISTRATORS
from data.settings import Settings
from data.subscribers import Subscribers
from index.newsroom import Newsroom

log = logging.getLogger(__name__)


def run_application(room: Newsroom, settings: Settings) -> None:
    """Run the bot until Ctrl-C or SIGTERM, with a log on standard error. Raises BotStartError."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    asyncio.run(serve_until_signal(room, build_application(room, settings)))


def build_application(room: Newsroom, settings: Settings) -> App:
    """The bot, ready for `bot.service.serve`. Raises BotStartError where there is no usable token."""
    os.environ.setdefault("PTB_TIMEDELTA", "1")  # its new form of RetryAfter; the old one warns each time
    token = token_of(settings)
    protect_log(token)  # before anything that knows the token can log it
    api = str(settings.telegram_api).rstrip("/")
    application: App = (
        ApplicationBuilder()
        .token(token)
        .base_url(f"{api}/bot")
        .base_file_url(f"{api}/file/bot")
        .request(DiscreetRequest())
        .get_updates_request(DiscreetRequest(1))
        .rate_limiter(Governor())
        .concurrent_updates(ChatTurns())
        .updater(None)  # bot.service fetches updates itself, and says there why
        .build()
    )
    desk = FrontDesk(room, settings)
    # Before all else, in a group of its own: whom the list does not let in gets no further.
    application.add_handler(TypeHandler(Update, desk.check_access), group=-1)
    application.add_handler(CallbackQueryHandler(desk.on_press))
    application.add_handler(ChatMemberHandler(desk.on_membership, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, desk.on_migration))
    # What administrators hand in before the words: a link or a forwarded message is no question.
    add_intake(application, room, settings)
    # Words before the rest: a photo with a caption is a question, one without is not.
    application.add_handler(MessageHandler(filters.TEXT | filters.CAPTION, desk.on_words))
    # What remains in a private chat, less Telegram's own remarks such as "pinned a message".
    private = filters.ChatType.PRIVATE & ~filters.StatusUpdate.ALL
    application.add_handler(MessageHandler(private, desk.on_something_else))
    application.add_error_handler(on_error)
    return application


def token_of(settings: Settings) -> str:
    """The bot's token. Raises BotStartError where there is none or it cannot be one."""
    token = settings.telegram_bot_token.get_secret_value().strip() if settings.telegram_bot_token else ""
    if not token:
        raise BotStartError(wording.NO_TOKEN)
    number, _, secret = token.partition(":")
    if not (number.isdecimal() and secret and secret.replace("-", "").replace("_", "").isalnum()):
        raise BotStartError(wording.NOT_A_TOKEN)
    return token


class FrontDesk:
    """Reads what arrives, has the conversation find the reply in a thread, and has it delivered."""

    def __init__(self, room: Newsroom, settings: Settings) -> None:
        self._room = room
        self._settings = settings
        self._courtesies = Courtesies()
        self._subscribers = Subscribers(room.store.engine)
        self._memories = Memories()

    async def check_access(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Stop here what comes from people who are not let in; in private they are told so."""
        user, chat = update.effective_user, update.effective_chat
        if is_admitted(self._settings, user.id if user else None, chat.id if chat else None):
            return
        if update.callback_query:
            self._courtesies.pay(update.callback_query.answer())
        if user and chat and chat.type == ChatType.PRIVATE:
            await send(context.bot, say(wording.not_admitted(user.id)), Place(chat.id))
        raise ApplicationHandlerStop

    async def on_words(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a message that is meant for us."""
        message = update.message
        words = words_for(message, context.bot.bot) if message else None
        if message is None or words is None:
            return
        _remember_album(message, context)
        place = place_of(message)
        async with self._courtesies.typing(context.bot, place):
            visitor = await self._visitor(update, place, wants_to_decide(words))
            reply = await asyncio.to_thread(reply_to_words, self._room, words, datetime.now(), visitor)
            await send(context.bot, reply, place)

    async def on_press(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Do what a button says, in a message below or in place."""
        query = update.callback_query
        place = place_of_press(query) if query else None
        if query is None or place is None:
            return
        data = query.data or ""
        decides = isinstance(read_action(data), OnSubscription)
        visitor = await self._visitor(update, place, decides)
        if decides and not visitor.may_decide:  # for who pressed, not for the whole group
            self._courtesies.pay(query.answer(ONLY_ADMINISTRATORS))
            return
        self._courtesies.pay(query.answer())  # ends the button's waiting sign
        reply = await asyncio.to_thread(reply_to_press, self._room, data, datetime.now(), visitor)
        await (replace_message if reply.in_place else send)(context.bot, reply, place)

    async def on_something_else(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say about a picture, a voice message or the like that only text can be read; once an album."""
        if update.message and _remember_album(update.message, context):
            await send(context.bot, say(wording.NOT_TEXT), place_of(update.message))

    async def on_membership(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Go on with the alerts of a chat that can be written to again."""
        change = update.my_chat_member
        if change and change.new_chat_member.status not in (ChatMember.LEFT, ChatMember.BANNED):
            await asyncio.to_thread(self._subscribers.returns, change.chat.id)

    async def on_migration(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Follow a group that became a supergroup."""
        message = update.message
        if message and message.migrate_to_chat_id:
            await asyncio.to_thread(self._subscribers.moves, message.chat.id, message.migrate_to_chat_id)

    async def _visitor(self, update: Update, place: Place, decides: bool) -> Visitor:
        """Who writes or presses. Whether they may decide for a group is looked up only where they want to."""
        user, chat = update.effective_user, update.effective_chat
        memory = self._memories.of(place.chat_id)
        if user is None or chat is None:
            return Visitor(memory)
        in_group = chat.type != ChatType.PRIVATE
        if not in_group:
            await asyncio.to_thread(self._subscribers.returns, chat.id)  # whoever writes has not blocked us
        may_decide = not (in_group and decides) or await _administers(update, chat)
        is_administrator = user.id in self._settings.administrators
        return Visitor(memory, is_administrator, chat.id, user.id, place.thread_id, in_group, may_decide)


async def _administers(update: Update, chat: Chat) -> bool:
    """Whether who writes or presses is an administrator of the group, by name or in the name of the group."""
    message, user = update.message, update.effective_user
    if message and message.sender_chat and message.sender_chat.id == chat.id:
        return True
    try:
        member = await chat.get_member(user.id) if user else None
    except TelegramError as error:
        log.info("Whether somebody administers a group could not be found out (%s).", error.message)
        return False
    return member is not None and member.status in (ChatMember.ADMINISTRATOR, ChatMember.OWNER)


def _remember_album(message: Message, context: ContextTypes.DEFAULT_TYPE) -> bool:
    """Each picture of an album is a message of its own. False for all of them but the first."""
    album, remembered = message.media_group_id, context.chat_data
    if album is None or remembered is None:
        return True
    is_new = remembered.get("album") != album
    remembered["album"] = album
    return is_new

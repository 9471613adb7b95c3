"""Which messages are meant for us, what they say without our name, and where replies to them go. Pure.

In a private chat everything is meant for us; in a group only commands, mentions and replies to what we said.
"""

import re
from dataclasses import dataclass

from telegram import CallbackQuery, Message, User
from telegram.constants import ChatType

from bot.wording import COMMANDS

_COMMAND = re.compile(r"/(\w+)(?:@(\w+))?")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message goes: chat, topic of a forum, and the message that it replies to."""

    chat_id: int
    thread_id: int | None = None
    reply_to: int | None = None


def words_for(message: Message, me: User) -> str | None:
    """What the message says to us; empty where it only names us, None where it is not for us."""
    text = message.text or message.caption or ""
    if (command := _COMMAND.match(text)) and command[2]:
        return text if _same_name(command[2], me) else None
    without_name = _mention(me).sub(" ", text).strip()
    if message.chat.type == ChatType.PRIVATE:
        return without_name
    if command:
        # Every bot of a group hears a bare command, and another may be the one that knows it.
        return text if command[1].lower() in {*COMMANDS, "start"} else None
    if _was_sent_by_a_program(message):
        return None
    named = without_name != text.strip()
    return without_name if named or _replies_to(message, me) else None


def place_of(message: Message) -> Place:
    """Where the reply to a message goes. Only in groups does it need to say what it replies to."""
    in_group = message.chat.type != ChatType.PRIVATE
    return Place(message.chat.id, _topic_of(message), message.message_id if in_group else None)


def place_of_press(query: CallbackQuery) -> Place | None:
    """Where what a button opens goes: under the message that has the button. None where there is no chat."""
    if query.message is None:
        return None
    topic = _topic_of(query.message) if isinstance(query.message, Message) else None
    return Place(query.message.chat.id, topic, query.message.message_id)


def _topic_of(message: Message) -> int | None:
    """Threads of replies have numbers too, but in those one cannot send."""
    return message.message_thread_id if message.is_topic_message else None


def _same_name(name: str, me: User) -> bool:
    return name.casefold() == (me.username or "").casefold()


def _mention(me: User) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w@/])@{re.escape(me.username or '')}(?!\w)", re.IGNORECASE)


def _replies_to(message: Message, me: User) -> bool:
    replied = message.reply_to_message
    return replied is not None and replied.from_user is not None and replied.from_user.id == me.id


def _was_sent_by_a_program(message: Message) -> bool:
    """Another bot, or a channel's post that Telegram put into its discussion group. An anonymous
    administrator looks like a bot, but speaks in the name of the chat."""
    sender = message.from_user
    is_bot = sender is not None and sender.is_bot and message.sender_chat is None
    return bool(message.is_automatic_forward) or is_bot

"""The people and groups on the other side of the bot: what they write, tap, block and change.

Knows which updates the bot gets of it. Nothing here waits: the bot's answer is for the test to wait for.
Does not know: what the bot does, and how it is told.
"""

import html
import mimetypes
import time

from telegram_html import FormattedText, as_shown, utf16_length, with_found_entities
from telegram_rules import MAX_TEXT, ApiError, JsonObject
from telegram_state import Chat, ChatMessage, SentFile, World, as_member, text_content


class Person:
    """Someone with a Telegram account."""

    def __init__(self, world: World, user: JsonObject) -> None:
        self._world = world
        self.user = user

    @property
    def user_id(self) -> int:
        return int(self.user["id"])

    @property
    def chat_id(self) -> int:
        """Of the private chat with the bot, which has the person's own number."""
        return self.user_id

    def says(self, text: str, *, reply_to: ChatMessage | None = None) -> ChatMessage:
        """Writes to the bot in private; the first time this is what opens the chat."""
        with self._world.changed:
            chat = self._open_chat()
            return _user_says(self._world, chat, self.user, text, reply_to=reply_to)

    def edits(self, message: ChatMessage, text: str) -> ChatMessage:
        """Changes an own message, in private or in a group."""
        with self._world.changed:
            chat = self._world.chats[message.chat_id]
            stored = chat.messages[message.message_id]
            assert stored.data["from"]["id"] == self.user_id, "people edit only what they wrote themselves"
            shown = with_found_entities(as_shown(FormattedText(text)))
            stored.edit({"entities": None, **text_content(shown)})
            stored.html = html.escape(text, quote=False)
            self._world.updates.add("edited_message", stored.data)
            self._world.changed.notify_all()
            return stored.as_seen()

    def forwards(self, text: str, channel: str, message_id: int, sent: int) -> ChatMessage:
        """Passes on a post of a public channel; `sent` is when it was posted, in seconds since 1970."""
        chat = {"id": -1009876543210, "title": channel, "type": "channel", "username": "harbour_channel"}
        origin = {"type": "channel", "date": sent, "chat": chat, "message_id": message_id}
        with self._world.changed:
            shown = with_found_entities(as_shown(FormattedText(text)))
            stored = self._open_chat().add(
                self.user,
                text_content(shown) | {"forward_origin": origin},
                html_source=html.escape(text, quote=False),
            )
            self._world.user_writes(self._world.private_chat(self.user), stored)
            return stored.as_seen()

    def sends_file(
        self, name: str, content: bytes, *, caption: str = "", size: int | None = None
    ) -> ChatMessage:
        """Sends a document; `size` pretends another size, to try a limit without the bytes."""
        with self._world.changed:
            chat = self._open_chat()
            mime_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
            file = SentFile(name, content, mime_type)
            about: JsonObject = {"document": self._world.keep_file(file, size)}
            if caption:
                shown = with_found_entities(as_shown(FormattedText(caption)))
                about |= {
                    "caption": shown.text,
                    "caption_entities": [one.as_json() for one in shown.entities],
                }
            stored = chat.add(self.user, about, html_source=html.escape(caption, quote=False), file=file)
            self._world.user_writes(chat, stored)
            return stored.as_seen()

    def taps(self, message: ChatMessage, button: str) -> str:
        """Taps a button, found by its label or callback data, of the message as it now stands.

        Returns the id of the callback query. A button that only opens a link or copies tells the bot nothing,
        so tapping one is an error of the test.
        """
        with self._world.changed:
            stored = self._world.chats[message.chat_id].messages.get(message.message_id)
            assert stored is not None, f"message {message.message_id} is gone"
            rows = stored.data.get("reply_markup", {}).get("inline_keyboard", [])
            found = [one for row in rows for one in row if button in (one["text"], one.get("callback_data"))]
            assert found, f"no button {button!r} among {stored.as_seen().buttons}"
            assert "callback_data" in found[0], f"the button {button!r} tells the bot nothing"
            return self.forges_tap(message, found[0]["callback_data"])

    def forges_tap(self, message: ChatMessage, data: str) -> str:
        """Sends any callback data for a message, even a deleted one, as a slow or a hostile client can."""
        with self._world.changed:
            chat = self._world.chats[message.chat_id]
            stored = chat.messages.get(message.message_id)
            gone = {"chat": chat.info, "message_id": message.message_id, "date": 0}
            query_id = str(4_400_000_000_000_000 + len(self._world.queries))
            self._world.queries[query_id] = False
            query = {"id": query_id, "from": self.user, "chat_instance": str(chat.chat_id), "data": data}
            self._world.updates.add("callback_query", {**query, "message": stored.data if stored else gone})
            return query_id

    def blocks_bot(self) -> None:
        self._closes_chat(ApiError(403, "Forbidden: bot was blocked by the user"), "kicked")

    def unblocks_bot(self) -> None:
        self._closes_chat(None, "member")

    def deletes_account(self) -> None:
        with self._world.changed:
            self._world.private_chat(self.user).closed_to_bot = ApiError(
                403, "Forbidden: user is deactivated"
            )

    def _open_chat(self) -> Chat:
        chat = self._world.private_chat(self.user)
        if chat.closed_to_bot:  # Telegram's apps let one write to a blocked bot only after a restart
            self.unblocks_bot()
        return chat

    def _closes_chat(self, refusal: ApiError | None, bot_status: str) -> None:
        with self._world.changed:
            chat = self._world.private_chat(self.user)
            chat.closed_to_bot = refusal
            _bot_membership_changes(self._world, chat, self.user, bot_status)


class Group:
    """A supergroup with the bot in it. Message ids are its own; topics exist where it is a forum."""

    def __init__(self, world: World, chat: Chat) -> None:
        self._world = world
        self._chat = chat

    @property
    def chat_id(self) -> int:
        return self._chat.chat_id

    def says(
        self,
        person: Person,
        text: str,
        *,
        reply_to: ChatMessage | None = None,
        thread_id: int | None = None,
    ) -> ChatMessage:
        """A member writes; in privacy mode the bot hears of it only if the message concerns it."""
        with self._world.changed:
            assert thread_id is None or thread_id in self._chat.topics, f"no topic {thread_id} was opened"
            self._chat.members.setdefault(person.user_id, "member")
            return _user_says(
                self._world, self._chat, person.user, text, reply_to=reply_to, thread_id=thread_id
            )

    def adds(self, person: Person, status: str = "member") -> None:
        """Makes someone a member, or anything else getChatMember may say: "administrator", "creator", ..."""
        with self._world.changed:
            self._chat.members[person.user_id] = status

    def opens_topic(self, person: Person, name: str) -> int:
        """Returns the message_thread_id, which is the id of the message that says the topic was opened."""
        with self._world.changed:
            assert self._chat.info.get("is_forum"), "only a forum has topics"
            created = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
            stored = self._chat.add(person.user, created)
            thread_id = int(stored.data["message_id"])
            stored.data |= {"message_thread_id": thread_id, "is_topic_message": True}
            self._chat.topics.add(thread_id)
            self._world.updates.add("message", stored.data)
            return thread_id

    def makes_bot_admin(self) -> None:
        with self._world.changed:
            self._chat.bot_is_admin = True

    def removes_bot(self, person: Person) -> None:
        with self._world.changed:
            self._chat.closed_to_bot = ApiError(403, "Forbidden: bot was kicked from the supergroup chat")
            _bot_membership_changes(self._world, self._chat, person.user, "kicked")


def _user_says(
    world: World,
    chat: Chat,
    user: JsonObject,
    text: str,
    *,
    reply_to: ChatMessage | None,
    thread_id: int | None = None,
) -> ChatMessage:
    shown = with_found_entities(as_shown(FormattedText(text)))
    assert 1 <= utf16_length(shown.text) <= MAX_TEXT, (
        "Telegram's apps would not send this text as one message"
    )
    replied_to = chat.messages[reply_to.message_id] if reply_to else None
    stored = chat.add(
        user,
        text_content(shown),
        html_source=html.escape(text, quote=False),
        reply_to=replied_to,
        thread_id=thread_id,
    )
    world.user_writes(chat, stored)
    return stored.as_seen()


def _bot_membership_changes(world: World, chat: Chat, user: JsonObject, status: str) -> None:
    before = "member" if status == "kicked" else "kicked"
    change = {"chat": chat.info, "from": user, "date": int(time.time())}
    old, new = as_member(world.bot, before), as_member(world.bot, status)
    world.updates.add("my_chat_member", {**change, "old_chat_member": old, "new_chat_member": new})

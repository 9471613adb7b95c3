"""What the fake Telegram remembers: users, chats, messages, files, calls, and the updates for the bot.

Also the frozen views of it that tests look at. Knows what a message looks like to bot and test, which
messages of a group a bot is shown, how getUpdates hands out updates.
Does not know: the methods of the Bot API, what is checked of their parameters, who may do what; HTTP.
"""

import copy
import itertools
import math
import threading
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, NamedTuple

from telegram_html import Entity, FormattedText, utf16_slice
from telegram_rules import OTHER_POLLER, ApiError, JsonObject, bad_request, too_many_requests

# Sent to a bot that never named its `allowed_updates`: all but these.
NOT_SENT_UNASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})

# --- what tests look at ---


class Button(NamedTuple):
    """One inline button; `target` is its callback data, its URL, or the text it copies."""

    label: str
    target: str


@dataclass(frozen=True)
class SentFile:
    name: str
    content: bytes = field(repr=False)
    mime_type: str


@dataclass(frozen=True)
class ChatMessage:
    """A message as it stood in the chat when the test looked; look again to see later edits."""

    chat_id: int
    message_id: int
    text: str  # plain; the caption where there is a file
    html: str  # as the bot wrote it; escaped plain text where no parse_mode was given
    entities: list[Entity]
    buttons: list[list[Button]]
    edited: bool
    from_bot: bool
    reply_to: int | None = None
    thread_id: int | None = None
    file: SentFile | None = None

    def marked(self, entity_type: str) -> list[str]:
        """The stretches of text that carry this entity type, for example every bold word."""
        return [
            utf16_slice(self.text, one.offset, one.length) for one in self.entities if one.type == entity_type
        ]

    @property
    def labels(self) -> list[str]:
        return [button.label for row in self.buttons for button in row]


@dataclass(frozen=True)
class Call:
    """One request of the bot, except getUpdates; `status` 0: the connection broke without an answer."""

    method: str
    params: JsonObject
    status: int
    result: Any = None
    description: str = ""
    at: float = field(default_factory=time.monotonic)


class RateLimit(NamedTuple):
    """So many new messages in one chat in any stretch of so many seconds."""

    messages: int
    seconds: float


TELEGRAM_PRIVATE_RATE = RateLimit(1, 1.0)
TELEGRAM_GROUP_RATE = RateLimit(20, 60.0)


# --- chats and what is in them ---


@dataclass
class Stored:
    data: JsonObject  # the Message object the Bot API would show
    html: str
    from_bot: bool
    file: SentFile | None = None
    edits: int = 0

    def as_seen(self) -> ChatMessage:
        data = self.data
        entities = data.get("entities") or data.get("caption_entities") or []
        return ChatMessage(
            chat_id=data["chat"]["id"],
            message_id=data["message_id"],
            text=data.get("text") or data.get("caption", ""),
            html=self.html,
            entities=[Entity.from_json(one) for one in entities],
            buttons=_shown_buttons(data.get("reply_markup")),
            edited=self.edits > 0,
            from_bot=self.from_bot,
            reply_to=data.get("reply_to_message", {}).get("message_id"),
            thread_id=data.get("message_thread_id"),
            file=self.file,
        )

    def edit(self, changes: JsonObject) -> JsonObject:
        """Replaces the named parts, None removing one; the whole new message is the answer."""
        if all(self.data.get(name) == value for name, value in changes.items()):
            raise bad_request(
                "message is not modified: specified new message content and reply markup are exactly "
                "the same as a current content and reply markup of the message"
            )
        self.data.update(copy.deepcopy(changes))
        for name in [name for name, value in self.data.items() if value is None]:
            del self.data[name]
        self.data["edit_date"] = int(time.time())
        self.edits += 1
        return self.data


@dataclass
class Chat:
    info: JsonObject
    ids: Iterator[int]  # private chats share one counter, every supergroup has its own
    messages: dict[int, Stored] = field(default_factory=dict)
    members: dict[int, str] = field(default_factory=dict)  # user id -> status
    topics: set[int] = field(default_factory=set)
    closed_to_bot: ApiError | None = None
    bot_is_admin: bool = False
    sending_times: deque[float] = field(default_factory=deque)

    @property
    def chat_id(self) -> int:
        return int(self.info["id"])

    @property
    def is_private(self) -> bool:
        return bool(self.info["type"] == "private")

    def add(
        self,
        sender: JsonObject,
        content: JsonObject,
        *,
        html_source: str = "",
        reply_to: Stored | None = None,
        thread_id: int | None = None,
        file: SentFile | None = None,
    ) -> Stored:
        data: JsonObject = {
            "message_id": next(self.ids),
            "from": sender,
            "chat": self.info,
            "date": int(time.time()),
        }
        if reply_to is not None:
            # One level only, as in the Bot API.
            data["reply_to_message"] = {
                name: value for name, value in reply_to.data.items() if name != "reply_to_message"
            }
        if thread_id is not None:
            data |= {"message_thread_id": thread_id, "is_topic_message": True}
        stored = Stored(copy.deepcopy({**data, **content}), html_source, bool(sender["is_bot"]), file)
        self.messages[stored.data["message_id"]] = stored
        return stored

    def count_sending(self, limit: RateLimit | None) -> None:
        """Refuses the message that would be one too many; a refused message does not count."""
        if limit is None:
            return
        now = time.monotonic()
        while self.sending_times and self.sending_times[0] <= now - limit.seconds:
            self.sending_times.popleft()
        if len(self.sending_times) >= limit.messages:
            raise too_many_requests(max(1, math.ceil(self.sending_times[0] + limit.seconds - now)))
        self.sending_times.append(now)


# --- updates ---


class Updates:
    """The queue behind getUpdates. Knows offsets and competing pollers, not what an update means."""

    def __init__(self, changed: threading.Condition) -> None:
        self._changed = changed
        self._pending: deque[JsonObject] = deque()
        self._ids = itertools.count(310_000_001)
        self._poller = 0  # grows with every long poll: the newest one is the only one that waits
        self._closed = False
        self.allowed: list[str] = []
        self.webhook: JsonObject | None = None

    def add(self, kind: str, payload: JsonObject) -> None:
        wanted = kind in self.allowed if self.allowed else kind not in NOT_SENT_UNASKED
        if not wanted:
            return
        with self._changed:
            self._pending.append({"update_id": next(self._ids), kind: copy.deepcopy(payload)})
            self._changed.notify_all()

    def take(self, offset: int, limit: int, timeout: float) -> list[JsonObject]:
        with self._changed:
            self._refuse_beside_webhook()
            self._confirm(offset)
            if not self._pending and timeout > 0:
                self._wait(timeout)
            return list(itertools.islice(self._pending, limit))

    def count(self) -> int:
        return len(self._pending)

    def clear(self) -> None:
        self._pending.clear()

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _confirm(self, offset: int) -> None:
        """Everything below the offset was seen; a negative offset keeps only so many of the newest."""
        while self._pending and (
            self._pending[0]["update_id"] < offset if offset >= 0 else len(self._pending) > -offset
        ):
            self._pending.popleft()

    def _wait(self, timeout: float) -> None:
        """As in Telegram, a new long poll ends the older one: the older one gets the 409."""
        self._poller += 1
        mine = self._poller
        self._changed.notify_all()
        self._changed.wait_for(
            lambda: self._pending or self._closed or self.webhook or mine != self._poller, timeout
        )
        if mine != self._poller:
            raise ApiError(409, OTHER_POLLER)
        if self.webhook:
            raise ApiError(409, "Conflict: terminated by setWebhook request")

    def _refuse_beside_webhook(self) -> None:
        if self.webhook:
            raise ApiError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )


# --- everything ---


class World:
    """All the state: who exists, what was said. One lock guards it; every change notifies those who wait."""

    def __init__(self, bot: JsonObject, privacy_mode: bool) -> None:
        self.changed = threading.Condition()
        self.bot = bot
        self.privacy_mode = privacy_mode
        self.updates = Updates(self.changed)
        self.chats: dict[int, Chat] = {}
        self.users: dict[int, JsonObject] = {}
        self.calls: list[Call] = []
        self.files: dict[str, SentFile] = {}  # by file_id
        self.file_sizes: dict[str, int] = {}
        self.queries: dict[str, bool] = {}  # callback query id -> answered
        self.commands: dict[str, list[JsonObject]] = defaultdict(list)
        self._private_ids = itertools.count(1)

    def private_chat(self, user: JsonObject) -> Chat:
        """The chat of a person with the bot; it begins to exist when the person first writes."""
        if user["id"] not in self.chats:
            names = ("id", "first_name", "username")
            shown: JsonObject = {name: user[name] for name in names if name in user}
            self.chats[user["id"]] = Chat({**shown, "type": "private"}, self._private_ids)
        return self.chats[user["id"]]

    def user_writes(self, chat: Chat, stored: Stored) -> None:
        if chat.is_private or self._shown_to_bot(chat, stored):
            self.updates.add("message", stored.data)
        self.changed.notify_all()

    def keep_file(self, file: SentFile, size: int | None = None) -> JsonObject:
        """Stores a file and gives the Document object that stands for it."""
        number = len(self.files) + 1
        file_id = f"BQACAgIAAxkBAAM{number:05d}"
        self.files[file_id] = file
        self.file_sizes[file_id] = len(file.content) if size is None else size
        return {
            "file_id": file_id,
            "file_unique_id": f"AgAD{number:05d}",
            "file_name": file.name,
            "mime_type": file.mime_type,
            "file_size": self.file_sizes[file_id],
        }

    def file_path(self, file_id: str) -> str:
        number = list(self.files).index(file_id) + 1
        return f"documents/file_{number}{PurePath(self.files[file_id].name).suffix}"

    def _shown_to_bot(self, chat: Chat, stored: Stored) -> bool:
        """In privacy mode a bot in a group sees commands, mentions of itself and replies to itself."""
        if chat.closed_to_bot:
            return False
        if chat.bot_is_admin or not self.privacy_mode:
            return True
        replied_to = stored.data.get("reply_to_message", {}).get("from", {})
        return replied_to.get("id") == self.bot["id"] or self._addresses_bot(stored.as_seen())

    def _addresses_bot(self, message: ChatMessage) -> bool:
        me = f"@{self.bot['username']}".lower()
        named = {mention.lower() for mention in message.marked("mention")}
        commands = [command.lower() for command in message.marked("bot_command")]
        return me in named or any(one.endswith(me) or "@" not in one for one in commands)


# --- parts of the objects that the Bot API shows ---

# What PTB's ChatMemberAdministrator cannot be made without.
_ADMIN_RIGHTS = (
    "can_be_edited", "can_manage_chat", "can_change_info", "can_delete_messages", "can_invite_users",
    "can_restrict_members", "can_pin_messages", "can_manage_topics", "can_promote_members",
    "can_manage_video_chats", "can_post_stories", "can_edit_stories", "can_delete_stories", "is_anonymous",
)  # fmt: skip


def text_content(text: FormattedText) -> JsonObject:
    entities = [one.as_json() for one in text.entities]
    return {"text": text.text} | ({"entities": entities} if entities else {})


def as_member(user: JsonObject, status: str) -> JsonObject:
    member: JsonObject = {"user": user, "status": status}
    if status == "administrator":
        member |= {right: right not in ("is_anonymous", "can_be_edited") for right in _ADMIN_RIGHTS}
    elif status == "creator":
        member["is_anonymous"] = False
    elif status == "kicked":
        member["until_date"] = 0
    return member


def _shown_buttons(markup: JsonObject | None) -> list[list[Button]]:
    rows = markup["inline_keyboard"] if markup else []
    return [[Button(button["text"], _target_of(button)) for button in row] for row in rows]


def _target_of(button: JsonObject) -> str:
    if "copy_text" in button:
        return str(button["copy_text"]["text"])
    return str(button.get("callback_data") or button.get("url") or "")

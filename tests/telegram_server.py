"""A Bot API server on loopback that keeps Telegram's rules, and the people who talk to the bot through it.

Tests start it, give its addresses to a real python-telegram-bot `Application`, let a `Person` write, and look
at what arrived in the chat:

    with TelegramServer() as server:
        application = (
            Application.builder().token(server.token)
            .base_url(server.base_url).base_file_url(server.base_file_url).build()
        )
        ...
        ann = server.person(user_id=7, first_name="Ann")
        asked = ann.says("/start")
        answer = await asyncio.to_thread(server.wait_for_message, ann.chat_id, after_id=asked.message_id)
        ann.taps(answer, "Help")

Knows: the methods in the table of `_BotApi`, the limits and the words of the refusals (read in tdlib and in
telegram-bot-api's Client.cpp), which updates a bot in a group is not shown, how a dying connection looks.
Does not know: delivery to webhooks (they are only recorded), Markdown, media other than documents, inline
mode, private topics, admin rights beyond "may delete", the age limits of edits and callback queries. Reply
keyboards are accepted and recorded in the call, but not shown. Where Telegram's own words are not known, the
description begins with "Bad Request: FAKE_".

Nothing is timed like Telegram: no pause before a 409, no minimum for short polls, rate limits on request.
"""

import contextlib
import copy
import html
import itertools
import json
import math
import mimetypes
import re
import socket
import sys
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import PurePath
from types import TracebackType
from typing import Any, ClassVar, NamedTuple, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

from telegram_html import (
    GIVEN_TYPES,
    Entity,
    FormattedText,
    HtmlError,
    as_shown,
    checked_link,
    parse_html,
    utf16_length,
    utf16_slice,
    with_found_entities,
)

__all__ = [
    "TELEGRAM_GROUP_RATE",
    "TELEGRAM_PRIVATE_RATE",
    "Button",
    "Call",
    "ChatMessage",
    "Group",
    "Person",
    "RateLimit",
    "SentFile",
    "TelegramServer",
]

JsonObject = dict[str, Any]
T = TypeVar("T")

MAX_TEXT = 4096  # UTF-16 units, after parsing
MAX_CAPTION = 1024
MAX_SOURCE_BYTES = 1 << 15  # of the text before parsing
MAX_CALLBACK_DATA_BYTES = 64
MAX_CALLBACK_ANSWER = 200
MAX_COPIED_TEXT = 256
MAX_BUTTONS_IN_A_ROW = 8
MAX_BUTTONS = 100
MAX_COMMANDS = 100
MAX_COMMAND_NAME = 32
MAX_COMMAND_DESCRIPTION = 256
MAX_DOWNLOAD_BYTES = 20 * 1024 * 1024
MAX_UPLOAD_BYTES = 50 * 1024 * 1024
MAX_POLL_SECONDS = 50

CHAT_ACTIONS = frozenset({
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "cancel",
    "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
})  # fmt: skip
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


# --- refusals and scripted failures ---


class ApiError(Exception):
    """An answer with "ok": false."""

    def __init__(self, code: int, description: str, parameters: JsonObject | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def _bad_request(why: str) -> ApiError:
    return ApiError(400, f"Bad Request: {why}")


def _too_many_requests(retry_after: int) -> ApiError:
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after})


_DESCRIPTIONS = {
    400: "Bad Request: FAKE_SCRIPTED_FAILURE",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    500: "Internal Server Error",
}
# Telegram's front end answers for a backend that does not, and it does not speak JSON.
_GATEWAY_PAGE = (
    "<html>\r\n<head><title>{0}</title></head>\r\n<body>\r\n<center><h1>{0}</h1></center>\r\n"
    "<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n"
)
_GATEWAY_TITLES = {
    502: "502 Bad Gateway",
    503: "503 Service Temporarily Unavailable",
    504: "504 Gateway Time-out",
}


@dataclass(frozen=True)
class _Reply:
    status: int
    body: bytes
    content_type: str = "application/json"

    @classmethod
    def of_json(cls, status: int, payload: JsonObject) -> "_Reply":
        return cls(status, json.dumps(payload).encode())

    @classmethod
    def of_error(cls, error: ApiError) -> "_Reply":
        payload: JsonObject = {"ok": False, "error_code": error.code, "description": error.description}
        if error.parameters:
            payload["parameters"] = error.parameters
        return cls.of_json(error.code, payload)


@dataclass
class _Failure:
    """One line of the script: what happens to the next calls of a method ("*": of any but getUpdates)."""

    method: str
    times: int
    chat_id: int | None = None
    reply: _Reply | None = None  # answer this instead of performing
    description: str = ""
    hang_seconds: float = 0.0
    drop: bool = False
    performed: bool = True

    def concerns(self, method: str, params: JsonObject) -> bool:
        named = method != "getUpdates" if self.method == "*" else self.method.lower() == method.lower()
        return named and self.chat_id in (None, params.get("chat_id"))


# --- reading a request ---

_JSON_PARAMETERS = frozenset({
    "allow_sending_without_reply", "allowed_updates", "cache_time", "caption_entities", "chat_id", "commands",
    "disable_content_type_detection", "disable_notification", "disable_web_page_preview", "entities", "limit",
    "drop_pending_updates", "link_preview_options", "max_connections", "message_id", "message_thread_id",
    "offset", "protect_content", "quote_entities", "reply_markup", "reply_parameters", "reply_to_message_id",
    "scope", "show_alert", "timeout", "user_id",
})  # fmt: skip


def _read_parameters(content_type: str, body: bytes, query: str) -> JsonObject:
    """The parameters of a call in any of the encodings the Bot API takes; nested objects are decoded."""
    values: JsonObject = dict(parse_qsl(query, keep_blank_values=True))
    if content_type.startswith("application/json"):
        values.update(json.loads(body or b"{}"))
    elif content_type.startswith("multipart/form-data"):
        values.update(_read_multipart(content_type, body))
    else:
        values.update(parse_qsl(body.decode(), keep_blank_values=True))
    return {name: _decoded(name, value) for name, value in values.items()}


def _decoded(name: str, value: Any) -> Any:
    if name not in _JSON_PARAMETERS or not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value  # "@channelname", or something the method will refuse


def _read_multipart(content_type: str, body: bytes) -> JsonObject:
    boundary = content_type.partition("boundary=")[2].strip('"').encode()
    values: JsonObject = {}
    for part in body.split(b"--" + boundary)[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        headers = head.decode()
        content = content.removesuffix(b"\r\n")
        name, filename = (re.search(rf'[; ]{key}="([^"]*)"', headers) for key in ("name", "filename"))
        if name is None:
            raise ValueError("a part of the form has no name")
        mime_type = re.search(r"(?im)^content-type:\s*(\S+)", headers)
        values[name[1]] = (
            SentFile(unquote(filename[1]), content, mime_type[1] if mime_type else "application/octet-stream")
            if filename
            else content.decode()
        )
    return values


# --- checking what a bot wants to show ---


class _Written(NamedTuple):
    """A text the bot may send: as shown, and as the bot wrote it."""

    formatted: FormattedText
    html: str


def _read_text(params: JsonObject, limit_words: str) -> _Written:
    source = str(params.get("text", ""))
    if not source:
        raise _bad_request("message text is empty")
    written = _read_formatted(source, params.get("parse_mode"), params.get("entities"))
    if not written.formatted.text:
        raise _bad_request("text must be non-empty")
    if utf16_length(written.formatted.text) > MAX_TEXT:
        raise _bad_request(limit_words)
    return written


def _read_caption(params: JsonObject) -> _Written:
    source = str(params.get("caption", ""))
    written = _read_formatted(source, params.get("parse_mode"), params.get("caption_entities"))
    if utf16_length(written.formatted.text) > MAX_CAPTION:
        raise _bad_request("message caption is too long")
    return written


def _read_formatted(source: str, parse_mode: Any, given_entities: Any) -> _Written:
    try:
        size = len(source.encode())
    except UnicodeEncodeError:
        raise _bad_request("strings must be encoded in UTF-8") from None
    if size > MAX_SOURCE_BYTES:
        raise _bad_request("text is too long")
    mode = str(parse_mode or "none").lower()
    if mode in ("markdown", "markdownv2"):
        raise _bad_request("FAKE_KNOWS_NO_MARKDOWN")
    if mode not in ("html", "none"):
        raise _bad_request("unsupported parse_mode")
    if mode == "none":
        formatted = FormattedText(source, _given_entities(source, given_entities))
        return _Written(with_found_entities(as_shown(formatted)), html.escape(source, quote=False))
    try:
        return _Written(with_found_entities(as_shown(parse_html(source))), source)
    except HtmlError as refusal:
        raise _bad_request(f"can't parse entities: {refusal}") from refusal


def _given_entities(source: str, given: Any) -> tuple[Entity, ...]:
    try:
        entities = [Entity.from_json(one) for one in given or ()]
    except (KeyError, TypeError, ValueError) as error:
        raise _bad_request(f"can't parse MessageEntity: {error}") from error
    length = utf16_length(source)
    for one in entities:
        if one.offset < 0 or one.length < 0 or one.end > length:
            raise _bad_request(
                f"entity beginning at UTF-16 offset {one.offset} ends after the end of the text "
                f"at UTF-16 offset {one.end}"
            )
    return tuple(one for one in entities if one.type in GIVEN_TYPES)


def _read_inline_keyboard(params: JsonObject) -> JsonObject | None:
    """The checked inline keyboard of a call, None where there is none (or another kind of markup)."""
    markup = params.get("reply_markup")
    if markup is None or markup == "":
        return None
    if isinstance(markup, str):
        raise _bad_request("can't parse reply keyboard markup JSON object")
    if not isinstance(markup, dict):
        raise _bad_request("object expected as reply markup")
    rows = markup.get("inline_keyboard") or []
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise _bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    checked = [[_checked_button(button) for button in row] for row in rows if row]
    # What Telegram says to a ninth button in a row is not documented; PTB's constants name both limits.
    if any(len(row) > MAX_BUTTONS_IN_A_ROW for row in checked) or sum(map(len, checked)) > MAX_BUTTONS:
        raise _bad_request("reply markup is too long")
    return {"inline_keyboard": checked} if checked else None


def _checked_button(button: Any) -> JsonObject:
    if not isinstance(button, dict):
        raise _bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    if not str(button.get("text", "")).strip():
        raise _bad_request("inline keyboard button text must be non-empty")
    if button.get("url"):
        link = checked_link(str(button["url"]))
        if link is None:
            raise _bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
        return {**button, "url": link}
    if button.get("callback_data"):
        if len(str(button["callback_data"]).encode()) > MAX_CALLBACK_DATA_BYTES:
            raise _bad_request("BUTTON_DATA_INVALID")
    elif "copy_text" in button:
        if not 1 <= utf16_length(str(button["copy_text"].get("text", ""))) <= MAX_COPIED_TEXT:
            raise _bad_request("BUTTON_COPY_TEXT_INVALID")
    elif not any(name.startswith(("switch_inline_query", "web_app", "login_url")) for name in button):
        raise _bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    return button


def _shown_buttons(markup: JsonObject | None) -> list[list[Button]]:
    rows = markup["inline_keyboard"] if markup else []
    return [[Button(button["text"], _target_of(button)) for button in row] for row in rows]


def _target_of(button: JsonObject) -> str:
    if "copy_text" in button:
        return str(button["copy_text"]["text"])
    return str(button.get("callback_data") or button.get("url") or "")


def _checked_commands(commands: Any) -> list[JsonObject]:
    if not isinstance(commands, list):
        raise _bad_request("can't parse commands JSON object")
    if len(commands) > MAX_COMMANDS:
        raise _bad_request("BOT_COMMANDS_TOO_MUCH")
    return [_checked_command(str(one["command"]), str(one["description"])) for one in commands]


def _checked_command(name: str, description: str) -> JsonObject:
    name, description = name.strip().removeprefix("/"), description.strip()
    if not name:
        raise _bad_request("command must be non-empty")
    if len(name) > MAX_COMMAND_NAME:
        raise _bad_request(f"command length must not exceed {MAX_COMMAND_NAME}")
    if not description:
        raise _bad_request("command description must be non-empty")
    if len(description) > MAX_COMMAND_DESCRIPTION:
        raise _bad_request(f"command description length must not exceed {MAX_COMMAND_DESCRIPTION}")
    if not re.fullmatch(r"[a-z0-9_]+", name):
        raise _bad_request("BOT_COMMAND_INVALID")
    return {"command": name, "description": description}


# --- chats and what is in them ---


@dataclass
class _Stored:
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


@dataclass
class _Chat:
    info: JsonObject
    ids: Iterator[int]  # private chats share one counter, every supergroup has its own
    messages: dict[int, _Stored] = field(default_factory=dict)
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
        reply_to: _Stored | None = None,
        thread_id: int | None = None,
        file: SentFile | None = None,
    ) -> _Stored:
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
        stored = _Stored(copy.deepcopy({**data, **content}), html_source, bool(sender["is_bot"]), file)
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
            raise _too_many_requests(max(1, math.ceil(self.sending_times[0] + limit.seconds - now)))
        self.sending_times.append(now)


class _Updates:
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
            raise ApiError(409, _DESCRIPTIONS[409])
        if self.webhook:
            raise ApiError(409, "Conflict: terminated by setWebhook request")

    def _refuse_beside_webhook(self) -> None:
        if self.webhook:
            raise ApiError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )


class _World:
    """All the state: who exists, what was said. One lock guards it; every change notifies those who wait."""

    def __init__(self, bot: JsonObject, privacy_mode: bool) -> None:
        self.changed = threading.Condition()
        self.bot = bot
        self.privacy_mode = privacy_mode
        self.updates = _Updates(self.changed)
        self.chats: dict[int, _Chat] = {}
        self.users: dict[int, JsonObject] = {}
        self.calls: list[Call] = []
        self.files: dict[str, SentFile] = {}  # by file_id
        self.file_sizes: dict[str, int] = {}
        self.queries: dict[str, bool] = {}  # callback query id -> answered
        self.commands: dict[str, list[JsonObject]] = defaultdict(list)
        self._private_ids = itertools.count(1)

    def private_chat(self, user: JsonObject) -> _Chat:
        """The chat of a person with the bot; it begins to exist when the person first writes."""
        if user["id"] not in self.chats:
            names = ("id", "first_name", "username")
            shown: JsonObject = {name: user[name] for name in names if name in user}
            self.chats[user["id"]] = _Chat({**shown, "type": "private"}, self._private_ids)
        return self.chats[user["id"]]

    def user_writes(self, chat: _Chat, stored: _Stored) -> None:
        if chat.is_private or self._shown_to_bot(chat, stored):
            self.updates.add("message", stored.data)
        self.changed.notify_all()

    def _shown_to_bot(self, chat: _Chat, stored: _Stored) -> bool:
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


# --- the methods of the Bot API ---


class _BotApi:
    """Performs calls on the world. Knows every rule a method checks; knows nothing about HTTP."""

    def __init__(self, world: _World, private_rate: RateLimit | None, group_rate: RateLimit | None) -> None:
        self._world = world
        self._private_rate = private_rate
        self._group_rate = group_rate
        self._methods: dict[str, Callable[[JsonObject], Any]] = {
            "getMe": lambda params: world.bot,
            "getUpdates": self._get_updates,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": self._get_webhook_info,
            "setMyCommands": self._set_my_commands,
            "getMyCommands": lambda params: world.commands[_audience(params)],
            "setMyDescription": lambda params: _limit(params, "description", 512),
            "setMyShortDescription": lambda params: _limit(params, "short_description", 120),
            "sendMessage": self._send_message,
            "sendDocument": self._send_document,
            "sendChatAction": self._send_chat_action,
            "editMessageText": self._edit_message_text,
            "editMessageReplyMarkup": self._edit_message_reply_markup,
            "deleteMessage": self._delete_message,
            "answerCallbackQuery": self._answer_callback_query,
            "getChat": self._get_chat,
            "getChatMember": self._get_chat_member,
            "getFile": self._get_file,
        }
        self._spelling = {name.lower(): name for name in self._methods}

    def spelled(self, method: str) -> str:
        """The method's usual spelling; the Bot API takes any case."""
        return self._spelling.get(method.lower(), method)

    def perform(self, method: str, params: JsonObject) -> Any:
        if method not in self._methods:
            raise ApiError(404, "Not Found: method not found")
        return self._methods[method](params)

    # getting updates

    def _get_updates(self, params: JsonObject) -> list[JsonObject]:
        if "allowed_updates" in params:
            self._world.updates.allowed = list(params["allowed_updates"])
        limit = int(params.get("limit", 100))
        timeout = float(params.get("timeout", 0))
        return self._world.updates.take(
            int(params.get("offset", 0)), min(max(limit, 1), 100), min(max(timeout, 0.0), MAX_POLL_SECONDS)
        )

    def _set_webhook(self, params: JsonObject) -> bool:
        url = str(params.get("url", ""))
        if not url:
            return self._delete_webhook(params)
        if not url.startswith("https://"):
            raise _bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", str(params.get("secret_token", ""))):
            raise _bad_request("secret token contains unallowed characters")
        self._delete_webhook(params)
        if "allowed_updates" in params:
            self._world.updates.allowed = list(params["allowed_updates"])
        self._world.updates.webhook = params
        return True

    def _delete_webhook(self, params: JsonObject) -> bool:
        self._world.updates.webhook = None
        if params.get("drop_pending_updates"):
            self._world.updates.clear()
        return True

    def _get_webhook_info(self, params: JsonObject) -> JsonObject:
        updates = self._world.updates
        info: JsonObject = {
            "url": updates.webhook["url"] if updates.webhook else "",
            "has_custom_certificate": False,
            "pending_update_count": updates.count(),
        }
        return info | ({"allowed_updates": updates.allowed} if updates.allowed else {})

    # the bot's profile

    def _set_my_commands(self, params: JsonObject) -> bool:
        self._world.commands[_audience(params)] = _checked_commands(params.get("commands"))
        return True

    # messages

    def _send_message(self, params: JsonObject) -> JsonObject:
        written = _read_text(params, limit_words="message is too long")
        return self._post(params, written, _text_content(written))

    def _send_document(self, params: JsonObject) -> JsonObject:
        written = _read_caption(params)
        file = self._file_to_send(params)
        if len(file.content) > MAX_UPLOAD_BYTES:
            raise ApiError(413, "Request Entity Too Large")
        content: JsonObject = {"document": self._world.keep_file(file)}
        if written.formatted.text:
            content |= {"caption": written.formatted.text}
            content |= {"caption_entities": [one.as_json() for one in written.formatted.entities]}
        return self._post(params, written, content, file)

    def _file_to_send(self, params: JsonObject) -> SentFile:
        document = params.get("document")
        if isinstance(document, str) and document.startswith("attach://"):
            document = params.get(document.removeprefix("attach://"))
        if isinstance(document, str):
            document = self._world.files.get(document)
            if document is None:
                raise _bad_request("wrong file identifier/HTTP URL specified")
        if not isinstance(document, SentFile):
            raise _bad_request("there is no document in the request")
        if not document.content:
            raise _bad_request("file must be non-empty")
        return document

    def _post(
        self, params: JsonObject, written: _Written, content: JsonObject, file: SentFile | None = None
    ) -> JsonObject:
        markup = _read_inline_keyboard(params)
        chat = self._writable_chat(params)
        thread_id = _checked_thread(chat, params)
        replied_to, quote = self._reply_target(chat, params)
        chat.count_sending(self._private_rate if chat.is_private else self._group_rate)
        if markup:
            content = {**content, "reply_markup": markup}
        stored = chat.add(
            self._sender(),
            {**content, **quote},
            html_source=written.html,
            reply_to=replied_to,
            thread_id=thread_id,
            file=file,
        )
        return stored.data

    def _send_chat_action(self, params: JsonObject) -> bool:
        if params.get("action") not in CHAT_ACTIONS:
            raise _bad_request("wrong parameter action in request")
        _checked_thread(self._writable_chat(params), params)
        return True

    def _edit_message_text(self, params: JsonObject) -> JsonObject:
        # Only sending has words of its own for this; an edit passes the server's code on.
        written = _read_text(params, limit_words="MESSAGE_TOO_LONG")
        markup = _read_inline_keyboard(params)
        stored = self._own_message(params)
        if "text" not in stored.data:
            raise _bad_request("there is no text in the message to edit")
        result = _edit(stored, {"entities": None, **_text_content(written), "reply_markup": markup})
        stored.html = written.html
        return result

    def _edit_message_reply_markup(self, params: JsonObject) -> JsonObject:
        return _edit(self._own_message(params), {"reply_markup": _read_inline_keyboard(params)})

    def _delete_message(self, params: JsonObject) -> bool:
        chat = self._readable_chat(params)
        stored = chat.messages.get(_message_id(params))
        if stored is None:
            raise _bad_request("message to delete not found")
        if not (chat.is_private or stored.from_bot or chat.bot_is_admin):
            raise _bad_request("message can't be deleted")
        del chat.messages[stored.data["message_id"]]
        return True

    def _answer_callback_query(self, params: JsonObject) -> bool:
        query_id = str(params.get("callback_query_id", ""))
        if utf16_length(str(params.get("text", ""))) > MAX_CALLBACK_ANSWER:
            raise _bad_request("MESSAGE_TOO_LONG")
        if self._world.queries.get(query_id, True):
            raise _bad_request("query is too old and response timeout expired or query ID is invalid")
        self._world.queries[query_id] = True
        return True

    # looking things up

    def _get_chat(self, params: JsonObject) -> JsonObject:
        chat = self._readable_chat(params)
        gifts = dict.fromkeys(_GIFTS, True)
        return {**chat.info, "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}

    def _get_chat_member(self, params: JsonObject) -> JsonObject:
        chat = self._readable_chat(params)
        user_id = params.get("user_id")
        if user_id == self._world.bot["id"]:
            status = "administrator" if chat.bot_is_admin else "member"
            return _member(self._sender(), status)
        user = self._world.users.get(user_id) if isinstance(user_id, int) else None
        if user is None:
            raise _bad_request("user not found")
        if chat.is_private:
            return _member(user, "member")
        return _member(user, chat.members.get(user["id"], "left"))

    def _get_file(self, params: JsonObject) -> JsonObject:
        file_id = str(params.get("file_id", ""))
        if file_id not in self._world.files:
            raise _bad_request("wrong file_id or the file is temporarily unavailable")
        size = self._world.file_sizes[file_id]
        if size > MAX_DOWNLOAD_BYTES:
            raise _bad_request("file is too big")
        return {
            "file_id": file_id,
            "file_unique_id": f"AgAD{file_id[-5:]}",
            "file_size": size,
            "file_path": self._world.file_path(file_id),
        }

    # what many methods need

    def _sender(self) -> JsonObject:
        """The bot as the author of a message, without the settings only getMe shows."""
        return {name: self._world.bot[name] for name in ("id", "is_bot", "first_name", "username")}

    def _readable_chat(self, params: JsonObject) -> _Chat:
        chat_id = params.get("chat_id")
        if chat_id in (None, ""):
            raise _bad_request("chat_id is empty")
        chat = self._world.chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None:
            raise _bad_request("chat not found")
        if chat.closed_to_bot and not chat.is_private:
            raise chat.closed_to_bot
        return chat

    def _writable_chat(self, params: JsonObject) -> _Chat:
        chat = self._readable_chat(params)
        if chat.closed_to_bot:
            raise chat.closed_to_bot
        return chat

    def _own_message(self, params: JsonObject) -> _Stored:
        if "chat_id" not in params and "message_id" not in params:
            raise _bad_request("message identifier is not specified")
        stored = self._writable_chat(params).messages.get(_message_id(params))
        if stored is None:
            raise _bad_request("message to edit not found")
        if not stored.from_bot:
            raise _bad_request("message can't be edited")
        return stored

    def _reply_target(self, chat: _Chat, params: JsonObject) -> tuple[_Stored | None, JsonObject]:
        """The message replied to, and the quote from it where there is one."""
        legacy = {name: params[name] for name in ("allow_sending_without_reply",) if name in params}
        reply = params.get("reply_parameters") or {"message_id": params.get("reply_to_message_id"), **legacy}
        if not isinstance(reply, dict):
            raise _bad_request("object expected as reply parameters")
        if not reply.get("message_id"):
            return None, {}
        other_chat = self._readable_chat(reply) if "chat_id" in reply else chat
        replied_to = other_chat.messages.get(_message_id(reply))
        if replied_to is None:
            if reply.get("allow_sending_without_reply"):
                return None, {}
            raise _bad_request("message to be replied not found")
        return replied_to, _quote(replied_to, reply)


def _audience(params: JsonObject) -> str:
    """Commands are kept apart by scope and language."""
    scope = params.get("scope") or {"type": "default"}
    return json.dumps([scope, params.get("language_code") or ""], sort_keys=True)


def _limit(params: JsonObject, name: str, characters: int) -> bool:
    if utf16_length(str(params.get(name, ""))) > characters:
        raise _bad_request(f"FAKE_{name.upper()}_TOO_LONG")
    return True


def _message_id(params: JsonObject) -> int:
    message_id = params.get("message_id")
    return message_id if isinstance(message_id, int) else 0


def _checked_thread(chat: _Chat, params: JsonObject) -> int | None:
    thread_id = params.get("message_thread_id")
    if thread_id is None:
        return None
    if thread_id not in chat.topics:
        raise _bad_request("message thread not found")
    return int(thread_id)


def _text_content(written: _Written) -> JsonObject:
    entities = [one.as_json() for one in written.formatted.entities]
    return {"text": written.formatted.text} | ({"entities": entities} if entities else {})


def _quote(replied_to: _Stored, reply: JsonObject) -> JsonObject:
    if not reply.get("quote"):
        return {}
    quoted = _read_formatted(str(reply["quote"]), reply.get("quote_parse_mode"), reply.get("quote_entities"))
    source, quote = replied_to.as_seen().text, quoted.formatted.text
    if quote not in source or utf16_length(quote) > MAX_CAPTION:
        raise _bad_request("QUOTE_TEXT_INVALID")
    position = utf16_length(source[: source.index(quote)])
    return {"quote": {"text": quote, "position": position, "is_manual": True}}


def _edit(stored: _Stored, changes: JsonObject) -> JsonObject:
    """Replaces the named parts, None removing one; the whole new message is the answer."""
    if all(stored.data.get(name) == value for name, value in changes.items()):
        raise _bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same "
            "as a current content and reply markup of the message"
        )
    stored.data.update(copy.deepcopy(changes))
    for name in [name for name, value in stored.data.items() if value is None]:
        del stored.data[name]
    stored.data["edit_date"] = int(time.time())
    stored.edits += 1
    return stored.data


# What PTB's ChatFullInfo and ChatMemberAdministrator cannot be made without.
_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
_ADMIN_RIGHTS = (
    "can_be_edited", "can_manage_chat", "can_change_info", "can_delete_messages", "can_invite_users",
    "can_restrict_members", "can_pin_messages", "can_manage_topics", "can_promote_members",
    "can_manage_video_chats", "can_post_stories", "can_edit_stories", "can_delete_stories", "is_anonymous",
)  # fmt: skip


def _member(user: JsonObject, status: str) -> JsonObject:
    member: JsonObject = {"user": user, "status": status}
    if status == "administrator":
        member |= {right: right not in ("is_anonymous", "can_be_edited") for right in _ADMIN_RIGHTS}
    elif status == "creator":
        member["is_anonymous"] = False
    elif status == "kicked":
        member["until_date"] = 0
    return member


# --- people and groups ---


class Person:
    """Someone with a Telegram account. Nothing here waits: the bot's answer is for the test to wait for."""

    def __init__(self, world: _World, user: JsonObject) -> None:
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
            _edit(stored, {"entities": None, **_text_content(_Written(shown, ""))})
            stored.html = html.escape(text, quote=False)
            self._world.updates.add("edited_message", stored.data)
            self._world.changed.notify_all()
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

    def _open_chat(self) -> _Chat:
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

    def __init__(self, world: _World, chat: _Chat) -> None:
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
    world: _World,
    chat: _Chat,
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
        _text_content(_Written(shown, "")),
        html_source=html.escape(text, quote=False),
        reply_to=replied_to,
        thread_id=thread_id,
    )
    world.user_writes(chat, stored)
    return stored.as_seen()


def _bot_membership_changes(world: _World, chat: _Chat, user: JsonObject, status: str) -> None:
    before = "member" if status == "kicked" else "kicked"
    change = {"chat": chat.info, "from": user, "date": int(time.time())}
    old, new = _member(world.bot, before), _member(world.bot, status)
    world.updates.add("my_chat_member", {**change, "old_chat_member": old, "new_chat_member": new})


# --- HTTP ---

_METHOD_PATH = re.compile(r"/bot(?P<token>[^/]+)/(?P<method>\w+)")
_FILE_PATH = re.compile(r"/file/bot(?P<token>[^/]+)/(?P<path>.+)")


class _HttpServer(ThreadingHTTPServer):
    """Threads that end with the server: open connections are remembered, and cut at the end."""

    daemon_threads = False  # so that server_close() waits for them
    request_queue_size = 128

    def __init__(self, respond: Callable[["_Handler"], _Reply | None]) -> None:
        self.respond = respond
        self._connections: set[socket.socket] = set()
        super().__init__(("127.0.0.1", 0), _Handler)

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        self._connections.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        self._connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away in the middle is everyday life; anything else is a bug of this fake."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)

    def cut_connections(self) -> None:
        for connection in list(self._connections):
            _cut(connection)


def _cut(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):  # the other side was faster
        connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _HttpServer

    def do_POST(self) -> None:
        reply = self.server.respond(self)
        if reply is None:
            self.close_connection = True
            _cut(self.connection)
            return
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)

    def do_GET(self) -> None:
        self.do_POST()

    def body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            return b"".join(iter(self._chunk, b""))
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _chunk(self) -> bytes:
        size = int(self.rfile.readline().partition(b";")[0], 16)
        chunk = self.rfile.read(size)
        self.rfile.readline()
        return chunk

    def log_message(self, format: str, *args: Any) -> None:
        pass


# --- the server ---


class TelegramServer:
    """The whole fake. Use it as a context manager; every method may be called from any thread."""

    _HOST: ClassVar[str] = "127.0.0.1"

    def __init__(
        self,
        *,
        token: str = "4242424242:AAFakeTokenOfTheLoopbackServer-0123",
        username: str = "newsdesk_bot",
        first_name: str = "Newsdesk",
        privacy_mode: bool = True,
        private_rate: RateLimit | None = None,
        group_rate: RateLimit | None = None,
    ) -> None:
        self.token = token
        bot: JsonObject = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": first_name,
            "username": username,
            "can_join_groups": True,
            "can_read_all_group_messages": not privacy_mode,
            "supports_inline_queries": False,
        }
        self._world = _World(bot, privacy_mode)
        self._api = _BotApi(self._world, private_rate, group_rate)
        self._script: list[_Failure] = []
        self._stopping = threading.Event()
        self._http = _HttpServer(self._respond)
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, name="telegram-server"
        )

    # life

    def __enter__(self) -> "TelegramServer":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends long polls and hanging calls, cuts every connection and waits for all threads."""
        self._stopping.set()
        self._world.updates.close()
        if self._thread.is_alive():
            self._http.shutdown()
            self._thread.join()
        self._http.cut_connections()
        self._http.server_close()

    @property
    def address(self) -> str:
        return f"http://{self._HOST}:{self._http.server_port}"

    @property
    def base_url(self) -> str:
        """For Application.builder().base_url(): the token follows without a slash."""
        return f"{self.address}/bot"

    @property
    def base_file_url(self) -> str:
        return f"{self.address}/file/bot"

    # people

    def person(
        self,
        user_id: int,
        first_name: str = "Ann",
        *,
        username: str | None = None,
        language_code: str | None = "en",
    ) -> Person:
        """Someone who may write to the bot; until then the bot cannot write to them."""
        user: JsonObject = {"id": user_id, "is_bot": False, "first_name": first_name}
        user |= {"username": username} if username else {}
        user |= {"language_code": language_code} if language_code else {}
        with self._world.changed:
            self._world.users[user_id] = user
        return Person(self._world, user)

    def group(self, chat_id: int, title: str, *, forum: bool = False) -> Group:
        """A supergroup the bot is already a member of."""
        assert chat_id < 0, "the ids of groups are negative"
        info: JsonObject = {"id": chat_id, "title": title, "type": "supergroup"}
        chat = _Chat(info | ({"is_forum": True} if forum else {}), itertools.count(1))
        with self._world.changed:
            self._world.chats[chat_id] = chat
        return Group(self._world, chat)

    # the script of failures

    def fail_next(
        self,
        method: str,
        *,
        status: int = 500,
        description: str | None = None,
        retry_after: int | None = None,
        parameters: JsonObject | None = None,
        times: int = 1,
        chat_id: int | None = None,
    ) -> None:
        """Refuses the next calls without performing them; "*" means any method but getUpdates.

        Without a description 502, 503 and 504 answer with a page of HTML, as Telegram's front end does.
        """
        if status in _GATEWAY_TITLES and description is None:
            description = _GATEWAY_TITLES[status]
            reply = _Reply(status, _GATEWAY_PAGE.format(description).encode(), "text/html")
        elif status == 429 and description is None:
            error = _too_many_requests(retry_after or 1)
            description, reply = error.description, _Reply.of_error(error)
        else:
            description = description or _DESCRIPTIONS.get(status, f"FAKE_ERROR_{status}")
            seconds = {"retry_after": retry_after} if retry_after else {}
            reply = _Reply.of_error(ApiError(status, description, {**(parameters or {}), **seconds}))
        self._add_to_script(
            _Failure(method, times, chat_id, reply=reply, description=description, performed=False)
        )

    def hang_next(self, method: str, seconds: float, *, times: int = 1, chat_id: int | None = None) -> None:
        """Performs the next calls, but answers only so much later (or when the server stops)."""
        self._add_to_script(_Failure(method, times, chat_id, hang_seconds=seconds))

    def drop_next(self, method: str, *, performed: bool, times: int = 1, chat_id: int | None = None) -> None:
        """Breaks the connection instead of answering, after or without having performed the call."""
        self._add_to_script(_Failure(method, times, chat_id, drop=True, performed=performed))

    def _add_to_script(self, failure: _Failure) -> None:
        with self._world.changed:
            self._script.append(failure)

    # what happened

    @property
    def sent(self) -> list[Call]:
        """Every call of the bot so far, except getUpdates, in the order they were performed."""
        with self._world.changed:
            return list(self._world.calls)

    def calls(self, method: str) -> list[Call]:
        return [call for call in self.sent if call.method == method]

    def messages(self, chat_id: int) -> list[ChatMessage]:
        """What the bot wrote and did not delete in a chat, as it stands now."""
        return [message for message in self.conversation(chat_id) if message.from_bot]

    def conversation(self, chat_id: int) -> list[ChatMessage]:
        """Everything in a chat, whoever wrote it, as it stands now."""
        with self._world.changed:
            chat = self._world.chats.get(chat_id)
            return [stored.as_seen() for stored in chat.messages.values()] if chat else []

    @property
    def pending_updates(self) -> int:
        """Updates the bot has not confirmed yet."""
        with self._world.changed:
            return self._world.updates.count()

    def wait_for_message(
        self, chat_id: int, *, count: int = 1, after_id: int = 0, timeout: float = 5.0
    ) -> ChatMessage:
        """Blocks until the bot has written `count` messages with ids above `after_id`; the last of them.

        Like every `wait_`, raises TimeoutError, with what there is instead; in asyncio use `to_thread`.
        """
        return self.wait_for_messages(chat_id, count, after_id=after_id, timeout=timeout)[count - 1]

    def wait_for_messages(
        self, chat_id: int, count: int, *, after_id: int = 0, timeout: float = 5.0
    ) -> list[ChatMessage]:
        def look() -> list[ChatMessage] | None:
            new = [one for one in self.messages(chat_id) if one.message_id > after_id]
            return new if len(new) >= count else None

        return self.wait_until(
            look, timeout, f"{count} messages of the bot in chat {chat_id} after {after_id}"
        )

    def wait_for_edit(self, message: ChatMessage, *, timeout: float = 5.0) -> ChatMessage:
        """Blocks until the message looks different from the one given."""

        def look() -> ChatMessage | None:
            found = [
                one for one in self.conversation(message.chat_id) if one.message_id == message.message_id
            ]
            return found[0] if found and found[0] != message else None

        return self.wait_until(look, timeout, f"an edit of message {message.message_id}")

    def wait_for_call(self, method: str, *, count: int = 1, timeout: float = 5.0) -> Call:
        """Blocks until a method was called so often, successfully or not; the last of these calls."""

        def look() -> Call | None:
            calls = self.calls(method)
            return calls[count - 1] if len(calls) >= count else None

        return self.wait_until(look, timeout, f"call number {count} of {method}")

    def wait_until(self, look: Callable[[], T | None], timeout: float = 5.0, what: str = "it") -> T:
        """Looks again after every change until there is something to see."""
        with self._world.changed:
            found = self._world.changed.wait_for(look, timeout)
            if not found:
                raise TimeoutError(f"{what} did not come within {timeout} s. {self._summary()}")
            return found

    def _summary(self) -> str:
        chats = {chat_id: [one.text for one in self.conversation(chat_id)] for chat_id in self._world.chats}
        calls = [f"{call.method} {call.status} {call.description}".strip() for call in self.sent[-8:]]
        return f"Chats: {chats}. Last calls: {calls}."

    # answering requests

    def _respond(self, handler: _Handler) -> _Reply | None:
        body = handler.body()
        address = urlsplit(handler.path)
        path = unquote(address.path)
        if match := _FILE_PATH.fullmatch(path):
            return self._download(match["token"], match["path"])
        match = _METHOD_PATH.fullmatch(path)
        if match is None:
            return _Reply.of_error(ApiError(404, "Not Found"))
        if match["token"] != self.token:
            return _Reply.of_error(ApiError(401, "Unauthorized"))
        try:
            params = _read_parameters(handler.headers.get("Content-Type", ""), body, address.query)
        except (TypeError, ValueError) as error:
            return _Reply.of_error(_bad_request(f"can't parse the request: {error}"))
        return self._answer(self._api.spelled(match["method"]), params)

    def _answer(self, method: str, params: JsonObject) -> _Reply | None:
        failure = self._next_failure(method, params)
        if failure is None:
            return self._perform(method, params)
        if not failure.performed:
            status = failure.reply.status if failure.reply else 0
            self._record(Call(method, params, status, description=failure.description))
            return failure.reply
        reply = self._perform(method, params, answered=not failure.drop)
        self._stopping.wait(failure.hang_seconds)
        return None if failure.drop else reply

    def _next_failure(self, method: str, params: JsonObject) -> _Failure | None:
        with self._world.changed:
            for failure in self._script:
                if failure.concerns(method, params):
                    failure.times -= 1
                    if failure.times <= 0:
                        self._script.remove(failure)
                    return failure
        return None

    def _perform(self, method: str, params: JsonObject, answered: bool = True) -> _Reply:
        """Performs and records under one lock, so that whoever sees the effect also sees the call."""
        with self._world.changed:
            try:
                result = copy.deepcopy(self._api.perform(method, params))
            except ApiError as refusal:
                status = refusal.code if answered else 0
                self._record(Call(method, params, status, description=refusal.description))
                return _Reply.of_error(refusal)
            except Exception as error:  # a bug of this fake, or a request it was not made for: say so aloud
                words = f"FAKE_FAILED on {method} {params}: {error!r}"
                self._record(Call(method, params, 500, description=words))
                return _Reply.of_error(ApiError(500, words))
            self._record(Call(method, params, 200 if answered else 0, result))
            return _Reply.of_json(200, {"ok": True, "result": result})

    def _record(self, call: Call) -> None:
        with self._world.changed:
            if call.method != "getUpdates":
                self._world.calls.append(call)
            self._world.changed.notify_all()

    def _download(self, token: str, path: str) -> _Reply:
        with self._world.changed:
            found = [file_id for file_id in self._world.files if self._world.file_path(file_id) == path]
            if token != self.token or not found:
                return _Reply.of_error(ApiError(404, "Not Found"))
            return _Reply(200, self._world.files[found[0]].content, "application/octet-stream")

"""The methods of the Bot API, performed on the state.

Knows which chats, messages and queries a method needs, what it changes and what it answers.
Does not know: HTTP, scripted failures, what people do; what is checked of a text or a keyboard by itself.
"""

import json
import re
from collections.abc import Callable
from typing import Any

from telegram_html import utf16_length
from telegram_rules import (
    MAX_CAPTION,
    ApiError,
    JsonObject,
    Written,
    bad_request,
    checked_commands,
    read_caption,
    read_formatted,
    read_inline_keyboard,
    read_text,
)
from telegram_state import Chat, RateLimit, SentFile, Stored, World, as_member, text_content

MAX_CALLBACK_ANSWER = 200
MAX_DOWNLOAD_BYTES = 20 * 1024 * 1024
MAX_UPLOAD_BYTES = 50 * 1024 * 1024
MAX_POLL_SECONDS = 50

CHAT_ACTIONS = frozenset({
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "cancel",
    "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
})  # fmt: skip
# What PTB's ChatFullInfo cannot be made without.
_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


class BotApi:
    """Performs calls on the world, or raises an ApiError. Takes no lock: its caller holds it."""

    def __init__(self, world: World, private_rate: RateLimit | None, group_rate: RateLimit | None) -> None:
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
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", str(params.get("secret_token", ""))):
            raise bad_request("secret token contains unallowed characters")
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
        self._world.commands[_audience(params)] = checked_commands(params.get("commands"))
        return True

    # messages

    def _send_message(self, params: JsonObject) -> JsonObject:
        written = read_text(params, limit_words="message is too long")
        return self._post(params, written, text_content(written.formatted))

    def _send_document(self, params: JsonObject) -> JsonObject:
        written = read_caption(params)
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
                raise bad_request("wrong file identifier/HTTP URL specified")
        if not isinstance(document, SentFile):
            raise bad_request("there is no document in the request")
        if not document.content:
            raise bad_request("file must be non-empty")
        return document

    def _post(
        self, params: JsonObject, written: Written, content: JsonObject, file: SentFile | None = None
    ) -> JsonObject:
        markup = read_inline_keyboard(params)
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
            raise bad_request("wrong parameter action in request")
        _checked_thread(self._writable_chat(params), params)
        return True

    def _edit_message_text(self, params: JsonObject) -> JsonObject:
        # Only sending has words of its own for this; an edit passes the server's code on.
        written = read_text(params, limit_words="MESSAGE_TOO_LONG")
        markup = read_inline_keyboard(params)
        stored = self._own_message(params)
        if "text" not in stored.data:
            raise bad_request("there is no text in the message to edit")
        result = stored.edit({"entities": None, **text_content(written.formatted), "reply_markup": markup})
        stored.html = written.html
        return result

    def _edit_message_reply_markup(self, params: JsonObject) -> JsonObject:
        return self._own_message(params).edit({"reply_markup": read_inline_keyboard(params)})

    def _delete_message(self, params: JsonObject) -> bool:
        chat = self._readable_chat(params)
        stored = chat.messages.get(_message_id(params))
        if stored is None:
            raise bad_request("message to delete not found")
        if not (chat.is_private or stored.from_bot or chat.bot_is_admin):
            raise bad_request("message can't be deleted")
        del chat.messages[stored.data["message_id"]]
        return True

    def _answer_callback_query(self, params: JsonObject) -> bool:
        query_id = str(params.get("callback_query_id", ""))
        if utf16_length(str(params.get("text", ""))) > MAX_CALLBACK_ANSWER:
            raise bad_request("MESSAGE_TOO_LONG")
        if self._world.queries.get(query_id, True):
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
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
            return as_member(self._sender(), status)
        user = self._world.users.get(user_id) if isinstance(user_id, int) else None
        if user is None:
            raise bad_request("user not found")
        if chat.is_private:
            return as_member(user, "member")
        return as_member(user, chat.members.get(user["id"], "left"))

    def _get_file(self, params: JsonObject) -> JsonObject:
        file_id = str(params.get("file_id", ""))
        if file_id not in self._world.files:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        size = self._world.file_sizes[file_id]
        if size > MAX_DOWNLOAD_BYTES:
            raise bad_request("file is too big")
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

    def _readable_chat(self, params: JsonObject) -> Chat:
        chat_id = params.get("chat_id")
        if chat_id in (None, ""):
            raise bad_request("chat_id is empty")
        chat = self._world.chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None:
            raise bad_request("chat not found")
        if chat.closed_to_bot and not chat.is_private:
            raise chat.closed_to_bot
        return chat

    def _writable_chat(self, params: JsonObject) -> Chat:
        chat = self._readable_chat(params)
        if chat.closed_to_bot:
            raise chat.closed_to_bot
        return chat

    def _own_message(self, params: JsonObject) -> Stored:
        if "chat_id" not in params and "message_id" not in params:
            raise bad_request("message identifier is not specified")
        stored = self._writable_chat(params).messages.get(_message_id(params))
        if stored is None:
            raise bad_request("message to edit not found")
        if not stored.from_bot:
            raise bad_request("message can't be edited")
        return stored

    def _reply_target(self, chat: Chat, params: JsonObject) -> tuple[Stored | None, JsonObject]:
        """The message replied to, and the quote from it where there is one."""
        legacy = {name: params[name] for name in ("allow_sending_without_reply",) if name in params}
        reply = params.get("reply_parameters") or {"message_id": params.get("reply_to_message_id"), **legacy}
        if not isinstance(reply, dict):
            raise bad_request("object expected as reply parameters")
        if not reply.get("message_id"):
            return None, {}
        other_chat = self._readable_chat(reply) if "chat_id" in reply else chat
        replied_to = other_chat.messages.get(_message_id(reply))
        if replied_to is None:
            if reply.get("allow_sending_without_reply"):
                return None, {}
            raise bad_request("message to be replied not found")
        return replied_to, _quote(replied_to, reply)


def _audience(params: JsonObject) -> str:
    """Commands are kept apart by scope and language."""
    scope = params.get("scope") or {"type": "default"}
    return json.dumps([scope, params.get("language_code") or ""], sort_keys=True)


def _limit(params: JsonObject, name: str, characters: int) -> bool:
    if utf16_length(str(params.get(name, ""))) > characters:
        raise bad_request(f"FAKE_{name.upper()}_TOO_LONG")
    return True


def _message_id(params: JsonObject) -> int:
    message_id = params.get("message_id")
    return message_id if isinstance(message_id, int) else 0


def _checked_thread(chat: Chat, params: JsonObject) -> int | None:
    thread_id = params.get("message_thread_id")
    if thread_id is None:
        return None
    if thread_id not in chat.topics:
        raise bad_request("message thread not found")
    return int(thread_id)


def _quote(replied_to: Stored, reply: JsonObject) -> JsonObject:
    if not reply.get("quote"):
        return {}
    quoted = read_formatted(str(reply["quote"]), reply.get("quote_parse_mode"), reply.get("quote_entities"))
    source, quote = replied_to.as_seen().text, quoted.formatted.text
    if quote not in source or utf16_length(quote) > MAX_CAPTION:
        raise bad_request("QUOTE_TEXT_INVALID")
    position = utf16_length(source[: source.index(quote)])
    return {"quote": {"text": quote, "position": position, "is_manual": True}}

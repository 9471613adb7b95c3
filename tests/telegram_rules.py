"""What the Bot API checks of the texts, keyboards and commands in a call, and the refusals it answers with.

Pure functions from the parameters of a call to what may be shown, or an ApiError in Telegram's words.
Does not know: chats, messages and users, nor what is checked of them (telegram_methods does); HTTP.
"""

import html
import re
from typing import Any, NamedTuple

from telegram_html import (
    GIVEN_TYPES,
    Entity,
    FormattedText,
    HtmlError,
    as_shown,
    checked_link,
    parse_html,
    utf16_length,
    with_found_entities,
)

JsonObject = dict[str, Any]

MAX_TEXT = 4096  # UTF-16 units, after parsing
MAX_CAPTION = 1024
MAX_SOURCE_BYTES = 1 << 15  # of the text before parsing
MAX_CALLBACK_DATA_BYTES = 64
MAX_COPIED_TEXT = 256
MAX_BUTTONS_IN_A_ROW = 8
MAX_BUTTONS = 100
MAX_COMMANDS = 100
MAX_COMMAND_NAME = 32
MAX_COMMAND_DESCRIPTION = 256

# --- refusals ---

OTHER_POLLER = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)


class ApiError(Exception):
    """An answer with "ok": false."""

    def __init__(self, code: int, description: str, parameters: JsonObject | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad_request(why: str) -> ApiError:
    return ApiError(400, f"Bad Request: {why}")


def too_many_requests(retry_after: int) -> ApiError:
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after})


# --- texts ---


class Written(NamedTuple):
    """A text the bot may send: as shown, and as the bot wrote it."""

    formatted: FormattedText
    html: str


def read_text(params: JsonObject, limit_words: str) -> Written:
    source = str(params.get("text", ""))
    if not source:
        raise bad_request("message text is empty")
    written = read_formatted(source, params.get("parse_mode"), params.get("entities"))
    if not written.formatted.text:
        raise bad_request("text must be non-empty")
    if utf16_length(written.formatted.text) > MAX_TEXT:
        raise bad_request(limit_words)
    return written


def read_caption(params: JsonObject) -> Written:
    source = str(params.get("caption", ""))
    written = read_formatted(source, params.get("parse_mode"), params.get("caption_entities"))
    if utf16_length(written.formatted.text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return written


def read_formatted(source: str, parse_mode: Any, given_entities: Any) -> Written:
    try:
        size = len(source.encode())
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    if size > MAX_SOURCE_BYTES:
        raise bad_request("text is too long")
    mode = str(parse_mode or "none").lower()
    if mode in ("markdown", "markdownv2"):
        raise bad_request("FAKE_KNOWS_NO_MARKDOWN")
    if mode not in ("html", "none"):
        raise bad_request("unsupported parse_mode")
    if mode == "none":
        formatted = FormattedText(source, _given_entities(source, given_entities))
        return Written(with_found_entities(as_shown(formatted)), html.escape(source, quote=False))
    try:
        return Written(with_found_entities(as_shown(parse_html(source))), source)
    except HtmlError as refusal:
        raise bad_request(f"can't parse entities: {refusal}") from refusal


def _given_entities(source: str, given: Any) -> tuple[Entity, ...]:
    try:
        entities = [Entity.from_json(one) for one in given or ()]
    except (KeyError, TypeError, ValueError) as error:
        raise bad_request(f"can't parse MessageEntity: {error}") from error
    length = utf16_length(source)
    for one in entities:
        if one.offset < 0 or one.length < 0 or one.end > length:
            raise bad_request(
                f"entity beginning at UTF-16 offset {one.offset} ends after the end of the text "
                f"at UTF-16 offset {one.end}"
            )
    return tuple(one for one in entities if one.type in GIVEN_TYPES)


# --- keyboards and commands ---


def read_inline_keyboard(params: JsonObject) -> JsonObject | None:
    """The checked inline keyboard of a call, None where there is none (or another kind of markup)."""
    markup = params.get("reply_markup")
    if markup is None or markup == "":
        return None
    if isinstance(markup, str):
        raise bad_request("can't parse reply keyboard markup JSON object")
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    rows = markup.get("inline_keyboard") or []
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    checked = [[_checked_button(button) for button in row] for row in rows if row]
    # What Telegram says to a ninth button in a row is not documented; PTB's constants name both limits.
    if any(len(row) > MAX_BUTTONS_IN_A_ROW for row in checked) or sum(map(len, checked)) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": checked} if checked else None


def checked_commands(commands: Any) -> list[JsonObject]:
    if not isinstance(commands, list):
        raise bad_request("can't parse commands JSON object")
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    return [_checked_command(str(one["command"]), str(one["description"])) for one in commands]


def _checked_button(button: Any) -> JsonObject:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    if not str(button.get("text", "")).strip():
        raise bad_request("inline keyboard button text must be non-empty")
    if button.get("url"):
        link = checked_link(str(button["url"]))
        if link is None:
            raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
        return {**button, "url": link}
    if button.get("callback_data"):
        if len(str(button["callback_data"]).encode()) > MAX_CALLBACK_DATA_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
    elif "copy_text" in button:
        if not 1 <= utf16_length(str(button["copy_text"].get("text", ""))) <= MAX_COPIED_TEXT:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
    elif not any(name.startswith(("switch_inline_query", "web_app", "login_url")) for name in button):
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    return button


def _checked_command(name: str, description: str) -> JsonObject:
    name, description = name.strip().removeprefix("/"), description.strip()
    if not name:
        raise bad_request("command must be non-empty")
    if len(name) > MAX_COMMAND_NAME:
        raise bad_request(f"command length must not exceed {MAX_COMMAND_NAME}")
    if not description:
        raise bad_request("command description must be non-empty")
    if len(description) > MAX_COMMAND_DESCRIPTION:
        raise bad_request(f"command description length must not exceed {MAX_COMMAND_DESCRIPTION}")
    if not re.fullmatch(r"[a-z0-9_]+", name):
        raise bad_request("BOT_COMMAND_INVALID")
    return {"command": name, "description": description}

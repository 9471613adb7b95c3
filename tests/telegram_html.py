"""Telegram's HTML mode as pure functions: text with tags in, plain text with entities (or a refusal) out.

Knows what Telegram's own parser does (read in tdlib, td/telegram/MessageEntity.cpp): which tags and
references exist, the words of every refusal, offsets in UTF-16 units, what is cleaned and trimmed away
before a message is shown, and that only 100 entities survive.
Does not know: Markdown, `tg-time` and the rich messages of Bot API 10.1; e-mails, phone numbers, cashtags
and links without a scheme that Telegram would find by itself; how Telegram splits a style around a link.

In one place it is stricter than Telegram, because a silent loss helps no test: a blockquote inside a
blockquote is refused here, while Telegram shows the message without the inner one.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit, urlunsplit

MAX_ENTITIES = 100

# The order decides which of two entities over the same text is listed first (tdlib, get_type_priority).
_PRIORITY = {
    "blockquote": 0, "expandable_blockquote": 0, "pre": 11, "code": 20, "text_link": 49, "text_mention": 49,
    "url": 50, "mention": 50, "hashtag": 50, "bot_command": 50,
    "bold": 90, "italic": 91, "underline": 92, "strikethrough": 93, "spoiler": 94, "custom_emoji": 99,
}  # fmt: skip
_TYPE_OF_TAG = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "span": "spoiler", "tg-spoiler": "spoiler", "a": "text_link", "code": "code", "pre": "pre",
    "blockquote": "blockquote", "tg-emoji": "custom_emoji",
}  # fmt: skip
STYLES = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler"})
QUOTES = frozenset({"blockquote", "expandable_blockquote"})
# What a bot may hand over ready-made in the `entities` parameter; Telegram finds the other types by itself.
GIVEN_TYPES = STYLES | QUOTES | {"code", "pre", "text_link", "text_mention", "custom_emoji"}


class HtmlError(ValueError):
    """Telegram would not take this text; the message is what it says after "can't parse entities: "."""


@dataclass(frozen=True)
class Entity:
    """A stretch of text with a meaning; `offset` and `length` count UTF-16 code units, as Telegram does."""

    type: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None
    custom_emoji_id: str | None = None
    user_id: int | None = None

    @property
    def end(self) -> int:
        return self.offset + self.length

    def as_json(self) -> dict[str, Any]:
        shown: dict[str, Any] = {"type": self.type, "offset": self.offset, "length": self.length}
        optional = {"url": self.url, "language": self.language, "custom_emoji_id": self.custom_emoji_id}
        shown.update({name: value for name, value in optional.items() if value is not None})
        if self.user_id is not None:
            shown["user"] = {"id": self.user_id, "is_bot": False, "first_name": ""}
        return shown

    @classmethod
    def from_json(cls, shown: dict[str, Any]) -> "Entity":
        emoji, user = shown.get("custom_emoji_id"), shown.get("user")
        return cls(
            str(shown["type"]),
            int(shown["offset"]),
            int(shown["length"]),
            url=shown.get("url"),
            language=shown.get("language"),
            custom_emoji_id=None if emoji is None else str(emoji),
            user_id=None if user is None else int(user["id"]),
        )


class FormattedText(NamedTuple):
    text: str
    entities: tuple[Entity, ...] = ()


def utf16_length(text: str) -> int:
    return len(text) + sum(char > "\uffff" for char in text)


def utf16_slice(text: str, offset: int, length: int) -> str:
    """The part of the text an entity speaks of."""
    units = text.encode("utf-16-le")
    return units[2 * offset : 2 * (offset + length)].decode("utf-16-le")


def parse_html(source: str) -> FormattedText:
    """The text without its tags, and an entity for every tag pair that encloses something.

    Raises HtmlError with Telegram's words. The text is as written: see `as_shown` for what a reader gets.
    """
    return _HtmlParser(source).parse()


def as_shown(formatted: FormattedText) -> FormattedText:
    """What arrives in the chat: control characters gone, blanks trimmed, entities untangled, at most 100."""
    cleaned = _without_invisible_characters(formatted)
    trimmed = _trimmed(cleaned._replace(entities=_untangled(cleaned.entities)))
    return trimmed._replace(entities=_first_hundred(trimmed.entities))


def with_found_entities(formatted: FormattedText) -> FormattedText:
    """Adds the commands, mentions, hashtags and links that Telegram finds where nothing else is marked."""
    taken = [entity for entity in formatted.entities if entity.type not in STYLES | QUOTES]
    found = [one for one in find_entities(formatted.text) if not any(_overlap(one, other) for other in taken)]
    return formatted._replace(entities=_sorted([*formatted.entities, *found]))


_FOUND_TYPES = {
    "url": re.compile(r"(?i)\bhttps?://[^\s<>\"]*[^\s<>\".,:;!?'()\[\]]"),
    "bot_command": re.compile(r"(?<![\w/<>@])/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]{3,32})?(?![\w/@])"),
    "mention": re.compile(r"(?<![\w/@])@[A-Za-z][A-Za-z0-9_]{2,31}(?!\w)"),
    "hashtag": re.compile(r"(?<![\w#/])#(?=\w*[^\W\d])\w{1,256}"),
}


def find_entities(text: str) -> tuple[Entity, ...]:
    """What Telegram finds by itself in a text without markup; of two that overlap, the first kind stays."""
    found: list[Entity] = []
    for kind, pattern in _FOUND_TYPES.items():
        for match in pattern.finditer(text):
            entity = Entity(kind, utf16_length(text[: match.start()]), utf16_length(match[0]))
            if not any(_overlap(entity, one) for one in found):
                found.append(entity)
    return _sorted(found)


def checked_link(url: str) -> str | None:
    """The link in the form Telegram shows it, or None where Telegram would not make it a link.

    A host needs a dot ("localhost" is no link), a missing scheme means http, an empty path becomes "/".
    """
    address = re.sub(r"[\x00-\x20]", lambda blank: f"%{ord(blank[0]):02X}", url)
    if re.match(r"(?i)tg:/*[\w-]", address):
        return "tg://" + address[3:].lstrip("/")
    try:
        parts = urlsplit(address if "://" in address else f"http://{address}")
        host, _ = parts.hostname, parts.port
    except ValueError:  # a port that is no number, a bracket that never closes
        return None
    if parts.scheme.lower() not in ("http", "https") or host is None or "%" in host:
        return None
    if "." not in host.strip("."):
        return None
    # Only the host is case-insensitive; credentials before the "@" are not.
    credentials, at, place = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=credentials + at + place.lower(), path=parts.path or "/"))


def _user_of_link(url: str) -> int | None:
    """The user meant by tg://user?id=123."""
    match = re.fullmatch(r"(?i)tg:/*user/?\?([^#]*)(#.*)?", url)
    numbers = parse_qs(match[1]).get("id", []) if match else []
    return int(numbers[0]) if numbers and numbers[0].isdecimal() and int(numbers[0]) > 0 else None


# --- the parser ---

_PLAIN = re.compile(r"[^<&]+")
_SPACES = re.compile(r"[ \t\r\n\v]*")
_TAG_NAME = re.compile(r"[^ \t\r\n\v>]*")
_ATTRIBUTE_NAME = re.compile(r"[^ \t\r\n\v=>/\"']*")
_NAME_TOKEN = re.compile(r"[A-Za-z0-9.-]*")
_REFERENCE = re.compile(
    r"&(?:#x(?P<hex>[0-9a-fA-F]+)|#(?P<decimal>[0-9]+)|(?P<name>lt|gt|amp|quot)(?![A-Za-z]));?"
)
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}


@dataclass(frozen=True)
class _OpenTag:
    name: str
    attributes: dict[str, str]
    offset: int  # in UTF-16 units of the plain text
    text_before: int  # in characters of the plain text


class _HtmlParser:
    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._text = ""
        self._offset = 0
        self._open: list[_OpenTag] = []
        self._entities: list[Entity] = []

    def parse(self) -> FormattedText:
        while self._at < len(self._source):
            if self._source[self._at] == "<":
                self._read_tag()
            elif self._source[self._at] == "&":
                self._write(self._read_reference())
            else:
                self._write(self._take(_PLAIN))
        if self._open:
            raise HtmlError(f'Can\'t find end tag corresponding to start tag "{self._open[-1].name}"')
        if any("\ud800" <= char <= "\udfff" for char in self._text):
            raise HtmlError(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
        # Only inside <pre> does a language mean something.
        entities = (replace(one, language=None) if one.type == "code" else one for one in self._entities)
        return FormattedText(self._text, _sorted(entities))

    def _read_tag(self) -> None:
        begin = self._at
        self._at += 1
        if self._peek() == "/":
            self._at += 1
            self._read_end_tag(begin)
        else:
            self._read_start_tag(begin)

    def _read_start_tag(self, begin: int) -> None:
        name = self._take(_TAG_NAME).lower()
        if self._ended():
            raise self._refusal("Unclosed start tag", begin)
        if name not in _TYPE_OF_TAG:
            raise self._refusal(f'Unsupported start tag "{name}"', begin)
        attributes = self._read_attributes(name, begin)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise self._refusal('Tag "span" must have class "tg-spoiler"', begin)
        if name == "blockquote" and any(tag.name == "blockquote" for tag in self._open):
            raise self._refusal("Nested blockquote (Telegram would drop it without a word)", begin)
        self._open.append(_OpenTag(name, attributes, self._offset, len(self._text)))

    def _read_attributes(self, tag: str, begin: int) -> dict[str, str]:
        attributes: dict[str, str] = {}
        while True:
            self._take(_SPACES)
            if self._peek() == ">":
                self._at += 1
                return attributes
            name = self._take(_ATTRIBUTE_NAME)
            if not name:
                raise self._refusal(f'Empty attribute name in the tag "{tag}"', begin)
            self._take(_SPACES)
            if self._peek() == "=":
                self._at += 1
                self._take(_SPACES)
                if not self._ended():
                    attributes[name] = self._read_attribute_value()
                    if self._ended():
                        raise self._refusal("Unclosed start tag", begin)
            else:
                attributes[name] = ""
            if self._ended():
                raise self._refusal(f'Unclosed start tag "{tag}"', begin)

    def _read_attribute_value(self) -> str:
        quote = self._peek()
        if quote not in ('"', "'"):
            begin = self._at
            token = self._take(_NAME_TOKEN).lower()
            if not self._ended() and self._peek() not in " \t\r\n\v>":
                raise self._refusal("Unexpected end of name token", begin)
            return token
        self._at += 1
        value = ""
        while not self._ended() and self._peek() != quote:
            value += self._read_reference() if self._peek() == "&" else self._read_character()
        self._at += 1
        return value

    def _read_end_tag(self, begin: int) -> None:
        if not self._open:
            raise self._refusal("Unexpected end tag", begin)
        name = self._take(_TAG_NAME).lower()
        self._take(_SPACES)
        if self._peek() != ">":
            raise self._refusal("Unclosed end tag", begin)
        self._at += 1
        tag = self._open[-1]
        if name not in ("", tag.name):  # </> closes whatever is open
            raise self._refusal("Unmatched end tag", begin, f', expected "</{tag.name}>", found "</{name}>"')
        self._open.pop()
        if self._offset > tag.offset:
            self._add_entity(tag)

    def _add_entity(self, tag: _OpenTag) -> None:
        entity = Entity(_TYPE_OF_TAG[tag.name], tag.offset, self._offset - tag.offset)
        if tag.name == "a":
            self._add_link(entity, tag.attributes.get("href") or self._text[tag.text_before :])
        elif tag.name in ("pre", "code"):
            self._add_code(entity, tag.attributes.get("class", ""))
        elif tag.name == "tg-emoji":
            emoji = tag.attributes.get("emoji-id", "")
            if not re.fullmatch(r"-?[0-9]+", emoji) or int(emoji) == 0:
                raise HtmlError("Invalid custom emoji identifier specified")
            self._entities.append(replace(entity, custom_emoji_id=emoji))
        elif "expandable" in tag.attributes and tag.name == "blockquote":
            self._entities.append(replace(entity, type="expandable_blockquote"))
        else:
            self._entities.append(entity)

    def _add_link(self, entity: Entity, url: str) -> None:
        """A link Telegram cannot make sense of leaves plain text behind, and no refusal."""
        user_id, link = _user_of_link(url), checked_link(url)
        if user_id is not None:
            self._entities.append(replace(entity, type="text_mention", user_id=user_id))
        elif link is not None:
            self._entities.append(replace(entity, url=link))

    def _add_code(self, entity: Entity, css_class: str) -> None:
        """<pre> and <code class="language-x"> over the very same text are one block, whichever is outside."""
        language = css_class.removeprefix("language-") if css_class.startswith("language-") else ""
        inner = self._entities[-1] if self._entities else None
        if inner and (inner.offset, inner.length) == (entity.offset, entity.length):
            if entity.type == "pre" and inner.type == "code" and inner.language:
                self._entities[-1] = replace(inner, type="pre")
                return
            if entity.type == "code" and inner.type == "pre" and language:
                self._entities[-1] = replace(inner, language=language)
                return
        self._entities.append(replace(entity, language=language or None) if entity.type == "code" else entity)

    def _read_reference(self) -> str:
        """The character meant, or the "&" itself where Telegram knows no such reference."""
        match = _REFERENCE.match(self._source, self._at)
        if match is None:
            return self._read_character()
        if match["name"]:
            self._at = match.end()
            return _NAMED[match["name"]]
        code = int(match["hex"], 16) if match["hex"] else int(match["decimal"])
        if code == 0 or code >= 0x10FFFF or len(match[0].rstrip(";")) >= 10:
            return self._read_character()
        self._at = match.end()
        return chr(code)

    def _write(self, text: str) -> None:
        self._text += text
        self._offset += utf16_length(text)

    def _read_character(self) -> str:
        self._at += 1
        return self._source[self._at - 1]

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._source, self._at)
        taken = match[0] if match else ""
        self._at += len(taken)
        return taken

    def _peek(self) -> str:
        return self._source[self._at : self._at + 1]

    def _ended(self) -> bool:
        return self._at >= len(self._source)

    def _refusal(self, what: str, at: int, details: str = "") -> HtmlError:
        byte_offset = len(self._source[:at].encode("utf-8", "surrogatepass"))
        return HtmlError(f"{what} at byte offset {byte_offset}{details}")


# --- what remains of the text and its entities ---


def _shown_character(char: str) -> str:
    # Line and paragraph separators, direction overrides and the combining vertical lines that once drew long
    # strokes over other messages are removed; every control character but the line feed becomes a blank.
    if char == "\r" or "\u2028" <= char <= "\u202e" or char in "\u030a\u0333\u033f":
        return ""
    return " " if char < " " and char != "\n" else char


def _without_invisible_characters(formatted: FormattedText) -> FormattedText:
    shown: list[str] = []
    new_offsets = [0]  # at every old UTF-16 offset, the offset in the cleaned text
    for char in formatted.text:
        shown.append(_shown_character(char))
        new_offsets.extend([new_offsets[-1] + utf16_length(shown[-1])] * utf16_length(char))
    moved = (
        replace(one, offset=new_offsets[one.offset], length=new_offsets[one.end] - new_offsets[one.offset])
        for one in formatted.entities
    )
    return FormattedText("".join(shown), _sorted(one for one in moved if one.length > 0))


def _trimmed(formatted: FormattedText) -> FormattedText:
    """Blanks at the end go, even inside an entity; blanks at the start go only before the first entity."""
    text = formatted.text.rstrip(" \n")
    end = utf16_length(text)
    cut = (replace(one, length=min(one.end, end) - one.offset) for one in formatted.entities)
    entities = [one for one in cut if one.length > 0]
    blanks = len(text) - len(text.lstrip(" \n"))
    start = min([blanks, *(one.offset for one in entities)])
    return FormattedText(text[start:], _sorted(replace(one, offset=one.offset - start) for one in entities))


def _untangled(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """No entity of one kind inside another where Telegram allows none.

    Of links, code and the like the outermost stays; code takes no style; touching styles become one.
    """
    kinds = list(entities)
    quotes = _outermost(one for one in kinds if one.type in QUOTES)
    solid = [
        one
        for one in _outermost(one for one in kinds if one.type not in STYLES | QUOTES)
        if not any(_overlap(one, quote) and not _inside(one, quote) for quote in quotes)
    ]
    code = [one for one in solid if one.type in ("code", "pre")]
    styles = [
        part
        for style in sorted(STYLES)
        for whole in _merged(one for one in kinds if one.type == style)
        for part in _outside_of(code, whole)
    ]
    return _sorted([*quotes, *solid, *styles])


def _outermost(entities: Iterable[Entity]) -> list[Entity]:
    kept: list[Entity] = []
    for entity in _sorted(entities):
        if not kept or entity.offset >= kept[-1].end:
            kept.append(entity)
    return kept


def _merged(entities: Iterable[Entity]) -> list[Entity]:
    merged: list[Entity] = []
    for entity in _sorted(entities):
        if merged and entity.offset <= merged[-1].end:
            merged[-1] = replace(merged[-1], length=max(merged[-1].end, entity.end) - merged[-1].offset)
        else:
            merged.append(entity)
    return merged


def _outside_of(holes: Sequence[Entity], entity: Entity) -> list[Entity]:
    """The parts of the entity that no hole covers; holes are sorted and do not overlap."""
    parts: list[Entity] = []
    start = entity.offset
    for hole in holes:
        parts.append(replace(entity, offset=start, length=min(hole.offset, entity.end) - start))
        start = max(start, hole.end)
    parts.append(replace(entity, offset=start, length=entity.end - start))
    return [part for part in parts if part.length > 0]


def _first_hundred(entities: tuple[Entity, ...]) -> tuple[Entity, ...]:
    """Quotes, links and code are counted before styles; custom emoji are not counted at all."""
    counted = [one for one in entities if one.type not in STYLES and one.type != "custom_emoji"]
    counted += [one for one in entities if one.type in STYLES]
    lost = set(counted[MAX_ENTITIES:])
    return tuple(one for one in entities if one not in lost)


def _sorted(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    return tuple(sorted(entities, key=lambda one: (one.offset, -one.length, _PRIORITY.get(one.type, 50))))


def _overlap(one: Entity, other: Entity) -> bool:
    return one.offset < other.end and other.offset < one.end


def _inside(inner: Entity, outer: Entity) -> bool:
    return outer.offset <= inner.offset and inner.end <= outer.end

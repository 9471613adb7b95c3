"""The bytes of one RSS, Atom or JSON feed → what its items say. Pure, and meant to run in the sandbox.

Knows nothing of schedules, storage or the network. Raises Unreadable with the reason in plain words.
"""

import calendar
import hashlib
import io
import json
import re
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from data.cleaning import clean_raw_text, has_words, one_line, parse_date, web_address
from data.documents import MAX_CHARACTERS
from data.pages import read_fragment
from data.sandbox import Unreadable

# feedparser and reader are imported where they are used, in the child.

MAX_ITEMS = 1000
_TEASER_CHARACTERS = 700
_CUT_SHORT = re.compile(
    r"(?i)(?:…|\.\.\.|\[…\]|\[\.\.\.\]"
    r"|(?:read|continue|see|view) (?:more|on|reading|the full \w+)\b.{0,40})\W*$"
)
_BEGINS_AS_FEED = re.compile(  # what may stand before is read in one way only, however long somebody made it
    rb"(?i)(?:\xef\xbb\xbf)?\s*+"
    rb"(?>(?:<\?.*?\?>|<!--.*?-->|<!doctype\b(?:[^>\[]|\[.*?\])*+>)\s*+)*+"
    rb"(?:\{|<(?:\w+:)?(?:rss|feed|rdf)\b)",
    re.DOTALL,
)
_EPOCH_YEAR = 1971  # a date of 1970 is a zero that a program wrote


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One item as its feed tells it. `is_teaser` says that the page has more than `text`."""

    item_id: str
    title: str
    url: str
    author: str
    outlet: str
    published: datetime | None
    text: str
    is_teaser: bool

    @property
    def digest(self) -> str:
        """Changes when what the item says changes; its dates do not count, for feeds that move them."""
        words = "\0".join((self.title, self.url, self.author, self.text))
        return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed's own title and its items in the feed's order, each with an id of its own."""

    title: str
    items: tuple[FeedItem, ...]


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed that a page names."""

    url: str
    title: str


def parse_feed(content: bytes, url: str, content_type: str = "") -> ParsedFeed:
    """The feed in `content`, which came from `url`. What it is is told by its first character: feeds are
    served under all kinds of types."""
    is_json = content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")
    feed = _parse_json(content, url) if is_json else _parse_xml(content, url, content_type)
    items = [item for item in feed.items if item.text or item.title]
    return replace(feed, items=tuple(_with_ids_of_their_own(items[:MAX_ITEMS])))


def begins_as_feed(content: bytes) -> bool:
    """Whether this is a feed, whatever it is served as: by its first element, or as JSON."""
    return bool(_BEGINS_AS_FEED.match(content))


def find_feeds(content: bytes, url: str, content_type: str = "") -> list[FeedLink]:
    """The feeds that a web page names, the one that its author put first, first."""
    from reader.discover import from_http_response

    links = from_http_response(url, content, {"content-type": content_type or "text/html"})
    return [FeedLink(link.href, link.title or "") for link in links if web_address(link.href)]


# ---- RSS and Atom


def _parse_xml(content: bytes, url: str, content_type: str) -> ParsedFeed:
    """What feedparser could make of a feed with flaws is taken, where it found items in it: `&` for `&amp;`
    is common, and no reason to lose the news."""
    import feedparser

    headers = {"content-type": content_type, "content-location": url}
    found = feedparser.parse(io.BytesIO(content), response_headers=headers)
    harmless = (feedparser.CharacterEncodingOverride, feedparser.NonXMLContentType)
    is_flawed = found["bozo"] and not isinstance(found["bozo_exception"], harmless)
    if not found["version"] or (is_flawed and not found["entries"]):
        raise Unreadable("is not a feed that can be read" + (": it is no valid XML" if is_flawed else ""))
    return ParsedFeed(
        one_line(_plain(found["feed"].get("title", "")), 80),
        tuple(_xml_item(entry, url) for entry in found["entries"]),
    )


def _xml_item(entry: Any, url: str) -> FeedItem:
    """`entry` is a dictionary that finds nothing worse than other spellings of a key."""
    whole = [_words(one.get("value", ""), one.get("type", "")) for one in entry.get("content", ())]
    link = _absolute(entry.get("link", ""), url)
    authors = [author.get("name", "") for author in entry.get("authors", ())]
    return _item(
        item_id=entry.get("id", "") or link,
        title=_plain(entry.get("title", "")),
        url=link,
        author=", ".join(filter(None, authors)) or entry.get("author", ""),
        outlet=_plain(entry.get("source", {}).get("title", "")),
        published=_moment(entry.get("published_parsed") or entry.get("updated_parsed")),
        whole=max(whole, key=len, default=""),
        summary=_plain(entry.get("summary", "")),
    )


def _moment(parsed: time.struct_time | None) -> datetime | None:
    return datetime.fromtimestamp(calendar.timegm(parsed), UTC) if parsed else None


# ---- JSON Feed


def _parse_json(content: bytes, url: str) -> ParsedFeed:
    try:
        feed = json.loads(content)
    except (ValueError, RecursionError):
        raise Unreadable("is not a feed that can be read: it is no valid JSON") from None
    if not str(feed.get("version", "")).lower().startswith("https://jsonfeed.org/version/"):
        raise Unreadable("is JSON, but not a JSON Feed")
    items = feed.get("items")
    found = [one for one in items if isinstance(one, dict)] if isinstance(items, list) else []
    return ParsedFeed(one_line(_text_of(feed, "title"), 80), tuple(_json_item(one, url) for one in found))


def _json_item(item: dict[str, Any], url: str) -> FeedItem:
    authors = item.get("authors") or [item.get("author")]
    names = [_text_of(one, "name") for one in authors if isinstance(one, dict)]
    link = _absolute(_text_of(item, "url"), url)
    whole = (_plain(_text_of(item, "content_html")), _words(_text_of(item, "content_text"), "text/plain"))
    return _item(
        item_id=_text_of(item, "id") or link,
        title=_text_of(item, "title"),
        url=link,
        author=", ".join(filter(None, names)),
        outlet="",
        published=parse_date(_text_of(item, "date_published") or _text_of(item, "date_modified")),
        whole=max(whole, key=len),
        summary=_text_of(item, "summary"),
    )


def _text_of(record: dict[str, Any], name: str) -> str:
    value = record.get(name)
    is_word = isinstance(value, str | int | float) and not isinstance(value, bool)
    return str(value) if is_word else ""


# ---- items


def _item(
    *,
    item_id: str,
    title: str,
    url: str,
    author: str,
    outlet: str,
    published: datetime | None,
    whole: str,
    summary: str,
) -> FeedItem:
    """`whole` stood where whole articles stand, `summary` where summaries do; the longer one is the text."""
    is_whole = bool(whole) and len(whole) >= len(summary)
    text = whole if is_whole else summary
    return FeedItem(
        one_line(item_id, 1000),
        one_line(title),
        url,
        one_line(author),
        one_line(outlet),
        published if published and published.year >= _EPOCH_YEAR else None,
        text,
        bool(url) and _is_teaser(text, is_whole),
    )


def _absolute(link: str, url: str) -> str:
    """A link as the feed gives it, seen from the feed's own address; empty where it gives none."""
    try:
        return web_address(urljoin(url, link)) if link else ""
    except ValueError:  # "http://[half"
        return ""


def _words(content: str, media_type: str) -> str:
    if media_type != "text/plain":
        return _plain(content)
    return clean_raw_text(content) if len(content) <= MAX_CHARACTERS else ""


def _is_teaser(text: str, is_whole: bool) -> bool:
    if _CUT_SHORT.search(text[-200:]):
        return True
    return len(text) < _TEASER_CHARACTERS if not is_whole else len(text) < _TEASER_CHARACTERS / 2


def _plain(html: str) -> str:
    """HTML as words; what has no words is nothing."""
    if not has_words(html) or len(html) > MAX_CHARACTERS:
        return ""
    try:
        return read_fragment(html).text
    except Unreadable:
        return ""


def _with_ids_of_their_own(items: Sequence[FeedItem]) -> list[FeedItem]:
    """An id that several items of a feed bear identifies none of them; their links or words do."""
    counts = Counter(item.item_id for item in items)
    known: dict[str, FeedItem] = {}
    for item in items:
        named = item
        if counts[item.item_id] > 1:
            named = replace(item, item_id=item.url or item.digest)
        if named.item_id in known:
            named = replace(item, item_id=item.digest)
        known.setdefault(named.item_id, named)
    return list(known.values())

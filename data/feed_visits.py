"""How feeds are fetched and parsed for the `reader` library: within our limits, and in the sandbox.

Its interface for this is documented as internal, hence the pinned version. Knows nothing of its storage.
"""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import IO, Any

from reader import ParseError
from reader._parser import HTTPInfo, NotModified, Parser, RetrievedFeed, RetrieveError
from reader._types import EntryData, EntryForUpdate, FeedData
from reader.types import JSONType

from data.cleaning import web_address
from data.feed_parsing import FeedItem, ParsedFeed, parse_feed
from data.feed_state import wait_after
from data.network import DEFAULT_LIMITS, AddressRule, Download, Limits, download, is_public, status_words
from data.sandbox import Sandbox, Unreadable

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")
_OTHER_TYPES = ("application/xml;q=0.9", "text/xml;q=0.9", "application/json;q=0.8", "*/*;q=0.5")
_GONE = 410
_MOST_PATIENCE = 86_400  # seconds for which a server's wish not to be asked is heeded


@dataclass(frozen=True, slots=True)
class Fresh:
    """An item to be taken in; `is_new` unless an earlier form of it was handed on before."""

    item: FeedItem
    is_new: bool


@dataclass(frozen=True, slots=True)
class FeedRules:
    """How feeds are read. `interval` is the time between two readings of a feed that fares well."""

    user_agent: str
    interval: timedelta = timedelta(minutes=15)
    may_visit: AddressRule = is_public
    limits: Limits = DEFAULT_LIMITS


class FeedVisit:
    """What the reader library calls to fetch and to parse, and what happened meanwhile.

    `failures` are reasons with whether the feed is gone for good, `moves` where permanent redirects led,
    `broken` what our own side raised while it stored items.
    """

    def __init__(self, rules: FeedRules, sandbox: Sandbox) -> None:
        self._rules = rules
        self._sandbox = sandbox
        self._failed_before: Mapping[str, int] = {}
        self._take: Callable[[str, Sequence[Fresh]], None] | None = None
        self._items: dict[tuple[str, str], FeedItem] = {}
        self.failures: dict[str, tuple[str, bool]] = {}
        self.moves: dict[str, str] = {}
        self.broken: Exception | None = None
        self.parser = Parser()
        for scheme in ("https://", "http://"):
            self.parser.mount_retriever(scheme, _Retriever(self))
        self.parser.mount_parser_by_mime_type(_ItemParser(self), "*/*")

    def prepare(self, failures: Mapping[str, int], take: Callable[[str, Sequence[Fresh]], None]) -> None:
        """Begin to read these feeds, which have failed so many times in a row. `take` is given a feed's
        address and what is new or changed there."""
        self._failed_before, self._take = failures, take
        self.failures.clear()
        self.moves.clear()
        self.broken = None

    def download(self, url: str, headers: Mapping[str, str] | None = None) -> Download:
        """What is at `url`. Raises Unreadable."""
        return download(
            url,
            user_agent=self._rules.user_agent,
            accept=(*_FEED_TYPES, *_OTHER_TYPES),
            may_visit=self._rules.may_visit,
            limits=self._rules.limits,
            headers=headers or {},
        )

    def parse(self, found: Download) -> ParsedFeed:
        """The feed in what was downloaded. Raises Unreadable."""
        return self.parse_content(found.content, str(found.url), found.headers.get("content-type", ""))

    def parse_content(self, content: bytes, url: str, content_type: str) -> ParsedFeed:
        """The feed in these bytes. Raises Unreadable."""
        return self._sandbox.run(parse_feed, content, url, content_type)

    def failed(self, url: str, reason: str, is_gone: bool = False) -> dict[str, str]:
        """Note a failure. Returns the headers by which the library plans the next try: it waits for as long
        as a server wishes, and so for as long as we do."""
        self.failures[url] = (reason, is_gone)
        wait = wait_after(self._failed_before.get(url, 0), self._rules.interval)
        return {"cache-control": f"max-age={wait.total_seconds():.0f}"}

    def keep(self, url: str, items: Iterable[FeedItem]) -> list[EntryData]:
        """Keep the items at hand; for the library, digests without words."""
        self._items = {(url, item.item_id): item for item in items}
        return [EntryData(url, item_id, summary=item.digest) for (_, item_id), item in self._items.items()]

    def hand_on(self, url: str, pairs: Sequence[tuple[EntryData, EntryForUpdate | None]]) -> None:
        """Give away what is new or changed among a feed's items."""
        fresh = [
            Fresh(self._items[url, new.id], old is None)
            for new, old in pairs
            if old is None or old.hash != new.hash
        ]
        if self._take is None or not fresh:
            return
        try:
            self._take(url, fresh)
        except Exception as error:
            self.broken = error
            raise


class _Retriever:
    """Fetches a feed as data.network does everything: asks only whether it has changed."""

    def __init__(self, visit: FeedVisit) -> None:
        self._visit = visit

    @contextmanager
    def __call__(self, url: str, caching_info: Any, accept: str | None) -> Iterator[RetrievedFeed[IO[bytes]]]:
        asked = {"If-None-Match": "etag", "If-Modified-Since": "last-modified"}
        known = caching_info if isinstance(caching_info, dict) else {}
        headers = {name: str(known[key]) for name, key in asked.items() if known.get(key)}
        try:
            found = self._visit.download(url, headers)
        except Unreadable as error:
            raise RetrieveError(url, http_info=HTTPInfo(0, self._visit.failed(url, error.reason))) from None
        if found.status == 304:
            self._note_move(url, found)
            raise NotModified(url, http_info=HTTPInfo(304, _patience(found)))
        if not found.is_success:
            reason = f"answered {status_words(found.status)}"
            wait = self._visit.failed(url, reason, found.status == _GONE) | _retry_after(found)
            raise RetrieveError(url, http_info=HTTPInfo(found.status, wait))
        self._note_move(url, found)
        validators: JSONType = {name: found.headers[name] for name in asked.values() if name in found.headers}
        told = {"content-type": found.headers.get("content-type", ""), "content-location": str(found.url)}
        info = HTTPInfo(found.status, told | _patience(found))
        yield RetrievedFeed(io.BytesIO(found.content), found.media_type, validators or None, info)

    def validate_url(self, url: str) -> None:
        """Raises ValueError unless it is a web address."""
        if not web_address(url):
            raise ValueError("not a web address")

    def _note_move(self, url: str, found: Download) -> None:
        if found.moved_to and found.moved_to != url:
            self._visit.moves[url] = found.moved_to


class _ItemParser:
    """Parses a feed in the sandbox, and hands its items on before they count as seen."""

    def __init__(self, visit: FeedVisit) -> None:
        self._visit = visit

    def __call__(
        self, url: str, resource: IO[bytes], headers: Mapping[str, str] | None
    ) -> tuple[FeedData, list[EntryData]]:
        headers = headers if isinstance(headers, dict) else {}
        try:
            location, content_type = headers.get("content-location", url), headers.get("content-type", "")
            parsed = self._visit.parse_content(resource.read(), location, content_type)
        except Unreadable as error:
            self._visit.moves.pop(url, None)  # what cannot be read is no new home
            headers.update(self._visit.failed(url, error.reason))
            raise ParseError(url, error.reason) from None
        feed = FeedData(url, title=parsed.title or None)
        return feed, self._visit.keep(url, parsed.items)

    def process_entry_pairs(
        self, url: str, pairs: Iterable[tuple[EntryData, EntryForUpdate | None]]
    ) -> Iterable[tuple[EntryData, EntryForUpdate | None]]:
        """Called before the library stores anything."""
        pairs = list(pairs)
        self._visit.hand_on(url, pairs)
        return pairs


def _patience(found: Download) -> dict[str, str]:
    """How long the server says its answer stays good, but no longer than a day: mistakes here are common."""
    if "no-cache" in (wish := found.headers.get("cache-control", "")):
        return {}
    _, named, rest = wish.partition("max-age=")
    digits = rest.partition(",")[0].strip()
    if not (named and digits.isascii() and digits.isdigit()):
        return {}
    return {"cache-control": f"max-age={min(int(digits[:9]), _MOST_PATIENCE)}"}


def _retry_after(found: Download) -> dict[str, str]:
    """A wait that a busy server asks for in seconds, up to a day."""
    wish = found.headers.get("retry-after", "").strip()
    return (
        {"retry-after": str(min(int(wish[:9]), _MOST_PATIENCE))} if wish.isascii() and wish.isdigit() else {}
    )

"""The feeds that are followed: which, how they fare, and reading them again when they are due.

The `reader` library keeps them in a file of its own in the home, makes conditional requests, and plans. What
it may fetch and how a feed is parsed is ours (data.network, data.feed_parsing in the sandbox). Items are
handed on before the library notes that they were seen, so a crash repeats them and loses none. Their words
are kept with the articles only; this file has digests.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urldefrag, urlsplit

import reader as reader_library
from reader import FeedExistsError, FeedNotFoundError, StorageError

from data.cleaning import one_line, web_address
from data.errors import NewsdeskError
from data.feed_parsing import FeedLink, ParsedFeed, begins_as_feed, find_feeds
from data.feed_state import FeedState, NoticeKind
from data.feed_visits import FeedRules, FeedVisit, Fresh
from data.network import Download, status_words
from data.sandbox import Sandbox, Unreadable
from data.web import PAGE_TYPES

FILE_NAME = "feeds.db"
MAX_NAME = 60
MAX_OPML = 2000
_STATE = "newsdesk"
_PLAN = ".reader.update"
_WORKERS = 8
_MOST_LINKS = 3  # of a page that are tried
_FEED_TYPES = ("rss", "atom", "jsonfeed")  # of an entry of a list


class FeedError(NewsdeskError):
    """Something about a feed that a person asked for. The message is a whole sentence."""


class UnknownFeedError(FeedError):
    """No feed is called so. Where those that there are can be seen, whoever catches it knows."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that is followed. Moments are None where there was none."""

    url: str
    title: str
    added: datetime
    last_success: datetime | None
    next_try: datetime | None
    state: FeedState

    @property
    def name(self) -> str:
        return self.state.name

    @property
    def collection(self) -> str:
        """The collection that its articles are in."""
        return f"feed:{self.state.name}"

    def is_dead(self, now: datetime) -> bool:
        """Whether somebody should look after it."""
        return self.state.told_of_death or self.state.is_dead(now)


@dataclass(frozen=True, slots=True)
class FeedNotice:
    """Something about a feed that an administrator must hear of: why it died, or where it went."""

    name: str
    kind: NoticeKind
    words: str


@dataclass(frozen=True, slots=True)
class Polled:
    """How reading one feed went: items that were new, those that had changed, or why it failed."""

    name: str
    new: int = 0
    changed: int = 0
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a list of feeds: those that are new, how many were followed before, and the entries that
    have no address of the web."""

    added: tuple[Feed, ...]
    known: int = 0
    unusable: tuple[str, ...] = ()


TakeItems = Callable[[Feed, Sequence[Fresh]], None]


def _utc_now() -> datetime:
    return datetime.now(UTC)


def has_feeds(home: Path) -> bool:
    """Whether any feed was ever followed in this home: a look that costs nothing."""
    return (home / FILE_NAME).exists()


class Feeds:
    """The feeds of one home. Open, use and close it in one thread; several may be open at once."""

    def __init__(
        self, home: Path, sandbox: Sandbox, rules: FeedRules, now: Callable[[], datetime] = _utc_now
    ) -> None:
        logging.getLogger("reader").setLevel(logging.CRITICAL)  # it logs each poll of each feed
        self._sandbox = sandbox
        self._rules = rules
        self._now = now
        home.mkdir(parents=True, exist_ok=True)
        with _in_sentences(home):
            self._reader = reader_library.make_reader(str(home / FILE_NAME), plugins=(), search_enabled=None)
        self._visit = FeedVisit(rules, sandbox)
        self._reader._parser = self._visit.parser
        self._reader._now = now  # type: ignore[method-assign]
        self._home = home

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Release the file."""
        self._reader.close()

    # Which there are

    def all(self) -> list[Feed]:
        """By name."""
        with _in_sentences(self._home):
            feeds = [self._to_feed(one) for one in self._reader.get_feeds()]
        return sorted(feeds, key=lambda feed: feed.name.casefold())

    def find(self, words: str) -> Feed:
        """The feed of this name or address; one whose name has words that begin so. Raises FeedError."""
        feeds = self.all()
        asked = words.casefold().split()
        exact = [feed for feed in feeds if feed.url == words.strip() or feed.name.casefold().split() == asked]
        found = exact or [feed for feed in feeds if asked and _begin_like(feed.name, asked)]
        if len(found) == 1:
            return found[0]
        shown = one_line(words, MAX_NAME)
        if found:
            names = ", ".join(feed.name for feed in found[:5])
            raise FeedError(f"Several feeds are called “{shown}”: {names}. Say which one.")
        raise UnknownFeedError(f"There is no feed called “{shown}”.")

    def add(self, address: str, name: str = "") -> Feed:
        """Follow the feed at `address`, or the first that the page there names. Raises FeedError."""
        asked = address.strip() if "://" in address else f"https://{address.strip()}"
        found, parsed = self._look_up(asked)
        url = _without_fragment(found)
        try:
            return self._follow(url, one_line(name, MAX_NAME) or one_line(parsed.title, MAX_NAME))
        except FeedExistsError:
            raise FeedError(f"{url} is followed already, as {self.find(url).name}.") from None

    def remove(self, feed: Feed) -> None:
        """Follow it no longer. Its articles stay."""
        with _in_sentences(self._home):
            self._reader.delete_feed(feed.url, missing_ok=True)

    # Lists of others

    def import_opml(self, content: bytes) -> Imported:
        """Follow all feeds of an OPML file. Whether they can be read shows when they are read. Raises
        FeedError."""
        try:
            listed, unusable = self._sandbox.run(_read_opml, content)
        except Unreadable as error:
            raise FeedError(f"That file {error.reason}.") from None
        added, known = [], 0
        for url, title in listed:
            try:
                added.append(self._follow(_without_fragment(url), one_line(title, MAX_NAME)))
            except FeedExistsError:
                known += 1
        return Imported(tuple(added), known, tuple(one_line(one, MAX_NAME) for one in unusable))

    def export_opml(self) -> bytes:
        """All feeds as an OPML file, under the names they have here."""
        from reader import opml

        with _in_sentences(self._home):
            names = {feed.url: feed.name for feed in self.all()}
            feeds = [replace(feed, title=names[feed.url]) for feed in self._reader.get_feeds()]
        return opml.unparse(feeds, title="Newsdesk", created=self._now(), generator="Newsdesk")

    # Reading them

    def poll(self, take: TakeItems, only: Feed | None = None, due: bool = True) -> Iterator[Polled]:
        """Read the feeds that are due, or all, or one now. `take` stores what is new and changed before it
        counts as seen; what it raises ends the polling, and the feed is read again next time."""
        feeds = {feed.url: feed for feed in ([only] if only else self.all())}
        failures = {url: feed.state.failures for url, feed in feeds.items()}

        def known(url: str) -> Feed:
            return feeds.get(url) or self._to_feed(self._reader.get_feed(url))  # added meanwhile

        self._visit.prepare(failures, lambda url, fresh: take(known(url), fresh))
        with _in_sentences(self._home):
            results = self._reader.update_feeds_iter(
                feed=only.url if only else None,
                tags=[_STATE],  # not those that somebody is adding just now, which have no name yet
                scheduled=due and only is None,
                workers=_WORKERS,
            )
            for url, value in results:
                if self._visit.broken is not None:
                    raise self._visit.broken
                yield self._note(known(url), value)

    def notices(self) -> list[FeedNotice]:
        """What no administrator was told of yet."""
        return [
            FeedNotice(feed.name, NoticeKind(kind), words)
            for feed in self.all()
            for kind, words in feed.state.untold
        ]

    def mark_told(self) -> None:
        """All notices there are have reached somebody."""
        for feed in self.all():
            if feed.state.untold:
                self._write_state(feed.url, replace(feed.state, untold=()))

    def _note(self, feed: Feed, value: object) -> Polled:
        now = self._now()
        if isinstance(value, Exception):
            reason, is_gone = self._visit.failures.get(feed.url, ("could not be read", False))
            last = feed.last_success.isoformat() if feed.last_success else ""
            self._write_state(feed.url, feed.state.after_failure(reason, is_gone, last, now))
            return Polled(feed.name, problem=reason)
        state = feed.state.after_success(now)
        moved_to = self._visit.moves.get(feed.url, "")
        if moved_to and self._move(feed.url, moved_to):
            self._write_state(moved_to, replace(state.after_move(moved_to), last_success=now.isoformat()))
        elif state != feed.state:
            self._write_state(feed.url, state)
        if isinstance(value, reader_library.UpdatedFeed):
            return Polled(feed.name, value.new, value.modified)
        return Polled(feed.name)

    def _move(self, url: str, target: str) -> bool:
        try:
            self._reader.change_feed_url(url, target)
        except (FeedExistsError, FeedNotFoundError):  # both are followed, or it was removed meanwhile
            return False
        return True

    def _look_up(self, address: str) -> tuple[str, ParsedFeed]:
        """The address of the feed and what it holds; by way of the page at `address` where that is one."""
        try:
            found = self._download(address)
            links = self._links_in(found)
            if not links:
                return found.moved_to or address, self._visit.parse(found)
        except Unreadable as error:
            raise FeedError(f"{one_line(address, 200)} {error.reason}.") from None
        return self._look_up_one_of(links[:_MOST_LINKS])

    def _look_up_one_of(self, links: Sequence[FeedLink]) -> tuple[str, ParsedFeed]:
        """The first feed that can be read among those that a page names."""
        problems = []
        for link in links:
            try:
                found = self._download(link.url)
                return found.moved_to or link.url, self._visit.parse(found)
            except Unreadable as error:
                problems.append(f"{one_line(link.url, 200)} {error.reason}.")
        raise FeedError(problems[0])

    def _download(self, address: str) -> Download:
        found = self._visit.download(address)
        if not found.is_success:
            raise Unreadable(f"answered {status_words(found.status)}")
        return found

    def _links_in(self, found: Download) -> list[FeedLink]:
        if found.media_type not in PAGE_TYPES or begins_as_feed(found.content):
            return []
        content_type = found.headers.get("content-type", "")
        links = self._sandbox.run(find_feeds, found.content, str(found.url), content_type)
        if not links:
            raise Unreadable("is a page that names no feed; give the address of the feed itself")
        return links

    def _follow(self, url: str, title: str) -> Feed:
        """Follow it under this title, or one near it that is free; without any, under its host's name."""
        name = title or one_line(urlsplit(url).netloc, MAX_NAME)
        with _in_sentences(self._home):
            if self._reader.get_tag(url, _STATE, None):
                raise FeedExistsError(url)
            self._reader.add_feed(
                url, exist_ok=True
            )  # it may be there without a name if adding was cut short
            self._reader.set_tag(
                (), _PLAN, {"interval": max(1, round(self._rules.interval.total_seconds() / 60))}
            )
            taken = {feed.name.casefold() for feed in self.all() if feed.url != url}
            numbered = (f"{name} ({number})" if number > 1 else name for number in range(1, len(taken) + 2))
            free = next(one for one in numbered if one.casefold() not in taken)
            self._write_state(url, FeedState(free))
            return self._to_feed(self._reader.get_feed(url))

    def _to_feed(self, stored: reader_library.Feed) -> Feed:
        kept: Any = self._reader.get_tag(stored.url, _STATE, None)
        state = FeedState.from_json(kept) if kept else FeedState(urlsplit(stored.url).netloc)
        failing = bool(state.failures)
        last = datetime.fromisoformat(state.last_success) if state.last_success else None
        return Feed(
            url=stored.url,
            title=stored.title or "",
            added=stored.added,
            last_success=last if failing else stored.last_retrieved or last,
            next_try=stored.update_after,
            state=state,
        )

    def _write_state(self, url: str, state: FeedState) -> None:
        self._reader.set_tag(url, _STATE, state.to_json())


def _read_opml(content: bytes) -> tuple[list[tuple[str, str]], list[str]]:
    """Address and title of each feed, and what the entries are called whose address is none; in the sandbox,
    because people hand it in. What has the address of a feed is one: not every program writes of which type
    it is."""
    from lxml import etree

    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable("is not an OPML file that can be read") from error
    if str(root.tag).lower() != "opml":
        raise Unreadable("is not an OPML file that can be read")
    outlines = [{name.lower(): value for name, value in node.attrib.items()} for node in root.iter("*")]
    listed = [
        (outline.get("xmlurl", "").strip(), outline.get("title") or outline.get("text", ""))
        for outline in outlines
        if "xmlurl" in outline or outline.get("type", "").lower() in _FEED_TYPES
    ]
    feeds = [(address, title) for written, title in listed if (address := web_address(written))]
    if not feeds:
        raise Unreadable("names no feeds")
    if len(feeds) > MAX_OPML:
        raise Unreadable(f"names {len(feeds):,} feeds, more than {MAX_OPML:,}")
    return feeds, [title or written for written, title in listed if not web_address(written)]


def _without_fragment(url: str) -> str:
    """The address without what stands behind "#": that is a place on a page, never another feed."""
    return urldefrag(url).url


def _begin_like(name: str, asked: Sequence[str]) -> bool:
    parts = name.casefold().split()
    return all(any(part.startswith(word) for part in parts) for word in asked)


@contextmanager
def _in_sentences(home: Path) -> Iterator[None]:
    try:
        yield
    except StorageError as error:
        raise FeedError(f"The list of feeds in {home / FILE_NAME} cannot be used: {error}.") from error

"""From feeds to stored articles: reads the feeds that are due, and takes in what is new or changed there."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from data.feed_articles import read_items
from data.feed_state import is_news
from data.feed_visits import FeedRules, Fresh
from data.feeds import Feed, Feeds, Polled
from data.model import Entry, Skipped
from data.network import anywhere, is_public
from data.politeness import PoliteVisitor
from data.sandbox import Sandbox, Unreadable
from data.settings import Settings
from data.store import Store
from data.web import fetch_page
from index.ingest import IngestEmbedder, Summary, ingest


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class FeedDesk:
    """What it takes to read feeds. May be shared by threads; each opens the feeds for itself."""

    settings: Settings
    store: Store
    embedder: IngestEmbedder
    sandbox: Sandbox
    visitor: PoliteVisitor
    now: Callable[[], datetime] = field(default=_utc_now)

    @contextmanager
    def open_feeds(self) -> Iterator[Feeds]:
        """The feeds of the home, for the thread that asks."""
        with open_feeds(self.settings, self.sandbox, self.now) as feeds:
            yield feeds

    def poll(
        self, feeds: Feeds, only: Feed | None = None, due: bool = True
    ) -> Iterator[tuple[Polled, Summary]]:
        """Read the feeds that are due, or all, or one now: how each went, and what became of its articles.

        What a feed holds when it is read for the first time is archive; what it has later is news, unless it
        is old."""
        summaries: dict[str, Summary] = {}

        def take(feed: Feed, fresh: Sequence[Fresh]) -> None:
            summaries[feed.name] = self._take(feed, fresh)

        for polled in feeds.poll(take, only, due):
            yield polled, summaries.pop(polled.name, Summary())

    def _take(self, feed: Feed, fresh: Sequence[Fresh]) -> Summary:
        now = self.now()
        caught_up = (feed.last_success or now) if feed.state.filled else None
        return ingest(
            self.store,
            self.embedder,
            read_items(fresh, feed.name, feed.collection, self._read_page, now),
            self.settings.model_languages,
            announce=lambda entry: is_news(entry.published, caught_up, now),
        )

    def _read_page(self, url: str) -> Entry | Skipped:
        def fetch(address: str) -> Entry | Skipped:
            return fetch_page(
                address,
                self.sandbox,
                may_visit=address_rule(self.settings),
                user_agent=self.settings.user_agent,
                follow=False,
            )

        try:
            return self.visitor.visit(url, fetch)
        except Unreadable as error:
            return Skipped(url, error.reason)


def make_feed_desk(settings: Settings, store: Store, embedder: IngestEmbedder, sandbox: Sandbox) -> FeedDesk:
    """The desk of these settings."""
    visitor = PoliteVisitor(settings.user_agent, address_rule(settings))
    return FeedDesk(settings, store, embedder, sandbox, visitor)


def open_feeds(settings: Settings, sandbox: Sandbox, now: Callable[[], datetime] = _utc_now) -> Feeds:
    """The feeds of these settings' home, without what it takes to read them."""
    rules = FeedRules(settings.user_agent, timedelta(minutes=settings.feed_minutes), address_rule(settings))
    return Feeds(settings.home, sandbox, rules, now)


def address_rule(settings: Settings) -> Callable[[str], bool]:
    """Which addresses these settings let us visit."""
    return anywhere if settings.allow_private_addresses else is_public

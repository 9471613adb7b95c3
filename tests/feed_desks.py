"""Feeds for tests: made-up ones as servers give them, and a desk that reads them from loopback."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from pathlib import Path
from typing import Any

from newsrooms import StemEmbedder, settings_for
from page_server import Answer

from data.feeds import Feeds, Polled
from data.model import Article
from data.network import anywhere
from data.politeness import PoliteVisitor
from data.sandbox import Sandbox
from data.store import Store
from index.ingest import Summary
from index.polling import FeedDesk

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
RSS = {"Content-Type": "application/rss+xml; charset=utf-8"}


@dataclass(frozen=True)
class Item:
    """One item of a made-up RSS feed."""

    guid: str
    title: str
    text: str
    link: str = ""
    published: datetime | None = NOON - timedelta(hours=2)


def whole_text(subject: str) -> str:
    """An article about a subject, long enough not to be taken for a teaser."""
    return " ".join(
        f"Harbour pilot number {number} of Kelmhaven said that the {subject} would be seen to by autumn."
        for number in range(12)
    )


def rss(items: Sequence[Item], title: str = "Harbour Herald") -> bytes:
    """The feed as RSS 2.0."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{escape(title)}</title>'
        f"<link>https://harbourherald.example/</link>{''.join(map(_rss_item, items))}</channel></rss>"
    ).encode()


def _rss_item(item: Item) -> str:
    date = f"<pubDate>{format_datetime(item.published)}</pubDate>" if item.published else ""
    link = f"<link>{escape(item.link)}</link>" if item.link else ""
    return (
        f"<item><guid isPermaLink='false'>{escape(item.guid)}</guid><title>{escape(item.title)}</title>{link}"
        f"{date}<description>{escape(item.text)}</description></item>"
    )


def rss_answer(*items: Item, **headers: str) -> Answer:
    """The feed as its server answers; `ETag="…"` makes it answer 304 to whoever has it."""
    return Answer(rss(items), headers=RSS | headers)


class Reading:
    """A desk that reads feeds from loopback into a home of its own, at a time that the test sets."""

    def __init__(self, home: Path, sandbox: Sandbox, **settings: Any) -> None:
        given = settings_for(home, allow_private_addresses=True, **settings)
        self.now = NOON
        self.store = Store(home)
        self.pauses: list[float] = []
        visitor = PoliteVisitor(
            given.user_agent, anywhere, pause=0.5, clock=lambda: 0.0, sleep=self.pauses.append
        )
        self.desk = FeedDesk(given, self.store, StemEmbedder(), sandbox, visitor, lambda: self.now)

    @contextmanager
    def feeds(self) -> Iterator[Feeds]:
        """The feeds, opened."""
        with self.desk.open_feeds() as feeds:
            yield feeds

    def add(self, url: str, name: str = "") -> None:
        """Follow a feed."""
        with self.feeds() as feeds:
            feeds.add(url, name)

    def poll(self, due: bool = False) -> list[tuple[Polled, Summary]]:
        """Read all feeds, or those that are due."""
        with self.feeds() as feeds:
            return list(self.desk.poll(feeds, due=due))

    def poll_once(self) -> Summary:
        """Read the only feed there is, which must go well."""
        ((polled, summary),) = self.poll()
        assert not polled.problem, polled
        return summary

    def problem(self) -> str:
        """Read the only feed there is, which must fail."""
        ((polled, _),) = self.poll()
        return polled.problem

    def articles(self) -> list[Article]:
        """What is stored, in the order in which it came."""
        return list(self.store.all_articles())

    def titles(self) -> list[str]:
        """The titles of what is stored, in the order in which it came."""
        return [article.title for article in self.articles()]


def later(item: Item, **changes: Any) -> Item:
    """The item with changes."""
    return replace(item, **changes)

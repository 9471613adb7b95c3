"""Which stored articles a subscription would have matched: for previews, and for measuring the matching."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from data.interests import Interest, Match, Strictness
from data.model import Article, Filters
from data.store import Store
from data.subscribers import Watched
from index.alerts.matching import Watchlist
from index.alerts.watching import matchable, read_for_matching
from index.embedder import Embedder, Vectors

_BATCH = 100
_MOST = 3_000  # articles looked at for a preview, the newest ones


def watchlist_of(
    embedder: Embedder, interests: Sequence[Interest], strictness: Strictness, ordinary: Vectors
) -> Watchlist:
    """A watchlist of interests that are not stored; their numbers are their keys."""
    topics = [one.topic for one in interests if one.topic]
    vectors = iter(embedder.embed(topics))
    watched = [
        Watched(key, one, strictness, next(vectors) if one.topic else None, None)
        for key, one in enumerate(interests)
    ]
    return Watchlist(watched, ordinary)


def matches_among(
    store: Store, watchlist: Watchlist, articles: Iterable[Article], now: datetime
) -> Iterator[tuple[Article, int, Match]]:
    """(article, key of the interest, what the article has of it) for all that match, article by article."""
    batch: list[Article] = []
    for article in articles:
        batch.append(article)
        if len(batch) == _BATCH:
            yield from _matches(store, watchlist, batch, now)
            batch = []
    yield from _matches(store, watchlist, batch, now)


def recent_articles(store: Store, today: date, days: int) -> tuple[list[Article], date]:
    """The articles of so many days up to today; where there are none, up to the newest article, whose day is
    given then."""
    found = store.latest(_MOST, filters=Filters(since=today - timedelta(days=days), until=today))
    if found:
        return found, today
    newest = [one.day for one in store.latest(1, filters=Filters(until=today)) if one.day]
    if not newest:
        return [], today
    period = Filters(since=newest[0] - timedelta(days=days), until=newest[0])
    return store.latest(_MOST, filters=period), newest[0]


def _matches(
    store: Store, watchlist: Watchlist, articles: Sequence[Article], now: datetime
) -> Iterator[tuple[Article, int, Match]]:
    holders = {one.key: one.same_as or one.key for one in articles}
    held = read_for_matching(store, set(holders.values()), watchlist.asks_who_speaks)
    for article in articles:
        for alert in watchlist.matches(matchable(article, *held[holders[article.key]]), now):
            yield article, alert.subscription_key, alert.match

"""What administrators do with feeds and stories, in Telegram, in the terminal, on the command line."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from bot import wording_feeds as wording
from bot.markup import MESSAGE_UNITS, units
from bot.render import Reply, say
from data.errors import NewsdeskError
from data.feeds import Feed, FeedError, Feeds, UnknownFeedError, has_feeds
from data.sandbox import Sandbox
from data.settings import Settings
from data.store import Store
from data.stories import Stories
from index.newsroom import Newsroom
from index.polling import open_feeds

_SPARE = 200  # for what stands above and below a list
_WEEKS = 4  # over which articles a week are counted
_ADDRESS = re.compile(r"(\S+)\s*(.*)", re.DOTALL)


def feed_command_in(line: str) -> tuple[str, str] | None:
    """The command and the words after it, if the line is one of these commands."""
    command, _, words = line.strip().partition(" ")
    name = command.removeprefix("/").lower()
    return (name, words) if command.startswith("/") and name in _FEED_COMMANDS else None


def obey_feed_command(room: Newsroom, command: str, words: str) -> Reply:
    """The reply to one of `ADMINISTRATORS_COMMANDS` about feeds."""
    try:
        with Sandbox() as sandbox, open_feeds(room.settings, sandbox) as feeds:
            return say(_FEED_COMMANDS[command](feeds, room.store, words.strip()))
    except UnknownFeedError as problem:
        return say(f"{problem} {wording.LISTED}")
    except NewsdeskError as problem:
        return say(str(problem))


def list_feeds(feeds: Feeds, now: datetime, none: str, room: int | None = None) -> str:
    """All feeds with how they fare, those that fail first; as many as fit `room`, which Telegram counts.
    `none` where there are none."""
    found = sorted(feeds.all(), key=lambda feed: not feed.state.failures)
    if not found:
        return none
    failing = sum(bool(feed.state.failures) for feed in found)
    lines = [wording.feed_line(feed, now) for feed in found]
    shown = lines if room is None else _fitting(lines, room - _SPARE)
    more = [wording.more_feeds(len(lines) - len(shown))] if len(shown) < len(lines) else []
    return "\n".join([wording.feeds_heading(found, failing), "", *shown, *more])


def _fitting(lines: Sequence[str], room: int) -> Sequence[str]:
    """As many of the first lines as there is room for."""
    ends = accumulate(units(line) + 1 for line in lines)
    return lines[: sum(end <= room for end in ends)]


def feeds_health(settings: Settings, what_to_do: str, now: datetime) -> tuple[str, list[str]]:
    """How the feeds of a home fare, in a few words, and lines about those that fail, which end with
    `what_to_do`. A list of feeds that cannot be used is said, for it stands beside what else is asked for."""
    if not has_feeds(settings.home):
        return wording.NONE_FOLLOWED, []
    try:
        with Sandbox() as sandbox, open_feeds(settings, sandbox) as feeds:
            found = feeds.all()
    except FeedError as problem:
        return str(problem), []
    return wording.feeds_summary(found), wording.failing_feeds(found, now, what_to_do)


def show_feed(feed: Feed, store: Store, now: datetime) -> str:
    """All about one feed."""
    since = (now - timedelta(weeks=_WEEKS)).date()
    articles = len(store.keys_of_collection(feed.collection))
    return wording.feed_card(feed, articles, store.count_since(feed.collection, since) / _WEEKS, now)


def _list(feeds: Feeds, store: Store, words: str) -> str:
    return list_feeds(feeds, datetime.now(UTC), wording.NO_FEEDS, MESSAGE_UNITS)


def _add(feeds: Feeds, store: Store, words: str) -> str:
    found = _ADDRESS.fullmatch(words)
    return wording.added(feeds.add(found[1], found[2])) if found else wording.HOW_TO_ADD


def _remove(feeds: Feeds, store: Store, words: str) -> str:
    if not words:
        return wording.HOW_TO_NAME
    feed = feeds.find(words)
    feeds.remove(feed)
    return wording.removed(feed)


def _show(feeds: Feeds, store: Store, words: str) -> str:
    return show_feed(feeds.find(words), store, datetime.now(UTC)) if words else wording.HOW_TO_NAME


def _separate(feeds: Feeds, store: Store, words: str) -> str:
    return wording.separated(words, separate(store, words)) if words else wording.HOW_TO_SEPARATE


def separate(store: Store, article_id: str) -> int:
    """Give the articles of this id stories of their own. Returns from how many others they were parted."""
    stories = Stories(store.engine)
    return sum(stories.separate(article.key) for article in store.find_by_id(article_id))


_FEED_COMMANDS: dict[str, Callable[[Feeds, Store, str], str]] = {
    "feeds": _list,
    "addfeed": _add,
    "removefeed": _remove,
    "feed": _show,
    "separate": _separate,
}

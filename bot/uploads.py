"""What administrators hand to the bot in Telegram: links, forwarded messages, files, lists of feeds.

Everything goes the way of `ingest`, in the collection `telegram` (pages in `web`), and the bot says what
became of it. Knows nothing of how Telegram delivers files.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

from bot import wording_feeds as wording
from bot.actions import OpenArticle
from bot.manage import drop_sample
from bot.render import Reply, button, say
from bot.wording import OPEN_ARTICLE
from data.cleaning import Draft, to_entry
from data.documents import read_text
from data.errors import NewsdeskError
from data.feed_state import is_recent
from data.files import Reading, read_path
from data.model import Entry, Found, Skipped
from data.sandbox import Sandbox, Unreadable
from data.web import fetch_page
from index.ingest import Summary, ingest
from index.newsroom import Newsroom
from index.polling import address_rule, open_feeds

COLLECTION = "telegram"
MAX_LINKS = 20
LINKS = re.compile(r"(?:https?://\S+(?:\s+|$))+", re.IGNORECASE)
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)
_FEW = 8  # words beside links that only hand them over: "Look at … please"
_FEED_TYPE = re.compile(r"is (?:application|text)/(?:[\w.-]+\+)?(?:xml|rss|atom|feed\+json), ")
LISTS_OF_FEEDS = (".opml", ".xml")


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A message that an administrator passed on. `identity` is its lasting one, `url` empty without any."""

    identity: str
    text: str
    source: str
    url: str
    sent: datetime


def hands_links_over(text: str) -> bool:
    """Whether a message is links with a few words around them, which ask nothing."""
    words = _LINK.sub(" ", text)
    return (
        not text.startswith("/")
        and _LINK.search(text) is not None
        and "?" not in words
        and not text.rstrip().endswith("?")
        and len(words.split()) <= _FEW
    )


def take_links(room: Newsroom, text: str) -> Reply:
    """Take in the pages whose addresses are in a message."""
    urls = list(dict.fromkeys(_trimmed(found) for found in _LINK.findall(text)))[:MAX_LINKS]
    return _taken_in(room, lambda sandbox: (_page(room, url, sandbox) for url in urls))


def _trimmed(address: str) -> str:
    """The address without the marks of the sentence around it."""
    bare = address.rstrip(".,;:!\"'”’»>")
    return bare if "(" in bare else bare.rstrip(")")


def take_forwarded(room: Newsroom, message: Forwarded) -> Reply:
    """Take in the text of a message that was passed on; of one that is nothing but links, their pages."""
    if LINKS.fullmatch(message.text.strip()):
        return take_links(room, message.text)
    return _taken_in(room, lambda sandbox: [_message(message, sandbox)])


def take_file(room: Newsroom, name: str, content: bytes) -> Reply:
    """Take in the articles of a file, or follow the feeds that it lists."""
    if PurePath(name).suffix.lower() in LISTS_OF_FEEDS:
        return _follow(room, content)

    def read(sandbox: Sandbox) -> Iterator[Found]:
        reading = Reading(sandbox, COLLECTION, room.settings.max_file_mb)
        with TemporaryDirectory() as folder:
            file = Path(folder) / safe_name(name)
            file.write_bytes(content)
            yield from read_path(file, reading)

    return _taken_in(room, read)


def safe_name(name: str) -> str:
    """The name that a person's program gave a file, as one that is good for our disk and keeps its ending."""
    plain = PurePath(name.replace("\\", "/")).name
    plain = "".join(character if character.isprintable() else "_" for character in plain).lstrip(".")
    ending = PurePath(plain).suffix[:12]
    return f"{PurePath(plain).stem[:80]}{ending}" if plain else "file"


def _follow(room: Newsroom, content: bytes) -> Reply:
    try:
        with Sandbox() as sandbox, open_feeds(room.settings, sandbox) as feeds:
            return say(wording.imported(feeds.import_opml(content), wording.HOW_THEY_FARE))
    except NewsdeskError as problem:
        return say(str(problem))


def _taken_in(room: Newsroom, read: Callable[[Sandbox], Iterable[Found]]) -> Reply:
    seen: list[Entry] = []

    def noted(items: Iterable[Found]) -> Iterator[Found]:
        for item in items:
            if isinstance(item, Entry):
                seen.append(item)
            yield item

    now = datetime.now(UTC)
    with Sandbox() as sandbox:
        summary = ingest(
            room.store,
            room.embedder,
            noted(read(sandbox)),
            room.settings.model_languages,
            announce=lambda entry: is_recent(entry.published, now),
        )
    if summary.added:
        drop_sample(room.store)
    return _report(room, seen, summary)


def _report(room: Newsroom, seen: list[Entry], summary: Summary) -> Reply:
    known = room.store.known(seen[:1])
    one = known.get((seen[0].collection, seen[0].article_id)) if len(seen) == 1 else None
    if one is None or one.removed:
        return say(wording.taken_in(summary))
    row = (button(OPEN_ARTICLE, OpenArticle(one.article.key)),)
    return say(wording.taken_in(summary, one.article.title), row)


def _page(room: Newsroom, url: str, sandbox: Sandbox) -> Entry | Skipped:
    found = fetch_page(
        url, sandbox, may_visit=address_rule(room.settings), user_agent=room.settings.user_agent
    )
    if isinstance(found, Skipped) and _FEED_TYPE.match(found.reason):
        return replace(found, reason=f"{found.reason}; {wording.MAY_BE_A_FEED}")
    return found


def _message(message: Forwarded, sandbox: Sandbox) -> Found:
    try:
        draft: Draft = sandbox.run(read_text, message.text.encode("utf-8", "replace"))
    except Unreadable as error:
        return Skipped("The message", error.reason)
    given = replace(draft, source=message.source, url=message.url)
    entry = to_entry(given, COLLECTION, message.identity)
    return replace(entry, published=entry.published or message.sent)

"""An item of a feed → its article, with the text of its page where the feed has only the beginning.

Knows nothing of how pages are fetched or feeds read.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from data.cleaning import Draft, to_entry
from data.feed_parsing import FeedItem
from data.feed_state import believed
from data.feed_visits import Fresh
from data.model import Entry, Found, Notice, Skipped

_PATIENCE = 3  # pages that may fail in a row before no more are asked for

PageReader = Callable[[str], Entry | Skipped]


def read_items(
    items: Sequence[Fresh], outlet: str, collection: str, read_page: PageReader, now: datetime
) -> Iterator[Found]:
    """The articles of these items, oldest first, as a feed would have told them."""
    failed = 0
    for one in reversed(items):
        page: Entry | Skipped | None = None
        if one.item.is_teaser and failed < _PATIENCE:
            page = read_page(one.item.url)
            failed = failed + 1 if isinstance(page, Skipped) else 0
        yield from _read_item(one, page, outlet, collection, now)


def _read_item(
    fresh: Fresh, page: Entry | Skipped | None, outlet: str, collection: str, now: datetime
) -> Iterator[Found]:
    item = fresh.item
    origin = item.url or item.title or item.item_id
    entry = _entry(item, outlet, collection)
    if isinstance(page, Entry) and len(page.text) > len(entry.text):
        entry = replace(
            page,
            collection=collection,
            article_id=entry.article_id,
            title=item.title or page.title,
            source=entry.source,
            url=item.url,
            author=entry.author or page.author,
            published=item.published or page.published,
        )
    if not entry.text:
        reason = page.reason if isinstance(page, Skipped) else "has no text"
        yield Skipped(origin, reason)
        return
    yield replace(entry, published=believed(entry.published, fresh.is_new, now))
    if isinstance(page, Skipped):
        yield Notice(origin, f"is taken in as its feed has it, because its page {page.reason}")


def _entry(item: FeedItem, outlet: str, collection: str) -> Entry:
    draft = Draft(item.text, title=item.title, source=item.outlet or outlet, url=item.url, author=item.author)
    if not item.text:
        return Entry(collection, item.item_id, "", title=item.title, source=draft.source, url=item.url)
    entry = to_entry(draft, collection, item.item_id)
    return replace(entry, published=item.published or entry.published)

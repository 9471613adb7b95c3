"""What the people who run the bot do from the command line: take articles in, look after them, measure."""

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from bot import wording, wording_alerts
from bot.feeds import feeds_health
from bot.progress import progress_bar
from bot.wording_feeds import WHAT_TO_DO_ON_THE_COMMAND_LINE
from data.cleaning import visible
from data.feed_state import is_recent
from data.files import Reading, read_path, read_stream
from data.model import Article, Entry, Found, Skipped
from data.outbox import Outbox
from data.sandbox import Sandbox
from data.settings import Settings
from data.store import Store
from data.stories import Stories
from data.web import COLLECTION as WEB_COLLECTION
from data.web import fetch_page
from index.embedder import PACKAGED_MODEL
from index.evaluation import evaluate, read_rows
from index.ingest import IngestEmbedder, Summary, ingest
from index.newsroom import Newsroom, open_newsroom
from index.polling import address_rule

SAMPLE = Path(__file__).parent.parent / "data" / "articles"
SAMPLE_COLLECTION = "sample"
STDIN = "-"

_URL = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_JSON_LINES = (".jsonl", ".ndjson")


def take_in(
    store: Store,
    embedder: IngestEmbedder,
    settings: Settings,
    places: Sequence[str],
    collection: str | None = None,
    quiet: bool = False,
    announce: bool | None = None,
) -> Summary:
    """Ingest files, folders, web addresses and standard input (`-`), under a progress bar. `announce` says
    whether they are news; None leaves it to their dates."""
    now = datetime.now(UTC)
    total = sum(map(_expected, places))
    with Sandbox() as sandbox, progress_bar("Taking in articles", quiet) as bar:
        reading = Reading(sandbox, collection, settings.max_file_mb)
        found = (one for place in places for one in _found_at(place, reading, settings))
        return ingest(
            store,
            embedder,
            found,
            settings.model_languages,
            lambda summary: bar(summary.seen, max(total, summary.seen)),
            announce=(lambda entry: is_recent(entry.published, now)) if announce is None else announce,
        )


def take_in_sample(store: Store, embedder: IngestEmbedder, settings: Settings) -> Summary:
    """Ingest the sample collection that comes with the project."""
    return take_in(store, embedder, settings, [str(SAMPLE)], SAMPLE_COLLECTION, announce=False)


def drop_sample(store: Store) -> int:
    """Remove the sample collection, so that it never mixes with somebody's own. Returns its size."""
    keys = store.keys_of_collection(SAMPLE_COLLECTION)
    return store.remove(keys, datetime.now(UTC)) if keys else 0


def describe_summary(summary: Summary, dropped: int, quiet: bool) -> list[str]:
    """How an ingestion went, a line each; only what went wrong where `quiet`."""
    lines = [f"{skipped.origin}: {skipped.reason}" for skipped in summary.skipped]
    if quiet:
        return lines
    lines += [f"{notice.origin}: {notice.remark}" for notice in summary.notices]
    lines += [
        f"{count} in a language the model does not serve ({language}): answers from there will be poor."
        for language, count in sorted(summary.foreign.items())
    ]
    if dropped:
        lines.append(f"The sample collection ({dropped} articles) has left: the archive is yours now.")
    counts = f"{summary.added} added, {summary.updated} updated, {summary.unchanged} unchanged"
    extras = [
        f"{summary.linked} with a text already there under another id" * bool(summary.linked),
        f"{summary.kept_removed} removed before and left out" * bool(summary.kept_removed),
        f"{len(summary.skipped)} skipped",
        f"{wording.count(summary.alerts, 'alert')} to be sent" * bool(summary.alerts),
    ]
    return [*lines, ", ".join([counts, *filter(None, extras)]) + "."]


def describe_status(store: Store, settings: Settings, now: datetime) -> str:
    """How much there is, as lines of `name  value`; last, where it is read first, which feeds fail."""
    status = store.status()
    index_bytes = sum(map(_size, (settings.home / "words").rglob("*")))
    rows = {
        "home": str(settings.home),
        "articles": f"{status.articles}" + (f" ({status.linked} share a text)" if status.linked else ""),
        "passages": f"{status.passages}",
        "dates": f"{status.first_day} to {status.last_day}" if status.first_day else "none given",
        "last ingest": status.last_ingest[:16].replace("T", " ") or "never",
        "model": settings.model or PACKAGED_MODEL,
        "database": f"{status.database_bytes / 1e6:.1f} MB",
        "word index": f"{index_bytes / 1e6:.1f} MB",
    }
    alerts = wording_alerts.status_lines(Outbox(store.engine).status(), now)
    rows["subscribed"] = alerts.pop("subscriptions")
    rows["alerts"] = ", ".join(f"{name} {value}" for name, value in alerts.items())
    rows["feeds"], failing = feeds_health(settings, WHAT_TO_DO_ON_THE_COMMAND_LINE, now)
    lines = [f"{name:<12} {value}" for name, value in rows.items()]
    lines += ["collections", *(f"  {count:>7}  {name}" for name, count in store.collections())]
    return "\n".join([*lines, *failing])


def describe_articles(store: Store, collection: str | None, limit: int) -> str:
    """The newest articles, a line each."""
    return "\n".join(
        f"{one.day or '          '}  {visible(one.article_id)}  {one.source or '-'}  {one.title}"
        for one in store.listed(limit, collection)
    )


def same_story(store: Store, article: Article) -> str:
    """The ids of the articles that tell the same story, and what this one is to it; empty if it is alone."""
    stories = Stories(store.engine)
    keys = [key for key in stories.members(article.key) if key != article.key]
    place = stories.of(article.key)
    if not (keys and place):
        return ""
    ids = [visible(one.article_id) for one in store.articles_by_key(keys).values()]
    return f"{', '.join(ids)} (this one: {place.kind.value})"


def describe_article(article: Article, story: str = "") -> str:
    """One article with everything known about it, the text last; `story` as from `same_story`."""
    fields = ("collection", "title", "source", "author", "url", "caption", "credit", "language")
    rows = {"article_id": visible(article.article_id)} | {name: getattr(article, name) for name in fields}
    rows |= {name: getattr(article, name) for name in ("published", "ingested", "updated")}
    rows["same story"] = story
    return "\n".join(
        [*(f"{name:<12} {value}" for name, value in rows.items() if value), "", article.text, ""]
    )


def measure(folder: Path, settings: Settings) -> str:
    """Ingest a data set into its own home, ask its questions, and return the table of figures."""
    with open_data_set(folder, settings) as room, progress_bar("Asking questions") as bar:
        return evaluate(folder, lambda text: room.answer(text, datetime.now(UTC).date()), bar)


@contextmanager
def open_data_set(folder: Path, settings: Settings) -> Iterator[Newsroom]:
    """The home of these settings with the articles of a data set in it."""
    with open_newsroom(settings) as room:
        rows = read_rows(folder / "corpus.jsonl")
        with progress_bar("Taking in articles") as bar:
            entries = (
                Entry(
                    str(folder), str(row["id"]), row["text"], row.get("title") or "", row.get("source") or ""
                )
                for row in rows
            )
            ingest(room.store, room.embedder, entries, (), lambda summary: bar(summary.seen, len(rows)))
        room.refresh()
        yield room


def _found_at(place: str, reading: Reading, settings: Settings) -> Iterator[Found]:
    if place == STDIN:
        with open(sys.stdin.fileno(), "rb", closefd=False) as stream:
            yield from read_stream(stream, reading)
    elif _URL.match(place):
        yield fetch_page(
            place,
            reading.sandbox,
            may_visit=address_rule(settings),
            user_agent=settings.user_agent,
            collection=reading.collection or WEB_COLLECTION,
        )
    elif Path(place).exists():
        yield from read_path(Path(place), reading, leave_out=settings.home)
    else:
        yield Skipped(place, "does not exist")


def _expected(place: str) -> int:
    """About how many articles a place holds, for the progress bar: a line or a file is one."""
    path = Path(place)
    if place == STDIN or _URL.match(place) or not path.exists():
        return 1
    files = [file for file in path.rglob("*") if file.is_file()] if path.is_dir() else [path]
    return sum(_lines(file) if file.suffix in _JSON_LINES else 1 for file in files)


def _size(file: Path) -> int:
    """Bytes; none where a running bot has just put another file in this one's place."""
    with suppress(FileNotFoundError):
        return file.stat().st_size if file.is_file() else 0
    return 0


def _lines(file: Path) -> int:
    with file.open("rb") as stream:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: stream.read(1 << 20), b""))

"""Small newsrooms for tests: real ones, with an embedding model small enough to know by heart.

Its vectors count hashed word stems, so that texts are near each other when they share words. It loads in no
time and gives the same numbers everywhere.
"""

import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy as sa

from data.model import Entry
from data.schema import DATABASE_NAME
from data.settings import Settings
from data.store import Store
from index.answering import Desk
from index.embedder import Vectors
from index.engine import LocalSearchEngine
from index.evidence import SentenceSelection
from index.ingest import encoder_of, ingest
from index.newsroom import Newsroom
from index.who_said.known_people import KnownPeople
from index.words import terms

NOW = datetime(2025, 6, 12, 12, 0)

HERALD, RADIO = "Harbour Herald", "Radio Orrevane"

BRIDGE = Entry(
    "test",
    "bridge",
    "The Lantern Bridge was closed on Monday evening after a crack grew by nine millimetres. "
    "Chief engineer Joachim Sperrin ordered the barriers down at 21:40. "
    "About 23,000 vehicles use the bridge every day.",
    title="Lantern Bridge shut until further notice",
    source=RADIO,
    url="https://radio-orrevane.example/news/bridge?id=1&page=2",
    author="Oona Fairlie",
    caption="The bridge at night.",
    credit="Photo: Tam Reed",
    published=datetime(2024, 12, 3),
)
FERRY = Entry(
    "test",
    "ferry",
    "A ferry shuttle will replace the bridge. Sound Line will run it every 20 minutes. "
    "The ferry Petrel can carry 240 passengers, the company said.",
    title="Ferry shuttle to replace bridge",
    source=HERALD,
    url="https://harbourherald.example/ferry",
    published=datetime(2024, 12, 4),
)
OTTERS = Entry(
    "test",
    "otters",
    "Three young otters were released into the river at Brackwater. "
    "The wildlife warden Elspeth Moor raised them.",
    title="Otters return to Brackwater",
    source=HERALD,
    published=datetime(2025, 5, 20),
)
# Five paragraphs of 120 words and more: an article of several passages, and of more than one page.
CHRONICLE = Entry(
    "test",
    "chronicle",
    "\n\n".join(
        f"Chapter {chapter} of the lighthouse chronicle begins with keeper number {chapter}. "
        + " ".join(
            f"In its year {year} the lamp of chapter {chapter} burned through every storm without a fault."
            for year in range(1, 10)
        )
        for chapter in ("one", "two", "three", "four", "five")
    ),
    title="The lighthouse chronicle",
    source=RADIO,
    published=datetime(2025, 1, 15),
)
ENTRIES = (BRIDGE, FERRY, OTTERS, CHRONICLE)


class StemEmbedder:
    """Unit vectors that count hashed stems."""

    name = "hashed stems"
    fingerprint = "hashed-stems-1"
    max_tokens = 254
    size = 256

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One vector a text, shape (len(texts), size), each of length 1."""
        vectors = np.zeros((len(texts), self.size), np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            for term in terms(text) or [""]:
                vector[zlib.crc32(term.encode()) % self.size] += 1.0
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Words are tokens."""
        return [len(text.split()) for text in texts]


def settings_for(home: Path, **values: Any) -> Settings:
    """Settings that the environment of whoever runs the tests has no part in."""
    given = {"TELEGRAM_BOT_TOKEN": None, "threshold": 0.3, **values}
    return Settings(home=home, _env_file=None, **given)


@contextmanager
def open_small_newsroom(home: Path, entries: Sequence[Entry] = ENTRIES, **values: Any) -> Iterator[Newsroom]:
    """A newsroom over these articles, under these settings."""
    settings = settings_for(home, **values)
    embedder = StemEmbedder()
    store = Store(home)
    try:
        take_in(store, *entries)
        engine = LocalSearchEngine(store, home / "words", encoder_of(embedder), embedder.size)
        engine.refresh()
        desk = Desk(store, engine, embedder, SentenceSelection(), settings.threshold)
        yield Newsroom(settings, store, embedder, desk, KnownPeople(store, home))
    finally:
        store.close()


def take_in(store: Store, *entries: Entry) -> None:
    """Ingest entries; the indexes follow when they are refreshed."""
    ingest(store, StemEmbedder(), entries, ("en",))


def break_database(room: Newsroom) -> None:
    """Take the table of articles away, as a damaged disk might, and say that something has changed."""
    with sa.create_engine(f"sqlite:///{room.settings.home / DATABASE_NAME}").begin() as connection:
        connection.execute(sa.text("ALTER TABLE article RENAME TO gone"))
        connection.execute(sa.text("UPDATE counter SET value = value + 1"))


def key_of(room: Newsroom, article_id: str) -> int:
    """The key of the one article with this id."""
    (article,) = room.store.find_by_id(article_id)
    return article.key

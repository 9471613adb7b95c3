"""How fast articles are taken in, as a share of the bare model's speed on the same embedded texts."""

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from benchmarks.made_up import made_up_articles
from data.model import Entry
from data.store import Store
from index.embedder import SentenceTransformerEmbedder, Vectors
from index.ingest import ingest

ARTICLES = 60
ROUNDS = 3


class _Recording(SentenceTransformerEmbedder):
    """The same model, keeping the texts it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.texts += texts
        return super().embed(texts)


def run() -> None:
    """Print seconds of both, taken in turn, and the share (target: at least 0.75, who said what included)."""
    embedder = _Recording()
    entries = list(made_up_articles(ARTICLES))
    embedder.embed([entry.text for entry in entries[:10]])  # first calls are slower
    taken_in, bare = [], []
    for _ in range(ROUNDS):
        embedder.texts.clear()
        taken_in.append(_ingest(embedder, entries))
        texts = list(embedder.texts)
        start = time.perf_counter()
        embedder.embed(texts)
        bare.append(time.perf_counter() - start)
    print(f"articles {ARTICLES}, texts embedded {len(texts)}, medians of {ROUNDS} rounds")
    print(f"ingestion {median(taken_in):.1f} s, bare model on the same texts {median(bare):.1f} s")
    print(f"share of the bare model's speed {median(b / t for b, t in zip(bare, taken_in, strict=True)):.2f}")


def _ingest(embedder: _Recording, entries: Sequence[Entry]) -> float:
    with tempfile.TemporaryDirectory() as home:
        store = Store(Path(home))
        start = time.perf_counter()
        ingest(store, embedder, entries, ("en",))
        seconds = time.perf_counter() - start
        store.close()
    return seconds

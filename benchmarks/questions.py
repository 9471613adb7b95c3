"""How long a question takes at 100,000 passages, as a multiple of embedding the question alone.

The passages' vectors are made up (random neighbours of real ones), so that the store fills in a minute;
texts, word indexes, searches and readings are the real ones.
"""

import resource
import tempfile
import time
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from statistics import median

import numpy as np

from benchmarks.made_up import made_up_articles, sample_articles
from data.model import Entry
from data.store import EmbeddedPassage, HalfVectors, PreparedArticle, Store
from index.answering import Desk, answer_question
from index.embedder import SentenceTransformerEmbedder
from index.engine import LocalSearchEngine
from index.evidence import SentenceSelection
from index.ingest import embed_articles, encoder_of
from index.passages import split_into_passages

PASSAGES = 100_000
_BATCH = 500
QUESTIONS = (
    "Who closed the Lantern Bridge?",
    "When did the bridge reopen?",
    "How much did the repair cost in the end?",
    "Why did rents rise on the Ropewalk?",
    "What did the inquiry say about the memo?",
    "Where was the comet discovered?",
    "How many passengers did the ferries carry?",
    "Who won the island cup?",
    "What is the quota for cod?",
    "Did the minister receive the warning?",
)


def run() -> None:
    """Print both medians and the multiple (target: at most 3)."""
    embedder = SentenceTransformerEmbedder()
    with tempfile.TemporaryDirectory() as home:
        store = Store(Path(home))
        _fill(store, embedder)
        engine = LocalSearchEngine(store, Path(home) / "words", encoder_of(embedder), embedder.size)
        start = time.perf_counter()
        engine.refresh()
        print(f"passages {store.status().passages}, indexes built in {time.perf_counter() - start:.1f} s")
        desk = Desk(store, engine, embedder, SentenceSelection(), threshold=0.5)
        bare, whole = [], []
        for question in QUESTIONS * 3:
            start = time.perf_counter()
            embedder.embed([question])
            bare.append(time.perf_counter() - start)
            start = time.perf_counter()
            answer_question(desk, question, date(2026, 1, 1))
            whole.append(time.perf_counter() - start)
        store.close()
    print(f"embedding a question {median(bare) * 1000:.1f} ms, answering it {median(whole) * 1000:.1f} ms")
    print(f"multiple of the bare embedding {median(whole) / median(bare):.2f}")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


def _fill(store: Store, embedder: SentenceTransformerEmbedder) -> None:
    """Made-up articles whose sentences have the vectors of sample sentences, each a little moved."""
    encoder = encoder_of(embedder)
    choose = np.random.default_rng(1)
    embedded = embed_articles(embedder, sample_articles())
    real = np.concatenate([one.sentence_vectors for own in embedded for one in own])

    def near(count: int) -> HalfVectors:
        vectors = real[choose.integers(0, len(real), count)] + choose.normal(0, 0.03, (count, real.shape[1]))
        unit: HalfVectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float16)
        return unit

    def prepared(entry: Entry) -> PreparedArticle:
        # Words stand in for tokens: the tokenizer would take minutes here and changes nothing measured.
        split = split_into_passages(entry.text, lambda texts: [len(text.split()) for text in texts], 250)
        passages = [EmbeddedPassage(sentences, near(1)[0], near(len(sentences))) for sentences in split]
        return PreparedArticle(entry, "en", tuple(passages))

    articles = made_up_articles(PASSAGES)
    while store.status().passages < PASSAGES:
        store.save([prepared(one) for one in islice(articles, _BATCH)], encoder, datetime.now(UTC))

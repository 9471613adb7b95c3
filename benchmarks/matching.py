"""10,000 subscriptions matched against one new article, as a share of the time that embedding it takes."""

import random
import time
from datetime import UTC, datetime
from statistics import median

from benchmarks.made_up import made_up_articles, sample_articles
from data.interests import Interest, Strictness
from data.subscribers import Watched
from index.alerts.matching import Watchlist
from index.alerts.watching import matchable
from index.embedder import SentenceTransformerEmbedder
from index.ingest import embed_articles, statements_in
from index.sentences import split_sentences

SUBSCRIPTIONS = 10_000
ARTICLES = 8
PASSAGES = 50  # of the archive, by which matching measures what is near


def run() -> None:
    """Print both medians and the share (target: below 1)."""
    embedder = SentenceTransformerEmbedder()
    ordinary = embedder.embed([article.text for article in made_up_articles(PASSAGES)])
    watchlist = Watchlist(_subscriptions(embedder), ordinary)
    articles = list(made_up_articles(ARTICLES))
    embed_articles(embedder, articles[:2])  # first calls are slower
    embedding, matching, found = [], [], 0
    for article in articles:
        start = time.perf_counter()
        (passages,) = embed_articles(embedder, [article])
        embedding.append(time.perf_counter() - start)
        start = time.perf_counter()
        seen = matchable(article, passages, statements_in(article.text, "en"))
        found += len(watchlist.matches(seen, datetime.now(UTC)))
        matching.append(time.perf_counter() - start)
    print(f"subscriptions {SUBSCRIPTIONS}, articles {ARTICLES}, matches an article {found / ARTICLES:.0f}")
    print(
        f"embedding an article {median(embedding) * 1000:.0f} ms, matching it "
        f"{median(matching) * 1000:.0f} ms"
    )
    print(f"share of the embedding {median(matching) / median(embedding):.2f}")


def _subscriptions(embedder: SentenceTransformerEmbedder) -> list[Watched]:
    """Topics of two to four words of the sample collection, half of them with more conditions, and a tenth
    each of exact words, names and speakers."""
    choose = random.Random(1)
    words = sorted({
        word
        for article in sample_articles()
        for span in split_sentences(article.text)
        for word in span.of(article.text).split()
        if word.isalpha() and len(word) > 4
    })  # fmt: skip
    some = [" ".join(choose.sample(words, choose.randint(2, 4))) for _ in range(SUBSCRIPTIONS)]
    vectors = embedder.embed(some[:200])  # repeated: their making is not measured, and takes minutes
    watched = []
    for number, text in enumerate(some):
        interest = _interest(number, text, choose.choice(words))
        vector = vectors[number % len(vectors)] if interest.topic else None
        watched.append(Watched(number, interest, Strictness.MIDDLE, vector, None))
    return watched


def _interest(number: int, topic: str, word: str) -> Interest:
    match number % 10:
        case 0:
            return Interest(phrases=(word,))
        case 1:
            return Interest(named=word)
        case 2:
            return Interest(topic=topic, speaker=word)
        case 3 | 4 | 5:
            return Interest(topic=topic, excluded=(word,))
        case _:
            return Interest(topic=topic)

"""The search engine: candidates for a question, by words and by vectors, from indexes derived from the store.

`SearchEngine` is all that retrieval asks of it, so that a distributed one can take the local one's place.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Protocol

import numpy as np

from data.model import Article, Filters
from data.store import Store
from index.embedder import Vectors
from index.vectors import VectorIndex
from index.words import WordIndex, WordIndexBusyError

_CANDIDATES = 100  # of each kind of search
_ARTICLES = 20  # whose own words match best: their passages are candidates even if thin in words
_VECTORS = 10_000  # taken into memory at once
_BATCH = 200  # articles read from the store at once while an index catches up


TextsOf = Callable[[Sequence[Article]], Iterator[tuple[int, int, str]]]
"""From articles to what a word index holds of them: (key, group, text)."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage worth a closer look. BM25 of passage and of whole article, cosine of the passage's vector."""

    passage_key: int
    article_key: int
    passage_words: float
    article_words: float
    similarity: float


class SearchEngine(Protocol):
    """Finds candidates; says how rare a word is; catches up with the store when told to."""

    def search(self, words: Sequence[str], vector: Vectors, filters: Filters) -> list[Candidate]:
        """Candidates for the question's terms and its vector, shape (d,), in no particular order."""
        ...

    def document_frequencies(self, words: Iterable[str]) -> tuple[dict[str, int], int]:
        """In how many passages each term occurs, and how many passages there are."""
        ...

    def refresh(self) -> bool:
        """Catch up with the store. False when another process is doing so and it is not finished yet."""
        ...


class LocalSearchEngine:
    """FAISS in memory and two tantivy indexes under `folder`, all derived from the store of this home."""

    def __init__(self, store: Store, folder: Path, encoder: str, size: int) -> None:
        """`encoder` is the fingerprint of the model whose vectors, of `size` dimensions, are searched."""
        self._store = store
        self._encoder = encoder
        self._vectors = VectorIndex(size)
        self._article_of: dict[int, int] = {}
        self._passages_of: dict[int, list[int]] = {}
        self._revision = 0
        self._passage_words = WordIndex(folder / "passages", store.origin())
        self._article_words = WordIndex(folder / "articles", store.origin())
        self._lock = Lock()  # FAISS must not be searched while it changes

    def search(self, words: Sequence[str], vector: Vectors, filters: Filters) -> list[Candidate]:
        """Candidates for the question's terms and its vector, shape (d,), in no particular order."""
        groups = self._store.article_keys(filters) if filters else None
        articles = self._article_words.search(words, _ARTICLES, groups=groups)
        by_words = self._passage_words.search(words, _CANDIDATES, groups=groups)
        by_words |= self._passage_words.search(words, _CANDIDATES, groups=articles) if articles else {}
        with self._lock:
            among = None
            if groups is not None:
                keys = [key for group in groups for key in self._passages_of.get(group, ())]
                among = np.array(keys, np.int64)
            similar = self._vectors.search(vector, _CANDIDATES, among)
            only_words = [key for key in by_words if key not in similar and key in self._article_of]
            similar |= self._vectors.similarities(vector, only_words)
            article_of = {key: self._article_of[key] for key in similar}
        only_similar = [key for key in similar if key not in by_words]
        by_words |= (
            self._passage_words.search(words, len(only_similar), keys=only_similar) if only_similar else {}
        )
        others = set(article_of.values()) - articles.keys()
        articles |= self._article_words.search(words, len(others), keys=others) if others else {}
        return [
            Candidate(key, article, by_words.get(key, 0.0), articles.get(article, 0.0), similar[key])
            for key, article in article_of.items()
        ]

    def document_frequencies(self, words: Iterable[str]) -> tuple[dict[str, int], int]:
        """In how many passages each term occurs, and how many passages there are."""
        return {word: self._passage_words.document_frequency(word) for word in words}, len(
            self._passage_words
        )

    def refresh(self) -> bool:
        """Catch up with the store. False when another process is doing so and it is not finished yet."""
        revision = self._store.revision()
        if revision > self._revision:
            self._refresh_vectors(revision)
        done = self._refresh_words(self._passage_words, self._passage_texts)
        return self._refresh_words(self._article_words, self._article_texts) and done

    def _refresh_vectors(self, revision: int) -> None:
        changes = self._store.changes_since(self._revision, self._encoder)
        fresh = {change.article_key for change in changes if change.retrievable}
        with self._lock:
            for change in changes:
                self._drop(change.article_key)
        stored = self._store.passage_vectors(fresh if self._revision else None)
        rows = (row for row in stored if row[1] in fresh)
        while chunk := list(islice(rows, _VECTORS)):
            with self._lock:
                self._take(chunk)
        self._revision = revision

    def _drop(self, article_key: int) -> None:
        gone = self._passages_of.pop(article_key, [])
        self._vectors.remove(gone)
        for key in gone:
            del self._article_of[key]

    def _take(self, rows: Sequence[tuple[int, int, bytes]]) -> None:
        vectors = np.frombuffer(b"".join(vector for _, _, vector in rows), np.float16)
        self._vectors.add([key for key, _, _ in rows], vectors.reshape(len(rows), -1).astype(np.float32))
        for key, article_key, _ in rows:
            self._article_of[key] = article_key
            self._passages_of.setdefault(article_key, []).append(key)

    def _refresh_words(self, index: WordIndex, texts: TextsOf) -> bool:
        if index.revision() == self._store.revision():
            return True
        try:
            with index.changing() as changing:
                behind, revision = index.revision(), self._store.revision()
                if behind > revision:  # the database was put back to an earlier copy
                    changing.remove_all()
                    behind = 0
                changes = self._store.changes_since(behind, self._encoder)
                changing.remove_groups(change.article_key for change in changes)
                fresh = [change.article_key for change in changes if change.retrievable]
                for start in range(0, len(fresh), _BATCH):
                    articles = self._store.articles_by_key(fresh[start : start + _BATCH])
                    for key, group, text in texts(list(articles.values())):
                        changing.add(key, group, text)
                changing.commit(revision)
        except WordIndexBusyError:
            return False
        return True

    def _passage_texts(self, articles: Sequence[Article]) -> Iterator[tuple[int, int, str]]:
        by_key = {article.key: article for article in articles}
        for passage in self._store.passages_of(by_key):
            article = by_key[passage.article_key]
            yield passage.key, article.key, f"{article.title}\n{passage.span.of(article.text)}"

    def _article_texts(self, articles: Sequence[Article]) -> Iterator[tuple[int, int, str]]:
        for article in articles:
            yield article.key, article.key, f"{article.title}\n{article.text}"

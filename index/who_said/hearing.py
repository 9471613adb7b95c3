"""Statements with what tells whether they are about something: their sentences' words and vectors.

Reads the store; the vectors are those that answering uses, so nothing is embedded but the question.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from data.model import Article, Span
from data.statements import Statement
from data.store import Store
from index.embedder import Vectors
from index.retrieval import coverage
from index.words import terms

_PARAGRAPH = "\n\n"


@dataclass(frozen=True, slots=True)
class Heard:
    """A statement in its place.

    `content`: the terms of its words; `sentences`: those of the sentences that it stands in; `around`: those
    of the title, the sentence before and the paragraph until there; `anywhere`: those of the whole article.
    `vectors`: of the sentences, shape (n, d). `position`: of its first sentence in the article, from 0.
    """

    statement: Statement
    article: Article
    content: frozenset[str]
    sentences: frozenset[str]
    around: frozenset[str]
    anywhere: frozenset[str]
    vectors: Vectors
    position: int

    def similarity(self, vector: Vectors) -> float:
        """The best cosine of its sentences and a vector of shape (d,)."""
        return float((self.vectors @ vector).max()) if len(self.vectors) else 0.0

    def nearness(self, rarity: Mapping[str, float], vector: Vectors | None) -> "Nearness":
        """How near it is to the words whose rarity and vector are given."""
        return Nearness(
            coverage(self.content, rarity),
            coverage(self.content | self.sentences, rarity),
            coverage(self.content | self.sentences | self.around, rarity),
            coverage(self.content | self.around | self.anywhere, rarity),
            self.similarity(vector) if vector is not None else 0.0,
        )


@dataclass(frozen=True, slots=True)
class Nearness:
    """The share (0-1) of the words asked for, weighed by rarity, that a statement has in its own words,
    in its sentences, with what stands around them, and in its article; and the cosine of its best
    sentence."""

    content: float
    sentences: float
    around: float
    article: float
    similarity: float


@dataclass(frozen=True, slots=True)
class _Sentence:
    span: Span
    terms: frozenset[str]
    vector: Vectors


def hear(store: Store, statements: Iterable[Statement]) -> list[Heard]:
    """These statements in their places; those whose article has changed meanwhile are left out."""
    wanted = list(statements)
    articles = store.articles_by_key(dict.fromkeys(one.article_key for one in wanted))
    sentences = _sentences_of(store, articles)
    heard = []
    for one in wanted:
        article = articles.get(one.article_key)
        if article is not None:
            heard.append(_place(one, article, sentences.get(article.key, [])))
    return heard


def _sentences_of(store: Store, articles: Mapping[int, Article]) -> dict[int, list[_Sentence]]:
    passages = store.passages_of(articles)
    vectors = store.sentence_vectors(passage.key for passage in passages)
    found: dict[int, list[_Sentence]] = {}
    for passage in passages:
        if passage.key not in vectors:
            continue
        text = articles[passage.article_key].text
        found.setdefault(passage.article_key, []).extend(
            _Sentence(span, frozenset(terms(span.of(text))), vector)
            for span, vector in zip(passage.sentences, vectors[passage.key].astype(np.float32), strict=True)
        )
    return found


def _place(one: Statement, article: Article, sentences: Sequence[_Sentence]) -> Heard:
    first = max(bisect_right(sentences, one.span.start, key=lambda sentence: sentence.span.start) - 1, 0)
    own = [sentence for sentence in sentences[first:] if sentence.span.start < one.span.end]
    paragraph = article.text.rfind(_PARAGRAPH, 0, one.span.start)
    before = [
        sentence.terms
        for number, sentence in enumerate(sentences[:first])
        if sentence.span.start > paragraph or number == first - 1
    ]
    content = frozenset(term for span in one.attribution.content for term in terms(span.of(article.text)))
    return Heard(
        one,
        article,
        content,
        frozenset[str]().union(*(sentence.terms for sentence in own)),
        frozenset(terms(article.title)).union(*before),
        frozenset[str]().union(*(sentence.terms for sentence in sentences)),
        np.stack([sentence.vector for sentence in own]) if own else np.zeros((0, 0), np.float32),
        first,
    )

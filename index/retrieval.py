"""From a question to ranked passages: candidates from the search engine, re-scored by their sentences.

The score fuses scaled scores, not ranks: BM25 of the passage, of its best sentence and of the whole article
(each divided by the best among the candidates), the cosines of the passage and of its best sentence, the
share of the question's words found together, and a little for standing early, since news says first what
matters. The article's own score carries passages whose words alone are thin; sentence vectors beat passage
vectors. The weights were chosen by hand on news questions (docs/quality.md).
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from data.model import Article, Filters, Passage
from data.store import Store, StoredPassage
from index.answer import RankedPassage, SentenceEvidence
from index.embedder import Vectors
from index.engine import Candidate, SearchEngine
from index.questions import Question
from index.words import terms


@dataclass(frozen=True, slots=True)
class Fusion:
    """How much each signal weighs in a passage's score."""

    passage_words: float = 0.15
    sentence_words: float = 0.10
    article_words: float = 0.20
    passage_similarity: float = 0.30
    sentence_similarity: float = 0.75
    passage_coverage: float = 0.10
    sentence_coverage: float = 0.10
    early: float = 0.30


FUSION = Fusion()

_RESCORED = 48  # candidates whose sentences are read
_K1, _B = 1.2, 0.75  # BM25 as tantivy has it
_SENTENCE_TERMS = 13.0  # mean length of a news sentence in terms, for BM25 of sentences


def retrieve(
    store: Store,
    engine: SearchEngine,
    question: Question,
    vector: Vectors,
    rarity: Mapping[str, float],
    limit: int,
    fusion: Fusion = FUSION,
) -> list[RankedPassage]:
    """The best passages for a question and its vector (shape (d,)), at most `limit`, best first.

    `rarity` is the inverse document frequency of each of the question's terms.
    """
    candidates = engine.search(question.terms, vector, question.filters)
    best = sorted(candidates, key=_first_score(candidates, fusion), reverse=True)[:_RESCORED]
    closer = _look_closer(store, best, question.filters, vector, rarity)
    top = _Maxima.of(candidates, closer)
    ranked = [one.ranked(top, rarity, fusion) for one in closer]
    return sorted(ranked, key=lambda found: found.score, reverse=True)[:limit]


def inverse_document_frequencies(frequencies: Mapping[str, int], documents: int) -> dict[str, float]:
    """BM25's inverse document frequency of each term."""
    return {term: math.log(1 + (documents - n + 0.5) / (n + 0.5)) for term, n in frequencies.items()}


@dataclass(frozen=True, slots=True)
class _Maxima:
    """The best BM25 of each kind among the candidates, by which they are scaled to 0-1."""

    passage: float
    sentence: float
    article: float

    @classmethod
    def of(cls, candidates: Sequence[Candidate], closer: Sequence["_Closer"]) -> "_Maxima":
        return cls(
            max((one.passage_words for one in candidates), default=0.0) or 1.0,
            max((one.sentence_words for one in closer), default=0.0) or 1.0,
            max((one.article_words for one in candidates), default=0.0) or 1.0,
        )


@dataclass(frozen=True, slots=True)
class _Closer:
    """A candidate with its sentences read."""

    candidate: Candidate
    article: Article
    passage: Passage
    evidence: tuple[SentenceEvidence, ...]

    @property
    def sentence_words(self) -> float:
        return max(sentence.words for sentence in self.evidence)

    def ranked(self, top: _Maxima, rarity: Mapping[str, float], fusion: Fusion) -> RankedPassage:
        words = frozenset[str]().union(*(sentence.terms for sentence in self.evidence))
        covered = coverage(words, rarity)
        score = (
            fusion.passage_words * self.candidate.passage_words / top.passage
            + fusion.sentence_words * self.sentence_words / top.sentence
            + fusion.article_words * self.candidate.article_words / top.article
            + fusion.passage_similarity * self.candidate.similarity
            + fusion.sentence_similarity * max(sentence.similarity for sentence in self.evidence)
            + fusion.passage_coverage * covered
            + fusion.sentence_coverage * max(sentence.coverage_in_context for sentence in self.evidence)
            + fusion.early / (1 + self.passage.position)
        )
        return RankedPassage(
            self.article, self.passage, score, self.candidate.similarity, covered, self.evidence
        )


def _first_score(candidates: Sequence[Candidate], fusion: Fusion) -> Callable[[Candidate], float]:
    """The fusion without sentences, to choose whose sentences are worth reading."""
    passage = max((one.passage_words for one in candidates), default=0.0) or 1.0
    article = max((one.article_words for one in candidates), default=0.0) or 1.0

    def score(one: Candidate) -> float:
        words = (
            fusion.passage_words * one.passage_words / passage
            + fusion.article_words * one.article_words / article
        )
        return words + (fusion.passage_similarity + fusion.sentence_similarity) * one.similarity

    return score


def _look_closer(
    store: Store,
    candidates: Sequence[Candidate],
    filters: Filters,
    vector: Vectors,
    rarity: Mapping[str, float],
) -> list[_Closer]:
    stored = store.passages_to_read(one.passage_key for one in candidates)
    if filters:
        stored = _as_shown(store, stored, filters)
    # Between the search and this reading an article may have been replaced or removed.
    there = [(one, stored[one.passage_key]) for one in candidates if one.passage_key in stored]
    if not there:
        return []
    vectors = np.concatenate([found.sentence_vectors for _, found in there]).astype(np.float32)
    similarities = iter((vectors @ vector).tolist())
    return [
        _Closer(one, found.article, found.passage, _evidence(found, similarities, rarity))
        for one, found in there
    ]


def _as_shown(
    store: Store, stored: Mapping[int, StoredPassage], filters: Filters
) -> dict[int, StoredPassage]:
    """The passages under the article that the filters let through, of those that have the same text."""
    shown = store.shown_for({one.article.key for one in stored.values()}, filters)
    return {
        key: replace(one, article=shown[one.article.key])
        for key, one in stored.items()
        if one.article.key in shown
    }


def _evidence(
    found: StoredPassage, similarities: Iterator[float], rarity: Mapping[str, float]
) -> tuple[SentenceEvidence, ...]:
    """Each sentence's evidence; takes as many similarities as there are sentences."""
    evidence = []
    previous: frozenset[str] = frozenset()
    for span, similarity in zip(found.passage.sentences, similarities, strict=False):
        words = terms(span.of(found.article.text))
        own = frozenset(words)
        evidence.append(
            SentenceEvidence(
                span,
                similarity,
                sentence_bm25(words, rarity),
                coverage(own, rarity),
                coverage(own | previous, rarity),
                own,
            )
        )
        previous = own
    return tuple(evidence)


def coverage(words: frozenset[str], rarity: Mapping[str, float]) -> float:
    """The share (0-1) of the question's terms, weighed by rarity, that are among these words."""
    if words.isdisjoint(rarity):  # as are most sentences
        return 0.0
    return sum(weight for term, weight in rarity.items() if term in words) / sum(rarity.values())


def sentence_bm25(words: Sequence[str], rarity: Mapping[str, float]) -> float:
    """BM25 of one sentence's terms for the question's terms, whose rarity is given."""
    if rarity.keys().isdisjoint(words):
        return 0.0
    length = 1 - _B + _B * len(words) / _SENTENCE_TERMS
    counts = {term: words.count(term) for term in rarity}
    return sum(rarity[term] * n * (1 + _K1) / (n + _K1 * length) for term, n in counts.items() if n)

"""Choosing what to show, pure: the sentences that answer, their bold words, and how sure we are.

`Reader` is the seam: plain sentence selection stands behind it, and a reading model can take its place.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from data.model import Article, Passage, Span
from index.answer import RankedPassage, SentenceEvidence
from index.questions import Kind, Question
from index.wanted import answering_spans, bold_words

MAX_WORDS = 50  # in an answer; its first sentence is shown whatever its length
MAX_SENTENCES = 3
_PASSAGES_READ = 8

# What makes a sentence likely to answer, besides the score of its passage.
_SIMILARITY = 0.60
_WORDS = 0.15
_COVERAGE = 0.05
_COVERAGE_IN_CONTEXT = 0.10
_KIND = 0.30  # it holds words of the kind asked for
_REASON = 0.15  # the same for "why", less because reasons are worded in many ways
_OPENS = 0.10  # it opens its article, where news says first what matters
_ASKS_ITSELF = 0.30
_UNFINISHED = 0.20  # a caption, a teaser, a heading: it does not end as sentences do
_FRAGMENT = 0.20
_FRAGMENT_WORDS = 4

_ENDS = re.compile(r"[.!?…][\"'”’)\]]*$|[\"”’]$")

_WORSE = 0.50  # a sentence this much worse than the best one adds nothing
_WORSE_ELSEWHERE = 0.20  # the same for a sentence of another article, which may be about something else
_COPY = 0.7  # shared terms (Jaccard) from which two sentences are one statement

# Evidence that the collection answers at all: a logistic sum weighed by hand.
_BIAS = -6.1
_BEST_SIMILARITY = 6.0
_PASSAGE_COVERAGE = 3.5
_GAP = 4.0
_BACKGROUND = slice(10, 20)  # ranks of the passages that are merely the best of the rest
_USUAL_GAP = 0.55  # where there are too few passages to have a background


@dataclass(frozen=True, slots=True)
class Chosen:
    """A sentence to show, with the words in it that answer, if it is the one that has them.

    Offsets are those of the article's text.
    """

    article: Article
    passage: Passage
    span: Span
    bold: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of the passages: what to show and the confidence (0-1) that it answers."""

    chosen: tuple[Chosen, ...]
    confidence: float


class Reader(Protocol):
    """Reads ranked passages for the sentences that answer."""

    def read(self, question: Question, passages: Sequence[RankedPassage]) -> Reading:
        """What to show of these passages, best first, and how likely it is that it answers."""
        ...


class SentenceSelection:
    """The reader that needs no model of its own: sentences scored by what retrieval already knows."""

    def read(self, question: Question, passages: Sequence[RankedPassage]) -> Reading:
        """What to show of these passages, best first, and how likely it is that it answers."""
        scored = score_sentences(question, passages[:_PASSAGES_READ])
        if not scored:
            return Reading((), 0.0)
        best = _choose(scored)
        marked = next((one for one in best if _answers_kind(question, one)), best[0])
        chosen = tuple(
            Chosen(
                one.found.article,
                one.found.passage,
                one.evidence.span,
                bold_words(question, one.found.article.text, one.evidence.span) if one is marked else (),
            )
            for one in best
        )
        return Reading(chosen, confidence(scored, passages))


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence of a retrieved passage with its score."""

    found: RankedPassage
    evidence: SentenceEvidence
    score: float


def score_sentences(question: Question, passages: Sequence[RankedPassage]) -> list[ScoredSentence]:
    """All sentences of these passages, best first."""
    most_words = max((e.words for found in passages for e in found.evidence), default=0.0) or 1.0
    scored = [
        ScoredSentence(found, evidence, _score(question, found, evidence, most_words))
        for found in passages
        for evidence in found.evidence
    ]
    return sorted(scored, key=lambda one: one.score, reverse=True)


def _score(question: Question, found: RankedPassage, evidence: SentenceEvidence, most_words: float) -> float:
    sentence = evidence.span.of(found.article.text)
    opens = found.passage.position == 0 and evidence.span == found.passage.sentences[0]
    return (
        found.score
        + _SIMILARITY * evidence.similarity
        + _WORDS * evidence.words / most_words
        + _COVERAGE * evidence.coverage
        + _COVERAGE_IN_CONTEXT * evidence.coverage_in_context
        + (_REASON if question.kind is Kind.WHY else _KIND) * bool(answering_spans(question, sentence))
        + _OPENS * opens
        - _ASKS_ITSELF * sentence.endswith("?")
        - _UNFINISHED * (_ENDS.search(sentence) is None)
        - _FRAGMENT * (len(sentence.split()) < _FRAGMENT_WORDS)
    )


def _answers_kind(question: Question, one: ScoredSentence) -> bool:
    return bool(answering_spans(question, one.evidence.span.of(one.found.article.text)))


def _choose(scored: Sequence[ScoredSentence]) -> list[ScoredSentence]:
    """The best sentence whatever its length, then others nearly as good that fit and are no copies."""
    chosen: list[ScoredSentence] = []
    room = MAX_WORDS
    for one in scored:
        words = len(one.evidence.span.of(one.found.article.text).split())
        if chosen and not _adds(one, words, room, chosen):
            continue
        chosen.append(one)
        room -= words
        if len(chosen) == MAX_SENTENCES:
            break
    return chosen


def _adds(one: ScoredSentence, words: int, room: int, chosen: Sequence[ScoredSentence]) -> bool:
    best = chosen[0]
    elsewhere = one.found.article.key != best.found.article.key
    good_enough = one.score >= best.score - (_WORSE_ELSEWHERE if elsewhere else _WORSE)
    fits = _FRAGMENT_WORDS <= words <= room
    return good_enough and fits and not any(_same_statement(one, other) for other in chosen)


def _same_statement(one: ScoredSentence, other: ScoredSentence) -> bool:
    a, b = one.evidence.terms, other.evidence.terms
    return len(a & b) >= _COPY * len(a | b)


def confidence(scored: Sequence[ScoredSentence], passages: Sequence[RankedPassage]) -> float:
    """How likely it is that the best of these sentences answers, 0-1.

    What tells best is the gap: an answer's passage stands out from the rest, while for a question that
    nothing answers the best passage is no better than its neighbours.
    """
    background = [found.score for found in passages[_BACKGROUND]]
    top = passages[0].score
    gap = top - sum(background) / len(background) if background else _USUAL_GAP
    evidence = (
        _BIAS
        + _BEST_SIMILARITY * max(one.evidence.similarity for one in scored)
        + _PASSAGE_COVERAGE * scored[0].found.coverage
        + _GAP * gap
    )
    return 1 / (1 + math.exp(-evidence))

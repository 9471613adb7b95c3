"""Choosing what to show, pure: the sentences that answer, their bold words, and how sure we are.

`Reader` is the seam. `SentenceSelection` needs no model of its own; index.reading has one that reads.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from data.furniture import is_furniture
from data.model import Article, Passage, Span
from index.answer import RankedPassage, SentenceEvidence
from index.confidence import MOST_MARGIN, WITHOUT_MODEL, AnswerEvidence, gap_of
from index.disagreement import disagree
from index.questions import Kind, Question
from index.wanted import answering_spans, bold_words

MAX_WORDS = 50  # in an answer; its first sentence is shown whatever its length
MAX_SENTENCES = 3
PASSAGES_READ = 8

# What makes a sentence likely to answer, besides the score of its passage.
_SIMILARITY = 0.60
_WORDS = 0.15
_COVERAGE = 0.05
_COVERAGE_IN_CONTEXT = 0.10
_KIND = 0.30  # it holds words of the kind asked for
_REASON = 0.15  # the same for "why", less because reasons are worded in many ways
_OPENS = 0.10  # it opens its article, where news says first what matters
_ASKS_ITSELF = 0.30
_FURNITURE = 1.0  # a salutation, a date line, an interviewer's turn: it answers nothing
_UNFINISHED = 0.20  # a caption, a teaser, a heading: it does not end as sentences do
_FRAGMENT = 0.20
_FRAGMENT_WORDS = 4
_LEAD = 0.03  # for each point by which a reading model scores its best words there below the best of all

_ASKERS_TURN = re.compile(r"Q ?[:.] ")
_ENDS = re.compile(r"[.!?…][\"'”’)\]]*$|[\"”’]$")

_ITEM = re.compile(r"[-–—*•·]\s|\(?(?:\d{1,2}|[a-z])[.)]\s")
_ITEMS = 8  # of a list, shown with the sentence that announces it

_RIVALS = 40  # sentences among which one that disagrees is looked for
_SAME_MATTER = 0.8  # of the best sentence's share of the question's words
_SAME_WORDS = 0.2  # shared terms (Jaccard) with the best sentence
_SAME_NOW = 0.5, 0.15  # the same two where the newest is asked for, which may be told in other words
_COPY = 0.7  # shared terms (Jaccard) from which two sentences are one statement


@dataclass(frozen=True, slots=True)
class _Limits:
    """How much is shown. `worse`: how much worse than the best one a sentence may be that still adds
    something; `worse_elsewhere`: the same for one of another article, which may be about something else."""

    sentences: int
    words: int
    worse: float
    worse_elsewhere: float


_USUAL = _Limits(MAX_SENTENCES, MAX_WORDS, worse=0.50, worse_elsewhere=0.20)
_LIST = _Limits(5, 90, worse=0.50, worse_elsewhere=0.40)  # items may stand in many articles
# A reading model spreads the scores of sentences, and lets shorter ones win.
_USUAL_READ = _Limits(MAX_SENTENCES, 54, worse=0.70, worse_elsewhere=0.35)
_LIST_READ = _Limits(5, 90, worse=0.70, worse_elsewhere=0.55)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A sentence to show, with the words in it that answer, if it is one that has them.

    Offsets are those of the article's text.
    """

    article: Article
    passage: Passage
    span: Span
    bold: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of the passages: what to show, the confidence (0-1) that it answers, the passages in
    the order in which reading leaves them, whether the first two sentences answer differently, and what the
    confidence comes from, None where there is nothing to show."""

    chosen: tuple[Chosen, ...]
    confidence: float
    passages: tuple[RankedPassage, ...] = ()
    disagreement: bool = False
    evidence: AnswerEvidence | None = None


class Reader(Protocol):
    """Reads ranked passages for the sentences that answer."""

    def read(self, question: Question, passages: Sequence[RankedPassage]) -> Reading:
        """What to show of these passages, best first, and how likely it is that it answers."""
        ...


class SentenceSelection:
    """The reader that needs no model of its own: sentences scored by what retrieval already knows."""

    def read(self, question: Question, passages: Sequence[RankedPassage]) -> Reading:
        """What to show of these passages, best first, and how likely it is that it answers."""
        scored = score_sentences(question, passages[:PASSAGES_READ])
        if not scored:
            return Reading((), 0.0)
        evidence = evidence_of(scored, passages)
        chosen, disagreement = choose(question, scored, were_read=False)
        return Reading(chosen, WITHOUT_MODEL.confidence(evidence), tuple(passages), disagreement, evidence)


@dataclass(frozen=True, slots=True)
class FoundSpan:
    """Words that a reading model found, with offsets into their article's text.

    `lead` is by how much their score is above that of the best words found anywhere, so 0 or less.
    """

    span: Span
    lead: float


NO_LEAD = -20.0
"""The lead of a place where a reading model found no words, and the lowest that counts. In points of a span's
score: the sum of two logits."""

FoundSpans = Mapping[int, Sequence[FoundSpan]]
"""What a reading model found, best first, by the key of the passage."""


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence of a retrieved passage with its score, and the words in it that a reading model found."""

    found: RankedPassage
    evidence: SentenceEvidence
    score: float
    answer: FoundSpan | None = None

    @property
    def text(self) -> str:
        """The sentence, character for character."""
        return self.evidence.span.of(self.found.article.text)


def score_sentences(
    question: Question, passages: Sequence[RankedPassage], spans: FoundSpans | None = None
) -> list[ScoredSentence]:
    """All sentences of these passages, best first. `spans` is what a reading model found, if one has read."""
    most_words = max((e.words for found in passages for e in found.evidence), default=0.0) or 1.0
    scored = []
    for found in passages:
        for evidence in found.evidence:
            answer = _best_within(evidence.span, (spans or {}).get(found.passage.key, ()))
            score = _score(question, found, evidence, most_words)
            if spans is not None:
                score += _LEAD * lead_of(answer)
            scored.append(ScoredSentence(found, evidence, score, answer))
    return sorted(scored, key=lambda one: one.score, reverse=True)


def lead_of(words: FoundSpan | None) -> float:
    """The lead of words that a reading model found somewhere, if it found any, within its bounds."""
    return NO_LEAD if words is None else max(NO_LEAD, words.lead)


def _best_within(sentence: Span, spans: Sequence[FoundSpan]) -> FoundSpan | None:
    return next(
        (one for one in spans if sentence.start <= one.span.start and one.span.end <= sentence.end), None
    )


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
        - _FURNITURE * (is_furniture(sentence) or _ASKERS_TURN.match(sentence) is not None)
        - _UNFINISHED * (_ENDS.search(sentence) is None)
        - _FRAGMENT * (len(sentence.split()) < _FRAGMENT_WORDS)
    )


def choose(
    question: Question, scored: Sequence[ScoredSentence], *, were_read: bool
) -> tuple[tuple[Chosen, ...], bool]:
    """What to show of these sentences (best first, never none), and whether the first two disagree.
    `were_read`: a reading model has its part in their scores.

    The words that answer are marked in one sentence; of a list, and of two that disagree, in each.
    """
    is_list = question.kind is Kind.LIST
    limits = (_LIST_READ if were_read else _LIST) if is_list else _USUAL_READ if were_read else _USUAL
    rival = _rival(question, scored, limits.worse)
    first = sorted([scored[0], rival], key=_newest_first) if rival else [scored[0]]
    best = _fill_up(first, scored, limits)
    spans = {one: _with_its_list(one) for one in best}
    best = [one for one in best if not any(_lies_within(one, other, spans[other]) for other in best)]
    marked = [one for one in best if one.answer or answering_spans(question, one.text)] or best
    marked = marked if is_list else first if rival else marked[:1]
    return (
        tuple(
            Chosen(
                one.found.article,
                one.found.passage,
                spans[one],
                _bold(question, one) if one in marked else (),
            )
            for one in best
        ),
        rival is not None,
    )


def _with_its_list(one: ScoredSentence) -> Span:
    """The sentence, with the items of the list that it announces: "These are the prices:"."""
    span, sentences = one.evidence.span, one.found.passage.sentences
    if not one.text.endswith(":"):
        return span
    for following in sentences[sentences.index(span) + 1 :][:_ITEMS]:
        if not _ITEM.match(one.found.article.text, following.start):
            break
        span = Span(span.start, following.end)
    return span


def _lies_within(one: ScoredSentence, other: ScoredSentence, span: Span) -> bool:
    same = one.found.passage.key == other.found.passage.key
    return (
        one is not other
        and same
        and span.start <= one.evidence.span.start
        and one.evidence.span.end <= span.end
    )


def _bold(question: Question, one: ScoredSentence) -> tuple[Span, ...]:
    if question.kind is Kind.YES_OR_NO:  # the sentence decides, no words in it do
        return (one.evidence.span,)
    if one.answer:
        return (one.answer.span,)
    return bold_words(question, one.found.article.text, one.evidence.span)


def _rival(question: Question, scored: Sequence[ScoredSentence], worse: float) -> ScoredSentence | None:
    """The best sentence of another article that answers otherwise than the best one; the newest where the
    question asks how things stand now."""
    best = scored[0]
    same_matter, same_words = _SAME_NOW if question.wants_newest else (_SAME_MATTER, _SAME_WORDS)
    rivals = (
        one
        for one in scored[1:_RIVALS]
        if one.found.article.key != best.found.article.key
        and one.score >= best.score - worse
        and one.evidence.coverage_in_context >= same_matter * best.evidence.coverage_in_context
        and _overlap(one, best) >= same_words
        and disagree(question, best.text, one.text)
    )
    if question.wants_newest:
        return min(rivals, key=_newest_first, default=None)
    return next(rivals, None)


def _newest_first(one: ScoredSentence) -> int:
    return -(one.found.article.day or date.min).toordinal()


def _fill_up(
    first: Sequence[ScoredSentence], scored: Sequence[ScoredSentence], limits: "_Limits"
) -> list[ScoredSentence]:
    """The first ones whatever their length, then others nearly as good that fit and are no copies."""
    chosen = list(first)
    room = limits.words - sum(len(one.text.split()) for one in first)
    for one in scored:
        words = len(one.text.split())
        if len(chosen) < limits.sentences and _adds(one, words, room, chosen, limits):
            chosen.append(one)
            room -= words
    return chosen


def _adds(
    one: ScoredSentence, words: int, room: int, chosen: Sequence[ScoredSentence], limits: "_Limits"
) -> bool:
    best = max(chosen, key=lambda one: one.score)
    elsewhere = one.found.article.key != best.found.article.key
    good_enough = one.score >= best.score - (limits.worse_elsewhere if elsewhere else limits.worse)
    fits = _FRAGMENT_WORDS <= words <= room
    return good_enough and fits and not any(_same_statement(one, other) for other in chosen)


def _same_statement(one: ScoredSentence, other: ScoredSentence) -> bool:
    return _overlap(one, other) >= _COPY


def _overlap(one: ScoredSentence, other: ScoredSentence) -> float:
    """Shared terms (Jaccard), 0-1; two sentences without any are the same."""
    a, b = one.evidence.terms, other.evidence.terms
    return len(a & b) / len(a | b) if a | b else 1.0


def evidence_of(
    scored: Sequence[ScoredSentence], passages: Sequence[RankedPassage], margin: float = 0.0
) -> AnswerEvidence:
    """What tells whether the best of these sentences answers. `passages` are in the order of retrieval;
    `margin` is that of the best sentence's passage."""
    return AnswerEvidence(
        similarity=max(one.evidence.similarity for one in scored),
        coverage=scored[0].found.coverage,
        gap=gap_of(passages),
        margin=max(-MOST_MARGIN, min(MOST_MARGIN, margin)),
    )

"""Reading, the step that a model does: the words that answer, and which passages hold them."""

from collections.abc import Sequence
from dataclasses import replace

from data.model import Span
from index.answer import RankedPassage
from index.confidence import WITHOUT_MODEL, Weights
from index.evidence import (
    FoundSpan,
    FoundSpans,
    Reading,
    ScoredSentence,
    choose,
    evidence_of,
    lead_of,
    score_sentences,
)
from index.questions import Question
from index.reading_model import PassageReading, ReadingModel
from index.wanted import can_answer

PASSAGES_READ = 5  # more take longer and change no answer for the better (docs/quality.md)
_BEST_SENTENCE = 0.2  # of the score of its best sentence, which a passage gains
_LEAD = 0.02  # what a passage loses for each point by which its best words are scored below the best of all
_CANNOT_ANSWER = 6.0  # points that words lose which language says are no answer


class ModelReader:
    """The reader that has a reading model look for the words that answer.

    What it finds re-orders the passages, picks the sentences, sets the bold words and has its part in the
    confidence; retrieval's own evidence has its say in each of them.
    """

    def __init__(self, model: ReadingModel, weights: Weights = WITHOUT_MODEL) -> None:
        """`weights` are those of the confidence, learned for this model; the default asks retrieval alone."""
        self._model = model
        self._weights = weights

    def read(self, question: Question, passages: Sequence[RankedPassage]) -> Reading:
        """What to show of these passages, best first, and how likely it is that it answers."""
        near = passages[:PASSAGES_READ]
        readings = self._model.read(question.text, [found.text for found in near])
        return weigh(question, passages, readings, self._weights)


def weigh(
    question: Question,
    passages: Sequence[RankedPassage],
    readings: Sequence[PassageReading],
    weights: Weights,
) -> Reading:
    """What to show, given what a model read in the first of these passages."""
    spans = found_spans(question, passages, readings)
    read = with_leads(passages, spans)
    scored = score_sentences(question, read, spans)
    if not scored:
        return Reading((), 0.0)
    margins = {found.passage.key: reading.margin for found, reading in zip(passages, readings, strict=False)}
    evidence = evidence_of(scored, passages, margins[scored[0].found.passage.key])
    chosen, disagreement = choose(question, scored, were_read=True)
    ranked = (*reranked(read, scored), *passages[len(read) :])
    return Reading(chosen, weights.confidence(evidence), ranked, disagreement, evidence)


def found_spans(
    question: Question, passages: Sequence[RankedPassage], readings: Sequence[PassageReading]
) -> dict[int, list[FoundSpan]]:
    """What was read, placed in the articles, best first, by the key of the passage.

    Scores are held against each other across the passages of one question, which picks sentences better than
    holding them against "no answer here" does.
    """
    judged = {
        found.passage.key: _judged(question, found, reading)
        for found, reading in zip(passages, readings, strict=False)
    }
    best = max((score for spans in judged.values() for score, _ in spans), default=0.0)
    return {key: [FoundSpan(span, score - best) for score, span in spans] for key, spans in judged.items()}


def _judged(question: Question, found: RankedPassage, reading: PassageReading) -> list[tuple[float, Span]]:
    """What was read in a passage as scores and places in its article, best first; words that cannot answer
    come down."""
    start = found.passage.span.start
    judged = [
        (
            one.score - _CANNOT_ANSWER * (not can_answer(question, found.text, one.span)),
            Span(start + one.span.start, start + one.span.end),
        )
        for one in reading.spans
    ]
    return sorted(judged, key=lambda one: one[0], reverse=True)


def with_leads(passages: Sequence[RankedPassage], spans: FoundSpans) -> list[RankedPassage]:
    """The passages that were read, each with what was found in it taken into its score."""
    return [
        replace(found, score=found.score + _LEAD * lead_of(next(iter(spans[found.passage.key]), None)))
        for found in passages
        if found.passage.key in spans
    ]


def reranked(read: Sequence[RankedPassage], scored: Sequence[ScoredSentence]) -> list[RankedPassage]:
    """The passages that were read in a new order: by their scores and by those of their best sentences."""
    best: dict[int, float] = {}
    for one in scored:  # best first
        best.setdefault(one.found.passage.key, one.score - one.found.score)
    ordered = [
        replace(found, score=found.score + _BEST_SENTENCE * best.get(found.passage.key, 0.0))
        for found in read
    ]
    return sorted(ordered, key=lambda found: found.score, reverse=True)

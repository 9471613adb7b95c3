"""Reading, the step that a model does: the words that answer, and which passages hold them."""

from collections.abc import Sequence
from dataclasses import replace

from data.model import Span
from index.answer import RankedPassage
from index.confidence import Weights
from index.evidence import PASSAGES_READ, FoundSpan, Reading, choose, evidence_of, score_sentences
from index.questions import Question
from index.reading_model import PassageReading, ReadingModel

_ANSWERS = 0.15  # what a passage gains in which the model found an answer


class ModelReader:
    """The reader that has a reading model look for the words that answer.

    What it finds re-orders the passages, picks the sentences, sets the bold words and feeds the confidence;
    retrieval's own evidence has its say in each of them.
    """

    def __init__(self, model: ReadingModel, weights: Weights) -> None:
        """`weights` say how sure what the model finds makes an answer."""
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
    spans = {
        found.passage.key: found_spans(found, reading)
        for found, reading in zip(passages, readings, strict=False)
    }
    ranked = reranked(passages, spans)
    scored = score_sentences(question, ranked[: len(readings)], spans)
    if not scored:
        return Reading((), 0.0)
    evidence = evidence_of(scored, passages, max(reading.margin for reading in readings))
    chosen, disagreement = choose(question, scored)
    return Reading(chosen, weights.confidence(evidence), tuple(ranked), evidence, disagreement)


def found_spans(found: RankedPassage, reading: PassageReading) -> list[FoundSpan]:
    """The spans of a reading, placed in the article of its passage."""
    start = found.passage.span.start
    return [
        FoundSpan(Span(start + one.span.start, start + one.span.end), one.score - reading.none)
        for one in reading.spans
    ]


def reranked(passages: Sequence[RankedPassage], spans: dict[int, list[FoundSpan]]) -> list[RankedPassage]:
    """The passages in a new order: a passage in which the model found an answer moves up."""
    scored = [
        replace(found, score=found.score + _ANSWERS * own[0].plausibility)
        if (own := spans.get(found.passage.key))
        else found
        for found in passages
    ]
    return sorted(scored, key=lambda found: found.score, reverse=True)

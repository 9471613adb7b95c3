"""How sure an answer is, pure: a logistic sum of what tells an answer from the best of the rest.

The weights for the shipped reading model are learned and stand on its card; those without a model are set by
hand on news questions (docs/quality.md).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from index.answer import RankedPassage

_BACKGROUND = slice(10, 20)  # ranks of the passages that are merely the best of the rest
MOST_MARGIN = 10.0
_USUAL_GAP = 0.55  # where there are too few passages to have a background


@dataclass(frozen=True, slots=True)
class AnswerEvidence:
    """What is known of the best sentences and passages of a question.

    `similarity`: the highest cosine of a sentence and the question. `coverage`: the share of the question's
    terms in the passage of the best sentence, by rarity, 0-1. `gap`: by how much the first passage's score
    stands above those ranked 11 to 20: an answer's passage stands out from the rest, while for a question
    that nothing answers the best passage is no better than its neighbours. `margin`: by how much a reading
    model prefers the best words of the best sentence's passage to "no answer here", as a difference of
    logits, within -10 and 10; 0 where no model has read.
    """

    similarity: float
    coverage: float
    gap: float
    margin: float = 0.0


@dataclass(frozen=True, slots=True)
class Weights:
    """A weight for each piece of evidence."""

    bias: float
    similarity: float
    coverage: float
    gap: float
    margin: float = 0.0

    def confidence(self, evidence: AnswerEvidence) -> float:
        """How likely it is that the best sentences answer, 0-1."""
        total = (
            self.bias
            + self.similarity * evidence.similarity
            + self.coverage * evidence.coverage
            + self.gap * evidence.gap
            + self.margin * evidence.margin
        )
        return 1 / (1 + math.exp(-total))


WITHOUT_MODEL = Weights(bias=-6.1, similarity=6.0, coverage=3.5, gap=4.0)


def gap_of(passages: Sequence[RankedPassage]) -> float:
    """See `AnswerEvidence.gap`; `passages` are in the order of retrieval, never none."""
    background = [found.score for found in passages[_BACKGROUND]]
    return passages[0].score - sum(background) / len(background) if background else _USUAL_GAP

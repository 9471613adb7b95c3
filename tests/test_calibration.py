"""How sure an answer may be is learned by asking: the trials, the fit, the reliability curve."""

import pytest
from tiny_models import TinyEmbedder

from data.model import Span
from index.calibration import Trial, ask_over_contexts, fit, reliability
from index.confidence import AnswerEvidence
from index.evidence import SentenceSelection
from index.learning import Example

PLACES = ("harbour", "lighthouse", "market", "library", "quarry", "orchard")
CONTEXTS = [
    f"The {place} opened in the year {1900 + n}. It has seen storms." for n, place in enumerate(PLACES)
]
ASKED = [
    Example(f"When did the {place} open?", context, (Span(at, at + 4),))
    for place, context in zip(PLACES, CONTEXTS, strict=True)
    for at in (context.index("19"),)
]


def trials(asked: list[Example] = ASKED, contexts: list[str] = CONTEXTS) -> list[Trial]:
    return ask_over_contexts(asked, contexts, TinyEmbedder(), SentenceSelection())


def test_each_question_is_asked_with_its_context_and_without_it() -> None:
    made = trials()
    assert [one.present for one in made] == [True, False] * len(ASKED)
    assert all(one.right == one.present for one in made)


def test_a_context_that_stands_there_twice_is_gone_when_it_is_hidden() -> None:
    assert [one.right for one in trials(ASKED[:1], [*CONTEXTS, CONTEXTS[0]])] == [True, False]


def test_questions_without_an_answer_are_not_asked() -> None:
    assert trials([Example("When does it close?", CONTEXTS[0], ())]) == []


def test_the_weights_make_answers_surer_whose_context_was_there() -> None:
    made = trials()
    weights = fit(made)
    there = [weights.confidence(one.evidence) for one in made if one.present]
    away = [weights.confidence(one.evidence) for one in made if not one.present]
    assert min(there) > max(away)


def test_confidence_is_the_share_that_is_right_among_alike_answers() -> None:
    alike = AnswerEvidence(similarity=0.6, coverage=0.6, gap=0.6, margin=3.0)
    other = AnswerEvidence(similarity=0.3, coverage=0.2, gap=0.1, margin=-3.0)
    made = [Trial(alike, right=number < 60, present=number < 80) for number in range(100)]
    made += [Trial(other, right=number < 10, present=number < 20) for number in range(100)]
    weights = fit(made)
    assert weights.confidence(alike) == pytest.approx(0.6, abs=0.02)
    assert weights.confidence(other) == pytest.approx(0.1, abs=0.02)


def test_the_reliability_curve_counts_by_confidence() -> None:
    (low, high) = reliability([0.05, 0.15, 0.95, 1.0], [False, True, True, True], bins=2)
    assert (low.count, low.right) == (2, 0.5)
    assert low.confidence == pytest.approx(0.1)
    assert (high.count, high.right) == (2, 1.0)
    assert high.confidence == pytest.approx(0.975)

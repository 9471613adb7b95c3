"""Learning how sure to be: questions asked over contexts with and without the right one.

The contexts that the reading model has not learned from are dealt out to two small collections. Each of their
questions is asked in both: in one its context is there, in the other nothing answers it. A logistic
regression from the evidence of the answers to whether they were right gives the weights of the confidence.
"""

import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from data.model import Entry
from data.store import Store
from index.answering import Desk, look_up
from index.confidence import WITHOUT_MODEL, AnswerEvidence, Weights
from index.embedder import SentenceTransformerEmbedder
from index.engine import LocalSearchEngine
from index.evaluation import fold, holds
from index.evidence import Reading
from index.ingest import encoder_of, ingest
from index.learning import Example
from index.questions import read_question
from index.reading import ModelReader
from index.reading_model import ReadingModel

_BINS = 10
_FOLDS = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """The evidence of one answer and whether it was right."""

    evidence: AnswerEvidence
    right: bool


def outcomes_of(
    examples: Sequence[Example],
    embedder: SentenceTransformerEmbedder,
    model: ReadingModel,
    limit: int,
    seed: int,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[Outcome]:
    """What comes of at most `limit` answerable questions, each asked with and without its context."""
    contexts = list(dict.fromkeys(one.passage for one in examples))
    half_of = {context: number % 2 for number, context in enumerate(contexts)}
    asked = [one for one in examples if one.answers]
    asked = random.Random(seed).sample(asked, min(limit, len(asked)))
    outcomes: list[Outcome] = []
    for half in (0, 1):
        entries = [
            Entry("calibration", str(number), context)
            for number, context in enumerate(contexts)
            if half_of[context] == half
        ]
        with _desk_over(entries, embedder, model) as desk:
            for one in asked:
                _, reading = look_up(desk, read_question(one.question))
                if reading.evidence:
                    outcomes.append(Outcome(reading.evidence, _is_right(one, reading)))
                progress(len(outcomes), 2 * len(asked))
    return outcomes


@contextmanager
def _desk_over(
    entries: Sequence[Entry], embedder: SentenceTransformerEmbedder, model: ReadingModel
) -> Iterator[Desk]:
    with tempfile.TemporaryDirectory() as home:
        store = Store(Path(home))
        try:
            ingest(store, embedder, entries, ("en",))
            engine = LocalSearchEngine(store, Path(home) / "words", encoder_of(embedder), embedder.size)
            engine.refresh()
            yield Desk(store, engine, embedder, ModelReader(model, WITHOUT_MODEL), threshold=0.0)
        finally:
            store.close()


def _is_right(asked: Example, reading: Reading) -> bool:
    golds = {fold(span.of(asked.passage)) for span in asked.answers}
    shown = " ".join(
        one.span.of(one.article.text) for one in reading.chosen if one.article.text == asked.passage
    )
    return holds(shown, golds)


def fit(outcomes: Sequence[Outcome]) -> Weights:
    """The weights that make these outcomes likeliest (logistic regression, lightly held to small values)."""
    from sklearn.linear_model import LogisticRegression

    evidence, right = _as_arrays(outcomes)
    model = LogisticRegression(C=10.0, max_iter=1_000).fit(evidence, right)
    return Weights(float(model.intercept_[0]), *(float(weight) for weight in model.coef_[0]))


def reliability(outcomes: Sequence[Outcome]) -> list[tuple[float, float, int]]:
    """For each tenth of confidence that occurs: mean confidence, share of right answers, how many answers.

    Each outcome is judged by weights that were fitted without it (five folds).
    """
    sure = np.zeros(len(outcomes))
    for fold_number in range(_FOLDS):
        rest = [one for n, one in enumerate(outcomes) if n % _FOLDS != fold_number]
        weights = fit(rest)
        for n in range(fold_number, len(outcomes), _FOLDS):
            sure[n] = weights.confidence(outcomes[n].evidence)
    right = _as_arrays(outcomes)[1]
    bins = np.minimum((sure * _BINS).astype(int), _BINS - 1)
    return [
        (float(sure[bins == b].mean()), float(right[bins == b].mean()), int((bins == b).sum()))
        for b in range(_BINS)
        if (bins == b).any()
    ]


def _as_arrays(outcomes: Sequence[Outcome]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    return np.array([astuple(one.evidence) for one in outcomes]), np.array([one.right for one in outcomes])

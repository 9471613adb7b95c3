"""How sure an answer may be: the weights of the evidence, learned by asking.

Questions are asked over their own contexts as over a collection of articles, each once as it is and once as
though the context that answers were not there. What the bot would show either holds the answer or does not;
from that comes the chance that an answer is right.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from data.model import Entry, Filters
from data.store import PreparedArticle, Store
from index.answering import Desk, look_up
from index.confidence import AnswerEvidence, Weights
from index.embedder import SharedModel, Vectors
from index.engine import Candidate, LocalSearchEngine, SearchEngine
from index.evaluation import fold, holds
from index.evidence import Reader
from index.ingest import embed_articles, encoder_of
from index.learning import DataError, Example
from index.questions import FilterError, read_question

_BATCH = 256  # contexts written at once
_LOOSE = 10.0  # hardly any regularisation: there are few weights and many trials


@dataclass(frozen=True, slots=True)
class Trial:
    """What was known of an answer, and whether it was right. `present`: its context was there."""

    evidence: AnswerEvidence
    right: bool
    present: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of about the same confidence: how many, their mean confidence, the share that was right."""

    count: int
    confidence: float
    right: float


class _Without:
    """A search engine that does not find one article."""

    def __init__(self, engine: SearchEngine) -> None:
        self._engine = engine
        self.hidden: int | None = None

    def search(self, words: Sequence[str], vector: Vectors, filters: Filters) -> list[Candidate]:
        found = self._engine.search(words, vector, filters)
        return [one for one in found if one.article_key != self.hidden]

    def document_frequencies(self, words: Iterable[str]) -> tuple[dict[str, int], int]:
        return self._engine.document_frequencies(words)

    def refresh(self) -> bool:
        return self._engine.refresh()


def ask_over_contexts(
    asked: Sequence[Example],
    contexts: Iterable[str],
    embedder: SharedModel,
    reader: Reader,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[Trial]:
    """Two trials of each answerable question: with its context among `contexts`, and without it; none where
    one of them shows nothing."""
    answerable = [one for one in asked if one.answers]
    trials = []
    with _collection(contexts, embedder) as (store, engine):
        keys = {article.text: article.key for article in store.all_articles()}
        desk = Desk(store, engine, embedder, reader, threshold=0.0)
        for number, one in enumerate(answerable, start=1):
            pair = []
            for hidden in (None, keys[one.passage]):
                engine.hidden = hidden
                pair += _try(one, desk, present=hidden is None)
            trials += pair if len(pair) == 2 else []
            progress(number, len(answerable))
    return trials


@contextmanager
def _collection(contexts: Iterable[str], embedder: SharedModel) -> Iterator[tuple[Store, _Without]]:
    """A home in which each context is an article."""
    encoder = encoder_of(embedder)
    with tempfile.TemporaryDirectory() as home:
        store = Store(Path(home))
        try:
            entries = [
                Entry("contexts", str(number), text) for number, text in enumerate(dict.fromkeys(contexts))
            ]
            for start in range(0, len(entries), _BATCH):
                batch = entries[start : start + _BATCH]
                passages = embed_articles(embedder, batch)
                prepared = [
                    PreparedArticle(entry, "en", tuple(own))
                    for entry, own in zip(batch, passages, strict=True)
                ]
                store.save(prepared, encoder, datetime.now(UTC))
            engine = LocalSearchEngine(store, Path(home) / "words", encoder, embedder.size)
            engine.refresh()
            yield store, _Without(engine)
        finally:
            store.close()


def _try(one: Example, desk: Desk, present: bool) -> list[Trial]:
    try:
        question = read_question(one.question)
    except FilterError:  # it holds something like "since: when", which a person is asked to write otherwise
        return []
    _, reading = look_up(desk, question)
    if reading.evidence is None:
        return []
    shown = " ".join(chosen.span.of(chosen.article.text) for chosen in reading.chosen)
    golds = {fold(span.of(one.passage)) for span in one.answers}
    return [Trial(reading.evidence, holds(shown, golds), present)]


def fit(trials: Sequence[Trial]) -> Weights:
    """Weights that tell the trials apart whose context was there, scaled to the chance of being right.

    Two logistic regressions: the first weighs the evidence by whether the collection answers, which is what a
    refusal is about; the second (Platt 1999) turns its sum into the probability of a right answer, for
    questions of which as many are answerable as not. Raises DataError where all trials came out alike.
    """
    if len({one.present for one in trials}) < 2 or len({one.right for one in trials}) < 2:
        raise DataError(
            f"{len(trials) // 2} questions were kept apart from learning, too few or too much alike to learn "
            "from them how sure an answer may be. More examples with answers over paragraphs are needed."
        )
    evidence = np.array([astuple(one.evidence) for one in trials])
    present = LogisticRegression(C=_LOOSE).fit(evidence, [one.present for one in trials])
    sums = present.decision_function(evidence).reshape(-1, 1)
    right = LogisticRegression(C=_LOOSE).fit(sums, [one.right for one in trials])
    slope = float(right.coef_[0, 0])
    bias = float(right.intercept_[0] + slope * present.intercept_[0])
    return Weights(round(bias, 3), *(round(slope * float(weight), 3) for weight in present.coef_[0]))


def reliability(confidences: Sequence[float], right: Sequence[bool], bins: int = 10) -> list[Bin]:
    """The reliability curve: answers in bins of equal width of confidence, those without any left out."""
    made = []
    for number in range(bins):
        inside = [
            (confidence, was_right)
            for confidence, was_right in zip(confidences, right, strict=True)
            if min(int(confidence * bins), bins - 1) == number
        ]
        if inside:
            sure, hits = zip(*inside, strict=True)
            made.append(Bin(len(inside), sum(sure) / len(inside), sum(hits) / len(inside)))
    return made

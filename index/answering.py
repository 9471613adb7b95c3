"""Where a question becomes an answer.

`answer_question` = read the question, embed it, retrieve passages, leave out copies, read them for the
sentences that answer, and refuse when confidence is below the threshold.
"""

from dataclasses import dataclass, replace
from datetime import date

from data.model import Filters
from data.store import Store
from index.answer import Answer, CitedSentence, NoAnswer, RankedPassage
from index.copies import without_copies
from index.embedder import Embedder
from index.engine import SearchEngine
from index.evidence import Reader, Reading
from index.outlets import with_full_names
from index.questions import Question, in_order, period_meant, read_question
from index.retrieval import FUSION, Fusion, inverse_document_frequencies, retrieve
from index.timeliness import prefer_timely

PASSAGES_KEPT = 20
_RETRIEVED = 40  # of which copies are left out
_NEAR = 0.45  # cosine of sentence and question from which one that may not answer is worth showing


@dataclass(frozen=True, slots=True)
class Desk:
    """What answering needs at hand. `fusion` weighs the signals of retrieval."""

    store: Store
    engine: SearchEngine
    embedder: Embedder
    reader: Reader
    threshold: float
    fusion: Fusion = FUSION


def answer_question(desk: Desk, text: str, today: date, filters: Filters | None = None) -> Answer | NoAnswer:
    """The answer to a question in plain words, from the articles that `filters` let through.

    Raises FilterError for a filter that cannot be understood, such as an outlet that is not there.
    """
    text = text.encode("utf-8", "replace").decode()  # a shell may hand over half characters
    question = read_question(text)
    question = replace(question, filters=_narrowed(desk, question, today, filters or Filters()))
    passages, reading = look_up(desk, question)
    ranked = reading.passages or tuple(passages)
    if not reading.chosen or reading.confidence < desk.threshold:
        return NoAnswer(text, question.filters, reading.confidence, _nearest(reading), ranked)
    sentences = tuple(CitedSentence(one.article, one.passage, one.span, one.bold) for one in reading.chosen)
    return Answer(text, sentences, reading.confidence, ranked, reading.disagreement)


def look_up(desk: Desk, question: Question) -> tuple[list[RankedPassage], Reading]:
    """What retrieval finds for a question, best first, and what the reader makes of it."""
    rarity = inverse_document_frequencies(*desk.engine.document_frequencies(question.terms))
    vector = desk.embedder.embed([question.text])[0]
    found = retrieve(desk.store, desk.engine, question, vector, rarity, _RETRIEVED, desk.fusion)
    passages = without_copies(prefer_timely(question, found), PASSAGES_KEPT)
    return passages, desk.reader.read(question, passages)


def _narrowed(desk: Desk, question: Question, today: date, filters: Filters) -> Filters:
    """The filters of the caller, of the question's operators, and of words such as "last week".

    Time words say nothing about a collection whose articles bear no dates.
    """
    period = period_meant(question.text, today)
    if period and not desk.store.is_dated():
        period = Filters()
    written = question.filters
    narrowed = in_order(
        Filters(
            since=written.since or filters.since or period.since,
            until=written.until or filters.until or period.until,
            sources=written.sources or filters.sources,
            article_keys=filters.article_keys,
        )
    )
    if not narrowed.sources:
        return narrowed
    return with_full_names(narrowed, [name for name, _ in desk.store.sources()])


def _nearest(reading: Reading) -> CitedSentence | None:
    if reading.evidence is None or reading.evidence.similarity < _NEAR:
        return None
    best = reading.chosen[0]
    return CitedSentence(best.article, best.passage, best.span, ())

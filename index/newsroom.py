"""What stays open while a process answers: database, model, search engine, and the desk that uses them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

from data.interests import Interest, Strictness
from data.model import Filters
from data.settings import Settings
from data.store import Store
from index.alerts.matching import Watchlist
from index.alerts.previewing import watchlist_of
from index.alerts.watching import ordinary_passages
from index.answer import Answer, CitedSentence, NoAnswer
from index.answering import Desk, answer_question
from index.embedder import PACKAGED_MODEL, SentenceTransformerEmbedder
from index.engine import LocalSearchEngine
from index.evidence import Reader, SentenceSelection
from index.ingest import IngestEmbedder, encoder_of, reembed, reextract
from index.outlets import with_full_names
from index.questions import in_order
from index.reading import ModelReader
from index.reading_model import hugging_face_reading_model, read_card, trained_reading_model
from index.speech.quotes import VERSION as EXTRACTOR
from index.who_said.attribution import Chooser, Outcome, Speaker, answer_speech, speakers_of
from index.who_said.known_people import KnownPeople
from index.who_said.speech_questions import SpeechQuestion

NO_READING_MODEL = "none"


@dataclass(frozen=True, slots=True)
class Newsroom:
    """One home, opened for answering. `store` reads and writes articles; `answer` answers; `people` are those
    whom the articles quote."""

    settings: Settings
    store: Store
    embedder: IngestEmbedder
    desk: Desk
    people: KnownPeople

    def answer(self, text: str, today: date, filters: Filters | None = None) -> Answer | NoAnswer:
        """See `answer_question`."""
        return answer_question(self.desk, text, today, filters)

    def answer_speech(
        self, question: SpeechQuestion, before: str = "", chosen: Chooser | None = None, topic: str = ""
    ) -> Outcome:
        """See `index.who_said.attribution.answer_speech`. Raises FilterError."""
        filters = with_full_names(in_order(question.filters), self.outlets())
        asked = replace(question, filters=filters)
        return answer_speech(self.desk, self.people.now(), asked, before, chosen, topic)

    def outlets(self) -> list[str]:
        """The names of all outlets, the usual ones first."""
        return [name for name, _ in self.store.sources()]

    def speakers_of(self, answer: Answer) -> dict[CitedSentence, Speaker]:
        """Whose words the cited sentences of an answer are, where they are somebody's."""
        return speakers_of(self.store, self.people.now(), answer)

    def watchlist(self, interests: Sequence[Interest], strictness: Strictness) -> Watchlist:
        """A watchlist of interests that are not stored; their numbers are their keys."""
        ordinary = ordinary_passages(self.store, encoder_of(self.embedder))
        return watchlist_of(self.embedder, interests, strictness, ordinary)

    def refresh(self) -> None:
        """Bring the search indexes up to date with the database; cheap when nothing has changed."""
        self.desk.engine.refresh()


@contextmanager
def open_newsroom(
    settings: Settings,
    progress: Callable[[int, int], None] = lambda done, total: None,
    reading: Callable[[int, int], None] = lambda done, total: None,
) -> Iterator[Newsroom]:
    """Open the home of these settings. Where the articles' vectors come from another model they are made
    anew first; `progress` is then told how many articles of how many are done. Where who said what was found
    by another version it is found anew, without embedding; `reading` is told.

    Raises HomeError, ModelError and AliasesError.
    """
    store = Store(settings.home)
    try:
        people = KnownPeople(store, settings.home)
        embedder = load_embedder(settings)
        encoder = encoder_of(embedder)
        total = store.count_pending(encoder)
        reembed(store, embedder, lambda done: progress(done, total))
        unread = store.statements.count_pending(EXTRACTOR)
        reextract(store, lambda done: reading(done, unread))
        engine = LocalSearchEngine(store, settings.home / "words", encoder, embedder.size)
        engine.refresh()
        desk = Desk(store, engine, embedder, load_reader(settings, embedder), settings.threshold)
        yield Newsroom(settings, store, embedder, desk, people)
    finally:
        store.close()


def load_reader(settings: Settings, embedder: SentenceTransformerEmbedder) -> Reader:
    """The reader of these settings. Raises ModelError."""
    name = settings.reading_model
    if name.lower() == NO_READING_MODEL:
        return SentenceSelection()
    if name:
        return ModelReader(hugging_face_reading_model(name))
    # The shipped model's layers fit the packaged embedding model only.
    base = embedder if embedder.name == PACKAGED_MODEL else SentenceTransformerEmbedder()
    return ModelReader(trained_reading_model(base), read_card().confidence)


def load_embedder(settings: Settings) -> SentenceTransformerEmbedder:
    """The embedding model of these settings. Raises ModelError."""
    return SentenceTransformerEmbedder(settings.model, settings.precision)

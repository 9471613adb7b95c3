"""From entries to stored articles: what is new or changed is split into passages, embedded and saved.

Ingestion writes the database only; the indexes of whoever answers follow by themselves. Every batch is one
transaction, so a crash loses at most the batch under way, and doing it again finishes the job.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import Enum
from typing import Protocol

import numpy as np

from data.cleaning import is_made_title, visible
from data.model import Article, Attribution, Entry, Found, Notice, Skipped, Span
from data.store import EmbeddedPassage, HalfVectors, Known, PreparedArticle, Store, text_hash
from data.stories import Stories
from index.alerts.watching import Watch, with_alerts
from index.duplicates import Wording
from index.embedder import Embedder
from index.language import language_of
from index.passages import VERSION, context_of, split_into_passages
from index.speech.quotes import VERSION as EXTRACTOR
from index.speech.quotes import find_attributions

BATCH_ARTICLES = 64
_BATCH_CHARACTERS = 400_000


class IngestEmbedder(Embedder, Protocol):
    """What ingestion asks of an embedding model beyond vectors."""

    fingerprint: str
    max_tokens: int

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, special tokens left out."""
        ...


Announce = Callable[[Entry], bool]
"""Whether an entry is news that people may be told of, rather than something for the archive."""


class Verdict(Enum):
    """What is to be done with an entry."""

    ADD = "added"
    UPDATE = "updated"
    LEAVE = "unchanged"
    KEEP_REMOVED = "removed before"


@dataclass(slots=True)
class Summary:
    """How an ingestion went, counted as it goes."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    linked: int = 0
    alerts: int = 0
    kept_removed: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    foreign: dict[str, int] = field(default_factory=dict)

    @property
    def taken(self) -> int:
        """Articles that could be read, whatever became of them."""
        return self.added + self.updated + self.unchanged + self.kept_removed

    @property
    def seen(self) -> int:
        """Articles and failures looked at so far."""
        return self.taken + len(self.skipped)


def encoder_of(embedder: IngestEmbedder) -> str:
    """Which model and which way of splitting made a passage's vectors."""
    return f"{embedder.fingerprint}/passages-{VERSION}"


def ingest(
    store: Store,
    embedder: IngestEmbedder,
    items: Iterable[Found],
    languages: Sequence[str],
    progress: Callable[[Summary], None] = lambda summary: None,
    announce: bool | Announce = False,
) -> Summary:
    """Store all entries. `languages` are the ISO 639-1 codes that the model serves; `progress` is called
    after each batch; `announce` says which are news, of which whoever subscribed to the like is to hear.
    Entries that change nothing cost one look-up. Of several under one identity the first stands: the others
    would change it and be changed by it at every ingestion, so they are skipped where they differ."""
    file_stories(store)
    summary = Summary()
    is_news = announce if callable(announce) else lambda entry: announce
    watch = Watch(store, embedder, encoder_of(embedder))
    met: set[tuple[str, str]] = set()
    for batch in _batches(items, summary):
        known = store.known(batch)
        changed = _changed(batch, known, met, summary)
        met.update((entry.collection, entry.article_id) for entry in batch)
        if changed:
            _ingest_changed(store, embedder, changed, known, languages, is_news, summary, watch)
        progress(summary)
    return summary


def decide(entry: Entry, known: Known | None) -> Verdict:
    """What an entry changes, given what is stored under its identity. Values it leaves out change nothing."""
    if known is None:
        return Verdict.ADD
    if known.removed:
        return Verdict.KEEP_REMOVED
    old = known.article
    given = (
        (_title_of(entry, old), old.title),
        (entry.source, old.source),
        (entry.url, old.url),
        (entry.author, old.author),
        (entry.caption, old.caption),
        (entry.credit, old.credit),
        (entry.published, old.published),
    )
    same = entry.text == old.text and all(not new or new == stored for new, stored in given)
    return Verdict.LEAVE if same else Verdict.UPDATE


def reembed(
    store: Store, embedder: IngestEmbedder, progress: Callable[[int], None] = lambda done: None
) -> int:
    """Give new passages and vectors to all articles that another model's (or none) were made for."""
    encoder, done = encoder_of(embedder), 0
    while pending := store.pending(encoder, BATCH_ARTICLES):
        passages = embed_articles(embedder, pending)
        store.replace_passages(
            {
                article.key: (text_hash(article.text), own)
                for article, own in zip(pending, passages, strict=True)
            },
            encoder,
        )
        done += len(pending)
        progress(done)
    return done


def reextract(store: Store, progress: Callable[[int], None] = lambda done: None) -> int:
    """Find anew who said what in all articles that another version of the extractor read, or none."""
    done = 0
    while pending := store.statements.pending(EXTRACTOR, BATCH_ARTICLES):
        found = [
            (key, text, digest, statements_in(text, language)) for key, text, digest, language in pending
        ]
        store.statements.replace(found, EXTRACTOR)
        done += len(pending)
        progress(done)
    return done


def statements_in(text: str, language: str) -> tuple[Attribution, ...]:
    """Who says what in a text. The extractor knows English; a text too short to tell counts as English."""
    return tuple(find_attributions(text)) if language in ("", "en") else ()


def file_stories(store: Store) -> None:
    """Compare the articles that were stored before there were stories; cheap when there are none."""
    filed = Stories(store.engine)
    while filed.has_pending():
        filed.file_pending(Wording.of, BATCH_ARTICLES)


def _batches(items: Iterable[Found], summary: Summary) -> Iterator[list[Entry]]:
    """Batches of entries of different identity, in order."""
    batch: dict[tuple[str, str], Entry] = {}
    characters = 0
    for item in items:
        if isinstance(item, Notice):
            summary.notices.append(item)
            continue
        if isinstance(item, Skipped):
            summary.skipped.append(item)
            continue
        if problem := _unstorable(item):
            summary.skipped.append(problem)
            continue
        identity = (item.collection, item.article_id)
        if identity in batch or len(batch) == BATCH_ARTICLES or characters > _BATCH_CHARACTERS:
            yield list(batch.values())
            batch, characters = {}, 0
        batch[identity] = item
        characters += len(item.text)
    if batch or summary.skipped:
        yield list(batch.values())


def _unstorable(entry: Entry) -> Skipped | None:
    if not entry.text.strip():
        return Skipped(visible(entry.article_id), "has no text")
    try:
        words = (entry.collection, entry.article_id, entry.title, entry.source, entry.url, entry.author)
        "".join((entry.text, *words, entry.caption, entry.credit)).encode()
    except UnicodeEncodeError:
        return Skipped(
            visible(entry.article_id), "holds half a character (a lone surrogate) that cannot be stored"
        )
    return None


def _changed(
    batch: Sequence[Entry],
    known: Mapping[tuple[str, str], Known],
    met: Collection[tuple[str, str]],
    summary: Summary,
) -> list[Entry]:
    """Those that are to be stored, of those whose identity was not met before in this ingestion."""
    changed: list[Entry] = []
    for entry in batch:
        identity = (entry.collection, entry.article_id)
        verdict = decide(entry, known.get(identity))
        if identity in met and verdict in (Verdict.ADD, Verdict.UPDATE):
            summary.skipped.append(_repeated(entry))
            continue
        _count(summary, verdict)
        if verdict in (Verdict.ADD, Verdict.UPDATE):
            changed.append(_merged(entry, known.get(identity)))
    return changed


def _repeated(entry: Entry) -> Skipped:
    name = visible(entry.article_id)
    return Skipped(
        entry.origin or name,
        f"has the id {name} like an article before it, but differs from it; the first one stands",
    )


def _ingest_changed(
    store: Store,
    embedder: IngestEmbedder,
    changed: Sequence[Entry],
    known: Mapping[tuple[str, str], Known],
    languages: Sequence[str],
    is_news: Announce,
    summary: Summary,
    watch: Watch,
) -> None:
    alone = _texts_of_their_own(store, changed)
    spoken = [language_of(entry.text) for entry in changed]
    passages = iter(embed_articles(embedder, [one for one, own in zip(changed, alone, strict=True) if own]))
    prepared = [
        PreparedArticle(
            entry,
            language,
            tuple(next(passages)) if own else (),
            statements_in(entry.text, language) if own else (),
            EXTRACTOR,
            is_news(entry),
            Wording.of(entry),
        )
        for entry, language, own in zip(changed, spoken, alone, strict=True)
    ]
    prepared = with_alerts(watch, store, prepared, known, datetime.now(UTC))
    summary.alerts += store.save(prepared, encoder_of(embedder), datetime.now(UTC))
    summary.linked += alone.count(False)
    for language in spoken:
        if language and language not in languages:
            summary.foreign[language] = summary.foreign.get(language, 0) + 1


def embed_articles(
    embedder: IngestEmbedder, articles: Sequence[Entry | Article]
) -> list[list[EmbeddedPassage]]:
    """Each article's passages with the vectors of passages and sentences, all embedded in one go."""
    contexts = _contexts(embedder, articles)
    rooms = [embedder.max_tokens - count for count in embedder.count_tokens(contexts)]
    split = [
        split_into_passages(one.text, embedder.count_tokens, room)
        for one, room in zip(articles, rooms, strict=True)
    ]
    texts = [
        text
        for one, context, passages in zip(articles, contexts, split, strict=True)
        for sentences in passages
        for text in _embedded_texts(one.text, context, sentences)
    ]
    vectors = iter(embedder.embed(texts).astype(np.float16))
    return [[_take_vectors(sentences, vectors) for sentences in passages] for passages in split]


def _contexts(embedder: IngestEmbedder, articles: Sequence[Entry | Article]) -> list[str]:
    """What goes before each article's passages; nothing where it would take half of what the model reads."""
    given = [context_of(one.title, one.published.date() if one.published else None) for one in articles]
    contexts = [f"{context}. " if context else "" for context in given]
    counts = embedder.count_tokens(contexts)
    most = embedder.max_tokens // 2
    return [context if count <= most else "" for context, count in zip(contexts, counts, strict=True)]


def _embedded_texts(text: str, context: str, sentences: Sequence[Span]) -> list[str]:
    passage = text[sentences[0].start : sentences[-1].end]
    return [context + passage, *(sentence.of(text) for sentence in sentences)]


def _take_vectors(sentences: tuple[Span, ...], vectors: Iterator[HalfVectors]) -> EmbeddedPassage:
    passage = next(vectors)
    return EmbeddedPassage(sentences, passage, np.stack([next(vectors) for _ in sentences]))


def _texts_of_their_own(store: Store, entries: Sequence[Entry]) -> list[bool]:
    """Whether each entry must hold its passages itself, because no other article holds the same text."""
    hashes = [text_hash(entry.text) for entry in entries]
    changing = {
        (entry.collection, entry.article_id): digest for entry, digest in zip(entries, hashes, strict=True)
    }
    holders = {
        digest: identity
        for digest, identity in store.stored_texts(hashes).items()
        if changing.get(identity, digest) == digest  # a holder that gives its text up holds it no longer
    }
    own = []
    for entry, digest in zip(entries, hashes, strict=True):
        identity = (entry.collection, entry.article_id)
        own.append(holders.setdefault(digest, identity) == identity)
    return own


def _merged(entry: Entry, known: Known | None) -> Entry:
    """The entry with what is already known of the article where it says nothing itself."""
    if known is None:
        return entry
    old = known.article
    return replace(entry, title=_title_of(entry, old), published=entry.published or old.published)


def _title_of(entry: Entry, old: Article) -> str:
    """The title that the article has from now on. One made of the text only takes the place of one that was
    made of an older text: a title that was once given stands until another is given."""
    if entry.title and not entry.title_is_made:
        return entry.title
    if not entry.title or entry.text == old.text or not is_made_title(old.title, old.text):
        return old.title or entry.title
    return entry.title


def _count(summary: Summary, verdict: Verdict) -> None:
    match verdict:
        case Verdict.ADD:
            summary.added += 1
        case Verdict.UPDATE:
            summary.updated += 1
        case Verdict.LEAVE:
            summary.unchanged += 1
        case Verdict.KEEP_REMOVED:
            summary.kept_removed += 1

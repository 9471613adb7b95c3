"""From new articles to alerts: who is to hear of which article, and of which change to one they heard of.

Part of ingestion. The subscriptions are read anew when they have changed; topics that this model has not
embedded yet are embedded then.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np

from data.interests import PreparedAlert
from data.model import Article, Attribution, Entry, Span, checksum
from data.outbox import CORRECTION, UPDATE, Correction, FindAgain
from data.store import EmbeddedPassage, Known, PreparedArticle, Store
from data.subscribers import Subscribers
from index.alerts.corrections import (
    find_again,
    is_another_headline,
    is_correction,
    opening_notice,
    speaks_of_correction,
    what_changed,
)
from index.alerts.matching import Matchable, Watchlist
from index.embedder import Embedder, Vectors


class Watch:
    """All subscriptions of one home, kept ready for matching."""

    def __init__(self, store: Store, embedder: Embedder, encoder: str) -> None:
        self._store = store
        self._subscribers = Subscribers(store.engine)
        self._embedder = embedder
        self._encoder = encoder
        self._revision = -1
        self._list = Watchlist([], np.zeros((0, 0), np.float32))

    def alerts_for(self, article: Matchable, now: datetime) -> tuple[PreparedAlert, ...]:
        """The alerts that an article gives at this time."""
        return tuple(self._list.matches(article, now))

    def refresh(self) -> None:
        """Read the subscriptions anew if any has changed."""
        revision = self._subscribers.revision()
        if revision == self._revision:
            return
        self._embed_new_topics()
        ordinary = ordinary_passages(self._store, self._encoder)
        self._list = Watchlist(self._subscribers.watched(self._encoder), ordinary)
        self._revision = revision

    def _embed_new_topics(self) -> None:
        watched = self._subscribers.watched(self._encoder)
        missing = [one for one in watched if one.interest.topic and one.vector is None]
        if missing:
            vectors = self._embedder.embed([one.interest.topic for one in missing])
            rows = [
                (one.key, one.interest.as_json(), vector)
                for one, vector in zip(missing, vectors, strict=True)
            ]
            self._subscribers.keep_vectors(rows, self._encoder)


def ordinary_passages(store: Store, encoder: str) -> Vectors:
    """Vectors of passages from all over the archive, shape (n, d): by them matching measures what is near."""
    vectors = [np.frombuffer(one, np.float16) for one in store.some_passage_vectors(_ORDINARY, encoder)]
    return np.array(vectors, np.float32) if vectors else np.zeros((0, 0), np.float32)


_ORDINARY = 500  # passages; more change no level's precision or recall by a hundredth


def with_alerts(
    watch: Watch,
    store: Store,
    batch: Sequence[PreparedArticle],
    known: Mapping[tuple[str, str], Known],
    now: datetime,
) -> list[PreparedArticle]:
    """The articles of a batch with what is to be sent for them. `known` is what the store has of them."""
    if any(one.is_news for one in batch):
        watch.refresh()
    holders = {one.entry.text: one for one in batch if one.passages}
    return [_with_alerts(watch, store, one, holders, known, now) for one in batch]


def _with_alerts(
    watch: Watch,
    store: Store,
    one: PreparedArticle,
    holders: Mapping[str, PreparedArticle],
    known: Mapping[tuple[str, str], Known],
    now: datetime,
) -> PreparedArticle:
    before = known.get((one.entry.collection, one.entry.article_id))
    if before:
        one = replace(one, find_again=_finder(one))
    if not one.is_news:
        return one
    alerts = watch.alerts_for(_new_matchable(store, one, holders.get(one.entry.text)), now)
    return replace(one, alerts=alerts, correction=_correction(one.entry, before.article if before else None))


def _finder(one: PreparedArticle) -> FindAgain:
    text = one.entry.text

    def find(words: str, speaker: str) -> tuple[Span, int] | None:
        place = find_again(words, speaker, text, one.attributions)
        return (place, checksum(place.of(text))) if place else None

    return find


def _correction(entry: Entry, before: Article | None) -> Correction | None:
    """What those hear who were told of the story already: the correction that this is, or what was
    changed."""
    if before is None:
        notice = opening_notice(entry.text) if is_correction(entry.title, entry.text) else None
        return Correction(notice) if notice else None
    change = what_changed(before.text, entry.text)
    if change is None and is_another_headline(before.title, entry.title, entry.source or before.source):
        change = Correction(Span(0, 0), UPDATE)
    if change and speaks_of_correction(entry.title) and not speaks_of_correction(before.title):
        return replace(change, kind=CORRECTION)
    return change


def _new_matchable(store: Store, one: PreparedArticle, holder: PreparedArticle | None) -> Matchable:
    """A new article with what it has, or with what one of the same text has, in its batch or stored."""
    if holder is not None:
        return matchable(one.entry, holder.passages, holder.attributions)
    stored = store.holder_of(one.entry.text)
    return matchable(one.entry, *(read_for_matching(store, [stored], True)[stored] if stored else ((), ())))


def read_for_matching(
    store: Store, keys: Iterable[int], with_attributions: bool
) -> dict[int, tuple[Sequence[EmbeddedPassage], Sequence[Attribution]]]:
    """The passages of the articles with these keys, and the attributions where asked for, corrected ones as
    corrected."""
    wanted = list(keys)
    passages = store.embedded_passages(wanted)
    attributions: dict[int, list[Attribution]] = {}
    for statement in store.statements.of_articles(wanted if with_attributions else ()):
        attributions.setdefault(statement.article_key, []).append(statement.attribution)
    return {key: (passages.get(key, ()), attributions.get(key, ())) for key in wanted}


def matchable(
    article: Entry | Article, passages: Sequence[EmbeddedPassage], attributions: Sequence[Attribution]
) -> Matchable:
    """An article as matching sees it. Passages and attributions may be those of another article with the same
    text."""
    size = passages[0].vector.shape[-1] if passages else 0
    sentences = [one.sentence_vectors for one in passages] or [np.zeros((0, size), np.float16)]
    return Matchable(
        article.title,
        article.text,
        article.source,
        attributions,
        [one.sentences for one in passages],
        np.array([one.vector for one in passages], np.float32).reshape(len(passages), size),
        np.concatenate(sentences).astype(np.float32),
    )

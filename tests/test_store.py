"""The database: what is stored comes back exactly, and what is taken away stays away."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from newsrooms import BRIDGE, CHRONICLE, ENTRIES, FERRY, HERALD, StemEmbedder, take_in

from data.model import Article, Entry, Filters
from data.store import PreparedArticle, Store, text_hash
from index.ingest import encoder_of, ingest

ENCODER = encoder_of(StemEmbedder())
LATER = datetime(2025, 7, 1, tzinfo=UTC)
TWIN = replace(BRIDGE, article_id="bridge-twin")
THIRD = replace(BRIDGE, article_id="bridge-third")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path)
    yield opened
    opened.close()


def the(store: Store, entry: Entry) -> Article:
    """The stored article of this entry."""
    (article,) = store.find_by_id(entry.article_id)
    return article


def holder_of(store: Store, text: str) -> str:
    """The id of the one article that holds the passages of this text, which cover all of it."""
    (identity,) = store.stored_texts([text_hash(text)]).values()
    (article,) = store.find_by_id(identity[1])
    passages = store.passages_of([article.key])
    assert text[passages[0].span.start : passages[-1].span.end] == text
    assert len(list(store.passage_vectors([article.key]))) == len(passages)
    assert article.same_as is None
    return identity[1]


def test_a_changed_text_replaces_the_old_passages_and_keeps_the_dates(store: Store) -> None:
    take_in(store, BRIDGE)
    before = the(store, BRIDGE)
    old = store.passages_of([before.key])
    take_in(store, replace(BRIDGE, text="The bridge is open again. Cars cross it.", published=None))
    after = the(store, BRIDGE)
    new = store.passages_of([after.key])
    assert after.key == before.key
    assert after.text == "The bridge is open again. Cars cross it."
    assert (after.published, after.ingested) == (before.published, before.ingested)
    assert before.updated is None
    assert after.updated is not None
    assert store.passages(passage.key for passage in old) == {}
    assert [span.of(after.text) for span in new[0].sentences] == [
        "The bridge is open again.",
        "Cars cross it.",
    ]
    assert {key for key, _, _ in store.passage_vectors()} == {passage.key for passage in new}


def test_a_removed_article_is_erased_and_stays_removed_until_it_is_restored(store: Store) -> None:
    take_in(store, BRIDGE, FERRY)
    key = the(store, BRIDGE).key
    passages = store.passages_of([key])
    assert store.remove([key, key, 999], LATER) == 1
    assert store.article(key) is None
    assert store.find_by_id("bridge") == []
    assert [article.article_id for article in store.latest(10)] == ["ferry"]
    assert [article.article_id for article in store.all_articles()] == ["ferry"]
    assert store.passages(passage.key for passage in passages) == {}
    assert store.passages_to_read(passage.key for passage in passages) == {}
    assert store.stored_texts([text_hash(BRIDGE.text)]) == {}
    assert key not in store.article_keys(Filters())
    assert store.known([BRIDGE])["test", "bridge"].article.text == ""

    again = ingest(store, StemEmbedder(), [BRIDGE], ("en",))
    assert (again.kept_removed, again.added) == (1, 0)
    assert store.find_by_id("bridge") == []

    assert store.forget_removal(["bridge", "unknown"]) == 1
    assert ingest(store, StemEmbedder(), [BRIDGE], ("en",)).added == 1
    assert the(store, BRIDGE).text == BRIDGE.text
    assert the(store, BRIDGE).key > key, "an old key must never open another article"


def test_no_erased_word_is_left_in_the_row(store: Store) -> None:
    take_in(store, BRIDGE)
    store.remove([the(store, BRIDGE).key], LATER)
    left = store.known([BRIDGE])["test", "bridge"]
    assert left.removed
    article = left.article
    assert not any((article.title, article.text, article.source, article.url, article.author))
    assert not any((article.caption, article.credit, article.language))


def test_an_article_removed_while_its_new_text_was_prepared_stays_removed(store: Store) -> None:
    take_in(store, BRIDGE, TWIN)
    store.remove([the(store, BRIDGE).key], LATER)
    store.save([PreparedArticle(replace(BRIDGE, text="It is open."), "en", ())], ENCODER, LATER)
    assert store.find_by_id("bridge") == []
    assert store.known([BRIDGE])["test", "bridge"].article.text == ""
    assert holder_of(store, BRIDGE.text) == "bridge-twin"


def test_another_id_is_always_another_article(store: Store) -> None:
    take_in(store, BRIDGE, TWIN, replace(BRIDGE, collection="other"))
    assert store.status().articles == 3
    assert len(store.find_by_id("bridge")) == 2
    assert store.collections() == [("other", 1), ("test", 2)]


def test_an_identical_text_is_linked_and_shown_once(store: Store) -> None:
    take_in(store, BRIDGE, FERRY)
    assert ingest(store, StemEmbedder(), [TWIN], ("en",)).linked == 1
    assert the(store, TWIN).same_as == the(store, BRIDGE).key
    assert store.passages_of([the(store, TWIN).key]) == []
    assert [article.article_id for article in store.latest(10)] == ["ferry", "bridge"]
    assert [key for key, _ in store.titles()] == [the(store, FERRY).key, the(store, BRIDGE).key]
    assert (store.status().articles, store.status().linked) == (3, 1)


def test_the_passages_of_a_removed_holder_go_to_the_next_in_line(store: Store) -> None:
    take_in(store, BRIDGE, TWIN, THIRD)
    passages = store.passages_of([the(store, BRIDGE).key])
    store.remove([the(store, BRIDGE).key], LATER)
    assert holder_of(store, BRIDGE.text) == "bridge-twin"
    assert the(store, THIRD).same_as == the(store, TWIN).key
    assert store.passages(passage.key for passage in passages).keys() == {one.key for one in passages}
    store.remove([the(store, TWIN).key], LATER)
    assert holder_of(store, BRIDGE.text) == "bridge-third"
    assert store.count_pending(ENCODER) == 0


def test_the_passages_of_a_changed_holder_go_to_the_next_in_line(store: Store) -> None:
    take_in(store, BRIDGE, TWIN, THIRD)
    take_in(store, replace(BRIDGE, text="The bridge is open again."))
    assert holder_of(store, BRIDGE.text) == "bridge-twin"
    assert holder_of(store, "The bridge is open again.") == "bridge"
    take_in(store, BRIDGE)
    assert the(store, BRIDGE).same_as == the(store, TWIN).key


CHANGED = replace(BRIDGE, text="The bridge is open again.")
RENAMED = replace(TWIN, title="New title")


@pytest.mark.parametrize("before", [(BRIDGE,), (BRIDGE, TWIN), (BRIDGE, TWIN, THIRD)])
@pytest.mark.parametrize("batch", list(permutations((CHANGED, RENAMED, THIRD))))
def test_a_text_keeps_its_passages_when_its_holder_changes_in_the_same_batch(
    store: Store, before: tuple[Entry, ...], batch: tuple[Entry, ...]
) -> None:
    take_in(store, *before)
    take_in(store, *batch)
    assert holder_of(store, BRIDGE.text) in {"bridge-twin", "bridge-third"}
    assert holder_of(store, CHANGED.text) == "bridge"
    assert store.count_pending(ENCODER) == 0


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        (Filters(), {"bridge", "ferry", "otters", "chronicle", "soap"}),
        (Filters(since=date(2024, 12, 4)), {"ferry", "otters", "chronicle"}),
        (Filters(until=date(2024, 12, 4)), {"bridge", "ferry"}),
        (Filters(since=date(2024, 12, 4), until=date(2024, 12, 4)), {"ferry"}),
        (Filters(sources=(HERALD,)), {"ferry", "otters"}),
        (Filters(sources=("harbour HERALD", "ökotest")), {"ferry", "otters", "soap"}),
        (Filters(sources=("Herald",)), set()),
        (Filters(sources=(HERALD,), since=date(2025, 1, 1)), {"otters"}),
    ],
)
def test_filters_choose_by_date_and_source(store: Store, filters: Filters, ids: set[str]) -> None:
    soap = Entry("test", "soap", "The soap was found good. It smells of fir.", source="Ökotest")
    take_in(store, *ENTRIES, soap)
    assert {article.article_id for article in store.latest(10, filters=filters)} == ids
    keys = store.article_keys(filters)
    assert {article.article_id for article in store.articles_by_key(keys).values()} == ids


def test_filters_choose_by_article_and_a_linked_one_leads_to_its_holder(store: Store) -> None:
    take_in(store, BRIDGE, TWIN, FERRY)
    bridge, twin = the(store, BRIDGE).key, the(store, TWIN).key
    assert store.article_keys(Filters(article_keys=(bridge,))) == {bridge}
    assert store.article_keys(Filters(article_keys=(twin,))) == {bridge}


def test_the_list_runs_from_the_newest_to_the_undated(store: Store) -> None:
    take_in(store, Entry("test", "undated", "No day is known."), *ENTRIES)
    newest_first = ["otters", "chronicle", "ferry", "bridge", "undated"]
    assert [article.article_id for article in store.latest(10)] == newest_first
    assert [article.article_id for article in store.latest(2, offset=1)] == newest_first[1:3]
    assert [article.article_id for article in store.listed(2)] == newest_first[:2]
    assert store.listed(10, collection="other") == []
    assert store.sources() == [("Harbour Herald", 2), ("Radio Orrevane", 2)]


def test_a_linked_article_is_in_the_list_of_all_and_in_its_own_outlets(store: Store) -> None:
    copies = [replace(BRIDGE, article_id=name, source="Daily Echo") for name in ("echo-1", "echo-2")]
    take_in(store, BRIDGE, FERRY, *copies)
    assert {one.article_id for one in store.listed(10)} == {"bridge", "ferry", "echo-1", "echo-2"}
    echo = Filters(sources=("Daily Echo",))
    assert [one.article_id for one in store.latest(10, filters=echo)] == ["echo-1"]
    both = Filters(sources=("Daily Echo", BRIDGE.source))
    assert [one.article_id for one in store.latest(10, filters=both)] == ["bridge"]


def test_passages_are_cited_from_the_article_that_was_asked_for(store: Store) -> None:
    copy = replace(BRIDGE, article_id="echo", source="Daily Echo")
    take_in(store, BRIDGE, copy)
    holder = the(store, BRIDGE).key
    assert store.shown_for([holder], Filters())[holder].source == BRIDGE.source
    assert store.shown_for([holder], Filters(sources=("daily echo",)))[holder].source == "Daily Echo"
    assert store.shown_for([holder], Filters(sources=(HERALD,))) == {}


def test_every_home_has_a_number_of_its_own_and_keeps_it(store: Store, tmp_path: Path) -> None:
    again, other = Store(tmp_path), Store(tmp_path / "other")
    assert store.origin() == again.origin() != other.origin()
    assert 0 < store.origin() < 2**63
    again.close()
    other.close()


def test_every_change_is_told_to_who_missed_it(store: Store) -> None:
    assert store.revision() == 0
    assert store.is_untouched()
    take_in(store, BRIDGE, FERRY)
    first = store.revision()
    bridge, ferry = the(store, BRIDGE).key, the(store, FERRY).key
    assert [(one.article_key, one.retrievable) for one in store.changes_since(0, ENCODER)] == [
        (bridge, True),
        (ferry, True),
    ]
    assert not any(change.retrievable for change in store.changes_since(0, "another model"))
    take_in(store, BRIDGE, FERRY)
    assert store.revision() == first, "what changes nothing is no change"
    store.remove([ferry], LATER)
    assert store.revision() > first
    assert [(one.article_key, one.retrievable) for one in store.changes_since(first, ENCODER)] == [
        (ferry, False)
    ]
    assert store.changes_since(store.revision(), ENCODER) == []


def test_vectors_come_back_as_they_were_stored(store: Store) -> None:
    take_in(store, CHRONICLE)
    article = the(store, CHRONICLE)
    passages = store.passages_of([article.key])
    assert len(passages) > 1
    read = store.passages_to_read(passage.key for passage in passages)
    for passage in passages:
        expected = StemEmbedder().embed([span.of(article.text) for span in passage.sentences])
        assert (read[passage.key].passage, read[passage.key].article) == (passage, article)
        np.testing.assert_array_equal(read[passage.key].sentence_vectors, expected.astype(np.float16))
    stored = list(store.passage_vectors())
    assert [(key, owner) for key, owner, _ in stored] == [(one.key, article.key) for one in passages]
    assert all(len(vector) == 2 * StemEmbedder.size for _, _, vector in stored)


def test_a_batch_that_fails_leaves_nothing_behind(store: Store) -> None:
    good = PreparedArticle(BRIDGE, "en", ())
    broken = PreparedArticle(replace(FERRY, text=None), "en", ())  # type: ignore[arg-type]
    with pytest.raises(AttributeError):
        store.save([good, broken], ENCODER, LATER)
    assert store.is_untouched()
    assert store.revision() == 0


def test_thousands_of_keys_can_be_asked_for_at_once(store: Store) -> None:
    take_in(store, BRIDGE)
    key = the(store, BRIDGE).key
    assert store.articles_by_key(range(40_000)).keys() == {key}
    assert store.article_keys(Filters(article_keys=(key, *range(10_000, 11_000)))) == {key}


@pytest.fixture(scope="module")
def shared_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = Store(tmp_path_factory.mktemp("home"))
    yield opened
    opened.close()


awkward = st.sampled_from("\0\r\n\t\u2028\ufeff\u0301😀👩\u200d🚀\U0010ffff")
any_text = st.text(awkward | st.characters(codec="utf-8"))


@settings(max_examples=150, deadline=None)
@given(any_text, any_text)
def test_any_text_survives_code_point_for_code_point(shared_store: Store, text: str, title: str) -> None:
    entry = Entry("test", text_hash(text + "|" + title), text, title=title, author=title)
    shared_store.save([PreparedArticle(entry, "", ())], ENCODER, LATER)
    stored = the(shared_store, entry)
    assert [ord(character) for character in stored.text] == [ord(character) for character in text]
    assert (stored.title, stored.author) == (title, title)

"""Taking articles in: again and again, cut off and finished, with everything that can be wrong with them."""

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from newsrooms import BRIDGE, ENTRIES, FERRY, StemEmbedder, take_in

from data.cleaning import Draft, to_verbatim_entry
from data.model import Article, Entry, Filters, Found, Notice, Skipped
from data.store import Store, text_hash
from index.engine import LocalSearchEngine
from index.ingest import Summary, encoder_of, ingest, reembed
from index.passages import split_into_passages
from index.words import terms

LATER = datetime(2025, 7, 1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path)
    yield opened
    opened.close()


def run(store: Store, *items: Found, languages: tuple[str, ...] = ("en",)) -> Summary:
    return ingest(store, StemEmbedder(), items, languages)


def the(store: Store, article_id: str) -> Article:
    (article,) = store.find_by_id(article_id)
    return article


def contents(store: Store) -> dict[tuple[str, str], tuple[object, ...]]:
    """All that readers can see, and which texts have all their passages; without keys and moments."""
    seen: dict[tuple[str, str], tuple[object, ...]] = {}
    for article in store.all_articles():
        passages = store.passages_of([article.same_as or article.key])
        assert article.text[passages[0].span.start : passages[-1].span.end] == article.text.strip()
        assert len(list(store.passage_vectors([article.same_as or article.key]))) == len(passages)
        told = (article.title, article.text, article.source, article.author, article.published)
        seen[article.collection, article.article_id] = told
    return seen


words = st.sampled_from(["", "", "Bridge", "Ferry shut", "Ökotest 🚢"])
entries = st.builds(
    Entry,
    collection=st.sampled_from(["a", "b"]),
    article_id=st.sampled_from(["1", "2", "3", "4"]),
    text=st.sampled_from(["One. Two.", "The ferry sails.\r\n\r\nIt is late.", "Only this", "A\0B 😀."]),
    title=words,
    source=words,
    author=words,
    published=st.sampled_from([None, datetime(2025, 1, 1), datetime(2025, 2, 2)]),
)


@pytest.fixture(scope="module")
def shared_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = Store(tmp_path_factory.mktemp("home"))
    yield opened
    opened.close()


def texts_that_stand(items: list[Entry]) -> dict[tuple[str, str], str]:
    return {(entry.collection, entry.article_id): entry.text for entry in reversed(items)}


def start_over(store: Store) -> None:
    removed = list(store.all_articles())
    store.remove([article.key for article in removed], datetime(2025, 1, 1))
    store.forget_removal({article.article_id for article in removed})


@settings(max_examples=40, deadline=None)
@given(st.lists(entries, max_size=12, unique_by=lambda entry: (entry.collection, entry.article_id)))
def test_taking_everything_in_twice_is_taking_it_in_once(shared_store: Store, items: list[Entry]) -> None:
    start_over(shared_store)
    first = run(shared_store, *items)
    once, revision = contents(shared_store), shared_store.revision()
    second = run(shared_store, *items)
    assert (first.added, second.unchanged) == (len(items), len(items))
    assert (second.added, second.updated, second.linked) == (0, 0, 0)
    assert contents(shared_store) == once
    assert shared_store.revision() == revision


@settings(max_examples=40, deadline=None)
@given(st.lists(entries, max_size=12))
def test_what_was_said_first_stands_however_often_it_is_said(shared_store: Store, items: list[Entry]) -> None:
    start_over(shared_store)
    first = run(shared_store, *items)
    once = contents(shared_store)
    assert {identity: told[1] for identity, told in once.items()} == texts_that_stand(items)
    second = run(shared_store, *items)
    assert contents(shared_store) == once
    assert (first.updated, second.added, second.updated) == (0, 0, 0)
    assert second.skipped == first.skipped
    assert shared_store.count_pending(encoder_of(StemEmbedder())) == 0


def assert_whole(store: Store, expected: dict[tuple[str, str], str]) -> set[int]:
    """These articles are there; each text has its passages once, under one of them. Returns the passages."""
    articles = list(store.all_articles())
    assert {(one.collection, one.article_id): one.text for one in articles} == expected
    holders = {one.text: one.key for one in articles if one.same_as is None}
    assert len(holders) == sum(one.same_as is None for one in articles)
    assert all(holders[one.text] == (one.same_as or one.key) for one in articles)
    kept = set()
    for text, key in holders.items():
        passages = store.passages_of([key])
        assert [one.sentences for one in passages] == split_into_passages(
            text, StemEmbedder().count_tokens, 200
        )
        assert store.sentence_vectors(one.key for one in passages).keys() == {one.key for one in passages}
        kept |= {one.key for one in passages}
    assert {key for key, _, _ in store.passage_vectors()} == kept
    assert store.count_pending(encoder_of(StemEmbedder())) == 0
    return kept


identities = st.tuples(st.sampled_from("ab"), st.sampled_from("1234"))
steps = st.lists(
    st.lists(entries, min_size=1, max_size=5) | identities | st.sampled_from("1234"), min_size=1, max_size=7
)


@settings(max_examples=25, deadline=None)
@given(steps)
def test_whatever_comes_changes_goes_and_returns_nothing_is_lost_or_left(steps: list[Any]) -> None:
    """A step: a list of entries comes in, an article is removed, or an id is restored."""
    expected: dict[tuple[str, str], str] = {}
    removed: set[tuple[str, str]] = set()
    with TemporaryDirectory() as folder:
        store = Store(Path(folder))
        engine = LocalSearchEngine(
            store, Path(folder) / "words", encoder_of(StemEmbedder()), StemEmbedder.size
        )
        for step in steps:
            match step:
                case list():
                    run(store, *step)
                    coming = [one for one in step if (one.collection, one.article_id) not in removed]
                    expected |= texts_that_stand(coming)
                case (collection, article_id):
                    found = [one for one in store.find_by_id(article_id) if one.collection == collection]
                    assert store.remove([one.key for one in found], LATER) == len(found)
                    removed |= {step} & expected.keys()
                    expected.pop(step, None)
                case article_id:
                    store.forget_removal([article_id])
                    removed = {one for one in removed if one[1] != article_id}
            kept = assert_whole(store, expected)
            assert engine.refresh()
            near = engine.search([], StemEmbedder().embed(["ferry"])[0], Filters())
            assert {one.passage_key for one in near} == kept
            assert engine.document_frequencies([]) == ({}, len(kept))
        store.close()


MANY = [
    Entry(
        "many", str(number), f"Story {number} begins here. It goes on. It ends with {number % 50}.", title="T"
    )
    for number in range(400)
]
CHILD = """
import sys
from pathlib import Path
from data.store import Store
from newsrooms import take_in
from test_ingest import MANY
print("ready", flush=True)
take_in(Store(Path(sys.argv[1])), *MANY)
"""


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_killed_ingestion_is_finished_by_doing_it_again(tmp_path: Path, seed: int) -> None:
    paths = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]
    program = f"import sys; sys.path[:0] = {paths!r}\n{CHILD}"
    with subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE) as child:
        assert child.stdout
        assert child.stdout.readline() == b"ready\n"
        time.sleep(random.Random(seed).uniform(0.1, 0.7))
        child.kill()
    store = Store(tmp_path)
    try:
        contents(store)  # what is there is whole
        there = store.status().articles
        summary = run(store, *MANY)
        assert (summary.unchanged, summary.added) == (there, len(MANY) - there)
        assert list(contents(store)) == [("many", entry.article_id) for entry in MANY]
    finally:
        store.close()


@pytest.mark.slow
def test_an_ingestion_killed_again_and_again_is_finished_in_the_end(tmp_path: Path) -> None:
    paths = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]
    program = f"import sys; sys.path[:0] = {paths!r}\n{CHILD}"
    random_moment = random.Random(7)
    counts = []
    for _ in range(12):
        with subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE
        ) as child:
            assert child.stdout
            child.stdout.readline()
            time.sleep(random_moment.uniform(0.0, 0.4))
            child.kill()
        store = Store(tmp_path)
        assert_whole(store, {("many", one.article_id): one.text for one in MANY[: store.status().articles]})
        counts.append(store.status().articles)
        store.close()
    assert counts == sorted(counts)
    store = Store(tmp_path)
    run(store, *MANY)
    assert_whole(store, {("many", one.article_id): one.text for one in MANY})
    store.close()


@pytest.mark.parametrize("text", ["", " \n\t\u00a0\u2003 "])
def test_an_article_without_words_is_skipped(store: Store, text: str) -> None:
    summary = run(store, replace(BRIDGE, text=text), FERRY)
    assert summary.skipped == [Skipped("bridge", "has no text")]
    assert (summary.added, summary.seen) == (1, 2)


@pytest.mark.parametrize(
    "field", ["collection", "article_id", "text", "title", "source", "url", "author", "caption", "credit"]
)
def test_half_a_character_anywhere_skips_that_article_only(store: Store, field: str) -> None:
    half: dict[str, Any] = {field: "half \ud83d here"}
    summary = run(store, replace(BRIDGE, **half), FERRY)
    assert [skipped.reason for skipped in summary.skipped] == [
        "holds half a character (a lone surrogate) that cannot be stored"
    ]
    assert [article.article_id for article in store.all_articles()] == ["ferry"]


def test_notices_and_failures_of_readers_are_passed_on(store: Store) -> None:
    notice, skipped = Notice("a.txt", "has a date nobody can read"), Skipped("b.pdf", "is locked")
    seen: list[int] = []
    summary = ingest(store, StemEmbedder(), [notice, skipped], ("en",), lambda one: seen.append(one.seen))
    assert (summary.notices, summary.skipped, seen) == ([notice], [skipped], [1])


def test_of_the_same_id_twice_in_one_go_the_first_stands_and_the_other_is_named(store: Store) -> None:
    other = replace(BRIDGE, text="It is open again.", title="Open", origin="wire.jsonl line 3")
    for added, unchanged in ((2, 1), (0, 3)):
        summary = run(store, BRIDGE, FERRY, other, BRIDGE)
        assert (summary.added, summary.updated, summary.unchanged) == (added, 0, unchanged)
        (skipped,) = summary.skipped
        assert skipped.origin == "wire.jsonl line 3"
        assert skipped.reason.startswith("has the id bridge like an article before it, but differs")
        assert the(store, "bridge").text == BRIDGE.text
    assert run(store, other).updated == 1


def test_what_is_left_out_erases_nothing(store: Store) -> None:
    run(store, BRIDGE)
    before = the(store, "bridge")
    bare = Entry("test", "bridge", BRIDGE.text)
    assert run(store, bare).unchanged == 1
    assert the(store, "bridge") == before
    assert run(store, replace(bare, text="It is open again.", author="Ann Moor")).updated == 1
    after = the(store, "bridge")
    expected = replace(before, text="It is open again.", author="Ann Moor")
    assert after == replace(expected, updated=after.updated, language=after.language)


def record(text: str, title: str = "") -> Entry:
    return to_verbatim_entry(Draft(text, title=title), "records", "mill")


OLD, NEW = "The mill of Vesmark was sold on Friday.", "The mill of Vesmark burnt down on Sunday."


def test_a_title_that_was_given_outlives_records_without_one(store: Store) -> None:
    run(store, record(OLD, "Mill sold"))
    assert run(store, record(OLD)).unchanged == 1
    assert the(store, "mill").title == "Mill sold"
    assert run(store, record(NEW)).updated == 1
    assert (the(store, "mill").title, the(store, "mill").text) == ("Mill sold", NEW)


def test_a_title_made_of_the_text_follows_the_text(store: Store) -> None:
    run(store, record(OLD))
    assert run(store, record(NEW)).updated == 1
    assert the(store, "mill").title == NEW


def test_a_given_title_takes_the_place_of_any(store: Store) -> None:
    run(store, record(OLD))
    assert run(store, record(OLD, "Mill sold")).updated == 1
    assert run(store, record(OLD, "Mill of Vesmark sold")).updated == 1
    assert the(store, "mill").title == "Mill of Vesmark sold"


def test_a_changed_title_alone_makes_new_vectors(store: Store) -> None:
    run(store, BRIDGE)
    ((old_key, key, old),) = store.passage_vectors()
    assert run(store, replace(BRIDGE, title="Quite another headline")).updated == 1
    ((new_key, same_key, new),) = store.passage_vectors()
    assert (same_key, new_key > old_key) == (key, True)
    assert new != old


class OtherEmbedder(StemEmbedder):
    """Another model, with vectors of another size."""

    fingerprint = "hashed-stems-2"
    size = 64


def test_another_model_makes_all_passages_anew_and_old_vectors_are_not_searched(
    store: Store, tmp_path: Path
) -> None:
    take_in(store, *ENTRIES)
    old = {key for key, _, _ in store.passage_vectors()}
    other = OtherEmbedder()
    encoder = encoder_of(other)
    engine = LocalSearchEngine(store, tmp_path / "words", encoder, other.size)
    question = "Who ordered the barriers down?"
    vector = other.embed([question])[0]
    assert engine.refresh()
    assert engine.search(terms(question), vector, Filters()) == []
    assert store.count_pending(encoder) == len(ENTRIES)
    told: list[int] = []
    assert reembed(store, other, told.append) == len(ENTRIES)
    assert told == [len(ENTRIES)]
    assert store.count_pending(encoder) == 0
    assert old.isdisjoint(key for key, _, _ in store.passage_vectors())
    contents(store)
    assert engine.refresh()
    found = engine.search(terms(question), vector, Filters())
    assert max(found, key=lambda one: one.similarity).article_key == the(store, "bridge").key
    assert reembed(store, other) == 0


def test_new_passages_are_not_given_to_a_text_that_changed_meanwhile(store: Store) -> None:
    run(store, BRIDGE)
    key = the(store, "bridge").key
    passages = store.passages_of([key])
    store.replace_passages({key: (text_hash("an older text"), [])}, "another model")
    assert store.passages_of([key]) == passages
    assert store.count_pending(encoder_of(StemEmbedder())) == 0


def test_articles_in_other_languages_are_counted(store: Store) -> None:
    german = Entry(
        "test",
        "de",
        "Die Brücke wurde am Montagabend gesperrt, weil ein Riss um neun Millimeter gewachsen war.",
    )
    summary = run(store, BRIDGE, german, Entry("test", "short", "Zu kurz."))
    assert summary.foreign == {"de": 1}
    assert [the(store, one).language for one in ("bridge", "de", "short")] == ["en", "de", ""]
    assert run(store, replace(german, article_id="de2"), languages=("en", "de")).foreign == {}


def test_more_articles_than_one_batch_are_told_of_batch_by_batch(store: Store) -> None:
    seen: list[int] = []
    summary = ingest(store, StemEmbedder(), MANY[:130], ("en",), lambda one: seen.append(one.seen))
    assert seen == [64, 128, 130]
    assert summary.taken == 130

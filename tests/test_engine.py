"""The search engine follows the store, whoever changed it and whatever became of its own files."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from newsrooms import BRIDGE, CHRONICLE, ENTRIES, FERRY, HERALD, OTTERS, RADIO, StemEmbedder, take_in

from data.model import Entry, Filters
from data.schema import DATABASE_NAME
from data.store import Store
from index.engine import LocalSearchEngine
from index.ingest import encoder_of
from index.words import WordIndex, terms

NOBODY = Filters(sources=("Nobody",))
TWIN = replace(BRIDGE, article_id="twin", source=HERALD)


@contextmanager
def another_store(home: Path) -> Iterator[Store]:
    """A store as another process would open it."""
    opened = Store(home)
    yield opened
    opened.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with another_store(tmp_path) as opened:
        yield opened


def engine_over(store: Store, home: Path) -> LocalSearchEngine:
    """An engine that has caught up."""
    engine = LocalSearchEngine(store, home / "words", encoder_of(StemEmbedder()), StemEmbedder.size)
    assert engine.refresh()
    return engine


def found(store: Store, engine: LocalSearchEngine, question: str, filters: Filters | None = None) -> set[str]:
    """The ids of the articles with a candidate that has words in common with the question, all of which
    must be near it too."""
    candidates = engine.search(terms(question), StemEmbedder().embed([question])[0], filters or Filters())
    by_words = {one.article_key for one in candidates if one.passage_words and one.article_words}
    assert by_words <= {one.article_key for one in candidates if one.similarity > 0.01}
    return {article.article_id for article in store.articles_by_key(by_words).values()}


def key_of(store: Store, article_id: str) -> int:
    (article,) = store.find_by_id(article_id)
    return article.key


def test_a_new_article_is_found_after_a_refresh(store: Store, tmp_path: Path) -> None:
    engine = engine_over(store, tmp_path)
    assert found(store, engine, "otters") == set()
    with another_store(tmp_path) as other:
        take_in(other, *ENTRIES)
    assert engine.refresh()
    assert found(store, engine, "otters") == {"otters"}
    assert found(store, engine, "bridge") == {"bridge", "ferry"}


def test_a_changed_article_is_found_by_its_new_words_only(store: Store, tmp_path: Path) -> None:
    take_in(store, BRIDGE, OTTERS)
    engine = engine_over(store, tmp_path)
    with another_store(tmp_path) as other:
        take_in(other, replace(BRIDGE, text="Zebras graze here.", title="Zebras"))
    assert engine.refresh()
    assert found(store, engine, "zebras") == {"bridge"}
    assert found(store, engine, "vehicles barriers") == set()


def test_a_removed_article_is_found_no_more_until_it_is_restored(store: Store, tmp_path: Path) -> None:
    take_in(store, *ENTRIES)
    engine = engine_over(store, tmp_path)
    with another_store(tmp_path) as other:
        other.remove([key_of(other, "otters")], datetime.now(UTC))
    assert engine.refresh()
    assert found(store, engine, "otters") == set()
    with another_store(tmp_path) as other:
        other.forget_removal(["otters"])
        take_in(other, OTTERS)
    assert engine.refresh()
    assert found(store, engine, "otters") == {"otters"}


def test_no_file_of_the_home_keeps_the_words_of_a_removed_article(tmp_path: Path) -> None:
    with another_store(tmp_path) as store:
        take_in(store, *ENTRIES, replace(OTTERS, article_id="secret", text="Zanzibarquux confessed. " * 900))
        engine = engine_over(store, tmp_path)
        store.remove([key_of(store, "secret")], datetime.now(UTC))
        assert engine.refresh()
    kept = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert any(b"ferry shuttle" in content for content in kept)
    assert not any(b"anzibarquux" in content for content in kept)


def test_a_removal_and_a_restoration_between_two_refreshes_leave_nothing_behind(
    store: Store, tmp_path: Path
) -> None:
    take_in(store, *ENTRIES)
    engine = engine_over(store, tmp_path)
    _, before = engine.document_frequencies([])
    with another_store(tmp_path) as other:
        other.remove([key_of(other, "otters")], datetime.now(UTC))
        other.forget_removal(["otters"])
        take_in(other, OTTERS)
    assert engine.refresh()
    assert found(store, engine, "otters") == {"otters"}
    assert engine.document_frequencies([]) == ({}, before)
    candidates = engine.search(terms("otters"), StemEmbedder().embed(["otters"])[0], Filters())
    assert len(store.passages(one.passage_key for one in candidates)) == len(candidates) == before


def test_inherited_passages_are_found_under_their_heir(store: Store, tmp_path: Path) -> None:
    take_in(store, BRIDGE, TWIN)
    engine = engine_over(store, tmp_path)
    assert found(store, engine, "barriers") == {"bridge"}
    with another_store(tmp_path) as other:
        other.remove([key_of(other, "bridge")], datetime.now(UTC))
    assert engine.refresh()
    assert found(store, engine, "barriers") == {"twin"}


def scribble(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            path.write_bytes(b"scribble")


@pytest.mark.parametrize("damage", [shutil.rmtree, scribble])
def test_losing_the_words_folder_loses_nothing(
    store: Store, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    take_in(store, *ENTRIES)
    engine_over(store, tmp_path)
    damage(tmp_path / "words")
    engine = engine_over(store, tmp_path)
    assert found(store, engine, "otters") == {"otters"}
    assert found(store, engine, "bridge") == {"bridge", "ferry"}


@pytest.mark.parametrize("changes", [1, 9])
def test_the_words_of_a_database_that_was_deleted_are_forgotten(tmp_path: Path, changes: int) -> None:
    with another_store(tmp_path) as store:
        for text in ("Zebras.", "Apes.", "Bears."):
            take_in(store, BRIDGE, OTTERS, replace(FERRY, text=text))
        engine_over(store, tmp_path)
    for path in tmp_path.glob(f"{DATABASE_NAME}*"):
        path.unlink()
    with another_store(tmp_path) as store:
        for change in range(changes):
            take_in(store, replace(OTTERS, text=f"Otters number {change}."), CHRONICLE)
        engine = engine_over(store, tmp_path)
        assert found(store, engine, "otters lighthouse") == {"otters", "chronicle"}
        assert found(store, engine, "bridge bears") == set()
        assert engine.document_frequencies(["bear"])[0] == {"bear": 0}


def test_an_earlier_copy_of_the_database_is_searched_as_it_was(tmp_path: Path) -> None:
    with another_store(tmp_path) as store:
        take_in(store, BRIDGE, OTTERS)
    copy = (tmp_path / DATABASE_NAME).read_bytes()
    with another_store(tmp_path) as store:
        take_in(store, replace(OTTERS, text="Zebras graze here.", title="Zebras"))
        engine_over(store, tmp_path)
    for path in tmp_path.glob(f"{DATABASE_NAME}*"):
        path.unlink()
    (tmp_path / DATABASE_NAME).write_bytes(copy)
    with another_store(tmp_path) as store:
        engine = engine_over(store, tmp_path)
        assert found(store, engine, "otters zebras") == {"otters"}
        assert engine.document_frequencies(["zebra"])[0] == {"zebra": 0}


def test_two_engines_share_one_home(store: Store, tmp_path: Path) -> None:
    first = engine_over(store, tmp_path)
    with another_store(tmp_path) as other:
        second = engine_over(other, tmp_path)
        take_in(other, *ENTRIES)
        for engine in (first, second, first):
            assert engine.refresh()
        for engine in (first, second):
            assert found(store, engine, "bridge") == {"bridge", "ferry"}
        take_in(store, replace(BRIDGE, text="Zebras graze here."))
        for engine in (second, first):
            assert engine.refresh()
            assert found(store, engine, "zebras") == {"bridge"}
    counts, passages = first.document_frequencies(terms("zebras"))
    assert (counts, passages) == ({"zebra": 1}, len(list(store.passage_vectors())))


def test_a_busy_index_is_waited_for_by_refreshing_again(store: Store, tmp_path: Path) -> None:
    engine = engine_over(store, tmp_path)
    take_in(store, OTTERS)
    with WordIndex(tmp_path / "words" / "passages").changing():
        assert not engine.refresh()
    assert engine.refresh()
    assert found(store, engine, "otters") == {"otters"}


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        (Filters(), {"bridge", "ferry", "chronicle"}),
        (Filters(sources=(HERALD.lower(),)), {"ferry"}),
        (Filters(sources=(RADIO,), until=date(2024, 12, 31)), {"bridge"}),
        (Filters(since=date(2024, 12, 4)), {"ferry", "chronicle"}),
        (NOBODY, set()),
    ],
)
def test_filters_narrow_what_is_found(store: Store, tmp_path: Path, filters: Filters, ids: set[str]) -> None:
    take_in(store, *ENTRIES)
    engine = engine_over(store, tmp_path)
    assert found(store, engine, "bridge chronicle", filters) == ids


def test_a_filter_for_a_linked_article_finds_the_shared_passages(store: Store, tmp_path: Path) -> None:
    take_in(store, BRIDGE, TWIN, FERRY)
    engine = engine_over(store, tmp_path)
    assert found(store, engine, "barriers", Filters(article_keys=(key_of(store, "twin"),))) == {"bridge"}
    assert found(store, engine, "bridge", Filters(sources=(HERALD,))) == {"bridge", "ferry"}


def test_document_frequencies_count_passages(store: Store, tmp_path: Path) -> None:
    take_in(store, *ENTRIES)
    engine = engine_over(store, tmp_path)
    passages = len(store.passages_of([key_of(store, "chronicle")]))
    counts, total = engine.document_frequencies([*terms("lighthouse otters"), "unheard"])
    assert counts == {"lighthous": passages, "otter": 1, "unheard": 0}
    assert total == passages + 3


def test_every_candidate_has_all_its_scores(store: Store, tmp_path: Path) -> None:
    take_in(store, *(Entry("test", str(n), f"Bridge number {n} stands. Boats pass.") for n in range(150)))
    engine = engine_over(store, tmp_path)
    question = "bridge 7"
    candidates = engine.search(terms(question), StemEmbedder().embed([question])[0], Filters())
    assert len(candidates) == len({one.passage_key for one in candidates}) >= 100
    assert all(one.passage_words > 0 and one.article_words > 0 for one in candidates)
    best = max(candidates, key=lambda one: one.passage_words)
    assert best.article_key == key_of(store, "7")
    assert all(-1.01 <= one.similarity <= 1.01 for one in candidates)


def test_an_empty_home_answers_with_nothing(store: Store, tmp_path: Path) -> None:
    engine = engine_over(store, tmp_path)
    assert found(store, engine, "bridge") == set()
    assert found(store, engine, "bridge", NOBODY) == set()
    assert engine.document_frequencies(["bridg"]) == ({"bridg": 0}, 0)
    take_in(store, CHRONICLE)
    assert engine.refresh()
    assert found(store, engine, "lighthouse") == {"chronicle"}

"""Taking articles in from wherever they are, the sample that makes room, and what people are told."""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from newsrooms import BRIDGE, ENTRIES, FERRY, OTTERS, StemEmbedder, settings_for, take_in
from page_server import Answer, PageServer

import index.newsroom
from bot import manage
from bot.manage import (
    SAMPLE,
    SAMPLE_COLLECTION,
    describe_article,
    describe_articles,
    describe_status,
    describe_summary,
    drop_sample,
    measure,
    take_in_sample,
)
from data.model import Notice, Skipped
from data.settings import Settings
from data.store import Store
from index.engine import LocalSearchEngine
from index.ingest import Summary, encoder_of

SAID = "The mayor of Vesmark opened the new harbour on Monday."
PAGE = f"<html><head><title>Harbour opens</title></head><body><article><p>{SAID}</p></article></body></html>"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    opened = Store(home)
    yield opened
    opened.close()


def ingest(store: Store, settings: Settings, *places: Path | str, collection: str | None = None) -> Summary:
    return manage.take_in(store, StemEmbedder(), settings, [str(one) for one in places], collection, True)


def write_rows(path: Path, *rows: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def test_an_id_of_two_lines_is_listed_on_one(store: Store) -> None:
    take_in(store, replace(ENTRIES[0], article_id="two\nlines"))
    (line,) = describe_articles(store, None, 10).splitlines()
    assert "two\\x0alines" in line
    (article,) = store.find_by_id("two\nlines")
    assert "two\\x0alines\n" in describe_article(article)


def test_files_and_folders_are_taken_in_together(store: Store, home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "news" / "2025"
    folder.mkdir(parents=True)
    (folder / "one.txt").write_text(f"Harbour opens\n\n{SAID}", "utf-8")
    rows = write_rows(tmp_path / "wire.jsonl", {"id": 7, "text": "Seven. " + SAID}, {"id": "x", "text": "X."})
    summary = ingest(store, settings_for(home), tmp_path / "news", rows, tmp_path / "missing")
    assert (summary.added, summary.taken, summary.seen) == (3, 3, 4)
    assert [(one.origin, one.reason) for one in summary.skipped] == [
        (str(tmp_path / "missing"), "does not exist")
    ]
    assert [article.text for article in store.find_by_id("7")] == ["Seven. " + SAID]
    assert ingest(store, settings_for(home), tmp_path / "news", rows).unchanged == 3


def test_of_two_records_with_one_id_the_second_is_skipped_by_its_line(
    store: Store, home: Path, tmp_path: Path
) -> None:
    rows = write_rows(tmp_path / "wire.jsonl", {"id": 7, "text": SAID}, {"id": 7, "text": "It closed again."})
    for counts in ((1, 0, 0), (0, 0, 1)):
        summary = ingest(store, settings_for(home), rows)
        assert (summary.added, summary.updated, summary.unchanged) == counts
        assert describe_summary(summary, 0, True) == [
            "wire.jsonl line 2: has the id 7 like an article before it, but differs from it; "
            "the first one stands"
        ]


def test_a_collection_may_be_named(store: Store, home: Path, tmp_path: Path) -> None:
    rows = write_rows(tmp_path / "wire.jsonl", {"id": "x", "text": SAID})
    ingest(store, settings_for(home), rows, collection="wire service")
    assert store.collections() == [("wire service", 1)]


def test_a_home_inside_the_folder_is_not_taken_in(store: Store, home: Path, tmp_path: Path) -> None:
    (home / "notes.txt").write_text(f"Not an article. {SAID}", "utf-8")
    (tmp_path / "article.txt").write_text(f"Harbour opens\n\n{SAID}", "utf-8")
    summary = ingest(store, settings_for(home), tmp_path)
    assert (summary.added, summary.skipped) == (1, [])


def test_standard_input_is_read_as_json_lines(
    store: Store, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = write_rows(tmp_path / "rows", {"id": "a", "text": SAID}, {"id": "b", "text": "Blue. 桥 😀"})
    with rows.open() as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        summary = ingest(store, settings_for(home), "-")
    assert summary.added == 2
    assert [article.text for article in store.find_by_id("b")] == ["Blue. 桥 😀"]


@pytest.mark.parametrize(("allowed", "added"), [(True, 1), (False, 0)])
def test_a_page_is_fetched_from_a_private_address_only_if_that_is_allowed(
    store: Store, home: Path, allowed: bool, added: int
) -> None:
    with PageServer() as server:
        server.answers["/harbour"] = Answer(PAGE.encode())
        settings = settings_for(home, allow_private_addresses=allowed)
        summary = ingest(store, settings, server.url("/harbour"))
        assert len(server.asked) == added
    assert (summary.added, len(summary.skipped)) == (added, 1 - added)
    assert [article.text for article in store.all_articles()] == [SAID] * added


@pytest.mark.parametrize("address", ["ftp://example.org/a", "file:///etc/hosts", "HTTP://127.0.0.1:1/"])
def test_other_addresses_are_refused_and_never_read_as_paths(store: Store, home: Path, address: str) -> None:
    summary = ingest(store, settings_for(home), address)
    assert [skipped.origin for skipped in summary.skipped] == [address]
    assert summary.taken == 0


def test_the_sample_is_taken_in_and_leaves_for_good(store: Store, home: Path) -> None:
    settings = settings_for(home)
    assert store.is_untouched()
    summary = take_in_sample(store, StemEmbedder(), settings)
    assert summary.added >= 25
    assert summary.skipped == []
    assert store.collections() == [(SAMPLE_COLLECTION, summary.added)]
    take_in(store, BRIDGE)
    assert drop_sample(store) == summary.added
    assert [article.article_id for article in store.all_articles()] == ["bridge"]
    assert not store.is_untouched()
    assert drop_sample(store) == 0
    assert take_in_sample(store, StemEmbedder(), settings).kept_removed == summary.added


def test_where_there_is_no_sample_nothing_is_dropped(store: Store) -> None:
    assert drop_sample(store) == 0
    assert store.revision() == 0


def test_the_sample_folder_may_be_named_as_anybodys_own(store: Store, home: Path) -> None:
    summary = ingest(store, settings_for(home), SAMPLE)
    assert SAMPLE_COLLECTION not in [name for name, _ in store.collections()]
    assert drop_sample(store) == 0
    assert summary.added >= 25


FULL = Summary(
    added=3,
    updated=1,
    unchanged=2,
    linked=1,
    kept_removed=4,
    skipped=[Skipped("a.pdf", "is locked")],
    notices=[Notice("b.txt", "has a date nobody can read")],
    foreign={"de": 2, "cs": 1},
)


def test_a_summary_tells_failures_first_and_counts_last() -> None:
    assert describe_summary(FULL, dropped=30, quiet=False) == [
        "a.pdf: is locked",
        "b.txt: has a date nobody can read",
        "1 in a language the model does not serve (cs): answers from there will be poor.",
        "2 in a language the model does not serve (de): answers from there will be poor.",
        "The sample collection (30 articles) has left: the archive is yours now.",
        "3 added, 1 updated, 2 unchanged, 1 with a text already there under another id, "
        "4 removed before and left out, 1 skipped.",
    ]


def test_a_quiet_summary_tells_failures_only() -> None:
    assert describe_summary(FULL, dropped=30, quiet=True) == ["a.pdf: is locked"]
    assert describe_summary(Summary(added=3), dropped=0, quiet=True) == []


def test_a_plain_summary_is_one_line() -> None:
    assert describe_summary(Summary(added=3), dropped=0, quiet=False) == [
        "3 added, 0 updated, 0 unchanged, 0 skipped."
    ]


NOW = datetime(2025, 6, 12, tzinfo=UTC)


def status_of(store: Store, home: Path) -> dict[str, str]:
    lines = describe_status(store, settings_for(home), NOW).splitlines()
    return {line[:12].strip(): line[12:].strip() for line in lines[: lines.index("collections")]}


def test_the_status_of_an_empty_home(store: Store, home: Path) -> None:
    status = status_of(store, home)
    assert (status["articles"], status["passages"], status["dates"]) == ("0", "0", "none given")
    assert (status["last ingest"], status["word index"]) == ("never", "0.0 MB")
    assert status["model"] == "all-MiniLM-L6-v2"
    assert status["subscribed"] == "0 in 0 chats"
    assert status["alerts"] == "waiting 0, sending 0, sent 0, failed 0, paused 0 chats out of reach"


def test_the_status_counts_what_is_there(store: Store, home: Path) -> None:
    take_in(store, *ENTRIES, replace(BRIDGE, article_id="twin"), replace(OTTERS, collection="other"))
    store.remove([store.find_by_id("ferry")[0].key], datetime.now(UTC))
    LocalSearchEngine(store, home / "words", encoder_of(StemEmbedder()), StemEmbedder.size).refresh()
    status = status_of(store, home)
    assert status["articles"] == "5 (2 share a text)"
    assert status["dates"] == "2024-12-03 to 2025-05-20"
    assert status["last ingest"].startswith(f"{datetime.now(UTC):%Y-%m-%d}")
    assert float(status["word index"].removesuffix(" MB")) >= 0
    assert describe_status(store, settings_for(home), NOW).splitlines()[-2:] == [
        "        1  other",
        "        4  test",
    ]


def test_articles_are_listed_a_line_each(store: Store) -> None:
    bare = replace(FERRY, article_id="bare", source="", published=None, text="No day is known.")
    take_in(store, BRIDGE, OTTERS, bare, replace(BRIDGE, article_id="twin"))
    assert describe_articles(store, None, 10).splitlines() == [
        "2025-05-20  otters  Harbour Herald  Otters return to Brackwater",
        "2024-12-03  twin  Radio Orrevane  Lantern Bridge shut until further notice",
        "2024-12-03  bridge  Radio Orrevane  Lantern Bridge shut until further notice",
        "            bare  -  Ferry shuttle to replace bridge",
    ]
    assert describe_articles(store, None, 1).startswith("2025-05-20")
    assert describe_articles(store, "nowhere", 10) == ""


def test_an_article_is_shown_with_all_that_is_known_and_its_text_last(store: Store) -> None:
    take_in(store, BRIDGE)
    (article,) = store.find_by_id("bridge")
    head, text = describe_article(article).split("\n\n", 1)
    assert text == BRIDGE.text + "\n"
    known = {line[:12].strip(): line[12:].strip() for line in head.splitlines()}
    assert known["author"] == BRIDGE.author
    assert known["credit"] == BRIDGE.credit
    assert known["published"] == "2024-12-03 00:00:00"
    assert "updated" not in known


def test_a_data_set_is_measured_in_a_home_of_its_own(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.newsroom, "load_embedder", lambda _settings: StemEmbedder())
    data = tmp_path / "data-set"
    data.mkdir()
    corpus = ({"id": number, "title": e.title, "text": e.text} for number, e in enumerate(ENTRIES))
    write_rows(data / "corpus.jsonl", *corpus)
    write_rows(
        data / "queries.jsonl",
        {
            "id": 1,
            "question": "Who ordered the barriers down?",
            "answers": ["Joachim Sperrin"],
            "relevant_ids": [0],
            "evidence": [{"text": "Joachim Sperrin ordered the barriers down"}],
            "standalone_hint": True,
        },
    )
    write_rows(data / "absent_questions.jsonl", {"id": 2, "question": "quantum zebra chess"})
    for _ in range(2):
        table = measure(data, settings_for(home))
        assert "article@1          1.000" in table
        assert "answer@1           1.000" in table
        assert "exact citations    1.0000 of" in table
        assert "confidence AUROC   1.000 against 1 absent questions" in table
        assert "false answers      0.000" in table

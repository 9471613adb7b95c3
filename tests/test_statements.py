"""Who said what in the database: with its article, gone with it, and corrections that outlive both."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from newsrooms import take_in

from data.model import Attribution, Entry, Filters, Span, SpeechKind
from data.statements import Statement, hash_of_words
from data.store import PreparedArticle, Store
from index.ingest import reextract
from index.speech.quotes import VERSION

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
TEXT = '"The pass is open," Ulrika Dane said. "It stays open," said Emil Castagna.'
ENTRY = Entry("test", "pass", TEXT, title="The pass", source="Nordhavn Echo")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A new home's database."""
    opened = Store(tmp_path)
    yield opened
    opened.close()


def attribution(words: str, name: str, role: str = "", text: str = TEXT) -> Attribution:
    start = text.index(words)
    content = (Span(start, start + len(words)),)
    return Attribution(content, SpeechKind.DIRECT, None, None, name, role, 0.9)


OPEN = attribution("The pass is open", "Ulrika Dane", "foreign minister")
STAYS = attribution("It stays open", "Emil Castagna")


def save(store: Store, entry: Entry, *found: Attribution) -> None:
    store.save([PreparedArticle(entry, "en", (), found, VERSION)], "none", NOW)


def only(store: Store, name: str) -> Statement:
    (one,) = store.statements.of_speakers([name])
    return one


def names(store: Store) -> list[str]:
    return [one.attribution.speaker_name for one in store.statements.every()]


def test_statements_come_back_as_they_were_written(store: Store) -> None:
    whole = Attribution(
        (Span(0, 5), Span(7, 9)), SpeechKind.MIXED, Span(20, 24), Span(25, 30), "Ulrika Dane", "minister", 0.4
    )
    save(store, ENTRY, whole, STAYS)
    first, second = store.statements.every()
    assert (first.attribution, second.attribution) == (whole, STAYS)
    assert first.span == Span(0, 9)
    assert not first.corrected


def test_a_changed_text_has_its_own_statements_only(store: Store) -> None:
    save(store, ENTRY, OPEN, STAYS)
    save(store, replace(ENTRY, text=TEXT + " More."), STAYS)
    assert names(store) == ["Emil Castagna"]


def test_the_statements_of_a_removed_article_are_gone(store: Store) -> None:
    save(store, ENTRY, OPEN)
    (article,) = store.find_by_id("pass")
    store.remove([article.key], NOW)
    assert names(store) == []
    assert store.statements.count() == 0


def test_an_article_of_the_same_text_inherits_statements_and_corrections(store: Store) -> None:
    save(store, ENTRY, OPEN)
    save(store, replace(ENTRY, article_id="copy"))
    store.statements.correct(only(store, "Ulrika Dane"), "Petra Smith", "", NOW)
    (article,) = store.find_by_id("pass")
    store.remove([article.key], NOW)
    (heir,) = store.find_by_id("copy")
    assert only(store, "Petra Smith").article_key == heir.key


def test_who_bears_a_text_is_all_articles_that_have_it(store: Store) -> None:
    save(store, ENTRY, OPEN)
    save(store, replace(ENTRY, article_id="copy", source="Vesmark Post"))
    (owner,) = store.find_by_id("pass")
    assert [one.article_id for one in store.bearers([owner.key], Filters())[owner.key]] == ["pass", "copy"]
    only_post = store.bearers([owner.key], Filters(sources=("vesmark post",)))
    assert [one.article_id for one in only_post[owner.key]] == ["copy"]


# Corrections and reports


def test_a_correction_holds_when_the_article_comes_in_anew_with_another_text(store: Store) -> None:
    save(store, ENTRY, OPEN, STAYS)
    store.statements.correct(only(store, "Ulrika Dane"), "Petra Smith", "finance minister", NOW)
    moved = "Correction. " + TEXT
    save(store, replace(ENTRY, text=moved), attribution("The pass is open", "Ulrika Dane", text=moved))
    corrected = only(store, "Petra Smith")
    assert corrected.attribution.role == "finance minister"
    assert corrected.attribution.certainty == 1.0
    assert store.statements.of_speakers(["Ulrika Dane"]) == []


def test_a_correction_is_of_one_article_and_of_one_statement(store: Store) -> None:
    save(store, ENTRY, OPEN, STAYS)
    other = replace(ENTRY, article_id="other", text=TEXT + " ")
    save(store, other, OPEN)
    first, _ = store.statements.of_speakers(["Ulrika Dane"])
    store.statements.correct(first, "Petra Smith", "", NOW)
    assert names(store) == ["Petra Smith", "Emil Castagna", "Ulrika Dane"]


def test_a_second_correction_replaces_the_first(store: Store) -> None:
    save(store, ENTRY, OPEN)
    store.statements.correct(only(store, "Ulrika Dane"), "Petra Smith", "", NOW)
    store.statements.correct(only(store, "Petra Smith"), "Ulrika Dane", "", NOW)
    assert names(store) == ["Ulrika Dane"]


def test_what_is_struck_out_is_listed_nowhere(store: Store) -> None:
    save(store, ENTRY, OPEN, STAYS)
    store.statements.correct(only(store, "Ulrika Dane"), "", "", NOW)
    assert names(store) == ["Emil Castagna"]
    assert [one.name for one in store.statements.namings()] == ["Emil Castagna"]


def test_a_correction_raises_the_revision_so_that_everybody_hears_of_it(store: Store) -> None:
    save(store, ENTRY, OPEN)
    before = store.revision()
    store.statements.correct(only(store, "Ulrika Dane"), "Petra Smith", "", NOW)
    assert store.revision() > before


def test_reports_are_counted_and_settled(store: Store) -> None:
    save(store, ENTRY, OPEN, STAYS)
    for name in ("Emil Castagna", "Ulrika Dane", "Ulrika Dane"):
        store.statements.report_speaker(only(store, name), NOW)
    reported = [(one.statement.attribution.speaker_name, one.times) for one in store.statements.reports()]
    assert reported == [("Ulrika Dane", 2), ("Emil Castagna", 1)]
    store.statements.dismiss_report(only(store, "Emil Castagna"))
    store.statements.correct(only(store, "Ulrika Dane"), "Petra Smith", "", NOW)
    assert store.statements.reports() == []


def test_words_are_known_by_themselves_whatever_blanks_are_between() -> None:
    assert hash_of_words("a  b\nc", (Span(0, 6),)) == hash_of_words("x a b c", (Span(2, 7),))
    assert hash_of_words("a b", (Span(0, 3),)) != hash_of_words("b a", (Span(0, 3),))


# Another version of the extractor


def test_a_home_made_before_gets_its_statements_without_embedding_anew(store: Store) -> None:
    take_in(store, ENTRY)
    (article,) = store.find_by_id("pass")
    vectors = list(store.passage_vectors())
    store.statements.replace([(article.key, TEXT, "another text's", ())], "0")
    assert store.statements.count_pending(VERSION) == 0, "an article changed meanwhile is left alone"
    before = names(store)
    ((_, text, digest, _),) = store.statements.pending("0", 10)
    store.statements.replace([(article.key, text, digest, ())], "0")
    assert names(store) == []
    progress: list[int] = []
    assert reextract(store, progress.append) == 1
    assert names(store) == before != []
    assert progress == [1]
    assert list(store.passage_vectors()) == vectors
    assert reextract(store) == 0

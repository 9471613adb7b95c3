"""Stories in the database: what is filed together as it comes, and what an administrator takes apart."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from newsrooms import BRIDGE, FERRY, StemEmbedder, take_in
from test_duplicates import LIGHTLY_EDITED, LONGER, MONDAY, SAME_EVENT_OTHER_WORDS, TEXT

from data.model import Entry
from data.schema import counter, fingerprint, story_member
from data.store import Store
from data.stories import Kind, Membership, Stories
from index.ingest import file_stories, ingest

QUAY = Entry("herald", "quay", TEXT, title="Quay to be rebuilt", source="Herald", published=MONDAY)
COPY = Entry("radio", "copy", TEXT, title="Quay", source="Radio", published=MONDAY)
EDITED = Entry("echo", "edited", LIGHTLY_EDITED, title="New quay", source="Echo", published=MONDAY)
OTHER = Entry("echo", "other", SAME_EVENT_OTHER_WORDS, title="Quay wins", source="Echo", published=MONDAY)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def stories(store: Store) -> Stories:
    return Stories(store.engine)


def key_of(store: Store, article_id: str) -> int:
    (article,) = store.find_by_id(article_id)
    return article.key


def place_of(store: Store, article_id: str) -> Membership:
    found = Stories(store.engine).of(key_of(store, article_id))
    assert found is not None
    return found


def test_copies_and_edits_of_several_outlets_are_one_story(store: Store, stories: Stories) -> None:
    take_in(store, QUAY, COPY, EDITED, OTHER, BRIDGE)
    assert set(stories.repetitions()) == {("copy", "quay"), ("edited", "quay")}
    story = place_of(store, "quay").story
    assert place_of(store, "quay").kind is Kind.FIRST
    assert place_of(store, "copy") == Membership(story, Kind.COPY, key_of(store, "quay"))
    assert place_of(store, "other").story != story


def test_it_makes_no_difference_whether_they_come_together_or_apart(store: Store, stories: Stories) -> None:
    for entry in (QUAY, COPY, EDITED):
        take_in(store, entry)
    assert set(stories.repetitions()) == {("copy", "quay"), ("edited", "quay")}


def test_an_article_that_changes_stays_in_its_story_and_says_how(store: Store) -> None:
    take_in(store, QUAY, EDITED)
    story = place_of(store, "quay").story
    take_in(store, replace(QUAY, text=LONGER))
    assert place_of(store, "quay") == Membership(story, Kind.UPDATE, None)
    take_in(store, replace(QUAY, text=f"Correction: the work begins in October.\n\n{LONGER}"))
    assert place_of(store, "quay") == Membership(story, Kind.CORRECTION, None)


def test_an_article_that_tells_something_else_now_leaves_its_story(store: Store, stories: Stories) -> None:
    take_in(store, QUAY, EDITED)
    take_in(store, replace(QUAY, text=BRIDGE.text))
    assert list(stories.repetitions()) == []
    take_in(store, COPY)
    assert list(stories.repetitions()) == [("copy", "edited")]


def test_what_was_separated_stays_separate(store: Store, stories: Stories) -> None:
    take_in(store, QUAY, COPY, EDITED)
    assert stories.separate(key_of(store, "edited")) == 2
    assert stories.separate(key_of(store, "edited")) == 0
    assert list(stories.repetitions()) == [("copy", "quay")]
    take_in(store, replace(EDITED, text=TEXT + " So it is."), replace(QUAY, text=TEXT + " And so on."))
    assert list(stories.repetitions()) == [("copy", "quay")]


def test_a_removed_article_leaves_its_story_and_no_trace(store: Store, stories: Stories) -> None:
    take_in(store, QUAY, COPY, EDITED)
    store.remove([key_of(store, "quay")], datetime(2026, 6, 1, tzinfo=UTC))
    assert list(stories.repetitions()) == [("edited", "copy")]
    store.remove([key_of(store, "copy"), key_of(store, "edited")], datetime(2026, 6, 1, tzinfo=UTC))
    with store.engine.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(fingerprint)).scalar() == 0


def test_articles_from_before_there_were_stories_are_filed_with_the_next(
    store: Store, stories: Stories
) -> None:
    take_in(store, QUAY, EDITED)
    with store.engine.begin() as connection:
        connection.execute(sa.delete(story_member))
        connection.execute(sa.delete(fingerprint))
        connection.execute(sa.update(counter).where(counter.c.name == "unfiled").values(value=2))
    assert list(stories.repetitions()) == []
    file_stories(store)
    assert list(stories.repetitions()) == [("edited", "quay")]
    assert not stories.has_pending()


def test_a_footer_that_all_share_makes_no_story(store: Store, stories: Stories) -> None:
    footer = " All rights reserved by the harbour press office of Kelmhaven; write to the editor of the page."
    entries = [
        replace(one, article_id=f"{one.article_id}-f", text=one.text + footer) for one in (BRIDGE, FERRY)
    ]
    take_in(store, *entries)
    assert list(stories.repetitions()) == []


def test_an_entry_is_stored_as_news_only_if_it_is_announced(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    announced: list[str] = []
    save = store.save

    def saving(batch, encoder, now):  # type: ignore[no-untyped-def]
        announced.extend(one.entry.article_id for one in batch if one.is_news)
        return save(batch, encoder, now)

    monkeypatch.setattr(store, "save", saving)
    ingest(store, StemEmbedder(), [QUAY], ("en",))
    ingest(store, StemEmbedder(), [BRIDGE], ("en",), announce=True)
    ingest(store, StemEmbedder(), [EDITED, FERRY], ("en",), announce=lambda entry: entry is FERRY)
    assert announced == ["bridge", "ferry"]

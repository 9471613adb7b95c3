"""The sample collection watched for topics with the real model.

`cases/sample_topics.jsonl` has topics with the articles on them, some with none. The rates are a little under
what was measured.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from newsrooms import settings_for

from bot.manage import take_in_sample
from data.interests import Interest, Strictness
from index.alerts.previewing import matches_among
from index.newsroom import Newsroom, open_newsroom

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 24, tzinfo=UTC)
CASES = Path(__file__).parent / "cases" / "sample_topics.jsonl"
TOPICS = {row["text"]: set(row["articles"]) for row in map(json.loads, CASES.read_text("utf-8").splitlines())}
ON_TOPIC = {(topic, article) for topic, articles in TOPICS.items() for article in articles}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    settings = settings_for(tmp_path_factory.mktemp("topics"))
    with open_newsroom(settings) as opened:
        take_in_sample(opened.store, opened.embedder, settings)
        yield opened


def matched(room: Newsroom, strictness: Strictness) -> set[tuple[str, str]]:
    """(topic, id of an article that matches it) for all of them."""
    topics = list(TOPICS)
    watchlist = room.watchlist([Interest(topic=topic) for topic in topics], strictness)
    found = matches_among(room.store, watchlist, room.store.all_articles(), NOW)
    return {(topics[key], article.article_id) for article, key, _ in found}


@pytest.mark.parametrize(
    ("strictness", "precision", "recall"),
    [(Strictness.WIDE, 0.6, 0.8), (Strictness.MIDDLE, 0.85, 0.7), (Strictness.STRICT, 0.95, 0.5)],
)
def test_topics_find_their_articles_at_every_level(
    sample: Newsroom, strictness: Strictness, precision: float, recall: float
) -> None:
    found = matched(sample, strictness)
    assert len(found & ON_TOPIC) / len(found) >= precision, found - ON_TOPIC
    assert len(found & ON_TOPIC) / len(ON_TOPIC) >= recall, ON_TOPIC - found


def test_housing_costs_finds_the_rents_although_they_share_no_word(sample: Newsroom) -> None:
    found = {article for topic, article in matched(sample, Strictness.WIDE) if topic == "housing costs"}
    assert found == TOPICS["housing costs"]

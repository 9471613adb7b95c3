"""Which stored articles subscriptions would have matched, line by line."""

import json
from datetime import UTC, datetime

from bot.alert_preview import preview_lines
from data.interests import Strictness
from data.statements import Statement
from index.newsroom import Newsroom

NOW = datetime(2025, 6, 12, tzinfo=UTC)


def test_each_match_is_a_line_and_each_bad_line_an_error(room: Newsroom) -> None:
    lines = [
        b'{"id": 1, "text": "ferry shuttle for the bridge"}',
        b'{"id": "b", "text": "\\"23,000 vehicles\\""}',
        b"nonsense",
        b'{"id": 4, "text": ""}',
        b'{"id": 5, "text": "the"}',
        b'{"id": 6, "text": "\\"bridge\\" -ferry -petrel"}',
    ]
    rows = [json.loads(line) for line in preview_lines(lines, room, Strictness.MIDDLE, NOW)]
    assert [row["id"] for row in rows if "error" in row] == [None, 4, 5]
    found = {(row["id"], row["article_id"]): row for row in rows if "article_id" in row}
    assert found.keys() == {(1, "ferry"), ("b", "bridge"), (6, "bridge")}
    assert found["b", "bridge"]["reason"] == "it has the words “23,000 vehicles”"
    assert 0 < found[1, "ferry"]["score"] <= 1


def test_a_topic_in_quite_other_words_is_taken_widely_rather_than_find_nothing(room: Newsroom) -> None:
    topic = b'{"id": 1, "text": "young otters swans herons"}'
    assert not list(preview_lines([topic], room, Strictness.STRICT, NOW))
    (row,) = (json.loads(line) for line in preview_lines([topic], room, Strictness.MIDDLE, NOW))
    assert row["article_id"] == "otters"


def test_a_corrected_speaker_is_the_one_who_is_quoted(own_room: Newsroom) -> None:
    statements = own_room.store.statements
    (said,) = [one for one in statements.every() if "240 passengers" in _words(own_room, one)]
    statements.correct(said, "Oona Fairlie", "", NOW)
    asked = b'{"id": 1, "text": "when Oona Fairlie is quoted"}'
    (row,) = (json.loads(line) for line in preview_lines([asked], own_room, Strictness.MIDDLE, NOW))
    assert (row["article_id"], row["reason"]) == ("ferry", "Oona Fairlie is quoted")


def _words(room: Newsroom, one: Statement) -> str:
    article = room.store.article(one.article_key)
    assert article is not None
    return one.span.of(article.text)

"""Subscriptions as JSON lines in, the stored articles that they would have matched as JSON lines out."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from bot import wording_alerts as wording
from data.interests import Interest, Match, Strictness
from data.model import Article
from index.alerts.interests import InterestError, read_interest
from index.alerts.previewing import matches_among
from index.newsroom import Newsroom


def preview_lines(
    lines: Iterable[bytes], room: Newsroom, strictness: Strictness, now: datetime
) -> Iterator[str]:
    """First an object with `error` for each line that cannot be used, then one for each match, article by
    article in the order in which they came."""
    outlets = [name for name, _ in room.store.sources()]
    ids: list[Any] = []
    interests: list[Interest] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            given, interest = _read(number, line, outlets)
        except _LineError as problem:
            yield json.dumps({"id": problem.given, "error": str(problem)}, ensure_ascii=False)
            continue
        ids.append(given)
        interests.append(interest)
    found = list(_matches(room, interests, strictness, now))
    if strictness is Strictness.MIDDLE:
        # As when somebody subscribes: a topic that finds nothing is taken widely.
        silent = [
            key for key, one in enumerate(interests) if one.topic and key not in {k for _, k, _ in found}
        ]
        wider = _matches(room, [interests[key] for key in silent], Strictness.WIDE, now)
        found += [(article, silent[key], match) for article, key, match in wider]
    for article, key, match in sorted(found, key=lambda one: one[0].key):
        row = {
            "id": ids[key],
            "article_id": article.article_id,
            "score": round(match.score, 4),
            "reason": wording.reason(interests[key], match),
        }
        yield json.dumps(row, ensure_ascii=False)


def _matches(
    room: Newsroom, interests: list[Interest], strictness: Strictness, now: datetime
) -> Iterator[tuple[Article, int, Match]]:
    watchlist = room.watchlist(interests, strictness)
    return matches_among(room.store, watchlist, room.store.all_articles(), now)


class _LineError(Exception):
    def __init__(self, given: Any, words: str) -> None:
        super().__init__(words)
        self.given = given


def _read(number: int, line: bytes, outlets: Iterable[str]) -> tuple[Any, Interest]:
    try:
        row = json.loads(line)
        # Python also reads NaN and half surrogate pairs, which could not be printed again.
        json.dumps(row, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):
        raise _LineError(None, f"line {number} is not JSON") from None
    if not isinstance(row, dict):
        raise _LineError(None, f'line {number} is not an object {{"id": …, "text": …}}')
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        raise _LineError(row.get("id"), f'line {number} has no text under "text"')
    try:
        return row.get("id"), read_interest(text, outlets)
    except InterestError as problem:
        raise _LineError(row.get("id"), str(problem)) from None

"""What alerts and digests look like: within Telegram's limits, and what their headings say."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import wording_alerts as wording
from bot.markup import MESSAGE_UNITS, plain_text, units
from bot.render_alerts import Told, render_corrected, render_correction, render_digest
from data.interests import Interest, Match, Subscription
from data.model import Article, Span, checksum
from data.outbox import CORRECTION, NEWS, SENT, UPDATE, Alert

AT = datetime(2025, 6, 2, 12, 5, tzinfo=UTC)
ABOUT_RENTS = Subscription(1, 7, None, 7, "rents", Interest(topic="rents"))


def told(
    text: str,
    span: Span,
    kind: str = NEWS,
    key: int = 1,
    one: Subscription = ABOUT_RENTS,
    title: str = "Rents",
) -> Told:
    """An alert that shows a span of an article of this text."""
    article = Article(3, "test", "rents", title, text, "Harbour Herald" * 6, published=AT)
    match = Match(0.9, span, words=("rents",) * 5)
    check = checksum(span.of(text))
    return Told(Alert(key, kind, one, 3, 1, match, check, AT, True, False, SENT, 5, None), article)


@given(st.integers(1, 20), st.integers(1, 3_000), st.integers(0, 40), st.booleans())
def test_a_digest_fits_into_a_message_whatever_is_in_it(
    stories: int, length: int, outlets: int, alike: bool
) -> None:
    text = "🏠 rents & <tariffs> " * (length // 10 + 1)
    shown = [
        replace(
            told(text, Span(0, length), one=replace(ABOUT_RENTS, key=1 if alike else number), title=text),
            also_in=("Radio <Orrevane>",) * outlets,
        )
        for number in range(stories)
    ]
    heading = wording.digest_heading(Interest(topic=text), 40, stories)
    reply = render_digest(heading, shown, wording.catch_up_left_out(20), UTC)
    assert units(plain_text(reply.html)) <= MESSAGE_UNITS
    assert plain_text(reply.html).count("12:05") == stories
    assert all(len(row) <= 5 for row in reply.buttons)


def test_a_corrected_alert_drops_its_oldest_changes_where_there_is_no_room() -> None:
    text = "Rents rose. " + " ".join(f"Correction {n}: {'it was so ' * 60}." for n in range(12))
    starts = [text.index(f"Correction {n}:") for n in range(12)] + [len(text)]
    changes = [
        told(text, Span(starts[n], starts[n + 1] - 1), CORRECTION, key=n + 2) for n in range(12)
    ]  # fmt: skip
    shown = plain_text(render_corrected(told(text, Span(0, 11)), changes, UTC).html)
    assert 3_000 < units(shown) <= MESSAGE_UNITS
    assert "Correction 11:" in shown.splitlines()[-1]
    assert "Correction 10:" in shown.splitlines()[-2]
    assert "Correction 0:" not in shown


def test_another_headline_is_a_change_without_words_that_opens_the_article() -> None:
    original = told("Rents rose. Tenants met.", Span(0, 11))
    changed = told("Rents rose. Tenants met.", Span(0, 0), UPDATE, key=2)
    assert plain_text(render_corrected(original, [changed], UTC).html).endswith(
        f"Updated 12:05: {wording.OTHER_HEADLINE}"
    )
    assert render_correction(changed, original, UTC).buttons[0][0].label == wording.OPEN_PASSAGE


@pytest.mark.parametrize(
    ("interest", "stories", "shown", "heading"),
    [
        (Interest(), 5, 2, "The 2 newest of 5 articles"),
        (Interest(), 5, 5, "5 articles"),
        (Interest(topic="rents"), 5, 2, "The 2 nearest of 5 articles on the topic “rents”"),
        (Interest(topic="rents"), 1, 1, "1 article on the topic “rents”"),
        (Interest(sources=("Echo",)), 2, 2, "2 articles from Echo"),
        (Interest(excluded=("cod",), sources=("Echo",)), 2, 2, "2 articles without “cod”, from Echo"),
        (Interest(named="Tam Reed"), 3, 1, "The newest of 3 articles with the name Tam Reed"),
    ],
)
def test_a_digest_says_how_many_there_were_and_which_it_shows(
    interest: Interest, stories: int, shown: int, heading: str
) -> None:
    assert wording.digest_heading(interest, stories, shown) == heading


def test_what_is_left_out_is_called_less_near_only_where_something_is_near() -> None:
    assert "less near" in wording.digest_left_out(Interest(topic="rents"), 3)
    assert "near" not in wording.digest_left_out(Interest(), 3)


def test_more_outlets_than_a_line_takes_are_counted() -> None:
    assert wording.also_in(["Echo", "Radio"]) == "also in Echo, Radio"
    assert wording.also_in(["A", "B", "C", "D", "E"]) == "also in A, B, C and 2 more"

"""Which articles an interest matches, and by which of their words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from newsrooms import BRIDGE, FERRY, HERALD, OTTERS, StemEmbedder

from data.interests import ANYBODY, Interest, Strictness
from data.model import Entry
from data.subscribers import Watched
from index.alerts.matching import Matchable, Watchlist, plain_words, same_name
from index.alerts.previewing import watchlist_of
from index.alerts.watching import matchable
from index.ingest import embed_articles
from index.speech.quotes import find_attributions

NOW = datetime(2025, 6, 12, tzinfo=UTC)
NOTHING = np.zeros((0, 0), np.float32)  # an archive of no passages
TALK = replace(
    OTTERS,
    text="“The fares will not rise before the autumn,” said Oona Fairlie, who runs the harbour office. "
    "Tam Reed said that nobody had asked the otters.",
)


def seen(entry: Entry) -> Matchable:
    (passages,) = embed_articles(StemEmbedder(), [entry])
    return matchable(entry, passages, find_attributions(entry.text))


def matches(interest: Interest, entry: Entry, strictness: Strictness = Strictness.MIDDLE) -> list[str]:
    """The words of the article that the interest matches; none where it does not."""
    found = watchlist_of(StemEmbedder(), [interest], strictness, NOTHING).matches(seen(entry), NOW)
    return [one.match.span.of(entry.text) for one in found]


@pytest.mark.parametrize(
    ("interest", "matched"),
    [
        (Interest(), True),
        (Interest(phrases=("Ferry SHUTTLE",)), True),
        (Interest(phrases=("ferry shutt",)), False),
        (Interest(phrases=("f.rry",)), False),
        (Interest(phrases=("240 passengers", "Sound Line")), True),
        (Interest(phrases=("240 passengers", "otters")), False),
        (Interest(phrases=("ferry",), excluded=("petrel",)), False),
        (Interest(phrases=("ferry",), excluded=("pet",)), True),
        (Interest(named="Sound Line"), True),
        (Interest(named="Sound Lines"), False),
        (Interest(sources=("harbour herald",)), True),
        (Interest(sources=("the Harbour Herald",)), True),
        (Interest(sources=("Radio Orrevane",)), False),
        (Interest(topic="ferry shuttle for the bridge"), True),
        (Interest(topic="ferry shuttle for the bridge", sources=("Radio Orrevane",)), False),
        (Interest(topic="young otters"), False),
    ],
)
def test_an_article_must_have_all_that_is_asked_for(interest: Interest, matched: bool) -> None:
    assert bool(matches(interest, FERRY)) == matched


def test_the_sentence_shown_is_the_one_that_matches() -> None:
    assert matches(Interest(topic="crack grew"), BRIDGE, Strictness.WIDE)[0].startswith("The Lantern Bridge")
    assert matches(Interest(phrases=("23,000 vehicles",)), BRIDGE) == [
        "About 23,000 vehicles use the bridge every day."
    ]


def test_stricter_levels_match_less() -> None:
    topic = Interest(topic="bridge ferry passengers otters")
    counts = [len(matches(topic, FERRY, level)) for level in Strictness]
    assert counts == sorted(counts, reverse=True)


def test_somebody_quoted_is_matched_by_their_words() -> None:
    assert "fares will not rise" in matches(Interest(speaker="Oona Fairlie"), TALK)[0]
    fares = Interest(topic="fares this autumn", speaker="Oona Fairlie")
    assert "fares will not rise" in matches(fares, TALK)[0]
    assert not matches(replace(fares, speaker="Tam Reed"), TALK)
    assert not matches(Interest(speaker="Elspeth Moor"), TALK)
    assert "fares will not rise" in matches(replace(fares, speaker=ANYBODY), TALK)[0]


@pytest.mark.parametrize(
    ("asked", "given", "same"),
    [
        ("Oona Fairlie", "Oona Fairlie", True),
        ("Ben Crewe", "Benedikta Crewe", True),
        ("Fairlie", "Oona Fairlie", True),
        ("Oona Fairlie", "Tam Fairlie", False),
        ("Oona Fairlie", "Oona Reed", False),
        ("", "Oona", False),
    ],
)
def test_names_are_compared_from_their_last_word(asked: str, given: str, same: bool) -> None:
    assert same_name(plain_words(asked), plain_words(given)) == same


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("Mayor Crewe", True),
        ("Mayor Benedikta Crewe", True),
        ("Ms Crewe", True),
        ("Deputy Mayor Ben Crewe", True),
        ("the mayor", True),
        ("Mayor Brandt", False),
        ("Director Una Crewe", False),
        ("Director", False),
    ],
)
def test_somebody_quoted_may_be_asked_for_with_a_title(asked: str, told: bool) -> None:
    crewe = replace(TALK, text="“The bridge stays shut,” said Mayor Benedikta Crewe on Monday.")
    assert bool(matches(Interest(speaker=asked.removeprefix("the ")), crewe)) == told


def test_somebody_quoted_may_be_asked_for_with_a_role_that_is_no_title() -> None:
    sperrin = replace(TALK, text="“It will not hold,” said chief engineer Joachim Sperrin on Monday.")
    assert matches(Interest(speaker="chief engineer Sperrin"), sperrin)
    assert matches(Interest(speaker="chief engineer"), sperrin)
    assert not matches(Interest(speaker="chief engineer Brandt"), sperrin)
    assert not matches(Interest(speaker="Mayor Crewe"), replace(TALK, text="“No,” said the mayor."))


def test_words_are_found_without_accents_and_punctuation() -> None:
    assert plain_words("Café—Élan’s “U.S.”") == " cafe elan s u s "


def test_nothing_is_matched_while_it_is_paused() -> None:
    for until, count in ((NOW + timedelta(hours=1), 0), (NOW - timedelta(hours=1), 1)):
        watched = Watched(1, Interest(), Strictness.MIDDLE, None, until)
        assert len(Watchlist([watched], NOTHING).matches(seen(FERRY), NOW)) == count


def test_all_subscriptions_are_matched_as_each_alone_would_be() -> None:
    interests = [
        Interest(topic="ferry shuttle"), Interest(topic="otters"), Interest(), Interest(phrases=("bridge",)),
        Interest(topic="bridge closed crack", sources=(HERALD,)),
    ]  # fmt: skip
    for entry in (BRIDGE, FERRY, OTTERS):
        together = watchlist_of(StemEmbedder(), interests, Strictness.MIDDLE, NOTHING).matches(
            seen(entry), NOW
        )
        alone = [n for n, one in enumerate(interests) if matches(one, entry)]
        assert [one.subscription_key for one in together] == alone


def test_an_article_without_passages_matches_nothing() -> None:
    empty = Matchable("", "", "", (), [], np.zeros((0, 0), np.float32), np.zeros((0, 0), np.float32))
    everything = Watched(1, Interest(), Strictness.MIDDLE, None, None)
    assert Watchlist([everything], NOTHING).matches(empty, NOW) == []


def test_an_article_is_near_a_topic_when_it_is_nearer_than_the_archive() -> None:
    topic = Interest(topic="closed shuttle")
    counts = []
    for archive in (OTTERS, FERRY):
        ordinary = np.repeat(seen(archive).sentence_vectors, 100, axis=0)
        found = watchlist_of(StemEmbedder(), [topic], Strictness.WIDE, ordinary).matches(seen(FERRY), NOW)
        counts.append(len(found))
    assert counts == [1, 0]

"""When two texts are one story, and what the later one is to the earlier."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.stories import Kind, Rival
from index.duplicates import Wording, is_same_story, relation

MONDAY = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
TEXT = (
    "The harbour council of Kelmhaven voted on Monday to rebuild the eastern quay at a cost of four million "
    "crowns. Work is to begin in September and to last until the spring, said the harbour master, Tilde "
    "Varrow. Fishing boats will land their catch at the northern pier in the meantime. The council had put "
    "the decision off three times, because nobody could say who would pay for the cranes. Sound Line Ferries "
    "will bear a third of the bill, and the island a fifth. The rest comes from the toll on the bridge."
)
QUAY = Wording(TEXT, "Quay to be rebuilt", MONDAY)
LIGHTLY_EDITED = TEXT.replace("voted on Monday", "decided").replace("said the harbour master", "she said")
LONGER = TEXT + (
    " On Tuesday two of the councillors asked for the vote to be held again. They had not been told of the "
    "second survey, which puts the cost at six million crowns, and they want the ferry company to pay half. "
    "The harbour master answered that the survey was published in March and that nobody had asked for it."
)
SAME_EVENT_OTHER_WORDS = (
    "Kelmhaven is to get a new eastern quay. Councillors gave the project their blessing after months of "
    "argument over money; the four million crowns will be shared by the island, its ferry company and "
    "everybody who drives across the bridge. Builders are expected when the summer is over."
)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (TEXT, Kind.COPY),
        (TEXT.upper().replace(".", " ."), Kind.COPY),
        (LIGHTLY_EDITED, Kind.COPY),
        (LONGER, Kind.UPDATE),
        ("Correction: the work begins in October, not in September. " + TEXT, Kind.CORRECTION),
        (TEXT + "\n\nThis article has been amended to name the right pier.", Kind.CORRECTION),
        (TEXT + "\n\nAn earlier version of this article misstated the cost.", Kind.CORRECTION),
        ("(Corrects cost in first paragraph) " + TEXT, Kind.CORRECTION),
        (TEXT + " The correction of the bill was to be expected.", Kind.COPY),
    ],
)
def test_a_later_text_of_the_story_is_told_for_what_it_is(text: str, kind: Kind) -> None:
    later = Wording(text, published=MONDAY + timedelta(hours=5))
    assert is_same_story(later, QUAY)
    assert relation(later, QUAY) is kind


def test_the_same_event_in_other_words_is_another_text() -> None:
    assert not is_same_story(Wording(SAME_EVENT_OTHER_WORDS), QUAY)


def test_a_round_up_that_holds_a_brief_is_another_story() -> None:
    brief = Wording("Otters were seen at the mill in Brackwater on Sunday, for the first time in years.")
    others = " ".join(f"Brief number {n} of this week tells of mill {n} and of its miller." for n in range(9))
    assert not is_same_story(brief, Wording(f"{brief.text} {others}"))


def test_what_recurs_each_year_in_much_the_same_words_is_another_story() -> None:
    next_year = replace(QUAY, text=LIGHTLY_EDITED, published=MONDAY + timedelta(days=365))
    assert not is_same_story(next_year, QUAY)
    assert is_same_story(replace(next_year, text=TEXT), QUAY)


def test_an_older_text_that_comes_later_is_a_copy() -> None:
    earlier = Wording(LONGER, published=MONDAY - timedelta(days=1))
    assert relation(earlier, QUAY) is Kind.COPY


def test_a_corrected_text_that_is_copied_corrects_nothing_again() -> None:
    corrected = Wording("Correction: not in September. " + TEXT)
    assert relation(corrected, corrected) is Kind.COPY


def test_the_nearest_rival_is_chosen_and_the_first_of_equals() -> None:
    rivals = [Rival(key, text, "", None) for key, text in ((9, TEXT), (4, TEXT), (2, LONGER), (1, "Otters."))]
    kin = Wording(TEXT).nearest(rivals)
    assert kin is not None
    assert kin.repeats == 4
    assert Wording("Nothing alike.").nearest(rivals) is None


@given(st.text(max_size=300))
def test_any_text_has_fingerprints_if_it_has_words_and_resembles_itself(text: str) -> None:
    one = Wording(text)
    assert bool(one.hashes) == bool(one.runs)
    assert all(-(2**63) <= number < 2**63 for number in one.hashes)
    if one.runs:
        assert is_same_story(one, Wording(text))


@given(st.lists(st.sampled_from(["quay", "pier", "boat", "toll", "crane"]), min_size=20, max_size=40))
def test_twenty_common_words_are_always_found(words: list[str]) -> None:
    common = " ".join(words)
    one, other = Wording(f"a b c d e f {common}"), Wording(f"{common} u v w x y z")
    assert set(one.hashes) & set(other.hashes)

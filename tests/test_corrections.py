"""What a new text of an article says has changed, where the words that were shown are in it, and which titles
are another headline."""

import pytest

from data.model import Attribution, Span, SpeechKind
from data.outbox import CORRECTION, UPDATE
from index.alerts.corrections import find_again, is_another_headline, opening_notice, what_changed

OLD = "The Orre rose to 31 percent on Monday, the board said. Odd Varg takes over in January. Ferries go on."
MENDED = OLD.replace("31", "37")
EARLIER = "Correction: An earlier version of this article gave the level as 31 percent. It is 37 percent."
AMENDED = "This article was amended on Thursday. He takes over in February, not January."
LATER = OLD.replace("January", "February")


@pytest.mark.parametrize(
    ("new", "kind", "shown"),
    [
        (f"{MENDED}\n\n{EARLIER}", CORRECTION, EARLIER),
        (f"{MENDED} {EARLIER}", CORRECTION, EARLIER),
        (f"{AMENDED}\n\n{LATER}", CORRECTION, AMENDED),
        (f"{LATER}\n\n{AMENDED}\n\nPhotos by Tam Reed.", CORRECTION, AMENDED),
        (f"{MENDED}\n{AMENDED}\nPhotos by Tam Reed.", CORRECTION, AMENDED),
        (f"CORRECTION:\n\nIt is 37 percent.\n\n{MENDED}", CORRECTION, "CORRECTION:\n\nIt is 37 percent."),
        (f"{MENDED} UPDATE: The board met.", UPDATE, "UPDATE: The board met."),
        (f"UPDATED 14:05: The board met.\n\n{OLD}", UPDATE, "UPDATED 14:05: The board met."),
        (f"{OLD} Odd Varg was wrongly convicted in 2003.", UPDATE, "Odd Varg was wrongly convicted in 2003."),
        (f"{OLD} The market correction - a steep one - goes on.", UPDATE, None),
    ],
)
def test_a_change_is_told_by_the_whole_notice_of_it_under_its_own_name(
    new: str, kind: str, shown: str | None
) -> None:
    change = what_changed(OLD, new)
    assert change is not None
    assert change.kind == kind
    assert shown is None or change.span.of(new) == shown


def test_a_notice_that_says_only_that_there_was_a_change_gives_way_to_the_change() -> None:
    for notice, kind in (("amended on Thursday", CORRECTION), ("updated at 14:05", UPDATE)):
        new = f"This article was {notice}. {LATER}"
        change = what_changed(OLD, new)
        assert change is not None
        assert (change.kind, change.span.of(new)) == (kind, "Odd Varg takes over in February.")
    assert what_changed(OLD, f"This article was updated at 14:05. {OLD}") is None


def test_a_notice_ends_with_a_sentence_and_before_what_was_there_already() -> None:
    notice = "Correction: the level was wrong. " + " ".join(
        f"It is sure that {n} boats lie." for n in range(40)
    )
    change = what_changed(OLD, f"{MENDED}\n\n{notice}")
    assert change is not None
    shown = change.span.of(f"{MENDED}\n\n{notice}")
    assert 250 < len(shown) <= 300
    assert shown.endswith("boats lie.")
    change = what_changed(OLD, f"Correction: it is 37 percent. {MENDED}")
    assert change is not None
    assert change.span.of(f"Correction: it is 37 percent. {MENDED}").startswith(
        "Correction: it is 37 percent."
    )


@pytest.mark.parametrize(
    ("sentence", "was", "now", "substantial"),
    [
        ("The council has {} Odd Varg as its chairman.", "elected", "NOT elected", True),
        ("The new chairman Odd Varg takes over in {}.", "January", "July", True),
        ("The old harbour {} two new cranes this week.", "recieved", "received", False),
        ("The old harbour received {} new cranes this week.", "12", "13", True),
        ("The cranes came in {} by way of the canal.", "spring,", " spring", False),
    ],
)
def test_a_sentence_that_was_touched_up_is_no_change_and_another_fact_is(
    sentence: str, was: str, now: str, substantial: bool
) -> None:
    assert (what_changed(sentence.format(was), sentence.format(now)) is not None) == substantial


def test_an_article_that_is_a_correction_is_told_by_its_first_paragraph() -> None:
    text = "Correction\n\nOn Monday we gave a wrong level. It is 37 percent.\n\nThe river is high."
    notice = opening_notice(text)
    assert notice is not None
    assert notice.of(text).endswith("It is 37 percent.")


def test_words_that_were_shown_are_found_as_they_read_now() -> None:
    new = f"{EARLIER}\n\n{MENDED}"
    rose = "The Orre rose to {} percent on Monday, the board said."
    for words, now in (
        (rose.format(31), rose.format(37)),
        ("Ferries go on.", "Ferries go on."),
        ("Otters were set free at Brackwater.", None),
        ("Correction: An earlier version of this article named another board.", None),
    ):
        place = find_again(words, "", new, ())
        assert (place.of(new) if place else None) == now


def test_somebodys_words_become_only_words_of_the_same_speaker() -> None:
    new = "“We rent 40 rooms to guests,” said Tam Reed. “We rent 30 rooms to guests,” said Odd Varg."
    spans = [Span(at, new.index("”", at)) for at in (1, new.index("“", 2) + 1)]
    names = ("Tam Reed", "Odd Varg")
    said = [
        Attribution((span,), SpeechKind.DIRECT, None, None, name, "", 1.0)
        for span, name in zip(spans, names, strict=True)
    ]
    assert find_again("We rent 20 rooms to guests,", "Odd Varg", new, said) == spans[1]
    assert find_again("We rent 20 rooms to guests,", "Oona Fairlie", new, said) is None


@pytest.mark.parametrize(
    ("old", "new", "other"),
    [
        ("Varg elected chairman", "Varg NOT elected chairman", True),
        ("Rents up by £5", "Rents up by $5", True),
        ("Storm hits the coast", "Storm hits the coast - 30 dead", True),
        ("Varg elected chairman", "VARG: elected chairman!", False),
        ("Varg elected chairman", "Varg elected chairman - Harbour Herald", False),
        ("Varg elected chairman | Live", "Varg elected chairman – harbourherald.example", False),
        ("", "Varg elected chairman", False),
    ],
)
def test_another_headline_says_something_else(old: str, new: str, other: bool) -> None:
    assert is_another_headline(old, new, "Harbour Herald") == other

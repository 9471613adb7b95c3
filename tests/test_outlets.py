"""Which outlet is meant by part of its name, and what is said where none or several are."""

import pytest

from data.model import Filters
from index.outlets import outlets_meant, take_outlet, with_full_names
from index.questions import FilterError

KNOWN = ["Harbour Herald", "Radio Orrevane", "Sunday Herald", "Meridian", "The Meridian Weekly", "Straße 9"]


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("harbour  HERALD", ["Harbour Herald"]),
        ("Meridian", ["Meridian"]),  # the whole name of one, though part of another's
        ("meridian week", ["The Meridian Weekly"]),
        ("orr", ["Radio Orrevane"]),
        ("Herald Harbour", ["Harbour Herald"]),
        ("Herald", ["Harbour Herald", "Sunday Herald"]),
        ("arbour", ["Harbour Herald"]),
        ("STRASSE", ["Straße 9"]),
        ("moon", []),
        ("", []),
    ],
)
def test_an_outlet_is_known_by_part_of_its_name(asked: str, meant: list[str]) -> None:
    assert outlets_meant(asked, KNOWN) == meant


def test_filters_get_the_full_names_and_keep_everything_else() -> None:
    filters = Filters(sources=("orrevane", "MERIDIAN"), article_keys=(5,))
    assert with_full_names(filters, KNOWN) == Filters(
        sources=("Radio Orrevane", "Meridian"), article_keys=(5,)
    )
    assert with_full_names(Filters(), []) == Filters()


def test_spellings_that_differ_in_case_alone_are_one_outlet() -> None:
    filters = Filters(sources=("herald",))
    assert with_full_names(filters, ["The Herald", "THE HERALD"]) == Filters(sources=("The Herald",))


@pytest.mark.parametrize(
    ("asked", "known", "said"),
    [
        ("Herald", KNOWN, "source:Herald may be Harbour Herald or Sunday Herald. Write more of the name."),
        ("Moon", KNOWN[:1], "No outlet here is called Moon. The outlet is Harbour Herald."),
        (
            "Moon",
            KNOWN[:2],
            "No outlet here is called Moon. The outlets are Harbour Herald and Radio Orrevane.",
        ),
        ("Moon", [], "No outlet here is called Moon. No article here names its outlet."),
        (
            "Moon",
            [f"Paper {n}" for n in range(11)],
            "No outlet here is called Moon. The outlets are Paper 0, Paper 1, Paper 2, Paper 3, Paper 4, "
            "Paper 5, Paper 6, Paper 7 and 3 more.",
        ),
    ],
)
def test_an_outlet_that_cannot_be_told_is_refused_with_those_there_are(
    asked: str, known: list[str], said: str
) -> None:
    with pytest.raises(FilterError) as refused:
        with_full_names(Filters(sources=(asked,)), known)
    assert str(refused.value) == said


@pytest.mark.parametrize(
    ("text", "rest", "outlet"),
    [
        ("in the Harbour Herald about the bridge", "about the bridge", "Harbour Herald"),
        ("about the bridge in radio orrevane", "about the bridge", "Radio Orrevane"),
        ("on Radio Orrevane", "", "Radio Orrevane"),
        ("about rents in the Weekly please", "about rents please", "The Meridian Weekly"),
        ("in The Meridian Weekly", "", "The Meridian Weekly"),
        ("about rents in the Herald", "about rents", "Herald"),
        ("on Meridian", "on Meridian", ""),
        ("about Meridian", "about Meridian", ""),
        ("in Weekly terms", "in Weekly terms", ""),
        ("in the harbour", "in the harbour", ""),
        ("in the heraldry room", "in the heraldry room", ""),
        ("", "", ""),
    ],
)
def test_an_outlet_named_as_a_place_is_taken_out_of_the_words(text: str, rest: str, outlet: str) -> None:
    assert take_outlet(text, KNOWN) == (rest, outlet)

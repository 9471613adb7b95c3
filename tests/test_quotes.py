"""Who says what: invented texts in `cases/attributions.jsonl`, those in which nobody says anything in
`cases/no_attributions.jsonl`. Then what holds for any text."""

import json
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.speech.quotes import find_attributions

CASES = Path(__file__).parent / "cases"


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CASES / name).read_text("utf-8").splitlines()]


@pytest.mark.parametrize("row", rows("attributions.jsonl"), ids=lambda row: row["text"][:60])
def test_every_statement_has_its_speaker(row: dict[str, Any]) -> None:
    text = row["text"]
    found = [
        {
            "kind": one.kind.value,
            "speaker": one.speaker.of(text) if one.speaker else None,
            "speaker_name": one.speaker_name,
            "content": [span.of(text) for span in one.content],
        }
        for one in find_attributions(text)
    ]
    assert found == row["expected"]


@pytest.mark.parametrize(
    "row", rows("no_attributions.jsonl"), ids=lambda row: f"{row['why']}: {row['text'][:50]}"
)
def test_nobody_is_made_to_say_anything(row: dict[str, Any]) -> None:
    assert find_attributions(row["text"]) == []


def test_a_pronoun_between_two_people_is_less_certain() -> None:
    (clear,) = find_attributions("Mila Thorne met the board. She said the girder was tired.")
    (vague,) = find_attributions(
        "On Monday the board heard Mila Thorne and Anna Reed. She said the girder was tired."
    )
    assert clear.certainty > vague.certainty


def test_who_an_article_is_about_is_less_certain_than_who_has_just_spoken() -> None:
    opening = "Captain Isolde Merrick died. “She was right,” Dr Yeva Solborn said.\n\n"
    *_, about = find_attributions(opening + "She never married. “I had a light,” she said.")
    *_, spoke = find_attributions(opening + "She said it was dim. “I had a light,” she added.")
    assert (about.speaker_name, spoke.speaker_name) == ("Isolde Merrick", "Yeva Solborn")
    assert about.certainty < spoke.certainty


def test_missing_marks_make_less_certain() -> None:
    (whole,) = find_attributions("Orla Fenn said: “We will not open it before June.”")
    (broken,) = find_attributions("Orla Fenn said: “We will not open it before June.")
    assert whole.certainty > broken.certainty


def test_quotations_without_a_cue_are_less_certain() -> None:
    first, second = find_attributions("“We are done,” Tobin Marsh said. “We are going home.”")
    assert second.cue is None
    assert first.certainty > second.certainty


def test_turns_of_an_exchange_are_supposed_and_not_sure() -> None:
    text = "“Is it shut?” asked Orla Fenn.\n\n“It is,” said Tobin Marsh.\n\n“Why?”\n\n“The girder is tired.”"
    first, second, third, fourth = find_attributions(text)
    assert [third.speaker_name, fourth.speaker_name] == ["Orla Fenn", "Tobin Marsh"]
    assert max(third.certainty, fourth.certainty) < 0.5 < min(first.certainty, second.certainty)


def test_the_role_is_given_as_printed() -> None:
    (one,) = find_attributions("“It is tired,” said Mila Thorne, the chief engineer of Kelmhaven.")
    assert one.role == "the chief engineer of Kelmhaven"


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("The club sacked manager Teo Brandle, hours after a heavy defeat. “No,” said Brandle.", "manager"),
        ("I met their president, Femi Adeyo, three times. “No,” said Adeyo.", "president"),
        ("Two years ago Ms Quill said the quay was closed.", "Ms"),
        ("“I do,” said old Silas Brandt.", ""),
        ("Last night mayor Lou Mossop spoke. Mossop said the quay was closed.", "mayor"),
        ("Health Secretary Joan Smythe came. “No,” said Secretary Smythe.", "Health Secretary"),
        ("Joan Smythe, the health secretary, came. “No,” said Ms Smythe.", "the health secretary"),
        ("Ann Leigh and her brother, Professor Tom Bergen, disagree. “No,” said Bergen.", "brother"),
        ("Union leader Tom Hallam came. “No,” said Hallam.", "Union leader"),
        ("Yesterday goalkeeper Tom Hallam came. “No,” said Hallam.", "goalkeeper"),
        ("“No,” said Tom Hallam, the one-time mayor.", "the one-time mayor"),
        ("“No,” said night manager Tom Hallam.", "night manager"),
        ("“No,” said the baker Tom Hallam. “Yes,” said Tom Hallam, a father of two.", "baker"),
    ],
)
def test_a_role_is_the_fullest_and_no_time_number_or_quality(text: str, role: str) -> None:
    assert find_attributions(text)[0].role == role


def test_wrapped_lines_are_one_paragraph() -> None:
    text = (
        "Orla Fenn said on Monday that the bridge would have to stay\n"
        "shut for some weeks because the girder is cracked. “We will\n"
        "not open it before it is safe,” she told reporters."
    )
    clause, quote = find_attributions(text)
    assert clause.content[0].of(text).endswith("is cracked")
    assert quote.speaker_name == "Orla Fenn"


MARKS = "\"'“”‘’«»„.,:;()—-\n "
WORDS = [
    "said",
    "he",
    "she said that ",
    "according to ",
    "told",
    "Mila Thorne",
    "the mayor",
    "adding",
    "who",
    "and",
]
OTHERS = ["but", "Friday", "ago", "was", "called", "Mr.", "U.S.", "7", "é", "of", "''", "\n\n"]
PIECES = st.sampled_from([*MARKS, *WORDS, *OTHERS])
texts = st.lists(PIECES, max_size=40).map("".join) | st.lists(PIECES, max_size=40).map(" ".join) | st.text()


@settings(max_examples=200, deadline=None)
@given(texts)
def test_contents_lie_in_the_text_in_order_and_never_overlap(text: str) -> None:
    found = find_attributions(text)
    spans = [span for one in found for span in one.content]
    assert all(one.content for one in found)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))


@settings(max_examples=100, deadline=None)
@given(texts)
def test_certainty_is_a_share_and_cue_and_speaker_lie_in_the_text(text: str) -> None:
    for one in find_attributions(text):
        assert 0 < one.certainty <= 1
        for span in (one.cue, one.speaker):
            assert span is None or 0 <= span.start < span.end <= len(text)


ENDLESS = [
    "“",
    '"a" ',
    "(a ",
    "he said that ",
    "and said ",
    "Friday, ",
    "who ",
    ", saying that x",
    '"x"\n',
    "A b ",
]


@pytest.mark.parametrize("piece", ENDLESS, ids=repr)
def test_time_grows_with_length_and_not_faster(piece: str) -> None:
    """Four times the text may take seven times as long, for the noise of the clock."""
    short, long = (
        min(_seconds(piece * (length // len(piece))) for _ in range(2)) for length in (5_000, 20_000)
    )
    assert long < 7 * max(short, 0.02)


@pytest.mark.slow
@pytest.mark.parametrize("piece", ENDLESS, ids=repr)
def test_a_megabyte_on_one_line_is_read_in_good_time(piece: str) -> None:
    assert _seconds(piece * (1_000_000 // len(piece))) < 120


def _seconds(text: str) -> float:
    start = time.process_time()
    find_attributions(text)
    return time.process_time() - start


def test_in_a_turn_of_an_interview_a_word_goes_with_the_sentence_behind_it() -> None:
    text = (
        "Herald: Why?\n\nThorne: No. I asked. We went to the quay.\n\nHerald: And then?\n\nThorne: Nothing."
    )
    words = [one.content[0].of(text) for one in find_attributions(text)]
    assert words == ["No. I asked. We went to the quay.", "Nothing."]

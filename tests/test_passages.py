"""Articles cut into passages: nothing lost, nothing twice, everything within the model's limits."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model import Span
from index.passages import CONTEXT_WORDS, MAX_WORDS, context_of, split_into_passages
from index.sentences import split_sentences

MAX_TOKENS = 40

_words = st.text(st.sampled_from("abAB1é桥😀.,;!?\"'-"), min_size=1, max_size=90)
_texts = st.lists(st.tuples(_words, st.sampled_from([" ", ". ", "\n", "\n\n", "! "])), max_size=120).map(
    lambda pieces: "".join(word + space for word, space in pieces)
)


def count_tokens(texts: Sequence[str]) -> list[int]:
    """A token for every five characters of a word, as word pieces are."""
    return [sum(-(-len(word) // 5) for word in text.split()) for text in texts]


def split(text: str, max_tokens: int = MAX_TOKENS) -> list[tuple[Span, ...]]:
    return split_into_passages(text, count_tokens, max_tokens)


def assert_sound(text: str, max_tokens: int = MAX_TOKENS) -> None:
    """What holds of the passages of any text."""
    passages = split(text, max_tokens)
    pieces = [piece for passage in passages for piece in passage]
    assert all(passages)
    assert pieces == sorted(pieces)
    assert all(one.end <= other.start for one, other in pairwise(pieces))
    for sentence in split_sentences(text):
        inside = [one for one in pieces if sentence.start <= one.start and one.end <= sentence.end]
        assert "".join("".join(one.of(text) for one in inside).split()) == "".join(sentence.of(text).split())
    for passage in passages:
        stretch = text[passage[0].start : passage[-1].end]
        words = len(stretch.split())
        assert words <= MAX_WORDS
        assert count_tokens([stretch])[0] <= max_tokens


@given(_texts)
def test_every_sentence_is_in_one_passage_within_the_limits(text: str) -> None:
    assert_sound(text)


@given(st.text(max_size=400), st.integers(1, 60))
def test_any_text_is_cut_soundly_for_any_model(text: str, max_tokens: int) -> None:
    assert_sound(text, max_tokens)


@pytest.mark.parametrize(
    "text",
    [
        "word " * 10_000 + "end.",
        "x" * 100_000,
        "桥梁关闭了。" * 3_000,
        "😀" * 5_000,
        "👩‍👩‍👧‍👦 " * 2_000,
        "a\u0301" * 5_000 + " end.",
        ". " * 10_000,
        "\n" * 10_000,
        "Mr. " * 3_000,
        '"' * 10_000,
        "One. * * *\n\n" * 2_000,
        "One came.\n\n" + "*\n\n" * 500 + "Two went.",
        "https://example.org/" + "a" * 2_000 + " says so. Next sentence.",
    ],
    ids=lambda text: repr(text[:12]),
)
def test_hostile_texts_are_cut_soundly(text: str) -> None:
    assert_sound(text)


def test_a_word_longer_than_the_model_reads_is_cut() -> None:
    text = "Short one. " + "x" * 1_000 + " Another one."
    parts = [piece for passage in split(text) for piece in passage if "x" in piece.of(text)]
    assert len(parts) > 1
    assert "".join(part.of(text) for part in parts) == "x" * 1_000


def test_a_word_that_the_model_reads_is_not_cut() -> None:
    address = "https://example.org/" + "a" * 150
    assert [[piece.of(address) for piece in passage] for passage in split(address)] == [[address]]


def test_a_run_without_spaces_is_cut_behind_its_stops() -> None:
    text = "桥梁关闭了。" * 100
    cut = [
        piece.of(text)
        for passage in split_into_passages(text, lambda texts: [*map(len, texts)], 40)
        for piece in passage
    ]
    assert all(piece.endswith("。") and len(piece) <= 40 for piece in cut)


def test_characters_take_room_where_the_tokenizer_sees_one_token() -> None:
    text = " ".join(["x" * 100_000, "y" * 300, "z" * 300, "w" * 300])
    passages = split_into_passages(text, lambda texts: [len(one.split()) for one in texts], MAX_TOKENS)
    assert max(passage[-1].end - passage[0].start for passage in passages) <= 8 * MAX_TOKENS + 8


def test_short_neighbours_share_a_passage() -> None:
    text = "One came. Two went. Three stayed."
    ((first, second, third),) = split(text)
    assert [one.of(text) for one in (first, second, third)] == ["One came.", "Two went.", "Three stayed."]


def test_a_sentence_that_does_not_fit_begins_the_next_passage() -> None:
    text = "Alpha beta gamma delta. " * 12
    passages = split(text)
    assert len(passages) > 1
    assert all(piece.of(text) == "Alpha beta gamma delta." for passage in passages for piece in passage)


def test_what_stands_between_sentences_takes_room_too() -> None:
    row = "*\n\n" * 5
    text = f"One came.\n\n{row}Two went.\n\n{row}Three stayed."
    passages = [[piece.of(text) for piece in passage] for passage in split(text, 12)]
    assert passages == [["One came.", "Two went."], ["Three stayed."]]


def test_a_text_without_words_has_no_passages() -> None:
    assert split("") == split(" \n ") == split("... --- !!!") == []


def test_the_context_is_the_title_and_the_date() -> None:
    assert context_of("Bridge shut", date(2025, 3, 4)) == "Bridge shut. 2025-03-04"
    assert context_of("Bridge shut", None) == "Bridge shut"
    assert context_of("", date(2025, 3, 4)) == "2025-03-04"
    assert context_of("", None) == ""


def test_a_long_title_is_shortened() -> None:
    assert len(re.findall(r"\S+", context_of("word " * 100, None))) == CONTEXT_WORDS

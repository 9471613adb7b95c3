"""Spans out of logits, the card of the shipped model, and models of the Hugging Face format."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_models import TinyEmbedder, save_tiny_reading_model

from index.confidence import Weights
from index.embedder import ModelError
from index.reading_model import (
    SHIPPED,
    PassageReading,
    decode_spans,
    hugging_face_reading_model,
    read_card,
    sha256_of,
    trained_reading_model,
    weights_beside,
    write_card,
)

PASSAGE = "Odile Farrant chairs the inquiry into the bridge."
WORDS = [(0, 5), (6, 13), (14, 20), (21, 24), (25, 32), (33, 37), (38, 41), (42, 48), (48, 49)]


def read(starts: dict[int, float], ends: dict[int, float], none: float = 0.0) -> PassageReading:
    """Decode logits that are -5 but for the words given, counted from 0."""
    offsets = np.array([(0, 0), *WORDS], np.int64)
    logits = np.full((len(offsets), 2), -5.0, np.float32)
    logits[0] = none / 2
    for column, given_scores in enumerate((starts, ends)):
        for word, score in given_scores.items():
            logits[word + 1, column] = score
    return decode_spans(logits, offsets, PASSAGE)


def test_the_best_span_goes_from_the_likeliest_start_to_the_likeliest_end() -> None:
    best = read({0: 4.0}, {1: 5.0}).spans[0]
    assert best.span.of(PASSAGE) == "Odile Farrant"
    assert best.score == pytest.approx(9.0)


def test_a_span_never_ends_before_it_starts() -> None:
    assert all(one.span.start < one.span.end for one in read({7: 6.0}, {0: 6.0}).spans)


def test_spans_do_not_overlap() -> None:
    spans = [one.span for one in read({0: 4.0, 1: 3.0, 6: 2.0}, {1: 4.0, 7: 3.0}).spans]
    assert len(spans) > 1
    assert all(a.end <= b.start or b.end <= a.start for a in spans for b in spans if a is not b)


def test_the_margin_says_by_how_much_the_best_span_beats_none() -> None:
    assert read({0: 4.0}, {1: 5.0}, none=6.0).margin == pytest.approx(3.0)
    assert read({0: 1.0}, {1: 1.0}, none=6.0).margin < 0


def test_a_passage_without_readable_words_has_no_span_and_a_very_low_margin() -> None:
    logits = np.full((3, 2), -1e4, np.float32)
    logits[0] = 0.0
    reading = decode_spans(logits, np.zeros((3, 2), np.int64), "")
    assert reading.spans == ()
    assert reading.margin < -50


@given(st.lists(st.tuples(st.floats(-20, 20), st.floats(-20, 20)), min_size=10, max_size=10))
def test_whatever_the_logits_spans_are_words_of_the_passage(rows: list[tuple[float, float]]) -> None:
    reading = decode_spans(np.array(rows, np.float32), np.array([(0, 0), *WORDS], np.int64), PASSAGE)
    assert [one.score for one in reading.spans] == sorted((one.score for one in reading.spans), reverse=True)
    for one in reading.spans:
        words = one.span.of(PASSAGE)
        assert words
        assert words == words.strip()


SURE = Weights(bias=-6.0, similarity=6.0, coverage=3.0, gap=4.0, margin=0.2)


def test_a_card_is_read_as_it_was_written(tmp_path: Path) -> None:
    card = tmp_path / "model.json"
    weights_beside(card).write_bytes(b"weights")
    written = write_card(card, SURE)
    assert read_card(card) == written
    weights_beside(card).write_bytes(b"others")
    assert write_card(card, SURE) != written


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        "3",
        '{"sha256": "0", "confidence": {"bias": "?"}}',
        '{"sha256": "0", "confidence": []}',
    ],
)
def test_what_is_no_card_is_named_with_what_to_do(tmp_path: Path, content: str) -> None:
    card = tmp_path / "model.json"
    card.write_text(content)
    with pytest.raises(ModelError, match=r"model\.json .*NEWSDESK_READING_MODEL=none"):
        read_card(card)


def test_weights_that_are_not_those_of_their_card_are_refused(tmp_path: Path) -> None:
    card = tmp_path / "model.json"
    weights_beside(card).write_bytes(b"weights")
    write_card(card, SURE)
    weights_beside(card).write_bytes(b"others")
    with pytest.raises(ModelError, match=r"model\.safetensors is not the file of its card"):
        trained_reading_model(TinyEmbedder(), card)


def test_the_shipped_weights_are_those_of_the_shipped_card() -> None:
    assert sha256_of(weights_beside(SHIPPED)) == read_card(SHIPPED).sha256


def test_a_model_of_the_hugging_face_format_reads_too(tmp_path: Path) -> None:
    save_tiny_reading_model(tmp_path)
    model = hugging_face_reading_model(str(tmp_path))
    readings = model.read("Who chairs the inquiry?", [PASSAGE, "The bridge is shut."])
    assert len(readings) == 2
    for reading, passage in zip(readings, [PASSAGE, "The bridge is shut."], strict=True):
        assert all(0 <= one.span.start < one.span.end <= len(passage) for one in reading.spans)


def test_a_question_longer_than_a_passage_leaves_room_for_the_passage(tmp_path: Path) -> None:
    save_tiny_reading_model(tmp_path)
    model = hugging_face_reading_model(str(tmp_path))
    (reading,) = model.read("Who chairs the inquiry " * 300, [PASSAGE])
    assert reading.spans


def test_a_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="nowhere"):
        hugging_face_reading_model(str(tmp_path / "nowhere"))

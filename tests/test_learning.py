"""Learning to read: which examples are taken, how they are cut, and that a network does learn from them."""

import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_models import TinyEmbedder

from data.model import Span
from index.learning import (
    DataError,
    Example,
    Learner,
    Material,
    Recipe,
    as_passages,
    foreign_passages,
    held_out,
    join_sentences,
    joined_sentences,
    prepare,
    read_examples,
    split_by_length,
)
from index.reading_model import SpanReadingModel
from index.span_network import SpanNetwork

ROW = '{"question": "Who?", "context": "Odile Farrant chairs it.", "answers": [{"start": 0, "end": 13}]}'
PARAGRAPH = " ".join(
    f"Keeper number {n} lit the lamp of the tower in the evening of day {n}." for n in range(40)
)


def example(words: str, context: str = PARAGRAPH, question: str = "Who lit the lamp?") -> Example:
    at = context.index(words)
    return Example(question, context, (Span(at, at + len(words)),))


def answers_of(one: Example) -> list[str]:
    return [span.of(one.passage) for span in one.answers]


def test_examples_of_all_files_are_read_in_order(tmp_path: Path) -> None:
    (tmp_path / "b.jsonl").write_text(ROW.replace("Who?", "Second?"))
    (tmp_path / "a.jsonl").write_text(f"{ROW}\n{ROW.replace('Who?', 'Next?')}\n")
    read = read_examples(tmp_path)
    assert [one.question for one in read] == ["Who?", "Next?", "Second?"]
    assert answers_of(read[0]) == ["Odile Farrant"]


@pytest.mark.parametrize(
    "line", ["{", "{}", ROW.replace("13}", "99}"), ROW.replace('"end": 13', '"end": 0'), "[]"]
)
def test_a_line_that_is_no_example_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.jsonl").write_text(f"{ROW}\n{line}\n")
    with pytest.raises(DataError, match=r"a\.jsonl, line 2"):
        read_examples(tmp_path)


def test_a_folder_without_examples_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"\.jsonl"):
        read_examples(tmp_path)


def test_no_context_is_both_learned_from_and_kept_apart() -> None:
    examples = [Example(f"Question {n}?", f"Context {n // 3}.", ()) for n in range(90)]
    learned, apart = held_out(examples)
    assert len(learned) + len(apart) == len(examples)
    assert apart
    assert not {one.passage for one in learned} & {one.passage for one in apart}


def test_paragraphs_and_single_sentences_are_told_apart() -> None:
    long, short = split_by_length([example("number 3 "), example("Odile", "Odile Farrant chairs it.")])
    assert (len(long), len(short)) == (1, 1)


def test_a_long_context_becomes_the_passage_with_the_answer() -> None:
    (made,) = as_passages([example("day 39")], TinyEmbedder())
    assert len(made.passage) < len(PARAGRAPH)
    assert answers_of(made) == ["day 39"]


def test_a_foreign_passage_never_holds_the_answer() -> None:
    other = "The ferry sails at seven. " * 20
    same = "Odile Farrant was seen at the bridge. " * 10
    asked = example(
        "Odile Farrant", "Odile Farrant chairs the inquiry into the bridge. " * 8, "Who chairs it?"
    )
    made = foreign_passages(
        [asked, Example("When?", other, ()), Example("Who?", same, ())],
        TinyEmbedder().embed,
        random.Random(1),
    )
    assert [(one.question, one.passage, one.answers) for one in made] == [("Who chairs it?", other, ())]


SENTENCES = [
    Example(
        f"Who counted the {what} in the Lamp tower?",
        f"Keeper {who} counted the {what}.",
        (Span(7, 7 + len(who)),),
    )
    for what, who in zip(
        ("gulls", "seals", "boats", "waves", "stars"),
        ("Ansel", "Brida", "Corin", "Delia", "Edda"),
        strict=True,
    )
]


def test_single_sentences_come_as_part_of_a_passage_with_their_answer_and_without_it() -> None:
    joined, missing = joined_sentences(SENTENCES, TinyEmbedder().embed, random.Random(1))
    assert [answers_of(one) for one in joined] == [answers_of(one) for one in SENTENCES]
    assert all(one.passage.count(".") >= 3 for one in joined)
    assert len(missing) == len(SENTENCES)
    for alone, one in zip(SENTENCES, missing, strict=True):
        assert one.answers == ()
        assert alone.passage not in one.passage


def test_a_question_that_many_sentences_answer_is_not_said_to_have_no_answer() -> None:
    short = [replace(one, question="Who counted?") for one in SENTENCES]
    assert joined_sentences(short, TinyEmbedder().embed, random.Random(1))[1] == []


def test_an_epoch_has_the_kinds_of_examples_in_the_shares_of_the_recipe() -> None:
    kinds = [[Example(kind, str(number), ()) for number in range(20)] for kind in "pfjm"]
    recipe = replace(Recipe(), foreign=0.5, joined=0.25, missing=0.0)
    epoch = Material(*kinds).epoch(recipe, random.Random(1))
    assert Counter(one.question for one in epoch) == {"p": 20, "f": 10, "j": 5}


def test_paragraphs_and_sentences_are_made_ready_for_learning() -> None:
    paragraphs = [example(f"day {day}.", f"{PARAGRAPH} Lamp {day}.") for day in (3, 9)]
    material = prepare([*paragraphs, *SENTENCES], TinyEmbedder(), random.Random(1))
    assert len(material.passages) == 2
    assert len(material.joined) == len(SENTENCES)


@given(st.integers(0, 3))
def test_however_sentences_are_joined_the_answer_stays(place: int) -> None:
    one = example("Odile", "Odile Farrant chairs it.")
    joined = join_sentences(one, ["The sea is cold.", "Ferries sail.", "It rained."], place)
    assert answers_of(joined) == ["Odile"]
    assert "Ferries sail." in joined.passage


def test_a_network_learns_leaves_the_shared_layers_alone_and_reads_as_before_when_loaded(
    tmp_path: Path,
) -> None:
    embedder = TinyEmbedder()
    before = embedder.weights()
    examples = [
        example(f"Keeper {name}", f"In the {place} Keeper {name} lit the lamp.", "Who lit the lamp?")
        for name in ("Anders", "Boris", "Clara", "Doris")
        for place in ("tower", "harbour", "village", "fog")
    ]
    recipe = replace(Recipe(), epochs=40, rate=3e-3, batch_tokens=400)
    learner = Learner(embedder, recipe)
    losses: list[float] = []
    learner.learn(lambda: examples, lambda step, steps, loss: losses.append(loss))
    assert losses[-1] < losses[0] / 2
    assert all(np.array_equal(a, b) for a, b in zip(before, embedder.weights(), strict=True))

    learner.network.save(tmp_path / "weights.safetensors")
    loaded = SpanNetwork(embedder.transformer, embedder.size)
    loaded.load(tmp_path / "weights.safetensors")
    asked = ("Who lit the lamp?", ["In the fog Keeper Clara lit the lamp."])
    readings = [
        SpanReadingModel(embedder.tokenizer, network.eval(), embedder.lock).read(*asked)[0]
        for network in (learner.network, loaded)
    ]
    assert readings[0].spans[0].span == readings[1].spans[0].span
    assert readings[0].spans[0].span.of(asked[1][0]) == "Keeper Clara"


def test_the_same_seed_gives_the_same_weights() -> None:
    embedder = TinyEmbedder()
    examples = [example("day 3.", PARAGRAPH[:300])]
    states = []
    for _ in range(2):
        learner = Learner(embedder, replace(Recipe(), epochs=3))
        learner.learn(lambda: examples, lambda step, steps, loss: None)
        states.append(learner.network.learned_state())
    assert all(bool((states[0][name] == states[1][name]).all()) for name in states[0])


def test_weights_of_another_network_are_refused(tmp_path: Path) -> None:
    embedder = TinyEmbedder()
    network = SpanNetwork(embedder.transformer, embedder.size)
    network.head = type(network.head)(embedder.size, 3)
    network.save(tmp_path / "weights.safetensors")
    with pytest.raises(ValueError, match="do not fit"):
        SpanNetwork(embedder.transformer, embedder.size).load(tmp_path / "weights.safetensors")

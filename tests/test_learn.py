"""`run_bot.py learn`: from a folder of examples to weights with a card that a newsroom can read with."""

import json
from pathlib import Path

import pytest

from bot.learn import learn_reading
from index.embedder import SentenceTransformerEmbedder
from index.learning import DataError
from index.reading_model import read_card, sha256_of, trained_reading_model, weights_beside

pytestmark = pytest.mark.slow

NAMES = ("Ansel", "Brida", "Corin", "Delia", "Edda", "Falk", "Greta", "Henk", "Ilse", "Jory")
WORKS = ("lamp", "foghorn", "weather vane", "rowing boat")


def paragraph(name: str, work: str, number: int) -> str:
    return (
        "In that spring the lighthouse on the western cape was given to new hands for the winters to come. "
        f"Keeper {name} repaired the {work} in {1900 + number}, before a storm came over the water. "
        "The people of the harbour had waited for it since the old keeper had gone to live with his sister. "
        "They brought bread, salted fish and a barrel of oil, and they stayed until the light was lit again. "
        "Since then a bell is rung on that day, and the children of the school row out to the cape."
    )


@pytest.fixture
def examples(tmp_path: Path) -> Path:
    """A folder with forty questions over forty paragraphs."""
    rows = []
    for number, (name, work) in enumerate((name, work) for name in NAMES for work in WORKS):
        context = paragraph(name, work, number)
        at = context.index(name)
        answer = {"start": at, "end": at + len(name)}
        rows.append(
            {
                "question": f"Who repaired the {work} in {1900 + number}?",
                "context": context,
                "answers": [answer],
            }
        )
    folder = tmp_path / "examples"
    folder.mkdir()
    (folder / "keepers.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return folder


def test_a_folder_of_examples_becomes_a_model_with_its_card(examples: Path, tmp_path: Path) -> None:
    card = tmp_path / "keepers.json"
    told = learn_reading(examples, card)
    assert sha256_of(weights_beside(card)) == read_card(card).sha256
    assert told.splitlines()[0] == f"sha256 {read_card(card).sha256}"
    assert "confidence" in told.splitlines()[1]
    (reading,) = trained_reading_model(SentenceTransformerEmbedder(), card).read(
        "Who repaired the lamp?", ["Keeper Ansel repaired the lamp in spring."]
    )
    assert reading.spans


def test_examples_that_tell_nothing_of_certainty_are_refused_and_nothing_is_replaced(
    examples: Path, tmp_path: Path
) -> None:
    (examples / "keepers.jsonl").write_text(
        json.dumps({"question": "Who?", "context": paragraph("Ansel", "lamp", 1), "answers": []}), "utf-8"
    )
    card = tmp_path / "keepers.json"
    weights_beside(card).write_bytes(b"those of before")
    with pytest.raises(DataError, match="how sure"):
        learn_reading(examples, card)
    assert weights_beside(card).read_bytes() == b"those of before"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["examples", "keepers.safetensors"]

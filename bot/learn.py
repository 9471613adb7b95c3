"""Making the reading model anew: learn from examples, learn how sure to be, write weights and card."""

from collections.abc import Sequence
from pathlib import Path

from bot.progress import progress_bar
from index.calibration import Trial, ask_over_contexts, fit, reliability
from index.embedder import SentenceTransformerEmbedder
from index.learning import Example, Recipe, held_out, learn_to_read, read_examples, split_by_length
from index.reading import ModelReader
from index.reading_model import load_reading_model, weights_beside, write_card


def learn_reading(folder: Path, card: Path) -> str:
    """Learn from a folder of examples and write the weights and their card, both or none. Returns what to
    tell of it. Raises DataError."""
    examples = read_examples(folder)
    learned, _ = held_out(examples)
    with progress_bar("Learning to read") as bar:
        network = learn_to_read(
            learned, SentenceTransformerEmbedder(), Recipe(), lambda step, steps, loss: bar(step, steps)
        )
    draft = card.with_suffix(".draft.json")
    try:
        network.save(weights_beside(draft))
        trials = _trials(examples, weights_beside(draft))
        written, curve = write_card(draft, fit(trials)), _curve(trials)
        weights_beside(draft).replace(weights_beside(card))
        draft.replace(card)
    finally:
        weights_beside(draft).unlink(missing_ok=True)
        draft.unlink(missing_ok=True)
    return "\n".join([f"sha256 {written.sha256}", *curve])


def _trials(examples: Sequence[Example], weights: Path) -> list[Trial]:
    """How the answers of these weights come out, on the examples that they have not learned from."""
    _, apart = held_out(examples)
    asked, _ = split_by_length(apart)
    collection, _ = split_by_length(examples)
    embedder = SentenceTransformerEmbedder()  # learning leaves its own in full precision, or on a GPU
    reader = ModelReader(load_reading_model(embedder, weights))
    with progress_bar("Learning how sure to be") as bar:
        return ask_over_contexts(asked, [one.passage for one in collection], embedder, reader, bar)


def _curve(trials: Sequence[Trial]) -> list[str]:
    """The reliability of confidences that were learned from every second question, over the others."""
    weights = fit([one for number, one in enumerate(trials) if number // 2 % 2])
    others = [one for number, one in enumerate(trials) if not number // 2 % 2]
    bins = reliability([weights.confidence(one.evidence) for one in others], [one.right for one in others])
    lines = (f"{one.count:7d}  {one.confidence:.2f}        {one.right:.2f}" for one in bins)
    return ["answers  confidence  right", *lines]

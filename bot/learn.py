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
    """Learn from a folder of examples and write the weights and their card. Returns what to tell of it.
    Raises DataError."""
    examples = read_examples(folder)
    learned, _ = held_out(examples)
    with progress_bar("Learning to read") as bar:
        network = learn_to_read(
            learned, SentenceTransformerEmbedder(), Recipe(), lambda step, steps, loss: bar(step, steps)
        )
    network.save(weights_beside(card))
    return calibrate(examples, card)


def calibrate(examples: Sequence[Example], card: Path) -> str:
    """Learn how sure the answers of the weights beside `card` may be, from the examples that they have not
    learned from, and write the card. Returns what to tell of it."""
    _, apart = held_out(examples)
    asked, _ = split_by_length(apart)
    collection, _ = split_by_length(examples)
    embedder = SentenceTransformerEmbedder()  # learning leaves its own in full precision, or on a GPU
    reader = ModelReader(load_reading_model(embedder, weights_beside(card)))
    with progress_bar("Learning how sure to be") as bar:
        trials = ask_over_contexts(asked, [one.passage for one in collection], embedder, reader, bar)
    written = write_card(card, fit(trials))
    return "\n".join([f"sha256 {written.sha256}", *_curve(trials)])


def _curve(trials: Sequence[Trial]) -> list[str]:
    """The reliability of confidences that were learned from one half of the trials, over the other half."""
    half = len(trials) // 2
    weights = fit(trials[:half])
    others = trials[half:]
    bins = reliability([weights.confidence(one.evidence) for one in others], [one.right for one in others])
    lines = (f"{one.count:7d}  {one.confidence:.2f}        {one.right:.2f}" for one in bins)
    return ["answers  confidence  right", *lines]

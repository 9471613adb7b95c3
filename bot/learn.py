"""Making the reading model anew: learn from examples, learn how sure to be, write weights and card."""

from pathlib import Path

from bot.progress import progress_bar
from index.calibration import fit, outcomes_of, reliability
from index.confidence import WITHOUT_MODEL
from index.embedder import SentenceTransformerEmbedder
from index.learning import Recipe, as_passages, held_out, learn_to_read, read_examples, split_by_length
from index.reading_model import ReadingCard, trained_reading_model, weights_beside

_QUESTIONS = 300  # that the confidence is learned from, each asked twice


def learn_reading(folder: Path, card: Path, recipe: Recipe) -> str:
    """Learn from a folder of examples and write the weights and their card. Returns how reliable the
    confidence is, for people. Raises DataError."""
    examples, _ = held_out(read_examples(folder))
    embedder = SentenceTransformerEmbedder()
    with progress_bar("Learning to read") as bar:
        network = learn_to_read(examples, embedder, recipe, lambda step, steps, loss: bar(step, steps))
    network.save(weights_beside(card))
    ReadingCard.write(card, WITHOUT_MODEL)
    return learn_confidence(folder, card, recipe)


def learn_confidence(folder: Path, card: Path, recipe: Recipe) -> str:
    """The second half of it: with the weights that lie beside the card already."""
    _, apart = held_out(read_examples(folder))
    embedder = SentenceTransformerEmbedder()
    asked = as_passages(split_by_length(apart)[0], embedder)
    model = trained_reading_model(embedder, card)
    with progress_bar("Learning how sure to be") as bar:
        outcomes = outcomes_of(asked, embedder, model, _QUESTIONS, recipe.seed, bar)
    ReadingCard.write(card, fit(outcomes))
    lines = [f"{sure:.2f}  {right:.2f}  {count:>5}" for sure, right, count in reliability(outcomes)]
    return "\n".join(["sure  right answers", *lines])

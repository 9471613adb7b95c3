"""Making the reading model anew: learn from examples, write weights and card."""

from pathlib import Path

from bot.progress import progress_bar
from index.embedder import SentenceTransformerEmbedder
from index.learning import Recipe, held_out, learn_to_read, read_examples
from index.reading_model import weights_beside, write_card


def learn_reading(folder: Path, card: Path) -> str:
    """Learn from a folder of examples and write the weights and their card. Returns their checksum. Raises
    DataError."""
    examples, _ = held_out(read_examples(folder))
    with progress_bar("Learning to read") as bar:
        network = learn_to_read(
            examples, SentenceTransformerEmbedder(), Recipe(), lambda step, steps, loss: bar(step, steps)
        )
    network.save(weights_beside(card))
    return write_card(card)

"""Articles made up for measuring: many, of natural length, out of the sample collection's own sentences."""

import random
from collections.abc import Iterator

from bot.manage import SAMPLE
from data.files import Reading, read_path
from data.model import Entry
from data.sandbox import Sandbox
from index.sentences import split_sentences


def sample_articles() -> list[Entry]:
    """The sample collection."""
    with Sandbox() as sandbox:
        return [one for one in read_path(SAMPLE, Reading(sandbox)) if isinstance(one, Entry)]


def made_up_articles(count: int, seed: int = 1) -> Iterator[Entry]:
    """Articles of about 400 words: sentences of the sample in any order, some of their words replaced."""
    choose = random.Random(seed)
    sentences = [span.of(one.text) for one in sample_articles() for span in split_sentences(one.text)]
    words = sorted({word for sentence in sentences for word in sentence.split()})
    for number in range(count):
        chosen = [_changed(choose.choice(sentences), words, choose) for _ in range(20)]
        yield Entry("made up", str(number), " ".join(chosen), title=f"Article {number}")


def _changed(sentence: str, words: list[str], choose: random.Random) -> str:
    return " ".join(choose.choice(words) if choose.random() < 0.15 else word for word in sentence.split())

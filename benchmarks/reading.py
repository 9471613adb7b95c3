"""What reading costs: the time of eight passages as a multiple of the bare model's own for the same tokens,
and the memory that the reading model adds."""

import resource
import time
from collections.abc import Callable
from functools import partial
from statistics import median

import torch

from benchmarks.made_up import made_up_articles
from benchmarks.questions import QUESTIONS
from index.embedder import SentenceTransformerEmbedder
from index.passages import split_into_passages
from index.reading_model import MAX_TOKENS, trained_reading_model

_PASSAGES = 8
_ROUNDS = 3


def run() -> None:
    """Print both times, the multiple (target: at most 1.3) and the memory (target: at most 100 MiB)."""
    embedder = SentenceTransformerEmbedder()
    passages = _passages(embedder)
    bare = [_seconds(partial(_forward, embedder, question, passages)) for question in QUESTIONS * _ROUNDS]
    before = _peak()
    model = trained_reading_model(embedder)
    reading = [_seconds(partial(model.read, question, passages)) for question in QUESTIONS * _ROUNDS]
    print(f"bare model {median(bare) * 1000:.0f} ms, reading {median(reading) * 1000:.0f} ms")
    print(f"multiple of the bare model {median(reading) / median(bare):.2f}")
    print(f"memory added {_peak() - before:.0f} MiB")


def _passages(embedder: SentenceTransformerEmbedder) -> list[str]:
    made = []
    for entry in made_up_articles(_PASSAGES):
        sentences = split_into_passages(entry.text, embedder.count_tokens, embedder.max_tokens)[0]
        made.append(entry.text[sentences[0].start : sentences[-1].end])
    return made


def _forward(embedder: SentenceTransformerEmbedder, question: str, passages: list[str]) -> None:
    encoded = embedder.tokenizer(
        [question] * len(passages),
        passages,
        truncation="only_second",
        max_length=MAX_TOKENS,
        padding=True,
        return_tensors="pt",
    )
    with torch.inference_mode():
        embedder.transformer(**encoded)


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _peak() -> float:
    """The most memory that this process has held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

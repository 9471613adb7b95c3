"""Learning to read: questions with answer spans in, the weights of the reading model out.

The plan: read the examples; make passages of their contexts as ingestion would; add what retrieval will do to
the reader, namely passages that are near the question and do not answer it; then a few epochs of gradient
descent (AdamW, linear warm-up and decay), in batches of about equally long texts. Seeded: the same data, seed
and machine give the same weights.
"""

import json
import math
import random
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from torch import Tensor, nn

from data.errors import NewsdeskError
from data.model import Span
from index.embedder import SharedModel, Vectors
from index.passages import split_into_passages
from index.reading_model import MAX_TOKENS
from index.span_network import SpanNetwork

_IGNORED = -100  # torch's cross entropy leaves such targets out
_SHORT = 60  # words; contexts under that are single sentences
_NEAREST = 5  # foreign passages are drawn from so many
_LOOKED_AT = 24  # similar texts, of which those without the answer are taken
_NEIGHBOURS = (3, 7)  # sentences that a single one is put among: 60 to 160 words
_TELLING = 6  # words of a question that one sentence only will answer
_HOLD_OUT = 10  # every n-th context is kept out of learning, for calibration and for looking


@dataclass(frozen=True, slots=True)
class Example:
    """A question over a passage with the spans that answer it; none where the passage does not answer."""

    question: str
    passage: str
    answers: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to learn. `batch_tokens` counts padding.

    An epoch takes every question over a passage. Beside them, as shares of their number: `foreign`, questions
    over a near passage without the answer; `joined`, questions over a single sentence put among near ones;
    `missing`, such questions over the near sentences alone.
    """

    seed: int = 20261124
    epochs: int = 1
    rate: float = 3e-4
    batch_tokens: int = 2_500
    foreign: float = 0.7
    joined: float = 0.5
    missing: float = 0.3


class DataError(NewsdeskError):
    """The training data cannot be used. The message says where and why."""


def read_examples(folder: Path) -> list[Example]:
    """The examples of all `.jsonl` files in a folder, in order: {"question", "context", "answers": [{"start",
    "end"}]}. Raises DataError."""
    examples = []
    for path in sorted(folder.glob("*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                try:
                    examples.append(_to_example(json.loads(line)))
                except (ValueError, KeyError, TypeError) as error:
                    raise DataError(f"{path}, line {number} is not an example: {error}") from error
    if not examples:
        raise DataError(f"{folder} has no .jsonl files with examples.")
    return examples


def _to_example(row: dict[str, Any]) -> Example:
    spans = tuple(Span(int(one["start"]), int(one["end"])) for one in row["answers"])
    if any(not 0 <= span.start < span.end <= len(row["context"]) for span in spans):
        raise ValueError("an answer lies outside of its context")
    return Example(row["question"].strip(), row["context"], spans)


def held_out(examples: Sequence[Example]) -> tuple[list[Example], list[Example]]:
    """(to learn from, kept apart), by context, so that no context is on both sides."""
    numbers: dict[str, int] = {}
    for one in examples:
        numbers.setdefault(one.passage, len(numbers))
    apart = [numbers[one.passage] % _HOLD_OUT == 0 for one in examples]
    return (
        [one for one, kept in zip(examples, apart, strict=True) if not kept],
        [one for one, kept in zip(examples, apart, strict=True) if kept],
    )


def as_passages(examples: Iterable[Example], embedder: SharedModel) -> list[Example]:
    """The examples over passages such as ingestion makes of long contexts: the one with the first answer, or
    the first one."""
    made = []
    for context, own in groupby(examples, key=lambda one: one.passage):
        split = split_into_passages(context, embedder.count_tokens, embedder.max_tokens)
        spans = [Span(sentences[0].start, sentences[-1].end) for sentences in split]
        for one in own:
            inside = [
                (span, [a for a in one.answers if span.start <= a.start and a.end <= span.end])
                for span in spans
            ]
            if not one.answers and spans:
                made.append(replace(one, passage=spans[0].of(context)))
            elif found := next(((span, answers) for span, answers in inside if answers), None):
                span, answers = found
                moved = tuple(Span(a.start - span.start, a.end - span.start) for a in answers)
                made.append(Example(one.question, span.of(context), moved))
    return made


def foreign_passages(
    examples: Sequence[Example], embed: Callable[[Sequence[str]], Vectors], pick: random.Random
) -> list[Example]:
    """Each answerable question over a similar passage that is not its own and has none of its answers: what
    retrieval hands to a reader when it errs."""
    passages = list(dict.fromkeys(one.passage for one in examples))
    asked = [one for one in examples if one.answers]
    near = _near(asked, passages, embed)
    return [
        Example(one.question, pick.choice(texts[:_NEAREST]), ())
        for one, texts in zip(asked, near, strict=True)
        if texts
    ]


def joined_sentences(
    examples: Sequence[Example], embed: Callable[[Sequence[str]], Vectors], pick: random.Random
) -> tuple[list[Example], list[Example]]:
    """(single-sentence examples as part of a passage of similar sentences, such passages without the one that
    answers). The second are of questions that say enough to be answered by one sentence only."""
    sentences = list(dict.fromkeys(one.passage for one in examples))
    with_answer, without = [], []
    for one, near in zip(examples, _near(examples, sentences, embed), strict=True):
        others = near[: pick.randint(*_NEIGHBOURS)]
        pick.shuffle(others)
        with_answer.append(join_sentences(one, others, pick.randint(0, len(others))))
        if others and len(one.question.split()) >= _TELLING and re.search(r"\s[A-Z]", one.question):
            without.append(Example(one.question, " ".join(others), ()))
    return with_answer, without


def _near(
    asked: Sequence[Example], texts: Sequence[str], embed: Callable[[Sequence[str]], Vectors]
) -> list[list[str]]:
    """For each question the texts most similar to it, without its own and those with one of its answers."""
    vectors = embed(texts)
    near = []
    for start in range(0, len(asked), 512):
        batch = asked[start : start + 512]
        similarities = embed([one.question for one in batch]) @ vectors.T
        for one, row in zip(batch, similarities, strict=True):
            words = {span.of(one.passage).lower() for span in one.answers}
            nearest = (texts[i] for i in np.argsort(-row)[:_LOOKED_AT])
            near.append(
                [
                    text
                    for text in nearest
                    if text != one.passage and not any(w in text.lower() for w in words)
                ]
            )
    return near


def join_sentences(one: Example, others: Sequence[str], place: int) -> Example:
    """A single-sentence example as part of a passage: `place` of the other sentences come before it."""
    before = "".join(f"{text} " for text in others[:place])
    after = "".join(f" {text}" for text in others[place:])
    moved = tuple(Span(span.start + len(before), span.end + len(before)) for span in one.answers)
    return Example(one.question, f"{before}{one.passage}{after}", moved)


class Learner:
    """Adapts a span network to examples."""

    def __init__(self, embedder: SharedModel, recipe: Recipe) -> None:
        torch.manual_seed(recipe.seed)
        self._recipe = recipe
        self._random = random.Random(recipe.seed)
        self._tokenizer = embedder.tokenizer
        self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self._mixed = self._device.type == "cuda" or embedder.is_half
        self.network = SpanNetwork(embedder.transformer.float(), embedder.size).to(self._device)
        # On a processor torch's fused attention takes far longer backwards than the plain one.
        cast(Any, self.network.bert).set_attn_implementation("eager")
        for parameter in self.network.parameters():
            parameter.requires_grad = False
        for parameter in self.network.learned_parameters():
            parameter.requires_grad = True

    def learn(
        self, examples: Callable[[], Sequence[Example]], progress: Callable[[int, int, float], None]
    ) -> None:
        """Learn from what `examples` gives for each epoch. `progress` is told the step, how many there are,
        and the mean loss of the last steps."""
        recipe = self._recipe
        epochs = [self._batches(examples()) for _ in range(recipe.epochs)]
        batches = [batch for epoch in epochs for batch in epoch]
        learned = self.network.learned_parameters()
        optimizer = torch.optim.AdamW(learned, lr=recipe.rate, weight_decay=0.01)
        schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate_at(step, len(batches)))
        recent: list[float] = []
        self.network.eval()  # without dropout: the examples are seen twice at most, and it costs a tenth
        for step, batch in enumerate(batches, start=1):
            with torch.autocast(self._device.type, torch.bfloat16, enabled=self._mixed):
                loss = self._loss(batch)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(learned, 1.0)
            optimizer.step()
            schedule.step()
            recent = [*recent[-99:], float(loss.detach())]
            progress(step, len(batches), sum(recent) / len(recent))

    def _batches(self, examples: Sequence[Example]) -> list[list[Example]]:
        """Shuffled batches of about equally long examples."""
        order = sorted(examples, key=lambda one: len(one.passage) + self._random.uniform(0, 40))
        batches: list[list[Example]] = []
        most = 0
        for one in order:
            tokens = min(MAX_TOKENS, len(one.question + one.passage) // 4)
            most = max(most, tokens)
            if not batches or most * (len(batches[-1]) + 1) > self._recipe.batch_tokens:
                batches.append([])
                most = tokens
            batches[-1].append(one)
        self._random.shuffle(batches)
        return batches

    def _loss(self, batch: Sequence[Example]) -> Tensor:
        encoded = self._tokenizer(
            [one.question for one in batch],
            [one.passage for one in batch],
            truncation="only_second",
            max_length=MAX_TOKENS,
            padding=True,
            return_offsets_mapping=True,
            return_tensors="pt",
        )
        answers = [self._random.choice(one.answers) if one.answers else None for one in batch]
        targets = [
            _target(encoded["offset_mapping"][row], encoded["token_type_ids"][row], answer)
            for row, answer in enumerate(answers)
        ]
        logits = self.network(
            encoded["input_ids"].to(self._device),
            encoded["token_type_ids"].to(self._device),
            encoded["attention_mask"].to(self._device),
        )
        wanted = torch.tensor(targets, device=self._device)
        start = nn.functional.cross_entropy(logits[..., 0], wanted[:, 0], ignore_index=_IGNORED)
        end = nn.functional.cross_entropy(logits[..., 1], wanted[:, 1], ignore_index=_IGNORED)
        return (start + end) / 2


def _target(offsets: Tensor, segments: Tensor, answer: Span | None) -> tuple[int, int]:
    """First and last token of the answer; the first token of all for none; ignored where it was cut off."""
    if answer is None:
        return 0, 0
    inside = (
        (segments == 1) & (offsets[:, 1] > answer.start) & (offsets[:, 0] < answer.end) & (offsets[:, 1] > 0)
    ).nonzero()
    if not len(inside):
        return _IGNORED, _IGNORED
    return int(inside[0]), int(inside[-1])


def _rate_at(step: int, steps: int) -> float:
    """The share of the full learning rate at a step: linear up over the first 6 %, then linear down."""
    warm = max(1, math.ceil(0.06 * steps))
    return (step + 1) / warm if step < warm else max(0.0, (steps - step) / max(1, steps - warm))


def split_by_length(examples: Iterable[Example]) -> tuple[list[Example], list[Example]]:
    """(over whole paragraphs, over single sentences)."""
    long: list[Example] = []
    short: list[Example] = []
    for one in examples:
        (long if len(one.passage.split()) >= _SHORT else short).append(one)
    return long, short


@dataclass(frozen=True, slots=True)
class Material:
    """What there is to learn from: questions over passages, the same over foreign passages, questions over
    joined sentences, and over such passages without the answer."""

    passages: Sequence[Example]
    foreign: Sequence[Example]
    joined: Sequence[Example]
    missing: Sequence[Example]

    def epoch(self, recipe: Recipe, pick: random.Random) -> list[Example]:
        """What one epoch learns from."""
        parts = [
            (self.foreign, recipe.foreign),
            (self.joined, recipe.joined),
            (self.missing, recipe.missing),
        ]
        drawn = [
            pick.sample(list(kind), min(len(kind), int(share * len(self.passages)))) for kind, share in parts
        ]
        return [*self.passages, *(one for kind in drawn for one in kind)]


def prepare(examples: Iterable[Example], embedder: SharedModel, pick: random.Random) -> Material:
    """Make of examples what a reader will meet."""
    long, short = split_by_length(examples)
    passages = as_passages(long, embedder)
    foreign = foreign_passages(passages, embedder.embed, pick)
    joined, missing = joined_sentences(short, embedder.embed, pick)
    return Material(passages, foreign, joined, missing)


def learn_to_read(
    examples: Sequence[Example],
    embedder: SharedModel,
    recipe: Recipe,
    progress: Callable[[int, int, float], None],
) -> SpanNetwork:
    """A span network that has learned from these examples; `progress` as in `Learner.learn`."""
    pick = random.Random(recipe.seed)
    material = prepare(examples, embedder, pick)
    learner = Learner(embedder, recipe)
    learner.learn(lambda: material.epoch(recipe, pick), progress)
    return learner.network

"""Reading models: a question and passages in, the spans that answer out, and how likely there is none.

`ReadingModel` is the seam. The default shares the embedding model and adds the weights that ship with the
project (docs/reading-model.md); any extractive question answering model of the Hugging Face format may be set
instead.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from data.model import Span
from index.confidence import Weights
from index.embedder import ModelError, SharedModel

if TYPE_CHECKING:
    from torch import Tensor

MAX_TOKENS = 320  # of question and passage together; a passage has at most 254
_MAX_QUESTION = 60  # tokens
_SPANS = 5  # of one passage
_LONGEST = 30  # tokens of one span
_STARTS = 12  # beginnings and ends that are tried with each other
_AT_ONCE = 8  # passages
_INSTALL_AGAIN = "Install Newsdesk again, or set NEWSDESK_READING_MODEL=none to answer without it."
_NO_OPENING = " \n\t\"“'‘("

SHIPPED = Path(__file__).parent / "reading_model.json"
"""The card of the shipped model; its weights lie beside it."""

Logits = npt.NDArray[np.float32]
Forward = Callable[["Tensor", "Tensor", "Tensor"], "Tensor"]
"""Token ids, segments (1: passage) and mask, each (batch, tokens), to start and end logits, (batch, tokens,
2); where no answer can be they are very low, and the first token stands for no answer."""


@dataclass(frozen=True, slots=True)
class ScoredSpan:
    """Words of a passage that may answer; `span` counts characters of the passage's own text.

    `score` is the sum of its start and end logits: comparable within one question, across passages only as
    `PassageReading.margin`.
    """

    span: Span
    score: float


@dataclass(frozen=True, slots=True)
class PassageReading:
    """What a model read in one passage: the best spans, best first, and the score that it holds none."""

    spans: tuple[ScoredSpan, ...]
    none: float

    @property
    def margin(self) -> float:
        """By how much the best span beats "no answer here"; very low where there is no span."""
        return self.spans[0].score - self.none if self.spans else -100.0


@dataclass(frozen=True, slots=True)
class Card:
    """What stands beside a reading model's weights: their checksum, and the weights of the confidence that go
    with it."""

    sha256: str
    confidence: Weights


def write_card(card: Path, confidence: Weights) -> Card:
    """Write down the checksum of the weights that lie beside `card`, and the confidence's weights."""
    written = Card(sha256_of(weights_beside(card)), confidence)
    card.write_text(json.dumps(asdict(written), indent=2) + "\n", encoding="utf-8")
    return written


def read_card(card: Path = SHIPPED) -> Card:
    """What a card says. Raises ModelError."""
    try:
        row = json.loads(card.read_text("utf-8"))
        weights = Weights(**{name: float(value) for name, value in row["confidence"].items()})
        return Card(str(row["sha256"]), weights)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"{card} is no reading model's card: {error}. {_INSTALL_AGAIN}") from error


def weights_beside(card: Path) -> Path:
    """Where the weights of a card lie."""
    return card.with_suffix(".safetensors")


def sha256_of(path: Path) -> str:
    """The checksum of a file, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class ReadingModel(Protocol):
    """Reads passages for the words that answer."""

    def read(self, question: str, passages: Sequence[str]) -> list[PassageReading]:
        """For each passage the spans that may answer the question, and the score that none does."""
        ...


class SpanReadingModel:
    """A network that scores the tokens where answers begin and end, with the tokenizer it was made for."""

    def __init__(self, tokenizer: Any, forward: Forward, lock: Lock) -> None:
        """`lock` guards the tokenizer, which may belong to another model too."""
        self._tokenizer = tokenizer
        self._forward = forward
        self._lock = lock

    def read(self, question: str, passages: Sequence[str]) -> list[PassageReading]:
        """For each passage the spans that may answer the question, and the score that none does."""
        readings = []
        for start in range(0, len(passages), _AT_ONCE):
            readings += self._read_batch(question, passages[start : start + _AT_ONCE])
        return readings

    def _read_batch(self, question: str, passages: Sequence[str]) -> list[PassageReading]:
        import torch

        with self._lock:
            # Cut by itself: a question longer than its share would leave no room for the passage.
            asked = self._tokenizer(
                question, add_special_tokens=False, truncation=True, max_length=_MAX_QUESTION
            )
            encoded = self._tokenizer(
                [self._tokenizer.decode(asked["input_ids"])] * len(passages),
                list(passages),
                truncation="only_second",
                max_length=MAX_TOKENS,
                padding=True,
                return_offsets_mapping=True,
                return_token_type_ids=True,
                return_tensors="pt",
            )
        with torch.inference_mode():
            logits = self._forward(encoded["input_ids"], encoded["token_type_ids"], encoded["attention_mask"])
        offsets = encoded["offset_mapping"].numpy()
        return [
            decode_spans(scores, places, passage)
            for scores, places, passage in zip(logits.float().numpy(), offsets, passages, strict=True)
        ]


def decode_spans(logits: Logits, offsets: npt.NDArray[np.int64], passage: str) -> PassageReading:
    """The best spans that do not overlap, from logits and the characters of each token, both (tokens, 2).

    The standard decoding of BERT for SQuAD 2.0 (Devlin et al. 2019): a start, an end not before it, at most
    so many tokens apart, the sum of both logits as the score.
    """
    starts, ends = logits[:, 0], logits[:, 1]
    first, last = _likeliest(starts), _likeliest(ends)
    pairs = [
        (float(starts[a] + ends[b]), int(a), int(b)) for a in first for b in last if a <= b < a + _LONGEST
    ]
    chosen: list[ScoredSpan] = []
    for score, a, b in sorted(pairs, reverse=True):
        span = _trimmed(passage, Span(int(offsets[a, 0]), int(offsets[b, 1])))
        apart = all(span.end <= one.span.start or one.span.end <= span.start for one in chosen)
        if span.start < span.end and apart:
            chosen.append(ScoredSpan(span, score))
        if len(chosen) == _SPANS:
            break
    return PassageReading(tuple(chosen), float(starts[0] + ends[0]))


def _likeliest(scores: npt.NDArray[np.float32]) -> list[int]:
    """The tokens of the passage with the highest scores; the first token of all stands for none of them."""
    best = np.argsort(-scores[1:])[:_STARTS] + 1
    return [int(token) for token in best if scores[token] > -1e3]


def _trimmed(text: str, span: Span) -> Span:
    """Without white space around it, and without marks that only open."""
    words = span.of(text)
    before, after = len(words) - len(words.lstrip(_NO_OPENING)), len(words) - len(words.rstrip())
    return Span(span.start + before, max(span.start + before, span.end - after))


def trained_reading_model(embedder: SharedModel, card: Path = SHIPPED) -> SpanReadingModel:
    """The reading model with this card, which shares the packaged embedding model.

    Raises ModelError where its weights are not those of the card.
    """
    weights = weights_beside(card)
    if (found := sha256_of(weights)) != read_card(card).sha256:
        raise ModelError(f"{weights} is not the file of its card (sha256 {found}). {_INSTALL_AGAIN}")
    return load_reading_model(embedder, weights)


def load_reading_model(embedder: SharedModel, weights: Path) -> SpanReadingModel:
    """The reading model with these weights, which shares the packaged embedding model."""
    from index.span_network import SpanNetwork

    network = SpanNetwork(embedder.transformer, embedder.size)
    network.load(weights)
    network.eval()
    return SpanReadingModel(embedder.tokenizer, network, embedder.lock)


def hugging_face_reading_model(name: str) -> SpanReadingModel:
    """An extractive question answering model by its hub name or folder. Raises ModelError."""
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer

    try:
        tokenizer = AutoTokenizer.from_pretrained(name)
        model = AutoModelForQuestionAnswering.from_pretrained(name).eval()
    except Exception as error:  # whatever a model's own loading code raises, people get one sentence
        raise ModelError(
            f"The reading model {name!r} cannot be loaded: {error}. NEWSDESK_READING_MODEL takes the name or "
            "the folder of an extractive question answering model, none, or nothing for the shipped one."
        ) from error

    def forward(input_ids: "Tensor", segments: "Tensor", mask: "Tensor") -> "Tensor":
        import torch

        takes_segments = getattr(model.config, "type_vocab_size", 0) > 1
        more = {"token_type_ids": segments} if takes_segments else {}
        scores = model(input_ids=input_ids, attention_mask=mask, **more)
        logits = torch.stack([scores.start_logits, scores.end_logits], dim=-1)
        allowed = (segments == 1) & (mask == 1)
        allowed[:, 0] = True
        return logits.masked_fill(~allowed.unsqueeze(-1), -1e4)

    return SpanReadingModel(tokenizer, forward, Lock())

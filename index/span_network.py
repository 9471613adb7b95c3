"""The network behind the reading model: the embedding model's own layers, adapted, with a head for spans.

A question and a passage go in together; for each token of the passage the head says how likely an answer
begins or ends there, and the first token stands for "no answer here" (BERT for SQuAD 2.0, Devlin et al.
2019). Word embeddings and the lowest layers are those of the embedding model, shared and never changed.
"""

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from safetensors.torch import load_file, save_file
from torch import Tensor, nn

SHARED_LAYERS = 2
_SHARED = ("bert.embeddings.", *(f"bert.encoder.layer.{number}." for number in range(SHARED_LAYERS)))
_NEVER = -1e4  # a logit that no softmax sees, and that half precision can hold


class SpanNetwork(nn.Module):
    """Start and end logits for every token; -1e4 where no answer can be.

    `bert` is the embedding model's transformer: its embeddings and its lowest layers are shared, the layers
    above copied.
    """

    def __init__(self, bert: nn.Module, hidden_size: int) -> None:
        super().__init__()
        own: Any = copy.deepcopy(bert)
        own.embeddings = bert.embeddings
        for number in range(SHARED_LAYERS):
            own.encoder.layer[number] = cast(Any, bert).encoder.layer[number]
        own.pooler = None  # only the tokens count
        self.bert = own
        self.head = nn.Linear(hidden_size, 2, dtype=next(bert.parameters()).dtype)

    def forward(self, input_ids: Tensor, token_type_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Logits (batch, tokens, 2) for token ids, segments (1: passage) and mask, each (batch, tokens)."""
        states = self.bert(
            input_ids=input_ids, token_type_ids=token_type_ids, attention_mask=attention_mask
        ).last_hidden_state
        logits = cast(Tensor, self.head(states)).float()
        allowed = (token_type_ids == 1) & (attention_mask == 1)
        allowed[:, 0] = True
        return logits.masked_fill(~allowed.unsqueeze(-1), _NEVER)

    def learned_parameters(self) -> list[nn.Parameter]:
        """What learning changes: the layers that are not shared, and the head."""
        return [value for name, value in self.named_parameters() if not name.startswith(_SHARED)]

    def learned_state(self) -> dict[str, Tensor]:
        """The same, by name."""
        return {name: value for name, value in self.state_dict().items() if not name.startswith(_SHARED)}

    def save(self, path: Path) -> None:
        """Write the learned state in half precision, as safetensors."""
        save_file({name: value.half().contiguous() for name, value in self.learned_state().items()}, path)

    def load(self, path: Path) -> None:
        """Take a saved state over. Raises ValueError where it is of another network."""
        expected = self.learned_state()
        found = load_file(path)
        if _shapes(found) != _shapes(expected):
            raise ValueError("the weights do not fit the embedding model")
        self.load_state_dict({**self.state_dict(), **found})


def _shapes(state: Mapping[str, Tensor]) -> dict[str, tuple[int, ...]]:
    return {name: tuple(value.shape) for name, value in state.items()}

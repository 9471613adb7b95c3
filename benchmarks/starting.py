"""How long from the start of a process to its first answer, against starting Python with the bare model."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bot.manage import take_in_sample
from data.settings import Settings
from data.store import Store
from index.newsroom import load_embedder

_ROOT = Path(__file__).parent.parent
_BARE = "from index.embedder import SentenceTransformerEmbedder as E; E().embed(['Who closed the bridge?'])"


def run() -> None:
    """Print both and the multiple."""
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home))
        store = Store(settings.home)
        take_in_sample(store, load_embedder(settings), settings)
        store.close()
        answering = [sys.executable, "run_bot.py", "ask", "Who closed the bridge?", "--home", home]
        _seconds(answering)  # builds the word indexes
        first, bare = _seconds(answering), _seconds([sys.executable, "-c", _BARE])
    print(f"start to first answer {first:.1f} s, bare model's start and first embedding {bare:.1f} s")
    print(f"multiple of the bare start {first / bare:.2f}")


def _seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, cwd=_ROOT, check=False, capture_output=True)
    return time.perf_counter() - start

"""What each part of answering is worth: the standalone questions of a data set, asked with ever more of it.

`python -m benchmarks ablation FOLDER`; the data set is one that `make eval` takes (docs/quality.md).
"""

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bot.manage import open_data_set
from bot.progress import progress_bar
from data.settings import read_settings
from index.answering import Desk, answer_question
from index.confidence import WITHOUT_MODEL
from index.embedder import SentenceTransformerEmbedder
from index.evaluation import ask_all, figures
from index.evidence import SentenceSelection
from index.reading import ModelReader
from index.reading_model import read_card, trained_reading_model
from index.retrieval import FUSION, Fusion

_NOTHING = Fusion(0, 0, 0, 0, 0, 0, 0, 0)
_WORDS = replace(_NOTHING, passage_words=FUSION.passage_words)
_VECTORS = replace(_WORDS, passage_similarity=FUSION.passage_similarity)
_SENTENCES = replace(FUSION, article_words=0, early=0)
_SHOWN = ("article@1", "passage@1", "passage@5", "answer@1", "answered", "false answers", "confidence AUROC")


def run(folder: str) -> None:
    """Print a line of figures for each step."""
    data = Path(folder)
    settings = read_settings(read_settings().home / f"eval-{data.resolve().name}")
    today = datetime.now(UTC).date()
    with open_data_set(data, settings) as room:
        print(f"{'':30}" + "".join(f"{name.split()[-1]:>11}" for name in _SHOWN))
        for name, desk in _steps(room.desk):
            with progress_bar(name) as bar:
                ask = partial(answer_question, desk, today=today)
                outcomes = ask_all(data, ask, bar, only_standalone=True)
            if not outcomes.judged:
                sys.exit(f"No question of {folder} is marked as standalone (standalone_hint).")
            found = figures(outcomes)
            values = (found.get(one, "").split(" ")[0] for one in _SHOWN)
            print(f"{name:30}" + "".join(f"{value:>11}" for value in values), flush=True)


def _steps(desk: Desk) -> Iterator[tuple[str, Desk]]:
    bare = replace(desk, reader=SentenceSelection())
    yield "words of passages", replace(bare, fusion=_WORDS)
    yield "+ vectors of passages", replace(bare, fusion=_VECTORS)
    yield "+ words, vectors of sentences", replace(bare, fusion=_SENTENCES)
    yield "+ words of articles, place", bare
    model = trained_reading_model(SentenceTransformerEmbedder())
    yield "+ reading model", replace(desk, reader=ModelReader(model, WITHOUT_MODEL))
    yield "+ confidence learned with it", replace(desk, reader=ModelReader(model, read_card().confidence))

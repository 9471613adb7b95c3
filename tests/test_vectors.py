"""Vector search, held against plain arithmetic over all vectors."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.embedder import Vectors
from index.vectors import VectorIndex

SIZE = 16
HALF = 2e-3  # what float16 loses


def unit(seed: int) -> Vectors:
    vector = np.random.default_rng(seed).normal(size=SIZE).astype(np.float32)
    return np.asarray(vector / np.linalg.norm(vector), np.float32)


def filled(keys: Sequence[int]) -> VectorIndex:
    """An index in which every key's vector is `unit(key)`."""
    index = VectorIndex(SIZE)
    if keys:
        index.add(keys, np.stack([unit(key) for key in keys]))
    return index


def similarity(key: int, question: Vectors) -> float:
    return float(unit(key).astype(np.float16).astype(np.float32) @ question)


def test_the_most_similar_come_with_their_cosines() -> None:
    found = filled(range(1, 200)).search(unit(7), 3)
    best = sorted(range(1, 200), key=lambda key: similarity(key, unit(7)), reverse=True)[:3]
    assert list(found) == best
    assert best[0] == 7
    assert found == pytest.approx({key: similarity(key, unit(7)) for key in best}, abs=HALF)


def test_a_search_among_some_sees_no_others() -> None:
    index = filled(range(1, 200))
    among = np.array([3, 5, 199, 4_000], np.int64)
    assert index.search(unit(7), 10, among).keys() == {3, 5, 199}
    assert len(index.search(unit(7), 2, among)) == 2
    assert index.search(unit(7), 10, np.array([], np.int64)) == {}


def test_an_empty_index_finds_nothing() -> None:
    index = VectorIndex(SIZE)
    assert index.search(unit(1), 5) == {}
    index.add([], np.zeros((0, SIZE), np.float32))
    index.remove([1])
    assert len(index) == 0
    assert index.similarities(unit(1), []) == {}


def test_a_removed_key_is_gone_and_may_be_used_again() -> None:
    index = filled([1, 2, 3])
    index.remove([2, 99])
    assert index.search(unit(2), 5).keys() == {1, 3}
    index.add([2], unit(50)[None])
    assert index.similarities(unit(50), [2]) == pytest.approx({2: 1.0}, abs=HALF)


def test_keys_as_large_as_the_database_gives_are_kept() -> None:
    large = 2**62
    assert filled([1, large]).search(unit(large), 1).keys() == {large}


keys = st.integers(1, 30)
steps = st.lists(st.tuples(st.booleans(), st.sets(keys, max_size=8)), max_size=12)


@settings(deadline=None)
@given(steps, st.integers(1, 40), st.none() | st.sets(keys))
def test_whatever_came_and_went_the_rest_is_searched_exactly(
    steps: list[tuple[bool, set[int]]], limit: int, chosen: set[int] | None
) -> None:
    index, present, question = VectorIndex(SIZE), set[int](), unit(1_000)
    for adding, some in steps:
        fresh = sorted(some - present)
        if adding and fresh:
            index.add(fresh, np.stack([unit(key) for key in fresh]))
        elif not adding:
            index.remove(sorted(some))
        present = present | some if adding else present - some
    assert len(index) == len(present)
    among = None if chosen is None else np.array(sorted(chosen), np.int64)
    visible = present if chosen is None else present & chosen
    best = sorted((similarity(key, question) for key in visible), reverse=True)[:limit]
    found = index.search(question, limit, among)
    assert found.keys() <= visible
    assert sorted(found.values(), reverse=True) == pytest.approx(best, abs=HALF)
    assert index.similarities(question, sorted(present)) == pytest.approx(
        {key: similarity(key, question) for key in present}, abs=HALF
    )

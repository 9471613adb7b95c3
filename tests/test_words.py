"""The word index: which words count, and what a broken or busy one does."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index.words import WordIndex, WordIndexBusyError, WordIndexError, terms

ROOT = Path(__file__).parent.parent


def fill(folder: Path) -> WordIndex:
    """Three texts of two articles, at revision 7."""
    index = WordIndex(folder)
    with index.changing() as changing:
        changing.add(1, 10, "The bridge was closed. A bridge of iron.")
        changing.add(2, 10, "The ferry replaces the bridge.")
        changing.add(3, 20, "Otters swim near the ferry.")
        changing.commit(7)
    return index


@pytest.mark.parametrize("name", ["U.S.", "US", "USA", "U.S.A."])
def test_the_united_states_are_one_word_however_they_are_written(name: str) -> None:
    assert terms(f"{name} ") == ["usa"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("They told us", ["told"]),
        ("U.N. and UN", ["un", "un"]),
        ("E.U. law", ["eu", "law"]),
        ("J. Sperrin", ["j", "sperrin"]),
        ("Who was it that did this?", []),
        ("Café crêpes, Zürich", ["cafe", "crepe", "zurich"]),
        ("bridges BRIDGE bridge's", ["bridg", "bridg", "bridg"]),
        ("21:40 and 23,000", ["21", "40", "23", "000"]),
        ("", []),
        ("?!… 🚢", []),
        ("x" * 100, []),
    ],
)
def test_words_are_folded_and_stemmed_and_question_words_left_out(text: str, words: list[str]) -> None:
    assert terms(text) == words


def test_initials_are_found_as_they_are_asked_for(tmp_path: Path) -> None:
    index = WordIndex(tmp_path)
    with index.changing() as changing:
        changing.add(1, 1, "The U.S. navy came.")
        changing.add(2, 2, "They came to us.")
        changing.commit(1)
    for asked in ("US", "U.S.", "USA"):
        assert index.search(terms(asked), 10).keys() == {1}


def test_a_search_ranks_by_how_often_and_how_rare(tmp_path: Path) -> None:
    index = fill(tmp_path)
    scores = index.search(terms("bridge"), 10)
    assert scores.keys() == {1, 2}
    assert scores[1] > scores[2] > 0
    assert index.search(terms("bridge"), 1).keys() == {1}
    assert index.search([], 10) == {}
    assert index.search(["unheard"], 10) == {}


def test_a_search_may_be_limited_without_changing_a_score(tmp_path: Path) -> None:
    index = fill(tmp_path)
    scores = index.search(terms("ferry bridge"), 10)
    assert index.search(terms("ferry bridge"), 10, keys=[2]) == pytest.approx({2: scores[2]})
    assert index.search(terms("ferry bridge"), 10, groups=[20]) == pytest.approx({3: scores[3]})
    assert index.search(terms("ferry bridge"), 10, keys=[1], groups=[20]) == {}
    assert index.search(terms("ferry bridge"), 10, groups=[]) == {}


def test_document_frequencies_count_texts(tmp_path: Path) -> None:
    index = fill(tmp_path)
    asked = [*terms("bridge ferry otters"), "unheard"]
    assert [index.document_frequency(word) for word in asked] == [2, 2, 1, 0]
    assert len(index) == 3
    assert len(WordIndex(tmp_path / "empty")) == 0


def test_replaced_texts_are_not_counted_for_long_enough_to_exceed_all(tmp_path: Path) -> None:
    index = WordIndex(tmp_path)
    for revision in range(1, 30):
        with index.changing() as changing:
            changing.remove_groups([revision % 5])
            for key in range(100 if revision == 1 else 5):
                changing.add(revision * 100 + key, revision % 5 if key < 5 else 50 + key, "A bridge.")
            changing.commit(revision)
        assert index.document_frequency("bridg") <= len(index)


def test_all_texts_can_be_dropped_at_once(tmp_path: Path) -> None:
    index = fill(tmp_path)
    with index.changing() as changing:
        changing.remove_all()
    assert (len(index), index.revision()) == (3, 7)
    with index.changing() as changing:
        changing.remove_all()
        changing.add(1, 10, "A zebra.")
        changing.commit(2)
    assert index.search(terms("bridge zebra"), 10).keys() == {1}
    assert (len(index), index.revision()) == (1, 2)


def test_the_index_of_another_database_is_begun_anew(tmp_path: Path) -> None:
    with WordIndex(tmp_path, origin=1).changing() as changing:
        changing.commit(7)
    assert WordIndex(tmp_path, origin=1).revision() == 7
    assert WordIndex(tmp_path, origin=2).revision() == 0
    assert WordIndex(tmp_path, origin=1).revision() == 0


def test_a_removed_article_is_found_no_more(tmp_path: Path) -> None:
    index = fill(tmp_path)
    with index.changing() as changing:
        changing.remove_groups([10, 99])
        changing.commit(8)
    assert index.search(terms("bridge ferry"), 10).keys() == {3}
    assert (index.revision(), len(index)) == (8, 1)
    assert WordIndex(tmp_path).revision() == 8


def test_a_change_that_was_not_committed_never_was(tmp_path: Path) -> None:
    index = fill(tmp_path)
    with index.changing() as changing:
        changing.remove_groups([10])
        changing.add(4, 30, "A zebra.")
    with pytest.raises(ZeroDivisionError), index.changing() as changing:  # noqa: PT012
        changing.remove_groups([20])
        raise ZeroDivisionError
    for one in (index, WordIndex(tmp_path)):
        assert one.revision() == 7
        assert len(one) == 3
        assert one.search(terms("zebra bridge otters"), 10).keys() == {1, 2, 3}


CHILD = """
import sys
import tempfile
from pathlib import Path
from index.words import WordIndex
with WordIndex(Path(sys.argv[1])).changing() as changing:
    changing.add(4, 30, "A zebra.")
    print("writing", flush=True)
    sys.stdin.readline()
    changing.commit(8)
"""


@pytest.mark.parametrize("killed", [False, True])
def test_one_process_writes_at_a_time_and_a_killed_one_blocks_nobody(tmp_path: Path, killed: bool) -> None:
    index = fill(tmp_path)
    command = [sys.executable, "-c", CHILD, str(tmp_path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as child:
        assert child.stdout
        assert child.stdout.readline() == "writing\n"
        with pytest.raises(WordIndexBusyError), index.changing():
            pass
        assert index.search(terms("bridge zebra"), 10).keys() == {1, 2}
        if killed:
            child.kill()
        else:
            child.communicate("\n", timeout=30)
    with index.changing() as changing:
        assert index.revision() == (7 if killed else 8)
        changing.commit(9)
    assert index.search(terms("zebra"), 10).keys() == (set() if killed else {4})


def scribble(folder: Path) -> None:
    for path in folder.iterdir():
        path.write_bytes(b"scribble")


def empty_all(folder: Path) -> None:
    for path in folder.iterdir():
        path.write_bytes(b"")


def lose_segments(folder: Path) -> None:
    for path in folder.iterdir():
        if path.name not in {"meta.json", ".managed.json"}:
            path.unlink()


def another_make(folder: Path) -> None:
    path = folder / "meta.json"
    path.write_text(path.read_text(encoding="utf-8").replace("newsdesk_english", "elvish"), encoding="utf-8")


@pytest.mark.parametrize("damage", [shutil.rmtree, scribble, empty_all, lose_segments, another_make])
def test_a_lost_damaged_or_foreign_index_is_begun_anew(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    folder = tmp_path / "words"
    fill(folder)
    damage(folder)
    assert WordIndex(folder).revision() == 0
    assert len(fill(folder)) == 3


def test_an_index_without_room_for_its_folder_says_where_and_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "words").write_text("in the way", encoding="utf-8")
    with pytest.raises(WordIndexError, match=r"words.passages cannot be written: .*--home\.$"):
        WordIndex(tmp_path / "words" / "passages")


@pytest.mark.skipif(os.name != "posix", reason="needs the file modes of POSIX")
def test_an_index_that_may_only_be_read_is_searched_and_refuses_changes(tmp_path: Path) -> None:
    fill(tmp_path / "words")
    folder = Path(shutil.copytree(tmp_path / "words", Path(tempfile.mkdtemp()) / "words"))
    folder.parent.chmod(0o755)
    with read_only(folder):
        index = WordIndex(folder)
        assert index.search(terms("bridge"), 10)
        with pytest.raises(WordIndexError, match="cannot be written: ") as refusal:
            change(index)
        # Why is said by whichever thread of the index meets it first, so it is not always the same.
        assert str(folder) in str(refusal.value)
    shutil.rmtree(folder.parent)


def change(index: WordIndex) -> None:
    with index.changing() as changing:
        changing.add(9, 9, "zebra")
        changing.commit(9)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """File modes do not bind root, who is another user for a while."""
    for path in folder.iterdir():
        path.chmod(0o666)
    folder.chmod(0o555)
    user = os.geteuid()
    try:
        os.seteuid(user or 65_534)
        yield
    finally:
        os.seteuid(user)
        folder.chmod(0o755)

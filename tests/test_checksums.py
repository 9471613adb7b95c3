"""Damage inside the files of a word index is seen when it is opened."""

from pathlib import Path

import pytest

from index.checksums import is_intact
from index.words import WordIndex, terms

LOCKS_AND_LISTS = {"meta.json", ".managed.json", ".tantivy-meta.lock", ".tantivy-writer.lock"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index of two commits, so that some texts are dropped and files of several segments are there."""
    index = WordIndex(tmp_path / "words")
    for revision in (1, 2):
        with index.changing() as changing:
            changing.remove_groups([3])
            for key in range(50):
                changing.add(1_000 * revision + key, key, f"The ferry number {key} passes the bridge.")
            changing.commit(revision)
    return tmp_path / "words"


def segment_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.name not in LOCKS_AND_LISTS)


def test_an_index_that_nobody_touched_is_intact_and_stays(folder: Path, tmp_path: Path) -> None:
    assert {path.suffix for path in segment_files(folder)} >= {".term", ".idx", ".store", ".fast", ".del"}
    assert is_intact(folder)
    assert WordIndex(folder).revision() == 2
    assert is_intact(tmp_path / "nowhere")


@pytest.mark.parametrize("place", [0.0, 0.4, 1.0])
def test_one_changed_byte_of_the_content_of_any_file_is_seen_and_the_index_begun_anew(
    folder: Path, place: float
) -> None:
    contents = {path: path.read_bytes() for path in segment_files(folder)}
    for path, content in contents.items():
        body = content.rindex(b'{"version"')  # what follows is the footer, which holds the checksum
        at = int(place * (body - 1))
        path.write_bytes(content[:at] + bytes([content[at] ^ 0x55]) + content[at + 1 :])
        assert not is_intact(folder), path.name
        path.write_bytes(content)
    assert is_intact(folder)
    path.write_bytes(content[:at] + bytes([content[at] ^ 0x55]) + content[at + 1 :])
    index = WordIndex(folder)
    assert (index.revision(), index.search(terms("ferry"), 10)) == (0, {})


@pytest.mark.parametrize("kept", [0, 5, 40])
def test_a_file_that_was_cut_short_or_lost_is_seen(folder: Path, kept: int) -> None:
    for path in segment_files(folder):
        content = path.read_bytes()
        path.write_bytes(content[:kept])
        assert not is_intact(folder), path.name
        path.unlink()
        assert not is_intact(folder), path.name
        path.write_bytes(content)


@pytest.mark.parametrize(
    "meta", ["", "{", "[]", "{}", '{"segments": [{}]}', '{"segments": [{"segment_id": 5}]}']
)
def test_a_list_of_segments_that_makes_no_sense_is_seen(folder: Path, meta: str) -> None:
    (folder / "meta.json").write_text(meta, encoding="utf-8")
    assert not is_intact(folder)

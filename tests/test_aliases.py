"""The file in which an administrator says who is who, and what is said about a wrong one."""

import os
from pathlib import Path

import pytest

from data.store import Store
from index.who_said.aliases import Alias, AliasesError, read_aliases
from index.who_said.known_people import KnownPeople

GOOD = """
[[person]]
name = "Katherine Ambler"
also = ["Kate Ambler"]

[[person]]
name = "Jonas Reed"
role = "goalkeeper"
"""


def test_entries_are_read_and_no_file_means_none(tmp_path: Path) -> None:
    path = tmp_path / "aliases.toml"
    assert read_aliases(path) == ()
    path.write_text(GOOD)
    assert read_aliases(path) == (
        Alias("Katherine Ambler", ("Kate Ambler",)),
        Alias("Jonas Reed", role="goalkeeper"),
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[[person]", "cannot be read as TOML"),
        ('[[people]]\nname = "X"', "has people, which means nothing there"),
        ('[person]\nname = "X"', "person stands in single brackets"),
        ("[[person]]\nalso = ['X']", "person 1 has no name"),
        ("[[person]]\nname = 'X'\nalias = ['Y']", "person 1 has alias; there is name, also and role"),
        ("[[person]]\nname = 'X'\nalso = 'Y'", r"person 1 \(X\): also is not a list of names"),
        ("[[person]]\nname = 'X'\nrole = 3", r"person 1 \(X\): role is not text"),
        (
            "[[person]]\nname = 'X'\nalso=['Z']\n[[person]]\nname = 'Y'\nalso=['Z']",
            "Z belongs both to X and to Y",
        ),
    ],
)
def test_a_wrong_file_is_explained(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "aliases.toml"
    path.write_text(content)
    with pytest.raises(AliasesError, match=message):
        read_aliases(path)


def test_a_changed_file_holds_at_once_and_a_wrong_one_changes_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = Store(tmp_path)
    known = KnownPeople(store, tmp_path)
    path = tmp_path / "aliases.toml"
    path.write_text(GOOD)
    assert known.now() is known.now()
    path.write_text("[[person]")
    os.utime(path, ns=(1, 1))
    known.now()
    assert "stay in force" in caplog.text
    store.close()


def test_a_name_is_compared_whole_and_without_regard_to_capitals() -> None:
    assert Alias("Kate Ambler").covers("Ms Ambler", "") is False
    assert Alias("Kate Ambler").covers("kate ambler", "anything") is True

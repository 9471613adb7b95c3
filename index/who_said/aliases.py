"""The file in which an administrator says who is who: `aliases.toml` in the home folder.

    [[person]]
    name = "Elspeth Moor"          # shown as this
    also = ["Ellie Moor", "Moor"]    # these names are this person too

    [[person]]
    name = "Jonas Reed"
    role = "goalkeeper"            # only where the role that an article gives has these words

A name in this file joins with nothing but what is written beside it, so that an entry of one name alone
keeps that name apart.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.errors import NewsdeskError
from index.who_said.name_forms import words_of

FILE_NAME = "aliases.toml"
_FIELDS = {"name", "also", "role"}
_SHAPE = 'Write for each person: [[person]], then name = "Elspeth Moor" and also = ["Ellie Moor"].'


class AliasesError(NewsdeskError):
    """The aliases file cannot be used. The message says where and what it should look like."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Alias:
    """One entry: these names are this person, in these roles only if `role` is given."""

    name: str
    also: tuple[str, ...] = ()
    role: str = ""

    def covers(self, name: str, role: str) -> bool:
        """Whether a name with a role, as an article gives them, is this person's."""
        if words_of(name) not in {words_of(one) for one in (self.name, *self.also)}:
            return False
        return set(words_of(self.role)) <= set(words_of(role))


def read_aliases(path: Path) -> tuple[Alias, ...]:
    """The entries of the file, none if there is no file. Raises AliasesError."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise AliasesError(f"{path} cannot be read as TOML: {error}") from None
    if unknown := sorted(content.keys() - {"person"}):
        raise AliasesError(f"{path} has {unknown[0]}, which means nothing there. {_SHAPE}")
    entries = content.get("person", [])
    if not isinstance(entries, list):
        raise AliasesError(f"{path}: person stands in single brackets. {_SHAPE}")
    aliases = tuple(_alias(path, number, entry) for number, entry in enumerate(entries, 1))
    _refuse_double(path, aliases)
    return aliases


def _alias(path: Path, number: int, entry: Any) -> Alias:
    where = f"{path}, person {number}"
    if not isinstance(entry, dict):
        raise AliasesError(f"{where} is not a table. {_SHAPE}")
    if unknown := sorted(entry.keys() - _FIELDS):
        raise AliasesError(f"{where} has {unknown[0]}; there is name, also and role. {_SHAPE}")
    name, also, role = entry.get("name"), entry.get("also", []), entry.get("role", "")
    if not isinstance(name, str) or not words_of(name):
        raise AliasesError(f"{where} has no name. {_SHAPE}")
    if not isinstance(also, list) or not all(isinstance(one, str) and words_of(one) for one in also):
        raise AliasesError(f"{where} ({name}): also is not a list of names. {_SHAPE}")
    if not isinstance(role, str):
        raise AliasesError(f"{where} ({name}): role is not text. {_SHAPE}")
    return Alias(name, tuple(also), role)


def _refuse_double(path: Path, aliases: tuple[Alias, ...]) -> None:
    seen: dict[tuple[tuple[str, ...], tuple[str, ...]], Alias] = {}
    for alias in aliases:
        for name in dict.fromkeys((alias.name, *alias.also)):
            other = seen.setdefault((words_of(name), words_of(alias.role)), alias)
            if other is not alias:
                raise AliasesError(
                    f"{path}: {name} belongs both to {other.name} and to {alias.name}. "
                    "Keep one, or give each a role."
                )

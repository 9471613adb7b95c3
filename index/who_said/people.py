"""Who people are across articles, pure: which names and roles are one person's, and whom a question means.

Names join when they share the family name and their given names agree (Ken and Kenneth, K. and Kenneth), a
bare family name when just one person has it and the roles do not speak against it. Two people of one name
are told apart by roles of different worlds, a goalkeeper and a minister. What the administrator wrote into
the aliases file comes before all of this. Bodies and descriptions ("the police") are only themselves.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from data.statements import Naming
from index.who_said.aliases import Alias
from index.who_said.name_forms import (
    PersonalName,
    given_names_agree,
    is_named,
    personal_name,
    plain_role,
    single_words_of,
    split_title,
    without_titles,
    words_of,
)
from index.words import terms

_WORLDS = {
    "sport": (
        "goalkeeper striker defender midfielder footballer batsman bowler cyclist rower swimmer "
        "sprinter runner boxer wrestler skater skier athlete player referee umpire jockey winger "
        "golfer quarterback pitcher "
    ),
    "office": (
        "minister premier president chancellor governor senator mayor councillor ambassador "
        "secretary lawmaker politician congressman congresswoman legislator commissioner "
    ),
    "stage": (
        "actor actress singer composer conductor dancer painter sculptor novelist poet musician "
        "comedian rapper guitarist filmmaker "
    ),
    "medicine": ("surgeon doctor nurse physician midwife paramedic dentist pharmacist "),
    "trades": (
        "baker butcher plumber farmer fisherman driver waiter cook pensioner student pupil carpenter "
    ),
}
_JOINED = re.compile(r", (?=[A-Z])| and ")
_WORLD_OF = {word: world for world, words in _WORLDS.items() for word in words.split()}


@dataclass(frozen=True)
class Person:
    """A speaker across articles: `name` is the fullest one; `namings` are the (name, role) pairs that are
    theirs; `roles` as printed, most frequent first. `named` is false for descriptions: "the report"."""

    name: str
    roles: tuple[str, ...]
    namings: frozenset[tuple[str, str]]
    statements: int
    named: bool

    @cached_property
    def names(self) -> frozenset[str]:
        """All names that articles give."""
        return frozenset(name for name, _ in self.namings)

    @cached_property
    def name_words(self) -> frozenset[str]:
        """The folded words of all names, titles left out."""
        return frozenset(
            word for name in (*self.names, self.name) for word in single_words_of(split_title(name)[1])
        )

    @cached_property
    def spellings(self) -> frozenset[tuple[str, ...]]:
        """Each name as its folded words, hyphens and titles left out."""
        return frozenset(without_titles(single_words_of(name)) for name in (*self.names, self.name))

    @cached_property
    def parts(self) -> frozenset[tuple[str, ...]]:
        """Of several who speak as one, "Mila Thorne and Orla Fenn", the spelling of each."""
        each = _JOINED.split(self.name)
        several = len(each) > 1 and all(one[:1].isupper() for one in each)
        return frozenset(without_titles(words_of(one)) for one in each) if several else frozenset()

    @property
    def identity(self) -> str:
        """What tells this person from every other, from one start to the next."""
        return f"{self.name}|{self.roles[0] if self.roles else ''}"


@dataclass(frozen=True)
class People:
    """All speakers of a collection."""

    everyone: tuple[Person, ...]
    _of_naming: dict[tuple[str, str], Person] = field(repr=False, compare=False)

    def of(self, name: str, role: str) -> Person:
        """Whose words a statement's are, by the name and role that its article gives."""
        known = self._of_naming.get((name, role))
        return known or Person(name, (role,) if role else (), frozenset({(name, role)}), 0, is_named(name))

    def with_others(self, found: Iterable[Person]) -> set[Person]:
        """These people, and each company of several in which one of them speaks."""
        wanted = set(found)
        spellings = {spelling for one in wanted for spelling in one.spellings}
        return wanted | {one for one in self._several if not one.parts.isdisjoint(spellings)}

    @cached_property
    def _several(self) -> tuple[Person, ...]:
        return tuple(one for one in self.everyone if one.parts)


def join_people(namings: Sequence[Naming], aliases: Sequence[Alias]) -> People:
    """Everyone who is named, each once, most statements first."""
    groups: list[tuple[str, list[Naming]]] = []
    rest = []
    by_alias: dict[Alias, list[Naming]] = {}
    for naming in namings:
        alias = next((one for one in aliases if one.covers(naming.name, naming.role)), None)
        by_alias.setdefault(alias, []).append(naming) if alias else rest.append(naming)
    groups += [(alias.name, found) for alias, found in by_alias.items()]
    groups += [("", found) for found in _joined(rest)]
    everyone = sorted((_person(name, found) for name, found in groups), key=lambda one: -one.statements)
    return People(tuple(everyone), {naming: one for one in everyone for naming in one.namings})


def _person(given_name: str, namings: Sequence[Naming]) -> Person:
    roles: Counter[str] = Counter()
    for naming in namings:
        roles[role_of(naming.name, naming.role)] += naming.statements
    del roles[""]
    fullest = max(namings, key=lambda one: (_fullness(one.name), one.statements)).name
    name = given_name or split_title(fullest)[1]
    return Person(
        name,
        tuple(role for role, _ in roles.most_common()),
        frozenset((one.name, one.role) for one in namings),
        sum(one.statements for one in namings),
        is_named(name),
    )


def role_of(name: str, role: str) -> str:
    """What somebody is, by the role that an article gives or the title before the name."""
    return plain_role(role) or plain_role(split_title(name)[0])


def _fullness(name: str) -> tuple[int, int]:
    words = without_titles(words_of(name))
    return len(words), sum(map(len, words))


def _joined(namings: Iterable[Naming]) -> list[list[Naming]]:
    families: dict[str, list[tuple[PersonalName, Naming]]] = defaultdict(list)
    others: dict[tuple[str, ...], list[Naming]] = defaultdict(list)
    for naming in namings:
        personal = personal_name(naming.name)
        if personal:
            families[personal.family].append((personal, naming))
        else:
            others[words_of(naming.name)].append(naming)
    groups = [list(found) for found in others.values()]
    for members in families.values():
        groups += _family(members)
    return groups


def _family(members: Sequence[tuple[PersonalName, Naming]]) -> list[list[Naming]]:
    """The people of one family name."""
    by_given: dict[str, list[Naming]] = defaultdict(list)
    for personal, naming in members:
        by_given[personal.given].append(naming)
    bare = by_given.pop("", [])
    people: list[list[Naming]] = []
    for givens in _agreeing(sorted(by_given, key=lambda given: (-len(given), given))):
        people += _worlds([naming for given in givens for naming in by_given[given]])
    alone: dict[str, list[Naming]] = defaultdict(list)
    for naming in bare:
        owner = people[0] if len(people) == 1 else _same_role(naming, people)
        if owner is not None and _roles_agree(naming, owner):
            owner.append(naming)
        else:
            alone[naming.role].append(naming)
    return people + (_worlds([one for found in alone.values() for one in found]) if alone else [])


def _agreeing(givens: Sequence[str]) -> list[list[str]]:
    """Given names in groups of one person each; one that agrees with two people is a person of its own."""
    groups: list[list[str]] = []
    for given in givens:
        fitting = [group for group in groups if all(given_names_agree(given, other) for other in group)]
        if len(fitting) == 1:
            fitting[0].append(given)
        else:
            groups.append([given])
    return groups


def _worlds(namings: Sequence[Naming]) -> list[list[Naming]]:
    """One person, or several where the roles are of different worlds and none is of two."""
    worlds = {
        naming: {_WORLD_OF[word] for word in words_of(role_of(naming.name, naming.role)) if word in _WORLD_OF}
        for naming in namings
    }
    seen = sorted(set().union(*worlds.values()))
    if len(seen) < 2 or any(len(found) > 1 for found in worlds.values()):
        return [list(namings)]
    parts = [[one for one in namings if worlds[one] == {world}] for world in seen]
    loose = [one for one in namings if not worlds[one]]
    for one in loose:
        fitting = [part for part in parts if any(_share_a_word(one, other) for other in part)]
        if len(fitting) == 1:
            fitting[0].append(one)
    unplaced = [one for one in loose if not any(one in part for part in parts)]
    return [*parts, unplaced] if unplaced else parts


def _same_role(naming: Naming, people: Sequence[list[Naming]]) -> list[Naming] | None:
    """The one of these people whose role a bare family name shares."""
    fitting = [person for person in people if any(_share_a_word(naming, other) for other in person)]
    if not fitting:  # "Dr" says no role, but may tell two of a name apart
        fitting = [person for person in people if naming.role in {other.role for other in person} - {""}]
    return fitting[0] if len(fitting) == 1 else None


def _roles_agree(naming: Naming, person: Sequence[Naming]) -> bool:
    known = [one for one in person if role_of(one.name, one.role)]
    mine = role_of(naming.name, naming.role)
    return not mine or not known or any(_share_a_word(naming, one) for one in known)


def _share_a_word(one: Naming, other: Naming) -> bool:
    mine, theirs = role_of(one.name, one.role), role_of(other.name, other.role)
    return bool(set(terms(mine)) & set(terms(theirs)))

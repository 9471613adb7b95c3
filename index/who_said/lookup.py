"""Whom a question means by "Mayor Crewe", "the bridge engineer" or "Jaochim Sperin", pure."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from index.speech.given_names import FEMALE, MALE
from index.speech.word_classes import CONJUNCTIONS, DETERMINERS, PREPOSITIONS, SUBORDINATORS
from index.who_said.name_forms import (
    TITLES,
    folded,
    given_names_agree,
    single_words_of,
    without_titles,
    words_of,
)
from index.who_said.people import People, Person
from index.words import terms

_CLOSEST = 3
_CLOSE_ENOUGH = 60.0  # WRatio (0-100) from which a name is worth offering
_ALIKE = 70.0  # ratio (0-100) that one of its words must have to one of those asked for

# "The baker" and "the mayor of Vesmark" are no names, however spelt; "the baker Smith" has one.
_DESCRIPTION = re.compile(r"(?:the|an?) [a-z][^A-ZÀ-Þ]*(?:(?<= )(?:of|for|at|in|on|from|to) .*)?", re.DOTALL)
_PRINTED = re.compile(r"[\w-]+(?:['’](?:s\b)?)?")
_NAMES = re.compile(r"[A-ZÀ-ÖØ-Þ][\w’'-]+(?: [A-ZÀ-ÖØ-Þ][\w’'-]+)*")
_PRONOUN = re.compile(r"(?P<before>\s*(?:[\w'’]+ ){1,4})(?P<pronoun>he|she|him|his|her)\b", re.IGNORECASE)
_NO_THING = PREPOSITIONS | CONJUNCTIONS | SUBORDINATORS | DETERMINERS  # behind "her": no "her house"
_OF_NOUNS = frozenset(["the", "a", "an", "this", "that", "these", "those", "every", "each"])


class How(Enum):
    """What a person was found by."""

    NAME = "name"
    ROLE = "role"  # "the minister": all who have held that role
    GUESS = "guess"  # the name was misspelt


@dataclass(frozen=True, slots=True)
class Lookup:
    """`found` are those that the words fit, best known first; `closest` are offered where none is."""

    found: tuple[Person, ...]
    how: How
    role_terms: frozenset[str] = frozenset()
    closest: tuple[Person, ...] = ()


def person_named_in(people: People, question: str) -> Person | None:
    """The one quoted person whom a question names, as printed: "Who is Mila Thorne?"."""
    words = _NAMES.findall(question.partition(" ")[2])  # the first word has its capital from standing first
    found = [find_people(people, re.sub("['’]s$", "", one)) for one in words]
    named = {
        one.found[0] for one in found if one.how is How.NAME and len(one.found) == 1 and one.found[0].named
    }
    return named.pop() if len(named) == 1 else None


def with_pronoun_named(question: str, name: str) -> str:
    """A short question with the person that "he", "she", "his" or "her" means in it named; as it was where it
    names somebody itself or may mean whom it has spoken of before the pronoun."""
    found = _PRONOUN.match(question)
    if found is None or any(word[0].isupper() for word in question.split()[1:]):
        return question
    if not _OF_NOUNS.isdisjoint(found["before"].lower().split()):  # "Did the driver lose his licence?"
        return question
    rest = question[found.end() :]
    thing = re.match(r"\s+(\w+)", rest)
    owns = thing is not None and thing[1].lower() not in _NO_THING
    possessive = owns and found["pronoun"].lower() in ("his", "her")
    return f"{found['before']}{name}{'’s' if possessive else ''}{rest}"


def find_people(people: People, words: str) -> Lookup:
    """The people that these words may mean: by whole name, by part of a name and role, by role alone, and at
    last by a name spelt nearly so."""
    asked = single_words_of(words)
    if not asked:
        return Lookup((), How.NAME)
    return _described(people, words, asked) if _DESCRIPTION.fullmatch(words) else _named(people, words, asked)


def _named(people: People, words: str, asked: tuple[str, ...]) -> Lookup:
    """The people that words without an article may mean."""
    by_name: tuple[Callable[[People, tuple[str, ...]], list[Person]], ...] = (_spelt, _partly)
    for find in by_name:
        found = _without_their_company(find(people, asked))
        if any(one.named for one in found):
            return Lookup(tuple(found), How.NAME)
        if found:
            # "The minister" whom an article leaves at that, and whoever is one by name.
            both = dict.fromkeys([*_in_role(people, words), *found])
            return Lookup(tuple(both), How.ROLE, frozenset(terms(words)))
    if in_role := _in_role(people, words):
        return Lookup(tuple(in_role), How.ROLE, frozenset(terms(words)))
    if found := _nearly(people, asked):
        return Lookup(tuple(found), How.GUESS)
    return Lookup((), How.NAME, closest=_closest(people, asked))


def _described(people: People, words: str, asked: tuple[str, ...]) -> Lookup:
    """Everyone whom a description fits: by a role, by a title that stands before the name, and whoever an
    article calls just that."""
    same = [one for one in people.everyone if asked in one.spellings]
    if any(one.named for one in same):  # a body of just this name
        return Lookup(tuple(same), How.ROLE, frozenset(terms(words)))
    noun = asked[-1]
    called = [
        one
        for one in people.everyone
        if not one.name.startswith("@")
        and any(set(asked) <= set(name) and _may_be_a(noun, name) for name in one.spellings)
        and (one.named or not same)
    ]
    found = dict.fromkeys([*_in_role(people, words), *called, *same])
    return Lookup(tuple(found), How.ROLE if found else How.NAME, frozenset(terms(words)))


def _may_be_a(noun: str, name: tuple[str, ...]) -> bool:
    """Whether a name calls its bearer that: in front of it, as a goalkeeper's, or at its end, as a council's,
    but not where that is somebody's family name."""
    return noun in name[:-1] or (noun == name[-1] and name[0] not in MALE | FEMALE)


def _without_their_company(found: list[Person]) -> list[Person]:
    """Without "Mila Thorne and Orla Fenn" where one of the two is found alone."""
    spellings = {spelling for one in found for spelling in one.spellings}
    return [one for one in found if one.parts.isdisjoint(spellings)]


def _spelt(people: People, asked: tuple[str, ...]) -> list[Person]:
    """Those of exactly this name, titles aside; with a nickname for the given one."""
    bare = without_titles(asked)
    exact = [one for one in people.everyone if bare in one.spellings or asked in one.spellings]
    if exact or len(bare) < 2:
        return exact if len(bare) > 1 or not any(_is_short_for(one, bare) for one in people.everyone) else []
    return [
        one
        for one in people.everyone
        if any(
            len(name) > 1 and name[-1] == bare[-1] and given_names_agree(name[0], bare[0])
            for name in one.spellings
        )
    ]


def _is_short_for(person: Person, bare: tuple[str, ...]) -> bool:
    """Whether one word is a part of a longer name: then everyone who has it may be meant."""
    return person.named and any(len(name) > 1 and bare[0] == name[-1] for name in person.spellings)


def _partly(people: People, asked: tuple[str, ...]) -> list[Person]:
    """Those whose name has some of the words and whose name and role together have all: "Mayor Crewe"."""
    found = []
    for person in people.everyone:
        others = [word for word in asked if word not in person.name_words]
        if not any(terms(word) for word in asked if word not in others):  # "of" joins nobody
            continue
        role = _role_terms(person)
        if all((word in TITLES and len(asked) > 1) or set(terms(word)) <= role for word in others):
            found.append(person)
    named = [person for person in found if person.named]
    with_title = [one for one in named if set(asked) & TITLES <= one.name_words | _role_words(one)]
    return with_title or named or found


def _in_role(people: People, words: str) -> list[Person]:
    """Those one of whose roles, with their name, has all the words: "the transport minister"."""
    asked = set(terms(words))
    noun = _noun_of(words)
    return [
        one
        for one in people.everyone
        if asked
        and any(asked <= {*terms(role), *terms(one.name)} and noun in _nouns_of(role) for role in one.roles)
    ]


def _noun_of(words: str) -> str:
    """What a description says that somebody is: its last word before any preposition."""
    return _nouns(words)[-1] if _nouns(words) else ""


def _nouns_of(role: str) -> frozenset[str]:
    """What a role may say that somebody is; not whose they are: "the bakers' spokesman" is no baker."""
    return frozenset(_nouns(role))


def _nouns(words: str) -> list[str]:
    """The words before the first preposition, in the singular, without those in the genitive."""
    before: list[str] = []
    for word in _PRINTED.findall(words):
        if before and word.lower() in PREPOSITIONS:
            break
        if not re.search(r"['’]", word):
            before += [_singular(part) for part in single_words_of(word)]
    return before


def _singular(word: str) -> str:
    if word.endswith("men"):
        return f"{word[:-3]}man"
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word.removesuffix("s") if len(word) > 3 else word


def _nearly(people: People, asked: tuple[str, ...]) -> list[Person]:
    """Those each word of whose name is spelt nearly as asked, the nearest only."""
    bare = without_titles(asked)
    scored = [(score, one) for one in people.everyone if one.named and (score := _nearness(one, bare)) > 0]
    best = max((score for score, _ in scored), default=0.0)
    return [one for score, one in scored if score > best - 0.03]


def _nearness(person: Person, asked: tuple[str, ...]) -> float:
    """How near the words are to one of the names, 0-1; 0 where a word of theirs is near to none of its."""
    return max((_spelling_nearness(asked, name) for name in person.spellings), default=0.0)


def _spelling_nearness(asked: tuple[str, ...], name: tuple[str, ...]) -> float:
    if len(asked) > len(name):
        return 0.0
    near = [max(_word_nearness(word, other) for other in name) for word in asked]
    return sum(near) / len(near) if min(near) > 0 else 0.0


def _word_nearness(word: str, other: str) -> float:
    """1 for the same word, 0 for another one; one slip of the pen in a short word, two in a long one."""
    slips = OSA.distance(word, other, score_cutoff=2)
    allowed = 0 if len(word) < 4 else 1 if len(word) < 6 else 2
    return 1 - slips / len(word) if slips <= allowed else 0.0


def _closest(people: People, asked: tuple[str, ...]) -> tuple[Person, ...]:
    named = [one for one in people.everyone if one.named]
    hits = process.extract(
        " ".join(asked),
        [folded(one.name) for one in named],
        scorer=fuzz.WRatio,
        limit=_CLOSEST,
        score_cutoff=_CLOSE_ENOUGH,
    )
    return tuple(named[index] for _, _, index in hits if _share_a_likeness(asked, named[index]))


def _share_a_likeness(asked: tuple[str, ...], person: Person) -> bool:
    """Whether a word that says something is like one of the name's: not only "of" is."""
    telling = [word for word in asked if terms(word)]
    return any(fuzz.ratio(word, other) >= _ALIKE for word in telling for other in person.name_words)


def _role_terms(person: Person) -> frozenset[str]:
    return frozenset(term for role in person.roles for term in terms(role))


def _role_words(person: Person) -> frozenset[str]:
    """The words of their roles as printed, "Dr" among them."""
    return frozenset(word for _, role in person.namings for word in words_of(role))


def has_role(role: str, name: str, asked: Iterable[str]) -> bool:
    """Whether a role as an article prints it has all these terms."""
    return set(asked) <= {*terms(role), *terms(name)}


def distinct_labels(people: Sequence[Person]) -> list[str]:
    """What to call each of these people so that they can be told apart."""
    names = [one.name for one in people]
    return [
        f"{one.name}, {one.roles[0]}" if names.count(one.name) > 1 and one.roles else one.name
        for one in people
    ]

"""Names of people and bodies, pure: taking one apart, and whether two may be one person's."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from nicknames import NickNamer

_TITLES_WORDS = """
    mr mrs ms miss mx dr prof professor sir dame lord lady madam judge justice captain capt president
    premier prime chancellor senator governor mayor general gen colonel col major lieutenant lt sergeant
    sgt reverend rev father sister brother bishop king queen prince princess pope rabbi imam sheikh
    minister secretary congressman congresswoman representative rep sen gov chairman chairwoman
    chairperson chair director commissioner inspector detective officer coach ambassador vice deputy
    former chief
"""
TITLES = frozenset(_TITLES_WORDS.split())
_PARTICLES_WORDS = """
    de da di du del della der den van von al el bin ibn ben la le of the y e af av zu
"""
_PARTICLES = frozenset(_PARTICLES_WORDS.split())
_SUFFIXES_WORDS = """
    jr sr ii iii iv phd md
"""
_SUFFIXES = frozenset(_SUFFIXES_WORDS.split())
_CIVILITIES = frozenset(("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame"))
_ARTICLES = ("the ", "a ", "an ")
_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class PersonalName:
    """`given` may be empty, and an initial is one letter; both are folded to plain lower case."""

    given: str
    family: str


def folded(text: str) -> str:
    """Lower case, without accents, possessive endings and full stops."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(character for character in plain if not unicodedata.combining(character))
    return re.sub(r"['’]s\b|(?<=s)['’](?=\s|$)", "", bare).replace(".", "")


def words_of(name: str) -> tuple[str, ...]:
    """The folded words of a name, without a leading article."""
    plain = folded(name).strip()
    for opening in _ARTICLES:
        plain = plain.removeprefix(opening)
    return tuple(_WORD.findall(plain))


def single_words_of(name: str) -> tuple[str, ...]:
    """The folded words of a name, those joined by hyphens apart: people look a name up with either."""
    return tuple(part for word in words_of(name) for part in word.split("-"))


def plain_role(role: str) -> str:
    """The role, empty where it is no more than "Mr" or "Dr"."""
    return "" if set(words_of(role)) <= _CIVILITIES else role


def split_title(name: str) -> tuple[str, str]:
    """A title before a person's name and the name: "Transport Minister Maren Halvik" in two parts. The title
    is empty where the name has none, or nothing but a title."""
    printed = list(_WORD.finditer(name))
    last = max((n for n, word in enumerate(printed[:-1]) if folded(word[0]) in TITLES), default=None)
    if last is None or not all(word[0][0].isupper() for word in printed[last + 1 :]):
        return "", name
    rest = printed[last + 1].start()
    return name[:rest].strip(), name[rest:]


def without_titles(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words without titles before and suffixes after; unchanged where nothing else would be left."""
    end = len(words)
    start = max((n + 1 for n, word in enumerate(words[:-1]) if word in TITLES), default=0)
    while end - 1 > start and words[end - 1] in _SUFFIXES:
        end -= 1
    return words[start:end]


def is_named(name: str) -> bool:
    """Whether this names somebody or something, not only describes it as "a pensioner" or "the report"."""
    bare = name
    for opening in _ARTICLES:
        if name.casefold().startswith(opening):
            bare = name[len(opening) :]
    return any(word[0].isupper() for word in _WORD.findall(bare))


def personal_name(name: str) -> PersonalName | None:
    """The name taken apart, if it can be a person's: one to four capitalised words, particles aside."""
    if name.casefold().startswith(_ARTICLES) or not name.strip():
        return None
    printed = _WORD.findall(split_title(name)[1])
    if any(word[0].islower() and folded(word) not in _PARTICLES | TITLES for word in printed):
        return None
    words = without_titles(words_of(name))
    if not 1 <= len(words) <= 5 or any(word in ("of", "for", "and") for word in words):
        return None
    return PersonalName(words[0] if len(words) > 1 else "", words[-1])


def given_names_agree(one: str, other: str) -> bool:
    """Whether two given names may be one person's: equal, a nickname, an initial; none fits all."""
    if not one or not other or one == other:
        return True
    if len(one) == 1 or len(other) == 1:
        return one[0] == other[0]
    return other in _forms_of(one) or one in _forms_of(other)


@cache
def _forms_of(given: str) -> frozenset[str]:
    """The nicknames of a given name and the names that it is a nickname of."""
    namer = _namer()
    return frozenset(namer.nicknames_of(given)) | frozenset(namer.canonicals_of(given))


@cache
def _namer() -> NickNamer:
    return NickNamer()

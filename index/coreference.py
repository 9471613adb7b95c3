"""Who a speaker is within an article, pure: short names, pronouns and titles to the fullest name it gives."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.outline import Item, Kind, Sentence
from index.speakers import Phrase
from index.word_classes import (
    CONJUNCTIONS,
    DETERMINERS,
    MONTHS,
    PREPOSITIONS,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    WEEKDAYS,
    word_set,
)

_PARTICLES = word_set("de da van von der den del della di bin ibn al el la le du dos ten ter")
_TITLES = word_set(
    """mr mrs ms miss dr prof professor sir dame lord lady president vice prime minister secretary senator sen
    rep representative congressman congresswoman gov governor mayor chief judge justice general gen colonel
    col captain capt lieutenant lt sergeant sgt major officer detective chancellor ambassador king queen
    prince princess pope bishop archbishop cardinal father rev reverend rabbi imam sheikh ayatollah chairman
    chairwoman chair director spokesman spokeswoman spokesperson attorney former state foreign deputy
    premier commissioner sheriff superintendent speaker leader councillor councilman councilwoman republican
    democratic democrat acting hon st coach chef"""
)
_NOT_NAMES = DETERMINERS | PREPOSITIONS | SUBJECT_PRONOUNS | SUBORDINATORS | WEEKDAYS | MONTHS | CONJUNCTIONS


@dataclass(slots=True)
class Person:
    """Somebody or something named in the article."""

    name: str
    role: str = ""


class Cast:
    """Those who are named in an article."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self._sentences = sentences
        self._by_last: dict[str, list[Person]] = {}
        self._recent: list[Person] = []
        for sentence in sentences:
            for run in _runs(sentence.items):
                words = [_bare(item) for item in run]
                while len(words) > 1 and words[0].lower().rstrip(".") in _TITLES:
                    words = words[1:]
                if len(words) > 1:
                    name = " ".join(words)
                    known = self._by_last.setdefault(words[-1].lower(), [])
                    if all(person.name != name for person in known):
                        known.append(Person(name))

    def who(self, number: int, phrase: Phrase) -> tuple[str, str, float]:
        """The fullest name, the role and how certain that is (0-1) of a speaker in sentence `number`."""
        items = self._sentences[number].items
        if phrase.last - phrase.first == 1 and items[phrase.first].word in SUBJECT_PRONOUNS:
            if self._recent and items[phrase.first].word in ("he", "she"):
                return self._recent[-1].name, self._recent[-1].role, 0.8
            return "", "", 0.7
        part = items[phrase.first : phrase.last]
        runs = list(_runs(part))
        if runs:
            words = [_bare(item) for item in runs[-1]]
            while len(words) > 1 and words[0].lower().rstrip(".") in _TITLES:
                words = words[1:]
            name = " ".join(words)
            if len(words) == 1:
                known = self._by_last.get(name.lower(), [])
                if known:
                    name = known[0].name
            role = ""
            if phrase.role:
                role = " ".join(item.text for item in items[phrase.role[0] : phrase.role[1]])
            person = Person(name, role)
            self._recent.append(person)
            return name, role, 1.0
        return " ".join(item.text for item in part), "", 0.9

    def seen(self, number: int) -> None:
        """Sentence `number` has been read."""


def _bare(item: Item) -> str:
    return item.text.removesuffix("'s").removesuffix("’s")


def _runs(items: Sequence[Item]) -> list[list[Item]]:
    runs: list[list[Item]] = [[]]
    for item in items:
        if item.kind is Kind.WORD and (
            (item.capitalised and item.word not in _NOT_NAMES) or (item.word in _PARTICLES and runs[-1])
        ):
            runs[-1].append(item)
            if item.word.endswith("'s"):
                runs.append([])
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]

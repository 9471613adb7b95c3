"""Which outlet somebody means who writes part of its name, pure."""

import re
from collections.abc import Sequence
from dataclasses import replace

from data.model import Filters
from index.questions import FilterError

_NAMED = 8  # outlets that an error lists

_PLACE = re.compile(r"(?:^|[\s,]+)(?P<word>in|for|on) (?P<the>the )?", re.IGNORECASE)
_ON_AIR = re.compile(r"\b(?:radio|tv|television|channel)\b", re.IGNORECASE)


def outlets_meant(asked: str, known: Sequence[str]) -> list[str]:
    """The outlets of exactly this name; else those with words in their name that begin like each of these;
    else those with this in their name. Case and spacing do not count."""
    words = asked.casefold().split()
    folded = [(name, name.casefold().split()) for name in known]
    exact = [name for name, parts in folded if parts == words]
    begun = [
        name for name, parts in folded if all(any(part.startswith(word) for part in parts) for word in words)
    ]
    within = [name for name, parts in folded if " ".join(words) in " ".join(parts)]
    return (exact or begun or within) if words else []


def with_full_names(filters: Filters, known: Sequence[str]) -> Filters:
    """The filters with each outlet under its full name, `known` being all there are, the usual ones first.

    Raises FilterError for one that is not there and for one that may be several; the message names outlets.
    """
    return replace(filters, sources=tuple(_the_one_meant(asked, known) for asked in filters.sources))


def take_outlet(text: str, known: Sequence[str]) -> tuple[str, str]:
    """The text without the words that name an outlet as the place where something stands ("in the Herald"),
    and its name; no name where there are none. Behind "the", the last word of a name is enough, and stands
    for itself where several have it. "On" is said of broadcasters; with others it leads in a topic."""
    for place in _PLACE.finditer(text):
        behind = text[place.end() :].casefold()
        names = [one for one in known if place["word"].lower() != "on" or _ON_AIR.search(one)]
        full = [one for one in names if _begins_with(behind, _bare(one))]
        short = [one for one in names if place["the"] and _begins_with(behind, _bare(one).split()[-1])]
        if not full and not short:
            continue
        name = max(full, key=len) if full else short[0]
        words = _bare(name) if full else _bare(name).split()[-1]
        rest = f"{text[: place.start()]} {text[place.end() + len(words) :]}"
        return " ".join(rest.split()).strip(" ,"), name if full or len(short) == 1 else words
    return text, ""


def _bare(name: str) -> str:
    return " ".join(name.split()).removeprefix("The ")


def _begins_with(text: str, words: str) -> bool:
    """Whether a text in lower case begins with these whole words."""
    return text.startswith(words.casefold()) and not text[len(words) : len(words) + 1].isalnum()


def _the_one_meant(asked: str, known: Sequence[str]) -> str:
    meant = outlets_meant(asked, known)
    if not meant:
        raise FilterError(f"No outlet here is called {asked}. {_those_there_are(known)}")
    if len({name.casefold() for name in meant}) > 1:
        raise FilterError(f"source:{asked} may be {_listed(meant, 'or')}. Write more of the name.")
    return meant[0]


def _those_there_are(known: Sequence[str]) -> str:
    if not known:
        return "No article here names its outlet."
    return f"The {'outlet is' if len(known) == 1 else 'outlets are'} {_listed(known, 'and')}."


def _listed(names: Sequence[str], word: str) -> str:
    shown = list(names[:_NAMED])
    last = f"{len(names) - _NAMED} more" if len(names) > _NAMED else shown.pop()
    return f"{', '.join(shown)} {word} {last}" if shown else last

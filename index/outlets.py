"""Which outlet somebody means who writes part of its name, pure."""

from collections.abc import Sequence
from dataclasses import replace

from data.model import Filters
from index.questions import FilterError

_NAMED = 8  # outlets that an error lists


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

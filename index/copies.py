"""One story of several outlets counts once, pure: of passages that say the same, the best one is kept."""

import re
from collections.abc import Iterable

from index.answer import RankedPassage

_COPY = 0.8  # shared terms (Jaccard)
_DENIES = re.compile(r"\b(?:not?|never|nobody|none|cannot)\b|n['’]t\b", re.IGNORECASE)


def without_copies(passages: Iterable[RankedPassage], limit: int) -> list[RankedPassage]:
    """The first `limit` passages (best first) without those that say what a better one of another article
    says. One with another figure or another number of denials in it is no copy: it may contradict."""
    kept: list[tuple[RankedPassage, frozenset[str], frozenset[str]]] = []
    for found in passages:
        if len(kept) == limit:
            break
        terms = frozenset[str]().union(*(sentence.terms for sentence in found.evidence))
        figures = frozenset(term for term in terms if any(sign.isdigit() for sign in term))
        if not any(
            other.article.key != found.article.key
            and figures <= other_figures
            and len(_DENIES.findall(other.text)) == len(_DENIES.findall(found.text))
            and _overlap(terms, other_terms) >= _COPY
            for other, other_terms, other_figures in kept
        ):
            kept.append((found, terms, figures))
    return [found for found, _, _ in kept]


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared) if shared else 0.0

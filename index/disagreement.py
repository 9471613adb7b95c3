"""Telling when two articles answer one question differently, pure: other figures, or one says no."""

import re

from index.questions import Kind, Question
from index.wanted import answering_spans

_NEGATION = re.compile(
    r"\b(?:not|no|never|neither|nor|none|nobody|nothing|without|cannot|den(?:y|ies|ied)|refus(?:es?|ed)"
    r"|reject(?:s|ed)?|rul(?:es|ed) out)\b|n['’]t\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d[\d,.]*\d|\d")
_UNIT = re.compile(r"^\W*(?:(?:million|billion|thousand|hundred)\s+)?([a-z%€$£]+)", re.IGNORECASE)


def disagree(question: Question, one: str, other: str) -> bool:
    """Whether these sentences of two articles, both about the question, answer it differently.

    They must be about one thing: for figures, the same unit; for yes and no, most words in common is for the
    caller to see to.
    """
    if question.kind is Kind.HOW_MANY:
        mine, theirs = _figures(question, one), _figures(question, other)
        units = mine.keys() & theirs.keys()
        return bool(units) and all(mine[unit].isdisjoint(theirs[unit]) for unit in units)
    if question.kind is Kind.YES_OR_NO:
        return bool(_NEGATION.search(one)) != bool(_NEGATION.search(other))
    return False


def _figures(question: Question, sentence: str) -> dict[str, set[str]]:
    """The figures that could answer, by the word that follows them."""
    figures: dict[str, set[str]] = {}
    for span in answering_spans(question, sentence):
        number = _FIGURE.search(span.of(sentence))
        unit = _UNIT.search(sentence[span.start + number.end() :]) if number else None
        if number and unit:
            figures.setdefault(unit[1].lower().rstrip("s"), set()).add(number[0].replace(",", ""))
    return figures

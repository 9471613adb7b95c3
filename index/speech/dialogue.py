"""Dialogue that is printed with dashes instead of quotation marks, pure.

A paragraph opens with a dash, the words run up to who says them, and a second dash takes them up again:
— The bridge is shut, said Thorne. — Come back in May.
"""

import re
from collections.abc import Iterator

from index.speech.quotation_marks import Quotation
from index.speech.speech_verbs import SPEECH_VERBS, Form, Frame

_VERBS = "|".join(
    sorted(
        word
        for word, verb in SPEECH_VERBS.items()
        if Frame.INVERTED in verb.frames and verb.forms & (Form.PAST | Form.PRESENT)
    )
)
_WHO = r"(?:[Tt]he |[Aa]n? )?[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*){0,3}?"
_DASH = re.compile(r"(?:(?<=\s)|(?<=^))[—–―]\s*|[—–―][.,]\s*")
_CUE = rf"(?:(?:{_VERBS})\s+{_WHO}|{_WHO}\s+(?:{_VERBS}))(?=\s*(?:[.,;:]|$))"
_WORDS_END = re.compile(rf"(?:,|(?P<mark>[?!…]))\s+{_CUE}")
_ONLY_CUE = re.compile(rf"{_CUE}")


def dash_quotations(text: str, start: int, end: int) -> list[Quotation]:
    """The words said in the paragraph `text[start:end]`, which opens with a dash; none where it does not, or
    where it does not say who speaks, for then it may be an item of a list."""
    if text[start] not in "—–―":
        return []
    pieces = list(_pieces(text, start, end))
    if text[pieces[0][0] : pieces[0][1]][:1].islower():  # an item of a list
        return []
    ends = [_end_of_words(text, first, last) for first, last in pieces]
    if all(said == last for said, (_, last) in zip(ends, pieces, strict=True)):
        return []
    return [Quotation(first, said) for said, (first, _) in zip(ends, pieces, strict=True) if first < said]


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """What stands between the dashes, without white space around it."""
    dashes = [match.span() for match in _DASH.finditer(text[start:end])]
    borders = [*(start + first for first, _ in dashes[1:]), end]
    for (_, after), border in zip(dashes, borders, strict=True):
        first = start + after
        yield first, first + len(text[first:border].rstrip())


def _end_of_words(text: str, first: int, last: int) -> int:
    """Where a piece stops being what is said; at its start where it only says who speaks."""
    piece = text[first:last]
    if _ONLY_CUE.match(piece):
        return first
    found = _WORDS_END.search(piece)
    return first + (found.end("mark") if found and found["mark"] else found.start() if found else len(piece))

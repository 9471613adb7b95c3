"""Quotation marks of every style to quotations, pure. Knows nothing of who says what.

Marks are paired within a paragraph. A quotation that is still open at its end goes on in the next
paragraph if that opens with a mark again, as newspapers print it; otherwise it is broken and ends with
its paragraph.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MARK = re.compile(r"''|``|[\"“”„‟«»‹›「」『』＂‘’‚']")
_STYLES = {
    '"': '"', "＂": '"', "''": '"', "``": '"', "“": '"', "”": '"', "„": '"', "‟": '"',
    "«": "«", "»": "«", "‹": "‹", "›": "‹", "「": "「", "」": "「", "『": "『", "』": "『",
    "‘": "'", "’": "'", "‚": "'", "'": "'",
}  # fmt: skip
_ONLY_OPEN = frozenset("„‚「『")
_ONLY_CLOSE = frozenset("」』")
_BEFORE_OPENING = frozenset("([{-–—/:;,")
_AFTER_CLOSING = frozenset(".,;:!?)]}-–—/…")
_ELISION = re.compile(r"['’](?:\d0s|tis|twas|em|til|cause|n|round|bout)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch between two marks, the marks included. `closed` is false where the closing one is missing;
    `goes_on` where the next paragraph opens it again."""

    start: int
    end: int
    closed: bool = True
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    style: str
    opens: bool
    closes: bool


def find_quotations(text: str, start: int, end: int, next_start: int | None) -> list[Quotation]:
    """The outermost quotations of the paragraph `text[start:end]`, in order; they never overlap.

    `next_start` is where the next paragraph begins, None after the last one.
    """
    marks = list(_marks(text, start, end))
    return _paired(text, marks, end, next_start)


def _marks(text: str, start: int, end: int) -> Iterator[_Mark]:
    for match in _MARK.finditer(text, start, end):
        sign = match[0]
        style = _STYLES[sign]
        before = text[match.start() - 1] if match.start() > start else " "
        after = text[match.end()] if match.end() < end else " "
        opens = sign not in _ONLY_CLOSE and _can_open(before, after)
        closes = sign not in _ONLY_OPEN and _can_close(before, after)
        if sign in "«»" and before.isspace() and (after.isspace() or after in _AFTER_CLOSING):
            opens, closes = sign == "«", sign == "»"  # « as in French »
        if style == "'":
            if _ELISION.match(text, match.start()) or (before.isalnum() and after.isalnum()):
                continue
            opens = opens and sign != "’" and (after.isalnum() or after in '[…“"')
        elif (sign == '"' and before == "," and after.isspace()) or (sign == "“" and not closes):
            opens = True
        elif sign == "”" and not opens:
            closes = True
        if opens or closes:
            yield _Mark(match.start(), match.end(), style, opens, closes)


def _can_open(before: str, after: str) -> bool:
    return (before.isspace() or before in _BEFORE_OPENING or before in _STYLES) and not after.isspace()


def _can_close(before: str, after: str) -> bool:
    return not before.isspace() and (
        after.isspace() or after in _AFTER_CLOSING or after in _STYLES or after.isalpha()
    )


class _Pairing:
    """The state of walking over a paragraph's marks once: which one is open, and how deep the nesting is.

    A mark that can only open, while a quotation of its style is open, nests if enough marks are left to close
    both; else the one before was never closed and is dropped.
    """

    def __init__(self, text: str, marks: list[_Mark]) -> None:
        self._text = text
        self._marks = marks
        self._closers_left = sum(mark.style == '"' and mark.closes and not mark.opens for mark in marks)
        self._depth = 0
        self.opened: _Mark | None = None
        self.found: list[Quotation] = []

    def walk(self) -> None:
        for mark in self._marks:
            if mark.style == '"' and mark.closes and not mark.opens:
                self._closers_left -= 1
            if self.opened is None or (mark.style != self.opened.style and self.opened.style == "'"):
                self._open(mark)
            elif mark.style == self.opened.style:
                self._meet(mark, self.opened)

    def _open(self, mark: _Mark) -> None:
        if mark.opens:
            self.opened, self._depth = mark, 1

    def _meet(self, mark: _Mark, opened: _Mark) -> None:
        """Another mark of the style that is open: it closes, nests, or opens anew."""
        if mark.closes and not (mark.opens and self._text[mark.start - 1].isspace()):
            self._depth -= 1
            if self._depth == 0:
                if mark.start > opened.end:
                    self.found.append(Quotation(opened.start, mark.end))
                self.opened = None
        elif opened.style == '"' and self._closers_left > self._depth:
            self._depth += 1
        else:
            self._open(mark)


def _paired(text: str, marks: list[_Mark], end: int, next_start: int | None) -> list[Quotation]:
    pairing = _Pairing(text, marks)
    pairing.walk()
    opened = pairing.opened
    if opened is not None and opened.style != "'" and end > opened.end:
        goes_on = next_start is not None and _reopens(text, next_start, opened.style)
        pairing.found.append(Quotation(opened.start, end, closed=goes_on, goes_on=goes_on))
    return pairing.found


def _reopens(text: str, start: int, style: str) -> bool:
    mark = _MARK.match(text, start)
    return bool(mark and _STYLES[mark[0]] == style)

"""Whether words are the words of a text, pure: exactly, nearly and with what differs, or not."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rapidfuzz import fuzz

from data.model import Span
from index.who_said.name_forms import folded

_NEAR = 0.6  # share of the claimed words that must be found in order
_SAME_LETTERS = 72.0  # of 100, for what those words do not show: "gave you" for "delivered"
_LEAST = 3  # words; fewer are found nearly everywhere
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Compared:
    """The stretch of a text that is nearest to claimed words, and the parts of it that differ.

    `differing` is empty where only words are left out or nothing differs. `likeness` orders them, 0-1; it
    is 1 only for the very words.
    """

    span: Span
    differing: tuple[Span, ...]
    likeness: float

    @property
    def exact(self) -> bool:
        """Whether the words are the claimed ones, marks and capitals aside."""
        return self.likeness == 1.0


def compare(claimed: str, text: str, content: Sequence[Span]) -> Compared | None:
    """The nearest stretch of these parts of a text, None if nothing there is near."""
    printed = [
        Span(match.start(), match.end())
        for part in content
        for match in _WORD.finditer(text, part.start, part.end)
    ]
    said, asked = (
        [folded(span.of(text)) for span in printed],
        [folded(word) for word in _WORD.findall(claimed)],
    )
    if not said or not asked:
        return None
    if (start := _find(asked, said)) is not None:
        return Compared(Span(printed[start].start, printed[start + len(asked) - 1].end), (), 1.0)
    return _nearest(asked, said, printed) if len(asked) >= _LEAST else None


def _find(asked: Sequence[str], said: Sequence[str]) -> int | None:
    width = len(asked)
    return next(
        (start for start in range(len(said) - width + 1) if list(said[start : start + width]) == list(asked)),
        None,
    )


def _nearest(asked: Sequence[str], said: Sequence[str], printed: Sequence[Span]) -> Compared | None:
    matcher = SequenceMatcher(None, asked, said, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    if not blocks:
        return None
    first = max(blocks[0].b - blocks[0].a, 0)
    last = min(blocks[-1].b + len(asked) - blocks[-1].a, len(said))
    kept = sum(block.size for block in blocks) / len(asked)
    window = said[first:last]
    letters = fuzz.ratio(" ".join(asked), " ".join(window))
    if kept < _NEAR or letters < _SAME_LETTERS:
        return None
    same = {block.b + step for block in blocks for step in range(block.size)}
    differing = tuple(printed[index] for index in range(first, last) if index not in same)
    return Compared(
        Span(printed[first].start, printed[last - 1].end), differing, min(kept, letters / 100, 0.99)
    )

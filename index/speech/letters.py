"""An article that is a letter, pure: its salutation, its words, and who signed it.

Dear Premier,
The bridge has been shut for a year.
Yours faithfully,
Perpetua Lisle, baker
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from index.speech.outline import Item, Kind, Sentence
from index.speech.speakers import Phrase

_OPENS_WITHIN = 3  # paragraphs: a heading may stand before the salutation
_CLOSES_WITHIN = 5  # paragraphs: an address, a date and what the editor replies may stand after the name
_SALUTATION = re.compile(
    r"(?:dear\b.{1,60}|(?:sirs?|madam|to the editors?)\b.{0,30})[,:!.–—-]?$", re.IGNORECASE
)
_FAREWELL = re.compile(
    r"(?:yours(?: \w+)?|(?:very )?(?:sincerely|faithfully|truly|respectfully)(?: yours)?"
    r"|(?:with )?(?:kind|best|warm)(?:est)? (?:regards|wishes)|regards|in solidarity)[,.!]?$",
    re.IGNORECASE,
)
_LONGEST_SIGNATURE = 14  # words
_LONGEST_NAME = 6  # words


@dataclass(frozen=True, slots=True)
class Letter:
    """Sentences `first:last` are its words; the sentence `signature` begins with who `signed` it."""

    first: int
    last: int
    signature: int
    signed: Phrase


def letter_in(sentences: Sequence[Sentence]) -> Letter | None:
    """The letter that a text is; None unless it has a salutation, a farewell and a name below it."""
    paragraphs = [
        list(group) for _, group in groupby(range(len(sentences)), lambda n: sentences[n].paragraph)
    ]
    opening = _place(sentences, paragraphs[:_OPENS_WITHIN], _SALUTATION)
    last = max(0, len(paragraphs) - _CLOSES_WITHIN)
    closing = _place(sentences, paragraphs[last:-1], _FAREWELL)
    if opening is None or closing is None or last + closing <= opening + 1:
        return None
    signature = paragraphs[last + closing + 1][0]
    signed = _signed(sentences[signature].items)
    first, end = paragraphs[opening + 1][0], paragraphs[last + closing][0]
    return Letter(first, end, signature, signed) if signed is not None else None


def _place(
    sentences: Sequence[Sentence], paragraphs: Sequence[Sequence[int]], pattern: re.Pattern[str]
) -> int | None:
    """Which of these paragraphs is such a line."""
    for place, numbers in enumerate(paragraphs):
        words = " ".join(item.text for number in numbers for item in sentences[number].items)
        if pattern.match(words.replace(" ,", ",")):
            return place
    return None


def _signed(items: Sequence[Item]) -> Phrase | None:
    """The name that a signature begins with, and what that is: "Perpetua Lisle, baker, 3 Fish Street"."""
    comma = next((at for at, item in enumerate(items) if item.kind is not Kind.WORD), len(items))
    if len(items) > _LONGEST_SIGNATURE or not 0 < comma <= _LONGEST_NAME or not items[0].capitalised:
        return None
    end = next((at for at in range(comma + 1, len(items)) if items[at].kind is not Kind.WORD), len(items))
    is_role = comma + 1 < end and not items[comma + 1].text[0].isdigit() and not items[comma + 1].capitalised
    return Phrase(0, comma, (comma + 1, end) if is_role else None)

"""A text's outline for finding who says what, pure: paragraphs, sentences, and their words, in which a
quotation counts as one item. So a sentence quoted within another neither ends nor confuses it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import NamedTuple

from index.speech.dialogue import dash_quotations
from index.speech.posts import post_quotations
from index.speech.quotation_marks import Quotation, find_quotations
from index.speech.word_classes import word_set

_LINE = re.compile(r"[^\n\r\u2029]*(?:\r\n|[\n\r\u2029]|$)")
_NARROWEST, _WIDEST = 40, 100  # characters of a line of wrapped text
_TOKEN = re.compile(
    r"(?:[A-Za-z]\.){2,}|@\w{2,}|\d+(?:[.,:/]\d+)*(?:\w+)?(?:-\w+)*|\w+(?:[-'’.@&]\w+)*['’]?|--+|\.\.+|[^\w\s]"
)
_ABBREVIATIONS = word_set(
    """mr mrs ms dr prof gov sen sens rep reps gen col lt capt sgt maj cmdr rev hon st jr sr messrs mme
    mlle pres supt atty adm amb insp det inc corp co ltd jan feb mar apr jun jul aug sept sep oct nov
    dec mt ft ave blvd dept univ assn bros calif fla conn mass mich minn ariz pa va ga ill ind ky la
    tenn tex wash wis"""
)
_SENTENCE_MAY_END_AFTER = word_set(
    "jr sr etc inc corp co ltd u.s u.n u.k e.u d.c n.y n.j n.h n.c calif mass conn"
)
_LONGEST_SENTENCE = 400  # items; what is longer is no prose, and is read in parts so that time stays linear
_ENDS = frozenset(".?!…")


class Kind(Enum):
    """What an item of a sentence is."""

    WORD = "word"
    QUOTE = "quote"
    COMMA = ","
    STOP = "."
    COLON = ":"
    SEMICOLON = ";"
    DASH = "-"
    OPEN = "("
    CLOSE = ")"
    OTHER = "other"


_PUNCTUATION = {
    ",": Kind.COMMA, ".": Kind.STOP, "?": Kind.STOP, "!": Kind.STOP, "…": Kind.STOP, "。": Kind.STOP,
    ":": Kind.COLON, ";": Kind.SEMICOLON, "—": Kind.DASH, "–": Kind.DASH, "―": Kind.DASH, "-": Kind.DASH,
    "(": Kind.OPEN, "[": Kind.OPEN, ")": Kind.CLOSE, "]": Kind.CLOSE,
}  # fmt: skip


class Item(NamedTuple):
    """A word, a mark of punctuation or a whole quotation. `word` is its lower-case form with plain
    apostrophes."""

    start: int
    end: int
    text: str
    word: str
    kind: Kind
    quotation: Quotation | None = None

    @property
    def capitalised(self) -> bool:
        return self.text[0].isupper() or self.text[0] == "@"


@dataclass(frozen=True, slots=True)
class Sentence:
    """Items of one sentence; `position` counts it within its paragraph, `paragraph` within the text."""

    items: tuple[Item, ...]
    paragraph: int
    position: int


def outline(text: str) -> list[Sentence]:
    """The sentences of `text`, in order."""
    sentences: list[Sentence] = []
    paragraphs = _paragraphs(text)
    for number, (start, end) in enumerate(paragraphs):
        next_start = paragraphs[number + 1][0] if number + 1 < len(paragraphs) else None
        quotations = (
            find_quotations(text, start, end, next_start)
            or dash_quotations(text, start, end)
            or post_quotations(text, start, end)
        )
        items = list(_items(text, start, end, quotations))
        sentences += [
            Sentence(tuple(part), number, position) for position, part in enumerate(_sentences(items))
        ]
    return sentences


def _paragraphs(text: str) -> list[tuple[int, int]]:
    """Start and end of each paragraph, trimmed: a line, or a block of lines wrapped at some width."""
    paragraphs: list[tuple[int, int]] = []
    for block in _blocks(text):
        if len(block) > 1 and _is_wrapped(text, block):
            paragraphs.append((block[0][0], block[-1][1]))
        else:
            paragraphs += block
    return paragraphs


def _blocks(text: str) -> Iterator[list[tuple[int, int]]]:
    """The lines of the text, trimmed, in blocks between blank lines."""
    block: list[tuple[int, int]] = []
    for match in _LINE.finditer(text):
        stripped = match[0].strip()
        if stripped:
            start = match.start() + match[0].index(stripped[0])
            block.append((start, start + len(stripped)))
        elif block:
            yield block
            block = []
    if block:
        yield block


def _is_wrapped(text: str, lines: list[tuple[int, int]]) -> bool:
    """Whether the lines are of about one width, and somewhere one goes on in lower case."""
    if not all(_NARROWEST <= end - start <= _WIDEST for start, end in lines[:-1]):
        return False
    return any(
        text[end - 1] not in _ENDS and text[following[0]].islower() for (_, end), following in pairwise(lines)
    )


def _items(text: str, start: int, end: int, quotations: list[Quotation]) -> Iterator[Item]:
    for quotation in quotations:
        yield from _words(text, start, quotation.start)
        printed = text[quotation.start : quotation.end]
        yield Item(quotation.start, quotation.end, printed, printed, Kind.QUOTE, quotation)
        start = quotation.end
    yield from _words(text, start, end)


def _words(text: str, start: int, end: int) -> Iterator[Item]:
    word_kind, taken = Kind.WORD, start
    for match in _TOKEN.finditer(text, start, end):
        first, last = match.span()
        if first < taken:
            continue
        printed, taken = match[0], last
        if printed[0].isalnum() or printed[0] in "_&" or (printed[0] == "@" and len(printed) > 1):
            if last < end and text[last] == "." and _is_abbreviation(printed):
                taken += 1
                printed = text[first:taken]
            yield Item(first, taken, printed, printed.lower().replace("’", "'"), word_kind)
        else:
            kind = Kind.STOP if printed.startswith("..") else _PUNCTUATION.get(printed[0], Kind.OTHER)
            yield Item(first, taken, printed, printed, kind)


def _is_abbreviation(word: str) -> bool:
    if len(word) == 1:
        return word.isupper() and word != "I"
    return word[0].isupper() and word.lower() in _ABBREVIATIONS


def _sentences(items: list[Item]) -> Iterator[list[Item]]:
    start, word_kind = 0, Kind.WORD
    for i, item in enumerate(items):
        if item.kind is word_kind and item.text[-1] != "." and i - start < _LONGEST_SENTENCE:
            continue
        if i - start >= _LONGEST_SENTENCE or i + 1 == len(items) or _ends_sentence(items, i):
            yield items[start : i + 1]
            start = i + 1
    if start < len(items):
        yield items[start:]


def _ends_sentence(items: list[Item], i: int) -> bool:
    item, following = items[i], items[i + 1]
    if item.kind is Kind.QUOTE:
        return _ends_with_stop(item.text) and _begins_sentence(following) and following.start > item.end
    if item.kind is Kind.CLOSE:
        return i > 0 and items[i - 1].kind is Kind.STOP and _begins_sentence(following)
    if item.kind is Kind.STOP:
        return following.start > item.end and _begins_sentence(following)
    if item.kind is not Kind.WORD:
        return False
    if _are_initials(item) and i > 0 and items[i - 1].word in _BEFORE_INITIALS:
        return following.capitalised
    opens = following.kind is Kind.QUOTE or (following.word in _OPENERS and following.capitalised)
    return opens and item.word.rstrip(".") in _SENTENCE_MAY_END_AFTER


_BEFORE_INITIALS = word_set("initials initialled letters signed marked")


def _are_initials(item: Item) -> bool:
    """ "C.D." """
    return item.text[-1] == "." and item.text.count(".") > 1


_OPENERS = word_set("the a an he she it they we i this that these those in on at but and however")


def _ends_with_stop(quoted: str) -> bool:
    return len(quoted) > 2 and quoted.rstrip("\"”“'’»«‹›」』 ")[-1:] in _ENDS


def _begins_sentence(item: Item) -> bool:
    if item.kind in (Kind.QUOTE, Kind.OPEN):
        return True
    return item.kind is Kind.WORD and (item.text[0].isupper() or item.text[0].isdigit())

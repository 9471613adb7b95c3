"""Sentence borders, pure. Knows offsets and nothing of models."""

import re
from collections.abc import Iterator

import sentencex

from data.model import Span

_BLOCK = 20_000  # characters
_PARAGRAPH_END = re.compile(r"\n[ \t\r]*\n\s*")
_OPENED = re.compile(r"\S[ \t]+([\"“‘«„(]+[ \t]*)$")

# sentencex panics over an initial, one of these and a full stop ("vitamin C …" with a no-break space).
_WIDE_SPACES = {code: " " for code in range(0x80, 0x3001) if chr(code).isspace()}


def split_sentences(text: str, language: str = "en") -> tuple[Span, ...]:
    """The sentences of `text` in order, without surrounding white space; they never overlap.

    Pieces without a letter or digit, such as a lone pair of quotation marks, are no sentences.
    """
    sentences = []
    start = 0
    for end in _borders(text, language):
        span = _trimmed(text, start, end)
        if any(character.isalnum() for character in span.of(text)):
            sentences.append(span)
        start = end
    return tuple(sentences)


def _borders(text: str, language: str) -> Iterator[int]:
    """Where each piece ends. A quotation mark opened at the end of one belongs to the next."""
    end = 0
    for block in _blocks(text):
        for piece in sentencex.segment(language, block.translate(_WIDE_SPACES)):
            end += len(piece)
            opened = _OPENED.search(piece)
            yield end - len(opened[1]) if opened else end
    if end:
        yield end


def _blocks(text: str) -> Iterator[str]:
    """The paragraphs of the text, long ones in parts.

    From some 10,000 bytes on sentencex swallows blank lines, so that all later offsets would be wrong; and
    within one paragraph of opening quotation marks or CJK full stops it takes quadratic time, an hour for two
    million characters.
    """
    start = 0
    for end in (*(match.end() for match in _PARAGRAPH_END.finditer(text)), len(text)):
        while end - start > _BLOCK:
            space = text.rfind(" ", start, start + _BLOCK)
            cut = space + 1 if space >= 0 else start + _BLOCK
            yield text[start:cut]
            start = cut
        yield text[start:end]
        start = end


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)

"""Sentence borders, pure. Knows offsets and nothing of models."""

import re
from collections.abc import Iterator

import sentencex

from data.model import Span

_OPENED = re.compile(r"\S[ \t]+([\"“‘«„(]+[ \t]*)$")


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
    for piece in sentencex.segment(language, text):
        end += len(piece)
        opened = _OPENED.search(piece)
        yield end - len(opened[1]) if opened else end
    if end:
        yield end


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)

"""Sentence borders, pure. Knows offsets and nothing of models."""

import sentencex

from data.model import Span


def split_sentences(text: str, language: str = "en") -> tuple[Span, ...]:
    """The sentences of `text` in order, without surrounding white space; they never overlap.

    Pieces without a letter or digit, such as a lone pair of quotation marks, are no sentences.
    """
    sentences = []
    start = 0
    for piece in sentencex.segment(language, text):
        span = _trimmed(text, start, start + len(piece))
        if any(character.isalnum() for character in span.of(text)):
            sentences.append(span)
        start += len(piece)
    return tuple(sentences)


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)

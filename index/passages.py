"""From an article to passages: whole neighbouring sentences that fit the embedding model, pure."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from data.model import Span
from index.sentences import split_sentences

MAX_WORDS = 160
CONTEXT_WORDS = 24
VERSION = "2"  # raise it when the same article would be split or embedded differently

CountTokens = Callable[[Sequence[str]], list[int]]
"""Tokens of each text under the embedding model's own tokenizer, special tokens left out."""

_WORD = re.compile(r"\S+")


def context_of(title: str, day: date | None) -> str:
    """What a passage's vector is told besides its own words: title (shortened) and date."""
    parts = [" ".join(title.split()[:CONTEXT_WORDS]), day.isoformat() if day else ""]
    return ". ".join(part for part in parts if part)


def split_into_passages(
    text: str, count_tokens: CountTokens, max_tokens: int, language: str = "en"
) -> list[tuple[Span, ...]]:
    """Groups of sentences, each at most 160 words and `max_tokens` tokens; every sentence in just one group.

    A single sentence beyond either limit is cut between words, so that nothing is left unread.
    """
    sentences = split_sentences(text, language)
    tokens = count_tokens([sentence.of(text) for sentence in sentences])
    pieces = _cut_long(text, sentences, tokens, count_tokens, max_tokens)
    passages: list[tuple[Span, ...]] = []
    current: list[Span] = []
    room_words, room_tokens = MAX_WORDS, max_tokens
    for (sentence, count), gap in zip(pieces, _gaps(text, pieces, count_tokens), strict=True):
        words = len(_WORD.findall(text, sentence.start, sentence.end))
        if current and (gap.words + words > room_words or gap.tokens + count > room_tokens):
            passages.append(tuple(current))
            current, room_words, room_tokens = [], MAX_WORDS, max_tokens
        elif current:
            room_words, room_tokens = room_words - gap.words, room_tokens - gap.tokens
        current.append(sentence)
        room_words -= words
        room_tokens -= count
    if current:
        passages.append(tuple(current))
    return passages


class _Gap(NamedTuple):
    """What stands before a sentence and belongs to none, such as a row of asterisks: a passage embeds it."""

    words: int
    tokens: int


def _gaps(text: str, pieces: Sequence[tuple[Span, int]], count_tokens: CountTokens) -> list[_Gap]:
    ends = [0, *(piece.end for piece, _ in pieces)]
    between = [text[end : piece.start].strip() for end, (piece, _) in zip(ends, pieces, strict=False)]
    counts = iter(count_tokens([gap for gap in between if gap]))
    return [_Gap(len(_WORD.findall(gap)), next(counts)) if gap else _Gap(0, 0) for gap in between]


def _cut_long(
    text: str, sentences: Sequence[Span], tokens: Sequence[int], count_tokens: CountTokens, max_tokens: int
) -> list[tuple[Span, int]]:
    fitting: list[tuple[Span, int]] = []
    for sentence, count in zip(sentences, tokens, strict=True):
        words = [Span(*match.span()) for match in _WORD.finditer(text, sentence.start, sentence.end)]
        if count <= max_tokens and len(words) <= MAX_WORDS:
            fitting.append((sentence, count))
        else:
            fitting += _cut_between_words(text, words, count_tokens, max_tokens)
    return fitting


def _cut_between_words(
    text: str, words: Sequence[Span], count_tokens: CountTokens, max_tokens: int
) -> list[tuple[Span, int]]:
    """Runs of words within the limits. A single word too long for the model (a long address, say) stays one
    piece: the model reads its beginning, and cutting inside it would show a reader half a word."""
    pieces: list[tuple[Span, int]] = []
    start, used, held = 0, 0, 0
    for index, count in enumerate(count_tokens([word.of(text) for word in words])):
        if held and (used + count > max_tokens or held == MAX_WORDS):
            pieces.append((Span(words[start].start, words[index - 1].end), used))
            start, used, held = index, 0, 0
        used += count
        held += 1
    pieces.append((Span(words[start].start, words[-1].end), used))
    return pieces

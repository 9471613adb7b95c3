"""From an article to passages: whole neighbouring sentences that fit the embedding model, pure."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from data.model import Span
from index.sentences import split_sentences

MAX_WORDS = 160
CONTEXT_WORDS = 24
VERSION = "3"  # raise it when the same article would be split or embedded differently

_CHARACTERS_A_TOKEN = 8  # words average four; a tokenizer may take a word it does not know for one token
_STOPS = "。！？；，、.!?;,/&"  # where a run of characters without spaces is cut rather than anywhere

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

    A single sentence beyond either limit is cut between words, a single word within, so that nothing is left
    unread.
    """
    sentences = split_sentences(text, language)
    tokens = _charges(text, sentences, count_tokens)
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


def _charges(text: str, spans: Sequence[Span], count_tokens: CountTokens) -> list[int]:
    """The room each span takes: its tokens, but no fewer than its characters would be in plain words."""
    counts = count_tokens([span.of(text) for span in spans])
    return [
        max(count, -(-(span.end - span.start) // _CHARACTERS_A_TOKEN))
        for span, count in zip(spans, counts, strict=True)
    ]


def _cut_between_words(
    text: str, words: Sequence[Span], count_tokens: CountTokens, max_tokens: int
) -> list[tuple[Span, int]]:
    """Runs of words within the limits; of a word too long for the model, its parts."""
    pieces: list[tuple[Span, int]] = []
    run: list[Span] = []
    used = 0
    for word, count in _fitting_parts(text, words, count_tokens, max_tokens):
        if run and (used + count > max_tokens or len(run) == MAX_WORDS):
            pieces.append((Span(run[0].start, run[-1].end), used))
            run, used = [], 0
        run.append(word)
        used += count
    pieces.append((Span(run[0].start, run[-1].end), used))
    return pieces


def _fitting_parts(
    text: str, words: Sequence[Span], count_tokens: CountTokens, max_tokens: int
) -> list[tuple[Span, int]]:
    """The words, those too long for the model cut until each part fits; a single character always does."""
    fitting: list[tuple[Span, int]] = []
    for word, count in zip(words, _charges(text, words, count_tokens), strict=True):
        length = word.end - word.start
        if count <= max_tokens or length == 1:
            fitting.append((word, count))
        else:
            most = min(length * max_tokens // count, length // 2)  # halves at least, or it might take long
            parts = _parts(text, word, max(1, most))
            fitting += _fitting_parts(text, parts, count_tokens, max_tokens)
    return fitting


def _parts(text: str, word: Span, most: int) -> list[Span]:
    """The word in parts of at most `most` characters, cut behind a stop in the second half of one if any."""
    parts = []
    start = word.start
    while word.end - start > most:
        stops = (text.rfind(stop, start + most // 2, start + most) for stop in _STOPS)
        end = max(stops) + 1 or start + most
        parts.append(Span(start, end))
        start = end
    return [*parts, Span(start, word.end)]

# ruff: noqa: E501
"""Who says what in an article's text: every attributed statement with its speaker, pure.

`find_attributions` reads the text once: its outline, the statements of each sentence, whose the quotations without
a cue of their own are, and who each speaker is within the article.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from data.model import Attribution, Span, SpeechKind
from index.coreference import Cast
from index.outline import Item, Kind, Sentence, outline
from index.statements import Statement, statements_in

VERSION = "1"  # raise it when the same article would give other attributions

_WORD = re.compile(r"\w+")


@dataclass(slots=True)
class _Voice:
    """A speaker at one place of the text: the words there, and who that is."""

    span: Span
    name: str
    role: str


def find_attributions(text: str) -> list[Attribution]:
    """Every attributed statement of `text`, in text order. Contents never overlap; no text raises."""
    return sorted(_attributions(text), key=lambda one: one.content[0])


def _attributions(text: str) -> Iterator[Attribution]:
    sentences = outline(text)
    cast = Cast(sentences)
    carried: tuple[Attribution, Sentence, bool] | None = None
    for number, sentence in enumerate(sentences):
        items = sentence.items
        statements = statements_in(items)
        made = []
        for statement in statements:
            attribution = _made(text, items, statement, cast, number)
            if attribution is not None:
                made.append(attribution)
        if not made and all(item.kind in (Kind.QUOTE, Kind.STOP, Kind.COMMA) for item in items):
            continued = _continued(text, sentence, carried)
            if continued is not None:
                made.append(continued)
        yield from (one for one in made if one.content)
        cast.seen(number)
        if made:
            ends_quoted = items[-1].kind is Kind.QUOTE or any(item.kind is Kind.QUOTE for item in items)
            carried = (made[-1], sentence, ends_quoted)
        elif carried is not None and sentence.paragraph != carried[1].paragraph:
            carried = None


def _made(
    text: str, items: Sequence[Item], statement: Statement, cast: Cast, number: int
) -> Attribution | None:
    content = tuple(
        Span(items[first].start, items[last - 1].end) for first, last in statement.content if last > first
    )
    cue = Span(items[statement.cue[0]].start, items[statement.cue[1] - 1].end)
    kind = _kind(text, items, statement)
    if statement.speaker is None:
        return None
    speaker = statement.speaker.span(items)
    name, role, certainty = cast.who(number, statement.speaker)
    return Attribution(content, kind, cue, speaker, name, role, round(statement.certainty * certainty, 3))


def _kind(text: str, items: Sequence[Item], statement: Statement) -> SpeechKind:
    quoted = plain = 0
    for first, last in statement.content:
        for item in items[first:last]:
            if item.kind is Kind.QUOTE:
                quoted += len(_WORD.findall(item.text))
            elif item.kind is Kind.WORD and item.word != "that":
                plain += 1
    if not quoted:
        return SpeechKind.INDIRECT
    return SpeechKind.MIXED if plain else SpeechKind.DIRECT


def _continued(
    text: str, sentence: Sentence, carried: tuple[Attribution, Sentence, bool] | None
) -> Attribution | None:
    """A quotation without a cue of its own keeps the speaker of the one before."""
    if carried is None:
        return None
    before, where, quoted = carried
    gap = sentence.paragraph - where.paragraph
    if gap > 1 or (gap == 1 and not quoted):
        return None
    content = tuple(Span(item.start, item.end) for item in sentence.items if item.kind is Kind.QUOTE)
    certainty = before.certainty * (0.95 if gap == 0 else 0.75)
    return Attribution(
        content,
        SpeechKind.DIRECT,
        None,
        before.speaker,
        before.speaker_name,
        before.role,
        round(certainty, 3),
    )

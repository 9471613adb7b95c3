"""What a button does, and how that is written into the 64 bytes that Telegram lets a button carry. Pure.

Buttons live as long as the message they are under, articles may not: an action says what it means in terms
that can be checked when it is pressed, and whoever performs it checks.
"""

import re
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from data.model import Article, Span

MAX_BYTES = 64


@dataclass(frozen=True, slots=True)
class Citation:
    """A sentence of an article as it was when it was shown; `check` is the checksum of its words."""

    article_key: int
    span: Span
    check: int

    @classmethod
    def of(cls, article: Article, span: Span) -> "Citation":
        """The citation of a sentence of this article."""
        return cls(article.key, span, checksum(span.of(article.text)))

    @classmethod
    def of_numbers(cls, article_key: int, start: int, end: int, check: int) -> "Citation":
        """The citation that has these `numbers`."""
        return cls(article_key, Span(start, end), check)

    @property
    def numbers(self) -> tuple[int, ...]:
        """All there is to it."""
        return self.article_key, self.span.start, self.span.end, self.check

    def holds(self, article: Article) -> bool:
        """Whether the article still says so at that place."""
        return checksum(self.span.of(article.text)) == self.check


@dataclass(frozen=True, slots=True)
class OpenCitation:
    """Show the passage around a cited sentence, in a message of its own."""

    citation: Citation


@dataclass(frozen=True, slots=True)
class OpenArticle:
    """Show an article's card, in a message of its own."""

    article_key: int


@dataclass(frozen=True, slots=True)
class OpenLatest:
    """Show the newest articles, in a message of its own; `source` as in TurnLatest."""

    source: int = 0


@dataclass(frozen=True, slots=True)
class OpenSources:
    """Show the outlets, in a message of its own."""


@dataclass(frozen=True, slots=True)
class TurnTo:
    """Show another passage of the article in place; the cited sentence stays marked when one comes back."""

    article_key: int
    position: int
    citation: Citation | None = None


@dataclass(frozen=True, slots=True)
class ReadPage:
    """Show a page of the whole article in place; the first page is 0."""

    article_key: int
    page: int


@dataclass(frozen=True, slots=True)
class TurnLatest:
    """Show `size` of the newest articles from `offset` on, in place. `source` is the checksum of an outlet's
    name, 0 for all outlets."""

    offset: int
    size: int
    source: int = 0


@dataclass(frozen=True, slots=True)
class TurnSources:
    """Show a page of the outlets, in place; the first page is 0."""

    page: int


# Who said what


@dataclass(frozen=True, slots=True)
class OpenStatement:
    """Show the passage around somebody's words, in a message of its own."""

    citation: Citation


@dataclass(frozen=True, slots=True)
class ReportSpeaker:
    """Note that a reader holds the speaker of these words to be wrong."""

    citation: Citation


@dataclass(frozen=True, slots=True)
class ReviewSpeaker:
    """Offer an administrator whom these words may be given to."""

    citation: Citation


@dataclass(frozen=True, slots=True)
class CorrectSpeaker:
    """Give these words to the one of the people offered whose name has this checksum; 0: to nobody."""

    citation: Citation
    name: int


@dataclass(frozen=True, slots=True)
class KeepSpeaker:
    """Settle a report: the speaker is right."""

    citation: Citation


@dataclass(frozen=True, slots=True)
class AskAgain:
    """Answer a remembered question again in place: another page (the first is 0), or with one of several
    people picked, by the checksum of the identity; 0: nobody picked."""

    question: int
    page: int
    person: int = 0


SpeechAction = OpenStatement | ReportSpeaker | ReviewSpeaker | CorrectSpeaker | KeepSpeaker | AskAgain

Turn = TurnTo | ReadPage | TurnLatest | TurnSources
"""Actions that replace the message whose button was pressed."""

Action = OpenCitation | OpenArticle | OpenLatest | OpenSources | Turn | SpeechAction


def checksum(text: str) -> int:
    """A number that tells one text from another (no protection against a forger)."""
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))


def write_action(action: Action) -> str:
    """The action as a letter and numbers."""
    if isinstance(action, SpeechAction):
        return _written(*_speech_numbers(action))
    match action:
        case OpenCitation(citation):
            letter, numbers = "c", citation.numbers
        case OpenArticle(key):
            letter, numbers = "o", (key,)
        case OpenLatest(source):
            letter, numbers = "n", (source,)
        case OpenSources():
            letter, numbers = "w", ()
        case TurnTo(key, position, citation):
            letter, numbers = "t", (key, position, *(citation.numbers[1:] if citation else ()))
        case ReadPage(key, page):
            letter, numbers = "r", (key, page)
        case TurnLatest(offset, size, source):
            letter, numbers = "l", (offset, size, source)
        case TurnSources(page):
            letter, numbers = "s", (page,)
    return _written(letter, numbers)


def _speech_numbers(action: SpeechAction) -> tuple[str, tuple[int, ...]]:
    match action:
        case OpenStatement(citation):
            return "q", citation.numbers
        case ReportSpeaker(citation):
            return "x", citation.numbers
        case ReviewSpeaker(citation):
            return "v", citation.numbers
        case CorrectSpeaker(citation, name):
            return "k", (*citation.numbers, name)
        case KeepSpeaker(citation):
            return "y", citation.numbers
        case AskAgain(question, page, person):
            return "a", (question, page, person)


def _written(letter: str, numbers: Iterable[int]) -> str:
    return ":".join([letter, *map(str, numbers)])


# Twelve digits hold every key and offset there can be, and still fit the database's integers.
_WRITTEN = re.compile(r"[a-z](?::[0-9]{1,12}){0,5}")
_READERS: dict[tuple[str, int], Callable[..., Action]] = {
    ("c", 4): lambda *numbers: OpenCitation(Citation.of_numbers(*numbers)),
    ("o", 1): OpenArticle,
    ("n", 1): OpenLatest,
    ("w", 0): OpenSources,
    ("t", 2): TurnTo,
    ("t", 5): lambda key, position, *rest: TurnTo(key, position, Citation.of_numbers(key, *rest)),
    ("r", 2): ReadPage,
    ("l", 3): TurnLatest,
    ("s", 1): TurnSources,
    ("q", 4): lambda *numbers: OpenStatement(Citation.of_numbers(*numbers)),
    ("x", 4): lambda *numbers: ReportSpeaker(Citation.of_numbers(*numbers)),
    ("v", 4): lambda *numbers: ReviewSpeaker(Citation.of_numbers(*numbers)),
    ("k", 5): lambda *numbers: CorrectSpeaker(Citation.of_numbers(*numbers[:4]), numbers[4]),
    ("y", 4): lambda *numbers: KeepSpeaker(Citation.of_numbers(*numbers)),
    ("a", 3): AskAgain,
}


def read_action(text: str) -> Action | None:
    """The action that `write_action` wrote, None for anything else: people can send what they like."""
    if not _WRITTEN.fullmatch(text):
        return None
    letter, *numbers = text.split(":")
    reader = _READERS.get((letter, len(numbers)))
    return reader(*map(int, numbers)) if reader else None

"""The nouns of the newsroom, frozen. Knows nothing of files, databases, models or Telegram.

Every offset counts characters (Python code points) of `Article.text`, start inclusive, end exclusive.
"""

import zlib
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of characters, `0 <= start <= end`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters that this span covers in `text`, exactly."""
        return text[self.start : self.end]


def checksum(text: str) -> int:
    """A number that tells one text from another (no protection against a forger)."""
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One article as a reader found it, before it is stored.

    `collection` and `article_id` together say which article it is: the same pair again is the same article,
    perhaps with a new text. Empty strings mean "not given"; they never erase what is already known.
    `title_is_made` says that its source gave no title and this one is made of the text. `origin` says where a
    reader found it, where that is more than its id. Neither is stored.
    """

    collection: str
    article_id: str
    text: str
    title: str = ""
    source: str = ""
    url: str = ""
    author: str = ""
    caption: str = ""
    credit: str = ""
    published: datetime | None = None
    origin: str = field(default="", compare=False)
    title_is_made: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that could not be taken in: where it was, and in plain words why not."""

    origin: str
    reason: str


@dataclass(frozen=True, slots=True)
class Notice:
    """An article was taken in, but something about it could not be used: `remark` continues its name."""

    origin: str
    remark: str


Found = Entry | Notice | Skipped
"""What a reader comes upon."""


@dataclass(frozen=True, slots=True)
class Article:
    """A stored article. `key` is the database's own number for it; `article_id` is its source's."""

    key: int
    collection: str
    article_id: str
    title: str
    text: str
    source: str = ""
    url: str = ""
    author: str = ""
    caption: str = ""
    credit: str = ""
    language: str = ""
    published: datetime | None = None
    ingested: datetime | None = None
    updated: datetime | None = None
    same_as: int | None = None

    @property
    def day(self) -> date | None:
        """The calendar day it was published on, as its source printed it."""
        return self.published.date() if self.published else None


@dataclass(frozen=True, slots=True)
class Passage:
    """Whole neighbouring sentences of one article, small enough for the embedding model to read at once."""

    key: int
    article_key: int
    position: int
    sentences: tuple[Span, ...]

    @property
    def span(self) -> Span:
        """From the first character of the first sentence to the last of the last one."""
        return Span(self.sentences[0].start, self.sentences[-1].end)


class SpeechKind(Enum):
    """How somebody's words are reported: quoted whole, partly quoted, or retold without quotation marks."""

    DIRECT = "direct"
    MIXED = "mixed"
    INDIRECT = "indirect"


@dataclass(frozen=True, slots=True)
class Attribution:
    """Words that an article attributes to somebody, with offsets into its text.

    `content` are the words, in order; several spans where the cue breaks them. `cue` is what attributes
    ("said", "according to") and `speaker` the words there that name who, perhaps a pronoun; each None where
    the text leaves it out. `speaker_name` is who that is by the fullest name that the article gives, with the
    `role` as printed; both may be empty. `certainty` orders attributions by how likely they are right, 0-1.
    """

    content: tuple[Span, ...]
    kind: SpeechKind
    cue: Span | None
    speaker: Span | None
    speaker_name: str
    role: str
    certainty: float


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles a search may see. Empty means no limit; `since` and `until` are inclusive days."""

    since: date | None = None
    until: date | None = None
    sources: tuple[str, ...] = ()
    article_keys: tuple[int, ...] = field(default=())

    def __bool__(self) -> bool:
        return bool(self.since or self.until or self.sources or self.article_keys)

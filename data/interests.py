"""The nouns of alerts, frozen: what somebody wants to hear of, how, and what an article has of it.

Knows nothing of SQL, models or Telegram.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import Enum, IntEnum

from data.model import Span

ANYBODY = "anybody"
"""The `speaker` of an interest in what people say about a topic, whoever says it."""


class Strictness(IntEnum):
    """How near an article must be to a topic."""

    WIDE = 0
    MIDDLE = 1
    STRICT = 2


@dataclass(frozen=True, slots=True)
class Interest:
    """What an article must have, all of it; with nothing given, every article has it.

    `topic` is matched by meaning and words together, inside the quoted words where there is a `speaker`.
    `speaker` is quoted and `named` is mentioned. `phrases` must occur and `excluded` must not, as whole
    words, literally. `sources` are outlets, any of them.
    """

    topic: str = ""
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    speaker: str = ""
    named: str = ""
    sources: tuple[str, ...] = ()

    def as_json(self) -> str:
        """What is given, to be stored."""
        return json.dumps({name: value for name, value in asdict(self).items() if value}, ensure_ascii=False)

    @classmethod
    def from_json(cls, stored: str) -> "Interest":
        """The interest that `as_json` wrote."""
        given: Mapping[str, str | list[str]] = json.loads(stored)
        return cls(**{name: tuple(v) if isinstance(v, list) else v for name, v in given.items()})  # type: ignore[arg-type]


class Rhythm(Enum):
    """When alerts go out: each at once, or together once a day or a week."""

    AT_ONCE = "at once"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a subscription is delivered. `minute` counts from midnight and `weekday` from Monday (0), both in
    the chat's time zone; a digest shows at most `at_most` stories."""

    rhythm: Rhythm = Rhythm.AT_ONCE
    minute: int = 8 * 60
    weekday: int = 0
    at_most: int = 10


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """What holds for all alerts of a chat. `zone` is an IANA name, empty while nobody has said where they
    are; quiet hours run from one minute of the day to another, perhaps past midnight."""

    chat_id: int
    zone: str = ""
    quiet_from: int | None = None
    quiet_until: int | None = None
    muted_until: datetime | None = None
    unreachable_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Subscription:
    """A stored subscription. `thread_id` is the topic of a forum where it was asked for. A draft has been
    previewed but not confirmed."""

    key: int
    chat_id: int
    thread_id: int | None
    user_id: int
    text: str
    interest: Interest
    strictness: Strictness = Strictness.MIDDLE
    delivery: Delivery = Delivery()
    draft: bool = False
    paused_until: datetime | None = None
    created: datetime | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """What an article has of an interest. `score` is 0-1; `span` is the sentence to show, or the quoted words
    where somebody is quoted, who then is the `speaker`; `words` of the article are also in the topic."""

    score: float
    span: Span
    speaker: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PreparedAlert:
    """An alert before it is stored: which subscription an article matches, and by what."""

    subscription_key: int
    match: Match

"""What we remember of a feed beside what the reader library keeps, and how failures change it. Pure."""

from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

LONGEST_WAIT = timedelta(days=1)
DYING_TIME = timedelta(days=3)
_DYING_FAILURES = 5  # over that time; a machine that was off for a week has not tried five times
NEWS_TIME = timedelta(days=3)
_CLOCK_SKEW = timedelta(hours=1)


class NoticeKind(Enum):
    """What an administrator is told of, once."""

    DIED = "died"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class FeedState:
    """`filled` is when the feed was first read; before that, all it has is archive. Moments are ISO 8601."""

    name: str
    filled: str = ""
    failures: int = 0
    failing_since: str = ""
    last_success: str = ""
    reason: str = ""
    told_of_death: bool = False
    untold: tuple[tuple[str, str], ...] = field(default=())

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "FeedState":
        """What `to_json` gave."""
        untold = tuple((str(kind), str(words)) for kind, words in stored.get("untold", ()))
        return cls(**{**stored, "untold": untold})

    def to_json(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return asdict(self) | {"untold": [list(one) for one in self.untold]}

    def after_success(self, now: datetime) -> "FeedState":
        """The feed was read, or has not changed."""
        return replace(
            self,
            filled=self.filled or now.isoformat(),
            failures=0,
            failing_since="",
            reason="",
            told_of_death=False,
        )

    def after_failure(self, reason: str, is_gone: bool, last_success: str, now: datetime) -> "FeedState":
        """The feed could not be read. `is_gone`: its server says that it will never be again."""
        failed = replace(
            self,
            failures=self.failures + 1,
            failing_since=self.failing_since or now.isoformat(),
            last_success=self.last_success if self.failures else last_success,
            reason=reason,
        )
        if failed.told_of_death or not (is_gone or failed.is_dead(now)):
            return failed
        return replace(failed, told_of_death=True, untold=(*self.untold, (NoticeKind.DIED.value, reason)))

    def after_move(self, target: str) -> "FeedState":
        """The feed said that it lives elsewhere for good."""
        return replace(self, untold=(*self.untold, (NoticeKind.MOVED.value, target)))

    def is_dead(self, now: datetime) -> bool:
        """Whether it has failed for so long that somebody should look after it."""
        if self.failures < _DYING_FAILURES or not self.failing_since:
            return False
        return now - datetime.fromisoformat(self.failing_since) >= DYING_TIME


def wait_after(failures: int, interval: timedelta) -> timedelta:
    """How long a feed that failed so many times in a row is left alone: twice as long each time."""
    doubled: int = 2 ** min(failures, 12)
    return min(interval * doubled, max(LONGEST_WAIT, interval))


def is_news(published: datetime | None, caught_up: datetime | None, now: datetime) -> bool:
    """Whether an article that has just been met is news, so that people may be told of it.

    `caught_up` is when its source was last read, None if never: what a source holds before is archive. What
    was published long before that is old too, whatever made it turn up now.
    """
    if caught_up is None:
        return False
    return published is None or published >= min(caught_up, now) - NEWS_TIME


def is_recent(published: datetime | None, now: datetime) -> bool:
    """Whether an article that somebody hands in is news by its date. Without a date it may be of any age."""
    return published is not None and now - NEWS_TIME <= published <= now + NEWS_TIME


def believed(published: datetime | None, is_new: bool, now: datetime) -> datetime | None:
    """A feed's date, less what it cannot know: days to come. Later dates of a known article are not believed
    at all: feeds move them without a reason, and when it was published has not changed."""
    if published is None or not is_new:
        return None
    return now if published > now + _CLOCK_SKEW else published

"""What of the waiting alerts could go out now and what waits for something, pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.schedule import belongs_to_digest, is_quiet, zone_of
from data.outbox import Waiting


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many alerts are due, since when the oldest of them, and how many are for digests whose hour is to
    come, until quiet hours end, and for chats out of reach."""

    due: int
    oldest: datetime | None
    digests: int
    quiet: int
    unreachable: int


def backlog_of(waiting: Sequence[Waiting], now: datetime) -> Backlog:
    """The alerts that wait, by what they wait for."""
    due, digests, quiet, unreachable = [], 0, 0, 0
    for one in waiting:
        if one.chat.unreachable_since is not None:
            unreachable += one.alerts
        elif one.digest and not belongs_to_digest(one.created, one.digest, zone_of(one.chat), now):
            digests += one.alerts
        elif is_quiet(one.chat, now):
            quiet += one.alerts
        else:
            due.append(one)
    oldest = min((one.created for one in due), default=None)
    return Backlog(sum(one.alerts for one in due), oldest, digests, quiet, unreachable)

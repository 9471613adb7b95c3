"""What the buttons of alerts and subscriptions do. Pure; `bot.actions` writes and reads them."""

from dataclasses import dataclass
from enum import IntEnum


class Verb(IntEnum):
    """What is done to a subscription. The numbers are inside buttons that people keep: none changes."""

    CONFIRM = 1
    LOOSEN = 2
    TIGHTEN = 3
    DISCARD = 4
    SHOW = 5
    LIST = 6
    PAUSE = 7
    RESUME = 8
    DELETE = 9
    EDIT = 10
    DELIVER = 11
    WHY = 12
    STRICTER = 13
    STOP = 14
    TIMING = 15
    PAUSING = 16
    UNTIL = 17
    START = 18
    MORE = 19
    DELETE_ALL = 20
    UNMUTE = 21


BELOW = 1
"""The value of `LIST` under a message that is to stay: the list then comes in one of its own."""


@dataclass(frozen=True, slots=True)
class OnSubscription:
    """Do something to a subscription, or, where `key` is 0, to the chat. What `value` means is up to the
    verb: minutes to pause for, which way of delivery, which kind of subscription to start, a remembered
    question, whether the list goes below (`BELOW`)."""

    verb: Verb
    key: int = 0
    value: int = 0

    @classmethod
    def of_numbers(cls, verb: int, key: int, value: int) -> "OnSubscription | None":
        """The action that has these numbers, if any has."""
        return cls(Verb(verb), key, value) if verb in Verb.__members__.values() else None

    @property
    def in_place(self) -> bool:
        """Whether what comes of it replaces the message with the button."""
        if self.verb is Verb.LIST:
            return self.value != BELOW
        return self.verb not in (
            Verb.WHY,
            Verb.EDIT,
            Verb.UNTIL,
            Verb.TIMING,
            Verb.STRICTER,
            Verb.STOP,
            Verb.MORE,
            Verb.START,
        )

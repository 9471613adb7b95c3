"""What a conversation remembers: whom it was about last, and what its buttons ask again.

It lives as long as the process. Both the chats and what is kept of each are bounded.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.actions import Citation
from bot.paging import Turning
from data.model import checksum

_QUESTIONS = 40  # of one chat
_CHATS = 2_000


@dataclass(frozen=True, slots=True)
class Remembered:
    """What was asked, on which day, whom a pronoun in it meant, and what "it" did."""

    text: str
    today: date
    before: str = ""
    topic: str = ""


@dataclass(slots=True)
class ChatMemory:
    """One chat's. `person` is the identity of whom it was about last, `topic` what their statements were;
    `pages` the buttons that turn what was shown last, by the words that do the same; `correcting` the
    statement that an administrator has opened for correction."""

    person: str = ""
    topic: str = ""
    pages: Mapping[Turning, str] = field(default_factory=dict)
    correcting: Citation | None = None
    _asked: OrderedDict[int, Remembered] = field(default_factory=OrderedDict)

    def note(self, asked: Remembered) -> int:
        """Keep a question for its buttons; the number is what they carry."""
        number = checksum(f"{asked.today} {asked.before} {asked.topic} {asked.text}")
        self._asked[number] = asked
        self._asked.move_to_end(number)
        while len(self._asked) > _QUESTIONS:
            self._asked.popitem(last=False)
        return number

    def asked(self, number: int) -> Remembered | None:
        """The question of this number, None if it was forgotten."""
        return self._asked.get(number)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is talking: with which memory of the chat, and whether they may manage the bot.

    `chat_id` is 0 where nobody can be sent alerts, as in the terminal. `may_decide` which alerts the chat
    gets: in a group its administrators do. `stays` is false where nothing can be written after the reply.
    """

    memory: ChatMemory = field(default_factory=ChatMemory)
    is_administrator: bool = False
    chat_id: int = 0
    user_id: int = 0
    thread_id: int | None = None
    in_group: bool = False
    may_decide: bool = True
    stays: bool = True


class Memories:
    """The memories of all chats, the least recently used forgotten first."""

    def __init__(self) -> None:
        self._chats: OrderedDict[int, ChatMemory] = OrderedDict()

    def of(self, chat_id: int) -> ChatMemory:
        """This chat's memory."""
        memory = self._chats.setdefault(chat_id, ChatMemory())
        self._chats.move_to_end(chat_id)
        while len(self._chats) > _CHATS:
            self._chats.popitem(last=False)
        return memory

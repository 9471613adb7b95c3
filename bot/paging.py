"""Turning pages by words: "next", "back", "page 3", for those who see no buttons or rather write. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from bot import wording
from bot.actions import AskAgain, read_action, write_action
from bot.render import Reply


class Turning(Enum):
    """Which way a page is turned."""

    ON = "on"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page that was asked for: the next one, the one before, or one by its number, from 1."""

    way: Turning
    number: int = 0


_ON = re.compile(
    r"(?:(?:the )?next(?: one| page| ones)?|(?:show (?:me )?)?more(?: please)?|go on|continue|older)"
    r"(?: please)?",
    re.IGNORECASE,
)
_BACK = re.compile(r"(?:(?:the )?previous(?: page)?|(?:go )?back|earlier|newer)(?: please)?", re.IGNORECASE)
_NUMBER = re.compile(r"(?:go to |show (?:me )?)?page (\d{1,3})(?: please)?", re.IGNORECASE)
_LABELS = {
    Turning.ON: frozenset((wording.NEXT_PAGE, wording.OLDER, wording.LATER)),
    Turning.BACK: frozenset((wording.PREVIOUS_PAGE, wording.NEWER, wording.EARLIER)),
}


def page_wanted(text: str) -> Wanted | None:
    """The page that a message asks for, None if it asks for something else."""
    words = text.strip().rstrip("?!. ")
    if number := _NUMBER.fullmatch(words):
        return Wanted(Turning.ON, int(number[1]))
    if _ON.fullmatch(words):
        return Wanted(Turning.ON)
    return Wanted(Turning.BACK) if _BACK.fullmatch(words) else None


def turnings(reply: Reply) -> dict[Turning, str]:
    """What the buttons of a reply do that turn its pages."""
    buttons = [one for row in reply.buttons for one in row]
    return {way: one.action for way, labels in _LABELS.items() for one in buttons if one.label in labels}


def action_for(wanted: Wanted, pages: Mapping[Turning, str]) -> str:
    """The button that does what was asked for; empty where there is none."""
    if not wanted.number:
        return pages.get(wanted.way, "")
    asked = _first_question(list(pages.values()))
    return write_action(replace(asked, page=wanted.number - 1)) if asked else ""


def _first_question(actions: Sequence[str]) -> AskAgain | None:
    read = (read_action(one) for one in actions)
    return next((one for one in read if isinstance(one, AskAgain)), None)

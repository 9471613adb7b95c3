"""The same conversation in a terminal; without one, plain answers to the questions on standard input.

It shows the very replies that Telegram would show: bold as bold, quotations indented, links written out,
buttons as numbers to type.
"""

import logging
import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.history import FileHistory
from rich.console import Console
from rich.text import Text

from bot import wording
from bot.conversation import is_empty, reply_to_press, reply_to_words
from bot.feeds import feed_command_in, obey_feed_command
from bot.markup import Run, escaped, runs_of
from bot.memory import ChatMemory, Visitor
from bot.paging import turnings
from bot.render import Button, Reply, render_answer, render_no_answer, say
from bot.who_said import answer_if_speech
from data.model import Filters
from index.answer import NoAnswer
from index.newsroom import Newsroom

log = logging.getLogger(__name__)

_QUIT = frozenset({"/quit", "/exit", "quit", "exit"})
_INDENT = 4
_WIDEST = 100  # columns; longer lines are hard to read


def run_console(room: Newsroom) -> None:
    """Talk until the end of input. With a terminal: line editing, history, colours; without: plain text."""
    talk = Talk(room)
    if sys.stdin.isatty() and sys.stdout.isatty():
        converse(talk, prompt_at(room.settings.home), Console())
        return
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        answer_lines(talk, sys.stdin, sys.stdout)
    except BrokenPipeError:  # who read our output has had enough; Python must not complain of it at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def reply_to_question(room: Newsroom, text: str, today: date, filters: Filters) -> Reply:
    """The reply to one question without a conversation around it. Raises FilterError."""
    empty = is_empty(room.store)
    alone = Visitor(stays=False)
    if not empty and (said := answer_if_speech(room, text, today, alone, filters)):
        more = escaped(wording.REST_IN_CHAT)
        return replace(said, html=f"{said.html}\n\n{more}") if turnings(said) else said
    outcome = room.answer(text, today, filters)
    if isinstance(outcome, NoAnswer):
        return say(wording.EMPTY_COLLECTION) if empty else render_no_answer(outcome)
    return render_answer(outcome, room.speakers_of(outcome))


def print_reply(reply: Reply) -> None:
    """Show one reply on standard output, in colour if that is a terminal."""
    if sys.stdout.isatty():
        show(Console(), reply)
    else:
        print(as_plain_text(reply))


class Talk:
    """One person's conversation: remembers the buttons shown last, which numbers press."""

    def __init__(self, room: Newsroom, now: Callable[[], datetime] = datetime.now) -> None:
        self._room = room
        self._now = now
        self._buttons: list[Button] = []
        # Whoever sits at the terminal holds the home, and may do what administrators may.
        self._visitor = Visitor(ChatMemory(), is_administrator=True)

    def reply_to(self, line: str) -> Reply:
        """The reply to a line; a number alone presses a button."""
        try:
            self._room.refresh()  # another process may have taken articles in
            reply = self._press(int(line)) if _is_number(line) else self._hear(line)
        except Exception:  # the conversation goes on; whoever sits here sees what happened
            log.exception("That could not be answered.")
            return say(wording.WENT_WRONG)
        self._buttons = [button for row in reply.buttons for button in row] or self._buttons
        return reply

    def _hear(self, line: str) -> Reply:
        if asked := feed_command_in(line):  # whoever sits here looks after the bot
            return obey_feed_command(self._room, *asked)
        return reply_to_words(self._room, line, self._now(), self._visitor)

    def _press(self, number: int) -> Reply:
        if not 1 <= number <= len(self._buttons):
            return say(wording.no_such_number(number))
        return reply_to_press(self._room, self._buttons[number - 1].action, self._now(), self._visitor)


def _is_number(line: str) -> bool:
    return line.isascii() and line.isdecimal() and len(line) <= 3


# Without a terminal


def answer_lines(talk: Talk, lines: Iterable[str], out: TextIO) -> None:
    """Answer each line as it comes, after repeating it."""
    for line in lines:
        if question := line.strip():
            print(f"> {question}\n{as_plain_text(talk.reply_to(question))}\n", file=out, flush=True)


def as_plain_text(reply: Reply) -> str:
    """The reply without any looks: quotations and links indented."""
    return "\n".join(f"{' ' * line.indent}{line.text}".rstrip() for line in lines_of(reply.html))


# At a terminal


def prompt_at(home: Path) -> PromptSession[str]:
    """A prompt that completes commands and keeps its history in the home folder."""
    history = home / "history"
    history.touch(mode=0o600)
    commands = [f"/{name}" for name in wording.COMMANDS]
    return PromptSession("> ", history=FileHistory(history), completer=WordCompleter(commands, sentence=True))


def converse(talk: Talk, session: PromptSession[str], console: Console) -> None:
    """Talk until Ctrl-D or /quit. Ctrl-C clears the line."""
    show(console, talk.reply_to("/start"))
    console.print(Text(wording.CONSOLE_HINT, "dim"))
    while True:
        try:
            line = session.prompt().strip()
            if line.lower() in _QUIT:
                return
            if line:
                show(console, talk.reply_to(line))
        except KeyboardInterrupt:
            continue
        except EOFError:
            return


def show(console: Console, reply: Reply) -> None:
    """Print a reply with its looks, and the numbers to type."""
    width = min(console.width, _WIDEST)
    console.print()
    for line in lines_of(reply.html):
        text = Text.assemble(*((run.text, _style(run)) for run in line.runs))
        for piece in [text] if line.is_address else text.wrap(console, width - line.indent) or [text]:
            piece.rstrip()
            console.print(Text(" " * line.indent) + piece, soft_wrap=True)
    if choices := wording.choices([button.label for row in reply.buttons for button in row]):
        console.print(Text(f"\n{choices}", "dim"), width=width)
    console.print()


def _style(run: Run) -> str:
    styles = ["bold"] if run.bold else []
    styles += ["dim"] if run.text == run.link else []
    return " ".join(styles)


# A reply, line by line


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a reply, indented by so many columns."""

    runs: tuple[Run, ...]
    indent: int

    @property
    def text(self) -> str:
        """The line without looks."""
        return "".join(run.text for run in self.runs)

    @property
    def is_address(self) -> bool:
        """Whether it is a link written out, which must not be broken."""
        return self.runs[0].link == self.text != ""


def lines_of(html: str) -> list[Line]:
    """The lines of a reply; each link is written out on a line of its own below."""
    lines = []
    for runs in _split_into_lines(runs_of(html)):
        lines.append(Line(runs, _INDENT if any(run.quoted for run in runs) else 0))
        links = dict.fromkeys(run.link for run in runs if run.link)
        lines += [Line((Run(link, link=link),), _INDENT) for link in links]
    return lines


def _split_into_lines(runs: Iterable[Run]) -> list[tuple[Run, ...]]:
    lines: list[list[Run]] = [[]]
    for run in runs:
        first, *others = run.text.split("\n")
        lines[-1].append(replace(run, text=first))
        lines += [[replace(run, text=text)] for text in others]
    return [tuple(line) for line in lines]

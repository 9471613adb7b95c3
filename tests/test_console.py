"""The conversation in a terminal, and without one."""

import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from newsrooms import NOW, break_database, take_in
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from bot import wording
from bot.console import (
    Talk,
    answer_lines,
    as_plain_text,
    converse,
    print_reply,
    prompt_at,
    reply_to_question,
    run_console,
)
from bot.conversation import reply_to_words
from data.model import Entry, Filters
from index.newsroom import Newsroom

ANSWER = """\
> Who ordered the barriers down?
Chief engineer Joachim Sperrin ordered the barriers down at 21:40. [1]

[1] Lantern Bridge shut until further notice — Radio Orrevane, 3 December 2024
    https://radio-orrevane.example/news/bridge?id=1&page=2

"""


def talked(room: Newsroom, *lines: str) -> str:
    """What is printed when these lines come in and there is no terminal."""
    out = io.StringIO()
    answer_lines(Talk(room, lambda: NOW), lines, out)
    return out.getvalue()


# Without a terminal


def test_each_line_is_repeated_and_answered_in_plain_text(room: Newsroom) -> None:
    assert talked(room, "Who ordered the barriers down?\n") == ANSWER
    assert talked(room, "Who ordered the barriers down?\n", "\n", "  hello ") == (
        ANSWER + f"> hello\n{wording.GREETING}\n\n"
    )


def test_a_number_presses_the_button_that_was_shown_last(room: Newsroom) -> None:
    printed = talked(room, "Who ordered the barriers down?", "thanks", "1", "/article chronicle", "1", "9")
    assert "    Chief engineer Joachim Sperrin ordered" not in printed  # in the middle of its paragraph
    assert "    The Lantern Bridge was closed on Monday evening" in printed
    assert "\n    Chapter two of the lighthouse chronicle" in printed
    assert printed.endswith(f"> 9\n{wording.no_such_number(9)}\n\n")


def test_what_was_taken_in_meanwhile_is_found(own_room: Newsroom) -> None:
    take_in(own_room.store, Entry("test", "w", "The wombat Winifred walked over the bridge."))
    assert "Winifred" in talked(own_room, "Which wombat walked over the bridge?")


def test_what_breaks_is_said_and_the_next_line_answered(
    own_room: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    talk = Talk(own_room, lambda: NOW)
    break_database(own_room)
    assert as_plain_text(talk.reply_to("/latest")) == wording.WENT_WRONG
    assert "That could not be answered." in caplog.text


def test_nothing_an_article_holds_can_command_the_terminal(own_room: Newsroom) -> None:
    take_in(
        own_room.store, Entry("test", "w", "A wombat \x1b[2J\x1b]0;gotcha\x07 sings.", title="\x1b[31mred")
    )
    assert "\x1b" not in talked(own_room, "Which wombat sings?", "/article w")


def test_standard_input_is_answered_to_its_end(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    questions = io.TextIOWrapper(io.BytesIO(b"Who ordered the barriers down?\nhello \xff\n"), "utf-8")
    monkeypatch.setattr(sys, "stdin", questions)
    run_console(room)
    printed = capsys.readouterr().out
    assert printed.startswith(ANSWER)
    assert printed.endswith("\n\n")


def test_a_reader_who_leaves_early_is_no_error(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    monkeypatch.setattr(sys, "stdin", io.StringIO("hello\n" * 3))
    with os.fdopen(writing, "w") as out:
        monkeypatch.setattr(sys, "stdout", out)
        run_console(room)


def test_one_answer_can_be_printed_alone(room: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    print_reply(reply_to_question(room, "Who ordered the barriers down?", NOW.date(), Filters()))
    assert capsys.readouterr().out == ANSWER.partition("\n")[2][:-1]
    print_reply(reply_to_question(room, "Which xylophone quasar exploded?", NOW.date(), Filters()))
    assert capsys.readouterr().out.startswith(wording.NO_ANSWER)


# At a terminal


@pytest.fixture
def keys() -> Iterator[PipeInput]:
    """A keyboard for the prompt."""
    with create_pipe_input() as keyboard, create_app_session(keyboard, DummyOutput()):
        yield keyboard


def typed(room: Newsroom, keys: PipeInput, home: Path, text: str) -> str:
    """What stands on the screen after this was typed; Ctrl-D is added."""
    keys.send_text(text + "\x04")
    screen = io.StringIO()
    converse(Talk(room, lambda: NOW), prompt_at(home), Console(file=screen, force_terminal=True, width=200))
    return screen.getvalue()


def test_at_a_terminal_answers_are_bold_where_they_answer_and_name_what_to_type(
    room: Newsroom, keys: PipeInput, tmp_path: Path
) -> None:
    screen = typed(room, keys, tmp_path, "Who ordered the barriers down?\n1\n/latest\n")
    assert "Hello. I answer questions from a collection of 4 articles" in screen
    assert wording.CONSOLE_HINT in screen
    assert "Chief engineer \x1b[1mJoachim Sperrin\x1b[0m ordered" in screen
    assert "Type 1 to open it" in screen
    assert "    The Lantern Bridge was closed on Monday evening" in screen
    assert "Type 1–4 to open one" in screen


def test_control_c_clears_the_line_and_what_was_typed_is_remembered(
    room: Newsroom, keys: PipeInput, tmp_path: Path
) -> None:
    screen = typed(room, keys, tmp_path, "Who orde\x03hello\n/quit\nthanks\n")
    assert wording.GREETING in screen
    assert wording.THANKS not in screen
    history = tmp_path / "history"
    assert "+hello" in history.read_text()
    assert history.stat().st_mode & 0o077 == 0


def test_commands_are_completed(keys: PipeInput, tmp_path: Path) -> None:
    completer = prompt_at(tmp_path).completer
    assert completer
    found = completer.get_completions(Document("/so"), CompleteEvent(completion_requested=True))
    assert [one.text for one in found] == ["/sources"]


def test_the_choices_say_what_each_number_does() -> None:
    assert wording.choices([]) == ""
    assert wording.choices(["1 · Radio", "2 · Herald"]) == "Type 1–2 to open one"
    assert wording.choices(["1", "2", "3", "older ▶"]) == "Type 1–3 to open one, 4: older ▶"
    assert wording.choices(["◀ earlier", "All of it"]) == "Type 1: ◀ earlier, 2: All of it"


def test_a_refusal_reads_the_same_as_in_telegram(room: Newsroom) -> None:
    reply = reply_to_words(room, "Which xylophone quasar exploded?", NOW)
    assert as_plain_text(reply) == f"{wording.NO_ANSWER} {wording.TRY_OTHER_WORDS}"

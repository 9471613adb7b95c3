"""The command line in this process, for tests: words in; exit code, output and complaints out."""

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest

import run_bot


@dataclass(frozen=True, slots=True)
class Run:
    """What a command came to."""

    code: int
    out: str
    err: str


CommandLine = Callable[..., Run]


def command_line(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> CommandLine:
    """Runs `run_bot.py` with these words and this standard input."""

    def run(*words: str, stdin: bytes = b"") -> Run:
        monkeypatch.setattr(sys, "argv", ["run_bot.py", *words])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
        capfd.readouterr()
        try:
            run_bot.run()
            code = 0
        except SystemExit as exit_:
            code = int(exit_.code or 0)
        captured = capfd.readouterr()
        return Run(code, captured.out, captured.err)

    return run

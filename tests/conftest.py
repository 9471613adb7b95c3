"""What several test modules share."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import CommandLine, command_line
from newsrooms import StemEmbedder, open_small_newsroom
from telegram_server import Person, TelegramServer

import index.newsroom
from data.settings import PREFIX, TOKEN_VARIABLE
from index.newsroom import Newsroom


@pytest.fixture(scope="session")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """A small newsroom that tests only read."""
    with open_small_newsroom(tmp_path_factory.mktemp("home")) as opened:
        yield opened


@pytest.fixture
def own_room(tmp_path: Path) -> Iterator[Newsroom]:
    """A small newsroom that the test may change."""
    with open_small_newsroom(tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    """A Bot API server that nobody has called yet."""
    with TelegramServer() as running:
        yield running


@pytest.fixture
def ann(server: TelegramServer) -> Person:
    """Someone who has not written to the bot yet."""
    return server.person(user_id=7, first_name="Ann")


@pytest.fixture
def command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> CommandLine:
    """Runs a command line in this process, in a working directory and a home of its own, with the small
    embedding model."""
    for name in [name for name in os.environ if name.startswith(PREFIX) or name == TOKEN_VARIABLE]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("NEWSDESK_THRESHOLD", "0.3")
    monkeypatch.setenv("NEWSDESK_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(index.newsroom, "load_embedder", lambda _settings: StemEmbedder())
    return command_line(monkeypatch, capfd)

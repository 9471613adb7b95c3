"""What several test modules share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from newsrooms import open_small_newsroom
from telegram_server import Person, TelegramServer

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

"""When something goes wrong: what the log holds, what the person reads."""

import asyncio
import logging
import time
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from newsrooms import break_database, settings_for
from running_bot import answer_to, running_bot
from telegram.error import Conflict, NetworkError
from telegram_server import Person, TelegramServer

from bot import wording
from bot.application import build_application
from bot.failures import BotStartError, Sparingly, TokenFilter, complain, trace_without_words
from bot.service import serve
from data.schema import HomeError
from index.newsroom import Newsroom

TOKEN = "4242:AAsecret_of-the-bot"
_TALKATIVE = ("", "httpx", "httpcore", "telegram")


@pytest.fixture
def log_settings() -> Iterator[None]:
    """Puts back what a test sets up for the whole process."""
    levels = {name: logging.getLogger(name).level for name in _TALKATIVE}
    filters = {handler: list(handler.filters) for handler in logging.getLogger().handlers}
    yield
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    for handler in logging.getLogger().handlers:
        handler.filters = filters.get(handler, [])


def logged(record: logging.LogRecord) -> str:
    TokenFilter(TOKEN).filter(record)
    return logging.Formatter("%(message)s").format(record)


def a_record(message: str, *arguments: object) -> logging.LogRecord:
    return logging.LogRecord("x", logging.INFO, __file__, 1, message, arguments, None)


def test_the_token_is_taken_out_of_messages_arguments_and_addresses() -> None:
    assert logged(a_record(f"token {TOKEN}")) == "token 4242:[token]"
    assert logged(a_record("%s %r", TOKEN, {"url": f"https://api/bot{TOKEN}/getMe"})).count("[token]") == 2
    assert logged(a_record("only AAsecret_of-the-bot")) == "only [token]"
    assert logged(a_record("100 %", "one argument too many")) == "100 %"


def test_the_token_is_taken_out_of_tracebacks() -> None:
    record = a_record("it failed")
    try:
        raise ValueError(f"cannot reach /bot{TOKEN}/getMe")
    except ValueError as error:
        record.exc_info = (type(error), error, error.__traceback__)
    text = logged(record)
    assert "ValueError: cannot reach /bot4242:[token]/getMe" in text
    assert "Traceback" in text


def test_a_trace_names_the_place_and_the_kind_but_quotes_nobody() -> None:
    asked = "-".join(["secret", "question"])

    def search() -> None:
        raise sa.exc.OperationalError("SELECT …", {"words": asked}, OSError("disk full"))

    try:
        try:
            search()
        except sa.exc.OperationalError as error:
            raise RuntimeError(f"while looking up {asked}") from error
    except RuntimeError as error:
        trace = trace_without_words(error)
    assert "in search" in trace
    assert "OperationalError (message left out" in trace
    assert "which led to:" in trace
    assert "RuntimeError (message left out" in trace
    assert asked not in trace


def test_of_a_home_that_is_to_be_mended_the_log_holds_the_sentence() -> None:
    with pytest.raises(HomeError) as raised:
        raise HomeError("The database in here cannot be opened: it is malformed.")
    assert trace_without_words(raised.value) == "The database in here cannot be opened: it is malformed."


def test_a_complaint_that_repeats_is_logged_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    now = 0.0
    sparingly = Sparingly(lambda: now)
    for second in range(130):
        now = float(second)
        complain(sparingly, Conflict("terminated by other getUpdates request"))
        complain(sparingly, NetworkError("no route to host"))
    messages = [record.getMessage() for record in caplog.records]
    assert len([one for one in messages if "another one is running with this bot's token" in one]) == 3
    assert len([one for one in messages if "cannot be reached (no route to host)" in one]) == 3


async def test_neither_token_nor_words_are_ever_logged(
    server: TelegramServer, room: Newsroom, ann: Person, caplog: pytest.LogCaptureFixture, log_settings: None
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.DEBUG)
    server.fail_next("sendMessage", status=400, description="Bad Request: FAKE_REFUSAL")
    async with running_bot(server, room):
        refused = ann.says("Who ordered the barriers down in privacy?")
        await answer_to(server, refused)
        logging.getLogger("elsewhere").info("GET %s/getMe", f"{server.base_url}{server.token}")
    assert "An update could not be handled" in caplog.text
    assert "/bot4242424242:[token]/getMe" in caplog.text
    assert server.token.partition(":")[2] not in caplog.text
    assert "privacy" not in caplog.text
    assert "barriers" not in caplog.text


async def test_when_something_breaks_the_person_is_told_and_the_log_says_where(
    server: TelegramServer, own_room: Newsroom, ann: Person, caplog: pytest.LogCaptureFixture
) -> None:
    async with running_bot(server, own_room):
        await answer_to(server, ann.says("hello"))
        break_database(own_room)
        assert (await answer_to(server, ann.says("/article my secret"))).text == wording.WENT_WRONG
        assert (await answer_to(server, ann.says("hello"))).text == wording.GREETING
    assert "bot/conversation.py" in caplog.text
    assert "OperationalError (message left out" in caplog.text
    assert "my secret" not in caplog.text


async def test_indexes_that_cannot_be_refreshed_are_reported_once_and_the_bot_goes_on(
    server: TelegramServer, own_room: Newsroom, ann: Person, caplog: pytest.LogCaptureFixture
) -> None:
    break_database(own_room)
    async with running_bot(server, own_room):
        await asyncio.sleep(2.5)
        assert (await answer_to(server, ann.says("hello"))).text == wording.GREETING
    assert caplog.text.count("The indexes could not be brought up to date.") == 1


async def test_another_process_with_the_same_token_is_named_in_the_log(
    server: TelegramServer, room: Newsroom, ann: Person, caplog: pytest.LogCaptureFixture
) -> None:
    server.fail_next("getUpdates", status=409)
    async with running_bot(server, room):
        assert (await answer_to(server, ann.says("hello"))).text == wording.GREETING
    assert "another one is running with this bot's token" in caplog.text


async def test_without_a_network_the_bot_says_so_and_waits_for_it(
    server: TelegramServer, room: Newsroom, ann: Person, caplog: pytest.LogCaptureFixture
) -> None:
    server.drop_next("getMe", performed=False, times=2)
    async with running_bot(server, room):
        assert (await answer_to(server, ann.says("hello"))).text == wording.GREETING
    assert caplog.text.count("Telegram cannot be reached") == 1
    assert "Traceback" not in caplog.text


async def test_a_response_that_cannot_be_read_is_one_line_that_quotes_nothing_of_it(
    server: TelegramServer, room: Newsroom, ann: Person, caplog: pytest.LogCaptureFixture, log_settings: None
) -> None:
    server.cut_next("getUpdates", holding="cough")
    async with running_bot(server, room):
        await answer_to(server, ann.says("hello"))
        asked = ann.says("hello, I have a cough")
        await answer_to(server, asked)
        server.fail_next("getUpdates", status=502, times=2)
        await answer_to(server, ann.says("hello"))
    assert caplog.text.count("Telegram cannot be reached (its response is not whole). I keep trying.") == 1
    for quoted in ("cough", "JSON", "nginx", "Traceback"):
        assert quoted not in caplog.text


async def test_of_a_gateway_that_answers_in_html_only_its_status_is_logged(
    server: TelegramServer, room: Newsroom, ann: Person, caplog: pytest.LogCaptureFixture, log_settings: None
) -> None:
    server.fail_next("getMe", status=502, times=2)
    server.fail_next("sendMessage", status=502)
    async with running_bot(server, room):
        asked = ann.says("hello")
        await answer_to(server, asked, timeout=20)
    assert caplog.text.count("Telegram cannot be reached (Bad Gateway (502)). I keep trying.") == 1
    for quoted in ("nginx", "<html>", "JSON", "Traceback"):
        assert quoted not in caplog.text


async def test_a_bot_that_waits_for_the_network_can_be_stopped(
    server: TelegramServer, room: Newsroom
) -> None:
    server.drop_next("getMe", performed=False, times=99)
    began = time.monotonic()
    async with running_bot(server, room):
        await asyncio.to_thread(server.wait_for_call, "getMe")
    assert time.monotonic() - began < 3


async def test_a_token_revoked_while_the_bot_runs_ends_it_with_one_sentence(
    server: TelegramServer, room: Newsroom, ann: Person
) -> None:
    settings = settings_for(room.settings.home, TELEGRAM_BOT_TOKEN=server.token, telegram_api=server.address)
    serving = asyncio.create_task(serve(room, build_application(room, settings), asyncio.Event()))
    await answer_to(server, ann.says("hello"))
    server.fail_next("getUpdates", status=401)
    ann.says("thanks")  # ends the long poll that is under way, if the next has not come yet
    with pytest.raises(BotStartError, match="does not know this TELEGRAM_BOT_TOKEN"):
        await asyncio.wait_for(serving, 5)

"""A Bot API server on loopback that keeps Telegram's rules, and the people who talk to the bot through it.

Tests start it, give its addresses to a real python-telegram-bot `Application`, let a `Person` write, and look
at what arrived in the chat:

    with TelegramServer() as server:
        application = (
            Application.builder().token(server.token)
            .base_url(server.base_url).base_file_url(server.base_file_url).build()
        )
        ...
        ann = server.person(user_id=7, first_name="Ann")
        asked = ann.says("/start")
        answer = await asyncio.to_thread(server.wait_for_message, ann.chat_id, after_id=asked.message_id)
        ann.taps(answer, "Help")

This module is the server and all that tests import. Its parts: telegram_people (who talks to the bot),
telegram_methods (what a call does), telegram_rules (what is checked of it), telegram_state (what is
remembered), telegram_http (requests, replies, scripted failures), telegram_html (texts with entities).

Knows: the methods in the table of `BotApi`, the limits and the words of the refusals (read in tdlib and in
telegram-bot-api's Client.cpp), which updates a bot in a group is not shown, how a dying connection looks.
Does not know: delivery to webhooks (they are only recorded), Markdown, media other than documents, inline
mode, private topics, admin rights beyond "may delete", the age limits of edits and callback queries. Reply
keyboards are accepted and recorded in the call, but not shown. Where Telegram's own words are not known, the
description begins with "Bad Request: FAKE_".

Nothing is timed like Telegram: no pause before a 409, no minimum for short polls, rate limits on request.
"""

import copy
import itertools
import re
import threading
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from telegram_http import HOST, Failure, Handler, HttpServer, Reply, read_parameters, scripted_refusal
from telegram_methods import BotApi
from telegram_people import Group, Person
from telegram_rules import ApiError, JsonObject, bad_request
from telegram_state import (
    TELEGRAM_GROUP_RATE,
    TELEGRAM_PRIVATE_RATE,
    Button,
    Call,
    Chat,
    ChatMessage,
    RateLimit,
    SentFile,
    World,
)

__all__ = [
    "TELEGRAM_GROUP_RATE",
    "TELEGRAM_PRIVATE_RATE",
    "Button",
    "Call",
    "ChatMessage",
    "Group",
    "Person",
    "RateLimit",
    "SentFile",
    "TelegramServer",
]

T = TypeVar("T")

_METHOD_PATH = re.compile(r"/bot(?P<token>[^/]+)/(?P<method>\w+)")
_FILE_PATH = re.compile(r"/file/bot(?P<token>[^/]+)/(?P<path>.+)")


class TelegramServer:
    """The whole fake. Use it as a context manager; every method may be called from any thread."""

    def __init__(
        self,
        *,
        token: str = "4242424242:AAFakeTokenOfTheLoopbackServer-0123",
        username: str = "newsdesk_bot",
        first_name: str = "Newsdesk",
        privacy_mode: bool = True,
        private_rate: RateLimit | None = None,
        group_rate: RateLimit | None = None,
    ) -> None:
        self.token = token
        bot: JsonObject = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": first_name,
            "username": username,
            "can_join_groups": True,
            "can_read_all_group_messages": not privacy_mode,
            "supports_inline_queries": False,
        }
        self._world = World(bot, privacy_mode)
        self._api = BotApi(self._world, private_rate, group_rate)
        self._script: list[Failure] = []
        self._cuts: list[tuple[str, bytes]] = []  # method, and what the reply must hold
        self._stopping = threading.Event()
        self._http = HttpServer(self._respond)
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, name="telegram-server"
        )

    # life

    def __enter__(self) -> "TelegramServer":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends long polls and hanging calls, cuts every connection and waits for all threads."""
        self._stopping.set()
        self._world.updates.close()
        if self._thread.is_alive():
            self._http.shutdown()
            self._thread.join()
        self._http.cut_connections()
        self._http.server_close()

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self._http.server_port}"

    @property
    def base_url(self) -> str:
        """For Application.builder().base_url(): the token follows without a slash."""
        return f"{self.address}/bot"

    @property
    def base_file_url(self) -> str:
        return f"{self.address}/file/bot"

    # people

    def person(
        self,
        user_id: int,
        first_name: str = "Ann",
        *,
        username: str | None = None,
        language_code: str | None = "en",
    ) -> Person:
        """Someone who may write to the bot; until then the bot cannot write to them."""
        user: JsonObject = {"id": user_id, "is_bot": False, "first_name": first_name}
        user |= {"username": username} if username else {}
        user |= {"language_code": language_code} if language_code else {}
        with self._world.changed:
            self._world.users[user_id] = user
        return Person(self._world, user)

    def group(self, chat_id: int, title: str, *, forum: bool = False) -> Group:
        """A supergroup the bot is already a member of."""
        assert chat_id < 0, "the ids of groups are negative"
        info: JsonObject = {"id": chat_id, "title": title, "type": "supergroup"}
        chat = Chat(info | ({"is_forum": True} if forum else {}), itertools.count(1))
        with self._world.changed:
            self._world.chats[chat_id] = chat
        return Group(self._world, chat)

    # the script of failures

    def fail_next(
        self,
        method: str,
        *,
        status: int = 500,
        description: str | None = None,
        retry_after: int | None = None,
        parameters: JsonObject | None = None,
        times: int = 1,
        chat_id: int | None = None,
    ) -> None:
        """Refuses the next calls without performing them; "*" means any method but getUpdates.

        Without a description 502, 503 and 504 answer with a page of HTML, as Telegram's front end does.
        """
        reply, words = scripted_refusal(status, description, retry_after, parameters)
        self._add_to_script(Failure(method, times, chat_id, reply=reply, description=words, performed=False))

    def hang_next(self, method: str, seconds: float, *, times: int = 1, chat_id: int | None = None) -> None:
        """Performs the next calls, but answers only so much later (or when the server stops)."""
        self._add_to_script(Failure(method, times, chat_id, hang_seconds=seconds))

    def drop_next(self, method: str, *, performed: bool, times: int = 1, chat_id: int | None = None) -> None:
        """Breaks the connection instead of answering, after or without having performed the call."""
        self._add_to_script(Failure(method, times, chat_id, drop=True, performed=performed))

    def cut_next(self, method: str, *, holding: str = "") -> None:
        """Performs a call whose reply holds these words, but ends the reply in the middle of its JSON."""
        with self._world.changed:
            self._cuts.append((method, holding.encode()))

    def _add_to_script(self, failure: Failure) -> None:
        with self._world.changed:
            self._script.append(failure)

    # what happened

    @property
    def sent(self) -> list[Call]:
        """Every call of the bot so far, except getUpdates, in the order they were performed."""
        with self._world.changed:
            return list(self._world.calls)

    def calls(self, method: str) -> list[Call]:
        return [call for call in self.sent if call.method == method]

    def messages(self, chat_id: int) -> list[ChatMessage]:
        """What the bot wrote and did not delete in a chat, as it stands now."""
        return [message for message in self.conversation(chat_id) if message.from_bot]

    def conversation(self, chat_id: int) -> list[ChatMessage]:
        """Everything in a chat, whoever wrote it, as it stands now."""
        with self._world.changed:
            chat = self._world.chats.get(chat_id)
            return [stored.as_seen() for stored in chat.messages.values()] if chat else []

    @property
    def pending_updates(self) -> int:
        """Updates the bot has not confirmed yet."""
        with self._world.changed:
            return self._world.updates.count()

    def wait_for_message(
        self, chat_id: int, *, count: int = 1, after_id: int = 0, timeout: float = 5.0
    ) -> ChatMessage:
        """Blocks until the bot has written `count` messages with ids above `after_id`; the last of them.

        Like every `wait_`, raises TimeoutError, with what there is instead; in asyncio use `to_thread`.
        """
        return self.wait_for_messages(chat_id, count, after_id=after_id, timeout=timeout)[count - 1]

    def wait_for_messages(
        self, chat_id: int, count: int, *, after_id: int = 0, timeout: float = 5.0
    ) -> list[ChatMessage]:
        def look() -> list[ChatMessage] | None:
            new = [one for one in self.messages(chat_id) if one.message_id > after_id]
            return new if len(new) >= count else None

        return self.wait_until(
            look, timeout, f"{count} messages of the bot in chat {chat_id} after {after_id}"
        )

    def wait_for_edit(self, message: ChatMessage, *, timeout: float = 5.0) -> ChatMessage:
        """Blocks until the message looks different from the one given."""

        def look() -> ChatMessage | None:
            found = [
                one for one in self.conversation(message.chat_id) if one.message_id == message.message_id
            ]
            return found[0] if found and found[0] != message else None

        return self.wait_until(look, timeout, f"an edit of message {message.message_id}")

    def wait_for_call(self, method: str, *, count: int = 1, timeout: float = 5.0) -> Call:
        """Blocks until a method was called so often, successfully or not; the last of these calls."""

        def look() -> Call | None:
            calls = self.calls(method)
            return calls[count - 1] if len(calls) >= count else None

        return self.wait_until(look, timeout, f"call number {count} of {method}")

    def wait_until(self, look: Callable[[], T | None], timeout: float = 5.0, what: str = "it") -> T:
        """Looks again after every change until there is something to see."""
        with self._world.changed:
            found = self._world.changed.wait_for(look, timeout)
            if not found:
                raise TimeoutError(f"{what} did not come within {timeout} s. {self._summary()}")
            return found

    def _summary(self) -> str:
        chats = {chat_id: [one.text for one in self.conversation(chat_id)] for chat_id in self._world.chats}
        calls = [f"{call.method} {call.status} {call.description}".strip() for call in self.sent[-8:]]
        return f"Chats: {chats}. Last calls: {calls}."

    # answering requests

    def _respond(self, handler: Handler) -> Reply | None:
        body = handler.body()
        address = urlsplit(handler.path)
        path = unquote(address.path)
        if match := _FILE_PATH.fullmatch(path):
            return self._download(match["token"], match["path"])
        match = _METHOD_PATH.fullmatch(path)
        if match is None:
            return Reply.of_error(ApiError(404, "Not Found"))
        if match["token"] != self.token:
            return Reply.of_error(ApiError(401, "Unauthorized"))
        try:
            params = read_parameters(handler.headers.get("Content-Type", ""), body, address.query)
        except (TypeError, ValueError) as error:
            return Reply.of_error(bad_request(f"can't parse the request: {error}"))
        method = self._api.spelled(match["method"])
        return self._cut(method, self._answer(method, params))

    def _cut(self, method: str, reply: Reply | None) -> Reply | None:
        with self._world.changed:
            for cut in self._cuts:
                if reply and cut[0] == method and cut[1] in reply.body:
                    self._cuts.remove(cut)
                    return replace(reply, body=reply.body[:-2])
        return reply

    def _answer(self, method: str, params: JsonObject) -> Reply | None:
        failure = self._next_failure(method, params)
        if failure is None:
            return self._perform(method, params)
        if not failure.performed:
            status = failure.reply.status if failure.reply else 0
            self._record(Call(method, params, status, description=failure.description))
            return failure.reply
        reply = self._perform(method, params, answered=not failure.drop)
        self._stopping.wait(failure.hang_seconds)
        return None if failure.drop else reply

    def _next_failure(self, method: str, params: JsonObject) -> Failure | None:
        with self._world.changed:
            for failure in self._script:
                if failure.concerns(method, params):
                    failure.times -= 1
                    if failure.times <= 0:
                        self._script.remove(failure)
                    return failure
        return None

    def _perform(self, method: str, params: JsonObject, answered: bool = True) -> Reply:
        """Performs and records under one lock, so that whoever sees the effect also sees the call."""
        with self._world.changed:
            try:
                result = copy.deepcopy(self._api.perform(method, params))
            except ApiError as refusal:
                status = refusal.code if answered else 0
                self._record(Call(method, params, status, description=refusal.description))
                return Reply.of_error(refusal)
            except Exception as error:  # a bug of this fake, or a request it was not made for: say so aloud
                words = f"FAKE_FAILED on {method} {params}: {error!r}"
                self._record(Call(method, params, 500, description=words))
                return Reply.of_error(ApiError(500, words))
            self._record(Call(method, params, 200 if answered else 0, result))
            return Reply.of_json(200, {"ok": True, "result": result})

    def _record(self, call: Call) -> None:
        with self._world.changed:
            if call.method != "getUpdates":
                self._world.calls.append(call)
            self._world.changed.notify_all()

    def _download(self, token: str, path: str) -> Reply:
        with self._world.changed:
            found = [file_id for file_id in self._world.files if self._world.file_path(file_id) == path]
            if token != self.token or not found:
                return Reply.of_error(ApiError(404, "Not Found"))
            return Reply(200, self._world.files[found[0]].content, "application/octet-stream")

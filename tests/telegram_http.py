"""HTTP as the Bot API speaks it: bodies of requests, replies, scripted failures, connections that break.

Does not know: the methods of the Bot API, chats and messages, which token is the right one.
"""

import contextlib
import json
import re
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote

from telegram_rules import OTHER_POLLER, ApiError, JsonObject, too_many_requests
from telegram_state import SentFile

HOST = "127.0.0.1"

# --- replies and scripted failures ---

_DESCRIPTIONS = {
    400: "Bad Request: FAKE_SCRIPTED_FAILURE",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: OTHER_POLLER,
    500: "Internal Server Error",
}
# Telegram's front end answers for a backend that does not, and it does not speak JSON.
_GATEWAY_PAGE = (
    "<html>\r\n<head><title>{0}</title></head>\r\n<body>\r\n<center><h1>{0}</h1></center>\r\n"
    "<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n"
)
_GATEWAY_TITLES = {
    502: "502 Bad Gateway",
    503: "503 Service Temporarily Unavailable",
    504: "504 Gateway Time-out",
}


@dataclass(frozen=True)
class Reply:
    status: int
    body: bytes
    content_type: str = "application/json"

    @classmethod
    def of_json(cls, status: int, payload: JsonObject) -> "Reply":
        return cls(status, json.dumps(payload).encode())

    @classmethod
    def of_error(cls, error: ApiError) -> "Reply":
        payload: JsonObject = {"ok": False, "error_code": error.code, "description": error.description}
        if error.parameters:
            payload["parameters"] = error.parameters
        return cls.of_json(error.code, payload)


@dataclass
class Failure:
    """One line of the script: what happens to the next calls of a method ("*": of any but getUpdates)."""

    method: str
    times: int
    chat_id: int | None = None
    reply: Reply | None = None  # answer this instead of performing
    description: str = ""
    hang_seconds: float = 0.0
    drop: bool = False
    performed: bool = True

    def concerns(self, method: str, params: JsonObject) -> bool:
        named = method != "getUpdates" if self.method == "*" else self.method.lower() == method.lower()
        return named and self.chat_id in (None, params.get("chat_id"))


def scripted_refusal(
    status: int, description: str | None, retry_after: int | None, parameters: JsonObject | None
) -> tuple[Reply, str]:
    """The reply that refuses a call, and its description."""
    if status in _GATEWAY_TITLES and description is None:
        title = _GATEWAY_TITLES[status]
        return Reply(status, _GATEWAY_PAGE.format(title).encode(), "text/html"), title
    if status == 429 and description is None:
        error = too_many_requests(retry_after or 1)
    else:
        words = description or _DESCRIPTIONS.get(status, f"FAKE_ERROR_{status}")
        seconds = {"retry_after": retry_after} if retry_after else {}
        error = ApiError(status, words, {**(parameters or {}), **seconds})
    return Reply.of_error(error), error.description


# --- reading a request ---

_JSON_PARAMETERS = frozenset({
    "allow_sending_without_reply", "allowed_updates", "cache_time", "caption_entities", "chat_id", "commands",
    "disable_content_type_detection", "disable_notification", "disable_web_page_preview", "entities", "limit",
    "drop_pending_updates", "link_preview_options", "max_connections", "message_id", "message_thread_id",
    "offset", "protect_content", "quote_entities", "reply_markup", "reply_parameters", "reply_to_message_id",
    "scope", "show_alert", "timeout", "user_id",
})  # fmt: skip


def read_parameters(content_type: str, body: bytes, query: str) -> JsonObject:
    """The parameters of a call in any of the encodings the Bot API takes; nested objects are decoded."""
    values: JsonObject = dict(parse_qsl(query, keep_blank_values=True))
    if content_type.startswith("application/json"):
        values.update(json.loads(body or b"{}"))
    elif content_type.startswith("multipart/form-data"):
        values.update(_read_multipart(content_type, body))
    else:
        values.update(parse_qsl(body.decode(), keep_blank_values=True))
    return {name: _decoded(name, value) for name, value in values.items()}


def _decoded(name: str, value: Any) -> Any:
    if name not in _JSON_PARAMETERS or not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value  # "@channelname", or something the method will refuse


def _read_multipart(content_type: str, body: bytes) -> JsonObject:
    boundary = content_type.partition("boundary=")[2].strip('"').encode()
    values: JsonObject = {}
    for part in body.split(b"--" + boundary)[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        headers = head.decode()
        content = content.removesuffix(b"\r\n")
        name, filename = (re.search(rf'[; ]{key}="([^"]*)"', headers) for key in ("name", "filename"))
        if name is None:
            raise ValueError("a part of the form has no name")
        mime_type = re.search(r"(?im)^content-type:\s*(\S+)", headers)
        values[name[1]] = (
            SentFile(unquote(filename[1]), content, mime_type[1] if mime_type else "application/octet-stream")
            if filename
            else content.decode()
        )
    return values


# --- the server and its connections ---


class HttpServer(ThreadingHTTPServer):
    """Threads that end with the server: open connections are remembered, and cut at the end."""

    daemon_threads = False  # so that server_close() waits for them
    request_queue_size = 128

    def __init__(self, respond: Callable[["Handler"], Reply | None]) -> None:
        self.respond = respond
        self._connections: set[socket.socket] = set()
        super().__init__((HOST, 0), Handler)

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        self._connections.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        self._connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away in the middle is everyday life; anything else is a bug of this fake."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)

    def cut_connections(self) -> None:
        for connection in list(self._connections):
            _cut(connection)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: HttpServer

    def do_POST(self) -> None:
        reply = self.server.respond(self)
        if reply is None:
            self.close_connection = True
            _cut(self.connection)
            return
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)

    def do_GET(self) -> None:
        self.do_POST()

    def body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            return b"".join(iter(self._chunk, b""))
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _chunk(self) -> bytes:
        size = int(self.rfile.readline().partition(b";")[0], 16)
        chunk = self.rfile.read(size)
        self.rfile.readline()
        return chunk

    def log_message(self, format: str, *args: Any) -> None:
        pass


def _cut(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):  # the other side was faster
        connection.shutdown(socket.SHUT_RDWR)

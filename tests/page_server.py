"""A real web server on loopback for tests of page fetching: it answers as told, also badly or slowly."""

import threading
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self


@dataclass(frozen=True)
class Answer:
    """What one path gives. With `pause`, so many seconds pass before each byte; `raw` goes out as it is.

    With an ETag or a Last-Modified among the headers, whoever names it gets a 304.
    """

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})
    pause: float = 0.0
    raw: bytes = b""


class PageServer:
    """`with PageServer() as server: server.answers["/a"] = Answer(b"...")`. `asked` keeps request headers,
    `paths` the paths."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[dict[str, str]] = []
        self.paths: list[str] = []
        self._closing = threading.Event()
        self._server = _Server((host, 0), _Handler)
        self._server.pages = self
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def redirect(self, path: str, target: str) -> None:
        self.answers[path] = Answer(status=302, headers={"Location": target})

    def is_closing_after(self, seconds: float) -> bool:
        return self._closing.wait(seconds)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    pages: PageServer


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self.server.pages.asked.append(dict(self.headers))
        self.server.pages.paths.append(self.path)
        answer = self.server.pages.answers.get(self.path, Answer(status=404))
        if self._knows(answer):
            answer = replace(answer, status=304, body=b"")
        try:
            self._send(answer)
        except OSError:
            self.close_connection = True  # the reader had enough

    def _knows(self, answer: Answer) -> bool:
        validators = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}
        return answer.status == 200 and any(
            name in answer.headers and self.headers.get(asked) == answer.headers[name]
            for name, asked in validators.items()
        )

    def _send(self, answer: Answer) -> None:
        if answer.raw:
            self._drip(answer.raw, answer.pause)
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self._drip(answer.body, answer.pause)

    def _drip(self, content: bytes, pause: float) -> None:
        if not pause:
            self.wfile.write(content)
            return
        for number in content:
            if self.server.pages.is_closing_after(pause):
                return
            self.wfile.write(bytes([number]))
            self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        """Silent: a test shows what it asserts."""

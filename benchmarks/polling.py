"""How long reading 500 unchanged feeds takes, as a multiple of the bare conditional requests."""

import os
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median

import httpx

from data.feed_visits import FeedRules, Fresh
from data.feeds import Feed, Feeds
from data.network import anywhere
from data.sandbox import Sandbox

FEEDS = 500
ROUNDS = 3
_WORKERS = 8
_ITEM = "<item><guid>{0}</guid><title>Item {0}</title><description>Words of item {0}.</description></item>"
_FEED = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>Feed</title>'
    + "".join(_ITEM.format(number) for number in range(30))
    + "</channel></rss>"
).encode()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        unchanged = self.headers.get("If-None-Match") == '"1"'
        self.send_response(304 if unchanged else 200)
        self.send_header("ETag", '"1"')
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", "0" if unchanged else str(len(_FEED)))
        self.end_headers()
        if not unchanged:
            self.wfile.write(_FEED)

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


def run() -> None:
    """Print both, taken in turn on one core, and the multiple."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    urls = [f"http://127.0.0.1:{server.server_port}/{number}" for number in range(FEEDS)]
    rules = FeedRules("Newsdesk benchmark", timedelta(minutes=15), anywhere)
    with (
        tempfile.TemporaryDirectory() as home,
        Sandbox() as sandbox,
        Feeds(Path(home), sandbox, rules) as feeds,
    ):
        outlines = "".join(f'<outline type="rss" text="{url[-3:]}" xmlUrl="{url}"/>' for url in urls)
        feeds.import_opml(f"<opml><body>{outlines}</body></opml>".encode())
        start = time.perf_counter()
        _poll(feeds)
        print(f"feeds {FEEDS}, read for the first time in {time.perf_counter() - start:.1f} s")
        polled, bare = [], []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            _poll(feeds)
            polled.append(time.perf_counter() - start)
            start = time.perf_counter()
            _request_all(urls)
            bare.append(time.perf_counter() - start)
    server.shutdown()
    print(f"unchanged feeds {median(polled):.1f} s, bare conditional requests {median(bare):.1f} s")
    print(f"multiple of the bare requests {median(p / b for p, b in zip(polled, bare, strict=True)):.2f}")


def _poll(feeds: Feeds) -> None:
    problems = [polled.problem for polled in feeds.poll(_ignore, due=False) if polled.problem]
    if problems:
        raise RuntimeError(problems[0])


def _ignore(feed: Feed, fresh: Sequence[Fresh]) -> None:
    """Taking articles in has a benchmark of its own."""


def _request_all(urls: list[str]) -> None:
    """What any client must do: a connection and a conditional request for each, as many at a time."""

    def request(url: str) -> int:
        return httpx.get(url, headers={"If-None-Match": '"1"'}, trust_env=False, verify=False).status_code

    with ThreadPoolExecutor(_WORKERS) as pool:
        if set(pool.map(request, urls)) != {304}:
            raise RuntimeError("the server did not answer 304")

"""Fetching many pages of one host as a welcome guest: what robots.txt allows, one at a time, with pauses.

Knows nothing of what is in a page.
"""

import time
from collections.abc import Callable
from threading import Lock
from typing import TypeVar
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from data.network import (
    MAX_REDIRECTS,
    TOO_MANY_REDIRECTS,
    AddressRule,
    Limits,
    RedirectError,
    download,
    is_public,
)
from data.sandbox import Unreadable

T = TypeVar("T")

PAUSE = 1.0  # seconds between two requests to one host, unless its robots.txt asks for more
LONGEST_PAUSE = 30.0
ROBOTS_LIMITS = Limits(seconds=10.0, megabytes=1)
_ROBOTS_HOURS = 12
_FAILURE_MINUTES = 10  # after which a host whose robots.txt could not be had is asked again


class PoliteVisitor:
    """Asks one host one thing at a time. May be shared by threads; `clock` counts seconds."""

    def __init__(
        self,
        user_agent: str,
        may_visit: AddressRule = is_public,
        pause: float = PAUSE,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._user_agent = user_agent
        self._may_visit = may_visit
        self._pause = pause
        self._clock = clock
        self._sleep = sleep
        self._hosts: dict[str, _Host] = {}
        self._lock = Lock()

    def visit(self, url: str, fetch: Callable[[str], T]) -> T:
        """`fetch(url)`, once it is this address's turn; where that raises RedirectError, the same there, so
        that no host is visited unasked. Raises Unreadable where a host wants no visit."""
        for _ in range(MAX_REDIRECTS + 1):
            try:
                return self._visit(url, fetch)
            except RedirectError as redirect:
                url = redirect.url
        raise Unreadable(TOO_MANY_REDIRECTS)

    def _visit(self, url: str, fetch: Callable[[str], T]) -> T:
        try:
            address = urlsplit(url)
        except ValueError:
            raise Unreadable("is not a valid web address") from None
        root = f"{address.scheme}://{address.netloc}"
        with self._lock:
            host = self._hosts.setdefault(root, _Host())
        with host.turn:
            if self._clock() >= host.rules_until:
                self._read_rules(root, host)
            if not host.rules.can_fetch(self._user_agent, url):
                raise Unreadable(host.refusal)
            self._wait(host)
            try:
                return fetch(url)
            finally:
                host.last = self._clock()

    def _read_rules(self, root: str, host: "_Host") -> None:
        """As RFC 9309 has it: without robots.txt all is allowed; while it cannot be had, nothing is."""
        host.rules, host.refusal = RobotFileParser(), "may not be fetched: its robots.txt forbids it"
        host.rules_until = self._clock() + 3600 * _ROBOTS_HOURS
        self._wait(host)
        try:
            found = download(
                f"{root}/robots.txt",
                user_agent=self._user_agent,
                accept=("text/plain",),
                may_visit=self._may_visit,
                limits=ROBOTS_LIMITS,
            )
        except Unreadable as error:
            found, host.refusal = None, f"may not be fetched: its host's robots.txt {error.reason}"
        host.last = self._clock()
        if found is not None and found.status < 500:
            host.rules.parse(found.content.decode("utf-8", "replace").splitlines())
            return
        if found is not None:
            host.refusal = f"may not be fetched: its host's robots.txt answered {found.status}"
        host.rules.parse(["User-agent: *", "Disallow: /"])
        host.rules_until = self._clock() + 60 * _FAILURE_MINUTES

    def _wait(self, host: "_Host") -> None:
        asked = host.rules.crawl_delay(self._user_agent) if host.rules.mtime() else None
        pause = min(max(self._pause, float(asked or 0.0)), LONGEST_PAUSE)
        if (remaining := host.last + pause - self._clock()) > 0:
            self._sleep(remaining)


class _Host:
    """What is known of one host. `last` is when it was asked last; its rules hold until `rules_until`."""

    def __init__(self) -> None:
        self.turn = Lock()
        self.rules = RobotFileParser()
        self.refusal = ""
        self.rules_until = float("-inf")
        self.last = float("-inf")

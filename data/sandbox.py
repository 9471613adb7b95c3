"""Runs a parser of untrusted documents in a child process with a time and a memory limit.

Knows nothing of formats. It bounds what a hostile or damaged document can cost; it does not take away the
child's access to files and network.
"""

import contextlib
import logging
import multiprocessing
import warnings
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

import pebble

try:
    import resource
except ImportError:  # Windows has no such limits; the time limit still holds there
    resource = None  # type: ignore[assignment]

Given = ParamSpec("Given")
Parsed = TypeVar("Parsed")

SECONDS = 30.0
MEMORY = 1536 * 1024 * 1024  # bytes above what the child has when it starts
_DOCUMENTS_PER_CHILD = 200  # a fresh child now and then, because parsers leak


class Unreadable(Exception):  # noqa: N818  # named for what it says of the document
    """A document that cannot be read. `reason` continues a sentence that begins with its name."""

    @property
    def reason(self) -> str:
        return str(self.args[0])


class Sandbox:
    """Starts its child when first needed; close it, or use it in a `with` block. May be shared by threads."""

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._seconds = seconds
        self._memory = memory
        self._pool: pebble.ProcessPool | None = None
        self._starting = Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def run(self, parse: Callable[Given, Parsed], *arguments: Given.args, **named: Given.kwargs) -> Parsed:
        """`parse(*arguments)`, which must be importable by name. Raises Unreadable, whatever went wrong."""
        task = self._started().schedule(_guarded, args=(parse, arguments, named), timeout=self._seconds)
        try:
            result: Parsed = task.result()
        except TimeoutError:
            raise Unreadable(f"could not be read within {self._seconds:g} seconds") from None
        except MemoryError:
            raise Unreadable("needs too much memory to be read") from None
        except pebble.ProcessExpired as error:
            raise Unreadable(f"made its parser crash (exit code {error.exitcode})") from None
        return result

    def close(self) -> None:
        """Ends the child. The next `run` would start another."""
        with self._starting:
            pool, self._pool = self._pool, None
        if pool:
            pool.stop()  # type: ignore[no-untyped-call]
            pool.join()

    def _started(self) -> pebble.ProcessPool:
        with self._starting:
            if self._pool is None:
                # Not a fork: the parent's model threads may hold locks that no child would free.
                self._pool = pebble.ProcessPool(
                    max_workers=1,
                    max_tasks=_DOCUMENTS_PER_CHILD,
                    initializer=_prepare_child,
                    initargs=(self._memory,),
                    context=multiprocessing.get_context("spawn"),
                )
            return self._pool


def _guarded(parse: Callable[..., Parsed], arguments: tuple[object, ...], named: dict[str, object]) -> Parsed:
    """Parsers raise anything at all on a damaged document; none of it means more to a reader than this."""
    try:
        return parse(*arguments, **named)
    except (Unreadable, MemoryError):
        raise
    except Exception as error:
        raise Unreadable("is damaged or not what its name says") from error


def _prepare_child(memory: int) -> None:
    logging.disable(logging.CRITICAL)  # parsers comment on every flaw of a document
    warnings.simplefilter("ignore")
    if resource is None:
        return
    with contextlib.suppress(OSError, ValueError):  # macOS refuses this limit
        limit = _memory_in_use() + memory
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _memory_in_use() -> int:
    """Bytes of address space, where the system tells."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
        return int(pages) * resource.getpagesize()
    except OSError:
        return 0

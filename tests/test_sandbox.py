"""The sandbox: whatever a parser does, the caller gets a result or a reason, and soon."""

import operator
import os
import threading
import time
from collections.abc import Iterator

import pytest

from data.sandbox import Sandbox, Unreadable


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(seconds=1, memory=512 * 1024 * 1024) as opened:
        yield opened


def reason_of(sandbox: Sandbox, function: object, *arguments: object) -> str:
    with pytest.raises(Unreadable) as caught:
        sandbox.run(operator.call, function, *arguments)  # type: ignore[arg-type]
    return caught.value.reason


def test_the_result_comes_back_from_another_process(sandbox: Sandbox) -> None:
    child = sandbox.run(os.getpid)
    assert child != os.getpid()
    assert sandbox.run(os.getpid) == child
    assert sandbox.run(len, b"x" * 30_000_000) == 30_000_000


def test_a_parser_that_takes_too_long_is_killed(sandbox: Sandbox) -> None:
    start = time.monotonic()
    assert reason_of(sandbox, time.sleep, 60) == "could not be read within 1 seconds"
    assert time.monotonic() - start < 15


def test_a_parser_that_takes_too_much_memory_is_stopped(sandbox: Sandbox) -> None:
    assert reason_of(sandbox, bytearray, 2 * 1024**3) == "needs too much memory to be read"


def test_a_parser_that_crashes_takes_nothing_with_it(sandbox: Sandbox) -> None:
    assert reason_of(sandbox, os.abort).startswith("made its parser crash")
    assert sandbox.run(len, "still here") == 10


def test_any_other_error_of_a_parser_is_a_damaged_document(sandbox: Sandbox) -> None:
    assert reason_of(sandbox, int, "seven") == "is damaged or not what its name says"
    assert (
        reason_of(sandbox, eval, "(lambda f: f(f))(lambda f: f(f))") == "is damaged or not what its name says"
    )


def test_threads_may_share_a_sandbox(sandbox: Sandbox) -> None:
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(sandbox.run(abs, -7))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [7] * 8


def test_no_child_is_started_before_it_is_needed_nor_left_behind() -> None:
    with Sandbox() as sandbox:
        sandbox.close()
        child = sandbox.run(os.getpid)
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)

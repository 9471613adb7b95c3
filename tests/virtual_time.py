"""An event loop whose clock jumps to whatever is awaited next: hours pass in no time, work in threads is done
in between and takes none."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

# Each look takes a moment, as in reality: a timer fires a little early, and who then waits for the rest of a
# nanosecond would wait for ever where time stands still.
_MOMENT = 1e-7


class _JumpingSelector(selectors.SelectSelector):
    """Instead of waiting for a while, moves the clock on by it."""

    def __init__(self) -> None:
        super().__init__()
        self.elapsed = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        found = super().select(0)
        self.elapsed += (timeout or 0.0) + _MOMENT
        return found


class VirtualLoop(asyncio.SelectorEventLoop):
    """See the module."""

    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        """Seconds since the loop was made, as it counts them."""
        return self._jumping.elapsed

    def run_in_executor(self, executor: Any, func: Callable[..., T], *args: Any) -> asyncio.Future[T]:  # type: ignore[override]
        """Do the work at once: a thread would need real time."""
        done: asyncio.Future[T] = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as error:  # as an executor would hand it on
            done.set_exception(error)
        return done


def run_in_virtual_time(story: Coroutine[Any, Any, T]) -> T:
    """The outcome of a story, told in virtual time."""
    loop = VirtualLoop()
    try:
        return loop.run_until_complete(story)
    finally:
        loop.close()

"""Which updates Telegram may forget: those that were dealt with. Pure; knows no Telegram and no clock.

Asking for updates from a number on tells Telegram to forget all before it. An update that is being answered
must not be forgotten yet: if the process dies, it comes again at the next start.
"""

_LONGEST = 10.0  # seconds that an update is kept back for its answer
_MOST = 50  # updates that are kept back at once: Telegram gives a hundred, and new ones must be among them


class Arrivals:
    """The updates that have come, and which of them are still being dealt with."""

    def __init__(self) -> None:
        self._next = 0
        self._known: set[int] = set()  # that Telegram may give again
        self._since: dict[int, float] = {}  # those being dealt with, and since when; the oldest first

    def take(self, update_id: int, now: float) -> bool:
        """Whether this update is new; from now on it is being dealt with. `now` is in seconds."""
        if update_id in self._known:
            return False
        self._known.add(update_id)
        self._since[update_id] = now
        self._next = max(self._next, update_id + 1)
        return True

    def finish(self, update_id: int) -> None:
        """This update has been dealt with."""
        self._since.pop(update_id, None)

    def offset(self, now: float) -> int:
        """The number from which on to ask: that of the first update still being dealt with.

        One that takes too long, such as an answer that Telegram asked to delay, is kept back no longer, since
        what lies behind it would come again and again.
        """
        for update_id, since in list(self._since.items()):
            if now - since > _LONGEST or len(self._known) > _MOST:
                del self._since[update_id]
                self._forget()
        self._forget()
        return self._first()

    def _first(self) -> int:
        return min(self._since, default=self._next)

    def _forget(self) -> None:
        first = self._first()
        self._known = {one for one in self._known if one >= first}

"""Everyone who is quoted in the collection, kept up to date with the database and the aliases file."""

import logging
from pathlib import Path
from threading import Lock

from data.store import Store
from index.who_said.aliases import FILE_NAME, Alias, AliasesError, read_aliases
from index.who_said.people import People, join_people

log = logging.getLogger(__name__)


class KnownPeople:
    """The people of one home. A change of either source is noticed at the next question."""

    def __init__(self, store: Store, home: Path) -> None:
        """Raises AliasesError where the aliases file cannot be used."""
        self._store = store
        self._path = home / FILE_NAME
        self._lock = Lock()
        self._file: tuple[int, int] | None = None
        self._revision = -1
        self._aliases: tuple[Alias, ...] = read_aliases(self._path)
        self._file = self._state()
        self._people = People((), {})

    def now(self) -> People:
        """Everyone, as of this moment."""
        with self._lock:
            changed = self._take_aliases()
            revision = self._store.revision()
            if changed or revision != self._revision:
                self._people = join_people(self._store.statements.namings(), self._aliases)
                self._revision = revision
            return self._people

    def _take_aliases(self) -> bool:
        """Read the file if it has changed. One that cannot be used changes nothing while the bot runs."""
        state = self._state()
        if state == self._file:
            return False
        self._file = state
        try:
            self._aliases = read_aliases(self._path)
        except AliasesError as error:
            log.warning("%s The aliases read before stay in force.", error)
            return False
        return True

    def _state(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return None
        return found.st_mtime_ns, found.st_size

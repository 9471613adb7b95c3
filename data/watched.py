"""A folder whose files are taken in as they come: which of them are new or have changed since the last look.

Knows nothing of formats (data.files does). Where there is nothing to compare with, after a start, every file
counts as changed; ingestion finds out cheaply that it knows them.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from data.files import Reading, files_under, read_file
from data.model import Found

_SETTLED_SECONDS = 3.0  # a file that changed since may still be being written

Signature = tuple[int, int]
"""Size in bytes and time of the last change in nanoseconds."""


class WatchedFolder:
    """One folder, looked at again and again. `leave_out` is the folder of our own database."""

    def __init__(self, folder: Path, leave_out: Path) -> None:
        self._folder = folder
        self._leave_out = leave_out
        self._read: dict[Path, Signature] = {}

    def changed(self, now: float) -> dict[Path, Signature]:
        """The files to be read; `now` counts seconds since 1970. Nothing while there is no such folder."""
        found = {}
        for file in files_under(self._folder, self._leave_out):
            if not isinstance(file, Path) or (signature := _signature(file)) is None:
                continue
            is_settled = now - signature[1] / 1e9 >= _SETTLED_SECONDS
            if is_settled and self._read.get(file) != signature:
                found[file] = signature
        return found

    def read(self, files: Mapping[Path, Signature], reading: Reading) -> Iterator[Found]:
        """The articles of these files."""
        for file in files:
            yield from read_file(file, str(file.relative_to(self._folder)), reading)

    def mark_read(self, files: Mapping[Path, Signature]) -> None:
        """These files have been taken in as they were when they were found."""
        self._read |= files


def _signature(file: Path) -> Signature | None:
    try:
        status = file.stat()
    except OSError:  # it left between the listing and now
        return None
    return status.st_size, status.st_mtime_ns

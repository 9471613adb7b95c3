"""Articles from disk and standard input: which files there are, what each holds, which article each is.

Knows nothing of formats beyond their file name endings (data.documents, data.pages, data.pdf, data.records
do) and nothing of the database.
"""

import io
import json
import os
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from data.cleaning import Draft, fingerprint, to_entry, to_verbatim_entry, visible, web_address
from data.documents import checked, read_docx, read_markdown, read_text
from data.model import Entry, Found, Notice, Skipped
from data.pages import read_fragment, read_page
from data.pdf import read_pdf
from data.records import read_record, read_record_html
from data.sandbox import Sandbox, Unreadable

MEBIBYTE = 1024 * 1024
MAX_LINE = 20 * MEBIBYTE
LONGEST_ID = 1_000
STDIN = "stdin"

_PARSERS: dict[str, Callable[[bytes], Draft]] = {
    ".txt": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_page,
    ".htm": read_page,
    ".pdf": read_pdf,
    ".docx": read_docx,
}
_JSON = ".json"
_JSON_LINES = (".jsonl", ".ndjson")
FORMATS = (*_PARSERS, _JSON, *_JSON_LINES)


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read: the sandbox for parsers, the collection if one is named, the size limit of a file."""

    sandbox: Sandbox
    collection: str | None = None
    max_file_mb: int = 50


def read_path(path: Path, reading: Reading, leave_out: Path | None = None) -> Iterator[Found]:
    """The articles of one file, or of all files under a folder in the order of their names.

    Hidden files and `leave_out` (the folder of our own database) are passed over in silence. A file that
    cannot be read is Skipped and the others go on.
    """
    try:
        is_folder = path.is_dir()
    except OSError as error:
        yield Skipped(_printable(str(path)), _reason(error))
        return
    if not is_folder:
        yield from read_file(path, path.name, reading)
        return
    found = None
    for found in files_under(path, leave_out):
        if isinstance(found, Skipped):
            yield found
        else:
            yield from read_file(found, str(found.relative_to(path)), reading)
    if found is None:
        yield Skipped(_printable(str(path)), "holds no articles")


def read_stream(stream: io.BufferedReader, reading: Reading) -> Iterator[Found]:
    """JSON lines where the stream begins with "{", JSON where with "[", otherwise one plain text article."""
    while (ahead := stream.peek()) and not ahead.removeprefix(b"\xef\xbb\xbf").strip():
        stream.read(len(ahead))
    start = ahead.removeprefix(b"\xef\xbb\xbf").lstrip()
    collection = reading.collection or STDIN
    try:
        if start.startswith(b"[") or start.partition(b"\n")[0].strip() == b"{":
            yield from _read_json(stream, STDIN, collection, reading)
        elif start.startswith(b"{"):
            yield from _read_json_lines(stream, STDIN, collection, reading)
        else:
            draft = reading.sandbox.run(read_text, _whole(stream, reading))
            yield from _article(draft, STDIN, collection, fingerprint(draft.text))
    except Unreadable as error:
        yield Skipped(STDIN, error.reason)
    except OSError as error:
        yield Skipped(STDIN, _reason(error))


# ---- which files


def files_under(folder: Path, leave_out: Path | None) -> Iterator[Path | Skipped]:
    """The files below a folder, by name. Links are not followed: what lies inside the folder is met at its
    own place, the rest is reported."""
    unlisted: list[OSError] = []
    for place, folders, names in os.walk(folder, onerror=unlisted.append):
        here = Path(place)
        links = [name for name in folders if (here / name).is_symlink()]
        folders[:] = sorted(name for name in folders if not _is_left_out(here / name, leave_out))
        for name in sorted([*names, *links]):
            file = here / name
            if file.is_symlink():
                yield from _judge_link(file, folder)
            elif not name.startswith("."):
                yield file
    for error in unlisted:
        yield Skipped(_printable(str(Path(error.filename).relative_to(folder))), _reason(error))


def _is_left_out(folder: Path, leave_out: Path | None) -> bool:
    if folder.name.startswith(".") or folder.is_symlink():
        return True
    return leave_out is not None and folder.resolve() == leave_out.resolve()


def _judge_link(link: Path, folder: Path) -> Iterator[Skipped]:
    if link.name.startswith("."):
        return
    origin = _printable(str(link.relative_to(folder)))
    try:
        inside = link.resolve(strict=True).is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # RuntimeError: a link that leads back to itself
        yield Skipped(origin, "is a link that leads nowhere")
        return
    if not inside:
        yield Skipped(origin, "is a link that leads out of the folder")


# ---- one file


def read_file(file: Path, name: str, reading: Reading) -> Iterator[Found]:
    """The articles of one file. `name` is its path below the folder that was asked for."""
    origin = _printable(name)
    try:
        with _opened(file) as stream:
            yield from _read_opened(stream, file, origin, reading)
    except Unreadable as error:
        yield Skipped(origin, error.reason)
    except OSError as error:
        yield Skipped(origin, _reason(error))


def _read_opened(stream: BinaryIO, file: Path, origin: str, reading: Reading) -> Iterator[Found]:
    ending = file.suffix.lower()
    whole_name = _printable(str(file.parent.resolve() / file.name))
    if ending in _JSON_LINES:
        yield from _read_json_lines(stream, origin, reading.collection or whole_name, reading)
    elif ending == _JSON:
        yield from _read_json(stream, origin, reading.collection or whole_name, reading)
    else:
        draft = reading.sandbox.run(_PARSERS[ending], _whole(stream, reading))
        collection = reading.collection or _printable(str(file.parent.resolve()))
        own_name = origin if reading.collection else _printable(file.name)
        article_id = _given_id(draft) or own_name  # front matter may bring one
        yield from _article(draft, origin, collection, article_id)


@contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    """Never waits, as opening a named pipe would, and never reads anything but a regular file."""
    if file.suffix.lower() not in FORMATS:
        file.lstat()  # that it does not exist is the better reason
        raise Unreadable(f"is not in a format that can be read ({' '.join(FORMATS)})")
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(file, flags), "rb") as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise Unreadable("is not a regular file")
        yield stream


def _whole(stream: BinaryIO, reading: Reading) -> bytes:
    data = stream.read(reading.max_file_mb * MEBIBYTE + 1)
    if not data:
        raise Unreadable("is empty")
    if len(data) > reading.max_file_mb * MEBIBYTE:
        raise Unreadable(f"is larger than {reading.max_file_mb} MB")
    return data


def _article(draft: Draft, origin: str, collection: str, article_id: str) -> Iterator[Entry | Notice]:
    entry = replace(to_entry(draft, collection, article_id), origin=origin)
    yield entry
    yield from _date_notice(draft, entry, origin)


def _date_notice(draft: Draft, entry: Entry, origin: str) -> Iterator[Notice]:
    if draft.date.strip() and entry.published is None:
        yield Notice(
            origin, f"has a date that cannot be read ({draft.date.strip()[:60]!r}) and goes in without one"
        )


def _given_id(draft: Draft) -> str:
    """The id as it came, but for what a database refuses: two that differ must never become one."""
    given = re.sub(r"[\x00\ud800-\udfff]", "", draft.article_id)
    if len(given) > LONGEST_ID:
        raise Unreadable(f"has an id of more than {LONGEST_ID:,} characters")
    return given


# ---- JSON

_LISTS = ("articles", "items", "data", "results")


def _read_json_lines(stream: BinaryIO, origin: str, collection: str, reading: Reading) -> Iterator[Found]:
    """A line at a time, so that a file of millions of lines needs no more memory than its longest."""
    is_empty = True
    for number, line in enumerate(_lines(stream), start=1):
        if number == 1 and line.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise Unreadable("is in UTF-16; JSON lines are read in UTF-8")
        if line.removeprefix(b"\xef\xbb\xbf").strip():
            is_empty = False
            yield from _read_json_text(line, f"{origin} line {number}", collection, reading)
    if is_empty:
        raise Unreadable("is empty")


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """Each line, but of one longer than the limit no more than shows that it is."""
    while line := stream.readline(MAX_LINE + 1):
        yield line
        while len(line) > MAX_LINE and not line.endswith(b"\n"):
            line = stream.readline(MAX_LINE + 1)


def _read_json(stream: BinaryIO, origin: str, collection: str, reading: Reading) -> Iterator[Found]:
    """One JSON value, or JSON lines under the wrong name."""
    data = _whole(stream, reading)
    if not data.strip():
        raise Unreadable("is empty")
    try:
        value = json.loads(data)
    except json.JSONDecodeError as error:
        if error.msg != "Extra data":
            raise Unreadable(f"is not valid JSON ({error.msg} in line {error.lineno})") from None
        yield from _read_json_lines(io.BytesIO(data), origin, collection, reading)
        return
    except (ValueError, RecursionError):
        raise Unreadable("is not valid JSON") from None
    yield from _read_records(value, origin, collection, reading)


def _read_json_text(line: bytes, place: str, collection: str, reading: Reading) -> Iterator[Found]:
    if len(line) > MAX_LINE:
        yield Skipped(place, f"is longer than {MAX_LINE // MEBIBYTE} MB")
        return
    try:
        value = json.loads(line.strip())
    except json.JSONDecodeError as error:
        yield Skipped(place, f"is not valid JSON ({error.msg} at character {error.colno})")
    except (ValueError, RecursionError):
        yield Skipped(place, "is not valid JSON in UTF-8")
    else:
        yield from _read_records(value, place, collection, reading)


def _read_records(value: object, place: str, collection: str, reading: Reading) -> Iterator[Found]:
    """One record, or each of a list that may lie in an object under a usual name."""
    if isinstance(value, dict) and not read_record(value).text:
        value = _list_in(value, *(inner for name in _LISTS if isinstance(inner := value.get(name), dict)))
    if not isinstance(value, list):
        yield from _read_one_record(value, place, collection, reading)
        return
    if not value:
        yield Skipped(place, "holds no articles")
    for number, record in enumerate(value, start=1):
        yield from _read_one_record(record, f"{place} item {number}", collection, reading)


def _list_in(*objects: dict[str, object]) -> object:
    """The first list under a usual name in these objects, or else the first object itself."""
    lists = (value for one in objects for name in _LISTS if isinstance(value := one.get(name), list))
    return next(lists, objects[0])


def _read_one_record(record: object, place: str, collection: str, reading: Reading) -> Iterator[Found]:
    try:
        draft = _record_draft(record, reading.sandbox)
        identity = _given_id(draft) or web_address(draft.url) or fingerprint(draft.text)
    except Unreadable as error:
        yield Skipped(place, error.reason)
        return
    entry = replace(to_verbatim_entry(draft, collection, identity), origin=place)
    yield entry
    yield from _date_notice(draft, entry, place)


def _record_draft(record: object, sandbox: Sandbox) -> Draft:
    if not isinstance(record, dict):
        raise Unreadable("is not a JSON object")
    draft = read_record(record)
    html = "" if draft.text else read_record_html(record)
    if html:
        draft = replace(draft, text=sandbox.run(read_fragment, html).text)
    if not draft.text:
        raise Unreadable("has no text")
    if re.search(r"[\ud800-\udfff]", draft.text):
        raise Unreadable("has text that is not valid Unicode (half of a surrogate pair)")
    checked(draft.text)
    return draft


# ---- wording


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "does not exist"
    if isinstance(error, PermissionError):
        return "cannot be read: permission denied"
    return f"cannot be read: {(error.strerror or 'input/output error').lower()}"


def _printable(name: str) -> str:
    """File names may hold any byte; identities and messages must be valid, visible text."""
    text = os.fsencode(name).decode("utf-8", "backslashreplace")
    return visible(text)

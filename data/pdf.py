"""The bytes of one PDF file → its draft: the lines of its pages joined to paragraphs again.

Pure, and meant to run in the sandbox. Raises Unreadable with the reason in plain words.
"""

import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from ftfy.fixes import fix_latin_ligatures

from data.cleaning import Draft, clean_raw_text, has_words
from data.documents import MAX_CHARACTERS, checked, real_title
from data.sandbox import Unreadable

# pypdf is imported where it is used, in the child.
if TYPE_CHECKING:
    import pypdf

MAX_PAGES = 2_000
_PAGE_NUMBER = re.compile(r"(?i)[-–—| ]*(?:page |p\. ?)?\d{1,3}(?:(?: of | ?/ ?)\d{1,3})?[-–—| ]*")
_SENTENCE_END = re.compile(r"""[.!?]["'”’)]*$""")


def read_pdf(data: bytes) -> Draft:
    """The text of all pages, lines joined to paragraphs again; title and creation date from the metadata."""
    if b"%PDF-" not in data[:1024]:
        raise Unreadable("is not a PDF, whatever its name says")
    reader = _open_pdf(data)
    if len(reader.pages) > MAX_PAGES:
        raise Unreadable(f"has {len(reader.pages):,} pages; the limit is {MAX_PAGES:,}")
    text = _joined_lines(_without_furniture(list(_page_lines(reader))))
    if not has_words(text):
        raise Unreadable("has no text; a scanned PDF needs OCR first")
    return Draft(clean_raw_text(checked(text)), title=_pdf_title(reader), date=_pdf_date(reader))


def _open_pdf(data: bytes) -> "pypdf.PdfReader":
    """Many locked files open with an empty password: those forbid printing, not reading."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("is protected by a password")
    except DependencyError:  # without the package cryptography, pypdf knows the older ciphers only
        raise Unreadable("is encrypted; save a copy of it without encryption") from None
    return reader


def _page_lines(reader: "pypdf.PdfReader") -> Iterator[list[str]]:
    characters = 0
    for page in reader.pages:
        text = fix_latin_ligatures(page.extract_text())  # typesetting, not the author's characters
        characters += len(text)
        if characters > MAX_CHARACTERS:
            raise Unreadable(f"has more than {MAX_CHARACTERS:,} characters, the limit of one article")
        yield [line.strip() for line in text.split("\n")]


def _without_furniture(pages: list[list[str]]) -> list[str]:
    """All lines but page numbers and the headers and footers of most pages: those would split sentences."""
    pages = [[line for line in page if line] for page in pages]
    edges = Counter(_edge(line) for page in pages for line in {*page[:1], *page[-1:]})
    repeated = {edge for edge, count in edges.items() if len(pages) > 1 and count > len(pages) / 2}
    lines: list[str] = []
    for page in pages:
        for position, line in enumerate(page):
            at_edge = position in (0, len(page) - 1) and len(pages) > 1
            if not (at_edge and (_edge(line) in repeated or _PAGE_NUMBER.fullmatch(line))):
                lines.append(line)
    return lines


def _edge(line: str) -> str:
    return re.sub(r"\d+", "#", line)


def _joined_lines(lines: list[str]) -> str:
    """A short line before one that begins like a sentence ends a paragraph; a PDF says no more than that.

    A full stop near the end of a line is taken for the end of a paragraph too: that splits no sentence.
    """
    lengths = sorted(map(len, lines))
    full = lengths[len(lengths) * 9 // 10] if lengths else 0
    words = {word for line in lines for word in re.findall(r"\w+", line)}
    pieces: list[str] = []
    for before, line in pairwise(["", *lines]):
        short = (0.95 if _SENTENCE_END.search(before) else 0.7) * full
        if len(before) < short and not line[0].islower():
            pieces += ["\n\n", line]
        elif re.search(r"\w-$", before) and line[0].islower():
            pieces[-1] = _without_soft_hyphen(before, line, words)
            pieces.append(line)
        else:
            pieces += [" ", line]
    return "".join(pieces).strip()


def _without_soft_hyphen(before: str, line: str, words: set[str]) -> str:
    """A hyphen at a line's end goes only if the whole word stands elsewhere: "well-known" must stay."""
    whole = re.split(r"\W", before[:-1])[-1] + re.split(r"\W", line, maxsplit=1)[0]
    return before[:-1] if whole in words else before


def _pdf_title(reader: "pypdf.PdfReader") -> str:
    return real_title(str(reader.metadata.title or "")) if reader.metadata else ""


def _pdf_date(reader: "pypdf.PdfReader") -> str:
    try:
        created = reader.metadata.creation_date if reader.metadata else None
    except ValueError:
        return ""
    return created.isoformat() if created else ""

"""Reading files: real files of every format, whole, damaged and hostile."""

import io
import json
import os
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import docx
import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.files import MAX_LINE, Reading, read_path, read_stream
from data.model import Entry, Found, Notice, Skipped
from data.sandbox import Sandbox

CASES = Path(__file__).parent / "cases"
BODY = "The council of Vesmark voted on Monday to close the Alder Bridge. “It is time,” said Ilse Morrow."


@pytest.fixture(scope="module")
def reading() -> Iterator[Reading]:
    with Sandbox() as sandbox:
        yield Reading(sandbox)


def read(path: Path, reading: Reading, **changes: object) -> list[Found]:
    return list(read_path(path, Reading(**{"sandbox": reading.sandbox, **changes})))  # type: ignore[arg-type]


def only(path: Path, reading: Reading, **changes: object) -> Found:
    (found,) = read(path, reading, **changes)
    return found


def entry(path: Path, reading: Reading, **changes: object) -> Entry:
    found = only(path, reading, **changes)
    assert isinstance(found, Entry), found
    return found


def reason(path: Path, reading: Reading, **changes: object) -> str:
    found = only(path, reading, **changes)
    assert isinstance(found, Skipped), found
    assert found.origin == path.name
    return found.reason


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def pdf(*pages: list[str], information: str = "") -> bytes:
    """A PDF with these lines of text on its pages, written out by hand."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for lines in pages:
        shown = "".join(f"({line}) Tj 0 -14 Td " for line in lines)
        content = f"BT /F 12 Tf 50 800 Td {shown}ET".encode("cp1252")
        resources = f"/Resources << /Font << /F 3 0 R >> >> /Contents {len(objects) + 2} 0 R"
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 850] {resources} >>".encode())
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content))
    objects.append(f"<< {information} >>".encode())
    return packed_pdf(objects)


def packed_pdf(objects: list[bytes], extra: bytes = b"") -> bytes:
    """Numbered objects and their cross-reference table; the first is the catalog, the last the metadata."""
    file = b"%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(file))
        file += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"<< /Size %d /Root 1 0 R /Info %d 0 R %b >>" % (len(objects) + 1, len(objects), extra)
    start = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    return file + start + table + b"trailer\n%b\nstartxref\n%d\n%%%%EOF" % (trailer, len(file))


def word(*paragraphs: str, title: str = "") -> bytes:
    document = docx.Document()
    document.core_properties.title = title
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def word_with(body: bytes, doctype: bytes = b"") -> bytes:
    """A Word file whose main part is this XML."""
    space = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xml = b'%b<w:document xmlns:w="%b"><w:body>%b</w:body></w:document>' % (doctype, space, body)
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word())) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, xml if name == "word/document.xml" else old.read(name))
    return file.getvalue()


@contextmanager
def without_privileges() -> Iterator[None]:
    """The superuser may read everything; for a while, be nobody."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


# ---- plain text


def test_a_text_file_is_named_by_its_folder_and_its_own_name(tmp_path: Path, reading: Reading) -> None:
    path = write(
        tmp_path / "bridge.txt", f" date 2019-03-05 A girl waits. MERIDIAN / Tomas Ekdahl\n\n{BODY}\n"
    )
    found = entry(path, reading)
    assert (found.collection, found.article_id) == (str(tmp_path), "bridge.txt")
    assert (found.text, found.credit) == (BODY, "MERIDIAN / Tomas Ekdahl")
    assert found.published == datetime(2019, 3, 5, tzinfo=UTC)


def test_a_named_collection_names_files_by_their_path_in_the_folder(tmp_path: Path, reading: Reading) -> None:
    (tmp_path / "north").mkdir()
    write(tmp_path / "north" / "bridge.txt", BODY)
    found = entry(tmp_path, reading, collection="herald")
    assert (found.collection, found.article_id) == ("herald", "north/bridge.txt")
    alone = entry(tmp_path / "north" / "bridge.txt", reading, collection="herald")
    assert (alone.collection, alone.article_id) == ("herald", "bridge.txt")


ENCODED = [json.loads(line) for line in (CASES / "encodings.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("case", ENCODED, ids=lambda case: case["encoding"] + " " + case["text"][:9])
def test_text_in_old_encodings_is_understood(case: dict[str, str], tmp_path: Path, reading: Reading) -> None:
    path = write(tmp_path / "old.txt", case["text"].encode(case["encoding"]))
    assert entry(path, reading).text == case["text"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16"])
def test_utf_16_is_understood_without_its_mark(encoding: str, tmp_path: Path, reading: Reading) -> None:
    assert entry(write(tmp_path / "a.txt", BODY.encode(encoding)), reading).text == BODY


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "is empty"),
        (b" \n\t\r\n ", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"... !!! --", "has no words"),
        (b"Text\x00\x01\x02\x03 and more\x00\x00", "is not text, whatever its name says"),
        (bytes([1, 0, 2, 0, 5, 0, 90, 0]) * 200, "is not text, whatever its name says"),
        (bytes([0, 1, 0, 2, 0, 5, 0, 90]) * 200, "is not text, whatever its name says"),
        (BODY.encode("utf-32-le"), "is not text, whatever its name says"),
        (b"\x00", "is not text, whatever its name says"),
        (zlib.compress(BODY.encode() * 50), "is not text, whatever its name says"),
        (b"word " * 400_001, "has more than 2,000,000 characters, the limit of one article"),
        (b"word " * 1_600_001, "has more than 2,000,000 characters, the limit of one article"),
    ],
)
def test_what_is_no_article_is_skipped(
    content: bytes, expected: str, tmp_path: Path, reading: Reading
) -> None:
    assert reason(write(tmp_path / "none.txt", content), reading) == expected


# ---- Markdown


def test_front_matter_becomes_fields(tmp_path: Path, reading: Reading) -> None:
    text = (
        "---\ntitle: No\npubDate: Sat, 08 May 2021 10:00:00 GMT\nauthors:\n  - name: Ilse Morrow\n  - Bo Ek\n"
        f"source: {{name: Harbour Herald}}\nlink: https://herald.example/a\nlayout: post\n---\n\n{BODY}\n"
    )
    found = entry(write(tmp_path / "a.md", text), reading)
    assert (found.title, found.author, found.source) == ("No", "Ilse Morrow, Bo Ek", "Harbour Herald")
    assert (found.url, found.text) == ("https://herald.example/a", BODY)
    assert found.published == datetime(2021, 5, 8, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("field", "article_id"),
    [("id: hh-17", "hh-17"), ("uuid: 0017", "0017"), ("id: '  a\tb '", "  a\tb "), ("id:", "a.md")],
)
def test_an_id_in_the_front_matter_is_the_articles(
    field: str, article_id: str, tmp_path: Path, reading: Reading
) -> None:
    found = entry(write(tmp_path / "a.md", f"---\n{field}\n---\n{BODY}"), reading)
    assert (found.collection, found.article_id) == (str(tmp_path), article_id)
    assert entry(tmp_path / "a.md", reading, collection="herald").article_id == article_id


def test_front_matter_that_is_not_quite_yaml_is_read_line_by_line(tmp_path: Path, reading: Reading) -> None:
    text = f"---\ntitle: The bridge: what now?\ndate: 2021-05-08\n---\n{BODY}"
    found = entry(write(tmp_path / "a.md", text), reading)
    assert (found.title, found.text) == ("The bridge: what now?", BODY)


def test_a_title_in_the_front_matter_wins_over_the_heading(tmp_path: Path, reading: Reading) -> None:
    for field in ("title", "headline"):
        text = f"---\n{field}: Alder Bridge to close\n---\n# {{}}\n\n{BODY}"
        same = entry(write(tmp_path / "a.md", text.format("Alder Bridge to close")), reading)
        assert (same.title, same.text) == ("Alder Bridge to close", BODY)
        other = entry(write(tmp_path / "a.md", text.format("Another one")), reading)
        assert (other.title, other.text) == ("Alder Bridge to close", f"Another one\n\n{BODY}")


@pytest.mark.parametrize(
    "block", ["The mayor spoke.", "Mayor: the bridge is safe.", "title: x\n" + "a: b\n" * 2000, "- a\n- b"]
)
def test_prose_between_rules_is_not_front_matter(block: str, tmp_path: Path, reading: Reading) -> None:
    found = entry(write(tmp_path / "a.md", f"---\n{block}\n---\n\n{BODY}"), reading)
    assert all(line.removeprefix("- ") in found.title + found.text for line in block.split("\n"))


def test_a_heading_at_the_top_is_the_title(tmp_path: Path, reading: Reading) -> None:
    for heading in ("# Alder *Bridge* to close", "Alder Bridge to close\n==="):
        found = entry(write(tmp_path / "a.md", f"{heading}\n\n{BODY}\n\n## Later\n\nMore."), reading)
        assert (found.title, found.text) == ("Alder Bridge to close", f"{BODY}\n\nLater\n\nMore.")


def test_markup_goes_and_its_words_stay(tmp_path: Path, reading: Reading) -> None:
    markdown = (
        "---\ntitle: T\n---\nA **bold** [link](https://a.example) to `code`, ![a dock](dock.jpg) 5 * 3 * 2,\n"
        "snake_case_word and \\*stars\\*, <b>html</b> <unclear> “” “ &quot;x&quot;.\n\n"
        "- one\n- two\n\n2021. A year\n\n> He said:\n> “Go.”\n"
    )
    assert entry(write(tmp_path / "a.md", markdown), reading).text == (
        'A bold link to code, a dock 5 * 3 * 2,\nsnake_case_word and *stars*, html <unclear> “” “ "x".\n'
        "- one\n- two\n2021. A year\n\nHe said:\n“Go.”"
    )


@pytest.mark.parametrize("hostile", ["![" * 200_000, "> " * 200_000 + "a", "[a](" * 100_000])
def test_hostile_markdown_ends(hostile: str, tmp_path: Path, reading: Reading) -> None:
    assert isinstance(only(write(tmp_path / "a.md", hostile), reading), Entry | Skipped)


def test_a_yaml_bomb_stays_small(tmp_path: Path, reading: Reading) -> None:
    rows = [f"{chr(98 + row)}: &{chr(98 + row)} [{','.join([f'*{chr(97 + row)}'] * 9)}]" for row in range(9)]
    text = "\n".join(["---", "a: &a [x, x, x]", *rows, "title: Bomb", "author: *j", "---", BODY])
    assert entry(write(tmp_path / "a.md", text), reading).title == "Bomb"


# ---- HTML

PARAGRAPHS = "".join(
    f"<p>The council met on 8 May 2011 about pier {number}; its chair said <q>we <b>will</b> close it</q>, "
    "“” “ and more words follow here, so that this is an article.</p>"
    for number in range(6)
)
PAGE = (
    "<html><head><title>Bridge to close | Herald</title>"
    '<meta property="og:site_name" content="Harbour Herald"><meta name="author" content="Ilse Morrow">'
    '<link rel="canonical" href="https://herald.example/a">{head}'
    "</head><body><nav><a href=/>Home</a></nav><article><h1>Bridge to close</h1>{body}</article>"
    "<footer>Imprint</footer></body></html>"
)


def test_a_page_gives_article_and_metadata(tmp_path: Path, reading: Reading) -> None:
    head = '<meta property="article:published_time" content="2019-03-05T23:10:00-05:00">'
    found = entry(write(tmp_path / "a.html", PAGE.format(head=head, body=PARAGRAPHS)), reading)
    assert (found.title, found.source, found.author) == ("Bridge to close", "Harbour Herald", "Ilse Morrow")
    assert found.url == "https://herald.example/a"
    assert found.published == datetime(2019, 3, 5, tzinfo=UTC)
    assert found.text.startswith(
        "The council met on 8 May 2011 about pier 0; its chair said “we will close it”,"
    )
    assert found.text.count("“” “") == 6
    assert "Home" not in found.text


def test_a_date_in_the_running_text_is_not_that_of_the_page(tmp_path: Path, reading: Reading) -> None:
    assert entry(write(tmp_path / "a.htm", PAGE.format(head="", body=PARAGRAPHS)), reading).published is None


def test_short_pages_keep_their_sentences_whole(tmp_path: Path, reading: Reading) -> None:
    links = "".join(f"<li><a href=/{number}>Section number {number}</a></li>" for number in range(60))
    body = "<div><p>The <a href=x>ferry</a> stopped <em>on Monday</em>, said Jo Ambry.</p></div>"
    found = entry(write(tmp_path / "a.html", f"<html><body><ul>{links}</ul>{body}</body></html>"), reading)
    assert found.text == "The ferry stopped on Monday, said Jo Ambry."


def test_the_charset_that_a_page_declares_is_believed(tmp_path: Path, reading: Reading) -> None:
    page = PAGE.format(
        head='<meta charset="iso-8859-2">', body=PARAGRAPHS + "<p>Starosta řekl, že most stojí.</p>"
    )
    for old, new in (("“", "("), ("”", ")")):
        page = page.replace(old, new)
    found = entry(write(tmp_path / "a.html", page.encode("iso-8859-2")), reading)
    assert found.text.endswith("Starosta řekl, že most stojí.")


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<html><body></body></html>",
        "<div>" * 100_000 + f"<p>{BODY * 5}",
        "<p>" + "<span>" * 100_000 + BODY * 5,
        "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><html><body>&a;</body></html>",
    ],
)
def test_pages_without_an_article_are_skipped(page: str, tmp_path: Path, reading: Reading) -> None:
    assert reason(write(tmp_path / "a.html", page), reading) in ("no article text was found", "is empty")


# ---- PDF


def test_the_lines_of_a_pdf_become_paragraphs(tmp_path: Path, reading: Reading) -> None:
    first = [
        "Alder Bridge to close",
        "The council of Vesmark voted on Monday to close the Alder",
        "Bridge for good.",
    ]
    first += ["“It is a well-", "known risk,” said the mayor of the town, Ilse Morrow, who has"]
    information = "/Title (Alder Bridge to close) /CreationDate (D:20190305101500+01'00')"
    path = write(tmp_path / "a.pdf", pdf(first, ["warned of it."], information=information))
    found = entry(path, reading)
    assert found.title == "Alder Bridge to close"
    assert found.text == (
        "The council of Vesmark voted on Monday to close the Alder Bridge for good.\n\n"
        "“It is a well-known risk,” said the mayor of the town, Ilse Morrow, who has warned of it."
    )
    assert found.published is not None
    assert found.published.isoformat() == "2019-03-05T10:15:00+01:00"


def test_page_numbers_and_running_heads_do_not_split_sentences(tmp_path: Path, reading: Reading) -> None:
    line = "The council of Vesmark voted on Monday to close the Alder Bridge and"
    pages = [["Harbour Herald", line, line, f"Page {number} of 4"] for number in range(1, 5)]
    text = entry(write(tmp_path / "a.pdf", pdf(*pages)), reading).text
    assert text == " ".join([line] * 8)


def test_a_hyphen_at_a_line_end_goes_if_the_whole_word_stands_elsewhere(
    tmp_path: Path, reading: Reading
) -> None:
    lines = [
        "The bridge inspection was the first inspection since the inspec-",
        "tion of 1994, said the mayor.",
    ]
    assert "the inspection of 1994" in entry(write(tmp_path / "a.pdf", pdf(lines)), reading).text


@pytest.mark.parametrize("title", ["Microsoft Word - bridge.doc", "bridge_final.indd", "untitled", "Bridge"])
def test_titles_that_programs_write_are_not_titles(title: str, tmp_path: Path, reading: Reading) -> None:
    path = write(tmp_path / "a.pdf", pdf([BODY.partition("“")[0]], information=f"/Title ({title})"))
    assert entry(path, reading).title == "The council of Vesmark voted on Monday to close the Alder Bridge."


def locked_pdf(user_password: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(["The council of Vesmark met."])))
    writer.encrypt(user_password, "owner", algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def many_pages(count: int) -> bytes:
    writer = pypdf.PdfWriter()
    for _ in range(count):
        writer.add_blank_page(100, 100)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def circular_pdf() -> bytes:
    pages = b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"
    return packed_pdf([b"<< /Type /Catalog /Pages 2 0 R >>", pages, b"<< >>"])


def strongly_locked_pdf() -> bytes:
    """One locked with AES-256, whose password check needs AES too."""
    filters = b"/CF << /S << /AuthEvent /DocOpen /CFM /AESV3 /Length 32 >> >> /StmF /S /StrF /S"
    keys = b"/O <%b> /U <%b> /OE <%b> /UE <%b> /Perms <%b>" % (
        b"0a" * 48,
        b"0b" * 48,
        b"0c" * 32,
        b"0d" * 32,
        b"0e" * 16,
    )
    lock = b"<< /Filter /Standard /V 5 /R 6 /Length 256 /P -4 %b %b >>" % (filters, keys)
    pages = b"<< /Type /Pages /Kids [] /Count 0 >>"
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", pages, lock, b"<< >>"]
    return packed_pdf(objects, b"/Encrypt 3 0 R /ID [<00> <00>]")


def swollen_pdf() -> bytes:
    stream = zlib.compress(b"BT /F 12 Tf (Hello) Tj ET\n" * 10_000_000)
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>"
    content = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(stream), stream)
    pages = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    return packed_pdf([b"<< /Type /Catalog /Pages 2 0 R >>", pages, page, content, b"<< >>"])


DAMAGED = "is damaged or not what its name says"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (lambda: b"", "is empty"),
        (BODY.encode, "is not a PDF, whatever its name says"),
        (lambda: pdf([BODY[:40]])[:300], DAMAGED),
        (lambda: b"%PDF-1.7\n1 0 obj " + b"[" * 200_000, DAMAGED),
        (circular_pdf, DAMAGED),
        (lambda: pdf([]), "has no text; a scanned PDF needs OCR first"),
        (lambda: locked_pdf("secret"), "is protected by a password"),
        (lambda: many_pages(2001), "has 2,001 pages; the limit is 2,000"),
    ],
)
def test_pdfs_that_cannot_be_read(content: object, expected: str, tmp_path: Path, reading: Reading) -> None:
    assert callable(content)
    assert reason(write(tmp_path / "a.pdf", content()), reading) == expected


def test_a_pdf_locked_with_a_cipher_that_is_not_installed_says_so(tmp_path: Path, reading: Reading) -> None:
    found = reason(write(tmp_path / "a.pdf", strongly_locked_pdf()), reading)
    without_aes, with_aes = "is encrypted; save a copy of it without encryption", "is protected by a password"
    assert found == (with_aes if find_spec("cryptography") else without_aes)


def test_a_pdf_that_unpacks_to_much_more_is_given_up(tmp_path: Path, reading: Reading) -> None:
    assert reason(write(tmp_path / "a.pdf", swollen_pdf()), reading)


def test_a_pdf_that_only_forbids_printing_is_read(tmp_path: Path, reading: Reading) -> None:
    assert entry(write(tmp_path / "a.pdf", locked_pdf("")), reading).text == "The council of Vesmark met."


# ---- Word


def test_a_word_file_gives_its_paragraphs(tmp_path: Path, reading: Reading) -> None:
    path = write(tmp_path / "a.docx", word("Alder Bridge to close", BODY, "", "It will “stay” closed."))
    found = entry(path, reading)
    assert (found.title, found.text) == ("Alder Bridge to close", f"{BODY}\n\nIt will “stay” closed.")
    titled = write(tmp_path / "b.docx", word(BODY, title="A title of its own"))
    assert entry(titled, reading).title == "A title of its own"


def without_properties(file: bytes) -> bytes:
    """The same Word file as some programs write it, without its title, author and dates."""
    bare = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as old, zipfile.ZipFile(bare, "w") as new:
        for name in old.namelist():
            content = re.sub(rb'<Relationship [^>]*"docProps/[^>]*/>', b"", old.read(name))
            if not name.startswith("docProps/"):
                new.writestr(name, content if name == "_rels/.rels" else old.read(name))
    return bare.getvalue()


def test_a_word_file_without_properties_is_called_by_its_first_sentence(
    tmp_path: Path, reading: Reading
) -> None:
    file = without_properties(word("The council of Vesmark voted on Monday to close the bridge. It is old."))
    found = entry(write(tmp_path / "a.docx", file), reading)
    assert found.title == "The council of Vesmark voted on Monday to close the bridge."


def test_tables_and_insertions_of_a_word_file_are_read_and_deletions_are_not(
    tmp_path: Path, reading: Reading
) -> None:
    run = b"<w:r><w:t xml:space='preserve'>%b</w:t></w:r>"
    body = b"<w:p>%b<w:ins>%b</w:ins><w:del><w:r><w:delText>gone </w:delText></w:r></w:del>%b</w:p>" % (
        run % b"The council ",
        run % b"of Vesmark ",
        run % b"met.",
    )
    table = b"<w:tbl><w:tr><w:tc><w:p>%b</w:p></w:tc></w:tr></w:tbl>" % (run % b"In a cell")
    text = entry(write(tmp_path / "a.docx", word_with(body + table)), reading).text
    assert text == "The council of Vesmark met.\n\nIn a cell"


def zip_bomb() -> bytes:
    file = io.BytesIO()
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package,
        package.open("word/document.xml", "w") as part,
    ):
        for _ in range(210):
            part.write(b" " * 1024 * 1024)
    return file.getvalue()


ENTITIES = b"<!DOCTYPE x [<!ENTITY a '%b'>" % (b"ha" * 5000)
ENTITIES += b"".join(b"<!ENTITY %c '%b'>" % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)) + b"]>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (lambda: b"", "is empty"),
        (lambda: b"no zip", "is not a Word document, whatever its name says"),
        (lambda: b"PK\x03\x04 broken", DAMAGED),
        (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "is protected by a password"),
        (lambda: OLE, "is an old Word file; save it as .docx"),
        (zip_bomb, "unpacks to 220,200,960 bytes, far more than an article needs"),
        (lambda: word_with(b"<w:p><w:r><w:t>&j;</w:t></w:r></w:p>", ENTITIES), DAMAGED),
        (lambda: word_with(b"<w:sdt>" * 100_000 + b"</w:sdt>" * 100_000), DAMAGED),
        (word, "is empty"),
    ],
)
def test_word_files_that_cannot_be_read(
    content: object, expected: str, tmp_path: Path, reading: Reading
) -> None:
    assert callable(content)
    found = reason(write(tmp_path / "a.docx", content()), reading)
    assert found == expected


def test_a_word_file_cannot_read_other_files(tmp_path: Path, reading: Reading) -> None:
    secret = write(tmp_path / "secret", "the secret word")
    doctype = f"<!DOCTYPE x [<!ENTITY s SYSTEM '{secret.as_uri()}'>]>".encode()
    body = b"<w:p><w:r><w:t>Here: &s;</w:t></w:r></w:p>"
    assert "DTD" in reason(write(tmp_path / "a.docx", word_with(body, doctype)), reading)


def test_a_word_file_that_only_speaks_of_a_document_type_is_read(tmp_path: Path, reading: Reading) -> None:
    body = b"<w:p><w:r><w:t>It began with &lt;!DOCTYPE x&gt;.</w:t></w:r></w:p>"
    assert entry(write(tmp_path / "a.docx", word_with(body)), reading).text == "It began with <!DOCTYPE x>."


# ---- JSON


def test_a_json_line_is_kept_as_it_is(tmp_path: Path, reading: Reading) -> None:
    text = " Two  spaces,\r\n“broken” “\u0000 â€œ\n\n\n\nend. "
    line = {
        "guid": 17,
        "Headline": "A\n title",
        "article": text,
        "pubDate": 1620432000000,
        "outlet": {"name": "H"},
    }
    path = write(
        tmp_path / "a.jsonl", json.dumps({**line, "link": "https://h.example/1", "byline": ["A", "B"]})
    )
    assert entry(path, reading) == Entry(
        collection=str(path),
        article_id="17",
        text=text,
        title="A title",
        source="H",
        url="https://h.example/1",
        author="A, B",
        published=datetime(2021, 5, 8, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    "fields",
    [
        {
            "headline": "Mill sold",
            "articleBody": BODY,
            "datePublished": "2021-05-08",
            "publisher": {"name": "H"},
        },
        {
            "title": "Mill sold",
            "content": BODY,
            "publishedAt": "2021-05-08T00:00:00Z",
            "source": {"name": "H"},
        },
        {"title": "Mill sold", "maintext": BODY, "date_publish": "2021-05-08 00:00:00", "outlet": "H"},
        {"title": "Mill sold", "text": BODY, "publish_date": "2021-05-08", "publication": "H"},
    ],
    ids=" ".join,
)
def test_the_fields_that_usual_sources_give_are_understood(
    fields: dict[str, object], tmp_path: Path, reading: Reading
) -> None:
    found = entry(write(tmp_path / "a.jsonl", json.dumps(fields)), reading)
    assert (found.title, found.text, found.source) == ("Mill sold", BODY, "H")
    assert found.published == datetime(2021, 5, 8, tzinfo=UTC)


def test_a_json_line_is_identified_by_id_then_url_then_text(tmp_path: Path, reading: Reading) -> None:
    records = [{"text": BODY, "url": "https://h.example/1"}, {"text": BODY}, {"_id": "x", "text": BODY}]
    path = write(tmp_path / "a.ndjson", "\n".join(map(json.dumps, records)))
    found = [each for each in read(path, reading, collection="herald") if isinstance(each, Entry)]
    assert [each.article_id for each in found] == ["https://h.example/1", "sha256:7fb510b8701458d3", "x"]
    assert {each.collection for each in found} == {"herald"}
    assert {each.title for each in found} == {
        "The council of Vesmark voted on Monday to close the Alder Bridge."
    }


def test_ids_that_differ_stay_different_and_as_they_came(tmp_path: Path, reading: Reading) -> None:
    long = "x" * 999
    ids = [
        "sp  ace",
        "sp ace",
        " pad ",
        "pad",
        "\ufeffbom",
        "bom",
        "two\nlines",
        long + "a",
        long + "b",
        "Å",
        "A\u030a",
    ]
    path = write(tmp_path / "a.jsonl", "\n".join(json.dumps({"id": one, "text": BODY}) for one in ids))
    assert [each.article_id for each in read(path, reading) if isinstance(each, Entry)] == ids


def test_what_no_database_takes_leaves_an_id(tmp_path: Path, reading: Reading) -> None:
    path = write(tmp_path / "a.jsonl", json.dumps({"id": "a\0b\ud800", "text": BODY}))
    assert entry(path, reading).article_id == "ab"
    nothing_left = write(tmp_path / "b.jsonl", json.dumps({"id": "\0", "text": BODY}))
    assert entry(nothing_left, reading).article_id.startswith("sha256:")


def test_an_absurdly_long_id_is_refused_and_not_cut(tmp_path: Path, reading: Reading) -> None:
    path = write(tmp_path / "a.jsonl", json.dumps({"id": "x" * 1001, "text": BODY}))
    assert read(path, reading) == [Skipped("a.jsonl line 1", "has an id of more than 1,000 characters")]
    front = write(tmp_path / "a.md", f"---\nid: {'x' * 1001}\n---\n{BODY}")
    assert reason(front, reading) == "has an id of more than 1,000 characters"


def test_broken_json_lines_are_skipped_and_the_rest_goes_on(tmp_path: Path, reading: Reading) -> None:
    lines = [
        b'\xef\xbb\xbf{"text": "One is read."}',
        b"",
        b'{"text": "Two is not"',
        b'"Three"',
        b'{"title": "Four"}',
        b'{"text": " \\n"}',
        b'{"text": ["Six"]}',
        b'{"text": "Seven \\ud800"}',
        b'{"text": "Eight \xff"}',
        b"[" * 50_000,
        b'{"text": "Ten", "id": ' + b"9" * 5000 + b"}",
        b'{"text": "...!"}',
        json.dumps({"text": "long " * 400_001}).encode(),
        b'[{"text": "Of a list."}, 7]',
        b'{"text": "Last is read.", "date": "soon"}',
    ]
    found = read(write(tmp_path / "a.jsonl", b"\n".join(lines)), reading)
    assert [each.text for each in found if isinstance(each, Entry)] == [
        "One is read.",
        "Of a list.",
        "Last is read.",
    ]
    assert [(each.origin, each.reason) for each in found if isinstance(each, Skipped)] == [
        ("a.jsonl line 3", "is not valid JSON (Expecting ',' delimiter at character 22)"),
        ("a.jsonl line 4", "is not a JSON object"),
        ("a.jsonl line 5", "has no text"),
        ("a.jsonl line 6", "has no text"),
        ("a.jsonl line 7", "has no text"),
        ("a.jsonl line 8", "has text that is not valid Unicode (half of a surrogate pair)"),
        ("a.jsonl line 9", "is not valid JSON in UTF-8"),
        ("a.jsonl line 10", "is not valid JSON in UTF-8"),
        ("a.jsonl line 11", "is not valid JSON in UTF-8"),
        ("a.jsonl line 12", "has no words"),
        ("a.jsonl line 13", "has more than 2,000,000 characters, the limit of one article"),
        ("a.jsonl line 14 item 2", "is not a JSON object"),
    ]
    assert found[-1] == Notice(
        "a.jsonl line 15", "has a date that cannot be read ('soon') and goes in without one"
    )


def test_a_line_without_end_costs_no_more_than_the_limit(tmp_path: Path, reading: Reading) -> None:
    path = tmp_path / "a.jsonl"
    with path.open("wb") as file:
        for _ in range(5):
            file.write(b"a" * MAX_LINE)
        file.write(b'\n{"text": "The next one."}\n')
    first, second = read(path, reading)
    assert first == Skipped("a.jsonl line 1", "is longer than 20 MB")
    assert isinstance(second, Entry)


def test_json_lines_may_be_larger_than_other_files(tmp_path: Path, reading: Reading) -> None:
    path = write(tmp_path / "a.jsonl", (json.dumps({"text": BODY * 1000}) + "\n") * 12)
    assert len(read(path, reading, max_file_mb=1)) == 12
    assert (
        reason(write(tmp_path / "a.json", path.read_bytes()), reading, max_file_mb=1) == "is larger than 1 MB"
    )


def test_json_lines_in_utf_16_are_refused_as_a_whole(tmp_path: Path, reading: Reading) -> None:
    path = write(tmp_path / "a.jsonl", '{"text": "One."}\n{"text": "Two."}\n'.encode("utf-16"))
    assert reason(path, reading) == "is in UTF-16; JSON lines are read in UTF-8"


@pytest.mark.parametrize(
    "shape",
    [
        "{0}",
        "[{0}]",
        '{{"articles": [{0}]}}',
        '{{"data": [{0}], "title": "Feed"}}',
        '{{"status": "ok", "data": {{"articles": [{0}]}}}}',
    ],
)
def test_a_json_file_holds_an_object_or_a_list(shape: str, tmp_path: Path, reading: Reading) -> None:
    path = write(tmp_path / "a.json", shape.format(json.dumps({"id": 1, "text": BODY}, indent=1)))
    assert entry(path, reading).article_id == "1"


def test_a_json_file_may_be_json_lines_in_truth(tmp_path: Path, reading: Reading) -> None:
    path = write(tmp_path / "a.json", '{"text": "One."}\n{"text": "Two."}\n{"text"}')
    first, second, third = read(path, reading)
    assert isinstance(first, Entry)
    assert isinstance(second, Entry)
    assert third.origin == "a.json line 3" if isinstance(third, Skipped) else False


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n"])
def test_json_lines_without_a_line_are_empty(content: bytes, tmp_path: Path, reading: Reading) -> None:
    assert reason(write(tmp_path / "a.jsonl", content), reading) == "is empty"


def test_html_content_of_a_record_becomes_text(tmp_path: Path, reading: Reading) -> None:
    html = (
        "<p>The <b>council</b> said <q>no</q>.</p><script>x()</script><p>Then it&amp;they<br>left<!-- c -->"
    )
    path = write(tmp_path / "a.json", json.dumps({"items": [{"id": "7", "content_html": html}]}))
    assert entry(path, reading).text == "The council said “no”.\n\nThen it&they\nleft"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "is empty"),
        ("{", "is not valid JSON (Expecting property name enclosed in double quotes in line 1)"),
        ("[" * 50_000, "is not valid JSON"),
        ("[]", "holds no articles"),
        ("7", "is not a JSON object"),
        ('{"articles": 7}', "has no text"),
        ('{"data": {"articles": []}}', "holds no articles"),
        ('{"data": {"articles": 7}}', "has no text"),
        ('{"data": {"further": {"articles": [{"text": "Too deep."}]}}}', "has no text"),
    ],
)
def test_json_files_without_articles(content: str, expected: str, tmp_path: Path, reading: Reading) -> None:
    assert reason(write(tmp_path / "a.json", content), reading) == expected


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(
    records=st.lists(
        st.dictionaries(st.sampled_from(["text", "id", "title", "date", "author"]), st.text()), min_size=1
    )
)
def test_every_record_comes_out_once_and_unchanged(
    records: list[dict[str, str]], tmp_path: Path, reading: Reading
) -> None:
    path = write(tmp_path / "a.jsonl", "\n".join(map(json.dumps, records)))
    found = [each for each in read(path, reading) if not isinstance(each, Notice)]
    assert len(found) == len(records)
    for record, each in zip(records, found, strict=True):
        if isinstance(each, Entry):
            assert each.text == record["text"]


# ---- folders


def test_a_folder_is_read_in_order_without_hidden_files_and_our_own_state(
    tmp_path: Path, reading: Reading
) -> None:
    for name in ("b.txt", "a/z.txt", "a/y.md", ".hidden.txt", ".git/c.txt", "state/d.txt", "picture.jpg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        write(tmp_path / name, BODY)
    found = list(read_path(tmp_path, reading, leave_out=tmp_path / "state"))
    assert [each.article_id for each in found if isinstance(each, Entry)] == ["b.txt", "y.md", "z.txt"]
    formats = ".txt .md .markdown .html .htm .pdf .docx .json .jsonl .ndjson"
    assert [each for each in found if isinstance(each, Skipped)] == [
        Skipped("picture.jpg", f"is not in a format that can be read ({formats})")
    ]


def test_a_folder_without_files_is_told(tmp_path: Path, reading: Reading) -> None:
    (tmp_path / "sub").mkdir()
    write(tmp_path / ".hidden.txt", BODY)
    assert read(tmp_path, reading) == [Skipped(str(tmp_path), "holds no articles")]
    write(tmp_path / "sub" / "a.txt", BODY)
    assert isinstance(only(tmp_path, reading), Entry)


def test_links_are_not_followed(tmp_path: Path, reading: Reading) -> None:
    folder = tmp_path / "folder"
    (folder / "sub").mkdir(parents=True)
    outside = write(tmp_path / "outside.txt", BODY)
    write(folder / "sub" / "a.txt", BODY)
    for name, target in {"loop": ".", "sub/up": "..", "in.txt": "sub/a.txt", "self.txt": "self.txt"}.items():
        (folder / name).symlink_to(target)
    (folder / "out.txt").symlink_to(outside)
    (folder / "out").symlink_to(tmp_path)
    (folder / "gone.txt").symlink_to("nowhere")
    found = read(folder, reading)
    assert [each.article_id for each in found if isinstance(each, Entry)] == ["a.txt"]
    assert {each.origin: each.reason for each in found if isinstance(each, Skipped)} == {
        "gone.txt": "is a link that leads nowhere",
        "out": "is a link that leads out of the folder",
        "out.txt": "is a link that leads out of the folder",
        "self.txt": "is a link that leads nowhere",
    }
    assert entry(folder / "out.txt", reading).text == BODY


def test_a_named_pipe_is_not_waited_for(tmp_path: Path, reading: Reading) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert reason(tmp_path / "pipe.txt", reading) == "is not a regular file"


def test_any_file_name_can_be_shown_and_stored(tmp_path: Path, reading: Reading) -> None:
    for name in (b"bad\xff.txt", b"line\nbreak.txt", "\u202eevil.txt".encode(), "ü 😀 '\".txt".encode()):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text(BODY, encoding="utf-8")
    names = [each.article_id for each in read(tmp_path, reading) if isinstance(each, Entry)]
    assert sorted(names) == ["\\x202eevil.txt", "bad\\xff.txt", "line\\x0abreak.txt", "ü 😀 '\".txt"]


def test_what_does_not_exist_is_skipped(tmp_path: Path, reading: Reading) -> None:
    assert reason(tmp_path / "gone.txt", reading) == "does not exist"
    assert reason(tmp_path / "gone", reading) == "does not exist"


def test_what_may_not_be_opened_is_skipped(reading: Reading) -> None:
    denied = "cannot be read: permission denied"
    with without_privileges(), TemporaryDirectory() as name:
        folder = Path(name) / "folder"
        (folder / "locked").mkdir(parents=True)
        write(folder / "locked.txt", BODY).chmod(0)
        (folder / "locked").chmod(0)
        assert read(folder, reading) == [Skipped("locked.txt", denied), Skipped("locked", denied)]
        folder.chmod(0)
        assert read(folder / "a.txt", reading) == [Skipped(str(folder / "a.txt"), denied)]
        folder.chmod(0o700)


def test_files_over_the_limit_are_skipped(tmp_path: Path, reading: Reading) -> None:
    path = write(tmp_path / "a.txt", b"a" * (1024 * 1024 + 1))
    assert reason(path, reading, max_file_mb=1) == "is larger than 1 MB"


def test_an_unreadable_date_is_told_and_the_article_goes_in(tmp_path: Path, reading: Reading) -> None:
    path = write(tmp_path / "a.md", f"---\ntitle: T\ndate: 05/08/2021\n---\n{BODY}")
    found, notice = read(path, reading)
    assert isinstance(found, Entry)
    assert found.published is None
    remark = "has a date that cannot be read ('05/08/2021') and goes in without one"
    assert notice == Notice("a.md", remark)


# ---- standard input


def stream(content: bytes) -> io.BufferedReader:
    return io.BufferedReader(io.BytesIO(content))


@pytest.mark.parametrize(
    ("content", "texts"),
    [
        (b'{"text": "One."}\n{"text": "Two."}\n', ["One.", "Two."]),
        (b'\xef\xbb\xbf{"text": "One."}\n', ["One."]),
        (b'\n \n{"text": "One."}\n', ["One."]),
        (b'{\n "text": "One."\n}\n', ["One."]),
        (b'[{"text": "One."},\n{"text": "Two."}]', ["One.", "Two."]),
        (b"One line.\n\n\n\nAnother\x92s line.\n", ["One line.\n\nAnother’s line."]),
    ],
)
def test_standard_input_is_json_or_one_article(content: bytes, texts: list[str], reading: Reading) -> None:
    found = list(read_stream(stream(content), reading))
    assert [each.text for each in found if isinstance(each, Entry)] == texts
    assert {each.collection for each in found if isinstance(each, Entry)} == {"stdin"}


def test_an_article_from_standard_input_is_identified_by_its_text(reading: Reading) -> None:
    (found,) = read_stream(stream(BODY.encode()), reading)
    assert isinstance(found, Entry)
    assert found.article_id == "sha256:7fb510b8701458d3"


def test_empty_standard_input_is_skipped(reading: Reading) -> None:
    assert list(read_stream(stream(b""), reading)) == [Skipped("stdin", "is empty")]

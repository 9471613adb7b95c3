"""The bytes of one document → its draft: plain text, Markdown, HTML, PDF, Word, records with named fields.

Pure, and meant to run in the sandbox: these parsers meet whatever people and web pages hand in. Knows nothing
of where a document came from. Raises Unreadable with the reason in plain words.
"""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import yaml
from charset_normalizer import from_bytes
from ftfy.fixes import fix_latin_ligatures

from data.cleaning import Draft, clean_raw_text, has_words
from data.sandbox import Unreadable

# Each format's library is imported by its own parser, in the child: together they take a second.
if TYPE_CHECKING:
    import pypdf
    from lxml.etree import _Element
    from lxml.html import HtmlElement
    from markdown_it.token import Token

MAX_CHARACTERS = 2_000_000
MAX_PAGES = 2_000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 200  # text in a zip shrinks to a tenth, a bomb to a thousandth
MAX_FRONT_MATTER = 8 * 1024


def read_text(data: bytes, charset: str = "") -> Draft:
    """A plain text file."""
    return Draft(_clean_text(data, charset))


def checked(text: str) -> str:
    """`text`, if it has words and is not too long for one article."""
    if not has_words(text):
        raise Unreadable("has no words" if text.strip() else "is empty")
    if len(text) > MAX_CHARACTERS:
        raise Unreadable(f"has more than {MAX_CHARACTERS:,} characters, the limit of one article")
    return text


def _clean_text(data: bytes, charset: str = "") -> str:
    if len(data) > 4 * MAX_CHARACTERS:  # no encoding needs more than four bytes for a character
        raise Unreadable(f"has more than {MAX_CHARACTERS:,} characters, the limit of one article")
    return clean_raw_text(checked(decode_text(data, charset)))


# ---- encodings

_MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
_CONTROLS = bytes({*range(32), 127} - {*b"\t\n\v\f\r"})  # hardly found in text outside UTF-16 and UTF-32
# Those that browsers know. Among all that Python knows, a short text may look best in a Baltic one of DOS.
_LATIN = ["cp1252", "cp1250", "cp1254", "cp1257", "cp1258", "iso8859_2", "mac_roman"]
_CYRILLIC = ["cp1251", "koi8_r", "koi8_u", "iso8859_5", "cp866", "mac_cyrillic"]
_OTHERS = ["cp1253", "iso8859_7", "cp1255", "cp1256", "cp874", "cp932", "euc_jp", "gb18030", "big5", "cp949"]


def decode_text(data: bytes, charset: str = "") -> str:
    """By byte order mark, else strict UTF-8, else the declared charset, else detection."""
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if len(data) - len(data.translate(None, _CONTROLS)) > len(data) / 50:
        raise Unreadable("is not text, whatever its name says")
    for encoding in ("utf-8", charset):
        try:
            return data.decode(encoding)
        except (LookupError, ValueError):
            continue
    return _detected(data)


def _detected(data: bytes) -> str:
    """Windows-1252, as in browsers, wherever it is nearly as good as the best Latin guess.

    The margins are those at which tests/cases/encodings.jsonl comes out right: short Spanish and Italian tie
    with Baltic and Central European code pages, Turkish is 0.13 more coherent in its own.
    """
    matches = list(from_bytes(data, cp_isolation=_LATIN + _CYRILLIC + _OTHERS))
    if not matches:
        raise Unreadable("is text in an unknown encoding")
    best = matches[0]
    for match in matches:
        near = match.chaos - best.chaos < 0.05 and best.coherence - match.coherence < 0.11
        if near and match.encoding == "cp1252" and match.language not in ("Czech", "Hungarian", "Slovak"):
            return str(match)
    return str(best)


# ---- records with named fields: JSON and front matter

_TEXT = ("text", "body", "content", "article", "content_text", "full_text")
_FIELDS = {
    "article_id": ("id", "_id", "guid", "uuid", "article_id"),
    "title": ("title", "headline", "name"),
    "date": (
        *("date", "published", "published_at", "pubdate", "publication_date"),
        *("created_at", "timestamp", "date_published"),
    ),
    "source": ("source", "outlet", "publisher", "site", "source_name"),
    "url": ("url", "link", "uri", "permalink"),
    "author": ("author", "byline", "authors", "creator"),
}


def read_record(record: Mapping[str, object]) -> Draft:
    """The fields under the names that publishers give them, the text untouched."""
    given = {name.lower(): value for name, value in record.items()}
    texts = (value for name in _TEXT if isinstance(value := given.get(name), str) and value.strip())
    found = {
        field: next((words for name in names if (words := _words(given.get(name))).strip()), "")
        for field, names in _FIELDS.items()
    }
    return Draft(next(texts, ""), **found)


def read_record_html(record: Mapping[str, object]) -> str:
    """The article as HTML, for records that carry no plain text."""
    html = record.get("content_html")
    return html if isinstance(html, str) else ""


def _words(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, map(_name, value)))
    return _name(value)


def _name(value: object) -> str:
    """A string, a number or an object with a name, as words."""
    if isinstance(value, dict):
        value = value.get("name") or value.get("title")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)


# ---- Markdown

_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_PLAIN_LINE = re.compile(r"([A-Za-z_]\w*):[ \t]+(\S.*)")
_TAGS = "a|abbr|b|blockquote|br|cite|code|del|div|em|figcaption|figure|h[1-6]|hr|i|img|ins|li|mark|ol|p|pre"
_TAGS += "|small|span|strong|sub|sup|table|tbody|td|th|thead|tr|u|ul"
_HTML = re.compile(rf"(?i)<!--.*?-->|</?(?:{_TAGS})\b[^<>]*>")


def read_markdown(data: bytes) -> Draft:
    """Front matter becomes fields, a heading at the top the title; markup goes, its words stay."""
    fields, text = _split_front_matter(_clean_text(data))
    heading, text = _without_markup(text)
    draft = read_record(fields | {"text": checked(text)})
    return draft if draft.title else replace(draft, title=heading)


def _split_front_matter(text: str) -> tuple[dict[str, object], str]:
    block = _FRONT_MATTER.match(text[: MAX_FRONT_MATTER + 10])
    fields = _read_front_matter(block[1]) if block else {}
    known = {name for names in _FIELDS.values() for name in names}
    if not block or not known & fields.keys():
        return {}, text
    return fields, text[block.end() :]


def _read_front_matter(block: str) -> dict[str, object]:
    """BaseLoader makes only strings, lists and objects: "No" stays a word, a wrong date raises nothing."""
    try:
        fields = yaml.load(block, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError):
        # `title: Bridge: what now?` is not YAML, yet it is what people write.
        lines = [_PLAIN_LINE.fullmatch(line) for line in block.split("\n") if line.strip()]
        fields = {line[1]: line[2].strip("\"' ") for line in lines if line} if all(lines) else {}
    if not isinstance(fields, dict):
        return {}
    return {name.lower(): value for name, value in fields.items() if value not in ("null", "~")}


def _without_markup(text: str) -> tuple[str, str]:
    """The heading that the text begins with, if any, and the whole text with its list numbers and bullets."""
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    tokens = MarkdownIt("commonmark", {"html": False}).parse(text)
    words = ""
    bullet = ""
    for before, token in pairwise([Token("", "", 0), *tokens]):
        if token.type == "list_item_open":
            bullet = f"{token.info}{token.markup} "
        elif token.type in ("inline", "fence", "code_block"):
            gap = "\n" if before.hidden else "\n\n"  # hidden: a paragraph of a list without blank lines
            words += gap + bullet + _plain_words(token)
            bullet = ""
    starts_with_heading = bool(tokens) and tokens[0].type == "heading_open"
    return _plain_words(tokens[1]) if starts_with_heading else "", words.strip()


def _plain_words(token: "Token") -> str:
    if token.type != "inline":
        return token.content.strip("\n")
    parts = ("\n" if part.type.endswith("break") else part.content for part in token.children or [])
    return _HTML.sub("", "".join(parts))


# ---- HTML

_META_CHARSET = re.compile(rb"""(?i)<meta[^>]{0,200}charset=["']?([\w-]{1,40})""")
_BLOCKS = ("p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "tr", "section", "figure")
_LONGEST_DATE_LINE = 100
_SHORT_PAGE = 1000  # characters
_SHORTEST_ARTICLE = 40  # characters: "Log in to continue" is none


def read_page(data: bytes, url: str = "", charset: str = "") -> Draft:
    """The article in a web page, without navigation and comments."""
    import trafilatura

    tree = trafilatura.load_html(decode_text(data, charset or _meta_charset(data)))
    if tree is None:
        raise Unreadable("no article text was found")
    _write_out_quotes(tree)
    text = _page_text(tree, url)
    if len(text) < _SHORTEST_ARTICLE:
        raise Unreadable("no article text was found")
    return _page_fields(tree, url, clean_raw_text(checked(text).replace("\n", "\n\n")))


def _page_text(tree: "HtmlElement", url: str) -> str:
    """trafilatura's last resort for short pages is all text of the page, split at every link and bold word.

    Its own first finding is better, unless the last resort found much more that is not the text of links.
    """
    from trafilatura import extract
    from trafilatura.settings import DEFAULT_CONFIG

    found = extract(deepcopy(tree), url=url or None, include_comments=False) or ""
    links = (link.text_content().strip() for link in tree.iter("a"))
    without_links = len(found) - sum(len(words) for words in links if words in found)
    if without_links > _SHORT_PAGE:
        return found
    config = deepcopy(DEFAULT_CONFIG)
    config["DEFAULT"]["MIN_EXTRACTED_SIZE"] = "1"
    first = extract(deepcopy(tree), url=url or None, include_comments=False, config=config) or ""
    return first if without_links < len(first) + _SHORT_PAGE / 2 else found


def read_fragment(html: str) -> Draft:
    """HTML that is all article, as feeds carry it."""
    import lxml.etree
    import lxml.html

    tree = lxml.html.fragment_fromstring(html, create_parent="div")
    _write_out_quotes(tree)
    lxml.etree.strip_elements(tree, "script", "style", lxml.etree.Comment, with_tail=False)
    for block in tree.iter(*_BLOCKS):
        block.text = "\n\n" + (block.text or "")
        block.tail = "\n\n" + (block.tail or "")
    for line_break in tree.iter("br"):
        line_break.tail = "\n" + (line_break.tail or "")
    return Draft(clean_raw_text(checked(tree.text_content())))


def _meta_charset(data: bytes) -> str:
    found = _META_CHARSET.search(data[:4096])
    return found[1].decode() if found else ""


def _page_fields(tree: "HtmlElement", url: str, text: str) -> Draft:
    """Metadata from a page without its long paragraphs: the dates in those are of events."""
    import trafilatura

    for paragraph in tree.findall(".//p"):
        if len(paragraph.text_content()) > _LONGEST_DATE_LINE:
            paragraph.drop_tree()
    dates = {"extensive_search": False, "original_date": True}
    found = trafilatura.extract_metadata(tree, default_url=url or None, date_config=dates)
    return Draft(
        text=text,
        title=found.title or "",
        date=found.date or "",
        source=found.sitename or "",
        url=found.url or "",
        author=found.author or "",
    )


def _write_out_quotes(tree: "HtmlElement") -> None:
    """Browsers show <q>no</q> in quotation marks; the extraction would show it in none."""
    for quote in tree.findall(".//q"):
        quote.text = "“" + (quote.text or "")
        quote.tail = "”" + (quote.tail or "")
        quote.tag = "span"


# ---- PDF

_PAGE_NUMBER = re.compile(r"(?i)[-–—| ]*(?:page |p\. ?)?\d{1,3}(?:(?: of | ?/ ?)\d{1,3})?[-–—| ]*")
_SENTENCE_END = re.compile(r"""[.!?]["'”’)]*$""")
_JUNK_TITLE = re.compile(r"(?i)\S*|untitled.*|microsoft word.*|.*\.(?:docx?|pdf|indd|qxd|rtf|odt|txt|html?)")


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
    title = str(reader.metadata.title or "") if reader.metadata else ""
    return "" if _JUNK_TITLE.fullmatch(title.strip()) else title


def _pdf_date(reader: "pypdf.PdfReader") -> str:
    try:
        created = reader.metadata.creation_date if reader.metadata else None
    except ValueError:
        return ""
    return created.isoformat() if created else ""


# ---- Word

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_CHARACTERS = {_WORD + "tab": "\t", _WORD + "br": "\n", _WORD + "cr": "\n", _WORD + "noBreakHyphen": "-"}


def read_docx(data: bytes) -> Draft:
    """The paragraphs in their order, those in tables, text boxes and accepted insertions included."""
    import docx

    _check_package(data)
    document = docx.Document(io.BytesIO(data))
    body = document.element.body
    for fallback in list(body.iter(_FALLBACK)):  # the same text box once more, for old programs
        fallback.getparent().remove(fallback)
    text = "\n\n".join(_paragraph_words(paragraph) for paragraph in body.iter(_WORD + "p"))
    title = (document.core_properties.title or "").strip()
    return Draft(clean_raw_text(checked(text)), title="" if _JUNK_TITLE.fullmatch(title) else title)


def _check_package(data: bytes) -> None:
    if data.startswith(_OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in data
        raise Unreadable("is protected by a password" if locked else "is an old Word file; save it as .docx")
    if not data.startswith(b"PK"):
        raise Unreadable("is not a Word document, whatever its name says")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        unpacked = sum(part.file_size for part in package.infolist())
    if unpacked > MAX_UNPACKED or (unpacked > len(data) * MAX_RATIO):
        raise Unreadable(f"unpacks to {unpacked:,} bytes, far more than an article needs")


def _paragraph_words(paragraph: "_Element") -> str:
    """python-docx's own `text` leaves out insertions and content controls."""
    words = ""
    for part in paragraph.iter(_WORD + "t", *_CHARACTERS):
        if next(part.iterancestors(_WORD + "p")) is paragraph:
            words += _CHARACTERS.get(str(part.tag), part.text or "")
    return words

"""The bytes of a plain text, Markdown or Word file → its draft; what every format asks of text and title.

Pure, and meant to run in the sandbox: parsers meet whatever people and web pages hand in. Knows nothing of
where a document came from. Raises Unreadable with the reason in plain words.
"""

import io
import re
import zipfile
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import yaml
from charset_normalizer import from_bytes

from data.cleaning import Draft, clean_raw_text, has_words
from data.records import FIELD_NAMES, read_record
from data.sandbox import Unreadable

# markdown-it and python-docx are imported where they are used, in the child.
if TYPE_CHECKING:
    from lxml.etree import _Element
    from markdown_it.token import Token

MAX_CHARACTERS = 2_000_000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 200  # text in a zip shrinks to a tenth, a bomb to a thousandth
MAX_FRONT_MATTER = 8 * 1024
_JUNK_TITLE = re.compile(  # python-docx itself calls a file without properties "Word Document"
    r"(?i)\S*|untitled.*|microsoft word.*|word document|.*\.(?:docx?|pdf|indd|qxd|rtf|odt|txt|html?)"
)


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


def real_title(title: str) -> str:
    """`title`, as the properties of a file give it, or nothing where a program wrote it and not a person."""
    return "" if _JUNK_TITLE.fullmatch(title.strip()) else title


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
_PROBED = 4096  # bytes
# Those that browsers know. Among all that Python knows, a short text may look best in a Baltic one of DOS.
_LATIN = ["cp1252", "cp1250", "cp1254", "cp1257", "cp1258", "iso8859_2", "mac_roman"]
_CYRILLIC = ["cp1251", "koi8_r", "koi8_u", "iso8859_5", "cp866", "mac_cyrillic"]
_OTHERS = ["cp1253", "iso8859_7", "cp1255", "cp1256", "cp874", "cp932", "euc_jp", "gb18030", "big5", "cp949"]


def decode_text(data: bytes, charset: str = "") -> str:
    """By byte order mark or the zeros of UTF-16, else UTF-8, else the declared charset, else detection."""
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if unmarked := _unmarked_utf_16(data):
        data = data.decode(unmarked, errors="replace").encode()
    if len(data) - len(data.translate(None, _CONTROLS)) > len(data) / 50:
        raise Unreadable("is not text, whatever its name says")
    for encoding in ("utf-8", charset):
        try:
            return data.decode(encoding)
        except (LookupError, ValueError):
            continue
    return _detected(data)


def _unmarked_utf_16(data: bytes) -> str:
    """Which UTF-16 data without a byte order mark is in, as most high bytes and no low bytes are zero."""
    first, second = data[:_PROBED:2], data[1:_PROBED:2]
    for encoding, high, low in (("utf-16-le", second, first), ("utf-16-be", first, second)):
        if low and not low.count(0) and high.count(0) > 0.8 * len(high):
            return encoding
    return ""


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
    if not block or FIELD_NAMES.isdisjoint(fields):
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
    if (
        document.element.getroottree().docinfo.doctype
    ):  # what it declares is not resolved, and would be missing
        raise Unreadable("declares a document type (DTD) of its own, as no Word document does")
    body = document.element.body
    for fallback in list(body.iter(_FALLBACK)):  # the same text box once more, for old programs
        fallback.getparent().remove(fallback)
    text = "\n\n".join(_paragraph_words(paragraph) for paragraph in body.iter(_WORD + "p"))
    title = real_title((document.core_properties.title or "").strip())
    return Draft(clean_raw_text(checked(text)), title=title)


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

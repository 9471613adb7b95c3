"""The text of one article → its title, date, caption, credit and body.

Pure: knows nothing of files, formats or the network, nor what time it is. No word and no quotation mark is
ever dropped: what leaves the body (date prefix, headline, caption, credit) becomes a field of the entry.
"""

import hashlib
import itertools
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

import ftfy
from dateutil import parser as dateutil_parser
from sentencex import segment

from data.furniture import date_prefix, is_furniture, past_dateline, printed_days
from data.model import Entry

MAX_TITLE = 90
_HEAD = 10_000  # title and dateline are looked for in so many characters


@dataclass(frozen=True, slots=True)
class Draft:
    """What a format's parser found: clean text, the rest as its source wrote it. `date` is not yet read."""

    text: str
    title: str = ""
    date: str = ""
    source: str = ""
    url: str = ""
    author: str = ""
    article_id: str = ""


def to_entry(draft: Draft, collection: str, article_id: str) -> Entry:
    """The article of a file or page: date prefix, headline, caption and credit taken out of the body."""
    printed, text = _split_date_prefix(draft.text)
    title, text = _split_title(one_line(draft.title), text)
    caption, credit, body = _split_caption(text)
    return Entry(
        collection=collection,
        article_id=article_id,
        text=body,
        title=title or make_title(body),
        title_is_made=not title,
        source=one_line(draft.source),
        url=web_address(draft.url),
        author=one_line(draft.author),
        caption=caption,
        credit=credit,
        published=_first_date(draft.date, printed, *printed_days(body[:_HEAD])),
    )


def to_verbatim_entry(draft: Draft, collection: str, article_id: str) -> Entry:
    """The article of a record: its text stays as it came, code point for code point; the rest is derived."""
    printed, body = _verbatim_body(draft.text)
    title = one_line(draft.title)
    return Entry(
        collection=collection,
        article_id=article_id,
        text=draft.text,
        title=title or make_title(body),
        title_is_made=not title,
        source=one_line(draft.source),
        url=web_address(draft.url),
        author=one_line(draft.author),
        published=_first_date(draft.date, printed, *printed_days(body[:_HEAD])),
    )


def _verbatim_body(text: str) -> tuple[str, str]:
    """The date that the text of a record begins with, and the beginning of the rest without a caption."""
    printed, cleaned = _split_date_prefix(clean_raw_text(text[:_HEAD]))
    _, _, body = _split_caption(cleaned)
    return printed, body


def is_made_title(title: str, text: str) -> bool:
    """Whether an article of this text, stored with this title, had come without one."""
    return title in (make_title(text), make_title(_verbatim_body(text)[1]))


def fingerprint(text: str) -> str:
    """An identity for a text that came without one."""
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()[:16]


# ---- characters


# ftfy would also straighten curly quotes and expand ligatures and full-width letters: those are not damage.
_REPAIRS = ftfy.TextFixerConfig(
    uncurl_quotes=False, fix_latin_ligatures=False, fix_character_width=False, explain=False
)
_BREAKS = {ord("\v"): "\n", ord("\f"): "\n", ord("\r"): "\n"}


def clean_raw_text(text: str) -> str:
    """Mojibake, line ends, byte order marks, control characters and surplus white space put right."""
    broken = _few_breaks(text.replace("\r\n", "\n").translate(_BREAKS))  # ftfy takes its time over each line
    fixed = ftfy.fix_text(broken, _REPAIRS)
    return _few_breaks("\n".join(line.rstrip() for line in fixed.split("\n"))).strip()


def _few_breaks(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", text)


def one_line(value: str, limit: int = 300) -> str:
    """A field that people read on one line: white space collapsed, nothing that a database would refuse."""
    words = re.sub(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff]", "", value).split()
    return _shorten(" ".join(words), limit)


def visible(name: str) -> str:
    """A name of any characters on one line, those that do not show written out."""
    return "".join(character if character.isprintable() else f"\\x{ord(character):02x}" for character in name)


def web_address(value: str) -> str:
    """`value` if it is the address of a web page, otherwise nothing: a link must be safe to follow."""
    value = value.strip()
    return value if re.fullmatch(r"(?i)https?://[^\s\x00-\x1f\x7f\ud800-\udfff]+", value) else ""


# ---- dates

_ZONES = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
_ZONES |= {"BST": 1, "CET": 1, "CEST": 2}
_EARLIEST_YEAR = 1500  # 0001-01-01 and its like are how programs write "no date"


def parse_date(printed: str) -> datetime | None:
    """ISO, RFC 2822, "May 8, 2021", "8 May 2021" or unix time as an aware datetime; None for anything else.

    Without a zone it is UTC, without a time midnight. A date that can be read two ways (05/08/2021) is not
    read: under a citation a wrong day is worse than none.
    """
    printed = " ".join(printed[:200].split())
    if len(printed) > 80:
        return None
    printed = re.sub(r" ?\([^()]*\)$", "", printed)  # "… GMT+0200 (Central European Summer Time)"
    printed = re.sub(r"\b(?:GMT|UTC)(?=[+-]\d)", "", printed)  # dateutil would turn the sign around
    try:
        moment = _unix_time(printed) or _iso_date(printed) or _worded_date(printed)
        return _aware(moment) if moment and moment.year >= _EARLIEST_YEAR else None
    except (ValueError, ArithmeticError, OSError):
        return None


def _unix_time(printed: str) -> datetime | None:
    if not re.fullmatch(r"\d{9,13}(\.\d{1,9})?", printed):
        return None
    number = float(printed)
    return datetime.fromtimestamp(number if number < 1e11 else number / 1000, UTC)


def _iso_date(printed: str) -> datetime | None:
    if not re.match(r"\d{4}-\d|\d{8}(T|$)", printed):
        return None
    try:
        return datetime.fromisoformat(printed)
    except ValueError:
        return None


def _worded_date(printed: str) -> datetime | None:
    """dateutil fills gaps from a default: with two defaults, only a whole date comes out the same twice."""
    if not re.search(r"(?<!\d)\d{4}(?!\d)|^\d{14}$", printed) or _is_ambiguous(printed):
        return None
    days_first = bool(re.search(r"\d\.\d{1,2}\.\d", printed))
    first, second = (
        dateutil_parser.parse(printed, default=default, tzinfos=_zone, dayfirst=days_first)
        for default in (datetime(2000, 1, 1), datetime(2004, 2, 2))
    )
    return first if first == second else None


def _is_ambiguous(printed: str) -> bool:
    numbers = re.search(r"(?<!\d)(\d{1,2})[/-](\d{1,2})[/-]\d{4}", printed)
    if not numbers:
        return False
    return numbers[1] != numbers[2] and max(int(numbers[1]), int(numbers[2])) <= 12


def _zone(name: str | None, offset: int | None) -> timezone | None:
    """Never the zone of this machine, which dateutil would take for a name it does not know."""
    hours = _ZONES.get(name or "")
    if offset is not None:
        return timezone(timedelta(seconds=offset))
    return timezone(timedelta(hours=hours)) if hours is not None else None


def _aware(moment: datetime) -> datetime:
    offset = moment.utcoffset()
    return moment.replace(tzinfo=UTC if not offset else timezone(offset))


def _first_date(*printed: str) -> datetime | None:
    return next((moment for moment in map(parse_date, printed) if moment), None)


def _split_date_prefix(text: str) -> tuple[str, str]:
    prefix = date_prefix(text)
    if not prefix or not parse_date(prefix["day"]) or not has_words(text[prefix.end() :]):
        return "", text
    return prefix["day"], text[prefix.end() :]


# ---- captions

_UPPER = "[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĢĪİĶŁĽŃŇŌŐŘŚŞŠŤŪŮŰŹŻŽ]"
_NAME = rf"(?:{_UPPER}\.|{_UPPER}[\w'’&-]*)"
_NAMES = re.compile(rf"{_NAME}(?: (?:{_NAME}|photo|de|da|del|la|van|von|der|bin|al|for|via|of|the)){{0,7}}")
_CREDIT_START = re.compile(r"^|(?<=[.!?\"”’)\]])\s+|\n|[(\[]")
_CREDIT_LABEL = re.compile(
    r"(?:©|(?:Photos?|Photograph|Picture|Image|Photo credit|Credit)(?::|\s+by\b|\s+courtesy of\b))\s*"
)
_PICTURE_WORD = re.compile(r"\b(?:[Pp]hotos?|Images|Handout)\b")
_AGENCY = re.compile(r"\b[A-Z]{2,}\b")
_LONGEST_CAPTION = 1000
_LONGEST_CREDIT = 120


def _split_caption(text: str) -> tuple[str, str, str]:
    """Caption, credit and body. A first paragraph is a caption only if it ends in a photo credit."""
    for gap in ("\n\n", "\n"):
        first, _, rest = text.partition(gap)
        start = _find_credit(first)
        if start is not None and has_words(rest):
            return first[:start].rstrip(" \n(["), first[start:].strip("()[] \n"), rest.lstrip()
    return "", "", text


def _find_credit(paragraph: str) -> int | None:
    """Where the photo credit that ends the paragraph begins, such as "MERIDIAN / Jo Ambry / File Photo"."""
    if len(paragraph) > _LONGEST_CAPTION:
        return None
    starts = (match.end() for match in _CREDIT_START.finditer(paragraph))
    return next((start for start in starts if _is_credit(paragraph[start:])), None)


def _is_credit(words: str) -> bool:
    words = words.strip("()[]. \n")
    if len(words) > _LONGEST_CREDIT:
        return False
    label = _CREDIT_LABEL.match(words)
    names = re.split(r"\s*[/|]\s*", words[label.end() if label else 0 :])
    if not all(_NAMES.fullmatch(name) for name in names):
        return False
    return bool(label or _PICTURE_WORD.search(words) or (len(names) > 1 and _AGENCY.search(words)))


# ---- titles

_LONGEST_HEADLINE = 120


def make_title(body: str) -> str:
    """The first sentence without its dateline, shortened at a word; page furniture is skipped."""
    for paragraph in body[:_HEAD].split("\n\n"):
        if has_words(paragraph) and not _is_furniture(paragraph):
            return _shorten(" ".join(_first_sentence(_first_words(paragraph)).split()), MAX_TITLE)
    return _shorten(" ".join(body[:_HEAD].split()), MAX_TITLE)


def has_words(text: str) -> bool:
    """Whether there is anything to read."""
    return any(character.isalnum() for character in text)


def _first_words(paragraph: str) -> str:
    """The lines of a paragraph between those that are page furniture."""
    lines = itertools.dropwhile(_is_furniture, paragraph.split("\n"))
    return "\n".join(itertools.takewhile(lambda line: not _is_furniture(line), lines))


def _first_sentence(paragraph: str) -> str:
    """At least three words, because "Dr." and "No." can look like sentences."""
    text = paragraph[:1000]
    if has_words(undated := text[past_dateline(text) :]):
        text = undated
    sentence = ""
    for piece in segment("en", text):
        sentence += piece
        if len(sentence.split()) > 2:
            break
    return sentence


def _split_title(given: str, text: str) -> tuple[str, str]:
    """A headline is not part of the body, but one that holds a quotation stays there as well, and so does one
    below a banner ("PRESS RELEASE")."""
    start = _below_furniture(text)
    first, _, rest = text[start:].partition("\n\n")
    line = one_line(first)
    if not has_words(rest) or not (line == given or (not given and _is_headline(first, rest))):
        return given, text
    return line, text if start or re.search(r"[\"“”„«»‘`]", line) else rest


def _below_furniture(text: str) -> int:
    """Where the first paragraph begins that is no page furniture."""
    start = 0
    for paragraph in text[:_HEAD].split("\n\n"):
        if not _is_furniture(paragraph):
            break
        start += len(paragraph) + 2
    return start if has_words(text[start:]) else 0


def _is_headline(line: str, rest: str) -> bool:
    """A short line of words that stands alone before longer text and does not end like a sentence."""
    if "\n" in line or len(line) > _LONGEST_HEADLINE or len(line) >= len(rest) or len(line.split()) < 2:
        return False
    if not re.fullmatch(r"""[\w"“‘«„].*[^.!?:;,…–—-]["'”’»)]*""", line) or line[0].islower():
        return False
    return not (_is_furniture(line) or past_dateline(line) or _find_credit(line) is not None)


def _is_furniture(paragraph: str) -> bool:
    return all(is_furniture(line) or parse_date(line) for line in paragraph.split("\n"))


def _shorten(line: str, limit: int) -> str:
    if len(line) <= limit:
        return line
    room = limit - 1
    cut = line.rfind(" ", 0, room + 1)
    return line[: cut if cut > 0 else room].rstrip(" ,;:–—-") + "…"

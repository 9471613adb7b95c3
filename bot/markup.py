"""Text for people, pure: what may be shown of a text, how much of it fits, and Telegram's subset of HTML.

Knows Telegram's limits and tags; knows nothing of articles or answers. Lengths count UTF-16 code units, as
Telegram does.
"""

import html
import ipaddress
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from itertools import accumulate
from urllib.parse import urlsplit

from data.model import Span

MESSAGE_UNITS = 4096
_MAX_LINK = 1_000  # bytes once escaped; the whole text with its tags must stay under 32 KiB
_LOCAL_NAMES = (".local", ".localhost", ".internal", ".lan", ".home.arpa")

# Control characters, half characters, and what turns the reading direction of everything after it: a title
# with U+202E in it could rearrange the date and the outlet that we write behind it.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_LINE_SEPARATORS = re.compile("[\u2028\u2029]")


def visible(text: str) -> str:
    """The text without characters that do nothing on a screen but harm."""
    return _LINE_SEPARATORS.sub("\n", _UNSEEN.sub("", text)).replace("\t", " ")


def one_line(text: str, room: int) -> str:
    """The visible text on one line of at most `room` units; if longer, cut between words, with a "…"."""
    line = " ".join(visible(text[: 8 * room]).split())
    if units(line) <= room and len(text) <= 8 * room:
        return line
    kept = line[: _fitting(line, room - 1)]
    head, blank, _ = kept.rpartition(" ")
    return f"{head if blank and len(head) > len(kept) // 2 else kept}…"


def units(text: str) -> int:
    """How long Telegram takes the text to be."""
    return len(text) + sum(character > "\uffff" for character in text)


def escaped(text: str) -> str:
    """The text as HTML that shows it."""
    return html.escape(visible(text), quote=False)


def bold(source: str) -> str:
    """HTML in bold."""
    return f"<b>{source}</b>"


def quoted(source: str, folded: bool) -> str:
    """HTML as a quotation; a folded one shows its first lines until it is tapped."""
    return f"<blockquote{' expandable' if folded else ''}>{source}</blockquote>"


def linked(text: str, url: str) -> str:
    """The text as HTML, a link where `url` is one that a reader may follow."""
    address = web_address(url)
    return f'<a href="{html.escape(address)}">{escaped(text)}</a>' if address else escaped(text)


def web_address(url: str) -> str:
    """The url if it leads to a public place on the web, else an empty string.

    Telegram makes no link of a host without a dot; an address with a name before "@" is mostly a trick.
    """
    url = url.strip()
    if len(html.escape(url).encode("utf-8", "surrogatepass")) > _MAX_LINK or _has_blank(url):
        return ""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:  # a bracket that never closes, a port that is no number
        return ""
    if parts.scheme not in ("http", "https") or "@" in parts.netloc or "\\" in url:
        return ""
    return url if _is_public(host) else ""


def _has_blank(url: str) -> bool:
    return url != visible(url) or any(character.isspace() for character in url)


def _is_public(host: str) -> bool:
    if "." not in host.strip(".") or "%" in host or host.rstrip(".").endswith(_LOCAL_NAMES):
        return False
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:  # a name
        return True


# Showing a part of a text


def excerpt(text: str, whole: Span, core: Span, room: int) -> Span:
    """The part of `whole` that fits into `room` units: `core`, or its beginning, and about as much before it
    as after it. Both ends fall between words, unless one word alone is too long."""
    if units(whole.of(text)) <= room:
        return whole
    core_end = core.start + _fitting(core.of(text), room)
    spare = room - units(text[core.start : core_end])
    start = core.start - _fitting(text[whole.start : core.start][::-1], spare // 2)
    spare -= units(text[start : core.start])
    end = core_end + _fitting(text[core_end : whole.end], spare)
    return Span(_next_word(text, whole, start, core.start), _last_word(text, whole, core, end))


def _next_word(text: str, whole: Span, start: int, at_most: int) -> int:
    if start == whole.start or text[start - 1].isspace():
        return start
    blank = re.compile(r"\s+").search(text, start, at_most)
    return blank.end() if blank else at_most


def _last_word(text: str, whole: Span, core: Span, end: int) -> int:
    if end == whole.end or text[end].isspace():
        return end
    least = core.end if core.end <= end else core.start
    blanks = [found.start() for found in re.finditer(r"\s+", text[least:end])]
    if blanks:
        return least + blanks[-1]
    return end if least == core.start else least


def with_bold(text: str, span: Span, stretches: Sequence[Span]) -> str:
    """The span as HTML with these stretches, as far as they are in it, in bold."""
    parts = []
    at = span.start
    for stretch in sorted(stretches):
        start, end = max(stretch.start, at), min(stretch.end, span.end)
        if start < end:
            parts += [escaped(text[at:start]), bold(escaped(text[start:end]))]
            at = end
    return "".join([*parts, escaped(text[at : span.end])])


def _fitting(text: str, room: int) -> int:
    """How many characters from the start of the text fit into `room` units."""
    room = max(room, 0)
    return bisect_right(list(accumulate(1 + (character > "\uffff") for character in text[:room])), room)


# Reading our own HTML, for a terminal and for when Telegram refuses it


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text of one look. `link` is where it leads, empty where nowhere."""

    text: str
    bold: bool = False
    quoted: bool = False
    link: str = ""


def runs_of(source: str) -> list[Run]:
    """The text of our HTML, stretch by stretch."""
    reader = _Reader()
    reader.feed(source)
    reader.close()
    return reader.runs


def plain_text(source: str) -> str:
    """The text of our HTML."""
    return "".join(run.text for run in runs_of(source))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.runs: list[Run] = []
        self._look = Run("")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        match tag:
            case "b":
                self._look = replace(self._look, bold=True)
            case "blockquote":
                self._look = replace(self._look, quoted=True)
            case "a":
                self._look = replace(self._look, link=dict(attrs)["href"] or "")

    def handle_endtag(self, tag: str) -> None:
        match tag:
            case "b":
                self._look = replace(self._look, bold=False)
            case "blockquote":
                self._look = replace(self._look, quoted=False)
            case "a":
                self._look = replace(self._look, link="")

    def handle_data(self, data: str) -> None:
        self.runs.append(replace(self._look, text=data))

"""The HTML of one article → its draft: a whole web page or a fragment that is all article.

Pure, and meant to run in the sandbox. Knows nothing of where a page came from. Raises Unreadable with the
reason in plain words.
"""

import re
from copy import deepcopy
from typing import TYPE_CHECKING

from data.cleaning import Draft, clean_raw_text
from data.documents import checked, decode_text
from data.sandbox import Unreadable

# trafilatura and lxml are imported where they are used, in the child: together they take long.
if TYPE_CHECKING:
    from lxml.html import HtmlElement

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

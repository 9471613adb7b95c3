"""One web page → its article."""

import re
from dataclasses import replace
from urllib.parse import SplitResult, urlsplit, urlunsplit

from data.cleaning import Draft, to_entry, web_address
from data.documents import read_text
from data.model import Entry, Skipped
from data.network import DEFAULT_LIMITS, AddressRule, Download, Limits, download, is_public, status_words
from data.pages import read_page
from data.pdf import read_pdf
from data.sandbox import Sandbox, Unreadable

COLLECTION = "web"
USER_AGENT = "Newsdesk/0.1 (+article reader)"
PAGE_TYPES = ("text/html", "application/xhtml+xml")
_PLAIN = "text/plain"
_PDF = "application/pdf"
_TRACKING = re.compile(r"(?:utm_\w+|fbclid|gclid)(?:=|$)")


def fetch_page(
    url: str,
    sandbox: Sandbox,
    *,
    may_visit: AddressRule = is_public,
    limits: Limits = DEFAULT_LIMITS,
    collection: str = COLLECTION,
    user_agent: str = USER_AGENT,
    follow: bool = True,
) -> Entry | Skipped:
    """The article at `url`. Blocks for up to `limits.seconds` and the parser's time: not for event loops.
    Raises RedirectError where redirects are not to be followed."""
    try:
        page = download(
            url,
            user_agent=user_agent,
            accept=(*PAGE_TYPES, _PLAIN, _PDF),
            may_visit=may_visit,
            limits=limits,
            refuse=_not_a_page,
            follow=follow,
        )
        return _to_entry(page, _parse(page, sandbox), collection)
    except Unreadable as error:
        return Skipped(url, error.reason)


def _not_a_page(media_type: str) -> str:
    known = media_type in (*PAGE_TYPES, _PLAIN, _PDF)
    return "" if known else f"is {media_type or 'of no stated type'}, not a page with text"


def _parse(page: Download, sandbox: Sandbox) -> Draft:
    if not page.is_success:
        raise Unreadable(f"answered {status_words(page.status)}")
    if page.media_type == _PDF:
        return sandbox.run(read_pdf, page.content)
    if page.media_type == _PLAIN:
        return sandbox.run(read_text, page.content, page.charset)
    return sandbox.run(read_page, page.content, str(page.url), page.charset)


def _to_entry(page: Download, draft: Draft, collection: str) -> Entry:
    url = lasting_url(str(page.url), draft.url)
    named = draft.source not in ("", page.url.netloc.decode())
    return to_entry(replace(draft, url=url, source=draft.source if named else page.url.host), collection, url)


def lasting_url(final: str, canonical: str) -> str:
    """The address to keep: the page's own canonical one if it is of the same host, without tracking."""
    chosen = urlsplit(final)
    offered = _split_offered(canonical)
    same_host = offered is not None and _bare_host(offered) == _bare_host(chosen)
    if offered and same_host and (offered.path.strip("/") or not chosen.path.strip("/")):
        chosen = offered  # but never the front page for an article, a common mistake of templates
    query = "&".join(part for part in chosen.query.split("&") if not _TRACKING.match(part))
    return urlunsplit((chosen.scheme, chosen.netloc, chosen.path, query, ""))


def _split_offered(address: str) -> SplitResult | None:
    try:
        offered = urlsplit(web_address(address))
    except ValueError:
        return None
    return None if "@" in offered.netloc else offered


def _bare_host(address: SplitResult) -> str:
    return address.netloc.lower().removeprefix("www.")

"""One web page → its article. The only way to the network that a reader has.

The address that was checked is the address that is connected to, on every redirect, so that a page cannot
lead into the operator's own network. Proxies of the environment are ignored: they would resolve names anew.
"""

import asyncio
import re
import socket
import ssl
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from http import HTTPStatus
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit, urlunsplit

import httpx

from data.cleaning import Draft, to_entry, web_address
from data.documents import read_text
from data.model import Entry, Skipped
from data.pages import read_page
from data.pdf import read_pdf
from data.sandbox import Sandbox, Unreadable

COLLECTION = "web"
USER_AGENT = "Newsdesk/0.1 (+article reader)"
MAX_REDIRECTS = 5
_PAGE_TYPES = ("text/html", "application/xhtml+xml")
_PLAIN = "text/plain"
_PDF = "application/pdf"
_TRACKING = re.compile(r"(?:utm_\w+|fbclid|gclid)(?:=|$)")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one page may cost, from the first look-up of its name to its last byte."""

    seconds: float = 30.0
    megabytes: int = 10


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class _Page:
    url: httpx.URL
    media_type: str
    charset: str
    content: bytes


# ---- which addresses may be visited

AddressRule = Callable[[str], bool]
_NAT64 = IPv6Network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Whether an address lies in the open Internet, one that wraps another included."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv4Address):
        return ip.is_global and not ip.is_multicast
    wrapped = _wrapped(ip)
    if wrapped is not None:
        return is_public(str(wrapped))
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_site_local)


def _wrapped(ip: IPv6Address) -> IPv4Address | None:
    """The IPv4 address behind an IPv4-mapped, 6to4 or NAT64 address: that is where a packet would go."""
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour


def anywhere(address: str) -> bool:
    """The rule of an operator who allows pages on their own network."""
    return bool(address)


# ---- the article


def fetch_page(
    url: str,
    sandbox: Sandbox,
    *,
    may_visit: AddressRule = is_public,
    limits: Limits = DEFAULT_LIMITS,
    collection: str = COLLECTION,
) -> Entry | Skipped:
    """The article at `url`. Blocks for up to `limits.seconds` and the parser's time: not for event loops."""
    try:
        page = asyncio.run(_download(url.strip(), may_visit, limits))
        return _to_entry(page, _parse(page, sandbox), collection)
    except Unreadable as error:
        return Skipped(url, error.reason)


def _parse(page: _Page, sandbox: Sandbox) -> Draft:
    if page.media_type == _PDF:
        return sandbox.run(read_pdf, page.content)
    if page.media_type == _PLAIN:
        return sandbox.run(read_text, page.content, page.charset)
    return sandbox.run(read_page, page.content, str(page.url), page.charset)


def _to_entry(page: _Page, draft: Draft, collection: str) -> Entry:
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


# ---- download


async def _download(url: str, may_visit: AddressRule, limits: Limits) -> _Page:
    """Every failure becomes an Unreadable that says in plain words what happened."""
    try:
        async with asyncio.timeout(limits.seconds):
            return await _follow(url, may_visit, limits)
    except TimeoutError:
        raise Unreadable(f"did not arrive within {limits.seconds:g} seconds") from None
    except httpx.InvalidURL:
        raise Unreadable("is not a valid web address") from None
    except (httpx.RemoteProtocolError, zlib.error):
        raise Unreadable("gave an answer that is not valid HTTP") from None
    except (httpx.TransportError, OSError) as error:
        untrusted = "CERTIFICATE_VERIFY_FAILED" in str(error)
        raise Unreadable(
            "has a certificate that is not valid" if untrusted else "could not be reached"
        ) from None


async def _follow(url: str, may_visit: AddressRule, limits: Limits) -> _Page:
    headers = {
        "User-Agent": USER_AGENT,
        "Accept": ", ".join((*_PAGE_TYPES, _PLAIN, _PDF)),
        "Accept-Encoding": "gzip",
    }
    async with httpx.AsyncClient(
        transport=_CheckedTransport(may_visit),
        headers=headers,
        timeout=httpx.Timeout(None, connect=limits.seconds / 3),
        trust_env=False,
    ) as client:
        request = client.build_request("GET", url)
        for _ in range(MAX_REDIRECTS + 1):
            _check_url(request.url)
            response = await client.send(request, stream=True)
            if response.next_request is None:
                return await _receive(response, limits)
            await response.aclose()
            request = response.next_request
    raise Unreadable(f"redirects more than {MAX_REDIRECTS} times")


def _check_url(url: httpx.URL) -> None:
    if url.scheme not in ("http", "https") or not url.host:
        raise Unreadable("is not a web address that begins with http:// or https://")
    if url.port and url.port > 65535:
        raise Unreadable("is not a valid web address")
    if url.userinfo:
        raise Unreadable("holds a user name or password, which may not be sent")


async def _receive(response: httpx.Response, limits: Limits) -> _Page:
    if not response.is_success:
        raise Unreadable(f"answered {_status(response.status_code)}")
    media_type = response.headers.get("content-type", _PAGE_TYPES[0]).partition(";")[0].strip().lower()
    if media_type not in (*_PAGE_TYPES, _PLAIN, _PDF):
        raise Unreadable(f"is {media_type or 'of no stated type'}, not a page with text")
    content = await _content(response, limits.megabytes * 1024 * 1024)
    return _Page(response.url, media_type, response.charset_encoding or "", content)


async def _content(response: httpx.Response, most: int) -> bytes:
    """The bytes after decompression, which stops at the limit: a gzip bomb never unfolds."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip"):
        raise Unreadable(f"is compressed as {encoding[:20]}, which was not asked for")
    unpacker = zlib.decompressobj(wbits=31) if encoding == "gzip" else None
    content = bytearray()
    async for chunk in response.aiter_raw():
        content += unpacker.decompress(chunk, most + 1 - len(content)) if unpacker else chunk
        if len(content) > most:
            raise Unreadable(f"is larger than {most // 1024 // 1024} MB")
    return bytes(content)


def _status(code: int) -> str:
    try:
        return f"{code} {HTTPStatus(code).phrase}"
    except ValueError:
        return str(code)


# ---- connections


class _CheckedTransport(httpx.AsyncBaseTransport):
    """Connects to the very address that it checked; the name goes into the Host header and the TLS handshake.

    No connection is used twice: two names at one address must not share a handshake.
    """

    def __init__(self, may_visit: AddressRule) -> None:
        self._may_visit = may_visit
        once = httpx.Limits(max_keepalive_connections=0)
        self._network = httpx.AsyncHTTPTransport(verify=_trusted_authorities(), limits=once)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        name = request.url.raw_host.decode("ascii")
        addresses = await _look_up(name, request.url.port or request.url.scheme)
        for address in addresses:
            if not self._may_visit(address):
                raise Unreadable(f"is at {address}, a private address, which may not be visited")
        for address in addresses[:-1]:
            try:
                return await self._ask(request, name, address)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue  # a host with an IPv6 address may be reachable by IPv4 only
        return await self._ask(request, name, addresses[-1])

    async def _ask(self, request: httpx.Request, name: str, address: str) -> httpx.Response:
        return await self._network.handle_async_request(
            httpx.Request(
                request.method,
                request.url.copy_with(host=address),
                headers=request.headers,
                extensions={**request.extensions, "sni_hostname": name},
            )
        )

    async def aclose(self) -> None:
        await self._network.aclose()


@cache
def _trusted_authorities() -> ssl.SSLContext:
    return httpx.create_ssl_context()  # reading them takes a tenth of a second


async def _look_up(name: str, port: int | str) -> list[str]:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError):
        raise Unreadable(f"could not be found: there is no host named {name}") from None
    return list(dict.fromkeys(str(address[0]) for *_, address in found))

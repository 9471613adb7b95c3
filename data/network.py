"""The only way to the network that anything here has: one document at an address, within limits.

The address that was checked is the address that is connected to, on every redirect, so that a page cannot
lead into the operator's own network. Proxies of the environment are ignored: they would resolve names anew.
"""

import asyncio
import socket
import ssl
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from http import HTTPStatus
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpx

from data.sandbox import Unreadable

MAX_REDIRECTS = 5
TOO_MANY_REDIRECTS = f"redirects more than {MAX_REDIRECTS} times"
_PERMANENT = (HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT)
_NO_HEADERS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost, from the first look-up of its name to its last byte."""

    seconds: float = 30.0
    megabytes: int = 10


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Download:
    """What an address gave. `content` is unpacked, and empty unless `status` is a success; the names of
    `headers` are in lower case; `moved_to` is where permanent redirects lead, empty without any."""

    url: httpx.URL
    status: int
    headers: Mapping[str, str]
    content: bytes
    moved_to: str

    @property
    def media_type(self) -> str:
        """As declared, without parameters; that of a page where there is no word of it, empty where the word
        is."""
        return self.headers.get("content-type", "text/html").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        """As declared; empty where it is not."""
        return httpx.Response(200, headers=self.headers).charset_encoding or ""

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300


class RedirectError(Exception):
    """What was asked for is at `url` instead."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


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


# ---- download


def download(
    url: str,
    *,
    user_agent: str,
    accept: Sequence[str],
    may_visit: AddressRule = is_public,
    limits: Limits = DEFAULT_LIMITS,
    headers: Mapping[str, str] = _NO_HEADERS,
    refuse: Callable[[str], str] = lambda media_type: "",
    follow: bool = True,
) -> Download:
    """What is at `url`, whatever its status. Blocks for up to `limits.seconds`: not for event loops.

    `refuse` is asked before the body is fetched: a reason ends it there. Raises Unreadable, which says in
    plain words what happened, and RedirectError where redirects are not to be followed.
    """
    asked = {
        "User-Agent": user_agent,
        "Accept": ", ".join(accept),
        "Accept-Encoding": "gzip",
        **headers,
    }
    return asyncio.run(_download(url.strip(), asked, _Terms(may_visit, limits, refuse, follow)))


@dataclass(frozen=True, slots=True)
class _Terms:
    may_visit: AddressRule
    limits: Limits
    refuse: Callable[[str], str]
    follow: bool


async def _download(url: str, headers: Mapping[str, str], terms: _Terms) -> Download:
    try:
        async with asyncio.timeout(terms.limits.seconds):
            return await _follow(url, headers, terms)
    except TimeoutError:
        raise Unreadable(f"did not arrive within {terms.limits.seconds:g} seconds") from None
    except httpx.InvalidURL:
        raise Unreadable("is not a valid web address") from None
    except (httpx.RemoteProtocolError, zlib.error):
        raise Unreadable("gave an answer that is not valid HTTP") from None
    except (httpx.TransportError, OSError) as error:
        untrusted = "CERTIFICATE_VERIFY_FAILED" in str(error)
        raise Unreadable(
            "has a certificate that is not valid" if untrusted else "could not be reached"
        ) from None


async def _follow(url: str, headers: Mapping[str, str], terms: _Terms) -> Download:
    async with httpx.AsyncClient(
        transport=_CheckedTransport(terms.may_visit),
        headers=headers,
        timeout=httpx.Timeout(None, connect=terms.limits.seconds / 3),
        trust_env=False,
    ) as client:
        request = client.build_request("GET", url)
        moved_to, moved_for_good = "", True
        for _ in range(MAX_REDIRECTS + 1):
            _check_url(request.url)
            response = await client.send(request, stream=True)
            if response.next_request is None:
                return await _receive(response, moved_to, terms)
            await response.aclose()
            request = response.next_request
            if not terms.follow:
                raise RedirectError(str(request.url))
            moved_for_good = moved_for_good and response.status_code in _PERMANENT
            moved_to = str(request.url) if moved_for_good else moved_to
    raise Unreadable(TOO_MANY_REDIRECTS)


def _check_url(url: httpx.URL) -> None:
    if url.scheme not in ("http", "https") or not url.host:
        raise Unreadable("is not a web address that begins with http:// or https://")
    if url.port and url.port > 65535:
        raise Unreadable("is not a valid web address")
    if url.userinfo:
        raise Unreadable("holds a user name or password, which may not be sent")


async def _receive(response: httpx.Response, moved_to: str, terms: _Terms) -> Download:
    found = Download(response.url, response.status_code, dict(response.headers), b"", moved_to)
    if not found.is_success:
        return found
    if reason := terms.refuse(found.media_type):
        raise Unreadable(reason)
    return replace(found, content=await _content(response, terms.limits.megabytes * 1024 * 1024))


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


def status_words(code: int) -> str:
    """ "404 Not Found"."""
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

"""Fetching pages from a real server on loopback, friendly and hostile."""

import gzip
import io
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
from page_server import Answer, PageServer

from data.model import Entry, Skipped
from data.network import AddressRule, Limits, anywhere, is_public
from data.sandbox import Sandbox
from data.web import fetch_page, lasting_url

CASES = Path(__file__).parent / "cases"
PARAGRAPHS = "".join(
    f"<p>The council of Vesmark met about pier {number}; “we will close it,” said Ilse Morrow.</p>"
    for number in range(6)
)
PAGE = f"<html><head><title>Bridge to close</title></head><body><article>{PARAGRAPHS}</article></body></html>"
QUICK = Limits(seconds=0.7, megabytes=1)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as opened:
        yield opened


@pytest.fixture
def server() -> Iterator[PageServer]:
    with PageServer() as running:
        running.answers["/a"] = Answer(PAGE.encode())
        yield running


def cases(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CASES / name).read_text(encoding="utf-8").splitlines()]


def reason(url: str, sandbox: Sandbox, may_visit: AddressRule = anywhere, limits: Limits = QUICK) -> str:
    found = fetch_page(url, sandbox, may_visit=may_visit, limits=limits)
    assert isinstance(found, Skipped), found
    assert found.origin == url
    return found.reason


def fetched(url: str, sandbox: Sandbox, may_visit: AddressRule = anywhere) -> Entry:
    found = fetch_page(url, sandbox, may_visit=may_visit)
    assert isinstance(found, Entry), found
    return found


def test_a_page_becomes_an_article(server: PageServer, sandbox: Sandbox) -> None:
    head = '<meta property="og:site_name" content="Harbour Herald"><meta name="date" content="2019-03-05">'
    server.answers["/b?id=7&utm_source=x"] = Answer(PAGE.replace("<title>", f"{head}<title>").encode())
    found = fetched(server.url("/b?id=7&utm_source=x#top"), sandbox)
    assert (found.collection, found.article_id, found.url) == ("web", found.url, server.url("/b?id=7"))
    assert (found.title, found.source) == ("Bridge to close", "Harbour Herald")
    assert found.published is not None
    assert found.published.isoformat() == "2019-03-05T00:00:00+00:00"
    assert found.text.count("“we will close it,” said Ilse Morrow.") == 6
    (headers,) = server.asked
    assert headers["User-Agent"] == "Newsdesk/0.1 (+article reader)"


def test_the_host_is_the_source_when_the_page_names_none(server: PageServer, sandbox: Sandbox) -> None:
    assert fetched(server.url("/a"), sandbox).source == "127.0.0.1"


def test_the_name_goes_into_the_request_and_the_checked_address_is_visited(
    server: PageServer, sandbox: Sandbox
) -> None:
    checked: list[str] = []

    def only_ipv4(address: str) -> bool:
        checked.append(address)
        return True

    found = fetched(server.url("/a", host="localhost"), sandbox, only_ipv4)
    assert found.url == server.url("/a", host="localhost")
    assert "127.0.0.1" in checked
    assert server.asked[0]["Host"] == f"localhost:{server.port}"


@pytest.mark.parametrize(
    "case", cases("lasting_urls.jsonl"), ids=lambda case: case["final"] + case["canonical"]
)
def test_the_address_that_is_kept(case: dict[str, Any]) -> None:
    assert lasting_url(case["final"], case["canonical"]) == case["kept"]


# ---- addresses


@pytest.mark.parametrize("case", cases("addresses.jsonl"), ids=lambda case: case["address"])
def test_only_addresses_of_the_open_internet_are_public(case: dict[str, Any]) -> None:
    assert is_public(case["address"]) is case["public"]


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.1", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]"],
)
def test_private_addresses_are_refused_however_they_are_written(
    host: str, server: PageServer, sandbox: Sandbox
) -> None:
    assert reason(server.url("/a", host=host), sandbox, is_public).endswith(
        ", a private address, which may not be visited"
    )
    assert server.asked == []


def test_the_address_is_checked_again_on_each_redirect(server: PageServer, sandbox: Sandbox) -> None:
    with PageServer("127.0.0.2") as inner:
        inner.answers["/a"] = Answer(PAGE.encode())
        server.redirect("/to-inner", inner.url("/a", host="127.0.0.2"))
        expected = "is at 127.0.0.2, a private address, which may not be visited"
        assert reason(server.url("/to-inner"), sandbox, "127.0.0.1".__eq__) == expected
        assert inner.asked == []
        assert fetched(server.url("/to-inner"), sandbox).url == inner.url("/a", host="127.0.0.2")


# ---- redirects and addresses that are none


def test_five_redirects_are_followed_and_no_more(server: PageServer, sandbox: Sandbox) -> None:
    for number in range(6):
        server.redirect(f"/{number}", f"/{number + 1}")
    server.answers["/6"] = Answer(PAGE.encode())
    assert fetched(server.url("/1"), sandbox).url == server.url("/6")
    assert reason(server.url("/0"), sandbox) == "redirects more than 5 times"
    server.redirect("/loop", "/loop")
    assert reason(server.url("/loop"), sandbox) == "redirects more than 5 times"


NOT_WEB = "is not a web address that begins with http:// or https://"


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("file:///etc/passwd", NOT_WEB),
        ("ftp://127.0.0.1/a", NOT_WEB),
        ("gopher://127.0.0.1/a", NOT_WEB),
        ("javascript:alert(1)", "is not a valid web address"),
        ("data:text/html,hello", "is not a valid web address"),
        ("http://me:secret@127.0.0.1/a", "holds a user name or password, which may not be sent"),
        ("http://127.0.0.1:1/a", "could not be reached"),
        ("http://127.0.0.1:99999/a", "is not a valid web address"),
    ],
)
def test_redirects_may_not_leave_the_web(
    target: str, expected: str, server: PageServer, sandbox: Sandbox
) -> None:
    server.redirect("/r", target)
    assert reason(server.url("/r"), sandbox) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("", NOT_WEB),
        ("herald.example/a", NOT_WEB),
        ("/etc/passwd", NOT_WEB),
        ("file:///etc/passwd", NOT_WEB),
        ("http://", NOT_WEB),
        ("http:///a", NOT_WEB),
        ("http://[::1", "is not a valid web address"),
        ("http://a\x00b/", "is not a valid web address"),
        ("http://me@127.0.0.1/", "holds a user name or password, which may not be sent"),
        ("http://127.0.0.1:1/", "could not be reached"),
        ("https://127.0.0.1:1/", "could not be reached"),
        ("http://herald.invalid/", "could not be found: there is no host named herald.invalid"),
        (f"http://{'a' * 70}.example/", f"could not be found: there is no host named {'a' * 70}.example"),
    ],
)
def test_addresses_that_lead_nowhere(url: str, expected: str, sandbox: Sandbox) -> None:
    assert reason(url, sandbox) == expected


# ---- answers


HTML = {"Content-Type": "text/html"}
GZIP = {**HTML, "Content-Encoding": "gzip"}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer(status=404), "answered 404 Not Found"),
        (Answer(status=500), "answered 500 Internal Server Error"),
        (Answer(status=418 + 40), "answered 458"),
        (Answer(status=304), "answered 304 Not Modified"),
        (Answer(b"\x89PNG", headers={"Content-Type": "image/png"}), "is image/png, not a page with text"),
        (
            Answer(b"{}", headers={"Content-Type": "application/json"}),
            "is application/json, not a page with text",
        ),
        (Answer(b"", headers={"Content-Type": ""}), "is of no stated type, not a page with text"),
        (Answer(b""), "no article text was found"),
        (
            Answer(b"<html><body><nav>Home</nav>Log in to continue.</body></html>"),
            "no article text was found",
        ),
        (Answer(b"a" * 1024 * 1024 + b"b"), "is larger than 1 MB"),
        (Answer(gzip.compress(b"a" * 500_000_000, 9), headers=GZIP), "is larger than 1 MB"),
        (Answer(PAGE.encode(), headers=GZIP), "gave an answer that is not valid HTTP"),
        (
            Answer(b"x", headers={**HTML, "Content-Encoding": "br"}),
            "is compressed as br, which was not asked for",
        ),
        (Answer(b"abc", headers={**HTML, "Content-Length": "9"}), "gave an answer that is not valid HTTP"),
        (Answer(raw=b"SSH-2.0-OpenSSH_9.9\r\n"), "gave an answer that is not valid HTTP"),
        (Answer(raw=b"HTTP/1.1 200 OK\r\nX: " + b"a" * 300_000), "gave an answer that is not valid HTTP"),
        (
            Answer(b"%PDF-1.7 broken", headers={"Content-Type": "application/pdf"}),
            "is damaged or not what its name says",
        ),
    ],
)
def test_answers_without_an_article(
    answer: Answer, expected: str, server: PageServer, sandbox: Sandbox
) -> None:
    server.answers["/x"] = answer
    assert reason(server.url("/x"), sandbox, limits=Limits(seconds=20, megabytes=1)) == expected


@pytest.mark.parametrize(
    "answer",
    [
        Answer(PAGE.encode(), pause=0.05),
        Answer(raw=b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE.encode(), pause=0.05),
    ],
    ids=["body", "headers"],
)
def test_a_server_that_drips_is_left_in_time(answer: Answer, server: PageServer, sandbox: Sandbox) -> None:
    server.answers["/slow"] = answer
    start = time.monotonic()
    assert reason(server.url("/slow"), sandbox) == "did not arrive within 0.7 seconds"
    assert time.monotonic() - start < 3


def test_the_time_limit_counts_all_redirects_together(server: PageServer, sandbox: Sandbox) -> None:
    for number in range(5):
        location = f"HTTP/1.1 302 Found\r\nLocation: /{number + 1}\r\nContent-Length: 0\r\n\r\n"
        server.answers[f"/{number}"] = Answer(raw=location.encode(), pause=0.005)
    assert reason(server.url("/0"), sandbox) == "did not arrive within 0.7 seconds"


def test_a_compressed_page_is_unpacked(server: PageServer, sandbox: Sandbox) -> None:
    server.answers["/x"] = Answer(gzip.compress(PAGE.encode()), headers=GZIP)
    assert fetched(server.url("/x"), sandbox).title == "Bridge to close"


def test_plain_text_is_read_in_its_declared_charset(server: PageServer, sandbox: Sandbox) -> None:
    text = "Alder Bridge to close\n\nStarosta Vesmarku řekl, že most stojí, ale ještě dlouho stát nebude."
    headers = {"Content-Type": "Text/Plain; charset=iso-8859-2"}
    server.answers["/x.txt"] = Answer(text.encode("iso-8859-2"), headers=headers)
    found = fetched(server.url("/x.txt"), sandbox)
    assert (found.title, found.article_id) == ("Alder Bridge to close", server.url("/x.txt"))
    assert found.text.startswith("Starosta Vesmarku řekl")


def test_a_pdf_goes_to_the_same_parser_as_a_pdf_file(server: PageServer, sandbox: Sandbox) -> None:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    file = io.BytesIO()
    writer.write(file)
    server.answers["/x"] = Answer(file.getvalue(), headers={"Content-Type": "application/pdf"})
    assert reason(server.url("/x"), sandbox) == "has no text; a scanned PDF needs OCR first"

"""Visiting hosts as a guest: what robots.txt allows, one thing at a time, with pauses; full pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from feed_desks import Item, Reading, later, rss_answer
from page_server import Answer, PageServer

from data.model import Article
from data.network import RedirectError, anywhere
from data.politeness import PoliteVisitor
from data.sandbox import Sandbox, Unreadable

PARAGRAPHS = "".join(
    f"<p>The council of Vesmark met about pier number {n} in the old hall.</p>" for n in range(9)
)
PAGE = Answer(
    f"<html><head><title>Pier</title></head><body><article>{PARAGRAPHS}</article></body></html>".encode()
)
PLAIN = {"Content-Type": "text/plain"}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as opened:
        yield opened


@pytest.fixture
def pages() -> Iterator[PageServer]:
    with PageServer() as running:
        running.answers["/pier"] = PAGE
        yield running


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def visitor(clock: Clock) -> PoliteVisitor:
    return PoliteVisitor("Newsdesk/0.1 (+test)", anywhere, 1.0, lambda: clock.now, clock.sleep)


def test_requests_to_one_host_keep_their_distance(pages: PageServer) -> None:
    clock = Clock()
    guest = visitor(clock)
    visited = [guest.visit(pages.url(path), lambda url: url) for path in ("/a", "/b")]
    assert visited == [pages.url("/a"), pages.url("/b")]
    assert clock.slept == [1.0, 1.0]  # after robots.txt, and between the two
    assert pages.paths == ["/robots.txt"]
    assert pages.asked[0]["User-Agent"] == "Newsdesk/0.1 (+test)"


def test_a_longer_pause_that_robots_txt_asks_for_is_kept(pages: PageServer) -> None:
    pages.answers["/robots.txt"] = Answer(b"User-agent: *\nCrawl-delay: 7\n", headers=PLAIN)
    clock = Clock()
    visitor(clock).visit(pages.url("/a"), lambda url: url)
    assert clock.slept == [7.0]


@pytest.mark.parametrize(
    ("robots", "refusal"),
    [
        (Answer(b"User-agent: *\nDisallow: /private/\n", headers=PLAIN), "its robots.txt forbids it"),
        (Answer(b"User-agent: newsdesk\nDisallow: /\n", headers=PLAIN), "its robots.txt forbids it"),
        (Answer(status=503), "its host's robots.txt answered 503"),
        (Answer(b"x" * 2_000_000, headers=PLAIN), "its host's robots.txt is larger than 1 MB"),
    ],
)
def test_what_is_forbidden_is_not_fetched(pages: PageServer, robots: Answer, refusal: str) -> None:
    pages.answers["/robots.txt"] = robots
    with pytest.raises(Unreadable, match=refusal):
        visitor(Clock()).visit(pages.url("/private/a"), lambda url: pytest.fail("fetched"))


def test_where_there_is_no_robots_txt_all_is_allowed(pages: PageServer) -> None:
    assert visitor(Clock()).visit(pages.url("/private/a"), lambda url: True)


def test_a_teaser_is_replaced_by_the_text_of_its_page(
    pages: PageServer, tmp_path: Path, sandbox: Sandbox
) -> None:
    reading = Reading(tmp_path, sandbox, contact="https://desk.example")
    teaser = Item("1", "Pier to close", "The council of Vesmark met about the piers …", pages.url("/pier"))
    pages.answers["/feed"] = rss_answer(teaser)
    reading.add(pages.url("/feed"))
    reading.poll_once()
    (article,) = reading.articles()
    assert article.text.count("The council of Vesmark met about pier number") == 9
    assert (article.title, article.source, article.article_id) == ("Pier to close", "Harbour Herald", "1")
    assert pages.paths[-2:] == ["/robots.txt", "/pier"]
    assert all(one["User-Agent"] == "Newsdesk/0.1 (+https://desk.example)" for one in pages.asked)


def test_a_teaser_whose_page_may_not_be_fetched_is_taken_as_it_is(
    pages: PageServer, tmp_path: Path, sandbox: Sandbox
) -> None:
    pages.answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /\n", headers=PLAIN)
    reading = Reading(tmp_path, sandbox)
    teaser = Item("1", "Pier to close", "The council of Vesmark met about the piers …", pages.url("/pier"))
    pages.answers["/feed"] = rss_answer(teaser, later(teaser, guid="2", title="Nothing", text=""))
    reading.add(pages.url("/feed"))
    summary = reading.poll_once()
    assert [article.text for article in reading.articles()] == [teaser.text]
    assert "robots.txt forbids it" in summary.notices[0].remark
    assert "robots.txt forbids it" in summary.skipped[0].reason
    assert "/pier" not in pages.paths


def test_a_page_that_has_moved_is_fetched_where_its_new_host_allows_it(
    pages: PageServer, tmp_path: Path, sandbox: Sandbox
) -> None:
    with PageServer() as elsewhere:
        elsewhere.answers["/pier"] = PAGE
        elsewhere.answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /shut/\n", headers=PLAIN)
        pages.redirect("/open", elsewhere.url("/pier"))
        pages.redirect("/shut", elsewhere.url("/shut/pier"))
        reading = Reading(tmp_path, sandbox)
        teasers = [
            Item(name, f"Pier {name}", f"The council met about the {name} pier …", pages.url(f"/{name}"))
            for name in ("open", "shut")
        ]
        pages.answers["/feed"] = rss_answer(*teasers)
        reading.add(pages.url("/feed"))
        summary = reading.poll_once()
        assert elsewhere.paths == ["/robots.txt", "/pier"]
        assert [one.text.count("pier number") for one in sorted(reading.articles(), key=_id)] == [9, 0]
        assert "robots.txt forbids it" in summary.notices[0].remark


def test_a_page_that_redirects_for_ever_is_left_alone(pages: PageServer) -> None:
    def fetch(url: str) -> str:
        raise RedirectError(url)

    with pytest.raises(Unreadable, match="redirects more than 5 times"):
        visitor(Clock()).visit(pages.url("/a"), fetch)


def _id(article: Article) -> str:
    return article.article_id


def test_after_three_failing_pages_no_more_are_asked_for(
    pages: PageServer, tmp_path: Path, sandbox: Sandbox
) -> None:
    reading = Reading(tmp_path, sandbox)
    teasers = [
        Item(str(n), f"Pier {n}", f"The council met about pier number {n} …", pages.url(f"/missing/{n}"))
        for n in range(8)
    ]
    pages.answers["/feed"] = rss_answer(*teasers)
    reading.add(pages.url("/feed"))
    assert reading.poll_once().added == 8
    assert sum(path.startswith("/missing/") for path in pages.paths) == 3

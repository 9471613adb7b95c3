"""`run_bot.py feeds …` against a real server on loopback, and what `status` says of feeds that fail."""

import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import CommandLine
from feed_desks import Item, rss_answer, whole_text
from page_server import Answer, PageServer

from bot import wording_feeds as wording

QUAY = Item("1", "Quay to be mended", whole_text("quay"), "https://harbourherald.example/quay")
NAMES_A_FEED = Answer(
    b'<html><head><link rel="alternate" type="application/rss+xml" href="/rss"></head></html>'
)


@pytest.fixture
def pages() -> Iterator[PageServer]:
    """A site whose front page names its feed."""
    with PageServer() as running:
        running.answers["/"] = NAMES_A_FEED
        running.answers["/rss"] = rss_answer(QUAY)
        yield running


@pytest.fixture
def feeds(command: CommandLine, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """The command line, allowed to visit loopback."""
    monkeypatch.setenv("NEWSDESK_ALLOW_PRIVATE_ADDRESSES", "true")
    return command


@pytest.fixture
def followed(feeds: CommandLine, pages: PageServer) -> CommandLine:
    """The command line over a home that follows the site's feed."""
    assert feeds("feeds", "add", pages.url("/")).code == 0
    return feeds


# Adding and removing


def test_a_site_that_names_a_feed_is_added_and_read(feeds: CommandLine, pages: PageServer) -> None:
    run = feeds("feeds", "add", pages.url("/"))
    assert (run.code, run.out) == (0, "")
    assert run.err.startswith(f"I read Harbour Herald from now on ({pages.url('/rss')}).")
    assert run.err.endswith("Harbour Herald: 1 added, 0 updated, 0 unchanged\n")
    assert feeds("articles", "list").out.endswith("  Harbour Herald  Quay to be mended\n")


@pytest.mark.parametrize(
    ("given", "name"),
    [
        (("Example", "News"), "Example News"),
        (("Example News",), "Example News"),
        (("  ",), "Harbour Herald"),
    ],
)
def test_a_feed_may_be_given_a_name_of_several_words(
    feeds: CommandLine, pages: PageServer, given: tuple[str, ...], name: str
) -> None:
    assert feeds("feeds", "add", pages.url("/rss"), *given).code == 0
    assert feeds("feeds", "list").out == f"I read 1 feed:\n\n{name} – well\n"


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("/about", "is a page that names no feed; give the address of the feed itself."),
        ("/missing", "answered 404 Not Found."),
    ],
)
def test_a_site_without_a_feed_is_refused_in_one_sentence(
    feeds: CommandLine, pages: PageServer, path: str, problem: str
) -> None:
    pages.answers["/about"] = Answer(b"<html><body><p>About us.</p></body></html>")
    run = feeds("feeds", "add", pages.url(path))
    assert (run.code, run.out, run.err) == (1, "", f"{pages.url(path)} {problem}\n")
    assert feeds("feeds", "list").out.startswith("No feeds are read yet.")


@pytest.mark.parametrize(
    "address", ["", "harbour herald", "ftp://harbourherald.example/rss", "http://127.0.0.1:1/rss"]
)
def test_an_address_that_leads_nowhere_is_refused_in_one_sentence(feeds: CommandLine, address: str) -> None:
    run = feeds("feeds", "add", address)
    assert (run.code, run.out) == (1, "")
    assert len(run.err.splitlines()) == 1


def test_a_feed_that_is_added_twice_is_said_to_be_there(followed: CommandLine, pages: PageServer) -> None:
    run = followed("feeds", "add", pages.url("/rss"), "Another name")
    assert run.code == 1
    assert run.err == f"{pages.url('/rss')} is followed already, as Harbour Herald.\n"
    assert followed("feeds", "add", pages.url("/rss#latest")).err == run.err
    assert followed("feeds", "list").out == "I read 1 feed:\n\nHarbour Herald – well\n"


def test_reading_one_feed_fails_where_the_feed_does(
    feeds: CommandLine, pages: PageServer, tmp_path: Path
) -> None:
    (tmp_path / "list.opml").write_text(opml(pages.url("/later")), "utf-8")
    assert feeds("feeds", "import", "list.opml").code == 0
    run = feeds("feeds", "poll", "Harbour")
    assert (run.code, run.err) == (1, "Harbour Herald: answered 404 Not Found\n")
    pages.answers["/later"] = rss_answer(QUAY)
    assert feeds("feeds", "poll", "Harbour").code == 0


def test_a_removed_feed_is_gone_and_its_articles_stay(followed: CommandLine) -> None:
    run = followed("feeds", "remove", "harbour")
    assert (run.code, run.out) == (0, "")
    sentence, _, remedy = run.err.rstrip().partition("; to take them away: python run_bot.py ")
    assert sentence == "I no longer read Harbour Herald. Its articles stay"
    assert followed("feeds", "list").out.startswith("No feeds are read yet.")
    assert "Quay to be mended" in followed("articles", "list").out
    assert followed(*shlex.split(remedy)).err == "Removed 1 article.\n"


@pytest.mark.parametrize("verb", ["remove", "show", "poll"])
def test_a_name_that_no_feed_has_fails(followed: CommandLine, verb: str) -> None:
    run = followed("feeds", verb, "Radio", "Orrevane")
    assert (run.code, run.out) == (1, "")
    assert run.err == (
        "There is no feed called “Radio Orrevane”. This lists those there are: python run_bot.py feeds list\n"
    )


def test_the_command_line_names_its_own_commands(feeds: CommandLine, tmp_path: Path) -> None:
    assert feeds("feeds", "list").out.endswith("This adds one: python run_bot.py feeds add ADDRESS\n")
    (tmp_path / "list.opml").write_text(opml("https://harbourherald.example/rss"), "utf-8")
    assert "/feeds" not in feeds("feeds", "import", "list.opml").err


# Reading


def test_where_nothing_is_due_that_is_said(feeds: CommandLine, pages: PageServer) -> None:
    assert feeds("feeds", "poll").err.startswith("No feeds are read yet.")
    feeds("feeds", "add", pages.url("/rss"))
    run = feeds("feeds", "poll")
    assert (run.code, run.err) == (0, f"{wording.NONE_DUE}\n")
    assert feeds("feeds", "poll", "--all").err == "Harbour Herald: nothing new\n"


def test_a_dead_feed_is_told_of_once_where_no_administrator_hears_of_it(
    followed: CommandLine, pages: PageServer
) -> None:
    pages.answers["/rss"] = Answer(status=410)
    failed = "Harbour Herald: answered 410 Gone\n"
    notice = "The feed Harbour Herald can’t be read any more: it answered 410 Gone."
    what_to_do = " I keep trying once a day. python run_bot.py feeds remove Harbour Herald ends that.\n"
    assert followed("feeds", "poll", "--all").err == failed + notice + what_to_do
    assert followed("feeds", "poll", "--all").err == failed


def test_a_dead_feed_is_left_to_the_bot_to_tell_of_where_there_are_administrators(
    followed: CommandLine, pages: PageServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSDESK_ADMINISTRATORS", "7")
    pages.answers["/rss"] = Answer(status=410)
    for _ in range(2):
        assert "can’t be read any more" in followed("feeds", "poll", "--all").err


# Lists of feeds


def opml(url: str, title: str = "Harbour Herald") -> str:
    return f'<opml version="2.0"><body><outline type="rss" text="{title}" xmlUrl="{url}"/></body></opml>'


def test_an_exported_list_is_imported_elsewhere_under_the_same_names(
    feeds: CommandLine, pages: PageServer, tmp_path: Path
) -> None:
    assert feeds("feeds", "add", pages.url("/rss"), 'Tide & “Time” <of "Kelmhaven">').code == 0
    exported = feeds("feeds", "export")
    assert exported.code == 0
    (tmp_path / "list.opml").write_text(exported.out, "utf-8")
    other = ("--home", str(tmp_path / "other"))
    run = feeds("feeds", "import", "list.opml", *other)
    assert (run.code, run.out) == (0, "")
    assert run.err.startswith("I read 1 more feed from now on.")
    assert run.err.endswith(f"{wording.HOW_TO_READ_NOW}\n")
    assert 'Tide & “Time” <of "Kelmhaven"> – not read yet' in feeds("feeds", "list", *other).out
    polled = feeds("feeds", "poll", *other)
    assert polled.err == 'Tide & “Time” <of "Kelmhaven">: 1 added, 0 updated, 0 unchanged\n'


def test_a_list_of_feeds_that_are_followed_has_nothing_new(followed: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "list.opml").write_text(followed("feeds", "export").out, "utf-8")
    run = followed("feeds", "import", "list.opml")
    assert (run.code, run.err) == (0, "The list has nothing new: I read its 1 feed already.\n")


def test_a_feed_that_a_list_gives_no_title_is_called_after_its_host(
    feeds: CommandLine, pages: PageServer, tmp_path: Path
) -> None:
    (tmp_path / "list.opml").write_text(opml(pages.url("/rss"), "  "), "utf-8")
    assert feeds("feeds", "import", "list.opml").code == 0
    assert f"127.0.0.1:{pages.port} – not read yet" in feeds("feeds", "list").out


@pytest.mark.parametrize(
    ("name", "code", "problem"),
    [("broken.opml", 1, "That file is not an OPML file"), ("missing.opml", 2, "cannot be read")],
)
def test_a_list_that_cannot_be_read_changes_nothing(
    followed: CommandLine, tmp_path: Path, name: str, code: int, problem: str
) -> None:
    (tmp_path / "broken.opml").write_text("<opml", "utf-8")
    run = followed("feeds", "import", name)
    assert run.code == code
    assert problem in run.err
    assert followed("feeds", "list").out.startswith("I read 1 feed:")


# What an administrator sees without looking for it


def test_the_status_of_feeds_that_fare_well_is_one_line(followed: CommandLine) -> None:
    lines = followed("status").out.splitlines()
    assert "feeds        1 followed, none failing" in lines
    assert lines[-1] == "        1  feed:Harbour Herald"


def test_the_status_ends_with_the_feeds_that_fail(followed: CommandLine, pages: PageServer) -> None:
    pages.answers["/rss"] = Answer(status=500)
    followed("feeds", "poll", "--all")
    lines = followed("status").out.splitlines()
    assert "feeds        1 followed, 1 failing" in lines
    heading, feed, what_to_do = lines[-3:]
    assert heading == "1 of 1 feed can’t be read:"
    assert feed.startswith("Harbour Herald – failing since ")
    assert feed.endswith(": answered 500 Internal Server Error")
    assert "`python run_bot.py feeds list`" in what_to_do


def test_the_status_survives_a_list_of_feeds_that_is_damaged(feeds: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "feeds.db").write_bytes(b"no database " * 100)
    run = feeds("status")
    assert run.code == 0
    assert "feeds        The list of feeds in " in run.out

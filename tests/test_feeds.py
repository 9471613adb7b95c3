"""Following feeds of a real server on loopback: those that behave, and those that do not."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from feed_desks import NOON, RSS, Item, Reading, later, rss, rss_answer, whole_text
from page_server import Answer, PageServer

from bot.wording_feeds import imported
from data.feed_parsing import begins_as_feed
from data.feed_state import NoticeKind
from data.feeds import FeedError, Imported
from data.sandbox import Sandbox

QUAY = Item("1", "Quay to be mended", whole_text("quay"), "https://harbourherald.example/quay")
CRANE = Item("2", "Crane sold", whole_text("crane"), "https://harbourherald.example/crane")
BUOY = Item("3", "Buoy adrift", whole_text("buoy"), "https://harbourherald.example/buoy")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as opened:
        yield opened


@pytest.fixture
def pages() -> Iterator[PageServer]:
    with PageServer() as running:
        yield running


@pytest.fixture
def reading(tmp_path: Path, sandbox: Sandbox) -> Reading:
    return Reading(tmp_path / "home", sandbox)


@pytest.fixture
def followed(pages: PageServer, reading: Reading) -> Reading:
    """A feed of two items that was read once."""
    pages.answers["/feed"] = rss_answer(CRANE, QUAY)
    reading.add(pages.url("/feed"))
    assert reading.poll_once().added == 2
    return reading


def test_items_become_articles_oldest_first(followed: Reading) -> None:
    first, second = followed.articles()
    assert (first.title, second.title) == ("Quay to be mended", "Crane sold")
    assert (first.collection, first.article_id) == ("feed:Harbour Herald", "1")
    assert (first.source, first.url) == ("Harbour Herald", "https://harbourherald.example/quay")
    assert first.text == QUAY.text
    assert first.published == QUAY.published


def test_what_has_not_changed_is_not_sent_again(pages: PageServer, reading: Reading) -> None:
    pages.answers["/feed"] = rss_answer(QUAY, ETag='"one"')
    reading.add(pages.url("/feed"))
    reading.poll_once()
    pages.asked.clear()
    assert reading.poll_once().seen == 0
    assert pages.asked[0]["If-None-Match"] == '"one"'


def test_a_date_of_change_is_given_back_too(pages: PageServer, reading: Reading) -> None:
    changed = "Mon, 04 May 2026 10:00:00 GMT"
    pages.answers["/feed"] = rss_answer(QUAY, **{"Last-Modified": changed})
    reading.add(pages.url("/feed"))
    reading.poll_once()
    reading.poll_once()
    assert pages.asked[-1]["If-Modified-Since"] == changed


def test_new_items_are_added_and_changed_ones_updated(pages: PageServer, followed: Reading) -> None:
    mended = later(QUAY, text=QUAY.text + " The work has begun.")
    pages.answers["/feed"] = rss_answer(BUOY, CRANE, mended)
    summary = followed.poll_once()
    assert (summary.added, summary.updated, summary.unchanged) == (1, 1, 0)
    assert followed.articles()[0].text == mended.text


def test_a_restart_finds_nothing_new(followed: Reading, sandbox: Sandbox) -> None:
    home = followed.desk.settings.home
    followed.store.close()
    again = Reading(home, sandbox)
    assert again.poll_once().seen == 0
    assert len(again.articles()) == 2


def test_an_article_that_could_not_be_stored_is_offered_again(pages: PageServer, followed: Reading) -> None:
    pages.answers["/feed"] = rss_answer(BUOY, CRANE, QUAY)
    with followed.feeds() as feeds:

        def fail(*given: object) -> None:
            raise OSError("no space left on device")

        with pytest.raises(OSError, match="no space"):
            list(feeds.poll(fail, due=False))
    assert followed.poll_once().added == 1
    assert followed.titles() == ["Quay to be mended", "Crane sold", "Buoy adrift"]


# Feeds that lie


def test_items_that_share_an_id_stay_apart(pages: PageServer, reading: Reading) -> None:
    pages.answers["/feed"] = rss_answer(later(BUOY, guid="x"), later(CRANE, guid="x"), later(QUAY, guid="x"))
    reading.add(pages.url("/feed"))
    assert reading.poll_once().added == 3
    assert {article.article_id for article in reading.articles()} == {QUAY.link, CRANE.link, BUOY.link}
    assert reading.poll_once().seen == 0


def test_a_date_in_the_future_is_taken_for_now(pages: PageServer, reading: Reading) -> None:
    pages.answers["/feed"] = rss_answer(later(QUAY, published=NOON + timedelta(days=700)))
    reading.add(pages.url("/feed"))
    reading.poll_once()
    assert reading.articles()[0].published == NOON


def test_a_date_that_moves_changes_nothing(pages: PageServer, followed: Reading) -> None:
    pages.answers["/feed"] = rss_answer(CRANE, later(QUAY, published=NOON))
    assert followed.poll_once().seen == 0
    assert followed.articles()[0].published == QUAY.published


def test_the_first_of_all_days_is_no_date(pages: PageServer, reading: Reading) -> None:
    epoch = NOON.replace(year=1970, month=1, day=1, hour=0)
    pages.answers["/feed"] = rss_answer(later(QUAY, published=epoch))
    reading.add(pages.url("/feed"))
    reading.poll_once()
    assert reading.articles()[0].published is None


def test_an_item_without_a_link_or_with_a_broken_one_has_none(pages: PageServer, reading: Reading) -> None:
    pages.answers["/feed"] = rss_answer(later(QUAY, link=""), later(CRANE, link="http://[half"))
    reading.add(pages.url("/feed"))
    assert reading.poll_once().added == 2
    assert [article.url for article in reading.articles()] == ["", ""]


# What is news


class Announced:
    """Keeps which articles were stored as news."""

    def __init__(self, reading: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
        self.titles: list[str] = []
        save = reading.store.save

        def saving(batch, encoder, now):  # type: ignore[no-untyped-def]
            self.titles += [one.entry.title for one in batch if one.is_news]
            return save(batch, encoder, now)

        monkeypatch.setattr(reading.store, "save", saving)


def test_a_first_poll_fills_the_archive_and_later_items_are_news(
    pages: PageServer, reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    announced = Announced(reading, monkeypatch)
    pages.answers["/feed"] = rss_answer(CRANE, QUAY)
    reading.add(pages.url("/feed"))
    reading.poll_once()
    assert announced.titles == []
    pages.answers["/feed"] = rss_answer(BUOY, CRANE, QUAY)
    reading.poll_once()
    assert announced.titles == ["Buoy adrift"]


def test_an_old_item_that_turns_up_late_is_no_news(
    pages: PageServer, followed: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    announced = Announced(followed, monkeypatch)
    pages.answers["/feed"] = rss_answer(later(BUOY, published=NOON - timedelta(days=40)), CRANE, QUAY)
    followed.poll_once()
    assert announced.titles == []


def test_what_came_while_the_bot_was_off_is_news(
    pages: PageServer, followed: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    announced = Announced(followed, monkeypatch)
    followed.now = NOON + timedelta(days=9)
    pages.answers["/feed"] = rss_answer(later(BUOY, published=NOON + timedelta(days=1)), CRANE, QUAY)
    followed.poll_once()
    assert announced.titles == ["Buoy adrift"]


# Failures


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (Answer(status=500), "answered 500 Internal Server Error"),
        (Answer(b"<rss><channel><title>Half", headers=RSS), "is not a feed that can be read"),
        (Answer(b"hello there", headers=RSS), "is not a feed that can be read"),
        (Answer(b'{"version": "https://jsonfeed.org/version/1.1", "items', headers=RSS), "is not a feed"),
        (Answer(b"x" * 11_000_000, headers=RSS), "is larger than 10 MB"),
        (
            Answer(gzip.compress(b"\0" * 60_000_000), headers={"Content-Encoding": "gzip", **RSS}),
            "is larger than 10 MB",
        ),
    ],
    ids=["server error", "cut off", "no feed", "half of JSON", "too large", "gzip bomb"],
)
def test_a_feed_that_cannot_be_read_costs_nothing_and_says_why(
    pages: PageServer, followed: Reading, answer: Answer, problem: str
) -> None:
    pages.answers["/feed"] = answer
    assert followed.problem().startswith(problem)
    assert len(followed.articles()) == 2
    pages.answers["/feed"] = rss_answer(BUOY, CRANE, QUAY)
    assert followed.poll_once().added == 1


def test_a_flaw_in_the_markup_does_not_cost_the_items(pages: PageServer, reading: Reading) -> None:
    flawed = rss([QUAY]).replace(b"Harbour Herald", b"Harbour & Herald")
    pages.answers["/feed"] = Answer(flawed, headers=RSS)
    reading.add(pages.url("/feed"))
    assert reading.poll_once().added == 1


def test_a_failing_feed_is_asked_less_and_less_often(pages: PageServer, followed: Reading) -> None:
    pages.answers["/feed"] = Answer(status=500)
    waits = []
    for _ in range(9):
        followed.poll()
        with followed.feeds() as feeds:
            (feed,) = feeds.all()
        assert feed.next_try is not None
        waits.append(feed.next_try - followed.now)
        followed.now = feed.next_try
    assert waits == sorted(waits)
    assert timedelta(minutes=15) <= waits[0] <= timedelta(minutes=30)
    assert timedelta(hours=23) < waits[-1] <= timedelta(hours=25)


def test_a_feed_that_recovers_is_asked_as_often_as_before(pages: PageServer, followed: Reading) -> None:
    pages.answers["/feed"] = Answer(status=500)
    for _ in range(6):
        followed.poll()
    pages.answers["/feed"] = rss_answer(CRANE, QUAY)
    followed.poll_once()
    with followed.feeds() as feeds:
        (feed,) = feeds.all()
    assert feed.state.failures == 0
    assert feed.next_try is not None
    assert feed.next_try - followed.now <= timedelta(minutes=15)


def test_a_feed_that_is_not_due_is_left_alone(pages: PageServer, followed: Reading) -> None:
    pages.asked.clear()
    assert followed.poll(due=True) == []
    followed.now = NOON + timedelta(minutes=16)
    assert len(followed.poll(due=True)) == 1
    assert len(pages.asked) == 1


def test_a_server_that_asks_for_a_pause_gets_it_but_no_longer_than_a_day(
    pages: PageServer, followed: Reading
) -> None:
    pages.answers["/feed"] = Answer(status=429, headers={"Retry-After": "7200"})
    assert followed.problem() == "answered 429 Too Many Requests"
    with followed.feeds() as feeds:
        (feed,) = feeds.all()
    assert feed.next_try is not None
    assert timedelta(hours=2) <= feed.next_try - NOON <= timedelta(hours=2, minutes=15)
    pages.answers["/feed"] = rss_answer(CRANE, QUAY, **{"Cache-Control": "max-age=31536000"})
    followed.poll_once()
    with followed.feeds() as feeds:
        (feed,) = feeds.all()
    assert feed.next_try is not None
    assert feed.next_try - NOON <= timedelta(hours=24, minutes=15)


def test_a_dead_feed_is_told_of_once(pages: PageServer, followed: Reading) -> None:
    pages.answers["/feed"] = Answer(status=404)
    for day in range(12):
        followed.now = NOON + timedelta(days=day)
        followed.poll()
    with followed.feeds() as feeds:
        (notice,) = feeds.notices()
        assert (notice.name, notice.kind) == ("Harbour Herald", NoticeKind.DIED)
        assert notice.words == "answered 404 Not Found"
        feeds.mark_told()
    followed.now += timedelta(days=3)
    followed.poll()
    with followed.feeds() as feeds:
        assert feeds.notices() == []
        (feed,) = feeds.all()
        assert feed.last_success == NOON


def test_a_feed_that_says_it_is_gone_is_told_of_at_once(pages: PageServer, followed: Reading) -> None:
    pages.answers["/feed"] = Answer(status=410)
    followed.poll()
    with followed.feeds() as feeds:
        assert [notice.kind for notice in feeds.notices()] == [NoticeKind.DIED]


# Redirects


def test_a_passing_redirect_is_followed_and_forgotten(pages: PageServer, followed: Reading) -> None:
    pages.redirect("/feed", pages.url("/elsewhere"))
    pages.answers["/elsewhere"] = rss_answer(BUOY, CRANE, QUAY)
    assert followed.poll_once().added == 1
    with followed.feeds() as feeds:
        assert [feed.url for feed in feeds.all()] == [pages.url("/feed")]
        assert feeds.notices() == []


def test_a_permanent_redirect_is_followed_for_good_and_told_of_once(
    pages: PageServer, followed: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages.answers["/feed"] = Answer(status=301, headers={"Location": "/new"})
    pages.answers["/new"] = rss_answer(CRANE, QUAY)
    assert followed.poll_once().seen == 0
    with followed.feeds() as feeds:
        (feed,) = feeds.all()
        assert (feed.name, feed.url) == ("Harbour Herald", pages.url("/new"))
        (notice,) = feeds.notices()
        assert (notice.kind, notice.words) == (NoticeKind.MOVED, pages.url("/new"))
        feeds.mark_told()
    announced = Announced(followed, monkeypatch)
    pages.answers["/new"] = rss_answer(BUOY, CRANE, QUAY)
    followed.poll_once()
    assert announced.titles == ["Buoy adrift"]
    with followed.feeds() as feeds:
        assert feeds.notices() == []


def test_a_permanent_redirect_to_what_is_no_feed_is_not_kept(pages: PageServer, followed: Reading) -> None:
    pages.answers["/feed"] = Answer(status=301, headers={"Location": "/parked"})
    pages.answers["/parked"] = Answer(b"<html><body>This domain is for sale</body></html>")
    followed.problem()
    with followed.feeds() as feeds:
        assert [feed.url for feed in feeds.all()] == [pages.url("/feed")]


def test_a_redirect_into_a_private_network_is_refused(
    pages: PageServer, tmp_path: Path, sandbox: Sandbox
) -> None:
    reading = Reading(tmp_path / "home", sandbox)
    careful = reading.desk.settings.model_copy(update={"allow_private_addresses": False})
    object.__setattr__(reading.desk, "settings", careful)
    with reading.feeds() as feeds, pytest.raises(FeedError, match="a private address"):
        feeds.add(pages.url("/feed"))
    assert pages.asked == []


# Adding


def test_a_feed_is_found_from_the_address_of_a_page(pages: PageServer, reading: Reading) -> None:
    pages.answers["/"] = Answer(
        b'<html><head><link rel="alternate" type="application/rss+xml" href="news/rss"></head></html>'
    )
    pages.answers["/news/rss"] = rss_answer(QUAY)
    reading.add(pages.url("/"))
    with reading.feeds() as feeds:
        assert [feed.url for feed in feeds.all()] == [pages.url("/news/rss")]


def test_of_the_feeds_that_a_page_names_the_first_that_can_be_read_is_taken(
    pages: PageServer, reading: Reading
) -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="{}">'
    pages.answers["/"] = Answer(f"<head>{link.format('/old')}{link.format('/rss')}</head>".encode())
    pages.answers["/rss"] = rss_answer(QUAY)
    reading.add(pages.url("/"))
    with reading.feeds() as feeds:
        assert [feed.url for feed in feeds.all()] == [pages.url("/rss")]
    del pages.answers["/rss"]
    with pytest.raises(FeedError, match="/old answered 404 Not Found"):
        reading.add(pages.url("/"))


def test_a_page_of_xml_is_a_page(pages: PageServer, reading: Reading) -> None:
    pages.answers["/"] = Answer(
        b'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><head>'
        b'<link rel="alternate" type="application/rss+xml" href="/feed"/></head><body></body></html>',
        headers={"Content-Type": "application/xhtml+xml"},
    )
    pages.answers["/feed"] = rss_answer(QUAY)
    reading.add(pages.url("/"))
    with reading.feeds() as feeds:
        assert [feed.url for feed in feeds.all()] == [pages.url("/feed")]


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + rss([QUAY]),
        rss([QUAY]).partition(b"?>")[2],
        rss([QUAY]).replace(b"?>", b"?>\n<!-- from our press -->\n<?xml-stylesheet href='feed.xsl'?>\n"),
        rss([QUAY]).replace(b"?>", b"?><!DOCTYPE rss [<!ENTITY nbsp '&#160;'><!ENTITY copy '&#169;'>]>"),
        b'{"version": "https://jsonfeed.org/version/1.1", "title": "Harbour Herald", "items": []}',
    ],
    ids=["a mark of byte order", "no declaration", "a comment and a style sheet", "entities", "JSON"],
)
def test_a_feed_that_is_served_as_a_page_is_a_feed(
    pages: PageServer, reading: Reading, content: bytes
) -> None:
    pages.answers["/feed"] = Answer(content)
    reading.add(pages.url("/feed"))
    with reading.feeds() as feeds:
        assert [feed.name for feed in feeds.all()] == ["Harbour Herald"]


def test_a_page_made_to_be_read_in_many_ways_is_read_in_one() -> None:
    assert not begins_as_feed(b"<!---->" * 100_000 + b"<html>")
    assert not begins_as_feed(b"<!--" * 100_000)
    assert not begins_as_feed(b"<!DOCTYPE html" + b"[]" * 100_000)


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("/missing", "/missing answered 404 Not Found."),
        ("/page", "/page is a page that names no feed"),
        ("/outdated", "/gone answered 410 Gone."),
    ],
)
def test_what_is_no_feed_is_not_added(pages: PageServer, reading: Reading, path: str, problem: str) -> None:
    pages.answers["/page"] = Answer(b"<html><body><p>Nothing here.</p></body></html>")
    pages.answers["/outdated"] = Answer(
        b'<html><head><link rel="alternate" type="application/rss+xml" href="/gone"></head></html>'
    )
    pages.answers["/gone"] = Answer(status=410)
    with reading.feeds() as feeds:
        with pytest.raises(FeedError, match=problem):
            feeds.add(pages.url(path))
        assert feeds.all() == []


def test_a_feed_is_followed_once(pages: PageServer, followed: Reading) -> None:
    with followed.feeds() as feeds, pytest.raises(FeedError, match="is followed already, as Harbour Herald"):
        feeds.add(pages.url("/feed"), "Another name")


def test_two_feeds_of_one_title_get_names_of_their_own(pages: PageServer, followed: Reading) -> None:
    pages.answers["/second"] = rss_answer(BUOY)
    followed.add(pages.url("/second"))
    with followed.feeds() as feeds:
        assert [feed.name for feed in feeds.all()] == ["Harbour Herald", "Harbour Herald (2)"]
        assert feeds.find("harbour HERALD").url == pages.url("/feed")


def test_a_feed_that_is_added_while_others_are_read_loses_nothing(
    pages: PageServer, followed: Reading
) -> None:
    pages.answers["/second"] = rss_answer(BUOY)
    asked = count(1)

    def now() -> datetime:
        if next(asked) == 2:  # first when the feeds are listed, then when it is seen which are to be read
            followed.add(pages.url("/second"), "Radio Orrevane")
        return followed.now

    desk = replace(followed.desk, now=now)
    with desk.open_feeds() as feeds:
        list(desk.poll(feeds, due=False))
    followed.poll()
    (buoy,) = [article for article in followed.articles() if article.title == "Buoy adrift"]
    assert (buoy.source, buoy.collection) == ("Radio Orrevane", "feed:Radio Orrevane")


def test_a_feed_is_not_read_before_it_has_its_name(pages: PageServer, followed: Reading) -> None:
    pages.answers["/second"] = rss_answer(BUOY)
    with followed.feeds() as feeds:
        feeds._reader.add_feed(pages.url("/second"))  # as far as a process came that was killed
    followed.poll()
    assert len(followed.articles()) == 2
    followed.add(pages.url("/second"), "Radio Orrevane")
    followed.poll()
    assert followed.articles()[-1].source == "Radio Orrevane"


def test_a_removed_feed_leaves_its_articles(pages: PageServer, followed: Reading) -> None:
    with followed.feeds() as feeds:
        feeds.remove(feeds.find("harb"))
        assert feeds.all() == []
        with pytest.raises(FeedError, match="There is no feed called “harb”"):
            feeds.find("harb")
    assert len(followed.articles()) == 2
    followed.add(pages.url("/feed"))
    assert followed.poll_once().unchanged == 2


# Formats


def test_atom_and_its_relative_links(pages: PageServer, reading: Reading) -> None:
    pages.answers["/news/atom"] = Answer(
        f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Radio Orrevane</title><id>urn:r</id>
        <entry><id>urn:r:1</id><title>Quay</title><link href="../quay?a=1&amp;b=2"/>
        <updated>2026-05-04T08:00:00Z</updated><author><name>Oona Fairlie</name></author>
        <content type="html">&lt;p&gt;{whole_text("quay")}&lt;/p&gt;&lt;p&gt;More.&lt;/p&gt;</content>
        </entry></feed>""".encode(),
        headers={"Content-Type": "application/atom+xml"},
    )
    reading.add(pages.url("/news/atom"))
    reading.poll_once()
    (article,) = reading.articles()
    assert (article.url, article.author) == (pages.url("/quay?a=1&b=2"), "Oona Fairlie")
    assert article.text.endswith("by autumn.\n\nMore.")


def test_json_feed_and_its_relative_links(pages: PageServer, reading: Reading) -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Radio Orrevane",
        "items": [
            {"id": 7, "url": "/quay", "title": "Quay", "content_text": whole_text("quay") + "\n\n1 < 2"},
        ],
    }
    pages.answers["/feed.json"] = Answer(json.dumps(feed).encode(), headers={"Content-Type": "text/plain"})
    reading.add(pages.url("/feed.json"))
    reading.poll_once()
    (article,) = reading.articles()
    assert (article.article_id, article.url) == ("7", pages.url("/quay"))
    assert article.text.endswith("1 < 2")


def test_a_feed_comes_back_from_opml_under_its_name(
    pages: PageServer, followed: Reading, tmp_path: Path, sandbox: Sandbox
) -> None:
    with followed.feeds() as feeds:
        exported = feeds.export_opml()
        assert feeds.import_opml(exported) == Imported((), 1)
    other = Reading(tmp_path / "other", sandbox)
    with other.feeds() as feeds:
        taken = feeds.import_opml(exported)
        assert ([feed.name for feed in taken.added], taken.known) == (["Harbour Herald"], 0)
    assert other.poll_once().added == 2


def test_a_list_is_read_whichever_program_wrote_it(reading: Reading) -> None:
    content = b"""<?xml version="1.0" encoding="utf8"?><!-- mine --><OPML version="1.1"><head/><body>
        <outline text="Coast"><outline text="Harbour Herald" xmlUrl="https://harbourherald.example/rss"/></outline>
        <outline type="atom" title="Radio Orrevane" XMLURL="https://orrevane.example/atom"/>
        <outline type="rss" title="" text="Tide Tables" xmlUrl="https://tides.example/rss" htmlUrl="/"/>
        <outline type="link" text="A page" url="https://kelmhaven.example/"/></body></OPML>"""
    with reading.feeds() as feeds:
        taken = feeds.import_opml(content)
    assert [feed.name for feed in taken.added] == ["Harbour Herald", "Radio Orrevane", "Tide Tables"]
    assert (taken.known, taken.unusable) == (0, ())


def test_an_entry_of_a_list_without_an_address_is_named(reading: Reading) -> None:
    content = b"""<opml version="2.0"><body><outline text="Coast">
        <outline type="rss" text="Harbour Herald" xmlUrl="https://harbourherald.example/rss#top"/>
        <outline type="rss" text="The same" xmlUrl="https://harbourherald.example/rss"/>
        <outline type="rss" text="Radio Orrevane" xmlUrl="radio orrevane"/>
        <outline type="rss" text="Tide Tables"/>
        <outline type="rss" xmlUrl="ftp://tides.example/rss"/></outline></body></opml>"""
    with reading.feeds() as feeds:
        taken = feeds.import_opml(content)
    assert [feed.url for feed in taken.added] == ["https://harbourherald.example/rss"]
    assert taken.known == 1
    assert taken.unusable == ("Radio Orrevane", "Tide Tables", "ftp://tides.example/rss")
    assert imported(taken, "").endswith(
        "\n3 entries I left out, without an address that begins with http:// or https://: "
        "“Radio Orrevane”, “Tide Tables”, “ftp://tides.example/rss”."
    )


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is not an OPML file"),
        (b"<html><body/></html>", "is not an OPML file"),
        (b"no markup", "is not an OPML file"),
        (b"<opml><body></body></opml>", "names no feeds"),
        (b'<opml><body><outline type="rss" xmlUrl="file:///etc/passwd"/></body></opml>', "names no feeds"),
    ],
)
def test_an_opml_file_without_feeds_is_refused(reading: Reading, content: bytes, problem: str) -> None:
    with reading.feeds() as feeds, pytest.raises(FeedError, match=problem):
        feeds.import_opml(content)


def test_the_words_of_articles_are_not_kept_twice(followed: Reading) -> None:
    kept = (followed.desk.settings.home / "feeds.db").read_bytes()
    kept += (
        (followed.desk.settings.home / "feeds.db-wal").read_bytes()
        if (followed.desk.settings.home / "feeds.db-wal").exists()
        else b""
    )
    assert b"harbour pilot" not in kept.lower()

"""What administrators are told of feeds that fail, as words and in Telegram."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from feed_desks import NOON, Reading, rss_answer
from page_server import Answer, PageServer

from bot import wording_feeds as wording
from bot.conversation import reply_to_words
from bot.feeds import list_feeds, obey_feed_command
from bot.markup import MESSAGE_UNITS, plain_text, units
from bot.memory import Visitor
from data.feed_state import FeedState
from data.feeds import Feed
from data.sandbox import Sandbox
from index.newsroom import Newsroom
from index.polling import open_feeds

READ = FeedState("Harbour Herald", filled=NOON.isoformat())
ADMINISTRATOR = Visitor(is_administrator=True, chat_id=7, user_id=7)


def feed(name: str, state: FeedState = READ) -> Feed:
    return Feed(f"https://{name}.example/rss", name, NOON, NOON, None, replace(state, name=name))


def failing(name: str, days: int) -> Feed:
    """A feed that began to fail so many days after the first of all did."""
    return feed(name, READ.after_failure("could not be reached", False, "", NOON + timedelta(days=days)))


def test_without_feeds_there_is_nothing_to_tell() -> None:
    assert wording.feeds_summary([]) == "none"
    assert wording.failing_feeds([], NOON, "Look.") == []


def test_feeds_that_fare_well_are_only_counted() -> None:
    feeds = [feed("Harbour Herald"), feed("Radio Orrevane", FeedState(""))]
    assert wording.feeds_summary(feeds) == "2 followed, none failing, 1 not read yet"
    assert wording.failing_feeds(feeds, NOON, "Look.") == []


def test_up_to_five_that_fail_are_named_and_those_that_failed_longest_come_first() -> None:
    feeds = [feed("Harbour Herald"), *(failing(f"Gazette {days}", days) for days in reversed(range(7)))]
    assert wording.feeds_summary(feeds) == "8 followed, 7 failing"
    apart, heading, first, *others, more, what_to_do = wording.failing_feeds(feeds, NOON, "Look.")
    assert (apart, heading) == ("", "7 of 8 feeds can’t be read:")
    assert first == f"Gazette 0 – failing since {wording.day_and_time(NOON)}: could not be reached"
    assert [line.partition(" –")[0] for line in others] == [f"Gazette {days}" for days in range(1, 5)]
    assert (more, what_to_do) == ("and 2 more", "Look.")


def test_an_administrator_sees_failing_feeds_beside_the_alerts(own_room: Newsroom) -> None:
    def status() -> str:
        now = datetime(2026, 5, 5, tzinfo=UTC)
        return plain_text(reply_to_words(own_room, "/admin", now, ADMINISTRATOR).html)

    assert status().splitlines()[-1] == "feeds: none"
    with PageServer() as pages, Sandbox() as sandbox:
        pages.answers["/rss"] = rss_answer()
        reading = Reading(own_room.settings.home, sandbox)
        reading.add(pages.url("/rss"))
        reading.poll()
        assert status().splitlines()[-1] == "feeds: 1 followed, none failing"
        pages.answers["/rss"] = Answer(status=500)
        reading.poll()
        reading.store.close()
    assert status().endswith(
        "feeds: 1 followed, 1 failing\n\n1 of 1 feed can’t be read:\n"
        f"Harbour Herald – failing since {wording.day_and_time(NOON)}: answered 500 Internal Server Error\n"
        f"{wording.WHAT_TO_DO_IN_TELEGRAM}"
    )


def test_a_long_list_fits_one_message_and_the_command_line_has_all_of_it(own_room: Newsroom) -> None:
    outlines = "".join(
        f'<outline type="rss" text="The Kelmhaven Gazette of Harbours and Tides {number}" '
        f'xmlUrl="https://gazette.example/{number}"/>'
        for number in range(90)
    )
    with Sandbox() as sandbox, open_feeds(own_room.settings, sandbox) as feeds:
        feeds.import_opml(f"<opml><body>{outlines}</body></opml>".encode())
        listed = list_feeds(feeds, NOON, "")
    assert len(listed.splitlines()) == 2 + 90
    fitting = plain_text(obey_feed_command(own_room, "feeds", "").html)
    assert units(fitting) <= MESSAGE_UNITS
    *shown, more = fitting.splitlines()[2:]
    assert more == f"and {90 - len(shown)} more feeds. /feed NAME shows any of them."

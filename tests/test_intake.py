"""Stories: administrators hand things to the bot on Telegram, and others try to."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from feed_desks import Item, rss_answer, whole_text
from newsrooms import open_small_newsroom
from page_server import Answer, PageServer
from running_bot import answer_to, running_bot
from telegram_server import ChatMessage, Person, TelegramServer

from bot import reading
from bot import wording_feeds as wording
from bot.feeds import obey_feed_command
from bot.uploads import hands_links_over, safe_name
from index.newsroom import Newsroom

BOSS = 7  # Ann's number
PAGE = (
    "<html><head><title>Mill to be sold</title></head><body><article>"
    + "".join(f"<p>The miller of Brackwater gave reason number {n} for the sale.</p>" for n in range(9))
    + "</article></body></html>"
)


@pytest.fixture
def pages() -> Iterator[PageServer]:
    with PageServer() as running:
        running.answers["/mill"] = Answer(PAGE.encode())
        yield running


@asynccontextmanager
async def bot_of_ann(server: TelegramServer, home: Path, **settings: object) -> AsyncIterator[Newsroom]:
    """The bot, with Ann as its administrator."""
    given = {"administrators": (BOSS,), "allow_private_addresses": True, **settings}
    with open_small_newsroom(home / "home", (), **given) as room:
        async with running_bot(server, room, **given):
            yield room


async def heard(server: TelegramServer, said: ChatMessage) -> str:
    return (await answer_to(server, said, timeout=60.0)).text


async def test_an_administrator_sends_links(
    server: TelegramServer, ann: Person, pages: PageServer, tmp_path: Path
) -> None:
    async with bot_of_ann(server, tmp_path) as room:
        answer = await answer_to(server, ann.says(pages.url("/mill")), timeout=60.0)
        assert answer.text == "1 article added: “Mill to be sold”."
        (article,) = room.store.listed(5)
        assert (article.collection, article.title) == ("web", "Mill to be sold")
        ann.taps(answer, "Open the article")
        assert "Mill to be sold" in (await answer_to(server, answer)).text
        both = ann.says(f"{pages.url('/mill')}\n{pages.url('/nothing')}")
        assert await heard(server, both) == (
            "1 here already, 1 that could not be read: “Mill to be sold”.\n"
            f"{pages.url('/nothing')} answered 404 Not Found."
        )


async def test_an_administrator_may_put_a_word_to_a_link(
    server: TelegramServer, ann: Person, pages: PageServer, tmp_path: Path
) -> None:
    pages.answers["/rss"] = rss_answer(Item("1", "Quay to be mended", whole_text("quay")))
    async with bot_of_ann(server, tmp_path) as room:
        added = await heard(server, ann.says(f"Look at {pages.url('/mill')}, please."))
        assert added == "1 article added: “Mill to be sold”."
        question = await heard(server, ann.says(f"Who sold the mill? {pages.url('/mill')}"))
        assert "added" not in question
        assert "here already" not in question
        feed = await heard(server, ann.says(pages.url("/rss")))
        assert feed.endswith(
            "not a page with text; to read a feed from now on, write /addfeed and its address."
        )
        assert len(room.store.listed(5)) == 1


async def test_an_administrator_uploads_files(server: TelegramServer, ann: Person, tmp_path: Path) -> None:
    async with bot_of_ann(server, tmp_path) as room:
        two = b'{"id": "a", "text": "Otters were seen."}\n{"id": "b", "text": "The mill was sold."}\n'
        assert await heard(server, ann.sends_file("two.jsonl", two)) == "2 articles added."
        assert {one.collection for one in room.store.listed(5)} == {"telegram"}
        picture = await heard(server, ann.sends_file("pic.png", b"\x89PNG"))
        assert picture.startswith("1 that could not be read.\npic.png is not in a format that can be read")
        big = await heard(server, ann.sends_file("big.txt", b"a", size=21 * 1024 * 1024))
        assert big == wording.FILE_TOO_LARGE_FOR_TELEGRAM
        assert (await heard(server, ann.sends_file("huge.txt", b"a", size=51 * 1024 * 1024))).startswith(
            "That file is larger than 50 MB"
        )


async def test_an_administrator_forwards_a_post(server: TelegramServer, ann: Person, tmp_path: Path) -> None:
    async with bot_of_ann(server, tmp_path) as room:
        posted = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
        text = "The ferry Petrel will not sail on Friday. The company gave no reason."
        forwarded = ann.forwards(text, "Harbour Channel", 12, int(posted.timestamp()))
        assert (await heard(server, forwarded)).startswith("1 article added: “The ferry Petrel will not sail")
        (article,) = room.store.listed(5)
        assert (article.text, article.source, article.published) == (text, "Harbour Channel", posted)
        assert article.url == "https://t.me/harbour_channel/12"


async def test_others_are_told_that_they_may_not(server: TelegramServer, ann: Person, tmp_path: Path) -> None:
    async with bot_of_ann(server, tmp_path) as room:
        ben = server.person(user_id=8, first_name="Ben")
        for said in (
            ben.says("https://harbourherald.example/a"),
            ben.sends_file("two.jsonl", b'{"text": "The mill was sold."}'),
            ben.forwards("The ferry will not sail.", "Harbour Channel", 3, 1_777_000_000),
            ben.says("/feeds"),
            ben.says("/addfeed https://harbourherald.example/rss"),
        ):
            assert await heard(server, said) == wording.ONLY_ADMINISTRATORS
        assert room.store.is_untouched()


async def test_an_administrator_looks_after_feeds(
    server: TelegramServer, ann: Person, pages: PageServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "ROUND_SECONDS", 0.2)
    pages.answers["/rss"] = rss_answer(Item("1", "Quay to be mended", whole_text("quay")))
    async with bot_of_ann(server, tmp_path) as room:
        assert await heard(server, ann.says("/feeds")) == wording.NO_FEEDS
        assert await heard(server, ann.says("/addfeed")) == wording.HOW_TO_ADD
        wrong = await heard(server, ann.says(f"/addfeed {pages.url('/mill')}"))
        assert "is a page that names no feed" in wrong
        added = await heard(server, ann.says(f"/addfeed {pages.url('/rss')} Harbour Herald"))
        assert added.startswith("I read Harbour Herald from now on")
        await _until(lambda: "– well" in obey_feed_command(room, "feeds", "").html)
        (article,) = room.store.listed(5)
        assert (article.source, article.title) == ("Harbour Herald", "Quay to be mended")
        assert await heard(server, ann.says("/feeds")) == "I read 1 feed:\n\nHarbour Herald – well"
        card = await heard(server, ann.says("/feed harbour"))
        assert "State: well\nLast success: " in card
        assert "\nNext try: " in card
        assert "Articles: 1, about " in card
        assert (await heard(server, ann.says("/removefeed Harbour Herald"))).startswith("I no longer read")
        assert await heard(server, ann.says("/feed Harbour")) == (
            "There is no feed called “Harbour”. /feeds lists those there are."
        )


async def test_an_administrator_uploads_a_list_of_feeds_and_hears_once_of_a_dead_one(
    server: TelegramServer, ann: Person, pages: PageServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "ROUND_SECONDS", 0.2)
    pages.answers["/rss"] = Answer(status=410)
    opml = (
        '<opml version="2.0"><body><outline text="News"><outline type="rss" text="Radio Orrevane" '
        f'xmlUrl="{pages.url("/rss")}"/></outline></body></opml>'
    )
    async with bot_of_ann(server, tmp_path):
        ann.sends_file("feeds.opml", opml.encode())
        await _until(lambda: len(server.messages(ann.chat_id)) == 2)
        await asyncio.sleep(1.0)
        # A feed may be found dead before the reply to the file is out.
        answer, notice = sorted(
            (one.text for one in server.messages(ann.chat_id)), reverse=True, key=_is_reply
        )
        assert answer.startswith("I read 1 more feed from now on.")
        assert notice == (
            "The feed Radio Orrevane can’t be read any more: it answered 410 Gone. I keep trying once a day. "
            "/removefeed Radio Orrevane ends that."
        )


def _is_reply(text: str) -> bool:
    return text.startswith("I read")


async def test_files_in_the_watched_folder_are_taken_in_as_they_come(
    server: TelegramServer, ann: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "ROUND_SECONDS", 0.2)
    folder = tmp_path / "incoming"
    (folder / "may").mkdir(parents=True)
    (folder / "may" / "one.txt").write_text("The old mill was sold for 90,000 crowns on Friday.")
    async with bot_of_ann(server, tmp_path, watched_folder=folder) as room:
        await _until(lambda: len(room.store.listed(5)) == 1)
        (folder / "two.txt").write_text("Otters were seen at the mill in Brackwater.")
        await _until(lambda: len(room.store.listed(5)) == 2)
        ids = {one.article_id for one in room.store.listed(5)}
        assert ids == {"may/one.txt", "two.txt"}
        assert room.store.collections() == [("watched", 2)]


async def test_a_watched_folder_that_is_missing_is_named_at_the_start(
    server: TelegramServer, ann: Person, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with bot_of_ann(server, tmp_path, watched_folder=tmp_path / "nowhere"):
        await _until(lambda: f"The watched folder {tmp_path / 'nowhere'} does not exist." in caplog.text)


@pytest.mark.parametrize(
    ("text", "hands_over"),
    [
        ("look at http://harbourherald.example/story please", True),
        ("https://harbourherald.example/story (the second one)", True),
        ("Who wrote https://harbourherald.example/story?", False),
        ("Is this true? https://harbourherald.example/story", False),
        ("/ask https://harbourherald.example/story", False),
        ("please look at this", False),
        ("I would like to know what the mayor of Kelmhaven says about https://mayor.example", False),
    ],
)
def test_a_link_with_few_words_around_it_is_handed_over(text: str, hands_over: bool) -> None:
    assert hands_links_over(text) == hands_over


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\papers\\report.docx", "report.docx"),
        (".hidden.txt", "hidden.txt"),
        ("a\nb.txt", "a_b.txt"),
        ("", "file"),
        ("x" * 300 + ".txt", "x" * 80 + ".txt"),
    ],
)
def test_the_names_of_uploads_are_made_safe(given: str, safe: str) -> None:
    assert safe_name(given) == safe


async def _until(met, seconds: float = 60.0) -> None:  # type: ignore[no-untyped-def]
    for _ in range(int(seconds / 0.1)):
        if await asyncio.to_thread(met):
            return
        await asyncio.sleep(0.1)
    raise AssertionError("it did not happen")

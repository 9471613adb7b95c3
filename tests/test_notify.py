"""Stories of alerts: articles come in, and what is due reaches people, whatever Telegram and the network
do."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from newsrooms import FERRY, HERALD, OTTERS, StemEmbedder, key_of
from telegram.ext import ApplicationBuilder
from telegram_server import TELEGRAM_GROUP_RATE, TELEGRAM_PRIVATE_RATE, ChatMessage, Person, TelegramServer

from bot import wording_alerts as wording
from bot.actions import write_action
from bot.alert_actions import OnSubscription, Verb
from bot.conversation import reply_to_press
from bot.governor import Governor
from bot.memory import Visitor
from bot.notify import CONFIRMED_REFUSALS, Notifier, Pauses
from data.interests import Delivery, Interest, Rhythm
from data.model import Entry
from data.outbox import Outbox
from data.schema import DATABASE_NAME
from data.store import Store
from data.subscribers import Subscribers
from index.ingest import ingest
from index.newsroom import Newsroom

GROUP = -1001234567890
SOON = Pauses(refusal=0.05, silence=0.05, outage=0.05, longest=0.2)
RENTS = Entry(
    "test",
    "rents",
    "Rents on the Ropewalk rose by a fifth this spring. Tenants met in the Corn Hall on Friday.",
    title="Rents rise on the Ropewalk",
    source=HERALD,
    url="https://harbourherald.example/rents",
    published=datetime(2025, 6, 1, 9, 30),
)


@pytest.fixture
def clock() -> list[datetime]:
    """The time of day, which a test may move."""
    return [datetime(2025, 6, 2, 12, 0, tzinfo=UTC)]


def subscribe(room: Newsroom, chat_id: int, interest: Interest, thread_id: int | None = None) -> int:
    subscribers = Subscribers(room.store.engine)
    key = subscribers.add(chat_id, thread_id, 7, "as typed", interest, datetime(2025, 6, 1, tzinfo=UTC))
    subscribers.confirm(key)
    return key


def announce(store: Store, *entries: Entry) -> int:
    """Take articles in as news; how many alerts that gave."""
    return ingest(store, StemEmbedder(), entries, ("en",), announce=True).alerts


@asynccontextmanager
async def notifier(
    server: TelegramServer, room: Newsroom, clock: list[datetime] | None = None
) -> AsyncIterator[Notifier]:
    """The sender alone, on a bot of its own."""
    governor = Governor()
    application = (
        ApplicationBuilder()
        .token(server.token)
        .base_url(server.base_url)
        .rate_limiter(governor)
        .read_timeout(0.5)
        .build()
    )
    now = (lambda: clock[0]) if clock else (lambda: datetime.now(UTC))
    async with application.bot:
        yield Notifier(room.store, application.bot, governor, now, SOON)


async def sent_to(
    notifying: Notifier, server: TelegramServer, chat_id: int, count: int = 1
) -> list[ChatMessage]:
    """Run the sender until so many messages are in a chat."""
    running = asyncio.create_task(notifying.run())
    try:
        return await asyncio.to_thread(server.wait_for_messages, chat_id, count, timeout=20.0)
    finally:
        await settle(notifying)
        running.cancel()


async def settle(notifying: Notifier) -> None:
    """Let what is under way be stored."""
    await asyncio.sleep(0.1)
    while notifying._busy:
        await asyncio.sleep(0.02)


def states(room: Newsroom) -> list[str]:
    with room.store.engine.connect() as connection:
        return list(connection.execute(sa.text("SELECT state FROM alert ORDER BY key")).scalars())


async def test_an_alert_says_why_and_shows_the_sentence_outlet_time_and_link(
    server: TelegramServer, own_room: Newsroom, ann: Person
) -> None:
    ann.says("/start")
    subscribe(own_room, ann.chat_id, Interest(topic="rents on the Ropewalk"))
    assert announce(own_room.store, RENTS, replace(OTTERS, article_id="more")) == 1
    async with notifier(server, own_room) as notifying:
        (alert,) = await sent_to(notifying, server, ann.chat_id)
    assert alert.text == (
        "Rents rise on the Ropewalk\n"
        "Harbour Herald, 1 June 2025, 9:30\n"
        "Rents on the Ropewalk rose by a fifth this spring.\n"
        "Why: near your topic “rents on the Ropewalk” (it has Rents, Ropewalk)."
    )
    assert alert.marked("blockquote") == ["Rents on the Ropewalk rose by a fifth this spring."]
    assert 'href="https://harbourherald.example/rents"' in alert.html
    assert alert.labels == ["Open passage", "Stricter", "Stop"]
    assert states(own_room) == ["sent"]


async def test_nothing_is_sent_twice_and_nothing_for_what_fills_the_archive(
    server: TelegramServer, own_room: Newsroom, ann: Person
) -> None:
    ann.says("/start")
    subscribe(own_room, ann.chat_id, Interest(sources=(HERALD,)))
    ingest(own_room.store, StemEmbedder(), [replace(FERRY, article_id="old")], ("en",))
    assert announce(own_room.store, RENTS) == 1
    assert announce(own_room.store, RENTS, replace(RENTS, article_id="the same text elsewhere")) == 0
    async with notifier(server, own_room) as notifying:
        await sent_to(notifying, server, ann.chat_id)
        await notifying.drain()
    assert len(server.messages(ann.chat_id)) == 1


async def test_two_subscriptions_of_a_chat_bring_a_story_once(
    server: TelegramServer, own_room: Newsroom, ann: Person
) -> None:
    ann.says("/start")
    subscribe(own_room, ann.chat_id, Interest(sources=(HERALD,)))
    subscribe(own_room, ann.chat_id, Interest(phrases=("corn hall",)))
    assert announce(own_room.store, RENTS) == 2
    async with notifier(server, own_room) as notifying:
        await notifying.drain()
    assert len(server.messages(ann.chat_id)) == 1
    assert states(own_room) == ["sent", "told"]


@pytest.mark.parametrize("trouble", ["flood", "front end", "refused connection", "silence"])
async def test_trouble_delays_an_alert_and_loses_none(
    server: TelegramServer, own_room: Newsroom, ann: Person, trouble: str
) -> None:
    ann.says("/start")
    subscribe(own_room, ann.chat_id, Interest())
    announce(own_room.store, RENTS)
    if trouble == "flood":
        server.fail_next("sendMessage", status=429, retry_after=1)
    elif trouble == "front end":
        server.fail_next("sendMessage", status=502)
    elif trouble == "silence":
        server.hang_next("sendMessage", 0.7)
    else:
        server.drop_next("sendMessage", performed=False)
    async with notifier(server, own_room) as notifying:
        messages = await sent_to(notifying, server, ann.chat_id, 2 if trouble == "silence" else 1)
        await notifying.drain()
    assert states(own_room) == ["sent"]
    # Where Telegram may have had it, the reader is told that this may be a repetition; where not, not.
    assert (wording.MAYBE_AGAIN in messages[-1].text) == (trouble != "flood")


async def test_a_flooded_chat_holds_up_no_other(
    server: TelegramServer, own_room: Newsroom, ann: Person
) -> None:
    bob = server.person(user_id=8, first_name="Bob")
    for person in (ann, bob):
        person.says("/start")
        subscribe(own_room, person.chat_id, Interest())
    announce(own_room.store, RENTS)
    server.fail_next("sendMessage", status=429, retry_after=3_000, chat_id=ann.chat_id)
    async with notifier(server, own_room) as notifying:
        await sent_to(notifying, server, bob.chat_id)
    assert states(own_room) == ["waiting", "sent"]


async def test_whoever_blocks_the_bot_is_left_alone_and_caught_up_with_on_return(
    server: TelegramServer, own_room: Newsroom, ann: Person
) -> None:
    ann.says("/start")
    subscribe(own_room, ann.chat_id, Interest())
    ann.blocks_bot()
    announce(own_room.store, RENTS, replace(OTTERS, article_id="news", text=OTTERS.text + " They swam off."))
    subscribers = Subscribers(own_room.store.engine)
    async with notifier(server, own_room) as notifying:
        running = asyncio.create_task(notifying.run())
        await asyncio.to_thread(server.wait_for_call, "sendMessage", count=CONFIRMED_REFUSALS, timeout=20.0)
        await settle(notifying)
        await asyncio.sleep(0.5)
        assert len(server.calls("sendMessage")) == CONFIRMED_REFUSALS
        assert subscribers.chat(ann.chat_id).unreachable_since
        ann.unblocks_bot()
        assert subscribers.returns(ann.chat_id)
        await asyncio.to_thread(server.wait_for_messages, ann.chat_id, 1, timeout=20.0)
        await settle(notifying)
        running.cancel()
    (caught_up,) = server.messages(ann.chat_id)
    assert caught_up.text.startswith("While it was quiet: 2 articles")
    assert states(own_room) == ["sent", "sent"]


async def test_quiet_hours_are_kept_and_followed_by_one_message(
    server: TelegramServer, own_room: Newsroom, ann: Person, clock: list[datetime]
) -> None:
    ann.says("/start")
    subscribe(own_room, ann.chat_id, Interest())
    subscribers = Subscribers(own_room.store.engine)
    subscribers.set_zone(ann.chat_id, "Europe/Berlin")
    subscribers.set_quiet(ann.chat_id, (22 * 60, 7 * 60))
    announce(own_room.store, RENTS, replace(OTTERS, article_id="news", text=OTTERS.text + " They swam off."))
    clock[0] = datetime(2025, 6, 2, 21, 30, tzinfo=UTC)  # 23:30 in Berlin
    async with notifier(server, own_room, clock) as notifying:
        await notifying.drain()
        assert not server.messages(ann.chat_id)
        clock[0] = datetime(2025, 6, 3, 5, 1, tzinfo=UTC)  # 7:01
        await notifying.drain()
    (message,) = server.messages(ann.chat_id)
    assert "Rents rise on the Ropewalk" in message.text
    assert "Otters return to Brackwater" in message.text
    assert message.labels == ["1", "2", "Stop"]


async def test_what_is_caught_up_with_says_which_subscription_brought_it_and_who_else_has_it(
    server: TelegramServer, own_room: Newsroom, ann: Person, clock: list[datetime]
) -> None:
    ann.says("/start")
    subscribe(own_room, ann.chat_id, Interest(topic="rents on the Ropewalk"))
    subscribe(own_room, ann.chat_id, Interest(phrases=("otters",)))
    Subscribers(own_room.store.engine).set_quiet(ann.chat_id, (11 * 60, 13 * 60))
    otters = replace(OTTERS, article_id="news", text=OTTERS.text + " They swam off.")
    copies = [replace(RENTS, article_id=one, source=one) for one in ("Radio Orrevane", "Echo", HERALD)]
    announce(own_room.store, RENTS, otters, *copies)
    async with notifier(server, own_room, clock) as notifying:
        await notifying.drain()
        clock[0] += timedelta(hours=2)
        await notifying.drain()
    (message,) = server.messages(ann.chat_id)
    assert "Why: it has the words “otters”.\n" in message.text
    assert message.text.endswith("Why: near your topic “rents on the Ropewalk” (it has Rents, Ropewalk).")
    assert message.text.count("also in") == 1
    assert "Harbour Herald, 1 June 2025, 9:30\nalso in Radio Orrevane, Echo\n" in message.text
    assert message.labels == ["1", "2", "Subscriptions"]
    pressed = message.buttons[-1][0].target
    listed = reply_to_press(own_room, pressed, clock[0], Visitor(chat_id=ann.chat_id, user_id=7))
    assert listed.html.startswith("2 subscriptions.")
    assert not listed.in_place  # what was caught up with stays


async def test_a_digest_comes_at_its_time_with_the_nearest_stories(
    server: TelegramServer, own_room: Newsroom, ann: Person
) -> None:
    ann.says("/start")
    key = subscribe(own_room, ann.chat_id, Interest(sources=(HERALD,)))
    subscribers = Subscribers(own_room.store.engine)
    now = datetime.now(UTC)
    soon = (now.hour * 60 + now.minute + 5) % (24 * 60)
    subscribers.set_delivery(key, Delivery(Rhythm.DAILY, soon, at_most=1))
    announce(own_room.store, RENTS, replace(OTTERS, article_id="news", text=OTTERS.text + " They swam off."))
    clock = [now]
    async with notifier(server, own_room, clock) as notifying:
        await notifying.drain()
        assert not server.messages(ann.chat_id)
        clock[0] = now + timedelta(minutes=6)
        notifying._next_digests = 0.0
        await notifying.drain()
    (digest,) = server.messages(ann.chat_id)
    assert digest.text.startswith("The newest of 2 articles from Harbour Herald\n\n1. Otters return")
    assert digest.text.endswith("1 more, earlier, left out. /subscriptions changes how many I show.")
    assert digest.labels == ["1", "Stop"]
    assert sorted(states(own_room)) == ["left out", "sent"]


async def test_a_correction_edits_the_alert_that_was_sent(
    server: TelegramServer, own_room: Newsroom, ann: Person
) -> None:
    ann.says("/start")
    subscribe(own_room, ann.chat_id, Interest(phrases=("ropewalk",)))
    announce(own_room.store, RENTS)
    async with notifier(server, own_room) as notifying:
        await notifying.drain()
        mended = RENTS.text.replace("a fifth", "a tenth") + " Correction: an earlier version said a fifth."
        announce(own_room.store, replace(RENTS, text=mended))
        await notifying.drain()
    (alert,) = server.messages(ann.chat_id)
    assert alert.edited
    assert "Corrected " in alert.text
    assert alert.text.endswith("Correction: an earlier version said a fifth.")


async def test_an_alert_shows_its_sentence_as_corrected_and_keeps_the_correction_over_later_updates(
    server: TelegramServer, own_room: Newsroom, ann: Person
) -> None:
    ann.says("/start")
    subscribe(own_room, ann.chat_id, Interest(phrases=("ropewalk",)))
    announce(own_room.store, RENTS)
    notice = "Correction: An earlier version of this article said a fifth. It is a tenth."
    mended = f"{RENTS.text.replace('a fifth', 'a tenth')}\n\n{notice}"
    updated = f"{mended}\n\nUPDATE: The board met on Monday."
    async with notifier(server, own_room) as notifying:
        await notifying.drain()
        for text in (mended, updated, f"{updated} It adjourned at noon."):
            announce(own_room.store, replace(RENTS, text=text))
            await notifying.drain()
        (alert,) = server.messages(ann.chat_id)
        assert alert.marked("blockquote") == ["Rents on the Ropewalk rose by a tenth this spring."]
        *_, first, second, third = alert.text.split("\n")
        assert first.startswith("Corrected ")
        assert first.endswith(notice)
        assert second.startswith("Updated ")
        assert third.endswith("It adjourned at noon.")
        announce(own_room.store, replace(RENTS, text=RENTS.text.replace("a fifth", "a ninth")))
        await notifying.drain()
    (alert,) = server.messages(ann.chat_id)
    assert alert.marked("blockquote") == ["Rents on the Ropewalk rose by a ninth this spring."]
    assert wording.NOTICE_GONE in alert.text
    assert alert.text.endswith(wording.SENTENCE_CHANGED)


async def test_a_brief_that_is_corrected_edits_its_alert_and_is_not_told_anew(
    server: TelegramServer, own_room: Newsroom, ann: Person
) -> None:
    ann.says("/start")
    subscribe(own_room, ann.chat_id, Interest(phrases=("orre",)))
    brief = replace(RENTS, text="The Orre is at 31 percent.")
    announce(own_room.store, brief)
    async with notifier(server, own_room) as notifying:
        await notifying.drain()
        mended = replace(brief, text="The Orre is at 37 percent. Correction: this was given as 31 percent.")
        assert announce(own_room.store, mended, replace(mended, article_id="copy", source="Echo")) == 1
        await notifying.drain()
    (alert,) = server.messages(ann.chat_id)
    assert alert.marked("blockquote") == ["The Orre is at 37 percent."]
    assert alert.text.endswith("Correction: this was given as 31 percent.")


async def test_somebodys_words_are_shown_as_corrected_too(
    server: TelegramServer, own_room: Newsroom, ann: Person
) -> None:
    ann.says("/start")
    subscribe(own_room, ann.chat_id, Interest(speaker="Odd Varg"))
    said = "“We will close the old quay in {} and open it in May,” said Odd Varg, the harbour master."
    announce(own_room.store, replace(RENTS, text=said.format("January")))
    notice = "This article was amended on Thursday. The quay closes in February, not January."
    async with notifier(server, own_room) as notifying:
        await notifying.drain()
        announce(own_room.store, replace(RENTS, text=f"{notice}\n\n{said.format('February')}"))
        await notifying.drain()
    (alert,) = server.messages(ann.chat_id)
    assert "close the old quay in February and open it in May,”\n— Odd Varg" in alert.text
    assert alert.text.endswith(notice)


async def test_a_correction_that_waits_does_not_give_way_to_an_update(
    server: TelegramServer, own_room: Newsroom, ann: Person
) -> None:
    ann.says("/start")
    subscribe(own_room, ann.chat_id, Interest(phrases=("ropewalk",)))
    announce(own_room.store, RENTS)
    corrected = f"{RENTS.text} Correction: an earlier version said a third."
    async with notifier(server, own_room) as notifying:
        await notifying.drain()
        for text in (corrected, f"{corrected} The board met.", f"{corrected} The board will meet in May."):
            announce(own_room.store, replace(RENTS, text=text))
        assert states(own_room) == ["sent", "waiting", "waiting"]
        await notifying.drain()
    (alert,) = server.messages(ann.chat_id)
    assert "Correction: an earlier version said a third." in alert.text
    assert alert.text.endswith("The board will meet in May.")


async def test_another_headline_edits_the_alert_and_another_spelling_of_it_does_not(
    server: TelegramServer, own_room: Newsroom, ann: Person
) -> None:
    ann.says("/start")
    subscribe(own_room, ann.chat_id, Interest(phrases=("ropewalk",)))
    announce(own_room.store, RENTS)
    async with notifier(server, own_room) as notifying:
        await notifying.drain()
        assert announce(own_room.store, replace(RENTS, title="RENTS RISE on the Ropewalk | Herald")) == 0
        assert announce(own_room.store, replace(RENTS, title="Rents do not rise on the Ropewalk")) == 1
        await notifying.drain()
    (alert,) = server.messages(ann.chat_id)
    assert alert.text.startswith("Rents do not rise on the Ropewalk\n")
    assert alert.text.endswith(wording.OTHER_HEADLINE)
    assert "Updated " in alert.text


async def test_a_message_about_several_articles_is_answered_with_what_is_right_now(
    server: TelegramServer, own_room: Newsroom, ann: Person, clock: list[datetime]
) -> None:
    ann.says("/start")
    subscribe(own_room, ann.chat_id, Interest())
    subscribers = Subscribers(own_room.store.engine)
    subscribers.set_quiet(ann.chat_id, (11 * 60, 13 * 60))
    announce(own_room.store, RENTS, replace(OTTERS, article_id="news", text=OTTERS.text + " They swam off."))
    async with notifier(server, own_room, clock) as notifying:
        await notifying.drain()
        clock[0] += timedelta(hours=2)
        await notifying.drain()
        mended = RENTS.text.replace("a fifth", "a tenth") + " Correction: an earlier version said a fifth."
        announce(own_room.store, replace(RENTS, text=mended))
        await notifying.drain()
    both, answer = server.messages(ann.chat_id)
    assert not both.edited
    assert answer.text.startswith("Corrected ")
    assert "Correction: an earlier version said a fifth.\nRents rise on the Ropewalk\n" in answer.text
    assert answer.text.endswith("Rents on the Ropewalk rose by a tenth this spring.")


async def test_a_group_that_became_a_supergroup_and_a_topic_that_vanished_are_followed(
    server: TelegramServer, own_room: Newsroom
) -> None:
    new = server.group(GROUP, "Readers")
    server.group(-77, "Readers")
    subscribe(own_room, -77, Interest(), thread_id=5)
    announce(own_room.store, RENTS)
    refusal = "Bad Request: group chat was upgraded to a supergroup chat"
    server.fail_next(
        "sendMessage", status=400, description=refusal, parameters={"migrate_to_chat_id": GROUP}, chat_id=-77
    )
    async with notifier(server, own_room) as notifying:
        (alert,) = await sent_to(notifying, server, new.chat_id)
    assert alert.thread_id is None
    (one,) = Subscribers(own_room.store.engine).of_chat(GROUP)
    assert one.thread_id is None


async def test_telegrams_own_limits_are_never_met(
    own_room: Newsroom,
) -> None:
    with TelegramServer(private_rate=TELEGRAM_PRIVATE_RATE, group_rate=TELEGRAM_GROUP_RATE) as strict:
        ann = strict.person(user_id=7)
        ann.says("/start")
        subscribe(own_room, ann.chat_id, Interest())
        otters = replace(OTTERS, article_id="more otters", text=OTTERS.text + " They swam off.")
        ferry = replace(FERRY, article_id="more ferries", text=FERRY.text + " It sailed today.")
        announce(own_room.store, RENTS, otters, ferry)
        async with notifier(strict, own_room) as notifying:
            await sent_to(notifying, strict, ann.chat_id, 3)
        assert {call.status for call in strict.calls("sendMessage")} == {200}


async def test_an_attempt_that_was_cut_off_is_made_again_and_says_so(
    server: TelegramServer, own_room: Newsroom, ann: Person
) -> None:
    ann.says("/start")
    subscribe(own_room, ann.chat_id, Interest())
    announce(own_room.store, RENTS)
    outbox = Outbox(own_room.store.engine)
    (waiting,) = outbox.next_of_chat(ann.chat_id)
    assert outbox.begin([waiting.key], datetime.now(UTC))
    async with notifier(server, own_room) as notifying:
        (alert,) = await sent_to(notifying, server, ann.chat_id)
    assert wording.MAYBE_AGAIN in alert.text


async def test_an_article_that_was_removed_meanwhile_is_not_sent(
    server: TelegramServer, own_room: Newsroom, ann: Person
) -> None:
    ann.says("/start")
    subscribe(own_room, ann.chat_id, Interest())
    announce(own_room.store, RENTS)
    own_room.store.remove([key_of(own_room, "rents")], datetime.now(UTC))
    async with notifier(server, own_room) as notifying:
        await notifying.drain()
    assert states(own_room) == ["void"]


async def test_why_the_last_one_came_cannot_be_said_once_its_article_is_removed(
    server: TelegramServer, own_room: Newsroom, ann: Person
) -> None:
    ann.says("/start")
    key = subscribe(own_room, ann.chat_id, Interest())
    visitor = Visitor(chat_id=ann.chat_id, user_id=7)
    why = write_action(OnSubscription(Verb.WHY, key))
    assert reply_to_press(own_room, why, datetime.now(), visitor).html == wording.NOTHING_SENT
    announce(own_room.store, RENTS)
    async with notifier(server, own_room) as notifying:
        await notifying.drain()
    assert "Why: you asked" in reply_to_press(own_room, why, datetime.now(), visitor).html
    own_room.store.remove([key_of(own_room, "rents")], datetime.now(UTC))
    assert reply_to_press(own_room, why, datetime.now(), visitor).html == wording.LAST_ONE_GONE


async def test_a_database_that_cannot_be_written_is_waited_for(
    server: TelegramServer, own_room: Newsroom, ann: Person
) -> None:
    ann.says("/start")
    subscribe(own_room, ann.chat_id, Interest())
    announce(own_room.store, RENTS)
    full = (
        "CREATE TRIGGER full BEFORE UPDATE ON alert WHEN NEW.state = 'sent' BEGIN SELECT "
        "RAISE(FAIL, 'disk full'); END"
    )
    with sa.create_engine(f"sqlite:///{own_room.settings.home / DATABASE_NAME}").begin() as connection:
        connection.execute(sa.text(full))
    async with notifier(server, own_room) as notifying:
        running = asyncio.create_task(notifying.run())
        await asyncio.to_thread(server.wait_for_messages, ann.chat_id, 1, timeout=20.0)
        await asyncio.sleep(0.5)
        assert states(own_room) == ["sending"]
        with own_room.store.engine.begin() as connection:
            connection.execute(sa.text("DROP TRIGGER full"))
        await settle(notifying)
        running.cancel()
    assert states(own_room) == ["sent"]
    assert len(server.messages(ann.chat_id)) == 1

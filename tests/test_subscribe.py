"""Subscribing in a conversation: words and buttons in, replies out; and the same through Telegram."""

import asyncio
from dataclasses import replace

import pytest
from newsrooms import FERRY, HERALD, NOW, OTTERS, take_in
from running_bot import answer_to, edit_of, running_bot
from telegram_server import Person, TelegramServer

from bot import wording_alerts as wording
from bot.conversation import reply_to_press, reply_to_words
from bot.markup import plain_text
from bot.memory import Visitor
from bot.render import Reply
from data.interests import Interest, Rhythm, Strictness, Subscription
from data.subscribers import Subscribers
from index.ingest import ingest
from index.newsroom import Newsroom

GROUP = -1001234567890
ANN = Visitor(chat_id=7, user_id=7)


class Talk:
    """One person's conversation."""

    def __init__(self, room: Newsroom, visitor: Visitor = ANN) -> None:
        self.room = room
        self.visitor = visitor
        self.subscribers = Subscribers(room.store.engine)

    def says(self, text: str) -> Reply:
        return reply_to_words(self.room, text, NOW, self.visitor)

    def presses(self, reply: Reply, label: str) -> Reply:
        (found,) = [one for row in reply.buttons for one in row if one.label == label]
        return reply_to_press(self.room, found.action, NOW, self.visitor)

    @property
    def known(self) -> list[Subscription]:
        return self.subscribers.of_chat(self.visitor.chat_id)


@pytest.fixture
def talk(own_room: Newsroom) -> Talk:
    take_in(own_room.store, replace(FERRY, article_id="today", text=FERRY.text + " Today.", published=NOW))
    return Talk(own_room)


def labels(reply: Reply) -> list[str]:
    return [button.label for row in reply.buttons for button in row]


def test_a_subscription_is_previewed_before_it_is_confirmed(talk: Talk) -> None:
    preview = talk.says("/subscribe ferry shuttle for the bridge")
    text = plain_text(preview.html)
    assert text.startswith("I would tell you of: the topic “ferry shuttle for the bridge”.")
    assert "1 article, less than one a week" in text
    assert "Ferry shuttle to replace bridge" in text
    assert labels(preview) == ["1", "Loosen", "Tighten", "✓ Subscribe", "No, leave it"]
    assert talk.known == []
    done = talk.presses(preview, "✓ Subscribe")
    assert plain_text(done.html).startswith(
        "Done: the topic “ferry shuttle for the bridge”. I send it at once."
    )
    assert [one.text for one in talk.known] == ["ferry shuttle for the bridge"]


def test_a_preview_is_loosened_and_tightened_in_place(talk: Talk) -> None:
    tighter = talk.presses(talk.says("/subscribe ferry"), "Tighten")
    assert tighter.in_place
    assert "Strict:" in plain_text(tighter.html)
    assert "Tighten" not in labels(tighter)
    talk.presses(tighter, "✓ Subscribe")
    assert talk.known[0].strictness is Strictness.STRICT


def test_a_topic_that_old_articles_tell_of_in_other_words_is_taken_widely(talk: Talk) -> None:
    preview = talk.says("/subscribe bridge herons barriers")
    assert "nothing" in plain_text(preview.html), "the article on the bridge is months old"
    talk.presses(preview, "✓ Subscribe")
    assert talk.known[0].strictness is Strictness.WIDE
    talk.presses(talk.says("/subscribe a regatta of swans"), "✓ Subscribe")
    assert talk.known[1].strictness is Strictness.MIDDLE


def test_a_draft_that_is_discarded_leaves_nothing_and_a_late_press_ends_nothing(talk: Talk) -> None:
    preview = talk.says('/subscribe "cod quota"')
    assert plain_text(talk.presses(preview, "No, leave it").html) == wording.DISCARDED
    assert plain_text(talk.presses(preview, "✓ Subscribe").html) == wording.NOT_YOURS
    kept = talk.says('/subscribe "cod quota"')
    talk.presses(kept, "✓ Subscribe")
    talk.presses(kept, "No, leave it")
    assert len(talk.known) == 1


def test_words_are_asked_for_by_buttons(talk: Talk) -> None:
    start = talk.says("/subscribe")
    assert labels(start) == list(wording.KINDS)
    asked = talk.presses(start, "Somebody quoted")
    assert plain_text(asked.html) == wording.ASK_FOR[3]
    preview = talk.says("Oona Fairlie about the bridge")
    assert "Oona Fairlie quoted, about “the bridge”" in plain_text(preview.html)
    talk.presses(talk.says("/subscribe"), "Exact words")
    assert "the exact words “cod quota”" in plain_text(talk.says("cod quota").html)


@pytest.mark.parametrize(
    ("kind", "words", "said"),
    [
        ("Exact words", "-herring", wording.NOT_THAT_KIND["2"]),
        ("Exact words", '"bridge', "the exact words “bridge”."),
        ("Somebody quoted", "???", wording.NOT_THAT_KIND["3"]),
        ("Somebody quoted", "Oona Fairlie is quoted about fares", "Oona Fairlie quoted, about “fares”."),
        ("A name", "???", wording.NOT_THAT_KIND["4"]),
        ("A name", "Bela or Varg", "I can watch for one name at a time."),
        ("An outlet", "???", "There is nothing to look for after “source:”."),
        ("An outlet", '"Harbour Herald"', "everything, from Harbour Herald."),
        ("An outlet", "the herald", "everything, from Harbour Herald."),
        ("An outlet", "Harbour Herald and Radio Orrevane", "from Harbour Herald or Radio Orrevane."),
    ],
)
def test_what_a_button_asked_for_is_understood_or_asked_for_again(
    talk: Talk, kind: str, words: str, said: str
) -> None:
    talk.presses(talk.says("/subscribe"), kind)
    answer = plain_text(talk.says(words).html)
    assert said in answer
    if not answer.startswith("I would tell you of"):
        assert plain_text(talk.says("Oona Fairlie").html).startswith("I would tell you of")


def test_a_wish_without_a_command_is_offered_as_a_subscription(talk: Talk) -> None:
    preview = talk.says("tell me when there are new articles about ferry shuttles")
    assert plain_text(preview.html).startswith("I would tell you of: the topic “ferry shuttles”.")
    assert "✓ Subscribe" in labels(preview)
    question = talk.says("Tell me when the ferry was replaced")
    assert "I would tell you" not in plain_text(question.html)


def test_help_names_what_administrators_can_do_to_administrators_only(talk: Talk) -> None:
    assert "/addfeed" not in plain_text(talk.says("/help").html)
    talk.visitor = replace(ANN, is_administrator=True)
    text = plain_text(talk.says("/help").html)
    for command in ("/addfeed", "/removefeed", "/feed", "/admin", "/reports", "/correct"):
        assert f"\n{command} – " in text


def test_an_outlet_that_nothing_has_come_from_is_named_as_such(talk: Talk) -> None:
    preview = talk.says("/subscribe everything from the Evening Gazette")
    remark = "Nothing has come from an outlet called “Evening Gazette” yet"
    assert remark in plain_text(preview.html)
    assert remark in plain_text(talk.presses(preview, "✓ Subscribe").html)
    assert "Nothing has come" not in plain_text(talk.says("/subscribe everything from Herald").html)


def test_the_same_is_subscribed_to_only_once(talk: Talk) -> None:
    for words in ("ferry fares", "Ferry fares", "news about ferry fares"):
        preview = talk.says(f"/subscribe {words}")
        done = plain_text(talk.presses(preview, "✓ Subscribe").html)
    assert done.startswith("You are told of that already: the topic “ferry fares”, at once.")
    assert len(talk.known) == 1


def test_a_subscription_is_looked_after_by_its_buttons(talk: Talk) -> None:
    talk.presses(talk.says(f'/subscribe ferry source:"{HERALD}"'), "✓ Subscribe")
    shown = talk.presses(talk.says("/subscriptions"), "1")
    paused = talk.presses(talk.presses(shown, "Pause"), "1 day")
    assert "Paused until 13 June 2025" in plain_text(paused.html)
    assert talk.known[0].paused_until
    talk.presses(paused, "Go on")
    assert talk.known[0].paused_until is None
    talk.presses(talk.presses(shown, "Delivery"), "Daily 8:00")
    assert talk.known[0].delivery.rhythm is Rhythm.DAILY
    talk.presses(talk.presses(shown, "Delivery"), "Another time …")
    assert "Write:" in plain_text(talk.says("now and then").html)  # asked again
    assert "weekly on Friday at 18:00 (Europe/Berlin), at most 3" in plain_text(
        talk.says("weekly Friday 18:00 Berlin, at most 3").html
    )
    talk.presses(shown, "Edit")
    assert "The topic “otters”" in plain_text(talk.says("otters").html)
    assert talk.known[0].interest == Interest(topic="otters")
    assert plain_text(talk.presses(shown, "Why the last one?").html) == wording.NOTHING_SENT
    assert plain_text(talk.presses(shown, "Delete").html).startswith("Ended: otters.")
    assert talk.known == []


def test_unsubscribing_by_number_by_words_and_altogether(talk: Talk) -> None:
    for topic in ("ferries", "otters", "bridges", "storms"):
        talk.presses(talk.says(f"/subscribe {topic}"), "✓ Subscribe")
    talk.says("/unsubscribe 1")
    talk.says("/unsubscribe otters")
    assert [one.text for one in talk.known] == ["bridges", "storms"]
    talk.presses(talk.says("/unsubscribe all"), "Yes, end all")
    assert talk.known == []
    assert plain_text(talk.says("/unsubscribe").html) == wording.NONE_YET


def test_muting_and_quiet_hours(talk: Talk) -> None:
    assert "No alerts until 12 June 2025" in plain_text(talk.says("/mute 2 hours").html)
    assert talk.subscribers.chat(7).muted_until
    talk.says("/mute off")
    assert talk.subscribers.chat(7).muted_until is None
    assert "from 22:00 to 7:00 (Europe/Berlin)" in plain_text(talk.says("/quiet 22:00-7:00 Berlin").html)
    assert talk.subscribers.chat(7).quiet_from == 22 * 60
    assert "Write from when to when" in plain_text(talk.says("/quiet at night").html)
    assert plain_text(talk.says("/quiet off").html) == wording.QUIET_OFF


def test_until_when_names_the_clocks_it_is_meant_by(talk: Talk) -> None:
    assert plain_text(talk.says("/mute until 20 June").html) == (
        "No alerts until 20 June 2025, 0:00 (UTC, as I don’t know where you are). "
        "What comes in until then is not sent afterwards."
    )
    assert "18:00 (Asia/Kolkata)" in plain_text(talk.says("/mute until 18:00 Mumbai").html)
    assert talk.subscribers.chat(7).zone == "Asia/Kolkata"
    before = talk.subscribers.chat(7).muted_until
    assert "over at once" in plain_text(talk.says("/mute 0 hours").html)
    assert "a year at most" in plain_text(talk.says("/mute until 2099-01-01").html)
    assert talk.subscribers.chat(7).muted_until == before


def test_a_paused_subscription_says_that_nothing_is_made_up_for(talk: Talk) -> None:
    talk.presses(talk.says("/subscribe otters"), "✓ Subscribe")
    shown = talk.presses(talk.says("/subscriptions"), "1")
    talk.presses(talk.presses(shown, "Pause"), "Until …")
    assert plain_text(talk.says("14 June 9:00 UTC+1").html).endswith(
        "Paused until 14 June 2025, 9:00 (UTC+1). What comes in until then is not sent afterwards."
    )


def test_how_many_a_digest_shows_may_be_said_alone(talk: Talk) -> None:
    talk.presses(talk.says("/subscribe otters"), "✓ Subscribe")
    shown = talk.presses(talk.says("/subscriptions"), "1")
    talk.presses(talk.presses(shown, "Delivery"), "Another time …")
    assert "not 500" in plain_text(talk.says("at most 500").html)
    assert "at once (daily or weekly it would be at most 5)" in plain_text(talk.says("at most 5").html)
    assert "at most 5" in plain_text(talk.presses(talk.presses(shown, "Delivery"), "Daily 8:00").html)


def test_an_answer_and_a_refusal_offer_to_tell_of_more(talk: Talk) -> None:
    answer = talk.says("Who ordered the barriers down?")
    preview = talk.presses(answer, wording.MORE_ON_THIS)
    assert "Who ordered the barriers down" in plain_text(preview.html)
    refusal = talk.says("Which xylophone quasar exploded?")
    assert "xylophone quasar" in plain_text(talk.presses(refusal, wording.WHEN_ANSWERED).html)
    later = Talk(talk.room, Visitor(chat_id=7, user_id=7))  # after a start: the question is not remembered
    assert plain_text(later.presses(answer, wording.MORE_ON_THIS).html) == wording.QUESTION_FORGOTTEN


def test_a_time_in_a_question_is_no_part_of_what_is_to_come(talk: Talk) -> None:
    for question in (
        "Which xylophone exploded? since:2025-01 source:herald",
        "Which xylophone exploded last week? source:herald",
    ):
        preview = talk.presses(talk.says(question), wording.WHEN_ANSWERED)
        text = plain_text(preview.html)
        assert text.startswith("I would tell you of: the topic “Which xylophone exploded”, from "), text


def test_an_answer_and_a_refusal_on_what_somebody_said_offer_to_tell_of_more(talk: Talk) -> None:
    words = "“The ferry will sail,” said Oona Fairlie, who runs the line. “Nobody asked me,” said Tam Reed."
    take_in(talk.room.store, replace(FERRY, article_id="said", text=words))
    offered = {
        "What did Oona Fairlie say about the ferry?": "Oona Fairlie quoted, about “the ferry”.",
        "What did Tam Reed say about penguins since May?": "Tam Reed quoted, about “penguins”.",
        "What did Ken Roth say about Xinjiang?": "Ken Roth quoted, about “Xinjiang”.",
        "Who said “the comet is dead”?": "anybody quoted, about “the comet is dead”.",
        "What did Oona Fairlie say?": "Oona Fairlie quoted.",
        "Did Tam Reed say “Nobody asked me”?": "Tam Reed quoted, about “Nobody asked me”.",
    }
    for question, understood in offered.items():
        reply = talk.says(question)
        label = next(one for one in labels(reply) if one in (wording.MORE_ON_THIS, wording.WHEN_ANSWERED))
        assert understood in plain_text(talk.presses(reply, label).html)
    assert wording.MORE_ON_THIS in labels(talk.says("Did Tam Reed say “Nobody asked me”?"))
    talk.visitor = Visitor(chat_id=7, user_id=7)
    assert wording.WHEN_ANSWERED not in labels(talk.says("What did she say about penguins?"))  # who is that?


def test_nobody_touches_what_another_chat_subscribed_to(talk: Talk) -> None:
    preview = talk.says("/subscribe ferry")
    other = Talk(talk.room, Visitor(chat_id=8, user_id=8))
    assert plain_text(other.presses(preview, "✓ Subscribe").html) == wording.NOT_YOURS
    assert plain_text(talk.says("/admin").html) == wording.NOT_AN_OPERATOR


def test_the_terminal_says_where_alerts_are_sent(own_room: Newsroom) -> None:
    assert plain_text(reply_to_words(own_room, "/subscribe ferry", NOW).html) == wording.NEEDS_TELEGRAM


async def test_a_person_subscribes_and_is_told(
    server: TelegramServer, own_room: Newsroom, ann: Person
) -> None:
    async with running_bot(server, own_room, administrators=[7]):
        preview = await answer_to(server, ann.says("/subscribe ferry shuttle"))
        ann.taps(preview, "✓ Subscribe")
        done = await edit_of(server, preview)
        assert done.text.startswith("Done:")
        news = replace(FERRY, article_id="news", text=FERRY.text + " It sailed today.")
        ingest(own_room.store, own_room.embedder, [news], ("en",), announce=True)
        alert = await answer_to(server, done)
        assert "Why: near your topic “ferry shuttle”" in alert.text
        ann.taps(alert, "Open passage")
        passage = await answer_to(server, alert)
        assert passage.text.startswith("Ferry shuttle to replace bridge")
        ann.taps(alert, "Stop")
        assert (await answer_to(server, passage)).text.startswith("Ended: ferry shuttle.")
        status = await answer_to(server, ann.says("/admin"))
        assert "waiting: 0" in status.text


async def test_in_a_group_only_its_administrators_decide_and_alerts_go_to_the_topic(
    server: TelegramServer, own_room: Newsroom, ann: Person
) -> None:
    forum = server.group(GROUP, "Forum", forum=True)
    topic = forum.opens_topic(ann, "Ferries")
    async with running_bot(server, own_room):
        refused = await answer_to(server, forum.says(ann, "/subscribe ferry shuttle", thread_id=topic))
        assert refused.text == wording.ONLY_ADMINISTRATORS
        forum.adds(ann, "administrator")
        preview = await answer_to(server, forum.says(ann, "/subscribe ferry shuttle", thread_id=topic))
        ann.taps(preview, "✓ Subscribe")
        await edit_of(server, preview)
        news = replace(FERRY, article_id="news", text=FERRY.text + " It sailed today.")
        await asyncio.to_thread(ingest, own_room.store, own_room.embedder, [news], ("en",), announce=True)
        alert = await answer_to(server, preview)
    assert alert.thread_id == topic
    assert Subscribers(own_room.store.engine).of_chat(GROUP)[0].thread_id == topic


def test_a_wish_made_of_a_question_names_whom_its_pronoun_means(talk: Talk) -> None:
    take_in(talk.room.store, replace(OTTERS, text='"They are shy," said Elspeth Moor, the warden.'))
    talk.room.refresh()
    talk.says("Who is Elspeth Moor?")
    refusal = talk.says("How old is she?")
    (wish,) = [one for row in refusal.buttons for one in row if "ell me when" in one.label]
    preview = reply_to_press(talk.room, wish.action, NOW, talk.visitor)
    assert "How old is Elspeth Moor" in plain_text(preview.html)

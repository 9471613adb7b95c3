"""Stories: people write to the bot through a Bot API server that keeps Telegram's rules."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from newsrooms import FERRY, key_of, take_in
from pydantic import SecretStr
from running_bot import answer_to, edit_of, running_bot
from telegram import Chat, Message, Update, User
from telegram_server import Person, TelegramServer

from bot import wording
from bot.application import build_application, token_of
from bot.failures import BotStartError
from index.newsroom import Newsroom

GROUP = -1001234567890


async def test_a_person_asks_opens_the_source_and_reads_on(
    server: TelegramServer, room: Newsroom, ann: Person
) -> None:
    async with running_bot(server, room):
        asked = ann.says("Which keeper number begins chapter three of the lighthouse chronicle?")
        answer = await answer_to(server, asked)
        assert answer.text.startswith(
            "Chapter three of the lighthouse chronicle begins with keeper number three. [1]"
        )
        assert answer.text.endswith("[1] The lighthouse chronicle — Radio Orrevane, 15 January 2025")
        assert answer.reply_to is None

        ann.taps(answer, "1 · Radio Orrevane")
        passage = await answer_to(server, answer)
        assert passage.reply_to == answer.message_id
        assert passage.marked("expandable_blockquote")[0].startswith("Chapter three")
        assert "Chapter three of the lighthouse chronicle begins with keeper number three." in passage.marked(
            "bold"
        )

        ann.taps(passage, "later ▶")
        later = await edit_of(server, passage)
        assert later.marked("expandable_blockquote")[0].startswith("Chapter four")
        ann.taps(later, "All of it")
        whole = await edit_of(server, later)
        assert whole.marked("blockquote")[0].startswith("Chapter one")
        assert len(server.messages(ann.chat_id)) == 2
        assert len(server.calls("answerCallbackQuery")) == 3


async def test_what_one_may_say_besides_questions(
    server: TelegramServer, room: Newsroom, ann: Person
) -> None:
    expected = {
        "hello": wording.GREETING,
        "thanks!": wording.THANKS,
        "/ask": wording.HOW_TO_ASK,
        "🙂": wording.NO_WORDS,
        "Which xylophone quasar exploded?": f"{wording.NO_ANSWER} {wording.TRY_OTHER_WORDS}",
        "/start@newsdesk_bot": wording.welcome(room.store.status(), 2),
    }
    async with running_bot(server, room):
        for text, reply in expected.items():
            assert (await answer_to(server, ann.says(text))).text == reply


async def test_a_menu_and_a_description_are_set_at_the_start(server: TelegramServer, room: Newsroom) -> None:
    async with running_bot(server, room):
        await asyncio.to_thread(server.wait_for_call, "setMyShortDescription")
    (menu,) = server.calls("setMyCommands")
    assert [one["command"] for one in menu.params["commands"]] == list(wording.COMMANDS)
    assert all(call.status == 200 for call in server.sent)


async def test_lists_turn_their_pages_in_place(server: TelegramServer, room: Newsroom, ann: Person) -> None:
    async with running_bot(server, room):
        first = await answer_to(server, ann.says("/latest 2"))
        ann.taps(first, "older ▶")
        second = await edit_of(server, first)
        assert second.labels == ["1", "2", "◀ newer"]
        ann.taps(second, "2")
        card = await answer_to(server, second)
        assert card.text.startswith("Lantern Bridge shut until further notice")


async def test_pressing_a_button_twice_is_no_error(
    server: TelegramServer, room: Newsroom, ann: Person
) -> None:
    async with running_bot(server, room):
        card = await answer_to(server, ann.says("/article chronicle"))
        later = card.buttons[0][0].target
        ann.forges_tap(card, later)
        ann.forges_tap(card, later)
        await asyncio.to_thread(server.wait_for_call, "editMessageText", count=2)
        last = await answer_to(server, ann.says("hello"))
    assert [one.message_id for one in server.messages(ann.chat_id)] == [card.message_id, last.message_id]


async def test_a_button_of_an_article_removed_meanwhile_says_so(
    server: TelegramServer, own_room: Newsroom, ann: Person
) -> None:
    async with running_bot(server, own_room):
        answer = await answer_to(server, ann.says("Who ordered the barriers down?"))
        own_room.store.remove([key_of(own_room, "bridge")], datetime.now(UTC))
        ann.taps(answer, "1 · Radio Orrevane")
        assert (await answer_to(server, answer)).text == wording.GONE
        ann.forges_tap(answer, "no button of ours")
        (_, refused) = await asyncio.to_thread(
            server.wait_for_messages, ann.chat_id, 2, after_id=answer.message_id
        )
        assert refused.text == wording.NO_SUCH_BUTTON


async def test_an_article_taken_in_while_the_bot_runs_is_found_within_seconds(
    server: TelegramServer, own_room: Newsroom, ann: Person
) -> None:
    async with running_bot(server, own_room):
        question = "Which wombat walked over the Lantern Bridge?"
        assert "wombat" not in (await answer_to(server, ann.says(question))).text
        take_in(
            own_room.store,
            replace(FERRY, article_id="w", text="The wombat Winifred walked over the Lantern Bridge."),
        )
        for _ in range(20):
            await asyncio.sleep(0.5)
            answer = await answer_to(server, ann.says(question))
            if "Winifred" in answer.text:
                return
    pytest.fail(f"still answers {answer.text!r}")


async def test_a_chat_is_answered_in_order_and_others_meanwhile(
    server: TelegramServer, room: Newsroom, ann: Person
) -> None:
    bob = server.person(user_id=8, first_name="Bob")
    for text in ("hello", "thanks", "bye", "who are you"):
        ann.says(text)
    server.hang_next("sendMessage", 2.0, chat_id=ann.chat_id)
    async with running_bot(server, room) as application:
        await answer_to(server, bob.says("hello"))
        assert len(server.messages(ann.chat_id)) < 4
        replies = await asyncio.to_thread(server.wait_for_messages, ann.chat_id, 4)
    assert vars(application.update_processor)["_turns"] == {}, "locks of chats that wait for nothing are kept"
    assert [one.text for one in replies] == [
        wording.GREETING, wording.THANKS, wording.FAREWELL, wording.IDENTITY,
    ]  # fmt: skip


async def test_what_was_asked_while_the_bot_was_down_is_answered_once(
    server: TelegramServer, room: Newsroom, ann: Person
) -> None:
    asked = ann.says("hello")
    async with running_bot(server, room):
        await answer_to(server, asked)
    async with running_bot(server, room):
        await answer_to(server, ann.says("thanks"))
    assert [one.text for one in server.messages(ann.chat_id)] == [wording.GREETING, wording.THANKS]


# What is not text


async def test_a_file_gets_a_friendly_line_and_its_caption_an_answer(
    server: TelegramServer, room: Newsroom, ann: Person
) -> None:
    async with running_bot(server, room):
        sent = ann.sends_file("voice.ogg", b"sound")
        assert (await answer_to(server, sent)).text == wording.NOT_TEXT
        sent = ann.sends_file("photo.jpg", b"picture", caption="Who ordered the barriers down?")
        assert (await answer_to(server, sent)).text.startswith("Chief engineer")


async def test_an_album_is_remarked_on_once(server: TelegramServer, room: Newsroom, ann: Person) -> None:
    async with running_bot(server, room) as application:
        await answer_to(server, ann.says("hello"))
        chat, now = Chat(ann.chat_id, Chat.PRIVATE), datetime.now(UTC)
        for number in range(3):
            picture = Message(
                900 + number, now, chat, from_user=User(7, "Ann", False), media_group_id="album"
            )
            await application.update_queue.put(Update(900 + number, message=picture))
        await asyncio.to_thread(server.wait_for_messages, ann.chat_id, 2)
        await answer_to(server, ann.says("thanks"))
    assert [one.text for one in server.messages(ann.chat_id)] == [
        wording.GREETING, wording.NOT_TEXT, wording.THANKS,
    ]  # fmt: skip


async def test_an_edited_message_is_not_answered_again(
    server: TelegramServer, room: Newsroom, ann: Person
) -> None:
    async with running_bot(server, room):
        asked = ann.says("hello")
        await answer_to(server, asked)
        ann.edits(asked, "hello there")
        await answer_to(server, ann.says("thanks"))
    assert [one.text for one in server.messages(ann.chat_id)] == [wording.GREETING, wording.THANKS]


# Groups


async def test_in_a_group_the_bot_speaks_only_when_it_is_spoken_to(
    server: TelegramServer, room: Newsroom, ann: Person
) -> None:
    group = server.group(GROUP, "Readers")
    group.makes_bot_admin()  # so that it hears everything
    silent = [
        "Who ordered the barriers down?",
        "hello",
        "/ask@other_bot Who?",
        "/roll 6",
        "see @newsdesk_bots",
    ]
    async with running_bot(server, room):
        for text in silent:
            group.says(ann, text)
        mention = group.says(ann, "@newsdesk_bot who ordered the barriers down?")
        answer = await answer_to(server, mention)
        assert answer.text.startswith("Chief engineer")
        assert answer.reply_to == mention.message_id
        thanks = group.says(ann, "thanks", reply_to=answer)
        assert (await answer_to(server, thanks)).text == wording.THANKS
        asked = group.says(ann, "/ask@Newsdesk_Bot who ordered the barriers down?")
        assert (await answer_to(server, asked)).text == answer.text
        bare = group.says(ann, "/sources")
        assert (await answer_to(server, bare)).text.startswith("2 outlets")
    assert len(server.messages(GROUP)) == 4


async def test_answers_go_to_the_topic_they_were_asked_in(
    server: TelegramServer, room: Newsroom, ann: Person
) -> None:
    forum = server.group(GROUP, "Forum", forum=True)
    topic = forum.opens_topic(ann, "Bridges")
    async with running_bot(server, room):
        asked = forum.says(ann, "/ask Who ordered the barriers down?", thread_id=topic)
        answer = await answer_to(server, asked)
        assert answer.thread_id == topic
        ann.taps(answer, "1 · Radio Orrevane")
        assert (await answer_to(server, answer)).thread_id == topic
    assert all(call.params["message_thread_id"] == topic for call in server.calls("sendChatAction"))


# Starting


def test_without_a_usable_token_nothing_is_built(room: Newsroom) -> None:
    with pytest.raises(BotStartError, match="write /newbot to @BotFather"):
        build_application(room, room.settings)


@pytest.mark.parametrize("token", ["hello", "123:", ":abc", "123:ab c", "12x:abc", "123:ab/../c"])
def test_what_cannot_be_a_token_is_refused_before_anything_is_sent(room: Newsroom, token: str) -> None:
    settings = room.settings.model_copy(update={"telegram_bot_token": SecretStr(token)})
    with pytest.raises(BotStartError, match="is not a bot token"):
        token_of(settings)


async def test_a_token_that_telegram_does_not_know_ends_the_bot_with_one_sentence(
    server: TelegramServer, room: Newsroom
) -> None:
    with pytest.raises(BotStartError, match="does not know this TELEGRAM_BOT_TOKEN") as raised:
        async with running_bot(server, room, TELEGRAM_BOT_TOKEN="99:wrong"):
            await asyncio.sleep(1)
    assert "99:wrong" not in str(raised.value)
    assert server.address in str(raised.value)

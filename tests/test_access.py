"""Who is let in, and who decides for a group."""

import asyncio
from pathlib import Path

import pytest
from newsrooms import settings_for
from running_bot import answer_to, edit_of, running_bot
from telegram_server import Person, TelegramServer

from bot import wording, wording_alerts
from bot.access import is_admitted
from index.newsroom import Newsroom

GROUP = -1001234567890
ANN, BOB, BOSS = 7, 8, 9


@pytest.mark.parametrize(
    ("user", "chat", "admitted"),
    [
        (ANN, ANN, True), (BOB, BOB, False), (BOSS, BOSS, True), (BOB, GROUP, True), (BOB, -5, False),
        (ANN, -5, True), (None, GROUP, True), (None, None, False),
    ],
)  # fmt: skip
def test_a_list_lets_in_its_people_its_groups_and_administrators(
    tmp_path: Path, user: int | None, chat: int | None, admitted: bool
) -> None:
    settings = settings_for(tmp_path, access="allow-list", allowed=[ANN, GROUP], administrators=[BOSS])
    assert is_admitted(settings, user, chat) is admitted


def test_an_open_bot_lets_everybody_in(tmp_path: Path) -> None:
    assert is_admitted(settings_for(tmp_path, allowed=[ANN]), BOB, -5)


async def test_who_is_not_let_in_learns_their_number_and_nothing_else(
    server: TelegramServer, room: Newsroom, ann: Person
) -> None:
    bob = server.person(user_id=BOB, first_name="Bob")
    group = server.group(-5, "Strangers")
    async with running_bot(server, room, access="allow-list", allowed=[ANN]):
        answer = await answer_to(server, ann.says("Who ordered the barriers down?"))
        assert answer.text.startswith("Chief engineer")
        for text in ("/start", "Who ordered the barriers down?", "/latest"):
            assert (await answer_to(server, bob.says(text))).text == wording.not_admitted(BOB)
        sent = bob.sends_file("photo.jpg", b"picture")
        refusal = await answer_to(server, sent)
        assert refusal.text == wording.not_admitted(BOB)
        bob.forges_tap(refusal, answer.buttons[0][0].target)
        assert (await answer_to(server, refusal)).text == wording.not_admitted(BOB)
        group.says(bob, "/ask Who ordered the barriers down?")
        asked = group.says(ann, "/ask Who ordered the barriers down?")
        assert (await answer_to(server, asked)).text.startswith("Chief engineer")
    assert len(server.messages(group.chat_id)) == 1
    assert len(server.calls("answerCallbackQuery")) == 1


async def test_in_a_group_who_may_not_decide_hears_so_alone(
    server: TelegramServer, own_room: Newsroom, ann: Person
) -> None:
    bob = server.person(user_id=BOB, first_name="Bob")
    group = server.group(GROUP, "Readers")
    group.adds(ann, "administrator")
    async with running_bot(server, own_room):
        answer = await answer_to(server, group.says(ann, "/ask Who ordered the barriers down?"))
        preview = await answer_to(server, group.says(ann, "/subscribe ferry shuttle"))
        for message, label in ((answer, wording_alerts.MORE_ON_THIS), (preview, wording_alerts.CONFIRM)):
            bob.taps(message, label)
        await asyncio.to_thread(server.wait_for_call, "answerCallbackQuery", count=2)
        there = len(server.messages(GROUP))
        ann.taps(preview, wording_alerts.CONFIRM)
        done = await edit_of(server, preview)
    assert [call.params.get("text") for call in server.calls("answerCallbackQuery")] == [
        wording_alerts.ONLY_ADMINISTRATORS,
        wording_alerts.ONLY_ADMINISTRATORS,
        None,
    ]
    assert done.text.startswith("Done: ")
    assert len(server.messages(GROUP)) == there == 2

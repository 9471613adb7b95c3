"""The fake itself: does it refuse what Telegram refuses, and tell the bot what Telegram tells it?

Tests go through python-telegram-bot wherever a bot would, and through plain HTTP where PTB checks too early.
"""

import asyncio
import html
import threading
import time
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import (
    Bot,
    BotCommand,
    CallbackQuery,
    ChatMemberAdministrator,
    ChatMemberLeft,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
    Update,
)
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes
from telegram.request import HTTPXRequest
from telegram_html import (
    MAX_ENTITIES,
    Entity,
    FormattedText,
    HtmlError,
    as_shown,
    checked_link,
    find_entities,
    parse_html,
    utf16_length,
    utf16_slice,
)
from telegram_server import Call, ChatMessage, Person, RateLimit, TelegramServer

# PTB warns of the coming type of RetryAfter.retry_after each time it makes one.
pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")

GROUP = -1001234567890


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    with TelegramServer() as running:
        yield running


@pytest.fixture
def ann(server: TelegramServer) -> Person:
    """Someone who has written to the bot already."""
    person = server.person(user_id=7, first_name="Ann", username="ann_reads")
    person.says("/start")
    return person


def a_bot(server: TelegramServer, read_timeout: float = 5.0) -> Bot:
    request = HTTPXRequest(read_timeout=read_timeout)
    return Bot(server.token, server.base_url, server.base_file_url, request=request)


@pytest.fixture
async def bot(server: TelegramServer) -> AsyncIterator[Bot]:
    async with a_bot(server) as initialized:
        yield initialized


def call(server: TelegramServer, method: str, **params: Any) -> dict[str, Any]:
    """One call as JSON, with nothing checked on the way."""
    answer: dict[str, Any] = httpx.post(f"{server.base_url}{server.token}/{method}", json=params).json()
    return answer


def refusal(server: TelegramServer, method: str, **params: Any) -> str:
    answer = call(server, method, **params)
    assert answer["ok"] is False, f"{method} was not refused"
    return str(answer["description"])


def keyboard(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"inline_keyboard": list(rows)}


# --- HTML ---


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_escaped_text_is_always_valid_and_comes_back_plain(text: str) -> None:
    assert parse_html(html.escape(text, quote=False)) == FormattedText(text)
    assert parse_html(html.escape(text, quote=True)) == FormattedText(text)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.text("🗞é a"))
def test_an_entity_covers_exactly_the_text_between_its_tags(inside: str, before: str) -> None:
    text, (entity,) = parse_html(f"{before}<b>{html.escape(inside, quote=False)}</b>")
    assert entity.type == "bold"
    assert utf16_slice(text, entity.offset, entity.length) == inside


@given(st.text("<>/&;=\"' abiupre-x🗞\n\t", max_size=40))
def test_the_parser_answers_or_refuses_whatever_it_is_given(source: str) -> None:
    try:
        text, entities = as_shown(parse_html(source))
    except HtmlError:
        return
    assert text == text.strip(" \n") or entities
    assert all(0 <= one.offset < one.end <= utf16_length(text) for one in entities)


@pytest.mark.parametrize(
    ("source", "types"),
    [
        ("<b>x</b><strong>y</strong>", ["bold", "bold"]),
        ("<i>x</i><em>y</em>", ["italic", "italic"]),
        ("<u>x</u><ins>y</ins>", ["underline", "underline"]),
        ("<s>x</s><strike>y</strike><del>z</del>", ["strikethrough", "strikethrough", "strikethrough"]),
        ("<tg-spoiler>x</tg-spoiler><span class='tg-spoiler'>y</span>", ["spoiler", "spoiler"]),
        ("<code>x</code>", ["code"]),
        ("<pre>x</pre>", ["pre"]),
        (
            "<blockquote>x</blockquote><blockquote expandable>y</blockquote>",
            ["blockquote", "expandable_blockquote"],
        ),
        ('<a href="https://example.com/">x</a>', ["text_link"]),
        ('<a href="tg://user?id=7">x</a>', ["text_mention"]),
        ('<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>', ["custom_emoji"]),
        ("<B>x</b >", ["bold"]),
        ("<b>x</>", ["bold"]),
        ("<b></b>", []),
    ],
)
def test_every_tag_of_telegram_becomes_its_entity(source: str, types: list[str]) -> None:
    assert [one.type for one in parse_html(source).entities] == types


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("один<br>", 'Unsupported start tag "br" at byte offset 8'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("1 <2", "Unclosed start tag at byte offset 2"),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<b>x</b ", "Unclosed end tag at byte offset 4"),
        ("<a href='x", "Unclosed start tag at byte offset 0"),
        ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
        ("<a href=http://x.org/>y</a>", "Unexpected end of name token at byte offset 8"),
        ("<a =x>y</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<span class='red'>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<tg-emoji emoji-id='none'>x</tg-emoji>", "Invalid custom emoji identifier specified"),
    ],
)
def test_what_telegram_cannot_parse_is_refused_in_its_words(source: str, words: str) -> None:
    with pytest.raises(HtmlError) as caught:
        parse_html(source)
    assert str(caught.value) == words


def test_a_blockquote_inside_a_blockquote_is_refused() -> None:
    with pytest.raises(HtmlError, match="Nested blockquote"):
        parse_html("<blockquote>a <blockquote>b</blockquote></blockquote>")


def test_only_four_named_references_and_numbers_are_decoded() -> None:
    assert parse_html("&lt;&gt;&amp;&quot;&#39;&#x27;&#128240;").text == "<>&\"''📰"
    assert parse_html("&nbsp;&copy; AT&T &ltd; &#0; &#XAB;").text == "&nbsp;&copy; AT&T &ltd; &#0; &#XAB;"


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(HtmlError, match="invalid Unicode"):
        parse_html("&#xD83D;")


def test_offsets_count_utf16_units() -> None:
    assert parse_html("📰<b>📰x</b>").entities == (Entity("bold", 2, 3),)


def test_a_language_belongs_to_a_code_block_only() -> None:
    assert parse_html('<pre><code class="language-python">x</code></pre>').entities == (
        Entity("pre", 0, 1, language="python"),
    )
    assert parse_html('<code class="language-python">x</code>').entities == (Entity("code", 0, 1),)


def test_a_link_telegram_does_not_understand_leaves_plain_text() -> None:
    assert parse_html('<a href="localhost">x</a> <a href="javascript:alert(1)">y</a>') == FormattedText("x y")


def test_the_text_of_a_link_may_be_its_address() -> None:
    assert parse_html("<a>example.com</a>").entities[0].url == "http://example.com/"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://Example.COM", "https://example.com/"),
        ("https://example.com/A?b=C#d", "https://example.com/A?b=C#d"),
        ("example.com/x y", "http://example.com/x%20y"),
        ("tg:resolve?domain=ann", "tg://resolve?domain=ann"),
        ("https://Ann:Secret@Example.com:8080/", "https://Ann:Secret@example.com:8080/"),
        ("http://localhost:3000/", None),
        ("ftp://example.com/", None),
        ("https://exa mple.com/", None),
        ("https://example.com:port/", None),
        ("", None),
    ],
)
def test_links_are_shown_as_telegram_normalizes_them(url: str, shown: str | None) -> None:
    assert checked_link(url) == shown


def test_shown_text_is_trimmed_and_free_of_control_characters() -> None:
    shown = as_shown(parse_html(" \n a\r\n\tb<b> c </b>\n "))
    assert shown == FormattedText("a\n b c", (Entity("bold", 4, 2),))


def test_blanks_inside_the_first_entity_stay() -> None:
    assert as_shown(parse_html(" <b> a</b>")) == FormattedText(" a", (Entity("bold", 0, 2),))


def test_only_a_hundred_entities_are_kept_links_before_styles() -> None:
    source = "".join(f'<b>{n}</b> <a href="https://example.com/{n}">link</a> ' for n in range(60))
    kept = [one.type for one in as_shown(parse_html(source)).entities]
    assert len(kept) == MAX_ENTITIES
    assert kept.count("text_link") == 60


def test_code_takes_no_style_and_touching_styles_become_one() -> None:
    assert as_shown(parse_html("<b>a<code>b</code>c</b>")).entities == (
        Entity("bold", 0, 1),
        Entity("code", 1, 1),
        Entity("bold", 2, 1),
    )
    assert as_shown(parse_html("<b>a</b><b>b</b>")).entities == (Entity("bold", 0, 2),)
    assert as_shown(parse_html('<a href="example.com">a<code>b</code></a>')).entities == (
        Entity("text_link", 0, 2, url="http://example.com/"),
    )


def test_telegram_finds_commands_mentions_hashtags_and_links_itself() -> None:
    text = "📰 /ask@newsdesk_bot who? @ann_reads #news https://example.com/a. a/b a@b"
    assert [(one.type, utf16_slice(text, one.offset, one.length)) for one in find_entities(text)] == [
        ("bot_command", "/ask@newsdesk_bot"),
        ("mention", "@ann_reads"),
        ("hashtag", "#news"),
        ("url", "https://example.com/a"),
    ]


# --- sending ---


async def test_a_sent_message_is_in_the_chat_with_its_entities_and_buttons(
    server: TelegramServer, bot: Bot, ann: Person
) -> None:
    rows = [
        [InlineKeyboardButton("More", callback_data="more:1")],
        [InlineKeyboardButton("Read", url="https://example.com/a")],
    ]
    sent = await bot.send_message(
        ann.chat_id,
        "<b>Yes</b> &amp; <a href='https://example.com/a'>why</a>",
        parse_mode=ParseMode.HTML,
        reply_markup=InlineKeyboardMarkup(rows),
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )
    (message,) = server.messages(ann.chat_id)
    assert sent.text == message.text == "Yes & why"
    assert message.html == "<b>Yes</b> &amp; <a href='https://example.com/a'>why</a>"
    assert message.marked("bold") == ["Yes"]
    assert message.entities[1] == Entity("text_link", 6, 3, url="https://example.com/a")
    assert message.buttons == [[("More", "more:1")], [("Read", "https://example.com/a")]]
    assert not message.edited
    assert sent.reply_markup is not None


async def test_a_message_longer_than_4096_utf16_units_is_refused(bot: Bot, ann: Person) -> None:
    assert await bot.send_message(ann.chat_id, "📰" * 2048)
    with pytest.raises(BadRequest, match="Message is too long"):
        await bot.send_message(ann.chat_id, "📰" * 2048 + "!")


async def test_tags_and_references_do_not_count_towards_the_length(bot: Bot, ann: Person) -> None:
    assert await bot.send_message(ann.chat_id, f"<b>{'&amp;' * 4096}</b>", parse_mode=ParseMode.HTML)
    with pytest.raises(BadRequest, match="Message is too long"):
        await bot.send_message(ann.chat_id, f"<b>{'&amp;' * 4097}</b>", parse_mode=ParseMode.HTML)


def test_source_beyond_32768_bytes_is_refused_before_it_is_parsed(
    server: TelegramServer, ann: Person
) -> None:
    words = refusal(server, "sendMessage", chat_id=ann.chat_id, parse_mode="HTML", text="<b></b>" * 5000)
    assert words == "Bad Request: text is too long"


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"text": ""}, "message text is empty"),
        ({}, "message text is empty"),
        ({"text": " \n "}, "text must be non-empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "text must be non-empty"),
        ({"text": "x", "parse_mode": "BBCode"}, "unsupported parse_mode"),
        ({"text": "<b>", "parse_mode": "html"},
         'can\'t parse entities: Can\'t find end tag corresponding to start tag "b"'),
        ({"text": "x", "chat_id": 999}, "chat not found"),
        ({"text": "x", "chat_id": "@nobody"}, "chat not found"),
        ({"text": "x", "chat_id": ""}, "chat_id is empty"),
        ({"text": "x", "reply_parameters": {"message_id": 999}}, "message to be replied not found"),
        ({"text": "x", "message_thread_id": 5}, "message thread not found"),
        ({"text": "x", "entities": [{"type": "bold", "offset": 0, "length": 2}]},
         "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 2"),
    ],
)  # fmt: skip
def test_a_message_is_refused_in_telegrams_words(
    server: TelegramServer, ann: Person, params: dict[str, Any], words: str
) -> None:
    assert refusal(server, "sendMessage", **{"chat_id": ann.chat_id, **params}) == f"Bad Request: {words}"
    assert server.messages(ann.chat_id) == []


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        (keyboard([{"text": "x", "callback_data": "й" * 33}]), "BUTTON_DATA_INVALID"),
        (keyboard([{"text": "", "callback_data": "x"}]), "inline keyboard button text must be non-empty"),
        (keyboard([{"text": "x"}]),
         "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
        (keyboard([{"text": "x", "url": "http://localhost/"}]),
         "inline keyboard button URL 'http://localhost/' is invalid: Wrong HTTP URL"),
        (keyboard([{"text": "x", "copy_text": {"text": "y" * 257}}]), "BUTTON_COPY_TEXT_INVALID"),
        (keyboard([{"text": "x", "callback_data": "x"}] * 9), "reply markup is too long"),
        (keyboard(*[[{"text": "x", "callback_data": "x"}] * 4] * 26), "reply markup is too long"),
        ("{", "can't parse reply keyboard markup JSON object"),
        ([], "object expected as reply markup"),
    ],
)  # fmt: skip
def test_a_wrong_keyboard_is_refused(server: TelegramServer, ann: Person, markup: Any, words: str) -> None:
    told = refusal(server, "sendMessage", chat_id=ann.chat_id, text="x", reply_markup=markup)
    assert told == f"Bad Request: {words}"


def test_64_bytes_of_callback_data_and_100_buttons_are_fine(server: TelegramServer, ann: Person) -> None:
    full = keyboard(*[[{"text": "x", "callback_data": "й" * 32}] * 5] * 20)
    assert call(server, "sendMessage", chat_id=ann.chat_id, text="x", reply_markup=full)["ok"]
    assert len(server.messages(ann.chat_id)[0].labels) == 100


async def test_the_bot_cannot_write_to_who_never_wrote_to_it(server: TelegramServer, bot: Bot) -> None:
    stranger = server.person(user_id=8)
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(stranger.chat_id, "Hello?")
    stranger.says("hi")
    assert await bot.send_message(stranger.chat_id, "Hello!")


async def test_the_bot_cannot_write_to_who_blocked_it(server: TelegramServer, bot: Bot, ann: Person) -> None:
    ann.blocks_bot()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(ann.chat_id, "x")
    with pytest.raises(Forbidden):
        await bot.send_chat_action(ann.chat_id, ChatAction.TYPING)
    ann.says("/start")
    assert await bot.send_message(ann.chat_id, "Welcome back")
    updates = await bot.get_updates()
    assert [u.my_chat_member.new_chat_member.status for u in updates if u.my_chat_member] == [
        "kicked",
        "member",
    ]


async def test_the_bot_cannot_write_to_a_deleted_account(bot: Bot, ann: Person) -> None:
    ann.deletes_account()
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(ann.chat_id, "x")


async def test_a_reply_shows_what_it_answers_and_may_quote_it(
    server: TelegramServer, bot: Bot, ann: Person
) -> None:
    asked = ann.says("Who said 📰 stop?")
    quoting = ReplyParameters(asked.message_id, quote="stop?")
    sent = await bot.send_message(ann.chat_id, "Nobody.", reply_parameters=quoting)
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "Who said 📰 stop?"
    assert sent.quote is not None
    assert (sent.quote.text, sent.quote.position) == ("stop?", 12)
    assert server.messages(ann.chat_id)[0].reply_to == asked.message_id
    not_there = ReplyParameters(asked.message_id, quote="go on")
    with pytest.raises(BadRequest, match="Quote_text_invalid"):
        await bot.send_message(ann.chat_id, "x", reply_parameters=not_there)
    forgiving = ReplyParameters(999, allow_sending_without_reply=True)
    assert (await bot.send_message(ann.chat_id, "x", reply_parameters=forgiving)).reply_to_message is None


async def test_a_document_arrives_with_its_caption(server: TelegramServer, bot: Bot, ann: Person) -> None:
    content = bytes(range(256)) + b"\r\n--\r\n"
    sent = await bot.send_document(
        ann.chat_id, content, filename="отчёт.csv", caption="<i>Report</i>", parse_mode=ParseMode.HTML
    )
    (message,) = server.messages(ann.chat_id)
    assert message.file is not None
    assert (message.file.name, message.file.content) == ("отчёт.csv", content)
    assert (message.text, message.marked("italic")) == ("Report", ["Report"])
    assert sent.document is not None
    again = await bot.send_document(ann.chat_id, sent.document.file_id)
    assert again.document is not None
    assert again.document.file_name == "отчёт.csv"


async def test_calls_are_recorded_with_decoded_parameters_and_results(
    server: TelegramServer, bot: Bot, ann: Person
) -> None:
    await bot.send_message(ann.chat_id, "123", disable_notification=True)
    with pytest.raises(BadRequest):
        await bot.send_message(99, "x")
    good, bad = server.calls("sendMessage")
    assert good.params == {"chat_id": ann.chat_id, "text": "123", "disable_notification": True}
    assert (good.status, good.result["text"]) == (200, "123")
    assert (bad.status, bad.description) == (400, "Bad Request: chat not found")


# --- editing and deleting ---


async def test_an_edit_replaces_the_text_and_takes_the_keyboard_away(
    server: TelegramServer, bot: Bot, ann: Person
) -> None:
    markup = InlineKeyboardMarkup.from_button(InlineKeyboardButton("More", callback_data="more"))
    sent = await bot.send_message(ann.chat_id, "<b>a</b>", parse_mode=ParseMode.HTML, reply_markup=markup)
    edited = await sent.edit_text("b")
    assert isinstance(edited, Message)
    (message,) = server.messages(ann.chat_id)
    assert (message.text, message.entities, message.buttons, message.edited) == ("b", [], [], True)
    assert edited.edit_date is not None


async def test_an_edit_that_changes_nothing_is_refused(bot: Bot, ann: Person) -> None:
    markup = InlineKeyboardMarkup.from_button(InlineKeyboardButton("More", callback_data="more"))
    sent = await bot.send_message(ann.chat_id, "a", reply_markup=markup)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await sent.edit_text("a", reply_markup=markup)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await sent.edit_reply_markup(markup)
    assert await sent.edit_reply_markup(None)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await sent.edit_text(" a\n")


async def test_only_an_existing_message_of_the_bot_can_be_edited(bot: Bot, ann: Person) -> None:
    asked = ann.says("x")
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("y", ann.chat_id, 999)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("y", ann.chat_id, asked.message_id)
    sent = await bot.send_document(ann.chat_id, b"x", filename="x.txt")
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await sent.edit_text("y")


async def test_an_edit_that_is_too_long_is_refused_in_other_words(bot: Bot, ann: Person) -> None:
    sent = await bot.send_message(ann.chat_id, "a")
    with pytest.raises(BadRequest, match="Message_too_long"):
        await sent.edit_text("a" * 4097)


async def test_a_deleted_message_is_gone(server: TelegramServer, bot: Bot, ann: Person) -> None:
    sent = await bot.send_message(ann.chat_id, "a")
    assert await sent.delete()
    assert server.messages(ann.chat_id) == []
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await sent.delete()


async def test_in_a_group_only_an_admin_deletes_what_others_wrote(
    server: TelegramServer, bot: Bot, ann: Person
) -> None:
    group = server.group(GROUP, "Editors")
    said = group.says(ann, "/spam")
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_message(GROUP, said.message_id)
    group.makes_bot_admin()
    assert await bot.delete_message(GROUP, said.message_id)


# --- buttons ---


async def test_a_tapped_button_is_a_callback_query_that_is_answered_once(
    server: TelegramServer, bot: Bot, ann: Person
) -> None:
    markup = InlineKeyboardMarkup.from_button(InlineKeyboardButton("More", callback_data="more:1"))
    await bot.send_message(ann.chat_id, "a", reply_markup=markup)
    (message,) = server.messages(ann.chat_id)
    ann.taps(message, "More")
    ann.taps(message, "more:1")
    first, second = [update.callback_query for update in await bot.get_updates() if update.callback_query]
    assert isinstance(first, CallbackQuery)
    assert (first.data, first.from_user.id, second.data) == ("more:1", ann.user_id, "more:1")
    assert isinstance(first.message, Message)
    assert await first.answer("ok")
    with pytest.raises(
        BadRequest, match="Query is too old and response timeout expired or query id is invalid"
    ):
        await first.answer("ok")
    with pytest.raises(BadRequest, match="Message_too_long"):
        await second.answer("x" * 201)
    assert await second.answer("x" * 200)


def test_an_unknown_callback_query_cannot_be_answered(server: TelegramServer) -> None:
    assert "query ID is invalid" in refusal(server, "answerCallbackQuery", callback_query_id="1")


async def test_a_button_that_is_not_there_cannot_be_tapped(
    server: TelegramServer, bot: Bot, ann: Person
) -> None:
    markup = InlineKeyboardMarkup.from_button(InlineKeyboardButton("Read", url="https://example.com/"))
    await bot.send_message(ann.chat_id, "a", reply_markup=markup)
    (message,) = server.messages(ann.chat_id)
    with pytest.raises(AssertionError, match="no button 'More'"):
        ann.taps(message, "More")
    with pytest.raises(AssertionError, match="tells the bot nothing"):
        ann.taps(message, "Read")


async def test_a_forged_tap_on_a_deleted_message_still_reaches_the_bot(
    server: TelegramServer, bot: Bot, ann: Person
) -> None:
    sent = await bot.send_message(ann.chat_id, "a")
    (message,) = server.messages(ann.chat_id)
    await sent.delete()
    ann.forges_tap(message, "admin:delete-all")
    query = (await bot.get_updates())[-1].callback_query
    assert query is not None
    assert query.data == "admin:delete-all"
    assert query.message is not None
    assert not query.message.is_accessible


# --- what people do ---


async def test_a_command_in_private_is_an_update_with_an_entity(server: TelegramServer, bot: Bot) -> None:
    ann = server.person(7, "Ann", username="ann_reads", language_code="de")
    ann.says("📰 /ask who?")
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.from_user is not None
    assert (update.message.chat.type, update.message.chat.id) == ("private", 7)
    assert (update.message.from_user.full_name, update.message.from_user.language_code) == ("Ann", "de")
    assert update.message.parse_entities() == {update.message.entities[0]: "/ask"}
    assert update.message.entities[0].offset == 3


async def test_a_persons_edit_is_an_edited_message(bot: Bot, ann: Person) -> None:
    said = ann.says("Who sadi it?")
    ann.edits(said, "Who said it?")
    update = (await bot.get_updates())[-1]
    assert update.edited_message is not None
    assert (update.edited_message.text, update.edited_message.message_id) == ("Who said it?", said.message_id)


async def test_a_sent_file_can_be_downloaded(bot: Bot, ann: Person) -> None:
    ann.sends_file("news.txt", b"All quiet.\r\n\x00\xff", caption="/add this")
    message = (await bot.get_updates())[-1].message
    assert message is not None
    assert message.document is not None
    assert (message.document.file_name, message.document.mime_type) == ("news.txt", "text/plain")
    assert (message.caption, message.caption_entities[0].type) == ("/add this", "bot_command")
    file = await message.document.get_file()
    assert bytes(await file.download_as_bytearray()) == b"All quiet.\r\n\x00\xff"


async def test_a_file_beyond_20_megabytes_cannot_be_downloaded(bot: Bot, ann: Person) -> None:
    ann.sends_file("big.zip", b"x", size=20 * 1024 * 1024 + 1)
    message = (await bot.get_updates())[-1].message
    assert message is not None
    assert message.document is not None
    with pytest.raises(BadRequest, match="File is too big"):
        await message.document.get_file()
    with pytest.raises(BadRequest, match="Wrong file_id"):
        await bot.get_file("no such file")


async def test_in_privacy_mode_a_bot_in_a_group_hears_only_what_concerns_it(
    server: TelegramServer, bot: Bot
) -> None:
    ann, group = server.person(7), server.group(GROUP, "Editors")
    sent = await bot.send_message(GROUP, "Ask me")
    (own,) = server.messages(GROUP)
    group.says(ann, "chatter")
    group.says(ann, "/ask@another_bot x")
    group.says(ann, "/ask x")
    group.says(ann, "/ask@newsdesk_bot x")
    group.says(ann, "what does @Newsdesk_bot think?")
    group.says(ann, "a reply", reply_to=own)
    heard = [update.message for update in await bot.get_updates()]
    assert [message.text for message in heard if message] == [
        "/ask x",
        "/ask@newsdesk_bot x",
        "what does @Newsdesk_bot think?",
        "a reply",
    ]
    assert heard[-1] is not None
    assert heard[-1].reply_to_message is not None
    assert heard[-1].reply_to_message.message_id == sent.message_id
    group.makes_bot_admin()
    group.says(ann, "chatter")
    assert len(await bot.get_updates()) == 5


async def test_without_privacy_mode_a_bot_hears_everything() -> None:
    with TelegramServer(privacy_mode=False) as server:
        server.group(GROUP, "Editors").says(server.person(7), "chatter")
        async with a_bot(server) as bot:
            assert len(await bot.get_updates()) == 1
            assert bot.can_read_all_group_messages


async def test_a_topic_is_answered_in_its_thread(server: TelegramServer, bot: Bot) -> None:
    ann, group = server.person(7), server.group(GROUP, "Editors", forum=True)
    thread = group.opens_topic(ann, "Elections")
    group.says(ann, "/ask who won?", thread_id=thread)
    message = (await bot.get_updates())[-1].message
    assert message is not None
    assert message.is_topic_message
    assert message.message_thread_id == thread
    await message.reply_text("Nobody yet")
    assert server.messages(GROUP)[0].thread_id == thread
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(GROUP, "x", message_thread_id=thread + 1)


async def test_a_bot_thrown_out_of_a_group_cannot_write_there(server: TelegramServer, bot: Bot) -> None:
    ann, group = server.person(7), server.group(GROUP, "Editors")
    group.removes_bot(ann)
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await bot.send_message(GROUP, "x")
    (update,) = await bot.get_updates()
    assert update.my_chat_member is not None
    assert update.my_chat_member.new_chat_member.status == "kicked"


async def test_chats_and_members_can_be_looked_up(server: TelegramServer, bot: Bot, ann: Person) -> None:
    group = server.group(GROUP, "Editors")
    bob = server.person(8, "Bob")
    group.adds(bob, "administrator")
    assert (await bot.get_chat(GROUP)).title == "Editors"
    assert (await bot.get_chat(ann.chat_id)).first_name == "Ann"
    assert isinstance(await bot.get_chat_member(GROUP, bob.user_id), ChatMemberAdministrator)
    assert isinstance(await bot.get_chat_member(GROUP, ann.user_id), ChatMemberLeft)
    with pytest.raises(BadRequest, match="User not found"):
        await bot.get_chat_member(GROUP, 12345)


# --- the bot's profile ---


async def test_commands_are_kept_by_scope_and_language(bot: Bot) -> None:
    await bot.set_my_commands([BotCommand("ask", "Ask a question")])
    await bot.set_my_commands([BotCommand("frag", "Stell eine Frage")], language_code="de")
    assert [command.command for command in await bot.get_my_commands()] == ["ask"]
    assert [command.command for command in await bot.get_my_commands(language_code="de")] == ["frag"]
    assert await bot.get_my_commands(language_code="fr") == ()


@pytest.mark.parametrize(
    ("name", "description", "words"),
    [
        ("Ask", "x", "BOT_COMMAND_INVALID"),
        ("ask-me", "x", "BOT_COMMAND_INVALID"),
        ("", "x", "command must be non-empty"),
        ("a" * 33, "x", "command length must not exceed 32"),
        ("ask", "", "command description must be non-empty"),
        ("ask", "x" * 257, "command description length must not exceed 256"),
    ],
)
def test_a_wrong_command_is_refused(server: TelegramServer, name: str, description: str, words: str) -> None:
    told = refusal(server, "setMyCommands", commands=[{"command": name, "description": description}])
    assert told == f"Bad Request: {words}"


def test_more_than_a_hundred_commands_are_refused(server: TelegramServer) -> None:
    commands = [{"command": f"c{n}", "description": "x"} for n in range(101)]
    assert refusal(server, "setMyCommands", commands=commands) == "Bad Request: BOT_COMMANDS_TOO_MUCH"
    assert call(server, "setMyCommands", commands=commands[:100])["ok"]


async def test_descriptions_have_their_limits(bot: Bot) -> None:
    assert await bot.set_my_description("x" * 512)
    assert await bot.set_my_short_description("x" * 120)
    with pytest.raises(BadRequest):
        await bot.set_my_description("x" * 513)
    with pytest.raises(BadRequest):
        await bot.set_my_short_description("x" * 121)


# --- getting updates ---


async def test_updates_come_again_until_an_offset_confirms_them(
    server: TelegramServer, bot: Bot, ann: Person
) -> None:
    ann.says("second")
    first, second = await bot.get_updates()
    assert await bot.get_updates() == (first, second)
    assert await bot.get_updates(limit=1) == (first,)
    assert await bot.get_updates(offset=second.update_id) == (second,)
    assert await bot.get_updates(offset=second.update_id + 1) == ()
    assert server.pending_updates == 0


async def test_a_negative_offset_forgets_all_but_the_newest(bot: Bot, ann: Person) -> None:
    ann.says("second")
    (update,) = await bot.get_updates(offset=-1)
    assert update.message is not None
    assert update.message.text == "second"
    assert len(await bot.get_updates()) == 1


async def test_a_long_poll_ends_when_something_is_said(server: TelegramServer, bot: Bot) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=10))
    await asyncio.sleep(0.1)
    assert not poll.done()
    server.person(7).says("hi")
    assert len(await asyncio.wait_for(poll, 1)) == 1


async def test_a_long_poll_ends_empty_after_its_timeout(bot: Bot) -> None:
    start = time.monotonic()
    assert await bot.get_updates(timeout=timedelta(seconds=1)) == ()
    assert 0.9 < time.monotonic() - start < 3


async def test_of_two_pollers_the_older_gets_the_conflict(server: TelegramServer, bot: Bot) -> None:
    older = asyncio.create_task(bot.get_updates(timeout=10))
    await asyncio.sleep(0.1)
    async with a_bot(server) as second_instance:
        newer = asyncio.create_task(second_instance.get_updates(timeout=10))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await asyncio.wait_for(older, 1)
        server.person(7).says("hi")
        assert len(await asyncio.wait_for(newer, 1)) == 1


async def test_polling_and_a_webhook_exclude_each_other(
    server: TelegramServer, bot: Bot, ann: Person
) -> None:
    (update,) = await bot.get_updates()
    async with a_bot(server) as polling:
        poll = asyncio.create_task(polling.get_updates(offset=update.update_id + 1, timeout=10))
        await asyncio.sleep(0.1)
        assert await bot.set_webhook("https://example.com/hook", secret_token="s3cret")
        with pytest.raises(Conflict, match="terminated by setWebhook request"):
            await asyncio.wait_for(poll, 1)
    ann.says("kept for the webhook")
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count) == ("https://example.com/hook", 1)
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    assert await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()
    with pytest.raises(BadRequest, match="an https url must be provided"):
        await bot.set_webhook("http://example.com/hook")


async def test_only_allowed_updates_are_queued(bot: Bot, ann: Person) -> None:
    await bot.get_updates(allowed_updates=[Update.CALLBACK_QUERY])
    ann.says("not heard")
    ann.forges_tap(ann.says("not heard"), "heard")
    assert [bool(update.callback_query) for update in await bot.get_updates()] == [False, True]


# --- tokens, methods, encodings ---


async def test_a_wrong_token_is_unauthorized(server: TelegramServer) -> None:
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{server.base_url}1:wrong/getMe")
        assert (answer.status_code, answer.json()["description"]) == (401, "Unauthorized")
        assert (await client.get(f"{server.base_file_url}1:wrong/documents/file_1.txt")).status_code == 404
    with pytest.raises(InvalidToken):
        async with Bot("1:wrong", server.base_url):
            pass


def test_an_unknown_method_is_not_found(server: TelegramServer) -> None:
    answer = httpx.post(f"{server.base_url}{server.token}/sendRichMessage")
    assert answer.status_code == 404
    assert answer.json() == {"ok": False, "error_code": 404, "description": "Not Found: method not found"}
    assert httpx.get(f"{server.address}/").status_code == 404


def test_parameters_may_come_in_any_encoding(server: TelegramServer, ann: Person) -> None:
    url = f"{server.base_url}{server.token}/sendmessage"
    markup = '{"inline_keyboard": [[{"text": "x", "callback_data": "y"}]]}'
    params = {"chat_id": str(ann.chat_id), "text": "7", "reply_markup": markup}
    httpx.get(url, params=params).raise_for_status()
    httpx.post(url, data=params).raise_for_status()
    httpx.post(url, data=params, files={"unused": b"x"}).raise_for_status()
    httpx.post(url, json=params).raise_for_status()
    httpx.post(url, content=iter([b"chat_id=7&te", b"xt=7"])).raise_for_status()
    messages = server.messages(ann.chat_id)
    assert [message.text for message in messages] == ["7"] * 5
    assert [message.labels for message in messages] == [["x"]] * 4 + [[]]
    assert httpx.post(url, content=b"{", headers={"Content-Type": "application/json"}).status_code == 400


def test_one_connection_serves_many_calls(server: TelegramServer) -> None:
    with httpx.Client() as client:
        streams = {
            id(client.get(f"{server.base_url}{server.token}/getMe").extensions["network_stream"])
            for _ in range(3)
        }
    assert len(streams) == 1


# --- the script of failures ---


async def test_a_scripted_429_tells_when_to_come_back(server: TelegramServer, bot: Bot, ann: Person) -> None:
    server.fail_next("sendMessage", status=429, retry_after=3, times=2)
    for _ in range(2):
        with pytest.raises(RetryAfter) as caught:
            await bot.send_message(ann.chat_id, "x")
        assert caught.value._retry_after == timedelta(seconds=3)
    assert await bot.send_message(ann.chat_id, "x")
    assert len(server.messages(ann.chat_id)) == 1


async def test_a_scripted_502_is_a_page_of_html(server: TelegramServer, bot: Bot, ann: Person) -> None:
    server.fail_next("*", status=502)
    with pytest.raises(NetworkError, match=r"Bad Gateway \(502\)"):
        await bot.send_message(ann.chat_id, "x")
    server.fail_next("getMe", status=502)
    page = httpx.post(f"{server.base_url}{server.token}/getMe")
    assert (page.status_code, page.headers["content-type"]) == (502, "text/html")


async def test_a_failure_may_concern_one_chat_only(server: TelegramServer, bot: Bot, ann: Person) -> None:
    bob = server.person(8)
    bob.says("/start")
    server.fail_next("sendMessage", status=403, chat_id=bob.chat_id)
    assert await bot.send_message(ann.chat_id, "x")
    with pytest.raises(Forbidden):
        await bot.send_message(bob.chat_id, "x")
    server.fail_next("getUpdates", status=409)
    with pytest.raises(Conflict):
        await bot.get_updates()


async def test_a_hanging_call_is_performed_but_answered_late(server: TelegramServer, ann: Person) -> None:
    server.hang_next("sendMessage", 30)
    async with a_bot(server, read_timeout=0.2) as bot:
        with pytest.raises(TimedOut):
            await bot.send_message(ann.chat_id, "x")
    assert [message.text for message in server.messages(ann.chat_id)] == ["x"]


@pytest.mark.parametrize("performed", [False, True])
async def test_a_dropped_connection_may_or_may_not_have_done_it(
    server: TelegramServer, bot: Bot, ann: Person, performed: bool
) -> None:
    server.drop_next("sendMessage", performed=performed)
    with pytest.raises(NetworkError, match="RemoteProtocolError"):
        await bot.send_message(ann.chat_id, "x")
    assert len(server.messages(ann.chat_id)) == int(performed)
    assert server.calls("sendMessage")[0].status == 0
    assert await bot.send_message(ann.chat_id, "y")


async def test_rates_are_enforced_when_asked_for() -> None:
    with TelegramServer(private_rate=RateLimit(2, 0.3), group_rate=RateLimit(20, 60)) as server:
        ann = server.person(7)
        ann.says("/start")
        server.group(GROUP, "Editors")
        async with a_bot(server) as bot:
            await bot.send_message(ann.chat_id, "1")
            await bot.send_message(ann.chat_id, "2")
            with pytest.raises(RetryAfter) as caught:
                await bot.send_message(ann.chat_id, "3")
            assert caught.value._retry_after == timedelta(seconds=1)
            await asyncio.sleep(0.35)
            await bot.send_message(ann.chat_id, "3")
            for number in range(20):
                await bot.send_message(GROUP, str(number))
            with pytest.raises(RetryAfter) as caught:
                await bot.send_message(GROUP, "21")
            assert caught.value._retry_after >= timedelta(seconds=58)


# --- waiting ---


def test_waiting_ends_as_soon_as_the_bot_writes(server: TelegramServer, ann: Person) -> None:
    timer = threading.Timer(0.1, call, (server, "sendMessage"), {"chat_id": ann.chat_id, "text": "x"})
    timer.start()
    message = server.wait_for_message(ann.chat_id)
    assert message.text == "x"
    timer.join()
    edit = {"chat_id": ann.chat_id, "message_id": message.message_id, "text": "y"}
    timer = threading.Timer(0.1, call, (server, "editMessageText"), edit)
    timer.start()
    assert server.wait_for_edit(message).text == "y"
    assert server.wait_for_call("editMessageText").status == 200
    timer.join()


def test_waiting_in_vain_says_what_there_is(server: TelegramServer, ann: Person) -> None:
    call(server, "sendMessage", chat_id=ann.chat_id, text="Hello")
    first = server.wait_for_message(ann.chat_id)
    with pytest.raises(TimeoutError, match=r"'Hello'.*sendMessage 200"):
        server.wait_for_message(ann.chat_id, after_id=first.message_id, timeout=0.05)
    with pytest.raises(TimeoutError, match="2 messages"):
        server.wait_for_message(ann.chat_id, count=2, timeout=0.05)


def test_many_callers_at_once_lose_nothing(server: TelegramServer, ann: Person) -> None:
    threads = [
        threading.Thread(target=call, args=(server, "sendMessage"), kwargs={"chat_id": 7, "text": str(n)})
        for n in range(40)
    ]
    for thread in threads:
        thread.start()
    messages = server.wait_for_messages(ann.chat_id, 40)
    for thread in threads:
        thread.join()
    assert {message.text for message in messages} == {str(n) for n in range(40)}
    assert len({message.message_id for message in messages}) == 40


# --- life and a whole application ---


def test_a_stopped_server_leaves_no_threads_and_no_noise(capfd: pytest.CaptureFixture[str]) -> None:
    before = set(threading.enumerate())
    with TelegramServer() as server:
        server.hang_next("getMe", 60)
        idle = httpx.Client()
        idle.get(f"{server.base_url}{server.token}/getWebhookInfo")
        waiting = [
            threading.Thread(target=_ignoring_cut, args=(server, method, params))
            for method, params in (("getUpdates", {"timeout": 50}), ("getMe", {}))
        ]
        for thread in waiting:
            thread.start()
        server.wait_for_call("getMe")
        start = time.monotonic()
    assert time.monotonic() - start < 2
    for thread in waiting:
        thread.join()
    idle.close()
    assert set(threading.enumerate()) == before
    assert capfd.readouterr() == ("", "")


def _ignoring_cut(server: TelegramServer, method: str, params: dict[str, Any]) -> None:
    try:
        call(server, method, **params)
    except httpx.HTTPError:
        return


def test_a_server_that_never_started_can_be_stopped() -> None:
    TelegramServer().stop()


async def _start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.effective_message is not None
    markup = InlineKeyboardMarkup.from_button(InlineKeyboardButton("Help", callback_data="help"))
    await update.effective_message.reply_html("<b>Welcome</b>", reply_markup=markup)


async def _help(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.callback_query is not None
    await update.callback_query.answer("Here")
    await update.callback_query.edit_message_text("Just ask.")


@pytest.fixture
async def application(server: TelegramServer) -> AsyncIterator[None]:
    builder = Application.builder().token(server.token)
    running = builder.base_url(server.base_url).base_file_url(server.base_file_url).build()
    running.add_handlers([CommandHandler("start", _start), CallbackQueryHandler(_help)])
    async with running:
        await running.start()
        assert running.updater is not None
        await running.updater.start_polling(poll_interval=0.0, timeout=10)
        yield
        await running.updater.stop()
        await running.stop()


@pytest.mark.usefixtures("application")
async def test_a_person_talks_with_a_whole_application(server: TelegramServer) -> None:
    ann = server.person(7)
    asked = ann.says("/start")
    greeting = await asyncio.to_thread(server.wait_for_message, ann.chat_id, after_id=asked.message_id)
    assert greeting.marked("bold") == ["Welcome"]
    ann.taps(greeting, "Help")
    answer: ChatMessage = await asyncio.to_thread(server.wait_for_edit, greeting)
    assert (answer.text, answer.buttons, answer.edited) == ("Just ask.", [], True)
    answered: Call = server.calls("answerCallbackQuery")[0]
    assert answered.params["text"] == "Here"

"""The conversation without Telegram and without a terminal: words in, a reply out."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from newsrooms import BRIDGE, CHRONICLE, FERRY, HERALD, NOW, RADIO, key_of, open_small_newsroom, take_in

from bot import wording
from bot.actions import TurnLatest, read_action, write_action
from bot.browse import matching_titles
from bot.conversation import reply_to_press, reply_to_words
from bot.markup import plain_text
from bot.render import Button, Reply
from bot.smalltalk import SmallTalk, small_talk
from data.model import Entry
from index.newsroom import Newsroom


def said(room: Newsroom, text: str) -> str:
    return plain_text(reply_to_words(room, text, NOW).html)


def labels(reply: Reply) -> list[str]:
    return [button.label for row in reply.buttons for button in row]


def button(reply: Reply, label: str) -> Button:
    return next(one for row in reply.buttons for one in row if one.label == label)


def press(room: Newsroom, reply: Reply, label: str) -> Reply:
    return reply_to_press(room, button(reply, label).action, NOW)


# Questions


def test_a_question_is_answered_with_a_sentence_its_number_and_its_source(room: Newsroom) -> None:
    reply = reply_to_words(room, "Who ordered the barriers down?", NOW)
    assert plain_text(reply.html) == (
        "Chief engineer Joachim Sperrin ordered the barriers down at 21:40. [1]\n\n"
        "[1] Lantern Bridge shut until further notice — Radio Orrevane, 3 December 2024"
    )
    assert "<b>Joachim Sperrin</b>" in reply.html
    assert labels(reply) == ["1 · Radio Orrevane"]


def test_ask_with_a_question_answers_it(room: Newsroom) -> None:
    assert said(room, "/ask Who ordered the barriers down?") == said(room, "Who ordered the barriers down?")
    assert said(room, "/ASK@newsdesk_bot\nWho ordered the barriers down?").startswith("Chief engineer")


def test_a_question_about_something_else_gets_a_plain_refusal(room: Newsroom) -> None:
    assert said(room, "Which xylophone quasar exploded?") == f"{wording.NO_ANSWER} {wording.TRY_OTHER_WORDS}"


def test_a_refusal_under_a_filter_says_which_articles_were_looked_at(room: Newsroom) -> None:
    words = said(
        room, 'Which xylophone quasar exploded? source:"harbour herald" since:2025-01 until:2025-03-04'
    )
    assert "only at articles from Harbour Herald published from 1 January 2025 to 4 March 2025." in words
    words = said(room, "Which xylophone quasar exploded yesterday?")
    assert "only at articles published on 11 June 2025." in words


def test_a_filter_by_an_outlet_that_is_not_there_says_which_there_are(room: Newsroom) -> None:
    assert said(room, 'Who won? source:"Daily Moon"') == (
        "No outlet here is called Daily Moon. The outlets are Harbour Herald and Radio Orrevane."
    )


def test_part_of_an_outlets_name_is_enough_for_a_filter(room: Newsroom) -> None:
    limited = "I looked only at articles from Harbour Herald."
    assert limited in said(room, "Which xylophone quasar exploded? source:HERALD")


def test_a_filter_that_cannot_be_read_is_explained(room: Newsroom) -> None:
    assert said(room, "Who won since:yesterday?").startswith("since:yesterday is not a date I can read.")


@pytest.mark.parametrize("text", ["since:2025", 'source:"Harbour Herald" until:2025-03'])
def test_filters_alone_are_no_question(room: Newsroom, text: str) -> None:
    assert said(room, text) == wording.ONLY_FILTERS


@pytest.mark.parametrize("text", ["???", "🙂🙂", "...", "", " \n"])
def test_a_message_without_words_gets_a_friendly_line(room: Newsroom, text: str) -> None:
    assert said(room, text) == wording.NO_WORDS


def test_a_very_long_message_is_not_searched_for(room: Newsroom) -> None:
    assert said(room, "Who ordered the barriers down? " * 40) == wording.TOO_LONG
    assert said(room, "x" * 990 + " Who?") != wording.TOO_LONG


def test_an_empty_collection_says_so_and_how_to_fill_it(tmp_path: Path) -> None:
    with open_small_newsroom(tmp_path, []) as empty:
        for text in ("/start", "Who won?", "/latest", "/article x", "/sources", "latest news"):
            assert said(empty, text) == wording.EMPTY_COLLECTION
        assert said(empty, "/help").startswith("Write a question")


# Small talk


_SAID: dict[SmallTalk | None, list[str]] = {
    SmallTalk.GREETING: ["hi", "Hello there!", "good morning 🙂", "hey newsdesk"],
    SmallTalk.WELL_BEING: ["how are you", "Hello, how are you today?"],
    SmallTalk.THANKS: [
        "thanks a lot",
        "Thank you!",
        "ok thanks",
        "thanks for your help",
        "thank you very much, that was helpful",
    ],
    SmallTalk.AGREED: ["okay", "Great!", "got it", "That’s right."],
    SmallTalk.REFUSED: ["No.", "nope", "never mind"],
    SmallTalk.LAUGHTER: ["lol", "hahaha", "that is funny"],
    SmallTalk.CONFUSED: ["I don’t understand", "Huh?", "what do you mean?"],
    SmallTalk.SCOLDED: ["You are stupid", "bad bot", "this is useless", "That was not very helpful"],
    SmallTalk.WRONG: ["that is wrong", "That isn’t true!", "She never said that."],
    SmallTalk.STOP: ["stop", "Stop sending me alerts", "cancel"],
    SmallTalk.HOW_MUCH: [
        "How many articles do you have?",
        "How big is the archive?",
        "how many outlets are there",
    ],
    SmallTalk.FAREWELL: ["bye", "Thanks, bye", "good night"],
    SmallTalk.IDENTITY: ["who are you", "Hi, who are you?", "Are you a bot?"],
    SmallTalk.HELP: ["What can you do?", "help", "How does this work?"],
    SmallTalk.LATEST: ["what’s new?", "Show me the latest articles", "news"],
    SmallTalk.BEYOND: [
        "What time is it?",
        "What is 2+2?",
        "12 x 7",
        "what’s the weather like today?",
        "3 * 4 =",
    ],
    None: [
        "What time is it when the ferry leaves?",
        "What is the weather like in Brackwater?",
        "2024-12-12",
        "What is 9/11 about?",
        "Thanks to whom was the bridge saved?",
        "Hello Kitty",
        "Is the mayor stupid?",
        "What is wrong with the bridge?",
        "Who said that the dam is wrong?",
        "Where do the buses stop?",
        "How many articles mention the bridge?",
        "I don’t understand the new fares",
        "Why was the funny statue removed?",
        "No bread?",
        "Was the answer of the ministry wrong?",
        "Who are the otters?",
        "Hi, who closed the bridge?",
        "What is new in Brackwater?",
        "how does the ferry work",
        "thanks " * 20,
        "",
    ],
}


@pytest.mark.parametrize(("text", "talk"), [(text, talk) for talk, texts in _SAID.items() for text in texts])
def test_small_talk_is_told_from_questions(text: str, talk: SmallTalk | None) -> None:
    assert small_talk(text) == talk


def test_small_talk_gets_a_human_reply_and_no_search(room: Newsroom) -> None:
    assert said(room, "Hello!") == wording.GREETING
    assert said(room, "thanks") == wording.THANKS
    assert said(room, "who are you?") == wording.IDENTITY
    assert said(room, "what can you do?") == said(room, "/help")
    assert said(room, "latest news") == said(room, "/latest")


# Commands


def test_start_says_what_there_is(room: Newsroom) -> None:
    reply = reply_to_words(room, "/start", NOW)
    assert "a collection of 4 articles from 2 outlets (3 December 2024 to 20 May 2025)" in reply.html
    assert labels(reply) == ["Latest articles", "Outlets"]
    assert press(room, reply, "Outlets") == reply_to_words(room, "/sources", NOW)


def test_help_names_every_command(room: Newsroom) -> None:
    assert all(f"/{name} " in said(room, "/help") for name in wording.COMMANDS)


def test_an_unknown_command_gets_one_line_that_names_the_commands(room: Newsroom) -> None:
    assert said(room, "/frobnicate now") == (
        "I don’t know /frobnicate. I know /ask, /who, /quotes, /speakers, /latest, /article, /sources, "
        "/subscribe, /subscriptions, /unsubscribe, /mute, /quiet and /help."
    )
    assert said(room, "/").startswith("I don’t know /.")


def test_ask_and_article_without_words_say_how(room: Newsroom) -> None:
    assert said(room, "/ask") == wording.HOW_TO_ASK
    assert said(room, "/article ") == wording.HOW_TO_FIND


def test_latest_lists_the_newest_first_with_a_button_each(room: Newsroom) -> None:
    reply = reply_to_words(room, "/latest", NOW)
    assert plain_text(reply.html).split("\n") == [
        "The newest articles:",
        "1. Otters return to Brackwater — Harbour Herald, 20 May 2025",
        "2. The lighthouse chronicle — Radio Orrevane, 15 January 2025",
        "3. Ferry shuttle to replace bridge — Harbour Herald, 4 December 2024",
        "4. Lantern Bridge shut until further notice — Radio Orrevane, 3 December 2024",
    ]
    assert labels(reply) == ["1", "2", "3", "4"]
    assert "Brackwater" in press(room, reply, "1").html


def test_latest_turns_its_pages_in_place(room: Newsroom) -> None:
    first = reply_to_words(room, "/latest 3", NOW)
    assert labels(first) == ["1", "2", "3", "older ▶"]
    second = press(room, first, "older ▶")
    assert second.in_place
    assert labels(second) == ["1", "◀ newer"]
    assert press(room, second, "◀ newer") == replace(first, in_place=True)


def test_latest_of_one_outlet_stays_with_it_from_page_to_page(room: Newsroom) -> None:
    assert said(room, "/latest herald").startswith("The newest articles from Harbour Herald:\n1. Otters")
    outlets = reply_to_words(room, "/sources", NOW)
    assert press(room, outlets, "1") == reply_to_words(room, "/latest harbour HERALD", NOW)
    action = read_action(button(outlets, "1").action)
    turned = reply_to_press(room, write_action(TurnLatest(1, 1, action.source)), NOW)  # type: ignore[union-attr]
    assert plain_text(turned.html).startswith("The newest articles from Harbour Herald:\n1. Ferry")


def test_latest_of_an_outlet_that_is_not_there_says_so(room: Newsroom) -> None:
    assert said(room, "/latest moon") == "No outlet here is called moon. /sources lists them."
    assert said(room, "/latest 0").startswith("The newest articles:\n1. Otters")


def test_latest_of_an_ambiguous_name_lets_one_choose(own_room: Newsroom) -> None:
    take_in(own_room.store, Entry("test", "x", "Some words here.", source="Radio Meridian"))
    reply = reply_to_words(own_room, "/latest radio", NOW)
    assert plain_text(reply.html).startswith(wording.SEVERAL_OUTLETS)
    assert labels(reply) == ["1", "2"]


def test_sources_counts_the_articles_of_each_outlet(room: Newsroom) -> None:
    assert said(room, "/sources").split("\n") == [
        "2 outlets in the collection:",
        f"1. {HERALD} – 2 articles",
        f"2. {RADIO} – 2 articles",
    ]


# Articles


def test_an_article_is_found_by_its_id_its_title_and_words_of_its_title(room: Newsroom) -> None:
    card = said(room, "/article bridge")
    assert card.startswith("Lantern Bridge shut until further notice\nRadio Orrevane, 3 December 2024\n")
    assert "Oona Fairlie\nThe bridge at night. Photo: Tam Reed\nThe Lantern Bridge was closed" in card
    assert said(room, "/article lantern BRIDGE shut until further notice") == card
    assert said(room, "/article shut bridges") == card
    assert said(room, "/article further lantern wombat") == card


def test_several_matching_articles_are_listed(room: Newsroom) -> None:
    reply = reply_to_words(room, "/article the bridge’s", NOW)
    assert plain_text(reply.html).split("\n") == [
        "2 articles with these words in the title:",
        "1. Ferry shuttle to replace bridge — Harbour Herald, 4 December 2024",
        "2. Lantern Bridge shut until further notice — Radio Orrevane, 3 December 2024",
    ]
    assert press(room, reply, "2") == reply_to_words(room, "/article bridge", NOW)


def test_an_article_that_is_not_there_is_not_guessed(room: Newsroom) -> None:
    assert said(room, "/article wombats in space").startswith("I know no article called “wombats in space”.")


def test_titles_match_entirely_or_by_all_words_or_by_most() -> None:
    titles = [(1, "The Who"), (2, "Rain in May"), (3, "May rain again"), (4, "Snow")]
    assert matching_titles("the who", titles) == ([1], True)
    assert matching_titles("rain may", titles) == ([2, 3], True)
    assert matching_titles("rains again in June", titles) == ([3], False)
    assert matching_titles("rain sun", titles) == ([], False)
    assert matching_titles("rain", []) == ([], False)


def test_a_source_opens_its_passage_and_one_reads_on_and_back(room: Newsroom) -> None:
    answer = reply_to_words(
        room, "Which keeper number begins chapter three of the lighthouse chronicle?", NOW
    )
    passage = press(room, answer, "1 · Radio Orrevane")
    assert not passage.in_place
    assert "<b>Chapter three of the lighthouse chronicle begins" in passage.html
    assert labels(passage) == ["◀ earlier", "later ▶", "All of it"]
    later = press(room, passage, "later ▶")
    assert later.in_place
    assert "Chapter four" in later.html
    assert press(room, later, "◀ earlier") == replace(passage, in_place=True)


def test_all_of_an_article_is_read_page_by_page(room: Newsroom) -> None:
    card = reply_to_words(room, "/article chronicle", NOW)
    page = press(room, card, "All of it")
    assert page.in_place
    text = plain_text(page.html)
    while "on ▶" in labels(page):
        page = press(room, page, "on ▶")
        text += "\n\n" + plain_text(page.html)
    assert all(paragraph in text for paragraph in CHRONICLE.text.split("\n\n"))
    assert "Page 2 of 2" in text
    assert labels(page) == ["◀ back"]


# Buttons that outlived what they stand for


def test_a_citation_of_an_article_that_has_changed_says_so_and_opens_it_anew(own_room: Newsroom) -> None:
    answer = reply_to_words(own_room, "Who ordered the barriers down?", NOW)
    take_in(
        own_room.store, replace(BRIDGE, text="Correction: a deputy ordered the barriers down. " + BRIDGE.text)
    )
    stale = press(own_room, answer, "1 · Radio Orrevane")
    assert plain_text(stale.html) == wording.CHANGED
    assert "Correction: a deputy" in press(own_room, stale, wording.OPEN_ARTICLE).html


def test_a_citation_survives_a_change_that_left_its_sentence_in_place(own_room: Newsroom) -> None:
    answer = reply_to_words(own_room, "Who ordered the barriers down?", NOW)
    take_in(own_room.store, replace(BRIDGE, text=BRIDGE.text + " It will reopen in May."))
    assert "<b>Chief engineer Joachim Sperrin" in press(own_room, answer, "1 · Radio Orrevane").html


def test_buttons_of_a_removed_article_say_that_it_is_gone(own_room: Newsroom) -> None:
    answer = reply_to_words(own_room, "Who ordered the barriers down?", NOW)
    passage = press(own_room, answer, "1 · Radio Orrevane")
    key = key_of(own_room, "bridge")
    own_room.store.remove([key], datetime.now(UTC))
    for data in (button(answer, "1 · Radio Orrevane").action, f"o:{key}", f"t:{key}:0", f"r:{key}:0"):
        assert plain_text(reply_to_press(own_room, data, NOW).html) == wording.GONE
    assert labels(passage) == []


def test_an_article_with_the_same_text_as_another_can_be_read_too(own_room: Newsroom) -> None:
    copy = replace(FERRY, article_id="copy", title="Ferry shuttle, again", source="Meridian")
    take_in(own_room.store, copy)
    assert "A ferry shuttle will replace the bridge." in said(own_room, "/article copy")


def test_an_article_without_any_words_can_be_opened(own_room: Newsroom) -> None:
    take_in(own_room.store, Entry("test", "rule", "— * —", title="A rule"))
    assert "— * —" in said(own_room, "/article rule")


@pytest.mark.parametrize(
    "data",
    [
        "", "x", "o:", "o:1:2:3:4:5:6", "o:-1", "c:1:2", "t:1", "o:9999999999999",
        "'; drop table article; --", "o:１", "c:1:2:3:zzzzzzzz", "😀" * 16,
    ],
)  # fmt: skip
def test_a_forged_button_is_refused_politely(room: Newsroom, data: str) -> None:
    assert plain_text(reply_to_press(room, data, NOW).html) == wording.NO_SUCH_BUTTON


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("o:999999999999", wording.GONE), ("t:1:999999", wording.GONE), ("r:1:999999", wording.GONE),
        ("c:1:5:9:1", wording.CHANGED), ("c:1:999999999999:9:1", wording.CHANGED),
        ("l:999999:8:0", wording.NO_MORE), ("l:0:8:12345", wording.NO_MORE), ("n:12345", wording.NO_MORE),
        ("s:999999", wording.NO_MORE),
    ],
)  # fmt: skip
def test_a_button_to_what_never_was_gets_a_clear_sentence(room: Newsroom, data: str, words: str) -> None:
    assert plain_text(reply_to_press(room, data, NOW).html) == words

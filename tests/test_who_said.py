"""Talking about who said what: pages, choices, refusals, follow-ups, reports and corrections."""

import asyncio
import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from newsrooms import NOW, open_small_newsroom, take_in
from running_bot import answer_to, edit_of, running_bot
from telegram_server import Person, TelegramServer

from bot import quotes, wording, wording_speech
from bot.actions import AskAgain, Citation, CorrectSpeaker, ReviewSpeaker, write_action
from bot.conversation import reply_to_press, reply_to_words
from bot.markup import MESSAGE_UNITS, plain_text, units
from bot.memory import ChatMemory, Memories, Remembered, Visitor
from bot.render import Reply
from data.model import Entry, Filters
from index.newsroom import Newsroom
from index.who_said.lookup import with_pronoun_named

DAM = Entry(
    "test",
    "dam",
    '"The dam will hold," said Ulrika Dane, the water minister. "We have measured it twice."\n\n'
    'Emil Castagna, a farmer, denied that the dam was safe. "It leaks," Castagna said.\n\n'
    '"I saw no water," said Petra Smith, the mayor.',
    title="Minister trusts the dam",
    source="Nordhavn Echo",
    url="https://nordhavnecho.example/dam",
    published=datetime(2025, 3, 4),
)
DAM_AGAIN = Entry(
    "test",
    "dam-again",
    'Nobody was at work on Sunday. "The dam will hold," said Ulrika Dane, the water minister.',
    title="Minister repeats herself",
    source="Vesmark Post",
    published=datetime(2025, 3, 9),
)
ROWING = Entry(
    "test",
    "rowing",
    '"My arms hurt," said Alban Smith, the rower.',
    title="Rower wins",
    source="Vesmark Post",
    published=datetime(2025, 6, 1),
)
LISTS = [
    Entry("test", f"list-{n}", f'"Number {n} is counted," said Dina Voss, the auditor.', title=f"Count {n}")
    for n in range(1, 13)
]


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Newsroom]:
    """A newsroom of its own in which people speak."""
    with open_small_newsroom(tmp_path / "home", [DAM, DAM_AGAIN, ROWING, *LISTS]) as room:
        yield room


def asked(room: Newsroom, text: str, visitor: Visitor | None = None) -> Reply:
    return reply_to_words(room, text, NOW, visitor)


def said(room: Newsroom, text: str, visitor: Visitor | None = None) -> str:
    return plain_text(asked(room, text, visitor).html)


def labels(reply: Reply) -> list[str]:
    return [button.label for row in reply.buttons for button in row]


def press(room: Newsroom, reply: Reply, label: str, visitor: Visitor) -> Reply:
    action = next(one.action for row in reply.buttons for one in row if one.label == label)
    return reply_to_press(room, action, NOW, visitor)


# Questions


def test_who_said_something_is_answered_with_the_words_the_speaker_and_all_sources(talk: Newsroom) -> None:
    text = said(talk, "Who said the dam will hold?")
    assert text.startswith('"The dam will hold,"\n— Ulrika Dane, ')
    assert "water minister" in text
    assert "Minister trusts the dam — Nordhavn Echo, 4 March 2025" in text
    assert "Minister repeats herself — Vesmark Post, 9 March 2025" in text
    assert said(talk, "/who the dam will hold") == text


def test_what_somebody_said_is_narrowed_by_topic_and_time(talk: Newsroom) -> None:
    assert '"It leaks,"' in said(talk, "What did Emil Castagna say?")
    assert "My arms hurt" in said(talk, "What did Alban Smith say since May 2025?")
    early = said(talk, "What did Alban Smith say before May 2025?")
    assert early == "Alban Smith is quoted once, but not until 30 April 2025."


def test_somebody_who_never_spoke_of_it_is_said_never_to_have(talk: Newsroom) -> None:
    text = said(talk, "What did Alban Smith say about penguins?")
    assert text == "Alban Smith is quoted once, never about penguins."
    assert said(talk, "/quotes Alban Smith about penguins") == text
    clause = said(talk, "What did Alban Smith say the penguins would cost?")
    assert clause == "I found nothing like “the penguins would cost” from Alban Smith, who is quoted once."


def test_an_unknown_name_is_named_as_such_and_the_closest_offered(talk: Newsroom) -> None:
    reply = asked(talk, "What did Emily Castagnetti say?", visitor := Visitor())
    assert plain_text(reply.html).startswith("Nobody called Emily Castagnetti is quoted in the articles.")
    assert "It leaks" in press(talk, reply, "Emil Castagna", visitor).html


def test_a_misspelt_name_is_forgiven_and_the_guess_is_told(talk: Newsroom) -> None:
    assert "I took it for Emil Castagna." in said(talk, "What did Emil Castanga say?")


def test_an_ambiguous_name_is_asked_back_and_the_choice_answered_in_place(talk: Newsroom) -> None:
    reply = asked(talk, "What did Smith say?", visitor := Visitor())
    assert plain_text(reply.html).startswith(wording_speech.WHICH_ONE)
    assert sorted(labels(reply)) == ["Alban Smith", "Petra Smith"]
    answer = press(talk, reply, "Petra Smith", visitor)
    assert answer.in_place
    assert "I saw no water" in answer.html
    assert "My arms hurt" not in answer.html


def test_a_pronoun_means_whom_a_question_of_any_kind_has_named(talk: Newsroom) -> None:
    visitor = Visitor()
    said(talk, "What did Alban Smith say?", visitor)
    said(talk, "Who is Ulrika Dane?", visitor)
    assert "Alban Smith" not in said(talk, "What did she say?", visitor)
    said(talk, "Where is Emil Castagna’s dam?", visitor)
    assert "It leaks" in said(talk, "What did he say?", visitor)


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("How old is she?", "How old is Ulrika Dane?"),
        ("Where does he work?", "Where does Ulrika Dane work?"),
        ("What is her job?", "What is Ulrika Dane’s job?"),
        ("Who spoke with her about the dam?", "Who spoke with Ulrika Dane about the dam?"),
        ("Who is the mayor and what did she do?", "Who is the mayor and what did she do?"),
        ("What did Emil say of his farm?", "What did Emil say of his farm?"),
        ("Where is the hero?", "Where is the hero?"),
        ("What happened to her?", "What happened to Ulrika Dane?"),
        ("Who called her a liar?", "Who called Ulrika Dane a liar?"),
        ("Did the driver lose his licence?", "Did the driver lose his licence?"),
        ("Did Özil see his doctor?", "Did Özil see his doctor?"),
    ],
)
def test_a_pronoun_in_any_question_is_whom_the_conversation_was_about(question: str, named: str) -> None:
    assert with_pronoun_named(question, "Ulrika Dane") == named


def test_a_question_of_any_kind_may_go_on_about_somebody(talk: Newsroom) -> None:
    visitor = Visitor()
    said(talk, "Who is Ulrika Dane?", visitor)
    assert said(talk, "What is her ministry?", visitor) == said(talk, "What is Ulrika Dane’s ministry?")


def test_words_that_somebody_denies_are_not_shown_as_said(talk: Newsroom) -> None:
    shown = said(talk, "What did Emil Castagna say?")
    assert "In reported speech (denied): that the dam was safe" in shown


def test_who_puts_a_figure_at_a_number_is_shown_to_put_it(talk: Newsroom) -> None:
    text = "Ottilie Marsh, the auditor, put the loss at 3,000 crowns. It was a mild winter in the hills."
    take_in(talk.store, Entry("test", "loss", text, title="A loss"))
    talk.refresh()
    assert "In reported speech (put): the loss at 3,000 crowns" in said(talk, "What did Ottilie Marsh say?")


def test_a_pronoun_means_the_last_person_of_this_chat(talk: Newsroom) -> None:
    visitor = Visitor()
    assert said(talk, "What did she say?", visitor) == wording_speech.NOBODY_NAMED
    said(talk, "What did Ulrika Dane say about the dam?", visitor)
    assert "denied" not in said(talk, "What did she say?", visitor)
    against = said(talk, "Did anyone contradict her?", visitor)
    assert "Emil Castagna" in against
    assert said(talk, "What did she say?", Visitor()) == wording_speech.NOBODY_NAMED


def test_a_denial_of_a_bare_object_contradicts(talk: Newsroom) -> None:
    text = "Ottilie Marsh, the auditor, said the tolls had been stolen. Bruno Salt denied this."
    take_in(talk.store, Entry("test", "tolls", text, title="Tolls gone"))
    talk.refresh()
    shown = said(talk, "Did anyone contradict Ottilie Marsh?")
    assert "(denied): this. Printed just before it: Ottilie Marsh, the auditor, said the tolls" in shown
    assert "had been stolen.\n— Bruno Salt" in shown


def test_whether_somebody_really_said_it(talk: Newsroom) -> None:
    assert said(talk, 'Did Ulrika Dane really say "The dam will hold"?').startswith("Yes. ")
    near = asked(talk, 'Did Ulrika Dane really say "We have measured it thrice"?')
    assert plain_text(near.html).startswith("Nearly. ")
    assert "<b>twice</b>" in near.html
    other = said(talk, 'Did Emil Castagna really say "The dam will hold"?')
    assert other.startswith("Not Emil Castagna. It was Ulrika Dane who said so:")
    assert said(talk, 'Did Ulrika Dane say "We will all drown by spring"?').startswith("I find no such words")


def test_a_question_with_a_verb_of_speech_that_asks_something_else_is_answered_otherwise(
    talk: Newsroom,
) -> None:
    assert "I found nothing that comes near" not in said(talk, "Who called the police?")
    assert said(talk, "Who is the mayor?") != wording_speech.NOBODY_NAMED


def test_commands_without_words_say_how(talk: Newsroom) -> None:
    assert said(talk, "/who") == wording_speech.HOW_TO_WHO
    assert said(talk, "/quotes") == wording_speech.HOW_TO_QUOTES
    assert said(talk, "/who " + "word " * 400) == wording.TOO_LONG
    assert said(talk, "/quotes Dane since:never").startswith("since:never is not a date")


def test_words_that_narrow_nothing_down_are_said_to(talk: Newsroom) -> None:
    shown = said(talk, "What did Ulrika Dane say before she was sacked?")
    assert "The dam will hold" in shown
    assert "but not by “before she was sacked”." in shown
    assert "but not by" not in said(talk, "What did Ulrika Dane say before May 2025?")


def test_an_outlet_narrows_what_somebody_said(talk: Newsroom) -> None:
    assert "Nordhavn Echo" not in said(talk, "What did Ulrika Dane say in the Vesmark Post?")
    none = said(talk, "What did Alban Smith say in the Nordhavn Echo?")
    assert none == "Alban Smith is quoted once, but not in Nordhavn Echo."


def test_an_act_or_a_hearer_that_no_statement_has_is_told_with_all_of_them(talk: Newsroom) -> None:
    promised = said(talk, "Has Alban Smith promised anything?")
    assert "The articles call none of this a promise." in promised
    assert "My arms hurt" in promised
    denied = said(talk, "Did Emil Castagna deny anything?")
    assert "the dam was safe" in denied
    assert "It leaks" not in denied
    none = said(talk, "Has Emil Castagna denied anything since 2030?")
    assert none == "Emil Castagna is quoted twice, but not since 1 January 2030."
    told = said(talk, "What did Alban Smith tell Ulrika Dane?")
    assert "The articles do not say that any of this was said to Ulrika Dane." in told


def test_a_pronoun_in_the_topic_is_whom_or_what_the_conversation_was_about(talk: Newsroom) -> None:
    visitor = Visitor()
    said(talk, "What did Ulrika Dane say about the dam?", visitor)
    shown = said(talk, "What did Emil Castagna say about it?", visitor)
    assert shown.startswith("Emil Castagna about the dam:")
    alone = said(talk, "What did Emil Castagna say about it?")
    assert "I cannot tell what “it” means here" in alone
    assert "It leaks" in alone


def test_whether_somebody_said_so_is_not_decided(talk: Newsroom) -> None:
    near = said(talk, "Did Ulrika Dane say that the dam will hold?")
    assert near.startswith("I cannot say yes or no to that. What Ulrika Dane said that comes nearest to")
    far = said(talk, "Did Alban Smith say that penguins can fly?")
    assert far == "I found nothing like “penguins can fly” from Alban Smith, who is quoted once."


def test_repeated_words_are_counted_as_in_the_list_of_speakers(talk: Newsroom) -> None:
    assert "Ulrika Dane: 2 statements, quoted 3 times." in said(talk, "What did Ulrika Dane say?")
    assert "Ulrika Dane, the water minister – quoted 3 times" in said(talk, "/speakers")
    assert "Alban Smith: 1 statement." in said(talk, "What did Alban Smith say?")


def test_a_time_that_is_none_is_told_and_who_is_quoted_most_may_be_asked_in_words(talk: Newsroom) -> None:
    assert said(talk, "/speakers in Smarch").startswith("I do not understand “in Smarch” as a time.")
    assert said(talk, "/speakers in June 1990").startswith("I found nobody who is quoted from 1 June 1990")
    assert said(talk, "Who is quoted most?") == said(talk, "/speakers")
    assert said(talk, "Who gets quoted most about the dam?") == said(talk, "/speakers about the dam")


def test_a_time_that_ends_before_it_begins_is_refused(talk: Newsroom) -> None:
    told = "The time ends before it begins: since 2025-05-01, until 2025-01-31."
    assert said(talk, "What did Dane say? since:2025-05 until:2025-01").startswith(told)
    assert said(talk, "Is the dam safe? since:2025-05 until:2025-01").startswith(told)


# Lists


def test_pages_are_turned_by_words_too(talk: Newsroom) -> None:
    visitor = Visitor()
    first = asked(talk, "quotes by Dina Voss", visitor)
    assert f"Page 1 of 3. {wording.TURN_ON}" in plain_text(first.html)
    second = asked(talk, "next", visitor)
    assert not second.in_place
    assert "Page 2 of 3" in second.html
    assert said(talk, "page 3", visitor).endswith("Page 3 of 3")
    assert "Page 2 of 3" in said(talk, "back", visitor)
    said(talk, "thanks", visitor)
    assert said(talk, "next", visitor) == wording.NOTHING_TO_TURN
    assert said(talk, "page 2") == wording.NOTHING_TO_TURN
    assert said(talk, "Who comes next?", visitor) != wording.NOTHING_TO_TURN


def test_articles_on_a_topic_are_listed(talk: Newsroom) -> None:
    assert "Minister trusts the dam" in said(talk, "Show me articles about the dam")
    assert said(talk, "articles about penguins").startswith("I know no article called “penguins”.")
    assert "15 articles" in said(talk, "How many articles do you have?")


def test_pages_turn_in_place_and_every_statement_opens_its_passage(talk: Newsroom) -> None:
    visitor = Visitor()
    first = asked(talk, "quotes by Dina Voss", visitor)
    assert "12 statements" in first.html
    assert labels(first) == ["1", "2", "3", "4", "5", "on ▶"]
    second = press(talk, first, "on ▶", visitor)
    assert second.in_place
    assert "Page 2 of 3" in second.html
    third = press(talk, second, "on ▶", visitor)
    assert labels(third) == ["11", "12", "◀ back"]
    passage = press(talk, first, "1", visitor)
    assert "<b>" in passage.html
    assert wording_speech.WRONG_SPEAKER in labels(passage)


def test_a_button_of_a_question_that_was_forgotten_says_so(talk: Newsroom) -> None:
    reply = reply_to_press(talk, write_action(AskAgain(1, 2, 3)), NOW)
    assert plain_text(reply.html) == wording_speech.FORGOTTEN


def test_speakers_are_counted_and_narrowed(talk: Newsroom) -> None:
    visitor = Visitor()
    reply = asked(talk, "/speakers", visitor)
    lines = plain_text(reply.html).split("\n")
    assert lines[1] == "1. Dina Voss, the auditor – quoted 12 times"
    assert "Number 12 is counted" in press(talk, reply, "1", visitor).html
    assert "Dina Voss" not in said(talk, "/speakers about the dam")
    june = said(talk, "/speakers in June 2025")
    assert "Alban Smith" in june
    assert "Ulrika Dane" not in june


def test_a_page_never_exceeds_a_message(talk: Newsroom) -> None:
    title = "<&>" * 100
    words = '"' + "<&" * 600 + '," said Dina Longname' + "a" * 200 + ", the " + "x" * 300 + "."
    for n in range(6):
        take_in(talk.store, Entry("test", f"long-{n}", words + str(n), title=title, source="&" * 200))
    talk.refresh()
    assert units(plain_text(asked(talk, "quotes by Dina").html)) <= MESSAGE_UNITS


# General answers


def test_an_ordinary_answer_says_whose_words_it_quotes(talk: Newsroom) -> None:
    text = said(talk, "How often was the dam measured?")
    if "We have measured it twice" in text:
        assert "(Ulrika Dane" in text
    else:
        pytest.fail(f"another sentence was chosen: {text}")


# Reports and corrections


def test_an_administrator_gives_words_to_another_of_the_article_by_a_button(talk: Newsroom) -> None:
    reader, chief = Visitor(), Visitor(ChatMemory(), is_administrator=True)
    passage = press(talk, asked(talk, "/who I saw no water", reader), "1 · Nordhavn Echo", reader)
    thanks = press(talk, passage, wording_speech.WRONG_SPEAKER, reader)
    assert plain_text(thanks.html) == wording_speech.REPORTED
    assert said(talk, "/reports", reader) == wording_speech.ONLY_ADMINISTRATORS
    reports = asked(talk, "/reports", chief)
    assert "I saw no water" in reports.html
    review = press(talk, reports, "1", chief)
    assert {"Emil Castagna", wording_speech.NOBODY, wording_speech.RIGHT_AS_IT_IS} <= set(labels(review))
    press(talk, review, "Emil Castagna", chief)
    assert "— Emil Castagna" in said(talk, "/who I saw no water", reader)
    assert said(talk, "/reports", chief) == wording_speech.NO_REPORTS


def test_a_correction_by_name_goes_to_all_articles_with_these_words_and_outlives_them(
    talk: Newsroom,
) -> None:
    chief = Visitor(ChatMemory(), is_administrator=True)
    assert said(talk, "/correct Nobody", chief) == wording_speech.NOTHING_OPEN
    items = asked(talk, "/who the dam will hold", chief)
    press(talk, press(talk, items, "1 · Nordhavn Echo", chief), wording_speech.WRONG_SPEAKER, chief)
    assert said(talk, "/correct", chief) == wording_speech.HOW_TO_CORRECT
    assert "in 2 places" in said(talk, "/correct Samir Lundby, engineer", chief)
    take_in(talk.store, replace(DAM, text="Corrected at noon. " + DAM.text))
    talk.refresh()
    text = said(talk, "Who said the dam will hold?")
    assert "— Samir Lundby, engineer" in text
    assert "Corrected" not in text


def test_words_that_are_nobodys_are_struck_out(talk: Newsroom) -> None:
    chief = Visitor(ChatMemory(), is_administrator=True)
    items = asked(talk, "/who my arms hurt", chief)
    review = press(talk, press(talk, items, "1 · Vesmark Post", chief), wording_speech.WRONG_SPEAKER, chief)
    assert plain_text(press(talk, review, wording_speech.NOBODY, chief).html) == wording_speech.STRUCK_OUT
    assert said(talk, "/who my arms hurt").startswith("I found nothing that comes near")


def test_readers_cannot_forge_a_correction(talk: Newsroom) -> None:
    (article,) = talk.store.find_by_id("rowing")
    (statement,) = talk.store.statements.of_articles([article.key])
    citation = Citation.of(article, statement.span)
    for action in (ReviewSpeaker(citation), CorrectSpeaker(citation, 0)):
        reply = reply_to_press(talk, write_action(action), NOW, Visitor())
        assert plain_text(reply.html) == wording_speech.ONLY_ADMINISTRATORS


# Memory


def test_memories_are_bounded() -> None:
    memory = ChatMemory()
    numbers = [memory.note(Remembered(f"question {n}", NOW.date())) for n in range(100)]
    assert memory.asked(numbers[0]) is None
    assert memory.asked(numbers[-1]) == Remembered("question 99", NOW.date())
    memories = Memories()
    memories.of(1).person = "Ann"
    for chat in range(2, 3000):
        memories.of(chat)
    assert memories.of(1).person == ""


# The command line


def test_an_export_has_a_line_for_each_span_and_the_words_are_the_texts(talk: Newsroom) -> None:
    rows = list(quotes.export_rows(talk.store))
    articles = {one.article_id: one.text for one in talk.store.all_articles()}
    assert all(articles[row["article_id"]][row["start"] : row["end"]] == row["quote"] for row in rows)
    assert {tuple(row) for row in rows} == {quotes.FIELDS}
    assert {row["kind"] for row in rows} <= {"direct", "mixed", "indirect"}
    lines, table = io.StringIO(), io.StringIO()
    assert quotes.write_rows(lines, iter(rows), as_csv=False) == len(rows)
    assert [json.loads(line) for line in lines.getvalue().splitlines()] == rows
    quotes.write_rows(table, iter(rows), as_csv=True)
    table.seek(0)
    assert [row["quote"] for row in csv.DictReader(table)] == [row["quote"] for row in rows]


def test_quotes_are_listed_for_people(talk: Newsroom) -> None:
    def listed(speaker: str, about: str = "") -> str:
        pages = quotes.listed(talk, speaker, about, Filters(), NOW.date())
        return "\n".join(plain_text(page.html) for page in pages)

    assert listed("Dina Voss").count("is counted") == 12
    assert "Petra Smith\nAlban Smith" in listed("Smith") or "Alban Smith\nPetra Smith" in listed("Smith")
    assert listed("Zebulon Quartermain").startswith("Nobody called Zebulon Quartermain")
    assert listed("Alban Smith", "penguins") == "Alban Smith is quoted once, never about penguins."
    assert "The dam will hold" in listed("", "the dam will hold")
    assert "My arms hurt" in listed("")


# Stories on Telegram


async def test_a_reader_pages_through_statements_and_opens_a_passage(
    server: TelegramServer, talk: Newsroom, ann: Person
) -> None:
    async with running_bot(server, talk):
        answer = await answer_to(server, ann.says("quotes by Dina Voss"))
        ann.taps(answer, "on ▶")
        second = await edit_of(server, answer)
        assert "Page 2 of 3" in second.text
        ann.taps(second, "6")
        passage = await answer_to(server, second)
        assert passage.marked("expandable_blockquote")[0].endswith("said Dina Voss, the auditor.")


async def test_an_ambiguous_name_is_cleared_up_by_a_button(
    server: TelegramServer, talk: Newsroom, ann: Person
) -> None:
    async with running_bot(server, talk):
        question = await answer_to(server, ann.says("What did Smith say?"))
        ann.taps(question, "Alban Smith")
        answer = await edit_of(server, question)
        assert "My arms hurt" in answer.text
        follow_up = await answer_to(server, ann.says("Did anyone contradict him?"))
        assert follow_up.text == "I found nobody who is quoted as contradicting Alban Smith."


async def test_a_reported_speaker_is_corrected_by_an_administrator_and_stays_corrected(
    server: TelegramServer, talk: Newsroom, ann: Person
) -> None:
    chief = server.person(user_id=8, first_name="Bea")
    async with running_bot(server, talk, administrators=(8,)):
        answer = await answer_to(server, ann.says("Who said I saw no water?"))
        ann.taps(answer, "1 · Nordhavn Echo")
        passage = await answer_to(server, answer)
        ann.taps(passage, wording_speech.WRONG_SPEAKER)
        assert (await answer_to(server, passage)).text == wording_speech.REPORTED
        refused = await answer_to(server, ann.says("/reports"))
        assert refused.text == wording_speech.ONLY_ADMINISTRATORS

        reports = await answer_to(server, chief.says("/reports"))
        chief.taps(reports, "1")
        await answer_to(server, reports)
        done = await answer_to(server, chief.says("/correct Samir Lundby, deputy mayor"))
        assert done.text == "From now on these words are Samir Lundby, deputy mayor’s."

        take_in(talk.store, replace(DAM, title="Minister trusts the dam, again"))
        await asyncio.to_thread(talk.refresh)
        answer = await answer_to(server, ann.says("Who said I saw no water?"))
        assert "— Samir Lundby, deputy mayor" in answer.text


def test_more_than_the_newest_statements_is_told(talk: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = [plain_text(one.html) for one in quotes.listed(talk, "", "", Filters(), NOW.date())]
    assert not any("there are more" in text for text in shown)
    monkeypatch.setattr(quotes, "_NEWEST", 5)
    fewer = [plain_text(one.html) for one in quotes.listed(talk, "", "", Filters(), NOW.date())]
    assert fewer[-1].startswith("These are the newest 5 statements, and there are more.")

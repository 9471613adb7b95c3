"""Reading a question about who said what: its form, whom and what it is about, and when."""

from dataclasses import replace
from datetime import date

import pytest

from data.model import Filters
from index.who_said.periods import take_period
from index.who_said.speech_questions import (
    Act,
    Form,
    SpeechQuestion,
    asks_who_is_quoted_most,
    read_speech_question,
    with_pronouns_resolved,
)

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "form", "speaker", "about"),
    [
        ("Who said the dam would hold?", Form.WHO, "", "the dam would hold"),
        ("who said “the dam will hold”", Form.WHO, "", "the dam will hold"),
        ("Who has accused the minister of lying?", Form.WHO, "", "the minister of lying"),
        ("Who called the plan a farce?", Form.WHO, "", "the plan a farce"),
        ("Whose words are: the dam will hold?", Form.WHO, "", "the dam will hold"),
        ("What did Ulrika Dane say?", Form.WHAT, "Ulrika Dane", ""),
        ("And what has she said about the dam?", Form.WHAT, "she", "the dam"),
        ("What did the mayor say on rents in March 2026?", Form.WHAT, "the mayor", "rents"),
        ("Has Emil Castagna commented on the dam yet?", Form.WHAT, "Emil Castagna", "the dam yet"),
        ("Did Emil Castagna say anything about water?", Form.WHAT, "Emil Castagna", "water"),
        ("quote Dane on the dam", Form.WHAT, "Dane", "the dam"),
        ("quotes by Ulrika Dane", Form.WHAT, "Ulrika Dane", ""),
        ("quotes from Ulrika Dane about rain", Form.WHAT, "Ulrika Dane", "rain"),
        ("What was Petra Smith’s reaction to the flood?", Form.WHAT, "Petra Smith", "the flood"),
        ("How did the mayor respond to the letter?", Form.WHAT, "the mayor", "the letter"),
        ("According to Petra Smith, how deep is the lake?", Form.WHAT, "Petra Smith", "how deep is the lake"),
        ("Did anyone contradict her?", Form.AGAINST, "her", ""),
        ("Did anybody deny what Dane said about the dam?", Form.AGAINST, "Dane", "the dam"),
        ("Who contradicted Ulrika Dane?", Form.AGAINST, "Ulrika Dane", ""),
        ("What did Dane warn about?", Form.WHAT, "Dane", ""),
        ("Has Emil Castagna promised anything?", Form.WHAT, "Emil Castagna", ""),
        ("Did Ulrika Dane deny something about the dam?", Form.WHAT, "Ulrika Dane", "the dam"),
        ("What did Dane promise to do?", Form.WHAT, "Dane", ""),
        ("What did Dane say after the vote?", Form.WHAT, "Dane", "the vote"),
        ("What did Dane say when asked about the dam?", Form.WHAT, "Dane", "the dam"),
        ("What did Dane reply to the claims?", Form.WHAT, "Dane", "the claims"),
        ('Did Dane really say "The dam will hold"?', Form.CHECK, "Dane", "The dam will hold"),
        ("Has Dane ever said “it leaks”?", Form.CHECK, "Dane", "it leaks"),
    ],
)
def test_questions_about_speech_are_read(text: str, form: Form, speaker: str, about: str) -> None:
    read = read_speech_question(text, TODAY)
    assert read is not None
    assert (read.form, read.speaker, read.about) == (form, speaker, about)


@pytest.mark.parametrize(
    "text",
    [
        "How long is the Lantern Bridge?",
        "When was the bridge closed?",
        "Who won the island cup?",
        "Who closed the bridge?",
        "What happened to the ferry?",
        "What did the storm destroy?",
        "Where do the otters live?",
        "Has the bridge reopened?",
        "Did the bridge reopen in 2026?",
        "What do you think?",
        "What did you say?",
        "Who is the mayor of Kelmhaven?",
        "Why did the ferry stop?",
        "otters",
        "Has Emil Castagna eaten anything?",
        "Who is quoted most about the dam?",
        'Who said "',
        "Who said it?",
        "Who warned about that?",
        "",
        "What did " + "very " * 300 + "long say?",
    ],
)
def test_other_questions_are_left_alone(text: str) -> None:
    assert read_speech_question(text, TODAY) is None


def test_the_act_and_whether_finding_nothing_is_an_answer() -> None:
    accused = read_speech_question("Who accused the mayor of theft?", TODAY)
    called = read_speech_question("Who called the police?", TODAY)
    said = read_speech_question("Who said that it leaks?", TODAY)
    assert accused is not None
    assert called is not None
    assert said is not None
    assert (accused.act, accused.certain) == (Act.ACCUSE, True)
    assert said.act is Act.SAY
    assert read_speech_question("Who called the mayor a thief?", TODAY) != called


def test_filters_and_time_words_limit_the_articles() -> None:
    read = read_speech_question('What did Dane say about rain since March? source:"Nordhavn Echo"', TODAY)
    assert read is not None
    assert read.filters == Filters(since=date(2026, 3, 1), sources=("Nordhavn Echo",))
    assert read.about == "rain"


@pytest.mark.parametrize(
    ("text", "rest", "since", "until"),
    [
        ("rain in March 2025", "rain", "2025-03-01", "2025-03-31"),
        ("rain in December", "rain", "2025-12-01", "2025-12-31"),
        ("rain since 2025", "rain", "2025-01-01", None),
        ("rain before May 2025", "rain", None, "2025-04-30"),
        ("rain after 3 May 2025", "rain", "2025-05-04", None),
        ("rain until 3rd May 2025", "rain", None, "2025-05-03"),
        ("rain on March 3, 2025", "rain", "2025-03-03", "2025-03-03"),
        ("rain last month", "rain", "2026-10-01", "2026-10-31"),
        ("in 2025", "", "2025-01-01", "2025-12-31"),
        ("rain in 31 February 2025", "rain", "2025-02-28", "2025-02-28"),
        ("rain between January and June 2025", "rain", "2025-01-01", "2025-06-30"),
        ("from November to February 2025", "", "2024-11-01", "2025-02-28"),
        ("between 3 March and 5 May 2025", "", "2025-03-03", "2025-05-05"),
        ("from 2024 until 2025", "", "2024-01-01", "2025-12-31"),
        ("the road from March to Nordhavn", "the road from March to Nordhavn", None, None),
        ("trains between Nordhavn and May Street", "trains between Nordhavn and May Street", None, None),
        ("the march on 2025 street", "the march on 2025 street", None, None),
        ("rain in May Street", "rain in May Street", None, None),
    ],
)
def test_time_words_at_the_end_mean_the_time_of_publication(
    text: str, rest: str, since: str | None, until: str | None
) -> None:
    left, period = take_period(text, TODAY)
    assert left == rest
    assert (period.since and period.since.isoformat(), period.until and period.until.isoformat()) == (
        since,
        until,
    )


def read(text: str) -> SpeechQuestion:
    found = read_speech_question(text, TODAY, ["Nordhavn Echo", "Radio Vesmark"])
    assert found is not None
    return found


def test_an_outlet_of_the_collection_is_a_filter_and_no_topic() -> None:
    assert read("What did Dane say in the Echo about rain?").filters.sources == ("Nordhavn Echo",)
    assert read("What did Dane say in the Echo about rain?").about == "rain"
    assert read("What did Dane say on Radio Vesmark?").about == ""
    assert read("quotes by Dane in the Echo").speaker == "Dane"
    assert read("What did Dane say about the Echo?").filters.sources == ()


@pytest.mark.parametrize(
    ("text", "about", "left_out"),
    [
        ("What did Dane say before he was sacked?", "", "before he was sacked"),
        ("What did Dane say about rain after the dam burst?", "rain after the dam burst", ""),
        ("What did Dane say about rain since the dam collapsed?", "rain", "since the dam collapsed"),
        ("What did Dane say over the summer?", "", "over the summer"),
        ("What did Dane say about rain in the first half of 2025?", "rain", "in the first half of 2025"),
        ("What did Dane say about the summer?", "the summer", ""),
        ("What did Dane say in parliament about rain?", "rain", "in parliament"),
        ("What did Dane say about the road before the village?", "the road before the village", ""),
        ("What did Dane say when the dam closed?", "the dam closed", ""),
    ],
)
def test_an_event_is_no_time_and_is_left_out(text: str, about: str, left_out: str) -> None:
    assert (read(text).about, read(text).left_out) == (about, left_out)


@pytest.mark.parametrize(
    ("text", "hearer", "about"),
    [
        ("What did Dane tell Emil Castagna?", "Emil Castagna", ""),
        ("What did Dane tell the council about the dam?", "the council", "the dam"),
        ("What did Dane say to Castagna about the dam?", "Castagna", "the dam"),
        ("What did Dane say to Emil Castagna?", "Emil Castagna", ""),
        ("What did Dane tell the players after the match?", "the players", "the match"),
        ("What did Dane tell us?", "", ""),
        ("What did Dane tell about the dam?", "", "the dam"),
        ("What did Dane say to the claims?", "", "the claims"),
        ("What did Dane say about Castagna?", "", "Castagna"),
    ],
)
def test_whoever_is_told_something_is_no_topic(text: str, hearer: str, about: str) -> None:
    assert (read(text).hearer, read(text).about) == (hearer, about)


@pytest.mark.parametrize(
    ("about", "person", "topic", "resolved"),
    [
        ("her", "Petra Smith", "", "Petra Smith"),
        ("her plan", "Petra Smith", "", "her plan"),
        ("it", "Petra Smith", "the dam", "the dam"),
        ("her", "", "the dam", ""),
        ("it", "Petra Smith", "", ""),
        ("the dam", "Petra Smith", "rain", "the dam"),
        ("Hershey", "Petra Smith", "rain", "Hershey"),
        ("the item", "", "rain", "the item"),
    ],
)
def test_a_pronoun_as_topic_is_what_was_spoken_of_or_left_out(
    about: str, person: str, topic: str, resolved: str
) -> None:
    question = SpeechQuestion(Form.WHAT, "Dane", about, Act.SAY, Filters())
    found = with_pronouns_resolved(question, person, topic)
    assert found.about == resolved
    assert found.left_out == ("" if resolved else about)


def test_whom_somebody_is_asked_to_have_accused_is_named() -> None:
    accused = SpeechQuestion(Form.WHO, "", "her of theft", Act.ACCUSE, Filters())
    assert with_pronouns_resolved(accused, "Petra Smith", "").about == "Petra Smith of theft"
    owned = replace(accused, about="her brother of theft")
    assert with_pronouns_resolved(owned, "Petra Smith", "").about == "her brother of theft"


def test_whether_somebody_said_so_is_a_claim() -> None:
    assert read("Did Dane say that the dam leaks?").is_claim
    assert not read("What did Dane say about the dam?").is_claim
    assert not read("Did Dane say anything?").is_claim


def test_a_question_behind_according_to_may_be_answered_by_other_sentences() -> None:
    assert not read("According to the police, how many people came?").certain
    assert read("According to the police, the dam leaks").certain


@pytest.mark.parametrize(
    ("text", "narrowed"),
    [
        ("Who is quoted most?", ""),
        ("Who gets quoted most often?", ""),
        ("Who is quoted the most about the dam?", "about the dam"),
        ("Who are the most quoted people in March 2025?", "in March 2025"),
        ("Who is quoted as saying most?", None),
        ("Who likes the most quoted poem?", None),
        ("Who is the most popular singer?", None),
    ],
)
def test_who_is_quoted_most_is_asked_in_words(text: str, narrowed: str | None) -> None:
    assert asks_who_is_quoted_most(text) == narrowed

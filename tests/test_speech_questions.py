"""Reading a question about who said what: its form, whom and what it is about, and when."""

from datetime import date

import pytest

from data.model import Filters
from index.who_said.periods import take_period
from index.who_said.speech_questions import Act, Form, read_speech_question

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

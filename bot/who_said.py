"""Talking about who said what: questions in plain words, /who, /quotes and /speakers, and their buttons.

`index.who_said.attribution` decides what answers; here it becomes a reply. What buttons need to ask again is
kept in the chat's memory.
"""

import re
from collections.abc import Sequence
from datetime import date

from bot import wording, wording_speech
from bot.actions import AskAgain
from bot.markup import one_line
from bot.memory import ChatMemory, Remembered, Visitor
from bot.render import Reply, button, say, with_rows
from bot.render_speech import render_choice, render_speakers, render_statements
from bot.subscribe import follow_up, wish_for
from data.model import Filters, checksum
from index.newsroom import Newsroom
from index.outlets import take_outlet, with_full_names
from index.questions import in_order, read_question
from index.speech.word_classes import BE, FUTURE, MODALS
from index.who_said.attribution import (
    Checked,
    NeverSaid,
    NobodySaid,
    Outcome,
    Statements,
    UnknownSpeaker,
    Unmet,
    WhichSpeaker,
    most_quoted,
)
from index.who_said.lookup import How, distinct_labels, person_named_in, with_pronoun_named
from index.who_said.people import Person
from index.who_said.periods import take_period
from index.who_said.speech_questions import (
    MATTERS,
    PRONOUNS,
    Form,
    SpeechQuestion,
    asks_who_is_quoted_most,
    read_speech_question,
    what_was_said,
    who_said,
)

_FINITE = (BE | MODALS | FUTURE) - {"be", "been", "being"}  # words that make a clause of a topic
_SPEAKERS_PAGE = 10
_MARKS = re.compile('["“”„«»]')  # which make exact words of a topic
_ABOUT = " about "
_ABOUT_WORD = re.compile(r"^(?:about|on|regarding)\s+", re.IGNORECASE)
_TIME_WORD = re.compile(r"(?:in|since|before|after|until|till|during|from|between)\b", re.IGNORECASE)
_DESCRIPTION = re.compile(r"(?:the|an?|his|her|their|its) [a-z]|[a-z]+s$")  # "the study", "scientists"


def answer_if_speech(
    room: Newsroom, text: str, today: date, visitor: Visitor, filters: Filters | None = None
) -> Reply | None:
    """The reply to a question about who said what; None for any other, and for one that the articles' other
    sentences may answer better. `filters` hold besides those in the question. Raises FilterError."""
    narrowed = asks_who_is_quoted_most(text)
    words = text if narrowed is None else f"/speakers {narrowed}"
    asked = words + read_filters(filters) if filters else words
    return _reply(room, _remembered(asked, today, visitor.memory), visitor)


def _remembered(text: str, today: date, memory: ChatMemory) -> Remembered:
    return Remembered(text, today, memory.person, memory.topic)


def note_person(room: Newsroom, text: str, memory: ChatMemory) -> None:
    """Remember whom a question of any kind names: "she" in the next one is that person. What "it" is there
    nobody knows."""
    memory.topic = ""
    if person := person_named_in(room.people.now(), text):
        memory.person = person.identity


def person_put_in(room: Newsroom, text: str, memory: ChatMemory) -> str:
    """A question with whom its pronoun means, where the conversation tells."""
    people = room.people.now().everyone
    meant = next((one for one in people if one.identity == memory.person), None)
    return with_pronoun_named(text, meant.name) if meant else text


def speech_outcome(room: Newsroom, text: str, today: date, filters: Filters) -> Outcome | None:
    """What the articles say to a question about speech, outside of a conversation; None for any other.
    Raises FilterError."""
    question = read_speech(text + read_filters(filters), today, room.outlets())
    return outcome_of(room, question) if question else None


def obey(room: Newsroom, command: str, words: str, today: date, visitor: Visitor) -> Reply:
    """The reply to /who, /quotes or /speakers. Raises FilterError."""
    if command in _USAGE and not any(character.isalnum() for character in words):
        return say(_USAGE[command])
    reply = _reply(room, _remembered(f"/{command} {words}", today, visitor.memory), visitor)
    return reply or say(wording.NO_ANSWER)


_USAGE = {"who": wording_speech.HOW_TO_WHO, "quotes": wording_speech.HOW_TO_QUOTES}


def ask_again(room: Newsroom, action: AskAgain, visitor: Visitor) -> Reply:
    """Another page of what was asked, or its answer now that one of several people is picked."""
    asked = visitor.memory.asked(action.question)
    if asked is None:
        return say(wording_speech.FORGOTTEN)
    return _reply(room, asked, visitor, action.page, action.person) or say(wording_speech.FORGOTTEN)


def _reply(
    room: Newsroom, asked: Remembered, visitor: Visitor, page: int = 0, person: int = 0
) -> Reply | None:
    memory = visitor.memory
    command, _, words = asked.text.partition(" ")
    if command == "/speakers":
        return _speakers(room, asked, words, memory, page)
    question = read_speech(asked.text, asked.today, room.outlets())
    if question is None:
        return None
    outcome = outcome_of(room, question, asked.before, person, asked.topic)
    if outcome is None:
        return None
    number = memory.note(asked) if visitor.stays else 0
    if question.form is not Form.CHECK and question.about.lower() not in PRONOUNS | MATTERS:
        memory.topic = question.about or memory.topic
    reply = _render(outcome, number, page)
    if len(found := _people_of(outcome)) == 1:
        memory.person = found[0].identity
    answered = isinstance(outcome, Statements | Checked) and bool(outcome.said)
    return with_rows(reply, follow_up(visitor, wish_of(outcome, asked.today), asked.today, answered))


def wish_of(outcome: Outcome, today: date) -> str:
    """What an outcome leaves to be told of when it comes, as it would be written after /subscribe: that
    person quoted on that. Empty where it is open whom, or what, the question means."""
    question, people = outcome.question, _people_of(outcome)
    name = people[0].name if len(people) == 1 and people[0].named else question.speaker
    about = f" about {topic}" if (topic := _MARKS.sub("", question.about).strip()) else ""
    if question.form in (Form.WHO, Form.AGAINST):
        words = f"people quoted{about}" if about else ""
    elif isinstance(outcome, WhichSpeaker) or not name or name.lower() in PRONOUNS:
        words = ""
    else:
        words = f"when {name} is quoted{about}"
    return wish_for(words, question.filters, today) if words else ""


def read_speech(text: str, today: date, outlets: Sequence[str]) -> SpeechQuestion | None:
    """A question about speech, written as a command or in plain words, which may name one of the outlets.
    Raises FilterError."""
    command, _, words = text.partition(" ")
    if command not in ("/who", "/quotes"):
        return read_speech_question(text, today, outlets)
    read = read_question(words)
    if command == "/who":
        return who_said(read.text, read.filters)
    name, _, about = read.text.partition(_ABOUT)
    return what_was_said(name, about, read.filters, today, outlets)


def outcome_of(
    room: Newsroom, question: SpeechQuestion, before: str = "", person: int = 0, topic: str = ""
) -> Outcome | None:
    """What the articles say to a question about speech; None where other sentences may answer it better:
    nothing is found, and the words may ask for no speech at all ("who called the police?")."""
    chosen = (lambda one: checksum(one.identity) == person) if person else None
    outcome = room.answer_speech(question, before, chosen, topic)
    match outcome:
        case NobodySaid() | NeverSaid() | UnknownSpeaker() if not question.certain:
            return None
        case UnknownSpeaker(question=read) if _DESCRIPTION.match(read.speaker):
            return None
    return outcome


def _people_of(outcome: Outcome) -> Sequence[Person]:
    match outcome:
        case Statements(people=(), said=said):
            return list(dict.fromkeys(one.person for one in said[:1]))
        case Statements(people=people) | NeverSaid(people=people) | Checked(people=people):
            return people
    return ()


def _render(outcome: Outcome, number: int, page: int) -> Reply:
    match outcome:
        case Statements():
            return _statements(outcome, number, page)
        case Checked():
            return _checked(outcome, number)
        case WhichSpeaker(people=people):
            return render_choice(wording_speech.WHICH_ONE, _labelled(people), number)
        case UnknownSpeaker():
            return _unknown(outcome, number)
        case NobodySaid(question=question):
            return say(wording_speech.nobody_said(one_line(question.about, 200)))
        case NeverSaid():
            return say(refusal(outcome))


def _unknown(outcome: UnknownSpeaker, number: int) -> Reply:
    if not outcome.question.speaker:
        return say(wording_speech.NOBODY_NAMED)
    text = wording_speech.unknown_speaker(one_line(outcome.question.speaker, 60), bool(outcome.closest))
    return render_choice(text, _labelled(outcome.closest), number)


def refusal(outcome: NeverSaid) -> str:
    """The plain sentence for somebody who is quoted, but not on this."""
    question = outcome.question
    names = _names(outcome.people, question)
    if question.form is Form.AGAINST:
        return wording_speech.never_contradicted(names)
    about = one_line(question.about, 100)
    is_clause = question.is_claim or not _FINITE.isdisjoint(about.lower().split())
    never = wording_speech.never_claimed if is_clause and about else wording_speech.never_said
    return " ".join([never(names, outcome.quoted, about, question.filters), *_left_out(question)])


def _left_out(question: SpeechQuestion) -> list[str]:
    """The sentence about words of the question that narrow nothing down, if there are any."""
    words = question.left_out
    is_pronoun = words.lower() in PRONOUNS | MATTERS
    return [wording_speech.left_out(one_line(words, 60), is_pronoun)] if words else []


def _statements(outcome: Statements, number: int, page: int) -> Reply:
    question, said = outcome.question, outcome.said
    if page * 5 >= len(said):
        return say(wording.NO_MORE)
    lines = []
    if outcome.how is How.GUESS:
        lines.append(wording_speech.guessed(one_line(question.speaker, 60), outcome.people[0].name))
    if question.form is Form.WHO:
        lines.append(wording_speech.who_heading(len(said)))
    elif question.form is Form.AGAINST:
        lines.append(wording_speech.against_heading(_names(outcome.people, question)))
    else:
        names = _names(outcome.people, question)
        if outcome.how is How.ROLE and len(outcome.people) > 1:
            lines.append(
                wording_speech.role_heading(question.speaker, [one.name for one in outcome.people][:5])
            )
        lines.append(heading_over(outcome, names))
    return render_statements(" ".join(filter(None, lines)), said, page, number)


def heading_over(outcome: Statements, names: str) -> str:
    """What stands over what somebody said: how much it is, and what of the question it does not meet."""
    question, about = outcome.question, one_line(outcome.question.about, 80)
    if question.is_claim and about:
        first = wording_speech.claim_heading(names, about, question.filters, question.certain)
    else:
        first = wording_speech.heading(names, about, question.filters, len(outcome.said), outcome.times)
    lacking = {
        Unmet.ACT: wording_speech.unmet_act(question.act),
        Unmet.HEARER: wording_speech.unmet_hearer(one_line(question.hearer, 60)),
    }
    notes = [lacking[one] for one in outcome.unmet]
    further = [*notes, *_left_out(question)]
    return " ".join(filter(None, [*further, first] if first.endswith(":") else [first, *further]))


def _checked(outcome: Checked, number: int) -> Reply:
    asked = _names(outcome.people, outcome.question)
    if not outcome.said or outcome.said[0].compared is None:
        return say(wording_speech.not_said(asked, one_line(outcome.question.about, 200)))
    first = outcome.said[0]
    exact = outcome.said[0].compared.exact
    if outcome.others:
        text = wording_speech.said_by_other(asked, first.person.name, exact)
    else:
        text = (wording_speech.said_exactly if exact else wording_speech.said_nearly)(first.person.name)
    return render_statements(text, outcome.said[:3], 0, number)


def _names(people: Sequence[Person], question: SpeechQuestion) -> str:
    names = list(dict.fromkeys(one_line(one.name, 60) for one in people))
    described = len(names) == 1 and not people[0].named and question.speaker.lower() not in PRONOUNS
    return names[0] if len(names) == 1 and not described else one_line(question.speaker, 60)


def _labelled(people: Sequence[Person]) -> list[tuple[str, int]]:
    labels = distinct_labels(people)
    return [(label, checksum(one.identity)) for label, one in zip(labels, people, strict=True)][:8]


def _speakers(room: Newsroom, asked: Remembered, words: str, memory: ChatMemory, page: int) -> Reply:
    read = read_question(words)
    about, period = take_period(read.text, asked.today)
    about, source = take_outlet(about, room.outlets())
    if _TIME_WORD.match(about):
        return say(wording_speech.unclear_time(one_line(about, 60)))
    about = _ABOUT_WORD.sub("", about).strip()
    limits_read = Filters(
        since=read.filters.since or period.since,
        until=read.filters.until or period.until,
        sources=(*read.filters.sources, *([source] if source else [])),
    )
    filters = with_full_names(in_order(limits_read), room.outlets())
    counts = most_quoted(room.desk, room.people.now(), about, filters)
    shown = counts[page * _SPEAKERS_PAGE :][:_SPEAKERS_PAGE]
    if not shown:
        return say(wording.NO_MORE if counts else wording_speech.nobody_quoted(one_line(about, 80), filters))
    limits = read_filters(filters)
    questions = [
        memory.note(Remembered(f"/quotes {one.name}{_ABOUT + about if about else ''}{limits}", asked.today))
        for one, _ in shown
    ]
    number = memory.note(asked)
    back = [button(wording.PREVIOUS_PAGE, AskAgain(number, page - 1))] if page else []
    more = (page + 1) * _SPEAKERS_PAGE < len(counts)
    on = [button(wording.NEXT_PAGE, AskAgain(number, page + 1))] if more else []
    heading = wording_speech.speakers_heading(one_line(about, 80), filters)
    return render_speakers(heading, shown, questions, (*back, *on))


def read_filters(filters: Filters) -> str:
    """Filters as they are written in a question, with a blank before each."""
    written = [f"since:{filters.since}"] if filters.since else []
    written += [f"until:{filters.until}"] if filters.until else []
    written += [f'source:"{source}"' for source in filters.sources]
    return "".join(f" {one}" for one in written)

"""Every sentence that a person reads about who said what, as plain text. Decides nothing."""

from collections.abc import Sequence

from bot.wording import count, day_words
from data.model import Filters
from index.who_said.speech_questions import Act

HOW_TO_WHO = "Write words that you remember after the command, for example: /who the tide has an appointment"
HOW_TO_QUOTES = (
    "Write a name after the command, and a topic if you like: /quotes Benedikta Crewe about the bridge"
)
WRONG_SPEAKER = "Wrong speaker?"
STATEMENTS = "Statements"
NOBODY_NAMED = "Whom do you mean? Write the name, and I will look for what that person said."
WHICH_ONE = "Several people of that name are quoted. Which one do you mean?"
FORGOTTEN = "I no longer know what you had asked there. Ask again, and you will get fresh buttons."

# Reports and corrections

REPORTED = "Thank you. I have noted that the speaker may be wrong, and whoever runs me will look at it."
STATEMENT_GONE = "These words are no longer in the collection as they were, so there is nothing to change."
NO_REPORTS = "Nobody has reported a wrong speaker."
REPORTS = "Reported as wrong. A number shows the words and whom you may give them to:"
ONLY_ADMINISTRATORS = "Only the administrators of this bot may do that."
NOBODY = "Nobody: not somebody’s words"
RIGHT_AS_IT_IS = "It is right"
KEPT = "The speaker stays as it is, and the report is settled."
STRUCK_OUT = "These words are nobody’s from now on, and will not be listed again."
NOTHING_OPEN = "Open a report first: /reports lists them. Then write /correct and the name."
HOW_TO_CORRECT = (
    "Write the right name after the command, and the role after a comma: /correct Hester Quill, premier. "
    "It is meant for the words that you opened last."
)


PRINTED_BEFORE = "Printed just before it:"


def reported(verb: str) -> str:
    """Before words that are retold; `verb` is what the article says that somebody did with them, if that is
    more than saying: who denies a thing has not said it."""
    return f"In reported speech ({verb}): " if verb else "In reported speech: "


def attributed_to(name: str, role: str, sure: bool) -> str:
    """Under somebody's words: whose they are, stated as far as it is certain."""
    who = f"{name}, {role}" if role else name
    return f"— {who}" if sure else f"— attributed, as far as the text shows, to {who}"


def in_an_answer(name: str, role: str, sure: bool) -> str:
    """After a cited sentence that is somebody's words."""
    who = f"{name}, {role}" if role else name
    return f"({who})" if sure else f"(as far as the text shows, {who})"


def more_sources(number: int) -> str:
    """After the sources of words that stand in more of them than are shown."""
    return f"and in {count(number, 'more article')}"


def heading(names: str, about: str, filters: Filters, statements: int, times: int) -> str:
    """Over what somebody said. `times`: how often it is quoted, which may be more than once for the same
    words."""
    topic = f" about {about}" if about else ""
    quoted = f", quoted {_times(times)}" if times > statements else ""
    return f"{_capitalised(names)}{topic}{_when(filters)}: {count(statements, 'statement')}{quoted}."


def claim_heading(names: str, claim: str, filters: Filters, is_decided: bool) -> str:
    """Over what somebody said that comes near to what they are asked to have said; `is_decided` where yes or
    no would answer."""
    nearest = f"What {names} said{_when(filters)} that comes nearest to “{claim}”:"
    return f"I cannot say yes or no to that. {nearest}" if is_decided else nearest


def unmet_act(act: Act) -> str:
    """After the heading, where none of the statements is made by the act asked for; empty for saying."""
    return f"The articles call none of this {_ACTS[act]}." if act in _ACTS else ""


def unmet_hearer(hearer: str) -> str:
    """After the heading, where none of the statements is made to whom was asked for."""
    return f"The articles do not say that any of this was said to {hearer}."


def left_out(words: str, is_pronoun: bool) -> str:
    """That words of a question narrow nothing down."""
    if is_pronoun:
        return f"I cannot tell what “{words}” means here, and have left it out."
    return f"I can narrow this down by topic, outlet and date, but not by “{words}”."


def role_heading(role: str, names: Sequence[str]) -> str:
    """Where a role was asked for: whom it fits."""
    return f"“{role}” fits {_listed(names)}."


def guessed(asked: str, name: str) -> str:
    """Where a misspelt name was taken for another."""
    return f"I know nobody called {asked}; I took it for {name}."


def who_heading(statements: int) -> str:
    """Over the words nearest to what somebody remembers."""
    return "" if statements == 1 else f"{statements} statements come near:"


def against_heading(names: str) -> str:
    """Over what others said against somebody."""
    return f"Said against {names}, or against what {names} said:"


def never_said(names: str, quoted: int, about: str, filters: Filters) -> str:
    """The plain refusal for somebody who is quoted, but not on this."""
    if not quoted:
        return f"{_capitalised(names)} {_be(names)} named in the articles, but not quoted."
    times = _times(quoted)
    never = f"never about {about}" if about else "but not"
    return f"{_capitalised(names)} {_be(names)} quoted {times}, {never}{_when(filters)}."


def never_claimed(names: str, quoted: int, claim: str, filters: Filters) -> str:
    """Nothing that somebody said comes near to what they are asked to have said."""
    times = _times(quoted)
    found = f"I found nothing like “{claim}” from {names}{_when(filters)}"
    return f"{found}, who {_be(names)} quoted {times}." if quoted else f"{found}."


def never_contradicted(names: str) -> str:
    """Nobody spoke against somebody."""
    return f"I found nobody who is quoted as contradicting {names}."


def nobody_said(about: str) -> str:
    """Nothing comes near the words remembered."""
    return f"I found nothing that comes near “{about}” in anybody’s words."


def unknown_speaker(name: str, closest: bool) -> str:
    """Nobody of this name is quoted; with `closest` there are buttons under it."""
    offer = " Did you mean one of these?" if closest else ""
    return f"Nobody called {name} is quoted in the articles.{offer}"


def said_exactly(name: str) -> str:
    """The words were found as they are."""
    return f"Yes. {name} is quoted with exactly these words:"


def said_nearly(name: str) -> str:
    """Something much like the words was found."""
    return f"Nearly. {name} is quoted with these words; what differs is in bold:"


def said_by_other(asked: str, name: str, exact: bool) -> str:
    """Somebody else said it."""
    nearly = "" if exact else " nearly"
    return f"Not {asked}. It was {name} who{nearly} said so:"


def not_said(name: str, quoted: str) -> str:
    """The words were not found, in anybody's mouth."""
    return f"I find no such words of {name} in the articles, nor of anybody else. Asked about: “{quoted}”"


def speakers_heading(about: str, filters: Filters) -> str:
    """Over the list of those quoted most."""
    topic = f" about {about}" if about else ""
    return f"Quoted most{topic}{_when(filters)}:"


def nobody_quoted(about: str, filters: Filters) -> str:
    """Nobody is quoted on this, or then."""
    topic = f" about {about}" if about else ""
    return f"I found nobody who is quoted{topic}{_when(filters)}."


def unclear_time(words: str) -> str:
    """For a list of speakers by a time that cannot be understood."""
    return (
        f"I do not understand “{words}” as a time. Write, for example, /speakers in March 2026, or "
        "/speakers about the bridge."
    )


def newest_only(number: int) -> str:
    """After the newest statements, of which there are more."""
    return (
        f"These are the newest {number} statements, and there are more. To see others, narrow them down with "
        "--speaker, --about, --since, --until or --source; --export FILE writes all."
    )


def speaker_line(name: str, role: str, statements: int) -> str:
    """One of those quoted most."""
    who = f"{name}, {role}" if role else name
    return f"{who} – quoted {_times(statements)}"


def corrected(name: str, role: str, statements: int) -> str:
    """A correction has been made."""
    who = f"{name}, {role}" if role else name
    times = "these words are" if statements == 1 else f"these words, in {statements} places, are"
    return f"From now on {times} {who}’s."


def review(name: str, times: int) -> str:
    """Over words whose speaker is in doubt."""
    reported = f" Reported {count(times, 'time')}." if times else ""
    who = f"given to {name}" if name else "given to nobody"
    return f"Now {who}.{reported} Whose words are they? For another name write /correct NAME, role."


def _when(filters: Filters) -> str:
    first, last = (day_words(day) if day else "" for day in (filters.since, filters.until))
    if first and last:
        when = f" on {first}" if first == last else f" from {first} to {last}"
    else:
        when = f" since {first}" if first else f" until {last}" if last else ""
    return f"{when} in {' or '.join(filters.sources)}" if filters.sources else when


_ACTS = {
    Act.ACCUSE: "an accusation",
    Act.DENY: "a denial",
    Act.WARN: "a warning",
    Act.PROMISE: "a promise",
}
_SEVERAL = ("people", "police", "men")


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def _be(names: str) -> str:
    """The verb behind a name or a description: scientists are, the mayor is."""
    plain = names[:1].islower() and names != names.title()
    several = names.endswith(_SEVERAL) or (names.endswith("s") and not names.endswith("ss"))
    return "are" if plain and several else "is"


def _capitalised(names: str) -> str:
    """Descriptions begin a sentence with a capital as names do."""
    return names[:1].upper() + names[1:]


def _listed(names: Sequence[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last

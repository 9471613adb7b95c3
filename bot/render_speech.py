"""What statements look like as one message, pure: words as printed, whose they are, where they stand."""

import re
from collections.abc import Sequence

from bot import wording, wording_speech
from bot.actions import AskAgain, Citation, OpenStatement
from bot.markup import bold, escaped, excerpt, linked, one_line, with_bold
from bot.render import Button, Reply, Rows, button, title_of
from data.model import Article, Span, SpeechKind
from index.sentences import split_sentences
from index.speech.speech_verbs import SPEECH_VERBS
from index.who_said.attribution import Said, Source
from index.who_said.people import Person

PAGE = 5
_WORDS_UNITS = 340
_NAME, _ROLE, _TITLE, _OUTLET = 60, 80, 60, 40
_SOURCES = 2  # named under each item
_OPENING = "\"“„«‘'‚‹"
_SAYING = frozenset(
    ["say", "tell", "add", "state", "write", "note", "report", "announce", "explain", "think"]
)
_POINTS_BACK = re.compile(
    r"this|that|it|them|these|those"
    r"|(?:the|this|that|these|those) "
    r"(?:accusation|allegation|charge|claim|criticism|idea|report|suggestion)s?",
    re.IGNORECASE,
)
_LOOKED_BACK = 1000  # characters in which the sentence before begins
_PUTTING = frozenset(["put", "puts"])  # "put the figure at 22,000": no verb of saying without it
_CLOSING = "\"”“»’'›"


def render_statements(heading: str, said: Sequence[Said], page: int, question: int) -> Reply:
    """A page of statements, each with its speaker and sources, a button for each one's passage, and buttons
    to other pages. `question` is what those carry."""
    shown = said[page * PAGE :][:PAGE]
    several = len(said) > 1
    items = [
        _item(one, f"{number}. " if several else "")
        for number, one in enumerate(shown, start=page * PAGE + 1)
    ]
    labels = [str(number) for number in range(page * PAGE + 1, page * PAGE + 1 + len(shown))]
    opening = [
        button(f"{label} · {_outlet(one.article)}" if not several else label, open_action(one.sources[0]))
        for label, one in zip(labels, shown, strict=True)
    ]
    pages = -(-len(said) // PAGE)
    position = wording.page_of(page, pages, can_turn=question != 0) if pages > 1 else ""
    parts = [escaped(one_line(heading, 400)), *items, position]
    rows: list[tuple[Button, ...]] = [tuple(opening)]
    if turning := _turning(page, pages, question):
        rows.append(turning)
    return Reply("\n\n".join(part for part in parts if part), tuple(rows))


def open_action(source: Source) -> OpenStatement:
    """What shows the passage of a statement."""
    return OpenStatement(Citation.of(source.article, source.statement.span))


def _turning(page: int, pages: int, question: int) -> tuple[Button, ...]:
    back = [button(wording.PREVIOUS_PAGE, AskAgain(question, page - 1))] if page else []
    on = [button(wording.NEXT_PAGE, AskAgain(question, page + 1))] if page + 1 < pages else []
    return (*back, *on)


def _item(one: Said, number: str) -> str:
    lines = [f"{number}{words_html(one)}", whose(one)]
    lines += [_source_line(source.article) for source in one.sources[:_SOURCES]]
    if more := len(one.sources) - _SOURCES:
        lines += [wording_speech.more_sources(more)] if more > 0 else []
    return "\n".join(lines)


def words_html(one: Said) -> str:
    """The words as printed, marks included; reported speech is marked as such. Cut where they are too long;
    what differs from words asked about is in bold."""
    text, found = one.article.text, one.statement.attribution
    reported = found.kind is SpeechKind.INDIRECT
    room = _WORDS_UNITS // len(found.content)
    differing = one.compared.differing if one.compared else ()
    parts = [
        _part(text, span if reported else with_marks(text, span), room, differing) for span in found.content
    ]
    verb = _telling_verb(text, found.cue) if found.kind is not SpeechKind.DIRECT else ""
    heading = escaped(wording_speech.reported(verb)) if reported or verb else ""
    return heading + " […] ".join(parts) + (_meant(text, found.content[0]) if reported else "")


def _meant(text: str, content: Span) -> str:
    """What is printed just before words that only point back: denied "this", rejected "the claim"."""
    if not _POINTS_BACK.fullmatch(content.of(text)):
        return ""
    start = max(0, content.start - _LOOKED_BACK)
    sentences = split_sentences(text[start : content.end])
    if len(sentences) < 2:
        return ""
    before = Span(start + sentences[-2].start, start + sentences[-2].end)
    told = _part(text, before, _WORDS_UNITS, ())
    return f". {escaped(wording_speech.PRINTED_BEFORE)} {told}"


def _telling_verb(text: str, cue: Span | None) -> str:
    """The verb of a cue, where it is not merely one of saying."""
    words = cue.of(text).lower().split() if cue else []
    telling = (one for one in words if one in SPEECH_VERBS and SPEECH_VERBS[one].lemma not in _SAYING)
    return next(telling, next((one for one in words if one in _PUTTING), ""))


def _part(text: str, span: Span, room: int, differing: Sequence[Span]) -> str:
    shown = excerpt(text, span, span if not differing else differing[0], room)
    before, after = "[…] " * (shown.start > span.start), " […]" * (shown.end < span.end)
    return f"{before}{with_bold(text, shown, differing)}{after}"


def with_marks(text: str, span: Span) -> Span:
    """The span with the quotation marks that stand around it."""
    start, end = span.start, span.end
    if start > 0 and text[start - 1] in _OPENING and (start < 2 or not text[start - 2].isalnum()):
        start -= 1
    if end < len(text) and text[end] in _CLOSING and start < span.start:
        end += 1
    return Span(start, end)


def whose(one: Said) -> str:
    """The line that says whose words they are."""
    role = one_line(one.role, _ROLE)
    return escaped(wording_speech.attributed_to(one_line(one.person.name, _NAME), role, one.sure))


def _source_line(article: Article) -> str:
    day = wording.day_words(article.day) if article.day else ""
    origin = ", ".join(part for part in (one_line(article.source, _OUTLET), day) if part)
    title = linked(one_line(title_of(article), _TITLE), article.url)
    return f"{title} — {escaped(origin)}" if origin else title


def _outlet(article: Article) -> str:
    return article.source or title_of(article)


def render_choice(text: str, people: Sequence[tuple[str, int]], question: int) -> Reply:
    """A question back: which of these people (labels and the checksums of their identities) is meant."""
    rows: Rows = tuple((button(label, AskAgain(question, 0, check)),) for label, check in people)
    named = [escaped(f"{number}. {label}") for number, (label, _) in enumerate(people, start=1)]
    return Reply("\n".join([escaped(text), *named]), rows)


def render_speakers(
    heading: str, counts: Sequence[tuple[Person, int]], questions: Sequence[int], paging: tuple[Button, ...]
) -> Reply:
    """Those quoted most, with a button each for what they said; `questions` are what the buttons carry."""
    lines = []
    for number, (person, statements) in enumerate(counts, start=1):
        role = one_line(person.roles[0], _ROLE) if person.roles else ""
        line = wording_speech.speaker_line(one_line(person.name, _NAME), role, statements)
        lines.append(f"{number}. {escaped(line)}")
    buttons = [button(str(number), AskAgain(one, 0)) for number, one in enumerate(questions, start=1)]
    width = 5
    rows = [tuple(buttons[start : start + width]) for start in range(0, len(buttons), width)]
    return Reply("\n".join([bold(escaped(heading)), *lines]), (*rows, paging) if paging else tuple(rows))

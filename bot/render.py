"""What an answer, an article or a list looks like as one message, pure.

Whatever the articles hold, a message stays within Telegram's 4,096 units and its tags are whole. Words of an
article are shown exactly as they are stored (less what no screen can show); what is ours stands outside of
them: the numbers of the sources, and a bracketed […] where a sentence had to be shortened.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot import wording, wording_speech
from bot.actions import (
    Action,
    Citation,
    OpenArticle,
    OpenCitation,
    OpenLatest,
    ReadPage,
    TurnLatest,
    TurnSources,
    TurnTo,
    write_action,
)
from bot.markup import (
    MESSAGE_UNITS,
    bold,
    escaped,
    excerpt,
    linked,
    one_line,
    plain_text,
    quoted,
    units,
    with_bold,
)
from data.model import Article, Passage, Span, checksum
from index.answer import Answer, CitedSentence, NoAnswer
from index.who_said.attribution import Speaker

MAX_LABEL = 40
_TITLE = 160
_OUTLET = 60
_DETAIL = 300
_MAX_SENTENCES = 8  # more than any reader chooses; each still gets room for some 200 units
_PAGE_UNITS = 3_000  # of an article, so that two or three passages go on a page
_SPEAKER = 180  # for saying whose words a sentence is
_NEAREST = 600  # for a sentence that may not answer
_SPARE = 40  # for our marks between sentences
_ROW_UNITS = 24  # labels that stand beside each other on a telephone


@dataclass(frozen=True, slots=True)
class Button:
    """`action` is what comes back when it is pressed, at most 64 bytes."""

    label: str
    action: str


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """One message in Telegram's subset of HTML. `in_place`: it replaces the one whose button was pressed."""

    html: str
    buttons: Rows = ()
    in_place: bool = False


@dataclass(frozen=True, slots=True)
class ArticlePart:
    """An article with its passages in reading order, never none, and the one that is to be shown."""

    article: Article
    passages: Sequence[Passage]
    position: int = 0

    @property
    def span(self) -> Span:
        """The passage that is to be shown."""
        return self.passages[self.position].span


def say(text: str, *rows: tuple[Button, ...]) -> Reply:
    """A sentence of ours."""
    return Reply(escaped(text), rows)


def with_rows(reply: Reply, rows: Rows) -> Reply:
    """The reply with more buttons under it."""
    return replace(reply, buttons=(*reply.buttons, *rows))


def button(label: str, action: Action) -> Button:
    """A button; a label too long is shortened."""
    return Button(one_line(label, MAX_LABEL), write_action(action))


# Answers


def render_answer(answer: Answer, speakers: Mapping[CitedSentence, Speaker] | None = None) -> Reply:
    """The sentences with their numbers, then the sources, then a button for each of them. `speakers` says
    whose words a sentence is where it is somebody's."""
    shown = replace(answer, sentences=answer.sentences[:_MAX_SENTENCES])
    sources = "\n".join(f"[{n}] {_source_line(one.article)}" for n, one in enumerate(shown.sources, start=1))
    room = (MESSAGE_UNITS - units(plain_text(sources))) // len(shown.sentences) - _SPARE
    parts = _lines(_sentences(shown, room, speakers or {}), _disagreement(shown), sources)
    return Reply("\n\n".join(parts), _in_rows(_source_buttons(shown)))


def _disagreement(answer: Answer) -> str:
    """That the first two sentences differ, with the days they are of."""
    if not answer.disagreement:
        return ""
    numbers = {one.article.key: n for n, one in enumerate(answer.sources, start=1)}
    days = [(numbers[one.article.key], one.article.day) for one in answer.sentences[:2]]
    return escaped(wording.disagreement(days))


def _sentences(answer: Answer, room: int, speakers: Mapping[CitedSentence, Speaker]) -> str:
    """A line a passage; the sentence that answers best comes first, the others of its passage, and those of
    another one, in the order of the text."""
    numbers = {one.article.key: n for n, one in enumerate(answer.sources, start=1)}
    by_passage: dict[tuple[int, int], list[CitedSentence]] = {}
    for one in answer.sentences:
        by_passage.setdefault((one.article.key, one.passage.key), []).append(one)
    return "\n".join(
        " ".join(
            f"{_sentence(one, room - _SPEAKER * (one in speakers))}{_whose(speakers.get(one))} "
            f"[{numbers[one.article.key]}]"
            for one in sorted(sentences, key=lambda one: (one != answer.sentences[0], one.span))
        )
        for sentences in by_passage.values()
    )


def _sentence(one: CitedSentence, room: int) -> str:
    shown = excerpt(one.article.text, one.span, one.bold[0] if one.bold else one.span, room)
    before = "[…] " if shown.start > one.span.start else ""
    after = " […]" if shown.end < one.span.end else ""
    return f"{before}{with_bold(one.article.text, shown, one.bold)}{after}"


def _whose(speaker: Speaker | None) -> str:
    if speaker is None:
        return ""
    name, role = one_line(speaker.name, _SPEAKER // 3), one_line(speaker.role, _SPEAKER // 3)
    return f" {escaped(wording_speech.in_an_answer(name, role, speaker.sure))}"


def _source_buttons(answer: Answer) -> list[Button]:
    return [
        button(
            f"{n} · {one.article.source or title_of(one.article)}",
            OpenCitation(Citation.of(one.article, one.span)),
        )
        for n, one in enumerate(answer.sources, start=1)
    ]


def render_no_answer(answer: NoAnswer) -> Reply:
    """That there is no answer, under which limits, and what comes nearest."""
    limits = one_line(wording.limits_in_force(answer.filters), _DETAIL)
    lines = [wording.NO_ANSWER]
    if limits:
        lines.append(f"{limits} {wording.WIDER}")
    if answer.nearest is None:
        lines += [] if limits else [wording.TRY_OTHER_WORDS]
        return say(" ".join(lines))
    nearest = answer.nearest
    sentence = _sentence(nearest, _NEAREST)
    origin = _source_line(nearest.article)
    parts = (escaped(" ".join(lines)), wording.NEAREST, f"{sentence}\n{origin}")
    opens = button(wording.OPEN_IT, OpenCitation(Citation.of(nearest.article, nearest.span)))
    return Reply("\n\n".join(parts), ((opens,),))


# Articles


def render_passage(part: ArticlePart, citation: Citation | None) -> Reply:
    """A passage of an article, the cited sentence in bold, with buttons to read on."""
    marked = [citation.span] if citation else []
    heading = "\n".join([_title(part.article), *_lines(_origin(part.article))])
    return _with_passage(heading, part, marked, _turning(part, citation))


def render_card(part: ArticlePart) -> Reply:
    """All that is known of an article and how it begins."""
    article = part.article
    about = [
        _origin(article),
        escaped(one_line(article.author, _DETAIL)),
        escaped(one_line(f"{article.caption} {article.credit}", _DETAIL)),
    ]
    return _with_passage("\n".join([_title(article), *_lines(*about)]), part, [], _turning(part, None))


def _with_passage(heading: str, part: ArticlePart, marked: Sequence[Span], row: tuple[Button, ...]) -> Reply:
    text, whole, passages = part.article.text, part.span, len(part.passages)
    position = wording.passage_of(part.position, passages) if passages > 1 else ""
    room = MESSAGE_UNITS - units(plain_text(heading)) - len(position) - len(wording.SHORTENED) - _SPARE
    core = next((span for span in marked if whole.start <= span.start < whole.end), whole)
    shown = excerpt(text, whole, core, room)
    quote = quoted(with_bold(text, shown, marked), folded=True)
    lines = _lines(heading, quote, wording.SHORTENED if shown != whole else "", position)
    return Reply("\n".join(lines), (row,) if row else ())


def _turning(part: ArticlePart, citation: Citation | None) -> tuple[Button, ...]:
    key, last = part.article.key, len(part.passages) - 1
    row = []
    if part.position > 0:
        row.append(button(wording.EARLIER, TurnTo(key, part.position - 1, citation)))
    if part.position < last:
        row.append(button(wording.LATER, TurnTo(key, part.position + 1, citation)))
    if last:
        row.append(button(wording.ALL_OF_IT, ReadPage(key, 0)))
    return tuple(row)


def render_page(article: Article, passages: Sequence[Passage], page: int) -> Reply | None:
    """A page of the whole article: as many whole passages as fit. None if it has no such page."""
    pages = _pages(article.text, [passage.span for passage in passages])
    if page >= len(pages):
        return None
    heading = "\n".join([_title(article), *_lines(_origin(article))])
    shown = excerpt(article.text, pages[page], pages[page], _PAGE_UNITS)
    lines = _lines(
        heading,
        quoted(escaped(shown.of(article.text)), folded=False),
        wording.SHORTENED if shown != pages[page] else "",
        wording.page_of(page, len(pages), can_turn=True) if len(pages) > 1 else "",
    )
    row = [button(wording.PREVIOUS_PAGE, ReadPage(article.key, page - 1))] if page else []
    row += [button(wording.NEXT_PAGE, ReadPage(article.key, page + 1))] if page + 1 < len(pages) else []
    return Reply("\n".join(lines), (tuple(row),) if row else ())


def _pages(text: str, passages: Iterable[Span]) -> list[Span]:
    """Neighbouring passages together as long as they fit on a page."""
    pages: list[Span] = []
    for span in passages:
        together = Span(pages[-1].start, span.end) if pages else span
        if pages and units(together.of(text)) <= _PAGE_UNITS:
            pages[-1] = together
        else:
            pages.append(span)
    return pages


# Lists


def render_articles(heading: str, articles: Sequence[Article], *paging: Button) -> Reply:
    """A numbered list of at most 20 articles with a button each, and a row of buttons for other pages."""
    lines = [f"{n}. {_source_line(article, 100)}" for n, article in enumerate(articles, start=1)]
    buttons = [button(str(n), OpenArticle(article.key)) for n, article in enumerate(articles, start=1)]
    return Reply("\n".join([escaped(heading), *lines]), _with_paging(buttons, paging))


def render_sources(heading: str, sources: Sequence[tuple[str, int]], *paging: Button) -> Reply:
    """A numbered list of outlets, how many articles each has, and a button each for its newest ones."""
    lines = [
        f"{n}. {escaped(one_line(name, _OUTLET))} – {wording.count(articles, 'article')}"
        for n, (name, articles) in enumerate(sources, start=1)
    ]
    buttons = [button(str(n), OpenLatest(checksum(name))) for n, (name, _) in enumerate(sources, start=1)]
    return Reply("\n".join([escaped(heading), *lines]), _with_paging(buttons, paging))


def latest_paging(offset: int, size: int, source: int, more: bool) -> tuple[Button, ...]:
    """Buttons to newer and older articles, where there are any."""
    newer = [button(wording.NEWER, TurnLatest(max(offset - size, 0), size, source))] if offset else []
    older = [button(wording.OLDER, TurnLatest(offset + size, size, source))] if more else []
    return (*newer, *older)


def sources_paging(page: int, pages: int) -> tuple[Button, ...]:
    """Buttons to the page before and the page after, where there are any."""
    back = [button(wording.PREVIOUS_PAGE, TurnSources(page - 1))] if page else []
    on = [button(wording.NEXT_PAGE, TurnSources(page + 1))] if page + 1 < pages else []
    return (*back, *on)


# Pieces


def title_of(article: Article) -> str:
    """The title on one line; the first words of the text where there is none."""
    return one_line(article.title, _TITLE) or one_line(article.text[:_TITLE], _OUTLET) or wording.UNTITLED


def _title(article: Article) -> str:
    return bold(linked(title_of(article), article.url))


def article_line(article: Article) -> str:
    """One line about an article: title, outlet, day."""
    return _source_line(article, 100)


def _source_line(article: Article, title_units: int = _TITLE) -> str:
    title = linked(one_line(title_of(article), title_units), article.url)
    origin = _origin(article)
    return f"{title} — {origin}" if origin else title


def _origin(article: Article) -> str:
    """Outlet and day, as far as they are known."""
    day = wording.day_words(article.day) if article.day else ""
    return ", ".join(_lines(escaped(one_line(article.source, _OUTLET)), day))


def _lines(*lines: str) -> list[str]:
    return [line for line in lines if line]


def _with_paging(buttons: Sequence[Button], paging: tuple[Button, ...]) -> Rows:
    width = -(-len(buttons) // -(-len(buttons) // 5))  # rows of at most five, about equally long
    rows = [tuple(buttons[start : start + width]) for start in range(0, len(buttons), width)]
    return (*rows, paging) if paging else tuple(rows)


def _in_rows(buttons: Iterable[Button]) -> Rows:
    """As many buttons in a row as a telephone shows in full."""
    rows: list[tuple[Button, ...]] = []
    for one in buttons:
        if rows and sum(units(other.label) for other in (*rows[-1], one)) <= _ROW_UNITS:
            rows[-1] = (*rows[-1], one)
        else:
            rows.append((one,))
    return tuple(rows)

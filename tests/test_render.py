"""Does every message fit, are its tags whole, and is what it shows as an article's words in the article?"""

import unicodedata
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram_html import Entity, FormattedText, as_shown, parse_html, utf16_length, utf16_slice

from bot.actions import (
    Action,
    Citation,
    OpenArticle,
    OpenCitation,
    OpenLatest,
    OpenSources,
    ReadPage,
    TurnLatest,
    TurnSources,
    TurnTo,
    read_action,
    write_action,
)
from bot.markup import excerpt, linked, one_line, plain_text, units, visible, web_address
from bot.render import (
    MAX_LABEL,
    ArticlePart,
    Reply,
    render_answer,
    render_articles,
    render_card,
    render_no_answer,
    render_page,
    render_passage,
    render_sources,
)
from data.model import Article, Filters, Passage, Span
from index.answer import Answer, CitedSentence, NoAnswer

# What articles may hold: tags, quotes, emoji of two units, lines, controls, direction overrides, lone halves.
_CHARACTERS = st.sampled_from(
    "ab Z9.,'\"<>&;#/@_*[]\n\r\t\0\x1b\u202e\u2066\u2028\u0301\ufeff😀👩‍👩‍👧中ع\ud800"
)
_WORDS = st.text(_CHARACTERS, min_size=1, max_size=30)
_LONG = st.builds(lambda words, times: words * times, _WORDS, st.integers(1, 400))
_URLS = st.one_of(
    st.just(""),
    st.builds("https://news.example/{}".format, _LONG),
    st.sampled_from(["http://localhost/x", "javascript:alert(1)", "https://a.example/?q=\"'<b>&x=1"]),
)
_DAYS = st.none() | st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1))


@st.composite
def _parts(draw: st.DrawFn, key: int = 1) -> ArticlePart:
    """An article, cut into passages of one to three sentences that cover it, at one of its passages."""
    text = "".join(draw(st.lists(_LONG, min_size=1, max_size=3)))
    cuts = draw(st.lists(st.integers(1, len(text)), max_size=6, unique=True))
    borders = sorted({0, len(text), *cuts})
    sentences = [Span(start, end) for start, end in pairwise(borders)]
    size = draw(st.integers(1, 3))
    passages = [
        Passage(n, key, n, tuple(sentences[start : start + size]))
        for n, start in enumerate(range(0, len(sentences), size))
    ]
    article = Article(
        key, "c", "id", draw(_LONG), text, draw(_LONG), draw(_URLS), draw(_LONG), draw(_LONG), draw(_LONG),
        published=draw(_DAYS),
    )  # fmt: skip
    return ArticlePart(article, passages, draw(st.integers(0, len(passages) - 1)))


@st.composite
def _cited(draw: st.DrawFn) -> CitedSentence:
    part = draw(_parts(draw(st.integers(1, 4))))
    span = draw(st.sampled_from(part.passages[part.position].sentences))
    start = draw(st.integers(span.start, span.end - 1))
    bold = (Span(start, draw(st.integers(start + 1, span.end))),) if draw(st.booleans()) else (span,)
    return CitedSentence(part.article, part.passages[part.position], span, bold)


def check(reply: Reply) -> FormattedText:
    """The message as it arrives, if Telegram takes it."""
    shown = as_shown(parse_html(reply.html))
    assert shown.text.strip()
    assert utf16_length(shown.text) <= 4096
    assert len(reply.html.encode()) < 1 << 15
    for button in (button for row in reply.buttons for button in row):
        assert 1 <= len(button.action.encode()) <= 64
        assert read_action(button.action)
        assert 1 <= utf16_length(button.label.strip()) <= MAX_LABEL
    return shown


def bare(text: str) -> str:
    """What is left of a text when everything goes that no screen shows, or not the same everywhere."""
    return "".join(one for one in text if unicodedata.category(one)[0] not in "CZM")


def quoted_parts(shown: FormattedText) -> list[Entity]:
    return [one for one in shown.entities if "blockquote" in one.type]


def text_of(shown: FormattedText, entity: Entity) -> str:
    return utf16_slice(shown.text, entity.offset, entity.length)


@given(st.lists(_cited(), min_size=1, max_size=10))
def test_any_answer_fits_and_its_bold_words_are_the_articles(sentences: list[CitedSentence]) -> None:
    by_key = {one.article.key: one.article for one in sentences}
    sentences = [
        replace(one, article=by_key[one.article.key])
        for one in sentences
        if one.article == by_key[one.article.key]
    ]
    shown = check(render_answer(Answer("?", tuple(sentences), 0.9, ())))
    for bold in (one for one in shown.entities if one.type == "bold"):
        assert any(bare(text_of(shown, bold)) in bare(article.text) for article in by_key.values())


@given(_parts(), st.booleans())
def test_any_passage_fits_and_its_quotation_is_the_articles(part: ArticlePart, is_cited: bool) -> None:
    sentence = part.passages[part.position].sentences[-1]
    reply = render_passage(part, Citation.of(part.article, sentence) if is_cited else None)
    shown = check(reply)
    assert all(bare(text_of(shown, quote)) in bare(part.article.text) for quote in quoted_parts(shown))


@given(_parts())
def test_any_card_and_any_page_fit_and_quote_the_article(part: ArticlePart) -> None:
    page = render_page(part.article, part.passages, 0)
    assert page
    for shown in (check(render_card(part)), check(page)):
        assert all(bare(text_of(shown, quote)) in bare(part.article.text) for quote in quoted_parts(shown))


@given(st.lists(_parts(), min_size=1, max_size=20), _LONG)
def test_any_list_fits(parts: list[ArticlePart], heading: str) -> None:
    check(render_articles(one_line(heading, 60) + ":", [part.article for part in parts]))
    check(render_sources(one_line(heading, 60) + ":", [(part.article.source, 3) for part in parts[:10]]))


@given(_parts(), st.booleans(), st.lists(_LONG, max_size=3), st.dates() | st.none())
def test_any_refusal_fits(part: ArticlePart, is_near: bool, outlets: list[str], since: object) -> None:
    passage = part.passages[0]
    nearest = CitedSentence(part.article, passage, passage.sentences[0], ()) if is_near else None
    filters = Filters(since=since, sources=tuple(outlets))  # type: ignore[arg-type]  # dates() are dates
    check(render_no_answer(NoAnswer("?", filters, 0.1, nearest, ())))
    check(render_no_answer(NoAnswer("?", filters, 0.1, nearest, ())))


@given(_LONG, st.integers(20, 300))
def test_a_line_is_one_line_and_no_longer_than_asked(text: str, room: int) -> None:
    line = one_line(text, room)
    assert units(line) <= room
    assert not set(line) & set("\n\r\t\0\x1b\u202e\u2066\u2028\ud800")


@given(_LONG, st.data())
def test_an_excerpt_lies_within_the_whole_and_fits(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    whole, core = Span(0, len(text)), Span(start, data.draw(st.integers(start + 1, len(text))))
    room = data.draw(st.integers(10, 500))
    shown = excerpt(text, whole, core, room)
    assert 0 <= shown.start <= shown.end <= len(text)
    assert units(shown.of(text)) <= room
    if units(core.of(text)) <= room:
        assert shown.start <= core.start
        assert core.end <= shown.end


def test_an_excerpt_ends_between_words_and_keeps_what_matters() -> None:
    text = "one two three four five six seven eight nine ten"
    core = Span(text.index("five"), text.index("five") + 4)
    assert excerpt(text, Span(0, len(text)), core, 24).of(text) == "four five six seven"


# An answer


BRIDGE = Article(
    7, "c", "bridge", "Bridge <shut>", 'The bridge was closed on Monday. "It sings," he said. It is old.',
    "Radio & Co", "https://radio.example/a?b=1&c=2", published=datetime(2025, 3, 4),
)  # fmt: skip
FERRY = Article(8, "c", "ferry", "", "A ferry sails every 20 minutes.", url="http://localhost/ferry")
ALL_OF_BRIDGE = Passage(70, 7, 0, (Span(0, 32), Span(33, 53), Span(54, 64)))
ALL_OF_FERRY = Passage(80, 8, 0, (Span(0, 31),))


def cited(article: Article, passage: Passage, n: int, bold: str = "") -> CitedSentence:
    span = passage.sentences[n]
    start = article.text.index(bold, span.start)
    return CitedSentence(article, passage, span, (Span(start, start + len(bold)),) if bold else ())


def an_answer() -> Answer:
    sentences = (
        cited(BRIDGE, ALL_OF_BRIDGE, 2, "old"),
        cited(FERRY, ALL_OF_FERRY, 0),
        cited(BRIDGE, ALL_OF_BRIDGE, 0, "Monday"),
    )
    return Answer("?", sentences, 0.9, ())


def test_an_answer_begins_with_its_best_sentence_numbers_each_and_lists_the_sources() -> None:
    assert plain_text(render_answer(an_answer()).html) == (
        "It is old. [1] The bridge was closed on Monday. [1]\n"
        "A ferry sails every 20 minutes. [2]\n\n"
        "[1] Bridge <shut> — Radio & Co, 4 March 2025\n"
        "[2] A ferry sails every 20 minutes."
    )


def test_an_answer_links_titles_but_not_addresses_of_this_machine() -> None:
    links = [
        one.url for one in parse_html(render_answer(an_answer()).html).entities if one.type == "text_link"
    ]
    assert links == ["https://radio.example/a?b=1&c=2"]


def test_the_answering_words_are_bold_and_nothing_else_is() -> None:
    shown = parse_html(render_answer(an_answer()).html)
    assert [text_of(shown, one) for one in shown.entities if one.type == "bold"] == ["old", "Monday"]


def test_each_source_has_a_button_named_by_number_and_outlet() -> None:
    rows = render_answer(an_answer()).buttons
    assert [button.label for row in rows for button in row] == [
        "1 · Radio & Co",
        "2 · A ferry sails every 20 minutes.",
    ]
    assert read_action(rows[0][0].action) == OpenCitation(Citation.of(BRIDGE, Span(54, 64)))


def test_a_sentence_too_long_for_a_message_shows_around_its_bold_words_what_was_left_out() -> None:
    text = "word " * 3_000 + "the answer is 42 " + "word " * 3_000
    article = replace(BRIDGE, text=text)
    at = text.index("42")
    sentence = CitedSentence(article, ALL_OF_BRIDGE, Span(0, len(text)), (Span(at, at + 2),))
    first_line = plain_text(render_answer(Answer("?", (sentence,), 0.9, ())).html).split("\n")[0]
    assert first_line.startswith("[…] word")
    assert "the answer is 42 word" in first_line
    assert first_line.endswith("word […] [1]")


# Articles


def test_a_passage_shows_the_cited_sentence_in_bold_inside_a_folded_quotation() -> None:
    part = ArticlePart(BRIDGE, [ALL_OF_BRIDGE])
    html = render_passage(part, Citation.of(BRIDGE, Span(33, 53))).html
    assert (
        '<blockquote expandable>The bridge was closed on Monday. <b>"It sings," he said.</b> It is old.<'
        in html
    )


def test_a_title_cannot_turn_the_reading_direction_of_what_follows() -> None:
    html = render_card(ArticlePart(replace(BRIDGE, title="abc\u202edef\x1b[31m"), [ALL_OF_BRIDGE])).html
    assert "abcdef[31m" in html


def test_a_hostile_title_of_ten_thousand_characters_is_shortened() -> None:
    article = replace(
        BRIDGE, title="<b>" * 3_334, source="&" * 10_000, url="https://x.example/" + "&" * 9_999
    )
    shown = check(render_card(ArticlePart(article, [ALL_OF_BRIDGE])))
    assert utf16_length(shown.text) < 600
    assert not [one for one in shown.entities if one.type == "text_link"]


@pytest.mark.parametrize(
    "url",
    [
        "", "ftp://a.example/x", "javascript:alert(1)", "http://localhost:8080/", "http://intranet/", "https://",
        "http://127.0.0.1/", "http://192.168.1.4/a", "http://[::1]/", "http://printer.local/",
        "http://a b.example/", "https://bank.example@evil.example/", "http://a.example:port/", "http://[broken/",
        "https:\\\\a.example\\", "http://169.254.169.254/latest", "//a.example/x",
        "https://a.example/\u202egpj.exe",
    ],
)  # fmt: skip
def test_an_address_that_leads_nowhere_public_is_no_link(url: str) -> None:
    assert web_address(url) == ""
    assert linked("Title", url) == "Title"


@pytest.mark.parametrize(
    "url",
    ["https://a.example/x?a=1&b=%22", "HTTP://A.EXAMPLE", "https://dörfli.example/größe", "http://8.8.8.8/"],
)
def test_an_address_on_the_web_is_a_link_that_telegram_understands(url: str) -> None:
    assert [one.type for one in parse_html(linked("Title", url)).entities] == ["text_link"]


def test_pages_hold_whole_passages_and_together_the_whole_article() -> None:
    text = " ".join(f"Sentence number {n} of the article is here." for n in range(300))
    borders = [*range(0, len(text), 1_300), len(text)]
    passages = [Passage(n, 7, n, (Span(start, end),)) for n, (start, end) in enumerate(pairwise(borders))]
    article = replace(BRIDGE, text=text)
    shown, page = "", 0
    while reply := render_page(article, passages, page):
        formatted = check(reply)
        shown += "".join(text_of(formatted, quote) for quote in quoted_parts(formatted))
        page += 1
    assert page > 1
    assert bare(shown) == bare(text)


# Actions


_KEYS = st.integers(0, 10**10 - 1)
_CITATIONS = st.builds(
    lambda key, start, end, check: Citation(key, Span(start, end), check),
    _KEYS,
    _KEYS,
    _KEYS,
    st.integers(0, 2**32 - 1),
)
_TURNS_TO_CITATION = st.builds(
    lambda at, citation: TurnTo(citation.article_key, at, citation), st.integers(0, 10**6), _CITATIONS
)


@given(
    st.one_of(
        st.builds(OpenCitation, _CITATIONS), st.builds(OpenArticle, _KEYS), st.builds(OpenLatest, _KEYS),
        st.just(OpenSources()), st.builds(TurnTo, _KEYS, _KEYS), _TURNS_TO_CITATION,
        st.builds(ReadPage, _KEYS, _KEYS), st.builds(TurnLatest, _KEYS, _KEYS, _KEYS),
        st.builds(TurnSources, _KEYS),
    )
)  # fmt: skip
def test_every_action_fits_into_a_button_and_is_read_as_it_was_written(action: Action) -> None:
    written = write_action(action)
    assert len(written.encode()) <= 64
    assert read_action(written) == action


@given(st.text() | st.from_regex(r"[a-z](:[0-9]{1,12}){0,6}", fullmatch=True))
def test_whatever_a_forger_writes_is_an_action_of_ours_or_none(text: str) -> None:
    action = read_action(text)
    assert action is None or read_action(write_action(action)) == action


def test_a_citation_holds_only_while_the_article_says_so() -> None:
    citation = Citation.of(BRIDGE, Span(0, 32))
    assert citation.holds(BRIDGE)
    assert not citation.holds(replace(BRIDGE, text=BRIDGE.text.replace("Monday", "Friday")))
    assert not citation.holds(replace(BRIDGE, text=""))


def test_what_no_screen_can_show_is_left_out() -> None:
    assert visible("a\u202eb\x00c\ud800d\te\u2028f\ng") == "abcd e\nf\ng"

"""Looking around in the collection: the newest articles, one article, the outlets. Reads the store only."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot import wording
from bot.actions import Citation, OpenArticle
from bot.markup import one_line
from bot.render import (
    ArticlePart,
    Reply,
    button,
    latest_paging,
    render_articles,
    render_card,
    render_page,
    render_passage,
    render_sources,
    say,
    sources_paging,
)
from data.model import Article, Filters, Passage, Span, checksum
from data.store import Store
from index.answer import RankedPassage
from index.outlets import outlets_meant
from index.questions import Question
from index.words import terms

PAGE = 8
_MAX_PAGE = 20
_SOURCES_PAGE = 10


# The newest articles


def latest(store: Store, words: str) -> Reply:
    """The newest articles; `words` may say how many at a time, or an outlet."""
    if not words:
        return list_latest(store, "", 0, PAGE)
    if words.isascii() and words.isdigit():
        return list_latest(store, "", 0, int(words[:3]))
    counts = dict(store.sources())
    found = outlets_meant(words, list(counts))
    if not found:
        return say(wording.unknown_outlet(one_line(words, 60)))
    if len(found) > 1:
        shown = [(name, counts[name]) for name in found[:_SOURCES_PAGE]]
        return render_sources(wording.SEVERAL_OUTLETS, shown)
    return list_latest(store, found[0], 0, PAGE)


def latest_by_checksum(store: Store, source: int, offset: int, size: int) -> Reply:
    """The same for an outlet that is named by the checksum of its name; 0 means all outlets."""
    names = [name for name, _ in store.sources() if checksum(name) == source] if source else [""]
    return list_latest(store, names[0], offset, size) if names else say(wording.NO_MORE)


def list_latest(store: Store, source: str, offset: int, size: int) -> Reply:
    """`size` of the newest articles from `offset` on, of one outlet if it is named."""
    size = min(max(size, 1), _MAX_PAGE)
    articles = store.latest(size + 1, offset, Filters(sources=(source,) if source else ()))
    if not articles:
        return say(wording.NO_MORE)
    paging = latest_paging(offset, size, checksum(source) if source else 0, more=len(articles) > size)
    return render_articles(wording.latest_heading(one_line(source, 60)), articles[:size], *paging)


# Articles on a topic

_KINDS_OF = r"(?:articles?|stor(?:y|ies)|reports?|news|headlines?)"
_ARTICLES_ON = re.compile(
    r"(?:please )?(?:(?:can|could) you )?"
    r"(?:(?:show|list|find|give|bring)(?: me)? |(?:do you have|have you got|are there|is there|what|which) )?"
    r"(?:all |the |any |some |an |more |latest |newest |recent )*"
    rf"{_KINDS_OF} (?:(?:do you have|have you got|are there) )?"
    r"(?:about|on|regarding|mentioning) (?P<topic>.+)",
    re.IGNORECASE,
)


def articles_wanted(text: str) -> str:
    """What a message asks for articles about, empty where it asks for something else."""
    match = _ARTICLES_ON.fullmatch(text.strip().rstrip("?!. "))
    return match["topic"] if match else ""


def list_articles_about(topic: Question, passages: Sequence[RankedPassage]) -> Reply:
    """The articles of these passages that have all words of a topic; if none has, the nearest."""
    shown = one_line(topic.text, 60)
    asked = set(topic.terms)
    found: dict[int, tuple[Article, set[str]]] = {}
    for one in passages:
        words = found.setdefault(one.article.key, (one.article, set(terms(one.article.title))))[1]
        words.update(terms(one.text))
    complete = [article for article, words in found.values() if asked <= words]
    articles = complete or [article for article, words in found.values() if asked & words]
    if not articles:
        return say(wording.no_such_article(shown))
    return render_articles(wording.articles_about(shown, bool(complete)), articles[:PAGE])


# Outlets


def list_sources(store: Store, page: int) -> Reply:
    """The outlets with how many articles each has, most first."""
    found = store.sources()
    shown = found[page * _SOURCES_PAGE :][:_SOURCES_PAGE]
    if not shown:
        return say(wording.NO_MORE if found else wording.NO_OUTLETS)
    paging = sources_paging(page, pages=-(-len(found) // _SOURCES_PAGE))
    return render_sources(wording.sources_heading(len(found)), shown, *paging)


# Articles


def find_article(store: Store, words: str) -> Reply:
    """The article with this id, or those with these words in their title."""
    if not words:
        return say(wording.HOW_TO_FIND)
    shown = one_line(words, 60)
    if same_id := store.find_by_id(words):
        return _card_or_list(store, wording.same_id(shown), same_id[:PAGE])
    keys, complete = matching_titles(words, store.titles())
    stored = store.articles_by_key(keys[:PAGE])
    found = [stored[key] for key in keys[:PAGE] if key in stored]
    if not found:
        return say(wording.no_such_article(shown))
    heading = wording.found_articles(len(keys), len(found)) if complete else wording.nearly(shown)
    return _card_or_list(store, heading, found)


def _card_or_list(store: Store, heading: str, found: Sequence[Article]) -> Reply:
    return open_article(store, found[0].key) if len(found) == 1 else render_articles(heading, found)


def matching_titles(words: str, titles: Sequence[tuple[int, str]]) -> tuple[list[int], bool]:
    """Keys of the titles that are the words; else of those with all of them, in any order and form; else of
    those with most of them. The flag says whether none of the words is missing."""
    asked = set(terms(words)) or set(words.casefold().split())
    exact = [key for key, title in titles if title.casefold().split() == words.casefold().split()]
    if exact:
        return exact, True
    scored = [
        (len(asked & (set(terms(title)) or set(title.casefold().split()))), key) for key, title in titles
    ]
    most = max((score for score, _ in scored), default=0)
    if 2 * most <= len(asked):
        return [], False
    return [key for score, key in scored if score == most], most == len(asked)


def open_article(store: Store, key: int) -> Reply:
    """An article's card."""
    part = _part(store, key, 0)
    return render_card(part) if part else say(wording.GONE)


def open_citation(store: Store, citation: Citation) -> Reply:
    """The passage around a cited sentence, if the article still says so."""
    part = _part(store, citation.article_key, 0)
    if part is None:
        return say(wording.GONE)
    around = [
        n for n, one in enumerate(part.passages) if one.span.start <= citation.span.start < one.span.end
    ]
    if not around or not citation.holds(part.article):
        return say(wording.CHANGED, (button(wording.OPEN_ARTICLE, OpenArticle(part.article.key)),))
    return render_passage(replace(part, position=around[0]), citation)


def turn_to(store: Store, key: int, position: int, citation: Citation | None) -> Reply:
    """Another passage of an article, in place of the one that was shown."""
    part = _part(store, key, position)
    if part is None:
        return say(wording.GONE)
    if citation and not citation.holds(part.article):
        citation = None
    return render_passage(part, citation)


def read_page(store: Store, key: int, page: int) -> Reply:
    """A page of the whole article, in place of what was shown of it."""
    part = _part(store, key, 0)
    reply = render_page(part.article, part.passages, page) if part else None
    return reply or say(wording.GONE)


def _part(store: Store, key: int, position: int) -> ArticlePart | None:
    """The article at one of its passages; None where either is gone. A passage is counted from 0."""
    article = store.article(key)
    passages = _passages_of(store, article) if article else []
    if article is None or position >= len(passages):
        return None
    return ArticlePart(article, passages, position)


def _passages_of(store: Store, article: Article) -> Sequence[Passage]:
    """An article with the same text as another has no passages of its own; a text without words has none at
    all, and is shown as one."""
    stored = store.passages_of([article.same_as or article.key])
    return stored or [Passage(0, article.key, 0, (Span(0, len(article.text)),))]

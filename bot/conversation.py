"""The conversation itself: what somebody writes or presses in, a reply out. Knows no Telegram, no terminal.

Both functions read the collection and compute; they take a while, and they may be called from any thread.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot import browse, wording
from bot.actions import (
    OpenArticle,
    OpenCitation,
    OpenLatest,
    OpenSources,
    ReadPage,
    Turn,
    TurnLatest,
    TurnSources,
    TurnTo,
    read_action,
)
from bot.markup import one_line
from bot.render import Reply, button, render_answer, render_no_answer, say
from bot.smalltalk import SmallTalk, small_talk
from data.store import Store
from index.answer import NoAnswer
from index.newsroom import Newsroom
from index.questions import FilterError, read_question

_COMMAND = re.compile(r"/(\w*)(?:@\w+)?\s*(.*)", re.DOTALL)
_TALK = {
    SmallTalk.GREETING: wording.GREETING,
    SmallTalk.WELL_BEING: wording.WELL_BEING,
    SmallTalk.THANKS: wording.THANKS,
    SmallTalk.AGREED: wording.AGREED,
    SmallTalk.FAREWELL: wording.FAREWELL,
    SmallTalk.IDENTITY: wording.IDENTITY,
}


def reply_to_words(room: Newsroom, text: str, now: datetime) -> Reply:
    """The reply to what a person wrote: a command, small talk or a question. `now` is the time where the
    bot is, by which "yesterday" is meant."""
    text = text.strip()
    if found := _COMMAND.match(text):
        return _obey(room, found[1].lower(), found[2].strip(), now)
    match small_talk(text):
        case None:
            return _answer(room, text, now)
        case SmallTalk.HELP:
            return _help(room.store)
        case SmallTalk.LATEST:
            return _obey(room, "latest", "", now)
        case talk:
            return say(_TALK[talk])


def reply_to_press(room: Newsroom, data: str) -> Reply:
    """The reply to a pressed button, which may be old, or not one of ours at all."""
    store = room.store
    match read_action(data):
        case OpenCitation(citation):
            return browse.open_citation(store, citation)
        case OpenArticle(key):
            return browse.open_article(store, key)
        case OpenLatest(source):
            return browse.latest_by_checksum(store, source, 0, browse.PAGE)
        case OpenSources():
            return browse.list_sources(store, 0)
        case None:
            return say(wording.NO_SUCH_BUTTON)
        case turn:
            return replace(_turn(store, turn), in_place=True)


def _turn(store: Store, turn: Turn) -> Reply:
    match turn:
        case TurnTo(key, position, citation):
            return browse.turn_to(store, key, position, citation)
        case ReadPage(key, page):
            return browse.read_page(store, key, page)
        case TurnLatest(offset, size, source):
            return browse.latest_by_checksum(store, source, offset, size)
        case TurnSources(page):
            return browse.list_sources(store, page)


def _obey(room: Newsroom, command: str, words: str, now: datetime) -> Reply:
    if command in _BROWSING:
        return (
            say(wording.EMPTY_COLLECTION) if _is_empty(room.store) else _BROWSING[command](room.store, words)
        )
    match command:
        case "start":
            return _welcome(room.store)
        case "help":
            return _help(room.store)
        case "ask":
            return _answer(room, words, now) if words else say(wording.HOW_TO_ASK)
        case _:
            return say(wording.unknown_command(one_line(command, 40)))


_BROWSING: dict[str, Callable[[Store, str], Reply]] = {
    "latest": browse.latest,
    "article": browse.find_article,
    "sources": lambda store, words: browse.list_sources(store, 0),
}


def _answer(room: Newsroom, text: str, now: datetime) -> Reply:
    try:
        question = read_question(text)
        if unfit := _why_not_looked_up(text, question.text):
            return say(unfit)
        answer = room.answer(text, now.date())
    except FilterError as problem:
        return say(one_line(str(problem), 500))
    if not isinstance(answer, NoAnswer):
        return render_answer(answer)
    if not answer.passages and _is_empty(room.store):
        return say(wording.EMPTY_COLLECTION)
    return render_no_answer(answer)


def _why_not_looked_up(text: str, asked: str) -> str:
    """What to say instead of searching; empty for a question. `asked` is the text without its filters."""
    if len(text) > wording.MAX_QUESTION:
        return wording.TOO_LONG
    if not any(character.isalnum() for character in text):
        return wording.NO_WORDS
    return "" if asked else wording.ONLY_FILTERS


def _welcome(store: Store) -> Reply:
    if _is_empty(store):
        return say(wording.EMPTY_COLLECTION)
    outlets = len(store.sources())
    row = [button(wording.LATEST_ARTICLES, OpenLatest())]
    row += [button(wording.OUTLETS, OpenSources())] if outlets else []
    return say(wording.welcome(store.status(), outlets), tuple(row))


def _help(store: Store) -> Reply:
    named = store.sources()
    return say(wording.help_text(one_line(named[0][0], 60) if named else ""))


def _is_empty(store: Store) -> bool:
    return not store.latest(1)

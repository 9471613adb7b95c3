"""The conversation itself: what somebody writes or presses in, a reply out. Knows no Telegram, no terminal.

Both functions read the collection and compute; they take a while, and they may be called from any thread.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot import browse, corrections, subscribe, who_said, wording
from bot.actions import (
    AskAgain,
    CorrectSpeaker,
    KeepSpeaker,
    OpenArticle,
    OpenCitation,
    OpenLatest,
    OpenSources,
    OpenStatement,
    ReadPage,
    ReportSpeaker,
    ReviewSpeaker,
    Turn,
    TurnLatest,
    TurnSources,
    TurnTo,
    read_action,
)
from bot.alert_actions import OnSubscription
from bot.markup import one_line
from bot.memory import Visitor
from bot.paging import Wanted, action_for, page_wanted, turnings
from bot.render import Reply, button, render_answer, render_no_answer, say, with_rows
from bot.smalltalk import SmallTalk, small_talk
from bot.wording_feeds import ADMINISTRATORS_HELP
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
    SmallTalk.BEYOND: wording.BEYOND,
    SmallTalk.REFUSED: wording.REFUSED,
    SmallTalk.LAUGHTER: wording.LAUGHTER,
    SmallTalk.CONFUSED: wording.CONFUSED,
    SmallTalk.SCOLDED: wording.SCOLDED,
    SmallTalk.WRONG: wording.WRONG,
    SmallTalk.STOP: wording.STOP,
}


def reply_to_words(room: Newsroom, text: str, now: datetime, visitor: Visitor | None = None) -> Reply:
    """The reply to what a person wrote: a command, small talk or a question. `now` is the time where the
    bot is, by which "yesterday" is meant; `visitor` is who wrote, nobody in particular if left out."""
    text, visitor = text.strip(), visitor or Visitor()
    reply = _reply_to_words(room, text, now, visitor)
    visitor.memory.pages = turnings(reply)
    return reply


def _reply_to_words(room: Newsroom, text: str, now: datetime, visitor: Visitor) -> Reply:
    if found := _COMMAND.match(text):
        return _obey(room, found[1].lower(), found[2].strip(), now, visitor)
    if about_alerts := subscribe.take_words(room, text, visitor, now.astimezone()):
        return about_alerts
    if wanted := page_wanted(text):
        return _turned(room, wanted, now, visitor)
    return _chat(room, text, now, visitor)


def _chat(room: Newsroom, text: str, now: datetime, visitor: Visitor) -> Reply:
    match small_talk(text):
        case None:
            topic = browse.articles_wanted(text)
            if topic:
                return _articles_about(room, topic, now, visitor)
            return _answer(room, text, now, visitor)
        case SmallTalk.HELP:
            return _help(room.store, visitor)
        case SmallTalk.LATEST:
            return _obey(room, "latest", "", now, visitor)
        case SmallTalk.HOW_MUCH:
            outlets = len(room.outlets())
            empty = is_empty(room.store)
            return say(wording.EMPTY_COLLECTION if empty else wording.how_much(room.store.status(), outlets))
        case talk:
            return say(_TALK[talk])


def _turned(room: Newsroom, wanted: Wanted, now: datetime, visitor: Visitor) -> Reply:
    """The page that was asked for in words, as a message of its own."""
    action = action_for(wanted, visitor.memory.pages)
    if not action:
        return say(wording.NOTHING_TO_TURN)
    return replace(_reply_to_press(room, action, now, visitor), in_place=False)


def _articles_about(room: Newsroom, topic: str, now: datetime, visitor: Visitor) -> Reply:
    if is_empty(room.store):
        return say(wording.EMPTY_COLLECTION)
    try:
        found = room.answer(topic, now.date())
    except FilterError as problem:
        return say(one_line(str(problem), 500))
    read = read_question(topic)
    visitor.memory.topic = read.text
    return browse.list_articles_about(read, found.passages)


def reply_to_press(room: Newsroom, data: str, now: datetime, visitor: Visitor | None = None) -> Reply:
    """The reply to a pressed button, which may be old, or not one of ours at all."""
    visitor = visitor or Visitor()
    reply = _reply_to_press(room, data, now, visitor)
    visitor.memory.pages = turnings(reply) or visitor.memory.pages
    return reply


def _reply_to_press(room: Newsroom, data: str, now: datetime, visitor: Visitor) -> Reply:
    action = read_action(data)
    if action is None:
        return say(wording.NO_SUCH_BUTTON)
    if isinstance(action, OnSubscription):
        return subscribe.press(room, action, visitor, now.astimezone())
    match action:
        case OpenStatement() | ReportSpeaker() | ReviewSpeaker() | CorrectSpeaker() | KeepSpeaker() as action:
            return corrections.on_press(room, action, now, visitor)
        case AskAgain() as asked:
            return replace(who_said.ask_again(room, asked, visitor), in_place=True)
        case TurnTo() | ReadPage() | TurnLatest() | TurnSources() as turn:
            return replace(_turn(room.store, turn), in_place=True)
        case opening:
            return _open(room.store, opening)


def _open(store: Store, action: OpenCitation | OpenArticle | OpenLatest | OpenSources) -> Reply:
    match action:
        case OpenCitation(citation):
            return browse.open_citation(store, citation)
        case OpenArticle(key):
            return browse.open_article(store, key)
        case OpenLatest(source):
            return browse.latest_by_checksum(store, source, 0, browse.PAGE)
        case OpenSources():
            return browse.list_sources(store, 0)


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


def _obey(room: Newsroom, command: str, words: str, now: datetime, visitor: Visitor) -> Reply:
    if subscribe.is_command(command):
        return subscribe.obey(room, command, words, visitor, now.astimezone())
    if command in _ABOUT_SPEECH:
        return _ABOUT_SPEECH[command](room, command, words, now, visitor)
    if command in _BROWSING:
        return (
            say(wording.EMPTY_COLLECTION) if is_empty(room.store) else _BROWSING[command](room.store, words)
        )
    match command:
        case "start" | "help":
            return _welcome(room.store) if command == "start" else _help(room.store, visitor)
        case "ask":
            return _answer(room, words, now, visitor) if words else say(wording.HOW_TO_ASK)
        case _:
            return say(wording.unknown_command(one_line(command, 40)))


_BROWSING: dict[str, Callable[[Store, str], Reply]] = {
    "latest": browse.latest,
    "article": browse.find_article,
    "sources": lambda store, words: browse.list_sources(store, 0),
}


def _obey_about_speech(room: Newsroom, command: str, words: str, now: datetime, visitor: Visitor) -> Reply:
    if is_empty(room.store):
        return say(wording.EMPTY_COLLECTION)
    if len(words) > wording.MAX_QUESTION:
        return say(wording.TOO_LONG)
    try:
        return who_said.obey(room, command, words, now.date(), visitor)
    except FilterError as problem:
        return say(one_line(str(problem), 500))


_ABOUT_SPEECH: dict[str, Callable[[Newsroom, str, str, datetime, Visitor], Reply]] = {
    "who": _obey_about_speech,
    "quotes": _obey_about_speech,
    "speakers": _obey_about_speech,
    "reports": lambda room, command, words, now, visitor: corrections.list_reports(room, visitor),
    "correct": lambda room, command, words, now, visitor: corrections.correct(room, words, now, visitor),
}


def _answer(room: Newsroom, text: str, now: datetime, visitor: Visitor) -> Reply:
    try:
        question = read_question(text)
        if unfit := _why_not_looked_up(text, question.text):
            return say(unfit)
        if not is_empty(room.store) and (said := who_said.answer_if_speech(room, text, now.date(), visitor)):
            return said
        who_said.note_person(room, text, visitor.memory)
        meant = who_said.person_put_in(room, text, visitor.memory)
        answer = room.answer(meant, now.date())
    except FilterError as problem:
        return say(one_line(str(problem), 500))
    wish = subscribe.wish_for(read_question(meant).text, question.filters, now.date())
    if not isinstance(answer, NoAnswer):
        shown = render_answer(answer, room.speakers_of(answer))
        return with_rows(shown, subscribe.follow_up(visitor, wish, now.date(), True))
    if not answer.passages and is_empty(room.store):
        return say(wording.EMPTY_COLLECTION)
    refusal = render_no_answer(answer)
    return with_rows(refusal, subscribe.follow_up(visitor, wish, now.date(), False))


def _why_not_looked_up(text: str, asked: str) -> str:
    """What to say instead of searching; empty for a question. `asked` is the text without its filters."""
    if len(text) > wording.MAX_QUESTION:
        return wording.TOO_LONG
    if not any(character.isalnum() for character in text):
        return wording.NO_WORDS
    return "" if asked else wording.ONLY_FILTERS


def _welcome(store: Store) -> Reply:
    if is_empty(store):
        return say(wording.EMPTY_COLLECTION)
    outlets = len(store.sources())
    row = [button(wording.LATEST_ARTICLES, OpenLatest())]
    row += [button(wording.OUTLETS, OpenSources())] if outlets else []
    return say(wording.welcome(store.status(), outlets), tuple(row))


def _help(store: Store, visitor: Visitor) -> Reply:
    named = store.sources()
    more = ADMINISTRATORS_HELP if visitor.is_administrator else {}
    return say(wording.help_text(one_line(named[0][0], 60) if named else "", more))


def is_empty(store: Store) -> bool:
    """Whether there are no articles to answer from."""
    return not store.latest(1)

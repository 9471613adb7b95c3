"""Subscribing: which commands, buttons and words are about alerts, and whether somebody may decide about
them.

Knows neither Telegram nor the terminal: who writes, from where, and whether they may decide there is told
by a `Visitor`.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot import wording_alerts as wording
from bot.alert_actions import OnSubscription, Verb
from bot.feeds import feeds_health
from bot.memory import Remembered, Visitor
from bot.render import Reply, Rows, button, say
from bot.subscription_desk import COMMANDS, KINDS, Desk
from bot.wording_feeds import WHAT_TO_DO_IN_TELEGRAM
from data.model import Filters
from data.outbox import Outbox
from data.subscribers import Subscribers
from index.alerts.interests import is_wish
from index.newsroom import Newsroom
from index.who_said.periods import take_period

_ADMIN = "admin"
_ASKED_FOR = timedelta(minutes=15)  # how long words that were asked for may take


def is_command(name: str) -> bool:
    """Whether a command, without its slash, is about alerts."""
    return name in COMMANDS or name == _ADMIN


def wants_to_decide(text: str) -> bool:
    """Whether a message is a command about alerts, or as good as one, which in a group is for
    administrators."""
    first = text.split(maxsplit=1)[0] if text.strip() else ""
    return is_wish(text) or (first.startswith("/") and is_command(first[1:].split("@")[0].lower()))


# Commands


def obey(room: Newsroom, command: str, words: str, visitor: Visitor, now: datetime) -> Reply:
    """The reply to a command about alerts; `now` is an aware moment."""
    if not visitor.chat_id:
        return say(wording.NEEDS_TELEGRAM)
    if command == _ADMIN:
        return _admin(room, visitor, now)
    if not visitor.may_decide:
        return say(wording.ONLY_ADMINISTRATORS)
    subscribers = Subscribers(room.store.engine)
    subscribers.expect_nothing(visitor.chat_id, visitor.user_id)
    desk = Desk(room, subscribers, visitor, now)
    return COMMANDS[command](desk, words)


def take_words(room: Newsroom, text: str, visitor: Visitor, now: datetime) -> Reply | None:
    """The reply to words that were asked for, and to a wish without a command; None for any others."""
    if reply := _take_expected(room, text, visitor, now):
        return reply
    return obey(room, "subscribe", text, visitor, now) if is_wish(text) else None


def _take_expected(room: Newsroom, text: str, visitor: Visitor, now: datetime) -> Reply | None:
    """The reply to words that were asked for; None where none were, or where these are something else."""
    if not visitor.chat_id or text.startswith("/") or not text.strip():
        return None
    subscribers = Subscribers(room.store.engine)
    expected = subscribers.expected(visitor.chat_id, visitor.user_id)
    if expected is None:
        return None
    subscribers.expect_nothing(visitor.chat_id, visitor.user_id)
    if now - expected.since > _ASKED_FOR or expected.since - now > _ASKED_FOR:
        return None
    desk = Desk(room, subscribers, visitor, now)
    if expected.subject in KINDS:
        return desk.propose_answer(expected.subject, text.strip())
    one = desk.own(expected.subscription_key)
    if one is None:
        return say(wording.NOT_YOURS)
    return desk.take_words(expected.subject, one, text.strip())


def press(room: Newsroom, action: OnSubscription, visitor: Visitor, now: datetime) -> Reply:
    """The reply to a pressed button about alerts."""
    if not visitor.chat_id:
        return say(wording.NEEDS_TELEGRAM)
    if not visitor.may_decide:
        return say(wording.ONLY_ADMINISTRATORS)
    desk = Desk(room, Subscribers(room.store.engine), visitor, now)
    if action.key == 0:
        reply = desk.press_on_chat(action)
    else:
        one = desk.own(action.key)
        reply = desk.press_on(one, action) if one else say(wording.NOT_YOURS)
    return replace(reply, in_place=action.in_place)


def follow_up(visitor: Visitor, wish: str, today: date, answered: bool) -> Rows:
    """The button under an answer, or a refusal, that makes a subscription of a wish, which is written as it
    would be after /subscribe. Without a wish there is none."""
    if not visitor.chat_id or not wish:
        return ()
    label = wording.MORE_ON_THIS if answered else wording.WHEN_ANSWERED
    action = OnSubscription(Verb.MORE, 0, visitor.memory.note(Remembered(wish, today)))
    return ((button(label, action),),)


def wish_for(words: str, filters: Filters, today: date) -> str:
    """The words of a question as a wish: of the outlets asked about, but of articles to come, so without any
    time."""
    topic, _ = take_period(words.strip(" ?!."), today)
    return " ".join([topic or words, *(f'source:"{source}"' for source in filters.sources)])


def _admin(room: Newsroom, visitor: Visitor, now: datetime) -> Reply:
    if not visitor.is_administrator:
        return say(wording.NOT_AN_OPERATOR)
    rows = wording.status_lines(Outbox(room.store.engine).status(), now)
    rows["feeds"], failing = feeds_health(room.settings, WHAT_TO_DO_IN_TELEGRAM, now)
    lines = [f"{name}: {value}" for name, value in rows.items()]
    return say("\n".join([*lines, *failing]))

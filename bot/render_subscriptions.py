"""What subscriptions look like: the list, one of them with its buttons, and the preview of a draft. Pure."""

from collections.abc import Sequence
from datetime import date, datetime

from bot import wording_alerts as wording
from bot.actions import OpenArticle
from bot.alert_actions import OnSubscription, Verb
from bot.markup import escaped, one_line
from bot.render import Button, Reply, Rows, article_line, button, say
from bot.schedule import zone_of
from data.interests import ChatSettings, Delivery, Rhythm, Strictness, Subscription
from data.model import Article

DELIVERIES = (Delivery(), Delivery(Rhythm.DAILY), Delivery(Rhythm.WEEKLY))
"""What the buttons offer; a button counts them from 1."""

_SHOWN = 5  # articles in a preview
_ROOM = 3_600  # units for the lines of a list
_PAUSES = {60: wording.FOR_AN_HOUR, 24 * 60: wording.FOR_A_DAY, 7 * 24 * 60: wording.FOR_A_WEEK}


def render_kinds() -> Reply:
    """How to subscribe, with the kinds of subscription to choose from."""
    starts = [button(label, OnSubscription(Verb.START, 0, kind)) for kind, label in enumerate(wording.KINDS)]
    return say(wording.HOW_TO_SUBSCRIBE, tuple(starts[:3]), tuple(starts[3:]))


def render_preview(
    one: Subscription, matched: Sequence[Article], days: int, newest: date | None, remark: str
) -> Reply:
    """What a draft would have sent in so many days, the nearest articles first, and what to do with it. Under
    what was understood stands a remark, if there is any."""
    heading = one_line(wording.preview_heading(one.interest, one.strictness), 600)
    count = wording.preview_count(len(matched), days, newest)
    lines = [escaped(line) for line in (heading, remark, count) if line]
    nearest = list(enumerate(matched[:_SHOWN], 1))
    lines += [f"{number}. {article_line(article)}" for number, article in nearest]
    opening = tuple(button(str(number), OpenArticle(article.key)) for number, article in nearest)
    deciding = (
        button(wording.CONFIRM, OnSubscription(Verb.CONFIRM, one.key)),
        button(wording.DISCARD, OnSubscription(Verb.DISCARD, one.key)),
    )
    rows = (opening, strictness_buttons(one), deciding)
    return Reply("\n".join(lines), tuple(row for row in rows if row))


def render_list(
    known: Sequence[Subscription], heading: str, verb: Verb, chat: ChatSettings, now: datetime
) -> Reply:
    """The subscriptions of a chat, with a button for each that does what the verb says."""
    room = min(_ROOM // max(len(known), 1) - 5, 200)
    lines = [
        f"{number}. {one_line(wording.listed(one.interest, paused_until(one, chat, now)), room)}"
        for number, one in enumerate(known, 1)
    ]
    numbers = [button(str(n), OnSubscription(verb, one.key)) for n, one in enumerate(known, 1)]
    rows = tuple(tuple(numbers[start : start + 5]) for start in range(0, len(numbers), 5))
    return say("\n".join([heading, *lines]), *rows)


def render_subscription(one: Subscription, chat: ChatSettings, now: datetime) -> Reply:
    """One subscription and all that can be done to it."""
    paused = paused_until(one, chat, now)
    text = wording.shown(one.interest, one.strictness, one.delivery, chat, paused)
    verb, label = (Verb.RESUME, wording.RESUME) if paused else (Verb.PAUSING, wording.PAUSE)
    rows = (
        (button(label, OnSubscription(verb, one.key)), _button(wording.EDIT, Verb.EDIT, one)),
        strictness_buttons(one),
        (_button(wording.DELIVERY, Verb.DELIVER, one), _button(wording.WHY, Verb.WHY, one)),
        (button(wording.BACK, OnSubscription(Verb.LIST)), _button(wording.DELETE, Verb.DELETE, one)),
    )
    return say(text, *(row for row in rows if row))


def strictness_buttons(one: Subscription) -> tuple[Button, ...]:
    """To loosen and to tighten, as far as there is room; none where there is no topic to be strict about."""
    if not one.interest.topic:
        return ()
    row = [] if one.strictness is Strictness.WIDE else [_button(wording.LOOSEN, Verb.LOOSEN, one)]
    row += [] if one.strictness is Strictness.STRICT else [_button(wording.TIGHTEN, Verb.TIGHTEN, one)]
    return tuple(row)


def pause_buttons(key: int) -> tuple[Button, ...]:
    """For how long to pause a subscription, or, where the key is 0, the chat."""
    row = [button(label, OnSubscription(Verb.PAUSE, key, minutes)) for minutes, label in _PAUSES.items()]
    return (*row, button(wording.UNTIL, OnSubscription(Verb.UNTIL, key))) if key else tuple(row)


def delivery_rows(one: Subscription) -> Rows:
    """How a subscription may be delivered."""
    labels = (wording.AT_ONCE, wording.DAILY, wording.WEEKLY)
    row = [button(label, OnSubscription(Verb.DELIVER, one.key, n)) for n, label in enumerate(labels, 1)]
    return tuple(row), (_button(wording.ANOTHER_TIME, Verb.TIMING, one), *back(one))


def back(one: Subscription) -> tuple[Button, ...]:
    """To all about a subscription."""
    return (_button(wording.BACK, Verb.SHOW, one),)


def after_confirming(one: Subscription) -> tuple[Button, ...]:
    """What one may want next."""
    return _button(wording.DELIVERY, Verb.DELIVER, one), _button(wording.STOP, Verb.DELETE, one)


def paused_until(one: Subscription, chat: ChatSettings, now: datetime) -> datetime | None:
    """Until when it is paused, in the time of the chat; None when it is not."""
    if one.paused_until is None or one.paused_until <= now:
        return None
    return one.paused_until.astimezone(zone_of(chat))


def _button(label: str, verb: Verb, one: Subscription) -> Button:
    return button(label, OnSubscription(verb, one.key))

"""One visitor's dealings with subscriptions: what each command and each button does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot import wording_alerts as wording
from bot.alert_actions import OnSubscription, Verb
from bot.clock_times import ScheduleError
from bot.markup import one_line
from bot.memory import Visitor
from bot.moments import read_until
from bot.render import Reply, button, say
from bot.render_alerts import Told, render_alert
from bot.render_subscriptions import (
    DELIVERIES,
    after_confirming,
    back,
    delivery_rows,
    pause_buttons,
    render_kinds,
    render_list,
    render_preview,
    render_subscription,
)
from bot.schedule import read_delivery, read_hours, zone_of
from data.interests import Interest, Strictness, Subscription
from data.model import Article
from data.outbox import Outbox
from data.subscribers import Subscribers
from index.alerts.interests import InterestError, read_interest
from index.alerts.previewing import matches_among, recent_articles
from index.newsroom import Newsroom

PREVIEW_DAYS = 30
_LONGEST_PAUSE = 366 * 24 * 60  # minutes
_LOOKED_BACK = 1_000  # articles, the newest ones: matching those takes a second or two


class Desk:
    """One visitor's dealings with subscriptions."""

    def __init__(self, room: Newsroom, subscribers: Subscribers, visitor: Visitor, now: datetime) -> None:
        self._room = room
        self._subscribers = subscribers
        self._visitor = visitor
        self._now = now
        self._chat = subscribers.chat(visitor.chat_id)

    def own(self, key: int) -> Subscription | None:
        """The subscription, if it is one of this chat."""
        one = self._subscribers.find(key)
        return one if one and one.chat_id == self._visitor.chat_id else None

    # Commands

    def subscribe(self, words: str) -> Reply:
        """A preview of what was written; without words, the kinds to choose from."""
        if words:
            return self.propose(words)
        return render_kinds()

    def subscriptions(self, words: str = "") -> Reply:
        """The list, with a button for each."""
        known = self._subscribers.of_chat(self._visitor.chat_id)
        if not known:
            return say(wording.NONE_YET)
        return self._list(known, wording.list_heading(len(known)), Verb.SHOW)

    def unsubscribe(self, words: str) -> Reply:
        """End one by its number in the list, or all; without words, ask which."""
        known = self._subscribers.of_chat(self._visitor.chat_id)
        if not known:
            return say(wording.NONE_YET)
        if words.isdecimal() and 1 <= int(words) <= len(known):
            return self._end(known[int(words) - 1])
        if words.lower() in ("all", "everything"):
            sure = button(wording.DELETE_ALL, OnSubscription(Verb.DELETE_ALL))
            return say(wording.END_ALL.format(len(known)), (sure,))
        named = [one for one in known if words and words.casefold() in one.text.casefold()]
        if len(named) == 1:
            return self._end(named[0])
        return self._list(known, wording.WHICH_TO_END, Verb.DELETE)

    def mute(self, words: str) -> Reply:
        """No alerts until then."""
        if not words:
            return say(wording.ASK_MUTE, pause_buttons(0))
        if words.lower() in ("off", "end", "stop"):
            return self._unmute()
        try:
            until, zone = read_until(words, zone_of(self._chat), self._now)
        except ScheduleError as problem:
            return say(str(problem))
        self._keep_zone(zone)
        return self._mute(until)

    def quiet(self, words: str) -> Reply:
        """Hours of the day without alerts."""
        if not words:
            return say(wording.HOW_TO_QUIET)
        if words.lower() in ("off", "end", "stop", "none"):
            self._subscribers.set_quiet(self._chat.chat_id, None)
            return say(wording.QUIET_OFF)
        try:
            hours, zone = read_hours(words)
        except ScheduleError as problem:
            return say(str(problem))
        self._keep_zone(zone)
        self._subscribers.set_quiet(self._chat.chat_id, hours)
        return say(wording.quiet(*hours, self._chat.zone))

    # Proposing

    def propose(self, text: str) -> Reply:
        """Read what somebody wants, keep it as a draft, and show what it would have sent."""
        if len(self._subscribers.of_chat(self._visitor.chat_id)) >= wording.MAX_SUBSCRIPTIONS:
            return say(wording.TOO_MANY.format(wording.MAX_SUBSCRIPTIONS))
        try:
            interest = self._read(text)
        except InterestError as problem:
            return say(str(problem))
        visitor = self._visitor
        key = self._subscribers.add(
            visitor.chat_id, visitor.thread_id, visitor.user_id, text, interest, self._now
        )
        one = self.own(key)
        if one is None:
            return say(wording.NOT_YOURS)
        if interest.topic and self._is_told_otherwise(one):
            self._subscribers.set_strictness(key, Strictness.WIDE)
            one = replace(one, strictness=Strictness.WIDE)
        return self._preview(one)

    def _is_told_otherwise(self, one: Subscription) -> bool:
        """Whether articles tell of a topic in other words, so that only the wide level finds any: of late,
        or, where there are none of late, at all."""
        wide = replace(one, strictness=Strictness.WIDE)
        if self._matched(one)[0]:
            return False
        if self._matched(wide)[0]:
            return True
        articles = self._room.store.latest(_LOOKED_BACK)
        return not self._matched_among(one, articles) and bool(self._matched_among(wide, articles))

    def propose_answer(self, kind: str, words: str) -> Reply:
        """Propose what was written when a button had asked for it. Where it is nothing of that kind, say so
        and go on expecting it."""
        asked = KINDS[kind]
        text = asked.as_written(words)
        try:
            interest = self._read(text)
            if asked.field and not getattr(interest, asked.field):
                raise InterestError(wording.NOT_THAT_KIND[kind])
        except InterestError as problem:
            self._expect(kind, 0)
            return say(str(problem))
        return self.propose(text)

    def _read(self, text: str) -> Interest:
        return read_interest(text, self._outlets())

    def _preview(self, one: Subscription) -> Reply:
        matched, newest = self._matched(one)
        until = newest if newest != self._now.date() else None
        return render_preview(one, matched, PREVIEW_DAYS, until, self._nothing_from_yet(one.interest))

    def _nothing_from_yet(self, interest: Interest) -> str:
        known = {name.casefold() for name in self._outlets()}
        return wording.nothing_from_yet([one for one in interest.sources if one.casefold() not in known])

    def _outlets(self) -> list[str]:
        return [name for name, _ in self._room.store.sources()]

    def _matched(self, one: Subscription) -> tuple[list[Article], date]:
        """The articles that it would have sent, nearest first, and the last day of those looked at."""
        articles, until = recent_articles(self._room.store, self._now.date(), PREVIEW_DAYS)
        return self._matched_among(one, articles), until

    def _matched_among(self, one: Subscription, articles: Sequence[Article]) -> list[Article]:
        watchlist = self._room.watchlist([one.interest], one.strictness)
        matches = list(matches_among(self._room.store, watchlist, articles, self._now))
        matches.sort(key=lambda found: -found[2].score)
        return [article for article, _, _ in matches]

    # Buttons

    def press_on_chat(self, action: OnSubscription) -> Reply:
        """What a button does that is about no subscription in particular."""
        does = _ON_CHAT.get(action.verb)
        return does(self, action.value) if does else say(wording.NOT_YOURS)

    def press_on(self, one: Subscription, action: OnSubscription) -> Reply:
        """What a button does to a subscription."""
        does = _ON_SUBSCRIPTION.get(action.verb)
        return does(self, one, action.value) if does else self._show(one)

    def _start(self, kind: int) -> Reply:
        if kind == 0:
            return self.propose("everything")
        if kind >= len(wording.KINDS):
            return say(wording.NOT_YOURS)
        return self._ask(str(kind), 0, wording.ASK_FOR[kind])

    def _more_on(self, question: int) -> Reply:
        asked = self._visitor.memory.asked(question)
        return self.propose(asked.text) if asked else say(wording.QUESTION_FORGOTTEN)

    def _end_all(self) -> Reply:
        self._subscribers.remove([one.key for one in self._subscribers.of_chat(self._chat.chat_id)])
        return say(wording.ALL_ENDED)

    def _confirm(self, one: Subscription) -> Reply:
        if same := self._same_as(one):
            if one.draft:
                self._subscribers.remove([one.key])
            words = wording.exists_already(same.interest, same.delivery, self._chat)
            return say(words, after_confirming(same))
        self._subscribers.confirm(one.key)
        words = wording.confirmed(one.interest, one.delivery, self._chat)
        remark = self._nothing_from_yet(one.interest)
        return say(" ".join(filter(None, (words, remark))), after_confirming(one))

    def _same_as(self, one: Subscription) -> Subscription | None:
        """A confirmed subscription to just that, which goes to the same place."""
        wanted = one.interest.as_json().casefold(), one.thread_id
        known = self._subscribers.of_chat(self._chat.chat_id)
        return next((o for o in known if (o.interest.as_json().casefold(), o.thread_id) == wanted), None)

    def _discard(self, one: Subscription) -> Reply:
        if not one.draft:  # an old button must not end what was confirmed since
            return self._show(one)
        self._subscribers.remove([one.key])
        return say(wording.DISCARDED)

    def _pause(self, one: Subscription, minutes: int) -> Reply:
        until = self._now + timedelta(minutes=min(minutes, _LONGEST_PAUSE)) if minutes else None
        self._subscribers.pause(one.key, until)
        return self._show(replace(one, paused_until=until))

    def _deliver(self, one: Subscription, choice: int) -> Reply:
        if not 1 <= choice <= len(DELIVERIES):
            return replace(self._show(one), buttons=delivery_rows(one))
        delivery = replace(DELIVERIES[choice - 1], at_most=one.delivery.at_most)
        self._subscribers.set_delivery(one.key, delivery)
        return self._show(replace(one, delivery=delivery))

    def _pausing(self, one: Subscription) -> Reply:
        return replace(self._show(one), buttons=(pause_buttons(one.key), back(one)))

    def _edit(self, one: Subscription) -> Reply:
        return self._ask("edit", one.key, wording.ASK_FOR_EDIT.format(one_line(one.text, 200)))

    def take_words(self, subject: str, one: Subscription, text: str) -> Reply:
        """Words that were asked for, about a subscription."""
        try:
            match subject:
                case "edit":
                    interest = self._read(text)
                    self._subscribers.set_interest(one.key, text, interest)
                case "until":
                    until, zone = read_until(text, zone_of(self._chat), self._now)
                    self._keep_zone(zone)
                    self._subscribers.pause(one.key, until)
                case _:
                    delivery, zone = read_delivery(text, one.delivery)
                    self._keep_zone(zone)
                    self._subscribers.set_delivery(one.key, delivery)
        except (InterestError, ScheduleError) as problem:
            self._expect(subject, one.key)  # the next words may be better
            return say(str(problem))
        return self._show(self.own(one.key) or one)

    # What the above do

    def _ask(self, subject: str, key: int, words: str) -> Reply:
        self._expect(subject, key)
        return say(words + (wording.IN_GROUPS if self._visitor.in_group else ""))

    def _expect(self, subject: str, key: int) -> None:
        self._subscribers.expect(self._visitor.chat_id, self._visitor.user_id, subject, key, self._now)

    def _restrict(self, one: Subscription, step: int) -> Reply:
        strictness = Strictness(min(max(one.strictness + step, 0), 2))
        self._subscribers.set_strictness(one.key, strictness)
        changed = replace(one, strictness=strictness)
        return self._preview(changed) if one.draft else self._show(changed)

    def _stricter(self, one: Subscription) -> Reply:
        if one.strictness is Strictness.STRICT or not one.interest.topic:
            return say(wording.STRICTEST)
        strictness = Strictness(one.strictness + 1)
        self._subscribers.set_strictness(one.key, strictness)
        return say(wording.stricter_now(strictness))

    def _end(self, one: Subscription) -> Reply:
        self._subscribers.remove([one.key])
        return say(wording.ended(one_line(one.text, 300)))

    def _why(self, one: Subscription) -> Reply:
        alert = Outbox(self._room.store.engine).last_sent(one.key)
        if alert is None:
            return say(wording.NOTHING_SENT)
        article = self._room.store.article(alert.article_key)
        if article is None:
            return say(wording.LAST_ONE_GONE)
        return render_alert(Told(alert, article), zone_of(self._chat))

    def _mute(self, until: datetime) -> Reply:
        self._subscribers.mute(self._chat.chat_id, until)
        local = until.astimezone(zone_of(self._chat))
        return say(wording.muted(local, self._chat), (button(wording.UNMUTE, OnSubscription(Verb.UNMUTE)),))

    def _unmute(self) -> Reply:
        self._subscribers.mute(self._chat.chat_id, None)
        return say(wording.UNMUTED)

    def _keep_zone(self, zone: str) -> None:
        if zone:
            self._subscribers.set_zone(self._chat.chat_id, zone)
            self._chat = self._subscribers.chat(self._chat.chat_id)

    def _list(self, known: Sequence[Subscription], heading: str, verb: Verb) -> Reply:
        return render_list(known, heading, verb, self._chat, self._now)

    def _show(self, one: Subscription) -> Reply:
        return render_subscription(one, self._chat, self._now)


COMMANDS: dict[str, Callable[[Desk, str], Reply]] = {
    "subscribe": Desk.subscribe,
    "subscriptions": Desk.subscriptions,
    "unsubscribe": Desk.unsubscribe,
    "mute": Desk.mute,
    "quiet": Desk.quiet,
}
"""What a person may write."""

_ON_CHAT: dict[Verb, Callable[[Desk, int], Reply]] = {
    Verb.LIST: lambda desk, _: desk.subscriptions(),
    Verb.START: Desk._start,
    Verb.MORE: Desk._more_on,
    Verb.DELETE_ALL: lambda desk, _: desk._end_all(),
    Verb.PAUSE: lambda desk, minutes: desk._mute(desk._now + timedelta(minutes=min(minutes, _LONGEST_PAUSE))),
    Verb.UNMUTE: lambda desk, _: desk._unmute(),
}
_ON_SUBSCRIPTION: dict[Verb, Callable[[Desk, Subscription, int], Reply]] = {
    Verb.CONFIRM: lambda desk, one, _: desk._confirm(one),
    Verb.DISCARD: lambda desk, one, _: desk._discard(one),
    Verb.LOOSEN: lambda desk, one, _: desk._restrict(one, -1),
    Verb.TIGHTEN: lambda desk, one, _: desk._restrict(one, 1),
    Verb.STRICTER: lambda desk, one, _: desk._stricter(one),
    Verb.STOP: lambda desk, one, _: desk._end(one),
    Verb.DELETE: lambda desk, one, _: desk._end(one),
    Verb.WHY: lambda desk, one, _: desk._why(one),
    Verb.EDIT: lambda desk, one, _: desk._edit(one),
    Verb.UNTIL: lambda desk, one, _: desk._ask("until", one.key, wording.ASK_UNTIL),
    Verb.TIMING: lambda desk, one, _: desk._ask("timing", one.key, wording.ASK_TIMING),
    Verb.PAUSING: lambda desk, one, _: desk._pausing(one),
    Verb.PAUSE: Desk._pause,
    Verb.RESUME: lambda desk, one, _: desk._pause(one, 0),
    Verb.DELIVER: Desk._deliver,
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of subscription that has a button. `as_written` makes of the words that the button asked for
    what would have been written after /subscribe; `field` is what an interest of this kind must have."""

    as_written: Callable[[str], str]
    field: str = ""


_MARKS = '"“”„«»'


def _exact_words(words: str) -> str:
    return words if any(mark in words for mark in _MARKS) else f"exactly {words}"


def _quoted_words(words: str) -> str:
    who, about, topic = words.partition(" about ")
    return words if " quoted" in words else f"{who} is quoted{about}{topic}"


def _outlets(words: str) -> str:
    return f'source:"{words.translate(dict.fromkeys(map(ord, _MARKS))).strip()}"'


KINDS: dict[str, Kind] = {
    "1": Kind(lambda words: words),
    "2": Kind(_exact_words, "phrases"),
    "3": Kind(_quoted_words, "speaker"),
    "4": Kind(lambda words: f"mentions of {words}", "named"),
    "5": Kind(_outlets),
}
"""The kinds whose buttons ask for words, by what those words are expected as."""

"""What alerts, digests and previews look like as one message, pure. Words of articles are shown as stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo

from bot import wording_alerts as wording
from bot.actions import Citation, OpenArticle, OpenCitation
from bot.alert_actions import BELOW, OnSubscription, Verb
from bot.markup import MESSAGE_UNITS, bold, escaped, excerpt, linked, one_line, plain_text, quoted, units
from bot.render import Button, Reply, button, title_of
from bot.wording import day_words
from data.interests import Strictness, Subscription
from data.model import Article, Span, checksum
from data.outbox import CORRECTION, Alert

_SENTENCE = 600  # units of an alert's own sentence
_LISTED_SENTENCE = 160
_LISTED_TITLE = 90
_REASON = 300
_LISTED_REASON = 100
_LISTED_OUTLETS = 80
_HEADING = 200


@dataclass(frozen=True, slots=True)
class Told:
    """An alert with its article, as it is now. `also_in` are other outlets that have the story."""

    alert: Alert
    article: Article
    also_in: tuple[str, ...] = ()

    @property
    def shown(self) -> Span | None:
        """The words to show, if the article still has them in that place."""
        span = self.alert.match.span
        return span if checksum(span.of(self.article.text)) == self.alert.check else None


def render_alert(told: Told, zone: tzinfo) -> Reply:
    """One alert: the article, the words that matched, why, and what one can do."""
    lines = [_heading(told.article, zone), _words(told, _SENTENCE), _why(told, _REASON)]
    if told.alert.uncertain:
        lines.append(escaped(wording.MAYBE_AGAIN))
    return Reply("\n".join(filter(None, lines)), (_buttons(told),))


def render_corrected(told: Told, changes: Sequence[Told], zone: tzinfo) -> Reply:
    """An alert that was sent, with what has changed in its article since: the newest last, of older ones as
    many as fit."""
    original = render_alert(told, zone)
    room = MESSAGE_UNITS - units(plain_text(original.html)) - 1
    lines: list[str] = []
    for change in _worth_showing(changes):
        line = _change(change, zone, told.shown)
        room -= units(plain_text(line)) + 1
        if room < 0:
            break
        lines.insert(0, line)
    shown = "\n".join(lines)
    return Reply(f"{original.html}\n\n{shown}", original.buttons)


def _worth_showing(changes: Sequence[Told]) -> list[Told]:
    """The newest first, each place once; of those whose words are gone, only corrections."""
    latest = {(one.shown, one.alert.kind if one.shown is None else ""): one for one in changes}
    kept = [one for one in latest.values() if one.shown is not None or one.alert.kind == CORRECTION]
    return sorted(kept, key=lambda one: -one.alert.key)


def render_correction(correction: Told, told: Told, zone: tzinfo) -> Reply:
    """What has changed, as an answer to a message that told of it."""
    of_this = told.article.key == correction.article.key and told.shown != correction.shown
    words = _words(told, _LISTED_SENTENCE) if of_this and told.shown else ""
    lines = [_change(correction, zone), _heading(correction.article, zone), words]
    return Reply("\n".join(filter(None, lines)), ((_open(correction),),))


def render_digest(heading: str, shown: Sequence[Told], left_out: str, zone: tzinfo) -> Reply:
    """Several alerts in one message, each in a few lines with a button to its passage. `left_out` says that
    there was no room for more; empty where there was."""
    heading, end = one_line(heading, _HEADING), escaped(left_out)
    again = escaped(wording.MAYBE_AGAIN) if any(one.alert.uncertain for one in shown) else ""
    room = MESSAGE_UNITS - sum(units(plain_text(one)) + 2 for one in (escaped(heading), end, again))
    parts = [bold(escaped(heading))]
    for number, one in enumerate(shown, 1):
        part = _fitting(number, one, zone, room // (len(shown) - number + 1) - 2)
        room -= units(plain_text(part)) + 2
        parts.append(part)
    numbers = [button(str(n), _open_action(one)) for n, one in enumerate(shown, 1)]
    rows = tuple(tuple(numbers[start : start + 5]) for start in range(0, len(numbers), 5))
    return Reply("\n\n".join(filter(None, [*parts, end, again])), (*rows, _deciding_on(shown)))


def _fitting(number: int, told: Told, zone: tzinfo, room: int) -> str:
    """One story of several, with as many of its lines as there is room for; its first ones in any case."""
    heading = f"{number}. {_heading(told.article, zone, _LISTED_TITLE)}"
    also = escaped(one_line(wording.also_in(told.also_in), _LISTED_OUTLETS)) if told.also_in else ""
    why = _why(told, _LISTED_REASON)
    for lines in ((also, _words(told, _LISTED_SENTENCE), why), (also, why), (why,)):
        part = "\n".join(filter(None, [heading, *lines]))
        if units(plain_text(part)) <= room:
            return part
    return heading


def _why(told: Told, room: int) -> str:
    interest = told.alert.subscription.interest
    return escaped(f"Why: {one_line(wording.reason(interest, told.alert.match), room)}.")


def _heading(article: Article, zone: tzinfo, room: int = 160) -> str:
    title = bold(linked(one_line(title_of(article), room), article.url))
    origin = ", ".join(filter(None, (escaped(one_line(article.source, 60)), _time_of(article, zone))))
    return "\n".join(filter(None, (title, origin)))


def _time_of(article: Article, zone: tzinfo) -> str:
    """The time of publication as far as its source gives one: without an hour it is only a day."""
    at = article.published
    if at is None:
        return ""
    if at.tzinfo is not None:
        at = at.astimezone(zone)
    return wording.moment_words(at) if (at.hour, at.minute) != (0, 0) else day_words(at.date())


def _words(told: Told, room: int) -> str:
    """The words that matched; where somebody is quoted, with who that is."""
    span = told.shown
    if span is None:
        return escaped(wording.NO_LONGER_SAYS)
    part = excerpt(told.article.text, span, span, room)
    shown = escaped(part.of(told.article.text)) + (" […]" if part != span else "")
    speaker = one_line(told.alert.match.speaker, 80)
    return quoted(f"{shown}\n— {escaped(speaker)}" if speaker else shown, folded=False)


def _change(change: Told, zone: tzinfo, above: Span | None = None) -> str:
    """What has changed and when. `above` are the words that stand over it already."""
    at = change.alert.created.astimezone(zone)
    what = wording.CORRECTED if change.alert.kind == CORRECTION else wording.UPDATED
    return f"{bold(f'{what} {at.hour}:{at.minute:02}:')} {escaped(_changed_words(change, above))}"


def _changed_words(change: Told, above: Span | None) -> str:
    span, text = change.shown, change.article.text
    if span is None:
        return wording.NOTICE_GONE
    if not span.of(text):
        return wording.OTHER_HEADLINE
    return wording.SENTENCE_CHANGED if span == above else excerpt(text, span, span, _SENTENCE).of(text)


def _buttons(told: Told) -> tuple[Button, ...]:
    return _open(told), *_deciding(told.alert.subscription)


def _deciding(one: Subscription) -> tuple[Button, ...]:
    """To make a subscription stricter, as far as there is room, and to end it."""
    stop = button(wording.STOP, OnSubscription(Verb.STOP, one.key))
    if not one.interest.topic or one.strictness is Strictness.STRICT:
        return (stop,)
    return button(wording.STRICTER, OnSubscription(Verb.STRICTER, one.key)), stop


def _deciding_on(shown: Sequence[Told]) -> tuple[Button, ...]:
    """The same for the one subscription that all are of; where they are of several, their list."""
    subscriptions = {one.alert.subscription.key: one.alert.subscription for one in shown}
    if len(subscriptions) == 1:
        return _deciding(*subscriptions.values())
    return (button(wording.SUBSCRIPTIONS, OnSubscription(Verb.LIST, 0, BELOW)),)


def _open(told: Told) -> Button:
    return button(wording.OPEN_PASSAGE, _open_action(told))


def _open_action(told: Told) -> OpenCitation | OpenArticle:
    span = told.shown
    if span is None or not span.of(told.article.text):
        return OpenArticle(told.article.key)
    return OpenCitation(Citation.of(told.article, span))

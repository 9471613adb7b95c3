"""What alerts, digests and previews look like as one message, pure. Words of articles are shown as stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo

from bot import wording_alerts as wording
from bot.actions import Citation, OpenArticle, OpenCitation
from bot.alert_actions import OnSubscription, Verb
from bot.markup import MESSAGE_UNITS, bold, escaped, excerpt, linked, one_line, plain_text, quoted, units
from bot.render import Button, Reply, button, title_of
from bot.wording import day_words
from data.interests import Strictness
from data.model import Article, Span, checksum
from data.outbox import Alert
from index.corrections import speaks_of_correction

_SENTENCE = 600  # units of an alert's own sentence
_LISTED_SENTENCE = 160
_LISTED_TITLE = 90
_REASON = 300


@dataclass(frozen=True, slots=True)
class Told:
    """An alert with its article, as it is now."""

    alert: Alert
    article: Article

    @property
    def shown(self) -> Span | None:
        """The words to show, if the article still has them in that place."""
        span = self.alert.match.span
        return span if checksum(span.of(self.article.text)) == self.alert.check else None


def render_alert(told: Told, zone: tzinfo) -> Reply:
    """One alert: the article, the words that matched, why, and what one can do."""
    interest = told.alert.subscription.interest
    why = f"Why: {one_line(wording.reason(interest, told.alert.match), _REASON)}."
    lines = [_heading(told.article, zone), _words(told, _SENTENCE), escaped(why)]
    if told.alert.uncertain:
        lines.append(escaped(wording.MAYBE_AGAIN))
    return Reply("\n".join(filter(None, lines)), (_buttons(told),))


def render_corrected(told: Told, correction: Told, zone: tzinfo) -> Reply:
    """An alert that was sent, with what has changed in its article since."""
    original = render_alert(told, zone)
    return Reply(f"{original.html}\n\n{_correction(correction, zone)}", original.buttons)


def render_correction(correction: Told, zone: tzinfo) -> Reply:
    """What has changed, as an answer to a message that told of it."""
    html = f"{_correction(correction, zone)}\n{_heading(correction.article, zone)}"
    return Reply(html, ((_open(correction),),))


def render_digest(heading: str, shown: Sequence[Told], left_out: int, zone: tzinfo) -> Reply:
    """Several alerts in one message, each in a few lines with a button to its passage."""
    end = escaped(wording.left_out(left_out)) if left_out else ""
    again = escaped(wording.MAYBE_AGAIN) if any(one.alert.uncertain for one in shown) else ""
    room = MESSAGE_UNITS - sum(units(plain_text(one)) + 2 for one in (heading, end, again))
    parts = [bold(escaped(heading))]
    for number, one in enumerate(shown, 1):
        part = f"{number}. {_listed(one, zone)}"
        if units(plain_text(part)) + 2 > room // (len(shown) - number + 1):
            part = f"{number}. {_heading(one.article, zone, _LISTED_TITLE)}"
        room -= units(plain_text(part)) + 2
        parts.append(part)
    numbers = [button(str(n), _open_action(one)) for n, one in enumerate(shown, 1)]
    rows = tuple(tuple(numbers[start : start + 5]) for start in range(0, len(numbers), 5))
    return Reply("\n\n".join(filter(None, [*parts, end, again])), rows)


def _listed(told: Told, zone: tzinfo) -> str:
    return "\n".join(
        filter(None, [_heading(told.article, zone, _LISTED_TITLE), _words(told, _LISTED_SENTENCE)])
    )


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


def _correction(correction: Told, zone: tzinfo) -> str:
    span = correction.shown or Span(0, 0)
    words = span.of(correction.article.text)
    at = correction.alert.created.astimezone(zone)
    what = wording.CORRECTED if speaks_of_correction(correction.article.title, words) else wording.UPDATED
    part = excerpt(correction.article.text, span, span, _SENTENCE)
    return f"{bold(f'{what} {at.hour}:{at.minute:02}:')} {escaped(part.of(correction.article.text))}"


def _buttons(told: Told) -> tuple[Button, ...]:
    one = told.alert.subscription
    row = [_open(told)]
    if one.interest.topic and one.strictness is not Strictness.STRICT:
        row.append(button(wording.STRICTER, OnSubscription(Verb.STRICTER, one.key)))
    return (*row, button(wording.STOP, OnSubscription(Verb.STOP, one.key)))


def _open(told: Told) -> Button:
    return button(wording.OPEN_PASSAGE, _open_action(told))


def _open_action(told: Told) -> OpenCitation | OpenArticle:
    span = told.shown
    return OpenCitation(Citation.of(told.article, span)) if span else OpenArticle(told.article.key)

"""Every sentence about alerts and subscriptions that a person reads, as plain text. Decides nothing."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.backlog import Backlog, backlog_of
from bot.wording import count, day_words
from bot.zones import zone_words
from data.interests import ANYBODY, ChatSettings, Delivery, Interest, Match, Rhythm, Strictness
from data.outbox import OutboxStatus

# Buttons

CONFIRM = "✓ Subscribe"
DISCARD = "No, leave it"
LOOSEN = "Loosen"
TIGHTEN = "Tighten"
STRICTER = "Stricter"
STOP = "Stop"
OPEN_PASSAGE = "Open passage"
SUBSCRIPTIONS = "Subscriptions"
PAUSE = "Pause"
RESUME = "Go on"
EDIT = "Edit"
DELETE = "Delete"
DELETE_ALL = "Yes, end all"
DELIVERY = "Delivery"
WHY = "Why the last one?"
BACK = "◀ back"
UNMUTE = "Go on now"
FOR_AN_HOUR = "1 hour"
FOR_A_DAY = "1 day"
FOR_A_WEEK = "1 week"
UNTIL = "Until …"
AT_ONCE = "At once"
DAILY = "Daily 8:00"
WEEKLY = "Weekly, Monday 8:00"
ANOTHER_TIME = "Another time …"
MORE_ON_THIS = "Tell me when there is more on this"
WHEN_ANSWERED = "Tell me when an article answers this"
KINDS = ("Everything", "A topic", "Exact words", "Somebody quoted", "A name", "An outlet")

# Asking for words

HOW_TO_SUBSCRIBE = (
    "What should I tell you about? Write it after the command, in plain words:\n\n"
    "/subscribe housing costs\n"
    "/subscribe tell me when Oona Fairlie is quoted about the bridge\n"
    '/subscribe "cod quota" -herring\n'
    "/subscribe everything from the Harbour Herald\n\n"
    "Or choose, and I will ask."
)
ASK_FOR = (
    "",
    "Which topic? Write it in your own words, for example: housing costs",
    "Which words? I will look for them exactly as you write them. A word with - before it must not occur. "
    "For example: “cod quota” -herring",
    "Who, and about what? For example: Oona Fairlie about the bridge. Without “about”, anything they say.",
    "Which person or organisation? I will tell you of every article that names them.",
    "Which outlet? /sources lists those I know.",
)
IN_GROUPS = " In this group, write it as a reply to this message."
ASK_FOR_EDIT = "Write what I should tell you about instead of “{}”."
NOTHING_AFTERWARDS = "What comes in until then is not sent afterwards."
ASK_MUTE = "For how long? Or write it: /mute 3 hours, /mute until Friday 18:00 Berlin. /mute off ends it."
ASK_UNTIL = "Until when? For example: 2 hours, 3 days, tomorrow at 9, Friday 18:00 or 5 December"
ASK_TIMING = (
    "When should I send it? For example: daily 7:30, weekly Friday 18:00, or at once. Add “at most "
    "5” to limit how "
    "many, and where you are if I don’t know yet: daily 7:30 Berlin"
)
NOT_THAT_KIND = {
    "2": "Those are only words that must not occur. Write those that must before them: “cod quota” -herring",
    "3": "That names nobody. Write who, and about what if you like: Oona Fairlie about the bridge",
    "4": "That is no name that I could look for. Write a person or an organisation: Tam Reed",
}
NEEDS_TELEGRAM = (
    "Alerts are sent on Telegram, and this conversation is not there. To see what a subscription "
    "would match, use: "
    "python run_bot.py alerts --preview FILE"
)
ONLY_ADMINISTRATORS = (
    "In a group, only its administrators decide what I send here. In a private chat with me, you can "
    "subscribe to "
    "anything for yourself."
)
NOT_AN_OPERATOR = "That is for the people who run me."
NOT_YOURS = (
    "That subscription is not of this chat, or it has ended. /subscriptions lists those that there are."
)
QUESTION_FORGOTTEN = (
    "I no longer know which question that was: I keep questions only while I run. Write /subscribe "
    "and the topic."
)
NONE_YET = "There are no subscriptions here. /subscribe begins one."
TOO_MANY = (
    "There are {} subscriptions here already, which is the most I keep for a chat. End one "
    "first: /subscriptions"
)
MAX_SUBSCRIPTIONS = 100
DISCARDED = "Left it. Nothing was subscribed to."
NOTHING_SENT = "Nothing has been sent for this one yet."
LAST_ONE_GONE = "The article that I sent last for this one is no longer there: it has been removed since."
STRICTEST = "This is the strictest already. With other words it may fit better: /subscriptions, Edit."
WHICH_TO_END = "Which one should end?"
END_ALL = "End all {} of them?"
ALL_ENDED = "All subscriptions here have ended."
UNMUTED = "Alerts go on."
QUIET_OFF = "There are no quiet hours any more."
HOW_TO_QUIET = (
    "Write from when to when I should be silent, for example: /quiet 22:00-7:00 Berlin. What comes "
    "in between you "
    "get afterwards in one message. /quiet off ends it."
)
MAYBE_AGAIN = "You may have had this already: I was cut off while sending it."
NO_LONGER_SAYS = "The article has been changed since and no longer has the sentence that I meant."
CORRECTED, UPDATED = "Corrected", "Updated"
OTHER_HEADLINE = "The headline has changed."
SENTENCE_CHANGED = "The sentence above has changed."
NOTICE_GONE = "The article no longer has the note about it."

_STRICTNESS = {
    Strictness.WIDE: "wide: also what only touches on it",
    Strictness.MIDDLE: "medium: what is about it",
    Strictness.STRICT: "strict: only what is plainly about it",
}
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def interest_words(interest: Interest) -> str:
    """What an article must have: "Oona Fairlie quoted, about “rents”, from Harbour Herald"."""
    parts = []
    if interest.speaker:
        parts.append("anybody quoted" if interest.speaker == ANYBODY else f"{interest.speaker} quoted")
    if interest.topic:
        parts.append(f"{'about' if interest.speaker or interest.named else 'the topic'} “{interest.topic}”")
    if interest.named:
        parts.append(f"the name {interest.named}")
    if interest.phrases:
        parts.append(f"the exact words {' and '.join(f'“{one}”' for one in interest.phrases)}")
    if not parts:
        parts.append("everything")
    if interest.excluded:
        parts.append(f"without {' or '.join(f'“{one}”' for one in interest.excluded)}")
    if interest.sources:
        parts.append(f"from {' or '.join(interest.sources)}")
    return ", ".join(parts)


def reason(interest: Interest, match: Match) -> str:
    """Why an article was sent, in one line."""
    parts = []
    if interest.speaker:
        about = f" about “{interest.topic}”" if interest.topic else ""
        parts.append(f"{match.speaker or interest.speaker} is quoted{about}")
    if interest.topic and not interest.speaker:
        having = f" (it has {', '.join(match.words)})" if match.words else ""
        parts.append(f"near your topic “{interest.topic}”{having}")
    if interest.named:
        parts.append(f"it names {interest.named}")
    if interest.phrases:
        parts.append(f"it has the words {' and '.join(f'“{one}”' for one in interest.phrases)}")
    if interest.sources:
        parts.append(f"it is from {' or '.join(interest.sources)}")
    return ", ".join(parts) if parts else "you asked for everything"


def strictness_words(strictness: Strictness) -> str:
    """ "medium: what is about it"."""
    return _STRICTNESS[strictness]


def delivery_words(delivery: Delivery, chat: ChatSettings) -> str:
    """ "daily at 8:00 (Europe/Berlin), at most 10"."""
    if delivery.rhythm is Rhythm.AT_ONCE:
        limited = delivery.at_most != Delivery().at_most
        return f"at once (daily or weekly it would be at most {delivery.at_most})" if limited else "at once"
    day = f" on {_WEEKDAYS[delivery.weekday]}" if delivery.rhythm is Rhythm.WEEKLY else ""
    at = f"{clock(delivery.minute)} ({_zone(chat)})"
    return f"{delivery.rhythm.value}{day} at {at}, at most {delivery.at_most}"


def clock(minute: int) -> str:
    """ "7:30"."""
    return f"{minute // 60}:{minute % 60:02}"


def moment_words(at: datetime) -> str:
    """ "4 March 2025, 14:05"; `at` is in the reader’s time zone."""
    return f"{day_words(at.date())}, {at.hour}:{at.minute:02}"


def preview_heading(interest: Interest, strictness: Strictness) -> str:
    """Over a preview: what was understood, and how strictly a topic is taken."""
    taken = f"\n{_STRICTNESS[strictness].capitalize()}." if interest.topic else ""
    return f"I would tell you of: {interest_words(interest)}.{taken}"


def preview_count(matched: int, days: int, until: date | None) -> str:
    """How many it would have been. `until` is given where the newest article is older than today."""
    span = f"the last {days} days" if until is None else f"the {days} days to {day_words(until)}"
    if not matched:
        return f"In {span} that would have been nothing."
    weekly = matched * 7 / days
    often = f"about {weekly:.0f} a week" if weekly >= 1 else "less than one a week"
    return f"In {span} that would have been {count(matched, 'article')}, {often}. The nearest:"


def confirmed(interest: Interest, delivery: Delivery, chat: ChatSettings) -> str:
    """After subscribing."""
    return (
        f"Done: {interest_words(interest)}. I send it {delivery_words(delivery, chat)}. "
        "/subscriptions changes or ends it."
    )


def listed(interest: Interest, paused_until: datetime | None) -> str:
    """One subscription in a list."""
    return interest_words(interest) + (
        f" – paused until {moment_words(paused_until)}" if paused_until else ""
    )


def exists_already(interest: Interest, delivery: Delivery, chat: ChatSettings) -> str:
    """Instead of subscribing to the same twice."""
    return (
        f"You are told of that already: {interest_words(interest)}, {delivery_words(delivery, chat)}. "
        "So I have added nothing; /subscriptions changes or ends it."
    )


def nothing_from_yet(outlets: Sequence[str]) -> str:
    """A remark where no article has come from these outlets; empty where there are none of them."""
    if not outlets:
        return ""
    called = " or ".join(f"“{one}”" for one in outlets)
    return f"Nothing has come from an outlet called {called} yet; /sources lists those that I know."


def list_heading(number: int) -> str:
    """Over the list of subscriptions."""
    return f"{count(number, 'subscription')}. A number opens one:"


def shown(
    interest: Interest,
    strictness: Strictness,
    delivery: Delivery,
    chat: ChatSettings,
    paused: datetime | None,
) -> str:
    """All about one subscription."""
    lines = [f"{interest_words(interest)[:1].upper()}{interest_words(interest)[1:]}"]
    lines += [f"Strictness: {_STRICTNESS[strictness]}"] if interest.topic else []
    lines += [f"Delivery: {delivery_words(delivery, chat)}"]
    lines += [f"Paused until {_moment_there(paused, chat)}. {NOTHING_AFTERWARDS}"] if paused else []
    return "\n".join(lines)


def ended(text: str) -> str:
    """After a subscription has ended."""
    return f"Ended: {text}. To have it back: /subscribe {text}"


def stricter_now(strictness: Strictness) -> str:
    """After a subscription was tightened from an alert."""
    return f"I take it more strictly from now on ({_STRICTNESS[strictness]})."


def muted(until: datetime, chat: ChatSettings) -> str:
    """After /mute."""
    return f"No alerts until {_moment_there(until, chat)}. {NOTHING_AFTERWARDS}"


def _moment_there(at: datetime, chat: ChatSettings) -> str:
    return f"{moment_words(at)} ({_zone(chat)})"


def _zone(chat: ChatSettings) -> str:
    return zone_words(chat.zone) if chat.zone else "UTC, as I don’t know where you are"


def quiet(start: int, end: int, zone: str) -> str:
    """After /quiet."""
    return (
        f"I am silent from {clock(start)} to {clock(end)} "
        f"({zone_words(zone) or 'UTC; add a city if you are elsewhere'}). "
        "What comes in between you get afterwards in one message."
    )


def catch_up_heading(stories: int, shown: int) -> str:
    """Over the one message after quiet hours or an absence, which shows so many of the stories."""
    some = f", {shown} of them here" if shown < stories else ""
    return f"While it was quiet: {count(stories, 'article')}{some}"


def catch_up_left_out(number: int) -> str:
    """Under such a message that had to leave some out."""
    return f"{number} more left out, as I show no more at once. /latest lists the newest articles."


def digest_heading(interest: Interest, stories: int, shown: int) -> str:
    """Over a digest that shows so many of the stories: the nearest, or, without a topic, the newest."""
    which = "nearest" if interest.topic else "newest"
    some = f"{shown} {which}" if shown > 1 else which
    of_them = f"The {some} of " if shown < stories else ""
    return f"{of_them}{count(stories, 'article')}{_on(interest)}"


def _on(interest: Interest) -> str:
    """What goes behind "5 articles"; nothing for everything."""
    words = interest_words(interest)
    if words.startswith("everything"):
        words = words.removeprefix("everything").removeprefix(",").strip()
        return f" {words}" if words else ""
    return f" on {words}" if words.startswith("the topic") else f" with {words}"


def digest_left_out(interest: Interest, number: int) -> str:
    """Under a digest that had to leave some out."""
    which = "less near" if interest.topic else "earlier"
    return f"{number} more, {which}, left out. /subscriptions changes how many I show."


def also_in(outlets: Sequence[str]) -> str:
    """Which other outlets have the same story."""
    more = f" and {len(outlets) - _OUTLETS} more" if len(outlets) > _OUTLETS else ""
    return f"also in {', '.join(outlets[:_OUTLETS])}{more}"


_OUTLETS = 3


def status_lines(status: OutboxStatus, now: datetime) -> dict[str, str]:
    """How alerts stand, as names and values."""
    return {
        "subscriptions": f"{status.subscriptions} in {count(status.subscribers, 'chat')}",
        "waiting": _backlog_words(backlog_of(status.waiting, now), now),
        "sending": f"{status.sending}",
        "sent": f"{status.sent}",
        "failed": f"{status.failed}",
        "paused": f"{count(status.unreachable, 'chat')} out of reach",
    }


def _backlog_words(backlog: Backlog, now: datetime) -> str:
    """ "2 (the oldest for 1 minute); 11 for later digests"."""
    age = f" (the oldest for {_lasting((now - backlog.oldest).total_seconds())})" if backlog.oldest else ""
    later = (
        (backlog.digests, "for later digests"),
        (backlog.quiet, "until quiet hours end"),
        (backlog.unreachable, "for chats out of reach"),
    )
    return "; ".join([f"{backlog.due}{age}", *(f"{number} {why}" for number, why in later if number)])


def _lasting(seconds: float) -> str:
    for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            return count(int(seconds // size), name)
    return count(max(int(seconds), 0), "second")

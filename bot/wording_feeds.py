"""What administrators read about feeds, as plain text. Decides nothing."""

from collections.abc import Sequence
from datetime import datetime
from shlex import quote

from bot.wording import count
from data.feed_state import NoticeKind
from data.feeds import Feed, FeedNotice, Imported, Polled
from index.ingest import Summary

ADMINISTRATORS_COMMANDS = {
    "feeds": "The feeds I read",
    "addfeed": "Read a feed: its address, or that of its site",
    "removefeed": "Read a feed no longer",
    "feed": "How a feed fares",
    "separate": "Say that an article is not the same story as others: its id",
}
"""The commands that only administrators have, in the order of their menu."""

ADMINISTRATORS_HELP = {
    **ADMINISTRATORS_COMMANDS,
    "admin": "How alerts and feeds fare",
    "reports": "Speakers that were reported as wrong",
    "correct": "Give the words opened last to somebody else: a name, a comma, the role",
}
"""All that only administrators can do, for their help."""

ONLY_ADMINISTRATORS = (
    "I’m sorry, only the people who look after me can do that. "
    "You can ask about the articles that are here: just write a question."
)
FILE_TOO_LARGE_FOR_TELEGRAM = (
    "Telegram lets me fetch files of up to 20 MB only. Split it, or take it in where I run: "
    "python run_bot.py ingest FILE"
)
FILE_NOT_FETCHED = "I could not fetch that file from Telegram. Please send it once more."
HOW_TO_ADD = (
    "Write the address of the feed, or of its site, after the command, and a name if you like: "
    "/addfeed https://example.org Example News"
)
HOW_TO_SEPARATE = (
    "Write the id of the article after the command. It then counts as a story of its own, for good."
)
HOW_TO_NAME = "Write the name of the feed after the command. /feeds lists them."
NO_FEEDS = "No feeds are read yet. /addfeed ADDRESS adds one."
LISTED = "/feeds lists those there are."
HOW_THEY_FARE = "/feeds shows how they fare."
NO_FEEDS_ON_THE_COMMAND_LINE = "No feeds are read yet. This adds one: python run_bot.py feeds add ADDRESS"
LISTED_ON_THE_COMMAND_LINE = "This lists those there are: python run_bot.py feeds list"
HOW_THEY_FARE_ON_THE_COMMAND_LINE = "This shows how they fare: python run_bot.py feeds list"
MAY_BE_A_FEED = "to read a feed from now on, write /addfeed and its address"
HOW_TO_READ_NOW = "A running bot reads them within minutes; without one: python run_bot.py feeds poll"
NONE_DUE = "No feed is due. With --all, or a name, feeds are read that are not."
NONE_FOLLOWED = "none"
WHAT_TO_DO_IN_TELEGRAM = (
    "I keep trying. /feeds shows all of them, /feed NAME tells more of one, /removefeed NAME ends it."
)
WHAT_TO_DO_ON_THE_COMMAND_LINE = (
    "A running bot keeps trying. `python run_bot.py feeds list` shows all of them, "
    "`feeds show NAME` tells more of one, `feeds remove NAME` ends it."
)

_NAMED = 5  # of those that could not be read


def added(feed: Feed) -> str:
    """For a feed that is followed from now on."""
    return (
        f"I read {feed.name} from now on ({feed.url}). What it holds already comes in within minutes, "
        "and alerts nobody; what it brings later is news."
    )


def removed(feed: Feed) -> str:
    """For a feed that is followed no longer."""
    command = f"python run_bot.py articles remove --collection {quote(feed.collection)}"
    return f"I no longer read {feed.name}. Its articles stay; to take them away: {command}"


def imported(taken: Imported, how_they_fare: str) -> str:
    """For a list of feeds that was handed in."""
    if taken.added:
        also = f" {count(taken.known, 'feed')} of the list I read already." if taken.known else ""
        words = f"I read {count(len(taken.added), 'more feed')} from now on.{also} {how_they_fare}"
    else:
        words = f"The list has nothing new: I read its {count(taken.known, 'feed')} already."
    return "\n".join([words, *_left_out(taken.unusable)])


def _left_out(unusable: Sequence[str]) -> list[str]:
    if not unusable:
        return []
    named = ", ".join(f"“{one}”" for one in unusable[:_NAMED] if one)
    more = f" and {len(unusable) - _NAMED:,} more" if len(unusable) > _NAMED else ""
    entries = "1 entry" if len(unusable) == 1 else f"{len(unusable):,} entries"
    which = f": {named}{more}" if named else ""
    return [f"{entries} I left out, without an address that begins with http:// or https://{which}."]


def file_too_large(megabytes: int) -> str:
    """For a file beyond the limit of the settings."""
    return f"That file is larger than {megabytes} MB, the most that I am set to take."


def taken_in(summary: Summary, title: str = "") -> str:
    """What became of something that was handed in; `title` where it was one article."""
    parts = [
        f"{count(summary.added, 'article')} added" * bool(summary.added),
        f"{summary.updated} updated" * bool(summary.updated),
        f"{summary.unchanged} here already" * bool(summary.unchanged),
        f"{summary.kept_removed} removed before and left out" * bool(summary.kept_removed),
        f"{len(summary.skipped)} that could not be read" * bool(summary.skipped),
    ]
    counts = ", ".join(filter(None, parts)) or "Nothing found"
    lines = [f"{counts}{f': “{title}”' if title else ''}."]
    lines += [f"{one.origin} {one.reason}." for one in summary.skipped[:_NAMED]]
    lines += [f"{one.origin} {one.remark}." for one in summary.notices[:_NAMED]]
    return "\n".join(lines)


def feeds_heading(feeds: Sequence[Feed], failing: int) -> str:
    """Over the list of feeds."""
    failing_words = f", {failing} of them failing" if failing else ""
    return f"I read {count(len(feeds), 'feed')}{failing_words}:"


def feeds_summary(feeds: Sequence[Feed]) -> str:
    """How the feeds fare, in a few words beside other figures."""
    if not feeds:
        return NONE_FOLLOWED
    failing = sum(bool(feed.state.failures) for feed in feeds)
    unread = sum(not (feed.state.failures or feed.state.filled) for feed in feeds)
    unread_words = f", {unread:,} not read yet" if unread else ""
    return f"{len(feeds):,} followed, {f'{failing:,}' if failing else 'none'} failing{unread_words}"


def failing_feeds(feeds: Sequence[Feed], now: datetime, what_to_do: str) -> list[str]:
    """Lines about the feeds that fail, to stand apart below others: those first that have failed longest.
    None if all fare well."""
    failing = sorted(
        (feed for feed in feeds if feed.state.failures), key=lambda feed: feed.state.failing_since
    )
    if not failing:
        return []
    more = [f"and {len(failing) - _NAMED:,} more"] if len(failing) > _NAMED else []
    return [
        "",
        f"{len(failing):,} of {count(len(feeds), 'feed')} can’t be read:",
        *(feed_line(feed, now) for feed in failing[:_NAMED]),
        *more,
        what_to_do,
    ]


def separated(article_id: str, others: int) -> str:
    """For an article that was linked to others."""
    if not others:
        return f"No article with the id {article_id} is linked to another."
    return f"{article_id} is separate from {count(others, 'other article')} now, and stays so."


def more_feeds(number: int) -> str:
    """Under a list that was cut."""
    return f"and {count(number, 'more feed')}. /feed NAME shows any of them."


def feed_line(feed: Feed, now: datetime) -> str:
    """One feed of a list."""
    return f"{feed.name} – {state_words(feed, now)}"


def state_words(feed: Feed, now: datetime) -> str:
    """How a feed fares, in a few words."""
    state = feed.state
    if state.failures:
        since = day_and_time(datetime.fromisoformat(state.failing_since))
        return f"{'dead' if feed.is_dead(now) else 'failing'} since {since}: {state.reason}"
    return "well" if state.filled else "not read yet"


def feed_card(feed: Feed, articles: int, a_week: float, now: datetime) -> str:
    """All about one feed. `a_week` is how many articles it brings."""
    failures = feed.state.failures
    tries = f" ({failures} {'try' if failures == 1 else 'tries'})" if failures else ""
    return "\n".join(
        [
            feed.name,
            feed.url,
            f"State: {state_words(feed, now)}{tries}",
            f"Last success: {day_and_time(feed.last_success) if feed.last_success else 'none yet'}",
            f"Next try: {day_and_time(feed.next_try) if feed.next_try else 'as soon as possible'}",
            f"Articles: {articles:,}, about {a_week:.3g} a week lately",
        ]
    )


def notice_words(notice: FeedNotice, how_to_remove: str) -> str:
    """What an administrator is told once, with the command that ends a feed where they are."""
    match notice.kind:
        case NoticeKind.DIED:
            return (
                f"The feed {notice.name} can’t be read any more: it {notice.words}. "
                f"I keep trying once a day. {how_to_remove} {notice.name} ends that."
            )
        case NoticeKind.MOVED:
            return f"The feed {notice.name} has moved for good. I follow it at {notice.words}"


def polled_line(polled: Polled, summary: Summary) -> str:
    """How reading one feed went."""
    if polled.problem:
        return f"{polled.name}: {polled.problem}"
    if not (polled.new or polled.changed):
        return f"{polled.name}: nothing new"
    counts = f"{summary.added} added, {summary.updated} updated, {summary.unchanged} unchanged"
    skipped = f", {len(summary.skipped)} skipped" if summary.skipped else ""
    return f"{polled.name}: {counts}{skipped}"


def day_and_time(moment: datetime) -> str:
    """ "4 March 2025, 14:05", by the clock of this machine."""
    local = moment.astimezone()
    return f"{local.day} {local:%B} {local.year}, {local:%H:%M}"

"""Every sentence that a person reads, as plain text. Decides nothing."""

from collections.abc import Mapping, Sequence
from datetime import date

from data.model import Filters
from data.store import Status

MAX_QUESTION = 1_000  # characters

COMMANDS = {
    "ask": "Ask a question",
    "who": "Who said something, by words you remember",
    "quotes": "What somebody said, and what about",
    "speakers": "Who is quoted most",
    "latest": "The newest articles",
    "article": "Find an article by its title",
    "sources": "The outlets in the collection",
    "subscribe": "Be told of new articles",
    "subscriptions": "What you are told of",
    "unsubscribe": "End a subscription, or all",
    "mute": "No alerts for a while",
    "quiet": "Hours without alerts",
    "help": "How to ask, and what else I can do",
}
"""The commands of the menu, in its order. /start is known too, but Telegram offers it by itself."""

DESCRIPTION = (
    "Ask me about a collection of articles. I answer in their own words, sentence by sentence, "
    "and name the source of each."
)
SHORT_DESCRIPTION = "Answers from a collection of articles, word for word, with sources."

# Small talk

GREETING = "Hello. What would you like to know? Write it as a question, and I will look through the articles."
WELL_BEING = "Well, thank you, and ready to look something up. What would you like to know?"
THANKS = "You’re welcome. Ask me anything else whenever you like."
AGREED = "Good. Ask me anything else whenever you like."
FAREWELL = "Goodbye. I’ll be here when you have another question."
IDENTITY = (
    "I’m Newsdesk, a program that answers questions from a collection of articles. I only quote them, "
    "sentence by sentence, and show where each one comes from. If they don’t answer a question, I say so."
)
BEYOND = (
    "That is beyond me: I know only what the articles say. Ask me about something that they may tell of, "
    "or see /help."
)

REFUSED = "All right. Ask me anything else whenever you like."
LAUGHTER = "I’m glad if that was fun. What would you like to know?"
CONFUSED = (
    "I’m sorry that I was not clear. Ask a question, and I show sentences of the articles that answer it, "
    "each with its source. Shorter questions with names in them work best; /help says what else I can do."
)
SCOLDED = (
    "I’m sorry that I was of no help. I can only look for words in the articles. Try to ask in other words, "
    "with names or places; /help says what I can do."
)
WRONG = (
    "I’m sorry. I only quote what the articles say, and cannot judge who is right. If words are given to "
    "the wrong speaker, open them by their number and choose “Wrong speaker?”. Otherwise, try to ask in "
    "other words."
)
STOP = (
    "All right. I write only when you do, unless you have subscribed to something: /unsubscribe ends that, "
    "/mute pauses it, and /subscriptions lists it."
)

# When there is nothing to look up

NO_WORDS = "I can only look up words. Write me a question, and I will see what the articles say."
NOT_TEXT = "I can only read text. Write me a question, and I will look through the articles."
TOO_LONG = (
    f"That is longer than I can use. A question of at most {MAX_QUESTION:,} characters works best: "
    "what is the one thing you would like to know?"
)
HOW_TO_ASK = (
    "Write your question after the command, for example: /ask Who won the election? "
    "In a private chat you can leave the command out."
)
ONLY_FILTERS = "That says where to look, but not what for. Add a question to it."
EMPTY_COLLECTION = (
    "There are no articles here yet, so I have nothing to answer from. "
    "Whoever runs me can add some: python run_bot.py ingest FOLDER"
)

# Answers

NO_ANSWER = "I found nothing in the articles that answers this."
NEAREST = "The nearest that I have, which may not answer it:"
TRY_OTHER_WORDS = "Other words may help: names, places, or what happened."
WIDER = "Asked without that limit, there may be more."
OPEN_IT = "Open it"
SHORTENED = "Shortened: it is too long for one message."

# Reading on

EARLIER = "◀ earlier"
LATER = "later ▶"
ALL_OF_IT = "All of it"
PREVIOUS_PAGE = "◀ back"
NEXT_PAGE = "on ▶"
NEWER = "◀ newer"
OLDER = "older ▶"
OPEN_ARTICLE = "Open the article"
LATEST_ARTICLES = "Latest articles"
OUTLETS = "Outlets"
UNTITLED = "Untitled"
NO_OUTLET = "no outlet named"

HOW_TO_FIND = (
    "Write words of the title after the command, for example: /article election result. "
    "To ask about what articles say, just ask a question."
)
CHANGED = "That article has changed since I quoted it, so I can’t show you the sentence in its place."
GONE = "That article is no longer in the collection."
NO_SUCH_BUTTON = "I can’t do anything with that button any more. Ask again, and you will get fresh ones."
NO_MORE = "There are no more of them."
TURN_ON = "Write “next” for more."
NOTHING_TO_TURN = "There is no such page of what I showed last. Ask again, and I start with the first one."
REST_IN_CHAT = "To turn the pages, ask in: python run_bot.py chat"
NO_OUTLETS = "None of the articles names its outlet."
SEVERAL_OUTLETS = "Several outlets are called that. Which one?"

# Trouble

WENT_WRONG = "Something went wrong on my side; it has been noted. Please try again."

# For whoever starts the bot

NO_TOKEN = (
    "There is no TELEGRAM_BOT_TOKEN: write /newbot to @BotFather on Telegram to get one, and set it in the "
    "environment or in .env."
)
NOT_A_TOKEN = "TELEGRAM_BOT_TOKEN is not a bot token: @BotFather’s look like 123456789:AAE… with no blanks."
CONSOLE_HINT = "Write a question, or /help; Ctrl-D ends."


def welcome(status: Status, outlets: int) -> str:
    """The first message: what this is, how much there is, what to do."""
    return f"Hello. I answer questions from {holdings(status, outlets)}.\n\n" + (
        "I answer in the articles’ own words and name the source of every sentence. "
        "Just write a question. /help says what else I can do."
    )


def holdings(status: Status, outlets: int) -> str:
    """How much there is: "a collection of 319 articles from 12 outlets (4 March 2024 to 8 May 2025)"."""
    size = f"a collection of {count(status.articles, 'article')}"
    if outlets > 1:
        size += f" from {outlets} outlets"
    if not status.first_day:
        return size
    first, last = (day_words(date.fromisoformat(day)) for day in (status.first_day, status.last_day))
    return f"{size} ({first if first == last else f'{first} to {last}'})"


def help_text(outlet: str, more: Mapping[str, str]) -> str:
    """How to ask. `outlet` is the name of one in the collection, empty if there is none; `more` are commands
    that only administrators have, for one of them."""
    narrowing = ["last month", "since March", "since:2025-03-01", "until:2025-06"]
    narrowing += [f'source:"{outlet}"'] if outlet else []
    commands = _command_lines(COMMANDS)
    administering = f"As an administrator you also have:\n{_command_lines(more)}\n\n" if more else ""
    return (
        "Write a question in plain words. I answer with the articles’ own sentences: the words that answer "
        "are in bold, and the number behind a sentence is that of its source. Open a source to read around "
        "the sentence. If the articles don’t answer, I say so.\n\n"
        f"To narrow it down, add to your question: {' · '.join(narrowing)}\n\n"
        f"{commands}\n\n{administering}"
        "In a group, write /ask and your question, mention me, or reply to one of my messages."
    )


def _command_lines(commands: Mapping[str, str]) -> str:
    return "\n".join(f"/{name} – {what}" for name, what in commands.items())


def unknown_command(name: str) -> str:
    """One line that names the commands."""
    *others, last = (f"/{command}" for command in COMMANDS)
    return f"I don’t know /{name}. I know {', '.join(others)} and {last}."


def not_admitted(user_id: int) -> str:
    """For a person whom the allow-list does not let in."""
    return (
        f"I’m sorry, I may only answer people on my list. Your Telegram number is {user_id}: "
        "give it to the person who runs me, who can add you."
    )


def choices(labels: Sequence[str]) -> str:
    """What the numbers do that can be typed in a terminal: "Type 1–8 to open one, 9: older ▶"."""
    numbered = list(enumerate(labels, start=1))
    opens = [number for number, label in numbered if label.split(" · ")[0] == str(number)]
    others = [f"{number}: {label}" for number, label in numbered if number not in opens]
    first = (
        [f"{opens[0]}–{opens[-1]} to open one" if len(opens) > 1 else f"{opens[0]} to open it"]
        if opens
        else []
    )
    return f"Type {', '.join([*first, *others])}" if labels else ""


def no_such_number(number: int) -> str:
    """For a number typed in a terminal that stands for nothing."""
    return f"There is nothing to open under {number}. To ask about the number, add a word."


def unknown_token(api: str) -> str:
    """For whoever starts the bot; `api` is the address of the Bot API."""
    return (
        f"The Bot API at {api} does not know this TELEGRAM_BOT_TOKEN. "
        "@BotFather shows the right one under /mybots."
    )


def limits_in_force(filters: Filters) -> str:
    """Which articles were looked at, empty if all of them: "I looked only at articles from CNN since …."."""
    parts = []
    if filters.sources:
        parts.append(f"from {' or '.join(filters.sources)}")
    first, last = (day_words(day) if day else "" for day in (filters.since, filters.until))
    if first and last:
        parts.append(f"published on {first}" if first == last else f"published from {first} to {last}")
    elif first or last:
        parts.append(f"published since {first}" if first else f"published until {last}")
    return f"I looked only at articles {' '.join(parts)}." if parts else ""


def disagreement(dated: Sequence[tuple[int, date | None]]) -> str:
    """That two sources answer differently; `dated` has the number and the day of each."""
    told = [f"[{number}] is of {day_words(day)}" for number, day in dated if day]
    return f"The articles differ here: {', '.join(told)}." if told else "The articles differ here."


def how_much(status: Status, outlets: int) -> str:
    """How many articles there are."""
    return f"I have {holdings(status, outlets)}. /latest shows the newest, /sources the outlets."


def articles_about(words: str, complete: bool) -> str:
    """Over a list of articles on a topic; `complete` where each has all its words."""
    if complete:
        return f"Articles with the words of “{words}”, the nearest first:"
    return f"No article has all the words of “{words}”. The nearest that I have:"


def unknown_outlet(name: str) -> str:
    """For a filter or a list by an outlet that there is not."""
    return f"No outlet here is called {name}. /sources lists them."


def no_such_article(words: str) -> str:
    """For a title that was not found."""
    return f"I know no article called “{words}”. To ask what the articles say about it, just ask a question."


def same_id(words: str) -> str:
    """Over articles of different collections that have the same id."""
    return f"Several articles have the id “{words}”:"


def nearly(words: str) -> str:
    """Over articles whose titles have most of the words, but not all."""
    return f"No title has all the words of “{words}”. These have most of them:"


def found_articles(number: int, shown: int) -> str:
    """Over a list of articles whose titles have the words."""
    more = (
        f", of which these are the newest {shown}. Another word of the title would narrow it down"
        if number > shown
        else ""
    )
    return f"{count(number, 'article')} with these words in the title{more}:"


def latest_heading(outlet: str) -> str:
    """Over a list of articles, newest first."""
    return f"The newest articles from {outlet}:" if outlet else "The newest articles:"


def sources_heading(outlets: int) -> str:
    """Over the list of outlets."""
    return f"{count(outlets, 'outlet')} in the collection:"


def passage_of(position: int, passages: int) -> str:
    """Where in the article one is; `position` counts from 0."""
    return f"Passage {position + 1} of {passages}"


def page_of(page: int, pages: int, can_turn: bool) -> str:
    """Where one is, and how to go on if that `can_turn` pages; `page` counts from 0."""
    position = f"Page {page + 1} of {pages}"
    return f"{position}. {TURN_ON}" if can_turn and page + 1 < pages else position


def count(number: int, thing: str) -> str:
    """ "1 article", "2,000 articles"."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def day_words(day: date) -> str:
    """ "4 March 2025"."""
    return f"{day.day} {day:%B} {day.year}"

"""The command line: reads the settings, opens the newsroom, and hands over to whatever was asked for.

Exit codes: 0 done (a refusal to answer is an answer), 1 it could not be done, 2 wrong usage or settings.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.feeds_cli import feeds_app
from data.errors import NewsdeskError
from data.model import Filters
from data.settings import PREFIX, Settings, read_settings

if TYPE_CHECKING:  # these import what takes seconds, so commands import them when they run
    from data.store import Store
    from index.newsroom import Newsroom

app = typer.Typer(
    help="Newsdesk answers questions about a collection of articles, word for word and with sources.",
    add_completion=False,
    pretty_exceptions_enable=False,
)
articles_app = typer.Typer(help="List, show, remove, restore and separate articles.")
app.add_typer(articles_app, name="articles")
app.add_typer(feeds_app, name="feeds")

Home = Annotated[
    Path | None,
    typer.Option("--home", help="Folder with the database and the indexes.", show_default="data/state"),
]


def _day(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError as error:
        raise typer.BadParameter(f"{text} is not a date I can read. Write 2025-03-14.") from error


Day = Annotated[date | None, typer.Option(parser=_day, metavar="YYYY-MM-DD")]
Collection = Annotated[str | None, typer.Option(help="Only articles of this collection.")]


@app.callback(invoke_without_command=True)
def main(context: typer.Context, home: Home = None) -> None:
    """Without a command: `bot`."""
    if home is not None:  # written before a command it is meant for that command
        os.environ[f"{PREFIX}HOME"] = str(home)
    if context.invoked_subcommand is None:
        bot(home)


@app.command()
def bot(home: Home = None) -> None:
    """Answer in Telegram, or in this terminal while no TELEGRAM_BOT_TOKEN is set."""
    from bot.application import run_application
    from bot.wording import NO_TOKEN

    settings = read_settings(home)
    if not settings.telegram_bot_token:
        typer.echo(NO_TOKEN, err=True)
        chat(home)
        return
    with _newsroom(settings, with_sample=True) as room:
        run_application(room, settings)


@app.command()
def chat(home: Home = None) -> None:
    """Talk to the bot in this terminal; without one, answer the questions on standard input line by line."""
    from bot.console import run_console

    with _newsroom(read_settings(home), with_sample=True) as room:
        run_console(room)


@app.command()
def ask(
    question: Annotated[
        str | None, typer.Argument(help="The question, in plain words.", show_default=False)
    ] = None,
    home: Home = None,
    batch: Annotated[
        Path | None,
        typer.Option(help="JSON lines {id, question}; - is standard input.", metavar="FILE"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as a JSON object.")] = False,
    since: Day = None,
    until: Day = None,
    source: Annotated[
        list[str] | None, typer.Option(help="Only this outlet, by part of its name; may be repeated.")
    ] = None,
) -> None:
    """Answer one question, or a file of them."""
    if (question is None) == (batch is None):
        raise typer.BadParameter('give one question, as in: ask "Who closed the bridge?", or --batch FILE')
    if question is not None and not question.strip():
        raise typer.BadParameter("the question is empty")
    with _newsroom(read_settings(home)) as room:
        filters = _filters(room, since, until, source)
        if batch is not None or as_json:
            _warn_if_empty(room)
        if batch is not None:
            _ask_batch(room, batch, filters)
        else:
            _ask_one(room, question or "", filters, as_json)


def _filters(room: "Newsroom", since: date | None, until: date | None, sources: list[str] | None) -> Filters:
    """The filters of the command line; an outlet that is not there is wrong usage, said before any answer."""
    from index.outlets import with_full_names
    from index.questions import FilterError, in_order

    filters = Filters(since, until, tuple(sources or ()))
    try:
        return with_full_names(in_order(filters), [name for name, _ in room.store.sources()])
    except FilterError as error:
        raise typer.BadParameter(str(error)) from error


def _warn_if_empty(room: "Newsroom") -> None:
    """For scripts, whose records would look like those of articles that do not answer."""
    from bot.conversation import is_empty
    from bot.wording import EMPTY_COLLECTION

    if is_empty(room.store):
        typer.echo(EMPTY_COLLECTION, err=True)


def _ask_one(room: "Newsroom", question: str, filters: Filters, as_json: bool) -> None:
    from bot.batch import answer_record
    from bot.console import print_reply, reply_to_question
    from bot.who_said import speech_outcome
    from index.questions import FilterError

    try:
        if as_json:
            record = answer_record(
                question,
                lambda text: room.answer(text, _today(), filters),
                lambda text: speech_outcome(room, text, _today(), filters),
            )
            typer.echo(json.dumps(record, ensure_ascii=False))
            return
        reply = reply_to_question(room, question, _today(), filters)
    except FilterError as error:
        raise typer.BadParameter(str(error)) from error
    print_reply(reply)


def _ask_batch(room: "Newsroom", batch: Path, filters: Filters) -> None:
    from bot.batch import answer_lines
    from bot.who_said import speech_outcome

    try:
        stream = sys.stdin.buffer if str(batch) == "-" else batch.open("rb")
    except OSError as error:
        raise typer.BadParameter(f"{batch} cannot be read: {error.strerror}") from error
    with stream as lines:
        answers = answer_lines(
            lines,
            lambda text: room.answer(text, _today(), filters),
            lambda text: speech_outcome(room, text, _today(), filters),
        )
        for line in answers:
            typer.echo(line)


@app.command()
def ingest(
    places: Annotated[list[str], typer.Argument(help="Files, folders, web addresses; - is standard input.")],
    home: Home = None,
    collection: Annotated[str | None, typer.Option(help="The collection in which the ids count.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say only what went wrong.")] = False,
    announce: Annotated[
        bool | None,
        typer.Option(
            help="Whether subscribers hear of new articles.",
            show_default="of those of the last 3 days",
        ),
    ] = None,
) -> None:
    """Take articles in. Doing it again changes only what has changed."""
    from bot.manage import SAMPLE_COLLECTION, describe_summary, drop_sample, take_in
    from index.newsroom import load_embedder

    if not all(place.strip() for place in places):
        # Path("") is the working directory, which a script with an unset variable does not mean.
        raise typer.BadParameter("one of the places is empty; write . for the folder that you are in")
    if collection == SAMPLE_COLLECTION:  # which leaves, articles and all, when somebody's own come
        raise typer.BadParameter(
            f"the collection {SAMPLE_COLLECTION} is the one that comes with Newsdesk; give yours another name"
        )
    settings = read_settings(home)
    with _store(settings) as store:
        summary = take_in(store, load_embedder(settings), settings, places, collection, quiet, announce)
        dropped = drop_sample(store) if summary.added else 0
    for line in describe_summary(summary, dropped, quiet):
        typer.echo(line, err=True)
    if not summary.taken:
        raise typer.Exit(1)


@app.command()
def alerts(
    preview: Annotated[
        Path, typer.Option(help="JSON lines {id, text}; - is standard input.", metavar="FILE")
    ],
    home: Home = None,
    strictness: Annotated[
        str, typer.Option(help="How near an article must be: wide, medium or strict.")
    ] = "medium",
) -> None:
    """Print which stored articles subscriptions would have matched, as JSON lines."""
    from bot.alert_preview import preview_lines
    from data.interests import Strictness

    level = "MIDDLE" if strictness.lower() == "medium" else strictness.upper()
    if level not in Strictness.__members__:
        raise typer.BadParameter("--strictness is wide, medium or strict")
    try:
        stream = sys.stdin.buffer if str(preview) == "-" else preview.open("rb")
    except OSError as error:
        raise typer.BadParameter(f"{preview} cannot be read: {error.strerror}") from error
    with stream as lines, _newsroom(read_settings(home)) as room:
        for line in preview_lines(lines, room, Strictness[level], datetime.now(UTC)):
            typer.echo(line)


@app.command()
def quotes(
    home: Home = None,
    speaker: Annotated[str, typer.Option(help="Whose statements, by name or role.", metavar="NAME")] = "",
    about: Annotated[str, typer.Option(help="What they are about.", metavar="TOPIC")] = "",
    since: Day = None,
    until: Day = None,
    source: Annotated[list[str] | None, typer.Option(help="Only this outlet; may be repeated.")] = None,
    export: Annotated[
        Path | None, typer.Option(help="Write all statements to this file; - is standard output.")
    ] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Export as CSV instead of JSON lines.")] = False,
    reports: Annotated[bool, typer.Option("--reports", help="Speakers that readers hold wrong.")] = False,
) -> None:
    """Who said what: read it, or export it."""
    from bot import quotes as said

    settings = read_settings(home)
    if as_csv and export is None:
        raise typer.BadParameter("--csv goes with --export FILE")
    if export is not None:
        with _store(settings) as store:
            number = said.export(store, export, as_csv)
        typer.echo(f"{number} lines.", err=True)
        return
    if reports:
        with _store(settings) as store:
            typer.echo(said.describe_reports(store))
        return
    from bot.console import as_plain_text

    with _newsroom(settings) as room:
        filters = _filters(room, since, until, source)
        for reply in said.listed(room, speaker, about, filters, _today()):
            typer.echo(as_plain_text(reply) + "\n")


@app.command()
def status(home: Home = None) -> None:
    """How much there is, from when, and by which model it is searched."""
    from bot.manage import describe_status

    settings = read_settings(home)
    with _store(settings) as store:
        typer.echo(describe_status(store, settings, datetime.now(UTC)))


@app.command(name="eval")
def evaluate(
    data: Annotated[
        Path, typer.Argument(exists=True, file_okay=False, help="A folder; see docs/quality.md.")
    ],
    home: Annotated[
        Path | None, typer.Option(help="Where its index is kept.", show_default="data/state/eval-NAME")
    ] = None,
) -> None:
    """Measure answers against questions with known evidence and print the figures."""
    from bot.manage import measure

    typer.echo(measure(data, read_settings(home or read_settings().home / f"eval-{data.resolve().name}")))


@app.command()
def learn(
    data: Annotated[
        Path, typer.Argument(exists=True, file_okay=False, help="A folder; see docs/reading-model.md.")
    ],
    to: Annotated[Path | None, typer.Option(help="The card to write, NAME.json; weights beside it.")] = None,
) -> None:
    """Make the reading model anew from questions with answer spans."""
    from bot.learn import learn_reading
    from index.reading_model import SHIPPED

    typer.echo(learn_reading(data, to or SHIPPED))


@articles_app.callback(invoke_without_command=True)
def articles(
    context: typer.Context,
    home: Home = None,
    duplicates: Annotated[
        bool,
        typer.Option("--duplicates", help="Print {article_id, same_as} for articles that repeat another."),
    ] = False,
) -> None:
    """List, show, remove, restore and separate articles."""
    if duplicates:
        from data.stories import Stories
        from index.ingest import file_stories

        with _store(read_settings(home)) as store:
            file_stories(store)
            for article_id, first in Stories(store.engine).repetitions():
                typer.echo(json.dumps({"article_id": article_id, "same_as": first}, ensure_ascii=False))
    elif context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit(2)


@articles_app.command(name="list")
def list_articles(
    home: Home = None,
    collection: Collection = None,
    limit: Annotated[int, typer.Option(min=1, help="How many, newest first.")] = 50,
) -> None:
    """The newest articles: date, id, outlet, title."""
    from bot.manage import describe_articles

    with _store(read_settings(home)) as store:
        typer.echo(describe_articles(store, collection, limit))


@articles_app.command(name="show")
def show_article(article_id: str, home: Home = None) -> None:
    """One article with all that is known of it."""
    from bot.manage import describe_article, same_story

    with _store(read_settings(home)) as store:
        found = store.find_by_id(article_id)
        for article in found:
            typer.echo(describe_article(article, same_story(store, article)))
    if not found:
        typer.echo(f"No article has the id {article_id}. `articles list` shows the ids.", err=True)
        raise typer.Exit(1)


@articles_app.command(name="remove")
def remove_articles(
    article_ids: Annotated[list[str] | None, typer.Argument(show_default=False)] = None,
    home: Home = None,
    collection: Annotated[str | None, typer.Option(help="All articles of this collection.")] = None,
) -> None:
    """Erase articles. They stay away when their source offers them again, until they are restored."""
    if not article_ids and not collection:
        raise typer.BadParameter("say which articles: their ids, or --collection NAME")
    with _store(read_settings(home)) as store:
        keys = [one.key for one_id in article_ids or () for one in store.find_by_id(one_id)]
        keys += store.keys_of_collection(collection) if collection else []
        removed = store.remove(keys, datetime.now(UTC))
    typer.echo(f"Removed {removed} article{'' if removed == 1 else 's'}.", err=True)
    if not removed:
        raise typer.Exit(1)


@articles_app.command(name="restore")
def restore_articles(article_ids: list[str], home: Home = None) -> None:
    """Let removed articles in again: the next `ingest` that offers them takes them."""
    with _store(read_settings(home)) as store:
        forgotten = store.forget_removal(article_ids)
    typer.echo(f"{forgotten} removed article{'' if forgotten == 1 else 's'} may come in again.", err=True)
    if not forgotten:
        raise typer.Exit(1)


@articles_app.command(name="separate")
def separate_article(article_id: str, home: Home = None) -> None:
    """Say that an article does not tell the same story as those it was linked to. It stays separate."""
    from bot.feeds import separate
    from bot.wording_feeds import separated

    with _store(read_settings(home)) as store:
        others = separate(store, article_id)
    typer.echo(separated(article_id, others), err=True)
    if not others:
        raise typer.Exit(1)


@contextmanager
def _newsroom(settings: Settings, with_sample: bool = False) -> "Iterator[Newsroom]":
    from bot.manage import take_in_sample
    from bot.progress import progress_bar
    from index.newsroom import open_newsroom

    with ExitStack() as stack:
        with (
            progress_bar("Reading anew for another model") as bar,
            progress_bar("Finding who said what") as reading,
        ):
            room = stack.enter_context(open_newsroom(settings, bar, reading))
        if with_sample and room.store.is_untouched():
            take_in_sample(room.store, room.embedder, settings)
            room.refresh()
        yield room


@contextmanager
def _store(settings: Settings) -> "Iterator[Store]":
    from data.store import Store

    store = Store(settings.home)
    try:
        yield store
    finally:
        store.close()


def _today() -> date:
    return datetime.now().astimezone().date()


def run() -> None:
    """Run the command line; what a person has to mend is said in a sentence, without a traceback."""
    try:
        app()
    except NewsdeskError as error:
        typer.echo(str(error), err=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(1)


if __name__ == "__main__":
    run()

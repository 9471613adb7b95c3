"""The command line: reads the settings, opens the newsroom, and hands over to whatever was asked for.

Exit codes: 0 done (a refusal to answer is an answer), 1 it could not be done, 2 wrong usage or settings.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from data.errors import NewsdeskError
from data.model import Filters
from data.settings import Settings, read_settings

if TYPE_CHECKING:  # these import what takes seconds, so commands import them when they run
    from data.store import Store
    from index.newsroom import Newsroom

app = typer.Typer(
    help="Newsdesk answers questions about a collection of articles, word for word and with sources.",
    add_completion=False,
    pretty_exceptions_enable=False,
)
articles_app = typer.Typer(help="List, show, remove and restore articles.", no_args_is_help=True)
app.add_typer(articles_app, name="articles")

Home = Annotated[
    Path | None,
    typer.Option("--home", help="Folder with the database and the indexes.", show_default="data/state"),
]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="YYYY-MM-DD")]
Collection = Annotated[str | None, typer.Option(help="Only articles of this collection.")]


@app.callback(invoke_without_command=True)
def main(context: typer.Context, home: Home = None) -> None:
    """Without a command: `bot`."""
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
    source: Annotated[list[str] | None, typer.Option(help="Only this outlet; may be repeated.")] = None,
) -> None:
    """Answer one question, or a file of them."""
    if (question is None) == (batch is None):
        raise typer.BadParameter('give one question, as in: ask "Who closed the bridge?", or --batch FILE')
    filters = Filters(since and since.date(), until and until.date(), tuple(source or ()))
    with _newsroom(read_settings(home)) as room:
        if batch is not None:
            _ask_batch(room, batch, filters)
        else:
            _ask_one(room, question or "", filters, as_json)


def _ask_one(room: "Newsroom", question: str, filters: Filters, as_json: bool) -> None:
    from bot.batch import answer_record
    from bot.console import print_outcome
    from index.questions import FilterError

    try:
        if as_json:
            record = answer_record(question, lambda text: room.answer(text, _today(), filters))
            typer.echo(json.dumps(record, ensure_ascii=False))
            return
        outcome = room.answer(question, _today(), filters)
    except FilterError as error:
        raise typer.BadParameter(str(error)) from error
    print_outcome(outcome)


def _ask_batch(room: "Newsroom", batch: Path, filters: Filters) -> None:
    from bot.batch import answer_lines

    try:
        stream = sys.stdin.buffer if str(batch) == "-" else batch.open("rb")
    except OSError as error:
        raise typer.BadParameter(f"{batch} cannot be read: {error.strerror}") from error
    with stream as lines:
        for line in answer_lines(lines, lambda text: room.answer(text, _today(), filters)):
            typer.echo(line)


@app.command()
def ingest(
    places: Annotated[list[str], typer.Argument(help="Files, folders, web addresses; - is standard input.")],
    home: Home = None,
    collection: Annotated[str | None, typer.Option(help="The collection in which the ids count.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say only what went wrong.")] = False,
) -> None:
    """Take articles in. Doing it again changes only what has changed."""
    from bot.manage import describe_summary, drop_sample, take_in
    from index.newsroom import load_embedder

    settings = read_settings(home)
    with _store(settings) as store:
        summary = take_in(store, load_embedder(settings), settings, places, collection, quiet)
        dropped = drop_sample(store) if summary.added else 0
    for line in describe_summary(summary, dropped, quiet):
        typer.echo(line, err=True)
    if not summary.taken:
        raise typer.Exit(1)


@app.command()
def status(home: Home = None) -> None:
    """How much there is, from when, and by which model it is searched."""
    from bot.manage import describe_status

    settings = read_settings(home)
    with _store(settings) as store:
        typer.echo(describe_status(store, settings))


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

    typer.echo(measure(data, read_settings(home or Path("data/state") / f"eval-{data.resolve().name}")))


@app.command()
def learn(
    data: Annotated[
        Path, typer.Argument(exists=True, file_okay=False, help="A folder; see docs/reading-model.md.")
    ],
    to: Annotated[Path | None, typer.Option(help="The card to write, NAME.json; weights beside it.")] = None,
    only_confidence: Annotated[
        bool, typer.Option("--only-confidence", help="Keep the weights; learn only how sure to be.")
    ] = False,
) -> None:
    """Make the reading model anew from questions with answer spans."""
    from bot.learn import learn_confidence, learn_reading
    from index.learning import Recipe
    from index.reading_model import SHIPPED

    make = learn_confidence if only_confidence else learn_reading
    typer.echo(make(data, to or SHIPPED, Recipe()))


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
    from bot.manage import describe_article

    with _store(read_settings(home)) as store:
        found = store.find_by_id(article_id)
        for article in found:
            typer.echo(describe_article(article))
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


@contextmanager
def _newsroom(settings: Settings, with_sample: bool = False) -> "Iterator[Newsroom]":
    from bot.manage import take_in_sample
    from bot.progress import progress_bar
    from index.newsroom import open_newsroom

    with ExitStack() as stack:
        with progress_bar("Reading anew for another model") as bar:
            room = stack.enter_context(open_newsroom(settings, bar))
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

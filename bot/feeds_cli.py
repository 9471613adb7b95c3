"""`python run_bot.py feeds …`: the feeds from the command line."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from data.settings import Settings, read_settings

if TYPE_CHECKING:  # these import what takes seconds, so commands import them when they run
    from data.feeds import Feeds, Polled
    from index.ingest import Summary

feeds_app = typer.Typer(help="Read articles from RSS, Atom and JSON feeds.", no_args_is_help=True)

Home = Annotated[
    Path | None,
    typer.Option("--home", help="Folder with the database and the indexes.", show_default="data/state"),
]
Name = Annotated[list[str], typer.Argument(help="Its name, the beginning of it, or its address.")]


@feeds_app.command(name="list")
def list_feeds(home: Home = None) -> None:
    """All feeds and how they fare."""
    from bot.feeds import list_feeds as listed
    from bot.wording_feeds import NO_FEEDS_ON_THE_COMMAND_LINE

    with _feeds(read_settings(home)) as feeds:
        typer.echo(listed(feeds, datetime.now(UTC), NO_FEEDS_ON_THE_COMMAND_LINE))


@feeds_app.command()
def add(
    address: Annotated[str, typer.Argument(help="The address of the feed, or of a page that names it.")],
    name: Annotated[
        list[str] | None,
        typer.Argument(help="What to call it, also as an outlet.", show_default="its title"),
    ] = None,
    home: Home = None,
) -> None:
    """Read a feed from now on. What it holds already fills the archive and alerts nobody."""
    from bot.wording_feeds import added

    settings = read_settings(home)
    with _feeds(settings) as feeds:
        feed = feeds.add(address, " ".join(name or ()))
        typer.echo(added(feed), err=True)
    _poll(settings, [feed.url], due=False)


@feeds_app.command()
def remove(name: Name, home: Home = None) -> None:
    """Read a feed no longer. Its articles stay."""
    from bot.wording_feeds import removed

    with _feeds(read_settings(home)) as feeds:
        feed = feeds.find(" ".join(name))
        feeds.remove(feed)
        typer.echo(removed(feed), err=True)


@feeds_app.command()
def show(name: Name, home: Home = None) -> None:
    """One feed: its state, last success, next try, articles a week."""
    from bot.feeds import show_feed
    from data.store import Store

    settings = read_settings(home)
    store = Store(settings.home)
    try:
        with _feeds(settings) as feeds:
            typer.echo(show_feed(feeds.find(" ".join(name)), store, datetime.now(UTC)))
    finally:
        store.close()


@feeds_app.command()
def poll(
    name: Annotated[list[str] | None, typer.Argument(help="Only this feed, due or not.")] = None,
    home: Home = None,
    everything: Annotated[bool, typer.Option("--all", help="Those that are not due too.")] = False,
) -> None:
    """Read the feeds that are due and take their articles in. A running bot does that by itself."""
    _poll(read_settings(home), [" ".join(name)] if name else [], due=not everything)


@feeds_app.command(name="import")
def import_feeds(file: Annotated[Path, typer.Argument(help="An OPML file.")], home: Home = None) -> None:
    """Read all feeds of an OPML file from now on."""
    from bot.wording_feeds import HOW_THEY_FARE_ON_THE_COMMAND_LINE, HOW_TO_READ_NOW, imported

    try:
        content = file.read_bytes()
    except OSError as error:
        raise typer.BadParameter(f"{file} cannot be read: {error.strerror}") from error
    with _feeds(read_settings(home)) as feeds:
        taken = feeds.import_opml(content)
    typer.echo(imported(taken, HOW_THEY_FARE_ON_THE_COMMAND_LINE), err=True)
    if taken.added:
        typer.echo(HOW_TO_READ_NOW, err=True)


@feeds_app.command(name="export")
def export_feeds(home: Home = None) -> None:
    """Print all feeds as an OPML file."""
    with _feeds(read_settings(home)) as feeds:
        sys.stdout.buffer.write(feeds.export_opml())


def _poll(settings: Settings, names: list[str], due: bool) -> None:
    from bot.manage import drop_sample
    from data.sandbox import Sandbox
    from data.store import Store
    from index.newsroom import load_embedder
    from index.polling import make_feed_desk

    store = Store(settings.home)
    try:
        with Sandbox() as sandbox:
            desk = make_feed_desk(settings, store, load_embedder(settings), sandbox)
            with desk.open_feeds() as feeds, _naming_the_list():
                only = feeds.find(names[0]) if names else None
                read = _reported(desk.poll(feeds, only, due))
                _tell(feeds, settings, nothing_read=not read)
        if any(summary.added for _, summary in read):
            drop_sample(store)
    finally:
        store.close()
    if only and any(polled.problem for polled, _ in read):
        raise typer.Exit(1)


def _reported(polls: "Iterator[tuple[Polled, Summary]]") -> "list[tuple[Polled, Summary]]":
    """How each feed went, said as soon as it was read."""
    from bot.wording_feeds import polled_line

    read = []
    for polled, summary in polls:
        typer.echo(polled_line(polled, summary), err=True)
        read.append((polled, summary))
    return read


def _tell(feeds: "Feeds", settings: Settings, nothing_read: bool) -> None:
    """What whoever polls should know beside how it went."""
    from bot.wording_feeds import NO_FEEDS_ON_THE_COMMAND_LINE, NONE_DUE, notice_words

    if nothing_read:
        typer.echo(NONE_DUE if feeds.all() else NO_FEEDS_ON_THE_COMMAND_LINE, err=True)
    for notice in feeds.notices():
        typer.echo(notice_words(notice, "python run_bot.py feeds remove"), err=True)
    if not settings.administrators:  # whom the bot would tell once; here it is whoever reads this
        feeds.mark_told()


@contextmanager
def _feeds(settings: Settings) -> "Iterator[Feeds]":
    from data.sandbox import Sandbox
    from index.polling import open_feeds

    with Sandbox() as sandbox, open_feeds(settings, sandbox) as feeds, _naming_the_list():
        yield feeds


@contextmanager
def _naming_the_list() -> "Iterator[None]":
    """Say after a name that no feed has where the names are."""
    from bot.wording_feeds import LISTED_ON_THE_COMMAND_LINE
    from data.feeds import UnknownFeedError

    try:
        yield
    except UnknownFeedError as problem:
        raise UnknownFeedError(f"{problem} {LISTED_ON_THE_COMMAND_LINE}") from None

"""The tables, and how a home's database is opened, created or brought up to date. Knows no queries.

SQLite in WAL mode: one writer and any number of readers at a time, across processes.
"""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError

from data.errors import LET_IT_WRITE, NewsdeskError

DATABASE_NAME = "newsdesk.db"
MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_SECONDS = 60

metadata = sa.MetaData()

article = sa.Table(
    "article",
    metadata,
    sa.Column("key", sa.Integer, primary_key=True),
    sa.Column("collection", sa.Text, nullable=False),
    sa.Column("article_id", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("caption", sa.Text, nullable=False),
    sa.Column("credit", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("published", sa.Text),  # ISO 8601 with the offset its source gave
    sa.Column("day", sa.Text),  # YYYY-MM-DD, what filters and lists order by
    sa.Column("ingested", sa.Text, nullable=False),
    sa.Column("updated", sa.Text),
    sa.Column("removed", sa.Text),  # when; the row stays as a tombstone with its words erased
    sa.Column("text_hash", sa.Text, nullable=False),
    sa.Column("same_as", sa.Integer, sa.ForeignKey("article.key")),
    sa.Column("encoder", sa.Text, nullable=False),  # fingerprint of the model behind its vectors
    sa.Column("revision", sa.Integer, nullable=False),  # grows with every change, for derived indexes
    sa.Column("extractor", sa.Text, nullable=False, default=""),  # what found its statements; data.statements
)

passage = sa.Table(
    "passage",
    metadata,
    sa.Column("key", sa.Integer, primary_key=True),
    sa.Column("article_key", sa.Integer, sa.ForeignKey("article.key", ondelete="CASCADE"), nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("sentences", sa.LargeBinary, nullable=False),  # little-endian int32 pairs (start, end)
)

# Apart from the passages and from each other, so that loading all passage vectors reads nothing else.
passage_vector = sa.Table(
    "passage_vector",
    metadata,
    sa.Column("passage_key", sa.Integer, sa.ForeignKey("passage.key", ondelete="CASCADE"), primary_key=True),
    sa.Column("vector", sa.LargeBinary, nullable=False),  # float16, one row
)

sentence_vectors = sa.Table(
    "sentence_vectors",
    metadata,
    sa.Column("passage_key", sa.Integer, sa.ForeignKey("passage.key", ondelete="CASCADE"), primary_key=True),
    sa.Column("vectors", sa.LargeBinary, nullable=False),  # float16, one row a sentence
)

statement = sa.Table(
    "statement",
    metadata,
    sa.Column("key", sa.Integer, primary_key=True),
    sa.Column("article_key", sa.Integer, sa.ForeignKey("article.key", ondelete="CASCADE"), nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),  # little-endian int32 pairs (start, end)
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("cue_start", sa.Integer),
    sa.Column("cue_end", sa.Integer),
    sa.Column("speaker_start", sa.Integer),
    sa.Column("speaker_end", sa.Integer),
    sa.Column("speaker_name", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("certainty", sa.REAL, nullable=False),
    sa.Column("words_hash", sa.Text, nullable=False),
)

# Both name a statement by its article's identity and the hash of its words: keys change with every ingestion,
# and the words themselves must go when their article is removed.
correction = sa.Table(
    "correction",
    metadata,
    sa.Column("collection", sa.Text, primary_key=True),
    sa.Column("article_id", sa.Text, primary_key=True),
    sa.Column("words_hash", sa.Text, primary_key=True),
    sa.Column("speaker_name", sa.Text, nullable=False),  # empty: these are nobody's words
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("corrected", sa.Text, nullable=False),  # when
)

report = sa.Table(
    "report",
    metadata,
    sa.Column("collection", sa.Text, primary_key=True),
    sa.Column("article_id", sa.Text, primary_key=True),
    sa.Column("words_hash", sa.Text, primary_key=True),
    sa.Column("times", sa.Integer, nullable=False),
    sa.Column("reported", sa.Text, nullable=False),  # when last
)

counter = sa.Table(
    "counter",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Integer, nullable=False),
)

chat = sa.Table(
    "chat",
    metadata,
    sa.Column("chat_id", sa.Integer, primary_key=True),
    sa.Column("zone", sa.Text, nullable=False),  # an IANA name; empty: nobody has said
    sa.Column("quiet_from", sa.Integer),  # minutes of the day in that zone
    sa.Column("quiet_until", sa.Integer),
    sa.Column("muted_until", sa.Text),
    sa.Column("refusals", sa.Integer, nullable=False),  # in a row
    sa.Column("unreachable_since", sa.Text),
)

subscription = sa.Table(
    "subscription",
    metadata,
    sa.Column("key", sa.Integer, primary_key=True),
    sa.Column("chat_id", sa.Integer, sa.ForeignKey("chat.chat_id"), nullable=False),
    sa.Column("thread_id", sa.Integer),
    sa.Column("user_id", sa.Integer, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("interest", sa.Text, nullable=False),  # JSON, see data.interests
    sa.Column("strictness", sa.Integer, nullable=False),
    sa.Column("rhythm", sa.Text, nullable=False),
    sa.Column("minute", sa.Integer, nullable=False),
    sa.Column("weekday", sa.Integer, nullable=False),
    sa.Column("at_most", sa.Integer, nullable=False),
    sa.Column("draft", sa.Boolean, nullable=False),
    sa.Column("paused_until", sa.Text),
    sa.Column("created", sa.Text, nullable=False),
    sa.Column("vector", sa.LargeBinary),  # float32, of the topic
    sa.Column("encoder", sa.Text, nullable=False),  # which model it is by
)

# The outbox. States: waiting, sending (handed to Telegram, no answer stored yet), sent, failed, and,
# without a message of their own, told (by another alert of the chat), left out (of a digest) and void
# (article gone).
alert = sa.Table(
    "alert",
    metadata,
    sa.Column("key", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),  # news, correction or update
    sa.Column("subscription_key", sa.Integer, sa.ForeignKey("subscription.key"), nullable=False),
    sa.Column("chat_id", sa.Integer, sa.ForeignKey("chat.chat_id"), nullable=False),
    sa.Column("article_key", sa.Integer, sa.ForeignKey("article.key"), nullable=False),
    sa.Column("story", sa.Integer, nullable=False),
    sa.Column("answers", sa.Integer, sa.ForeignKey("alert.key")),  # the alert that a correction is about
    sa.Column("score", sa.Float, nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("check", sa.Integer, nullable=False),  # checksum of the words from start to end
    sa.Column("speaker", sa.Text, nullable=False),
    sa.Column("words", sa.Text, nullable=False),  # separated by line ends
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("created", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("attempted", sa.Text),
    sa.Column("uncertain", sa.Boolean, nullable=False),  # an attempt may have got through unnoticed
    sa.Column("held", sa.Boolean, nullable=False),  # over quiet hours, or while the chat was out of reach
    sa.Column("message_id", sa.Integer),
    sa.Column("sent", sa.Text),
    sa.Column("problem", sa.Text, nullable=False),
)

expected_words = sa.Table(
    "expected_words",
    metadata,
    sa.Column("chat_id", sa.Integer, primary_key=True),
    sa.Column("user_id", sa.Integer, primary_key=True),
    sa.Column("subject", sa.Text, nullable=False),  # what the next words of this person will be about
    sa.Column("subscription_key", sa.Integer, nullable=False),
    sa.Column("since", sa.Text, nullable=False),
)

story = sa.Table("story", metadata, sa.Column("key", sa.Integer, primary_key=True))

story_member = sa.Table(
    "story_member",
    metadata,
    sa.Column("article_key", sa.Integer, sa.ForeignKey("article.key", ondelete="CASCADE"), primary_key=True),
    sa.Column("story", sa.Integer, sa.ForeignKey("story.key"), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),  # first, copy, update, correction
    sa.Column("repeats", sa.Integer),  # the article whose words it repeats, which may have been removed since
    sa.Column("hashes", sa.LargeBinary, nullable=False),  # its fingerprints: little-endian int64
)

# The fingerprints once more, to be found by; no foreign key, because they are deleted with their member.
fingerprint = sa.Table(
    "fingerprint",
    metadata,
    sa.Column("hash", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("article_key", sa.Integer, primary_key=True, autoincrement=False),
)

# Pairs that an administrator said are not one story.
story_cut = sa.Table(
    "story_cut",
    metadata,
    sa.Column("article_key", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("other_key", sa.Integer, primary_key=True, autoincrement=False),
)


class HomeError(NewsdeskError):
    """The home folder cannot be used, or not be written. The message says why and what to do."""


def open_database(home: Path, migrations: Path = MIGRATIONS) -> sa.Engine:
    """The database of `home`, created if there is none, migrated (keeping a copy) if it is an older one.

    Raises HomeError when the folder is not writable or was made by a newer version.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        engine = _engine(home / DATABASE_NAME)
        _bring_up_to_date(engine, home / DATABASE_NAME, migrations)
    except (OSError, sqlite3.Error, sa.exc.DatabaseError) as error:
        hint = f" {LET_IT_WRITE}" if _is_forbidden(_cause(error)) else ""
        raise HomeError(f"The database in {home} cannot be opened: {_cause(error)}.{hint}") from error
    return engine


def _engine(path: Path) -> sa.Engine:
    engine = sa.create_engine(f"sqlite:///{path}", connect_args={"timeout": _BUSY_SECONDS})

    @sa.event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # BEGIN is ours, see below
        _use_write_ahead_log(connection)
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA secure_delete=ON")  # the words of a removed article, off the disk too
        # SQLite's own lower() knows ASCII only.
        connection.create_function("casefold", 1, str.casefold, deterministic=True)

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        # A transaction that will write takes the lock at once: upgrading a read lock can fail for good.
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    @sa.event.listens_for(engine, "handle_error")
    def refuse(context: sa.engine.ExceptionContext) -> None:
        # A database that may only be read opens like any other: it shows at the first change. So does one
        # with damage in the middle, at the first look there.
        if _is_damage(context.original_exception):
            raise HomeError(f"The database in {path.parent} cannot be opened: {context.original_exception}.")
        match _sqlite_code(context.original_exception):
            case sqlite3.SQLITE_READONLY:
                raise HomeError(f"The database in {path.parent} cannot be written. {LET_IT_WRITE}")
            case sqlite3.SQLITE_FULL:
                raise HomeError(
                    f"The disk is full on which {path.parent} lies. Nothing that was stored is lost; "
                    "make room there and do the same again."
                )

    return engine


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """SQLite does not wait for others here as it does elsewhere, so two processes opening a new home would
    find it locked."""
    give_up = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
            time.sleep(0.02)


def _bring_up_to_date(engine: sa.Engine, path: Path, migrations: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations))
    config.set_main_option("path_separator", "os")
    revisions = ScriptDirectory.from_config(config)
    newest = revisions.get_current_head()
    with engine.connect() as connection:
        if _revision_at(connection) == newest:
            return
    with engine.execution_options(writes=True).begin() as connection:
        present = _revision_at(connection)  # again, now that nobody else can be migrating
        if present is not None and present != newest:
            _refuse_unknown(revisions, present, path.parent)
            _keep_copy(path, path.with_name(f"{path.name}.before-{newest}"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _revision_at(connection: sa.Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _refuse_unknown(revisions: ScriptDirectory, present: str, home: Path) -> None:
    try:
        revisions.get_revision(present)
    except CommandError as error:
        raise HomeError(
            f"The home {home} was made by a newer Newsdesk (its database is at {present}). "
            "Update Newsdesk, or choose another home with --home."
        ) from error


def _keep_copy(path: Path, copy: Path) -> None:
    if copy.exists():  # an earlier try was cut off; its copy is the untouched one
        return
    unfinished = copy.with_name(copy.name + ".unfinished")
    unfinished.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(unfinished)) as target:
        source.backup(target)
    unfinished.rename(copy)


def _cause(error: Exception) -> BaseException:
    return getattr(error, "orig", None) or error


def _is_forbidden(cause: BaseException) -> bool:
    refusals = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)
    return isinstance(cause, PermissionError) or _sqlite_code(cause) in refusals


def _is_damage(cause: BaseException) -> bool:
    """Whether the file holds what SQLite never wrote there. Its checks miss damage inside a long text."""
    return _sqlite_code(cause) == sqlite3.SQLITE_CORRUPT or str(cause).startswith("Could not decode to UTF-8")


def _sqlite_code(error: BaseException | None) -> int:
    """The primary result code, without what the extended one adds in its upper bits; 0 for other errors."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF

"""A home's database: made, migrated with a copy kept, refused where it cannot be used."""

import multiprocessing
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
import sqlalchemy as sa
from newsrooms import BRIDGE, take_in

from data.schema import DATABASE_NAME, MIGRATIONS, HomeError, metadata, open_database
from data.store import Store

NEXT_MIGRATION = """
from alembic import op
revision = "next"
down_revision = "0004"
def upgrade():
    op.execute("ALTER TABLE article ADD COLUMN mood TEXT")
"""
FAILING = NEXT_MIGRATION + '    op.execute("INSERT INTO nowhere VALUES (1)")\n'


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """The migrations of some later version: today's and one more."""
    folder = shutil.copytree(
        MIGRATIONS, tmp_path / "migrations", ignore=shutil.ignore_patterns("__pycache__")
    )
    (folder / "versions" / "next.py").write_text(NEXT_MIGRATION, encoding="utf-8")
    return folder


def scalar(engine: sa.Engine, sql: str) -> object:
    with engine.connect() as connection:
        return connection.exec_driver_sql(sql).scalar()


def columns(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {row[1] for row in connection.execute("PRAGMA table_info(article)")}


def copies(home: Path) -> list[str]:
    return sorted(path.name for path in home.iterdir() if "before" in path.name)


def test_a_new_home_is_made_with_its_folders(tmp_path: Path) -> None:
    home = tmp_path / "some" / "where"
    engine = open_database(home)
    assert (home / DATABASE_NAME).exists()
    assert scalar(engine, "SELECT value FROM counter WHERE name = 'revision'") == 0
    assert copies(home) == []


def test_the_migrations_make_the_tables_that_queries_are_written_for(home: Path) -> None:
    made = sa.inspect(open_database(home))
    for table in metadata.sorted_tables:
        found = {column["name"]: column["nullable"] for column in made.get_columns(table.name)}
        wanted = {column.name: bool(column.nullable) for column in table.columns if not column.primary_key}
        assert wanted.items() <= found.items(), table.name
        assert found.keys() == {column.name for column in table.columns}, table.name


def test_opening_a_home_again_changes_nothing(home: Path) -> None:
    open_database(home).dispose()
    before = (home / DATABASE_NAME).read_bytes()
    open_database(home).dispose()
    assert (home / DATABASE_NAME).read_bytes() == before
    assert copies(home) == []


def test_every_connection_minds_foreign_keys_and_writes_ahead(home: Path) -> None:
    engine = open_database(home)
    for _ in range(2):
        engine.dispose()  # so that the next connection is a fresh one
        assert scalar(engine, "PRAGMA foreign_keys") == 1
        assert scalar(engine, "PRAGMA journal_mode") == "wal"
        assert scalar(engine, "PRAGMA synchronous") == 2


def test_a_passage_of_no_article_is_refused(home: Path) -> None:
    engine = open_database(home)
    orphan = sa.text("INSERT INTO passage (article_key, position, sentences) VALUES (1, 0, x'00')")
    with pytest.raises(sa.exc.IntegrityError), engine.execution_options(writes=True).begin() as connection:
        connection.execute(orphan)


def test_an_older_home_is_migrated_and_a_copy_kept(home: Path, later: Path) -> None:
    store = Store(home)
    take_in(store, BRIDGE)
    store.close()
    engine = open_database(home, later)
    assert "mood" in columns(home / DATABASE_NAME)
    assert scalar(engine, "SELECT text FROM article") == BRIDGE.text
    assert copies(home) == [f"{DATABASE_NAME}.before-next"]
    copy = home / f"{DATABASE_NAME}.before-next"
    assert "mood" not in columns(copy)
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT text FROM article").fetchall() == [(BRIDGE.text,)]
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_migration_that_fails_leaves_the_home_as_it_was(home: Path, later: Path) -> None:
    store = Store(home)
    take_in(store, BRIDGE)
    (later / "versions" / "next.py").write_text(FAILING, encoding="utf-8")
    with pytest.raises(HomeError, match="nowhere"):
        open_database(home, later)
    assert "mood" not in columns(home / DATABASE_NAME)
    assert [article.text for article in store.latest(5)] == [BRIDGE.text]
    (later / "versions" / "next.py").write_text(NEXT_MIGRATION, encoding="utf-8")
    open_database(home, later).dispose()
    assert "mood" in columns(home / DATABASE_NAME)
    assert copies(home) == [f"{DATABASE_NAME}.before-next"]


def test_a_copy_that_was_cut_off_is_made_again(home: Path, later: Path) -> None:
    open_database(home).dispose()
    (home / f"{DATABASE_NAME}.before-next.unfinished").write_bytes(b"half a copy")
    open_database(home, later).dispose()
    assert copies(home) == [f"{DATABASE_NAME}.before-next"]
    assert "title" in columns(home / f"{DATABASE_NAME}.before-next")


def test_a_home_of_a_newer_version_is_refused_and_left_alone(home: Path, later: Path) -> None:
    open_database(home, later).dispose()
    with pytest.raises(HomeError, match=r"newer Newsdesk \(its database is at next\).*--home"):
        open_database(home)
    assert "mood" in columns(home / DATABASE_NAME)
    assert copies(home) == []


def test_a_file_that_is_no_database_is_refused(home: Path) -> None:
    home.mkdir()
    (home / DATABASE_NAME).write_bytes(b"These are the minutes of the harbour board, not a database. " * 99)
    with pytest.raises(HomeError, match=r"cannot be opened: file is not a database\.$"):
        open_database(home)


def test_a_damaged_database_is_refused(home: Path) -> None:
    open_database(home).dispose()
    path = home / DATABASE_NAME
    path.write_bytes(path.read_bytes()[:100] + b"\xff" * 8_000)
    with pytest.raises(HomeError, match="cannot be opened"):
        open_database(home)


def test_damage_in_the_middle_of_a_database_is_said_at_the_first_look_there(home: Path) -> None:
    engine = open_database(home)
    with engine.connect() as connection:
        page = connection.exec_driver_sql(
            "SELECT rootpage FROM sqlite_master WHERE name = 'article'"
        ).scalar()
        size = connection.exec_driver_sql("PRAGMA page_size").scalar()
    engine.dispose()
    assert page
    assert size
    with (home / DATABASE_NAME).open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    with open_database(home).connect() as connection:
        with pytest.raises(HomeError, match="cannot be opened: database disk image is malformed"):
            connection.execute(sa.text("SELECT * FROM article")).all()
        with pytest.raises(HomeError, match="cannot be opened: Could not decode to UTF-8"):
            connection.execute(sa.text("SELECT CAST(x'ff' AS TEXT)")).all()


def test_a_home_that_is_a_file_is_refused(home: Path) -> None:
    home.write_text("not a folder")
    with pytest.raises(HomeError, match="cannot be opened"):
        open_database(home)


@contextmanager
def locked_folder(with_database: bool) -> Iterator[Path]:
    """A home that may be read and not written; for root, as another user, whom file modes do bind."""
    folder = Path(tempfile.mkdtemp())
    if with_database:
        open_database(folder).dispose()
        (folder / DATABASE_NAME).chmod(0o444)
    folder.chmod(0o555)
    root = os.geteuid() == 0
    try:
        if root:
            os.seteuid(65_534)
        yield folder
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)
        shutil.rmtree(folder)


@contextmanager
def as_its_owner(folder: Path) -> Iterator[None]:
    user = os.geteuid()
    os.seteuid(folder.stat().st_uid)
    try:
        yield
    finally:
        os.seteuid(user)


@pytest.mark.parametrize("with_database", [True, False])
def test_a_home_that_cannot_be_written_is_refused(with_database: bool) -> None:
    with locked_folder(with_database) as folder:
        with pytest.raises(HomeError, match=r"cannot be (opened|written).*--home\.$") as refusal:
            open_database(folder)
        assert str(folder) in str(refusal.value)


def test_a_database_that_may_only_be_read_says_so_at_the_first_change() -> None:
    with locked_folder(with_database=True) as folder:
        with as_its_owner(folder):
            folder.chmod(0o777)  # its log can be made, so it opens
        store = Store(folder)
        try:
            assert store.latest(1) == []
            with pytest.raises(HomeError, match=r"cannot be written\. .*--home\.$") as refusal:
                store.remove([1], datetime(2025, 3, 4))
        finally:
            store.close()
        assert str(folder) in str(refusal.value)


def test_a_new_home_where_nothing_may_be_written_is_refused() -> None:
    with locked_folder(with_database=False) as folder, pytest.raises(HomeError, match="Permission denied"):
        open_database(folder / "home")


def open_together(barrier: Barrier, homes: list[Path], migrations: Path) -> None:
    for home in homes:
        barrier.wait(20)
        open_database(home, migrations).dispose()


def run_two_processes(homes: list[Path], migrations: Path) -> list[int | None]:
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(2)
    pair = [
        context.Process(target=open_together, args=(barrier, homes, migrations), daemon=True)
        for _ in range(2)
    ]
    for process in pair:
        process.start()
    for process in pair:
        process.join(60)
    return [process.exitcode for process in pair]


def test_two_processes_may_make_or_migrate_one_home_at_once(tmp_path: Path, later: Path) -> None:
    homes = [tmp_path / f"home-{number}" for number in range(4)]
    assert run_two_processes(homes, MIGRATIONS) == [0, 0]
    assert run_two_processes(homes, later) == [0, 0]
    for home in homes:
        assert "mood" in columns(home / DATABASE_NAME)
        assert "mood" not in columns(home / f"{DATABASE_NAME}.before-next")
        assert copies(home) == [f"{DATABASE_NAME}.before-next"]


def test_a_full_disk_is_told_in_a_sentence_and_what_was_stored_stays(tmp_path: Path) -> None:
    engine = open_database(tmp_path)

    @sa.event.listens_for(engine, "connect")
    def limit(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # as many as there are, and not one more

    engine.dispose()
    try:
        with pytest.raises(HomeError, match="disk is full") as refusal, engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE more AS SELECT zeroblob(1000000)")
        assert str(tmp_path) in str(refusal.value)
        with engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    finally:
        engine.dispose()

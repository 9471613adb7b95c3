"""Articles, their passages and the vectors beside them."""

from alembic import op

revision = "0001"
down_revision = None

TABLES = """
CREATE TABLE article (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    collection TEXT NOT NULL,
    article_id TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    source TEXT NOT NULL,
    url TEXT NOT NULL,
    author TEXT NOT NULL,
    caption TEXT NOT NULL,
    credit TEXT NOT NULL,
    language TEXT NOT NULL,
    published TEXT,
    day TEXT,
    ingested TEXT NOT NULL,
    updated TEXT,
    removed TEXT,
    text_hash TEXT NOT NULL,
    same_as INTEGER REFERENCES article (key),
    encoder TEXT NOT NULL,
    revision INTEGER NOT NULL,
    UNIQUE (collection, article_id)
);
CREATE INDEX article_by_text ON article (text_hash);
CREATE INDEX article_by_revision ON article (revision);
CREATE INDEX article_by_day ON article (day);
CREATE INDEX article_by_id ON article (article_id);
CREATE INDEX article_by_same_as ON article (same_as);
CREATE TABLE passage (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    article_key INTEGER NOT NULL REFERENCES article (key) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    sentences BLOB NOT NULL,
    UNIQUE (article_key, position)
);
CREATE TABLE passage_vector (
    passage_key INTEGER PRIMARY KEY REFERENCES passage (key) ON DELETE CASCADE,
    vector BLOB NOT NULL
);
CREATE TABLE sentence_vectors (
    passage_key INTEGER PRIMARY KEY REFERENCES passage (key) ON DELETE CASCADE,
    vectors BLOB NOT NULL
);
CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
INSERT INTO counter VALUES ('revision', 0);
INSERT INTO counter VALUES ('origin', abs(random() / 2));
"""


def upgrade() -> None:
    """AUTOINCREMENT keeps keys from being used again, so that an old button never opens a new passage."""
    for statement in TABLES.split(";"):
        if statement.strip():
            op.execute(statement)

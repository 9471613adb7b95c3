"""Who said what: the statements of each article, what was reported about them and what was corrected."""

from alembic import op

revision = "0002"
down_revision = "0001"

TABLES = """
ALTER TABLE article ADD COLUMN extractor TEXT NOT NULL DEFAULT '';
CREATE TABLE statement (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    article_key INTEGER NOT NULL REFERENCES article (key) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    content BLOB NOT NULL,
    kind TEXT NOT NULL,
    cue_start INTEGER,
    cue_end INTEGER,
    speaker_start INTEGER,
    speaker_end INTEGER,
    speaker_name TEXT NOT NULL,
    role TEXT NOT NULL,
    certainty REAL NOT NULL,
    words_hash TEXT NOT NULL,
    UNIQUE (article_key, position)
);
CREATE INDEX statement_by_speaker ON statement (speaker_name);
CREATE INDEX statement_by_words ON statement (words_hash);
CREATE TABLE correction (
    collection TEXT NOT NULL,
    article_id TEXT NOT NULL,
    words_hash TEXT NOT NULL,
    speaker_name TEXT NOT NULL,
    role TEXT NOT NULL,
    corrected TEXT NOT NULL,
    PRIMARY KEY (collection, article_id, words_hash)
);
CREATE INDEX correction_by_speaker ON correction (speaker_name);
CREATE TABLE report (
    collection TEXT NOT NULL,
    article_id TEXT NOT NULL,
    words_hash TEXT NOT NULL,
    times INTEGER NOT NULL,
    reported TEXT NOT NULL,
    PRIMARY KEY (collection, article_id, words_hash)
);
"""


def upgrade() -> None:
    """Corrections and reports name words by their hash, so that a removed article leaves none behind."""
    for statement in TABLES.split(";"):
        if statement.strip():
            op.execute(statement)

"""Stories: which articles tell the same one, and the fingerprints by which that is found."""

from alembic import op

revision = "0003"
down_revision = "0002"

TABLES = """
CREATE TABLE story (key INTEGER PRIMARY KEY AUTOINCREMENT);
CREATE TABLE story_member (
    article_key INTEGER PRIMARY KEY REFERENCES article (key) ON DELETE CASCADE,
    story INTEGER NOT NULL REFERENCES story (key),
    kind TEXT NOT NULL,
    repeats INTEGER,
    hashes BLOB NOT NULL
);
CREATE INDEX story_member_by_story ON story_member (story);
CREATE TABLE fingerprint (
    hash INTEGER NOT NULL,
    article_key INTEGER NOT NULL,
    PRIMARY KEY (hash, article_key)
) WITHOUT ROWID;
CREATE TABLE story_cut (
    article_key INTEGER NOT NULL,
    other_key INTEGER NOT NULL,
    PRIMARY KEY (article_key, other_key)
) WITHOUT ROWID;
INSERT INTO counter SELECT 'unfiled', count(*) FROM article WHERE removed IS NULL;
"""


def upgrade() -> None:
    """Articles that are here already are compared when articles are next taken in."""
    for statement in TABLES.split(";"):
        if statement.strip():
            op.execute(statement)

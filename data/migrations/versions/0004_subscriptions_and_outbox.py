"""Who wants to be told of what, and the alerts that are to be sent."""

from alembic import op

revision = "0004"
down_revision = "0003"

TABLES = """
CREATE TABLE chat (
    chat_id INTEGER PRIMARY KEY,
    zone TEXT NOT NULL DEFAULT '',
    quiet_from INTEGER,
    quiet_until INTEGER,
    muted_until TEXT,
    refusals INTEGER NOT NULL DEFAULT 0,
    unreachable_since TEXT
);
CREATE TABLE subscription (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id INTEGER NOT NULL REFERENCES chat (chat_id) ON DELETE CASCADE ON UPDATE CASCADE,
    thread_id INTEGER,
    user_id INTEGER NOT NULL,
    text TEXT NOT NULL,
    interest TEXT NOT NULL,
    strictness INTEGER NOT NULL,
    rhythm TEXT NOT NULL,
    minute INTEGER NOT NULL,
    weekday INTEGER NOT NULL,
    at_most INTEGER NOT NULL,
    draft INTEGER NOT NULL,
    paused_until TEXT,
    created TEXT NOT NULL,
    vector BLOB,
    encoder TEXT NOT NULL
);
CREATE INDEX subscription_by_chat ON subscription (chat_id);
CREATE INDEX subscription_by_rhythm ON subscription (rhythm);
CREATE TABLE alert (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    subscription_key INTEGER NOT NULL REFERENCES subscription (key) ON DELETE CASCADE,
    chat_id INTEGER NOT NULL REFERENCES chat (chat_id) ON DELETE CASCADE ON UPDATE CASCADE,
    article_key INTEGER NOT NULL REFERENCES article (key),
    story INTEGER NOT NULL,
    answers INTEGER REFERENCES alert (key) ON DELETE CASCADE,
    score REAL NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    "check" INTEGER NOT NULL,
    speaker TEXT NOT NULL,
    words TEXT NOT NULL,
    state TEXT NOT NULL,
    created TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    attempted TEXT,
    uncertain INTEGER NOT NULL DEFAULT 0,
    held INTEGER NOT NULL DEFAULT 0,
    message_id INTEGER,
    sent TEXT,
    problem TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX alert_once_a_story ON alert (subscription_key, story) WHERE kind = 'news';
CREATE INDEX alert_by_state ON alert (state, chat_id, key);
CREATE INDEX alert_by_story ON alert (chat_id, story);
CREATE INDEX alert_by_article ON alert (article_key);
CREATE INDEX alert_by_answered ON alert (answers);
CREATE TABLE expected_words (
    chat_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    subject TEXT NOT NULL,
    subscription_key INTEGER NOT NULL,
    since TEXT NOT NULL,
    PRIMARY KEY (chat_id, user_id)
);
INSERT INTO counter VALUES ('subscriptions', 0);
"""


def upgrade() -> None:
    """The counter grows with every change of what is watched for, so that processes know when to read
    anew."""
    for statement in TABLES.split(";"):
        if statement.strip():
            op.execute(statement)

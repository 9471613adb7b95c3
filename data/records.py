"""A record with named fields (JSON, front matter) → its draft, by the names that publishers give the fields.

Pure. Knows nothing of how a record is written down, and leaves its text untouched.
"""

from collections.abc import Mapping

from data.cleaning import Draft

_TEXT = ("text", "body", "content", "article", "content_text", "full_text", "articlebody", "maintext")
_FIELDS = {
    "article_id": ("id", "_id", "guid", "uuid", "article_id"),
    "title": ("title", "headline", "name"),
    "date": (
        *("date", "published", "published_at", "pubdate", "publication_date"),
        *("created_at", "timestamp", "date_published", "datepublished", "publishedat"),
        *("publish_date", "date_publish"),
    ),
    "source": ("source", "outlet", "publisher", "site", "source_name", "publication"),
    "url": ("url", "link", "uri", "permalink"),
    "author": ("author", "byline", "authors", "creator"),
}
FIELD_NAMES = frozenset(name for names in _FIELDS.values() for name in names)  # without those of the text


def read_record(record: Mapping[str, object]) -> Draft:
    """The fields under the names that publishers give them, the text untouched."""
    given = {name.lower(): value for name, value in record.items()}
    texts = (value for name in _TEXT if isinstance(value := given.get(name), str) and value.strip())
    found = {
        field: next((words for name in names if (words := _words(given.get(name))).strip()), "")
        for field, names in _FIELDS.items()
    }
    return Draft(next(texts, ""), **found)


def read_record_html(record: Mapping[str, object]) -> str:
    """The article as HTML, for records that carry no plain text."""
    html = record.get("content_html")
    return html if isinstance(html, str) else ""


def _words(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, map(_name, value)))
    return _name(value)


def _name(value: object) -> str:
    """A string, a number or an object with a name, as words."""
    if isinstance(value, dict):
        value = value.get("name") or value.get("title")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)

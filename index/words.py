"""Word search (tantivy, BM25): an index on disk derived from the database, with the revision it stands at.

The revision travels inside the index, in a document of its own, so that it is committed together with what
it describes: whatever interrupts a process, the index is either before or after a change, never between.
"""

import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import tantivy

from data.errors import LET_IT_WRITE, NewsdeskError
from index.checksums import is_intact

_HEAP_BYTES = 64_000_000
_STAMP_KEY = 0  # database keys begin at 1
_ANALYZER_NAME = "newsdesk_english"

_QUESTION_WORDS = """
    a about an and any are as at be because been being but by can could did do does doing for from had has
    have having he her hers him his how i if in into is it its many may me might much must my no not of on or
    our ours s shall she should so some t than that the their them then there these they this those to too us
    was we were what whats when where which while who whom whos whose why will with would you your
"""
STOP_WORDS = frozenset(_QUESTION_WORDS.split())
"""Words that say how a question is asked rather than what it is about."""

_ANALYZER = (
    tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    .filter(tantivy.Filter.remove_long(60))
    .filter(tantivy.Filter.lowercase())
    .filter(tantivy.Filter.ascii_fold())
    .filter(tantivy.Filter.custom_stopword(sorted(STOP_WORDS)))
    .filter(tantivy.Filter.stemmer("english"))
    .build()
)


_DOTTED = re.compile(r"\b(?:[A-Z]\.){2,}")
_ANY_DOTTED = re.compile(r"[A-Z]\.[A-Z]\.")  # several times faster to look for, and hardly a sentence has it
_UNITED_STATES = re.compile(r"\bUS\b")
_SAID = re.compile(r'message: "([^"]+)"')  # tantivy shows the error of the system as a Rust value
_BUSY = "LockBusy"


def terms(text: str) -> list[str]:
    """The words of `text` as the index knows them: lower case, without accents, stemmed, no stop words."""
    return _ANALYZER.analyze(_with_plain_initials(text))


def _with_plain_initials(text: str) -> str:
    """U.S. and US as USA, U.N. as UN: the one would be taken for letters, the other for a pronoun."""
    if _ANY_DOTTED.search(text):
        text = _DOTTED.sub(lambda match: match[0].replace(".", ""), text)
    return _UNITED_STATES.sub("USA", text) if "US" in text else text


class WordIndexBusyError(Exception):
    """Another process is writing this index."""


class WordIndexError(NewsdeskError):
    """The files of the index cannot be written. The message says which and what to do."""

    def __init__(self, folder: Path, error: Exception) -> None:
        said = _SAID.search(str(error))
        cause = getattr(error, "strerror", "") or (said[1] if said else str(error))
        super().__init__(f"The word index in {folder} cannot be written: {cause}. {LET_IT_WRITE}")


class WordIndex:
    """BM25 over texts by key. Each text belongs to a group, its article, by which it is dropped."""

    def __init__(self, folder: Path, origin: int = 0) -> None:
        """Open the index in `folder`, or make it anew where it is missing, damaged or of another make.

        `origin` says which database it is derived from; one that was derived from another is made anew too.
        Raises WordIndexError.
        """
        self._folder = folder
        self._origin = origin
        self._schema = _schema()
        try:
            if not is_intact(folder):
                shutil.rmtree(folder, ignore_errors=True)
            self._index = self._open_or_make()
        except (ValueError, OSError) as error:
            raise WordIndexError(folder, error) from error

    def revision(self) -> int:
        """The database revision that the index stands at; 0 when it is new."""
        self._index.reload()
        searcher = self._index.searcher()
        hits = searcher.search(self._term("key", _STAMP_KEY), 1).hits
        if not hits:
            return 0
        stamp = searcher.doc(hits[0][1])
        if stamp["origin"][0] != self._origin:
            raise ValueError(f"{self._folder} was derived from another database")
        return int(stamp["revision"][0])

    @contextmanager
    def changing(self) -> Iterator["WordChanges"]:
        """The right to change the index, held by one process at a time. Raises WordIndexBusyError, and
        WordIndexError, as committing does.

        Read `revision` inside it: another process may just have brought the index up to date.
        """
        try:
            writer = self._index.writer(_HEAP_BYTES, 1)
        except ValueError as error:
            if _BUSY in str(error):
                raise WordIndexBusyError(str(self._folder)) from error
            raise WordIndexError(self._folder, error) from error
        try:
            yield WordChanges(writer, self._schema, self._origin, self._folder)
        finally:
            with suppress(ValueError):  # a writer that an error has killed has nothing to take back
                writer.rollback()
            with suppress(ValueError):
                writer.wait_merging_threads()  # this, not the end of scope, releases the lock
            self._index.reload()

    def search(
        self,
        words: Sequence[str],
        limit: int,
        keys: Iterable[int] | None = None,
        groups: Iterable[int] | None = None,
    ) -> dict[int, float]:
        """BM25 scores of the best `limit` texts for these terms, among these keys and groups if given."""
        if not words:
            return {}
        asked = tantivy.Query.boolean_query(
            [(tantivy.Occur.Should, self._term("body", word)) for word in dict.fromkeys(words)]
        )
        clauses = [(tantivy.Occur.Must, asked)]
        for field, allowed in (("key", keys), ("group", groups)):
            if allowed is not None:
                chosen = tantivy.Query.term_set_query(self._schema, field, list(allowed))
                clauses.append((tantivy.Occur.Must, tantivy.Query.const_score_query(chosen, 0.0)))
        searcher = self._index.searcher()
        hits = searcher.search(tantivy.Query.boolean_query(clauses), limit, count=False).hits
        if not hits:
            return {}
        found = searcher.fast_field_values("key", [address for _, address in hits])
        return {int(key or 0): float(score) for key, (score, _) in zip(found, hits, strict=True)}

    def document_frequency(self, word: str) -> int:
        """In how many texts the term occurs; at most all, though tantivy counts dropped texts for a while."""
        return min(self._index.searcher().doc_freq("body", word), len(self))

    def __len__(self) -> int:
        searcher = self._index.searcher()
        return max(searcher.num_docs - 1, 0)

    def _open_or_make(self) -> tantivy.Index:
        try:
            self._index = self._open()
            self.revision()
        except (ValueError, OSError):
            shutil.rmtree(self._folder, ignore_errors=True)
            return self._open()
        return self._index

    def _open(self) -> tantivy.Index:
        self._folder.mkdir(parents=True, exist_ok=True)
        index = tantivy.Index(self._schema, str(self._folder), reuse=True)
        index.register_tokenizer(_ANALYZER_NAME, _ANALYZER)
        return index

    def _term(self, field: str, value: int | str) -> tantivy.Query:
        option = "freq" if field == "body" else "basic"
        return tantivy.Query.term_query(self._schema, field, value, option)


class WordChanges:
    """Changes under way; nothing is seen by a search before `commit`, and all of it afterwards."""

    def __init__(
        self, writer: tantivy.IndexWriter, schema: tantivy.Schema, origin: int, folder: Path
    ) -> None:
        self._folder = folder
        self._writer = writer
        self._schema = schema
        self._origin = origin

    def remove_all(self) -> None:
        """Drop all texts. Like all changes it raises WordIndexError."""
        with self._in_sentences():
            self._writer.delete_documents_by_query(tantivy.Query.all_query())

    def remove_groups(self, groups: Iterable[int]) -> None:
        """Drop all texts of these groups."""
        self._delete("group", list(groups))

    def add(self, key: int, group: int, text: str) -> None:
        """Add a text under a key that is not in use."""
        document = tantivy.Document()
        document.add_unsigned("key", key)
        document.add_unsigned("group", group)
        document.add_text("body", _with_plain_initials(text))
        with self._in_sentences():
            self._writer.add_document(document)

    def commit(self, revision: int) -> None:
        """Make the changes lasting and stamp the index with the revision that they bring it to."""
        self._delete("key", [_STAMP_KEY])
        stamp = tantivy.Document()
        stamp.add_unsigned("key", _STAMP_KEY)
        stamp.add_unsigned("revision", revision)
        stamp.add_unsigned("origin", self._origin)
        with self._in_sentences():
            self._writer.add_document(stamp)
            self._writer.commit()

    def _delete(self, field: str, values: list[int]) -> None:
        with self._in_sentences():
            self._writer.delete_documents_by_query(tantivy.Query.term_set_query(self._schema, field, values))

    @contextmanager
    def _in_sentences(self) -> Iterator[None]:
        """A thread of the writer may meet the error first, and then whatever is asked of it next fails."""
        try:
            yield
        except ValueError as error:
            raise WordIndexError(self._folder, error) from error


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("key", indexed=True, fast=True)
    builder.add_unsigned_field("group", indexed=True)
    builder.add_unsigned_field("revision", stored=True)
    builder.add_unsigned_field("origin", stored=True)
    builder.add_text_field("body", tokenizer_name=_ANALYZER_NAME, index_option="freq")
    return builder.build()

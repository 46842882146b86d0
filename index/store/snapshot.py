"""One state of the library, as questions see it."""

import sqlite3
import threading
import weakref
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import UnknownDocument
from index.records import Document, Fact, Passage, Sentence
from index.store import catalogue, rows, vectors
from index.store.contents import Contents
from index.store.index import Index
from index.store.reporting import reported
from index.store.vectors import Block

_OVERSAMPLED = 8  # candidates that the approximate index names for each one wanted,
_CANDIDATES = 400  # and how many at least: enough that it never missed one in our measurements
_WORDS_LIMIT = 256  # words of one search; no question needs more


@dataclass(slots=True)
class Shelf:
    """What was read so far of one revision of one document."""

    document: Document
    sentences: tuple[Sentence, ...] | None = None
    passages: tuple[Passage, ...] | None = None
    by_id: dict[str, Passage] | None = None
    facts: tuple[Fact, ...] | None = None


@dataclass(slots=True)
class Shelves:
    """What snapshots share: a document that did not change is read once."""

    documents: dict[tuple[int, int, str], Shelf] = field(default_factory=dict)
    blocks: dict[tuple[int, int], Block] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    key: int
    id: str
    sha256: str
    pipeline: str
    revision: int
    vectors_revision: int
    state: str
    origin: str


class Snapshot:
    """The library at one moment. Nothing in it changes, whatever is written meanwhile.

    It reads lazily inside one read transaction, so everything it gives belongs together, and it
    may be used by several threads.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        folder: Path,
        shelves: Shelves,
        index: Index,
    ) -> None:
        """Begin the read transaction; the library makes snapshots, nobody else does."""
        self._connection = connection
        self._folder = folder
        self._lock = threading.RLock()
        self._shelves = shelves
        self._index = index
        self._finish = weakref.finalize(self, connection.close)
        connection.execute("BEGIN")
        self.generation = catalogue.generation(connection)
        self.library = catalogue.meta(connection, "library") or ""
        self.embedder = catalogue.meta(connection, "embedder")
        found = connection.execute(
            "SELECT key, id, sha256, pipeline, revision, vectors_revision, state, origin "
            "FROM documents ORDER BY id"
        )
        names = ("key", "id", "sha256", "pipeline", "revision", "vectors_revision", "state")
        self._rows = {
            row[1]: _Row(**dict(zip((*names, "origin"), row, strict=True))) for row in found
        }
        self._tidy()

    def close(self) -> None:
        """End the read transaction."""
        with self._lock:
            self._finish()

    def _tidy(self) -> None:
        """Forget what no longer belongs to the library; a snapshot in use holds its own."""
        documents = {(r.key, r.revision, r.state) for r in self._rows.values()}
        blocks = {(r.key, r.vectors_revision) for r in self._rows.values()}
        kept, shelves = self._shelves, Shelves()
        shelves.documents = {k: v for k, v in list(kept.documents.items()) if k in documents}
        shelves.blocks = {k: v for k, v in list(kept.blocks.items()) if k in blocks}
        self._shelves = shelves
        kept.documents, kept.blocks = shelves.documents, shelves.blocks

    @cached_property
    def fingerprint(self) -> str:
        """The sha256 over ids, contents, pipeline and given metadata of all documents."""
        digest = sha256()
        for row in self._rows.values():
            for value in (row.id, row.sha256, row.pipeline, row.origin):
                digest.update(value.encode() + b"\0")
        return digest.hexdigest()

    @cached_property
    def pending(self) -> int:
        """Number of passages whose vectors are still to come."""
        row = self.query(
            "SELECT count(*) FROM passages p LEFT JOIN vectors v ON v.passage = p.key "
            "WHERE v.passage IS NULL"
        )[0]
        return int(row[0])

    @property
    def states(self) -> dict[str, str]:
        """The state of each document, by id."""
        return {name: row.state for name, row in self._rows.items()}

    @property
    def digests(self) -> dict[str, str]:
        """The sha256 of the file of each document, by id."""
        return {name: row.sha256 for name, row in self._rows.items()}

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """All documents sorted by id, unreadable ones included."""
        return tuple(self._shelf(row).document for row in self._rows.values())

    def document(self, name: str) -> Document:
        """The document with that id.

        Raises:
            UnknownDocument: there is none.
        """
        return self._shelf(self._row(name)).document

    def sentences(self, document: str) -> tuple[Sentence, ...]:
        """The sentences of a document, in order."""
        row = self._row(document)
        shelf = self._shelf(row)
        if shelf.sentences is None:
            with self._lock, reported(self._folder):
                shelf.sentences = rows.read_sentences(self._connection, row.key, shelf.document)
        return shelf.sentences

    def passages(self, document: str) -> tuple[Passage, ...]:
        """The passages of a document, in order."""
        row = self._row(document)
        shelf = self._shelf(row)
        if shelf.passages is None:
            with self._lock, reported(self._folder):
                shelf.passages = rows.read_passages(self._connection, row.key, shelf.document)
        return shelf.passages

    def passage(self, name: str) -> Passage:
        """The passage with that id.

        Raises:
            UnknownDocument: there is none.
        """
        document = name.rsplit(":", 2)[0]
        if document in self._rows:
            shelf = self._shelf(self._row(document))
            if shelf.by_id is None:
                shelf.by_id = {p.id: p for p in self.passages(document)}
            if name in shelf.by_id:
                return shelf.by_id[name]
        raise UnknownDocument(
            f"There is no passage {name!r}.", hint="Ask again: its document has changed."
        )

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """All facts, by document and in the order in which they were found."""
        return tuple(fact for row in self._rows.values() for fact in self._facts(row))

    def _facts(self, row: _Row) -> tuple[Fact, ...]:
        shelf = self._shelf(row)
        if shelf.facts is None:
            with self._lock, reported(self._folder):
                shelf.facts = rows.read_facts(self._connection, row.key, shelf.document)
        return shelf.facts

    def search_words(
        self, terms: Sequence[str], *, k: int, documents: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """Passages that hold any of the terms, the best `k` by BM25; a higher score is better.

        A term is a word or a short phrase, taken literally: nothing in it is query syntax. Words
        match by their stem and without regard to case and accents.
        """
        wanted = list(dict.fromkeys(_quoted(t) for t in terms if t.strip()))[:_WORDS_LIMIT]
        if not wanted or k < 1:
            return []
        where, given = "", [" OR ".join(wanted)]
        if documents is not None:
            keys = [self._rows[name].key for name in sorted(set(documents)) if name in self._rows]
            where = "AND p.document IN (SELECT value FROM json_each(?)) "
            given.append(str(keys))
        found = self.query(
            "SELECT p.id, -words.rank FROM words JOIN passages p ON p.key = words.rowid "  # noqa: S608
            f"WHERE words MATCH ? {where}ORDER BY words.rank, p.id LIMIT ?",
            (*given, k),
        )
        return [(str(name), float(score)) for name, score in found]

    def frequency(self, terms: Sequence[str]) -> int:
        """Number of passages of the whole library that hold any of the terms."""
        wanted = list(dict.fromkeys(_quoted(t) for t in terms if t.strip()))[:_WORDS_LIMIT]
        if not wanted:
            return 0
        given = (" OR ".join(wanted),)
        return int(self.query("SELECT count(*) FROM words WHERE words MATCH ?", given)[0][0])

    @cached_property
    def passage_count(self) -> int:
        """Number of passages of the whole library."""
        return int(self.query("SELECT count(*) FROM passages")[0][0])

    def search_vectors(
        self,
        vector: NDArray[np.float32],
        *,
        k: int,
        documents: Collection[str] | None = None,
    ) -> list[tuple[str, float]]:
        """Passages nearest to `vector` (dimensions,), the best `k` by cosine, highest first.

        Over the whole library the vector index names the candidates; the scores are exact in
        every case, so that both ways give the same answer.

        Raises:
            ValueError: the vector is not of unit length, or of another length than the stored ones.
        """
        vectors.require_unit(("the question",), vector[None, :])
        if k < 1:
            return []
        if documents is not None:
            wanted = [self._rows[name] for name in sorted(set(documents)) if name in self._rows]
            return vectors.nearest(vector, [self._block(row) for row in wanted], k)
        keys = list(self._rows_by_key)
        candidates = self._index.candidates(self, vector, max(k * _OVERSAMPLED, _CANDIDATES))
        if candidates is not None:
            at = np.flatnonzero(np.isin(self.vector_keys, candidates, assume_unique=True))
            keys = np.unique(self._owners[at]).tolist()
        return vectors.nearest(vector, [self._block(self._rows_by_key[key]) for key in keys], k)

    @cached_property
    def _rows_by_key(self) -> dict[int, _Row]:
        return {row.key: row for row in self._rows.values()}

    @cached_property
    def _owners(self) -> NDArray[np.int64]:
        """Keys of the documents (n,) that the passages of `vector_keys` belong to."""
        found = self.query(
            "SELECT p.document FROM vectors v JOIN passages p ON p.key = v.passage "
            "WHERE v.passage > 0 ORDER BY v.passage"
        )
        return np.array([key for (key,) in found], dtype=np.int64)

    @cached_property
    def vector_keys(self) -> NDArray[np.int64]:
        """Keys of all passages that have a vector, sorted."""
        found = self.query("SELECT passage FROM vectors WHERE passage > 0 ORDER BY passage")
        return np.array([key for (key,) in found], dtype=np.int64)

    def vector_rows(self, keys: NDArray[np.int64]) -> NDArray[np.float32]:
        """The vectors (n, dimensions) of passages named by their sorted keys."""
        found = self.query(
            "SELECT data FROM vectors WHERE passage IN (SELECT value FROM json_each(?)) "
            "ORDER BY passage",
            (str(keys.tolist()),),
        )
        return vectors.matrix([data for (data,) in found])

    def _block(self, row: _Row) -> Block:
        at = (row.key, row.vectors_revision)
        if at not in self._shelves.blocks:
            found = self.query(
                "SELECT p.key, p.id, v.data FROM passages p JOIN vectors v ON v.passage = p.key "
                "WHERE p.document = ? ORDER BY p.key",
                (row.key,),
            )
            self._shelves.blocks[at] = Block.of(found)
        return self._shelves.blocks[at]

    def _row(self, name: str) -> _Row:
        if name not in self._rows:
            raise UnknownDocument(
                f"There is no document {name!r}.", hint="'councilqa list' shows what there is."
            )
        return self._rows[name]

    def _shelf(self, row: _Row) -> Shelf:
        at = (row.key, row.revision, row.state)
        if at not in self._shelves.documents:
            with self._lock, reported(self._folder):
                document = rows.read_document(self._connection, row.key)
                self._shelves.documents[at] = Shelf(document)
        return self._shelves.documents[at]

    def contents(self, name: str) -> Contents:
        """All that is stored of one document."""
        row = self._row(name)
        return Contents(
            document=self.document(name),
            sentences=self.sentences(name),
            passages=self.passages(name),
            facts=self._facts(row),
        )

    def is_text_intact(self, document: str) -> bool:
        """Whether the text of a document is as it was written."""
        ((text, digest),) = self.query(
            "SELECT text, text_sha256 FROM documents WHERE id = ?", (document,)
        )
        return bool(rows.text_digest(text) == digest)

    def index_serves(self) -> bool:
        """Whether the vector index answers; where it does not, every vector is looked at."""
        return self._index.current(self) is not None

    def index_faults(self) -> list[str]:
        """What is wrong with the vector index; empty where it serves."""
        return self._index.faults(self)

    def copy_to(self, target: sqlite3.Connection) -> None:
        """Copy the whole catalogue, for a look that needs to write."""
        with self._lock:
            self._connection.backup(target)

    def query(self, sql: str, given: Sequence[object] = ()) -> list[Any]:
        """Rows of the catalogue as it stood at this moment; for the rooms of the store."""
        with self._lock, reported(self._folder):
            return self._connection.execute(sql, given).fetchall()


def _quoted(term: str) -> str:
    """The term as a full-text string: quotes doubled, and no character that ends it early."""
    clean = "".join(c if c.isprintable() else " " for c in term)
    return '"' + clean.encode("utf-8", "replace").decode().replace('"', '""') + '"'

"""The library: one folder, many readers, one writer."""

import json
import sqlite3
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from index.errors import LibraryError, LibraryVersion, UsageError
from index.records import Document, Fact, Passage, Sentence
from index.store import catalogue, rows, vectors
from index.store.check import bad_vectors
from index.store.contents import Contents, File, Origin, faults
from index.store.index import Index
from index.store.lock import held, locked
from index.store.reporting import reported
from index.store.snapshot import Shelves, Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What a reader said of an answer; `at` is an ISO time in UTC."""

    at: str
    question: str
    verdict: str
    comment: str = ""
    answer: Mapping[str, Any] | None = None


class Library:
    """Documents and all that derives from them, in one folder.

    Safe for use by several threads. Reading never waits for writing; writing is done by one
    process and one thread at a time, and everybody else is refused meanwhile.
    """

    def __init__(self, folder: Path, *, writable: bool) -> None:
        """Use `Library.open`, which also looks whether the library can be used."""
        self.folder = folder
        self.writable = writable
        self._reading = threading.Lock()
        self._writing = threading.RLock()
        self._writer: sqlite3.Connection | None = None
        self._edition = catalogue.edition(folder) if catalogue.exists(folder) else ()
        self._probe = catalogue.reader(folder)
        self._snapshot: Snapshot | None = None
        self._shelves = Shelves()
        self._index = Index(folder)

    @classmethod
    def open(cls, folder: Path, *, writable: bool = False, create: bool = False) -> Self:
        """Open the library in `folder`; with `create`, make it where there is none.

        Raises:
            LibraryMissing: there is none, and `create` is off.
            LibraryVersion: another version of the program wrote it, and it cannot be upgraded.
            LibraryLocked: it must be made or upgraded, and another process is writing.
            LibraryError: the folder or the disk does not allow it.
        """
        catalogue.require_content(folder)
        if create and not catalogue.exists(folder):
            _prepare(folder, make=True)
        elif writable or create:
            _prepare(folder, make=False)
        return cls(folder, writable=writable or create)

    def close(self) -> None:
        """Give back what is open; snapshots taken before can no longer be used."""
        with self._reading:
            if self._snapshot:
                self._snapshot.close()
                self._snapshot = None
            self._probe.close()
            self._index.close()
            if self.writable:
                catalogue.fold(self.folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # reading

    @property
    def fingerprint(self) -> str:
        """The sha256 over what the library holds: document ids, their content and pipeline."""
        return self.snapshot().fingerprint

    def snapshot(self) -> Snapshot:
        """The library as it stands now; the same object until somebody commits a change."""
        with self._reading, reported(self.folder):
            self._reopen_if_replaced()
            now = catalogue.generation(self._probe)
            if self._snapshot is None or self._snapshot.generation != now:
                self._snapshot = None
                connection = catalogue.reader(self.folder)
                self._snapshot = Snapshot(connection, self.folder, self._shelves, self._index)
            return self._snapshot

    def _reopen_if_replaced(self) -> None:
        """Go over to another library that was put in the place of this one."""
        edition = catalogue.edition(self.folder)
        if edition != self._edition:
            self._probe.close()
            self._probe = catalogue.reader(self.folder)
            self._edition = edition
            self._snapshot, self._shelves = None, Shelves()

    def origins(self) -> dict[str, Origin]:
        """How each document came to be, by document id."""
        with self._reading, reported(self.folder):
            found = self._probe.execute("SELECT key, id FROM documents ORDER BY id").fetchall()
            return {name: rows.read_origin(self._probe, key) for key, name in found}

    def files(self, document: str) -> tuple[File, ...]:
        """The files that hold a document, the one it was read from first."""
        with self._reading, reported(self.folder):
            row = self._probe.execute(
                "SELECT key FROM documents WHERE id = ?", (document,)
            ).fetchone()
            return rows.read_origin(self._probe, int(row[0])).files if row else ()

    def twin(self, text: str) -> str | None:
        """Id of the readable document that has exactly this canonical text."""
        with self._reading, reported(self.folder):
            row = self._probe.execute(
                "SELECT id FROM documents WHERE text_sha256 = ? AND state <> 'unreadable' "
                "ORDER BY id LIMIT 1",
                (rows.text_digest(text),),
            ).fetchone()
            return row and str(row[0])

    def pending(self, limit: int) -> tuple[Passage, ...]:
        """Up to `limit` passages whose vectors are still to come."""
        with self._reading, reported(self.folder):
            return rows.read_pending(self._probe, limit)

    def feedback(self) -> tuple[Feedback, ...]:
        """What readers said, oldest first."""
        with self._reading, reported(self.folder):
            found = self._probe.execute("SELECT at, record FROM feedback ORDER BY number")
            return tuple(Feedback(at=at, **json.loads(record)) for at, record in found)

    # writing

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the one writer for a while; each change inside is a transaction of its own.

        Raises:
            LibraryLocked: somebody else is writing.
            LibraryError: the library was opened for reading, or the disk does not allow it.
        """
        with self._session():
            yield

    @contextmanager
    def _session(self) -> Iterator[sqlite3.Connection]:
        if not self.writable:
            raise LibraryError(
                f"The library {str(self.folder)!r} was opened for reading only.",
                hint="Open it with writable=True.",
            )
        if not self._writing.acquire(blocking=False):
            raise locked(self.folder)
        try:
            if self._writer is not None:
                yield self._writer
                return
            with ExitStack() as stack:
                with reported(self.folder):
                    stack.enter_context(held(self.folder))
                    self._writer = catalogue.writer(self.folder)
                stack.callback(self._retire)
                yield self._writer
        finally:
            self._writing.release()

    def _retire(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    @contextmanager
    def _change(self) -> Iterator[tuple[sqlite3.Connection, int]]:
        """One transaction and the number of the generation that it makes."""
        with (
            self._session() as connection,
            reported(self.folder),
            catalogue.transaction(connection),
        ):
            number = catalogue.generation(connection) + 1
            catalogue.set_meta(connection, "generation", str(number))
            yield connection, number
        with self._reading:
            self._snapshot = None  # whoever still uses it keeps it; nobody else should

    def put(
        self,
        document: Document,
        sentences: Sequence[Sentence],
        passages: Sequence[Passage],
        facts: Sequence[Fact],
        *,
        origin: Origin | None = None,
        replaces: Collection[str] = (),
    ) -> None:
        """Write one document with all that belongs to it, in one transaction.

        A document with the same id is replaced, and those in `replaces` go. Passages that stay the
        same keep their vectors.

        Raises:
            ValueError: a record does not agree with the document's text.
        """
        contents = Contents(
            document=document,
            sentences=sentences,
            passages=passages,
            facts=facts,
            origin=origin or Origin(),
        )
        if wrong := faults(contents):
            raise ValueError(f"document {document.id!r} contradicts itself: {'; '.join(wrong[:3])}")
        with self._change() as (connection, number):
            _delete(connection, [i for i in replaces if i != document.id])
            rows.write(connection, contents, number)

    def put_vectors(
        self, ids: Sequence[str], matrix: NDArray[np.float32], *, embedder: str
    ) -> None:
        """Write the vectors of passages, one row of `matrix` (n, dimensions) for each id.

        Raises:
            ValueError: the shapes differ, or a vector is not of unit length.
            LibraryVersion: another embedder made the vectors that are there.
        """
        vectors.require_unit(ids, matrix)
        with self._change() as (connection, number):
            made_by = catalogue.meta(connection, "embedder")
            if made_by not in (None, embedder):
                raise LibraryVersion(
                    f"The vectors of the library were made by {made_by!r}, not {embedder!r}.",
                    hint="Run 'councilqa add' again, which makes them anew.",
                )
            catalogue.set_meta(connection, "embedder", embedder)
            vectors.write(connection, ids, matrix, number)

    def use_embedder(self, name: str) -> bool:
        """Drop the vectors that another embedder made; whether there were any."""
        with self._session() as connection:
            if catalogue.meta(connection, "embedder") in (None, name):
                return False
        with self._change() as (connection, number):
            catalogue.set_meta(connection, "embedder", name)
            vectors.drop_all(connection, number)
        return True

    def put_files(self, document: str, files: Sequence[File]) -> None:
        """Say anew in which files a document lies, the one it was read from first."""
        with self._change() as (connection, number):
            rows.write_files(connection, document, files, number)

    def remove(self, ids: Collection[str]) -> tuple[str, ...]:
        """Remove documents and all that belongs to them; the ids that were there, sorted."""
        with self._change() as (connection, _):
            return _delete(connection, ids)

    def add_feedback(
        self,
        *,
        question: str,
        verdict: str,
        comment: str = "",
        answer: Mapping[str, Any] | None = None,
    ) -> None:
        """Keep what a reader said of an answer; works also while documents are being added."""
        record = {"question": question, "verdict": verdict, "comment": comment, "answer": answer}
        at = datetime.now(UTC).isoformat(timespec="seconds")
        with reported(self.folder):
            connection = catalogue.writer(self.folder)
            try:
                connection.execute(
                    "INSERT INTO feedback (at, record) VALUES (?, ?)",
                    (at, json.dumps(record, ensure_ascii=False)),
                )
            finally:
                connection.close()

    def keep_feedback(self, records: Sequence[tuple[str, str]]) -> None:
        """Take over what readers said from another catalogue: times and records as stored."""
        with self._change() as (connection, _):
            there = set(connection.execute("SELECT at, record FROM feedback"))
            connection.executemany(
                "INSERT INTO feedback (at, record) VALUES (?, ?)",
                [record for record in records if record not in there],
            )

    def build_index(self, *, anew: bool = False) -> bool:
        """Build the vector index anew where it lags behind; whether that was done.

        Answers are right before, during and after: what the index lacks is searched exactly.
        """
        with self.writing():
            return self._index.build(self.snapshot(), anew=anew)

    def sweep(self) -> None:
        """Rub out the words of removed text that the full-text index still holds for later."""
        with self._session() as connection, reported(self.folder):
            connection.execute("INSERT INTO words (words) VALUES ('optimize')")

    def mend(self) -> None:
        """Make anew what the catalogue derives from its own tables, and drop what hangs loose."""
        bad = bad_vectors(self.snapshot())
        with self._change() as (connection, number):
            rows.mend(connection, bad, number)


def _prepare(folder: Path, *, make: bool) -> None:
    """Make the catalogue, or upgrade it where an older version of the program wrote it."""
    if make:
        if folder.exists() and not folder.is_dir():
            raise UsageError(
                f"{str(folder)!r} is a file, not a folder.", hint="Name another --library."
            )
        with reported(folder):
            folder.mkdir(parents=True, exist_ok=True)
    elif not catalogue.needs_upgrade(folder):
        return
    with reported(folder), held(folder):
        catalogue.writer(folder).close()


def _delete(connection: sqlite3.Connection, ids: Collection[str]) -> tuple[str, ...]:
    found = [
        (row[0], name)
        for name in sorted(set(ids))
        if (row := connection.execute("SELECT key FROM documents WHERE id = ?", (name,)).fetchone())
    ]
    connection.executemany("DELETE FROM documents WHERE key = ?", [(key,) for key, _ in found])
    return tuple(name for _, name in found)

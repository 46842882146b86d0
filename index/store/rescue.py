"""What can still be read of a catalogue that is damaged, and putting it aside.

The damaged file is moved and copied, never written to and never deleted. A note in the folder says
that a rescue is under way, so that one that was cut off is taken up again.
"""

import shutil
import sqlite3
import struct
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from index.errors import LibraryError
from index.records import Document
from index.store import catalogue, rows
from index.store.contents import Contents, File, Origin, faults
from index.store.lock import held
from index.store.reporting import reported

Read = TypeVar("Read")

_BESIDE = ("", "-wal", "-shm")
_HEADER, _PAGE = 100, 4096
_SIZE_AT, _CHANGES_AT, _VALID_AT = 28, 24, 92
_MOST_KEYS = 100_000
_FILES = "SELECT place, source, sha256 FROM files"
_FEEDBACK = "SELECT at, record FROM feedback ORDER BY number"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remains:
    """What a damaged catalogue still tells.

    `documents` have their text as it was written; of `files` only the place is known.
    """

    documents: tuple[tuple[Document, Origin], ...] = ()
    files: tuple[File, ...] = ()
    feedback: tuple[tuple[str, str], ...] = ()


def begin(folder: Path) -> Path:
    """Put the damaged catalogue of a library aside and make an empty one; where the old one is.

    Raises:
        LibraryLocked: somebody is writing.
        LibraryError: the folder cannot be written.
    """
    with reported(folder), held(folder):
        aside = under_way(folder) or _put_aside(folder)
        catalogue.writer(folder).close()
        return aside


def _put_aside(folder: Path) -> Path:
    """Give the damaged catalogue, and what belongs to it, another name that is noted first."""
    name = _noted(folder) or _free_name(folder)
    (folder / catalogue.RESCUE).write_text(name, encoding="utf-8")
    for end in (*_BESIDE[1:], _BESIDE[0]):
        if (folder / f"{catalogue.FILE}{end}").exists():
            (folder / f"{catalogue.FILE}{end}").replace(folder / f"{name}{end}")
    return folder / name


def _noted(folder: Path) -> str:
    note = folder / catalogue.RESCUE
    return note.read_text(encoding="utf-8").strip() if note.is_file() else ""


def _free_name(folder: Path) -> str:
    stem = f"{catalogue.FILE}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%S}"
    taken = {path.name for path in folder.iterdir()}
    return next(n for i in range(len(taken) + 1) if (n := f"{stem}{'-' * i}") not in taken)


def under_way(folder: Path) -> Path | None:
    """The catalogue of a rescue that was begun and not finished."""
    name = _noted(folder)
    return folder / name if name and (folder / name).is_file() else None


def finish(folder: Path) -> None:
    """Note that the rescue is done."""
    with reported(folder):
        (folder / catalogue.RESCUE).unlink(missing_ok=True)


def remains(aside: Path) -> Remains:
    """What can be read of a catalogue that was put aside."""
    with (
        reported(aside.parent),
        tempfile.TemporaryDirectory(prefix=".rescue-", dir=aside.parent) as scratch,
    ):
        copy = Path(scratch) / catalogue.FILE
        for end in _BESIDE[:2]:
            if (beside := aside.with_name(f"{aside.name}{end}")).is_file():
                shutil.copyfile(beside, copy.with_name(f"{catalogue.FILE}{end}"))
        for mend in (_as_it_is, _with_header):
            mend(copy)
            with closing(_lenient(copy)) as connection:
                found = _read(connection, aside.parent)
            if found != Remains():
                return found
        return Remains()


def _as_it_is(_: Path) -> None:
    """The file may be readable in part."""


def _with_header(copy: Path) -> None:
    """Write the header of a new catalogue over the first bytes of the file."""
    size = copy.stat().st_size
    if size < _PAGE:
        return
    with tempfile.TemporaryDirectory(prefix="new-", dir=copy.parent) as folder:
        catalogue.writer(Path(folder)).close()
        header = bytearray((Path(folder) / catalogue.FILE).read_bytes()[:_HEADER])
    changes = struct.unpack_from(">I", header, _CHANGES_AT)[0]
    struct.pack_into(">I", header, _SIZE_AT, size // _PAGE)
    struct.pack_into(">I", header, _VALID_AT, changes)
    with copy.open("r+b") as file:
        file.write(header)


def _lenient(copy: Path) -> sqlite3.Connection:
    """A connection that reads what it can of a file that ends too early (`writable_schema`)."""
    connection = sqlite3.connect(copy, isolation_level=None)
    connection.execute("PRAGMA writable_schema = ON")
    return connection


def _read(connection: sqlite3.Connection, folder: Path) -> Remains:
    documents = []
    for key in _keys(connection, folder):
        found = _tried(folder, partial(_document, connection, key))
        documents += [found] if found else []
    whole = {file.place for _, origin in documents for file in origin.files}
    files = (File(place=p, source=s, sha256=d) for p, s, d in _rows(connection, folder, _FILES))
    return Remains(
        documents=tuple(documents),
        files=tuple(file for file in files if file.place not in whole),
        feedback=tuple((at, record) for at, record in _rows(connection, folder, _FEEDBACK)),
    )


def _document(connection: sqlite3.Connection, key: int) -> tuple[Document, Origin] | None:
    """A readable document whose text and pages are as they were written."""
    document, origin = rows.read_document(connection, key), rows.read_origin(connection, key)
    if document.state == "unreadable" or faults(Contents(document=document, origin=origin)):
        return None
    return document, origin


def _keys(connection: sqlite3.Connection, folder: Path) -> list[int]:
    """Keys of the documents; each is tried where the table cannot be gone through."""
    found = _tried(folder, lambda: connection.execute("SELECT key FROM documents").fetchall())
    if found is not None:
        return sorted(key for (key,) in found)
    return [
        key for key in range(1, _MOST_KEYS) if _tried(folder, partial(_is_there, connection, key))
    ]


def _is_there(connection: sqlite3.Connection, key: int) -> bool:
    row = connection.execute("SELECT 1 FROM documents WHERE key = ?", (key,)).fetchone()
    return row is not None


def _rows(connection: sqlite3.Connection, folder: Path, query: str) -> list[tuple[str, ...]]:
    """The rows that a query gives, up to the first that cannot be read."""
    found: list[tuple[str, ...]] = []
    cursor = _tried(folder, lambda: connection.execute(query))
    while cursor is not None and (row := _tried(folder, cursor.fetchone)):
        found += [row] if all(isinstance(value, str) for value in row) else []
    return found


def _tried(folder: Path, read: Callable[[], Read]) -> Read | None:
    """What can be read; None where it cannot."""
    try:
        with reported(folder):
            return read()
    except LibraryError:
        return None

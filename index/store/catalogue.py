"""The catalogue: one SQLite file that owns everything the library knows.

Documents, pages, sentences, passages, facts, vectors, the full-text index over the passages, and
feedback. It is written in transactions by one writer and read by any number of readers, each of
which sees one finished state (write-ahead log). Whatever else the library folder holds is derived
from this file and can be made again from it.
"""

import os
import secrets
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from index.errors import LibraryMissing, LibraryVersion
from index.store.reporting import reported

FILE = "library.db"
VECTORS = "vectors"
RESCUE = "rescue"
"""Note in the folder that the catalogue was damaged, put aside and is being made anew."""
SCHEMA_VERSION = 1
_APPLICATION = 0x43_51_41_31  # "CQA1": tells a library from any other SQLite file
_BUSY_SECONDS = 30.0

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    source TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    text TEXT NOT NULL,
    text_sha256 TEXT NOT NULL,
    records_sha256 TEXT NOT NULL,
    identity TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('ready', 'embedding', 'unreadable')),
    reason TEXT,
    origin TEXT NOT NULL,
    pipeline TEXT NOT NULL,
    revision INTEGER NOT NULL,
    vectors_revision INTEGER NOT NULL
);
CREATE INDEX documents_by_text ON documents (text_sha256);
CREATE TABLE files (
    place TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    number INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX files_by_document ON files (document);
CREATE TABLE pages (
    document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    PRIMARY KEY (document, number)
) WITHOUT ROWID;
CREATE TABLE sentences (
    document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    paragraph INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    PRIMARY KEY (document, number)
) WITHOUT ROWID;
CREATE TABLE passages (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    heading TEXT NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX passages_by_document ON passages (document, start);
CREATE TABLE facts (
    document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (document, number)
) WITHOUT ROWID;
CREATE TABLE vectors (
    passage INTEGER PRIMARY KEY REFERENCES passages (key) ON DELETE CASCADE,
    data BLOB NOT NULL
);
CREATE VIRTUAL TABLE words USING fts5 (
    text, heading, content = 'passages', content_rowid = 'key',
    tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE TRIGGER passages_added AFTER INSERT ON passages BEGIN
    INSERT INTO words (rowid, text, heading) VALUES (new.key, new.text, new.heading);
END;
CREATE TRIGGER passages_removed AFTER DELETE ON passages BEGIN
    INSERT INTO words (words, rowid, text, heading)
    VALUES ('delete', old.key, old.text, old.heading);
END;
CREATE TABLE feedback (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    record TEXT NOT NULL
);
"""

MIGRATIONS: Mapping[int, str] = {}
"""SQL that lifts a library of the version that is the key to the next version."""


def exists(folder: Path) -> bool:
    """Whether a library was ever made in `folder`."""
    file = folder / FILE
    return (file.is_file() and file.stat().st_size > 0) or is_emptied(folder)


def is_emptied(folder: Path) -> bool:
    """Whether the catalogue of a library in use holds nothing, or was put aside and not yet made.

    A catalogue whose making was just begun is empty too, where nothing else is there.
    """
    file = folder / FILE
    if not file.exists():
        return (folder / RESCUE).is_file()
    in_use = (folder / VECTORS).is_dir() or (folder / RESCUE).is_file()
    return file.is_file() and file.stat().st_size == 0 and in_use


def require_content(folder: Path) -> None:
    """Refuse a library whose catalogue was emptied: it is neither missing nor a new one.

    Raises:
        LibraryDamaged: it was.
    """
    with reported(folder):
        if is_emptied(folder):
            raise sqlite3.DatabaseError("it is empty")


def reader(folder: Path) -> sqlite3.Connection:
    """A connection that can only read, also where the folder cannot be written.

    Raises:
        LibraryMissing: there is no library.
        LibraryVersion: another version of the program wrote it.
        LibraryError: it cannot be opened.
    """
    require_content(folder)
    if not exists(folder):
        raise LibraryMissing(
            f"There is no library in {str(folder)!r}.",
            hint="Make one with 'councilqa add FOLDER', or name another with --library.",
        )
    with reported(folder):
        connection = _open_to_read(folder)
        _require_version(connection, folder)
        return connection


def _open_to_read(folder: Path) -> sqlite3.Connection:
    try:
        return _open(folder, "mode=ro")
    except sqlite3.OperationalError:
        # A write-ahead log needs files beside the catalogue. Where none can be made and none was
        # left behind, the catalogue itself is the whole truth.
        log = folder / f"{FILE}-wal"
        if log.exists() and log.stat().st_size > 0:
            raise
        return _open(folder, "mode=ro&immutable=1")


def edition(folder: Path) -> tuple[int, ...]:
    """Tells one catalogue file from another put in its place.

    Where nobody here can write, nothing else shows that somebody elsewhere did.
    """
    with reported(folder):
        found = (folder / FILE).stat()
    live = os.access(folder, os.W_OK)
    return (found.st_dev, found.st_ino, *(() if live else (found.st_size, found.st_mtime_ns)))


def fold(folder: Path) -> None:
    """Bring what the write-ahead log holds into the catalogue, unless somebody is using it.

    Nothing depends on it but tidiness: a library at rest is one file.
    """
    log = folder / f"{FILE}-wal"
    try:
        if log.is_file():
            connection = _open(folder, "mode=rw")
            connection.execute("PRAGMA busy_timeout = 0")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.close()
    except (sqlite3.DatabaseError, OSError):
        return


def needs_upgrade(folder: Path) -> bool:
    """Whether an older version of the program wrote the library, or its making was cut off."""
    with reported(folder):
        if not exists(folder):
            return False
        with closing(_open_to_read(folder)) as connection:
            return version(connection) < SCHEMA_VERSION


def writer(folder: Path) -> sqlite3.Connection:
    """A connection that writes; the caller holds the lock. Makes or upgrades the schema.

    Raises:
        LibraryVersion: a newer version of the program wrote the library.
        LibraryError: the folder cannot be written.
    """
    with reported(folder):
        connection = _open(folder, "mode=rwc")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")
        if version(connection) == 0:
            _require_empty(connection, folder)
            connection.execute("PRAGMA journal_mode = WAL")
            _create(connection)
        upgrade(connection, MIGRATIONS, SCHEMA_VERSION)
        _require_version(connection, folder)
        return connection


def _require_empty(connection: sqlite3.Connection, folder: Path) -> None:
    if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        connection.close()
        raise LibraryVersion(
            f"{FILE!r} in {str(folder)!r} is the database of another program.",
            hint="Choose another folder with --library.",
        )


def _open(folder: Path, mode: str) -> sqlite3.Connection:
    address = f"file:{quote(str((folder / FILE).absolute()))}?{mode}"
    connection = sqlite3.connect(
        address, uri=True, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection


def version(connection: sqlite3.Connection) -> int:
    """The schema version of the library; 0 where its making was cut off or it is not ours."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _require_version(connection: sqlite3.Connection, folder: Path) -> None:
    found = version(connection)
    if found == SCHEMA_VERSION:
        return
    connection.close()
    if found == 0:
        raise LibraryMissing(
            f"The library in {str(folder)!r} was never finished.",
            hint="Make it with 'councilqa add FOLDER'.",
        )
    older = found < SCHEMA_VERSION
    raise LibraryVersion(
        f"The library {str(folder)!r} has format {found}; this program reads {SCHEMA_VERSION}.",
        hint="Open it once where it can be written, for example with 'councilqa check --repair'."
        if older
        else "Use the newer program that wrote it, or add the documents to another --library.",
    )


def _create(connection: sqlite3.Connection) -> None:
    with transaction(connection):
        for statement in _statements(SCHEMA):
            connection.execute(statement)
        values = [("library", secrets.token_hex(16)), ("generation", "0")]
        connection.executemany("INSERT INTO meta VALUES (?, ?)", values)
        connection.execute(f"PRAGMA application_id = {_APPLICATION}")
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def upgrade(connection: sqlite3.Connection, migrations: Mapping[int, str], target: int) -> None:
    """Lift an older library to format `target`, all steps in one transaction or none."""
    start = version(connection)
    if not 0 < start < target or any(step not in migrations for step in range(start, target)):
        return
    with transaction(connection):
        for step in range(start, target):
            for statement in _statements(migrations[step]):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {target}")


def _statements(script: str) -> Sequence[str]:
    """The statements of a script, so that they run inside a transaction of ours."""
    found, statement = [], ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            found.append(statement)
            statement = ""
    return found


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of it or nothing of it, also when interrupted."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def meta(connection: sqlite3.Connection, key: str) -> str | None:
    """One value of the library's own record of itself."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return row and str(row[0])


def set_meta(connection: sqlite3.Connection, key: str, value: str) -> None:
    """Write one value of the library's own record of itself."""
    connection.execute(
        "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (key, value),
    )


def generation(connection: sqlite3.Connection) -> int:
    """Number of the last change; it only grows."""
    return int(meta(connection, "generation") or 0)

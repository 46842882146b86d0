"""What the disk and SQLite report, as errors that say what to do."""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import LibraryDamaged, LibraryError
from index.store.lock import locked


@contextmanager
def reported(folder: Path) -> Iterator[None]:
    """Turn what the disk or SQLite reports into an error that says what to do."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except sqlite3.DatabaseError as error:
        raise _database_error(error, folder) from error
    except OSError as error:
        raise _disk_error(error, folder) from error
    except UnicodeDecodeError as error:  # where a damaged page is read as text
        raise _damaged(error, folder) from error


def _disk_error(error: OSError, folder: Path) -> LibraryError:
    """The library's error for what the operating system reported."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _full(folder)
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return _read_only(folder)
    return LibraryError(
        f"The library {str(folder)!r} cannot be used: {error.strerror or error}.",
        hint="Check the folder and the disk it lies on.",
    )


def _full(folder: Path) -> LibraryError:
    return LibraryError(
        f"The disk that holds the library {str(folder)!r} is full; what was added before is kept.",
        hint="Free some space and run the same command again: it goes on where it was.",
    )


def _read_only(folder: Path) -> LibraryError:
    return LibraryError(
        f"The library {str(folder)!r} cannot be written.",
        hint="Check the rights of the folder, or choose another one with --library.",
    )


def _damaged(error: Exception, folder: Path) -> LibraryDamaged:
    return LibraryDamaged(
        f"The catalogue of the library {str(folder)!r} is damaged ({str(error)[:80]}).",
        hint="Run 'councilqa check --repair'; if that fails, move the folder away and add the "
        "documents again.",
    )


def _database_error(error: sqlite3.DatabaseError, folder: Path) -> LibraryError:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)  # none: text not in UTF-8
    if code == sqlite3.SQLITE_IOERR_SHORT_READ:
        return _damaged(error, folder)
    code &= 0xFF
    if code == sqlite3.SQLITE_FULL:
        return _full(folder)
    opens = code != sqlite3.SQLITE_CANTOPEN
    if code == sqlite3.SQLITE_READONLY or not (opens or os.access(folder, os.W_OK)):
        return _read_only(folder)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return locked(folder)
    # our statements are fixed, so an error in one is a table that is not as it was made
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR):
        return _damaged(error, folder)
    return LibraryError(
        f"The catalogue of the library {str(folder)!r} cannot be used ({error}).",
        hint="Check the folder, its rights and the disk it lies on.",
    )

"""One writer at a time: an advisory lock on a file of the library folder.

The lock belongs to the open file, so the system gives it back when the process ends, however it
ends. The file holds the process id of the writer, for the message that another writer gets.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import LibraryLocked

LOCK_FILE = "lock"

if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30  # a locked range cannot be read there, so the byte lies far behind the number

    def _acquire(handle: int) -> None:
        os.lseek(handle, _FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

    def _release(handle: int) -> None:
        os.lseek(handle, _FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _acquire(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _release(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold the write lock of the library in `folder`.

    Raises:
        LibraryLocked: another writer holds it, in this process or in another.
        OSError: the lock file cannot be written.
    """
    handle = os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            _acquire(handle)
        except (BlockingIOError, PermissionError) as error:
            raise locked(folder, _writer(handle)) from error
        _write(handle, str(os.getpid()))
        try:
            yield
        finally:
            _write(handle, "")
            _release(handle)
    finally:
        os.close(handle)


def locked(folder: Path, pid: str = "") -> LibraryLocked:
    """The error that a second writer gets, with the process id of the first where it is known."""
    who = f"process {pid}" if pid else "another writer"
    return LibraryLocked(
        f"The library {str(folder)!r} is being written by {who}.",
        hint="Wait until it is done and try again; asking questions works meanwhile.",
    )


def _writer(handle: int) -> str:
    os.lseek(handle, 0, os.SEEK_SET)
    return os.read(handle, 20).decode("ascii", "replace").strip()


def _write(handle: int, text: str) -> None:
    os.lseek(handle, 0, os.SEEK_SET)
    os.write(handle, text.encode("ascii"))
    os.ftruncate(handle, len(text))

"""Files from a browser -> documents of the library, where writing is allowed."""

import re
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from index.embed import Embedder
from index.errors import CouncilqaError, LibraryError, LibraryLocked, UnsupportedFormat
from index.folder import path_of
from index.load import SUFFIXES
from index.store import Library
from index.sync import Progress, Summary, add, remove

UPLOADS = "uploads"
"""Folder inside the library that keeps the files that came by a browser."""
LARGEST = 25_000_000
"""Bytes of one request that brings files."""


class LibraryWriter:
    """Writes to the library in a folder; one change at a time."""

    suffixes = SUFFIXES

    def __init__(self, folder: Path, embedder: Callable[[], Embedder]) -> None:
        """Write to `folder`; the embedder is made when the first file comes."""
        self._folder = folder
        self._embedder = embedder
        self._turn = threading.Lock()

    def add(
        self,
        files: Sequence[tuple[str, Path]],
        progress: Callable[[Progress], None] | None = None,
    ) -> Summary:
        """Keep the files inside the library and add them; a file of the same name is replaced.

        Raises:
            UnsupportedFormat: a name does not end as a kind of file that can be read.
            LibraryLocked: somebody else is writing.
        """
        names = [safe_name(name) for name, _ in files]
        with self._writing() as library:
            kept = self._folder / UPLOADS
            new = [kept / name for name in names if not (kept / name).exists()]
            try:
                paths = _copied(kept, names, [place for _, place in files])
                return add(library, paths, embedder=self._embedder(), progress=progress)
            except CouncilqaError:
                _drop(new)
                raise

    def remove(self, ids: Sequence[str]) -> tuple[str, ...]:
        """Remove documents, with those of their files that came by a browser; the ids that went.

        Raises:
            LibraryLocked: somebody else is writing.
            UnknownDocument: one of them is not there; then none goes.
        """
        with self._writing() as library:
            origins = library.origins()
            gone = remove(library, ids)
            places = [file.place for name in gone for file in origins[name].files]
            files = [path_of(place, self._folder) for place in places]
            _drop([file for file in files if file.parent == (self._folder / UPLOADS).resolve()])
            return gone

    @contextmanager
    def _writing(self) -> Iterator[Library]:
        with self._alone(), Library.open(self._folder, writable=True) as library, library.writing():
            yield library

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if not self._turn.acquire(blocking=False):
            raise LibraryLocked(
                "Documents are being added already.", hint="Wait until that is done."
            )
        try:
            yield
        finally:
            self._turn.release()


def _copied(folder: Path, names: Sequence[str], places: Sequence[Path]) -> list[Path]:
    try:
        folder.mkdir(exist_ok=True)
        return [
            Path(shutil.copyfile(place, folder / name))
            for name, place in zip(names, places, strict=True)
        ]
    except OSError as error:
        raise LibraryError(
            f"The files cannot be kept in {str(folder)!r}: {error.strerror}.",
            hint="Make room on the disk, or check the rights of the folder.",
        ) from error


def _drop(files: Sequence[Path]) -> None:
    """Delete files; one that cannot be deleted stays where it is and does no harm."""
    for file in files:
        with suppress(OSError):
            file.unlink()


def safe_name(name: str) -> str:
    """The last part of a file's name without anything that means something to a file system.

    Raises:
        UnsupportedFormat: it does not end as a kind of file that can be read.
    """
    last = re.split(r"[/\\]", name)[-1]
    clean = re.sub(r"[^\w.() -]+", "_", last).strip(" .")
    stem, dot, suffix = clean.rpartition(".")
    if not stem or f".{suffix.lower()}" not in SUFFIXES:
        kinds = ", ".join(sorted(SUFFIXES))
        raise UnsupportedFormat(
            f"{last[:80]!r} is no kind of file that can be read.", hint=f"Send one of {kinds}."
        )
    return f"{stem[:100]}{dot}{suffix.lower()}"

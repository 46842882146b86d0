"""Files from a browser -> documents of the library, where writing is allowed."""

import re
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from index.embed import Embedder
from index.errors import LibraryLocked, UnsupportedFormat
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
        with self._alone():
            kept = self._folder / UPLOADS
            kept.mkdir(exist_ok=True)
            paths = []
            for name, (_, source) in zip(names, files, strict=True):
                paths.append(kept / name)
                shutil.copyfile(source, paths[-1])
            with Library.open(self._folder, writable=True) as library:
                return add(library, paths, embedder=self._embedder(), progress=progress)

    def remove(self, ids: Sequence[str]) -> tuple[str, ...]:
        """Remove documents; the ids of those that went.

        Raises:
            LibraryLocked: somebody else is writing.
        """
        with self._alone(), Library.open(self._folder, writable=True) as library:
            return remove(library, ids)

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

"""Where the library is and how it opens: made from the seeds on first use, if nobody chose one."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Self, TextIO

from index.errors import LibraryLocked, LibraryMissing
from rag.settings import LIBRARY, Settings
from rag.shown.plain import visible

if TYPE_CHECKING:
    from index.embed import Embedder
    from index.store import Library, Snapshot
    from index.sync import Progress
    from rag.web.desk import Answering

UNFINISHED = "unfinished"
"""File in a library that is still being made from the seeds, so that a cut-off start goes on."""
_PATIENCE = 300.0  # seconds that one process waits while another makes the library
_PAUSE = 0.2
_LINE_EVERY = 5.0  # seconds between two lines of progress where lines cannot be overwritten


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What the commands work with. Each takes time to load and is made where it is needed."""

    assistant: Callable[[Path], "Answering"]
    embedder: Callable[[], "Embedder"]
    serve: Callable[["Answering", str, int | None, Sequence[str]], None]

    @classmethod
    def real(cls, settings: Settings) -> Self:
        """The tools of the installed program, as the settings have them."""
        return cls(assistant=partial(_assistant, settings), embedder=_embedder, serve=_serve)


def _assistant(settings: Settings, folder: Path) -> "Answering":
    from rag.assistant import Assistant
    from rag.model import configured

    return Assistant.open(folder, model=configured(settings))


def _embedder() -> "Embedder":
    from index.embed import MiniLM

    return MiniLM.load()


def _serve(assistant: "Answering", host: str, port: int | None, names: Sequence[str]) -> None:
    from rag.web.serve import serve

    serve(assistant, host, port, hosts=names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The library's folder, and what it is made from on first use: None where it was chosen."""

    folder: Path
    seeds: Path | None


def place(chosen: Path, here: Path) -> Place:
    """Where the library is; the default one, `library` in `here`, is made from the seeds.

    The seeds are those that lie in `here`, or else those of the project.
    """
    folder = here / chosen.expanduser()
    if folder != here / LIBRARY:
        return Place(folder=folder, seeds=None)
    project = Path(__file__).resolve().parents[1]
    seeds = (parent / "seeds" for parent in (here, project))
    return Place(folder=folder, seeds=next((s for s in seeds if s.is_dir()), None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """What one command has at hand: where it writes, where the library is, and its tools."""

    out: TextIO
    err: TextIO
    place: Place
    settings: Settings
    tools: Tools

    def say(self, message: str) -> None:
        """Write a line for a person, beside the result."""
        print(message, file=self.err, flush=True)

    def ready(self) -> Path:
        """The folder of the library, which is made from the seeds where it is missing.

        Raises:
            LibraryMissing: it is missing, and there is nothing to make it from.
            LibraryError: it cannot be made.
        """
        from index.store.catalogue import exists

        folder, seeds = self.place.folder, self.place.seeds
        missing = not exists(folder)
        if missing and seeds is None:
            raise LibraryMissing(
                f"There is no library in {str(folder)!r}.",
                hint="Make one with 'councilqa add FOLDER', or name another with --library.",
            )
        if seeds and (missing or (folder / UNFINISHED).exists()):
            self._make(folder, seeds)
        return folder

    def assistant(self) -> "Answering":
        """The assistant over the library."""
        return self.tools.assistant(self.ready())

    @contextmanager
    def library(self, *, writable: bool = False) -> Iterator["Library"]:
        """The library, open."""
        from index.store import Library

        with Library.open(self.ready(), writable=writable) as library:
            yield library

    @contextmanager
    def snapshot(self) -> Iterator["Snapshot"]:
        """The library as it stands, to read from."""
        with self.library() as library:
            yield library.snapshot()

    def _make(self, folder: Path, seeds: Path) -> None:
        from index.store.catalogue import exists
        from index.store.reporting import reported

        mark = folder / UNFINISHED
        with reported(folder):
            folder.mkdir(parents=True, exist_ok=True)
            mark.touch()
        self.say(f"Making the library {str(folder)!r} from {str(seeds)!r} (this happens once).")
        until = time.monotonic() + _PATIENCE
        while mark.exists() or not exists(folder):
            try:
                self._fill(folder, seeds)
                mark.unlink(missing_ok=True)
            except LibraryLocked:  # another process makes it
                if time.monotonic() > until:
                    raise
                time.sleep(_PAUSE)

    def _fill(self, folder: Path, seeds: Path) -> None:
        from index.store import Library
        from index.sync import add

        with (
            Library.open(folder, writable=True, create=True) as library,
            closing(Ticker(self.err)) as ticker,
        ):
            summary = add(library, [seeds], embedder=self.tools.embedder(), progress=ticker)
        for source, reason, hint in summary.failed:
            self.say(failure_line(source, reason, hint))


def failure_line(source: str, reason: str, hint: str) -> str:
    """Why a file was not added, and what to do, on one line."""
    return visible(f"{source}: {reason.rstrip('.')}. {hint}".rstrip())


class Ticker:
    """Writes how far a long run has come: over the same line on a terminal, else now and then."""

    def __init__(self, err: TextIO) -> None:
        """Write to `err`."""
        self._err = err
        self._terminal = err.isatty()
        self._written = 0.0
        self._stage = ""

    def __call__(self, progress: "Progress") -> None:
        """Take note of the progress, and write it where it is time."""
        words = {"read": "Reading files", "embed": "Embedding passages", "index": "Indexing"}
        left = progress.seconds_left
        rest = f", about {left:.0f} s left" if left is not None and left >= 1 else ""
        stage = words.get(progress.stage, progress.stage.capitalize())
        self.line(progress.stage, f"{stage}: {progress.done:,} of {progress.total:,}{rest}")

    def line(self, stage: str, text: str) -> None:
        """Write `text` where it is time for it: a new stage, a terminal, or a while later."""
        now = time.monotonic()
        if self._terminal:
            self._err.write(f"\r\x1b[K{text}")
            self._err.flush()
        elif stage != self._stage or now - self._written >= _LINE_EVERY:
            print(text, file=self._err, flush=True)
            self._written = now
        self._stage = stage

    def close(self) -> None:
        """End the line that was written over."""
        if self._terminal and self._stage:
            self._err.write("\r\x1b[K")
            self._err.flush()

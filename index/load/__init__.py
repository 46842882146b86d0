"""Files -> Loaded: canonical text from PDF, HTML, Word, Markdown and plain text files.

The kind of a file is told by what it holds: a PDF named .txt is read as a PDF. Files are read in
worker processes with limits (`index.load.limits`), so that none can crash or hang the program.
"""

import atexit
import base64
import stat
from functools import cache
from pathlib import Path
from typing import Any

from index.errors import LoadError, NoText, TooLarge
from index.load.limits import MAX_BYTES, Pool
from index.load.sniff import HEAD, kind
from index.records import Loaded, Page, Place

__all__ = ["SUFFIXES", "boxes", "load", "place", "render"]

SUFFIXES = frozenset(
    {".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".pdf", ".docx"}
)


def load(path: Path) -> Loaded:
    """The canonical text of the file at `path`, its pages, and what its own metadata says.

    Safe on any file and from any thread. Worker processes are kept for the next call and end when
    idle for a minute.

    Raises:
        UnsupportedFormat: no loader reads this kind of file.
        TooLarge: over a limit of size, pages, time or memory.
        NoText: read, and holds no text, such as a scan.
        LoadError: anything else that keeps it from being read.
    """
    try:
        found = kind(_head(path), path.suffix)
    except LoadError as error:
        raise type(error)(f"{path.name!r}: {error.message}", hint=error.hint) from error
    request = {"do": "load", "format": found, "path": str(path.absolute())}
    return _loaded(_pool().ask(request, name=path.name)["loaded"])


def render(path: Path, page: int, *, scale: float = 1.5) -> bytes:
    """The image (PNG) of a page, from 1, of the PDF at `path`; `scale` 1 is 72 dots to the inch.

    Raises:
        LoadError: no such page, or the page cannot be drawn within the limits.
    """
    request = {"do": "render", "path": str(path.absolute()), "of": {"page": page, "scale": scale}}
    return base64.b64decode(_pool().ask(request, name=path.name)["png"])


def boxes(
    path: Path, page: int, quote: str, *, occurrence: int = 0
) -> tuple[tuple[float, float, float, float], ...]:
    """Where `quote` stands on a page, from 1, of the PDF at `path`.

    Each box is (left, top, width, height) as shares of the page's width and height, from its top
    left corner, one a line. Where the page says the quote more than once, `occurrence` counts them
    from 0. A quote that runs over the page's end gives the boxes of the part on this page. Empty
    where it is not found.

    Raises:
        LoadError: the page cannot be read within the limits.
    """
    of = {"page": page, "quote": quote, "occurrence": occurrence}
    request = {"do": "boxes", "path": str(path.absolute()), "of": of}
    found = _pool().ask(request, name=path.name)["shares"]
    return tuple((left, top, width, height) for left, top, width, height in found)


def place(path: Path, page: int, quote: str, *, before: str = "") -> Place:
    """Where `quote` stands on a page, from 1, of the PDF at `path`, in the page's own points.

    Where the page says it more than once, the text that stands `before` it there tells which is
    meant.

    Raises:
        LoadError: the page cannot be read within the limits.
    """
    of = {"page": page, "quote": quote, "before": before}
    request = {"do": "boxes", "path": str(path.absolute()), "of": of}
    found = _pool().ask(request, name=path.name)
    width, height = found["size"]
    boxes = tuple((left, bottom, right, top) for left, bottom, right, top in found["points"])
    shares = tuple((left, top, wide, high) for left, top, wide, high in found["shares"])
    return Place(page=page, width=width, height=height, boxes=boxes, shares=shares)


@cache
def _pool() -> Pool:
    """The workers of this process, ended with it."""
    pool = Pool()
    atexit.register(pool.close)
    return pool


def _head(path: Path) -> bytes:
    """The first bytes of the regular file at `path`, whose size is within the limit."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise LoadError("It is no regular file.", hint="Add a file or a folder of files.")
        if status.st_size > MAX_BYTES:
            size, most = status.st_size / 1e6, MAX_BYTES / 1e6
            message = f"It holds {size:.0f} MB, and at most {most:.0f} are read."
            raise TooLarge(message, hint="Split it, or save it without images.")
        if status.st_size == 0:
            raise NoText("The file is empty.", hint="Check that it is the file you meant.")
        with path.open("rb") as file:
            return file.read(HEAD)
    except (OSError, ValueError) as error:
        raise _unopened(error) from error


def _unopened(error: OSError | ValueError) -> LoadError:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return LoadError(f"It cannot be opened: {reason}.", hint="Check its name and who may read it.")


def _loaded(data: dict[str, Any]) -> Loaded:
    """A worker's answer as a record."""
    return Loaded(**(data | {"pages": tuple(Page(**page) for page in data["pages"])}))

"""A span of a document -> where it stands on the pages of the PDF that it was read from."""

from collections.abc import Sequence
from pathlib import Path

from index.errors import LoadError, UsageError
from index.folder import digest, path_of
from index.load import place
from index.records import Document, Page, Place
from index.store import File


def places(
    document: Document, files: Sequence[File], *, library: Path, start: int, end: int
) -> tuple[Place, ...]:
    """The boxes of the characters `start:end` of a document, a place for each page they stand on.

    Args:
        document: the document with its text and pages.
        files: the files that hold it, from its origin; the first that still does is looked into.
        library: the folder of the library, from which the files are found.
        start: first character of the span.
        end: one past the last character of the span.

    Raises:
        UsageError: there is no such span, or the document has no pages.
        LoadError: its file has gone or changed, or cannot be read within the limits.
    """
    if not 0 <= start < end <= len(document.text):
        message = f"{document.id!r} has no characters {start} to {end}."
        raise UsageError(message, hint=f"It has {len(document.text)}, counted from 0.")
    if not document.pages:
        raise UsageError(f"{document.id!r} has no pages.", hint="Only PDF files have places.")
    path = file_of(document, files, library=library)
    pages = [page for page in document.pages if page.start < end and start < page.end]
    return tuple(on_page(path, document.text, page, start, end) for page in pages)


def on_page(path: Path, text: str, page: Page, start: int, end: int) -> Place:
    """Where the part of `start:end` that is on a page of the file at `path` stands there.

    Raises:
        LoadError: the page cannot be read within the limits.
    """
    first, last = max(start, page.start), min(end, page.end)
    return place(path, page.number, text[first:last], before=text[page.start : first])


def file_of(document: Document, files: Sequence[File], *, library: Path) -> Path:
    """The file that still holds the very bytes that a document was read from.

    Raises:
        LoadError: it has gone or changed.
    """
    changed = False
    for file in files:
        path = path_of(file.place, library)
        try:
            if digest(path) == document.sha256:
                return path
        except OSError:
            continue
        changed = True
    what = "has changed since" if changed else "is not where it was"
    raise LoadError(
        f"The file that {document.id!r} was read from {what}.",
        hint="Run 'councilqa add' on its folder again.",
    )

"""From the text of a file to all that is stored of it: identify, split, extract."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from index import extract, split
from index.errors import CouncilqaError
from index.identify import identify
from index.plan import Task
from index.records import Document, Loaded
from index.store import Contents, Origin

PIPELINE = "22"
"""Version of loading, splitting, identifying and extracting together. A change of any of them that
changes what they give is a change of this string, and the next `add` makes the records anew."""

_PASSAGE_LIMIT = 200


def contents(task: Task, loaded: Loaded) -> Contents:
    """All records of a document but its passages, which `cut` makes."""
    document = Document(
        id=task.id,
        title=loaded.title or task.hints.get("title") or task.seen.found.stem,
        source=task.seen.found.source,
        sha256=task.seen.sha256 or "",
        text=loaded.text,
        identity=identify(loaded, hints=task.hints, name=task.seen.found.path.name),
        pages=loaded.pages,
        state="embedding",
    )
    sentences = split.sentences(document.id, document.text)
    return Contents(
        document=document,
        sentences=sentences,
        facts=extract.facts(document, sentences),
        origin=origin(task.hints, loaded),
    )


def cut(contents: Contents, count: Callable[[str], int]) -> Contents:
    """With the passages; `count` gives the word pieces that a text costs the embedder."""
    document, sentences = contents.document, contents.sentences
    passages = split.passages(
        document.id, document.text, sentences, count=count, limit=_PASSAGE_LIMIT
    )
    return replace(contents, passages=passages)


def unreadable(task: Task, error: CouncilqaError) -> Contents:
    """What stands in the library for a file that could not be read."""
    nothing = Loaded(text="")
    document = Document(
        id=task.id,
        title=task.hints.get("title") or task.seen.found.stem,
        source=task.seen.found.source,
        sha256=task.seen.sha256 or "",
        text="",
        identity=identify(nothing, hints=task.hints),
        state="unreadable",
        reason=error.message,
    )
    return Contents(document=document, origin=origin(task.hints, nothing))


def origin(hints: Mapping[str, str], loaded: Loaded) -> Origin:
    """What must be kept to derive the records again without the file."""
    return Origin(
        pipeline=PIPELINE,
        hints=hints,
        title=loaded.title,
        published=loaded.published,
        made=loaded.made,
        publisher=loaded.publisher,
    )

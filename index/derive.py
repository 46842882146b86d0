"""From a file to all that is stored of it: load, identify, split, extract."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from index import extract, split
from index.errors import CouncilqaError, LoadError, NoText
from index.identify import identify
from index.load import load
from index.plan import Task
from index.records import Document, Loaded
from index.store import Contents, Origin

PIPELINE = "10"
"""Version of loading, splitting, identifying and extracting together. A change of any of them that
changes what they give is a change of this string, and the next `add` makes the records anew."""

_PASSAGE_LIMIT = 200
_READ_AT_ONCE = 2
_READ_AHEAD = 4


def read(tasks: Iterable[Task]) -> Iterator[tuple[Task, Loaded | CouncilqaError]]:
    """Each task in order with what its file holds, or with why it cannot be read.

    The loaders work in processes of their own, so a few files are read ahead meanwhile.
    """
    pool = ThreadPoolExecutor(_READ_AT_ONCE, thread_name_prefix="load")
    waiting: deque[tuple[Task, Future[Loaded | CouncilqaError]]] = deque()
    try:
        for task in tasks:
            waiting.append((task, pool.submit(_read, task.seen.found.path)))
            if len(waiting) > _READ_AHEAD:
                first, outcome = waiting.popleft()
                yield first, outcome.result()
        while waiting:
            first, outcome = waiting.popleft()
            yield first, outcome.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _read(path: Path) -> Loaded | CouncilqaError:
    try:
        loaded = load(path)
    except CouncilqaError as error:
        return error
    except OSError as error:
        return LoadError(f"{path.name!r} cannot be read: {error.strerror or error}.")
    if not loaded.text.strip():
        return NoText(f"{path.name!r} holds no text.")
    return loaded


def contents(task: Task, loaded: Loaded, *, count: Callable[[str], int]) -> Contents:
    """All records of a document; `count` gives the word pieces that a text costs the embedder."""
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
    passages = split.passages(
        document.id, document.text, sentences, count=count, limit=_PASSAGE_LIMIT
    )
    return Contents(
        document=document,
        sentences=sentences,
        passages=passages,
        facts=extract.facts(document, sentences),
        origin=origin(task.hints, loaded),
    )


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

"""Making the library agree with a folder.

    add:  list files ─→ plan (by content) ─→ read ─→ identify, split, facts ─→ put   (searchable)
                                                     vectors of what has none ─→ put  (ready)
                                                     vector index, where it lags

Each document is one transaction and every step looks only at what is still missing, so a run that
is cut off at any moment is taken up by the next one.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.derive import PIPELINE
from index.embed import Embedder
from index.errors import LibraryDamaged, UnknownDocument
from index.folder import is_gone, listing, path_of
from index.load import SUFFIXES
from index.progress import Clock, Progress, Report
from index.records import Passage
from index.run import Run
from index.store import Library, Problem
from index.store import rescue as rescuing
from index.store.check import problems
from index.store.rescue import Remains

__all__ = ["PIPELINE", "Problem", "Progress", "Summary", "add", "check", "remove", "rescue"]

_EMBEDDED_AT_ONCE = 32
_ROUNDS = 2  # what lies under a mended fault may come to light only then


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a run did: ids of documents, (source, id) of duplicates, (source, reason, hint)."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    duplicates: tuple[tuple[str, str], ...] = ()
    failed: tuple[tuple[str, str, str], ...] = ()


def add(
    library: Library,
    paths: Sequence[Path],
    *,
    embedder: Embedder,
    prune: bool = False,
    progress: Report | None = None,
) -> Summary:
    """Bring files and folders into the library; with `prune`, take out what has gone from them.

    Documents can be searched by words as soon as they are read; vectors follow. A file that cannot
    be read is named in the summary, stays in the library as `unreadable`, and the rest go on.

    Raises:
        LibraryLocked: another writer is at work.
        LibraryError: the disk is full or cannot be written; what is done so far stays.
    """
    report = progress or _silent
    with library.writing():
        listed = listing(paths, library=library.folder, suffixes=SUFFIXES)
        library.use_embedder(embedder.name)
        run = Run(library, embedder.count)
        run.read(listed, report)
        if prune:
            run.prune(listed)
        if run.changed or run.removed:
            library.sweep()
        _complete(library, embedder, report)
    return Summary(
        added=tuple(sorted(run.added)),
        changed=tuple(sorted(run.changed)),
        unchanged=tuple(sorted(run.unchanged)),
        removed=tuple(sorted(run.removed)),
        duplicates=tuple(sorted(run.duplicates)),
        failed=tuple(sorted(run.failed)),
    )


def remove(library: Library, ids: Collection[str]) -> tuple[str, ...]:
    """Take documents out, with all that belongs to them; the ids, sorted.

    Raises:
        UnknownDocument: one of them is not there; then none is taken out.
    """
    with library.writing():
        known = {d.id for d in library.snapshot().documents}
        if missing := sorted(set(ids) - known):
            raise UnknownDocument(
                f"There is no document {missing[0]!r}.",
                hint="'councilqa list' shows what there is.",
            )
        removed = library.remove(ids)
        library.sweep()
        library.build_index()
    return removed


def check(
    library: Library, *, repair: bool = False, embedder: Embedder | None = None
) -> tuple[Problem, ...]:
    """Whether text, records, full text, vectors and vector index agree; `repair` mends what it can.

    Records and vectors can be made anew only where an `embedder` is given. Where the catalogue
    itself is broken, or `rescue` was cut off, it is for `rescue` to mend.

    Raises:
        LibraryLocked: with `repair`, another writer is at work.
    """
    if rescuing.under_way(library.folder) is not None:
        what = "making it anew was cut off: 'councilqa check --repair' goes on with it"
        return (Problem(where="catalogue", what=what),)
    name = embedder.name if embedder else None
    found = problems(library.snapshot(), embedder=name)
    if not repair or not found:
        return found
    seen = dict.fromkeys(found)
    with library.writing():
        for _ in range(_ROUNDS):
            _mend(library, found, embedder)
            found = problems(library.snapshot(), embedder=name)
            seen |= dict.fromkeys(found)
            if not found:
                break
    return tuple(replace(p, repaired=p not in found) for p in seen)


def rescue(
    folder: Path, *, embedder: Embedder, progress: Report | None = None
) -> tuple[Problem, ...]:
    """Make a library anew whose catalogue is damaged, from what is left of it and from its files.

    The damaged catalogue is put aside under another name and stays. Returns what was found and what
    became of it; what is not `repaired` has to be added again.

    Raises:
        LibraryLocked: another writer is at work.
        LibraryError: the folder cannot be written, or the disk is full.
    """
    aside = rescuing.begin(folder)
    left = rescuing.remains(aside)
    with Library.open(folder, writable=True, create=True) as library, library.writing():
        library.use_embedder(embedder.name)
        library.keep_feedback(left.feedback)
        run, there = Run(library, embedder.count), library.origins()
        for document, origin in left.documents:
            if document.id not in there:
                run.restore(document, origin)
        places = (path_of(file.place, folder) for file in left.files)
        paths = [folder, *(path for path in places if not is_gone(path))]
        listed = listing(paths, library=folder, suffixes=SUFFIXES)
        Run(library, embedder.count).read(listed, progress or _silent)
        _complete(library, embedder, progress or _silent)
        found = _rescued(library, left, aside)
    rescuing.finish(folder)
    return found


def _rescued(library: Library, left: Remains, aside: Path) -> tuple[Problem, ...]:
    """What became of a library's catalogue and of each document in it."""
    what = f"it could not be used and was moved to {aside.name!r}; a new one was made"
    found = [Problem(where="catalogue", what=what, repaired=True)]
    kept = {document.id for document, _ in left.documents}
    for name in library.origins():
        what = "read from what was left of it" if name in kept else "read again from its file"
        found.append(Problem(where="documents", what=what, document=name, repaired=True))
    for file in left.files:
        if is_gone(path_of(file.place, library.folder)):
            what = f"{file.source!r} has gone: add it again from where it is now"
            found.append(Problem(where="documents", what=what))
    if not left.documents and not left.files:
        what = "nothing could be read of it: add the documents again with 'councilqa add FOLDER'"
        found.append(Problem(where="catalogue", what=what))
    return tuple(found)


def _silent(_: Progress) -> None:
    """Nobody asked to be told."""


def _complete(library: Library, embedder: Embedder, report: Report) -> None:
    """Make the vectors that are missing, batch by batch, then the index over them."""
    clock = Clock("embed", library.snapshot().pending)
    while batch := library.pending(_EMBEDDED_AT_ONCE):
        matrix = embedder.embed([embedded_text(p) for p in batch])
        library.put_vectors([p.id for p in batch], matrix, embedder=embedder.name)
        report(clock.progress(len(batch), batch[-1].document))
    report(Progress(stage="index", done=0, total=1))
    library.build_index()
    report(Progress(stage="index", done=1, total=1))


def embedded_text(passage: Passage) -> str:
    """What of a passage goes into its vector: its heading tells what it is about."""
    if passage.heading in passage.text:
        return passage.text
    return f"{passage.heading}\n{passage.text}"


def _mend(library: Library, found: Sequence[Problem], embedder: Embedder | None) -> None:
    """Make anew what derives from something that is sound."""
    try:
        if embedder is not None:
            broken = {p.document for p in found if p.where == "documents" and p.document}
            Run(library, embedder.count).renew(sorted(broken))
        library.mend()
    except LibraryDamaged:
        return  # the file itself is broken; looking again will say so
    if embedder is not None:
        library.use_embedder(embedder.name)
        _complete(library, embedder, _silent)
    library.build_index(anew=any(p.where == "index" for p in found))

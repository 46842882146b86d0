"""One run over a folder: what is read, what is kept, what is let go."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from index import ahead, derive
from index.derive import PIPELINE
from index.errors import CouncilqaError, LibraryDamaged
from index.folder import Found, Listing, digest, is_gone, path_of
from index.load import SUFFIXES
from index.plan import Plan, Seen, Task, Twin, plan
from index.progress import Clock, Report
from index.records import Document
from index.store import Contents, File, Library, Origin

_TRY_AGAIN = "Name the file itself to try it again, or replace it."


class Run:
    """Reads files into a library; the caller is its writer. Its lists say what was done."""

    def __init__(self, library: Library, count: Callable[[str], int]) -> None:
        """Begin from the library as it is; `count` gives the word pieces of a text."""
        self.library = library
        self.count = count
        self.origins = library.origins()
        self.states = library.snapshot().states
        self.added: list[str] = []
        self.changed: list[str] = []
        self.unchanged: list[str] = []
        self.removed: list[str] = []
        self.duplicates: list[tuple[str, str]] = []
        self.failed: list[tuple[str, str, str]] = []

    def read(self, listed: Listing, report: Report) -> None:
        """Read what is new, changed or was made by an older pipeline, and note the rest."""
        self.failed += [(r.source, r.reason, r.hint) for r in listed.refused]
        todo = self._plan(listed)
        self._let_go(todo)
        for seen, name in todo.unchanged:
            self._note_unchanged(seen, name)
        tasks = (*todo.tasks, *self._outdated(todo))
        clock = Clock("read", len(tasks))
        for task, outcome in ahead.read(tasks):
            self._store(task, outcome)
            report(clock.progress(1, task.seen.found.source))
        self._attach(todo.twins)

    def renew(self, names: Sequence[str]) -> None:
        """Derive documents anew whose records do not fit: from the file, else from the text."""
        for task, outcome in ahead.read([self._again(name) for name in names]):
            unchanged = _digest(task.seen.found.path) == task.seen.sha256
            try:
                if unchanged and not isinstance(outcome, CouncilqaError):
                    self._store(task, outcome)
                elif self.library.snapshot().is_text_intact(task.id):
                    self._from_text(task)
            except LibraryDamaged:
                continue  # neither file nor text: the caller looks again and sees it

    def restore(self, document: Document, origin: Origin) -> None:
        """Derive a document anew from its text, which another catalogue held; its files stay."""
        place = origin.files[0].place if origin.files else ""
        found = Found(
            path=path_of(place, self.library.folder),
            place=place,
            source=document.source,
            given=False,
            hints=origin.hints,
        )
        task = Task(seen=Seen(found=found, sha256=document.sha256), id=document.id)
        made = derive.cut(derive.contents(task, origin.loaded(document)), self.count)
        self.library.put(
            made.document,
            made.sentences,
            made.passages,
            made.facts,
            origin=replace(made.origin, files=origin.files, pipeline=origin.pipeline),
        )

    def prune(self, listed: Listing) -> None:
        """Take out documents that lay in the listed folders and have gone from them."""
        present = {f.place for f in listed.found}

        def stays(file: File) -> bool:
            path = path_of(file.place, self.library.folder)
            inside = any(path.is_relative_to(root) for root in listed.roots)
            return file.place in present or not inside or not is_gone(path)

        for name, origin in self.library.origins().items():
            kept = tuple(f for f in origin.files if stays(f))
            if origin.files and not kept:
                self.removed += self.library.remove([name])
            elif kept != origin.files:
                self.library.put_files(name, kept)

    def _plan(self, listed: Listing) -> Plan:
        return plan(
            [Seen(found=f, sha256=_digest(f.path)) for f in listed.found],
            self.origins,
            unreadable={name for name, state in self.states.items() if state == "unreadable"},
            pipeline=PIPELINE,
            library=self.library.folder,
        )

    def _let_go(self, todo: Plan) -> None:
        """Part documents from files that now hold something else, before those are read."""
        for name, files in todo.detached:
            self.library.put_files(name, files)
        if todo.gone:
            self.removed += self.library.remove(todo.gone)

    def _note_unchanged(self, seen: Seen, name: str) -> None:
        if self.states[name] == "unreadable":
            reason = self._stored(name).reason or ""
            self.failed.append((seen.found.source, reason, _TRY_AGAIN))
        else:
            self.unchanged.append(name)

    def _stored(self, name: str) -> Document:
        return self.library.snapshot().document(name)

    def _outdated(self, todo: Plan) -> Iterator[Task]:
        """Tasks for documents of an older pipeline that the listing does not speak of."""
        handled = {t.id for t in todo.tasks} | {r for t in todo.tasks for r in t.replaces}
        for name, origin in self.origins.items():
            current = origin.pipeline == PIPELINE or not origin.files
            if not current and name not in handled and name not in todo.gone:
                yield self._again(name)

    def _again(self, name: str) -> Task:
        """The task of reading a document once more from where it was read."""
        origin = self.origins[name]
        sha256 = self.library.snapshot().digests[name]
        place = origin.files[0].place if origin.files else ""
        found = Found(
            path=path_of(place, self.library.folder),
            place=place,
            source=origin.files[0].source if origin.files else name,
            given=False,
            hints=origin.hints,
        )
        return Task(seen=Seen(found=found, sha256=sha256), id=name, known=True)

    def _store(self, task: Task, outcome: ahead.Outcome) -> None:
        """Write what came of reading one file."""
        if isinstance(outcome, CouncilqaError):
            self._store_failure(task, outcome)
            return
        twin = self.library.twin(outcome.document.text)
        if twin is not None and twin not in (task.id, *task.replaces):
            self.library.remove(task.replaces)
            self._attach_file(task.seen, twin)
            return
        self._put(task, derive.cut(outcome, self.count))
        (self.changed if task.known or task.replaces else self.added).append(task.id)

    def _store_failure(self, task: Task, error: CouncilqaError) -> None:
        """Note why a file could not be read; a text that was read before is kept."""
        seen = task.seen
        old = self._stored(task.id) if task.known else None
        if old is not None and old.state != "unreadable" and seen.sha256 is not None:
            self._from_text(task)
            return
        self.failed.append((seen.found.source, error.message, error.hint))
        supported = seen.found.path.suffix.casefold() in SUFFIXES
        worse = old is None or (old.state == "unreadable" and old.reason != error.message)
        if supported and worse:
            self._put(task, derive.unreadable(task, error))

    def _from_text(self, task: Task) -> None:
        """Derive a document anew from the text that is stored of it."""
        old = self._stored(task.id)
        loaded = self.origins[task.id].loaded(old)
        self._put(task, derive.cut(derive.contents(task, loaded), self.count))
        self.changed.append(task.id)

    def _put(self, task: Task, contents: Contents) -> None:
        """Write the records of one document, and in which files it lies."""
        origin = self.origins.get(task.id) if task.known else None
        others = origin.files if origin else ()
        kept = [f for f in others if f.place != task.seen.file.place and self._lies_there(f)]
        self.library.put(
            contents.document,
            contents.sentences,
            contents.passages,
            contents.facts,
            origin=replace(contents.origin, files=(task.seen.file, *kept)),
            replaces=task.replaces,
        )

    def _lies_there(self, file: File) -> bool:
        return not is_gone(path_of(file.place, self.library.folder))

    def _attach(self, twins: Sequence[Twin]) -> None:
        """Note files that hold the same bytes as another."""
        names = {f.sha256: n for n, o in self.library.origins().items() for f in o.files}
        for twin in twins:
            name = names.get(twin.sha256)
            if name is None:
                reason = "it holds the same bytes as another file that could not be read"
                self.failed.append((twin.seen.found.source, reason, _TRY_AGAIN))
            else:
                self._attach_file(twin.seen, name, recorded=twin.recorded)

    def _attach_file(self, seen: Seen, name: str, *, recorded: bool = False) -> None:
        """Note that a file says the same as a document that is there."""
        if not recorded:
            files = self.library.origins()[name].files
            others = [f for f in files if f.place != seen.found.place]
            self.library.put_files(name, (*others, seen.file))
        if self.library.snapshot().states[name] == "unreadable":
            reason = self._stored(name).reason or ""
            self.failed.append((seen.found.source, reason, _TRY_AGAIN))
        else:
            self.duplicates.append((seen.found.source, name))


def _digest(path: Path) -> str | None:
    try:
        return digest(path)
    except OSError:
        return None

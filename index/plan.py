"""What a run of `add` has to do, decided from contents alone."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.folder import Found, is_gone, path_of
from index.store import File, Origin

_SHORT_HASH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A file and the sha256 of its bytes; None where they could not be read."""

    found: Found
    sha256: str | None

    @property
    def file(self) -> File:
        """As the library records it."""
        return File(place=self.found.place, source=self.found.source, sha256=self.sha256 or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A file to read into the document called `id`, in place of the documents it `replaces`.

    `known` tells that the library already holds these very bytes, made by an older pipeline, with
    other hints, or found in another place.
    """

    seen: Seen
    id: str
    replaces: tuple[str, ...] = ()
    known: bool = False

    @property
    def hints(self) -> Mapping[str, str]:
        """What the manifest says of the file."""
        return self.seen.found.hints


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """A file that holds the same bytes as another: the document's id, or the file's that is read.

    `recorded` tells that the library knows it already.
    """

    seen: Seen
    sha256: str
    recorded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Every file of a listing is in one of these, and `gone` holds documents that lose them all."""

    tasks: tuple[Task, ...]
    unchanged: tuple[tuple[Seen, str], ...]
    twins: tuple[Twin, ...]
    gone: tuple[str, ...]
    detached: tuple[tuple[str, tuple[File, ...]], ...]


def plan(
    seen: Sequence[Seen],
    origins: Mapping[str, Origin],
    *,
    unreadable: Collection[str],
    pipeline: str,
    library: Path,
) -> Plan:
    """Compare what lies in the folder with what the library holds."""
    return _Planner(seen, origins, frozenset(unreadable), pipeline, library).plan()


class _Planner:
    """Looks each file up by place and by content."""

    def __init__(
        self,
        seen: Sequence[Seen],
        origins: Mapping[str, Origin],
        unreadable: frozenset[str],
        pipeline: str,
        library: Path,
    ) -> None:
        self.seen = seen
        self.origins = origins
        self.unreadable = unreadable
        self.pipeline = pipeline
        self.library = library
        self.places = {s.found.place for s in seen}
        self.by_place = {
            file.place: (name, file.sha256) for name, o in origins.items() for file in o.files
        }
        self.by_sha = {
            file.sha256: name for name, o in origins.items() for file in o.files if file.sha256
        }
        self.tasks: list[Task] = []
        self.unchanged: list[tuple[Seen, str]] = []
        self.twins: list[Twin] = []
        self.left = self._left()

    def plan(self) -> Plan:
        """Go through the files once, then say what becomes of documents that lost theirs."""
        reading: set[str] = set()
        for seen in self.seen:
            self._place(seen, reading)
        replaced = {name for task in self.tasks for name in (task.id, *task.replaces)}
        emptied = [name for name, files in self.left.items() if not files]
        return Plan(
            tasks=tuple(self._named()),
            unchanged=tuple(self.unchanged),
            twins=tuple(self.twins),
            gone=tuple(sorted(n for n in emptied if n not in replaced)),
            detached=tuple(
                (name, files)
                for name, files in sorted(self.left.items())
                if files and files != self.origins[name].files and name not in replaced
            ),
        )

    def _left(self) -> dict[str, tuple[File, ...]]:
        """The files of each document without those that now hold something else."""
        moved_on = {
            s.found.place
            for s in self.seen
            if s.sha256 and self.by_place.get(s.found.place, ("", s.sha256))[1] != s.sha256
        }
        return {
            name: tuple(f for f in origin.files if f.place not in moved_on)
            for name, origin in self.origins.items()
            if any(f.place in moved_on for f in origin.files)
        }

    def _place(self, seen: Seen, reading: set[str]) -> None:
        holder, sha256 = self.by_place.get(seen.found.place, (None, None))
        if seen.sha256 is None:
            keeps = holder is not None
            self.tasks.append(Task(seen=seen, id=holder or "", known=keeps))
        elif holder is not None and sha256 == seen.sha256:
            self._place_same(seen, holder)
        elif seen.sha256 in self.by_sha:
            self._place_known(seen, self.by_sha[seen.sha256])
        elif seen.sha256 in reading:
            self.twins.append(Twin(seen=seen, sha256=seen.sha256, recorded=False))
        else:
            reading.add(seen.sha256)
            emptied = holder is not None and self.left.get(holder) == ()
            taken = any(holder in t.replaces for t in self.tasks)
            replaces = (holder,) if holder and emptied and not taken else ()
            self.tasks.append(Task(seen=seen, id="", replaces=replaces))

    def _place_same(self, seen: Seen, holder: str) -> None:
        """The bytes are where they were."""
        origin = self.origins[holder]
        if origin.files[0].place != seen.found.place:
            if self._is_gone(origin.files[0]):
                self.tasks.append(Task(seen=seen, id=holder, known=True))
            else:
                self.twins.append(Twin(seen=seen, sha256=seen.file.sha256, recorded=True))
            return
        again = seen.found.given and holder in self.unreadable
        if origin.pipeline == self.pipeline and origin.hints == seen.found.hints and not again:
            self.unchanged.append((seen, holder))
        else:
            self.tasks.append(Task(seen=seen, id=holder, known=True))

    def _place_known(self, seen: Seen, name: str) -> None:
        """The bytes are known from another place: a copy, or a file that was moved."""
        first = self.origins[name].files[0]
        moved = self._is_gone(first) and not any(t.id == name for t in self.tasks)
        if moved:
            self.tasks.append(Task(seen=seen, id=name, known=True))
        else:
            self.twins.append(Twin(seen=seen, sha256=seen.file.sha256, recorded=False))

    def _is_gone(self, file: File) -> bool:
        """Whether a place no longer holds what was read there."""
        if file.place in self.places:
            return any(
                s.sha256 not in (None, file.sha256)
                for s in self.seen
                if s.found.place == file.place
            )
        return is_gone(path_of(file.place, self.library))

    def _named(self) -> list[Task]:
        """The tasks with an id each: the stem of the file where no other content has it."""
        stems = Counter(stem for stem, _ in {(s.found.stem, s.sha256) for s in self.seen})
        going = {name for task in self.tasks for name in task.replaces}
        taken = {name for name in self.origins if name not in going}
        named = []
        for task in self.tasks:
            name = task.id or _free_name(task.seen, stems, taken)
            taken.add(name)
            named.append(replace(task, id=name))
        return named


def _free_name(seen: Seen, stems: Mapping[str, int], taken: Collection[str]) -> str:
    stem = seen.found.stem or "document"
    if stems[seen.found.stem] == 1 and stem not in taken:
        return stem
    digest = seen.sha256 or "unread"
    for length in range(_SHORT_HASH, len(digest) + 1, _SHORT_HASH):
        name = f"{stem}-{digest[:length]}"
        if name not in taken:
            return name
    return next(n for i in range(2, len(taken) + 3) if (n := f"{stem}-{i}") not in taken)

"""Which files of a folder are documents, and what the folder says of them."""

import csv
import hashlib
import os
import stat
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from index import manifest

_ASIDE = ("readme", "licence", "license")
_MB = 1024 * 1024
_LARGEST = 256 * _MB


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file to read: where it lies, how it is shown, and what its manifest says of it.

    `place` leads to it from the library's folder. `given` tells a file that was named itself from
    one that was found in a folder.
    """

    path: Path
    place: str
    source: str
    given: bool
    hints: Mapping[str, str] = field(default_factory=dict)

    @property
    def stem(self) -> str:
        """The file's name without its suffix, as it may appear in an id."""
        return _shown(self.path.stem)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A path that is not read, and why."""

    source: str
    reason: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What lies under the given paths; `roots` are the folders that could be listed."""

    found: tuple[Found, ...]
    refused: tuple[Refused, ...]
    roots: tuple[Path, ...]


def listing(paths: Sequence[Path], *, library: Path, suffixes: Collection[str]) -> Listing:
    """All documents under `paths`, folders with everything below them, sorted by place.

    In a folder only files with one of the `suffixes` count, without manifests, read-me files and
    hidden files, and no link may lead out of it. A file that is named itself is always taken.
    """
    lister = _Lister(library.resolve(), frozenset(suffixes))
    for path in paths:
        lister.take(path)
    found = sorted(lister.found.values(), key=lambda f: f.place)
    return Listing(found=tuple(found), refused=tuple(lister.refused), roots=tuple(lister.roots))


class _Lister:
    """Collects files while it walks."""

    def __init__(self, library: Path, suffixes: frozenset[str]) -> None:
        self.library = library
        self.suffixes = suffixes
        self.found: dict[str, Found] = {}
        self.refused: list[Refused] = []
        self.roots: list[Path] = []
        self._manifests: dict[Path, Mapping[str, Mapping[str, str]]] = {}

    def take(self, path: Path) -> None:
        """One path as the caller gave it."""
        try:
            real = path.resolve(strict=True)
            mode = real.stat().st_mode
        except (OSError, RuntimeError) as error:
            self._refuse(str(path), _reason(error), "Check the path and its rights.")
            return
        if stat.S_ISDIR(mode):
            self.roots.append(real)
            for file in self._walk(real):
                self._add(file, _shown_source(file, real, path), given=False)
        elif stat.S_ISREG(mode):
            self._add(real, _shown_source(real, real.parent, path.parent), given=True)
        else:
            self._refuse(str(path), "it is neither a file nor a folder", "")

    def _walk(self, root: Path) -> Iterator[Path]:
        """Documents below `root`, however deep; folders still to visit wait on a list."""
        waiting = [root]
        while waiting:
            folder = waiting.pop()
            try:
                entries = sorted(os.scandir(folder), key=lambda e: e.name)
            except OSError as error:
                self._refuse(_shown_source(folder, root, root), _reason(error), "Check its rights.")
                continue
            for entry in entries:
                path = Path(entry.path)
                aside = entry.name.startswith((".", "~$")) or entry.name.casefold() == manifest.NAME
                if aside or path == self.library:
                    continue
                if entry.is_symlink():
                    yield from self._linked(path, root)
                elif entry.is_dir():
                    waiting.append(path)
                elif self._is_document(path):
                    yield from self._regular(path, root)

    def _regular(self, path: Path, root: Path) -> Iterator[Path]:
        if path.is_file():
            yield path
        else:
            self._refuse(_shown_source(path, root, root), "it is not a file", "")

    def _linked(self, path: Path, root: Path) -> Iterator[Path]:
        shown = _shown_source(path, root, root)
        try:
            target = path.resolve(strict=True)
        except (OSError, RuntimeError) as error:
            self._refuse(shown, f"it is a link that leads nowhere ({_reason(error)})", "")
            return
        if not target.is_relative_to(root):
            self._refuse(shown, "it is a link out of the folder", "Name the file itself to add it.")
        elif self._is_document(target):
            yield from self._regular(target, root)

    def _is_document(self, path: Path) -> bool:
        return (
            path.suffix.casefold() in self.suffixes
            and path.name.casefold() != manifest.NAME
            and path.stem.casefold() not in _ASIDE
        )

    def _add(self, path: Path, source: str, *, given: bool) -> None:
        place = place_of(path, self.library)
        if place in self.found and not given:
            return
        self.found[place] = Found(
            path=path,
            place=place,
            source=source,
            given=given,
            hints=self._manifest(path.parent).get(path.name, {}),
        )

    def _manifest(self, folder: Path) -> Mapping[str, Mapping[str, str]]:
        if folder not in self._manifests:
            self._manifests[folder] = self._said_of(folder)
        return self._manifests[folder]

    def _said_of(self, folder: Path) -> Mapping[str, Mapping[str, str]]:
        """What the manifest of a folder says of each file; nothing where there is none."""
        file = folder / manifest.NAME
        source = _shown_source(file, folder, folder)
        if is_gone(file):
            return {}
        try:
            said = manifest.read(file, there={entry.name for entry in os.scandir(folder)})
        except (OSError, ValueError, csv.Error) as error:
            self._refuse(
                source,
                f"the manifest cannot be read ({error})",
                "Save it as comma-separated text in UTF-8 with a column called file.",
            )
            return {}
        for fault in said.faults:
            self._refuse(source, fault.reason, fault.hint)
        return said.of

    def _refuse(self, source: str, reason: str, hint: str) -> None:
        self.refused.append(Refused(source=_shown(source), reason=reason, hint=hint))


def place_of(path: Path, library: Path) -> str:
    """How to find a file again from the library's folder, wherever both are moved together."""
    try:
        place = PurePath(os.path.relpath(path, library.resolve())).as_posix()
    except ValueError:  # another drive
        place = path.as_posix()
    return os.fsencode(place).decode("utf-8", "backslashreplace")


def path_of(place: str, library: Path) -> Path:
    """The file that lies at a place."""
    return Path(os.path.normpath(library.resolve() / place))


def is_gone(path: Path) -> bool:
    """Whether a path leads to nothing; what cannot be looked at counts as there."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def digest(path: Path) -> str:
    """The sha256 of a file's bytes.

    Raises:
        OSError: the file cannot be read, or is larger than any document.
    """
    if path.stat().st_size > _LARGEST:
        raise OSError(f"it is larger than {_LARGEST // _MB} MB")
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _shown_source(path: Path, root: Path, given: Path) -> str:
    """How a file is shown: from the working folder, or else from the folder that was given."""
    working = Path.cwd().resolve()
    if path.is_relative_to(working):
        return _shown(path.relative_to(working).as_posix())
    if not given.is_absolute() and path.is_relative_to(root):
        return _shown((given / path.relative_to(root)).as_posix())
    return _shown((PurePath(root.name) / path.relative_to(root)).as_posix())


def _shown(name: str) -> str:
    """A file name as text: composed characters, and nothing that cannot be stored or printed."""
    text = os.fsencode(name).decode("utf-8", "replace")
    text = unicodedata.normalize("NFC", text)
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def _reason(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file or folder"
    if isinstance(error, PermissionError):
        return "its rights do not allow reading it"
    return str(getattr(error, "strerror", None) or error)

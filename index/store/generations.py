"""Chroma as the index over the vectors, in generations built from the catalogue.

A generation is a folder that is built, verified, written through to the disk and only then named
in the file CURRENT. It is not written to again. It may lag behind the library: whatever it lacks
is searched exactly beside it, and what has gone from the library is not shown. So anything that is
wrong with it costs speed, not answers.
"""

import hashlib
import json
import logging
import os
import secrets
import shutil
import sqlite3
import weakref
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

import numpy as np
from numpy.typing import NDArray

CURRENT = "CURRENT"
KEYS = "keys.npy"
FEWEST = 2
"""Vectors below which there is nothing to index."""
REACHED = 0.995
"""Share of its passages that a search of a generation must be able to reach."""
_COLLECTION = "passages"
_CHROMA_FILE = "chroma.sqlite3"
_BATCH = 2_000
_SAMPLED = 16

log = logging.getLogger(__name__)


class Shown(Protocol):
    """What an index needs of a snapshot."""

    generation: int
    library: str
    embedder: str | None

    @property
    def fingerprint(self) -> str:
        """The sha256 over what the library holds."""

    @property
    def vector_keys(self) -> NDArray[np.int64]:
        """Keys of all passages with a vector, sorted."""

    def vector_rows(self, keys: NDArray[np.int64]) -> NDArray[np.float32]:
        """The vectors (n, dimensions) of passages named by their sorted keys."""


class Unusable(Exception):
    """Chroma cannot work with the files of a generation; the message says why."""


@contextmanager
def _in_chroma() -> Iterator[None]:
    """Turn whatever Chroma raises into one error.

    A panic of its native part is no `Exception`, and its own cleaning up after a failed start ends
    in an AttributeError that hides the reason.
    """
    from chromadb.errors import ChromaError

    try:
        yield
    except (
        ChromaError,
        sqlite3.Error,
        OSError,
        ValueError,
        RuntimeError,
        LookupError,
        TypeError,
        AttributeError,
    ) as error:
        raise Unusable(str(error)) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise Unusable(str(error)) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What a generation was built from, with what, and the sha256 of its files."""

    folder: str
    chroma: str
    library: str
    generation: int
    fingerprint: str
    embedder: str | None
    count: int
    reached: int
    files: Mapping[str, str]

    @classmethod
    def read(cls, root: Path) -> "Stamp | None":
        """The stamp of the current generation; None where there is none that can be read."""
        try:
            return cls(**json.loads((root / CURRENT).read_bytes()))
        except (OSError, ValueError, TypeError):
            return None


class Generation:
    """One opened generation; safe for several threads that ask."""

    def __init__(self, folder: Path, stamp: Stamp) -> None:
        """Open Chroma on a folder whose files were found whole."""
        self.stamp = stamp
        with _in_chroma():
            self.keys = keys_of(folder)
            client = _client(folder)
            weakref.finalize(self, client.close)  # not before the last question on it is answered
            self._collection = client.get_collection(_COLLECTION, embedding_function=None)

    def nearest(self, vector: NDArray[np.float32], k: int) -> NDArray[np.int64]:
        """Keys of about `k` passages near to `vector` (dimensions,)."""
        with _in_chroma():
            found = self._collection.query(
                query_embeddings=[vector], n_results=min(k, self.stamp.count), include=[]
            )
            return np.array([int(name) for name in found["ids"][0]], dtype=np.int64)

    def fault(self, shown: Shown) -> str | None:
        """What is wrong with the generation; None where it holds what it should."""
        with _in_chroma():
            count = self._collection.count()
        if count != self.stamp.count:
            return "it does not hold as many vectors as it should"
        sample = sample_of(np.intersect1d(self.keys, shown.vector_keys))
        for key, row in zip(sample, shown.vector_rows(sample), strict=True):
            if not _finds(self, int(key), row, shown):
                return "it does not find a passage by its own vector"
        return None

    def reached(self, vector: NDArray[np.float32]) -> NDArray[np.int64]:
        """Keys of the passages that a search from `vector` can reach at all, sorted."""
        return np.unique(self.nearest(vector, self.stamp.count))


def _finds(generation: Generation, key: int, row: NDArray[np.float32], shown: Shown) -> bool:
    """Whether a passage comes first for its own vector, or another with the same vector does."""
    near = generation.nearest(row, 4)
    if key in near:
        return True
    near = np.sort(np.intersect1d(near, shown.vector_keys))
    return bool(len(near)) and bool(np.max(shown.vector_rows(near) @ row) > 1 - 1e-5)


def sample_of(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """Evenly spread keys, the same ones each time."""
    if len(keys) <= _SAMPLED:
        return keys
    return keys[np.linspace(0, len(keys) - 1, _SAMPLED).astype(np.int64)]


def keys_of(folder: Path) -> NDArray[np.int64]:
    """Keys of the passages that a generation finds, sorted; any other one it holds does not count.

    A graph of near neighbours can leave a few of many alike vectors without a way to them.
    """
    keys: NDArray[np.int64] = np.load(folder / KEYS, allow_pickle=False)
    return keys


def fits(stamp: Stamp, shown: Shown) -> bool:
    """Whether the generation speaks of this library, as it is now or as it was before."""
    return (
        stamp.library == shown.library
        and stamp.generation <= shown.generation
        and stamp.embedder == shown.embedder
        and stamp.chroma == _chroma_version()
    )


def torn(folder: Path, stamp: Stamp) -> str | None:
    """Which file of a generation is not as it was written; None where all are.

    The graph files are read by native code that trusts them, so they are compared before. Chroma's
    own SQLite file is written to whenever it is opened; it must be whole and name every passage.
    """
    for name, digest in stamp.files.items():
        try:
            if _digest(folder / name) != digest:
                return f"{name} is not as it was written"
        except OSError:
            return f"{name} cannot be read"
    address = f"file:{quote(str((folder / _CHROMA_FILE).absolute()))}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True)) as connection:
            sound = connection.execute("PRAGMA quick_check").fetchone() == ("ok",)
            named = connection.execute("SELECT embedding_id FROM embeddings").fetchall()
        there = np.array([int(name) for (name,) in named], dtype=np.int64)
    except (sqlite3.Error, ValueError) as error:
        return f"{_CHROMA_FILE} cannot be read ({error})"
    if not sound or len(there) != stamp.count or len(np.setdiff1d(keys_of(folder), there)):
        return f"{_CHROMA_FILE} is damaged"
    return None


def build(root: Path, shown: Shown) -> Stamp | None:
    """Build and verify one generation; None where Chroma could not make one to rely on."""
    folder = root / f"gen-{secrets.token_hex(8)}"
    folder.mkdir()
    stamp = Stamp(
        folder=folder.name,
        chroma=_chroma_version(),
        library=shown.library,
        generation=shown.generation,
        fingerprint=shown.fingerprint,
        embedder=shown.embedder,
        count=len(shown.vector_keys),
        reached=0,
        files={},
    )
    try:
        _fill(folder, shown)
        np.save(folder / KEYS, shown.vector_keys, allow_pickle=False)
        reached = _verified(folder, stamp, shown)
    except Unusable as error:
        log.warning("no vector index could be built: %s", error)
        reached = shown.vector_keys[:0]
    if len(reached) < REACHED * stamp.count:
        log.warning("a vector index was not kept: it reached %d of %d", len(reached), stamp.count)
        shutil.rmtree(folder, ignore_errors=True)
        return None
    np.save(folder / KEYS, reached, allow_pickle=False)
    _write_through(folder)
    files = {
        file.relative_to(folder).as_posix(): _digest(file)
        for file in sorted(folder.rglob("*"))
        if file.is_file() and not file.name.startswith(_CHROMA_FILE)
    }
    return replace(stamp, reached=len(reached), files=files)


def _fill(folder: Path, shown: Shown) -> None:
    """Write the vectors; the graph goes to the disk once, with the last batch.

    Until then Chroma would keep the newest ones in its log alone, and write to the graph's files
    whenever it is opened.
    """
    keys = shown.vector_keys
    hnsw = {
        "space": "cosine",
        "ef_search": 200,
        "ef_construction": 200,
        "max_neighbors": 32,  # reports repeat themselves; fewer leave alike passages out of reach
        "sync_threshold": len(keys),
        "batch_size": min(len(keys), 100),
    }
    with _in_chroma(), closing(_client(folder)) as client:
        collection = client.create_collection(
            _COLLECTION, embedding_function=None, configuration={"hnsw": hnsw}
        )
        for at in range(0, len(keys), _BATCH):
            part = keys[at : at + _BATCH]
            collection.add(ids=[str(k) for k in part], embeddings=shown.vector_rows(part))


def _verified(folder: Path, stamp: Stamp, shown: Shown) -> NDArray[np.int64]:
    """Keys of the passages that the finished generation reaches; none where it is faulty."""
    generation = Generation(folder, stamp)
    generation.keys = generation.reached(shown.vector_rows(shown.vector_keys[:1])[0])
    if reason := generation.fault(shown):
        log.warning("a vector index was not kept: %s", reason)
        return shown.vector_keys[:0]
    return generation.keys


def _client(folder: Path) -> Any:  # noqa: ANN401 (Chroma's client stays inside this file)
    import chromadb
    from chromadb.config import Settings

    return chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))


@cache
def _chroma_version() -> str:
    return version("chromadb")


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _write_through(folder: Path) -> None:
    """Wait until the disk holds all files of a folder and their names."""
    for file in (*folder.rglob("*"), folder, folder.parent):
        sync(file)


def sync(path: Path) -> None:
    """Wait until the disk holds a file, or the names in a folder."""
    if path.is_dir() and os.name == "nt":
        return  # Windows writes folders by itself
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace_file(file: Path, content: bytes) -> None:
    """Replace a small file at once: readers see the old or the new one, never a part."""
    fresh = file.with_name(file.name + ".new")
    fresh.write_bytes(content)
    sync(fresh)
    fresh.replace(file)
    sync(file.parent)

"""Does everything in the library agree with everything else?

Looking and mending are apart: what is found depends on one snapshot alone, and whether a mend
helped is seen by looking again.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from index.errors import CouncilqaError, LibraryDamaged
from index.store.contents import digest
from index.store.contents import faults as faults_of
from index.store.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that does not agree: `where` is a part of the library, `document` its id if any."""

    where: str
    what: str
    document: str | None = None
    repaired: bool = False


def problems(snapshot: Snapshot, *, embedder: str | None = None) -> tuple[Problem, ...]:
    """Everything that does not agree in one state of the library.

    `embedder` is the name of the embedder in use, where the caller knows it.
    """
    found: list[Problem] = []
    for look in (_catalogue, _documents, _words, _vectors, _index):
        try:
            found += look(snapshot)
        except LibraryDamaged as error:
            found.append(Problem(where="catalogue", what=error.message))
        if any(p.where == "catalogue" for p in found):
            return tuple(found)  # nothing that such a file says can be relied on
    if embedder is not None and snapshot.embedder not in (None, embedder):
        found.append(
            Problem(where="embedder", what=f"the vectors were made by {snapshot.embedder!r}")
        )
    return tuple(found)


def _catalogue(snapshot: Snapshot) -> Iterator[Problem]:
    for (line,) in snapshot.query("PRAGMA integrity_check"):
        if line != "ok":
            yield Problem(where="catalogue", what=str(line))
    for table, row, parent, _ in snapshot.query("PRAGMA foreign_key_check"):
        yield Problem(where="orphans", what=f"row {row} of {table} belongs to no row of {parent}")


def _documents(snapshot: Snapshot) -> Iterator[Problem]:
    stored = snapshot.query("SELECT key, id, records_sha256 FROM documents ORDER BY id")
    for key, name, written in stored:
        try:
            contents = snapshot.contents(name)
            faults = faults_of(contents)
            if not faults and digest(contents) != written:
                faults = ["its records are not as they were written"]
        except CouncilqaError as error:
            faults = [error.message]
        for what in faults:
            yield Problem(where="documents", what=what, document=name)
        if not faults and contents.document.state != _state(snapshot, key):
            yield Problem(where="state", what="its state is not that of its vectors", document=name)


def _state(snapshot: Snapshot, key: int) -> str:
    """The state that the vectors of a readable document call for."""
    (state, missing), *_ = snapshot.query(
        "SELECT d.state, (SELECT count(*) FROM passages p LEFT JOIN vectors v "
        "ON v.passage = p.key WHERE p.document = d.key AND v.passage IS NULL) "
        "FROM documents d WHERE d.key = ?",
        (key,),
    )
    if state == "unreadable":
        return "unreadable"
    return "embedding" if missing else "ready"


def _words(snapshot: Snapshot) -> Iterator[Problem]:
    """The full-text index is compared word by word with the passages, in a copy in memory."""
    copy = sqlite3.connect(":memory:")
    try:
        snapshot.copy_to(copy)
        copy.execute("INSERT INTO words (words, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError as error:
        yield Problem(where="words", what=f"the full-text index is not that of the text ({error})")
    finally:
        copy.close()


def _vectors(snapshot: Snapshot) -> Iterator[Problem]:
    bad = bad_vectors(snapshot)
    if bad:
        yield Problem(where="vectors", what=f"{len(bad)} vectors are not of unit length")
    if snapshot.pending:
        yield Problem(where="vectors", what=f"{snapshot.pending} passages have no vector yet")


def bad_vectors(snapshot: Snapshot) -> list[int]:
    """Keys of passages whose stored vector cannot be one."""
    stored = snapshot.query("SELECT passage, data FROM vectors ORDER BY passage")
    sizes = Counter(len(data) for _, data in stored if isinstance(data, bytes))
    usual = sizes.most_common(1)[0][0] if sizes else 0
    return [key for key, data in stored if not _is_unit(data, usual)]


def _is_unit(data: object, size: int) -> bool:
    if not isinstance(data, bytes) or len(data) != size or size % 4:
        return False
    length = float(np.linalg.norm(np.frombuffer(data, dtype="<f4").astype(np.float64)))
    return abs(length - 1) <= 1e-3


def _index(snapshot: Snapshot) -> Iterator[Problem]:
    if not bad_vectors(snapshot):
        for what in snapshot.index_faults():
            yield Problem(where="index", what=what)

"""Vectors as the catalogue holds them: how they are written, checked and searched exactly."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.store.rows import settle

_UNIT_TOLERANCE = 1e-3
_DECIMALS = 6  # of a cosine: beyond, the order of summation shows


@dataclass(frozen=True, slots=True)
class Block:
    """The vectors of one document: passage keys (n,), passage ids and a matrix (n, dimensions)."""

    keys: NDArray[np.int64]
    ids: tuple[str, ...]
    matrix: NDArray[np.float32]

    @classmethod
    def of(cls, found: Sequence[tuple[Any, ...]]) -> "Block":
        """From rows of key, id and stored vector."""
        return cls(
            keys=np.array([row[0] for row in found], dtype=np.int64),
            ids=tuple(row[1] for row in found),
            matrix=matrix([row[2] for row in found]),
        )


def matrix(stored: Sequence[bytes]) -> NDArray[np.float32]:
    """Stored vectors as a matrix (n, dimensions)."""
    if not stored:
        return np.zeros((0, 0), dtype=np.float32)
    return np.frombuffer(b"".join(stored), dtype="<f4").reshape(len(stored), -1)


def require_unit(names: Sequence[str], rows: NDArray[np.float32]) -> None:
    """Refuse vectors that are not of unit length, NaN among them.

    Raises:
        ValueError: names the first bad one.
    """
    if rows.ndim != 2 or len(rows) != len(names):
        raise ValueError(f"{len(names)} passages need as many vectors, got shape {rows.shape}")
    lengths = np.linalg.norm(rows, axis=1)
    for name, length in zip(names, lengths, strict=True):
        if not abs(length - 1) <= _UNIT_TOLERANCE:
            raise ValueError(f"the vector of {name!r} is not of unit length: {length}")


def nearest(
    vector: NDArray[np.float32], blocks: Sequence[Block], k: int
) -> list[tuple[str, float]]:
    """The best `k` passages of the blocks by exact cosine; ties in the order of their ids."""
    filled = [b for b in blocks if b.ids]
    if not filled:
        return []
    if filled[0].matrix.shape[1] != len(vector):
        raise ValueError(
            f"the vector has {len(vector)} dimensions, the library {filled[0].matrix.shape[1]}"
        )
    # einsum sums each row by itself, so a score does not depend on what else is searched
    scores = np.concatenate([np.einsum("ij,j->i", b.matrix, vector) for b in filled])
    scores = np.round(scores.astype(np.float64), _DECIMALS)
    ids = [name for b in filled for name in b.ids]
    if k < len(ids):
        floor = np.partition(scores, -k)[-k]
        chosen = np.flatnonzero(scores >= floor)
    else:
        chosen = np.arange(len(ids))
    ranked = sorted(((ids[i], float(scores[i])) for i in chosen), key=lambda r: (-r[1], r[0]))
    return ranked[:k]


def write(
    connection: sqlite3.Connection, ids: Sequence[str], rows: NDArray[np.float32], revision: int
) -> None:
    """Write vectors inside the caller's transaction; passages that have gone are passed over."""
    touched: set[int] = set()
    for name, row in zip(ids, rows, strict=True):
        found = connection.execute(
            "SELECT key, document FROM passages WHERE id = ?", (name,)
        ).fetchone()
        if found:
            data = row.astype("<f4").tobytes()
            connection.execute("REPLACE INTO vectors VALUES (?, ?)", (found[0], data))
            touched.add(int(found[1]))
    connection.executemany(
        "UPDATE documents SET vectors_revision = ? WHERE key = ?",
        [(revision, key) for key in touched],
    )
    settle(connection, sorted(touched))


def drop_all(connection: sqlite3.Connection, revision: int) -> None:
    """Forget every vector inside the caller's transaction."""
    connection.execute("DELETE FROM vectors")
    connection.execute("UPDATE documents SET vectors_revision = ?", (revision,))
    keys = [int(key) for (key,) in connection.execute("SELECT key FROM documents")]
    settle(connection, keys)

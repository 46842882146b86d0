"""Small stand-ins that keep our protocols: no model, no network, the same result each time."""

import hashlib
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.records import Document, Fact, Identity
from index.split import passages, sentences
from index.store import Library


class HashEmbedder:
    """Texts that share words get vectors that are near to each other."""

    def __init__(self, name: str = "fake-hash", dimensions: int = 32) -> None:
        self.name = name
        self.dimensions = dimensions
        self.embedded = 0

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One vector of unit length for each text: the sum of a random direction for each word."""
        self.embedded += len(texts)
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.casefold().split() or [""]:
                row += _direction(word, self.dimensions)
        lengths: NDArray[np.float32] = np.linalg.norm(rows, axis=1, keepdims=True)
        return (rows / np.maximum(lengths, 1e-9)).astype(np.float32)

    def count(self, text: str) -> int:
        """Number of words, near enough to word pieces."""
        return len(text.split())


def _direction(word: str, dimensions: int) -> NDArray[np.float32]:
    seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
    return np.random.default_rng(seed).normal(size=dimensions).astype(np.float32)


def fill(library: Library, name: str, text: str, *, embedder: HashEmbedder | None = None) -> None:
    """Put a small document into a library opened for writing; with an embedder, its vectors too."""
    put(library, name, text)
    if embedder is not None:
        while batch := library.pending(100):
            matrix = embedder.embed([p.text for p in batch])
            library.put_vectors([p.id for p in batch], matrix, embedder=embedder.name)


def put(library: Library, name: str, text: str, *, council: str | None = None) -> None:
    """Put a small document into a library opened for writing, with one fact for each sentence."""
    document = Document(
        id=name,
        title=name.title(),
        source=f"{name}.txt",
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        text=text,
        identity=Identity(council=council),
    )
    parts = sentences(name, text)
    found = [
        Fact(
            document=name,
            council=council,
            measure="eet",
            value=None,
            unit=None,
            role="actual",
            start=part.start,
            end=part.end,
            at=part.start,
            quote=part.text,
        )
        for part in parts
    ]
    cut = passages(name, text, parts, count=HashEmbedder().count, limit=20)
    library.put(document, parts, cut, found)


def rights_bind() -> bool:
    """Whether a folder without the right to write keeps this user from writing."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o500)
        try:
            (Path(folder) / "file").touch()
        except PermissionError:
            return True
        return False

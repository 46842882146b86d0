"""A question's vector -> one that lies near the passages of this field that answer it.

MiniLM puts a question near what uses its words. People ask of inspection reports in other words
than inspectors write, and one linear map of the question's vector (`turn.npz`, made by
`docs/train_turn.py`) brings it nearer to what answers it. The passages keep their vectors.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embed import Embedder

FILE = Path(__file__).with_name("turn.npz")


@dataclass(frozen=True, slots=True)
class Turn:
    """A linear map of vectors of one embedder: matrix (n, n) and offset (n,)."""

    embedder: str
    matrix: NDArray[np.float32]
    offset: NDArray[np.float32]

    def __call__(self, vector: NDArray[np.float32]) -> NDArray[np.float32]:
        """The vector (n,) turned, of unit length."""
        turned = vector @ self.matrix + self.offset
        return turned / np.linalg.norm(turned)

    def save(self, path: Path) -> None:
        """Write it, the numbers in half precision."""
        matrix, offset = self.matrix.astype(np.float16), self.offset.astype(np.float16)
        np.savez(path, embedder=np.array(self.embedder), matrix=matrix, offset=offset)

    @classmethod
    def load(cls, path: Path) -> "Turn":
        """Read what `save` wrote."""
        with np.load(path) as file:
            matrix, offset = (file[name].astype(np.float32) for name in ("matrix", "offset"))
            return cls(str(file["embedder"]), matrix, offset)


@cache
def _turn() -> Turn:
    return Turn.load(FILE)


def question_vector(
    embedder: Embedder, question: str, *, general: bool = False
) -> NDArray[np.float32]:
    """The vector (n,) by which passages are searched for a question.

    It is turned only for the embedder that the map was learned for, and not where the library is
    of other matters than this field.
    """
    vector = embedder.embed([question])[0]
    turn = _turn()
    return vector if general or embedder.name != turn.embedder else turn(vector)

"""The model of `index.embed` once more, in nothing but numpy: the oracle of its tests.

BERT encoder: Devlin et al., "BERT" (2019), with the exact GELU; mean over the tokens, unit length.
"""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

HEADS = 12
LAYERS = 6
EPSILON = 1e-12

Array = NDArray[np.float64]
erf = np.frompyfunc(math.erf, 1, 1)


def encode(
    weights: Mapping[str, NDArray[np.float32]], ids: Sequence[int], *, integers: bool
) -> Array:
    """Vector of one text from its token ids, marks included; in 64-bit floats, shape (384,).

    With `integers` the matrices are multiplied as the graph does it: inputs as 0 to 255 between the
    least and the largest of a run, weights as -64 to 64 with a scale for each output.
    """

    def tensor(name: str) -> Array:
        return weights[name].astype(np.float64)

    def linear(name: str, rows: Array) -> Array:
        matrix = tensor(f"{name}.weight").T
        if integers:
            return _whole(rows) @ _in_seven_bits(matrix) + tensor(f"{name}.bias")
        return rows @ matrix + tensor(f"{name}.bias")

    def normal(name: str, rows: Array) -> Array:
        centred = rows - rows.mean(-1, keepdims=True)
        scale = np.sqrt((centred**2).mean(-1, keepdims=True) + EPSILON)
        return centred / scale * tensor(f"{name}.weight") + tensor(f"{name}.bias")

    def attend(layer: str, rows: Array) -> Array:
        query, key, value = (
            linear(f"{layer}.attention.self.{part}", rows)
            .reshape(len(rows), HEADS, -1)
            .swapaxes(0, 1)
            for part in ("query", "key", "value")
        )
        scores = query @ key.swapaxes(1, 2) / math.sqrt(query.shape[-1])
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        mixed = scores / scores.sum(-1, keepdims=True) @ value
        return linear(
            f"{layer}.attention.output.dense", mixed.swapaxes(0, 1).reshape(len(rows), -1)
        )

    def gelu(rows: Array) -> Array:
        return rows * 0.5 * (1 + erf(rows / math.sqrt(2)).astype(np.float64))

    rows = normal(
        "embeddings.LayerNorm",
        weights["embeddings.word_embeddings.weight"][list(ids)].astype(np.float64)
        + tensor("embeddings.position_embeddings.weight")[: len(ids)]
        + tensor("embeddings.token_type_embeddings.weight")[0],
    )
    for number in range(LAYERS):
        layer = f"encoder.layer.{number}"
        rows = normal(f"{layer}.attention.output.LayerNorm", rows + attend(layer, rows))
        inner = gelu(linear(f"{layer}.intermediate.dense", rows))
        rows = normal(f"{layer}.output.LayerNorm", rows + linear(f"{layer}.output.dense", inner))
    mean = rows.mean(0)
    return mean / np.linalg.norm(mean)


def _whole(rows: Array) -> Array:
    """The rows rounded to 256 steps between their least and their largest, nought among them."""
    low, high = min(0.0, rows.min()), max(0.0, rows.max())
    step = (high - low) / 255
    nought = np.rint(-low / step)
    return (np.clip(np.rint(rows / step) + nought, 0, 255) - nought) * step


def _in_seven_bits(matrix: Array) -> Array:
    """A matrix (inputs, outputs) rounded to 129 steps, of a size of its own for each output."""
    step = np.abs(matrix).max(axis=0) / 64
    return np.rint(matrix / step) * step

"""The shipped ONNX file read back into PyTorch, so that training can go on from it.

The matrices come back as the eight-bit integers that were shipped, times their scales: what
training loses by that is far below what one batch changes.
"""

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from docs.reader.network import LAYERS, Net

MATRICES = ("query", "key", "value", "mix", "up", "down")


def resume(net: Net, path: Path) -> None:
    """Load the weights of `path`, as `export` wrote them, in place.

    Raises:
        ValueError: The file holds another network.
    """
    graph = onnx.load(str(path)).graph
    held = {t.name: numpy_helper.to_array(t) for t in graph.initializer}
    names = [f"layers.{n}.{m}.weight" for n in range(LAYERS) for m in MATRICES] + ["head.weight"]
    packed = [name.removesuffix("_quantized") for name in held if name.endswith("_quantized")]
    if len(packed) != len(names):
        raise ValueError(f"{path.name!r} holds {len(packed)} matrices, not {len(names)}.")
    state = {k: torch.tensor(v) for k, v in held.items() if k in net.state_dict()}
    for name, stored in zip(names, packed, strict=True):
        whole = held[f"{stored}_quantized"].astype(np.float32) - held[f"{stored}_zero_point"]
        state[name] = torch.tensor((whole * held[f"{stored}_scale"]).T.copy())
    net.load_state_dict(state)

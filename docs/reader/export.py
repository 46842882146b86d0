"""The trained network as an ONNX file: weights in half precision, arithmetic in single."""

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from docs.reader.network import WIDTH, Net

SMALL = 1024
"""Tensors of fewer numbers stay in single precision."""


def export(net: Net, path: Path) -> None:
    """Write the network: `words` (1, n, 384) and `sides` (1, n) in, `z` (1, n) out."""
    net.cpu().eval()
    sample = (torch.zeros(1, 9, WIDTH), torch.zeros(1, 9, dtype=torch.int64))
    torch.onnx.export(
        net,
        sample,
        str(path),
        input_names=["words", "sides"],
        output_names=["z"],
        dynamic_axes={"words": {1: "n"}, "sides": {1: "n"}, "z": {1: "n"}},
        opset_version=17,
        dynamo=False,
    )
    model = onnx.load(str(path))
    graph = model.graph
    casts = []
    for tensor in list(graph.initializer):
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.size < SMALL:
            continue
        half = numpy_helper.from_array(values.astype(np.float16), f"{tensor.name}.half")
        casts.append(helper.make_node("Cast", [half.name], [tensor.name], to=TensorProto.FLOAT))
        graph.initializer.remove(tensor)
        graph.initializer.append(half)
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    for node in graph.node:
        node.doc_string = ""
    model.producer_name = "train_reader"
    onnx.checker.check_model(model)
    onnx.save(model, str(path))

"""The trained network as an ONNX file: matrices as eight-bit integers, all else as it is.

Seven of the eight bits are used ("reduced range"), so that processors without VNNI do not overflow
and give the same numbers. The scale of what goes into a matrix is taken from each run by itself.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from docs.reader.network import WIDTH, Net


def export(net: Net, path: Path, *, exact: bool = False) -> None:
    """Write the network: `words` (1, n, 384) and `sides` (1, n) in, `z` (1, n) out.

    With `exact`, the matrices stay in single precision, to measure what the integers cost.
    """
    net.cpu().eval()
    sample = (torch.zeros(1, 9, WIDTH), torch.zeros(1, 9, dtype=torch.int64))
    with TemporaryDirectory() as folder:
        plain = path if exact else Path(folder) / "plain.onnx"
        torch.onnx.export(
            net,
            sample,
            str(plain),
            input_names=["words", "sides"],
            output_names=["z"],
            dynamic_axes={"words": {1: "n"}, "sides": {1: "n"}, "z": {1: "n"}},
            opset_version=17,
            dynamo=False,
        )
        if not exact:
            quantize_dynamic(
                str(plain),
                str(path),
                per_channel=True,
                reduce_range=True,
                weight_type=QuantType.QInt8,
                op_types_to_quantize=["MatMul", "Gemm"],
            )
    model = onnx.load(str(path))
    for node in model.graph.node:
        node.doc_string = ""
    onnx.checker.check_model(model)
    onnx.save(model, str(path))

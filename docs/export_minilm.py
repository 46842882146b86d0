"""Write the graph of all-MiniLM-L6-v2 without its weights: index/minilm.onnx and index/minilm.json.

Run by hand, and only when the graph changes; nothing imports this. It needs an environment of its
own, for torch is no dependency of the project:

    python3 -m venv /tmp/export
    /tmp/export/bin/pip install torch==2.13.0 transformers==5.23.0 onnx==1.23.2 \
        onnxruntime==1.32.0 safetensors==0.8.0
    /tmp/export/bin/python docs/export_minilm.py FOLDER_WITH_MODEL_SAFETENSORS index

The graph holds the encoder, the mean over the tokens and the scaling to unit length. Its matrices
are multiplied as eight-bit integers, of which seven bits are used ("reduced range"), so that
processors without VNNI do not overflow and give the same numbers. Its large constants are left
out; the JSON file says which tensor of `model.safetensors` each of them is, whether that tensor has
to be transposed, and whether the constant is its integers or their scales.
"""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load_file
from transformers import BertModel

SMALL = 1024
"""Constants up to this many bytes stay in the graph."""
KINDS = {"quantized": "integers", "scale": "scales"}
"""What the ending of a constant's name says of it."""


class Encoder(torch.nn.Module):
    """Token ids and mask -> one unit vector for each text."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.bert = BertModel.from_pretrained(
            folder, add_pooling_layer=False, attn_implementation="eager", dtype=torch.float32
        )

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Run the encoder, average over the tokens that are not padding, scale to length 1."""
        hidden = self.bert(
            input_ids=input_ids,
            attention_mask=attention_mask,
            token_type_ids=torch.zeros_like(input_ids),
        ).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * mask).sum(1) / mask.sum(1)
        return torch.nn.functional.normalize(mean, dim=1)


def export(folder: Path, target: Path) -> None:
    """Trace the encoder with any number of texts and any number of tokens."""
    encoder = Encoder(folder).eval()
    ids = torch.tensor([[101, 2002, 3000, 102], [101, 3000, 102, 0]])
    mask = torch.tensor([[1, 1, 1, 1], [1, 1, 1, 0]])
    torch.onnx.export(
        encoder,
        (ids, mask),
        str(target),
        input_names=["input_ids", "attention_mask"],
        output_names=["vectors"],
        dynamic_axes={
            "input_ids": {0: "texts", 1: "tokens"},
            "attention_mask": {0: "texts", 1: "tokens"},
            "vectors": {0: "texts"},
        },
        opset_version=17,
        dynamo=False,
    )


def integers(plain: Path, target: Path) -> None:
    """The same graph with its matrices as integers, each output's with a scale of its own."""
    quantize_dynamic(
        str(plain),
        str(target),
        per_channel=True,
        reduce_range=True,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul", "Gemm"],
    )


def strip(
    graph: onnx.GraphProto, plain: dict[str, np.ndarray], tensors: dict[str, np.ndarray]
) -> dict[str, tuple[str, bool, str]]:
    """Take the large constants out of the graph; say what each of them was.

    `plain` are the constants of the graph before its matrices became integers.
    """
    origin = {}
    for constant in graph.initializer:
        values = numpy_helper.to_array(constant)
        if values.nbytes <= SMALL or not values.any():
            continue
        kind = next((k for k in KINDS if constant.name.endswith(f"_{k}")), "")
        whole = plain[constant.name.removesuffix(f"_{kind}")]
        origin[constant.name] = (*find(whole, tensors), KINDS.get(kind, "as it is"))
        constant.ClearField("raw_data")
        constant.ClearField("float_data")
        constant.ClearField("int32_data")
        constant.data_location = onnx.TensorProto.EXTERNAL
        del constant.external_data[:]
        constant.external_data.add(key="location", value="model.safetensors")
    return origin


def find(values: np.ndarray, tensors: dict[str, np.ndarray]) -> tuple[str, bool]:
    """Name of the tensor with exactly these values, and whether it is the transposed one."""
    for name, tensor in tensors.items():
        if tensor.shape == values.shape and np.array_equal(tensor, values):
            return name, False
        if tensor.T.shape == values.shape and np.array_equal(tensor.T, values):
            return name, True
    raise SystemExit(f"no tensor has the values of a constant of shape {values.shape}")


def main(folder: Path, out: Path) -> None:
    """Export, strip and write both files."""
    target = out / "minilm.onnx"
    with TemporaryDirectory() as made:
        exact = Path(made, "exact.onnx")
        export(folder, exact)
        integers(exact, target)
        plain = {c.name: numpy_helper.to_array(c) for c in onnx.load(str(exact)).graph.initializer}
    model = onnx.load(str(target))
    origin = strip(model.graph, plain, load_file(folder / "model.safetensors"))
    for node in model.graph.node:
        node.ClearField("doc_string")
    model.graph.ClearField("value_info")
    target.write_bytes(model.SerializeToString())
    lines = (f"{json.dumps(name)}: {json.dumps(origin[name])}" for name in sorted(origin))
    (out / "minilm.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

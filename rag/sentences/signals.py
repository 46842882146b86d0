"""What can be counted about a question and a sentence in its context, without a language model.

Word overlap weighted by rarity, word order, numbers and names that the question has and the text
lacks, whether the sentence holds the kind of thing asked for, and where it stands. The word
patterns are in `signals.toml`.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

import numpy as np
import snowballstemmer
from numpy.typing import NDArray

from index.tables import table

WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NAME = re.compile(r"(?<=[\w,;:’'\"(] )[(\"“‘']*([A-Z][\w’-]*)")
_REACH = 180
_KINDS = ("time", "share", "amount", "person", "place", "reason", "manner", "choice", "thing")

NAMES = (
    "in sentence", "in sentence and beside it", "in block", "in block, title and heading",
    "in title and heading", "pairs in sentence", "pairs in block", "longest run",
    "rarest missing in sentence", "rarest missing in block", "all there",
    "numbers asked", "numbers in sentence", "numbers nowhere", "names asked", "names in sentence",
    "names nowhere", "other numbers", "other names", "words", "few words", "place in block",
    "first in block", "leans", "asks itself", "question words", "new rarity", "density",
    *(f"{kind}: held" for kind in _KINDS), *(f"{kind}: not held" for kind in _KINDS),
)  # fmt: skip
"""The signals, in the order of the columns of `signals`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """The sentence `block[start:end]` and what it stands in.

    `block` is the passage or paragraph around the sentence: candidates that share a block are read
    together. `title` names the document.
    """

    block: str
    start: int
    end: int
    title: str = ""

    def __post_init__(self) -> None:
        """Refuse a span outside the block."""
        if not 0 <= self.start < self.end <= len(self.block):
            raise ValueError(f"{self.start}:{self.end} is no part of {len(self.block)} characters")

    @property
    def text(self) -> str:
        """The sentence itself."""
        return self.block[self.start : self.end]


@dataclass(frozen=True, slots=True)
class _Kind:
    name: str
    asks: re.Pattern[str]
    holds: re.Pattern[str]


@cache
def _patterns() -> tuple[tuple[_Kind, ...], frozenset[str], frozenset[str]]:
    data = table("rag.sentences", "signals.toml")
    kinds = tuple(
        _Kind(k["name"], re.compile(k["asks"], re.I), re.compile(k["holds"], re.I))
        for k in data["kind"]
    )
    words = data["words"]
    return kinds, frozenset(words["asking"].split()), frozenset(words["leaning"].split())


@cache
def _stemmer() -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer("english")


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of one word in lower case (Porter 2)."""
    return str(_stemmer().stemWord(word.lower().replace(",", "")))


def stems(text: str) -> list[str]:
    """The stems of all words of a text, in order."""
    return [stem(w) for w in WORD.findall(text)]


def kind_of(question: str) -> str:
    """What sort of thing a question asks for: one of the kinds of `signals.toml`, or "thing"."""
    kinds, _, _ = _patterns()
    return next((k.name for k in kinds if k.asks.search(question)), "thing")


class Rarity:
    """How rare a stem is in general English: inverse document frequency, in nats."""

    def __init__(self, known: Mapping[str, float], unknown: float) -> None:
        self.known = known
        self.unknown = unknown

    def __call__(self, word: str) -> float:
        """The rarity of one stem; that of a stem never counted is the highest."""
        return self.known.get(word, self.unknown)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question, taken apart once for all sentences."""

    words: frozenset[str]
    order: tuple[str, ...]
    pairs: frozenset[tuple[str, str]]
    numbers: frozenset[str]
    names: frozenset[str]
    kind: str


def _numbers(text: str) -> frozenset[str]:
    return frozenset(n.replace(",", "").rstrip(".") for n in _NUMBER.findall(text))


def _ask(question: str) -> _Asked:
    _, asking, _ = _patterns()
    order = tuple(stem(w) for w in WORD.findall(question) if w.lower() not in asking)
    names = frozenset(stem(m) for m in _NAME.findall(question) if m.lower() not in asking)
    pairs = frozenset(pairwise(order))
    return _Asked(frozenset(order), order, pairs, _numbers(question), names, kind_of(question))


@lru_cache(maxsize=2_000)
def _taken_apart(text: str) -> tuple[tuple[str, ...], frozenset[str], frozenset[tuple[str, str]]]:
    """Stems without the asking words, their set, and pairs one or two apart."""
    _, asking, _ = _patterns()
    order = tuple(stem(w) for w in WORD.findall(text) if w.lower() not in asking)
    near = frozenset(pairwise(order))
    return order, frozenset(order), near | frozenset(zip(order, order[2:], strict=False))


def _longest_run(wanted: Sequence[str], there: Sequence[str]) -> int:
    """Length of the longest run of words that both have in a row."""
    best, last = 0, [0] * (len(there) + 1)
    for word in wanted:
        row = [0] * (len(there) + 1)
        for j, other in enumerate(there, start=1):
            if word == other:
                row[j] = last[j - 1] + 1
                best = max(best, row[j])
        last = row
    return best


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _covered(words: frozenset[str], there: frozenset[str], rarity: Rarity) -> float:
    return _share(sum(map(rarity, words & there)), sum(map(rarity, words)))


def _rarest(words: frozenset[str], rarity: Rarity) -> float:
    return max(map(rarity, words), default=0.0) / rarity.unknown


def _overlaps(asked: _Asked, c: Candidate, rarity: Rarity) -> list[float]:
    order, own, near = _taken_apart(c.text)
    _, block, block_near = _taken_apart(c.block)
    _, beside, _ = _taken_apart(c.block[max(0, c.start - _REACH) : c.end + _REACH])
    _, named, _ = _taken_apart(c.title)
    words = asked.words
    missing = words - own
    new = sum(map(rarity, own - words))
    return [
        _covered(words, own, rarity),
        _covered(words, own | beside, rarity),
        _covered(words, block, rarity),
        _covered(words, block | named, rarity),
        _covered(words, named, rarity),
        _share(len(asked.pairs & near), len(asked.pairs)),
        _share(len(asked.pairs & block_near), len(asked.pairs)),
        _share(_longest_run(asked.order, order), len(asked.order)),
        _rarest(missing, rarity),
        _rarest(words - block - named, rarity),
        float(not missing),
        min(1.0, len(words) / 12),
        min(1.0, new / (20 * rarity.unknown)),
        _share(sum(map(rarity, words & own)), sum(map(rarity, own))),
    ]


def _details(asked: _Asked, c: Candidate) -> list[float]:
    order, own, _ = _taken_apart(c.text)
    _, block, _ = _taken_apart(c.block)
    _, named, _ = _taken_apart(c.title)
    numbers, everywhere = _numbers(c.text), _numbers(f"{c.block} {c.title}")
    found = frozenset(stem(m) for m in _NAME.findall(c.text)) | (own & asked.names)
    _, _, leaning = _patterns()
    first = WORD.search(c.text)
    return [
        float(bool(asked.numbers)),
        _share(len(asked.numbers & numbers), len(asked.numbers)),
        _share(len(asked.numbers - everywhere), len(asked.numbers)),
        float(bool(asked.names)),
        _share(len(asked.names & own), len(asked.names)),
        _share(len(asked.names - block - named), len(asked.names)),
        float(bool(numbers - asked.numbers)),
        float(bool(found - asked.words)),
        math.log1p(len(order)) / 4,
        float(len(order) < 4),
        c.start / len(c.block),
        float(c.start == 0),
        float(first is not None and first[0].lower() in leaning),
        float(c.text.rstrip().endswith("?")),
    ]


def _fitting(asked: _Asked, c: Candidate) -> list[float]:
    kinds, _, _ = _patterns()
    held = next(bool(k.holds.search(c.text)) for k in kinds if k.name == asked.kind)
    yes = [float(name == asked.kind and held) for name in _KINDS]
    no = [float(name == asked.kind and not held) for name in _KINDS]
    return yes + no


def signals(question: str, candidates: Sequence[Candidate], rarity: Rarity) -> NDArray[np.float64]:
    """Count every signal for a question and each candidate.

    Returns:
        Array (candidates, len(NAMES)); each row depends on its own candidate alone.
    """
    asked = _ask(question)
    rows = []
    for c in candidates:
        o, d = _overlaps(asked, c, rarity), _details(asked, c)
        rows.append([*o[:11], *d, *o[11:], *_fitting(asked, c)])
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(NAMES))

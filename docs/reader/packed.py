"""Rows as word pieces in a few arrays, which a bare machine can train on."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from docs.reader.material import Row

QUESTION, TITLE, TEXT = 40, 12, 176
"""Word pieces of a question, a title and a text at most."""
CLS, SEP = 101, 102
LEARNED, KEPT, UNJUDGED = 0, 1, 2
"""What a row is for: to learn from, to measure on, to be judged by networks that have learned."""


@dataclass(frozen=True, slots=True)
class Packed:
    """Rows of word pieces; everything but `ids`, `gold` and `sets` has one number a row."""

    ids: NDArray[np.uint16]
    """The word pieces of all rows, one row after the other."""
    gold: NDArray[np.bool_]
    """Which of them are the answer; the first of a row stands for "nothing answers"."""
    length: NDArray[np.int64]
    """Word pieces of a row."""
    head: NDArray[np.int64]
    """Those on the question's side."""
    first: NDArray[np.int64]
    """Where the text begins."""
    part: NDArray[np.int64]
    """LEARNED, KEPT or UNJUDGED."""
    set: NDArray[np.int64]
    """Its set, by its place in `sets`."""
    sets: NDArray[np.str_]
    """The names of the sets."""

    def save(self, path: Path) -> None:
        """Write the arrays."""
        names = Packed.__slots__
        np.savez_compressed(path, allow_pickle=False, **{n: getattr(self, n) for n in names})

    @classmethod
    def load(cls, path: Path) -> "Packed":
        """Read what `save` wrote."""
        with np.load(path) as file:
            return cls(**{name: file[name] for name in cls.__slots__})


def pack(rows: Sequence[tuple["Row", int]], tokenizer: "Tokenizer", *, seed: int) -> Packed:
    """Rows, each with its part, as word pieces.

    A long text is cut to a stretch that keeps the first answer; a title is left out now and then.
    """
    rng = random.Random(seed)  # noqa: S311
    sets = sorted({f"{row.source} {row.kind}" for row, _ in rows})
    asked = tokenizer.encode_batch([r.question for r, _ in rows], add_special_tokens=False)
    titles = tokenizer.encode_batch([r.title for r, _ in rows], add_special_tokens=False)
    ids: list[int] = []
    gold: list[bool] = []
    columns: list[tuple[int, int, int, int, int]] = []
    for (row, part), question, title in zip(rows, asked, titles, strict=True):
        begin = [CLS, *question.ids[:QUESTION], SEP]
        named = [*title.ids[:TITLE], SEP] if title.ids and rng.random() < 0.75 else []
        text, answer = _text(row, tokenizer, rng)
        first = len(begin) + len(named)
        ids += [*begin, *named, *text, SEP]
        gold += [not any(answer), *[False] * (first - 1), *answer, False]
        length = first + len(text) + 1
        columns.append((length, len(begin), first, part, sets.index(f"{row.source} {row.kind}")))
    length, head, first, part, number = np.array(columns).T
    return Packed(
        ids=np.array(ids, dtype=np.uint16),
        gold=np.array(gold),
        length=length,
        head=head,
        first=first,
        part=part,
        set=number,
        sets=np.array(sets),
    )


def _text(row: "Row", tokenizer: "Tokenizer", rng: random.Random) -> tuple[list[int], list[bool]]:
    """The word pieces of a row's text, and which of them are the answer."""
    s = row.gold[0][0] if row.gold else 0
    centre = max(0, s - 1500) if row.gold else rng.randint(0, max(0, len(row.text) - 1500))
    text = tokenizer.encode(row.text[centre : centre + 4000], add_special_tokens=False)
    places = [(a + centre, b + centre) for a, b in text.offsets]
    begin = 0
    if len(text.ids) > TEXT:
        at = next((i for i, (_, b) in enumerate(places) if b > s), 0) if row.gold else 0
        low, high = max(0, at - TEXT + 30), min(at, len(text.ids) - TEXT)
        begin = rng.randint(min(low, high), max(high, 0))
    kept = slice(begin, begin + TEXT)
    answer = [any(a < ge and b > gs for gs, ge in row.gold) for a, b in places[kept]]
    return list(text.ids[kept]), answer

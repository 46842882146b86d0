"""Fit the weights of `weigh.toml` to fixed questions, and say how well they do on held-out ones.

    python docs/fit_weights.py LIBRARY PAIRS.jsonl...

Every sentence of the documents that a lookup may use is one row; those that hold a quote which the
pair asks to be cited are the answers. Questions that lean on earlier ones are left out.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.quiet import quiet

FOLDS = 5
STEPS = 1500
RATE = 0.1
TOWARDS = 0.003  # pull of the weights that stand in the file now

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rows:
    """The signals of the sentences of one question, and which of them answer it."""

    signals: Vector
    answers: Vector


def main(library: str, files: Sequence[str]) -> None:
    """Fit, cross-validate and print the weights as they stand in the file."""
    quiet()
    from index.store import Library
    from rag.sentences.scarcity import is_small
    from rag.sentences.weigh import weights

    held = weights("few" if is_small(Library.open(Path(library)).snapshot()) else "field")
    names = [n for n in held if n != "constant"]
    now = np.array([held["constant"], *(held[n] for n in names)])
    questions = list(_questions(library, files, names))
    right = sum(
        _first_is_right(questions[i], _fitted(questions, now, without=fold))
        for fold in range(FOLDS)
        for i in range(fold, len(questions), FOLDS)
        if questions[i].answers.any()
    )
    total = sum(bool(q.answers.any()) for q in questions)
    print(f"# right sentence first, held out: {right} of {total}")  # noqa: T201
    for name, weight in zip(["constant", *names], _fitted(questions, now), strict=True):
        print(f'"{name}" = {weight:.2f}')  # noqa: T201


def _questions(library: str, files: Sequence[str], names: Sequence[str]) -> Iterator[Rows]:
    from index.store import Library
    from rag.pairs import read
    from rag.read import open_reader
    from rag.retrieve import in_scope
    from rag.sentences.evidence import Judge
    from rag.understand import understand

    snapshot = Library.open(Path(library)).snapshot()
    judge = Judge(open_reader())
    held = {d.council for d in snapshot.documents if d.council}
    for pair in read([Path(f) for f in files]):
        quotes = [c.quote for c in pair.cites if c.quote]
        query = understand(pair.question, held=held)
        leans = pair.history or query.kind != "lookup" or (pair.status == "answered" and not quotes)
        if leans or pair.status not in ("answered", "not_found"):
            continue
        picked = {d.id: snapshot.sentences(d.id) for d in in_scope(snapshot, query)}
        found = judge.readings(query, picked, snapshot, blocks=None)
        answers = np.array([float(any(q in e.sentence.text for q in quotes)) for e, _ in found])
        if len(found) and (answers.any() or not quotes):
            signals = [[1.0, *(signs[n] for n in names)] for _, signs in found]
            yield Rows(np.array(signals), answers)


def _fitted(questions: Sequence[Rows], start: Vector, *, without: int | None = None) -> Vector:
    """Logistic regression by gradient descent, each question of equal weight."""
    used = [q for i, q in enumerate(questions) if without is None or i % FOLDS != without]
    weight = start.copy()
    for _ in range(STEPS):
        slope = TOWARDS * (weight - start)
        for rows in used:
            chance = 1 / (1 + np.exp(-rows.signals @ weight))
            share = np.where(
                rows.answers > 0, 1 / max(1.0, rows.answers.sum()), 2 / len(rows.answers)
            )
            slope += rows.signals.T @ ((chance - rows.answers) * share) / len(used)
        weight -= RATE * slope
    return weight


def _first_is_right(rows: Rows, weight: Vector) -> bool:
    return bool(rows.answers[int((rows.signals @ weight).argmax())])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])

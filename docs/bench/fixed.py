"""Fixed questions: how many are answered as they should be, by what they are about."""

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from docs.bench.metrics import Estimate, mean, of_sets, share
from docs.bench.tables import Section, Table, percent
from rag import Assistant, evaluation, pairs
from rag.evaluation import Outcome

_FEW = 10
"""Questions of a tag below which it is shown only where some failed."""


def section(files: Sequence[Path], library: Path) -> Section:
    """Ask every pair of some files of a library."""
    assistant = Assistant.open(library)
    documents = assistant.library.snapshot().documents
    outcomes = [evaluation.outcome(pair, assistant, documents) for pair in read(files)]
    return report(outcomes, len(documents))


def read(files: Sequence[Path]) -> tuple[pairs.Pair, ...]:
    """The pairs of some files; a field that a row leaves out is not checked."""
    with tempfile.TemporaryDirectory() as scratch:
        filled = []
        for number, path in enumerate(files):
            filled.append(Path(scratch, f"{number}-{path.name}"))
            lines = path.read_text(encoding="utf-8-sig").split("\n")
            rows = (json.loads(line) for line in lines if line.strip())
            whole = (json.dumps(complete(row, f"{path.stem}-{n}")) for n, row in enumerate(rows, 1))
            filled[-1].write_text("\n".join(whole), encoding="utf-8")
        return pairs.read(filled)


def complete(row: Mapping[str, Any], name: str) -> dict[str, Any]:
    """A row with every field of a pair, those of no pair left out."""
    known = (*pairs.REQUIRED, "history", "tags")
    return {"id": name} | {k: row.get(k) for k in known if k != "id" or k in row}


def report(outcomes: Sequence[Outcome], documents: int) -> Section:
    """What passed, and how long it took."""
    rows = [("all", *_row(outcomes))]
    rows += [(tag, *_row(found)) for tag, found in by_tag(outcomes)]
    columns = ("tag", "passed, percent", "of", "p50", "p95")
    lines = [
        f"{len(outcomes)} questions asked of {documents} documents. Tags of fewer than {_FEW} "
        "questions are left out where all passed."
    ]
    if matched := councils_found(outcomes):
        lines.append(
            f"The set of councils that a survey names, against the right one: mean F1 "
            f"{matched.decimal()} over {matched.of} questions."
        )
    return Section("pairs", "Fixed questions", (Table(columns, tuple(rows)), " ".join(lines)))


def by_tag(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, list[Outcome]]]:
    """The outcomes of each tag that tells something, sorted by tag."""
    for tag in sorted({t for o in outcomes for t in o.pair.tags}):
        found = [o for o in outcomes if tag in o.pair.tags]
        if len(found) >= _FEW or not all(o.passed for o in found):
            yield tag, found


def councils_found(outcomes: Sequence[Outcome]) -> Estimate | None:
    """Mean F1 of the councils that ledgers give as stating it, where a pair says which they are."""
    scores = []
    for outcome in (o for o in outcomes if o.pair.councils is not None):
        ledger = outcome.answer.ledger if outcome.answer else None
        entries = ledger.entries if ledger else ()
        stating = {e.council for e in entries if e.verdict == "states"}
        scores.append(of_sets(stating, outcome.pair.councils or ()).f1)
    return mean(scores)


def _row(outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    passed = share(sum(o.passed for o in outcomes), len(outcomes))
    middle, slow = np.quantile([o.seconds * 1000 for o in outcomes], (0.5, 0.95))
    return percent(passed), str(len(outcomes)), f"{middle:.0f} ms", f"{slow:.0f} ms"

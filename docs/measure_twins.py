"""How well the reader tells near misses, on questions that it was not trained on.

    python -m docs.measure_twins LIBRARY

LIBRARY holds the inspection reports that `docs/reader/twins_kept.jsonl` asks of. Printed are, for
questions on one council and for conditions on all: in how many passages that answer the right
sentence comes first, and the area under the curve of the best chance of passages that answer
against those that nearly do.
"""

import argparse
import sys
from pathlib import Path

from docs.bench.metrics import auroc
from docs.reader.material import Row, cut, labels
from docs.reader.reports import KEPT, rows
from index.embed import MiniLM
from rag.read import Reader, open_reader

KINDS = {
    "questions": ("question", "unanswered"),
    "conditions": ("condition", "near condition"),
}


def main() -> None:
    """Read every question against its passage, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("library", type=Path)
    reader = open_reader()
    found = list(rows(parser.parse_args().library, MiniLM.load(), seed=7, file=KEPT))
    for name, kinds in KINDS.items():
        told = measured(reader, [row for row in found if row.kind in kinds])
        sys.stdout.write(f"{name}: {told}\n")


def measured(reader: Reader, asked: list[Row]) -> str:
    """The share of right sentences that come first, and the area under the curve."""
    first, best, good = 0, [], []
    for row in asked:
        chances, right = reader.read(row.question, cut(row)), labels(row)
        first += any(right) and right[chances.index(max(chances))]
        best.append(max(chances))
        good.append(any(right))
    share = 100 * first / sum(good)
    return f"right sentence first {share:.1f} of {sum(good)}, AUROC {auroc(best, good):.3f}"


if __name__ == "__main__":
    main()

"""How well the reader tells near misses, on questions that it was not trained on.

    python -m docs.measure_twins LIBRARY BENCH

LIBRARY holds the inspection reports, BENCH the public sets. Asked are other passages of councils
that were trained on (`twins_kept.jsonl`), reports of councils that were not (`twins_held.jsonl`),
paragraphs of an encyclopaedia (`general_kept.jsonl`) and invented items of news
(`news_kept.jsonl`). Printed are, for questions on one council and for conditions on all: in how
many passages that answer the right sentence comes first, and the area under the curve of the best
chance of passages that answer against those that nearly do.
"""

import argparse
import sys
from pathlib import Path

from docs.bench.metrics import auroc
from docs.reader.material import Row, cut, labels
from docs.reader.reports import HELD, KEPT, rows
from docs.reader.written import GENERAL_KEPT, NEWS_KEPT, general, news
from index.embed import MiniLM
from rag.read import Reader, open_reader

SEED = 7
KINDS = {
    "questions": ("question", "unanswered"),
    "conditions": ("condition", "near condition"),
}


def main() -> None:
    """Read every question against its passage, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("library", type=Path)
    parser.add_argument("bench", type=Path)
    options = parser.parse_args()
    reader, embedder = open_reader(), MiniLM.load()
    asked = {
        "other passages": rows(options.library, embedder, seed=SEED, file=KEPT),
        "other councils": rows(options.library, embedder, seed=SEED, file=HELD),
        "encyclopaedia": general(options.bench, file=GENERAL_KEPT),
        "news": news(seed=SEED, file=NEWS_KEPT),
    }
    for name, found in asked.items():
        every = list(found)
        for what, kinds in KINDS.items():
            of_kind = [row for row in every if row.kind in kinds]
            if of_kind:
                sys.stdout.write(f"{name}, {what}: {measured(reader, of_kind)}\n")


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

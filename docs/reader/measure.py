"""Figures of a reader on development data: the right sentence, answerable or not, claim support."""

import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from docs.bench.metrics import auroc
from docs.bench.metrics import share as estimate
from docs.reader.material import Row, answered, cut, labels, load
from rag.read import Reader, candidate, plain, rarity
from rag.sentences.signals import Candidate, signals

SETS = ("nq_qed", "squad11_dev", "squad2_dev", "policyqa", "doc2dial_val")


def share(hits: int, of: int) -> dict[str, Any]:
    """A share with its interval."""
    found = estimate(hits, of)
    assert found
    interval = (round(found.low, 3), round(found.high, 3))
    return {"share": round(found.value, 4), "interval": interval, "of": of}


class Overlap:
    """The baseline: words of the question found in the sentence, weighted by rarity."""

    name = "overlap"

    def __init__(self) -> None:
        self.rarity = rarity()

    def read(self, question: str, texts: Sequence[str | Candidate]) -> list[float]:
        """The share of the question's words that each sentence has."""
        return self.skim(question, texts)

    def skim(self, question: str, texts: Sequence[str | Candidate]) -> list[float]:
        """The share of the question's words that each sentence has."""
        found = [candidate(t) for t in texts]
        return [float(v) for v in signals(question, found, self.rarity)[:, 0]]

    def support(self, claim: str, text: str) -> float:
        """The greatest share of the claim's words that one sentence has."""
        return max(self.read(claim, plain(text)), default=0.0)


def rows_of(folder: Path, name: str, most: int) -> list[Row]:
    """Development rows of a set; a fixed sample where there are more than `most`."""
    rows = list(answered(folder, "dev", name))
    if len(rows) > most:
        rows = random.Random(7).sample(rows, most)  # noqa: S311
    return rows


def best_sentence(reader: Reader, row: Row) -> tuple[float, bool]:
    """The chance of the sentence that a reader puts first, and whether the answer stands in it."""
    scores = reader.read(row.question, cut(row))
    first = int(np.argmax(scores))
    return scores[first], labels(row)[first]


def sentences(reader: Reader, rows: Sequence[Row]) -> tuple[dict[str, Any], list[float]]:
    """Hit@1 of the sentence in the right paragraph, and the best score of every row."""
    best = [best_sentence(reader, row) for row in rows]
    right = [good for row, (_, good) in zip(rows, best, strict=True) if row.gold]
    return share(sum(right), len(right)), [score for score, _ in best]


def answerable(best: Sequence[float], rows: Sequence[Row], threshold: float) -> dict[str, Any]:
    """Answerable or not, from the best sentence of the paragraph, at a threshold."""
    good = np.array([bool(r.gold) for r in rows])
    said = np.array(best) >= threshold
    tops = [
        float(np.mean((np.array(best) >= t) == good))
        for t in np.quantile(best, np.arange(0, 1, 0.01))
    ]
    return {
        "auroc": round(auroc(best, good.tolist()), 4),
        "accuracy": share(int((said == good).sum()), len(rows)),
        "accuracy at the best threshold": round(max(tops), 4),
        "answered wrongly": round(float(said[~good].mean()), 4),
        "refused wrongly": round(float((~said[good]).mean()), 4),
    }


def claims(reader: Reader, folder: Path) -> dict[str, float]:
    """AUROC of `support` on WiCE, on whole cited pages."""
    rows, documents = load(folder, "dev", "wice")
    kinds = [r["answers"][0] for r in rows]
    scores = [
        reader.support(r["question"], documents[r["evidence"][0]["doc_id"]]["text"]) for r in rows
    ]
    return {
        "supported or not": round(auroc(scores, [k == "supported" for k in kinds]), 4),
        "at all or not": round(auroc(scores, [k != "not_supported" for k in kinds]), 4),
    }


def measure(reader: Reader, folder: Path, *, most: int, threshold: float) -> Mapping[str, Any]:
    """Every figure of one reader."""
    out: dict[str, Any] = {}
    for name in SETS:
        rows = rows_of(folder, name, most)
        out[name], best = sentences(reader, rows)
        if name == "squad2_dev":
            out["answerable"] = answerable(best, rows, threshold)
    out["wice"] = claims(reader, folder)
    return out

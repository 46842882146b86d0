"""Figures and their 95 % intervals, in numpy alone. `tests/test_bench_metrics.py` checks them."""

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Z = 1.96
ROUNDS = 1000
SEED = 7
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure, its 95 % interval and what it was measured on."""

    value: float
    low: float
    high: float
    of: int

    def percent(self) -> str:
        """As a percentage: "81.7 (79.2–84.0)"."""
        return f"{100 * self.value:.1f} ({100 * self.low:.1f}–{100 * self.high:.1f})"

    def decimal(self) -> str:
        """As a number: "0.693 (0.652–0.731)"."""
        return f"{self.value:.3f} ({self.low:.3f}–{self.high:.3f})"


def share(hits: int, of: int) -> Estimate | None:
    """A share with Wilson's interval; None of nothing."""
    if not of:
        return None
    p = hits / of
    middle = (p + Z * Z / (2 * of)) / (1 + Z * Z / of)
    reach = Z / (1 + Z * Z / of) * math.sqrt(p * (1 - p) / of + Z * Z / (4 * of * of))
    return Estimate(p, max(0.0, middle - reach), min(1.0, middle + reach), of)


def mean(values: Sequence[float]) -> Estimate | None:
    """A mean with a bootstrap interval."""
    x = np.asarray(values, dtype=float)
    return _resampled(lambda picked: float(x[picked].mean()), len(x))


def auroc_estimate(scores: Sequence[float], good: Sequence[bool]) -> Estimate | None:
    """AUROC with a bootstrap interval; None where all are good or none is."""
    s, g = np.asarray(scores, dtype=float), np.asarray(good, dtype=bool)
    if not g.any() or g.all():
        return None
    return _resampled(lambda picked: auroc(s[picked], g[picked]), len(s))


def _resampled(statistic: Callable[[NDArray[np.int64]], float], of: int) -> Estimate | None:
    """A statistic of rows and the middle 95 % of it over samples with replacement."""
    if not of:
        return None
    rng = np.random.default_rng(SEED)
    drawn = np.array([statistic(rng.integers(0, of, of)) for _ in range(ROUNDS)])
    low, high = np.nanquantile(drawn, (0.025, 0.975))
    return Estimate(statistic(np.arange(of)), float(low), float(high), of)


def auroc(
    scores: Sequence[float] | NDArray[np.float64], good: Sequence[bool] | NDArray[np.bool_]
) -> float:
    """The chance that a good one is scored above a bad one, ties counting half; else NaN."""
    s, g = np.asarray(scores), np.asarray(good, dtype=bool)
    n = int(g.sum())
    if n in (0, len(g)):
        return math.nan
    _, inverse, counts = np.unique(s, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    return float((ranks[g].sum() - n * (n + 1) / 2) / (n * (len(g) - n)))


def best_threshold(scores: Sequence[float], good: Sequence[bool]) -> float:
    """The threshold at which "score at least this" agrees with `good` most often."""
    s, g = np.asarray(scores, dtype=float), np.asarray(good, dtype=bool)
    tried = np.append(np.unique(s), np.inf)
    return float(tried[int(np.argmax([np.mean((s >= t) == g) for t in tried]))])


def hit(ranking: Sequence[str], relevant: Collection[str], k: int) -> bool:
    """Whether one of the first k is relevant."""
    return any(name in relevant for name in ranking[:k])


def reciprocal_rank(ranking: Sequence[str], relevant: Collection[str], k: int = 10) -> float:
    """One over the rank of the first relevant one; 0 where none is among the first k."""
    return next((1 / n for n, name in enumerate(ranking[:k], 1) if name in relevant), 0.0)


def ndcg(ranking: Sequence[str], relevant: Collection[str], k: int = 10) -> float:
    """Discounted gain of the first k over that of the best ranking, each relevant one gaining 1."""
    if not relevant:
        return 0.0
    gains = np.array([name in relevant for name in ranking[:k]], dtype=float)
    discounts = 1 / np.log2(np.arange(2, k + 2))
    return float(gains @ discounts[: len(gains)] / discounts[: min(k, len(relevant))].sum())


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much of what was wanted was found, in pieces of text."""

    found: int
    wanted: int
    both: int

    @property
    def recall(self) -> float:
        """Share of the wanted that was found."""
        return self.both / self.wanted if self.wanted else 1.0

    @property
    def precision(self) -> float:
        """Share of the found that was wanted."""
        return self.both / self.found if self.found else float(not self.wanted)

    @property
    def iou(self) -> float:
        """Share of all that is in both."""
        union = self.found + self.wanted - self.both
        return self.both / union if union else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 1 where both are empty."""
        return 2 * self.both / (self.found + self.wanted) if self.found + self.wanted else 1.0


def of_sets(found: Collection[str], wanted: Collection[str]) -> Overlap:
    """The overlap of two sets."""
    return Overlap(len(set(found)), len(set(wanted)), len(set(found) & set(wanted)))


def of_spans(found: Sequence[Span], wanted: Sequence[Span], tokens: Sequence[Span]) -> Overlap:
    """The overlap of two lists of half-open spans, counted in the tokens that they touch."""
    starts = np.array([s for s, _ in tokens], dtype=np.int64)
    ends = np.array([e for _, e in tokens], dtype=np.int64)

    def touched(spans: Sequence[Span]) -> NDArray[np.bool_]:
        mark = np.zeros(len(starts), dtype=bool)
        for s, e in spans:
            mark[np.searchsorted(ends, s, "right") : np.searchsorted(starts, e, "left")] = True
        return mark

    f, w = touched(found), touched(wanted)
    return Overlap(int(f.sum()), int(w.sum()), int((f & w).sum()))

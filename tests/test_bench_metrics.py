"""The figures of the benchmark, against ir-measures and against their definitions."""

import math
import random

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st

from docs.bench import metrics

DOCUMENTS = [f"d{n}" for n in range(15)]
asked = st.lists(
    st.tuples(
        st.permutations(DOCUMENTS).flatmap(
            lambda order: st.integers(1, len(order)).map(lambda n: order[:n])
        ),
        st.sets(st.sampled_from(DOCUMENTS), min_size=1),
    ),
    min_size=1,
    max_size=4,
)


@given(asked)
def test_rankings_are_measured_as_ir_measures_does(rows):
    qrels = {f"q{n}": dict.fromkeys(relevant, 1) for n, (_, relevant) in enumerate(rows)}
    run = {
        f"q{n}": {name: float(-rank) for rank, name in enumerate(ranking)}
        for n, (ranking, _) in enumerate(rows)
    }
    ours = {
        ir_measures.Success @ 1: lambda r, g: metrics.hit(r, g, 1),
        ir_measures.Success @ 5: lambda r, g: metrics.hit(r, g, 5),
        ir_measures.Success @ 10: lambda r, g: metrics.hit(r, g, 10),
        ir_measures.RR @ 10: metrics.reciprocal_rank,
        ir_measures.nDCG @ 10: metrics.ndcg,
    }
    theirs = ir_measures.calc_aggregate(list(ours), qrels, run)
    for measure, measured in ours.items():
        mean = sum(measured(*row) for row in rows) / len(rows)
        assert mean == pytest.approx(theirs[measure], abs=1e-6), measure


scored = st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=30)


@given(scored)
def test_auroc_is_the_chance_that_a_good_one_is_above_a_bad_one(rows):
    good = [s for s, g in rows if g]
    bad = [s for s, g in rows if not g]
    found = metrics.auroc([s for s, _ in rows], [g for _, g in rows])
    if not good or not bad:
        assert math.isnan(found)
        return
    won = sum((a > b) + (a == b) / 2 for a in good for b in bad)
    assert found == pytest.approx(won / (len(good) * len(bad)))


@given(scored)
def test_no_threshold_agrees_more_often_than_the_best(rows):
    def agreeing(threshold):
        return sum((s >= threshold) == g for s, g in rows)

    best = metrics.best_threshold([s for s, _ in rows], [g for _, g in rows])
    assert agreeing(best) == max(map(agreeing, [*(s for s, _ in rows), math.inf]))


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilsons_interval_holds_the_shares_that_the_score_test_does_not_refuse(counted):
    hits, of = counted
    found = metrics.share(hits, of)
    for bound in (found.low, found.high):
        if 1e-9 < bound < 1 - 1e-9:
            score = abs(found.value - bound) / math.sqrt(bound * (1 - bound) / of)
            assert score == pytest.approx(metrics.Z, rel=1e-6)
    assert found.low <= found.value + 1e-12
    assert found.value <= found.high + 1e-12


def test_a_figure_is_written_with_its_interval():
    assert metrics.share(817, 1000).percent() == "81.7 (79.2–84.0)"
    assert metrics.share(1, 2).decimal() == "0.500 (0.095–0.905)"
    assert metrics.share(0, 0) is None


def test_bootstrap_intervals_are_the_same_every_time_and_about_as_wide_as_theory_has_it():
    rng = random.Random(1)
    values = [rng.gauss(5, 2) for _ in range(400)]
    found = metrics.mean(values)
    assert found == metrics.mean(values)
    assert (found.high - found.low) / 2 == pytest.approx(1.96 * 2 / math.sqrt(400), rel=0.15)
    assert metrics.mean([]) is None
    assert metrics.auroc_estimate([0.1, 0.2], [True, True]) is None


spans = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 9)).map(lambda x: (x[0], x[0] + x[1])), max_size=5
)


@given(spans, spans, st.lists(st.tuples(st.integers(1, 4), st.integers(0, 3)), max_size=12))
def test_spans_overlap_in_the_tokens_that_they_share_characters_with(found, wanted, lengths):
    tokens, at = [], 0
    for length, gap in lengths:
        tokens.append((at, at + length))
        at += length + gap
    touched = [
        {n for n, (s, e) in enumerate(tokens) if any(a < e and s < b for a, b in one)}
        for one in (found, wanted)
    ]
    measured = metrics.of_spans(found, wanted, tokens)
    assert measured == metrics.of_sets(*touched)
    assert 0 <= measured.iou <= min(measured.precision, measured.recall) + 1e-12


def test_f1_of_sets():
    assert metrics.of_sets("abc", "bcd").f1 == pytest.approx(2 / 3)
    assert metrics.of_sets("", "").f1 == 1
    assert metrics.of_sets("a", "").f1 == 0

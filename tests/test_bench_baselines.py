"""The baseline that the benchmark holds the product against."""

import math

from docs.bench.baselines import Bm25, stems


def test_words_match_by_their_stem_and_the_commonest_do_not_count():
    assert stems("What is the council's planning of Visits?") == ["council", "plan", "visit"]


def test_bm25_is_okapis():
    index = Bm25({"a": "plan visits", "b": "plan", "c": "boats boats"})
    idf = math.log(1 + (3 - 1 + 0.5) / (1 + 0.5))
    norm = 1.2 * (0.25 + 0.75 * 2 / (5 / 3))
    assert index._postings["boat"] == [("c", idf * 2 * 2.2 / (2 + norm))]
    assert index.best("planned visit", 3) == ["a", "b"]
    assert index.best("planned visit", 1) == ["a"]
    assert index.best("the", 3) == []

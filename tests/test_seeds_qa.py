"""The fixed questions about the seed documents, asked of the real assistant."""

from pathlib import Path

import pytest

from rag.evaluation import outcome
from rag.pair_report import text
from rag.pairs import Pair, read

PAIRS = read(sorted((Path(__file__).parent / "qa").glob("*.jsonl")))


@pytest.mark.parametrize("pair", [pytest.param(pair, id=pair.id) for pair in PAIRS])
def test_a_fixed_question_is_answered_as_its_pair_asks(pair: Pair, seed_assistant):
    result = outcome(pair, seed_assistant, seed_assistant.library.snapshot().documents)
    assert result.passed, text([result])


def test_there_are_at_least_eighty_pairs_over_every_kind_of_question():
    assert len(PAIRS) >= 80
    assert {pair.kind for pair in PAIRS} >= {"lookup", "list", "count", "compare", "summary"}
    assert {pair.status for pair in PAIRS} >= {"answered", "partial", "not_found"}

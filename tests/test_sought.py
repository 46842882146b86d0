"""What a condition in words looks for."""

import pytest

from index.store import Snapshot
from rag.sentences.sought import groups_of, of_condition
from rag.understand import understand
from tests import large_library
from tests.large_library import COUNCILS

large_folder, large, many = large_library.large_folder, large_library.large, large_library.many


def ways(question: str, library: Snapshot) -> list[set[str]]:
    """The ways of saying each thing that a question looks for."""
    query = understand(question, held=COUNCILS)
    groups = groups_of(of_condition(query, query.conditions[0]), library)
    return [set(group.phrases) for group in groups]


@pytest.mark.parametrize(
    "question",
    [
        "Which councils have training flats, trainer flats or taster flats for care leavers?",
        "Which councils have training flats, trainer flats, or other taster flats?",
    ],
)
def test_kinds_of_one_thing_are_alternatives(question: str, many: Snapshot) -> None:
    assert any({"training", "trainer", "taster"} <= group for group in ways(question, many))


def test_some_other_of_a_kind_is_an_alternative(many: Snapshot) -> None:
    found = ways("Where do children learn the piano or some other instrument?", many)
    assert any({"piano", "instrument"} <= group for group in found)


def test_a_phrase_of_common_words_is_looked_for_as_it_stands(many: Snapshot) -> None:
    found = ways("Which councils have young inspectors who are disabled?", many)
    assert found.count({"young inspectors"}) == 1


def test_an_agency_need_not_be_one_for_staff() -> None:
    asked = understand("Which councils work with the border agency?", held=COUNCILS)
    assert asked.conditions[0].measure is None

"""Conditions in a large library, said in other words than the question's."""

from collections.abc import Sequence

import pytest

from rag.assistant import Assistant
from rag.read import candidate
from rag.sentences.near import NEAREST
from rag.sentences.signals import Candidate
from tests import large_library
from tests.fakes import HashEmbedder
from tests.large_library import COUNCILS
from tests.test_large_library import stating

large_folder, large = large_library.large_folder, large_library.large


class KnowsOneThing:
    """A reader that knows one sentence to state what is asked, and nothing else."""

    name = "knows one thing"

    def __init__(self, words: str) -> None:
        self.words = words
        self.blocks: set[str] = set()
        self.councils: set[str] = set()

    def read(self, question: str, texts: Sequence[str | Candidate]) -> list[float]:
        self.blocks |= {candidate(t).block for t in texts}
        told = [f"{candidate(t).title} {candidate(t).block}" for t in texts]
        self.councils |= {c for c in COUNCILS if any(f"Inspection of {c}" in text for text in told)}
        return [0.99 if self.words in candidate(t).text else 0.01 for t in texts]

    def skim(self, question: str, texts: Sequence[str | Candidate]) -> list[float]:
        return self.read(question, texts)

    def support(self, claim: str, text: str) -> float:
        return 0.0


def asking(large: Assistant, reader: KnowsOneThing) -> Assistant:
    return Assistant(large.library, HashEmbedder(), reader)


def test_what_is_said_in_other_words_is_found_by_reading(large: Assistant) -> None:
    reader = KnowsOneThing("The council uses Mocking Bird")
    question = "Which councils run foster families in a cluster like one large family?"
    assert stating(asking(large, reader), question) == {"Bolton"}


def test_what_is_asked_beyond_a_measure_is_read_for(large: Assistant) -> None:
    reader = KnowsOneThing("Care leavers were offered driving lessons")
    question = "Which councils offer apprenticeships where you get behind the wheel?"
    assert stating(asking(large, reader), question) == {"Bolton"}


def test_praise_and_blame_of_a_measure_are_told_by_its_facts(large: Assistant) -> None:
    reader = KnowsOneThing("nothing")
    asking(large, reader).ask("Which councils are criticised for their pathway plans?")
    assert not reader.blocks


def test_what_more_is_asked_of_a_policy_is_read_for_where_it_is_spoken_of(large: Assistant) -> None:
    reader = KnowsOneThing("Care leavers are exempt from council tax until they are 25")
    question = "Which councils exempt care leavers from council tax even at a parental address?"
    assert stating(asking(large, reader), question) == {"Kent"}
    assert all("council tax" in block.lower() for block in reader.blocks)


def test_every_council_is_read_for_what_is_not_so(large: Assistant) -> None:
    reader = KnowsOneThing("nothing")
    asking(large, reader).ask("Which councils do not have foster families in a cluster?")
    assert reader.councils == set(COUNCILS)


def test_a_name_is_looked_for_and_nothing_is_read(large: Assistant) -> None:
    reader = KnowsOneThing("Social workers visit children")
    assert stating(asking(large, reader), "Which councils use Mockingbird?") == {"Bolton"}
    assert not reader.blocks


@pytest.mark.parametrize("nearest", [1, NEAREST])
def test_every_council_is_read_and_no_more_than_is_set(
    nearest: int, large: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.sentences.near.NEAREST", nearest)
    reader = KnowsOneThing("nothing")
    asking(large, reader).ask("Which councils have weekly dinners for lonely grandparents?")
    assert set(COUNCILS) == reader.councils
    assert len(reader.blocks) <= nearest + len(COUNCILS)

"""Sentences read against a question: which are read closely, and in which order they come."""

from collections.abc import Sequence

import pytest

from index.store import Snapshot
from rag.read import candidate
from rag.sentences import weigh
from rag.sentences.evidence import BLOCKS, Judge
from rag.sentences.holds import holds
from rag.sentences.signals import Candidate
from rag.understand import understand
from tests import large_library
from tests.large_library import COUNCILS, SHARED

large_folder, large, many = large_library.large_folder, large_library.large, large_library.many


class Watched:
    """A reader that remembers what it read closely, and likes what speaks of one word."""

    name = "watched"

    def __init__(self, word: str) -> None:
        self.word = word
        self.blocks: set[str] = set()

    def skim(self, question: str, texts: Sequence[str | Candidate]) -> list[float]:
        return [0.9 if self.word in candidate(t).block else 0.1 for t in texts]

    def read(self, question: str, texts: Sequence[str | Candidate]) -> list[float]:
        found = [candidate(t) for t in texts]
        self.blocks |= {c.block for c in found}
        return [0.9 if self.word in c.block[c.start : c.end] else 0.1 for c in found]

    def support(self, claim: str, text: str) -> float:
        return 0.5


def test_only_the_likeliest_blocks_are_read_closely_and_the_best_sentence_comes_first(
    many: Snapshot,
) -> None:
    query = understand("Where does the programme grow in Bolton?", held=COUNCILS)
    picked = {d.id: many.sentences(d.id) for d in many.documents if d.council == "Bolton"}
    reader = Watched("clusters")
    best, *others = Judge(reader).sentences(query, picked, many)
    assert "three clusters" in best.sentence.text
    assert best.score > others[0].score
    assert len(reader.blocks) == BLOCKS
    assert any("clusters" in block for block in reader.blocks)


def test_everything_can_be_read_closely(many: Snapshot) -> None:
    query = understand("Where does the programme grow in Bolton?", held=COUNCILS)
    picked = {"bolton_2023": many.sentences("bolton_2023")}
    reader = Watched("clusters")
    found = Judge(reader).sentences(query, picked, many, blocks=None)
    read = {e.sentence.text for e in found}
    left = [s.text for s in picked["bolton_2023"] if s.text not in read]
    grades = [text for text in left if "|" in text]
    assert grades, "the rows of the table of judgements answer only for grades"
    assert [text for text in left if text not in grades] == [SHARED]
    assert len(reader.blocks) > BLOCKS


@pytest.mark.parametrize(
    ("question", "text", "other"),
    [
        ("Why did the number of carers grow?", "The number of carers has decreased.", True),
        ("Why did referrals fall?", "Referrals have risen since 2019.", True),
        ("Why did referrals fall?", "Referrals fell after 2019.", False),
        ("Why did referrals fall?", "Referrals rose and then fell.", False),
        ("Did referrals rise or fall?", "Referrals fell after 2019.", False),
        ("Who leads the council?", "Referrals fell after 2019.", False),
    ],
)
def test_a_fall_does_not_answer_what_takes_a_rise_for_granted(question, text, other) -> None:
    assert weigh.other_direction(question, text) is other


def test_a_figure_with_a_noun_of_its_own_is_no_number_of_anything_else(many: Snapshot) -> None:
    document = many.documents[0]
    said = "They are proud of the 100% pass rate and of the many who go to university."
    people = understand("How many care leavers in Bolton go to university?", held=COUNCILS)
    rate = understand("What is the pass rate in Bolton?", held=COUNCILS)
    assert not holds(people, said, document)
    assert holds(rate, said, document)


def test_a_span_of_years_is_a_time_and_no_number_to_be_said() -> None:
    span = understand("What share lived far from home in Bolton in 2016-17?", held=COUNCILS)
    miles = understand("What share lived 20 miles from home in Bolton in 2016-17?", held=COUNCILS)
    assert not weigh.number_missing(span, "In all 55% live far away.")
    assert weigh.number_missing(miles, "In all 55% live far away.")


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("Why was the drop-in stopped?", True),
        ("What staff were hired to stop placements breaking down?", False),
        ("How many young people are stopping on with their carers?", False),
    ],
)
def test_an_end_is_taken_for_granted_only_where_something_ended(
    question: str, missing: bool
) -> None:
    assert (
        weigh.premise_missing(question, "Each fostering team has two placement workers.") is missing
    )

"""What is said of a matter, and whether a report is silent on it; and other ways officers ask."""

import pytest

from index.measures import measures
from index.store import Snapshot
from rag.assistant import Assistant
from rag.retrieve import in_scope
from rag.sentences.topic import Topic, is_silent
from rag.understand import understand
from tests import large_library
from tests.large_library import COUNCILS

large_folder, large, many = large_library.large_folder, large_library.large, large_library.many


def topic(question: str) -> Topic | None:
    return Topic.of(understand(question, held=COUNCILS))


@pytest.mark.parametrize(
    "question",
    ["Private fostering in Bolton", "What is said about private fostering in Bolton?",
     "Private fostering in Bolton, any good?", "Does Bolton have private fostering?"],
)  # fmt: skip
def test_a_measure_is_spoken_of_in_all_the_words_it_goes_by(question: str) -> None:
    found = topic(question)
    assert found and found.measure is measures()["private_fostering"]
    assert found.is_in("Children who are privately fostered are visited.")
    assert not found.is_in("Foster carers are visited.")


def test_matters_named_side_by_side_are_each_a_topic() -> None:
    found = topic("Audits and sickness absence in Bolton")
    assert found
    assert found.is_in("Audits are thorough.")
    assert found.is_in("Sickness absence is high.")
    assert not found.is_in("Managers are thorough.")


@pytest.mark.parametrize(
    "question",
    ["How many children are privately fostered in Bolton?", "Why is private fostering weak in Bolton?",
     "When did private fostering improve in Bolton?"],
)  # fmt: skip
def test_a_question_for_more_is_no_bare_topic(question: str) -> None:
    assert topic(question) is None


def test_a_report_is_silent_only_where_no_sentence_speaks_of_the_matter(many: Snapshot) -> None:
    query = understand("What is said of the Mockingbird programme in Bolton?", held=COUNCILS)
    documents = in_scope(many, query)
    newest = [d for d in documents if d.id == "bolton_2023"]
    assert not is_silent(query, newest, many)
    lessons = understand("What is said of driving lessons in Bolton?", held=COUNCILS)
    assert is_silent(lessons, newest, many)
    assert not is_silent(lessons, documents, many)


def stating(large: Assistant, question: str) -> set[str]:
    answer = large.ask(question)
    assert answer.ledger, answer.text
    return {e.council for e in answer.ledger.entries if e.verdict == "states"}


def test_the_kind_of_a_thing_need_not_be_said(large: Assistant) -> None:
    named = stating(large, "Which councils use Mockingbird?")
    assert stating(large, "who uses the mockingbird model") == named == {"Bolton"}
    assert stating(large, "which councils have protected characteristic status?") == {"Wigan"}


def test_one_of_two_alternatives_will_do(large: Assistant) -> None:
    tax = stating(large, "Which councils exempt care leavers from council tax?")
    either = "Which councils exempt care leavers from council tax or have independent visitors?"
    assert tax | {"Gateshead", "Essex"} <= stating(large, either)


def test_a_model_named_after_a_council_asks_of_all() -> None:
    found = understand("Which councils use the Essex model?", held=COUNCILS)
    assert found.councils == ()
    assert understand("Which councils are near Essex?", held=COUNCILS).councils == ("Essex",)


@pytest.mark.parametrize("out", ["outside London", "not in London", "excluding London"])
@pytest.mark.parametrize("grade", ["good", "good or better", "not good"])
def test_a_region_left_out_leaves_the_grade_as_it_is(out: str, grade: str) -> None:
    found = understand(f"Which councils {out} are {grade}?", held=COUNCILS)
    assert "London" not in found.regions and found.regions
    assert [c.unit for c in found.conditions] == ["grade"]

"""What a caller limits a question to holds, whatever the question or an earlier one names."""

from pathlib import Path

import pytest

from index.errors import UnknownDocument, UsageError
from rag import pairs
from rag.assistant import Assistant
from rag.records import Answer
from tests import library_fixture

assistant = library_fixture.assistant
FIXED = [p.question for p in pairs.read([Path(__file__).parent / "qa" / "seeds.jsonl"])]


def cited(answer: Answer) -> set[str | None]:
    entries = answer.ledger.entries if answer.ledger else ()
    return {c.document.council for c in (*answer.citations, *answer.nearest)} | {
        e.council for e in entries
    }


@pytest.mark.parametrize("question", FIXED[::4])
def test_nothing_outside_the_limits_is_cited(question: str, assistant: Assistant) -> None:
    for names in (["Leeds"], ["Derby", "Kent"]):
        assert cited(assistant.ask(question, councils=names)) <= set(names)


def test_a_council_outside_the_limits_is_said_to_be_left_out(assistant: Assistant) -> None:
    answer = assistant.ask("What is the EET rate in Derby?", councils=["Leeds"])
    assert answer.status == "not_found"
    assert "limited to Leeds, and Derby left out" in answer.text
    both = assistant.ask("Compare the EET rates of Derby and Leeds", councils=["Leeds"])
    assert both.status == "partial"
    assert cited(both) == {"Leeds"}


def test_an_earlier_question_is_read_within_the_limits(assistant: Assistant) -> None:
    before = ["Which councils report an EET rate?"]
    answer = assistant.ask("Which of them praise pathway plans?", before, councils=["Kent"])
    assert cited(answer) <= {"Kent"}


def test_a_council_may_be_named_in_any_way_and_must_exist(assistant: Assistant) -> None:
    answer = assistant.ask("Which councils report an EET rate?", councils=["leeds city council"])
    assert cited(answer) == {"Leeds"}
    with pytest.raises(UsageError, match="no council 'Leedz'"):
        assistant.ask("Which councils report an EET rate?", councils=["Leedz"])
    with pytest.raises(UnknownDocument, match="no document 'leedz'"):
        assistant.ask("Which councils report an EET rate?", documents=["leedz"])


def test_a_council_without_documents_is_told_as_such(assistant: Assistant) -> None:
    answer = assistant.ask("Which councils report an EET rate?", councils=["Slough"])
    assert answer.status == "not_found"
    assert "No document in the library is about Slough." in answer.text
    assert cited(answer) == set()


def test_two_councils_that_are_not_held_are_not_compared_by_others(assistant: Assistant) -> None:
    answer = assistant.ask("Compare the EET rates of Slough and Swindon")
    assert answer.status == "not_found"
    assert cited(answer) == set()

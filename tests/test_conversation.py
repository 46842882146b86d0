"""Turns that are answered from the last answer: where it stands, how old it is, what its list has."""

from pathlib import Path

import pytest

from index.embed import MiniLM
from index.store import Library
from index.sync import add
from rag.assistant import Assistant
from rag.evaluation import breaches
from rag.records import Answer
from tests import library_fixture

assistant = library_fixture.assistant

RATE = "What is the EET rate in Derby?"
LISTS = "Which councils offer a council tax exemption?"


def asked(assistant: Assistant, question: str, *history: str) -> Answer:
    """The answer, which keeps to what every answer must keep to."""
    answer = assistant.ask(question, history)
    assert breaches(answer, assistant.library.snapshot().documents) == ()
    return answer


@pytest.mark.parametrize("question", ["show me the passage", "where does it say that?", "source?"])
def test_the_source_of_the_last_answer_is_shown(assistant: Assistant, question: str) -> None:
    first, answer = asked(assistant, RATE), asked(assistant, question, RATE)
    assert [c.quote for c in answer.citations] == [c.quote for c in first.citations]
    assert (answer.status, answer.kind, answer.standalone) == ("answered", "lookup", RATE)
    document = first.citations[0].document
    assert document.title in answer.text
    assert "9 November 2021" in answer.text
    assert [s.name for s in answer.trace.stages] == ["understand", "cite"]


def test_a_turn_after_it_goes_on_from_the_question_and_not_from_the_source(
    assistant: Assistant,
) -> None:
    answer = asked(assistant, "and for Leeds?", RATE, "what page is that on?")
    assert answer.standalone == "What is the EET rate in Leeds?"


def test_the_source_of_one_council_of_a_list_is_shown(assistant: Assistant) -> None:
    answer = asked(assistant, "show the quote for Leeds", LISTS)
    assert {c.document.council for c in answer.citations} == {"Leeds"}
    assert "exemption" in answer.text
    after = asked(assistant, "and for Derby?", LISTS, "show the quote for Leeds")
    assert {c.document.council for c in after.citations} == {"Derby"}


def test_all_councils_that_a_list_names_are_cited_and_no_others(assistant: Assistant) -> None:
    first, answer = asked(assistant, LISTS), asked(assistant, "show me the quotes", LISTS)
    assert first.ledger
    named = {e.council for e in first.ledger.entries if e.verdict == "states"}
    assert {c.document.council for c in answer.citations} == named


def test_of_another_council_the_question_is_asked_first(assistant: Assistant) -> None:
    answer = asked(assistant, "show me the quote for Leeds", RATE)
    assert {c.document.council for c in answer.citations} == {"Leeds"}
    assert answer.standalone == "What is the EET rate in Leeds?"


def test_where_there_is_no_source_it_is_said(assistant: Assistant) -> None:
    nothing = "What is the EET rate in Swindon?"
    answer = asked(assistant, "show me the passage", nothing)
    assert (answer.status, answer.citations) == ("not_found", ())
    assert "cites nothing" in answer.text
    answer = asked(assistant, "show the quote for Wigan", LISTS)
    assert "cites nothing about Wigan" in answer.text
    assert "no earlier answer" in asked(assistant, "show me the passage").text
    found_nothing = "Who won the cricket cup in Derby?"
    near = asked(assistant, found_nothing).nearest
    shown = asked(assistant, "what page is that on?", found_nothing)
    assert [c.quote for c in shown.nearest] == [c.quote for c in near]
    assert near


def test_it_is_told_whether_the_source_is_the_newest_report(assistant: Assistant) -> None:
    new = asked(assistant, "is that from the latest report?", "What is the EET rate in Kent?")
    assert new.text.startswith("This is from the newest report held on Kent (22 February 2022).")
    asylum = "How many unaccompanied asylum-seeking children does Kent support?"
    old = asked(assistant, "how old is that?", asylum)
    assert "not from the newest report held on Kent" in old.text
    many = asked(assistant, "is that the latest?", LISTS)
    assert "newest report" not in many.text


def test_who_led_that_inspection_and_when_it_was(assistant: Assistant) -> None:
    grade = "What is the overall grade in Leeds?"
    assert "Hilary Sands" in asked(assistant, "who led it?", grade).text
    assert "7 to 18 March 2022" in asked(assistant, "when was that inspection?", grade).text


# The councils of a list


def test_only_councils_of_the_list_that_lie_in_the_region_are_named(assistant: Assistant) -> None:
    answer = asked(assistant, "which of them are in the Midlands?", LISTS)
    assert answer.ledger
    verdicts = {e.council: e.verdict for e in answer.ledger.entries}
    assert verdicts["Derby"] == "states"
    assert set(verdicts) == {
        e.council for e in asked(assistant, LISTS).ledger.entries if e.verdict == "states"
    }
    (derby,) = [e for e in answer.ledger.entries if e.council == "Derby"]
    assert derby.statement == "region: East Midlands"
    assert len(derby.citations) == 1
    assert "Derby (9 November 2021): newest document held [1]" in answer.text
    assert "Leeds (Yorkshire and the Humber)" in answer.text


def test_none_may_lie_there(assistant: Assistant) -> None:
    answer = asked(assistant, "which are in London?", LISTS)
    assert answer.status == "not_found"
    assert answer.text.startswith("None of ")
    after = asked(assistant, "show me the source", LISTS, "which are in London?")
    assert "cites nothing" in after.text


def test_of_an_empty_list_nothing_can_be_asked(assistant: Assistant) -> None:
    nobody = "Which councils in London offer a council tax exemption?"
    answer = asked(assistant, "which of them have a drop-in?", nobody)
    assert (
        answer.text == "The last answer named no council, so there is none of them to choose from."
    )
    after = asked(assistant, "show me the passage", nobody, "which of them have a drop-in?")
    assert (after.status, after.citations) == ("not_found", ())


def test_a_list_that_was_narrowed_stays_narrow(assistant: Assistant) -> None:
    narrowed = "which of them are in the East Midlands?"
    answer = asked(assistant, "which of them have a target for EET?", LISTS, narrowed)
    assert answer.ledger
    assert {e.council for e in answer.ledger.entries} == {"Derby"}


def test_the_councils_of_a_region_are_cited_once_each(assistant: Assistant) -> None:
    answer = asked(assistant, "Which councils are in the South East?")
    assert answer.ledger
    (kent,) = [e for e in answer.ledger.entries if e.council == "Kent"]
    assert len(kent.citations) == 1
    assert "22 February 2022" in answer.text


# Documents of no known council


@pytest.fixture
def untitled(tmp_path: Path) -> Assistant:
    """A library of two councils and a text that names none, with a title that is no pattern."""
    files = tmp_path / "files"
    files.mkdir()
    for name, text in {
        "leeds": "Leeds City Council runs a choir for care leavers. It runs a brass band for foster carers.",
        "kent": "Kent County Council has a choir. Its care leavers meet on Fridays.",
        "notes": "Notes \\1 of a regional meeting\n\nMembers run a choir for care leavers. They run a brass band for foster carers.",
    }.items():
        (files / f"{name}.txt").write_text(text, "utf-8")
    with Library.open(tmp_path / "library", writable=True, create=True) as library:
        add(library, [files], embedder=MiniLM.load())
    return Assistant.open(tmp_path / "library")


def test_a_document_of_no_known_council_can_be_asked_about_by_its_title(
    untitled: Assistant,
) -> None:
    choirs = "Which councils mention a choir?"
    title = "Notes \\1 of a regional meeting"
    first = asked(untitled, choirs)
    assert first.ledger
    assert title in {e.council for e in first.ledger.entries if e.verdict == "states"}
    answer = asked(untitled, "which of them run a brass band?", choirs)
    assert f"“{title}”" in answer.standalone
    assert answer.ledger
    found = {e.council: e.verdict for e in answer.ledger.entries}
    assert found[title] == found["Leeds"] == "states"
    assert found["Kent"] == "silent"
    for question in ("what do they say?", "what happens there?", "and what of their band?"):
        assert asked(untitled, question, choirs).text
    alone = asked(untitled, f"Does “{title}” mention a brass band?")
    assert {c.document.title for c in alone.citations} <= {title}


def test_in_a_library_of_another_field_the_source_is_shown_too(tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    text = "The ferry to the island sails at nine. A single ticket costs four pounds."
    (files / "ferry.txt").write_text(text, "utf-8")
    with Library.open(tmp_path / "library", writable=True, create=True) as library:
        add(library, [files], embedder=MiniLM.load())
    ferries = Assistant.open(tmp_path / "library")
    first = asked(ferries, "When does the ferry sail?")
    answer = asked(ferries, "where does it say that?", "When does the ferry sail?")
    assert [c.quote for c in answer.citations] == [c.quote for c in first.citations]
    assert answer.citations

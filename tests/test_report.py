"""What the parts of a report answer: summaries, strengths, weaknesses and the reasons of a grade."""

from pathlib import Path

import pytest

from index.embed import MiniLM
from index.store import Library
from index.sync import add
from rag.assistant import Assistant
from rag.evaluation import breaches

ROWS = """| Judgement | Grade |
|---|---|
| The impact of leaders on social work practice with children and families | {leaders} |
| The experiences and progress of children who need help and protection | {overall} |
| The experiences and progress of children in care | Good |
| The experiences and progress of care leavers | {overall} |
| Overall effectiveness | {overall} |
"""
HEAD = """# Inspection of {council} local authority children’s services

Inspection dates: {dates}

Lead inspector: Hilary Sands, His Majesty’s Inspector

"""
NEW = """The quality of social work in Halton has declined since the last inspection in 2019. There \
is drift and delay for too many children. This is because managers do not check plans often enough.

Leaders have made strong improvements to the front door, where social workers respond quickly and \
well to children.

## What needs to improve

- The quality of pathway plans for care leavers.
- The oversight of the Public Law Outline (PLO) by managers.

## The experiences and progress of children who need help and protection: inadequate

Children benefit from excellent early help that makes a positive difference to their lives. \
However, assessments are poor.

## The experiences and progress of care leavers: inadequate

Care leavers wait too long for somewhere to live and their plans are weak and incomplete.
"""
OLD = """Services for children in Halton are good and leaders know them well. Children are helped \
early by skilled and stable staff.

## What needs to improve

- The recording of supervision.

## The experiences and progress of children who need help and protection: good

Social workers see children often.
"""


def report(council: str, dates: str, overall: str, leaders: str, text: str) -> str:
    return (
        HEAD.format(council=council, dates=dates)
        + ROWS.format(overall=overall, leaders=leaders)
        + "\n"
        + text
    )


@pytest.fixture(scope="module")
def halton(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    base: Path = tmp_path_factory.mktemp("reports")
    files = base / "files"
    files.mkdir()
    texts = {
        "halton_2024.md": report("Halton", "11 to 22 March 2024", "Inadequate", "Good", NEW),
        "halton_2019.md": report("Halton", "4 to 15 March 2019", "Good", "Good", OLD),
        "derby_2022.md": report(
            "Derby", "7 to 18 March 2022", "Good", "Good", OLD.replace("Halton", "Derby")
        ),
    }
    for name, text in texts.items():
        (files / name).write_text(text, encoding="utf-8")
    with Library.open(base / "library", writable=True, create=True) as library:
        add(library, [files], embedder=MiniLM.load())
    return Assistant.open(base / "library")


@pytest.mark.parametrize(
    "question",
    ["Summarise the report on Halton", "Tell me about Halton", "Halton", "How did Halton do?",
     "hello, can you tell me how Halton did please"],
)  # fmt: skip
def test_a_summary_tells_the_parts_of_the_newest_report(question: str, halton: Assistant) -> None:
    answer = halton.ask(question)
    assert (answer.status, answer.kind) == ("answered", "summary")
    parts = ["visited 11 March to 22 March 2024", "judged inadequate overall", "has declined since",
             "strengths:\n- “", "what needs to improve:\n- “The quality of pathway plans"]  # fmt: skip
    places = [answer.text.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)
    assert "“This is because" not in answer.text
    assert {c.document.id for c in answer.citations} == {"halton_2024"}
    assert not breaches(answer, halton.library.snapshot().documents)


def test_a_year_chooses_the_report(halton: Assistant) -> None:
    answer = halton.ask("How did Halton do in 2019?")
    assert {c.document.id for c in answer.citations} == {"halton_2019"}


@pytest.mark.parametrize(
    "question",
    ["What are the main weaknesses of Halton?", "What did Ofsted criticise in Halton?",
     "main concerns about Halton", "What is Halton doing badly?", "How can Halton get to good?"],
)  # fmt: skip
def test_weaknesses_are_what_needs_to_improve(question: str, halton: Assistant) -> None:
    answer = halton.ask(question)
    assert "what needs to improve:\n- “The quality of pathway plans" in answer.text
    assert "excellent early help" not in answer.text
    assert {c.document.id for c in answer.citations} == {"halton_2024"}


def test_strengths_are_what_is_praised(halton: Assistant) -> None:
    answer = halton.ask("What did inspectors praise in Halton?")
    assert "excellent early help" in answer.text
    assert "strong improvements to the front door" in answer.text
    assert "drift" not in answer.text


def test_praise_and_criticism_are_told_apart(halton: Assistant) -> None:
    text = halton.ask("What did Ofsted praise and criticise in Halton?").text
    assert "strengths:\n" in text
    assert "what needs to improve:\n" in text


@pytest.mark.parametrize(
    ("question", "document", "said"),
    [
        ("Why was Halton judged inadequate?", "halton_2024", "drift and delay"),
        ("Why did Halton fall from good?", "halton_2024", "has declined"),
        ("What was the main reason for Halton's inadequate judgement?", "halton_2024", "declined"),
        ("Why was Halton rated good in 2019?", "halton_2019", "skilled and stable"),
        ("Why was Halton judged inadequate for care leavers?", "halton_2024", "wait too long"),
    ],
)
def test_reasons_are_the_findings_of_the_report_that_gave_the_grade(
    question: str, document: str, said: str, halton: Assistant
) -> None:
    answer = halton.ask(question)
    assert answer.status == "answered"
    assert {c.document.id for c in answer.citations} == {document}
    assert "judged" in answer.claims[0].text
    assert said in answer.text


# The library itself


@pytest.mark.parametrize(
    ("question", "first", "cited"),
    [
        ("How many reports do you have on Halton?", "2 documents about Halton", {"halton_2024", "halton_2019"}),
        ("How many times has Halton been inspected?", "2 full inspections of Halton", {"halton_2024", "halton_2019"}),
        ("list the reports on Derby", "1 document about Derby", {"derby_2022"}),
        ("How many reports are in the library?", "3 documents about 2 councils", {"halton_2024", "halton_2019"}),
        ("What is the oldest report in the library?", "The oldest in the library", {"halton_2019"}),
        ("Which council was inspected most recently?", "By the dates", {"halton_2024"}),
        ("Which council's newest report is the oldest?", "newest full inspection", {"derby_2022"}),
        ("When was Halton last inspected?", "11 March to 22 March 2024", {"halton_2024"}),
    ],
)  # fmt: skip
def test_the_list_of_documents_answers(
    question: str, first: str, cited: set[str], halton: Assistant
) -> None:
    answer = halton.ask(question)
    assert answer.status == "answered"
    assert first in answer.text.split("\n\n")[0]
    assert {c.document.id for c in answer.citations} == cited
    assert not breaches(answer, halton.library.snapshot().documents)


# Terms


@pytest.mark.parametrize(
    "question", ["What does PLO mean?", "What is a PLO?", "define PLO", "meaning of PLO"]
)
def test_an_acronym_is_written_out_as_a_document_does(question: str, halton: Assistant) -> None:
    answer = halton.ask(question)
    assert answer.text.startswith("PLO: “Public Law Outline (PLO)”. Halton")
    assert "oversight of the Public Law Outline" in answer.citations[0].quote


@pytest.mark.parametrize("term", ["XQZ", "pathway plan"])
def test_a_term_that_no_document_explains_is_not_explained(term: str, halton: Assistant) -> None:
    answer = halton.ask(f"What does {term} mean?")
    assert answer.status == "not_found"
    assert f"do not say what “{term}” means" in answer.text

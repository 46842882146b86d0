"""A question about something in particular is answered by what the documents say, or not at all."""

import pytest

from rag.assistant import Assistant
from rag.records import Answer
from tests import library_fixture

assistant = library_fixture.assistant


def quotes(answer: Answer) -> str:
    return " ".join(c.quote for c in answer.citations)


@pytest.mark.parametrize(
    ("question", "document", "words"),
    [
        ("What is the EET rate in Derby?", "derby", "Fifty-eight per cent"),
        ("What percentage of care leavers in Leeds are in EET?", "leeds", "64%"),
        ("What is the EET target in Derby?", "derby", "80 per cent"),
        ("What is Leeds' target for education, employment and training?", "leeds", "75%"),
        ("What is the NEET rate in Bury?", "bury", "27 per cent"),
        ("What share of care leavers in Leeds are in touch with the council?", "leeds", "94 per"),
        ("How many young people use the drop-in café in Derby?", "derby", "46 young people"),
        ("How many unaccompanied children does Kent support?", "kent_2020", "more than 900"),
        ("When did inspectors visit Leeds?", "leeds", "7 to 18 March 2022"),
        ("When was the letter to Bury published?", "bury", "24 June 2020"),
        ("Who is Ruth Bello?", "derby", "cabinet member for families"),
        ("Who is the director of children's services in Derby?", "derby", "Alan Okafor"),
        ("Who was the lead inspector in Leeds?", "leeds", "Hilary Sands"),
        ("Does Derby exempt care leavers from council tax?", "derby", "exempt from paying"),
        ("What do care leavers in Bury get off their council tax?", "bury", "discount of half"),
        ("How was Leeds judged overall?", "leeds", "Good"),
        ("What was Bury judged in 2018?", "bury", "inadequate"),
    ],
)
def test_an_answer_stands_on_the_sentence_that_says_so(
    question: str, document: str, words: str, assistant: Assistant
) -> None:
    answer = assistant.ask(question)
    assert answer.kind == "lookup"
    assert answer.status == "answered"
    assert document in {c.document.id for c in answer.citations}
    assert words in quotes(answer)


def test_a_target_is_not_given_for_a_rate_nor_a_rate_for_a_target(assistant: Assistant) -> None:
    rate = assistant.ask("What percentage of care leavers in Derby are in EET?")
    assert "80 per cent" not in rate.text
    target = assistant.ask("What is Derby's EET target?")
    assert "a target of 80 per cent" in target.text
    assert "58" not in target.text
    assert "Fifty-eight" not in target.text


def test_the_newest_document_of_a_council_answers(assistant: Assistant) -> None:
    answer = assistant.ask("What percentage of care leavers are in EET in Kent?")
    assert {c.document.id for c in answer.citations} == {"kent_2022"}
    assert "61 per cent" in answer.text


def test_a_question_about_a_year_is_answered_from_it(assistant: Assistant) -> None:
    answer = assistant.ask("What percentage of care leavers were in EET in Kent in 2020?")
    assert "49 per cent" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "What is the NEET rate in Derby?",
        "What is the EET target in Bury?",
        "How many swimming pools are there in Derby?",
        "Who won the cup final?",
        "What did the mayor of Kent pay for lunch?",
    ],
)
def test_what_the_documents_do_not_say_is_not_answered(question: str, assistant: Assistant) -> None:
    answer = assistant.ask(question)
    assert answer.status == "not_found"
    assert (answer.claims, answer.citations) == ((), ())
    assert "not say" in answer.text


def test_a_figure_of_one_council_does_not_answer_for_another(assistant: Assistant) -> None:
    answer = assistant.ask("What percentage of care leavers in Derby live in suitable homes?")
    assert "91" not in answer.text
    assert {c.document.council for c in answer.citations} <= {"Derby"}


def test_a_council_that_is_not_held_is_not_answered_for(assistant: Assistant) -> None:
    answer = assistant.ask("What is the EET rate in Slough?")
    assert answer.status == "not_found"
    assert "No document in the library is about Slough." in answer.text


def test_what_comes_nearest_is_shown_as_that(assistant: Assistant) -> None:
    answer = assistant.ask("What is the EET target in Bury?")
    assert [c.label for c in answer.nearest] == list(range(1, len(answer.nearest) + 1))
    for citation in answer.nearest:
        assert citation.document.council == "Bury"
        assert citation.quote == citation.document.text[citation.start : citation.end]


def test_the_search_keeps_to_the_documents_that_the_caller_names(assistant: Assistant) -> None:
    answer = assistant.ask("What is the EET rate?", documents=["kent_2020"])
    assert {c.document.id for c in answer.citations} == {"kent_2020"}
    answer = assistant.ask("What is the EET rate?", councils=["Leeds"])
    assert {c.document.council for c in answer.citations} == {"Leeds"}


def test_each_statement_says_whose_it_is_and_from_when(assistant: Assistant) -> None:
    answer = assistant.ask("What is the EET rate in Derby?")
    assert all(c.text.startswith("Derby (9 November 2021)") for c in answer.claims)


def test_a_summary_is_made_of_sentences_of_the_document(assistant: Assistant) -> None:
    answer = assistant.ask("Summarise the report on Leeds")
    assert (answer.kind, answer.status) == ("summary", "answered")
    assert len(answer.claims) >= 3
    assert {c.document.id for c in answer.citations} == {"leeds"}
    starts = [c.start for c in answer.citations]
    assert starts == sorted(starts)


def test_a_summary_of_what_is_not_held_is_not_found(assistant: Assistant) -> None:
    assert assistant.ask("Summarise the report on Slough").status == "not_found"

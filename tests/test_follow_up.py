"""A question that leans on the conversation is filled in from it; another one is left alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.measures import mentions
from rag.follow_up import standalone
from rag.understand import understand
from tests import library_fixture

assistant = library_fixture.assistant

HELD = frozenset({"Bury", "Derby", "Kent", "Leeds", "Wigan"})
RATE = "What is the EET rate in Derby?"
TARGETS = "Which councils target at least 75% EET?"


def full(question: str, *history: str, names: tuple[str, ...] = ("Derby", "Leeds")) -> str:
    """The question in full, where the last answer was about `names` and named Ruth Bello."""
    return standalone(question, history, subjects=lambda _: names, people=lambda _: ("Ruth Bello",))


def never(question: str) -> tuple[str, ...]:
    raise AssertionError(f"{question!r} was answered, and need not be")


# What leans on nothing


@pytest.mark.parametrize(
    "question",
    [
        "What is the EET target in Kent?",
        "Which councils mention staying close?",
        "Who is Ruth Bello, and what did she promise in Derby?",
        "Summarise the report on Leeds.",
        "How many councils offer a council tax discount?",
    ],
)
def test_a_question_that_stands_alone_is_left_alone(question: str) -> None:
    assert standalone(question, [RATE], subjects=never, people=never) == question


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=80))
def test_without_a_conversation_nothing_is_changed(question: str) -> None:
    assert standalone(question, [], subjects=never, people=never) == question


@settings(max_examples=120, deadline=None)
@given(st.text(max_size=60), st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=3))
def test_whatever_is_typed_gives_a_question(question: str, history: list[str]) -> None:
    assert isinstance(full(question, *history), str)


# Another council


@pytest.mark.parametrize(
    "question", ["and Kent?", "What about Kent?", "how about kent", "And in Kent?"]
)
def test_another_council_is_put_in_the_place_of_the_first(question: str) -> None:
    assert full(question, RATE) == "What is the EET rate in Kent?"


def test_two_councils_take_the_place_of_two() -> None:
    found = full("What about Kent and Bury?", "Compare Derby and Leeds on EET")
    assert found == "Compare Kent and Bury on EET"


def test_a_question_to_all_is_asked_of_the_one_that_is_named() -> None:
    found = full("Does Kent do the same?", "Which councils offer a council tax exemption?")
    assert found == "Does Kent offer a council tax exemption?"


def test_the_last_question_counts_and_not_the_first() -> None:
    assert full("and Kent?", "Who is Ruth Bello?", RATE) == "What is the EET rate in Kent?"
    assert full("and Bury?", RATE, "and Kent?") == "What is the EET rate in Bury?"


def test_what_was_only_a_question_word_does_not_become_the_topic() -> None:
    assert full("and Kent?", RATE, "by when?") == "What is the EET rate in Kent?"


# Another matter


def test_another_measure_takes_the_place_of_the_first() -> None:
    assert full("what about NEET?", "Which councils target 75% EET?") == (
        "Which councils target 75% NEET?"
    )


def test_a_discount_after_an_exemption_is_one_of_council_tax() -> None:
    found = full("and a discount?", "Which councils offer a council tax exemption?")
    assert [m.measure.key for m in mentions(found, question=True)][:1] == ["council_tax_discount"]


# What points back


@pytest.mark.parametrize(
    ("question", "whole"),
    [
        ("does it have a target?", "does Derby have a target for EET?"),
        ("what is their target?", "what is Derby’s target for EET?"),
        ("how many pathway plans are there?", "how many pathway plans are in Derby?"),
    ],
)
def test_the_council_and_the_measure_are_filled_in(question: str, whole: str) -> None:
    assert full(question, RATE) == whole


def test_councils_of_the_last_answer_are_named_where_the_question_named_none() -> None:
    found = full("which of them have a drop-in?", TARGETS)
    query = understand(found, held=HELD)
    assert query.councils == ("Derby", "Leeds")
    assert [c.measure for c in query.conditions] == ["drop_in"]


def test_after_a_count_which_ones_asks_for_the_list() -> None:
    assert full("which ones?", "How many councils target 75% EET?") == (
        "which councils target 75% EET?"
    )


def test_a_person_of_the_last_answer_is_named() -> None:
    assert "Ruth Bello" in full("who is she?", "Who spoke for Derby?")


@pytest.mark.parametrize("question", ["by when?", "when?", "why?", "Who said that?"])
def test_a_bare_question_word_asks_about_the_last_question(question: str) -> None:
    found = full(question, "What is the EET target in Kent?")
    query = understand(found, held=HELD)
    assert (query.councils, query.conditions[0].measure) == (("Kent",), "eet")
    assert question.strip("?").split()[-1].lower() in found.lower()


# In a conversation with the assistant


def test_a_conversation_keeps_its_council_and_its_measure(assistant) -> None:
    history: list[str] = []
    for question, council in [
        ("What is the EET rate in Derby?", "Derby"),
        ("and Leeds?", "Leeds"),
        ("What about Kent?", "Kent"),
    ]:
        answer = assistant.ask(question, history)
        assert {c.document.council for c in answer.citations} == {council}
        assert "education, employment or training" in answer.text
        history.append(question)


def test_the_answer_says_how_the_question_was_read(assistant) -> None:
    answer = assistant.ask("and Leeds?", ["What is the EET rate in Derby?"])
    assert answer.question == "and Leeds?"
    assert answer.standalone == "What is the EET rate in Leeds?"


def test_the_councils_of_a_list_can_be_asked_about(assistant) -> None:
    first = assistant.ask(TARGETS)
    assert first.ledger
    named = {e.council for e in first.ledger.entries if e.verdict == "states"}
    answer = assistant.ask("Which of them exempt care leavers from council tax?", [TARGETS])
    assert answer.ledger
    assert {e.council for e in answer.ledger.entries} == named


@pytest.mark.parametrize(
    ("before", "whole"),
    [
        ("Which councils were praised for it?", "Was Slough praised for it?"),
        ("Which councils are inadequate overall?", "Is Slough inadequate overall?"),
        ("Which councils target 75% EET?", "Does Slough target 75% EET?"),
    ],
)
def test_a_list_is_asked_of_one_council_in_good_english(before: str, whole: str) -> None:
    assert standalone("and Slough?", [before], subjects=lambda _: (), people=lambda _: ()) == whole


def test_there_is_where_the_answer_to_a_list_was() -> None:
    before = "Which councils are said to have staff with good morale?"
    asked = standalone(
        "and what about caseloads there?",
        [before],
        subjects=lambda _: ("Swindon",),
        people=lambda _: (),
    )
    assert asked == "Caseloads in Swindon?"

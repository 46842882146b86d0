"""Where a language model is configured it drafts, and only what the documents bear out is shown."""

import json
from pathlib import Path

import pytest

from index.errors import ModelError, ModelUnreachable
from rag.assistant import Assistant
from rag.model import LanguageModel
from rag.records import Answer, Stage
from rag.shown.as_json import answer_json
from tests import library_fixture
from tests.fakes_model import FakeModel, language_model

assistant = library_fixture.assistant
folder = library_fixture.folder

QUESTION = "What is the EET target in Derby?"
GOOD = "Derby aims for 80 per cent of care leavers in EET by September 2023. [S1]"


def asked(folder: Path, *replies: str | Exception, question: str = QUESTION) -> Answer:
    return Assistant.open(folder, model=language_model(*replies)).ask(question)


def prompts(model: LanguageModel) -> tuple[str, ...]:
    assert isinstance(model.llm, FakeModel)
    return tuple(model.llm.asked)


def last(answer: Answer) -> Stage:
    return answer.trace.stages[-1]


def test_what_the_model_writes_is_shown_where_the_documents_bear_it_out(folder: Path) -> None:
    answer = asked(folder, GOOD)
    assert answer.text == GOOD.replace("[S1]", "[1]")
    assert answer.status == "answered"
    assert [c.citations for c in answer.claims] == [(1,)]
    assert "80 per cent" in answer.citations[0].quote
    assert (answer.trace.model, answer.dropped) == ("fake:model", ())
    assert last(answer).name == "draft"
    assert last(answer).detail["kept"] == 1


@pytest.mark.parametrize(
    "wrong",
    [
        "Derby aims for 85 per cent of care leavers in EET by September 2023. [S1]",
        "Derby aims for 80 per cent of care leavers in EET by September 2024. [S1]",
        "Leeds aims for 80 per cent of care leavers in EET by September 2023. [S1]",
        "In Derby 80 per cent of care leavers are in EET. [S1]",
        "Derby does not aim for 80 per cent of care leavers in EET. [S1]",
        "Ofsted rated Derby outstanding. [S1]",
        "Derby employs Jane Smith as its director. [S1]",
        "Derby aims high. [S9]",
        "Derby aims high.",
    ],
)
def test_what_they_do_not_bear_out_is_dropped_and_listed(wrong: str, folder: Path) -> None:
    answer = asked(folder, f"{GOOD}\n{wrong}")
    assert [c.text for c in answer.claims] == [GOOD.removesuffix(" [S1]")]
    assert [d.text for d in answer.dropped] == [wrong.split(" [S")[0]]
    assert answer.dropped[0].reason
    assert answer.trace.model == "fake:model"


@pytest.mark.parametrize(
    "reply", ["Ofsted rated Derby outstanding. [S1]", "NOT IN THE PASSAGES", "", "I think so."]
)
def test_where_nothing_passes_the_documents_speak_for_themselves(
    reply: str, folder: Path, assistant: Assistant
) -> None:
    answer, plain = asked(folder, reply), assistant.ask(QUESTION)
    assert (answer.text, answer.claims) == (plain.text, plain.claims)
    assert answer.citations == plain.citations
    assert answer.trace.model is None
    assert len(answer.dropped) == (0 if reply in ("", "NOT IN THE PASSAGES") else 1)
    assert last(answer).detail["kept"] == 0


@pytest.mark.parametrize(
    "failures",
    [
        [ModelError("The model refused.")],
        [ModelUnreachable("No reply came."), ModelUnreachable("No reply came.")],
        [OSError("closed"), OSError("closed")],
    ],
)
def test_a_model_that_fails_costs_nothing_but_its_words(
    failures: list[Exception], folder: Path, assistant: Assistant
) -> None:
    answer, plain = asked(folder, *failures), assistant.ask(QUESTION)
    assert (answer.text, answer.status, answer.dropped) == (plain.text, "answered", ())
    assert answer.trace.model is None
    assert last(answer).detail["model"] == "fake:model"
    assert last(answer).detail["failed"]


def test_the_model_sees_the_sentences_found_and_nothing_else(
    folder: Path, assistant: Assistant
) -> None:
    model = language_model(GOOD)
    Assistant.open(folder, model=model).ask(QUESTION)
    (prompt,) = prompts(model)
    plain = assistant.ask(QUESTION)
    assert all(c.quote in prompt for c in plain.citations)
    assert "Ruth Bello" not in prompt


@pytest.mark.parametrize(
    "question",
    ["Which councils target 75% EET?", "Compare Leeds and Kent on EET", "Who won the cup final?"],
)
def test_a_ledger_and_an_answer_that_was_not_found_are_never_drafted(
    question: str, folder: Path, assistant: Assistant
) -> None:
    model = language_model()
    answer = Assistant.open(folder, model=model).ask(question)
    assert prompts(model) == ()
    assert answer.text == assistant.ask(question).text


def test_earlier_questions_are_not_drafted_again(folder: Path) -> None:
    model = language_model("Leeds reports it. [S1]")
    Assistant.open(folder, model=model).ask("and Leeds?", ["What is the EET rate in Derby?"])
    assert len(prompts(model)) == 1


def test_a_summary_is_drafted_from_its_sentences(folder: Path) -> None:
    reply = "In Bury, staff morale has risen. [S1][S2][S3][S4][S5][S6][S7]"
    answer = asked(folder, reply, question="Summarise the letter to Bury")
    assert answer.kind == "summary"
    assert answer.trace.model == "fake:model"
    assert answer.claims[0].text == "In Bury, staff morale has risen."


def test_a_stream_ends_in_the_drafted_text(folder: Path) -> None:
    pieces = list(Assistant.open(folder, model=language_model(GOOD)).stream(QUESTION))
    names = [p.name for p in pieces if isinstance(p, Stage)]
    assert names == ["understand", "look up", "draft"]
    answer = pieces[-1]
    assert isinstance(answer, Answer)
    assert "".join(p for p in pieces if isinstance(p, str)) == answer.text
    assert json.loads(json.dumps(answer_json(answer)))["trace"]["model"] == "fake:model"


def test_a_question_that_no_rule_fills_in_is_read_by_the_model(folder: Path) -> None:
    history = ["What is the EET rate in Leeds?"]
    model = language_model("What is the EET target in Derby?", GOOD)
    answer = Assistant.open(folder, model=model).ask("Its goal, same matter, Derby", history)
    assert answer.standalone == "What is the EET target in Derby?"
    assert answer.text == GOOD.replace("[S1]", "[1]")
    failed = language_model(ModelError("It failed.", hint="Try again."), GOOD)
    assert Assistant.open(folder, model=failed).ask("Its goal, same matter, Derby", history)


def test_what_the_catalogue_and_the_grades_say_is_never_rewritten(folder: Path) -> None:
    model = language_model()
    answer = Assistant.open(folder, model=model).ask("How was Leeds judged overall?")
    assert answer.status == "answered"
    assert prompts(model) == ()

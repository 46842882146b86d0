"""A question to all councils ends in a ledger that adds up, whatever the question."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import councils
from index.measures import Measure, measures
from index.store import Snapshot
from rag.assistant import Assistant
from rag.records import VERDICTS, Answer, LedgerEntry
from tests import library_fixture
from tests.library_fixture import COUNCILS, IN_SCOPE

assistant = library_fixture.assistant
snapshot = library_fixture.snapshot

ASKED = 1_200
"""Questions that the property is tried on, beside what is written out."""
REGIONS = {
    "in the East Midlands": "East Midlands",
    "in Yorkshire": "Yorkshire and the Humber",
    "in the North West": "North West",
    "in the South East": "South East",
    "in London": "London",
}
BOUNDS = ["", "at least ", "more than ", "less than ", "at most ", "about "]


def entry(answer: Answer, council: str) -> LedgerEntry:
    assert answer.ledger
    (found,) = (e for e in answer.ledger.entries if e.council == council)
    return found


def verdicts(answer: Answer) -> dict[str, set[str]]:
    assert answer.ledger
    return {v: {e.council for e in answer.ledger.entries if e.verdict == v} for v in VERDICTS}


def in_scope(region: str | None) -> set[str]:
    if region is None:
        return set(IN_SCOPE)
    return {c.name for c in councils.in_region(region) if c.name in COUNCILS}


def named_first(answer: Answer, scope: set[str]) -> set[str]:
    """The councils that the first line of an answer names."""
    first = answer.text.split("\n")[0]
    return {name for name in scope if re.search(rf"\b{re.escape(name)}\b", first)}


def marks(text: str) -> list[int]:
    """The citation marks of a text, each where it is first used."""
    return list(dict.fromkeys(int(n) for n in re.findall(r"\[(\d+)\]", text)))


def test_a_fault_found_with_something_does_not_state_that_it_is_given(seed_assistant) -> None:
    answer = seed_assistant.ask("Which councils say that their care leavers get help with housing?")
    verdicts = {e.council: e.verdict for e in answer.ledger.entries}
    assert (verdicts["Slough"], verdicts["Swindon"]) == ("states", "differs")


@pytest.mark.parametrize(
    "question",
    [
        "Which councils say that young people help to recruit staff?",
        "Where did social workers complain to the inspectors about their caseloads?",
        "Which councils say that morale is measured by an app?",
    ],
)
def test_speaking_of_the_same_matter_does_not_state_what_is_done(seed_assistant, question) -> None:
    assert not verdicts(seed_assistant.ask(question))["states"]


def holds(answer: Answer, scope: set[str], *, absent: bool) -> None:
    """What is true of the answer to every question to all councils."""
    ledger = answer.ledger
    assert ledger
    assert {e.council for e in ledger.entries} == scope
    assert sum(ledger.counts.values()) == ledger.total == len(scope) == len(ledger.entries)
    states = {e.council for e in ledger.entries if e.verdict == "states"}
    assert named_first(answer, scope) == states
    for found in ledger.entries:
        if found.verdict in ("states", "differs") and not absent:
            assert found.citations
        if found.verdict in ("silent", "unreadable"):
            assert not found.citations
    labels = [c.label for c in answer.citations]
    assert labels == list(range(1, len(labels) + 1))
    used = {n for c in answer.claims for n in c.citations}
    used |= {s.citation for e in ledger.entries for s in e.superseded}
    assert used == set(labels)
    assert set(marks(answer.text)) <= used
    first_used = list(dict.fromkeys(n for c in answer.claims for n in c.citations))
    assert first_used == sorted(first_used)
    first_read = list(dict.fromkeys(marks(answer.text)))
    assert first_read == sorted(first_read)
    for citation in answer.citations:
        text = citation.document.text
        assert citation.quote == text[citation.start : citation.end]
        assert 0 <= citation.start < citation.end <= len(text)
    assert answer.dropped == ()
    by_silence = answer.ledger is not None and answer.ledger.counts["states"] > 0
    assert (answer.status == "not_found") is (not answer.claims and not by_silence)


# Whatever is asked


def phrases(measure: Measure) -> Iterator[str]:
    """What can be asked of a measure, without the words around it."""
    named = {"eet": "EET", "neet": "NEET"}.get(measure.key, measure.short.removeprefix("a "))
    yield f"mention {named}"
    if measure.unit == "grade":
        yield from ("were judged good", "were judged outstanding", "were not judged inadequate")
    if measure.kind == "quantity" and measure.unit in ("percent", "count", "cases"):
        figure = "{bound}{value}%" if measure.unit == "percent" else "{bound}{value}"
        yield f"have {figure} {named}"
        yield f"target {figure} {named}"
        yield f"previously had {figure} {named}"
        yield f"have the highest {named} rate"
        yield f"have the lowest {named} rate"
    if measure.kind in ("theme", "policy", "post"):
        yield from (f"are praised for {named}", f"need to improve {named}")


MATTERS = [phrase for m in measures().values() if m.kind != "body" for phrase in phrases(m)]


@st.composite
def questions(draw: st.DrawFn) -> tuple[str, str | None, bool]:
    """A question to all councils, the region it narrows itself to, and whether it asks for none."""
    phrase = draw(st.sampled_from(MATTERS))
    bound, value = draw(st.sampled_from(BOUNDS)), draw(st.integers(1, 99))
    matter = phrase.format(bound=bound, value=value)
    where = draw(st.sampled_from([None] * 8 + list(REGIONS)))
    year = draw(st.sampled_from([""] * 6 + [" in 2020", " in 2022", " by 2023"]))
    absent = phrase.startswith("mention") and draw(st.booleans())
    asks = "do not " if absent else ""
    opening = draw(st.sampled_from(["Which councils", "How many councils"]))
    place = f" {where}" if where else ""
    question = f"{opening}{place} {asks}{matter}{year}?"
    return question, REGIONS[where] if where else None, absent or " not " in matter


@settings(
    max_examples=ASKED, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
@given(asked=questions())
def test_the_ledger_of_any_question_adds_up(
    asked: tuple[str, str | None, bool], assistant: Assistant
) -> None:
    question, region, absent = asked
    answer = assistant.ask(question)
    assert answer.kind in ("list", "count")
    holds(answer, in_scope(region), absent=absent)


# What is asked most


def test_every_council_is_accounted_for(assistant: Assistant) -> None:
    answer = assistant.ask("Which councils target at least 75% EET?")
    assert verdicts(answer) == {
        "states": {"Derby", "Leeds"},
        "differs": {"Kent"},
        "silent": {"Bury", "Notes of a regional meeting"},
        "unreadable": {"Wigan"},
    }
    leeds = entry(answer, "Leeds")
    assert (leeds.value, leeds.unit, leeds.role, leeds.by) == (75.0, "percent", "target", "2024-03")
    assert answer.status == "partial"
    assert "could not be read" in answer.text


@pytest.mark.parametrize(
    ("question", "states"),
    [
        ("Which councils target 75% EET?", {"Leeds"}),
        ("Which councils target 80% EET?", {"Derby"}),
        ("Which councils target at least 70% EET?", {"Derby", "Leeds", "Kent"}),
        ("Which councils have 75% EET?", set()),
        ("Which councils have more than 60% EET?", {"Leeds", "Kent"}),
        ("Which councils have less than 60% EET?", {"Derby"}),
        ("Which councils have between 57% and 62% EET?", {"Derby", "Kent"}),
        ("Which councils have more than 20% NEET?", {"Bury"}),
        ("Which councils have over 90% in suitable accommodation?", {"Leeds"}),
        ("Which councils mention staying close?", {"Kent"}),
        ("Which councils offer a council tax exemption?", {"Derby", "Leeds"}),
        ("Which councils offer a council tax discount?", {"Bury"}),
        ("Which councils help with council tax?", {"Bury", "Derby", "Leeds"}),
        ("Which councils were judged good overall?", {"Leeds"}),
        ("Which councils had their third monitoring visit?", {"Bury"}),
        ("Which county councils report EET?", {"Kent"}),
        ("Which councils in the North West mention council tax?", {"Bury"}),
    ],
)
def test_the_councils_that_meet_a_condition_are_named(
    question: str, states: set[str], assistant: Assistant
) -> None:
    answer = assistant.ask(question)
    assert verdicts(answer)["states"] == states


@pytest.mark.parametrize(
    ("question", "states"),
    [
        ("Which councils do not mention staying close?", IN_SCOPE - {"Kent", "Wigan"}),
        ("Which councils say nothing about pathway plans?", IN_SCOPE - {"Bury", "Derby", "Wigan"}),
    ],
)
def test_silence_is_an_answer_where_silence_is_asked_for(
    question: str, states: set[str], assistant: Assistant
) -> None:
    answer = assistant.ask(question)
    assert verdicts(answer)["states"] == states
    assert verdicts(answer)["unreadable"] == {"Wigan"}
    assert verdicts(answer)["silent"] == set()


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("Which council has the highest EET rate?", "Leeds"),
        ("Which council has the lowest EET rate?", "Derby"),
        ("Which council has the highest EET target?", "Derby"),
        ("Which council has the lowest EET target?", "Kent"),
    ],
)
def test_only_the_best_figure_states(question: str, best: str, assistant: Assistant) -> None:
    found = verdicts(assistant.ask(question))
    assert found["states"] == {best}
    assert found["differs"] >= {"Derby", "Leeds", "Kent"} - {best}


def test_the_newest_document_answers_and_the_older_one_stands_beside_it(
    assistant: Assistant,
) -> None:
    found = entry(assistant.ask("Which councils have more than 40% EET?"), "Kent")
    assert found.value == 61.0
    assert [s.date for s in found.superseded] == ["2020-01-14"]
    old = entry(assistant.ask("Which councils target 60% EET?"), "Kent")
    assert old.verdict == "differs"


def test_a_count_counts_the_councils_that_it_names(assistant: Assistant) -> None:
    answer = assistant.ask("How many councils offer a council tax exemption?")
    assert (answer.kind, answer.text.split(":")[0]) == ("count", "2 of 6 councils")


def test_a_comparison_is_about_the_councils_that_it_names(assistant: Assistant) -> None:
    answer = assistant.ask("Compare Leeds and Kent on EET")
    assert answer.kind == "compare"
    assert answer.ledger
    assert {e.council for e in answer.ledger.entries} == {"Leeds", "Kent"}
    assert entry(answer, "Leeds").value == 64.0
    assert entry(answer, "Kent").value == 61.0


def test_a_council_that_the_library_lacks_is_said_to_be_missing(assistant: Assistant) -> None:
    answer = assistant.ask("Compare Leeds and Slough on EET")
    assert answer.status == "partial"
    assert "No document in the library is about Slough." in answer.text


def test_the_caller_narrows_the_scope(assistant: Assistant) -> None:
    answer = assistant.ask("Which councils target 75% EET?", councils=["Leeds", "Derby"])
    assert answer.ledger
    assert {e.council for e in answer.ledger.entries} == {"Leeds", "Derby"}
    answer = assistant.ask("Which councils target 75% EET?", documents=["kent_2022"])
    assert answer.ledger
    assert {e.council for e in answer.ledger.entries} == {"Kent"}


def test_a_condition_in_words_is_read_in_every_document(assistant: Assistant) -> None:
    answer = assistant.ask("Which councils mention a dentist?")
    assert verdicts(answer)["states"] == {"Derby"}
    holds(answer, set(IN_SCOPE), absent=False)


def test_no_document_is_left_unread(assistant: Assistant, snapshot: Snapshot) -> None:
    answer = assistant.ask("Which councils mention a dentist?")
    assert answer.ledger
    assert answer.ledger.documents == len(snapshot.documents)


def test_to_involve_somebody_in_a_thing_is_told_by_the_thing(seed_assistant) -> None:
    asked = "Which councils involved care leavers in designing something for other young people?"
    stated = verdicts(seed_assistant.ask(asked))["states"]
    assert "Swindon" in stated
    assert stated.isdisjoint({"Leicester", "South Gloucestershire"})


def test_care_leavers_may_be_told_by_their_leaving(seed_assistant):
    asked = "Which councils help young people get somewhere to live when they leave care?"
    assert verdicts(seed_assistant.ask(asked))["states"] == {"Slough"}

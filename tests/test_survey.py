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
    below = marks(answer.text.partition("\n")[2])
    assert below == sorted(below)
    for citation in answer.citations:
        text = citation.document.text
        assert citation.quote == text[citation.start : citation.end]
        assert 0 <= citation.start < citation.end <= len(text)
    assert answer.dropped == ()
    assert (answer.status == "not_found") is (not answer.claims)


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
    if measure.kind in ("theme", "policy"):
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

"""An answer that breaks the contract cannot be built, and every record becomes the contract's JSON.

The keys stand here in full, since other programs rely on them.
"""

import dataclasses
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import Document, Fact, Identity, Page, Visit, document_json, document_text_json
from index.records import fact_json as as_json
from rag.records import (
    VERDICTS,
    Answer,
    Citation,
    Claim,
    Condition,
    Dropped,
    Ledger,
    LedgerEntry,
    Query,
    Source,
    Stage,
    Superseded,
    Trace,
)
from rag.shown.as_json import answer_json, citation_json, ledger_json
from tests import library_fixture

assistant = library_fixture.assistant
snapshot = library_fixture.snapshot

TEXT = "Leeds aims high. Bury has 40 advisers."
DOCUMENT = Document(
    id="leeds",
    title="Leeds aims high",
    source="leeds.pdf",
    sha256="0" * 64,
    text=TEXT,
    identity=Identity(
        kind="focused visit",
        council="Leeds",
        council_basis="text",
        councils=("Leeds",),
        gss="E08000035",
        region="Yorkshire and the Humber",
        published="2022-03",
        published_basis="inferred",
        visited=Visit(start="2022-02", end="2022-02", basis="inferred"),
        visit_number=2,
        grades=(("overall", "good"),),
    ),
    pages=(Page(number=1, start=0, end=16), Page(number=2, start=16, end=len(TEXT))),
)
TRACE = Trace(
    seconds=0.123456,
    stages=(Stage(name="survey", seconds=0.1, detail={"documents": 2}),),
    library="f" * 64,
    version="0.1.0",
)
CLAIM = Claim(text="Leeds aims high.", citations=(1,))
CITATION = Citation(label=1, document=DOCUMENT, start=17, end=len(TEXT))


def answer(**other: object) -> Answer:
    """An answer that keeps the contract, but for what is given."""
    whole = Answer(
        question="Who?",
        standalone="Who?",
        kind="lookup",
        status="answered",
        text="Leeds aims high. [1]",
        claims=(CLAIM,),
        citations=(CITATION,),
        trace=TRACE,
    )
    return replace(whole, **other) if other else whole


# What cannot be built


@pytest.mark.parametrize("status", ["answered", "partial"])
def test_an_answer_without_a_claim_cannot_be_built(status: str) -> None:
    with pytest.raises(ValueError, match="needs a claim"):
        answer(status=status, claims=())


@pytest.mark.parametrize("status", ["not_found", "failed"])
def test_where_nothing_was_found_nothing_is_claimed(status: str) -> None:
    with pytest.raises(ValueError, match="makes no claim"):
        answer(status=status)
    assert answer(status=status, claims=(), citations=()).status == status


@given(st.lists(st.integers(0, 4), max_size=4))
def test_labels_run_from_one_without_gaps(labels: list[int]) -> None:
    citations = tuple(replace(CITATION, label=n) for n in labels)
    claims = tuple(Claim(text="x", citations=(n,)) for n in labels) or (CLAIM,)
    if labels == list(range(1, len(labels) + 1)) and labels:
        assert answer(citations=citations, claims=claims).citations == citations
    elif labels:
        with pytest.raises(ValueError, match="without gaps"):
            answer(citations=citations, claims=claims)


def test_a_claim_without_a_citation_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="needs a citation"):
        Claim(text="Leeds aims high.", citations=())


@pytest.mark.parametrize("record", [CLAIM, CITATION, TRACE, DOCUMENT])
def test_a_record_cannot_be_changed(record: object) -> None:
    name = dataclasses.fields(record)[0].name  # type: ignore[arg-type]
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(record, name, "changed")


# What follows from the parts


def test_a_citation_quotes_its_document_and_knows_its_page() -> None:
    assert CITATION.quote == "Bury has 40 advisers."
    assert CITATION.page == 2
    assert replace(CITATION, document=replace(DOCUMENT, pages=())).page is None
    assert Source(document=DOCUMENT, start=0, end=16).quote == "Leeds aims high."


@given(st.lists(st.sampled_from(VERDICTS), max_size=30))
def test_the_counts_of_a_ledger_add_up(verdicts: list) -> None:
    entries = tuple(
        LedgerEntry(council=str(i), verdict=v, statement="") for i, v in enumerate(verdicts)
    )
    ledger = Ledger(documents=3, entries=entries)
    assert sum(ledger.counts.values()) == ledger.total == len(verdicts)
    assert set(ledger.counts) == {"states", "differs", "silent", "unreadable"}


def test_a_condition_and_a_query_need_no_more_than_what_was_said() -> None:
    condition = Condition(words="pathway plans")
    query = Query(question="?", standalone="?", kind="list", conditions=(condition,))
    assert (condition.comparator, condition.absent, condition.role) == ("=", False, None)
    assert (query.councils, query.regions, query.superlative) == ((), (), None)


# What other programs read


def test_an_answer_becomes_the_json_of_the_contract() -> None:
    entry = LedgerEntry(
        council="Leeds",
        verdict="states",
        statement="Leeds aims high.",
        value=75.0,
        unit="percent",
        role="target",
        comparator=">=",
        by="2024",
        as_of=None,
        citations=(1,),
        superseded=(Superseded(statement="Leeds aimed low.", date="2020", citation=1),),
    )
    whole = answer(
        ledger=Ledger(documents=1, entries=(entry,)),
        nearest=(CITATION,),
        dropped=(Dropped(text="Leeds is good.", reason="no source says so"),),
    )
    found = json.loads(json.dumps(answer_json(whole)))
    assert list(found) == [
        "question", "standalone", "kind", "status", "text", "claims", "citations", "ledger",
        "nearest", "dropped", "trace",
    ]  # fmt: skip
    assert found["claims"] == [{"text": "Leeds aims high.", "citations": [1]}]
    assert found["dropped"] == [{"text": "Leeds is good.", "reason": "no source says so"}]
    assert found["citations"] == found["nearest"] == [citation_json(CITATION)]
    assert found["ledger"] == {
        "unit": "council",
        "total": 1,
        "documents": 1,
        "counts": {"states": 1, "differs": 0, "silent": 0, "unreadable": 0},
        "entries": [
            {
                "council": "Leeds",
                "verdict": "states",
                "statement": "Leeds aims high.",
                "value": 75.0,
                "unit": "percent",
                "role": "target",
                "comparator": ">=",
                "by": "2024",
                "as_of": None,
                "citations": [1],
                "superseded": [{"statement": "Leeds aimed low.", "date": "2020", "citation": 1}],
            }
        ],
    }
    assert found["trace"] == {
        "seconds": 0.1235,
        "stages": [{"name": "survey", "seconds": 0.1, "detail": {"documents": 2}}],
        "library": "f" * 64,
        "version": "0.1.0",
        "model": None,
    }
    assert answer_json(answer())["ledger"] is None


def test_a_citation_becomes_the_json_of_the_contract() -> None:
    assert citation_json(CITATION) == {
        "label": 1,
        "document": "leeds",
        "title": "Leeds aims high",
        "council": "Leeds",
        "council_basis": "text",
        "date": "2022-03",
        "date_basis": "inferred",
        "page": 2,
        "start": 17,
        "end": 38,
        "quote": "Bury has 40 advisers.",
    }


def test_a_document_becomes_the_json_of_the_contract() -> None:
    found = document_json(DOCUMENT)
    assert found == {
        "id": "leeds",
        "title": "Leeds aims high",
        "source": "leeds.pdf",
        "sha256": "0" * 64,
        "kind": "focused visit",
        "framework": None,
        "about": None,
        "council": "Leeds",
        "council_basis": "text",
        "councils": ["Leeds"],
        "gss": "E08000035",
        "region": "Yorkshire and the Humber",
        "published": "2022-03",
        "published_basis": "inferred",
        "visited": {"from": "2022-02", "to": "2022-02", "basis": "inferred"},
        "visit_number": 2,
        "grades": {"overall": "good"},
        "pages": 2,
        "characters": len(TEXT),
        "state": "ready",
        "reason": None,
    }
    bare = replace(DOCUMENT, pages=(), identity=Identity())
    assert (document_json(bare)["pages"], document_json(bare)["visited"]) == (None, None)
    whole = document_text_json(DOCUMENT)
    assert set(whole) - set(found) == {"text", "page_spans"}
    assert whole["page_spans"][0] == {"page": 1, "start": 0, "end": 16}


def test_a_fact_becomes_the_json_of_the_contract() -> None:
    fact = Fact(
        document="leeds",
        council="Leeds",
        measure="eet",
        value=75.0,
        unit="percent",
        role="target",
        start=0,
        end=16,
        at=6,
        quote="Leeds aims high.",
    )
    needed = {
        "council", "measure", "value", "unit", "comparator", "role", "cohort", "as_of", "by",
        "speaker", "document", "page", "start", "end", "quote",
    }  # fmt: skip
    found = as_json(fact)
    assert needed <= set(found)
    assert (found["value"], found["role"], found["quote"]) == (75.0, "target", "Leeds aims high.")


@pytest.mark.parametrize(
    "question",
    ["which councils target 75% EET?", "who is Ruth Bello?", "compare Leeds and Kent on EET", "?!"],
)
def test_every_answer_goes_through_json_unchanged(question: str, assistant) -> None:
    found = answer_json(assistant.ask(question))
    assert json.loads(json.dumps(found)) == found


def test_a_ledger_of_nothing_is_a_ledger() -> None:
    assert ledger_json(Ledger(documents=0, entries=()))["total"] == 0

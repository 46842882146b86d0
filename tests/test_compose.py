"""From what was found to an answer: checked, labelled, in plain words, nothing lost on the way."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.records import Fact
from index.store import Snapshot
from rag.compose import lookup_answer, survey_answer
from rag.records import Evidence, Finding, Findings, Query, Source, Statement
from rag.shown.labels import Labels, marked
from rag.shown.wording import (
    QUOTE_LIMIT,
    attributed,
    date_words,
    fact_words,
    heading,
    listed,
    quote,
)
from rag.understand import understand
from tests import library_fixture
from tests.fakes_answers import EASTON
from tests.library_fixture import COUNCILS

assistant = library_fixture.assistant
snapshot = library_fixture.snapshot


def asked(question: str) -> Query:
    return understand(question, held=COUNCILS)


def source(snapshot: Snapshot, document: str, words: str) -> Source:
    whole = snapshot.document(document)
    start = whole.text.index(words)
    return Source(document=whole, start=start, end=start + len(words))


def said(text: str, *sources: Source) -> Statement:
    return Statement(text=text, sources=sources)


def facts(snapshot: Snapshot, document: str, measure: str) -> tuple[Fact, ...]:
    return tuple(f for f in snapshot.facts if (f.document, f.measure) == (document, measure))


# Labels


@given(st.lists(st.integers(0, 5), max_size=20))
def test_labels_are_given_in_order_of_first_use(places: list[int]) -> None:
    labels = Labels()
    for place in places:
        labels.of([Source(document=EASTON, start=place, end=place + 1)])
    assert [c.label for c in labels.citations] == list(range(1, len(set(places)) + 1))
    assert [c.start for c in labels.citations] == list(dict.fromkeys(places))


def test_one_place_has_one_label() -> None:
    labels, place = Labels(), Source(document=EASTON, start=0, end=6)
    assert labels.of([place, place]) == (1,)
    assert labels.of([Source(document=EASTON, start=0, end=7), place]) == (2, 1)


def test_a_statement_ends_in_its_marks() -> None:
    assert marked("Derby aims high.", [1, 3]) == "Derby aims high. [1][3]"


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], ""),
        (["Derby"], "Derby"),
        (["Derby", "Kent"], "Derby and Kent"),
        (["Bury", "Derby", "Kent"], "Bury, Derby and Kent"),
    ],
)
def test_names_are_listed_as_people_write_them(names: list[str], words: str) -> None:
    assert listed(names) == words


# Words


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("2019-03-01", "1 March 2019"),
        ("2018-10", "October 2018"),
        ("2017", "2017"),
        (None, ""),
    ],
)
def test_dates_are_written_as_precisely_as_they_are_known(date: str | None, words: str) -> None:
    assert date_words(date) == words


def test_a_heading_says_whose_and_from_when_and_how_that_is_known(snapshot: Snapshot) -> None:
    assert heading(snapshot.document("derby")) == "Derby (9 November 2021)"
    assert heading(snapshot.document("leeds")) == "Leeds (2022, inferred)"
    assert heading(snapshot.document("region")) == "Notes of a regional meeting (undated)"


def test_who_says_it_is_told_unless_the_words_tell() -> None:
    assert attributed("Derby", "Ofsted", "Plans are good.") == "Derby, according to Ofsted"
    assert attributed("Derby", "Ofsted", "Ofsted praised the plans.") == "Derby"
    assert attributed("Derby", None, "Plans are good.") == "Derby"


def test_a_target_is_called_a_target_and_an_older_figure_an_older_one(snapshot: Snapshot) -> None:
    words = {
        (f.role, fact_words(f))
        for name in ("derby", "kent_2022", "leeds")
        for f in facts(snapshot, name, "eet")
    }
    share = "of care leavers in education, employment or training"
    assert ("target", f"a target of 80 per cent {share}, by September 2023") in words
    assert ("target", f"a target of at least 70 per cent {share}, by 2025") in words
    assert ("actual", f"61 per cent {share}") in words
    assert any(role == "previous" and said.startswith("previously 49") for role, said in words)
    assert any(role == "benchmark" and said.startswith("elsewhere 52%") for role, said in words)


@settings(max_examples=150)
@given(st.text("abc de… “”.", max_size=3 * QUOTE_LIMIT), st.integers(0, 3 * QUOTE_LIMIT))
def test_a_quotation_is_made_of_the_words_of_the_text(text: str, at: int) -> None:
    shown = quote(text, min(at, len(text)))
    inner = text.translate(str.maketrans("“”", "‘’"))
    assert shown[0] == "“"
    assert shown[-1] == "”"
    assert all(part in inner for part in shown[1:-1].split("…"))
    if len(text) <= QUOTE_LIMIT:
        assert shown == f"“{inner}”"


def test_a_long_quotation_keeps_the_place_that_matters() -> None:
    text = " ".join(f"word{n}" for n in range(400))
    at = text.index("word200")
    shown = quote(text, at)
    assert "word200" in shown
    assert shown.startswith("“…")
    assert shown.endswith("…”")
    assert len(shown) <= QUOTE_LIMIT + 4


# A lookup


def test_what_passes_is_shown_and_what_does_not_is_listed(snapshot: Snapshot) -> None:
    good = source(snapshot, "derby", "46 young people use it")
    findings = Findings(
        statements=(
            said("Derby: “46 young people use it”", good),
            said("Derby: “64 young people use it”", good),
            said("Leeds: 46 young people.", good),
        ),
        searched=1,
    )
    answer = lookup_answer(asked("How many use the café in Derby?"), findings, snapshot)
    assert answer.status == "answered"
    assert answer.text == "Derby: “46 young people use it” [1]"
    assert [c.text for c in answer.claims] == ["Derby: “46 young people use it”"]
    assert [d.text for d in answer.dropped] == [
        "Derby: “64 young people use it”",
        "Leeds: 46 young people.",
    ]
    assert all(d.reason for d in answer.dropped)


def test_what_is_missing_is_named_beside_what_was_found(snapshot: Snapshot) -> None:
    good = source(snapshot, "derby", "46 young people use it")
    findings = Findings(
        statements=(said("Derby: 46 young people.", good),), missing=("its cost",), searched=1
    )
    answer = lookup_answer(asked("How many use it, and what did it cost?"), findings, snapshot)
    assert answer.status == "partial"
    assert answer.text.endswith("The documents do not say: its cost.")


def test_where_nothing_passes_nothing_is_found(snapshot: Snapshot) -> None:
    place = source(snapshot, "derby", "46 young people use it")
    findings = Findings(
        statements=(said("Leeds: 46 young people.", place),), nearest=(place,), searched=3
    )
    answer = lookup_answer(asked("How many dragons are there in Derby?"), findings, snapshot)
    assert (answer.status, answer.claims, answer.citations) == ("not_found", (), ())
    assert "Searched: 3 documents about Derby" in answer.text
    assert [(c.label, c.quote) for c in answer.nearest] == [(1, place.quote)]
    assert len(answer.dropped) == 1


def test_a_council_that_is_not_held_is_named_with_those_that_are(snapshot: Snapshot) -> None:
    query = asked("What is the EET rate in Slough?")
    answer = lookup_answer(query, Findings(missing=("Slough",)), snapshot)
    assert answer.status == "not_found"
    assert "No document in the library is about Slough." in answer.text
    assert "Bury, Derby, Kent, Leeds and Wigan" in answer.text


def test_statements_share_the_labels_of_what_they_share(snapshot: Snapshot) -> None:
    place = source(snapshot, "derby", "46 young people use it")
    other = source(snapshot, "derby", "Inspectors from Ofsted")
    statements = (
        said("Derby: “46 young people use it”", place),
        said("Derby: “Inspectors from Ofsted”", other),
        said("Derby: 46 young people.", other, place),
    )
    answer = lookup_answer(asked("Who?"), Findings(statements=statements), snapshot)
    assert [c.citations for c in answer.claims] == [(1,), (2,), (2, 1)]
    assert [c.label for c in answer.citations] == [1, 2]


# A survey


def found(snapshot: Snapshot) -> tuple[Finding, ...]:
    """One council of each verdict, put together by hand."""
    derby, kent = facts(snapshot, "derby", "eet"), facts(snapshot, "kent_2022", "eet")
    return (
        Finding(council="Bury", verdict="silent", documents=("a",)),
        Finding(council="Derby", verdict="states", documents=("a",), facts=derby[1:2]),
        Finding(
            council="Kent",
            verdict="differs",
            documents=("a", "b"),
            facts=kent[:1],
            older=facts(snapshot, "kent_2020", "eet")[:1],
        ),
        Finding(council="Wigan", verdict="unreadable", documents=(), unread=("c",)),
    )


def test_a_survey_says_of_each_council_what_was_found(snapshot: Snapshot) -> None:
    query = asked("Which councils target 80% EET?")
    answer = survey_answer(query, found(snapshot), snapshot)
    assert answer.ledger
    assert [(e.council, e.verdict) for e in answer.ledger.entries] == [
        ("Bury", "silent"),
        ("Derby", "states"),
        ("Kent", "differs"),
        ("Wigan", "unreadable"),
    ]
    assert answer.text.startswith("1 of 4 councils: Derby")
    assert "Searched, nothing found: Bury." in answer.text
    assert "1 document could not be read." in answer.text
    kent = answer.ledger.entries[2]
    assert [(s.date, s.citation in kent.citations) for s in kent.superseded] == [
        ("2020-01-14", False)
    ]
    assert {c.label for c in answer.citations} == {1, 2, 3}


def test_a_survey_that_finds_none_says_none(snapshot: Snapshot) -> None:
    query = asked("Which councils target 99% EET?")
    none = (Finding(council="Bury", verdict="silent", documents=("a",)),)
    answer = survey_answer(query, none, snapshot)
    assert (answer.status, answer.claims) == ("not_found", ())
    assert answer.text.startswith("None of 1 council")
    assert answer.ledger
    assert answer.ledger.counts["silent"] == 1


def test_a_survey_shows_nothing_unchecked(snapshot: Snapshot) -> None:
    (fact, *_) = facts(snapshot, "derby", "eet")
    sentence = snapshot.sentences("leeds")[0]
    wrong = Evidence(
        document=snapshot.document("derby"), sentence=sentence, score=1.0, speaker=None
    )
    query = asked("Which councils have an EET rate?")
    finding = Finding(
        council="Derby", verdict="states", documents=("a",), facts=(fact,), evidence=(wrong,)
    )
    answer = survey_answer(query, (finding,), snapshot)
    assert len(answer.claims) == 1
    assert len(answer.dropped) == 1
    assert "does not say" in answer.dropped[0].reason


def test_a_comparison_has_no_line_that_counts(snapshot: Snapshot) -> None:
    query = asked("Compare Derby and Kent on EET")
    answer = survey_answer(query, found(snapshot)[1:3], snapshot)
    assert not answer.text.startswith(("1 of", "None of"))
    assert "The documents of Kent do not say" in answer.text

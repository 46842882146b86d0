"""How high or how good a measure is: what a question asks for, and what a sentence says."""

import pytest

from index.extract import facts
from index.measures import measures
from index.records import Document, Identity
from index.split import sentences
from rag.asked import levels


@pytest.mark.parametrize(
    ("question", "measure", "level"),
    [
        ("Which councils have high caseloads?", "caseloads", "high"),
        ("Where are social workers' caseloads too high?", "caseloads", "high"),
        ("Which councils have manageable caseloads?", "caseloads", "low"),
        ("Which councils rely heavily on agency staff?", "agency_staff", "high"),
        ("Which councils use agency workers heavily?", "agency_staff", "high"),
        ("Who is in touch with all of their care leavers?", "in_touch", "all"),
        ("Which councils mention caseloads?", "caseloads", None),
        ("Which councils keep in touch with care leavers?", "in_touch", None),
    ],
)
def test_a_level_is_asked_for_beside_the_measure(
    question: str, measure: str, level: str | None
) -> None:
    assert levels.asked(question, measures()[measure]) == level


@pytest.mark.parametrize(
    ("question", "quality"),
    [
        ("Which councils have good early help?", "good"),
        ("Where is early help weak?", "bad"),
        ("Which councils have poor early help?", "bad"),
        ("Which councils have delays in early help?", "bad"),
        ("Which good councils offer early help?", None),
        ("Which councils offer early help?", None),
    ],
)
def test_a_measure_is_called_good_or_bad(question: str, quality: str | None) -> None:
    assert levels.quality(question, measures()["early_help"]) == quality


@pytest.mark.parametrize(
    ("text", "measure", "level"),
    [
        ("Caseloads in some teams remain too high.", "caseloads", "high"),
        ("High caseloads lead to drift.", "caseloads", "high"),
        ("Caseloads are manageable.", "caseloads", "low"),
        ("Leaders have reduced social workers’ high caseloads.", "caseloads", "low"),
        ("At the last inspection caseloads were high.", "caseloads", None),
        ("Caseloads are monitored each week.", "caseloads", None),
        ("The service is heavily reliant on agency staff.", "agency_staff", "high"),
        ("Agency workers have access to high-quality training.", "agency_staff", None),
        ("Advisers are in touch with all care leavers.", "in_touch", "all"),
        ("Advisers are in touch with all but three care leavers.", "in_touch", None),
        ("Advisers try to keep in touch with all care leavers.", "in_touch", None),
        ("Advisers are in touch with almost all care leavers.", "in_touch", None),
    ],
)
def test_a_sentence_gives_a_level_or_none(text: str, measure: str, level: str | None) -> None:
    document = Document(id="d", title="", source="", sha256="", text=text, identity=Identity())
    fact = next(f for f in facts(document, sentences("d", text)) if f.measure == measure)
    assert levels.told(fact) == level

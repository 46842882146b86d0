"""Whether a figure rose or fell: what is asked, and what one document tells of it."""

import pytest

from index.extract import facts
from index.measures import measures
from index.records import Document, Identity
from index.split import sentences
from rag.asked.moves import ways
from rag.facts.moved import moved
from rag.records import Condition, Finding
from rag.understand import understand

HELD = ("Bury", "Derby", "Kent", "Leeds")


def verdict(text: str, question: str) -> str:
    """The verdict on one council of which one document with this text is held."""
    document = Document(
        id="bury",
        title="Inspection of Bury",
        source="bury.txt",
        sha256="0" * 64,
        text=text,
        identity=Identity(council="Bury", published="2019-03-01"),
    )
    found = {"bury": tuple(facts(document, sentences("bury", text)))}
    blank = Finding(council="Bury", verdict="silent", documents=("bury",))
    return moved(blank, asked(question), (document,), found).verdict


def asked(question: str) -> Condition:
    return understand(question, held=HELD).conditions[0]


@pytest.mark.parametrize(
    ("question", "measure", "way", "size"),
    [
        ("Which councils' NEET rate has risen?", "neet", "up", None),
        ("Where has EET got worse?", "eet", "down", None),
        ("Whose NEET rate improved?", "neet", "down", None),
        ("Which councils have seen caseloads fall?", "caseloads", "down", None),
        ("Which councils have seen the share of care leavers in EET go up?", "eet", "up", None),
        ("Where did the NEET rate come down?", "neet", "down", None),
        ("Who got EET up by more than 20 percentage points?", "eet", "up", 20),
        ("Which council had the biggest rise in EET?", "eet", None, None),
        ("Which councils aim to increase their EET target?", "eet", None, None),
        ("Which councils have 60% in EET?", "eet", None, 60),
    ],
)
def test_what_is_asked_of_a_move(
    question: str, measure: str, way: str | None, size: float | None
) -> None:
    found = asked(question)
    assert (found.measure, found.moved, found.value) == (measure, way, size)


@pytest.mark.parametrize(
    ("text", "question", "said"),
    [
        ("EET has risen from 40% in 2017 to 65% in 2018.", "Whose EET has gone up?", "states"),
        ("EET has risen from 40% in 2017 to 65% in 2018.", "Whose EET has gone down?", "differs"),
        (
            "EET has risen from 40% in 2017 to 65% in 2018.",
            "Who got EET up by more than 20 percentage points?",
            "states",
        ),
        (
            "EET has risen from 40% in 2017 to 55% in 2018.",
            "Who got EET up by more than 20 percentage points?",
            "differs",
        ),
        ("Social worker caseloads have reduced.", "Which councils have seen caseloads fall?", "states"),
        ("Caseloads have not reduced.", "Which councils have seen caseloads fall?", "silent"),
        ("Leaders plan to reduce caseloads.", "Which councils have seen caseloads fall?", "silent"),
        (
            "Leaders increased the ambition and achievements of those who are NEET.",
            "Whose NEET rate has risen?",
            "silent",
        ),
        (
            "The number of children in care has risen.",
            "Whose number of children in care has risen?",
            "states",
        ),
        (
            "An increasing proportion of children in care do well at school.",
            "Whose number of children in care has risen?",
            "silent",
        ),
        ("Average caseloads are 17 children.", "Which councils have seen caseloads fall?", "differs"),
        ("Caseloads are reasonable.", "Which councils have seen caseloads fall?", "silent"),
        (
            "60% of care leavers are in EET, which is a very positive improvement.",
            "Whose EET has gone up?",
            "states",
        ),
    ],
)  # fmt: skip
def test_a_document_tells_of_a_move_by_two_figures_or_in_words(
    text: str, question: str, said: str
) -> None:
    assert verdict(text, question) == said


def test_better_is_more_or_less_as_the_measure_has_it() -> None:
    better = "The rate has improved."
    assert [way for way, _ in ways(better, measures()["eet"])] == ["up"]
    assert [way for way, _ in ways(better, measures()["neet"])] == ["down"]
    assert not ways(better, measures()["cohort_looked_after"])

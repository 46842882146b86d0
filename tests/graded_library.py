"""A library of full inspections whose grades change over the years: invented, made once a run.

Kent's newest report judges no overall effectiveness, as those from April 2026; those before 2023
judge care leavers together with children in care.
"""

from functools import cache
from pathlib import Path

import pytest

from index.extract import facts
from index.records import Document, Identity
from index.split import passages, sentences
from index.store import Library
from rag.assistant import Assistant
from rag.read import FeatureReader
from tests.fakes import HashEmbedder

AREAS = ("overall", "leaders", "help and protection", "in care", "care leavers")
ROWS = {
    "overall": "Overall effectiveness",
    "leaders": "The impact of leaders on social work practice with children and families",
    "help and protection": "The experiences and progress of children who need help and protection",
    "in care": "The experiences and progress of children in care",
    "care leavers": "The experiences and progress of care leavers",
}
GRADES = {"O": "outstanding", "G": "good", "R": "requires improvement", "I": "inadequate"}
REPORTS = {
    "Bury": {2019: "OOOO-", 2024: "GGGOG"},
    "Derby": {2014: "IIIIR", 2018: "IIIIR", 2022: "RRRR-", 2025: "GGGRG"},
    "Essex": {2014: "GGGGG", 2019: "OOOG-", 2023: "OOOOO"},
    "Kent": {2018: "IIIR-", 2023: "GGGGG", 2026: "-OOOO"},
    "Leeds": {2015: "RRRRR", 2018: "GGGG-", 2024: "IRRRI"},
    "Oldham": {2019: "RRRR-", 2023: "RRRGR"},
    "Wigan": {2018: "GGGG-", 2024: "GOGRG"},
}
"""Of each report the grades of the five areas; "-" where it does not judge one by itself."""


def grades_of(council: str, year: int) -> dict[str, str]:
    letters = REPORTS[council][year]
    return {a: GRADES[g] for a, g in zip(AREAS, letters, strict=True) if g in GRADES}


def put(library: Library, council: str, year: int) -> None:
    """One report: its table of grades, and nothing much besides."""
    name, grades = f"{council.lower()}_{year}", grades_of(council, year)
    rows = dict(ROWS)
    if "care leavers" not in grades:
        rows["in care"] += " and care leavers"
    text = "\n\n".join(
        [
            f"Inspection of {council} local authority children’s services",
            *(f"{rows[area]} | {grade.capitalize()}" for area, grade in grades.items()),
            "Social workers visit children regularly and know their families well.",
        ]
    )
    document = Document(
        id=name,
        title=f"Inspection of {council}",
        source=f"{name}.txt",
        sha256=name.encode().hex().ljust(64, "0"),
        text=text,
        identity=Identity(
            kind="full inspection",
            framework="ILACS",
            council=council,
            council_basis="text",
            councils=(council,),
            region="North West" if council in ("Bury", "Oldham", "Wigan") else "South East",
            published=f"{year}-06-03",
            published_basis="text",
            grades=tuple(grades.items()),
        ),
    )
    parts = sentences(name, text)
    cut = passages(name, text, parts, count=HashEmbedder().count, limit=40)
    library.put(document, parts, cut, facts(document, parts))


@cache
def made(folder: Path) -> Path:
    """The library, in a folder."""
    embedder = HashEmbedder()
    with Library.open(folder, writable=True, create=True) as library:
        for council, years in REPORTS.items():
            for year in years:
                put(library, council, year)
        while batch := library.pending(500):
            library.put_vectors([p.id for p in batch], embedder.embed([p.text for p in batch]),
                                embedder=embedder.name)  # fmt: skip
    return folder


@pytest.fixture(scope="session")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = made(tmp_path_factory.getbasetemp() / "graded")
    return Assistant(Library.open(folder), HashEmbedder(), FeatureReader())

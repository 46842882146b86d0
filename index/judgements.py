"""A sentence or a row of a table -> the judgements it states: an area and its grade.

In an inspectorate's own report what is judged now stands in the table or in the present tense, and
"was judged" speaks of an inspection before. A release about it says of now what was judged.
Homes, schools and agencies that inspectors judged are not the council's services.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from index.cues import cues
from index.records import Document

OWN_REPORTS = ("full inspection", "focused visit", "monitoring visit", "joint inspection")
"""Kinds of document that the inspectorate itself wrote."""

_BEFORE, _AFTER = 160, 40
_CELL = " | "
_GRADE = re.compile(
    r"\b(?P<grade>outstanding|good|requires? improvement(?: to be good)?|inadequate)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A grade at `start:end` of a sentence, of an area, of now or of before."""

    start: int
    end: int
    grade: str
    area: str
    role: Literal["judgement", "previous"]


def judgements(document: Document, text: str) -> Iterator[Judgement]:
    """What one sentence or row of a document says was judged, in order of place."""
    said = cues().judged
    row = _CELL in text
    if not (row or said["by"].search(text)):
        return
    for match in _GRADE.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        if said["not_a_grade"].match(after) or not (
            _ends_a_row(before, after) if row else _judged_of_council(before, after)
        ):
            continue
        area = _area(before, row=row)
        if area:
            yield Judgement(
                start=match.start(),
                end=match.end(),
                grade=_one_of_four(match["grade"]),
                area=area,
                role="previous" if not row and _earlier(document, before) else "judgement",
            )


def _ends_a_row(before: str, after: str) -> bool:
    return not after.strip(" .|") and before.rstrip().endswith("|")


def _judged_of_council(before: str, after: str) -> bool:
    """Whether a grade word in prose is a judgement, and one of the council's services."""
    said = cues().judged
    if not (said["by"].search(before[-_BEFORE:]) or said["by"].search(after[:_AFTER])):
        return False
    ours = (said["of_council"], *(pattern for _, pattern in cues().area))
    others = max((m.end() for m in said["of_others"].finditer(before)), default=-1)
    council = max((m.end() for p in ours for m in p.finditer(before)), default=-1)
    return others < 0 or council > others


def _earlier(document: Document, before: str) -> bool:
    said = cues().judged
    if said["now"].search(before):
        return False
    return document.identity.kind in OWN_REPORTS or bool(said["earlier"].search(before))


def _area(before: str, *, row: bool) -> str | None:
    """The area named last; the services as a whole where prose names none."""
    ends = [
        (match.end(), -match.start(), area)
        for area, pattern in cues().area
        for match in pattern.finditer(before)
    ]
    return max(ends)[2] if ends else None if row else "overall"


def _one_of_four(words: str) -> str:
    """The grade as one of four: what "requires improvement to be good" requires improvement."""
    grade = words.casefold()
    return "requires improvement" if grade.startswith("require") else grade

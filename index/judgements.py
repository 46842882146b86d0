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

BOARD = "safeguarding board"
"""The area of a judgement of the Local Safeguarding Children Board."""
OWN_REPORTS = ("full inspection", "focused visit", "monitoring visit", "joint inspection")
"""Kinds of document that the inspectorate itself wrote."""

_BEFORE, _AFTER = 160, 40
_CELL = " | "
_GRADE = re.compile(
    r"\b(?P<grade>outstanding|good|adequate|requires? improvement(?: to be good)?|inadequate)\b",
    re.IGNORECASE,
)

_FOR = re.compile(r"[’'”\"]?\sfor (?P<what>(?:(?!\b(?:and|but|with)\b)[^.,;]){4,60})")
_JOINED = re.compile(
    r"(?:[,/]|\sand|\sboth|\sthe|\sfor|\sof|\schildren(?:[’']s)?|\sservices?|\sarrangements?"
    r"|\sthose|\swho|\sare|\sneed)*\s?",
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
    board = _of_board(text)
    if board:
        yield board
        return
    row = _CELL in text
    if not (row or said["by"].search(text)):
        return
    for match in _GRADE.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        if said["not_a_grade"].match(after) or not (
            _ends_a_row(before, after) if row else _judged_of_council(before, after)
        ):
            continue
        for area in _graded_for(after) or _areas(before, row=row):
            yield Judgement(
                start=match.start(),
                end=match.end(),
                grade=_one_of_four(match["grade"]),
                area=area,
                role="previous" if not row and _earlier(document, before) else "judgement",
            )


def _of_board(text: str) -> Judgement | None:
    """The judgement of the safeguarding board, where a sentence gives that and nothing else."""
    match = _GRADE.search(text)
    if not match or text[match.end() :].strip(" .") or match["grade"].casefold() == "adequate":
        return None
    before = text[: match.start()].replace(_CELL, " ")
    if not cues().judged["board"].match(before):
        return None
    return Judgement(
        start=match.start(),
        end=match.end(),
        grade=_one_of_four(match["grade"]),
        area=BOARD,
        role="judgement",
    )


def _ends_a_row(before: str, after: str) -> bool:
    return not after.strip(" .|") and before.rstrip().endswith("|")


def _judged_of_council(before: str, after: str) -> bool:
    """Whether a grade word in prose is a judgement, and one of the council's services."""
    said = cues().judged
    if not (said["by"].search(before[-_BEFORE:]) or said["by"].search(after[:_AFTER])):
        return False
    if anew := _sentence_before(before):
        before = anew
    ours = (said["of_council"], *(pattern for _, pattern in cues().area))
    others = max((m.end() for m in said["of_others"].finditer(before)), default=-1)
    council = max((m.end() for p in ours for m in p.finditer(before)), default=-1)
    return others < 0 or council > others


def _earlier(document: Document, before: str) -> bool:
    said = cues().judged
    if said["now"].search(before):
        return False
    return document.identity.kind in OWN_REPORTS or bool(said["earlier"].search(before))


def goes_on(before: str, text: str) -> bool:
    """Whether a sentence gives the judgement of the inspection that the one before it names."""
    said = cues().judged
    return bool(said["goes_on"].match(text) and said["inspected"].search(before))


def _graded_for(after: str) -> tuple[str, ...]:
    """The areas that stand after the grade: "good for services for children looked after"."""
    what = _FOR.match(after)
    found = _areas(what["what"], row=False) if what else ()
    return () if found == ("overall",) else found


def _sentence_before(text: str) -> str | None:
    """The sentence that names what was inspected, where the last only says how it was judged."""
    first, stop, last = text.rpartition(". ")
    return first if stop and goes_on(first, last) else None


def _areas(before: str, *, row: bool) -> tuple[str, ...]:
    """The area named last, with those that "and" joins to it.

    The services as a whole where prose names none.
    """
    named = sorted(
        (match.start(), match.end(), area)
        for area, pattern in cues().area
        for match in pattern.finditer(before)
    )
    special = [place for place in named if place[2] != "overall"]
    whole = [
        start
        for start, _, area in named
        if area == "overall" and not any(0 <= start - end <= 3 for _, end, _ in special)
    ]
    if row or not special or (whole and max(whole) >= special[-1][1]):
        last = max(named, key=lambda place: (place[1], -place[0]), default=None)
        return (last[2],) if last else () if row else ("overall",)
    kept = [special[-1]]
    for place in reversed(special[:-1]):
        if not _JOINED.fullmatch(before, place[1], max(kept[-1][0], place[1])):
            break
        kept.append(place)
    return tuple(dict.fromkeys(area for _, _, area in reversed(kept)))


def _one_of_four(words: str) -> str:
    """The grade as one of four: what "requires improvement to be good" requires improvement."""
    grade = words.casefold()
    return "requires improvement" if grade.startswith("require") else grade

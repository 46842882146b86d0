"""Does a fact meet a condition?

A target never meets a condition on actual figures, nor the reverse; a national or a previous figure
meets neither. A figure of another cohort than the measure's is not the council's figure.
"""

from collections.abc import Iterable, Sequence

from index.cohorts import nearest, workers
from index.measures import measures
from index.records import Document, Fact
from rag.asked.grade_changes import fits
from rag.asked.grade_words import AREAS
from rag.records import Condition

ROUNDING = 0.5
"""Percentages are published rounded: 60 is met by 59.6."""
ROUGHLY = 2.0
"""How far a figure said to be about a value may lie from it."""

ROUND = 5
"""A figure said to be about a value is a round one; "some 48%" is 48%."""

_OTHER_COHORTS = ("looked-after", "unaccompanied", "social workers")
_CURRENT_ROLES = ("actual", "target", "judgement", "plan")


def speaks(fact: Fact, condition: Condition) -> bool:
    """Whether the fact is about what the condition asks about, whatever it says of it."""
    if condition.measure is None:
        return fact.value is not None and condition.value is not None
    asked = measures().get(condition.measure)
    return fact.measure == condition.measure or (
        asked is not None and fact.measure in asked.includes
    )


def meets(fact: Fact, condition: Condition) -> bool:
    """Whether the fact meets the condition, leaving aside whether something newer is said."""
    return (
        speaks(fact, condition)
        and _same_cohort(fact, condition)
        and _role(fact, condition)
        and _polarity(fact, condition)
        and _value(fact, condition)
    )


def is_own(fact: Fact, document: Document) -> bool:
    """Whether a judgement is one that the document itself makes of the council's services.

    Where a report's table of grades is known, sentences on judgements of others (a children's
    home, an earlier visit) are none.
    """
    graded = fact.measure == "judgement" and fact.role == "judgement" and document.identity.grades
    known = dict(document.identity.grades)
    if not graded or fact.cohort not in AREAS:
        return True
    in_prose = fact.cohort not in known and document.identity.framework == "SIF"
    return in_prose or known.get(fact.cohort or "") == fact.value


def inspections(documents: Iterable[Document]) -> list[Document]:
    """The documents that give grades, in their order: full inspections, where there are any.

    A news item repeats the grades of a report, and is no inspection beside it.
    """
    graded = [d for d in documents if d.identity.grades]
    return [d for d in graded if d.is_full_inspection] or graded


def judged_by(document: Document, facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """The grades that a full inspection gives, one fact for each area in their order."""
    own = {
        area: f
        for area, grade in document.identity.grades
        for f in reversed(facts)
        if f.measure == "judgement" and (f.role, f.cohort, f.value) == ("judgement", area, grade)
    }
    return tuple(own[area] for area in AREAS if area in own)


def _same_cohort(fact: Fact, condition: Condition) -> bool:
    """Care leavers' figures answer a question on care leavers."""
    if fact.measure == "judgement":
        return fact.cohort == condition.area
    measure = measures().get(fact.measure)
    if measure is None or fact.value is None:
        return True
    if measure.unit == "cases":
        return _same_workers(fact, condition)
    if measure.unit != "percent" or (measure.per and not nearest(measure.per, 0)):
        return True
    if measure.per and (fact.cohort or "").startswith(measure.per):
        return True
    asked = condition.words.lower()
    cohort = fact.cohort or ""
    other = next((c for c in _OTHER_COHORTS if cohort.startswith(c)), None)
    return other is None or other.split("-")[0] in asked


def _same_workers(fact: Fact, condition: Condition) -> bool:
    """Caseloads are social workers', unless others are asked about."""
    asked, of = workers(condition.words), fact.cohort or ""
    if asked in (None, "social workers"):
        return of not in _OTHER_WORKERS
    return of == asked


_OTHER_WORKERS = ("independent reviewing officers", "managers")


def _role(fact: Fact, condition: Condition) -> bool:
    if condition.role is None:
        return fact.role in _CURRENT_ROLES
    return fact.role == condition.role


def _polarity(fact: Fact, condition: Condition) -> bool:
    if condition.given and fact.polarity == "bad":
        return False
    return condition.polarity is None or fact.polarity == condition.polarity


def _value(fact: Fact, condition: Condition) -> bool:
    if condition.value is None:
        figured = fact.value is not None and condition.unit in (None, "grade", fact.unit)
        return figured or not condition.wants_value
    if isinstance(condition.value, str) or isinstance(fact.value, str):
        return fits(str(fact.value), str(condition.value), condition.comparator)
    if fact.value is None or (condition.unit and fact.unit != condition.unit):
        return False
    if condition.exactly and condition.comparator == "=" and fact.comparator == "=":
        return fact.value == condition.value
    return compares(fact, condition.value, condition.upper, condition.comparator)


def compares(fact: Fact, value: float, upper: float | None, comparator: str) -> bool:
    """Whether a figure as stated, bounds and all, satisfies `comparator value`.

    "Over 80%" satisfies at least 80 and more than 75, not exactly 80; "about 70%" satisfies 70.
    """
    low, high = _range(fact)
    if upper is not None:
        return value - ROUNDING <= low and high <= upper + ROUNDING
    if comparator in (">", ">="):
        strict = comparator == ">" and fact.comparator != ">"
        return low > value if strict else low >= value
    if comparator in ("<", "<="):
        strict = comparator == "<" and fact.comparator != "<"
        return high < value if strict else high <= value
    roughly = "~" in (comparator, fact.comparator) and not low % ROUND
    slack = ROUGHLY if roughly else ROUNDING
    return low - slack <= value <= high + slack and abs(high - low) < 100


def _range(fact: Fact) -> tuple[float, float]:
    """The smallest and the largest value that a fact as stated can mean."""
    assert isinstance(fact.value, float | int)
    infinity = float("inf")
    if fact.upper is not None:
        return fact.value, fact.upper
    if fact.comparator in (">", ">="):
        return fact.value, infinity
    if fact.comparator in ("<", "<="):
        return -infinity, fact.value
    return fact.value, fact.value

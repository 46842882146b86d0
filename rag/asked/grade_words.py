"""The words of questions about Ofsted's grades: grades, areas, and what is nothing else.

The patterns stand in `grading.toml`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from index import councils
from index.records import Comparator
from index.tables import compiled, table
from rag.asked.asking import beyond, calendar_words, terms
from rag.asked.asking import words as asking_words
from rag.asked.when import without_times

ORDER = ("inadequate", "requires improvement", "good", "outstanding")
"""Ofsted's grades from the worst to the best; "adequate" of the older reports is in none."""
OVERALL = "overall"
AREAS = (OVERALL, "leaders", "help and protection", "in care", "care leavers")


@dataclass(frozen=True, slots=True)
class GradeWords:
    """The patterns of `grading.toml`, and the words of questions about grades and nothing else."""

    grades: dict[str, re.Pattern[str]]
    areas: dict[str, re.Pattern[str]]
    asks: re.Pattern[str]
    outright: re.Pattern[str]
    gets: re.Pattern[str]
    granted: re.Pattern[str]
    graded: re.Pattern[str]
    plain: re.Pattern[str]
    earlier: re.Pattern[str]
    or_better: re.Pattern[str]
    or_worse: re.Pattern[str]
    better_than: re.Pattern[str]
    worse_than: re.Pattern[str]
    joined: re.Pattern[str]
    either: re.Pattern[str]
    together: re.Pattern[str]
    every: re.Pattern[str]
    aside: re.Pattern[str]
    origin: re.Pattern[str]
    to: re.Pattern[str]
    repeated: re.Pattern[str]
    lost: re.Pattern[str]
    steps: re.Pattern[str]
    any_pair: re.Pattern[str]
    times: re.Pattern[str]
    always: re.Pattern[str]
    one_before: re.Pattern[str]
    today: re.Pattern[str]
    then: re.Pattern[str]
    same_area: re.Pattern[str]
    other_area: re.Pattern[str]
    way_to: re.Pattern[str]
    lower: re.Pattern[str]
    higher: re.Pattern[str]
    up: re.Pattern[str]
    down: re.Pattern[str]
    comparative: re.Pattern[str]
    four: re.Pattern[str]
    than: re.Pattern[str]
    better: re.Pattern[str]
    worse: re.Pattern[str]
    denied: re.Pattern[str]
    never: re.Pattern[str]
    contrast: re.Pattern[str]
    ungraded: re.Pattern[str]
    but_not: re.Pattern[str]
    rest_of: re.Pattern[str]
    all_but: re.Pattern[str]
    in_some: re.Pattern[str]
    included: re.Pattern[str]
    over_time: re.Pattern[str]
    wished: re.Pattern[str]
    by_itself: re.Pattern[str]
    before: re.Pattern[str]
    of_what: re.Pattern[str]
    last_few: re.Pattern[str]
    turned_when: re.Pattern[str]
    several: re.Pattern[str]
    turned: re.Pattern[str]
    same: re.Pattern[str]
    yardstick: re.Pattern[str]
    each: re.Pattern[str]
    in_a_row: re.Pattern[str]
    graded_alone: re.Pattern[str]
    full_names: re.Pattern[str]
    bare: frozenset[str]


@cache
def grade_words() -> GradeWords:
    """The words of questions about grades, read once."""
    data = table("rag.asked", "grading.toml")
    found = compiled(data["words"])
    found["origin"] = found.pop("from")
    return GradeWords(
        grades=compiled(data["grades"]),
        areas=compiled(data["areas"]),
        bare=frozenset(data["bare"]["words"].split()),
        **found,
    )


@dataclass(frozen=True, slots=True)
class Named:
    """A grade that a question names, where, and the part of the question around it."""

    grade: str
    start: int
    end: int
    clause: str
    side: Comparator | None = None
    denied: bool = False
    """Whether those are asked for that do not have it there: "but not for care leavers"."""


def nothing_else(text: str) -> bool:
    """Whether a question that names no council speaks of grades, areas and times alone.

    >>> nothing_else("Which councils are good?"), nothing_else("Which are good at listening?")
    (True, False)
    """
    rest, found = without_times(text), grade_words()
    of_councils = (*asking_words().council_kind.values(), asking_words().kind["count"])
    for pattern in (*found.grades.values(), *found.areas.values(), *of_councils):
        rest = pattern.sub(" ", rest)
    said = (t.lower() for t in terms(rest) if not t.isdigit())
    return set(said) <= found.bare | calendar_words()


def speaks_of_more(text: str) -> bool:
    """Whether a question that seems to be for a grade names what has none: "how was X rated?"."""
    found = grade_words()
    if found.graded_alone.search(text):
        return False
    rest = text
    for body in reversed(councils.find(text, typed=True)):
        rest = f"{rest[: body.start]} {rest[body.end :]}"
    rest = without_times(rest)
    for pattern in (*found.grades.values(), *found.areas.values(), found.full_names):
        rest = pattern.sub(" ", rest)
    return not {t.lower() for t in beyond(rest)} <= found.bare


def areas(clause: str) -> tuple[str, ...]:
    """The areas whose grades are asked for; the services as a whole where none is named.

    Until 2023 children in care and care leavers were judged together: named in one breath they
    stand for the judgement of children in care.
    """
    found = grade_words()
    if found.four.search(clause):
        return AREAS[1:]
    if found.every.search(clause):
        return AREAS
    named = [a for a, pattern in found.areas.items() if pattern.search(clause)]
    if found.together.search(clause) and len(named) < len(AREAS) - 1:
        named.remove("care leavers")
    return tuple(named) or (OVERALL,)


def names_area(text: str) -> bool:
    """Whether a text names an area of the services, or the services as a whole."""
    return areas(text) != (OVERALL,) or bool(grade_words().areas[OVERALL].search(text))


def named(text: str) -> list[Named]:
    """The grades that a question names, each with its own part of the question.

    Two of which either will do are one bound: "good or outstanding" is good or better.
    """
    found = sorted(
        (m.start(), m.end(), grade)
        for grade, pattern in grade_words().grades.items()
        for m in pattern.finditer(text)
        if not grade_words().aside.search(text[: m.start()])
    )
    whole: list[tuple[int, int, str, Comparator | None]] = []
    for start, end, grade in found:
        last = whole[-1] if whole else None
        bound = (
            _either(last[2], grade)
            if last and grade_words().either.fullmatch(text, last[1], start)
            else None
        )
        if last and last[2] == grade and not re.search(r"\w", text[last[1] : start]):
            whole[-1] = (last[0], end, grade, last[3])
        elif last and bound:
            whole[-1] = (last[0], end, *bound)
        else:
            whole.append((start, end, grade, None))
    cuts = [0, *(_joint(text, a[1], b[0]) for a, b in pairwise(whole)), len(text)]
    return [
        one
        for (start, end, grade, side), (a, b) in zip(whole, pairwise(cuts), strict=False)
        for one in _parted(Named(grade, start, end, text[a:b], side), end - a)
    ]


def _parted(one: Named, after: int) -> Iterator[Named]:
    """A grade that is asked for in one area and not in another, as two."""
    found = grade_words()
    cut = found.but_not.search(one.clause, after)
    if cut and names_area(one.clause[cut.end() :]):
        yield replace(one, clause=one.clause[: cut.start()])
        yield replace(one, clause=one.clause[cut.end() :], denied=True)
    else:
        yield one


def _either(one: str, other: str) -> tuple[str, Comparator] | None:
    """Two grades as one bound, where one of them is the best or the worst."""
    low, high = sorted((one, other), key=ORDER.index)
    if high == ORDER[-1]:
        return low, ">="
    return (high, "<=") if low == ORDER[0] else None


def _joint(text: str, start: int, end: int) -> int:
    """Where the part of one grade ends and that of the next begins."""
    found = grade_words()
    joints = list(found.contrast.finditer(text, start, end))
    joints = joints or list(found.joined.finditer(text, start, end))
    return joints[-1].start() if joints else end


def grade_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where a text names a grade, in order."""
    return _spans(text, grade_words().grades.values())


def area_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where a text names an area of the services, or them as a whole, in order."""
    return _spans(text, grade_words().areas.values())


def _spans(text: str, patterns: Iterable[re.Pattern[str]]) -> tuple[tuple[int, int], ...]:
    """Where any of some patterns is found, each place once, in order; the longest at each."""
    found = sorted((m.start(), -m.end()) for p in patterns for m in p.finditer(text))
    kept: list[tuple[int, int]] = []
    for start, end in found:
        if not kept or start >= kept[-1][1]:
            kept.append((start, -end))
    return tuple(kept)

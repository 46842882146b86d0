"""A question about Ofsted's grades -> what it asks: which grade, of which area, and how bounded.

The words stand in `grading.toml`. A grade that a question names is a condition ("rated good for
care leavers"); a question for the grade itself is one without a value.
"""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Literal

from index.measures import mentions
from index.numbers import number
from index.records import Comparator, Role
from rag.asking import expected, terms, words
from rag.records import AnswerKind, Condition
from rag.when import without_times

ORDER = ("inadequate", "requires improvement", "good", "outstanding")
"""Ofsted's grades from the worst to the best; "adequate" of the older reports is in none."""
OVERALL = "overall"
AREAS = (OVERALL, "leaders", "help and protection", "in care", "care leavers")
_NOT_OF_A_GRADE = (
    "duration", "person", "named", "title", "number", "date", "reason", "words", "age", "money",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """The patterns of `grading.toml`."""

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
    lower: re.Pattern[str]
    higher: re.Pattern[str]
    up: re.Pattern[str]
    down: re.Pattern[str]
    comparative: re.Pattern[str]
    four: re.Pattern[str]
    than: re.Pattern[str]
    better: re.Pattern[str]
    worse: re.Pattern[str]


@cache
def _words() -> Words:
    table = tomllib.loads(resources.files("rag").joinpath("grading.toml").read_text("utf-8"))
    found = {k: re.compile("|".join(v), re.IGNORECASE) for k, v in table["words"].items()}
    found["origin"] = found.pop("from")
    return Words(
        grades={k: re.compile("|".join(v), re.IGNORECASE) for k, v in table["grades"].items()},
        areas={k: re.compile("|".join(v), re.IGNORECASE) for k, v in table["areas"].items()},
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


def conditions(text: str, kind: AnswerKind) -> tuple[Condition, ...]:
    """What a question asks about grades, one condition for each; nothing where it asks for none.

    >>> [(c.value, c.comparator) for c in conditions("Which LAs are RI or worse overall?", "list")]
    [('requires improvement', '<=')]
    """
    if _is_of_another(text):
        return ()
    named = _named(text)
    surveys = kind in ("list", "count")
    changed = _changed(text, named) if surveys else None
    if changed:
        return (changed,)
    outright = not surveys and _words().outright.search(text)
    if named and not outright and _are_grades(text, named, kind):
        return _then_and_now(
            text,
            (
                _repeated(
                    text, replace(_condition(text, one, area), where_given=_is_every(text, area))
                )
                for one, of in zip(named, _areas_of(text, named), strict=True)
                for area in of
            ),
        )
    absent = bool(words().absent["all"].search(text))
    asks = _asks(text) and (kind != "lookup" or expected(text) not in _NOT_OF_A_GRADE)
    if not (asks or (kind == "compare" and _compares(text))) or (surveys and not absent):
        return ()
    role: Role = "previous" if words().role["previous"].search(text) else "judgement"
    return tuple(
        Condition(
            words=text.strip(" ?"),
            clause=text,
            measure="judgement",
            unit="grade",
            area=area,
            role=role,
            absent=surveys and absent,
        )
        for area in areas(text)
    )


def _repeated(text: str, condition: Condition) -> Condition:
    """The condition with how often the grade must have been given, where the question says."""
    if _words().always.search(text):
        return replace(condition, always=True, absent=False)
    times = _words().times.search(text)
    if not times:
        return condition
    return replace(condition, times=int(number(times["n"])) if times["n"] else 2)


def _then_and_now(text: str, asked: Iterable[Condition]) -> tuple[Condition, ...]:
    """Conditions beside one of today are of any inspection before: "inadequate then, good now"."""
    found = tuple(asked)
    if len({c.now for c in found}) == 1 or not _words().then.search(text):
        return found
    return tuple(c if c.now or c.absent else replace(c, role=None) for c in found)


def _areas_of(text: str, named: Sequence[Named]) -> list[tuple[str, ...]]:
    """The areas of each grade; "but good for them now" is of the area named before."""
    found: list[tuple[str, ...]] = []
    for one in named:
        own = areas(one.clause if len(named) > 1 else text)
        unnamed = own == (OVERALL,) and not _words().areas[OVERALL].search(one.clause)
        same = found and unnamed and _words().same_area.search(one.clause)
        found.append(found[-1] if same else own)
    return found


def _compares(text: str) -> bool:
    """Whether it is asked who is judged better in an area: "does better on help and protection"."""
    figures = any(
        m.measure.counted and not m.measure.people and m.measure.key != "judgement"
        for m in mentions(text, question=True)
    )
    better = _words().comparative.search(text) and areas(text) != (OVERALL,)
    return bool(better) and not figures


def names_nothing(text: str) -> bool:
    """Whether a text speaks of no grade and of no area of the services."""
    found = _words()
    return not (_named(text) or areas(text) != (OVERALL,) or found.asks.search(text))


def premise(text: str) -> Condition | None:
    """The judgement that a question about something else takes for granted: "why was it good?"."""
    named = _named(text)
    graded = _words().graded.search(text)
    granted = _words().granted.search(text) and named and named[0].grade != "good"
    if len(named) != 1 or not (graded or granted):
        return None
    return replace(_condition(text, named[0], areas(named[0].clause)[0]), role=None)


def _asks(text: str) -> bool:
    """Whether a question is for the grade itself."""
    found = _words()
    named = areas(text) != (OVERALL,) or found.areas[OVERALL].search(text)
    return bool(found.asks.search(text) or (named and (found.gets.search(text) or _bare(text))))


def _bare(text: str) -> bool:
    """Whether nothing but an area is named: "March 2023, help and protection"."""
    rest = without_times(text)
    for pattern in _words().areas.values():
        rest = pattern.sub(" ", rest)
    return not words().value["sentence"].search(rest) and not terms(rest)


def areas(clause: str) -> tuple[str, ...]:
    """The areas whose grades are asked for; the services as a whole where none is named.

    Until 2023 children in care and care leavers were judged together: named in one breath they
    stand for the judgement of children in care.
    """
    found = _words()
    if found.four.search(clause):
        return AREAS[1:]
    if found.every.search(clause):
        return AREAS
    named = [a for a, pattern in found.areas.items() if pattern.search(clause)]
    if found.together.search(clause) and len(named) < len(AREAS) - 1:
        named.remove("care leavers")
    return tuple(named) or (OVERALL,)


def _is_of_another(text: str) -> bool:
    """Whether the grade of something is asked for that is none of the five areas."""
    return bool(_words().other_area.search(text)) and areas(text) == (OVERALL,)


def _is_every(text: str, area: str) -> bool:
    """Whether an area is asked about as one of all, of which some reports judge fewer.

    Reports before 2023 do not judge what is done for care leavers by itself, those from April 2026
    not the services as a whole.
    """
    return area in ("care leavers", OVERALL) and (
        bool(_words().every.search(text)) or len(areas(text)) >= len(AREAS) - 1
    )


def _changed(text: str, named: Sequence[Named]) -> Condition | None:
    """What is asked about the change from one inspection to the next: "from good to inadequate"."""
    found = _words()
    origin = next((n for n in named if found.origin.search(text[: n.start])), None)
    steps = found.steps.search(text)
    whole = Condition(
        words=text.strip(" ?"),
        clause=text,
        measure="judgement",
        unit="grade",
        role="judgement",
        area=areas(text)[0],
        steps=int(number(steps["n"])) if steps else 1,
        ever=bool(found.any_pair.search(text)),
    )
    if origin:
        rest = text[origin.end :]
        to = next((n for n in named if n.start > origin.end), None)
        if to and found.to.search(text, origin.end, to.start):
            return replace(whole, before=origin.grade, value=to.grade)
        side: Comparator | None = "<" if found.lower.search(rest) else None
        side = ">" if found.higher.search(rest) else side
        return replace(whole, before=origin.grade, value=origin.grade, comparator=side or "=")
    than = found.than.search(text)
    if than and not named:
        one, other = areas(text[: than.start()])[-1], areas(text[than.end() :])[0]
        both = (
            found.areas[one].search(text[: than.start()]),
            found.areas[other].search(text, than.end()),
        )
        if one != other and all(both):
            moved: Literal["up", "down"] = "up" if found.better.search(text) else "down"
            return replace(whole, area=one, against=other, moved=moved)
    if named:
        return _of_one_or_two(text, named, whole)
    if not found.asks.search(text):
        return None
    if found.up.search(text):
        return replace(whole, moved="up")
    return replace(whole, moved="down") if found.down.search(text) else None


def _of_one_or_two(text: str, named: Sequence[Named], whole: Condition) -> Condition | None:
    """A grade that was lost or kept, or one that stood right before another."""
    found = _words()
    grade = named[0].grade
    if all(n.grade == grade for n in named) and found.lost.search(text):
        return replace(whole, before=grade, value=grade, comparator="<")
    if len(named) == 1:
        kept = found.repeated.search(text)
        return replace(whole, before=grade, value=grade) if kept else None
    then = [n for n in named if found.one_before.search(n.clause)]
    now = [n for n in named if n not in then]
    if len(then) == len(now) == 1:
        return replace(whole, before=then[0].grade, value=now[0].grade)
    return None


def fits(stated: str, asked: str, comparator: Comparator) -> bool:
    """Whether a stated grade is the one asked for, or on the side of it that is asked for."""
    if stated not in ORDER or asked not in ORDER or comparator == "=":
        return stated == asked
    own, bound = ORDER.index(stated), ORDER.index(asked)
    return {">": own > bound, ">=": own >= bound, "<": own < bound, "<=": own <= bound}.get(
        comparator, False
    )


def moved(condition: Condition, before: str, now: str) -> bool:
    """Whether the grade changed from one inspection to the next as a condition asks."""
    if condition.moved:
        if before not in ORDER or now not in ORDER:
            return False
        rise = ORDER.index(now) - ORDER.index(before)
        return (rise if condition.moved == "up" else -rise) >= condition.steps
    return before == condition.before and fits(now, str(condition.value), condition.comparator)


def _named(text: str) -> list[Named]:
    """The grades that a question names, each with its own part of the question.

    Two of which either will do are one bound: "good or outstanding" is good or better.
    """
    found = sorted(
        (m.start(), m.end(), grade)
        for grade, pattern in _words().grades.items()
        for m in pattern.finditer(text)
        if not _words().aside.search(text[: m.start()])
    )
    whole: list[tuple[int, int, str, Comparator | None]] = []
    for start, end, grade in found:
        last = whole[-1] if whole else None
        bound = (
            _either(last[2], grade)
            if last and _words().either.fullmatch(text, last[1], start)
            else None
        )
        if last and bound:
            whole[-1] = (last[0], end, *bound)
        else:
            whole.append((start, end, grade, None))
    cuts = [0, *(_joint(text, a[1], b[0]) for a, b in pairwise(whole)), len(text)]
    return [
        Named(grade, start, end, text[a:b], side)
        for (start, end, grade, side), (a, b) in zip(whole, pairwise(cuts), strict=False)
    ]


def _either(one: str, other: str) -> tuple[str, Comparator] | None:
    """Two grades as one bound, where one of them is the best or the worst."""
    low, high = sorted((one, other), key=ORDER.index)
    if high == ORDER[-1]:
        return low, ">="
    return (high, "<=") if low == ORDER[0] else None


def _joint(text: str, start: int, end: int) -> int:
    """Where the part of one grade ends and that of the next begins."""
    joints = list(_words().joined.finditer(text, start, end))
    return joints[-1].start() if joints else end


def _are_grades(text: str, named: Sequence[Named], kind: AnswerKind) -> bool:
    """Whether the words are meant as grades: "good" alone is a word like any other."""
    found = _words()
    if kind == "lookup" and expected(text) in _NOT_OF_A_GRADE:
        return False
    if found.graded.search(text):
        return True
    return kind != "lookup" and all(
        found.plain.match(text, one.end) and (one.grade != "good" or areas(text) != (OVERALL,))
        for one in named
    )


def _condition(text: str, one: Named, area: str) -> Condition:
    return Condition(
        words=text.strip(" ?"),
        clause=one.clause,
        measure="judgement",
        value=one.grade,
        unit="grade",
        area=area,
        comparator=_comparator(text, one),
        role=None if _words().earlier.search(text) else "judgement",
        absent=bool(words().absent["all"].search(one.clause)),
        now=bool(_words().today.search(one.clause)),
    )


def _comparator(text: str, one: Named) -> Comparator:
    found = _words()
    if one.side:
        return one.side
    if found.or_better.match(text, one.end):
        return ">="
    if found.or_worse.match(text, one.end):
        return "<="
    before = text[: one.start]
    if found.better_than.search(before):
        return ">"
    return "<" if found.worse_than.search(before) else "="


def asks_for(text: str) -> bool:
    """Whether a question is about grades: for one, or for those who have one."""
    return bool(conditions(text, "lookup") or conditions(text, "list"))


def grade_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where a text names a grade, in order."""
    return _spans(text, _words().grades.values())


def area_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where a text names an area of the services, or them as a whole, in order."""
    return _spans(text, _words().areas.values())


def _spans(text: str, patterns: Iterable[re.Pattern[str]]) -> tuple[tuple[int, int], ...]:
    """Where any of some patterns is found, each place once, in order; the longest at each."""
    found = sorted((m.start(), -m.end()) for p in patterns for m in p.finditer(text))
    kept: list[tuple[int, int]] = []
    for start, end in found:
        if not kept or start >= kept[-1][1]:
            kept.append((start, -end))
    return tuple(kept)

"""A question about Ofsted's grades -> what it asks: which grade, of which area, and how bounded.

The words stand in `grading.toml`. A grade that a question names is a condition ("rated good for
care leavers"); a question for the grade itself is one without a value.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from index.measures import mentions
from index.numbers import number
from index.records import Comparator, Role
from rag.asked.asking import expected, terms, words
from rag.asked.grade_changes import changed
from rag.asked.grade_words import (
    AREAS,
    OVERALL,
    Named,
    areas,
    grade_words,
    named,
    names_area,
    nothing_else,
    speaks_of_more,
)
from rag.asked.when import without_times
from rag.records import AnswerKind, Condition

SEVERAL = 2
"""Grades up to which a survey asks who has them; where it names more, how many have which."""
_NOT_OF_A_GRADE = (
    "duration", "person", "named", "title", "number", "date", "reason", "words", "age", "money",
)  # fmt: skip


def conditions(text: str, kind: AnswerKind) -> tuple[Condition, ...]:
    """What a question asks about grades, one condition for each; nothing where it asks for none.

    >>> [(c.value, c.comparator) for c in conditions("Which LAs are RI or worse overall?", "list")]
    [('requires improvement', '<=')]
    """
    text = grade_words().included.sub(" ", text)
    if _is_of_another(text):
        return ()
    found, surveys = named(text), kind in ("list", "count")
    moved = changed(text, found) if surveys else None
    if moved:
        return (moved,)
    outright = not surveys and grade_words().outright.search(text)
    several = surveys and len({n.grade for n in found}) > SEVERAL and nothing_else(text)
    if found and not (outright or several) and _are_grades(text, found, kind):
        whole = _of_some(text, found[0]) or _of_the_rest(text, found) or _of_each(text, found)
        return _then_and_now(text, (_negated(_repeated(text, c)) for c in whole))
    return _for_grades(text, kind)


def _of_each(text: str, found: Sequence[Named]) -> list[Condition]:
    """One condition for each grade that a question names, and each of its areas."""
    return [
        replace(_condition(text, one, area), where_given=_is_every(text, area))
        for one, of in zip(found, _areas_of(text, found), strict=True)
        for area in of
    ]


def _of_some(text: str, one: Named) -> list[Condition]:
    """A grade of any area, or of all but so many, whichever they are."""
    found = grade_words()
    if _named_one_by_one(text):
        return []
    but = found.all_but.search(text)
    if but:
        count = int(number(but["n"]))
        return [replace(_condition(text, one, OVERALL), absent=False, all_but=count)]
    if found.in_some.search(text) and not _is_denied(text, one):
        return [replace(_condition(text, one, OVERALL), in_some=True)]
    return []


def _named_one_by_one(text: str) -> list[str]:
    """The areas that a text names by their own names, and not as all."""
    return [a for a in AREAS if grade_words().areas[a].search(text)]


def _of_the_rest(text: str, found: Sequence[Named]) -> list[Condition]:
    """A grade of all areas but one: "good for everything else, RI for children in care".

    Of the one that is left out the grade is the other that is named, or not that of the rest.
    """
    place = grade_words().rest_of.search(text)
    left_out = _named_one_by_one(text)
    if not place or not left_out:
        return []
    of_rest = min(found, key=lambda n: abs(n.start - place.start()))
    others = [n for n in found if n.grade != of_rest.grade]
    rest = [replace(_condition(text, of_rest, a), where_given=True, absent=False)
            for a in AREAS if a not in left_out]  # fmt: skip
    one = others[0] if others else replace(of_rest, denied=True)
    return [*rest, *(_condition(text, one, a) for a in left_out)]


def _for_grades(text: str, kind: AnswerKind) -> tuple[Condition, ...]:
    """What is asked where no grade is named: the grades themselves, or who has none."""
    lacks = words().absent["all"].search(text) or grade_words().ungraded.search(text)
    absent = kind in ("list", "count") and bool(lacks)
    if not _asks_for_grades(text, kind, absent=absent):
        return ()
    role: Role = "previous" if words().role["previous"].search(text) else "judgement"
    asked = _areas_asked(text, kind)
    return tuple(
        replace(
            _of_area(text, area),
            role=role,
            absent=absent,
            where_given=kind == "compare" and len(asked) == len(AREAS),
            loosely=not _asks(text),
        )
        for area in asked
    )


def _of_area(text: str, area: str) -> Condition:
    """What is asked of the grade of an area, whichever it is."""
    return Condition(
        words=text.strip(" ?"),
        clause=text,
        measure="judgement",
        unit="grade",
        area=area,
        role="judgement",
    )


def _asks_for_grades(text: str, kind: AnswerKind, *, absent: bool) -> bool:
    """Whether a question is for grades: for nothing else, in a survey and over time."""
    alone = nothing_else(text)
    if kind in ("list", "count"):
        return (absent and _asks(text)) or (alone and bool(_asks(text) or named(text)))
    if kind == "compare":
        return _asks(text) or _compares(text) or alone
    found = grade_words()
    compares = words().kind["compare"].search(text)
    if alone and (compares or (over_time(text) and not found.of_what.search(text))):
        return True
    if over_time(text) and found.asks.search(text):
        return True
    return _asks(text) and expected(text) not in _NOT_OF_A_GRADE and not speaks_of_more(text)


def _areas_asked(text: str, kind: AnswerKind) -> tuple[str, ...]:
    """The areas whose grades are asked for; of one council or two, "the grades" are of all."""
    found = grade_words()
    text = found.each.sub(" ", text)
    if kind in ("list", "count") or names_area(text):
        return areas(text)
    compared = kind == "compare" and not found.comparative.search(text)
    every = found.several.search(text) or (compared and not found.asks.search(text))
    return AREAS if every else areas(text)


def over_time(text: str) -> bool:
    """Whether a question is for grades through the years, and not for those of one report."""
    wished = grade_words().wished.search(text)
    return bool(grade_words().over_time.search(text)) and not wished


def before(text: str) -> bool:
    """Whether a question is for the grade before the newest one, or before one that it names."""
    return bool(grade_words().before.search(text))


def alike(text: str, council: str) -> tuple[Condition, ...]:
    """What is asked of councils by the grade of another one: "the same grade as Luton"."""
    found = grade_words()
    if not (found.asks.search(text) or nothing_else(text)) or not found.yardstick.search(text):
        return ()
    side: Comparator = ">" if found.better.search(text) else "="
    side = "<" if found.worse.search(text) else side
    return tuple(replace(_of_area(text, a), comparator=side, like=council) for a in areas(text))


def _negated(condition: Condition) -> Condition:
    """Not good is less than good: outstanding is better."""
    if condition.absent and condition.value == "good" and condition.comparator == "=":
        return replace(condition, comparator=">=")
    return condition


def _repeated(text: str, condition: Condition) -> Condition:
    """The condition with how often the grade must have been given, where the question says."""
    if grade_words().always.search(text):
        return replace(condition, always=True, absent=False)
    if grade_words().never.search(text):
        return replace(condition, always=True, absent=True)
    times = grade_words().times.search(text)
    if not times:
        return condition
    return replace(condition, times=int(number(times["n"])) if times["n"] else 2)


def _then_and_now(text: str, asked: Iterable[Condition]) -> tuple[Condition, ...]:
    """Conditions beside one of today are of any inspection before: "inadequate then, good now"."""
    found = tuple(asked)
    if len({c.now for c in found}) == 1 or not grade_words().then.search(text):
        return found
    return tuple(c if c.now or c.absent else replace(c, role=None) for c in found)


def _areas_of(text: str, grades: Sequence[Named]) -> list[tuple[str, ...]]:
    """The areas of each grade; "but good for them now" is of the area named before."""
    found: list[tuple[str, ...]] = []
    for one in grades:
        own = areas(one.clause if len(grades) > 1 else text)
        unnamed = own == (OVERALL,) and not grade_words().areas[OVERALL].search(one.clause)
        same = found and unnamed and grade_words().same_area.search(one.clause)
        found.append(found[-1] if same else own)
    return found


def _compares(text: str) -> bool:
    """Whether it is asked who is judged better in an area: "does better on help and protection"."""
    figures = any(
        m.measure.counted and not m.measure.people and m.measure.key != "judgement"
        for m in mentions(text, question=True)
    )
    better = grade_words().comparative.search(text) and areas(text) != (OVERALL,)
    return bool(better) and not figures


def names_nothing(text: str) -> bool:
    """Whether a text speaks of no grade and of no area of the services."""
    found = grade_words()
    return not (named(text) or areas(text) != (OVERALL,) or found.asks.search(text))


def premise(text: str) -> Condition | None:
    """The judgement that a question about something else takes for granted: "why was it good?"."""
    found = named(text)
    graded = grade_words().graded.search(text)
    granted = grade_words().granted.search(text) and found and found[0].grade != "good"
    if len(found) != 1 or not (graded or granted):
        return None
    return replace(_condition(text, found[0], areas(found[0].clause)[0]), role=None)


def _asks(text: str) -> bool:
    """Whether a question is for the grade itself."""
    found = grade_words()
    of_area = names_area(text) and (found.gets.search(text) or _bare(text))
    alone = found.gets.search(text) and nothing_else(text)
    return bool(found.asks.search(text) or of_area or alone)


def _bare(text: str) -> bool:
    """Whether nothing but an area is named: "March 2023, help and protection"."""
    rest = without_times(text)
    for pattern in grade_words().areas.values():
        rest = pattern.sub(" ", rest)
    return not words().value["sentence"].search(rest) and not terms(rest)


def _is_of_another(text: str) -> bool:
    """Whether the grade of no area is asked for, or only how to get one."""
    other = grade_words().other_area.search(text) and areas(text) == (OVERALL,)
    return bool(other or grade_words().way_to.search(text))


def _is_every(text: str, area: str) -> bool:
    """Whether an area is asked about as one of all, of which some reports judge fewer.

    Reports before 2023 do not judge what is done for care leavers by itself, those from April 2026
    not the services as a whole.
    """
    return area in ("care leavers", OVERALL) and (
        bool(grade_words().every.search(text)) or len(areas(text)) >= len(AREAS) - 1
    )


def _are_grades(text: str, found: Sequence[Named], kind: AnswerKind) -> bool:
    """Whether the words are meant as grades: "good" alone is a word like any other."""
    alone = nothing_else(text)
    if kind == "lookup" and expected(text) in _NOT_OF_A_GRADE:
        return over_time(text) and alone
    if grade_words().graded.search(text) or (kind == "lookup" and alone):
        return True
    return kind != "lookup" and all(
        grade_words().plain.match(text, one.end)
        and (one.grade != "good" or areas(text) != (OVERALL,) or alone)
        for one in found
    )


def _condition(text: str, one: Named, area: str) -> Condition:
    return replace(
        _of_area(text, area),
        clause=one.clause,
        value=one.grade,
        comparator=_comparator(text, one),
        role=None if grade_words().earlier.search(text) else "judgement",
        absent=_is_denied(text, one),
        now=bool(grade_words().today.search(one.clause)),
        loosely=not grade_words().graded.search(text),
    )


def _comparator(text: str, one: Named) -> Comparator:
    found = grade_words()
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


def _is_denied(text: str, one: Named) -> bool:
    """Whether those are asked for that do not have the grade."""
    before_it = grade_words().denied.search(text[: one.start])
    return one.denied or bool(before_it or words().absent["all"].search(one.clause))

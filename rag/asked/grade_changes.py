"""A question about how grades changed from one inspection to the next, and what meets it."""

from collections.abc import Sequence
from dataclasses import replace

from index.numbers import number
from index.records import Comparator
from rag.asked.grade_words import ORDER, Named, areas, grade_words, nothing_else
from rag.records import Condition, Moved


def changed(text: str, named: Sequence[Named]) -> Condition | None:
    """What is asked about the change from one inspection to the next: "from good to inadequate"."""
    found = grade_words()
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
        return _from(text, origin, named, whole)
    than = found.than.search(text)
    if than and not named:
        one, other = areas(text[: than.start()])[-1], areas(text[than.end() :])[0]
        both = (
            found.areas[one].search(text[: than.start()]),
            found.areas[other].search(text, than.end()),
        )
        if one != other and all(both):
            step: Moved = "up" if found.better.search(text) else "down"
            return replace(whole, area=one, against=other, moved=step)
    if named:
        return _of_one_or_two(text, named, whole)
    if not (found.asks.search(text) or nothing_else(text)):
        return None
    direction = _direction(text)
    return replace(whole, moved=direction) if direction else None


def _direction(text: str) -> Moved | None:
    """Whether grades that rose, fell or stayed are asked for."""
    found = grade_words()
    if found.up.search(text):
        return "up"
    if found.down.search(text):
        return "down"
    return "not" if found.same.search(text) else None


def _from(text: str, origin: Named, named: Sequence[Named], whole: Condition) -> Condition:
    """From one grade to another that is named, or to a lower or a higher one."""
    found, rest = grade_words(), text[origin.end :]
    to = next((n for n in named if n.start > origin.end), None)
    if to and found.to.search(text, origin.end, to.start):
        return replace(whole, before=origin.grade, value=to.grade)
    side: Comparator = "="
    if found.lower.search(rest) or found.down.search(text):
        side = "<"
    if found.higher.search(rest) or found.up.search(text):
        side = ">"
    return replace(whole, before=origin.grade, value=origin.grade, comparator=side)


def _turned(text: str, grade: str, whole: Condition) -> Condition:
    """A grade that was reached from another one: "became outstanding", "fell to inadequate"."""
    ends: dict[str, Moved] = {ORDER[0]: "down", ORDER[-1]: "up"}
    direction = ends.get(grade) or _direction(text) or "at all"
    return replace(whole, value=grade, moved=direction)


def _of_one_or_two(text: str, named: Sequence[Named], whole: Condition) -> Condition | None:
    """A grade that was lost or kept, or one that stood right before another."""
    found = grade_words()
    grade = named[0].grade
    if all(n.grade == grade for n in named) and found.lost.search(text):
        side: Comparator = ">" if grade == ORDER[0] else "<"
        return replace(whole, before=grade, value=grade, comparator=side)
    if len(named) == 1:
        if found.turned.search(text[: named[0].start]):
            return _turned(text, grade, whole)
        in_a_row, kept = found.in_a_row.search(text), found.repeated.search(text)
        ever = whole.ever or bool(in_a_row and not kept)
        row = replace(whole, before=grade, value=grade, ever=ever)
        return row if in_a_row or kept else None
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
        if condition.value and not fits(now, str(condition.value), condition.comparator):
            return False
        rise = ORDER.index(now) - ORDER.index(before)
        met = {"not": rise == 0, "at all": rise != 0, "down": -rise >= condition.steps}
        return met.get(condition.moved, rise >= condition.steps)
    return before == condition.before and fits(now, str(condition.value), condition.comparator)

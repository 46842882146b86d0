"""A question about one council's grades -> what each of its full inspections gives, and when.

The grades are those of the reports' own tables, so that every inspection answers for itself: how
things stand is what the newest says, also where it says less than an older one, and what changed
is a list by date.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.numbers import number
from index.records import Document, Fact
from index.store import Snapshot
from rag.asked import grading
from rag.asked.grade_words import AREAS, grade_words, named
from rag.facts import match
from rag.records import Condition, Findings, Query, Statement
from rag.retrieve import in_scope, is_of, valued_facts
from rag.shown.statements import judged
from rag.shown.wording import (
    heading,
    judged_words,
    ungraded_words,
)


@dataclass(frozen=True, slots=True)
class Report:
    """A full inspection and the grades that it gives."""

    document: Document
    facts: tuple[Fact, ...]

    def of(self, areas: Sequence[str]) -> tuple[Fact, ...]:
        """Its grades of some areas; where it judges none by itself, those it joins them to, or all.

        From 2018 to 2022 care leavers were judged together with children in care.
        """
        own = tuple(f for f in self.facts if f.cohort in areas)
        return own or self.joined(areas) or self.facts

    def joined(self, areas: Sequence[str]) -> tuple[Fact, ...]:
        """Its grades of what it judges some areas together with."""
        patterns = [grade_words().areas[a] for a in areas]
        return tuple(f for f in self.facts if any(p.search(f.quote) for p in patterns))

    def meets(self, condition: Condition) -> bool:
        """Whether it gives the grade that is asked about."""
        return any(match.meets(f, condition) for f in self.facts) != condition.absent


def grades_of(query: Query, conditions: Sequence[Condition], library: Snapshot) -> Findings | None:
    """The grades that a question about one council asks for; None where it is not for such.

    None, too, where no full inspection is held that could tell.
    """
    reports = _reports(query, library)
    if len(query.councils) != 1 or not reports or query.expected == "reason":
        return None
    if not conditions or any(c.area not in AREAS for c in conditions):
        return None
    chosen = _chosen(query, reports)
    asked = conditions[0]
    if not chosen or (len(chosen) > 1 and not chosen[0].facts):
        return None
    if asked.value is not None:
        return _whether(query, asked, chosen)
    return _given(query, conditions, chosen, reports)


def _reports(query: Query, library: Snapshot) -> list[Report]:
    """The full inspections of the council asked about, the newest first."""
    anyway = replace(query, newest=False, editions=(), about=None)
    held = [d for d in in_scope(library, anyway) if d.identity.grades]
    full = [d for d in held if d.is_full_inspection]
    facts: dict[str, list[Fact]] = {d.id: [] for d in full}
    for fact in valued_facts(library):
        if fact.document in facts:
            facts[fact.document].append(fact)
    full.sort(key=lambda d: (d.published or "", d.id), reverse=True)
    return [Report(d, match.judged_by(d, facts[d.id])) for d in full]


def _chosen(query: Query, reports: Sequence[Report]) -> list[Report]:
    """The reports that answer: those of the time asked about, of all times, or the newest."""
    text, times = query.standalone, query.times
    then = [r for r in reports if any(is_of(r.document, t) for t in times)]
    if grading.over_time(text) or len(times) > 1 or any(t.first < t.last[:4] for t in times):
        return _through_time(text, then if times else list(reports))
    if times:
        return then[:1]
    return _before(text, reports) if grading.before(text) else list(reports[:1])


def _through_time(text: str, reports: Sequence[Report]) -> list[Report]:
    """Reports from the oldest to the newest; the last few where a question names how many."""
    last = grade_words().last_few.search(text)
    return list(reports[: int(number(last["n"]))] if last else reports)[::-1]


def _before(text: str, reports: Sequence[Report]) -> list[Report]:
    """The report before the newest, or before the grade that a question names."""
    grades = {n.grade for n in named(text)}
    held = [bool({str(f.value) for f in r.facts if f.cohort == AREAS[0]} & grades) for r in reports]
    start = held.index(True) if True in held else 0
    rest = [r for r, has in zip(reports[start:], held[start:], strict=True) if not (grades and has)]
    return rest[:1] if grades else list(reports[1:2])


def _whether(query: Query, asked: Condition, chosen: Sequence[Report]) -> Findings:
    """What is told where a question names a grade: whether it was given, and when.

    Where it takes one for granted that was not given, and asks something else, it is refused.
    """
    asked = replace(asked, role="judgement")
    judging = [r for r in chosen if any(f.cohort == asked.area for f in r.facts)]
    met = [r for r in judging if r.meets(asked)]
    if judging and not met and _takes_for_granted(query):
        given = _statement(judging[-1], [asked.area])
        return Findings(
            nearest=given.sources,
            instead=f"{heading(judging[-1].document)}, {judged_words(given.facts)}",
            searched=len(chosen),
        )
    shown = met if met and not _is_of_all(query) else judging or chosen
    note = ""
    if not judging:
        note = _silent(chosen[-1], asked.area)
    elif len(chosen) > 1:
        note = f"Of {len(judging)} full inspections {_as_many(len(met))}:"
    return Findings(
        fixed=True,
        statements=tuple(_statement(r, [asked.area]) for r in shown),
        denied=bool(judging and not met and len(chosen) == 1),
        lead=note,
        searched=len(chosen),
    )


def _takes_for_granted(query: Query) -> bool:
    """Whether a question asks something else of a grade than whether and when it was given."""
    if query.expected in ("yes-no", "date", "duration", "number"):
        return False
    over_time = grading.over_time(query.standalone)
    return bool(query.premise or (not over_time and _ASKS_MORE.search(query.standalone)))


_ASKS_MORE = re.compile(r"\b(?:what|which|why|how|who|whose|where)\b", re.IGNORECASE)


def _is_of_all(query: Query) -> bool:
    """Whether the inspections before and after belong to the answer: "when did it become ...?"."""
    return bool(grade_words().turned_when.search(query.standalone))


def _as_many(count: int) -> str:
    return f"{count or 'none'} {'gives' if count < 2 else 'give'} that grade"


def _given(
    query: Query,
    conditions: Sequence[Condition],
    chosen: Sequence[Report],
    reports: Sequence[Report],
) -> Findings | None:
    """The grades that are asked for, a statement for each report."""
    areas = [c.area for c in conditions]
    if not any(r.facts for r in chosen):
        return None
    lacking = [a for a in areas if all(f.cohort != a for f in chosen[-1].facts)]
    of_all = len(areas) == len(AREAS)
    silent = lacking and (not of_all or lacking[0] == AREAS[0]) and chosen[-1] is reports[0]
    note = _silent(chosen[-1], lacking[0]) if silent else ""
    times = query.times
    alone = not chosen[0].joined(areas) or grade_words().by_itself.search(query.standalone)
    if times and len(chosen) == 1 and lacking == areas and alone:
        return _refused(chosen[0], areas, len(reports))
    missed = [t for t in times if not any(is_of(r.document, t) for r in chosen)]
    return Findings(
        fixed=True,
        statements=tuple(_statement(r, areas) for r in chosen if r.facts),
        missing=tuple(f"a grade of {t.first}" for t in missed if t.first == t.last),
        lead=note,
        searched=len(reports),
    )


def _refused(report: Report, areas: Sequence[str], searched: int) -> Findings:
    """That the very report asked about gives no such grade, and where those stand that it gives."""
    other = _statement(report, areas)
    return Findings(
        nearest=other.sources,
        advice=f"{heading(report.document)} {ungraded_words(areas[0])}. What it gives is below.",
        searched=searched,
    )


def _silent(report: Report, area: str) -> str:
    """That a report judges other areas than the one asked about."""
    return f"The newest report, {heading(report.document)}, {ungraded_words(area)}. What it gives:"


def _statement(report: Report, areas: Sequence[str]) -> Statement:
    """The grades that one report gives of the areas asked about."""
    return judged(report.document, report.of(areas))

"""The facts of one council and a condition -> its verdict.

The newest statement counts: of figures, that of the newest document that gives one of that role; of
what a council does, that of the newest document that speaks of it; of judgements, those of the
newest report.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from index.measures import UNNAMED, Measure, measures
from index.records import Document, Fact
from rag.asked.grade_changes import fits, moved
from rag.asked.grade_words import AREAS
from rag.facts import match
from rag.records import MOST_SHOWN, Condition, Finding, Verdict
from rag.sentences.denied import denied


def changed(
    blank: Finding,
    condition: Condition,
    documents: Sequence[Document],
    asked: Collection[Document],
    facts: Mapping[str, Sequence[Fact]],
) -> Finding:
    """The verdict on how the grade of an area changed from one full inspection to the next.

    From the last but one to the last of the documents that judge the area, or between any two where
    the condition says so; the later one is among those `asked` about, and the newest of all where
    only the last step counts. `facts` are those of each document, by its id.
    """
    judged = match.inspections(documents)
    graded = judged if condition.against else [d for d in judged if d.grade_of(condition.area)]
    if not condition.ever and judged[:1] != graded[:1]:
        return replace(_not_judged(blank, condition, judged[0], facts), verdict="differs")
    many = len(graded) if condition.against else max(1, len(graded) - 1)
    later = [i for i in range(many) if graded[i : i + 1] and graded[i] in asked]
    steps = [_step(condition, graded[i : i + 2]) for i in later] or [_step(condition, ())]
    own = [f for d in graded for f in facts.get(d.id, ()) if match.is_own(f, d)]
    found = [
        _change(blank, condition, *step, own) for step in steps[: None if condition.ever else 1]
    ]
    return next((f for f in found if f.verdict == "states"), found[0])


def ungraded(
    blank: Finding,
    condition: Condition,
    documents: Sequence[Document],
    facts: Mapping[str, Sequence[Fact]],
) -> Finding | None:
    """The verdict on a council whose newest full inspection judges other areas than the one asked.

    An older grade of that area is not how things stand. None where the newest gives one.
    """
    of_now = condition.measure == "judgement" and condition.role == "judgement"
    if not of_now or condition.ever or condition.where_given or condition.area not in AREAS:
        return None
    full = (d for d in documents if d.identity.grades and d.is_full_inspection)
    newest = next(full, None)
    if newest is None or any(
        match.is_own(f, newest) and _same_judgement(f, condition) for f in facts.get(newest.id, ())
    ):
        return None
    return _not_judged(blank, condition, newest, facts)


def but_some(
    blank: Finding,
    condition: Condition,
    documents: Sequence[Document],
    facts: Mapping[str, Sequence[Fact]],
) -> Finding:
    """The verdict on whether any area of the newest inspection has a grade, or all but so many."""
    newest = next(iter(match.inspections(documents)), None)
    if newest is None:
        return blank
    given = [grade for _, grade in newest.identity.grades]
    missed = [g for g in given if not fits(g, str(condition.value), condition.comparator)]
    shown = match.judged_by(newest, facts.get(newest.id, ()))
    enough = len(missed) < len(given) if condition.in_some else len(missed) == condition.all_but
    verdict: Verdict = "states" if enough else "differs"
    return replace(blank, verdict=verdict if shown else "silent", facts=shown)


def _not_judged(
    blank: Finding, condition: Condition, newest: Document, facts: Mapping[str, Sequence[Fact]]
) -> Finding:
    """What the newest report judges, where it does not judge the area asked about."""
    asked = condition.absent and condition.value is None
    return replace(
        blank,
        verdict="states" if asked else "differs",
        facts=match.judged_by(newest, facts.get(newest.id, ())),
        ungraded=condition.area,
    )


def _same_judgement(fact: Fact, condition: Condition) -> bool:
    """Whether a fact is a judgement of the area that a condition asks about."""
    of_area = fact.measure == "judgement" and fact.cohort == condition.area
    return of_area and fact.role == "judgement"


def counted(
    blank: Finding,
    condition: Condition,
    documents: Sequence[Document],
    facts: Mapping[str, Sequence[Fact]],
) -> Finding:
    """The verdict on at how many full inspections a grade was given; the newest is shown first."""
    graded = [
        (document, grade)
        for document in match.inspections(documents)
        if (grade := document.grade_of(condition.area))
    ]
    met = {
        document.id
        for document, grade in graded
        if fits(grade, str(condition.value), condition.comparator) != condition.absent
    }
    enough = len(met) == len(graded) > 0 if condition.always else len(met) >= condition.times
    shown = [
        f
        for document, _ in graded
        for f in facts.get(document.id, ())
        if match.is_own(f, document) and _same_judgement(f, condition)
    ]
    if enough:
        return replace(blank, verdict="states", facts=_few([f for f in shown if f.document in met]))
    return replace(blank, verdict="differs" if shown else "silent", facts=_few(shown))


Grades = tuple[str | None, str | None]
"""The grade before, or of the other area, and the one held against it."""


def _step(condition: Condition, graded: Sequence[Document]) -> tuple[list[Document], Grades]:
    """The reports that a change shows in, and its grades.

    Of two inspections, the newer first; of one where an area is held against another.
    """
    own = [dict(d.identity.grades) for d in graded]
    now = own[0].get(condition.area) if own else None
    if condition.against:
        return list(graded[:1]), (own[0].get(condition.against) if own else None, now)
    return list(graded), (own[1].get(condition.area) if own[1:] else None, now)


def _change(
    blank: Finding,
    condition: Condition,
    graded: Sequence[Document],
    grades: Grades,
    facts: Sequence[Fact],
) -> Finding:
    """The verdict on one change of a grade."""
    order = {d.id: i for i, d in enumerate(graded)}
    shown = sorted(
        (f for f in facts if f.document in order and _same_judgement(f, condition)),
        key=lambda f: order[f.document],
    )
    before, now = grades
    met = bool(now and before and moved(condition, before, now))
    verdict: Verdict = "states" if met and shown else "differs" if shown else "silent"
    return replace(blank, verdict=verdict, facts=_few(shown) if met else _few(shown[:1]))


def known(
    blank: Finding, condition: Condition, facts: Sequence[Fact], dates: Mapping[str, str]
) -> Finding:
    """The verdict of one council on a condition that facts decide."""
    about = sorted(
        (f for f in facts if match.speaks(f, condition)),
        key=lambda f: (dates[f.document], f.document, -f.start),
        reverse=True,
    )
    if condition.measure == "judgement" and condition.role and not condition.ever:
        about = _of_the_newest(about, condition.area)
    if condition.where_given and not any(
        match.meets(f, replace(condition, value=None)) for f in about
    ):
        return replace(blank, verdict="states")
    if condition.absent and condition.value is None:
        wanted = [f for f in about if match.meets(f, condition)]
        return replace(blank, verdict="differs" if wanted else "states", facts=_few(wanted))
    measure = measures().get(condition.measure or "")
    if measure and (condition.denied or measure.is_had):
        return _policy(blank, condition, about, dates)
    current = _newest(about, condition)
    met = [f for f in current if match.meets(f, condition)]
    if measure and condition.asks_whether and _is_denied_by_not(condition, measure):
        met = [f for f in met if f.value != 0 and not (f.value is None and _is_denied(f))]
    if condition.absent:
        given = [f for f in current if f.value is not None and _of_the_area(f, condition)]
        given = [f for f in given if condition.role in (None, f.role)]
        met = [] if met else given
    if met:
        roles = {f.role for f in met}
        older = [f for f in about if f not in current and f.role in roles]
        return replace(blank, verdict="states", facts=_few(met), older=_few(older))
    other = _few(_instead(condition, current, facts))
    return replace(blank, verdict="differs" if other else "silent", facts=other)


def _of_the_area(fact: Fact, condition: Condition) -> bool:
    return fact.measure != "judgement" or fact.cohort == condition.area


def _policy(
    blank: Finding, condition: Condition, about: Sequence[Fact], dates: Mapping[str, str]
) -> Finding:
    """The verdict on what a council does, or does not: by what its newest document says of it."""
    kept = [f for f in about if match.meets(f, condition)]
    newest = max((dates[f.document] for f in kept), default="")
    current = [f for f in kept if dates[f.document] == newest]
    met = [f for f in current if _is_denied(f) == condition.denied]
    if met:
        older = [f for f in kept if f not in current and _is_denied(f) == condition.denied]
        return replace(blank, verdict="states", facts=_few(met), older=_few(older))
    other = _few(current or about)
    return replace(blank, verdict="differs" if other else "silent", facts=other)


def _is_denied_by_not(condition: Condition, measure: Measure) -> bool:
    """Whether a denial of a measure tells that what is asked for is not so.

    Not of people, who are or are not, nor of what has an opposite, which is told of in words that
    deny; and a finding or a silence that is asked for may well be told so.
    """
    return not (measure.people or measure.opposite or condition.polarity or condition.absent)


def _is_denied(fact: Fact) -> bool:
    """Whether the sentence of a fact says that it is not so."""
    place = fact.at - fact.start
    named = measures()[fact.measure].said.search(fact.quote, max(0, place))
    return denied(fact.quote, *(named.span() if named else (place, None)))


def _of_the_newest(about: Sequence[Fact], area: str) -> list[Fact]:
    """The judgements of the newest document that judges anything, and what is told of before.

    Of an area that is judged no more, those of the newest document that did.
    """
    own = [f for f in about if f.role == "judgement" and (area in AREAS or f.cohort == area)]
    judged = next((f.document for f in own), None)
    return [f for f in about if f.role != "judgement" or f.document == judged]


def _instead(condition: Condition, current: Sequence[Fact], facts: Sequence[Fact]) -> list[Fact]:
    """What a council says that does not meet the condition.

    Of the area asked about where it is judged. Its figures of the measure, else what else it says
    of it, else what it says of a near one.
    """
    about = [f for f in current if f.role != "benchmark"]
    if condition.role == "judgement":
        about = [f for f in about if f.role == "judgement"] or about
    about = [f for f in about if f.cohort == condition.area] or about
    figures = [f for f in about if f.value is not None]
    measure = measures().get(condition.measure or "")
    near = measure.near if measure else ()
    return figures or about or [f for f in facts if f.measure in near]


def _newest(about: Sequence[Fact], condition: Condition) -> list[Fact]:
    """What counts today: for figures, those of the newest document that gives one of that role."""
    measure = measures().get(condition.measure or "")
    if measure and measure.kind == "body":
        return [f for f in about if f.document == about[0].document]
    judged = measure is not None and measure.key == "judgement"
    ever = judged and (condition.ever or condition.role is None)
    figure = condition.value is not None or condition.wants_value
    counted = measure is not None and (measure.kind == "quantity" or (measure.counted and figure))
    if ever or not (counted or (condition.measure or "").startswith(UNNAMED)):
        return list(about)
    newest: dict[str, str] = {}
    for fact in about:
        if fact.value is not None and fact.role in ("actual", "target", "judgement"):
            newest.setdefault(fact.role, fact.document)
    return [f for f in about if newest.get(f.role, f.document) == f.document]


def _few(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """The facts without repeats of a sentence and value."""
    seen: dict[tuple[str, int, object], Fact] = {}
    for fact in facts:
        seen.setdefault((fact.document, fact.start, fact.value), fact)
    return tuple(seen.values())[:MOST_SHOWN]

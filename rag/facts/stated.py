"""A question about a figure, a judgement or a numbered visit -> the facts that answer it.

The closest in time first: what is dated to the time asked about, then what a document of that time
says undated, then what it says of another time and tells so. Of each council the newest document
that states such a fact answers.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from index.measures import is_visit, measures
from index.records import Document, Fact
from index.store import Snapshot
from rag.asked.asking import beyond, words
from rag.asked.when import without_times
from rag.facts import match
from rag.read import rarity
from rag.records import Condition, Query
from rag.retrieve import dates_of, is_of, valued_facts
from rag.sentences.weigh import ask, says_all

MOST = 3
"""Facts of one council."""
MOST_OVER_TIME = 8
"""Figures of a measure over time."""

Documents = Mapping[str, Document]


def facts_for(
    query: Query, condition: Condition, scope: Sequence[Document], library: Snapshot
) -> list[Fact]:
    """Facts that answer a condition, of each council's newest document that gives one."""
    ids = {d.id: d for d in scope}
    if condition.measure and words().value["trend"].search(query.standalone):
        return _over_time(condition, ids, library)
    if not _facts_first(query, condition):
        return []
    here = [
        f
        for f in valued_facts(library)
        if f.document in ids
        and match.is_own(f, ids[f.document])
        and (query.expected != "date" or f.by or f.as_of)
        and (f.unit != "change" or query.expected not in ("number", "percent"))
        and (f.unit == "pounds" or query.expected != "money")
        and not _given_already(query, f)
        and _of_the_ages(query, f)
        and _to_the_point(query, condition, f)
    ]
    tiers = _tiers(query, ids)
    for in_time in tiers[::-1] if condition.unit == "grade" else tiers:
        for role in _roles(query, condition):
            met = [
                f
                for f in here
                if match.meets(f, role)
                and in_time(f)
                and (condition.role == "previous" or _at_its_time(query, f))
            ]
            if met:
                met = [f for f in met if _of_the_kind(query, f)] or met
                return _newest(met, ids)[: MOST * max(1, len(query.councils))]
    return []


def _of_the_kind(query: Query, fact: Fact) -> bool:
    """Whether a fact counts where a number is asked for, and is a share where a share is."""
    share = fact.unit == "percent"
    return share if query.expected == "percent" else query.expected != "number" or not share


def facts_instead(
    query: Query, condition: Condition, scope: Sequence[Document], library: Snapshot
) -> list[Fact]:
    """What a question that takes a figure for granted is told where the figure is not so.

    The same figure in another role ("reached 75%?" of a target), else the measure's other figures.
    """
    if query.expected != "yes-no" or condition.value is None:
        return []
    then = [d for d in scope if any(is_of(d, p) for p in query.periods)]
    return _otherwise(condition, then, library) or _otherwise(condition, scope, library)


def facts_against(query: Query, scope: Sequence[Document], library: Snapshot) -> list[Fact] | None:
    """What the documents say instead of a judgement that the question takes for granted.

    None where it is as the question has it, or where they judge nothing of the kind.
    """
    premise = query.premise
    if premise is None:
        return None
    ids = {d.id: d for d in scope}
    judged = [
        f
        for f in valued_facts(library)
        if f.document in ids and f.measure == "judgement" and match.is_own(f, ids[f.document])
    ]
    tiers = _tiers(query, ids)
    then = [f for f in judged if match.meets(f, premise) and _is_of_then(query, f)]
    if any(in_time(f) for in_time in tiers for f in then):
        return None
    now = replace(premise, value=None, comparator="=", role="judgement")
    for in_time in tiers:
        met = [f for f in judged if match.meets(f, now) and in_time(f)]
        if met:
            return _newest(met, ids)[:MOST]
    return _otherwise(premise, scope, library) or None


def _otherwise(condition: Condition, scope: Sequence[Document], library: Snapshot) -> list[Fact]:
    """The figure in another role, else the other figures of its measure."""
    ids = {d.id: d for d in scope}
    here = [f for f in valued_facts(library) if f.document in ids]
    other_role = replace(condition, role=None)
    other_value = replace(condition, value=None, role=None, wants_value=True)
    for wanted in (other_role, other_value) if condition.measure else (other_role,):
        met = [f for f in here if match.meets(f, wanted)]
        if met:
            return _newest(met, ids)[:MOST]
    return []


def only_facts(query: Query, condition: Condition) -> bool:
    """Whether only a fact can answer: the question is for a figure of a known measure."""
    measure = measures().get(condition.measure or "")
    if measure is None or measure.kind != "quantity":
        return False
    if measure.key == "judgement":
        return condition.unit == "grade"
    return bool(measure.share) and wants_a_figure(query, condition)


def asked_for(query: Query, condition: Condition) -> str:
    """What was asked for, to say that it is missing."""
    if condition.measure is None or not only_facts(query, condition):
        return query.standalone.strip(" ?.")
    measure = measures()[condition.measure]
    if measure.key == "judgement":
        return f"a judgement of “{condition.value}”" if condition.value else "a judgement"
    role = _ROLES.get(condition.role or "", "a figure for ")
    named = measure.name if measure.short == measure.name else f"{measure.name} ({measure.short})"
    return role + named


_ROLES = {"target": "a target for ", "benchmark": "the average elsewhere for "}


def wants_a_figure(query: Query, condition: Condition) -> bool:
    """Whether a question asks for a figure of its measure, or takes one for granted."""
    figure = query.expected in ("percent", "number", "duration") or condition.wants_value
    return figure or condition.role in ("target", "benchmark") or condition.value is not None


def _facts_first(query: Query, condition: Condition) -> bool:
    """Whether facts are asked before sentences: for figures, judgements and numbered visits."""
    key = condition.measure or ""
    if is_visit(key):
        return query.expected not in ("date", "duration")
    measure = measures().get(key)
    if measure is None:
        return condition.value is not None
    figure = measure.counted and wants_a_figure(query, condition)
    return (condition.unit == "grade" and query.expected != "reason") or figure


def _given_already(query: Query, fact: Fact) -> bool:
    """Whether the question gives the number, and asks of those: "of the 37, how many ...?"."""
    given = {n.replace(",", "") for n in _OF_THE.findall(query.standalone)}
    return bool(given & set(re.findall(r"\d+", (fact.stated or "").replace(",", ""))))


_OF_THE = re.compile(r"\b(?:of|among) (?:the|its|their|these|those|all) (\d[\d,]*)\b(?!\s?%)")


def _to_the_point(query: Query, condition: Condition, fact: Fact) -> bool:
    """A number of people is of just those asked about: what else is asked, the sentence says too.

    "How many children in care go missing?" is not answered by how many there are.
    """
    measure = measures().get(fact.measure)
    if measure is None or measure.share or fact.unit in ("grade", "ordinal"):
        return True
    rest = measure.asked.sub(" ", without_times(condition.clause))
    if condition.role == "benchmark":
        rest = words().role["benchmark"].sub(" ", rest)
    said = f"{fact.quote} {measure.name} {fact.cohort}"
    return says_all(ask(replace(query, terms=beyond(rest)), rarity()), said)


def _is_of_then(query: Query, fact: Fact) -> bool:
    """Whether a judgement is of the time asked about, and not an earlier one told of there."""
    times = query.times
    return fact.role != "previous" or not times or any(p.holds(fact.as_of) for p in times)


def _at_its_time(query: Query, fact: Fact) -> bool:
    """What a document calls previous answers a question on a time only where it is dated to it."""
    return (
        fact.role != "previous"
        or not query.periods
        or any(p.holds(fact.as_of) for p in query.periods)
    )


def _of_the_ages(query: Query, fact: Fact) -> bool:
    """Figures of an age band answer a question about that band, and about nobody else."""
    cohort = fact.cohort or ""
    return not query.ages or fact.measure == "judgement" or cohort.endswith(query.ages)


def _tiers(query: Query, documents: Documents) -> Sequence[Callable[[Fact], bool]]:
    """How near to the time asked about a fact is, the nearest first."""
    if not query.periods:
        return (lambda _: True,)

    def to_the_end(fact: Fact) -> bool:
        return any(p.last == (fact.as_of or "")[: len(p.last)] for p in query.periods)

    def dated(fact: Fact) -> bool:
        return any(p.holds(fact.as_of) or p.holds(fact.by) for p in query.periods)

    def reported(fact: Fact) -> bool:
        own = dates_of(documents[fact.document])
        return any(p.holds(date) for p in query.periods for date in own)

    return (
        to_the_end,
        dated,
        lambda f: not (f.as_of or f.by) and reported(f),
        reported,
    )


def _newest(met: Sequence[Fact], documents: Documents) -> list[Fact]:
    """The facts of each council's newest document, one for each value (and area judged).

    Figures of everybody stand before those of an age band.
    """
    ordered = sorted(
        met, key=lambda f: (documents[f.document].published or "", f.document), reverse=True
    )
    newest: dict[str | None, str] = {}
    for fact in ordered:
        newest.setdefault(fact.council, fact.document)
    kept: dict[tuple[str, object, str | None], Fact] = {}
    for fact in ordered:
        if newest[fact.council] == fact.document:
            area = fact.cohort if fact.measure == "judgement" else None
            kept.setdefault((fact.document, fact.value, area), fact)
    return sorted(kept.values(), key=lambda f: _AGED in (f.cohort or ""))


_AGED = " aged "


def _over_time(condition: Condition, documents: Documents, library: Snapshot) -> list[Fact]:
    """The figures of a measure from the oldest to the newest, earlier ones as a document tells."""
    wanted = replace(condition, value=None, role="actual", wants_value=True, polarity=None)
    found = [
        f
        for f in valued_facts(library)
        if f.document in documents
        and any(match.meets(f, replace(wanted, role=r)) for r in ("actual", "previous"))
    ]
    found.sort(key=lambda f: (f.as_of or documents[f.document].published or "", f.document))
    return found[-MOST_OVER_TIME:]


def _roles(query: Query, condition: Condition) -> tuple[Condition, ...]:
    """The condition in the roles that answer it, the likeliest first.

    What is asked of a past time may be called previous by a document, and a grade "before" is the
    last one where a document gives no earlier.
    """
    if query.periods and condition.role in (None, "actual", "judgement"):
        return condition, replace(condition, role="previous")
    if condition.unit == "grade" and condition.role == "previous":
        return condition, replace(condition, role="judgement")
    return (condition,)

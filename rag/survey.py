"""A question about all councils -> a finding for each one, from every one of its documents.

Ranking is not mapping: nothing here is cut off at a number of hits. Each council in scope gets one
verdict, so the counts add up to the councils whatever the question.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest

from index.embed import Embedder
from index.measures import UNNAMED, is_visit, measures
from index.records import Document, Fact
from index.store import Snapshot
from rag.asked.asking import asked_unit, words
from rag.asked.grade_words import ORDER
from rag.facts.demands import demanded, items
from rag.facts.editions import asks_for_reports, openings, reported
from rag.facts.figures import as_figure, given
from rag.facts.match import inspections
from rag.facts.moved import moved
from rag.facts.pertinent import Point, pertinent, places, says_more
from rag.facts.placed import asks_where, lying
from rag.facts.verdict import but_some, changed, counted, known, ungraded
from rag.holdings import (
    asked_about,
    fact_in_time,
    holdings_of,
    is_of_time,
    of_then,
    publication_dates,
    sentence_in_time,
)
from rag.read import Reader
from rag.records import (
    MOST_SHOWN,
    VERDICTS,
    Condition,
    Evidence,
    Finding,
    Holdings,
    Query,
    Verdict,
)
from rag.sentences.evidence import Judge
from rag.sentences.free import read_all
from rag.sentences.sought import of_condition
from rag.sentences.weigh import STATES

COMPARES = 0.45
"""Chance from which a sentence states a condition where a question names the councils, and so takes
for granted that they speak of it."""
CLOSE = 0.3
"""How far below a council's best sentence another one may lie to stand beside it."""
_PAST = re.compile(r"\b(?:were|was|came|got|had|did|been|received|failed)\b", re.IGNORECASE)


def survey(
    query: Query, library: Snapshot, embedder: Embedder, judge: Judge
) -> tuple[Finding, ...]:
    """One finding for each council in scope, in order of name."""
    where = asks_where(query)
    anywhere = replace(query, regions=())
    holdings = holdings_of(anywhere if where and query.councils else query, library)
    if where:
        return tuple(_by_place(query, *held, library) for held in sorted(holdings.items()))
    if asks_for_reports(query):
        return tuple(_by_reports(query, *held, library) for held in sorted(holdings.items()))
    query = _of_visits(query)
    query = replace(query, conditions=tuple(_settled(query, c, library) for c in query.conditions))
    of = {council: asked_about(query, held) for council, held in holdings.items()}
    query, figures = _with_figures(query, of, library, embedder, judge.reader)
    facts = _facts_of((*library.facts, *figures))
    points = tuple(pertinent(query, condition, library) for condition in query.conditions)
    lists = _with_lists(query, holdings, library)
    read: dict[int, dict[str, list[Evidence]]] = {}
    reads = [_is_read(query, condition, library) for condition in query.conditions]
    for i, condition in enumerate(query.conditions):
        alone, rest = of_condition(query, condition), of
        read[i] = {}
        if condition.demanded:
            asked = {c: _with_its_list(query, of[c], library) for c in lists}
            read[i] = demanded(alone, asked, library, embedder, judge.reader)
            rest = {c: held for c, held in of.items() if c not in lists}
        if reads[i] and condition.words and rest:
            among = places(condition, points[i], rest, facts, library)
            read[i] |= read_all(alone, rest, library, embedder, judge, among=among)
    found = [
        _council(
            _asked_of(query, name in lists), name, documents, facts, library, reads, read, points
        )
        for name, documents in sorted(holdings.items())
    ]
    return tuple(_best(query, found) if query.superlative else found)


def _of_visits(query: Query) -> Query:
    """The query where it asks who was visited then: of the visits that reports of any time tell."""
    visits = all(is_visit(c.measure) for c in query.conditions)
    if not (visits and query.editions):
        return query
    return replace(query, editions=(), periods=query.times)


def _settled(query: Query, condition: Condition, library: Snapshot) -> Condition:
    """The condition with what the question as a whole says of it."""
    if condition.like:
        condition = replace(condition, value=_grade_of(condition.like, condition.area, library))
    of_then = condition.ever or _is_of_then(query, condition)
    return _ranked(query, replace(condition, ever=of_then))


def _grade_of(council: str, area: str, library: Snapshot) -> str:
    """The grade of a council at its newest inspection, which others are held against; or none."""
    graded = inspections(d for d in library.documents if d.council == council)
    newest = max(graded, key=lambda d: (d.published or "", d.id), default=None)
    return (newest and newest.grade_of(area)) or ""


def _with_lists(query: Query, holdings: Holdings, library: Snapshot) -> frozenset[str]:
    """The councils with a list of what needs to improve, where a question asks for such."""
    if not any(c.demanded for c in query.conditions):
        return frozenset()
    return frozenset(c for c, held in holdings.items() if any(items(d.id, library) for d in held))


def _with_its_list(
    query: Query, documents: Sequence[Document], library: Snapshot
) -> list[Document]:
    """The newest report with a list of what needs to improve; all where a time is asked about."""
    lists = [d for d in documents if items(d.id, library)]
    every = query.times or words().edition["any"].search(query.standalone)
    return lists if every else lists[:1]


def _asked_of(query: Query, lists: bool) -> Query:
    """The question as asked of a council: what it has no list of is not looked for on one."""
    if lists:
        return query
    return replace(query, conditions=tuple(replace(c, demanded=False) for c in query.conditions))


def _with_figures(
    query: Query,
    holdings: Holdings,
    library: Snapshot,
    embedder: Embedder,
    reader: Reader,
) -> tuple[Query, list[Fact]]:
    """The question, and the figures of what it asks for that is no known measure."""
    conditions, found = [], []
    for i, condition in enumerate(query.conditions):
        asked = as_figure(query, condition, f"{UNNAMED} {i}")
        figures = asked and given(query, asked, holdings, library, embedder, reader)
        conditions.append(condition if asked is None or figures is None else asked)
        found += figures or []
    return replace(query, conditions=tuple(conditions)), found


def _ranked(query: Query, condition: Condition) -> Condition:
    """The condition, where the highest or lowest is asked for, as one on figures of one unit."""
    measure = measures().get(condition.measure or "")
    if not query.superlative or measure is None or not measure.counted or condition.unit:
        return condition
    return replace(condition, wants_value=True, unit=asked_unit(condition.clause) or measure.unit)


def _facts_of(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    found: dict[str, list[Fact]] = {}
    for fact in facts:
        found.setdefault(fact.document, []).append(fact)
    return found


def _council(
    query: Query,
    name: str,
    documents: Sequence[Document],
    facts: dict[str, list[Fact]],
    library: Snapshot,
    reads: Sequence[bool],
    read: Mapping[int, Mapping[str, Sequence[Evidence]]],
    points: Sequence[Point],
) -> Finding:
    blank, readable = _begun(name, documents)
    if not readable:
        return blank
    at_once = _at_once(query, _of_one_inspection(query.conditions), blank, readable, facts)
    parts = []
    for i, condition in enumerate(query.conditions):
        of = _today(query) if condition.now else query
        asked = asked_about(of, readable)
        if condition.absent and of.periods and not any(is_of_time(of, d) for d in asked):
            parts.append(blank)
            continue
        if condition in at_once:
            parts.append(at_once[condition])
        elif reads[i] or condition.demanded:
            said = read.get(i, {}).get(name, ())
            parts.append(_free(of, blank, condition, asked, library, said))
        elif condition.unit == "grade" and _is_of_several(condition):
            parts.append(_graded(of, blank, condition, asked, readable, facts))
        elif condition.moved:
            parts.append(moved(blank, condition, asked, facts))
        else:
            parts.append(_known(of, blank, condition, asked, facts, points[i]))
    return _any_of(parts) if _are_alternatives(query.conditions) else _joined(blank, parts)


def _graded(
    query: Query,
    blank: Finding,
    condition: Condition,
    asked: Sequence[Document],
    readable: Sequence[Document],
    facts: Mapping[str, Sequence[Fact]],
) -> Finding:
    """The verdict on grades that more than one inspection or area tells."""
    of_time = of_then(query, asked)
    if condition.before or condition.moved:
        of_kind = [d for d in readable if query.framework in (None, d.identity.framework)]
        return changed(blank, condition, of_kind, of_time, facts)
    if condition.all_but or condition.in_some:
        return but_some(blank, condition, of_time, facts)
    return counted(blank, condition, of_time, facts)


def _known(
    query: Query,
    blank: Finding,
    condition: Condition,
    asked: Sequence[Document],
    facts: Mapping[str, Sequence[Fact]],
    point: Point,
) -> Finding:
    """The verdict on a known measure, by the facts that are to the point."""
    own = [f for d in asked for f in facts.get(d.id, ()) if fact_in_time(query, f, d)]
    none = ungraded(blank, condition, asked, facts)
    return none or known(blank, condition, point(own), publication_dates(asked))


def _of_one_inspection(conditions: Sequence[Condition]) -> list[Condition]:
    """The grades that one and the same inspection must have given, of those asked of any time.

    None where any of them will do, or an area is to have had two, which no inspection gives.
    """
    if _are_alternatives(conditions):
        return []
    graded = [c for c in conditions if c.unit == "grade" and _is_of_any_time(c)]
    areas = {c.area for c in graded}
    return graded if 1 < len(graded) == len(areas) else []


def _is_of_any_time(condition: Condition) -> bool:
    """Whether any inspection’s grade will do: no change, no number of areas, no time of its own."""
    plain = not (_is_of_several(condition) or condition.absent or condition.now)
    return plain and (condition.ever or condition.role is None)


def _is_of_several(condition: Condition) -> bool:
    """Whether it asks how a grade changed, in how many areas it was given, or how often."""
    of_change = condition.before or condition.moved
    of_areas = condition.all_but or condition.in_some
    return bool(of_change or of_areas or condition.times > 1 or condition.always)


def _at_once(
    query: Query,
    conditions: Sequence[Condition],
    blank: Finding,
    documents: Sequence[Document],
    facts: Mapping[str, Sequence[Fact]],
) -> dict[Condition, Finding]:
    """The finding of each of some grades by the newest inspection that gives all of them.

    By the newest that gives any, where none gives all.
    """
    if not conditions:
        return {}
    found: dict[Condition, Finding] = {}
    for document in asked_about(query, documents):
        own = [f for f in facts.get(document.id, ()) if fact_in_time(query, f, document)]
        here = {c: known(blank, c, own, publication_dates([document])) for c in conditions}
        if all(f.verdict == "states" for f in here.values()):
            return here
        if not found and any(f.verdict != "silent" for f in here.values()):
            found = here
    return found


def _begun(name: str, documents: Sequence[Document]) -> tuple[Finding, list[Document]]:
    """A council of which nothing is found yet, and its documents that could be read."""
    readable = [d for d in documents if d.state != "unreadable"]
    unread = tuple(d.id for d in documents if d not in readable)
    searched = tuple(d.id for d in readable)
    verdict: Verdict = "silent" if readable else "unreadable"
    return Finding(council=name, verdict=verdict, documents=searched, unread=unread), readable


def _by_reports(
    query: Query, name: str, documents: Sequence[Document], library: Snapshot
) -> Finding:
    """The verdict on a council by which reports there are of it."""
    blank, readable = _begun(name, documents)
    return reported(query, blank, readable, library) if readable else blank


def _by_place(query: Query, name: str, documents: Sequence[Document], library: Snapshot) -> Finding:
    """The verdict on a council by where it lies."""
    blank, readable = _begun(name, documents)
    return lying(query, blank, readable, library) if readable else blank


def _is_of_then(query: Query, condition: Condition) -> bool:
    """Whether any inspection of a named time or framework counts, and not only the newest."""
    named = query.times or (query.framework and _PAST.search(query.standalone))
    return bool(named) and not (query.newest or condition.now or condition.absent)


def _today(query: Query) -> Query:
    """The question without the times and the framework that it names for another condition."""
    if len(query.conditions) == 1:
        return query
    return replace(query, framework=None, editions=(), periods=(), years=())


def _is_read(query: Query, condition: Condition, library: Snapshot) -> bool:
    """Whether the documents have to be read for a condition.

    They are, too, where it says more than its measure: of staff that is recruited by young people
    not every word on recruitment tells.
    """
    asks_which = query.kind in ("list", "count")
    return condition.is_free or (asks_which and says_more(condition, library))


def _free(
    query: Query,
    blank: Finding,
    condition: Condition,
    documents: Sequence[Document],
    library: Snapshot,
    read: Sequence[Evidence],
) -> Finding:
    """The verdict of one council on a condition in words, by what was read of it."""
    if not condition.words:
        return replace(blank, verdict="states", evidence=openings(documents, library))
    least = COMPARES if query.kind == "compare" else STATES
    read = [e for e in read if e.document in documents and sentence_in_time(query, e)]
    least = max(least, read[0].score - CLOSE) if read else least
    met = tuple(e for e in read if e.score >= least)[:MOST_SHOWN]
    if condition.absent:
        return replace(blank, verdict="differs" if met else "states", evidence=met)
    return replace(blank, verdict="states" if met else "silent", evidence=met)


def _are_alternatives(conditions: Sequence[Condition]) -> bool:
    """Whether one of the conditions will do: "a guaranteed interview or apprenticeships"."""
    return any(_OR.match(c.clause) for c in conditions[1:])


_OR = re.compile(r"\W*or\b", re.IGNORECASE)


def _any_of(parts: Sequence[Finding]) -> Finding:
    """The finding of the condition that is met best, the first of those alike."""
    return min(parts, key=lambda part: VERDICTS.index(part.verdict))


def _joined(blank: Finding, parts: Sequence[Finding]) -> Finding:
    """One finding of several conditions, all of which must be met.

    What does not meet its condition comes first, and of each condition something before more of
    any, so that a short answer still shows all that decided.
    """
    if len(parts) == 1:
        return parts[0]
    verdicts = {p.verdict for p in parts}
    if verdicts == {"states"}:
        verdict: Verdict = "states"
    else:
        verdict = "silent" if verdicts == {"silent"} else "differs"
    ordered = sorted(parts, key=lambda p: p.verdict == "states")
    turns = zip_longest(*(p.facts for p in ordered))
    return replace(
        blank,
        verdict=verdict,
        facts=tuple(dict.fromkeys(f for turn in turns for f in turn if f)),
        older=tuple(f for p in parts for f in p.older),
        evidence=tuple(e for p in parts for e in p.evidence),
        ungraded=next((p.ungraded for p in parts if p.ungraded), None),
    )


def _best(query: Query, found: Sequence[Finding]) -> list[Finding]:
    """Of the councils that give a figure, those with the highest or lowest."""
    figures = {
        f.council: value
        for f in found
        if f.verdict == "states" and (value := _figure(f)) is not None
    }
    if not figures:
        return [replace(f, verdict="differs" if f.facts else f.verdict) for f in found]
    best = max(figures.values()) if query.superlative == "highest" else min(figures.values())
    return [
        f
        if f.verdict != "states" or figures.get(f.council) == best
        else replace(f, verdict="differs")
        for f in found
    ]


def _figure(finding: Finding) -> float | None:
    """The first figure of a finding; a grade counts as its place from the worst to the best."""
    for fact in finding.facts:
        if isinstance(fact.value, float | int):
            return fact.value
        if fact.value in ORDER:
            return ORDER.index(str(fact.value))
    return None

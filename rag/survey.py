"""A question about all councils -> a finding for each one, from every one of its documents.

Ranking is not mapping: nothing here is cut off at a number of hits. Each council in scope gets one
verdict, so the counts add up to the councils whatever the question.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from index import councils
from index.measures import measures
from index.records import Document, Fact
from index.store import Snapshot
from rag import match
from rag.evidence import Judge
from rag.free import read_all
from rag.records import Condition, Evidence, Finding, Query, Verdict

STATES = 0.5
"""Chance from which a sentence is taken to meet a free condition; see docs/benchmarks.md."""
COMPARES = 0.33
"""The same where a question names the councils, and so takes for granted that they speak of it."""
CLOSE = 0.3
"""How far below a council's best sentence another one may lie to stand beside it."""
MOST_SHOWN = 3
"""Sentences shown for one council."""


def survey(query: Query, library: Snapshot, judge: Judge) -> tuple[Finding, ...]:
    """One finding for each council in scope, in order of name."""
    holdings = _holdings(query, library)
    facts = _facts_of(library)
    read = {
        i: read_all(_part(query, condition), condition, holdings, library, judge)
        for i, condition in enumerate(query.conditions)
        if _is_free(condition) and condition.words
    }
    found = [
        _council(query, name, documents, facts, library, read)
        for name, documents in sorted(holdings.items())
    ]
    ranked = query.superlative and query.kind != "compare"
    return tuple(_best(query, found) if ranked else found)


def _holdings(query: Query, library: Snapshot) -> dict[str, list[Document]]:
    """The documents of each council in scope; one of unknown council stands for itself."""
    held: dict[str, list[Document]] = {}
    for document in library.documents:
        if not query.documents or document.id in query.documents:
            for name in document.identity.councils or (document.council or document.title,):
                if _in_scope(query, name, document):
                    held.setdefault(name, []).append(document)
    for documents in held.values():
        documents.sort(key=lambda d: (d.published or "", d.id), reverse=True)
    return held


def _in_scope(query: Query, name: str, document: Document) -> bool:
    council = councils.named(name)
    if query.councils and name not in query.councils:
        return False
    if query.region and (council.region if council else document.identity.region) != query.region:
        return False
    return not query.council_kind or (council is not None and council.kind == query.council_kind)


def _facts_of(library: Snapshot) -> dict[str, list[Fact]]:
    found: dict[str, list[Fact]] = {}
    for fact in library.facts:
        found.setdefault(fact.document, []).append(fact)
    return found


def _council(
    query: Query,
    name: str,
    documents: Sequence[Document],
    facts: dict[str, list[Fact]],
    library: Snapshot,
    read: Mapping[int, Mapping[str, Sequence[Evidence]]],
) -> Finding:
    readable = [d for d in documents if d.state != "unreadable"]
    blank = Finding(council=name, verdict="silent", documents=len(readable))
    if not readable:
        return replace(blank, verdict="unreadable", documents=len(documents))
    if _DATED.search(query.standalone) and query.years and not query.conditions[0].measure:
        return _by_date(query, blank, readable, library)
    own = [f for d in readable for f in facts.get(d.id, ()) if _in_years(query, f, d)]
    parts = [
        _free(query, blank, condition, readable, library, read.get(i, {}).get(name, ()))
        if _is_free(condition)
        else _known(blank, condition, own, _dates(readable))
        for i, condition in enumerate(query.conditions)
    ]
    return _joined(blank, parts)


_DATED = re.compile(
    r"\b(?:documents?|releases?|reports?|letters?|news)\b[^?]*\b(?:published|released|issued|dated|from|date)\b"
    r"|\b(?:published|released|issued|dated)\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"\b(?:before|prior to|earlier than|older than)\b", re.IGNORECASE)
_AFTER = re.compile(r"\b(?:after|since|later than|newer than)\b", re.IGNORECASE)


def _by_date(
    query: Query, blank: Finding, documents: Sequence[Document], library: Snapshot
) -> Finding:
    """The verdict on when documents were published: before, after or in the years asked."""
    first, last = min(query.years), max(query.years)

    def fits(document: Document) -> bool:
        year = (document.published or "")[:4]
        if not year:
            return False
        if _BEFORE.search(query.standalone):
            return year < first
        if _AFTER.search(query.standalone):
            return year > last if "after" in query.standalone.lower() else year >= last
        return first <= year <= last

    met = [d for d in documents if fits(d)]
    shown = _openings(met or documents, library)
    return replace(blank, verdict="states" if met else "differs", evidence=shown)


def _dates(documents: Iterable[Document]) -> dict[str, str]:
    return {d.id: d.published or "" for d in documents}


def _in_years(query: Query, fact: Fact, document: Document) -> bool:
    """A question about a year is answered by what is dated to it."""
    if not query.years:
        return True
    dates = (fact.as_of, fact.by) if fact.as_of or fact.by else (document.published,)
    visited = document.identity.visited
    dates = (*dates, visited.start if visited and not (fact.as_of or fact.by) else None)
    return any(date and date[:4] in query.years for date in dates) or any(
        year in fact.quote for year in query.years
    )


def _known(
    blank: Finding, condition: Condition, facts: Sequence[Fact], dates: dict[str, str]
) -> Finding:
    """The verdict of one council on a condition that facts decide."""
    about = sorted(
        (f for f in facts if match.speaks(f, condition)),
        key=lambda f: (dates[f.document], f.document, -f.start),
        reverse=True,
    )
    if condition.absent and condition.value is None:
        wanted = [f for f in about if match.meets(f, condition)]
        return replace(blank, verdict="differs" if wanted else "states", facts=_few(wanted))
    current = _newest(about, condition)
    met = [f for f in current if match.meets(f, condition)]
    if condition.absent:
        met = [f for f in current if f not in met and f.value is not None] if not met else []
    if met:
        roles = {f.role for f in met}
        older = [f for f in about if f not in current and f.role in roles]
        return replace(blank, verdict="states", facts=_few(met), older=_few(older))
    other = _few(_instead(condition, current, facts))
    return replace(blank, verdict="differs" if other else "silent", facts=other)


def _instead(condition: Condition, current: Sequence[Fact], facts: Sequence[Fact]) -> list[Fact]:
    """What a council says that does not meet the condition.

    Its figures of the measure, else what else it says of it, else what it says of a near one.
    """
    about = [f for f in current if f.role != "benchmark"]
    figures = [f for f in about if f.value is not None]
    near = measures()[condition.measure].near if condition.measure else ()
    return figures or about or [f for f in facts if f.measure in near]


def _newest(about: Sequence[Fact], condition: Condition) -> list[Fact]:
    """What counts today: for figures, those of the newest document that gives one of that role."""
    measure = measures().get(condition.measure or "")
    if measure is None or measure.kind != "quantity":
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


def _is_free(condition: Condition) -> bool:
    """Whether no fact can decide it: the documents have to be read."""
    return condition.measure is None and condition.value is None


def _part(query: Query, condition: Condition) -> Query:
    """The question as to one condition."""
    return replace(query, conditions=(condition,), terms=tuple(condition.words.split()))


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
        return replace(blank, verdict="states", evidence=_openings(documents, library))
    least = COMPARES if query.kind == "compare" else STATES
    least = max(least, read[0].score - CLOSE) if read else least
    met = tuple(e for e in read if e.score >= least)[:MOST_SHOWN]
    if condition.absent:
        return replace(blank, verdict="differs" if met else "states", evidence=met)
    return replace(blank, verdict="states" if met else "silent", evidence=met)


def _openings(documents: Sequence[Document], library: Snapshot) -> tuple[Evidence, ...]:
    """The first sentence of each document, which shows that the library holds it."""
    return tuple(
        Evidence(document=d, sentence=library.sentences(d.id)[0], score=1.0) for d in documents
    )[:MOST_SHOWN]


def _joined(blank: Finding, parts: Sequence[Finding]) -> Finding:
    """One finding of several conditions, all of which must be met."""
    if len(parts) == 1:
        return parts[0]
    verdicts = {p.verdict for p in parts}
    if verdicts == {"states"}:
        verdict: Verdict = "states"
    else:
        verdict = "silent" if verdicts == {"silent"} else "differs"
    return replace(
        blank,
        verdict=verdict,
        facts=tuple(f for p in parts for f in p.facts),
        older=tuple(f for p in parts for f in p.older),
        evidence=tuple(e for p in parts for e in p.evidence),
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
    values = [f.value for f in finding.facts if isinstance(f.value, float | int)]
    return values[0] if values else None

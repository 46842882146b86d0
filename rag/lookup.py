"""A question about something in particular -> the statements that answer it, or what came nearest.

Facts first: where the question asks for a figure of a known measure, only a fact of that measure,
role and council can answer it, and a sentence that merely looks alike cannot. Otherwise the best
passages are read sentence by sentence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from index import dates
from index.embed import Embedder
from index.extract import polarity
from index.measures import measures
from index.records import Document, Fact, Sentence
from index.speakers import speakers
from index.store import Snapshot
from rag import match
from rag.asking import expected, terms, words, years
from rag.dated import from_catalogue
from rag.evidence import Judge
from rag.records import Condition, Evidence, Findings, Hit, Query, Source, Statement
from rag.retrieve import in_scope, retrieve, valued_facts
from rag.wording import attributed, date_words, fact_words, heading, quote, said_by

ANSWERS = 0.33
"""Chance from which a sentence is taken to answer; chosen on development data."""
ON_THE_MATTER = 0.15
"""The same for sentences that speak of the measure asked about."""
SURE = 0.8
"""Chance from which a sentence stands beside what the catalogue itself knows."""
BESIDE = 0.55
"""Share of the best sentence's chance from which another one stands beside it."""
CLOSE = 0.3
"""How far below the best sentence's chance another one may lie to stand beside it."""
MOST = 3
"""Statements of one lookup."""
MOST_FOR_A_REASON = 4
"""The same where a reason is asked for."""
MOST_OVER_TIME = 8
"""Figures of a measure over time."""
MOST_OF_A_KIND = 5
"""Statements where the question asks for all strengths or all areas for improvement."""
SHORTEST = 8
"""Words of a finding; a headline says too little."""
NEAREST = 3
"""Passages shown where nothing answers."""


def look_up(query: Query, library: Snapshot, embedder: Embedder, judge: Judge) -> Findings:
    """Answer a question from the documents in its scope, one part of it after the other."""
    scope = in_scope(library, query)
    if query.elsewhere and not query.councils:
        return Findings(missing=query.elsewhere)
    parts = [
        _one(_part(query, condition), scope, library, embedder, judge)
        for condition in query.conditions
    ]
    statements = {
        (s.sources[0].document.id, s.sources[0].start, s.text): s
        for part in parts
        for s in part.statements
    }
    return Findings(
        statements=tuple(statements.values()),
        missing=(*(m for part in parts for m in part.missing), *query.elsewhere),
        nearest=tuple(n for part in parts for n in part.nearest)[:NEAREST],
        searched=len(scope),
        denied=any(part.denied for part in parts),
    )


def _one(
    query: Query,
    scope: Sequence[Document],
    library: Snapshot,
    embedder: Embedder,
    judge: Judge,
) -> Findings:
    """What the documents say on one part of a question."""
    condition = query.conditions[0]
    known = from_catalogue(query, scope, library)
    facts = () if known else _facts(query, condition, scope, library)
    other = () if known or facts else _instead(query, condition, scope, library)
    if facts or other:
        stated = tuple(_of_fact(f, library) for f in (*facts, *other))
        return Findings(statements=stated, denied=bool(other))
    kind = _of_one_kind(query, scope, library, judge)
    if kind:
        return Findings(statements=tuple(_of_sentence(query, e) for e in kind))
    hits = retrieve(library, query, embedder, documents=scope) if scope else ()
    read = judge.passages(query, hits, library)
    least = SURE if known else _least(query, condition)
    answering = [e for e in read if e.score >= least]
    if known or (answering and not _only_facts(query, condition)):
        said = (_of_sentence(query, e) for e in _best(query, answering))
        return Findings(statements=(*known, *said))
    closest = [_source(e) for e in read] or [_whole(hit) for hit in hits]
    return Findings(missing=(_asked(query, condition),), nearest=tuple(closest[:NEAREST]))


def _whole(hit: Hit) -> Source:
    """A passage as a source, where none of its sentences could answer at all."""
    return Source(document=hit.document, start=hit.passage.start, end=hit.passage.end)


def _least(query: Query, condition: Condition) -> float:
    """The chance from which a sentence answers: less where few sentences could at all."""
    narrow = condition.measure or query.expected in ("duration", "link")
    return ON_THE_MATTER if narrow else ANSWERS


def _part(query: Query, condition: Condition) -> Query:
    """The question as to one of its conditions."""
    if len(query.conditions) == 1:
        return query
    return replace(
        query,
        standalone=condition.clause.strip(),
        conditions=(condition,),
        terms=terms(condition.clause),
        expected=expected(condition.clause),
        years=years(condition.clause),
    )


def _facts(
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
        and (query.expected != "date" or f.by or f.as_of)
        and _of_years(query, f, ids[f.document])
    ]
    met = next((found for role in _roles(query, condition) if (found := _meeting(here, role))), [])
    return _newest(met, ids)[: MOST * max(1, len(query.councils))]


def _instead(
    query: Query, condition: Condition, scope: Sequence[Document], library: Snapshot
) -> list[Fact]:
    """What a yes-or-no question about a figure is told where the figure is not so.

    The same figure in another role ("reached 75%?" of a target), else the measure's other figures.
    """
    if query.expected != "yes-no" or condition.value is None:
        return []
    ids = {d.id: d for d in scope}
    here = [f for f in valued_facts(library) if f.document in ids]
    other_role = replace(condition, role=None)
    other_value = replace(condition, value=None, role=None, wants_value=True)
    for wanted in (other_role, other_value) if condition.measure else (other_role,):
        met = [f for f in here if match.meets(f, wanted)]
        if met:
            return _newest(met, ids)[:MOST]
    return []


def _newest(met: Sequence[Fact], documents: Mapping[str, Document]) -> list[Fact]:
    """The facts of each council's newest document, one for each value (and area judged)."""
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
    return list(kept.values())


def _over_time(
    condition: Condition, documents: Mapping[str, Document], library: Snapshot
) -> list[Fact]:
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


def _meeting(facts: Sequence[Fact], condition: Condition) -> list[Fact]:
    return [f for f in facts if match.meets(f, condition)]


def _roles(query: Query, condition: Condition) -> tuple[Condition, ...]:
    """The condition in the roles that answer it, the likeliest first.

    What is asked of a past year may be called previous by a document, and a grade "before" is the
    last one where a document gives no earlier.
    """
    if query.years and condition.role in (None, "actual", "judgement"):
        return condition, replace(condition, role="previous")
    if condition.unit == "grade" and condition.role == "previous":
        return condition, replace(condition, role="judgement")
    return (condition,)


def _facts_first(query: Query, condition: Condition) -> bool:
    """Whether facts are asked before sentences: for figures, judgements and numbered visits."""
    key = condition.measure or ""
    numbered = key.endswith("_visit") and query.expected not in ("date", "duration")
    anything = not key and condition.value is not None
    return condition.unit == "grade" or numbered or anything or _only_facts(query, condition)


def _only_facts(query: Query, condition: Condition) -> bool:
    """Whether only a fact can answer: the question is for a figure of a known measure."""
    measure = measures().get(condition.measure or "")
    if measure is None or measure.kind != "quantity":
        return False
    if measure.key == "judgement":
        return condition.unit == "grade"
    figure = query.expected in ("percent", "number") or condition.wants_value
    return bool(measure.share) and (
        figure or condition.role in ("target", "benchmark") or condition.value is not None
    )


def _of_years(query: Query, fact: Fact, document: Document) -> bool:
    """A question about a year is answered by what is dated to it."""
    if not query.years:
        return True
    who = document.identity
    own = fact.as_of or fact.by
    dated = [fact.as_of, fact.by] if own else [who.published, who.visited and who.visited.start]
    return any(d and d[:4] in query.years for d in dated)


def _asked(query: Query, condition: Condition) -> str:
    """What was asked for, to say that it is missing."""
    if condition.measure is None or not _only_facts(query, condition):
        return query.standalone.strip(" ?.")
    measure = measures()[condition.measure]
    if measure.key == "judgement":
        return f"a judgement of “{condition.value}”" if condition.value else "a judgement"
    role = _ROLES.get(condition.role or "", "a figure for ")
    named = measure.name if measure.short == measure.name else f"{measure.name} ({measure.short})"
    return role + named


_ROLES = {"target": "a target for ", "benchmark": "the average elsewhere for "}


def _of_fact(fact: Fact, library: Snapshot) -> Statement:
    document = library.document(fact.document)
    source = Source(document=document, start=fact.start, end=fact.end)
    figure = fact_words(fact)
    said = quote(fact.quote, fact.at - fact.start)
    head = attributed(heading(document), fact.speaker, fact.quote)
    text = f"{head}: {figure}. {said}" if figure else f"{head}: {said}"
    return Statement(text=text, sources=(source,), facts=(fact,))


def _of_one_kind(
    query: Query, scope: Sequence[Document], library: Snapshot, judge: Judge
) -> list[Evidence]:
    """What a question for strengths or for areas for improvement asks: findings of that kind.

    Relevance alone would rank what merely speaks of the matter; here every sentence of the
    documents that praises (or finds fault) is a candidate, and what people say of themselves is
    not a finding.
    """
    asked = query.conditions[0].polarity
    if not asked or query.conditions[0].measure or query.expected not in (None, "place"):
        return []
    if not (query.councils or query.documents or query.about):
        return []
    picked = {
        d.id: [
            s
            for s, who in zip(
                library.sentences(d.id), speakers(library.sentences(d.id)), strict=True
            )
            if polarity(s.text, 0, len(s.text)) == asked
            and not (who and " " in who and who != "the council")
            and len(s.text.split()) >= SHORTEST
        ]
        for d in scope
    }
    read = judge.sentences(query, picked, library)
    return sorted(read[:MOST_OF_A_KIND], key=_place)


def _best(query: Query, answering: Sequence[Evidence]) -> list[Evidence]:
    """The sentences shown: those nearly as good as the best; a reason is often told beside it."""
    best = answering[0].score if answering else 0.0
    least = max(BESIDE * best, best - CLOSE)
    most = MOST_FOR_A_REASON if query.expected == "reason" else MOST
    return [e for e in answering if e.score >= least][:most]


def _place(evidence: Evidence) -> tuple[str, int]:
    return evidence.document.id, evidence.sentence.number


def _of_sentence(query: Query, evidence: Evidence) -> Statement:
    document, sentence = evidence.document, evidence.sentence
    text = f"{said_by(evidence)}: {quote(sentence.text)}"
    if query.expected == "date":
        text += _resolved(sentence, document)
    return Statement(text=text, sources=(_source(evidence),))


def _resolved(sentence: Sentence, document: Document) -> str:
    """What a relative date means, worked out from the document's own date."""
    relative = [
        d
        for d in dates.find(sentence.text, reference=document.published)
        if d.basis == "inferred" and d.last
    ]
    if not relative:
        return ""
    first = relative[0]
    said = sentence.text[first.start : first.end]
    return f" ({said}: {date_words(first.last)}, worked out from the document’s date)"


def _source(evidence: Evidence) -> Source:
    sentence = evidence.sentence
    return Source(document=evidence.document, start=sentence.start, end=sentence.end)

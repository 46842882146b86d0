"""Statements and findings -> an answer: checked, labelled in order of first use, put into words."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby

from index.errors import CouncilqaError
from index.records import Document, Fact
from index.store import Snapshot
from rag.asked.grade_words import ORDER
from rag.records import (
    VERDICTS,
    Answer,
    Claim,
    Condition,
    Dropped,
    Evidence,
    Finding,
    Findings,
    Ledger,
    LedgerEntry,
    Query,
    Source,
    Statement,
    Status,
    Superseded,
)
from rag.shown.labels import NO_TRACE, Labels, labelled, marked
from rag.shown.reach import missing_words, reach_of, searched
from rag.shown.statements import of_facts, of_sentence
from rag.shown.survey_words import body_of, for_grades, is_a_near_miss, lead_of, passed_over
from rag.shown.wording import (
    NAMED,
    date_words,
    documents_counted,
    fact_words,
    heading,
    judged_words,
    quote,
    ungraded_words,
)
from rag.verify import fault

BRIEF = 8
"""Councils with something to say up to which a survey quotes every sentence."""


def lookup_answer(
    query: Query,
    findings: Findings,
    library: Snapshot,
    check: Callable[[Statement], str | None] = fault,
) -> Answer:
    """The answer to a lookup or a summary; `check` tells why a statement may not be shown."""
    labels, dropped = Labels(), list[Dropped]()
    passed = _passing(findings.statements, check, dropped)
    claims = [Claim(text=s.text, citations=labels.of(s.sources)) for s in passed]
    if not claims:
        return _not_found(query, findings, library, tuple(dropped))
    lines = _under_headings(passed, claims)
    if findings.lead:
        lines.insert(0, findings.lead)
    elif findings.denied:
        lines.insert(0, "The documents do not say so. What they say:")
    elif findings.silent_since:
        lines.insert(0, f"{_newest(findings.silent_since)} does not say. What older ones say:")
    if findings.missing:
        lines.append(missing_words(findings.missing))
    return Answer(
        question=query.question,
        standalone=query.standalone,
        kind=query.kind,
        status="partial" if findings.missing else "answered",
        text="\n\n".join(lines),
        claims=tuple(claims),
        citations=tuple(labels.citations),
        dropped=tuple(dropped),
        trace=NO_TRACE,
    )


def _under_headings(statements: Sequence[Statement], claims: Sequence[Claim]) -> list[str]:
    """The claims, one a paragraph; those that share a heading as a list under it."""
    lines: list[str] = []
    for under, group in groupby(
        zip(statements, claims, strict=True), key=lambda pair: pair[0].under
    ):
        said = [marked(claim.text, claim.citations) for _, claim in group]
        if under:
            lines.append("\n".join([f"{under}:", *(f"- {line}" for line in said)]))
        else:
            lines += said
    return lines


def _newest(document: Document) -> str:
    date = date_words(document.published)
    return f"The newest report on {document.council} ({date})"


def _passing(
    statements: Iterable[Statement],
    check: Callable[[Statement], str | None],
    dropped: list[Dropped],
) -> list[Statement]:
    """The statements that pass; the others join `dropped` with the reason."""
    passed = []
    for statement in statements:
        reason = check(statement)
        if reason:
            dropped.append(Dropped(text=statement.text, reason=reason))
        else:
            passed.append(statement)
    return passed


def _not_found(
    query: Query, findings: Findings, library: Snapshot, dropped: tuple[Dropped, ...]
) -> Answer:
    return Answer(
        question=query.question,
        standalone=query.standalone,
        kind=query.kind,
        status="not_found",
        text=searched(query, findings, library),
        nearest=tuple(labelled(findings.nearest)),
        dropped=dropped,
        trace=NO_TRACE,
    )


def failed_answer(query: Query, error: CouncilqaError) -> Answer:
    """The answer where the machinery broke: why, and what to do."""
    return Answer(
        question=query.question,
        standalone=query.standalone,
        kind=query.kind,
        status="failed",
        text=f"The question could not be answered: {error}",
        trace=NO_TRACE,
    )


def survey_answer(
    query: Query,
    found: Sequence[Finding],
    library: Snapshot,
    closest: Sequence[Source] = (),
) -> Answer:
    """The answer to a question about all councils: the ledger in words and as a table.

    `closest` is what came nearest to an answer, to be shown where no council gives one.
    """
    labels, dropped = Labels(), list[Dropped]()
    order = sorted(found, key=lambda f: _place(query, f))
    brief = sum(bool(f.facts or f.evidence) for f in found) > BRIEF
    most = _most(query.conditions) if brief else None
    passed = {
        f.council: _passing(_statements(f, library, brief=brief)[:most], fault, dropped)
        for f in order
    }
    if not (query.kind == "compare" or for_grades(query) or any(f.place for f in found)):
        _lead_first(found, passed, labels)
    claimed = {
        council: [Claim(text=s.text, citations=labels.of(s.sources)) for s in statements]
        for council, statements in passed.items()
    }
    tabled = _only_in_the_table(order)
    lines = {
        council: ("; " if brief else " ").join(marked(c.text, c.citations) for c in claims)
        for council, claims in claimed.items()
        if council not in tabled
    }
    shown = (c for council in lines for c in claimed[council])
    claims = sorted(shown, key=lambda c: c.citations)
    entries = {f.council: _entry(f, claimed[f.council], labels, library) for f in order}
    ledger = Ledger(
        documents=len({name for f in found for name in (*f.documents, *f.unread)}),
        entries=tuple(entries[f.council] for f in found),
    )
    reach = reach_of(query, found, library)
    says = claims or ledger.counts["states"]
    status: Status = "partial" if reach and says else "answered" if says else "not_found"
    body = body_of(order, lines, passed_over(query, library))
    text = "\n\n".join(filter(None, (lead_of(query, found, entries), body, reach)))
    return Answer(
        question=query.question,
        standalone=query.standalone,
        kind=query.kind,
        status=status,
        text=text,
        claims=tuple(claims),
        citations=tuple(labels.citations),
        ledger=ledger,
        nearest=() if says else tuple(labelled(closest)),
        dropped=tuple(dropped),
        trace=NO_TRACE,
    )


def _most(conditions: Sequence[Condition]) -> int:
    """Statements of one council in a long list: a change shows what was before, too."""
    return max(1, sum(2 if c.before or c.moved else 1 for c in conditions))


def _only_in_the_table(found: Sequence[Finding]) -> frozenset[str]:
    """The councils whose near misses are too many to be read out beside those that state it."""
    near = [f.council for f in found if is_a_near_miss(f)]
    stated = any(f.verdict == "states" for f in found)
    return frozenset(near if stated and len(near) > NAMED else ())


def _place(query: Query, finding: Finding) -> tuple[int, bool, int]:
    """Where a council stands: by its verdict, the best first where grades are asked for."""
    value = finding.facts[0].value if finding.facts else None
    grade = ORDER.index(str(value)) if for_grades(query) and value in ORDER else 0
    return VERDICTS.index(finding.verdict), finding.ungraded is None, -grade


def _lead_first(
    found: Sequence[Finding], passed: Mapping[str, Sequence[Statement]], labels: Labels
) -> None:
    """Give the first labels to what the leading line cites, so that they rise as one reads."""
    for finding in found:
        statements = passed[finding.council]
        if statements and finding.verdict == "states":
            labels.of(statements[0].sources[:1])


def _statements(finding: Finding, library: Snapshot, *, brief: bool) -> list[Statement]:
    """One statement for each thing that a council's documents say of the matter.

    A long list is kept `brief`: a figure goes without its sentence.
    """
    if finding.place:
        return [_held(evidence) for evidence in finding.evidence]
    made: dict[tuple[str, int], list[Fact]] = {}
    for fact in finding.facts:
        place = _OF_THE_REPORT if _is_grade(fact) else fact.start
        made.setdefault((fact.document, place), []).append(fact)
    stated = [
        of_facts(library.document(name), _once_each(facts, place), brief=brief)
        for (name, place), facts in made.items()
    ]
    return [*stated, *map(of_sentence, finding.evidence)]


def _held(evidence: Evidence) -> Statement:
    """That a document is held, and of what date: all that it shows of a council's region."""
    text = f"{heading(evidence.document)}: newest document held"
    return Statement(text=text, sources=(evidence.source,))


_OF_THE_REPORT = -1
"""The place of grades: those of one report are one statement."""


def _once_each(facts: Sequence[Fact], place: int) -> Sequence[Fact]:
    """The facts of one place; of the grades of a report one of the places that give each."""
    if place != _OF_THE_REPORT:
        return facts
    return list({(f.cohort, f.value): f for f in reversed(facts)}.values())[::-1]


def _is_grade(fact: Fact) -> bool:
    """Whether a fact is a grade that a report gives of an area."""
    return fact.measure == "judgement" and fact.role == "judgement"


def _entry(
    finding: Finding, claims: Sequence[Claim], labels: Labels, library: Snapshot
) -> LedgerEntry:
    valued = (f for f in finding.facts if f.value is not None)
    first = next(valued, finding.facts[0] if finding.facts else None)
    shown = None if finding.ungraded else first
    if finding.verdict == "unreadable":
        statement = f"could not be read ({documents_counted(len(finding.unread))})"
    elif finding.place:
        statement = f"region: {finding.place}"
    else:
        searched = f"nothing found in {documents_counted(len(finding.documents))}"
        unread = f" ({len(finding.unread)} more could not be read)" if finding.unread else ""
        statement = f"{_said_of(finding) if claims else searched}{unread}"
    return LedgerEntry(
        council=finding.council,
        verdict=finding.verdict,
        statement=statement,
        value=shown.value if shown else None,
        unit=shown.unit if shown else None,
        role=shown.role if shown else None,
        comparator=shown.comparator if shown and shown.value is not None else None,
        by=shown.by if shown else None,
        as_of=shown.as_of if shown else None,
        citations=tuple(dict.fromkeys(n for c in claims for n in c.citations)),
        superseded=tuple(_superseded(f, labels, library) for f in finding.older),
    )


def _said_of(finding: Finding) -> str:
    """What a council's documents say, for the table: its figures in words, else the sentences."""
    if finding.ungraded:
        return f"{ungraded_words(finding.ungraded)}; {judged_words(finding.facts)}"
    figures = [w for f in finding.facts if (w := fact_words(f))]
    said = [quote(f.quote, f.at - f.start) for f in finding.facts if not fact_words(f)]
    said += [quote(e.sentence.text) for e in finding.evidence]
    return "; ".join(dict.fromkeys(figures)) or " ".join(dict.fromkeys(said))


def _superseded(fact: Fact, labels: Labels, library: Snapshot) -> Superseded:
    document = library.document(fact.document)
    (label,) = labels.of([Source(document=document, start=fact.start, end=fact.end)])
    return Superseded(
        statement=fact_words(fact) or quote(fact.quote, fact.at - fact.start),
        date=document.published,
        citation=label,
    )

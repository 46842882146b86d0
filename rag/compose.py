"""Statements and findings -> an answer: checked, labelled in order of first use, put into words."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from index.errors import CouncilqaError
from index.measures import measures
from index.records import Document, Fact
from index.store import Snapshot
from rag.asked.grade_words import ORDER, OVERALL
from rag.facts.graded import judged
from rag.records import (
    VERDICTS,
    Answer,
    Citation,
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
    Trace,
    Verdict,
)
from rag.shown.wording import (
    area_words,
    attributed,
    date_words,
    fact_words,
    heading,
    judged_words,
    quote,
    said_by,
    ungraded_words,
)
from rag.verify import fault

BRIEF = 8
"""Councils with something to say up to which a survey quotes every sentence."""
NAMED = 20
"""Councils that are named in a row; more are counted, and stand in the table."""
NO_TRACE = Trace(seconds=0, stages=(), library="", version="")


@dataclass(slots=True)
class Labels:
    """Citations in order of first use, one for each place cited."""

    citations: list[Citation] = field(default_factory=list)
    _known: dict[tuple[str, int, int], int] = field(default_factory=dict)

    def of(self, sources: Iterable[Source]) -> tuple[int, ...]:
        """The labels of sources, new ones where they are cited for the first time."""
        return tuple(dict.fromkeys(self._label(s) for s in sources))

    def _label(self, source: Source) -> int:
        place = (source.document.id, source.start, source.end)
        if place not in self._known:
            self._known[place] = len(self.citations) + 1
            self.citations.append(
                Citation(
                    label=self._known[place],
                    document=source.document,
                    start=source.start,
                    end=source.end,
                )
            )
        return self._known[place]


def marked(text: str, labels: Sequence[int]) -> str:
    """A statement with its citation marks."""
    return f"{text} {''.join(f'[{n}]' for n in labels)}"


def listed(names: Sequence[str]) -> str:
    """Names as people write them: "Slough, Swindon and Leicester"."""
    mark = "; " if any("," in n for n in names) else ", "
    return " and ".join([mark.join(names[:-1]), names[-1]] if len(names) > 1 else names)


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
        lines.append(_missing(findings.missing))
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


def _missing(missing: Sequence[str]) -> str:
    return f"The documents do not say: {'; '.join(missing)}."


def _not_found(
    query: Query, findings: Findings, library: Snapshot, dropped: tuple[Dropped, ...]
) -> Answer:
    return Answer(
        question=query.question,
        standalone=query.standalone,
        kind=query.kind,
        status="not_found",
        text=_searched(query, findings, library),
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


def labelled(sources: Iterable[Source]) -> list[Citation]:
    """Sources as citations, labelled from 1."""
    labels = Labels()
    labels.of(sources)
    return labels.citations


def _searched(query: Query, findings: Findings, library: Snapshot) -> str:
    if findings.advice:
        return findings.advice
    held = sorted({d.council for d in library.documents if d.council})
    if query.elsewhere and not query.councils:
        holds = "" if query.limits else f" The library holds documents about {_some(held)}."
        return f"{_nothing_of(query)}{holds}"
    documents = _documents(findings.searched)
    about = f" about {listed(query.councils)}" if query.councils else ""
    closest = (
        " The closest passages are shown below; they do not answer it." if findings.nearest else ""
    )
    if findings.instead:
        return (
            f"The documents do not say so; what they say is: {findings.instead}. "
            f"Searched: {documents}{about}. The passages are shown below."
        )
    words = listed([f"“{w}”" for w in findings.unsaid])
    unsaid = f" None of them speaks of {words}." if words else ""
    return f"The documents do not say. Searched: {documents}{about}.{unsaid}{closest}"


def _nothing_of(query: Query) -> str:
    """Why nothing is said of councils that a question names."""
    outside = [n for n in query.elsewhere if query.limits and n not in query.limits]
    missing = [n for n in query.elsewhere if n not in outside]
    said = [f"No document in the library is about {listed(missing)}."] if missing else []
    if outside:
        limits = listed(query.limits)
        said.append(f"The search was limited to {limits}, and {listed(outside)} left out.")
    return " ".join(said)


def _some(names: Sequence[str]) -> str:
    return listed(names) if len(names) <= NAMED else f"{len(names)} councils"


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
    if not (query.kind == "compare" or _for_grades(query) or any(f.place for f in found)):
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
    reach = _reach(query, found, library)
    says = claims or ledger.counts["states"]
    status: Status = "partial" if reach and says else "answered" if says else "not_found"
    text = "\n\n".join(
        part
        for part in (
            _lead(query, found, entries),
            _body(order, lines, _passed_over(query, library)),
            reach,
        )
        if part
    )
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
    near = [f.council for f in found if _is_a_near_miss(f)]
    stated = any(f.verdict == "states" for f in found)
    return frozenset(near if stated and len(near) > NAMED else ())


def _is_a_near_miss(finding: Finding) -> bool:
    return finding.verdict == "differs" and not (finding.place or finding.ungraded)


def _for_grades(query: Query) -> bool:
    """Whether a survey asks for the grades themselves, and not who has a certain one."""
    condition = query.conditions[0]
    told = (
        condition.absent
        or condition.value
        or condition.like
        or condition.moved
        or query.superlative
    )
    return condition.unit == "grade" and not told and query.kind != "compare"


def _place(query: Query, finding: Finding) -> tuple[int, bool, int]:
    """Where a council stands: by its verdict, the best first where grades are asked for."""
    value = finding.facts[0].value if finding.facts else None
    grade = ORDER.index(str(value)) if _for_grades(query) and value in ORDER else 0
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
    made: dict[tuple[str, int], list[Fact]] = {}
    for fact in finding.facts:
        place = _OF_THE_REPORT if _is_grade(fact) else fact.start
        made.setdefault((fact.document, place), []).append(fact)
    statements = [
        _of_facts(_once_each(facts) if place == _OF_THE_REPORT else facts, library, brief=brief)
        for (_, place), facts in made.items()
    ]
    if finding.place:
        return [_held(evidence) for evidence in finding.evidence]
    for evidence in finding.evidence:
        sentence = evidence.sentence
        source = Source(document=evidence.document, start=sentence.start, end=sentence.end)
        text = f"{said_by(evidence)}: {quote(sentence.text)}"
        statements.append(Statement(text=text, sources=(source,)))
    return statements


def _held(evidence: Evidence) -> Statement:
    """That a document is held, and of what date: all that it shows of a council's region."""
    sentence = evidence.sentence
    source = Source(document=evidence.document, start=sentence.start, end=sentence.end)
    return Statement(text=f"{heading(evidence.document)}: newest document held", sources=(source,))


_OF_THE_REPORT = -1
"""The place of grades: those of one report are one statement."""


def _once_each(grades: Sequence[Fact]) -> list[Fact]:
    """One of the places where a report gives the grade of an area."""
    return list({(f.cohort, f.value): f for f in reversed(grades)}.values())[::-1]


def _is_grade(fact: Fact) -> bool:
    """Whether a fact is a grade that a report gives of an area."""
    return fact.measure == "judgement" and fact.role == "judgement"


def _of_facts(facts: Sequence[Fact], library: Snapshot, *, brief: bool) -> Statement:
    """What one sentence states: its figures in words where they have them, else the sentence."""
    document = library.document(facts[0].document)
    if len({f.start for f in facts}) > 1:
        return judged(document, facts)
    source = Source(document=document, start=facts[0].start, end=facts[0].end)
    words = [w for f in facts if (w := fact_words(f))]
    said = quote(facts[0].quote, facts[0].at - facts[0].start)
    figures = "; ".join(dict.fromkeys(words))
    body = said if not words else figures if brief else f"{figures}. {said}"
    head = attributed(heading(document), facts[0].speaker, facts[0].quote)
    return Statement(text=f"{head}: {body}", sources=(source,), facts=tuple(facts))


def _entry(
    finding: Finding, claims: Sequence[Claim], labels: Labels, library: Snapshot
) -> LedgerEntry:
    valued = (f for f in finding.facts if f.value is not None)
    first = next(valued, finding.facts[0] if finding.facts else None)
    shown = None if finding.ungraded else first
    if finding.verdict == "unreadable":
        statement = f"could not be read ({_documents(len(finding.unread))})"
    elif finding.place:
        statement = f"region: {finding.place}"
    else:
        searched = f"nothing found in {_documents(len(finding.documents))}"
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


def _documents(count: int) -> str:
    return "1 document" if count == 1 else f"{count:,} documents"


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


def _lead(query: Query, found: Sequence[Finding], entries: Mapping[str, LedgerEntry]) -> str:
    """The answer in one line."""
    states = [f for f in found if f.verdict == "states"]
    if query.kind == "compare":
        return ""
    total = _councils(len(found))
    if any(f.place for f in found):
        names = f": {listed([f.council for f in states])}" if states else ""
        lie = "lie" if len(states) > 1 else "lies"
        return f"{len(states) or 'None'} of {total} {lie} there, by the table of councils{names}."
    if states and _for_grades(query):
        return f"{total}: {_by_grade(query, found)}."
    if not states:
        return f"None of {total} {_asked(query.conditions)}."
    named = [_short(f, entries[f.council]) for f in states]
    return f"{len(states)} of {total}{_share(query, len(states), len(found))}: {listed(named)}."


def _share(query: Query, met: int, total: int) -> str:
    """The share of the councils that have a grade, where it is asked for of them all.

    Of a time it would be a share of those inspected then, which are not counted.
    """
    then = query.periods or query.editions or query.years
    grades = all(c.unit == "grade" for c in query.conditions)
    asked = grades and query.expected == "percent" and not then
    return f" ({met / total:.0%})" if asked else ""


def _by_grade(query: Query, found: Sequence[Finding]) -> str:
    """How many councils have which grade, and which they are, the best first."""
    given: dict[str, list[str]] = {grade: [] for grade in ORDER[::-1]}
    for finding in found:
        if finding.verdict == "states" and finding.facts:
            given.setdefault(str(finding.facts[0].value), []).append(finding.council)
    area = area_words(query.conditions[0].area)
    counts = [f"{len(of)} {grade} {area} ({listed(of)})" for grade, of in given.items() if of]
    none = len(found) - sum(map(len, given.values()))
    return "; ".join([*counts, *([f"{none} without such a grade"] if none else [])])


def _figured(finding: Finding) -> Fact | None:
    """The share that the leading line gives for a council."""
    return next((f for f in finding.facts if f.value is not None and f.unit == "percent"), None)


def _short(finding: Finding, entry: LedgerEntry) -> str:
    """A council with its figure and where it stands: "Swindon, 75 per cent by 2022 [1]"."""
    if not entry.citations:
        return finding.council
    fact = _figured(finding)
    by = f" by {date_words(fact.by)}" if fact and fact.by else ""
    figure = f", {fact.stated}{by}" if fact else ""
    return f"{finding.council}{figure} [{entry.citations[0]}]"


def _asked(conditions: Sequence[Condition]) -> str:
    condition = conditions[0]
    measure = measures().get(condition.measure or "")
    if measure is None:
        return "says so in the documents held"
    return f"does so in the documents held ({measure.short})"


def _passed_over(query: Query, library: Snapshot) -> str:
    """The area whose grades are compared, where some reports judge it only with another."""
    graded = [dict(d.identity.grades) for d in library.documents if d.identity.grades]
    for condition in query.conditions:
        steps = (condition.before or condition.moved) and not condition.against
        of_one = condition.area != OVERALL and condition.measure == "judgement"
        if steps and of_one and any(condition.area not in grades for grades in graded):
            return condition.area
    return ""


def _body(order: Sequence[Finding], lines: dict[str, str], passed_over: str) -> str:
    parts = []
    states = [lines[f.council] for f in order if f.verdict == "states" and lines[f.council]]
    elsewhere = [f"{f.council} ({f.place})" for f in order if f.verdict == "differs" and f.place]
    lacking: dict[str, list[str]] = {}
    for finding in order:
        if finding.ungraded and finding.verdict == "differs":
            lacking.setdefault(finding.ungraded, []).append(lines[finding.council])
    silent = [f.council for f in order if f.verdict == "silent"]
    absent = [f.council for f in order if f.verdict == "states" and not lines[f.council]]
    if states:
        parts.append("\n".join(f"- {line}" for line in states))
    for area, others in lacking.items():
        head = f"The newest report {ungraded_words(area)} ({_councils(len(others))}):"
        parts.append(head + "\n" + "\n".join(f"- {line}" for line in others))
    parts.append(_near_misses([f.council for f in order if _is_a_near_miss(f)], lines))
    if elsewhere:
        parts.append(f"Elsewhere: {listed(elsewhere)}.")
    if passed_over:
        parts.append(f"Reports that give no grade {area_words(passed_over)} alone are passed over.")
    if absent:
        parts.append(f"Nothing on it was found in the documents of {listed(absent)}.")
    if silent:
        parts.append(f"Searched, nothing found: {_some(silent)}.")
    return "\n\n".join(filter(None, parts))


def _near_misses(councils: Sequence[str], lines: Mapping[str, str]) -> str:
    """What other councils say of the matter; where they are too many, that the table has it."""
    read_out = [lines[council] for council in councils if council in lines]
    if read_out:
        return "Says something else:\n" + "\n".join(f"- {line}" for line in read_out)
    if not councils:
        return ""
    return f"{_councils(len(councils))} say something else; the table has what each says."


def _councils(count: int) -> str:
    return "1 council" if count == 1 else f"{count} councils"


def _what(query: Query) -> str:
    """What was asked for, to say that one side of a comparison lacks it."""
    condition = query.conditions[0]
    measure = measures().get(condition.measure or "")
    if measure is None:
        return ""
    role = "a target for " if condition.role == "target" else ""
    return f": {role}{measure.short}"


def _reach(query: Query, found: Sequence[Finding], library: Snapshot) -> str:
    """What the answer could not reach: councils not held, files not read, vectors to come."""
    notes = []
    if query.elsewhere:
        notes.append(_nothing_of(query))
    if query.kind == "compare" and query.councils:
        told = query.superlative or query.conditions[0].measure == "judgement"
        short: tuple[Verdict, ...] = ("silent",) if told else ("silent", "differs")
        silent = [f.council for f in found if f.verdict in short]
        if silent:
            notes.append(f"The documents of {listed(silent)} do not say{_what(query)}.")
    unread = sum(len(f.unread) for f in found)
    if unread:
        notes.append(f"{_documents(unread)} could not be read.")
    if library.pending and any(c.measure is None for c in query.conditions):
        notes.append(f"{library.pending} passages are still being prepared for search by meaning.")
    return " ".join(notes)

"""A request for a summary -> the sentences of the documents that carry their findings.

Of a council's report its own parts are told: the visit, the judgements, the opening findings, then
strengths and what needs to improve apart. Of other documents the opening sentence and the findings
with the strongest cues, at most one of a kind, in the document's own order.
"""

import re
from collections.abc import Collection, Sequence

from index.cues import cues
from index.measures import mentions
from index.numbers import quantities
from index.records import Document, Sentence
from index.store import Snapshot
from rag.parts.report import (
    blocks,
    is_brief,
    judgements,
    opening,
    praised,
    quoted,
    report_asked,
    to_improve,
    visit,
)
from rag.records import Findings, Query, Source, Statement
from rag.retrieve import in_scope
from rag.shown.wording import heading, quote

SENTENCES = 7
"""Sentences of a summary of one document; of several, each gets an equal share of twelve."""
SHARED = 12
BLOCKS, BRIEF_BLOCKS = 3, 1
"""Quotations of the opening findings of one report; of a short summary."""
PRAISED = 8
"""Findings that praise, of which those are shown that the opening has not told already."""
BRIEF_ITEMS = 3
"""What needs to improve, in a short summary."""

_FINDING = re.compile(
    r"\b(?:found|finds|noted|notes|recogni\w+|highlight\w+|identified|judged|praised|said|says|"
    r"report(?:ed|s)?|welcomed|concluded)\b",
    re.IGNORECASE,
)


def summarise(query: Query, library: Snapshot) -> Findings:
    """The findings of the documents that a question asks to sum up."""
    scope = [d for d in in_scope(library, query) if _of_years(query, d)]
    report = report_asked(query, scope)
    if report is not None:
        told = _of_report(report, library, brief=is_brief(query.standalone))
        if told:
            return Findings(statements=told, missing=query.elsewhere, searched=len(scope))
    if not scope or (query.elsewhere and not query.councils):
        return Findings(missing=query.elsewhere, searched=len(scope))
    if not (query.councils or query.about or query.documents) and query.terms:
        scope = [d for d in scope if _speaks(query, d)]
    each = max(2, SENTENCES if len(scope) == 1 else SHARED // max(1, len(scope)))
    newest = sorted(scope, key=lambda d: (d.published or "", d.id), reverse=True)[:SHARED]
    statements = [
        Statement(
            text=f"{heading(document)}: {quote(sentence.text)}",
            sources=(Source(document=document, start=sentence.start, end=sentence.end),),
        )
        for document in newest
        for sentence in salient(library.sentences(document.id), each)
    ]
    return Findings(statements=tuple(statements), missing=query.elsewhere, searched=len(scope))


def _of_report(report: Document, library: Snapshot, *, brief: bool) -> tuple[Statement, ...]:
    """The parts of a report that tell what was found, in its own order.

    Nothing of a report whose opening findings cannot be told from the rest.
    """
    found = blocks(opening(report, library))
    if not found:
        return ()
    told = tuple(quoted(report, block) for block in found[: BRIEF_BLOCKS if brief else BLOCKS])
    shown = {source for statement in told for source in statement.sources}
    good = [s for s in praised(report, library, PRAISED) if not _within(s, shown)]
    bad = to_improve(report, library)
    return (
        *visit(report, library),
        *judgements(report, library),
        *told,
        *(() if brief else good),
        *(bad[:BRIEF_ITEMS] if brief else bad),
    )


def _within(statement: Statement, shown: Collection[Source]) -> bool:
    """Whether what a statement quotes is shown already."""
    (own,) = statement.sources
    return any(s.start <= own.start and own.end <= s.end for s in shown)


def _of_years(query: Query, document: Document) -> bool:
    who = document.identity
    dates = [who.published, who.visited and who.visited.start]
    return not query.years or any(d and d[:4] in query.years for d in dates)


def _speaks(query: Query, document: Document) -> bool:
    return any(term.lower() in document.text.lower() for term in query.terms)


def salient(sentences: Sequence[Sentence], wanted: int) -> list[Sentence]:
    """The `wanted` sentences that say most, in their order in the document."""
    scored = sorted(sentences, key=lambda s: (-_weight(s), s.number))
    kept: list[Sentence] = []
    topics: set[str] = set()
    for sentence in scored:
        own = {m.measure.key for m in mentions(sentence.text)}
        if own and own <= topics:
            continue
        topics |= own
        kept.append(sentence)
        if len(kept) == wanted:
            break
    return sorted(kept, key=lambda s: s.number)


def _weight(sentence: Sentence) -> float:
    """How much a sentence says of what was found."""
    text, words = sentence.text, len(sentence.text.split())
    if words < 8 or words > 75:
        return 0.0
    polarity = cues().polarity
    return (
        2.0 * bool(_FINDING.search(text))
        + 1.5 * bool(polarity["bad"].search(text))
        + 1.0 * bool(polarity["good"].search(text))
        + 1.0 * bool(quantities(text))
        + 0.5 * min(3, len(mentions(text)))
        + 2.0 * (sentence.number < 2)
    )

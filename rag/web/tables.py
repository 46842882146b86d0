"""Ledger, documents -> tables: as HTML for the page and as CSV for a spreadsheet."""

import csv
import io
from collections.abc import Mapping, Sequence
from urllib.parse import quote as percent

from index.records import Document
from rag.records import VERDICTS, Answer, Citation, Ledger, LedgerEntry
from rag.shown.words import (
    STATE_WORDS,
    VERDICT_WORDS,
    count_words,
    date_words,
    kind_words,
    ledger_sentence,
    role_words,
    value_words,
)
from rag.web.markup import cite, cited, escape, moment, table

LEDGER_COLUMNS = (
    "Council",
    "What its documents say",
    "Value",
    "Target or actual",
    "By when",
    "Date",
    "Source",
)
DOCUMENT_COLUMNS = ("Title", "Council", "Kind", "Date", "State")
CSV_COLUMNS = (
    "council",
    "verdict",
    "statement",
    "value",
    "unit",
    "comparator",
    "role",
    "by",
    "as_of",
    "document",
    "title",
    "date",
    "date_basis",
    "page",
    "quote",
)


def ledger_html(turn: int, ledger: Ledger, citations: Sequence[Citation]) -> str:
    """The ledger with its counts in a sentence above it."""
    by_label = {c.label: c for c in citations}
    rows = [_ledger_row(turn, entry, by_label) for entry in _ordered(ledger)]
    said = f'<p class="counts">{escape(ledger_sentence(ledger))}</p>'
    return said + table("ledger", "What the documents of each council say", LEDGER_COLUMNS, rows)


def documents_html(documents: Sequence[Document]) -> str:
    """The library's documents; each title opens the document."""
    if not documents:
        return '<p class="note">The library holds no documents yet.</p>'
    rows = [_document_row(document) for document in documents]
    said = f'<p class="counts">{count_words(len(documents), "document")}</p>'
    caption = "Documents that answers are made from"
    return said + table("ledger documents", caption, DOCUMENT_COLUMNS, rows)


def ledger_csv(answer: Answer) -> str:
    """The ledger as CSV, one row for each citation of each council, or one where there is none.

    Text that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(CSV_COLUMNS)
    by_label = {c.label: c for c in answer.citations}
    for entry in _ordered(answer.ledger) if answer.ledger else ():
        said = (entry.council, VERDICT_WORDS[entry.verdict], entry.statement, entry.value)
        typed = (entry.unit, entry.comparator, entry.role, entry.by, entry.as_of)
        for source in [_source(by_label[n]) for n in entry.citations] or [("",) * 6]:
            writer.writerow(_plain(cell) for cell in (*said, *typed, *source))
    return out.getvalue()


def _ordered(ledger: Ledger) -> list[LedgerEntry]:
    """The entries as a reader wants them: what answers the question first, silence after it."""
    return sorted(ledger.entries, key=lambda entry: VERDICTS.index(entry.verdict))


def _source(citation: Citation) -> tuple[str | int | None, ...]:
    document = citation.document
    who = document.identity
    dated = (who.published, who.published_basis)
    return document.id, document.title, *dated, citation.page, citation.quote


def _plain(cell: float | str | None) -> str:
    if cell is None:
        return ""
    if not isinstance(cell, str):
        return f"{cell:g}"
    harmless = cell in ("=", ">", ">=", "<", "<=", "~")
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") and not harmless else cell


def _ledger_row(turn: int, entry: LedgerEntry, by_label: Mapping[int, Citation]) -> list[str]:
    first = by_label.get(entry.citations[0]) if entry.citations else None
    dated = entry.as_of or (first.document.published if first else None)
    return [
        escape(entry.council),
        _said(turn, entry, by_label),
        escape(value_words(entry)),
        role_words(entry.role),
        moment(entry.by) if entry.by else "",
        moment(dated) if first else "",
        " ".join(cite(turn, label) for label in entry.citations),
    ]


def _said(turn: int, entry: LedgerEntry, by_label: Mapping[int, Citation]) -> str:
    verdict = f'<span class="verdict {entry.verdict}">{VERDICT_WORDS[entry.verdict]}</span>'
    statement = cited(turn, by_label, entry.statement.strip())
    said = f' <span class="statement">{statement}</span>' if statement else ""
    older = "".join(
        f'<p class="older">Earlier ({escape(date_words(s.date))}): '
        f"{cited(turn, by_label, s.statement)} {cite(turn, s.citation)}</p>"
        for s in entry.superseded
    )
    return verdict + said + older


def _document_row(document: Document) -> list[str]:
    state = STATE_WORDS[document.state]
    reason = f": {document.reason}" if document.reason else ""
    return [
        f'<a href="../documents/{percent(document.id, safe="")}">{escape(document.title)}</a>',
        escape(document.council or "not known"),
        escape(kind_words(document)),
        moment(document.published),
        escape(state + reason),
    ]

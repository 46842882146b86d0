"""Records -> plain text for a terminal: answers, passages, documents, facts."""

import csv
import re
import textwrap
from collections.abc import Sequence
from typing import TextIO

from index.errors import CouncilqaError
from index.records import Document, Fact, fact_json
from rag.records import Answer, Citation, Hit, LedgerEntry
from rag.shown.words import (
    VERDICT_WORDS,
    count_words,
    date_words,
    kind_words,
    known_words,
    ledger_sentence,
    role_words,
    value_words,
)

FACT_COLUMNS = (
    "council",
    "measure",
    "value",
    "upper",
    "unit",
    "comparator",
    "role",
    "cohort",
    "as_of",
    "by",
    "speaker",
    "document",
    "page",
    "start",
    "end",
    "quote",
)
_WIDEST_CELL = 60


def answer_text(answer: Answer, width: int) -> str:
    """An answer as a person reads it: the text, the table of councils, the sources, the rest."""
    parts = [_wrapped(answer.text, width)]
    if answer.standalone != answer.question:
        parts.insert(0, _wrapped(f"Read as: {answer.standalone}", width))
    if answer.ledger:
        rows = [_entry_row(entry) for entry in answer.ledger.entries]
        parts.append(ledger_sentence(answer.ledger) + "\n" + table(rows, indent="  "))
    if answer.citations:
        parts.append("Sources\n" + "\n".join(_source(c, width) for c in answer.citations))
    if answer.nearest:
        shown = "\n".join(_source(c, width, label="-") for c in answer.nearest)
        parts.append("Nearest passages\n" + shown)
    if answer.dropped:
        lines = [f"  - {d.text} ({d.reason})" for d in answer.dropped]
        parts.append("Left out, because a check failed\n" + "\n".join(lines))
    return "\n\n".join(parts) + "\n"


def _entry_row(entry: LedgerEntry) -> tuple[str, ...]:
    when = f"by {date_words(entry.by)}" if entry.by else ""
    labels = "".join(f"[{n}]" for n in entry.citations)
    said = (VERDICT_WORDS[entry.verdict], value_words(entry), role_words(entry.role), when)
    return (entry.council, *said, labels)


def _source(citation: Citation, width: int, label: str = "") -> str:
    document = citation.document
    page = [f"page {citation.page}"] if citation.page else []
    facts = [
        document.council or "council not known",
        document.title,
        date_words(document.published),
        *page,
        document.id,
    ]
    mark = label or f"[{citation.label}]"
    head = _wrapped(f"{mark} {' · '.join(facts)} ({known_words(document)})", width, "  ", "      ")
    return head + "\n" + _wrapped(f"“{citation.quote}”", width, "      ", "      ")


def _wrapped(text: str, width: int, first: str = "", rest: str = "") -> str:
    """The text with each of its lines folded at `width`; not folded at all where that is 0."""
    lines = [visible(line) for line in text.split("\n")]
    if width:
        lines = [
            textwrap.fill(
                line,
                width,
                initial_indent=first,
                subsequent_indent=rest or ("  " if line.startswith("- ") else ""),
                break_long_words=False,
                break_on_hyphens=False,
            )
            for line in lines
        ]
        return "\n".join(lines)
    return "\n".join(first + line if line else "" for line in lines)


def table(rows: Sequence[Sequence[str]], indent: str = "") -> str:
    """Rows as aligned columns; a cell that is too long is cut and ends in an ellipsis."""
    cells = [[_cell(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    wanted = [n for n, width in enumerate(widths) if width]
    lines = ("  ".join(row[n].ljust(widths[n]) for n in wanted) for row in cells)
    return "\n".join(indent + line.rstrip() for line in lines)


def _cell(text: str) -> str:
    flat = visible(text)
    return flat if len(flat) <= _WIDEST_CELL else flat[: _WIDEST_CELL - 1] + "…"


def visible(text: str) -> str:
    """The text on one line and without characters that a terminal would obey."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f]+", " ", text)


def hits_text(hits: Sequence[Hit], width: int) -> str:
    """Passages that retrieval found, best first."""
    shown = []
    for hit in hits:
        document, passage = hit.document, hit.passage
        page = document.page_at(passage.start)
        where = f"page {page}, " if page else ""
        head = (
            f"{hit.rank}. {document.council or 'council not known'} · {document.title} · "
            f"{date_words(document.published)} · {document.id}, {where}"
            f"characters {passage.start} to {passage.end} (score {hit.score:.3f})"
        )
        body = _wrapped(passage.text, width, "   ", "   ")
        shown.append(_wrapped(head, width, "", "   ") + "\n" + body)
    return "\n\n".join(shown) + "\n" if shown else "No passage is near to this question.\n"


def documents_text(documents: Sequence[Document]) -> str:
    """The documents of a library as a table."""
    if not documents:
        return "The library holds no documents. Add some with 'councilqa add PATH'.\n"
    head = ("ID", "COUNCIL", "KIND", "DATE", "STATE", "TITLE")
    rows = [
        (d.id, d.council or "?", kind_words(d), d.published or "?", _state(d), d.title)
        for d in documents
    ]
    return table([head, *rows]) + f"\n{count_words(len(documents), 'document')}\n"


def _state(document: Document) -> str:
    return f"{document.state}: {document.reason}" if document.reason else document.state


def document_text(document: Document) -> str:
    """What is known of a document, and its text."""
    who = document.identity
    visited = who.visited
    grades = "; ".join(f"{area}: {grade}" for area, grade in who.grades)
    when = f"{visited.start} to {visited.end} ({visited.basis})" if visited else ""
    known = (
        ("id", document.id),
        ("title", document.title),
        ("source", document.source),
        ("sha256", document.sha256),
        ("kind", kind_words(document)),
        ("framework", who.framework or ""),
        ("council", _with_basis(who.council, who.council_basis)),
        ("published", _with_basis(who.published, who.published_basis)),
        ("visited", when),
        ("grades", grades),
        ("pages", str(len(document.pages) or "")),
        ("characters", f"{len(document.text):,}"),
        ("state", _state(document)),
    )
    head = "\n".join(f"{name + ':':<12}{visible(value)}" for name, value in known if value)
    return f"{head}\n\n{document.text}\n"


def _with_basis(value: str | None, basis: str | None) -> str:
    return f"{value} ({basis})" if value else "not known"


def facts_text(facts: Sequence[Fact]) -> str:
    """Facts, one to two lines each, with the sentence that states each."""
    lines = []
    for fact in facts:
        value = "" if fact.value is None else f"{fact.comparator} {fact.value} {fact.unit or ''}"
        told = (
            fact.council or "council not known",
            fact.measure,
            value.removeprefix("= ").strip(),
            fact.role,
            fact.cohort or "",
            f"as of {fact.as_of}" if fact.as_of else "",
            f"by {fact.by}" if fact.by else "",
            f"{fact.document}, characters {fact.start} to {fact.end}",
        )
        lines += [" · ".join(part for part in told if part), f"    “{fact.quote}”"]
    return "\n".join([*lines, count_words(len(facts), "fact")]) + "\n"


def write_facts_csv(facts: Sequence[Fact], out: TextIO) -> None:
    """Facts as CSV. Text that a spreadsheet would run as a formula gets an apostrophe first."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(FACT_COLUMNS)
    for fact in facts:
        row = fact_json(fact)
        writer.writerow([_harmless(row[name], name) for name in FACT_COLUMNS])


def _harmless(cell: object, column: str) -> object:
    if isinstance(cell, str) and column != "comparator" and cell[:1] in set("=+-@\t\r"):
        return f"'{cell}"
    return cell


def error_json(error: CouncilqaError) -> dict[str, str]:
    """An error as JSON: its code, what happened, and what to do."""
    code = re.sub(r"(?<!^)(?=[A-Z])", "_", type(error).__name__).lower()
    return {"code": code, "message": error.message, "hint": error.hint}

"""Records of the assistant -> the contract's JSON, the same on every surface."""

from typing import Any

from rag.records import Answer, Citation, Hit, Ledger, LedgerEntry


def citation_json(citation: Citation) -> dict[str, Any]:
    """One citation as the contract's JSON."""
    document = citation.document
    return {
        "label": citation.label,
        "document": document.id,
        "title": document.title,
        "council": document.identity.council,
        "council_basis": document.identity.council_basis,
        "date": document.identity.published,
        "date_basis": document.identity.published_basis,
        "page": citation.page,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
    }


def _entry_json(entry: LedgerEntry) -> dict[str, Any]:
    return {
        "council": entry.council,
        "verdict": entry.verdict,
        "statement": entry.statement,
        "value": entry.value,
        "unit": entry.unit,
        "role": entry.role,
        "comparator": entry.comparator,
        "by": entry.by,
        "as_of": entry.as_of,
        "citations": list(entry.citations),
        "superseded": [
            {"statement": s.statement, "date": s.date, "citation": s.citation}
            for s in entry.superseded
        ],
    }


def ledger_json(ledger: Ledger) -> dict[str, Any]:
    """The ledger as the contract's JSON."""
    return {
        "unit": ledger.unit,
        "total": ledger.total,
        "documents": ledger.documents,
        "counts": ledger.counts,
        "entries": [_entry_json(e) for e in ledger.entries],
    }


def answer_json(answer: Answer) -> dict[str, Any]:
    """The answer as the contract's JSON."""
    trace = answer.trace
    return {
        "question": answer.question,
        "standalone": answer.standalone,
        "kind": answer.kind,
        "status": answer.status,
        "text": answer.text,
        "claims": [{"text": c.text, "citations": list(c.citations)} for c in answer.claims],
        "citations": [citation_json(c) for c in answer.citations],
        "ledger": ledger_json(answer.ledger) if answer.ledger else None,
        "nearest": [citation_json(c) for c in answer.nearest],
        "dropped": [{"text": d.text, "reason": d.reason} for d in answer.dropped],
        "trace": {
            "seconds": round(trace.seconds, 4),
            "stages": [
                {"name": s.name, "seconds": round(s.seconds, 4), "detail": s.detail}
                for s in trace.stages
            ],
            "library": trace.library,
            "version": trace.version,
            "model": trace.model,
        },
    }


def hit_json(hit: Hit) -> dict[str, Any]:
    """One passage that retrieval found, as JSON."""
    document, passage = hit.document, hit.passage
    return {
        "rank": hit.rank,
        "score": round(hit.score, 6),
        "passage": passage.id,
        "document": document.id,
        "title": document.title,
        "council": document.council,
        "date": document.published,
        "page": document.page_at(passage.start),
        "heading": passage.heading,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
    }

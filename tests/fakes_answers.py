"""Two invented documents and answers over them, built small so that one thing can be broken."""

from index.records import Document, Identity
from rag.records import Answer, Citation, Claim, Ledger, LedgerEntry, Trace

EASTON = Document(
    id="easton",
    title="Easton improves",
    source="easton.txt",
    sha256="e" * 64,
    text="Easton aims for 75 per cent in education by 2022. It has 40 care leavers.",
    identity=Identity(council="Easton", published="2019-03-01"),
)
WESTON = Document(
    id="weston",
    title="Weston improves",
    source="weston.txt",
    sha256="f" * 64,
    text="In Weston 60 per cent are in education.",
    identity=Identity(council="Weston", published="2018"),
)
DOCUMENTS = (EASTON, WESTON)
NO_TRACE = Trace(seconds=0.0, stages=(), library="0" * 64, version="0")


def cite(label: int, document: Document, quote: str) -> Citation:
    start = document.text.index(quote)
    return Citation(label=label, document=document, start=start, end=start + len(quote))


def lookup(question: str = "How many care leavers has Easton?") -> Answer:
    said = "Easton has 40 care leavers."
    return Answer(
        question=question,
        standalone=question,
        kind="lookup",
        status="answered",
        text=f"{said} [1]",
        claims=(Claim(text=said, citations=(1,)),),
        citations=(cite(1, EASTON, "It has 40 care leavers."),),
        trace=NO_TRACE,
    )


def survey(question: str = "Which councils target 75% EET?") -> Answer:
    easton, weston = "Easton: a target of 75 per cent.", "Weston: 60 per cent."
    entries = (
        LedgerEntry(
            council="Easton",
            verdict="states",
            statement=easton,
            value=75.0,
            unit="percent",
            role="target",
            by="2022",
            citations=(1,),
        ),
        LedgerEntry(council="Weston", verdict="differs", statement=weston, citations=(2,)),
        LedgerEntry(council="Weston Park", verdict="silent", statement="nothing found"),
    )
    return Answer(
        question=question,
        standalone=question,
        kind="list",
        status="answered",
        text=f"1 of 3 councils: Easton.\n\n- {easton} [1]\n\nSays something else:\n- {weston} [2]",
        claims=(Claim(text=easton, citations=(1,)), Claim(text=weston, citations=(2,))),
        citations=(cite(1, EASTON, "75 per cent"), cite(2, WESTON, "60 per cent")),
        ledger=Ledger(documents=2, entries=entries),
        trace=NO_TRACE,
    )


def not_found(question: str = "Who is the king?") -> Answer:
    return Answer(
        question=question,
        standalone=question,
        kind="lookup",
        status="not_found",
        text="The documents do not say. Searched: 2 documents.",
        nearest=(cite(1, WESTON, "In Weston"),),
        trace=NO_TRACE,
    )

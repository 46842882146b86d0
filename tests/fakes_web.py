"""An assistant over two invented documents, for the tests of the page and of the routes."""

import time
from collections.abc import Sequence
from pathlib import Path

from index.errors import UnknownDocument
from index.records import Document, Fact, Identity, Page, Passage, Sentence, Visit
from index.split import sentences
from index.store import File
from rag.records import (
    Answer,
    Citation,
    Claim,
    Dropped,
    Hit,
    Ledger,
    LedgerEntry,
    Stage,
    Superseded,
    Trace,
)
from rag.wanted import council_names, document_ids

HOSTILE = "<img src=x onerror=alert(1)> **bold** $$x$$ [link](javascript:alert(1))"
ROTHERHAM = Document(
    id="rotherham",
    title="Rotherham care leavers: what inspectors found",
    source="rotherham.pdf",
    sha256="a" * 64,
    text=(
        "Inspectors visited Rotherham Council in March. They met 40 young people.\n\n"
        "Currently 62 per cent of care leavers are in education, employment or training. "
        "Senior leaders are aiming for 75 per cent by 2022. Pathway plans are too variable.\n\n"
        f"A footnote reads {HOSTILE}. The next visit is in the autumn. Nothing else was found."
    ),
    identity=Identity(
        kind="focused visit",
        council="Rotherham",
        council_basis="text",
        councils=("Rotherham",),
        published="2019-03-01",
        published_basis="text",
        visited=Visit(start="2019-02", end="2019-02", basis="inferred"),
    ),
    pages=(Page(number=1, start=0, end=74), Page(number=2, start=74, end=420)),
)
WESTHAVEN = Document(
    id="westhaven",
    title="Progress in Westhaven",
    source="westhaven.txt",
    sha256="b" * 64,
    text=(
        "The city council welcomed the letter. Just over half of care leavers, 56 per cent, were "
        "in education, employment or training last year.\n\nSocial workers know children well."
    ),
    identity=Identity(
        kind="news",
        about="monitoring visit",
        council="Westhaven",
        council_basis="metadata",
        councils=("Westhaven",),
        published="2018-10",
        published_basis="inferred",
    ),
)
SCANNED = Document(
    id="scanned",
    title="Scanned letter",
    source="scan.pdf",
    sha256="c" * 64,
    text="",
    identity=Identity(),
    state="unreadable",
    reason="it holds pictures and no text",
)


class FakeSnapshot:
    fingerprint = "f" * 64
    pending = 3
    documents = (ROTHERHAM, SCANNED, WESTHAVEN)

    @property
    def facts(self) -> tuple[Fact, ...]:
        return (
            _fact(ROTHERHAM, "75 per cent", 75.0, "target"),
            _fact(ROTHERHAM, "62 per cent", 62.0, "actual"),
            _fact(WESTHAVEN, "56 per cent", 56.0, "actual"),
        )

    def document(self, name: str) -> Document:
        found = {d.id: d for d in self.documents}
        if name not in found:
            raise UnknownDocument(f"There is no document {name!r}.")
        return found[name]

    def sentences(self, name: str) -> tuple[Sentence, ...]:
        return sentences(name, self.document(name).text)


class FakeLibrary:
    fingerprint = "f" * 64

    def __init__(self, folder: Path = Path("library")) -> None:
        self.folder = folder
        self.feedback: list[dict[str, object]] = []

    def snapshot(self) -> FakeSnapshot:
        return FakeSnapshot()

    def files(self, document: str) -> tuple[File, ...]:
        return ()

    def add_feedback(self, **said: object) -> None:
        self.feedback.append(said)


class FakeAssistant:
    """Answers by the words of the question; `slow` seconds pass between the stages."""

    def __init__(self, slow: float = 0.0) -> None:
        self.library = FakeLibrary()
        self.asked: list[tuple[str, tuple[str, ...]]] = []
        self.slow = slow

    def warm(self) -> None:
        pass

    def ask(self, question, history=(), *, councils=(), documents=()) -> Answer:
        self.asked.append((question, tuple(history)))
        council_names(councils)
        document_ids(documents, [d.id for d in self.library.snapshot().documents])
        words = question.lower()
        if "which councils" in words:
            return survey(question)
        if "dragon" in words:
            return not_found(question)
        if "<" in words or "**" in words:
            return not_found(question)
        return lookup(question, standalone=f"{question} (Rotherham)" if history else question)

    def stream(self, question, history=(), *, councils=(), documents=()):
        for name in ("understand", "look up"):
            yield Stage(name=name, seconds=0.01, detail={"documents": 3})
            time.sleep(self.slow)
        if "break" in question:
            raise ZeroDivisionError("a fault in the program")
        answer = self.ask(question, history, councils=councils, documents=documents)
        yield from (f"{word} " for word in answer.text.split())
        yield answer

    def retrieve(self, question: str, k: int = 10, history: Sequence[str] = ()) -> tuple[Hit, ...]:
        text = ROTHERHAM.text[74:200]
        passage = Passage(
            id="p1", document="rotherham", start=74, end=200, text=text, first=2, last=3
        )
        return (Hit(passage=passage, document=ROTHERHAM, score=0.9, rank=1),)[:k]


def cite(label: int, document: Document, quote: str) -> Citation:
    start = document.text.index(quote)
    return Citation(label=label, document=document, start=start, end=start + len(quote))


def trace() -> Trace:
    stages = (Stage(name="retrieve", seconds=0.02, detail={"hits": 12}),)
    return Trace(seconds=0.08, stages=stages, library="f" * 64, version="0.1.0")


def lookup(question: str, standalone: str) -> Answer:
    text = "Rotherham reports 62 per cent of care leavers in education, employment or training."
    return Answer(
        question=question,
        standalone=standalone,
        kind="lookup",
        status="answered",
        text=f"{text} [1]",
        claims=(Claim(text=text, citations=(1,)),),
        citations=(cite(1, ROTHERHAM, "Currently 62 per cent of care leavers"),),
        dropped=(Dropped(text="Rotherham is outstanding.", reason="no source says so"),),
        trace=trace(),
    )


def not_found(question: str) -> Answer:
    return Answer(
        question=question,
        standalone=question,
        kind="lookup",
        status="not_found",
        text="The 3 documents do not say. All of them were searched.",
        nearest=(cite(1, WESTHAVEN, "Social workers know children well."),),
        trace=trace(),
    )


def survey(question: str) -> Answer:
    target = "Senior leaders are aiming for 75 per cent by 2022."
    half = "Just over half of care leavers, 56 per cent, were in education, employment or training"
    entries = (
        LedgerEntry(
            council="Rotherham",
            verdict="states",
            statement="Rotherham aims for 75% by 2022.",
            value=75.0,
            unit="percent",
            role="target",
            comparator="=",
            by="2022",
            citations=(1,),
            superseded=(Superseded(statement="It reported 62 per cent.", date="2018", citation=2),),
        ),
        LedgerEntry(
            council="Westhaven",
            verdict="differs",
            statement="56% actual.",
            value=56.0,
            unit="percent",
            role="actual",
            comparator="~",
            as_of="2018",
            citations=(3,),
        ),
        LedgerEntry(council="Eastmoor", verdict="silent", statement="Nothing on it was found."),
        LedgerEntry(council="Scanned letter", verdict="unreadable", statement=""),
    )
    return Answer(
        question=question,
        standalone=question,
        kind="list",
        status="answered",
        text="1 of 4 councils: Rotherham, 75% by 2022 [1].\n\nNear it:\n- Westhaven: 56% [3]",
        claims=(
            Claim(text="1 of 4 councils: Rotherham, 75% by 2022", citations=(1,)),
            Claim(text="Westhaven: 56%", citations=(3,)),
        ),
        citations=(
            cite(1, ROTHERHAM, target),
            cite(2, ROTHERHAM, "Currently 62 per cent of care leavers"),
            cite(3, WESTHAVEN, half),
        ),
        ledger=Ledger(documents=3, entries=entries),
        trace=trace(),
    )


def _fact(document: Document, words: str, value: float, role) -> Fact:
    at = document.text.index(words)
    return Fact(
        document=document.id,
        council=document.council,
        measure="eet",
        value=value,
        unit="percent",
        role=role,
        start=at,
        end=at + len(words),
        at=at,
        quote=words,
    )

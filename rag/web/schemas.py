"""The bodies of the HTTP routes: what is read from a request, and what the answers look like.

The answer models describe the contract's JSON for `/api/openapi.json`; the JSON itself is made by
the records, and a test holds the two together.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict

from index.records import Basis, Comparator, Kind, Role, State
from rag.records import AnswerKind, Status, Verdict


class AskBody(BaseModel):
    """A question, the earlier ones of its conversation, and what it is limited to."""

    question: str
    history: list[str] = []
    councils: list[str] = []
    documents: list[str] = []


class RetrieveBody(BaseModel):
    """A question, the earlier ones that it may lean on, and how many passages are wanted."""

    question: str
    history: list[str] = []
    k: int = 10


class FeedbackBody(BaseModel):
    """What a reader says of an answer: what is wrong with it, and what it should have said."""

    question: str
    verdict: str = "wrong"
    comment: str = ""
    answer: dict[str, Any] | None = None


class _Shown(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ClaimShown(_Shown):
    """One statement and the labels of what it rests on."""

    text: str
    citations: list[int]


class CitationShown(_Shown):
    """The characters `start:end` of a document; `quote` is exactly those."""

    label: int
    document: str
    title: str
    council: str | None
    council_basis: Basis | None
    date: str | None
    date_basis: Basis | None
    page: int | None
    start: int
    end: int
    quote: str


class SupersededShown(_Shown):
    """An older statement beside the newest."""

    statement: str
    date: str | None
    citation: int


class EntryShown(_Shown):
    """What the documents of one council say."""

    council: str
    verdict: Verdict
    statement: str
    value: float | str | None
    unit: str | None
    role: Role | None
    comparator: Comparator | None
    by: str | None
    as_of: str | None
    citations: list[int]
    superseded: list[SupersededShown]


class LedgerShown(_Shown):
    """One entry for each council in scope; the counts add up to the total."""

    unit: str
    total: int
    documents: int
    counts: dict[Verdict, int]
    entries: list[EntryShown]


class DroppedShown(_Shown):
    """A statement that failed a check."""

    text: str
    reason: str


class StageShown(_Shown):
    """One step of the work."""

    name: str
    seconds: float
    detail: dict[str, Any]


class TraceShown(_Shown):
    """How an answer came about."""

    seconds: float
    stages: list[StageShown]
    library: str
    version: str
    model: str | None


class AnswerShown(_Shown):
    """What a person or a program gets back."""

    question: str
    standalone: str
    kind: AnswerKind
    status: Status
    text: str
    claims: list[ClaimShown]
    citations: list[CitationShown]
    ledger: LedgerShown | None
    nearest: list[CitationShown]
    dropped: list[DroppedShown]
    trace: TraceShown


class HitShown(_Shown):
    """A passage that is near to a question."""

    rank: int
    score: float
    passage: str
    document: str
    title: str
    council: str | None
    date: str | None
    page: int | None
    heading: str
    start: int
    end: int
    text: str


class VisitShown(_Shown):
    """When inspectors visited; written `from` and `to` in JSON."""

    model_config = ConfigDict(extra="allow")
    basis: Basis


class DocumentShown(_Shown):
    """One document of the library, without its text."""

    id: str
    title: str
    source: str
    sha256: str
    kind: Kind
    framework: str | None
    about: str | None
    council: str | None
    council_basis: Basis | None
    councils: list[str]
    gss: str | None
    region: str | None
    published: str | None
    published_basis: Basis | None
    visited: VisitShown | None
    visit_number: int | None
    grades: dict[str, str]
    pages: int | None
    characters: int
    state: State
    reason: str | None


class PageSpanShown(_Shown):
    """The characters that a page covers."""

    page: int
    start: int
    end: int


class DocumentTextShown(DocumentShown):
    """One document with its canonical text, which all offsets count in."""

    text: str
    page_spans: list[PageSpanShown]


class ErrorShown(_Shown):
    """What went wrong and what to do."""

    code: str
    message: str
    hint: str


class Failure(_Shown):
    """The body of every 4xx and 5xx."""

    error: ErrorShown


class FailedFile(_Shown):
    """A file that could not be added."""

    source: str
    reason: str
    hint: str


class SummaryShown(_Shown):
    """What became of the files that were sent."""

    added: list[str]
    changed: list[str]
    unchanged: list[str]
    removed: list[str]
    duplicates: list[Any]
    failed: list[FailedFile]

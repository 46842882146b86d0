"""What the library stores: documents, passages, sentences and facts.

All offsets count characters (Unicode code points) of `Document.text`, the canonical text, from 0;
every range is half-open. `document.text[x.start:x.end] == x.text` holds for every record.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Basis = Literal["text", "metadata", "inferred"]
Kind = Literal[
    "full inspection",
    "focused visit",
    "monitoring visit",
    "joint inspection",
    "news",
    "minutes",
    "other",
]
State = Literal["ready", "embedding", "unreadable"]
Role = Literal["actual", "target", "previous", "benchmark", "plan", "judgement"]
Comparator = Literal["=", ">", ">=", "<", "<=", "~"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page number, from 1, and the characters it covers."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where some words stand on a page of a PDF.

    Each box is (left, bottom, right, top), one a line, in points of 1/72 inch from the bottom left
    of the page as the file lays it out. Each of the `shares` is the same line as (left, top, width,
    height) in shares of the page as it is shown, turned and cropped, which is `width` by `height`
    points.
    """

    page: int
    width: float
    height: float
    boxes: tuple[tuple[float, float, float, float], ...]
    shares: tuple[tuple[float, float, float, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """The canonical text of one file, as its loader read it; of its meaning nothing is known."""

    text: str
    title: str | None = None
    pages: tuple[Page, ...] = ()
    published: str | None = None
    """ISO date of publication by the file's own metadata, as an HTML `article:published_time`."""
    made: str | None = None
    """ISO date on which the file says it was made: near its publication, and not the same."""
    publisher: str | None = None
    """Host name or organisation that the file's own metadata gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """When inspectors visited: ISO dates as precise as known, and how they are known."""

    start: str
    end: str
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What a document is: whose, of what kind, from when, and how each is known."""

    kind: Kind = "other"
    about: str | None = None
    framework: str | None = None
    council: str | None = None
    council_basis: Basis | None = None
    councils: tuple[str, ...] = ()
    gss: str | None = None
    region: str | None = None
    published: str | None = None
    published_basis: Basis | None = None
    visited: Visit | None = None
    visit_number: int | None = None
    grades: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One report or release: its canonical text and what it is."""

    id: str
    title: str
    source: str
    sha256: str
    text: str
    identity: Identity
    pages: tuple[Page, ...] = ()
    state: State = "ready"
    reason: str | None = None

    @property
    def council(self) -> str | None:
        """Name of the council the document is about."""
        return self.identity.council

    @property
    def published(self) -> str | None:
        """ISO date of publication, as precise as known."""
        return self.identity.published

    @property
    def is_full_inspection(self) -> bool:
        """Whether it is the report of a full inspection."""
        return self.identity.kind == "full inspection"

    def grade_of(self, area: str) -> str | None:
        """The grade that it gives of an area of the services; None where it gives none."""
        return dict(self.identity.grades).get(area)

    def page_at(self, offset: int) -> int | None:
        """Number of the page that holds the character at `offset`; None for unpaged files."""
        return next((p.number for p in self.pages if p.start <= offset < p.end), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence of a document; `number` counts from 0 and `paragraph` groups neighbours."""

    document: str
    number: int
    paragraph: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A retrievable run of whole sentences: numbers `first` to `last`, both included."""

    id: str
    document: str
    start: int
    end: int
    text: str
    first: int
    last: int
    heading: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something checkable that one span of a document states.

    `measure` is a key of the measures file. `value` is a number in `unit`, a word such as a grade,
    or None where the text states the matter without a value (a policy, a theme). `upper` closes a
    range. `polarity` tells a strength (`good`) from an area for improvement (`bad`). `start:end` is
    the sentence that states it, and `at` the offset of the value itself.
    """

    document: str
    council: str | None
    measure: str
    value: float | str | None
    upper: float | None = None
    stated: str | None = None
    """The value in the document's own words, such as "nearly two thirds"."""
    unit: str | None
    comparator: Comparator = "="
    role: Role
    cohort: str | None = None
    as_of: str | None = None
    by: str | None = None
    speaker: str | None = None
    polarity: Literal["good", "bad"] | None = None
    page: int | None = None
    start: int
    end: int
    at: int
    quote: str


def document_json(document: Document) -> dict[str, Any]:
    """One document as the contract's JSON, without its text."""
    who = document.identity
    visited = who.visited
    return {
        "id": document.id,
        "title": document.title,
        "source": document.source,
        "sha256": document.sha256,
        "kind": who.kind,
        "framework": who.framework,
        "about": who.about,
        "council": who.council,
        "council_basis": who.council_basis,
        "councils": list(who.councils),
        "gss": who.gss,
        "region": who.region,
        "published": who.published,
        "published_basis": who.published_basis,
        "visited": visited and {"from": visited.start, "to": visited.end, "basis": visited.basis},
        "visit_number": who.visit_number,
        "grades": dict(who.grades),
        "pages": len(document.pages) or None,
        "characters": len(document.text),
        "state": document.state,
        "reason": document.reason,
    }


def document_text_json(document: Document) -> dict[str, Any]:
    """One document as the contract's JSON, with its canonical text and the span of each page."""
    return document_json(document) | {
        "text": document.text,
        "page_spans": [{"page": p.number, "start": p.start, "end": p.end} for p in document.pages],
    }


def fact_json(fact: Fact) -> Mapping[str, Any]:
    """One fact as the contract's JSON."""
    return {
        "council": fact.council,
        "measure": fact.measure,
        "value": fact.value,
        "upper": fact.upper,
        "stated": fact.stated,
        "unit": fact.unit,
        "comparator": fact.comparator,
        "role": fact.role,
        "cohort": fact.cohort,
        "as_of": fact.as_of,
        "by": fact.by,
        "speaker": fact.speaker,
        "polarity": fact.polarity,
        "document": fact.document,
        "page": fact.page,
        "start": fact.start,
        "end": fact.end,
        "quote": fact.quote,
    }

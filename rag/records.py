"""The words of the assistant: from the question as understood to the answer as shown.

Records are frozen and point backwards: a claim names citations, a citation holds its document and
the characters it stands on, so that a reader can walk from any statement to its page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from index.records import Comparator, Document, Fact, Passage, Role, Sentence

AnswerKind = Literal["lookup", "list", "count", "compare", "summary"]
Status = Literal["answered", "partial", "not_found", "failed"]
Verdict = Literal["states", "differs", "silent", "unreadable"]
MOST_SHOWN = 3
"""Facts, sentences or reports that are shown for one council of a survey."""
VERDICTS: tuple[Verdict, ...] = ("states", "differs", "silent", "unreadable")


Level = Literal["high", "low", "all"]
"""How much there is of a measure, in words: "high caseloads", "in touch with all of them"."""
Moved = Literal["up", "down", "at all", "not"]
"""How a grade moved from one inspection to the next, or a figure from one year to another."""
Expected = Literal[
    "number", "percent", "money", "duration", "date", "post", "words", "link", "person", "place",
    "reason", "yes-no", "named", "party", "age", "title", "hours",
]  # fmt: skip
"""What kind of thing would answer a question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One thing asked of every council.

    `measure` is a key of the measures file, or None for a free condition, which is then in `words`.
    `value` is a number or a grade; None asks only whether the documents speak of it.
    """

    words: str
    clause: str = ""
    """The part of the question that asks it."""
    measure: str | None = None
    value: float | str | None = None
    upper: float | None = None
    unit: str | None = None
    area: str = "overall"
    """Of a judgement: the area that is judged."""
    where_given: bool = False
    """Whether a report that does not judge the area meets it too."""
    before: str | None = None
    """The grade at the inspection before the newest one."""
    moved: Moved | None = None
    """Whether the grade rose, fell or stayed between the last two inspections, or a figure did."""
    steps: int = 1
    """By how many grades at least it moved."""
    ever: bool = False
    """Whether any inspection counts, or the change from any one to the next, not just the last."""
    times: int = 1
    """Of a grade: at how many full inspections at least it must have been given."""
    always: bool = False
    """Of a grade: whether every full inspection must have given it."""
    loosely: bool = False
    """Of a grade: whether the word may be meant like any other, where no report can tell."""
    in_some: bool = False
    """Of a grade: whether any of the areas that are judged may have it."""
    all_but: int = 0
    """Of a grade: in how many of the areas that are judged it must be missed."""
    now: bool = False
    """Whether it is of today, whatever time the question names for another condition."""
    against: str | None = None
    """The area whose grade that of `area` is held against, instead of an earlier one."""
    like: str | None = None
    """The council whose grade it is held against; the survey looks it up."""
    comparator: Comparator = "="
    exactly: bool = False
    """Whether a rounded figure will not do."""
    role: Role | None = None
    polarity: Literal["good", "bad"] | None = None
    level: Level | None = None
    """How high the measure must be said to be."""
    wants_value: bool = False
    absent: bool = False
    """Whether those are asked for whose documents do not say it."""
    denied: bool = False
    """Whether those are asked for of whom it is said not to be so."""
    given: bool = False
    """Whether something good is asked for, so that a fault found with it does not state it."""
    demanded: bool = False
    """Whether it must stand on a list of what needs to improve."""

    @property
    def is_free(self) -> bool:
        """Whether no fact can decide it: the documents have to be read."""
        return self.measure is None and self.value is None

    @property
    def asks_whether(self) -> bool:
        """Whether it asks if a known measure is spoken of, and for no figure or grade."""
        figure = self.value is not None or self.wants_value
        return self.measure not in (None, "judgement") and not figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A time that a question names: ISO dates as precise as it names them, both included.

    An open beginning is the empty string, an open end `OPEN`. `published` tells that it is when
    something was published, not when inspectors came.
    """

    first: str
    last: str
    published: bool = False

    OPEN: ClassVar[str] = "9999"

    def holds(self, date: str | None) -> bool:
        """Whether a date, as precise as it is known, lies in the period as far as both tell.

        >>> Period(first="2017-06", last="2017-06").holds("2017-06-13")
        True
        """
        if not date:
            return False
        first, last = (bound[: len(date)] for bound in (self.first, self.last))
        return first <= date[: len(first)] and date[: len(last)] <= last


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question as understood.

    `councils` are those that it names; `limits` those that the caller limits the search to, and
    `elsewhere` those it names that are not among these or that the library does not hold;
    `regions` and `council_kind` narrow a survey; `years` and `periods` are the times that it asks
    about, and `editions` the times by which it names a report or a visit ("the 2017 report").
    """

    question: str
    standalone: str
    kind: AnswerKind
    councils: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    council_kind: str | None = None
    framework: str | None = None
    """The framework of inspections that the question restricts itself to."""
    documents: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    superlative: Literal["highest", "lowest"] | None = None
    years: tuple[str, ...] = ()
    periods: tuple[Period, ...] = ()
    editions: tuple[Period, ...] = ()
    ages: str | None = None
    """The ages asked about, in the words of a fact's cohort: "aged 19 to 21"."""
    newest: bool = False
    """Whether the question asks for the newest report alone."""
    premise: Condition | None = None
    """A judgement that the question takes for granted."""
    about: str | None = None
    """A kind of inspection or visit the question restricts itself to."""
    expected: Expected | None = None
    general: bool = False
    """Whether the library holds nothing of any council, so that nothing of the field helps."""
    before: tuple[str, ...] = ()
    """Earlier questions, where the search leans on them and no rule fills the question in."""
    matter: str = ""
    """The question without the councils and the reports that already choose the documents."""
    terms: tuple[str, ...] = ()
    """Content words, as typed, without the names of councils."""
    names: tuple[str, ...] = ()
    """Names of people and things, which an answer should contain."""
    quoted: tuple[str, ...] = ()
    """Words that the question puts in quotation marks."""

    @property
    def times(self) -> tuple[Period, ...]:
        """Every time that the question names, of a report or of anything else."""
        return (*self.periods, *self.editions)


Holdings = Mapping[str, Sequence[Document]]
"""The documents of each council that a survey asks about, by its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage that retrieval found, its fused score and its rank from 1."""

    passage: Passage
    document: Document
    score: float
    rank: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A sentence read against a question: `score` is the chance that it answers, 0 to 1."""

    document: Document
    sentence: Sentence
    score: float
    speaker: str | None = None
    """Who says it, where the text tells."""

    @property
    def source(self) -> "Source":
        """Where it stands."""
        return Source(document=self.document, start=self.sentence.start, end=self.sentence.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Characters `start:end` of a document that a statement rests on; not labelled yet."""

    document: Document
    start: int
    end: int

    @property
    def quote(self) -> str:
        """The document's own characters."""
        return self.document.text[self.start : self.end]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Something an answer means to say, before it is checked against its sources."""

    text: str
    sources: tuple[Source, ...]
    facts: tuple[Fact, ...] = ()
    under: str = ""
    """The heading that it stands under, where an answer tells kinds of statement apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What was found for a question.

    Statements still to be checked, what the documents do not say, what came nearest to an answer,
    and how many documents were searched.
    """

    statements: tuple[Statement, ...] = ()
    missing: tuple[str, ...] = ()
    nearest: tuple[Source, ...] = ()
    searched: int = 0
    silent_since: Document | None = None
    """The newest report of the council, where only older ones say it."""
    instead: str = ""
    """What the documents say in place of what the question takes for granted, in a phrase."""
    unsaid: tuple[str, ...] = ()
    """Words of the question that none of the documents searched has."""
    denied: bool = False
    """Whether the documents say something else than what the question takes to be so."""
    fixed: bool = False
    """Whether the statements stand as they are: a record's own, which nobody rewrites."""
    lead: str = ""
    """What is said of the library or of the search before the statements; it states no finding."""
    advice: str = ""
    """What can be asked instead, where a question asks nothing that documents could answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What the survey found of one council, before it is put into words."""

    council: str
    verdict: Verdict
    documents: tuple[str, ...]
    """The ids of those that were searched."""
    unread: tuple[str, ...] = ()
    """The ids of those that could not be read."""
    facts: tuple[Fact, ...] = ()
    """What the verdict rests on, newest first."""
    older: tuple[Fact, ...] = ()
    """What newer statements supersede."""
    evidence: tuple[Evidence, ...] = ()
    """Sentences that meet a free condition."""
    place: str = ""
    """The region of the council, if only that is asked."""
    ungraded: str | None = None
    """The area asked about, where the newest report judges others and not this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """The characters `start:end` of a document, shown under `label`."""

    label: int
    document: Document
    start: int
    end: int

    @property
    def quote(self) -> str:
        """The document's own characters."""
        return self.document.text[self.start : self.end]

    @property
    def page(self) -> int | None:
        """Page number from 1, or None for unpaged files."""
        return self.document.page_at(self.start)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One statement of an answer and the labels of what it rests on."""

    text: str
    citations: tuple[int, ...]

    def __post_init__(self) -> None:
        """Refuse a claim that rests on nothing."""
        if not self.citations:
            raise ValueError(f"a claim needs a citation: {self.text!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A statement that was drafted and failed a check."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Superseded:
    """An older statement that stands beside the newest one."""

    statement: str
    date: str | None
    citation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """What the documents of one council say of the condition that was asked."""

    council: str
    verdict: Verdict
    statement: str
    value: float | str | None = None
    unit: str | None = None
    role: Role | None = None
    comparator: Comparator | None = None
    by: str | None = None
    as_of: str | None = None
    citations: tuple[int, ...] = ()
    superseded: tuple[Superseded, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """One entry for each council in scope; the four counts add up to the total by construction."""

    documents: int
    entries: tuple[LedgerEntry, ...]
    unit: str = "council"

    @property
    def total(self) -> int:
        """Number of councils in scope."""
        return len(self.entries)

    @property
    def counts(self) -> dict[Verdict, int]:
        """Number of councils by verdict."""
        return {v: sum(e.verdict == v for e in self.entries) for v in VERDICTS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One step of the pipeline: how long it took and what it found."""

    name: str
    seconds: float
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """How an answer came about."""

    seconds: float
    stages: tuple[Stage, ...]
    library: str
    version: str
    model: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a person or a program gets back."""

    question: str
    standalone: str
    kind: AnswerKind
    status: Status
    text: str
    claims: tuple[Claim, ...] = ()
    citations: tuple[Citation, ...] = ()
    ledger: Ledger | None = None
    nearest: tuple[Citation, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    trace: Trace

    def __post_init__(self) -> None:
        """Refuse an answer that breaks the contract."""
        by_silence = self.ledger is not None and self.ledger.counts["states"] > 0
        if self.status in ("answered", "partial") and not (self.claims or by_silence):
            raise ValueError(f"an answer that is {self.status!r} needs a claim")
        if self.status in ("not_found", "failed") and self.claims:
            raise ValueError(f"an answer that is {self.status!r} makes no claim")
        labels = [c.label for c in self.citations]
        if labels != list(range(1, len(labels) + 1)):
            raise ValueError(f"labels must run from 1 without gaps: {labels}")

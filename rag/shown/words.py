"""Records -> plain words: dates, verdicts, roles and values as an officer would say them."""

import math
from datetime import date
from typing import get_args

from index.records import Basis, Comparator, Document, Kind, Role
from rag.records import Ledger, LedgerEntry, Verdict

VERDICT_WORDS: dict[Verdict, str] = {
    "states": "States it",
    "differs": "Says something else",
    "silent": "Says nothing",
    "unreadable": "Could not be read",
}
ROLE_WORDS: dict[Role, str] = {
    "actual": "Actual",
    "target": "Target",
    "previous": "Earlier figure",
    "benchmark": "Comparison",
    "plan": "Plan",
    "judgement": "Judgement",
}
KIND_WORDS: dict[Kind, str] = {
    "full inspection": "Full inspection",
    "focused visit": "Focused visit",
    "monitoring visit": "Monitoring visit",
    "joint inspection": "Joint inspection",
    "news": "News item",
    "minutes": "Minutes",
    "other": "Other document",
}
COMPARATOR_WORDS: dict[Comparator, str] = {
    "=": "",
    ">": "more than ",
    ">=": "at least ",
    "<": "less than ",
    "<=": "at most ",
    "~": "about ",
}
STATE_WORDS = {
    "ready": "Ready",
    "embedding": "Ready, still being indexed",
    "unreadable": "Could not be read",
}
COUNCIL_BASIS: dict[Basis, str] = {
    "text": "council named in the document",
    "metadata": "council known from the publisher",
    "inferred": "council inferred",
}
DATE_BASIS: dict[Basis, str] = {
    "text": "date printed in the document",
    "metadata": "date given with the file",
    "inferred": "date inferred",
}
NEXT_WORDS = {
    "understand": "Reading {documents}",
    "look up": "Writing the answer",
    "cite": "Writing the answer",
    "survey": "Writing the answer",
    "summarise": "Writing the answer",
    "draft": "Checking every statement against its source",
}
"""What comes after a stage that has ended."""


def date_words(iso: str | None) -> str:
    """An ISO date as precise as known, in words; anything else as it stands.

    >>> date_words("2019-03-01"), date_words("2018-10"), date_words("2017"), date_words(None)
    ('1 March 2019', 'October 2018', '2017', 'no date known')
    """
    if not iso:
        return "no date known"
    parts = iso.split("-")
    try:
        year, month, day_of_month = [*map(int, parts), 1, 1][:3]
        day = date(year, month, day_of_month)
    except (ValueError, TypeError):
        return iso
    words = {1: f"{day:%Y}", 2: f"{day:%B %Y}", 3: f"{day.day} {day:%B %Y}"}
    return words.get(len(parts), iso)


def value_words(entry: LedgerEntry) -> str:
    """The value of a ledger entry with its unit and its comparison: "at least 75%"."""
    value = entry.value
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    number = f"{value:,.0f}" if math.isfinite(value) and value == int(value) else f"{value:g}"
    unit = entry.unit or ""
    tail = {"percent": "%", "%": "%", "change": "% change", "count": "", "": ""}.get(
        unit, f" {unit}"
    )
    return COMPARATOR_WORDS.get(entry.comparator or "=", "") + number + tail


def role_words(role: str | None) -> str:
    """A role in plain words; empty where there is none."""
    return ROLE_WORDS[role] if role in get_args(Role) else ""  # type: ignore[index]


def known_words(document: Document) -> str:
    """How the council and the date of a document are known, in plain words.

    A short sentence such as "council named in the document, date inferred".
    """
    who = document.identity
    council = COUNCIL_BASIS[who.council_basis] if who.council_basis else "council not known"
    when = DATE_BASIS[who.published_basis] if who.published_basis else "no date known"
    return f"{council}, {when}"


def kind_words(document: Document) -> str:
    """What kind of document this is: "News item about a monitoring visit"."""
    words = KIND_WORDS[document.identity.kind]
    about = document.identity.about
    return f"{words} about {_article(about)} {about}" if about else words


def _article(noun: str) -> str:
    return "an" if noun[:1].lower() in "aeiou" else "a"


def count_words(number: int, noun: str) -> str:
    """A number and its noun: "1 document", "2 councils", "2,500 passages"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def ledger_sentence(ledger: Ledger) -> str:
    """The four counts of a ledger as one sentence that adds up."""
    counts = ledger.counts
    noun = ledger.unit
    parts = [
        (counts["states"], "states it", "state it"),
        (counts["differs"], "says something else", "say something else"),
        (counts["silent"], "says nothing on it", "say nothing on it"),
        (counts["unreadable"], "could not be read", "could not be read"),
    ]
    said = [f"{n} {one if n == 1 else many}" for n, one, many in parts if n]
    total = f"{count_words(ledger.total, noun)} in {count_words(ledger.documents, 'document')}"
    return f"Of {total}: {', '.join(said)}." if said else f"{total}: nothing to compare."


def next_words(ended: str, documents: int) -> str:
    """What is happening now that a stage has ended, for a reader who waits."""
    template = NEXT_WORDS.get(ended, "Working")
    return template.format(documents=count_words(documents, "document")) + "…"

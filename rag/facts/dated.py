"""Questions that the catalogue answers: when a document appeared, when a visit took place.

A document's dates are known with their basis; the sentence that prints one is what is cited.
"""

import re
from collections.abc import Sequence

from index import dates
from index.measures import is_visit
from index.records import Document, Visit
from index.store import Snapshot
from rag.records import Query, Source, Statement
from rag.retrieve import is_of
from rag.shown.wording import date_words, heading, quote

MOST = 3
"""Documents named in one answer."""

_PUBLISHED = re.compile(
    r"\b(?:publish(?:ed)?|publication|released?|issued|appear(?:ed)?"
    r"|(?:c[oa]me|go|goes|went|put|made|make) (?:out|public))\b",
    re.IGNORECASE,
)
_VISITED = re.compile(
    r"\b(?:visit(?:ed|s)?|inspect(?:ed|ions?|ors?)|in (?:the )?town)\b", re.IGNORECASE
)
_CAME = re.compile(r"\b(?:inspectors|inspected|visited|field ?work|on[- ]site)\b", re.IGNORECASE)
_OTHER_EVENT = re.compile(
    r"\b(?:next|will|judged|rated|established|appointed|set up|founded"
    r"|last (?:full )?inspect\w+)\b",
    re.IGNORECASE,
)


def from_catalogue(
    query: Query, scope: Sequence[Document], library: Snapshot
) -> tuple[Statement, ...]:
    """What the catalogue answers by itself; nothing where the question is about something else."""
    of_visits = all(c.measure is None or is_visit(c.measure) for c in query.conditions)
    if query.expected != "date" or not of_visits:
        return ()
    of_time = [d for d in scope if not query.periods or any(is_of(d, p) for p in query.periods)]
    published, visited = _PUBLISHED.search(query.standalone), _VISITED.search(query.standalone)
    came = _CAME.search(query.standalone)
    if published and not (came and came.start() < published.start()):
        return _when(
            [(d, d.published, date_words(d.published)) for d in of_time], "published", library
        )
    if visited and not _OTHER_EVENT.search(query.standalone):
        return _when([(d, *_visited(d)) for d in of_time], "visited", library)
    return ()


def _visited(document: Document) -> tuple[str | None, str]:
    """When a visit began, and its dates in words."""
    visit = document.identity.visited
    return (visit.start, visit_words(visit)) if visit else (None, "")


def visit_words(visit: Visit) -> str:
    """The dates of a visit as people write them, the year once where it is the same.

    >>> visit_words(Visit(start="2024-07-08", end="2024-07-19", basis="text"))
    '8 July to 19 July 2024'
    """
    first, last = date_words(visit.start), date_words(visit.end)
    if first == last or not (first and last):
        return last or first
    year = first.split()[-1]
    same = last.endswith(year) and first != year
    return f"{first.removesuffix(year).strip() if same else first} to {last}"


def _when(
    dated: Sequence[tuple[Document, str | None, str]], word: str, library: Snapshot
) -> tuple[Statement, ...]:
    found = []
    for document, date, said in dated:
        printed = printed_in(document, date, library) if date else None
        if printed:
            text = f"{heading(document)}: {word} {said}. {quote(printed.quote)}"
            found.append(Statement(text=text, sources=(printed,)))
    return tuple(found[:MOST])


def printed_in(document: Document, wanted: str, library: Snapshot) -> Source | None:
    """The sentence in which a document prints a date, outright or in relation to its own."""
    for sentence in library.sentences(document.id):
        for date in dates.find(sentence.text, reference=document.published):
            if date.first and date.first.startswith(wanted):
                return Source(document=document, start=sentence.start, end=sentence.end)
    return None

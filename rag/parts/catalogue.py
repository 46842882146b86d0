"""Questions about the library itself -> the documents that answer them, by what is known of each.

How many reports there are of a council, which is the newest and which council's is the oldest
stand in no sentence of any document. Each document that an answer names is cited by the line
that dates it, else by its opening line.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache

from index.records import Document
from index.store import Snapshot
from index.tables import compiled, table
from rag.asked.asking import calendar_words, terms
from rag.asked.when import without_editions, without_times
from rag.facts.dated import printed_in, visit_words
from rag.records import Findings, Query, Source, Statement
from rag.retrieve import NO_REPORT, in_scope, is_of
from rag.shown.wording import (
    councils_counted,
    date_words,
    documents_counted,
    heading,
    listed,
    quote,
)

MOST = 20
"""Documents that an answer names."""
TIED = 3
"""Councils that an answer names as the first or the last."""
_COUNTS = re.compile(r"\bhow many (?:reports|documents|letters)\b", re.IGNORECASE)
_NEXT = re.compile(r"\b(?:next|will|due|expect\w*|upcoming|future)\b", re.IGNORECASE)


def of_library(query: Query, library: Snapshot) -> Findings | None:
    """What the list of documents answers; None where a question is about what they say."""
    asked = _asked(query)
    if asked is None or query.general or (query.elsewhere and not query.councils):
        return None
    scope = [d for d in in_scope(library, query) if _of_time(query, d)]
    found = _ANSWERS[asked](query, scope, library) if scope else None
    return found if found and found.statements else None


def _asked(query: Query) -> str | None:
    """Which of these questions it is, where it says nothing of a matter."""
    text = query.standalone
    if query.kind == "summary":
        return None
    if query.kind == "list" and _timed(query) and not _COUNTS.search(text):
        return None
    if _NEXT.search(text) or any(c.value is not None for c in query.conditions):
        return None
    frame = _frame() | calendar_words()
    bare = without_times(without_editions(text))
    names = {w.lower() for n in query.councils for w in re.findall(r"\w+", n)}
    said = {t.lower() for t in query.terms} | {t.lower() for t in query.names}
    left = [
        t
        for t in (t.lower().replace("’", "'") for t in terms(bare))
        if t in said and t not in frame | names and not t.isdigit()
    ]
    if left:
        return None
    return next((key for key, pattern in _patterns().items() if pattern.search(text)), None)


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    return table("rag.parts", "catalogue.toml")


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return compiled(_table()["asks"])


@cache
def _frame() -> frozenset[str]:
    return frozenset(str(_table()["frame"]["words"]).split())


def _timed(query: Query) -> bool:
    """Whether a question names a time."""
    return bool(query.times)


def _of_time(query: Query, document: Document) -> bool:
    return not query.periods or any(is_of(document, period) for period in query.periods)


# The answers


def _counted(query: Query, scope: Sequence[Document], library: Snapshot) -> Findings:
    """How many documents there are, with each of them where they are few."""
    if not (query.councils or query.regions or _timed(query)):
        return _whole(scope, library)
    about = _about(query, scope)
    lead = f"The library holds {documents_counted(len(scope))}{about}."
    return _naming(lead, scope, library)


def _whole(scope: Sequence[Document], library: Snapshot) -> Findings:
    """What the library holds, from when to when."""
    councils = councils_counted(len({d.council for d in scope if d.council}))
    dated = sorted((d for d in scope if d.published), key=lambda d: (d.published or "", d.id))
    lead = f"The library holds {documents_counted(len(library.documents))} about {councils}."
    if dated:
        lead += " The oldest and the newest:" if len(dated) > 1 else " It is:"
    ends = dict.fromkeys([dated[0].id, dated[-1].id]) if dated else {}
    return _findings(lead, [library.document(name) for name in ends], library, len(scope))


def _times(query: Query, scope: Sequence[Document], library: Snapshot) -> Findings | None:
    """How many inspections of a council the library holds reports of."""
    reports = [d for d in scope if d.identity.kind not in NO_REPORT]
    if not query.councils or not reports:
        return None
    full = [d for d in reports if d.is_full_inspection]
    others = len(reports) - len(full)
    inspections = "1 full inspection" if len(full) == 1 else f"{len(full)} full inspections"
    visits = f" and {others} other {'visit' if others == 1 else 'visits'}" if others else ""
    lead = (
        f"The library holds the reports of {inspections}{visits}{_about(query, reports, 'of')}; "
        "there may have been others."
    )
    return _naming(lead, reports, library)


def _listed(query: Query, scope: Sequence[Document], library: Snapshot) -> Findings | None:
    return _counted(query, scope, library) if query.councils else None


def _last(query: Query, scope: Sequence[Document], library: Snapshot) -> Findings | None:
    """The newest report of a council, or of the library."""
    found = _by_date(query, scope)
    return _findings("", found[-1:], library, len(scope)) if found else None


def _first(query: Query, scope: Sequence[Document], library: Snapshot) -> Findings | None:
    """The oldest report of a council, or of the library."""
    found = _by_date(query, scope)
    if not found:
        return None
    lead = f"The oldest in the library{_about(query, found)}:"
    return _findings(lead, found[:1], library, len(scope))


def _by_date(query: Query, scope: Sequence[Document]) -> list[Document]:
    """The reports of inspections in order of time; of one council only where it has any."""
    full = [d for d in scope if d.is_full_inspection]
    if query.councils and not full:
        return []
    return sorted((d for d in full or scope if d.published), key=_when)


def _latest(query: Query, scope: Sequence[Document], library: Snapshot) -> Findings | None:
    """The council that was inspected last of all."""
    lead = f"By the dates of the inspections that the library holds reports of{_where(query)}:"
    return _outermost(max, lead, scope, library)


def _longest_ago(query: Query, scope: Sequence[Document], library: Snapshot) -> Findings | None:
    """The council whose newest report is the oldest; else the oldest document."""
    lead = f"Of each council’s newest full inspection in the library{_where(query)} the oldest:"
    return _outermost(min, lead, scope, library) or _first(query, scope, library)


def _outermost(
    end: Callable[[Iterable[str]], str], lead: str, scope: Sequence[Document], library: Snapshot
) -> Findings | None:
    """The newest reports of each council that stand at one end of time; of two councils or more."""
    newest = _newest_of_each(scope)
    if len(newest) < 2:
        return None
    day = end(_when(d)[0] for d in newest)
    told = [d for d in newest if _when(d)[0] == day][:TIED]
    return _findings(lead, told, library, len(scope))


_ANSWERS: dict[str, Callable[[Query, Sequence[Document], Snapshot], Findings | None]] = {
    "times": _times,
    "count": _counted,
    "longest_ago": _longest_ago,
    "latest": _latest,
    "first": _first,
    "last": _last,
    "listed": _listed,
}


# Documents


def _newest_of_each(scope: Sequence[Document]) -> list[Document]:
    """The newest full inspection of each council."""
    newest: dict[str, Document] = {}
    for document in sorted(scope, key=_when):
        if document.is_full_inspection and document.council:
            newest[document.council] = document
    return list(newest.values())


def _when(document: Document) -> tuple[str, str]:
    """When inspectors were there, else when the document came out."""
    visit = document.identity.visited
    return (visit.end or visit.start or "" if visit else document.published or "", document.id)


def _naming(lead: str, documents: Sequence[Document], library: Snapshot) -> Findings:
    """The documents by name, the newest first."""
    newest = sorted(documents, key=_when, reverse=True)
    if len(newest) > MOST:
        lead = f"{lead} The newest {MOST}:"
    return _findings(lead, newest[:MOST], library, len(documents))


def _findings(
    lead: str, documents: Sequence[Document], library: Snapshot, searched: int
) -> Findings:
    told = tuple(_entry(d, library) for d in documents)
    return Findings(fixed=True, statements=told, lead=lead, searched=searched)


def _entry(document: Document, library: Snapshot) -> Statement:
    """A document with its kind and its dates, by the line of it that tells them."""
    who = document.identity
    opening = library.sentences(document.id)[0]
    source = Source(document=document, start=opening.start, end=opening.end)
    came = who.visited
    dated = printed_in(document, came.start, library) if came and came.start else None
    dated = dated or (printed_in(document, who.published, library) if who.published else None)
    told: list[str] = [who.kind if who.kind != "other" else "document"]
    if came:
        told.append(f"visited {visit_words(came)}")
    if who.published:
        told.append(f"published {date_words(who.published)}")
    shown = dated or source
    text = f"{heading(document)}: {', '.join(told)}. {quote(shown.quote)}"
    return Statement(text=text, sources=(shown,))


def _about(query: Query, scope: Sequence[Document], word: str = "about") -> str:
    """Whom and what time they are of."""
    times = [date_words(p.first) for p in query.times if p.first == p.last]
    when = f" of {listed(times)}" if times else ""
    if query.councils:
        return f" {word} {listed(query.councils)}{when}"
    held = {d.council for d in scope if d.council}
    return f"{_where(query)}{when}, about {len(held)} councils" if when or query.regions else ""


def _where(query: Query) -> str:
    return f" for {listed(query.regions)}" if query.regions else ""

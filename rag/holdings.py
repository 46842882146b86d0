"""What a survey asks about: the documents of each council, and what in them is of the time."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from index import councils, dates
from index.measures import is_visit
from index.records import Document, Fact
from index.store import Snapshot
from rag.facts.match import is_own
from rag.records import Evidence, Period, Query
from rag.retrieve import NO_REPORT, dates_of, is_of
from rag.shown.wording import shown_title


def holdings_of(query: Query, library: Snapshot) -> dict[str, list[Document]]:
    """The documents of each council in scope; one of unknown council stands for itself."""
    if query.kind == "compare" and query.elsewhere and not query.councils:
        return {}
    held: dict[str, list[Document]] = {}
    titles = Counter(d.title for d in library.documents if d.council is None)
    for document in library.documents:
        if not query.documents or document.id in query.documents:
            for name in document.identity.councils or (_whose(document, titles),):
                if _in_scope(query, name, document):
                    held.setdefault(name, []).append(document)
    for documents in held.values():
        documents.sort(key=lambda d: (d.published or "", d.id), reverse=True)
    return held


def _whose(document: Document, titles: Mapping[str, int]) -> str:
    """The council of a document; one whose council is unknown goes by its title, or by its id.

    Another document of that title, or a council of that name, is somebody else.
    """
    if document.council:
        return document.council
    title = shown_title(document)
    alone = titles[document.title] == 1 and councils.named(title) is None
    return title if alone else f"{title} ({document.id})"


def _in_scope(query: Query, name: str, document: Document) -> bool:
    council = councils.named(name)
    if any(name not in names for names in (query.councils, query.limits) if names):
        return False
    if any(name == c.like for c in query.conditions):
        return False
    region = council.region if council else document.identity.region
    if query.regions and region not in query.regions:
        return False
    return not query.council_kind or (council is not None and council.kind == query.council_kind)


def asked_about(query: Query, documents: Sequence[Document]) -> list[Document]:
    """The documents of the framework and the reports that the question names, the newest first."""
    asked = [
        d
        for d in documents
        if query.framework in (None, d.identity.framework)
        and (not query.editions or any(is_of(d, e) for e in query.editions))
    ]
    read = any(c.is_free or c.demanded or c.asks_whether for c in query.conditions)
    if not (read and query.newest) or query.times:
        return asked
    reports = [d for d in asked if d.identity.kind not in NO_REPORT] or asked
    return [d for d in asked if d.published == reports[0].published]


def of_then(query: Query, documents: Sequence[Document]) -> list[Document]:
    """The documents of the time that a question names, or all."""
    return [d for d in documents if not query.periods or is_of_time(query, d)]


def is_of_time(query: Query, document: Document) -> bool:
    """Whether a document is of a time that the question names."""
    return any(p.holds(date) for p in query.periods for date in dates_of(document))


def fact_in_time(query: Query, fact: Fact, document: Document) -> bool:
    """Whether a fact counts: a judgement is the report's own, and what is dated is of the time."""
    if not is_own(fact, document):
        return False
    if query.ages and fact.value is not None and not (fact.cohort or "").endswith(query.ages):
        return fact.measure == "judgement"
    if not query.periods:
        return True
    if is_visit(fact.measure):
        return _visited_in_time(query, fact, document)
    own = (fact.as_of, fact.by) if fact.as_of or fact.by else dates_of(document)
    named = {date[:4] for p in query.periods for date in (p.first, p.last)} - {"", Period.OPEN}
    return any(p.holds(date) for p in query.periods for date in own) or any(
        year in fact.quote for year in named
    )


def _visited_in_time(query: Query, fact: Fact, document: Document) -> bool:
    """Whether a visit was of the time: by what its sentence says, or as the letter on it."""
    told = [d.first or d.last for d in dates.find(fact.quote, reference=document.published)]
    if fact.measure.replace("_", " ") == document.identity.kind:
        told += dates_of(document)
    return any(p.holds(date) for p in query.periods for date in told)


def sentence_in_time(query: Query, evidence: Evidence) -> bool:
    """Whether a sentence is of the time asked about: its report is, or it names the year."""
    return (
        not query.periods
        or is_of_time(query, evidence.document)
        or any(year in evidence.sentence.text for year in query.years)
    )


def publication_dates(documents: Iterable[Document]) -> dict[str, str]:
    """When each document was published, by its id; nothing where that is unknown."""
    return {d.id: d.published or "" for d in documents}

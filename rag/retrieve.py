"""Query -> the passages most likely to hold its answer.

The scores of full text (BM25) and meaning (cosine) are fused (a convex combination: Bruch, Gai and
Ingber, TOIS 2023), which finds more than fusing their ranks does: `docs/benchmarks.md`. What the
question names narrows the documents first: a ranking over every council would fill with the others.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embed import Embedder
from index.measures import measures
from index.records import Document, Fact
from index.store import Snapshot
from index.tables import table
from rag.asked import asking
from rag.asked.when import month_beside
from rag.once import once
from rag.records import Hit, Period, Query
from rag.turn import question_vector
from rag.understand import QUESTION_LIMIT

DEPTH = 100
"""Passages that each of the two searches gives to the fusion."""
EARLIER = 0.4
"""Weight of what is found for earlier questions, where no rule fills the question in."""
_MONTH = len("2019-03")


@cache
def _table() -> dict[str, list[Any]]:
    return table("rag", "synonyms.toml")


def kinds_of_things() -> frozenset[str]:
    """Words that say of what kind a thing is and name none."""
    return frozenset(_table()["kinds"])


def common() -> frozenset[str]:
    """Words that say little, because every document of the field has them."""
    return frozenset(_table()["common"])


@cache
def synonyms() -> dict[str, tuple[str, ...]]:
    """Each word or phrase of the synonyms file with what else is looked for where it is asked."""
    rows = _table()
    found: dict[str, tuple[str, ...]] = {}
    for group in rows["groups"]:
        for word in group:
            found[word.lower()] = (*found.get(word.lower(), ()), *(w for w in group if w != word))
    for everyday, said in rows["everyday"]:
        for word in everyday:
            found[word.lower()] = (*found.get(word.lower(), ()), *said)
    return found


def meanings(query: Query) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each word of the question's matter with all that means the same, itself first."""
    asked = query.standalone.lower()
    found: list[tuple[str, tuple[str, ...]]] = []
    for term in query.terms:
        own = term.lower()
        phrase = next((p for p in _table()["phrases"] if own in p.split() and p in asked), None)
        if phrase:
            found.append((term, (phrase,)))
            continue
        meant = [term, *synonyms().get(own, ())]
        for phrase, others in synonyms().items():
            within = " " in phrase and phrase in asked and own in phrase.split()
            if within and re.search(rf"\b{re.escape(phrase)}\b", asked):
                meant += others
        found.append((term, tuple(dict.fromkeys(meant))))
    return tuple(found)


def expanded(terms: Sequence[str]) -> tuple[str, ...]:
    """The terms and the field's synonyms of each, in order, without repeats."""
    lowered = " ".join(terms).lower()
    extra = (
        other
        for word, others in synonyms().items()
        if word in lowered and re.search(rf"\b{re.escape(word)}\b", lowered)
        for other in others
    )
    return tuple(dict.fromkeys([*terms, *extra]))


@once
def vocabulary(library: Snapshot) -> frozenset[str]:
    """Every word of the documents, in lower case."""
    return frozenset(w for d in library.documents for w in re.findall(r"[a-z]{3,}", d.text.lower()))


@once
def valued_facts(library: Snapshot) -> tuple[Fact, ...]:
    """The facts that state a value."""
    return tuple(f for f in library.facts if f.value is not None)


def in_scope(library: Snapshot, query: Query) -> tuple[Document, ...]:
    """The readable documents that the question is about: its councils, kind of visit and years."""
    ready = [d for d in library.documents if d.state != "unreadable"]
    if query.documents:
        ready = [d for d in ready if d.id in query.documents]
    for names in filter(None, (query.councils, query.limits)):
        ready = [d for d in ready if set(names) & {d.council or d.title, *d.identity.councils}]
    if query.framework:
        ready = [d for d in ready if d.identity.framework in (query.framework, None)]
    if query.regions:
        ready = [d for d in ready if d.identity.region in query.regions]
    if query.about:
        ready = [d for d in ready if query.about in (d.identity.kind, d.identity.about)] or ready
    return tuple(_of_editions(ready, query))


def _of_editions(documents: Sequence[Document], query: Query) -> list[Document]:
    """Those of the times by which the question names a report; where asked for, only the newest.

    Where none is dated as asked, those of the month before or after will do: people take the
    visit, the letter and its publication for one another.
    """
    reports = [d for d in documents if d.identity.kind not in NO_REPORT]
    if query.newest and reports and not query.times:
        newest: dict[str | None, str] = {}
        for document in reports:
            date = document.published or ""
            newest[document.council] = max(date, newest.get(document.council, ""))
        return [d for d in reports if (d.published or "") == newest[d.council]]
    if not query.editions:
        return list(documents)
    for wanted in (query.editions, tuple(map(_widened, query.editions))):
        found = [d for d in documents if any(is_of(d, e) for e in wanted)]
        if found:
            return found
    return []


NO_REPORT = ("news", "minutes", "other")


def standing(query: Query, documents: Sequence[Document]) -> tuple[Document, ...]:
    """The documents that tell how things stand: each council's newest full inspection, and later.

    All of them where a question names a time, asks for what was before, or knows no council.
    """
    any_time = asking.words().edition["any"].search(query.standalone)
    dated = query.times or any_time
    before = any(c.role == "previous" or c.before for c in query.conditions)
    if dated or before or query.general:
        return tuple(documents)
    full: dict[str | None, str] = {}
    for document in documents:
        if document.is_full_inspection:
            date = document.published or ""
            full[document.council] = max(date, full.get(document.council, ""))
    return tuple(d for d in documents if (d.published or "") >= full.get(d.council, ""))


def settled(query: Query, library: Snapshot) -> Query:
    """The query as the library can take it.

    A time that names none of its reports ("since the 2015 inspection", of which only later ones
    tell) is a time like any other.
    """
    if not query.editions or in_scope(library, query):
        return query
    return replace(query, periods=query.times, editions=())


def dates_of(document: Document) -> tuple[str | None, ...]:
    """When a document was published and when the visit it tells of took place."""
    visited = document.identity.visited
    return (document.published, *((visited.start, visited.end) if visited else ()))


def is_of(document: Document, edition: Period) -> bool:
    """Whether a document is the one, or of the visit, that a time names."""
    if edition.published and document.published and len(document.published) >= _MONTH:
        return edition.holds(document.published)
    return any(edition.holds(date) for date in dates_of(document))


def _widened(period: Period) -> Period:
    """A period named to the month or the day, with the months beside it; a year stays itself."""
    if len(period.first) < _MONTH or len(period.last) < _MONTH:
        return period
    return Period(first=month_beside(period.first, -1), last=month_beside(period.last, 1))


Ranking = Sequence[tuple[str, float]]
"""Ids of passages with their scores, best first."""


def fused(by_words: Ranking, by_meaning: Ranking) -> dict[str, float]:
    """Each passage with the mean of its two scores, 0 to 1, each taken relative to its search.

    BM25 counts as a share of the best, since nothing shared is nothing; the cosine as its place
    between the worst and the best found.
    """
    total: dict[str, float] = {}
    for ranking, nothing in ((by_words, 0.0), (by_meaning, None)):
        if ranking:
            best, worst = ranking[0][1], ranking[-1][1] if nothing is None else nothing
            for name, score in ranking:
                share = (score - worst) / (best - worst) if best > worst else 1.0
                total[name] = total.get(name, 0.0) + share / 2
    return total


def beside_earlier(now: Ranking, earlier: Ranking) -> Ranking:
    """What is found for a question, with what is found for the earlier ones at less weight.

    The plain scores are added, so that a question which says little itself leans the more on what
    was asked before it.
    """
    total = dict(now)
    for name, score in earlier:
        total[name] = total.get(name, 0.0) + EARLIER * score
    return sorted(total.items(), key=lambda item: (-item[1], item[0]))


def retrieve(
    library: Snapshot,
    query: Query,
    embedder: Embedder,
    *,
    k: int = 10,
    documents: Iterable[Document] | None = None,
) -> tuple[Hit, ...]:
    """The `k` best passages for a query, best first."""
    scope = in_scope(library, query) if documents is None else tuple(documents)
    everything = len(scope) == len([d for d in library.documents if d.state != "unreadable"])
    ids = None if everything else [d.id for d in scope]
    asked = [measures()[c.measure] for c in query.conditions if c.measure]
    terms = expanded([*query.terms, *(w for m in asked for w in re.findall(r"\w{4,}", m.name))])
    matter = query.matter or query.standalone
    if query.before:
        terms, matter = expanded(asking.terms(query.question)), query.question
    vector = question_vector(embedder, matter, general=query.general)
    by_words, by_meaning = _searched(library, terms, vector, ids)
    if query.before:
        earlier = " ".join(query.before)[-QUESTION_LIMIT:]
        said = expanded(asking.terms(earlier))
        vector = question_vector(embedder, earlier, general=query.general)
        words_before, meaning_before = _searched(library, said, vector, ids)
        by_words = beside_earlier(by_words, words_before)
        by_meaning = beside_earlier(by_meaning, meaning_before)
    best = sorted(fused(by_words, by_meaning).items(), key=lambda item: (-item[1], item[0]))[:k]
    found = [(library.passage(name), score) for name, score in best]
    return tuple(
        Hit(passage=p, document=library.document(p.document), score=score, rank=rank)
        for rank, (p, score) in enumerate(found, start=1)
    )


def _searched(
    library: Snapshot,
    terms: Sequence[str],
    vector: NDArray[np.float32],
    documents: Sequence[str] | None,
) -> tuple[Ranking, Ranking]:
    """The passages that full text and meaning find, each best first."""
    by_words = library.search_words(terms, k=DEPTH, documents=documents)
    by_meaning = library.search_vectors(vector, k=DEPTH, documents=documents)
    return by_words, by_meaning

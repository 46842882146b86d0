"""Query -> the passages most likely to hold its answer.

Full text (BM25) and meaning (cosine) are fused by reciprocal rank (Cormack, Clarke and Buettcher,
SIGIR 2009, k = 60). What the question names narrows the documents first: a ranking over every
council would fill with the others.
"""

import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from index.embed import Embedder
from index.measures import measures
from index.records import Document, Fact
from index.store import Snapshot
from rag.records import Hit, Query

FUSION = 60
DEPTH = 40
"""Passages that each of the two searches gives to the fusion."""


@cache
def _table() -> dict[str, list[Any]]:
    return tomllib.loads(resources.files("rag").joinpath("synonyms.toml").read_text("utf-8"))


def common() -> frozenset[str]:
    """Words that say little, because every document of the field has them."""
    return frozenset(_table()["common"])


@cache
def synonyms() -> dict[str, tuple[str, ...]]:
    """Each word or phrase of the synonyms file with the others of its groups."""
    rows = _table()
    found: dict[str, tuple[str, ...]] = {}
    for group in rows["groups"]:
        for word in group:
            found[word.lower()] = (*found.get(word.lower(), ()), *(w for w in group if w != word))
    return found


def expanded(terms: Sequence[str]) -> tuple[str, ...]:
    """The terms and the field's synonyms of each, in order, without repeats."""
    lowered = " ".join(terms).lower()
    extra = (
        other
        for word, others in synonyms().items()
        if re.search(rf"\b{re.escape(word)}\b", lowered)
        for other in others
    )
    return tuple(dict.fromkeys([*terms, *extra]))


@lru_cache(maxsize=2)
def vocabulary(library: Snapshot) -> frozenset[str]:
    """Every word of the documents, in lower case."""
    return frozenset(w for d in library.documents for w in re.findall(r"[a-z]{3,}", d.text.lower()))


@lru_cache(maxsize=2)
def valued_facts(library: Snapshot) -> tuple[Fact, ...]:
    """The facts that state a value."""
    return tuple(f for f in library.facts if f.value is not None)


def in_scope(library: Snapshot, query: Query) -> tuple[Document, ...]:
    """The readable documents that the question is about: its councils, kind of visit and years."""
    ready = [d for d in library.documents if d.state != "unreadable"]
    if query.documents:
        ready = [d for d in ready if d.id in query.documents]
    if query.councils:
        ready = [d for d in ready if set(query.councils) & {d.council, *d.identity.councils}]
    if query.region:
        ready = [d for d in ready if d.identity.region == query.region]
    if query.about:
        ready = [d for d in ready if query.about in (d.identity.kind, d.identity.about)] or ready
    return tuple(ready)


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
    by_words = library.search_words(terms, k=DEPTH, documents=ids)
    vector = embedder.embed([query.standalone])[0]
    by_meaning = library.search_vectors(vector, k=DEPTH, documents=ids)
    fused: dict[str, float] = {}
    for ranking in (by_words, by_meaning):
        for rank, (passage, _) in enumerate(ranking, start=1):
            fused[passage] = fused.get(passage, 0.0) + 1 / (FUSION + rank)
    best = sorted(fused.items(), key=lambda item: (-item[1], item[0]))[:k]
    found = [(library.passage(name), score) for name, score in best]
    return tuple(
        Hit(passage=p, document=library.document(p.document), score=score, rank=rank)
        for rank, (p, score) in enumerate(found, start=1)
    )

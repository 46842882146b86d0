"""A condition in words -> the best evidence of every council, all of them read.

A library small enough is read sentence by sentence. In a larger one each council's best passages,
by words and by meaning over all its documents, are read; none is left out for ranking low among
the others.
"""

from collections.abc import Mapping, Sequence

from index.records import Document, Passage, Sentence
from index.store import Snapshot
from rag.evidence import Judge, without_councils
from rag.records import Condition, Evidence, Query
from rag.retrieve import FUSION, expanded

SMALL = 600
"""Sentences up to which a library is read whole."""
PASSAGES = 2
"""Passages read for each council of a larger one."""
COMPARED = 2
"""Sentences of each council that are compared by meaning there."""

Holdings = Mapping[str, Sequence[Document]]


def read_all(
    query: Query, condition: Condition, holdings: Holdings, library: Snapshot, judge: Judge
) -> dict[str, list[Evidence]]:
    """The evidence of each council, best first."""
    documents = {d.id: d for held in holdings.values() for d in held if d.state != "unreadable"}
    if sum(len(library.sentences(name)) for name in documents) <= SMALL:
        whole = {name: library.sentences(name) for name in documents}
        return {
            council: judge.sentences(
                query, {d.id: whole[d.id] for d in held if d.id in whole}, library
            )
            for council, held in holdings.items()
        }
    best = _ranked(query, condition, documents, library, judge)
    return {
        council: judge.sentences(
            query, _picked([d for d in held if d.id in documents], best, library), library,
            compared=COMPARED,
        )
        for council, held in holdings.items()
    }  # fmt: skip


def _ranked(
    query: Query,
    condition: Condition,
    documents: Mapping[str, Document],
    library: Snapshot,
    judge: Judge,
) -> dict[str, float]:
    """Every passage of the documents with its fused rank (reciprocal, as in retrieval)."""
    vector = judge.vectors.of([without_councils(condition.clause)])[0]
    count = sum(len(library.passages(name)) for name in documents)
    by_meaning = library.search_vectors(vector, k=count, documents=list(documents))
    by_words = library.search_words(expanded(query.terms), k=count, documents=list(documents))
    score: dict[str, float] = {}
    for ranking in (by_words, by_meaning):
        for rank, (name, _) in enumerate(ranking, start=1):
            score[name] = score.get(name, 0.0) + 1 / (FUSION + rank)
    return score


def _picked(
    held: Sequence[Document], score: Mapping[str, float], library: Snapshot
) -> dict[str, list[Sentence]]:
    """The sentences of a council's best passages."""
    passages = [p for d in held for p in library.passages(d.id)]
    passages.sort(key=lambda p: (-score.get(p.id, 0.0), p.id))
    chosen: dict[str, list[Sentence]] = {}
    for passage in passages[:PASSAGES]:
        chosen.setdefault(passage.document, []).extend(_of(passage, library))
    return {name: sorted(found, key=lambda s: s.number) for name, found in chosen.items()}


def _of(passage: Passage, library: Snapshot) -> tuple[Sentence, ...]:
    return library.sentences(passage.document)[passage.first : passage.last + 1]

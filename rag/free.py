"""A condition in words -> the best evidence of every council, all of them read.

A library small enough is read sentence by sentence. In a large one every sentence that has the
rare words of the condition is found; where it has none, each council's best passages, by words and
by meaning over all its documents, are read. None is left out for ranking low among the others.
"""

from collections.abc import Mapping, Sequence

from index.embed import Embedder
from index.records import Document, Passage, Sentence
from index.store import Snapshot
from rag.evidence import Judge
from rag.records import Evidence, Query
from rag.retrieve import expanded, fused
from rag.scarcity import LIBRARY
from rag.sought import sought
from rag.spoken import spoken

SMALL = 600
"""Sentences up to which a library is read whole."""
PASSAGES = 2
"""Passages read for each council of a larger one."""

Holdings = Mapping[str, Sequence[Document]]


def read_all(
    query: Query, holdings: Holdings, library: Snapshot, embedder: Embedder, judge: Judge
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
    wanted = sought(query, library) if library.passage_count >= LIBRARY else None
    if wanted:
        faults = query.conditions[0].polarity == "bad"
        denials = query.conditions[0].denied
        return spoken(wanted, holdings, library, faults=faults, denials=denials)
    best = _ranked(query, documents, library, embedder)
    return {
        council: judge.sentences(
            query, _picked([d for d in held if d.id in documents], best, library), library
        )
        for council, held in holdings.items()
    }


def _ranked(
    query: Query,
    documents: Mapping[str, Document],
    library: Snapshot,
    embedder: Embedder,
) -> dict[str, float]:
    """Every passage of the documents with its score, fused as in retrieval."""
    vector = embedder.embed([query.matter])[0]
    count = sum(len(library.passages(name)) for name in documents)
    by_meaning = library.search_vectors(vector, k=count, documents=list(documents))
    by_words = library.search_words(expanded(query.terms), k=count, documents=list(documents))
    return fused(by_words, by_meaning)


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

"""A condition in words -> the best evidence of every council, all of them searched.

A library small enough is read sentence by sentence. In a large one every sentence that has the name
or the rare words of the condition is found; where none says all of it, the passages that come
nearest are read besides. In between, each council's best passages are read.
"""

from collections.abc import Mapping, Sequence

from index.embed import Embedder
from index.records import Document, Passage, Sentence
from index.store import Snapshot
from rag.evidence import Judge
from rag.near import near, ranked
from rag.records import Evidence, Holdings, Query
from rag.scarcity import LIBRARY
from rag.sought import sought
from rag.spoken import spoken

SMALL = 600
"""Sentences up to which a library is read whole."""
ALL = 0.99
"""Share of what is sought from which a sentence says all of it."""
PASSAGES = 2
"""Passages read for each council of a larger one."""


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
    if library.passage_count >= LIBRARY:
        return _of_many(query, holdings, library, embedder, judge)
    best = ranked(query, documents, library, embedder)
    return {
        council: judge.sentences(
            query, _picked([d for d in held if d.id in documents], best, library), library
        )
        for council, held in holdings.items()
    }


def _of_many(
    query: Query, holdings: Holdings, library: Snapshot, embedder: Embedder, judge: Judge
) -> dict[str, list[Evidence]]:
    """The evidence in a large library: by words alone where these tell all.

    They do where they are a name or deny something, and where a sentence says all that is asked.
    """
    condition, wanted = query.conditions[0], sought(query, library)
    said: dict[str, list[Evidence]] = {}
    if wanted:
        faults = condition.polarity == "bad"
        said = spoken(wanted, holdings, library, faults=faults, denials=condition.denied)
    plainly = any(e.score >= ALL for found in said.values() for e in found[:1])
    named = wanted is not None and wanted.rarest.named
    told = condition.denied or condition.absent or condition.demanded or named or plainly
    return said if wanted and told else near(query, holdings, said, library, embedder, judge.reader)


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

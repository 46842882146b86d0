"""A condition in words -> the best evidence of every council, all of them searched.

A library small enough is read sentence by sentence. In a large one every sentence that has the name
asked for is found; where no name is asked for, what comes nearest is read. In between, each
council's best passages are read.
"""

from collections.abc import Mapping, Sequence

from index.embed import Embedder
from index.records import Document, Passage, Sentence
from index.store import Snapshot
from rag.asking import asks_for_plans
from rag.evidence import Judge
from rag.near import near, ranked
from rag.records import Evidence, Holdings, Query
from rag.scarcity import LIBRARY
from rag.sought import sought
from rag.spoken import spoken

SMALL = 600
"""Sentences up to which a library is read whole."""
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
    """The evidence in a large library: by words alone where it is a name or a denial they tell."""
    condition, wanted = query.conditions[0], sought(query, library)
    if wanted is None or not (
        wanted.rarest.named or condition.denied or condition.absent or condition.demanded
    ):
        return near(query, holdings, library, embedder, judge.reader)
    faults = condition.polarity == "bad"
    return spoken(
        wanted,
        holdings,
        library,
        faults=faults,
        denials=condition.denied,
        plans=faults or condition.denied or asks_for_plans(condition.clause),
    )


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

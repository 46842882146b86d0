"""A condition in words -> the best evidence of every council, all of them searched.

A library small enough is read sentence by sentence. In a larger one every sentence that has the
name asked for is found; where no name is asked for, what comes nearest is read.
"""

from collections.abc import Collection, Mapping

from index.embed import Embedder
from index.store import Snapshot
from rag.asked.asking import asks_for_plans
from rag.records import Evidence, Holdings, Query
from rag.sentences.evidence import Judge
from rag.sentences.near import near
from rag.sentences.scarcity import is_small
from rag.sentences.sought import sought
from rag.sentences.spoken import spoken


def read_all(
    query: Query,
    holdings: Holdings,
    library: Snapshot,
    embedder: Embedder,
    judge: Judge,
    *,
    among: Mapping[str, Collection[int]] | None = None,
) -> dict[str, list[Evidence]]:
    """The evidence of each council, best first.

    Args:
        query: asks for one condition.
        holdings: the documents of each council in scope.
        library: holds them.
        embedder: to search it by meaning.
        judge: reads the sentences.
        among: the numbers of the sentences of a larger library that may state it, by document; all
            where None.
    """
    if not is_small(library):
        return _of_many(query, holdings, library, embedder, judge, among)
    return {
        council: judge.sentences(
            query,
            {d.id: library.sentences(d.id) for d in held if d.state != "unreadable"},
            library,
            use="condition",
        )
        for council, held in holdings.items()
    }


def _of_many(
    query: Query,
    holdings: Holdings,
    library: Snapshot,
    embedder: Embedder,
    judge: Judge,
    among: Mapping[str, Collection[int]] | None,
) -> dict[str, list[Evidence]]:
    """The evidence in a larger library: by words alone where it is a name that they tell."""
    condition, wanted = query.conditions[0], sought(query, library)
    if wanted is None or not (wanted.rarest.named or condition.absent or condition.demanded):
        return near(query, holdings, library, embedder, judge.reader, among=among)
    faults = condition.polarity == "bad"
    return spoken(
        wanted,
        holdings,
        library,
        faults=faults,
        denials=condition.denied,
        plans=faults or condition.denied or asks_for_plans(condition.clause),
    )

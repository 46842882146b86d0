"""A condition in words -> the sentences that come nearest to it, each with its chance to state it.

Words alone miss what is said in other words, and the reader alone takes what is near for what is
meant. The best passage of every council is read, with the passages that search puts first of all,
and every sentence that has the words. What the words, the search and the reader say is joined by
logistic regression, each held against the best of the same survey; see `weigh.toml`.
"""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.embed import Embedder
from index.records import Document, Passage, Sentence
from index.store import Snapshot
from rag.read import Reader, candidates, rarity
from rag.records import Evidence, Holdings, Query
from rag.retrieve import expanded, fused
from rag.weigh import ask, coverage, weights

NEAREST = 24
"""Passages that are read because search puts them first, beside the best one of each council."""
OF_ONE = 4
"""Of them, passages of one council."""
SAID = 2
"""Sentences of one council read because they have the words."""
_FLOOR = 0.001

Place = tuple[str, int]
"""A document and the number of a sentence."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A sentence as it was found: by the search, by its words or not, by the reader in log-odds."""

    document: Document
    sentence: Sentence
    found: float
    said: bool
    covered: float
    reader: float


def ranked(
    query: Query, documents: Mapping[str, Document], library: Snapshot, embedder: Embedder
) -> dict[str, float]:
    """Every passage of the documents with its score, fused as in retrieval."""
    vector = embedder.embed([query.matter])[0]
    count = sum(len(library.passages(name)) for name in documents)
    by_meaning = library.search_vectors(vector, k=count, documents=list(documents))
    by_words = library.search_words(expanded(query.terms), k=count, documents=list(documents))
    return fused(by_words, by_meaning)


def near(
    query: Query,
    holdings: Holdings,
    said: Mapping[str, Sequence[Evidence]],
    library: Snapshot,
    embedder: Embedder,
    reader: Reader,
    *,
    among: Mapping[str, Collection[int]] | None = None,
) -> dict[str, list[Evidence]]:
    """The sentences of each council that may state a condition, the likeliest first.

    Args:
        query: asks for one condition.
        holdings: the documents of each council in scope.
        said: the sentences of each that have the words of the condition.
        library: holds them.
        embedder: to search it by meaning.
        reader: reads the sentences.
        among: the numbers of the sentences that may state it, by document; all where None.
    """
    documents = {d.id: d for held in holdings.values() for d in held if d.state != "unreadable"}
    score = ranked(query, documents, library, embedder)
    if among is not None:
        score = {name: s for name, s in score.items() if _holds(library.passage(name), among)}
    read = list(_rows(query, documents, score, said, library, reader, among))
    best: dict[str, list[Evidence]] = {}
    for row, chance in zip(read, _chances(read), strict=True):
        evidence = Evidence(document=row.document, sentence=row.sentence, score=chance)
        best.setdefault(row.document.id, []).append(evidence)
    return {
        council: sorted((e for d in held for e in best.get(d.id, ())), key=lambda e: -e.score)
        for council, held in holdings.items()
    }


def _rows(
    query: Query,
    documents: Mapping[str, Document],
    score: Mapping[str, float],
    said: Mapping[str, Sequence[Evidence]],
    library: Snapshot,
    reader: Reader,
    among: Mapping[str, Collection[int]] | None,
) -> Iterator[_Row]:
    """The sentences found by the search or by their words, read."""
    worded = {(e.document.id, e.sentence.number) for found in said.values() for e in found}
    few = [e for found in said.values() for e in found[:SAID]]
    chosen = [*_nearest(score, documents, library), *_around(few, library)]
    places = {
        place: found
        for place, found in _places(chosen, score, library).items()
        if among is None or place[1] in among.get(place[0], ())
    }
    asked = ask(query, rarity())
    numbers: dict[str, list[int]] = {}
    for name, number in sorted(places):
        numbers.setdefault(name, []).append(number)
    for name, listed in numbers.items():
        document, everything = documents[name], library.sentences(name)
        own = [everything[number] for number in listed]
        texts = candidates(document, everything, own)
        chances = reader.read(query.matter, texts)
        for sentence, chance in zip(own, chances, strict=True):
            place = (name, sentence.number)
            yield _Row(
                document=document,
                sentence=sentence,
                found=places[place],
                said=place in worded,
                covered=coverage(asked, sentence.text),
                reader=_log_odds(chance),
            )


def _places(
    passages: Sequence[str], score: Mapping[str, float], library: Snapshot
) -> dict[Place, float]:
    """The sentences of some passages, with the best score of the passages that hold each."""
    places: dict[Place, float] = {}
    for name in passages:
        passage = library.passage(name)
        for number in range(passage.first, passage.last + 1):
            place = (passage.document, number)
            places[place] = max(score.get(name, 0.0), places.get(place, 0.0))
    return places


def _holds(passage: Passage, among: Mapping[str, Collection[int]]) -> bool:
    """Whether a passage holds a sentence that may state the condition."""
    numbers = among.get(passage.document, ())
    return any(passage.first <= number <= passage.last for number in numbers)


def _nearest(
    score: Mapping[str, float], documents: Mapping[str, Document], library: Snapshot
) -> list[str]:
    """The best passage of each council, and those that search puts first, of each a few at most."""
    taken: dict[str, int] = {}
    chosen: list[str] = []
    for name in sorted(score, key=lambda n: (-score[n], n)):
        document = documents[library.passage(name).document]
        council = document.council or document.id
        most = OF_ONE if len(chosen) < NEAREST else 1
        if taken.get(council, 0) < most:
            taken[council] = taken.get(council, 0) + 1
            chosen.append(name)
    return chosen


def _around(found: Sequence[Evidence], library: Snapshot) -> Iterator[str]:
    """The passages that hold some sentences."""
    for evidence in found:
        passages = library.passages(evidence.document.id)
        number = evidence.sentence.number
        yield next(p.id for p in passages if p.first <= number <= p.last)


def _log_odds(chance: float) -> float:
    held = min(1 - _FLOOR, max(_FLOOR, chance))
    return math.log(held / (1 - held))


def _chances(read: Sequence[_Row]) -> Iterator[float]:
    """The chance of each sentence that it states the condition."""
    weight = weights("survey")
    best = max((r.reader for r in read), default=0.0)
    first = max((r.found for r in read), default=0.0)
    told = any(r.said for r in read)
    for row in read:
        total = (
            weight["constant"]
            + weight["below the best read"] * (best - row.reader)
            + weight["below the best found"] * (first - row.found)
            + weight["covered"] * row.covered
            + weight["says something"] * float(row.said)
            + weight["words tell"] * told
        )
        yield 1 / (1 + math.exp(-total))

"""A condition in words -> the sentences that come nearest to it, each with its chance to state it.

Words alone miss what is said in other words, and the reader alone takes what is near for what is
meant. The best passage of every council is read, with the passages that search puts first of all,
and the sentences that have most of the rare words; `states.py` weighs what is found.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from index.embed import Embedder
from index.extract import to_improve
from index.records import Document, Passage
from index.store import Snapshot
from rag.read import Reader, candidates
from rag.records import Evidence, Holdings, Query
from rag.retrieve import expanded, fused
from rag.sentences.said import Said
from rag.sentences.sought import TELLS
from rag.sentences.states import Asked, Signs, chances, signs
from rag.sentences.stock import stock
from rag.turn import question_vector

NEAREST = 24
"""Passages that are read because search puts them first, beside the best one of each council."""
OF_ONE = 4
"""Of them, passages of one council."""
WORDED = 60
"""Passages that are looked at because they have the rare words, and sentences read of them."""
SHARE = 0.3
"""Share of what is sought, weighed by rarity, that such a sentence has at least."""
Place = tuple[str, int]
"""A document and the number of a sentence."""


def ranked(
    query: Query, documents: Mapping[str, Document], library: Snapshot, embedder: Embedder
) -> dict[str, float]:
    """Every passage of the documents with its score, fused as in retrieval."""
    vector = question_vector(embedder, query.matter)
    count = sum(len(library.passages(name)) for name in documents)
    by_meaning = library.search_vectors(vector, k=count, documents=list(documents))
    by_words = library.search_words(expanded(query.terms), k=count, documents=list(documents))
    return fused(by_words, by_meaning)


def near(
    query: Query,
    holdings: Holdings,
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
        library: holds them.
        embedder: to search it by meaning.
        reader: reads the sentences.
        among: the numbers of the sentences that may state it, by document; all where None.
    """
    documents = {d.id: d for held in holdings.values() for d in held if d.state != "unreadable"}
    score = ranked(query, documents, library, embedder)
    if among is not None:
        score = {name: s for name, s in score.items() if _holds(library.passage(name), among)}
    read = list(_read(query, documents, score, library, reader, among))
    best: dict[str, list[Evidence]] = {}
    for (evidence, _), chance in zip(read, chances([s for _, s in read]), strict=True):
        best.setdefault(evidence.document.id, []).append(replace(evidence, score=chance))
    return {
        council: sorted((e for d in held for e in best.get(d.id, ())), key=lambda e: -e.score)
        for council, held in holdings.items()
    }


def _read(
    query: Query,
    documents: Mapping[str, Document],
    score: Mapping[str, float],
    library: Snapshot,
    reader: Reader,
    among: Mapping[str, Collection[int]] | None,
) -> Iterator[tuple[Evidence, Signs]]:
    """The sentences found by the search or by their words, read, with what speaks for each."""
    asked = Asked.of(query, library)
    nearest = _places(_nearest(score, documents, library), score, library)
    places = nearest | _with_words(asked, documents, score, library)
    numbers: dict[str, list[int]] = {}
    for name, number in sorted(places.keys() - stock(library)):
        if among is None or number in among.get(name, ()):
            numbers.setdefault(name, []).append(number)
    picked = {n: [library.sentences(n)[number] for number in own] for n, own in numbers.items()}
    texts = [text for name, own in picked.items() for text in candidates(documents[name], own)]
    chance = iter(reader.read(query.matter, texts))
    for name, own in picked.items():
        demands = to_improve(library.sentences(name)) if asked.faults else frozenset()
        for sentence in own:
            found = signs(
                asked,
                sentence.text,
                found=places[name, sentence.number],
                read=next(chance),
                demanded=sentence.number in demands,
            )
            if found:
                yield Evidence(document=documents[name], sentence=sentence, score=0.0), found


def _with_words(
    asked: Asked,
    documents: Mapping[str, Document],
    score: Mapping[str, float],
    library: Snapshot,
) -> dict[Place, float]:
    """The sentences that have most of the rare words, with the score of their passages."""
    weight: dict[str, float] = {}
    for group in asked.groups:
        if group.named or group.rarity >= TELLS:
            hits = library.search_words(
                group.phrases, k=library.passage_count, documents=list(documents)
            )
            for name, _ in hits:
                weight[name] = weight.get(name, 0.0) + group.rarity
    found: dict[Place, tuple[float, float]] = {}
    for name, _ in sorted(weight.items(), key=lambda item: (-item[1], item[0]))[:WORDED]:
        passage = library.passage(name)
        everything = library.sentences(passage.document)
        for sentence in everything[passage.first : passage.last + 1]:
            share = asked.share(asked.said_by(Said.of(sentence.text)))
            if share >= SHARE:
                found[passage.document, sentence.number] = (share, score.get(name, 0.0))
    best = sorted(found, key=lambda place: (-found[place][0], place))[:WORDED]
    return {place: found[place][1] for place in best}


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

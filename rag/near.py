"""A condition in words -> the sentences that come nearest to it, each with its chance to state it.

Words alone miss what is said in other words, and the reader alone takes what is near for what is
meant. The best passage of every council is read, with the passages that search puts first of all,
and the sentences that have most of the rare words. What the words, the search and the reader say is
joined by logistic regression, by itself and held against the best of the same survey; see
`weigh.toml`.
"""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.embed import Embedder
from index.extract import polarity, to_improve
from index.records import Document, Passage, Sentence
from index.store import Snapshot
from rag.asking import asks_for_plans
from rag.denied import denied, planned
from rag.read import Reader, candidates
from rag.records import Condition, Evidence, Holdings, Query
from rag.retrieve import expanded, fused
from rag.sought import TELLS, Group, Said, groups_of
from rag.weigh import stems, weights

NEAREST = 24
"""Passages that are read because search puts them first, beside the best one of each council."""
OF_ONE = 4
"""Of them, passages of one council."""
WORDED = 60
"""Passages that are looked at because they have the rare words, and sentences read of them."""
SHARE = 0.3
"""Share of what is sought, weighed by rarity, that such a sentence has at least."""
_FLOOR = 0.001

Place = tuple[str, int]
"""A document and the number of a sentence."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A sentence as it was found, and what speaks for it; weights of it are in `weigh.toml`."""

    document: Document
    sentence: Sentence
    found: float
    """How well the search found its passage."""
    reader: float
    """What the reader says, in log-odds."""
    said: float
    """Share of what is sought that it says, weighed by how rare it is in the library."""
    in_a_row: float
    """Share that it says in the same row of words as the question."""
    rarest: float
    """Rarity of the rarest that it says, and of the rarest that it lacks."""
    lacking: float
    faultless: bool
    """Whether a fault is asked for and it finds none."""


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
    read = list(_rows(query, documents, score, library, reader, among))
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
    library: Snapshot,
    reader: Reader,
    among: Mapping[str, Collection[int]] | None,
) -> Iterator[_Row]:
    """The sentences found by the search or by their words, read."""
    groups = groups_of(query, library)
    nearest = _places(_nearest(score, documents, library), score, library)
    places = nearest | _with_words(groups, documents, score, library)
    row = stems(query.matter)
    faults = query.conditions[0].polarity == "bad"
    numbers: dict[str, list[int]] = {}
    for name, number in sorted(places):
        if among is None or number in among.get(name, ()):
            numbers.setdefault(name, []).append(number)
    for name, listed in numbers.items():
        document, everything = documents[name], library.sentences(name)
        own = [everything[number] for number in listed]
        texts = candidates(document, everything, own)
        chances = reader.read(query.matter, texts)
        demands = to_improve(everything) if faults else frozenset()
        for sentence, chance in zip(own, chances, strict=True):
            place, text = (name, sentence.number), Said.of(sentence.text)
            has = [text.has(group) for group in groups]
            if not faults and _is_not_so(query.conditions[0], groups, has, text):
                continue
            yield _Row(
                document=document,
                sentence=sentence,
                found=places[place],
                reader=_log_odds(chance),
                said=_share(groups, has),
                in_a_row=_in_a_row(groups, row, text),
                rarest=max((g.rarity for g, h in zip(groups, has, strict=True) if h), default=0.0),
                lacking=max(
                    (g.rarity for g, h in zip(groups, has, strict=True) if not h), default=0.0
                ),
                faultless=faults
                and place[1] not in demands
                and polarity(sentence.text, 0, len(sentence.text)) != "bad",
            )


def _is_not_so(
    condition: Condition, groups: Sequence[Group], has: Sequence[bool], text: Said
) -> bool:
    """Whether a text says of what tells most that it is not there, or is yet to come."""
    said = [g for g, h in zip(groups, has, strict=True) if h and g.rarity >= TELLS]
    place = text.place(max(said, key=lambda g: g.rarity)) if said else None
    if place is None:
        return False
    to_come = planned(text.text, place) and not asks_for_plans(condition.clause)
    return to_come or denied(text.text, place) != condition.denied


def _share(groups: Sequence[Group], has: Sequence[bool]) -> float:
    """The share of what is sought that is there, weighed by rarity."""
    total = sum(g.rarity for g in groups)
    return sum(g.rarity for g, h in zip(groups, has, strict=True) if h) / total if total else 0.0


def _in_a_row(groups: Sequence[Group], row: Sequence[str], text: Said) -> float:
    """The largest share of what is sought that a text says in the words' order in the question."""
    rare = {stem: g.rarity for g in groups for stem in stems(g.phrases[0])}
    total = sum(rare.values())
    best, own = 0.0, text.row
    for start in range(len(row)):
        end = start + 2
        while end <= len(row) and f" {' '.join(row[start:end])} " in own:
            telling = [rare[stem] for stem in row[start:end] if rare.get(stem)]
            if len(telling) > 1:
                best = max(best, sum(telling))
            end += 1
    return best / total if total else 0.0


def _with_words(
    groups: Sequence[Group],
    documents: Mapping[str, Document],
    score: Mapping[str, float],
    library: Snapshot,
) -> dict[Place, float]:
    """The sentences that have most of the rare words, with the score of their passages."""
    weight: dict[str, float] = {}
    for group in groups:
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
            text = Said.of(sentence.text)
            share = _share(groups, [text.has(group) for group in groups])
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


def _log_odds(chance: float) -> float:
    held = min(1 - _FLOOR, max(_FLOOR, chance))
    return math.log(held / (1 - held))


def _chances(read: Sequence[_Row]) -> Iterator[float]:
    """The chance of each sentence that it states the condition."""
    weight = weights("survey")
    for signs in _signals(read):
        total = weight["constant"] + sum(weight[name] * value for name, value in signs.items())
        yield 1 / (1 + math.exp(-total))


def _signals(read: Sequence[_Row]) -> Iterator[dict[str, float]]:
    """What speaks for and against each sentence, by itself and beside the best of the survey."""
    best = {
        name: max((getattr(row, name) for row in read), default=0.0)
        for name in ("reader", "found", "said")
    }
    for row in read:
        yield {
            "below the best read": best["reader"] - row.reader,
            "below the best found": best["found"] - row.found,
            "below the best said": best["said"] - row.said,
            "in a row": row.in_a_row,
            "rarest": row.rarest,
            "lacking": row.lacking,
            "faultless": float(row.faultless),
        }

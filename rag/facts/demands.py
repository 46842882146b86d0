"""What inspectors want improved: the items of a report's own list of it that are on a matter.

Every full inspection ends in such a list ("What needs to improve", "Recommendations"). A question
for what stands on it is answered from those items alone, each of them read.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from index.embed import Embedder
from index.extract import to_improve
from index.measures import Measure, measures
from index.records import Sentence
from index.store import Snapshot
from index.tables import any_of, table
from rag.asked.asking import terms, words
from rag.asked.when import without_times
from rag.once import once
from rag.read import Reader, rarity
from rag.records import Evidence, Holdings, Query
from rag.retrieve import common
from rag.sentences.near import near
from rag.sentences.scarcity import is_small
from rag.sentences.weigh import ask, coverage, has_rarest, stems

ON_THE_MATTER = 0.5
"""Share of the matter, weighed by rarity, that an item must say."""
ALL = 0.99
"""Share of it that an item says which needs no reading."""
_OR = re.compile(r"\bor\b|/", re.IGNORECASE)
_BRACKETS = re.compile(r"\(([^()]*)\)")
_LEADS_IN = re.compile(r"(?::|\bincluding|\bthat)\W*$")

Item = tuple[Sentence, str]
"""A sentence of a list, and its text with the line that leads in to it."""


@cache
def _of_lists() -> re.Pattern[str]:
    """A word that asks for the list, and not for what stands on it."""
    return any_of(table("rag.facts", "demands.toml")["of_lists"])


@cache
def _workforce() -> str:
    """The words for those of whom a measure of the workforce is without saying."""
    return str(table("rag.facts", "demands.toml")["workforce"])


def demanded(
    query: Query,
    holdings: Holdings,
    library: Snapshot,
    embedder: Embedder,
    reader: Reader,
) -> dict[str, list[Evidence]]:
    """The items of each council's reports on the matter of the query's first condition.

    In a large library those that put it in other words are read for, unless nothing but a measure
    is asked for, which is named in words that are known.
    """
    said = _worded(query, holdings, library)
    if _alone(query) or is_small(library):
        return said
    listed = {
        d.id: frozenset(s.number for s, _ in items(d.id, library))
        for held in holdings.values()
        for d in held
    }
    matter = replace(query, terms=_matter(without_times(query.conditions[0].clause)))
    read = near(matter, holdings, library, embedder, reader, among=listed)
    return {council: _with_all(said[council], found) for council, found in read.items()}


def _with_all(said: Sequence[Evidence], read: Sequence[Evidence]) -> list[Evidence]:
    """What was read for, and first what says all that was asked in so many words."""
    whole = [e for e in said if e.score >= ALL]
    places = {(e.document.id, e.sentence.number) for e in whole}
    return [*whole, *(e for e in read if (e.document.id, e.sentence.number) not in places)]


def _alone(query: Query) -> Measure | None:
    """The measure that a question asks for, where it says nothing else of the matter."""
    condition = query.conditions[0]
    measure = measures().get(condition.measure or "")
    if measure is None:
        return None
    beyond = _matter(measure.asked.sub(" ", without_times(condition.clause)))
    known = stems(" ".join((*common(), *words().loose, _workforce())))
    return None if set(stems(" ".join(beyond))) - set(known) else measure


def _worded(query: Query, holdings: Holdings, library: Snapshot) -> dict[str, list[Evidence]]:
    """The items that are on the matter by their words."""
    clause = without_times(query.conditions[0].clause)
    measure = _alone(query)
    ways = (_BRACKETS.sub(" ", clause), *_BRACKETS.findall(clause))
    either = [
        ask(replace(query, terms=matter), rarity())
        for way in ways
        for part in _OR.split(way)
        if (matter := _matter(part))
    ]

    def on_it(text: str) -> float:
        if measure:
            return float(bool(measure.said.search(text)))
        said = (coverage(asked, text) for asked in either if has_rarest(asked, text))
        return max(said, default=0.0)

    return {
        council: [
            Evidence(document=document, sentence=sentence, score=score)
            for document in held
            for sentence, text in items(document.id, library)
            if (score := on_it(text)) >= ON_THE_MATTER
        ]
        for council, held in holdings.items()
    }


def _matter(clause: str) -> tuple[str, ...]:
    """The words of a question that say what is to stand on the list."""
    loose = words().loose - common()
    return tuple(
        t
        for t in terms(clause)
        if not (_of_lists().fullmatch(t) or t.lower() in loose or t[:1].isdigit())
    )


def of_all_items(query: Query) -> bool:
    """Whether a question is for a list as a whole: it names no matter that an item is to be on."""
    clause = without_times(query.conditions[0].clause)
    return not [t for t in _matter(clause) if t.lower() not in words().loose]


def items(document: str, library: Snapshot) -> tuple[Item, ...]:
    """The items of a document's lists of what needs to improve."""
    return _lists(library)[document]


@once
def _lists(library: Snapshot) -> dict[str, tuple[Item, ...]]:
    """The items of every document; kept for the library as it stands."""
    return {d.id: tuple(_items(library.sentences(d.id))) for d in library.documents}


def _items(sentences: Sequence[Sentence]) -> Iterator[Item]:
    listed, lead = to_improve(sentences), ""
    for sentence in sentences:
        if sentence.number not in listed:
            lead = ""
            continue
        yield sentence, f"{lead} {sentence.text}".strip()
        if _LEADS_IN.search(sentence.text):
            lead = sentence.text
        elif sentence.text[:1].isupper():
            lead = ""

"""A sentence read against a question -> the chance that it answers.

The reader knows English; this adds what the field knows: the measure asked about and its synonyms,
the names and years that an answer must carry, the kind of thing that would answer, and whether the
sentence praises or finds fault. The signals are joined by logistic regression; its weights, and how
they were fitted, are in `weigh.toml`.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Literal

from index.extract import polarity
from index.measures import measures, mentions
from index.numbers import UNITS
from index.records import Document, Sentence
from index.tables import table
from rag.asked.asking import words
from rag.records import Evidence, Query
from rag.retrieve import common, meanings
from rag.sentences.holds import holds
from rag.sentences.signals import Rarity
from rag.sentences.signals import stems as plain_stems

_FLOOR = 0.001
STATES = 0.5
"""Chance from which a sentence is taken to state a condition in words; see docs/benchmarks.md."""
SENTENCES = 2048
"""Stemmed sentences that are kept: more than one question reads."""
DOUBT = 0.07
"""Chance below which the reader's doubt counts no more: the search or a speaker may know better."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question taken apart once for all sentences."""

    query: Query
    groups: tuple[tuple[float, frozenset[tuple[str, ...]]], ...]
    """Each content word: how rare it is, and the stems of all that means the same."""
    rarest: frozenset[tuple[str, ...]]
    """The stems of all that means the rarest word of its matter; none where it has no words."""
    measures: frozenset[str]
    polarity: str | None


_DIGITS = {stem: str(n) for n, stem in enumerate(plain_stems(" ".join(UNITS)))}


def stems(text: str) -> list[str]:
    """The stems of a text, number words as digits: "two-day" and "2-day" are the same."""
    return [_DIGITS.get(s, s) for s in plain_stems(text)]


Use = Literal["field", "few", "general", "condition", "survey"]
"""What sentences are weighed for: lookups in a large library of the field, in one that is read
whole or of anything else; a condition for which all sentences of a library are read, or one for
which those are that search finds."""


@cache
def weights(use: Use) -> dict[str, float]:
    """The weight of each signal."""
    fitted = table("rag.sentences", "weigh.toml")[use]
    return {str(k): float(v) for k, v in fitted.items()}


def ask(query: Query, rarity: Rarity) -> Asked:
    """Take a question apart."""
    groups, telling = [], []
    for term, meant in meanings(query):
        own = tuple(stems(term))
        if not own:
            continue
        same = {tuple(stems(phrase)) for phrase in meant}
        weight = max(rarity(s) for s in own)
        group = (weight * (COMMON if term.lower() in common() else 1.0), frozenset(same))
        groups.append(group)
        if term.lower() not in words().loose:
            telling.append(group)
    return Asked(
        query=query,
        groups=tuple(groups),
        rarest=max(telling or groups, key=lambda g: g[0], default=(0.0, frozenset()))[1],
        measures=frozenset(c.measure for c in query.conditions if c.measure),
        polarity=next((c.polarity for c in query.conditions if c.polarity), None),
    )


def signals(
    asked: Asked,
    sentence: Sentence,
    document: Document,
    speaker: str | None,
    read: float,
) -> dict[str, float]:
    """What speaks for and against a sentence; each 0 to 1, the reader's in log-odds."""
    text = sentence.text
    chance = min(1 - _FLOOR, max(_FLOOR if asked.query.general else DOUBT, read))
    said = {m.measure.key for m in mentions(f"{text} {speaker or ''}")} if asked.measures else set()
    spoken = [k for k in asked.measures if said & {k, *measures()[k].includes}]
    shared = len(spoken) / len(asked.measures) if asked.measures else 0.0
    near = {n for k in asked.measures for n in measures()[k].near}
    kind = holds(asked.query, text, document, speaker)
    wanted = {"bad": "good", "good": "bad"}
    found = polarity(text, 0, len(text)) if asked.polarity else None
    said_by = f"{text} {speaker or ''}"
    return {
        "reader": math.log(chance / (1 - chance)),
        "covered": coverage(asked, said_by),
        "measure": shared,
        "no measure": float(bool(asked.measures) and not shared and not (near & said)),
        "kind held": float(kind is True),
        "kind missing": float(kind is False),
        "polarity": float(found is not None and found == asked.polarity),
        "other polarity": float(found is not None and found == wanted.get(asked.polarity or "")),
        "number missing": float(number_missing(asked.query, f"{text} {document.published or ''}")),
        "quoted": float(bool(asked.query.quoted)),
    }


COMMON = 0.25
"""Share of its weight that a word keeps which every document of the field has."""


def weigh(found: dict[str, float], use: Use = "field") -> float:
    """The chance, 0 to 1, that the signals add up to."""
    known = weights(use)
    total = known["constant"] + sum(known.get(name, 0.0) * v for name, v in found.items())
    return 1 / (1 + math.exp(-total))


def scored(evidence: Evidence, found: dict[str, float], use: Use = "field") -> Evidence:
    """The evidence with the chance that its signals add up to."""
    return replace(evidence, score=weigh(found, use))


def coverage(asked: Asked, text: str) -> float:
    """The share of what is asked, weighed by rarity, that a text says in these or other words."""
    if not asked.groups:
        return 0.0
    row = Row.of(text)
    total = sum(w for w, _ in asked.groups)
    return sum(w for w, same in asked.groups if row.has(same)) / total


def has_rarest(asked: Asked, text: str) -> bool:
    """Whether a text has the rarest word of the question, or one that means the same."""
    return not asked.rarest or Row.of(text).has(asked.rarest)


def says_all(asked: Asked, text: str) -> bool:
    """Whether a text says every word of the question's matter, in these or other words."""
    row = Row.of(text)
    return all(row.has(same) for _, same in asked.groups)


@dataclass(frozen=True, slots=True)
class Row:
    """The stems of a text."""

    stems: frozenset[str]
    joined: str
    """As they stand, between spaces."""

    @classmethod
    @lru_cache(maxsize=SENTENCES)
    def of(cls, text: str) -> "Row":
        """Stem a text; a sentence is asked about several times for one question."""
        order = stems(text)
        return cls(frozenset(order), f" {' '.join(order)} ")

    def has(self, same: frozenset[tuple[str, ...]]) -> bool:
        """Whether it has any of some words or phrases."""
        return any(
            words[0] in self.stems if len(words) == 1 else f" {' '.join(words)} " in self.joined
            for words in same
        )


def number_missing(query: Query, text: str) -> bool:
    """Whether the question has a number, in digits or words, that the text has not.

    A span of years is a time, which is looked at elsewhere.
    """
    have = Row.of(text).stems
    terms = (t for t in query.terms if not (query.periods and _YEARS.fullmatch(t)))
    wanted = {s for term in terms for s in stems(term) if s.isdigit()}
    return not wanted <= have


_YEARS = re.compile(r"(?:19|20)\d\d[-–/](?:(?:19|20)?\d\d)")


def premise_missing(question: str, text: str) -> bool:
    """Whether the question takes an event for granted that the text does not tell of."""
    ending, ended = words().premise["ending"], words().premise["ended"]
    return bool(ending.search(question)) and not (ending.search(text) or ended.search(text))


def other_direction(question: str, text: str) -> bool:
    """Whether a question takes a rise for granted where a text tells of a fall, or the reverse."""
    up, down = words().premise["up"], words().premise["down"]
    for asked, other in ((up, down), (down, up)):
        if asked.search(question) and not other.search(question):
            return bool(other.search(text)) and not asked.search(text)
    return False


def around(sentences: Sequence[Sentence], number: int, document: Document) -> str:
    """A sentence with its neighbours on both sides."""
    first, last = max(0, number - 1), min(len(sentences) - 1, number + 1)
    return document.text[sentences[first].start : sentences[last].end]

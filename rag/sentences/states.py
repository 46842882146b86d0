"""A sentence against a condition in words -> what speaks for it, and the chance that it states it.

The words of the condition count by how rare they are in the library, one by one and in a row; the
search and the reader have found the sentence more or less near. The signals are joined by logistic
regression, by themselves and held against the best of the same survey; see `weigh.toml`.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.extract import polarity
from index.store import Snapshot
from rag.asked.asking import asks_for_plans
from rag.records import Condition, Query
from rag.sentences.denied import is_so
from rag.sentences.said import Group, Said
from rag.sentences.sought import TELLS, groups_of
from rag.sentences.weigh import stems, weights

_FLOOR = 0.001


@dataclass(frozen=True, slots=True)
class Asked:
    """A condition taken apart once for all sentences."""

    condition: Condition
    groups: tuple[Group, ...]
    row: tuple[str, ...]
    """The stems of the question as they follow each other."""
    telling: Mapping[str, float]
    """The stems of what is sought with their rarity."""
    plans: bool
    """Whether what is yet to come counts too."""

    @classmethod
    def of(cls, query: Query, library: Snapshot) -> "Asked":
        """Take the first condition of a question apart."""
        condition, groups = query.conditions[0], groups_of(query, library)
        return cls(
            condition=condition,
            groups=groups,
            row=tuple(stems(query.matter)),
            telling={stem: g.rarity for g in groups for stem in stems(g.phrases[0])},
            plans=asks_for_plans(condition.clause),
        )

    @property
    def faults(self) -> bool:
        """Whether it asks for what is criticised."""
        return self.condition.polarity == "bad"

    def said_by(self, text: Said) -> list[Group]:
        """What of it a text says."""
        return [g for g in self.groups if text.has(g)]

    def share(self, said: Sequence[Group]) -> float:
        """The share of what is sought that is said, weighed by rarity."""
        total = sum(g.rarity for g in self.groups)
        return sum(g.rarity for g in said) / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for a sentence."""

    found: float
    """How well the search found its passage."""
    reader: float
    """What the reader says, in log-odds."""
    said: float
    """Share of what is sought that it says, weighed by rarity."""
    in_a_row: float
    """Share that it says in the same row of words as the question."""
    rarest: float
    """Rarity of the rarest that it says."""
    lacking: float
    """Rarity of the rarest that it lacks."""


def signs(asked: Asked, text: str, *, found: float, read: float, demanded: bool) -> Signs | None:
    """What speaks for a sentence; None where it is not so, or lacks the fault that is asked for.

    What finds fault with a thing may say in its own way that it is not so.

    Args:
        asked: the condition.
        text: the sentence.
        found: how well the search found its passage.
        read: the reader's chance, 0 to 1.
        demanded: whether it stands on a list of what must improve.
    """
    own = Said.of(text)
    has = asked.said_by(own)
    fault = demanded or polarity(text, 0, len(text)) == "bad"
    as_asked = fault if asked.faults else _is_so(asked, has, own)
    if not (as_asked or (fault and asked.condition.denied)):
        return None
    held = min(1 - _FLOOR, max(_FLOOR, read))
    return Signs(
        found=found,
        reader=math.log(held / (1 - held)),
        said=asked.share(has),
        in_a_row=_in_a_row(asked, own),
        rarest=max((g.rarity for g in has), default=0.0),
        lacking=max((g.rarity for g in asked.groups if g not in has), default=0.0),
    )


def _is_so(asked: Asked, said: Sequence[Group], text: Said) -> bool:
    """Whether a text says of what tells most what is asked of it."""
    telling = [g for g in said if g.rarity >= TELLS]
    span = text.span(max(telling, key=lambda g: g.rarity)) if telling else None
    denials = asked.condition.denied
    return span is None or is_so(text.text, span, denials=denials, plans=asked.plans)


def _in_a_row(asked: Asked, text: Said) -> float:
    """The largest share of what is sought that a text says in the words' order in the question."""
    total, best = sum(asked.telling.values()), 0.0
    for start in range(len(asked.row)):
        end = start + 2
        while end <= len(asked.row) and f" {' '.join(asked.row[start:end])} " in text.row:
            telling = [r for stem in asked.row[start:end] if (r := asked.telling.get(stem))]
            if len(telling) > 1:
                best = max(best, sum(telling))
            end += 1
    return best / total if total else 0.0


def chances(read: Sequence[Signs]) -> Iterator[float]:
    """The chance of each sentence of a survey, 0 to 1, that it states the condition."""
    weight = weights("survey")
    for signals in beside_the_best(read):
        total = weight["constant"] + sum(weight[name] * value for name, value in signals.items())
        yield 1 / (1 + math.exp(-total))


def beside_the_best(read: Sequence[Signs]) -> Iterator[dict[str, float]]:
    """The signals of each sentence, some by themselves, some below the best of the survey."""
    reader = max((s.reader for s in read), default=0.0)
    found = max((s.found for s in read), default=0.0)
    said = max((s.said for s in read), default=0.0)
    for s in read:
        yield {
            "read": s.reader,
            "found": s.found,
            "said": s.said,
            "below the best read": reader - s.reader,
            "below the best found": found - s.found,
            "below the best said": said - s.said,
            "in a row": s.in_a_row,
            "rarest": s.rarest,
            "lacking": s.lacking,
        }

"""Whom a policy is for: which people, of what age, and whether it holds wherever they live.

"Which councils exempt foster carers from council tax" is not answered by what is said of care
leavers, nor "wherever they live" by an exemption for those who stay.
"""

import re
from dataclasses import dataclass
from functools import cache

from index.records import Fact
from index.tables import compiled, table


@dataclass(frozen=True, slots=True)
class Words:
    """The patterns of `entitled.toml`."""

    people: dict[str, re.Pattern[str]]
    not_meant: re.Pattern[str]
    age: re.Pattern[str]
    asks_wherever: re.Pattern[str]
    says_wherever: re.Pattern[str]


@cache
def _words() -> Words:
    data = table("rag.sentences", "entitled.toml")
    return Words(people=compiled(data["people"]), **compiled(data["words"]))


@dataclass(frozen=True, slots=True)
class Entitled:
    """Those whom a question asks about."""

    named: frozenset[str]
    """The people that it names."""
    usual: frozenset[str]
    """Those whom the measure is for where it names none."""
    ages: tuple[str, ...]
    wherever: bool

    @classmethod
    def asked(cls, clause: str, measure: str) -> "Entitled":
        """Those whom a question on a measure, by its name, asks about."""
        found = _words()
        return cls(
            named=_people(clause),
            usual=_people(measure),
            ages=tuple(age for match in found.age.findall(clause) for age in match if age),
            wherever=found.asks_wherever.search(clause) is not None,
        )

    def covers(self, fact: Fact, beside: str) -> bool:
        """Whether a fact is of them; `beside` is its sentence with those on both sides."""
        asked, said = self.named or self.usual, _nearest(fact.quote, fact.at - fact.start)
        return (
            (not asked or said in asked or (said is None and "leavers" in asked))
            and all(age in beside for age in self.ages)
            and not (self.wherever and not _words().says_wherever.search(fact.quote))
        )


def without_places(clause: str) -> str:
    """A question without the words that ask for a policy that holds wherever people live."""
    return _words().asks_wherever.sub(" ", clause)


def _people(text: str) -> frozenset[str]:
    """All those that a text speaks of, but for those whom it says not to mean."""
    found = _words()
    return frozenset(
        who
        for who, said in found.people.items()
        if any(not found.not_meant.search(text[: m.start()]) for m in said.finditer(text))
    )


def _nearest(text: str, at: int) -> str | None:
    """Whom a text speaks of, nearest to a place in it."""
    near = {
        who: min(abs(m.start() - at) for m in found)
        for who, said in _words().people.items()
        if (found := list(said.finditer(text)))
    }
    return min(near, key=lambda who: near[who], default=None)

"""The library -> questions that it can answer, for a reader who does not know what to ask."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

from index.measures import measures
from index.records import Document, Fact

MOST = 4
T = TypeVar("T", bound=Hashable)


def examples(documents: Sequence[Document], facts: Iterable[Fact]) -> tuple[str, ...]:
    """Up to four questions made from what the documents speak of.

    Each is of another kind: a condition on every council, one council's matter, two councils side
    by side, and the latest on one council. The same library gives the same questions.
    """
    held = [f for f in facts if f.council and f.measure in measures()]
    councils = [name for name, _ in _ranked(d.council for d in documents if d.council)]
    return tuple(q for q in (_condition(held), _matter(held), _pair(held), *_news(councils)) if q)[
        :MOST
    ]


def _condition(facts: Sequence[Fact]) -> str | None:
    """A question on every council: one that has a target, or else one that mentions a theme."""
    for fact in facts:
        percent = fact.unit == "percent" and isinstance(fact.value, float | int)
        if fact.role == "target" and percent:
            return f"Which councils have a target of {fact.value:g}% for {_called(fact.measure)}?"
    common = _ranked(f.measure for f in facts if measures()[f.measure].kind != "quantity")
    return f"Which councils mention {_called(common[0][0])}?" if common else None


def _matter(facts: Sequence[Fact]) -> str | None:
    """A question on what was found in one council on one theme."""
    themes = [f for f in facts if measures()[f.measure].kind == "theme" and f.polarity]
    ranked = _ranked((f.measure, f.council) for f in themes or facts)
    if not ranked:
        return None
    measure, council = ranked[0][0]
    return f"What did inspectors find on {_called(measure)} in {council}?"


def _pair(facts: Sequence[Fact]) -> str | None:
    """A comparison of two councils that both state a figure."""
    stated: dict[str, list[str]] = {}
    for fact in facts:
        if fact.role == "actual" and fact.unit == "percent" and fact.council:
            councils = stated.setdefault(fact.measure, [])
            if fact.council not in councils:
                councils.append(fact.council)
    for measure, councils in sorted(stated.items(), key=lambda item: (-len(item[1]), item[0])):
        if len(councils) > 1:
            return f"Compare {_called(measure)} in {councils[0]} and {councils[1]}"
    return None


def _news(councils: Sequence[str]) -> list[str]:
    asked = ("What needs to improve in {}?", "Summarise the latest inspection of {}")
    return [words.format(name) for words, name in zip(asked, councils, strict=False)]


def _called(measure: str) -> str:
    known = measures()[measure]
    return known.short or known.name


def _ranked(values: Iterable[T]) -> list[tuple[T, int]]:
    """Distinct values, the commonest first, in order of appearance where they tie."""
    return Counter(values).most_common()

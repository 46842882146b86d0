"""Text -> clauses: what each says in stems, and the words that turn it (not, will, should, may).

Figures, dates and names of councils are left out: they are compared by themselves. The lists stand
in `clauses.toml`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from index import councils, dates
from index.measures import mentions
from index.numbers import Quantity, quantities, stated
from index.tables import any_of, table
from rag.asked.asking import blank
from rag.sentences.signals import stem

_WORD = re.compile(r"[^\W\d_]+")
_NOT = "not"
_LONG = 5
"""Letters that the stems of two words of one family share at least."""
_ENDING = 3
"""Letters that the longer one may have more."""
_FOLLOWING = 4
"""Words after a figure among which stands what it counts."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Words that turn what follows, and the faults of leaving them out and of putting them in."""

    pattern: re.Pattern[str]
    left_out: str
    put_in: str


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of `clauses.toml`."""

    marks: Mapping[str, Mark]
    ends: re.Pattern[str]
    phrases: Mapping[str, re.Pattern[str]]
    free: frozenset[str]
    same: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word that states something: as written, its stem, and the marks that stand before it."""

    written: str
    stem: str
    marks: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A clause: its words, its marks, how often it negates, and the councils it names."""

    words: tuple[Word, ...]
    marks: frozenset[str]
    negations: int
    councils: tuple[str, ...]

    @property
    def stems(self) -> frozenset[str]:
        """The stems of its words."""
        return frozenset(w.stem for w in self.words)


@cache
def lists() -> Lists:
    """The lists, read once."""
    data = table("rag.asked", "clauses.toml")
    return Lists(
        marks={
            name: Mark(any_of(row["words"]), row["left_out"], row["put_in"])
            for name, row in data["marks"].items()
        },
        ends=any_of(data["clauses"]["ends"]),
        phrases={word: any_of(patterns) for word, patterns in data["phrases"].items()},
        free=frozenset(data["words"]["free"].split()),
        same={
            form: line.split()[0]
            for line in data["words"]["same"]
            for word in line.split()
            for form in (word, stem(word))
        },
    )


def clauses(text: str, known: Iterable[str] = ()) -> tuple[Clause, ...]:
    """The clauses of a text in order, those that say nothing among them.

    Args:
        text: prose.
        known: councils whose names count wherever they stand: "Bury" may open a sentence.
    """
    named = [(m.start, m.end, m.council.name) for m in councils.find(text)]
    for name in known:
        named += [(*m.span(), name) for m in re.finditer(rf"\b{re.escape(name)}\b", text)]
    bare = blank(text, ((start, end) for start, end, _ in named))
    bare = blank(bare, ((d.start, d.end) for d in dates.find(bare)))
    bare = _short(blank(bare, _figures(bare)))
    found = []
    for start, end in _spans(bare):
        own = tuple(dict.fromkeys(name for at, _, name in sorted(named) if start <= at < end))
        found.append(_clause(bare[start:end], own))
    return tuple(found)


def _short(text: str) -> str:
    """Measures that have initials, by their initials, so that no comma in them ends a clause."""
    for mention in reversed(mentions(text)):
        if mention.measure.short.isupper():
            text = _put(text, mention.start, mention.end, mention.measure.short)
    return text


def _put(text: str, start: int, end: int, word: str) -> str:
    """The text with another word in a span, which stays as long as it is."""
    return f"{text[:start]}{word:<{end - start}}"[:end] + text[end:]


def _figures(text: str) -> Iterator[tuple[int, int]]:
    """Where figures stand, with the words of their bounds."""
    for quantity in quantities(text):
        yield _with_bound(text, quantity)


def _with_bound(text: str, quantity: Quantity) -> tuple[int, int]:
    whole = stated(text, quantity)
    if text.endswith(whole, 0, quantity.end):
        return quantity.end - len(whole), quantity.end
    return quantity.start, quantity.start + len(whole)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for end in lists().ends.finditer(text):
        yield start, end.start()
        start = end.end()
    yield start, len(text)


def _clause(text: str, named: tuple[str, ...]) -> Clause:
    marks = lists().marks.items()
    found = [(*m.span(), key) for key, mark in marks for m in mark.pattern.finditer(text)]
    bare = blank(text, ((start, end) for start, end, _ in found))
    for word, pattern in lists().phrases.items():
        for match in pattern.finditer(bare):
            bare = _put(bare, match.start(), match.end(), word)
    words = tuple(
        Word(
            written=match.group(),
            stem=canonical(match.group()),
            marks=frozenset(key for start, _, key in found if start < match.start()),
        )
        for match in _WORD.finditer(bare)
        if match.group().lower() not in lists().free
    )
    return Clause(
        words=words,
        marks=frozenset(key for _, _, key in found),
        negations=sum(key == _NOT for _, _, key in found),
        councils=named,
    )


def canonical(word: str) -> str:
    """The stem of a word, or that of the first word of its line of words that mean the same."""
    same, lower = lists().same, word.lower()
    return same.get(lower) or same.get(stem(lower)) or stem(lower)


def alike(one: str, other: str) -> bool:
    """Whether two stems are one, or one goes on where the other ends: "effect", "effectiv".

    >>> alike("assess", "assessor"), alike("suit", "suitabl"), alike("regard", "regardless")
    (True, False, False)
    """
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    rest = long.removeprefix(short)
    return len(short) >= _LONG and len(rest) <= _ENDING and rest != long


def unborne(said: Clause, source: Sequence[Clause]) -> str | None:
    """Why the clauses of one source do not bear out a clause; None where they do.

    Every word must stand in the source, beside another word of the clause, and turned by the same
    marks: "has improved" is not borne out by "has not improved", "plans to improve" or "should
    improve".
    """
    for word in said.words:
        reason = _unsaid(word, said, source)
        if reason:
            return reason
    for nearest in _nearest(said, source):
        for key in sorted(nearest.marks ^ said.marks):
            mark = lists().marks[key]
            return mark.left_out if key in nearest.marks else mark.put_in
        if nearest.negations != said.negations:
            mark = lists().marks[_NOT]
            return mark.left_out if nearest.negations > said.negations else mark.put_in
    return None


def _unsaid(word: Word, said: Clause, source: Sequence[Clause]) -> str | None:
    """Why a word of a clause may not stand there."""
    places = [(c, w) for c in source for w in c.words if alike(word.stem, w.stem)]
    if not places:
        return f"the source does not speak of {word.written!r}"
    turned = frozenset.intersection(*(w.marks for _, w in places)) - said.marks
    if turned:
        return lists().marks[min(turned)].left_out
    others = said.stems - {word.stem}
    beside = {stem for clause, w in places for stem in clause.stems - {w.stem}}
    if others and not any(alike(one, other) for one in beside for other in others):
        return f"the source says {word.written!r} of something else"
    return None


def _nearest(said: Clause, source: Sequence[Clause]) -> list[Clause]:
    """The clauses that share most words with one; of several, those with no other word."""
    shared = [sum(any(alike(s, o) for o in c.stems) for s in said.stems) for c in source]
    most = max(shared, default=0)
    best = [c for c, n in zip(source, shared, strict=True) if n == most and n]
    return [c for c in best if c.stems == said.stems] or best


def following(text: str, quantity: Quantity) -> list[str]:
    """The stems of the first words that follow a figure in its clause: what it counts."""
    first, *_ = clauses(text[quantity.end :])
    return [w.stem for w in first.words][:_FOLLOWING]


def owner(text: str, quantity: Quantity) -> str | None:
    """The council that a figure is of: the nearest named before it, else the first after it."""
    named = councils.find(text)
    before = [m.council.name for m in named if m.end <= quantity.start]
    after = [m.council.name for m in named if m.start >= quantity.end]
    return before[-1] if before else after[0] if after else None

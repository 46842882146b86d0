"""A thing sought and a text: whether the text says it, and where.

Words are compared by their stems; names letter for letter, however they are spaced.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from rag.sentences.signals import WORD
from rag.sentences.weigh import stems

BESIDE = 4
"""Words between the rarest word and the one beside it in the question, that make one phrase."""
SHORT = 3
"""Letters of a short acronym."""


@dataclass(frozen=True, slots=True)
class Group:
    """One thing sought: the ways of saying it, how rare it is (0 to 1), whether it is a name."""

    phrases: tuple[str, ...]
    rarity: float
    named: bool = False
    paired: bool = False
    """Whether it is two words that the documents say together."""
    at: int = -1
    """Where the question says it: the number of the word."""
    cased: bool = False
    """Whether it is a word that the documents write with a capital where they mean the name."""


@dataclass(frozen=True, slots=True)
class Said:
    """A text as it is compared: its stems in a row, and its letters alone."""

    text: str
    row: str
    letters: str
    spelt: bool = True
    """Whether its document spells out what a short acronym stands for."""

    @classmethod
    def of(cls, text: str, *, spelt: bool = True) -> "Said":
        """Prepare a text; `spelt` tells whether its document spells acronyms out."""
        return cls(text, f" {' '.join(stems(text))} ", squeezed(text), spelt)

    def has(self, group: Group) -> bool:
        """Whether the text says a group, in any of its ways."""
        if group.cased:
            return capital(group.phrases[0]).search(self.text) is not None
        if group.named:
            return any(_written(p, self) for p in group.phrases)
        return any(f" {' '.join(stems(p))} " in self.row for p in group.phrases)

    def together(self, one: Group, other: Group) -> bool:
        """Whether two groups stand within a few words of each other."""
        row = self.row.split()
        here, there = _places(row, one), _places(row, other)
        return any(abs(a - b) <= BESIDE for a in here for b in there)

    def spans(self, group: Group) -> list[tuple[int, int]]:
        """Where the text says a group, in any of its ways, as start and end."""
        if group.named:
            spaced = (r"[\W_]*".join(map(re.escape, p.split())) for p in group.phrases)
            return [m.span() for p in spaced for m in re.finditer(p, self.text, re.IGNORECASE)]
        said = [(stem, m.span()) for m in WORD.finditer(self.text) for stem in stems(m.group())]
        row, found = [stem for stem, _ in said], []
        for want in (stems(phrase) for phrase in group.phrases):
            ends = range(len(want), len(row) + 1) if want else ()
            found += [
                (said[end - len(want)][1][0], said[end - 1][1][1])
                for end in ends
                if row[end - len(want) : end] == want
            ]
        return found

    def span(self, group: Group) -> tuple[int, int] | None:
        """Where the text first has a group; the place of its first letters where it is bent."""
        spans = self.spans(group)
        if spans:
            return min(spans)
        lowered = self.text.lower()
        words = [p.lower().split()[0] for p in group.phrases]
        return min(((at, at + len(w)) for w in words if (at := lowered.find(w)) >= 0), default=None)


def _places(row: Sequence[str], group: Group) -> list[int]:
    """The numbers of the words with which a group's phrases begin."""
    found = []
    for phrase in group.phrases:
        want = stems(phrase)
        found += [i for i in range(len(row)) if want and row[i : i + len(want)] == want]
    return found


def _written(phrase: str, text: Said) -> bool:
    """Whether a name stands in a text, however it is spaced; an acronym stands by itself."""
    if phrase.isupper() and len(phrase) <= SHORT and not text.spelt:
        return False
    if phrase.isupper():
        spoken_alike = re.IGNORECASE if len(phrase) > SHORT else 0
        return re.search(rf"\b{re.escape(phrase)}s?\b", text.text, spoken_alike) is not None
    if re.search(rf"\b{re.escape(phrase)} [A-Z][a-z]", text.text):
        return False
    bent = " " not in phrase and f" {' '.join(stems(phrase))} " in text.row
    return squeezed(phrase) in text.letters or bent


def squeezed(text: str) -> str:
    """The letters and digits of a text, without the "s" that ends a word.

    >>> squeezed("Partners in Practice") == squeezed("partner in-practice")
    True
    """
    return "".join(w.removesuffix("s") for w in re.findall(r"[a-z0-9]+", text.lower()))


@cache
def capital(name: str) -> re.Pattern[str]:
    """A word of everyday use written as the name that it is too: "Pause", "PAUSE"."""
    return re.compile(rf"\b(?:{name}|{name.upper()})s?\b")

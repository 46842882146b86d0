"""Words of a text as names are compared by, and how far apart two spellings are."""

import re
from typing import NamedTuple

_WORD = re.compile(r"[^\W_]+|[^\w ]|_|\n")
_JOINERS = frozenset("'’‘`´-‐‑‒–")


class Word(NamedTuple):
    """A word or a mark of a text: as written (`raw`), and as compared (`key`).

    A tuple, since a long text makes thousands of them.
    """

    raw: str
    key: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.raw[0].isupper()


def words(text: str) -> list[Word]:
    """The words and marks of a text; a joiner inside a word only parts it, `&` compares as "and".

    >>> [word.key for word in words("St. Helens & Stoke-on-Trent's")]
    ['st', '.', 'helens', 'and', 'stoke', 'on', 'trent', 's']
    """
    found: list[Word] = []
    for match in _WORD.finditer(text):
        raw = match.group()
        start, end = match.span()
        if raw in _JOINERS and text[start - 1 : start].isalnum() and text[end : end + 1].isalnum():
            continue
        found.append(Word(raw, "and" if raw == "&" else raw.casefold(), start, end))
    return found


def keys(text: str) -> tuple[str, ...]:
    """The words and marks of a text as compared."""
    return tuple(word.key for word in words(text))


def distance(one: str, other: str) -> int:
    """Letters to insert, drop, change or swap with a neighbour to make `other` of `one`.

    Optimal string alignment: Damerau's distance (1964) with at most one edit in a place.

    >>> distance("leicster", "leicester"), distance("lutno", "luton")
    (1, 1)
    """
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]

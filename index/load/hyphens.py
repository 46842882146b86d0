"""Hyphens at line ends -> the word as the file writes it elsewhere.

A hyphen at the end of a line belongs to the word (self-esteem) or was put there by the typesetter
(com-mittee). The file itself is the witness: how it writes that word elsewhere, and what it does
with words that it writes elsewhere.
"""

import re
from collections import Counter
from collections.abc import Iterable

_WORD = re.compile(r"\w+(?:[-‐]\w+)*")
_LAST = re.compile(r"\w+$")
_FIRST = re.compile(r"\w+")


class Hyphens:
    """What one file shows of its hyphens."""

    def __init__(self, lines: Iterable[str], ends: Iterable[tuple[str, str]]) -> None:
        """Learn the words of `lines`, and the file's ways from the two sides of cut hyphens."""
        self._words = Counter(word.casefold() for line in lines for word in _WORD.findall(line))
        votes = [self._witness(upper, lower) for upper, lower in ends]
        self._belongs = votes.count(True) >= votes.count(False)

    def between(self, upper: str, lower: str) -> str:
        """The hyphen, or nothing, that joins `upper`, cut at a hyphen, to `lower`."""
        witness = self._witness(upper, lower)
        belongs = self._belongs if witness is None else witness
        return "-" if belongs else ""

    def _witness(self, upper: str, lower: str) -> bool | None:
        """Does the hyphen belong to the word? None where the file does not write it elsewhere."""
        last, first = _LAST.search(upper), _FIRST.match(lower)
        if last is None or first is None or not (last[0].isalpha() and first[0].islower()):
            return True
        hyphened = self._words[f"{last[0]}-{first[0]}".casefold()]
        whole = self._words[f"{last[0]}{first[0]}".casefold()]
        return None if hyphened == whole else hyphened > whole

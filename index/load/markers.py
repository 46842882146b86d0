"""Lines that seem to begin with a number or a bullet -> items, or the words they are.

"68. Most children" begins a numbered paragraph where the page shows it: the text after the number
hangs, or a new paragraph begins and the number counts on. Else the number is part of a sentence.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from index.load import clean
from index.load.lines import Line
from index.load.style import Style

_DASHES = frozenset("−–—─-·∙")
_HANG = 6.0
"""Points by which the text of an item stands to the right of its number, at least."""


def with_items(pages: Sequence[Sequence[Line]], usual: Style) -> list[list[Line]]:
    """`pages` with each marker confirmed, or put back into the text it belongs to."""
    found: list[list[Line]] = []
    last = 0
    upper: Line | None = None
    for lines in pages:
        kept: list[Line] = []
        for line, lower in zip_longest(lines, lines[1:]):
            if not line.marker:
                kept.append(line)
            elif _is_item(line, upper, lower, usual, last):
                last = int(line.number) if line.number.isdigit() else last
                kept.append(line)
            else:
                text = f"{line.marker} {line.text}"
                kept.append(replace(line, text=text, marker="", indent=line.left))
            upper = line
        found.append(kept)
    return found


def _is_item(line: Line, upper: Line | None, lower: Line | None, usual: Style, last: int) -> bool:
    """Does the marker of `line`, which stands between `upper` and `lower`, begin an item?"""
    if not line.number and line.marker not in _DASHES:
        return True
    same_page = upper is not None and upper.page == line.page
    parted = upper is None or (same_page and not usual.joins(upper, line))
    begins = parted or (upper is not None and clean.ends_sentence(upper.text))
    outdents = upper is not None and same_page and upper.left - line.left > _HANG
    counts = line.number.isdigit() and int(line.number) in (1, last + 1)
    if _hangs(line, lower, usual) and (begins or outdents or counts):
        return True
    if line.number.isdigit():
        return begins and counts
    return begins and (line.text[:1].isupper() or not line.number)


def _hangs(line: Line, lower: Line | None, usual: Style) -> bool:
    """Does the text after the marker begin at an edge that other lines of the page share?"""
    if line.indent - line.left < _HANG:
        return False
    below = lower is not None and abs(lower.left - line.indent) < 0.5 * line.size
    return below or usual.has_edge(line.page, line.indent)

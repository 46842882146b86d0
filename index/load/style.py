"""What is usual in one file: size of its text, line spacing, and the edges of its columns."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.load.lines import Line

NEAR = 3.0
"""How far apart, in points, two left edges may be and still be one edge."""
_LOOSEST = 1.2
"""A gap wider than this many usual line spacings parts two paragraphs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """Usual size, line spacing as a share of the size, and right edges by page and left edge."""

    body: float
    spacing: float
    rights: Mapping[tuple[int, int], tuple[float, int]]
    """(page, left edge in points) to the furthest right edge and the number of lines."""
    widest: Mapping[int, float]

    def joins(self, upper: Line, lower: Line) -> bool:
        """Is `lower` as far below `upper` as lines of one paragraph are?"""
        drop = upper.base - lower.base
        size = max(upper.size, lower.size)
        return 0.3 * size < drop <= _LOOSEST * self.spacing * size

    def has_edge(self, page: int, left: float) -> bool:
        """Do at least two lines of `page` begin at `left`?"""
        return sum(self.rights.get((page, round(left) + d), (0, 0))[1] for d in (-1, 0, 1)) > 1

    def right(self, line: Line) -> float:
        """Right edge of the column that `line` stands in."""
        near = [self.rights.get((line.page, round(line.left) + d), (0.0, 0)) for d in (-1, 0, 1)]
        edge = max(edge for edge, _ in near)
        return edge if sum(count for _, count in near) > 2 else self.widest[line.page]


def style(pages: Sequence[Sequence[Line]]) -> Style:
    """What is usual in `pages`, by the number of characters set so."""
    sizes: Counter[float] = Counter()
    rights: defaultdict[tuple[int, int], tuple[float, int]] = defaultdict(lambda: (0.0, 0))
    widest: defaultdict[int, float] = defaultdict(float)
    for line in (line for lines in pages for line in lines):
        sizes[line.size] += len(line.text)
        edge, count = rights[line.page, round(line.left)]
        rights[line.page, round(line.left)] = (max(edge, line.right), count + 1)
        widest[line.page] = max(widest[line.page], line.right)
    return Style(
        body=sizes.most_common(1)[0][0] if sizes else 12.0,
        spacing=_spacing(pages),
        rights=dict(rights),
        widest=dict(widest),
    )


def _spacing(pages: Sequence[Sequence[Line]]) -> float:
    """The commonest distance of two lines of one size and edge, as a share of their size."""
    ratios = Counter(
        round((upper.base - lower.base) / upper.size, 2)
        for lines in pages
        for upper, lower in pairwise(lines)
        if upper.size == lower.size > 0
        and min(abs(upper.indent - lower.left), abs(upper.left - lower.left)) < NEAR
        and 0.9 * upper.size < upper.base - lower.base < 2.5 * upper.size
    )
    return ratios.most_common(1)[0][0] if ratios else 1.2

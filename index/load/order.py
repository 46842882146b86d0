"""Lines of a page in the order they are drawn -> in the order they are read.

Word processors draw in reading order, but for parts they place afterwards: the rest of a paragraph
from the page before, a letterhead, a text box.
"""

from collections.abc import Sequence

from index.load.lines import Line


def in_reading_order(lines: Sequence[Line]) -> list[Line]:
    """`lines` with each run that was drawn late put before what stands wholly below it.

    A run goes down the page. One beside another, such as the next column, stays after it.
    """
    runs: list[list[Line]] = []
    for line in lines:
        if runs and line.base <= runs[-1][-1].base + 0.5 * line.size:
            runs[-1].append(line)
        else:
            runs.append([line])
    ordered: list[list[Line]] = []
    for run in runs:
        place = next((n for n, other in enumerate(ordered) if _above(run, other)), len(ordered))
        ordered.insert(place, run)
    return [line for run in ordered for line in run]


def _above(run: Sequence[Line], other: Sequence[Line]) -> bool:
    """Does all of `run` stand above all of `other`, and not beside it?"""
    overlap = min(max(line.right for line in run), max(line.right for line in other)) > max(
        min(line.left for line in run), min(line.left for line in other)
    )
    return overlap and min(line.base for line in run) > max(line.base for line in other)

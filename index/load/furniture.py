"""Lines of a whole file -> its content: running heads and feet, page numbers and contents go.

A line is furniture where its words, digits aside, stand at the same height in the margin of
several pages. A number alone is furniture where it counts with the pages.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from index.load.lines import Line

_MARGIN = 0.13
"""Share of the page at its top and bottom where heads and feet stand."""
_EDGE = 0.05
"""Share of the page at its top and bottom where browsers print what they print of themselves."""
_PRINT_MARK = re.compile(
    r"(?:https?|file)://\S+|\d{1,2}[/.]\d{1,2}[/.]\d{2,4},? \d{1,2}:\d{2}(?: ?[AP]M)?"
)
_LEVEL = 5.0
"""How far apart, in points, the same foot may stand on two pages."""
_CONTENTS = re.compile(r"(?:table of )?contents(?: page)?:?", re.IGNORECASE)
_LEADS_TO_PAGE = re.compile(r"(?:\s*\.{3,}\s*|^|\s)(?:\d{1,3}|[ivx]{1,5})$")
_PAGE_LABEL = re.compile(r"(?:page\s*)?(?:#|[ivx]+)(?:\s*(?:of|/|\|)\s*#)?|[–—-]\s*#\s*[–—-]")


def without_furniture(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """`pages` without running heads and feet, page numbers, superscripts alone and contents."""
    margins = [line for lines in pages for line in lines if _in_margin(line)]
    repeated = _repeated(margins, len(pages))
    bare = [
        [line for line in lines if line not in repeated and not _is_print_mark(line)]
        for lines in pages
    ]
    return _without_contents([_without_superscripts(lines) for lines in bare])


def _is_print_mark(line: Line) -> bool:
    """Is `line` what a browser prints at the edge of a page: its address, or day and time?"""
    return _in_margin(line, _EDGE) and _PRINT_MARK.fullmatch(line.text) is not None


def _in_margin(line: Line, share: float = _MARGIN) -> bool:
    return not share * line.height < line.base < (1 - share) * line.height


def _repeated(lines: Iterable[Line], pages: int) -> frozenset[Line]:
    """The lines that say the same, digits aside, at one height on several pages."""
    groups: defaultdict[str, list[Line]] = defaultdict(list)
    for line in lines:
        words = f"{line.marker} {line.text}".strip().casefold()
        groups[re.sub(r"\d+", "#", words)].append(line)
    return frozenset(
        line
        for words, group in groups.items()
        for level in _levels(group)
        for line in _furniture(words, level, pages)
    )


def _levels(lines: Iterable[Line]) -> list[list[Line]]:
    """`lines` grouped by their height on the page."""
    levels: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (line.base, line.page)):
        if levels and line.base - levels[-1][-1].base <= _LEVEL:
            levels[-1].append(line)
        else:
            levels.append([line])
    return levels


def _furniture(words: str, lines: Sequence[Line], pages: int) -> list[Line]:
    """Those of `lines`, which stand at one height, that are furniture of a file of `pages`."""
    if _PAGE_LABEL.fullmatch(words):
        return _page_numbers(lines)
    enough = 2 if pages <= 4 else 3
    return list(lines) if len({line.page for line in lines}) >= enough else []


def _page_numbers(lines: Sequence[Line]) -> list[Line]:
    """Those of `lines`, each a number, that count with the pages or are the page's number."""
    steps: defaultdict[int, list[Line]] = defaultdict(list)
    for line in lines:
        number = re.search(r"\d+", line.text)
        steps[int(number[0]) - line.page if number else 0].append(line)
    return [line for step, group in steps.items() if step == 0 or len(group) > 1 for line in group]


def _without_superscripts(lines: Sequence[Line]) -> list[Line]:
    """`lines` without small raised numbers that stand as lines of their own."""
    kept = []
    for number, line in enumerate(lines):
        beside = [*lines[max(number - 1, 0) : number], *lines[number + 1 : number + 2]]
        if line.text.isdigit() and any(_points_from(line, other) for other in beside):
            continue
        kept.append(line)
    return kept


def _points_from(small: Line, line: Line) -> bool:
    """Is `small` a footnote's number beside the end or the start of `line`?"""
    near = min(abs(small.left - line.right), abs(line.left - small.right)) < line.size
    return near and small.size < 0.85 * line.size and abs(small.base - line.base) < line.size


def _without_contents(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """`pages` without a table of contents: a heading that says so and lines that end in a page."""
    kept: list[list[Line]] = []
    within = False
    for lines in pages:
        rest: list[Line] = []
        number = 0
        while number < len(lines):
            within = within or _CONTENTS.fullmatch(lines[number].text) is not None
            taken = _contents_rows(lines, number) if within else 0
            within = taken > 0
            if not taken:
                rest.append(lines[number])
            number += max(taken, 1)
        kept.append(rest)
    return kept


def _contents_rows(lines: Sequence[Line], start: int) -> int:
    """How many lines from `start` belong to the contents: up to the next page number near by."""
    if _CONTENTS.fullmatch(lines[start].text):
        return 1
    for number in range(start, min(start + 6, len(lines))):
        if _LEADS_TO_PAGE.search(lines[number].text):
            return number - start + 1
    return 0

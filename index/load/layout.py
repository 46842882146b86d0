"""Lines of a file -> blocks: paragraphs, headings, list items and table rows, over page breaks.

Lines belong to one paragraph by what typesetting shows a reader: spacing, indentation, weight and
how a line ends. It is the same for every publisher.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from index.load import clean
from index.load.clean import Piece
from index.load.hyphens import Hyphens
from index.load.lines import GAP, Line
from index.load.markers import with_items
from index.load.style import NEAR, Style, style
from index.tables import table

_CELL_ABOVE = 2.5
"""How far, in font sizes, the cell to the right may begin above the one to its left."""
_GLUED = re.compile(r"(?:\w[/–—-]|[\w/.]/)$")


@dataclass(slots=True, kw_only=True)
class Block:
    """A block while it is being built: one cell for text, several for a table row."""

    cells: list[list[Line]] = field(default_factory=list)

    @property
    def first(self) -> Line:
        """Its first line."""
        return self.cells[0][0]

    @property
    def last(self) -> Line:
        """Its last line."""
        return self.cells[-1][-1]

    @property
    def is_row(self) -> bool:
        """Is it a row of a table?"""
        return len(self.cells) > 1

    @property
    def lines(self) -> list[Line]:
        """All its lines, cell after cell."""
        return [line for cell in self.cells for line in cell]


def build(pages: Sequence[Sequence[Line]]) -> list[Block]:
    """The blocks of `pages`, whose furniture is gone, in reading order."""
    usual = style(pages)
    found: list[Block] = []
    for lines in with_items(pages, usual):
        for number, line in enumerate(lines):
            if number == 0 and _turn_page(found, line, usual):
                continue
            _place(found, line, usual)
    return found


def _place(found: list[Block], line: Line, usual: Style) -> None:
    """Put `line` into the last block of `found`, or begin a new one."""
    block = found[-1] if found and found[-1].last.page == line.page else None
    if block is not None and _on_one_line(block.last, line):
        block.cells[-1].append(line)
    elif block is not None and _is_next_cell(block, line):
        block.cells.append([line])
    elif block is not None and (cell := _cell_continued(block, line, usual)) is not None:
        cell.append(line)
    else:
        found.append(Block(cells=[[line]]))


def _on_one_line(upper: Line, line: Line) -> bool:
    """Does `line` stand right after `upper`, parted from it by no more than a footnote's number?"""
    gap = line.left - upper.right
    return abs(upper.base - line.base) < 0.2 * line.size and -1 <= gap < GAP * line.size


def _is_next_cell(block: Block, line: Line) -> bool:
    """Does `line` stand to the right of the block's last cell, at its height?"""
    cell = block.cells[-1]
    beyond = line.left >= max(part.right for part in cell) - 1
    top = cell[0].base + _CELL_ABOVE * line.size
    return beyond and cell[-1].base - 0.5 * line.size <= line.base <= top


def _cell_continued(block: Block, line: Line, usual: Style) -> list[Line] | None:
    """The cell of `block` that `line` goes on with; None where it begins something new."""
    if not block.is_row:
        return block.cells[0] if _continues(block.cells[0], line, usual) else None
    *others, cell = block.cells
    if line.left > max(part.right for other in others for part in other):
        return cell if usual.joins(cell[-1], line) else None
    for other in reversed(others):
        below = abs(other[-1].left - line.left) < NEAR or abs(other[-1].indent - line.left) < NEAR
        if below and usual.joins(other[-1], line) and not line.marker:
            goes_on = line.text[:1].islower() and not clean.ends_sentence(other[-1].text)
            return other if goes_on else None
    return None


def _continues(lines: Sequence[Line], line: Line, usual: Style) -> bool:
    """Is `line` the next line of the paragraph `lines`, below it or atop the next column?"""
    upper = lines[-1]
    if line.marker:
        return False
    goes_on = line.text[:1].islower() and not clean.ends_sentence(upper.text)
    if line.base > upper.base and line.left > upper.left:
        return (goes_on or upper.hyphen) and _same_style(upper, line)
    if not usual.joins(upper, line):
        return False
    if upper.hyphen:
        return True
    if not (_same_style(upper, line) and _aligned(lines, line)):
        return goes_on and abs(upper.size - line.size) <= 0.1 * upper.size
    return goes_on or not _breaks(upper, line, usual)


def _same_style(upper: Line, lower: Line) -> bool:
    return abs(upper.size - lower.size) <= 0.1 * upper.size and upper.bold == lower.bold


def _aligned(lines: Sequence[Line], line: Line) -> bool:
    """Does `line` begin at the edge of the paragraph `lines`, or stand centred below it?"""
    upper = lines[-1]
    if abs(upper.left - line.left) < NEAR:
        return True
    if len(lines) == 1 and (abs(upper.indent - line.left) < NEAR or line.left < upper.left):
        return True
    return abs((upper.left + upper.right) - (line.left + line.right)) < 2 * NEAR


def _breaks(upper: Line, lower: Line, usual: Style) -> bool:
    """Was the line broken after `upper` on purpose: had the next word had room on it?"""
    word = lower.text.split(" ", 1)[0]
    width = (upper.right - upper.indent) / max(len(upper.text), 1) * (len(word) + 1)
    had_room = upper.right + width < usual.right(upper) - upper.size
    if upper.text.endswith(",") or upper.text.rsplit(" ", 1)[-1] in _open_words():
        return False
    return had_room and (clean.ends_sentence(upper.text) or not lower.text[:1].islower())


def _turn_page(found: list[Block], line: Line, usual: Style) -> bool:
    """Let the paragraph that ran to the end of the last page go on with the first of the next.

    The footnotes between the two go before that paragraph, so that pages stay in order.
    """
    if not found or found[-1].last.page != line.page - 1:
        return False
    page = found[-1].last.page
    number = len(found) - 1
    while number > 0 and found[number].first.size < 0.9 * usual.body:
        number -= 1
    block = found[number]
    notes = found[number + 1 :]
    if block.last.page != page or (notes and block.first.page != page):
        return False
    if block.is_row or line.marker or not _same_style(block.last, line):
        return False
    if not _runs_over(block, line, usual):
        return False
    found[number:] = [*notes, block]
    block.cells[0].append(line)
    return True


@cache
def _open_words() -> frozenset[str]:
    """Words that no line ends with on purpose, from `layout.toml`."""
    data = table("index.load", "layout.toml")
    return frozenset(data["open_words"])


def _runs_over(block: Block, line: Line, usual: Style) -> bool:
    """Does the paragraph `block` go on with `line` at the top of the next page?"""
    upper = block.last
    if upper.hyphen:
        return True
    if not clean.ends_sentence(upper.text):
        return line.text[:1].islower() or not _breaks(upper, line, usual)
    hangs = bool(block.first.marker) and abs(line.left - block.first.indent) < NEAR
    aligned = len(block.cells[0]) > 1 and abs(upper.left - line.left) < NEAR
    return (hangs or aligned) and not _breaks(upper, line, usual) and not line.bold


def pieces(blocks: Sequence[Block]) -> list[list[Piece]]:
    """The text of each block, cut at page breaks, as canonical text."""
    lines = [line for block in blocks for line in block.lines]
    joints = [pair for block in blocks for cell in block.cells for pair in pairwise(cell)]
    hyphens = Hyphens(
        (line.text for line in lines),
        [(upper.text, lower.text) for upper, lower in joints if upper.hyphen],
    )
    return [_pieces(block, hyphens) for block in blocks]


def _pieces(block: Block, hyphens: Hyphens) -> list[Piece]:
    """One block's text, a piece for each page it stands on."""
    found: list[Piece] = []
    before: Line | None = None
    for cell in block.cells:
        for number, line in enumerate(cell):
            joint = "" if before is None else _joint(before, line, hyphens, new_cell=number == 0)
            page = found[-1].page if found else line.page
            if found and page == line.page:
                found[-1] = Piece(text=found[-1].text + joint + line.text, page=page)
            else:
                if found:
                    found[-1] = Piece(text=found[-1].text + joint, page=page)
                found.append(Piece(text=line.text, page=line.page))
            before = line
    return found


def _joint(upper: Line, lower: Line, hyphens: Hyphens, *, new_cell: bool) -> str:
    """What stands between two lines of one block."""
    if new_cell:
        return " " if upper.text.endswith(":") else clean.CELL
    if upper.hyphen:
        return hyphens.between(upper.text, lower.text)
    if _on_one_line(upper, lower) and not lower.text[:1].isalnum():
        return ""
    if _GLUED.search(upper.text) and (lower.text[:1].islower() or lower.text[:1].isdigit()):
        return ""
    return " "

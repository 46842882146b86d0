"""A page of a PDF -> its lines: text with position, size and weight, split at the gaps of tables.

Text comes in the order in which the file draws it, which is reading order in files that word
processors write. PDFium marks a hyphen that ended a line by U+FFFE and ends lines by CR LF.
"""

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import hypot

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from index.load import clean

_LINE_END = re.compile("\r\n|[\ufffe\r\n]")
GAP = 0.9
"""Smallest gap between two cells of a table, in font sizes; a space is about 0.3."""
_MARKER = re.compile(
    r"(?:\(?\d{1,3}[.)]|\d{1,2}(?:\.\d{1,2}){1,2}\.?|[•●○▪▫■□◦◼◾‣⁃∙·➢➤►▶❖✓✔−–—─\u0336-]|(?P<font>\S))"
    r"\s+(?=\S)|\d{1,3}\.(?=[A-Z])"
)
_NUMBER = re.compile(r"\(?\d")
_SYMBOL_FONT = re.compile(r"wingdings|webdings|symbol|dingbats", re.IGNORECASE)
_BOLD_FONT = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)
_SPACE = 0.2
"""Smallest width of a space, in font sizes."""
_SMALL = 0.8
"""Size of a superscript at most, as a share of the text it stands in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A run of text on one baseline; two cells of a table row are two lines on one baseline.

    Positions are in points from the left and the bottom of the page. `indent` is where the text
    after a bullet or paragraph number begins, and `marker` that bullet or number. `hyphen` says
    that a hyphen at the end of the line was cut off.
    """

    page: int
    text: str
    left: float
    right: float
    base: float
    height: float
    size: float
    bold: bool
    hyphen: bool = False
    marker: str = ""
    indent: float = 0.0

    @property
    def number(self) -> str:
        """The paragraph number that the line begins with, without its dot; empty if none."""
        return self.marker.strip("().") if _NUMBER.match(self.marker) else ""


class _Probe:
    """Positions and fonts of one page's characters, read through reused C buffers."""

    def __init__(self, textpage: pdfium.PdfTextPage, length: int) -> None:
        """Take the page and the `length` of its text."""
        self._page = textpage
        last = raw.FPDFText_GetCharIndexFromTextIndex(textpage, length - 1)
        self._alike = last == length - 1 == textpage.count_chars() - 1
        self._x, self._y, self._l, self._t, self._r, self._b = (ctypes.c_double() for _ in range(6))
        self._matrix = raw.FS_MATRIX()
        self._flags = ctypes.c_int()
        self._name = ctypes.create_string_buffer(128)

    def character(self, offset: int) -> int:
        """Index of the character at `offset` of the page's text; PDFium may leave some out."""
        if self._alike:
            return offset
        return int(raw.FPDFText_GetCharIndexFromTextIndex(self._page, offset))

    def origin(self, index: int) -> tuple[float, float]:
        raw.FPDFText_GetCharOrigin(self._page, index, self._x, self._y)
        return self._x.value, self._y.value

    def box(self, index: int) -> tuple[float, float]:
        """Left and right edge of a character's ink."""
        raw.FPDFText_GetCharBox(self._page, index, self._l, self._r, self._b, self._t)
        return self._l.value, self._r.value

    def size(self, index: int) -> float:
        """Font size in points of the page, whatever matrix the file scales its text by."""
        if not raw.FPDFText_GetMatrix(self._page, index, self._matrix):
            return 0.0
        size = float(raw.FPDFText_GetFontSize(self._page, index))
        return size * hypot(self._matrix.c, self._matrix.d)

    def font(self, index: int) -> str:
        length = raw.FPDFText_GetFontInfo(self._page, index, self._name, 128, self._flags)
        return self._name.value.decode("utf-8", "replace") if 0 < length <= 128 else ""

    def bold(self, index: int) -> bool:
        heavy = int(raw.FPDFText_GetFontWeight(self._page, index)) >= 600
        return heavy or _BOLD_FONT.search(self.font(index)) is not None


def read_lines(
    textpage: pdfium.PdfTextPage, *, page: int, width: float, height: float
) -> list[Line]:
    """The lines of one page in the order the file draws them, those outside the page left out."""
    units = textpage.get_text_range(errors="surrogatepass").encode("utf-16-le", "surrogatepass")
    text = "".join(map(chr, memoryview(units).cast("H")))
    probe = _Probe(textpage, len(text))
    found: list[Line] = []
    for start, end, hyphen in _spans(text):
        parts = _cells(probe, text, start, end)
        for number, (first, last) in enumerate(parts):
            line = _line(probe, text, first, last, page=page, height=height)
            if line is None or not line.text:
                continue
            if not (-1 <= line.left <= width and -1 <= line.base <= height):
                continue
            found.append(replace(line, hyphen=hyphen and number == len(parts) - 1))
    return found


def _spans(text: str) -> Iterator[tuple[int, int, bool]]:
    """Start and end of each line that holds ink, and whether a hyphen was cut off its end."""
    start = 0
    for match in [*_LINE_END.finditer(text), None]:
        end = match.start() if match else len(text)
        line = text[start:end]
        if stripped := line.strip():
            first = start + line.index(stripped)
            yield first, first + len(stripped), bool(match and match[0] == "\ufffe")
        start = match.end() if match else end


def _cells(probe: _Probe, text: str, start: int, end: int) -> list[tuple[int, int]]:
    """`start:end` split where the line leaves a gap too wide for a space."""
    first, last = probe.character(start), probe.character(end - 1)
    if min(first, last) < 0:
        return [(start, end)]
    limit = GAP * max(probe.size(first), 1.0)
    gaps = _gaps(probe, text, start, end)
    if all(gap <= limit for _, gap in gaps) or _is_justified(gaps, limit):
        return [(start, end)]
    cuts = [start]
    for offset, gap in gaps:
        marked = offset == start + len(_marker(probe, text[start:end], first))
        if gap > limit and not marked:
            cuts.append(offset)
    return [
        (cut, cut + len(text[cut:after].rstrip()))
        for cut, after in zip(cuts, [*cuts[1:], end], strict=True)
    ]


def _gaps(probe: _Probe, text: str, start: int, end: int) -> list[tuple[int, float]]:
    """Where each word of `start:end` but the first begins, and the gap before it in points."""
    found = []
    for match in re.finditer(r"(\S)\s+(?=\S)", text[start:end]):
        right = probe.box(probe.character(start + match.start()))[1]
        left = probe.box(probe.character(start + match.end()))[0]
        found.append((start + match.end(), left - right))
    return found


def _is_justified(gaps: Sequence[tuple[int, float]], limit: float) -> bool:
    """Are the gaps between the words stretched alike, to fill a narrow column of prose?"""
    widths = [gap for _, gap in gaps]
    return len(widths) > 1 and max(widths) < min(4 * limit, 2 * min(widths))


def _line(
    probe: _Probe, text: str, start: int, end: int, *, page: int, height: float
) -> Line | None:
    """The line at `start:end`, its marker and its footnote references taken off."""
    first, last = probe.character(start), probe.character(end - 1)
    if min(first, last) < 0:
        return None
    marker = _marker(probe, text[start:end], first)
    body = start + len(marker)
    middle = probe.character(body)
    centre = (body + end - 1) // 2
    while text[centre].isspace():
        centre += 1
    usual = sorted((middle, probe.character(centre), last), key=probe.size)[1]
    size = probe.size(usual)
    shown = clean.characters(_paired(_shown(probe, text, body, end, size=size)))
    return Line(
        page=page,
        text=" ".join(shown.split()),
        left=probe.origin(first)[0],
        right=probe.box(last)[1],
        base=probe.origin(usual)[1],
        height=height,
        size=round(size, 1),
        bold=probe.bold(middle) and probe.bold(last),
        marker=marker.strip(),
        indent=probe.origin(middle)[0],
    )


def _paired(text: str) -> str:
    """`text` with UTF-16 halves put together, those without a partner left out."""
    if not any("\ud800" <= c <= "\udfff" for c in text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")


def _marker(probe: _Probe, text: str, first: int) -> str:
    """The bullet or paragraph number, with the space after it, that `text` begins with."""
    match = _MARKER.match(text)
    if match is None:
        return ""
    if match["font"]:
        ring = match["font"] == "o" and "courier" in probe.font(first).lower()
        return match[0] if ring or _SYMBOL_FONT.search(probe.font(first)) else ""
    return match[0]


def _shown(probe: _Probe, text: str, start: int, end: int, *, size: float) -> str:
    """`text[start:end]` without the small raised numbers of footnotes, and with lost spaces.

    PDFium loses a space after a closing quotation mark where the file draws none.
    """
    kept: list[str] = []
    done = start
    for match in re.finditer(r"\d|(?<=[’”\"'])[^\W\d_]", text[start:end]):
        at = start + match.start()
        index = probe.character(at)
        if not match[0].isdigit():
            if probe.box(index)[0] - probe.box(index - 1)[1] > _SPACE * size:
                kept += [text[done:at], " "]
                done = at
        elif probe.size(index) <= _SMALL * size:
            glued = at + 1 < end and not text[at + 1].isalnum()
            kept.append(text[done:at].rstrip() if glued else text[done:at])
            done = at + 1
    return "".join([*kept, text[done:end]])

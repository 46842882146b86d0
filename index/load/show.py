"""A page of a PDF -> its picture, and where a quote stands on it; in the worker process only."""

import struct
import zlib
from collections.abc import Callable
from ctypes import byref, c_int
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from index.load import clean
from index.load.pdf import open_page, open_pdf

Box = tuple[float, float, float, float]

_FINE = 1_000_000
_MOST_PIXELS = 12_000_000
_MARKS = ".,;:!?()[]'\"‘’“”–—-…%£"
_SHORTEST = 8
"""A quote's beginning or end, cut by the page, is looked for down to so many letters."""


def render(path: Path, *, page: int, scale: float) -> bytes:
    """The picture of one page as PNG, at most 12 million pixels."""
    document = open_pdf(path)
    try:
        sheet = open_page(document, page)
        width, height = sheet.get_size()
        most = (_MOST_PIXELS / max(width * height, 1.0)) ** 0.5
        bitmap = sheet.render(scale=max(min(scale, most), 0.01), rev_byteorder=True)
        return _png(bitmap)
    finally:
        document.close()


def _png(bitmap: pdfium.PdfBitmap) -> bytes:
    """An RGB, RGBX or grey bitmap of PDFium in the Portable Network Graphics format (ISO 15948)."""
    channels = bitmap.n_channels
    data = bytes(bitmap.buffer)
    rows = [data[row * bitmap.stride :][: bitmap.width * channels] for row in range(bitmap.height)]
    if channels == 4:
        rows = [_without_fourth(row) for row in rows]
    colour = 0 if channels == 1 else 2
    header = struct.pack(">IIBBBBB", bitmap.width, bitmap.height, 8, colour, 0, 0, 0)
    body = zlib.compress(b"".join(b"\x00" + row for row in rows), 6)
    chunks = ((b"IHDR", header), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, part) for name, part in chunks)


def _without_fourth(row: bytes) -> bytes:
    pixels = bytearray(len(row) // 4 * 3)
    for channel in range(3):
        pixels[channel::3] = row[channel::4]
    return bytes(pixels)


def _chunk(name: bytes, data: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(name + data))
    return struct.pack(">I", len(data)) + name + data + checksum


def boxes(
    path: Path, *, page: int, quote: str, occurrence: int = 0, before: str = ""
) -> dict[str, Any]:
    """The `size` of a page and where each line of `quote` stands on it.

    `points` are left, bottom, right and top in the page's own points; `shares` are left, top, width
    and height as shares of the page as it is shown, turned and cropped. Which of several places is
    meant is told by `occurrence`, or by the text that stands `before` it on the page.
    """
    document = open_pdf(path)
    try:
        sheet = open_page(document, page)
        textpage = sheet.get_textpage()
        text = textpage.get_text_range(errors="surrogatepass")
        letters, offsets = _letters(text)
        wanted, ahead = _letters(quote)[0], _letters(before)[0]
        occurrence += _times(wanted, f"{ahead}{wanted[:-1]}")
        points: list[Box] = []
        for first, last in _find(letters, wanted, occurrence):
            start, end = _with_marks(text, offsets[first], offsets[last - 1], quote)
            points += _boxes(textpage, start, end)
        shares = [_share(sheet, box) for box in points]
        return {"size": sheet.get_size(), "points": points, "shares": shares}
    finally:
        document.close()


def _letters(text: str) -> tuple[str, list[int]]:
    """The letters and digits of `text`, and the offset of each; spaces and hyphens do not count."""
    letters: list[str] = []
    offsets: list[int] = []
    offset = 0
    for character in text:
        for letter in clean.characters(character):
            if letter.isalnum():
                letters.append(letter)
                offsets.append(offset)
        offset += 2 if character > "\uffff" else 1
    return "".join(letters), offsets


def _with_marks(text: str, first: int, last: int, quote: str) -> tuple[int, int]:
    """The offsets of a quote's first and last letter, moved out over the marks around these."""
    if max(text, default="") > "\uffff":
        return first, last  # offsets count two for such a character
    shown = quote.strip()
    before = shown[: len(shown) - len(shown.lstrip(_MARKS))]
    after = shown[len(shown.rstrip(_MARKS)) :]
    if before and text.endswith(before, 0, first):
        first -= len(before)
    if after and text.startswith(after, last + 1):
        last += len(after)
    return first, last


def _times(wanted: str, letters: str) -> int:
    """How often `wanted` begins in `letters`; the places may overlap."""
    return sum(letters.startswith(wanted, at) for at in range(len(letters))) if wanted else 0


def _find(letters: str, wanted: str, occurrence: int) -> list[tuple[int, int]]:
    """Ranges of `letters` that hold `wanted`, or the beginning and the end of it."""
    if not wanted:
        return []
    start = letters.find(wanted)
    for _ in range(occurrence):
        later = letters.find(wanted, start + 1)
        start = later if later >= 0 else start
    if start >= 0:
        return [(start, start + len(wanted))]
    head = _longest(lambda count: letters.find(wanted[:count]), len(wanted))
    tail = _longest(lambda count: letters.find(wanted[-count:]), len(wanted))
    return [(at, at + count) for at, count in (head, tail) if count >= _SHORTEST]


def _longest(place: Callable[[int], int], most: int) -> tuple[int, int]:
    """Place and length of the longest part that `place` finds; every part of it is found too."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if place(middle) >= 0 else (low, middle - 1)
    return (place(low), low) if low else (-1, 0)


def _boxes(textpage: pdfium.PdfTextPage, first: int, last: int) -> list[Box]:
    """One box for each line of the characters at text offsets `first` to `last`."""
    start = raw.FPDFText_GetCharIndexFromTextIndex(textpage, first)
    end = raw.FPDFText_GetCharIndexFromTextIndex(textpage, last)
    if min(start, end) < 0:
        return []
    count = textpage.count_rects(start, end - start + 1)
    lines: list[list[float]] = []
    for left, bottom, right, top in map(textpage.get_rect, range(count)):
        box = lines[-1] if lines else None
        if box is not None and box[1] - 1 <= (bottom + top) / 2 <= box[3] + 1:
            box[:] = min(box[0], left), min(box[1], bottom), max(box[2], right), max(box[3], top)
        else:
            lines.append([left, bottom, right, top])
    return [(left, bottom, right, top) for left, bottom, right, top in lines]


def _share(sheet: pdfium.PdfPage, box: Box) -> Box:
    """Left, top, width and height of a box as shares of the page as it is shown."""
    left, bottom, right, top = box
    (a, b), (c, d) = _shown_at(sheet, left, top), _shown_at(sheet, right, bottom)
    return min(a, c), min(b, d), abs(a - c), abs(b - d)


def _shown_at(sheet: pdfium.PdfPage, x: float, y: float) -> tuple[float, float]:
    """Where a point of the page is shown, as shares from its top left corner."""
    across, down = c_int(), c_int()
    raw.FPDF_PageToDevice(sheet, 0, 0, _FINE, _FINE, 0, x, y, byref(across), byref(down))
    return across.value / _FINE, down.value / _FINE

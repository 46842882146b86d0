"""Plain text -> Loaded: encodings, paragraphs and hard-wrapped lines."""

import codecs
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

from index.errors import NoText, TooLarge, UnsupportedFormat
from index.load import clean
from index.load.limits import MAX_CHARACTERS
from index.records import Loaded

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAX_BLOCKS = 50_000
_STRANGE = re.compile(r"[\x00-\x08\x0e-\x19\x1c-\x1f\x7f\ufffd]")
_WIDEST_WRAP = 160
_SHORTEST_BROKEN = 40
"""A shorter line that is followed by a small letter is an item of a list, not half a sentence."""
_BULLET = re.compile(r"(?:[•●▪◦‣·*+–-]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s")


def decode(data: bytes, *, most: int = MAX_CHARACTERS) -> str:
    """The text of `data`: UTF-8, -16 or -32 by its mark, else UTF-8, else Windows-1252.

    A few broken bytes among much good UTF-8 do not make it Windows-1252.

    Raises:
        UnsupportedFormat: `data` is no text in any of these.
        TooLarge: over `most` characters.
    """
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    text = data.decode(encoding, errors="replace")
    beyond_ascii = len(text) - len(text.encode("ascii", errors="ignore"))
    if encoding == "utf-8" and 10 * text.count("\ufffd") > beyond_ascii:
        text = data.decode("cp1252", errors="replace")
    if len(text) > most:
        raise TooLarge(f"It holds over {most:,} characters.", hint="Split it.")
    if len(_STRANGE.findall(text)) > 1 + len(text) // 100:
        raise UnsupportedFormat(
            "It holds binary data, not text.",
            hint="Save it as text, PDF, HTML or Word and add that.",
        )
    return text


def read_text(path: Path) -> Loaded:
    """A plain text file as canonical text; its title is its first heading-like block.

    Raises:
        UnsupportedFormat: binary data.
        NoText: nothing but white space and site navigation.
    """
    return loaded(blocks(clean.characters(decode(path.read_bytes()))))


def loaded(found: Iterable[str], *, title: str | None = None, web: bool = True) -> Loaded:
    """Blocks as one document without pages; boilerplate goes where they may come from the `web`.

    Raises:
        NoText: no block is left.
        TooLarge: more blocks than any document has.
    """
    kept = [text for text in map(clean.block, found) if text]
    if len(kept) > _MAX_BLOCKS:
        raise TooLarge(f"It holds over {_MAX_BLOCKS:,} paragraphs.", hint="Split it.")
    if web:
        kept = clean.without_boilerplate(kept)
    if not kept:
        raise NoText("It holds no text.", hint="Check that it is the file you meant.")
    text, _ = clean.assemble([clean.Piece(text=block)] for block in kept)
    if len(text) > MAX_CHARACTERS:
        raise TooLarge(f"It holds over {MAX_CHARACTERS:,} characters.", hint="Split it.")
    return Loaded(text=text, title=title or clean.title(kept))


def blocks(text: str) -> list[str]:
    """The paragraphs of `text`: parted by empty lines, or one a line; hard-wrapped lines joined."""
    groups = [
        [line.strip() for line in group.split("\n") if line.strip()]
        for group in re.split(r"\n *(?:\n *)+", text)
    ]
    width = _wrap_width(groups)
    return [paragraph for group in groups for paragraph in _paragraphs(group, width)]


def _wrap_width(groups: Sequence[Sequence[str]]) -> int | None:
    """The width at which the file's lines were broken; None where lines are whole paragraphs.

    A line was broken by a fixed width where the first word of the next one had no room on it.
    """
    pairs = [pair for group in groups for pair in pairwise(group)]
    if not pairs:
        return None
    lengths = sorted(len(upper) for upper, _ in pairs)
    width = lengths[int(0.9 * (len(lengths) - 1))]
    full = sum(1 for upper, lower in pairs if _is_full(upper, lower, width))
    open_ended = sum(1 for upper, _ in pairs if not clean.ends_sentence(upper))
    often = min(full, open_ended) * 2 >= len(pairs)
    return width if often and _SHORTEST_BROKEN <= width <= _WIDEST_WRAP else None


def _is_full(upper: str, lower: str, width: int) -> bool:
    """Had `upper` no room for the first word of `lower`?"""
    return len(upper) + 1 + len(lower.split(maxsplit=1)[0]) > width


def _paragraphs(lines: Sequence[str], width: int | None) -> list[str]:
    """The lines of one group joined where the second continues the first."""
    found: list[list[str]] = []
    upper = ""
    for line in lines:
        if upper and _continues(upper, line, width):
            found[-1] += [_glue(upper, line), line]
        else:
            found.append([line])
        upper = line
    return ["".join(parts) for parts in found]


def _continues(upper: str, lower: str, width: int | None) -> bool:
    """Is `lower` the rest of the paragraph that `upper` belongs to?"""
    if _BULLET.match(lower):
        return False
    if width is not None and _is_full(upper, lower, width):
        return True
    broken = len(upper) >= _SHORTEST_BROKEN and not clean.ends_sentence(upper)
    return broken and lower[0].islower()


def _glue(upper: str, lower: str) -> str:
    """What stands between two joined lines: nothing after a hyphen within a word, else a space."""
    cut = upper.endswith("-") and upper[-2:-1].isalpha() and lower[0].islower()
    return "" if cut else " "

"""Tables as Markdown, and the generated parts of a file that is otherwise written by hand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from docs.bench.metrics import Estimate

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Table:
    """Columns, rows, and what must be known to read them."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    title: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse rows that do not fit the columns."""
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"rows of other lengths than {self.columns}")

    def markdown(self) -> str:
        """The table with its title above and its note below."""
        if not self.rows:
            return ""
        marks = ["---" for _ in self.columns]
        lines = ["| " + " | ".join(row) + " |" for row in (self.columns, marks, *self.rows)]
        parts = [f"**{self.title}**" if self.title else "", "\n".join(lines), self.note]
        return "\n\n".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the benchmark: its name in the file, and its tables and lines."""

    name: str
    title: str
    parts: tuple[Table | str, ...]

    def markdown(self) -> str:
        """Heading, tables and lines."""
        texts = [p if isinstance(p, str) else p.markdown() for p in self.parts]
        return "\n\n".join([f"## {self.title}", *(t for t in texts if t)])


def percent(found: Estimate | None) -> str:
    """A share as a percentage with its interval."""
    return found.percent() if found else NOTHING


def decimal(found: Estimate | None) -> str:
    """A figure with its interval."""
    return found.decimal() if found else NOTHING


def placed(text: str, section: Section) -> str:
    """A file's text with a section in its place, between its two marks; at the end if it is new."""
    first, last = f"<!-- bench: {section.name} -->", f"<!-- end of bench: {section.name} -->"
    block = f"{first}\n{section.markdown()}\n{last}"
    pattern = re.compile(rf"{re.escape(first)}.*?{re.escape(last)}", re.DOTALL)
    if pattern.search(text):
        return pattern.sub(lambda _: block, text, count=1)
    return f"{text.rstrip()}\n\n{block}\n".lstrip()


def write(path: Path, sections: Sequence[Section]) -> None:
    """Put sections into a file; what stands around their marks stays."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    for section in sections:
        text = placed(text, section)
    path.write_text(text, encoding="utf-8")

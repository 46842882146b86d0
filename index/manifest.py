"""A folder's manifest -> what it says of each file, and what in it cannot be used.

A cell that is not what its column holds is left out and named, and the rest of its row counts.
"""

import csv
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from index import dates
from index.records import Basis, Kind

NAME = "manifest.csv"
_MB = 1024 * 1024
_LARGEST = 16 * _MB
_ISO = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
_DATES = ("published", "visited_from", "visited_to")
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "kind": get_args(Kind),
    "council_basis": get_args(Basis),
    "published_basis": get_args(Basis),
    "visited_basis": get_args(Basis),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What in a manifest cannot be used, and what to do."""

    reason: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What is said of each file, by the file's name and the column; empty cells are left out."""

    of: Mapping[str, Mapping[str, str]]
    faults: tuple[Fault, ...] = ()


def read(file: Path, *, there: Collection[str]) -> Manifest:
    """The manifest of a folder in which the files called `there` lie.

    Raises:
        ValueError: it is no file of its own, not UTF-8, too large, or has no column called `file`.
        csv.Error: it is no table.
    """
    if file.is_symlink() or not file.is_file():
        raise ValueError("it is a link or no file")
    if file.stat().st_size > _LARGEST:
        raise ValueError(f"it is larger than {_LARGEST // _MB} MB")
    of: dict[str, dict[str, str]] = {}
    faults: list[Fault] = []
    with file.open(encoding="utf-8-sig", newline="") as stream:
        table = csv.DictReader(stream)
        if "file" not in (table.fieldnames or ()):
            raise ValueError("it has no column called file")
        for number, row in enumerate(table, start=2):
            cells = dict(_cells(row))
            wrong = {column: _wrong(column, value) for column, value in cells.items()}
            faults += [
                Fault(reason=f"row {number}: {column} is {cells[column]!r}", hint=hint)
                for column, hint in wrong.items()
                if hint
            ]
            name = (row["file"] or "").strip()
            if cells and not name:
                faults.append(
                    Fault(reason=f"row {number} names no file", hint="Fill the column file.")
                )
            of[name] = {column: cells[column] for column, hint in wrong.items() if not hint}
    strangers = [name for name in of if name and name not in there]
    if strangers:
        others = f" and {len(strangers) - 1} more" if len(strangers) > 1 else ""
        reason = f"it names {strangers[0]!r}{others}, which the folder does not have"
        faults.append(Fault(reason=reason, hint="Write each name as the file has it."))
    return Manifest(of=of, faults=tuple(faults))


def _cells(row: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """The cells of a row that hold something, but for the name of the file."""
    for name, value in row.items():
        if name and name != "file" and isinstance(value, str) and value.strip():
            yield name, value.strip()


def _wrong(name: str, value: str) -> str:
    """What to write instead where a cell is not what its column holds; empty where it is."""
    if name in _DATES and not _is_date(value):
        return "Write a date as 2019-03-01, 2019-03 or 2019."
    if name in _CHOICES and value not in _CHOICES[name]:
        return f"There are: {', '.join(_CHOICES[name])}."
    return ""


def _is_date(value: str) -> bool:
    if not _ISO.fullmatch(value):
        return False
    try:
        dates.limits(value)
    except ValueError:
        return False
    return True

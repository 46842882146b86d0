"""The measures file -> measures: what can be asked of every council, and the words for it."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal, TypeGuard, get_args

from index.errors import UsageError
from index.numbers import NUMBER

Kind = Literal["quantity", "policy", "theme", "post", "body", "visit"]
Better = Literal["higher", "lower"]
UNNAMED = "unnamed"
"""With this begins the key of what no file has a measure of, and a question asks figures of."""
UNITS = (None, "percent", "count", "cases", "pounds", "weeks", "grade")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """Something councils can be compared on; the fields are explained in `measures.toml`."""

    key: str
    name: str
    short: str
    kind: Kind
    unit: str | None
    better: Better | None
    per: str
    share: str
    near: tuple[str, ...]
    includes: tuple[str, ...]
    opposite: str | None
    people: bool
    whose: bool
    needs: tuple[str, ...]
    """Small letters of which a text that says it holds some; none where that is not known."""
    said: re.Pattern[str]
    """Finds the measure in a document."""
    asked: re.Pattern[str]
    """Finds the measure in a question."""

    @property
    def counted(self) -> bool:
        """Whether the documents give figures of it."""
        return self.kind == "quantity" or self.unit is not None

    @property
    def is_had(self) -> bool:
        """Whether a council has it or has it not: a policy, somebody in a post, a visit."""
        return self.kind in ("policy", "post", "visit")

    @property
    def confusable(self) -> frozenset[str]:
        """The keys of what may be taken for it: its opposite, and what is like it and differs."""
        return frozenset(self.near) | ({self.opposite} if self.opposite else set())


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureMention:
    """A place in a text that speaks of a measure."""

    measure: Measure
    start: int
    end: int


def unnamed(key: str, unit: str) -> Measure:
    """A measure of what a question names in words of its own, with figures in a unit."""
    nothing = re.compile(r"(?!)")
    return Measure(
        key=key,
        name="",
        short="",
        kind="quantity",
        unit=unit,
        better=None,
        per="",
        share="",
        near=(),
        includes=(),
        opposite=None,
        people=False,
        whose=False,
        needs=(),
        said=nothing,
        asked=nothing,
    )


@cache
def measures() -> dict[str, Measure]:
    """Every measure of the measures file by its key, in the order of the file."""
    return read(resources.files("index").joinpath("measures.toml").read_text("utf-8"))


def read(file: str) -> dict[str, Measure]:
    """The measures of a text in the form of the measures file.

    Raises:
        UsageError: A table lacks what it needs, or says what nothing can be made of.
    """
    try:
        table = tomllib.loads(file)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(
            f"measures.toml cannot be read: {error}.", hint="Mend the line named in the message."
        ) from error
    patterns = _expanded(table.pop("patterns", {}))
    found = {key: _measure(key, row, patterns) for key, row in table.items()}
    for key, measure in found.items():
        named = {*measure.near, *measure.includes, measure.opposite or key}
        if unknown := sorted(named - set(found)):
            raise UsageError(
                f"measures.toml: {key!r} names {', '.join(unknown)}, which the file does not have.",
                hint="Write the key of a table of the file.",
            )
    return found


def _expanded(patterns: dict[str, str]) -> dict[str, str]:
    done = {"NUMBER": NUMBER}
    for name, pattern in patterns.items():
        done[name] = _fill(pattern, done)
    return done


def _fill(pattern: str, patterns: dict[str, str]) -> str:
    return re.sub(r"\{([A-Z][A-Z0-9]+)\}", lambda m: patterns[m[1]], pattern)


def _measure(key: str, row: dict[str, Any], patterns: dict[str, str]) -> Measure:
    kind, better = row.get("kind"), row.get("better")
    if not (_is_kind(kind) and _is_better(better)):
        raise UsageError(
            f"measures.toml: {key!r} has the kind {kind!r} and is better {better!r}.",
            hint="The head of the file lists what may stand there.",
        )
    if row.get("unit") not in UNITS or not (row.get("name") and row.get("terms")):
        raise UsageError(
            f"measures.toml: {key!r} lacks a name or terms, or has the unit {row.get('unit')!r}.",
            hint="The head of the file lists what a table needs.",
        )

    def compiled(terms: list[str]) -> re.Pattern[str]:
        try:
            return re.compile("|".join(_fill(t, patterns) for t in terms), re.IGNORECASE)
        except (re.error, KeyError) as error:
            raise UsageError(
                f"measures.toml: the words of {key!r} cannot be read: {error}.",
                hint="Mend the pattern named in the message.",
            ) from error

    return Measure(
        key=key,
        name=row["name"],
        short=row.get("short", row["name"]),
        kind=kind,
        unit=row.get("unit"),
        better=better,
        per=row.get("per", ""),
        share=row.get("share", ""),
        near=tuple(row.get("near", ())),
        includes=tuple(row.get("includes", ())),
        opposite=row.get("opposite"),
        people=row.get("people", False),
        whose=row.get("whose", False),
        needs=tuple(row.get("needs", ())),
        said=compiled(row["terms"]),
        asked=compiled(row["terms"] + row.get("asks", [])),
    )


def _is_kind(word: object) -> TypeGuard[Kind]:
    return word in get_args(Kind)


def _is_better(word: object) -> TypeGuard[Better | None]:
    return word is None or word in get_args(Better)


def is_visit(key: str | None) -> bool:
    """Whether a measure is a visit of inspectors."""
    measure = measures().get(key or "")
    return measure is not None and measure.kind == "visit"


def mentions(text: str, *, question: bool = False) -> tuple[MeasureMention, ...]:
    """Every measure that `text` speaks of, in order of place.

    Where a mention lies inside a longer one of another measure, the longer one alone is meant:
    "not in education, employment or training" speaks of NEET and not of EET.
    """
    small = text.lower()
    found = [
        MeasureMention(measure=measure, start=m.start(), end=m.end())
        for measure in measures().values()
        if question or not measure.needs or any(letters in small for letters in measure.needs)
        for m in (measure.asked if question else measure.said).finditer(text)
    ]
    kept = [
        one
        for one in found
        if not any(
            other.start <= one.start
            and one.end <= other.end
            and other.end - other.start > one.end - one.start
            and other.measure.key not in one.measure.near
            for other in found
        )
    ]
    return tuple(sorted(kept, key=lambda m: (m.start, m.end)))

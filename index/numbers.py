"""Text -> quantities: every number a sentence states, with its unit, bounds and place.

Digits, number words, fractions ("two thirds", "four in five"), ratios ("32 of 71"), ranges, bounds
("more than 200") and changes ("halved", "by a third"). Years, dates, ages, ordinals and clock times
are recognised so that they are not taken for quantities. The patterns stand in `numbers.toml`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

from index.records import Comparator
from index.tables import table

Unit = Literal["percent", "count", "pounds", "weeks", "change", "ratio"]

_UP_TO_NINETEEN = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
UNITS = {word: value for value, word in enumerate(_UP_TO_NINETEEN)}
TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
ORDINALS = {
    "first": 1.0, "second": 2.0, "third": 3.0, "fourth": 4.0, "fifth": 5.0, "sixth": 6.0,
    "seventh": 7.0, "eighth": 8.0, "ninth": 9.0, "tenth": 10.0,
}  # fmt: skip
DENOMINATORS = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5,
    "fifths": 5, "sixth": 6, "sixths": 6, "tenth": 10, "tenths": 10,
}  # fmt: skip
_FOLDS = {
    "halved": 50, "halving": 50, "doubled": 100, "doubling": 100, "trebled": 200, "tripled": 200,
    "quadrupled": 300,
}  # fmt: skip
"""Per cent by which the words change a value."""
_SCALES = {"million": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9, "thousand": 1e3, "k": 1e3}
_SMALL = 20
"""The largest whole that "in" makes a share of: nine in ten is one, 12 in 2015 is not."""
_BOUND_REACH = 40
_CHANGE_REACH = 110

_UNIT = "|".join(sorted((w for w in UNITS if w != "zero"), key=len, reverse=True))
_TEN = rf"(?:{'|'.join(TENS)})(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?"
_HUNDREDS = rf"(?:an?|{_UNIT}) hundred(?: and (?:{_TEN}|{_UNIT}))?"
_BELOW = rf"(?:{_HUNDREDS}|{_TEN}|{_UNIT})"
WORDS = rf"(?:(?:{_BELOW}|an?) thousand(?:,? (?:and )?{_BELOW})?|{_BELOW})"
DIGITS = r"(?<![0-9])(?:[0-9]{1,3}(?:,[0-9]{3}){1,3}|[0-9]{1,12})(?:\.[0-9]{1,6})?(?![0-9])"
NUMBER = rf"(?:{DIGITS}|\b{WORDS}\b)"

_ANY = re.compile(
    rf"[0-9]|\b(?:{'|'.join((*UNITS, *TENS, *DENOMINATORS, *_FOLDS, 'hundred', 'thousand'))})\b",
    re.IGNORECASE,
)
"""A number of any kind: most sentences hold none, and this is soon seen."""
_NAME = re.compile(r"@([a-z]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number as stated at `start:end`, in `unit`; `upper` closes a range, `base` a ratio."""

    start: int
    end: int
    value: float
    unit: Unit
    comparator: Comparator = "="
    upper: float | None = None
    base: float | None = None
    fraction: bool = False
    """True where the text says it in words of parts, as in "two thirds"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bound:
    """The words that set a bound, before the quantity and after it."""

    sign: Comparator
    before: re.Pattern[str]
    after: re.Pattern[str] | None


def number(text: str) -> float:
    """The value of digits or of number words below a million.

    >>> number("1,250"), number("twenty-two"), number("Ten"), number("two hundred and six")
    (1250.0, 22.0, 10.0, 206.0)
    """
    words = text.strip().casefold()
    if words[0].isdigit():
        return float(words.replace(",", ""))
    value = 0
    thousands, scale, rest = words.partition(" thousand")
    if scale:
        below = re.sub(r"^\W*(?:and )?", "", rest)
        return 1000 * (number(thousands) or 1) + (number(below) if below else 0)
    for part in re.split(r"[- ]", words):
        value = 100 * (value or 1) if part == "hundred" else value + TENS.get(part, 0)
        value += UNITS.get(part, 0)
    return float(value)


def quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity that `text` states, in order of place, none overlapping.

    >>> [(q.value, q.unit, q.comparator) for q in quantities("More than 200 of them; 60 per cent")]
    [(200.0, 'count', '>'), (60.0, 'percent', '=')]
    """
    if not _ANY.search(text):
        return ()
    taken = [m.span() for m in _data().idioms.finditer(text)]
    found: list[Quantity] = []
    for read in _MEASURED:
        _take(text, read, found, taken)
    taken.extend(m.span() for m in _data().names.finditer(text))
    for read in _COUNTED:
        _take(text, read, found, taken)
    return tuple(sorted(found, key=lambda q: q.start))


def stated(text: str, quantity: Quantity) -> str:
    """The quantity in the words of the text, with the bound it stands under.

    >>> text = "for more than 200 young people"
    >>> stated(text, quantities(text)[0])
    'more than 200'
    """
    start, end = span(text, quantity)
    said = text[start:end]
    base = quantity.base
    if base and len(re.findall(NUMBER, text[quantity.start : quantity.end], re.IGNORECASE)) < 2:
        return f"{said} of {base:,.0f}"
    return said


def span(text: str, quantity: Quantity) -> tuple[int, int]:
    """Where the quantity stands with the words of its bound.

    >>> text = "for more than 200 young people"
    >>> span(text, quantities(text)[0])
    (4, 17)
    """
    _, start, end = _bound(text, quantity.start, quantity.end)
    return start, end


def _take(
    text: str,
    read: Callable[[str], Iterator[Quantity]],
    found: list[Quantity],
    taken: list[tuple[int, int]],
) -> None:
    """What a reader finds where nothing was found before."""
    for quantity in read(text):
        if all(quantity.end <= start or quantity.start >= end for start, end in taken):
            taken.append((quantity.start, quantity.end))
            sign, _, _ = _bound(text, quantity.start, quantity.end)
            found.append(quantity if sign == "=" else replace(quantity, comparator=sign))


def _bound(text: str, start: int, end: int) -> tuple[Comparator, int, int]:
    """The bound that a quantity at `start:end` stands under, and the two with the words of it."""
    first = max(0, start - _BOUND_REACH)
    before, after = text[first:start], text[end : end + _BOUND_REACH]
    for bound in _data().bounds:
        if found := bound.before.search(before):
            return bound.sign, first + found.start(), end
    for bound in _data().bounds:
        if bound.after and (found := bound.after.match(after)):
            return bound.sign, start, end + found.end()
    return "=", start, end


def _points(text: str) -> Iterator[Quantity]:
    for m in _written("points").finditer(text):
        yield Quantity(start=m.start(), end=m.end(), value=number(m["low"]), unit="change")


def _folds(text: str) -> Iterator[Quantity]:
    for m in _written("twofold").finditer(text):
        value = float(_FOLDS[m["value"].casefold()])
        yield Quantity(start=m.start(), end=m.end(), value=value, unit="change")


def _changes(text: str) -> Iterator[Quantity]:
    changed = _data().change
    for m in _written("amount").finditer(text):
        before, after = text[max(0, m.start() - _CHANGE_REACH) : m.start()], text[m.end() :]
        by = changed["by"].search(before)
        moved = (by or changed["before"].search(before)) and not changed["whole"].match(after)
        if moved or changed["after"].match(after):
            start = m.start() - len(by["by"]) if by and moved else m.start()
            sign, _, _ = _bound(text, m.start(), m.end())
            yield Quantity(
                start=start, end=m.end(), value=_amount(m), unit="change", comparator=sign
            )


def _amount(m: re.Match[str]) -> float:
    if m["low"]:
        return number(m["low"])
    times = UNITS.get((m["times"] or "one").casefold(), 1)
    return round(100 * times / DENOMINATORS[m["part"].casefold()], 1)


def _percent_ranges(text: str) -> Iterator[Quantity]:
    for m in _written("percent_range").finditer(text):
        low, high = number(m["low"]), number(m["high"])
        before = text[max(0, m.start() - 9) : m.start()].casefold()
        two_figures = " and " in m.group().casefold() and "between" not in before
        if low < high <= 100 and not two_figures and not before.endswith("from "):
            yield Quantity(start=m.start(), end=m.end(), value=low, upper=high, unit="percent")


def _percents(text: str) -> Iterator[Quantity]:
    for m in _written("percent").finditer(text):
        yield Quantity(start=m.start(), end=m.end(), value=number(m["low"]), unit="percent")


def _pounds(text: str) -> Iterator[Quantity]:
    for m in _written("pounds").finditer(text):
        value = number(m["low"]) * _SCALES.get((m["scale"] or "").casefold(), 1)
        yield Quantity(start=m.start(), end=m.end(), value=value, unit="pounds")


def _weeks(text: str) -> Iterator[Quantity]:
    for m in _written("weeks").finditer(text):
        yield Quantity(start=m.start(), end=m.end(), value=number(m["low"]), unit="weeks")


def _parts_in(text: str) -> Iterator[Quantity]:
    for m in _written("part_in").finditer(text):
        part, base = number(m["low"]), number(m["base"])
        if " in " in m.group().casefold() and 0 < part <= base <= _SMALL:
            share = round(100 * part / base, 1)
            yield Quantity(start=m.start(), end=m.end(), value=share, unit="percent", fraction=True)


def _parts_of_them(text: str) -> Iterator[Quantity]:
    for m in _written("part_of_them").finditer(text):
        part, base = number(m["low"]), number(m["base"] or m["all"])
        if 0 < part <= base and not _data().times.match(text[m.end() :]):
            yield Quantity(
                start=m.start("low"), end=m.end("low"), value=part, base=base, unit="ratio"
            )


def _ratios(text: str) -> Iterator[Quantity]:
    for m in _written("out_of").finditer(text):
        part, base = number(m["low"]), number(m["base"])
        if 0 < part <= base:
            yield Quantity(start=m.start(), end=m.end(), value=part, base=base, unit="ratio")


def _fractions(text: str) -> Iterator[Quantity]:
    for m in _written("fraction").finditer(text):
        times = number(m["low"]) if m["low"] else 1.0
        part = (m["part"] or m["single"] or "half").casefold()
        after = text[m.end() : m.end() + 15]
        next_in_a_row = (m["one"] or "one").casefold() != "one" and part in ORDINALS
        if (
            times < DENOMINATORS[part]
            and not _data().no_part.match(after)
            and (not next_in_a_row or _data().part_of.match(after))
        ):
            share = round(100 * times / DENOMINATORS[part], 1)
            yield Quantity(start=m.start(), end=m.end(), value=share, unit="percent", fraction=True)


def _count_ranges(text: str) -> Iterator[Quantity]:
    for m in _written("count_range").finditer(text):
        first, last = ("low", "high") if m["low"] else ("from", "to")
        low, high = number(m[first]), number(m[last])
        if low < high and not _data().times.match(text[m.end() :]):
            yield Quantity(
                start=m.start(first), end=m.end(last), value=low, upper=high, unit="count"
            )


def _counts(text: str) -> Iterator[Quantity]:
    for m in _written("count").finditer(text):
        before, after = text[max(0, m.start() - 2) : m.start()], text[m.end() : m.end() + 30]
        inside_word = re.search(r"[\w/.]$|\w[-–−]$", before) or re.match(
            r"[\w/]|[-–−]\w|[.,]\d", after
        )
        if not inside_word and not _data().times.match(after):
            yield Quantity(start=m.start(), end=m.end(), value=number(m["low"]), unit="count")


_MEASURED = (_points, _folds, _changes, _percent_ranges, _percents, _pounds, _weeks)
"""Readers of what no date, age or year looks like."""
_COUNTED = (_parts_in, _ratios, _parts_of_them, _fractions, _count_ranges, _counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Data:
    """The patterns of `numbers.toml`."""

    written: dict[str, re.Pattern[str]]
    change: dict[str, re.Pattern[str]]
    bounds: tuple[_Bound, ...]
    names: re.Pattern[str]
    idioms: re.Pattern[str]
    times: re.Pattern[str]
    part_of: re.Pattern[str]
    no_part: re.Pattern[str]


def _written(name: str) -> re.Pattern[str]:
    return _data().written[name]


@cache
def _data() -> _Data:
    data = table("index", "numbers.toml")
    parts: dict[str, str] = data["parts"] | {
        "number": NUMBER,
        "digits": DIGITS,
        "words": WORDS,
        "denominator": f"(?:{'|'.join(DENOMINATORS)})",
    }

    def compiled(*alternatives: str) -> re.Pattern[str]:
        joined = "|".join(alternatives)
        while _NAME.search(joined):
            joined = _NAME.sub(lambda name: parts[name[1]], joined)
        return re.compile(joined, re.IGNORECASE)

    def bound(row: dict[str, Any]) -> _Bound:
        return _Bound(
            sign=row["sign"],
            before=compiled(rf"\b{row['before']}\s(?:only\s|an?\s)?$"),
            after=compiled(rf"\s?{row['after']}") if "after" in row else None,
        )

    other = data["not_a_quantity"]
    return _Data(
        written={name: compiled(text) for name, text in data["written"].items()},
        change={name: compiled(text) for name, text in data["change"].items()},
        bounds=tuple(bound(row) for row in data["bound"]),
        names=compiled(*other["names"]),
        idioms=compiled(*other["idioms"]),
        times=compiled(other["times"]),
        part_of=compiled(other["part_of"]),
        no_part=compiled(other["no_part"]),
    )

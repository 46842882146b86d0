"""Text -> quantities: every number a sentence states, with its unit, bounds and place.

Digits, number words, fractions ("two thirds", "four in five"), ratios ("32 of 71"), ranges, bounds
("more than 200") and changes ("halved", "by a third"). Years, dates, ages, ordinals and clock times
are recognised so that they are not taken for quantities.
"""

import re
from dataclasses import dataclass
from typing import Literal

from index.records import Comparator

Unit = Literal["percent", "count", "pounds", "change", "ratio"]

UNITS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split()
    )
}
TENS = {
    word: 10 * value
    for value, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}
ORDINALS = {
    word: float(value)
    for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth".split(), start=1
    )
}
DENOMINATORS = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5,
    "fifths": 5, "sixth": 6, "sixths": 6, "tenth": 10, "tenths": 10,
}  # fmt: skip

_UNIT = "|".join(sorted((w for w in UNITS if w != "zero"), key=len, reverse=True))
_TEN = "|".join(TENS)
WORDS = rf"(?:(?:{_TEN})(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|{_UNIT})"
DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
NUMBER = rf"(?:{DIGITS}|\b{WORDS}\b)"
PERCENT = r"(?:\s?%|\s?per\s?cent\b|\s?percent\b)"
_DENOMINATOR = "|".join(DENOMINATORS)

_RANGE = re.compile(
    rf"(?<![\d–−/-])(?P<low>{NUMBER}){PERCENT}?\s?(?:-|–|−|to|and)\s?(?P<high>{NUMBER})(?P<percent>{PERCENT})",
    re.IGNORECASE,
)
_PERCENT = re.compile(rf"(?P<low>{NUMBER}){PERCENT}", re.IGNORECASE)
_POINTS = re.compile(rf"(?P<low>{NUMBER}){PERCENT}?[- ](?:percentage )?points?\b", re.IGNORECASE)
_OUT_OF = re.compile(
    rf"(?P<low>{NUMBER})\s?(?:of|out of|from|/)\s?(?:the |a total of |its |their )?(?P<base>{DIGITS}|{WORDS})\b(?!{PERCENT})",
    re.IGNORECASE,
)
_IN = re.compile(
    rf"\b(?P<low>{WORDS}|\d{{1,2}})(?: in | in every | out of (?:every )?)(?P<base>{WORDS}|\d{{1,3}})\b"
    r"(?=\s(?:care|children|young|of|people|looked|are|were|who|\()|[\s,.)])",
    re.IGNORECASE,
)
_FRACTION = re.compile(
    rf"\b(?:(?P<low>{WORDS})[- ](?P<part>{_DENOMINATOR})|(?P<one>(?:an? |one[- ])(?P<single>{_DENOMINATOR})|half))\b",
    re.IGNORECASE,
)
_POUNDS = re.compile(
    rf"£\s?(?P<low>{DIGITS})\s?(?P<scale>million|billion|thousand|[mk]\b|bn\b)?", re.IGNORECASE
)
_CHANGE = re.compile(
    rf"\b(?:halved|doubled|trebled|tripled|quadrupled|by (?:an? |one |two |three )?(?:[- ]?)(?:{_DENOMINATOR}))\b",
    re.IGNORECASE,
)
_COUNT = re.compile(rf"(?P<low>{NUMBER})", re.IGNORECASE)

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
NOT_A_QUANTITY = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th)\b"
    rf"|\b\d{{1,2}}\s{_MONTH}\b(?:\s\d{{4}})?|\b{_MONTH}\s\d{{1,2}}(?:,?\s\d{{4}})?\b"
    rf"|\b{_MONTH}\s\d{{4}}\b"
    r"|\b\d{1,2}/\d{1,2}/\d{2,4}\b|\b\d{1,2}[:.]\d{2}\s?[ap]m\b|\b24/7\b"
    r"|\b(?:19|20)\d\d\s?(?:[-/–−]|to)\s?(?:(?:19|20)\d\d|\d{1,2})\b"
    r"|(?<![\d,£.])(?:19|20)\d\d\b(?!\s?(?:%|per|children|young|care|people|places|cases|homes))"
    r"|\bages?d?\s(?:between\s|from\s|of\s|over\s|under\s)?\d{1,2}(?:\s?(?:-|–|−|to|and)\s?\d{1,2})?"
    r"(?:\s?(?:\+|plus|and over|or over|and above|and under))?"
    r"|\b\d{1,2}\s?[-–−]?\s?(?:,\s?\d{1,2}\s?[-–−]\s?)*(?:(?:to|and|-|–|−)\s?\d{1,2}\s?[-–−]?\s?)?years?[- ]?(?:olds?|of age)?\b"
    r"|\b(?:year|years|key stage|section|page|paragraph|article|part|step|stage|band|level|grade|covid)[- ]\d+(?:\.\d+)*\b"
    r"|\b(?:1[6-9]|2[0-5])\s?[-–−]\s?(?:1[7-9]|2[0-5])\b(?!\s?%)"
    r"|\b(?:under|over|post|pre|aged?)[- ](?:1[6-9]|2[0-5])s?\b(?!\s?(?:%|per|care|young|children|people))",
    re.IGNORECASE,
)
_IDIOM = re.compile(
    r"\b(?:one of|no one|one another|any ?one|each one|this one|that one|the one|on one|"
    r"one[- ]to[- ]one|one[- ]off|ones|a number of|(?:one|two)[- ](?:day|week|year|month|stage|way)s?\b)",
    re.IGNORECASE,
)
_DURATION = re.compile(
    r"^[\s-]?(?:working[ -])?(?:days?|weeks?|months?|years?|hours?|minutes?|terms?)\b",
    re.IGNORECASE,
)

_BOUNDS: tuple[tuple[str, Comparator], ...] = (
    (r"(?:at least|no (?:fewer|less) than|not less than|a minimum of|minimum)", ">="),
    (r"(?:at most|no more than|not more than|up to|a maximum of|maximum)", "<="),
    (r"(?:just |slightly |well |a little )?(?:more than|over|above|in excess of|exceeding|greater than|higher than|better than)", ">"),
    (r"(?:just |slightly |well |a little )?(?:fewer than|less than|under|below|lower than)", "<"),
    (r"(?:nearly|almost|about|around|approximately|roughly|some|circa|close to|an estimated|approaching|just short of|in the region of)", "~"),
)  # fmt: skip
_BOUND_BEFORE = tuple(
    (re.compile(rf"\b{words}\s(?:only\s|a\s|the\s|an\s)?$", re.IGNORECASE), sign)
    for words, sign in _BOUNDS
)
_BOUND_AFTER: tuple[tuple[re.Pattern[str], Comparator], ...] = (
    (re.compile(r"^\s?(?:or (?:more|higher|above|over|better)|and (?:above|over)|plus\b|\+)", re.IGNORECASE), ">="),
    (re.compile(r"^\s?(?:or (?:less|fewer|lower|below|under)|and (?:below|under))", re.IGNORECASE), "<="),
)  # fmt: skip


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


def number(text: str) -> float:
    """The value of digits or number words up to ninety-nine.

    >>> number("1,250"), number("twenty-two"), number("Ten")
    (1250.0, 22.0, 10.0)
    """
    words = text.strip().lower()
    if words[0].isdigit():
        return float(words.replace(",", ""))
    parts = re.split(r"[- ]", words)
    return float(sum(TENS.get(p, UNITS.get(p, 0)) for p in parts))


def quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity that `text` states, in order of place, none overlapping.

    >>> [(q.value, q.unit, q.comparator) for q in quantities("More than 200 of them; 60 per cent")]
    [(200.0, 'count', '>'), (60.0, 'percent', '=')]
    """
    taken: list[tuple[int, int]] = [m.span() for m in _IDIOM.finditer(text)]
    found: list[Quantity] = []
    readers = (
        _points,
        _ranges,
        _percents,
        _pounds,
        _changes,
        _blocked,
        _ratios,
        _fractions,
        _counts,
    )
    for reader in readers:
        for quantity in reader(text):
            if all(quantity.end <= s or quantity.start >= e for s, e in taken):
                taken.append((quantity.start, quantity.end))
                if quantity.value >= 0:
                    found.append(_bounded(text, quantity))
    return tuple(sorted(found, key=lambda q: q.start))


def _bounded(text: str, quantity: Quantity) -> Quantity:
    before, after = text[max(0, quantity.start - 30) : quantity.start], text[quantity.end :]
    for pattern, sign in _BOUND_BEFORE:
        if pattern.search(before):
            return _with(quantity, sign)
    for pattern, sign in _BOUND_AFTER:
        if pattern.search(after):
            return _with(quantity, sign)
    return quantity


def stated(text: str, quantity: Quantity) -> str:
    """The quantity in the words of the text, with the bound it stands under.

    >>> text = "for more than 200 young people"
    >>> stated(text, quantities(text)[0])
    'more than 200'
    """
    start, end = quantity.start, quantity.end
    for pattern, _ in _BOUND_BEFORE:
        if before := pattern.search(text[:start]):
            return text[before.start() : end]
    for pattern, _ in _BOUND_AFTER:
        if after := pattern.search(text[end:]):
            return text[start : end + after.end()]
    return text[start:end]


def _with(q: Quantity, sign: Comparator) -> Quantity:
    return Quantity(
        start=q.start, end=q.end, value=q.value, unit=q.unit, comparator=sign,
        upper=q.upper, base=q.base, fraction=q.fraction,
    )  # fmt: skip


def _blocked(text: str) -> list[Quantity]:
    """Dates, years and ages hold their place, so that nothing after reads them as counts."""
    return [
        Quantity(start=m.start(), end=m.end(), value=-1, unit="count")
        for m in NOT_A_QUANTITY.finditer(text)
    ]


def _points(text: str) -> list[Quantity]:
    return [
        Quantity(start=m.start(), end=m.end(), value=number(m["low"]), unit="change")
        for m in _POINTS.finditer(text)
    ]


def _ranges(text: str) -> list[Quantity]:
    found = []
    for m in _RANGE.finditer(text):
        low, high = number(m["low"]), number(m["high"])
        joined_by_and = " and " in m.group().lower()
        if low < high <= 100 and not (
            joined_by_and and "between" not in text[max(0, m.start() - 9) : m.start()].lower()
        ) and not re.search(r"\bfrom\s$", text[max(0, m.start() - 6) : m.start()], re.IGNORECASE):  # fmt: skip
            found.append(
                Quantity(start=m.start(), end=m.end(), value=low, upper=high, unit="percent")
            )
    return found


def _percents(text: str) -> list[Quantity]:
    return [
        Quantity(start=m.start(), end=m.end(), value=number(m["low"]), unit="percent")
        for m in _PERCENT.finditer(text)
    ]


def _pounds(text: str) -> list[Quantity]:
    scales = {"million": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9, "thousand": 1e3, "k": 1e3}
    return [
        Quantity(
            start=m.start(), end=m.end(), unit="pounds",
            value=number(m["low"]) * scales.get((m["scale"] or "").lower(), 1),
        )
        for m in _POUNDS.finditer(text)
    ]  # fmt: skip


def _changes(text: str) -> list[Quantity]:
    words = {
        "halved": 50.0,
        "doubled": 100.0,
        "trebled": 200.0,
        "tripled": 200.0,
        "quadrupled": 300.0,
    }
    found = []
    for m in _CHANGE.finditer(text):
        said = m.group().lower()
        value = words.get(said)
        if value is None:
            parts = re.split(r"[- ]", said)
            times = next((number(p) for p in parts if p in UNITS), 1.0)
            value = round(100 * times / DENOMINATORS[parts[-1]], 1)
        found.append(Quantity(start=m.start(), end=m.end(), value=value, unit="change"))
    return found


def _ratios(text: str) -> list[Quantity]:
    found = []
    for pattern, small in ((_IN, True), (_OUT_OF, False)):
        for m in pattern.finditer(text):
            part, base = number(m["low"]), number(m["base"])
            if not 0 < part <= base or (not small and base >= 1900 and base <= 2100):
                continue
            if small and base <= 20 and " in " in m.group():
                share = round(100 * part / base, 1)
                found.append(
                    Quantity(
                        start=m.start(), end=m.end(), value=share, unit="percent", fraction=True
                    )
                )
            elif " in " not in m.group():
                found.append(
                    Quantity(start=m.start(), end=m.end(), value=part, base=base, unit="ratio")
                )
    return found


def _fractions(text: str) -> list[Quantity]:
    found = []
    for m in _FRACTION.finditer(text):
        if m["low"]:
            times, parts = number(m["low"]), DENOMINATORS[m["part"].lower()]
        else:
            times, parts = 1.0, DENOMINATORS[(m["single"] or "half").lower()]
        after = text[m.end() : m.end() + 12].lower()
        ordinal = (m["single"] or "") not in ("", "half") and not re.match(
            r"\s(?:of|are|were|\(|have|had|do|did|who|remain)", after
        )
        if (
            times < parts
            and not ordinal
            and not re.match(r"[- ](?:year|term|day|way|hour|time|past)", after)
        ):
            found.append(
                Quantity(
                    start=m.start(), end=m.end(), value=round(100 * times / parts, 1),
                    unit="percent", fraction=True,
                )
            )  # fmt: skip
    return found


def _counts(text: str) -> list[Quantity]:
    found = []
    for m in _COUNT.finditer(text):
        before, after = text[: m.start()], text[m.end() :]
        inside_word = re.search(r"[\w/.]$|\w[-–−]$", before) or re.match(
            r"[\w/]|[-–−]\w|\.\d", after
        )
        if inside_word or _DURATION.match(after):
            continue
        found.append(Quantity(start=m.start(), end=m.end(), value=number(m["low"]), unit="count"))
    return found

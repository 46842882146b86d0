"""A sentence -> which measure each of its quantities belongs to.

A quantity is the subject of what follows it ("57% of care leavers are in EET") or completes what
came before ("the rate of NEET is 21%"). The nearest measure on the right side is meant, unless
something between the two starts another matter.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.measures import MeasureMention
from index.numbers import Quantity

REACH = 170
"""Characters within which a quantity and its measure stand; sentences of reports run long."""

_SUBJECT = re.compile(
    r"^\s?\)?\s?(?!\s?(?:in|at|from|to|by|and|which|for|since|against|compared|as|or|than|over)\b)"
    r"(?:of (?:the |all |these |their |its |those |whom)*)?[^.,;()%]{0,75}?"
    r"\b(?:are|were|is|was|be|being|have|had|has|do|did|remain|remained|live|lived|living|staying|accessing|accessed|attend\w*|go|went|of whom|who|reported|recorded|in)\b",
    re.IGNORECASE,
)
_OTHER_MATTER = re.compile(
    r"[;:](?!\s*(?:tracking|data|figures?|local))|[.]\s|\bnot\b|n[’']t\b|\b(?:and|but|while|whereas|although)\s(?:the\s|an?\s)?(?:\w+\s)?"
    r"(?:those|proportion|number|rate|percentage|more\b|fewer\b|most\b)"
    r"|\b(?:are|were|is|was|have|had)\b[^.;]*\band\s\d",
    re.IGNORECASE,
)
_NEW_START = re.compile(
    r";(?!\s(?:\w+\s){0,5}(?:shows?|figures?|data|rates?|percentages?|proportions?)\b)|[.]\s",
    re.IGNORECASE,
)
_QUANTITY_NOUN = re.compile(
    r"\b(?:majority|number|proportion|many|few|some|most|all|half|third|leavers|people|children)[^.;,]{0,20}\s?\($",
    re.IGNORECASE,
)
_FITS = {"percent": ("percent", "ratio", "change"), "count": ("count", "ratio", "percent", "change"),
         "cases": ("count", "change")}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A quantity and the mention of the measure it is a value of."""

    quantity: Quantity
    mention: MeasureMention


def links(text: str, found: Sequence[Quantity], said: Sequence[MeasureMention]) -> Iterator[Link]:
    """The quantities of one sentence that are values of one of the measures it speaks of."""
    measured = [m for m in said if m.measure.kind == "quantity" and m.measure.unit in _FITS]
    for quantity in found:
        candidates = [
            (distance, i, mention)
            for i, mention in enumerate(measured)
            if quantity.unit in _FITS[mention.measure.unit or ""]
            and (distance := _distance(text, quantity, mention)) is not None
        ]
        if candidates:
            _, _, mention = min(candidates, key=lambda c: c[:2])
            yield Link(quantity=quantity, mention=mention)


def _distance(text: str, quantity: Quantity, mention: MeasureMention) -> int | None:
    """How far apart the two stand, or None where they do not belong together."""
    if mention.start <= quantity.start and quantity.end <= mention.end:
        return 0
    if quantity.end <= mention.start:
        return _ahead(text, quantity, mention)
    return _behind(text, quantity, mention)


def _ahead(text: str, quantity: Quantity, mention: MeasureMention) -> int | None:
    """The quantity stands before the measure."""
    between = text[quantity.end : mention.start]
    if len(between) > REACH or _OTHER_MATTER.search(between):
        return None
    if quantity.unit in ("count", "ratio") and not _subject(text, quantity):
        return None
    return len(between)


def _behind(text: str, quantity: Quantity, mention: MeasureMention) -> int | None:
    """The quantity stands after the measure."""
    between = text[mention.end : quantity.start]
    opens_a_clause = re.search(r"(?:^|[,;]\s?|\band\s|\bwhile\s|\bbut\s)(?:\w+\s){0,2}$", between)
    if len(between) > REACH or _NEW_START.search(between):
        return None
    parenthesis = text[: quantity.start].endswith("(")
    if _subject(text, quantity) and opens_a_clause and not parenthesis:
        return None
    if parenthesis and _QUANTITY_NOUN.search(between):
        return None
    if quantity.unit == "count" and not re.search(
        r"\b(?:is|was|are|were|to|of|at|from|with|than|stands?|total\w*|average)\s(?:\w+\s){0,3}$|\($|^[\s,]+(?:with|to)\b[^.;]{0,25}$",
        between,
    ):
        return None
    return len(between) + 20


def _subject(text: str, quantity: Quantity) -> bool:
    """Whether the quantity is the subject of the words that follow it."""
    return bool(_SUBJECT.match(text[quantity.end : quantity.end + 110]))

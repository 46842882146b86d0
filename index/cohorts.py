"""A value in its sentence -> whom it is of: care leavers, children in care, and of what ages."""

import re
from collections.abc import Sequence

from index.cues import cues
from index.numbers import Quantity

_LEFT, _RIGHT = 200, 80
_STOP = re.compile(r"[.]\s")
_OF_ITS_OWN = re.compile(r"\)?,?\s(?:of|for)\s(?!whom\b)", re.IGNORECASE)
_AGES = re.compile(
    r"\b(?:aged?\s)?(?P<from>1[6-9]|2[0-5])(?:\+(?!\d)"
    r"|(?:\s?years)?(?:\sof age)?(?:\splus\b|\s(?:and|or)\s(?:over|above|older)\b))"
    r"|\baged?\s(?:between\s)?(?P<a>\d\d)(?:,\s\d\d)?[ -]*(?:to|and|or|-|–|−)?\s?(?P<b>\d\d)?\b"
    r"|\b(?P<c>\d\d)[-–−]?\s?"
    r"(?:to|and|or|-|–|−|,\s?\d\d[-–−]?\s(?:and|to|or))\s?(?P<d>\d\d)[-–−\s]*years?"
    r"|\b(?P<g>1[6-9])\s?[-–−]\s?(?P<h>1[7-9]|2[0-5])\b(?!\s?%)"
    r"|\b(?P<over>over|post|under|above)[- ](?:the age of )?(?P<e>1[6-9]|2[0-5])\b(?!\s?%)"
    r"|\b(?P<f>\d\d)[-\s]*years?[- ](?:olds?|of age)",
    re.IGNORECASE,
)


def cohort(text: str, quantity: Quantity, others: Sequence[Quantity], *, otherwise: str) -> str:
    """Whom a quantity of a sentence is of: those named nearest to it, `otherwise` where none are.

    `others` are all quantities that the sentence states. Where `otherwise` names none of those in
    care, the figure is one of those who work for them.

    >>> from index.numbers import quantities
    >>> text = "52% of 19-year-olds and 47% of all care leavers are NEET"
    >>> [cohort(text, q, quantities(text), otherwise="care leavers") for q in quantities(text)]
    ['young people aged 19', 'care leavers']
    """
    last = max((q.end for q in others if q.end <= quantity.start), default=0)
    following = min((q.start for q in others if q.start >= quantity.end), default=len(text))
    right = text[quantity.end : min(following, quantity.end + _RIGHT)]
    right = _STOP.split(right, maxsplit=1)[0]
    if not nearest(otherwise, 0):
        return _nearest(cues().cohort_of_work, text, quantity.start) or otherwise
    who, its_own = nearest(text, quantity.start), nearest(right, 0)
    ages = _AGES.search(right)
    if _OF_ITS_OWN.match(right) and (its_own or ages):
        who = its_own or who
    else:
        ages = (
            _last_ages(text[last : quantity.start])
            or ages
            or _last_ages(text[max(0, quantity.start - _LEFT) : quantity.start])
        )
    return " ".join(part for part in (who or otherwise, _in_words(ages)) if part)


def nearest(text: str, place: int) -> str | None:
    """Whom the words nearest to a place speak of, or None where they speak of nobody."""
    return _nearest(cues().cohort, text, place)


def workers(text: str) -> str | None:
    """Whose work the first words of a text for any who do it speak of; None where there are none.

    >>> workers("IROs' caseloads"), workers("caseloads")
    ('independent reviewing officers', None)
    """
    return _nearest(cues().cohort_of_work, text, 0)


def _nearest(named: Sequence[tuple[str, re.Pattern[str]]], text: str, place: int) -> str | None:
    gaps = [
        (abs(m.start() - place), i, who)
        for i, (who, pattern) in enumerate(named)
        for m in pattern.finditer(text)
    ]
    return min(gaps)[2] if gaps else None


def _last_ages(text: str) -> re.Match[str] | None:
    return max(_AGES.finditer(text), key=re.Match.start, default=None)


def _in_words(ages: re.Match[str] | None) -> str | None:
    if ages is None:
        return None
    g = ages.groupdict()
    if g["from"]:
        return f"aged {g['from']} and over"
    if g["e"]:
        return f"{'under' if g['over'].casefold() == 'under' else 'over'} {g['e']}"
    low, high = g["a"] or g["c"] or g["f"] or g["g"], g["b"] or g["d"] or g["h"]
    return f"aged {low} to {high}" if high else f"aged {low}"

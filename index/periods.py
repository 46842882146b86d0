"""A value in its sentence -> as of when it is true, or by when it is to be reached."""

import re
from collections.abc import Sequence

from index.dates import Mention
from index.numbers import Quantity
from index.records import Role

NEAR = 60
"""Characters within which a date belongs to a value."""
_BEFORE_COSTS = 8
"""A date that follows a value is preferred to one before it, by so many characters."""
_AIM = re.compile(r"\s(?:target|goal|aim|ambition)\b", re.IGNORECASE)
_ITS_FIGURE = re.compile(
    r"(?:[’']s?)?\s(?:\w+\s)?"
    r"(?:target|goal|aim|ambition|outturn|figure|rate|level|result|data|average|total)\b",
    re.IGNORECASE,
)
_OPENS = re.compile(r"^\W*(?:in|at|as of|as at|by|during|for|to|on)?\s?(?:the )?$", re.IGNORECASE)
_CLOSES = re.compile(r"^\W*$")
_AS_OF = re.compile(r"\bas (?:of|at)\s(?:the )?$", re.IGNORECASE)
_SINCE = re.compile(r"\bsince\b[^.;,]*$", re.IGNORECASE)
_THEN_TO = re.compile(r"\)?\sto\s(?:\w+\s){0,2}", re.IGNORECASE)
_WHILE = re.compile(
    r"\b(?:in|over|during|within|for|across)\s(?:the |these )?(?:last|past)\b", re.IGNORECASE
)
_WHILE_REACH = 12


def period(
    text: str,
    quantity: Quantity,
    others: Sequence[Quantity],
    times: Sequence[Mention],
    *,
    role: Role,
    published: str | None,
) -> tuple[str | None, str | None]:
    """By when the value is to be reached and as of when it is true, as ISO dates.

    `others` are all quantities that the sentence states, and `times` all dates that it names.
    A limit of time ("by 2022") is one of a target; beside what has been reached already it is the
    time of it. A target's own date, where it is still to come, is when it is to be reached.
    """
    by: list[tuple[int, str]] = []
    as_of: list[tuple[int, str]] = []
    for date in times:
        if date.last is None:
            continue
        starts_a_time = role != "judgement" and _SINCE.search(
            text[max(0, date.start - NEAR) : date.start]
        )
        own = not starts_a_time and _belongs(text, quantity, others, date)
        limit, to_come = date.bound in ("by", "before"), _to_come(date, published)
        if role == "target":
            meant = limit or (own and (to_come or bool(_AIM.match(text, date.end))))
        else:
            meant = limit and own and to_come
        if meant:
            by.append((_cost(quantity, date), date.last))
        elif own and date.bound in (None, "by"):
            as_of.append((_cost(quantity, date), date.last))
    return (min(by)[1] if by else None), (min(as_of)[1] if as_of else None)


def _cost(quantity: Quantity, date: Mention) -> int:
    if date.end <= quantity.start:
        return quantity.start - date.end + _BEFORE_COSTS
    return max(date.start - quantity.end, 0)


def _to_come(date: Mention, published: str | None) -> bool:
    """Whether a date is later than the document."""
    last = date.last or ""
    return published is not None and last > published and not last.startswith(published)


def _belongs(text: str, quantity: Quantity, others: Sequence[Quantity], date: Mention) -> bool:
    """Whether a date is that of this quantity and not of a neighbour."""
    rivals = [
        q
        for q in others
        if q.unit != "count" or quantity.unit == "count" or quantity.end <= q.start < date.start
    ]
    if _ITS_FIGURE.match(text, date.end):
        rivals = [q for q in rivals if q.start > date.end]
    if any(q.end <= date.start for q in others):
        rivals = [q for q in rivals if not _THEN_TO.fullmatch(text, date.end, q.start)]
    owner = min(rivals, key=lambda q: _cost(q, date), default=quantity)
    if owner.start != quantity.start:
        return False
    if _WHILE.search(text[max(0, date.start - _WHILE_REACH) : date.end]):
        return False
    before, after = text[: date.start], text[date.end :]
    near = _cost(quantity, date) < NEAR + _BEFORE_COSTS
    return near or bool(_AS_OF.search(before) or _OPENS.match(before) or _CLOSES.match(after))

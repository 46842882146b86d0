"""A value in its sentence -> its role: actual, target, previous, benchmark or plan.

The words between the last value (or the start of the clause) and this one decide, then those
straight after it. A target is never an actual: where the text says both, the nearer word wins.
"""

import re
from collections.abc import Sequence

from index.cues import cues
from index.numbers import Quantity
from index.records import Role

_LEFT, _RIGHT = 140, 70
_JOINED = 4
"""Values in a row that share their role."""
_BOUND_WORDS = re.compile(
    r"\s*(?:just |slightly |well |a little )?"
    r"\b(?:at least|more than|over|above|below|under|less than|fewer than|nearly|almost|about"
    r"|around|approximately|roughly|some|up to|only|a|an|the|to just)\s*$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[;:]\s|[.]\s|,\s(?:and|but|while|whereas|although|which|with|who)\s"
    r"|\s(?:but|while|whereas|although)\s|\bcompared (?:to|with)\s",
    re.IGNORECASE,
)
_NEW_SUBJECT = re.compile(
    r"(?:^|[,(]|\b(?:and|so|means?|meaning|currently|now|with|where|as|because|result))\s*$",
    re.IGNORECASE,
)
_ASSERTED = re.compile(
    r"\)?(?:\sof\s[^.,;()%]{1,75}?)?\s(?:are|were|is|was|have|had|has)\b(?!\sto\b)", re.IGNORECASE
)
_NO_AIM = re.compile(
    r"\b(?:no|not an?|without an?)\s(?:\w+\s)?$|\b(?:on|off|within)\s$", re.IGNORECASE
)
_PAST = re.compile(r"\)?[^.;,%]{0,60}?\s(?:had|were|was|have had|has had|have been|did)\b")
_REACHED = re.compile(
    r"\s(?:\w+\s)?(?:was|were|is|has|have|had)\s(?:\w+\s){0,2}?"
    r"(?:met|reached|exceeded|passed|beaten|achieved|surpassed)\b",
    re.IGNORECASE,
)
_TO = re.compile(r"[^.;,]{0,30}\sto\s", re.IGNORECASE)
_DATED = re.compile(r"\)?[^.;,%]{0,30}\b(?:19|20)\d\d\b")


def role(text: str, quantity: Quantity, others: Sequence[Quantity]) -> Role:
    """The role of one quantity of a sentence; `others` are all that the sentence states."""
    left, right, last = _around(text, quantity, others)
    if not _is_target(text, quantity, others):
        if last and _of_others(text, left, last, others):
            return "benchmark"
        return "actual" if quantity.unit == "change" else _unaimed(left, right)
    starts_from = left.endswith("from") and _TO.match(text, quantity.end)
    return "previous" if starts_from else "target"


def _of_others(text: str, left: str, last: Quantity, others: Sequence[Quantity]) -> bool:
    """Whether others have a value, after the council's own: "at 45%, above neighbours, at 41%"."""
    beside = cues().role["benchmark_beside"].search(left)
    return bool(beside) and role(text, last, others) in ("actual", "benchmark")


def has_happened(text: str, quantity: Quantity) -> bool:
    """Whether the words after a value tell of it as past, so that no date makes it a target."""
    return bool(_PAST.match(text, quantity.end))


def restates(text: str, earlier: Quantity, quantity: Quantity) -> bool:
    """Whether a quantity only says the one before it in another unit, as in "118 (39%)"."""
    return text[earlier.end : quantity.start].strip() == "("


def _around(
    text: str, quantity: Quantity, others: Sequence[Quantity]
) -> tuple[str, str, Quantity | None]:
    """The words before a quantity and after it up to its neighbours, and the neighbour before."""
    earlier = [q for q in others if q.end <= quantity.start]
    start = quantity.start
    if earlier and restates(text, earlier[-1], quantity):
        start = earlier.pop().start
    last = earlier[-1] if earlier else None
    left = text[max(last.end if last else 0, start - _LEFT) : start]
    if last and (its_noun := cues().role["target_noun"].match(left)):
        left = left[its_noun.end() :]
    while (shorter := _BOUND_WORDS.sub("", left)) != left:
        left = shorter
    following = min((q.start for q in others if q.start >= quantity.end), default=len(text))
    right = text[quantity.end : min(following, quantity.end + _RIGHT)]
    return left.rstrip(" ("), right, last


def _is_target(text: str, quantity: Quantity, others: Sequence[Quantity]) -> bool:
    """Whether a value is meant to be reached, or joined to one that is: "70% in 2020, then 75%"."""
    said = cues().role
    for _ in range(_JOINED):
        left, right, last = _around(text, quantity, others)
        if _aimed_at(left, right):
            return True
        own_words = (
            said["previous_after"].search(right)
            or said["benchmark_after"].search(right)
            or _ASSERTED.match(right)
        )
        if last is None or own_words or not said["joined"].search(left):
            return False
        quantity = last
    return False


def _aimed_at(left: str, right: str) -> bool:
    """Whether the words around a value make it one that someone means to reach."""
    said = cues().role
    if said["target_noun"].match(right) or said["target_after"].search(right):
        return True
    stands_alone = _NEW_SUBJECT.search(left) and _ASSERTED.match(right)
    if stands_alone or said["beside_target"].search(left):
        return False
    clause = _CLAUSE.split(left)[-1]
    return any(
        not (_NO_AIM.search(clause[: m.start()]) or _REACHED.match(clause, m.end()))
        for m in said["target"].finditer(clause)
    )


def _unaimed(left: str, right: str) -> Role:
    """The role of a value that is no target."""
    said = cues().role
    earlier_one = said["previous_after"].search(right)
    of_others = said["benchmark_after"].search(right)
    if said["compared"].search(left):
        return "previous" if earlier_one or (_DATED.match(right) and not of_others) else "benchmark"
    if said["benchmark"].search(left) or of_others:
        return "benchmark"
    if said["previous"].search(left) or earlier_one:
        return "previous"
    to_come = said["plan"].search(left) or said["plan_after"].search(right)
    return "plan" if to_come else "actual"

"""A value in its sentence -> its role: actual, target, previous or benchmark.

The words between the last value (or the start of the clause) and this one decide, then those
straight after it. A target is never an actual: where the text says both, the nearer word wins.
"""

import re

from index.cues import cues
from index.numbers import Quantity
from index.records import Role

_BOUND_WORDS = re.compile(
    r"\s*(?:just |slightly |well |a little )?\b(?:at least|more than|over|above|below|under|less than|fewer than|nearly|"
    r"almost|about|around|approximately|roughly|some|up to|only|a|an|the|to just)\s*$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[;:]\s|[.]\s|,\s(?:and|but|while|whereas|although|which|with|who)\s|\s(?:but|while|whereas|although)\s")  # fmt: skip
_DONE = re.compile(
    r"\b(?:met|exceed\w*|surpass\w*|achiev(?:ed|ing)|reached|against|hit|above|below|short of)\b[^.;]{0,25}$",
    re.IGNORECASE,
)
_FAILED = re.compile(r"\bnot\b[^.;]{0,20}$|\bno\s$|\bwithout a\s$|\bon\s$|\boff\s$", re.IGNORECASE)


def role(text: str, quantity: Quantity, others: tuple[Quantity, ...]) -> Role:
    """The role of one quantity of a sentence; `others` are all that the sentence states."""
    said = cues().role
    last = max((q.end for q in others if q.end <= quantity.start), default=0)
    left = text[max(last, quantity.start - 140) : quantity.start]
    after_next = min((q.start for q in others if q.start >= quantity.end), default=len(text))
    right = text[quantity.end : min(after_next, quantity.end + 70)]
    while (shorter := _BOUND_WORDS.sub("", left)) != left:
        left = shorter
    left = left.rstrip(" (")
    if said["target_after"].search(right) or _means_to_reach(left):
        return "target"
    if said["compared"].search(left):
        return "previous" if said["previous_after"].search(right) or _dated(right) and not said["benchmark_after"].search(right) else "benchmark"  # fmt: skip
    if said["benchmark"].search(left) or said["benchmark_after"].search(right):
        return "benchmark"
    if said["previous"].search(left) or said["previous_after"].search(right):
        return "previous"
    return "actual"


def _means_to_reach(left: str) -> bool:
    """Whether the words before a value make it one that someone means to reach."""
    clause = _CLAUSE.split(left)[-1]
    matches = list(cues().role["target"].finditer(clause))
    return any(not _FAILED.search(clause[: m.start()]) for m in matches)


def _dated(right: str) -> bool:
    return bool(re.match(r"\)?[^.;,%]{0,30}\b(?:19|20)\d\d\b", right))

"""What kind of document a text is, by what it says near its top."""

import re
from dataclasses import dataclass

from index.plain import first_of, pattern, words
from index.records import Kind

_NEAR = 1500


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """Kind of a document, the framework of an inspectorate's, the subject of a release."""

    kind: Kind
    framework: str | None = None
    about: str | None = None


def sort(text: str) -> Sort:
    """The sort of a plain text (`index.plain.plain`); `other` where nothing tells."""
    own = _own(text)
    if own:
        return own
    minutes, news = words()["minutes"], words()["news"]
    if first_of(minutes["says"], text[: minutes["within"]]):
        return Sort(kind="minutes")
    if pattern(news["subject"]).search(text) and first_of(news["says"], text):
        return Sort(kind="news", about=about(text))
    return Sort(kind="other")


def _own(text: str) -> Sort | None:
    """The sort of an inspectorate's own report or letter; None for the texts of others."""
    own = words()["own"]
    head = text[: own["within"]]
    if not first_of(own["says"], head):
        return None
    best: tuple[int, Sort] | None = None
    for kind in own["kind"]:
        match = first_of(kind["says"], head)
        if match and (best is None or match.start() < best[0]):
            best = match.start(), Sort(kind=kind["kind"], framework=kind.get("framework"))
    return best and best[1]


def about(text: str) -> str | None:
    """The kind of visit that a release reports on; None where it speaks of none.

    Each mention counts by how early it stands, so that the visit of the day outweighs those that
    are remembered.
    """
    says, past = words()["about"]["says"], pattern(words()["about"]["past"])
    weight: dict[str, float] = {}
    for kind, patterns in says.items():
        for one in patterns:
            for match in pattern(one).finditer(text):
                if not past.search(text[max(0, match.start() - 60) : match.start()]):
                    weight[kind] = weight.get(kind, 0) + _NEAR / (_NEAR + match.start())
    return max(weight, key=lambda kind: weight[kind], default=None)


def visit_number(text: str) -> int | None:
    """Which monitoring visit it was, from 1: "the fourth monitoring visit"; None if not told."""
    match = first_of(words()["visit_number"]["says"], text)
    if match is None:
        return None
    number = match["number"].casefold()
    if figures := re.match(r"\d+", number):
        return int(figures[0])
    table = words()["visit_number"]["words"]
    return next((n for n, forms in enumerate(table, 1) if number in forms), None)

"""What a question would have for an answer -> whether a text holds such a thing.

A question for a date is answered by no sentence without one, and so it is with shares, numbers,
sums, ages, links, people and names of things. The kinds are told in `asking.py`; what holds one
stands in `holds.toml`.
"""

import re
from dataclasses import dataclass
from functools import cache

from index import dates
from index.cues import cues
from index.numbers import UNITS, Quantity, quantities
from index.records import Document
from index.speakers import NAME, people_in
from index.tables import compiled, table
from rag.asked.asking import words
from rag.asked.when import without_editions
from rag.records import Query
from rag.sentences.counted import counts_another, nouns_asked

HELD = (
    "percent", "number", "money", "duration", "hours", "link", "named", "party", "age", "title",
)  # fmt: skip
"""Kinds of thing without which a sentence cannot answer; a date is one too, mostly."""
ATTRIBUTION = 12
"""Words up to which a sentence only tells who speaks: "X, chief executive, agreed."."""


@dataclass(frozen=True, slots=True)
class Things:
    """The patterns of `holds.toml`."""

    kinds: dict[str, re.Pattern[str]]
    """What a text holds."""
    asked: dict[str, re.Pattern[str]]
    """What a question asks for."""


@cache
def things() -> Things:
    """The patterns, read once."""
    data = table("rag.sentences", "holds.toml")
    number = rf"(?:\d[\d,.]*|{'|'.join(UNITS)})"

    def filled(patterns: list[str]) -> list[str]:
        return [p.replace("@number", number).replace("@name", NAME) for p in patterns]

    kinds = compiled({kind: filled(patterns) for kind, patterns in data["kinds"].items()})
    names = {kind: re.compile("|".join(filled(p))) for kind, p in data["names"].items()}
    return Things(kinds=kinds | names, asked=compiled(data["asked"]))


ANY = ("duration", "hours", "link", "money", "age", "party", "reason")
"""Kinds of which any in a text will do."""


def _named(name: str, text: str) -> bool:
    """Whether the last word of a name stands in the text: "Councillor Martin" is Mary Martin."""
    last = re.findall(r"\w{3,}", name.lower())[-1:]
    return all(re.search(rf"\b{re.escape(w)}", text.lower()) for w in last)


def must_hold(query: Query) -> bool:
    """Whether only a sentence with a figure, a date or the like can answer.

    "When does it take too long?" asks for no date.
    """
    if query.expected == "date":
        return not things().asked["habit"].search(query.standalone)
    return query.expected in HELD


def holds(query: Query, text: str, document: Document, speaker: str | None = None) -> bool | None:
    """Whether a sentence holds the kind of thing asked for; None where no kind is known."""
    if query.expected in ANY:
        return bool(things().kinds[query.expected].search(text))
    match query.expected:
        case "date":
            return _dated(text, document, query.standalone)
        case "number":
            return _numbered(query, text)
        case "percent":
            shares = [q for q in quantities(text) if q.unit in ("percent", "ratio")]
            own = [q for q in shares if not _of_another(query, text, q)]
            return bool(own or (not shares and things().kinds["share"].search(text)))
        case "post":
            return bool(query.names) and all(_named(n, text) for n in query.names)
        case "words":
            return _spoken(query, text, speaker)
        case "named":
            return bool(people_in(text))
        case "title":
            return _titled(query, text, document)
        case "person":
            return bool(things().kinds["person"].search(text) or (speaker and " " in speaker))
        case _:
            return None


def _numbered(query: Query, text: str) -> bool:
    """Whether a text counts something, or tells how often or in what time it happens."""
    asked, has = things().asked, things().kinds
    often = asked["often"].search(query.standalone) and has["every"].search(text)
    changed = asked["change"].search(query.standalone)
    counted = any(
        (changed or q.unit != "change") and not _of_another(query, text, q)
        for q in quantities(text)
    )
    times = asked["time"].search(query.standalone) and has["time"].search(text)
    return bool(often or counted or times or has["counted"].search(text))


def _of_another(query: Query, text: str, quantity: Quantity) -> bool:
    """Whether a quantity is of something that nobody asks about: "a 100% pass rate"."""
    if counts_another(nouns_asked(query.standalone), text, quantity):
        return True
    noun = cues().link["own_noun"].match(text, quantity.end)
    if noun is None:
        return False
    said = query.standalone.lower()
    return not any(word in said for word in re.findall(r"[a-z]{4,}", noun[0].lower()))


def _dated(text: str, document: Document, question: str) -> bool:
    """Whether a text gives a date; "published today" gives none that anybody asks for.

    The line that dates a document dates nothing that it tells of. What is still to come is dated by
    a limit ("by 2022") or told of as to come. The time of an inspection dates nothing else.
    """
    asked = things().asked
    if things().kinds["dateline"].search(text) and not asked["published"].search(question):
        return False
    future = asked["future"].search(question)
    if not asked["inspections"].search(question):
        text = without_editions(text)
    found = dates.find(text, reference=document.published)
    told = not future or things().kinds["to_come"].search(text)
    return any(
        d.last and text[d.start : d.end].lower() != "today" and (told or d.bound == "by")
        for d in found
    )


def _titled(query: Query, text: str, document: Document) -> bool:
    """Whether a text gives a name of something, beside the council's own and those asked of.

    "Care Leavers" is none, for all its capitals.
    """
    known = (*document.identity.councils, query.standalone)
    own = {w.lower() for name in known for w in re.findall(r"\w+", name)} | words().loose
    return any(
        m["quoted"] or not own & set(re.findall(r"\w+", m[0].lower()))
        for m in things().kinds["title"].finditer(text)
    )


def _spoken(query: Query, text: str, speaker: str | None) -> bool:
    """Whether somebody says the text, the one asked about where one is named."""
    if not speaker or len(text.split()) <= ATTRIBUTION:
        return False
    return not query.names or any(_named(name, speaker) for name in query.names)

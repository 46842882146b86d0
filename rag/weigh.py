"""A sentence read against a question -> the chance that it answers.

The reader knows English; this adds what the field knows: the measure asked about and its synonyms,
the names and years that an answer must carry, the kind of thing that would answer, and whether the
sentence praises or finds fault. The signals are joined by logistic regression; its weights, and how
they were fitted, are in `weigh.toml`.
"""

import math
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Literal

from index import dates
from index.extract import polarity
from index.measures import measures, mentions
from index.numbers import UNITS, quantities
from index.records import Document, Sentence
from index.speakers import NAME, people_in
from rag.asking import without_editions, words
from rag.records import Evidence, Query
from rag.retrieve import common, meanings
from rag.signals import Rarity
from rag.signals import stems as plain_stems

_FLOOR = 0.001
DOUBT = 0.07
"""Chance below which the reader's doubt counts no more: the search or a speaker may know better."""
_PERSON = re.compile(
    rf"{NAME}|\b(?:commissioner|secretary|councillor|cllr|minister|director|chief executive|CEO"
    r"|mayor|member|inspectors?|ofsted)\b"
)
_FUTURE = re.compile(r"\bwhen will\b|\b(?:is|are) due\b|\bnext\b", re.IGNORECASE)
_INSPECTIONS = re.compile(
    r"\binspect\w*|\bvisit\w*|\b(?:JTAI|ILACS|SIF|ofsted|grade|rat(?:ed|ing)|judged)\b",
    re.IGNORECASE,
)
_TO_COME = re.compile(r"\b(?:will|next|planned|planning|due|aim\w*|from)\b", re.IGNORECASE)
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
_DURATION = re.compile(
    r"\b(?:\w+)[- ](?:day|week|month|year)s?\b|\b(?:since|from) (?:\w+ )?(?:19|20)\d\d\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    rf"\b(?:\d[\d,.]*|{'|'.join(UNITS)})[- ]"
    r"(?:beds?|bedded|places?)\b"
    r"|\bno (?:\w+ ){0,2}(?:children|young people|care leavers|families|staff|cases)\b|\bnone\b",
    re.IGNORECASE,
)
"""What is counted though it is no quantity of a measure: a six-bed unit, no children."""
_TIMES = r"(?:days?|weeks?|months?|years?|hours?)"
_OF_TIME = re.compile(
    rf"\b(?:\d[\d,.]*|{'|'.join(UNITS)})[- ]{_TIMES}\b(?! (?:of age|old))", re.IGNORECASE
)
_IN_TIME = re.compile(
    rf"\b(?:how many|how much|number of|average|in) (?:\w+ ){{0,2}}{_TIMES}\b(?! (?:before|after))",
    re.IGNORECASE,
)
_SHARE = re.compile(r"\d\s?(?:%|per cent\b)")
_BY_HOW_MUCH = re.compile(
    r"\b(?:by how (?:much|many)|how (?:much|many) (?:more|less|fewer|\w+er)|increase|decrease"
    r"|chang\w+|growth|rise|fall|cuts?|drop\w*|reduc\w+|gr[eo]w\w*"
    r"|(?:c[oa]me|go|gone|went) (?:up|down))\b",
    re.IGNORECASE,
)
_HABIT = re.compile(
    r"\bwhen (?:do|does|should|can|would)\b"
    r"(?!.*\b(?:start|begin|end|expire|due|open|close|publish))",
    re.IGNORECASE,
)
_OFTEN = re.compile(r"\bhow (?:often|frequently|regularly|soon)\b", re.IGNORECASE)
_EVERY = re.compile(
    r"\b(?:daily|(?:bi-?|fort)?(?:week|night|month)ly|quarterly|(?:bi-?)?annual(?:ly)?|yearly"
    r"|\w+ (?:days?|evenings?|mornings?|sessions?) (?:a|per|each|every) (?:week|month|year)"
    r"|regularly|every (?:\w+ )?(?:day|week|month|quarter|year)|(?:once|twice|times) (?:a|per))\b",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\b(?:because|since|due to|so that|in order to|to \w+|as a result|led to|resulting"
    r"|has reduced|following|thanks to|attributable|feedback|after|so \w+ that)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question taken apart once for all sentences."""

    query: Query
    groups: tuple[tuple[float, frozenset[tuple[str, ...]]], ...]
    """Each content word: how rare it is, and the stems of all that means the same."""
    measures: frozenset[str]
    polarity: str | None


_DIGITS = {stem: str(n) for n, stem in enumerate(plain_stems(" ".join(UNITS)))}


def stems(text: str) -> list[str]:
    """The stems of a text, number words as digits: "two-day" and "2-day" are the same."""
    return [_DIGITS.get(s, s) for s in plain_stems(text)]


@cache
def weights(use: Literal["field", "general", "survey"] = "field") -> dict[str, float]:
    """The weight of each signal, for lookups on the field or on anything else, or for surveys."""
    table = tomllib.loads(resources.files("rag").joinpath("weigh.toml").read_text("utf-8"))
    return {str(k): float(v) for k, v in table[use].items()}


def ask(query: Query, rarity: Rarity) -> Asked:
    """Take a question apart."""
    groups = []
    for term, meant in meanings(query):
        own = tuple(stems(term))
        if not own:
            continue
        same = {tuple(stems(phrase)) for phrase in meant}
        weight = max(rarity(s) for s in own)
        groups.append((weight * (COMMON if term.lower() in common() else 1.0), frozenset(same)))
    return Asked(
        query=query,
        groups=tuple(groups),
        measures=frozenset(c.measure for c in query.conditions if c.measure),
        polarity=next((c.polarity for c in query.conditions if c.polarity), None),
    )


def signals(
    asked: Asked,
    sentence: Sentence,
    document: Document,
    speaker: str | None,
    read: float,
) -> dict[str, float]:
    """What speaks for and against a sentence; each 0 to 1, the reader's in log-odds."""
    text = sentence.text
    chance = min(1 - _FLOOR, max(_FLOOR if asked.query.general else DOUBT, read))
    said = {m.measure.key for m in mentions(f"{text} {speaker or ''}")} if asked.measures else set()
    spoken = [k for k in asked.measures if said & {k, *measures()[k].includes}]
    shared = len(spoken) / len(asked.measures) if asked.measures else 0.0
    near = {n for k in asked.measures for n in measures()[k].near}
    kind = holds(asked.query, text, document, speaker)
    wanted = {"bad": "good", "good": "bad"}
    found = polarity(text, 0, len(text)) if asked.polarity else None
    said_by = f"{text} {speaker or ''}"
    return {
        "reader": math.log(chance / (1 - chance)),
        "covered": coverage(asked, said_by),
        "measure": shared,
        "no measure": float(bool(asked.measures) and not shared and not (near & said)),
        "kind held": float(kind is True),
        "kind missing": float(kind is False),
        "polarity": float(found is not None and found == asked.polarity),
        "other polarity": float(found is not None and found == wanted.get(asked.polarity or "")),
        "number missing": float(number_missing(asked.query, f"{text} {document.published or ''}")),
        "quoted": float(bool(asked.query.quoted)),
    }


ATTRIBUTION = 12
"""Words up to which a sentence only tells who speaks: "X, chief executive, agreed."."""
COMMON = 0.25
"""Share of its weight that a word keeps which every document of the field has."""


def weigh(found: dict[str, float], *, general: bool = False) -> float:
    """The chance, 0 to 1, that the signals add up to."""
    known = weights("general" if general else "field")
    total = known["constant"] + sum(known.get(name, 0.0) * v for name, v in found.items())
    return 1 / (1 + math.exp(-total))


def scored(evidence: Evidence, found: dict[str, float], *, general: bool = False) -> Evidence:
    """The evidence with the chance that its signals add up to."""
    return replace(evidence, score=weigh(found, general=general))


def coverage(asked: Asked, text: str) -> float:
    """The share of what is asked, weighed by rarity, that a text says in these or other words."""
    if not asked.groups:
        return 0.0
    order = stems(text)
    have = set(order)
    joined = f" {' '.join(order)} "
    total = sum(w for w, _ in asked.groups)
    return sum(w for w, same in asked.groups if _has(same, have, joined)) / total


def has_rarest(asked: Asked, text: str) -> bool:
    """Whether a text has the rarest word of the question, or one that means the same."""
    if not asked.groups:
        return True
    order = stems(text)
    _, same = max(asked.groups, key=lambda g: g[0])
    return _has(same, set(order), f" {' '.join(order)} ")


def says_all(asked: Asked, text: str) -> bool:
    """Whether a text says every word of the question's matter, in these or other words."""
    order = stems(text)
    have, joined = set(order), f" {' '.join(order)} "
    return all(_has(same, have, joined) for _, same in asked.groups)


def _has(same: frozenset[tuple[str, ...]], have: set[str], joined: str) -> bool:
    return any(
        words[0] in have if len(words) == 1 else f" {' '.join(words)} " in joined for words in same
    )


def number_missing(query: Query, text: str) -> bool:
    """Whether the question has a number, in digits or words, that the text has not."""
    have = set(stems(text))
    wanted = {s for term in query.terms for s in stems(term) if s.isdigit()}
    return not wanted <= have


def premise_missing(question: str, text: str) -> bool:
    """Whether the question takes an event for granted that the text does not tell of."""
    ending, ended = words().premise["ending"], words().premise["ended"]
    return bool(ending.search(question)) and not (ending.search(text) or ended.search(text))


def _named(name: str, text: str) -> bool:
    """Whether the last word of a name stands in the text: "Councillor Martin" is Mary Martin."""
    last = re.findall(r"\w{3,}", name.lower())[-1:]
    return all(re.search(rf"\b{re.escape(w)}", text.lower()) for w in last)


def must_hold(query: Query) -> bool:
    """Whether only a sentence with a figure, a date or the like can answer.

    "When does it take too long?" asks for no date.
    """
    if query.expected == "date":
        return not _HABIT.search(query.standalone)
    return query.expected in HELD


HELD = ("percent", "number", "money", "duration", "link", "named", "party", "age", "title")


def holds(query: Query, text: str, document: Document, speaker: str | None = None) -> bool | None:
    """Whether a sentence holds the kind of thing asked for; None where no kind is known."""
    if query.expected in _PATTERNS:
        return bool(_PATTERNS[query.expected].search(text))
    match query.expected:
        case "date":
            return _dated(text, document, query.standalone)
        case "number":
            often = _OFTEN.search(query.standalone) and _EVERY.search(text)
            changed = _BY_HOW_MUCH.search(query.standalone)
            counted = any(changed or q.unit != "change" for q in quantities(text))
            times = _IN_TIME.search(query.standalone) and _OF_TIME.search(text)
            return bool(often or counted or times or _COUNTED.search(text))
        case "percent":
            shares = any(q.unit in ("percent", "ratio") for q in quantities(text))
            return shares or bool(_SHARE.search(text))
        case "post":
            return bool(query.names) and all(_named(n, text) for n in query.names)
        case "words":
            return _spoken(query, text, speaker)
        case "named":
            return bool(people_in(text))
        case "title":
            return _titled(text, document)
        case "person":
            return bool(_PERSON.search(text) or (speaker and " " in speaker))
        case _:
            return None


_PATTERNS = {
    "duration": _DURATION,
    "link": _LINK,
    "money": re.compile("£"),
    "age": re.compile(
        r"\b(?:age[ds]?|birthdays?|under|over|until|till?|turn\w*|reach\w*|to)\b[^.;]{0,30}?"
        r"\b(?:[1-9]|1\d|2\d|eight|ten|eleven|\w+teen|twenty\W\w+)\b(?!\s?(?:%|per\s?cent))"
        r"|\b(?:1\d|2\d)(?:st|th|nd|rd|½|\.5| and a half)?[- ](?:birthday|years?|year-olds?)\b",
        re.IGNORECASE,
    ),
    "party": re.compile(
        r"\b(?:Conservatives?|Tor(?:y|ies)|Labour|Lib(?:eral)? Dem(?:ocrat)?s?|Green Party"
        r"|Reform(?: UK)?|Independents?|political party)\b"
    ),
    "reason": _REASON,
}


def _dated(text: str, document: Document, question: str) -> bool:
    """Whether a text gives a date; "published today" gives none that anybody asks for.

    What is still to come is dated by a limit ("by 2022") or told of as to come. The time of an
    inspection dates nothing else.
    """
    future, of_inspections = _FUTURE.search(question), _INSPECTIONS.search(question)
    if not of_inspections:
        text = without_editions(text)
    found = dates.find(text, reference=document.published)
    told = not future or _TO_COME.search(text)
    return any(
        d.last and text[d.start : d.end].lower() != "today" and (told or d.bound == "by")
        for d in found
    )


def _titled(text: str, document: Document) -> bool:
    """Whether a text gives a name of something, beside the council's own and those of the field."""
    own = {w for name in document.identity.councils for w in re.findall(r"\w+", name)}
    return any(
        m["quoted"] or not own & set(re.findall(r"\w+", m[0])) for m in _TITLE.finditer(text)
    )


_TITLE = re.compile(
    r"[‘“](?P<quoted>[\w][^’”]{1,60})[’”]|(?<=[a-z,;:)] )(?!(?:Ofsted|Children|Her|His|The|A|In|At"
    r"|January|February|March|April|May|June|July|August|September|October|November|December)\b)"
    r"(?:[A-Z]|\d{3}\b)[\w’&-]*|^(?!The |At |In )[A-Z]\w+ [A-Z]\w+|\([A-Z][A-Za-z]*[A-Z]\)"
)


def _spoken(query: Query, text: str, speaker: str | None) -> bool:
    """Whether somebody says the text, the one asked about where one is named."""
    if not speaker or len(text.split()) <= ATTRIBUTION:
        return False
    return not query.names or any(_named(name, speaker) for name in query.names)


def around(sentences: Sequence[Sentence], number: int, document: Document) -> str:
    """A sentence with its neighbours on both sides."""
    first, last = max(0, number - 1), min(len(sentences) - 1, number + 1)
    return document.text[sentences[first].start : sentences[last].end]

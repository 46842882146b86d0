"""What a survey's condition asks beyond its measure: a figure of a theme, or further words.

"Which councils exempt foster carers from council tax" is not answered by what is said of care
leavers, and "agency staff under 10%" not by every mention of agency staff.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

from index import councils
from index.measures import Measure, measures
from index.numbers import quantities
from index.records import Fact
from index.store import Snapshot
from rag.asking import terms
from rag.records import Condition, Query
from rag.scarcity import LIBRARY
from rag.sought import Sought, of_condition, sought
from rag.weigh import around, stems

BEYOND = 0.12
"""Rarity from which a further word must be there; a passage in three has such a one."""
SPECIFIC = 0.5
"""Rarity from which the very words by which a theme is asked for must be said."""
PHRASE = 3
"""Words of a theme's name that are looked for as they stand."""
_PEOPLE = {
    "leavers": re.compile(
        r"\bcare[- ](?:leavers?|experienced)\b|\bCLs?\b|\bleaving care\b"
        r"|\byoung (?:people|adults?|person)\b",
        re.IGNORECASE,
    ),
    "foster carers": re.compile(
        r"(?<!guardianship )(?<!special guardian )\bcarers?\b|\bfostering\b|\bfoster famil\w+",
        re.IGNORECASE,
    ),
    "guardians": re.compile(r"\bspecial guardian\w*", re.IGNORECASE),
    "adopters": re.compile(r"\badopt(?:ers?|ive parents?|ive famil\w+)\b", re.IGNORECASE),
}
"""Those whom a policy may be for."""
_NOT_MEANT = re.compile(r"\b(?:not|rather than|instead of) (?:for )?(?:the )?$", re.IGNORECASE)

_ASKS_WHEREVER = re.compile(
    r"\b(?:wherever|no matter where|regardless of where|even (?:if|when|where|though) they"
    r"|(?:live|lives|living|move|moves|placed) (?:outside|out of|beyond|elsewhere)"
    r"|in(?:side)? or out|out[- ]of[- ](?:area|county|borough))\b[^?;–—]*",
    re.IGNORECASE,
)
_SAYS_WHEREVER = re.compile(
    r"\b(?:wherever|no matter where"
    r"|(?:regardless|irrespective) of (?:where|whether|the|their|location|address)"
    r"|outside (?:of )?(?:the |their )?(?:local |council[’']s )?"
    r"(?:area|authority|borough|county|city|(?-i:[A-Z])\w+)|(?:and|or) beyond"
    r"|out of (?:the )?(?:area|borough|county|city)|(?:living|live|move) elsewhere"
    r"|(?:another|other) (?:areas?|councils?|(?:local )?authorit\w+|boroughs?))\b"
    r"(?!\s(?:do|does|are|is|have|did|will) not\b)",
    re.IGNORECASE,
)
"""Policies that hold wherever people live, as questions and as documents say it."""
_YOUNGER = re.compile(r" (?:aged 1[67](?: to 1[78])?|under 18)$")
"""Those of school age, whose figures are nobody's who asks of care leavers as such."""
_RATE = re.compile(r"\b(?:per|(?:for|in|out of) every) (?:10,?000|100,?000|1,?000|ten thousand)\b")
_RATE_OF = re.compile(r"\b(?:rate of )?(\d[\d,.]*\d|\d) per (?:10,?000|100,?000|1,?000)\b")
Point = Callable[[Sequence[Fact]], Sequence[Fact]]
"""Keeps the facts that are to the point of a condition."""


def pertinent(query: Query, condition: Condition, library: Snapshot) -> Point:
    """What keeps the facts that are to the point of a condition."""
    measure = measures().get(condition.measure or "")
    if condition.absent or condition.denied:
        return lambda facts: facts
    if measure and _RATE.search(condition.clause):
        return lambda facts: [r for f in facts if (r := _as_rate(f, condition.unit)) is not None]
    figure = condition.wants_value or isinstance(condition.value, float | int)
    if measure is None or measure.kind == "quantity" or (figure and measure.counted):
        everybody = query.ages or measure is None or measure.per != "care leavers"
        return lambda facts: [f for f in facts if everybody or not _YOUNGER.search(f.cohort or "")]
    fits = _fitting(query, condition, measure, library)
    own = {measure.key, *measure.includes}
    return lambda facts: [
        kept for f in facts if (kept := fits(f) if f.measure in own else f) is not None
    ]


def _as_rate(fact: Fact, unit: str | None) -> Fact | None:
    """A number of people as the rate for so many that its sentence gives beside it."""
    said = _RATE_OF.search(fact.quote, max(0, fact.at - fact.start))
    if not said:
        return None
    rate = float(said[1].replace(",", ""))
    return replace(fact, value=rate, unit=unit, comparator="=", stated=said[0])


def _fitting(
    query: Query, condition: Condition, measure: Measure, library: Snapshot
) -> Callable[[Fact], Fact | None]:
    """A fact of the measure as it is to the point, or None where it is not."""
    if isinstance(condition.value, float | int) and condition.unit != "ordinal":
        return lambda fact: _with_figure(fact, condition.unit)
    if measure.kind == "body":
        return lambda fact: fact if _is_its_body(fact) else None
    if library.passage_count < LIBRARY:
        return lambda fact: fact
    named = measure.asked.search(condition.clause)
    wherever = _ASKS_WHEREVER.search(condition.clause)
    clause = _ASKS_WHEREVER.sub(" ", condition.clause)
    rest = _sought(query, condition, _beyond(clause, measure), library, BEYOND)
    whom = _asked_people(condition.clause)
    if rest and measure.kind == "policy" and whom and not rest.rarest.named:
        rest = None
    spoken = named and (measure.kind != "policy" or measure.said.search(named[0]))
    phrase = named[0] if named and spoken and len(named[0].split()) <= PHRASE else ""
    very = _sought(query, condition, phrase, library, SPECIFIC)
    asked = whom or _asked_people(measure.name)
    old = [age for match in _AGE.findall(condition.clause) for age in match if age]

    def fits(fact: Fact) -> Fact | None:
        beside = _beside(fact, library)
        said = _people(fact.quote, at=fact.at - fact.start)
        right = (
            (rest is None or rest.is_in(beside))
            and (very is None or very.is_in(fact.quote))
            and (not asked or said in asked or (said is None and "leavers" in asked))
            and all(age in beside for age in old)
            and (not wherever or _SAYS_WHEREVER.search(fact.quote) is not None)
        )
        return fact if right else None

    return fits


_AGE = re.compile(
    r"\b(?:age[ds]?|till?|until|to|turns?|reach(?:es)?)\b[^?.;,]{0,25}?\b(1[6-9]|2[0-5])\b"
    r"|\b(1[6-9]|2[0-5])(?:th|st|nd|rd)? (?:birthday|years? old)"
)


def _asked_people(text: str) -> frozenset[str]:
    """All those that a text speaks of, but for those whom it says not to mean."""
    return frozenset(
        who
        for who, said in _PEOPLE.items()
        if any(not _NOT_MEANT.search(text[: m.start()]) for m in said.finditer(text))
    )


def _people(text: str, at: int = 0) -> str | None:
    """Whom a text speaks of, nearest to a place in it."""
    near = {
        who: min(abs(m.start() - at) for m in found)
        for who, said in _PEOPLE.items()
        if (found := list(said.finditer(text)))
    }
    return min(near, key=lambda who: near[who], default=None)


def _beyond(clause: str, measure: Measure) -> str:
    """The clause without what names the measure; of a long phrase, what stands between stays.

    Of a policy every word goes by which people name it: "exempt, waived, or the council pays it".
    """
    own = set(stems(f"{measure.name} {measure.short}"))

    def left(named: re.Match[str]) -> str:
        said = named[0].split()
        kept = () if len(said) <= PHRASE else (w for w in said if not own & set(stems(w)))
        return f" {' '.join(kept)} "

    rest = measure.asked.sub(left, clause)
    if measure.kind != "policy":
        return rest
    known = own | _vocabulary(measure)
    return " ".join(w for w in rest.split() if not known & set(stems(w)))


@cache
def _vocabulary(measure: Measure) -> frozenset[str]:
    """The stems of the words in a measure's patterns."""
    written = re.sub(r"\\.|\(\?\W*", " ", f"{measure.said.pattern} {measure.asked.pattern}")
    return frozenset(s for word in re.findall(r"[a-z]{3,}", written) for s in stems(word))


def _sought(
    query: Query, condition: Condition, text: str, library: Snapshot, tells: float
) -> Sought | None:
    asked = replace(of_condition(query, condition), matter=text, terms=terms(text))
    return sought(asked, library, tells=tells)


def _is_its_body(fact: Fact) -> bool:
    """Whether a sentence names the very body that runs the services of its council."""
    named = councils.find(fact.quote)
    return any(m.how == "body" and m.council.name == fact.council for m in named)


def _beside(fact: Fact, library: Snapshot) -> str:
    """The sentence of a fact with those on both sides."""
    document, everything = library.document(fact.document), library.sentences(fact.document)
    number = next(s.number for s in everything if s.end > fact.start)
    return around(everything, number, document)


def _with_figure(fact: Fact, unit: str | None) -> Fact | None:
    """A fact of a theme with the figure that its sentence gives nearest to where it is named."""
    if fact.value is not None:
        return fact
    place = fact.at - fact.start
    near = [q for q in quantities(fact.quote) if q.unit == unit]
    if not near:
        return None
    best = min(near, key=lambda q: min(abs(q.start - place), abs(q.end - place)))
    said = fact.quote[best.start : best.end]
    return replace(
        fact, value=best.value, upper=best.upper, unit=unit, comparator=best.comparator, stated=said
    )

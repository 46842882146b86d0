"""What a survey's condition asks beyond its measure: a figure of a theme, or further words.

"Which councils exempt foster carers from council tax" is not answered by what is said of care
leavers, and "agency staff under 10%" not by every mention of agency staff.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache

from index import councils
from index.measures import Measure, measures
from index.numbers import quantities
from index.records import Fact
from index.store import Snapshot
from rag.asked.asking import beyond, of_councils, terms, words
from rag.asked.levels import told
from rag.asked.when import without_times
from rag.records import Condition, Holdings, Query
from rag.sentences.entitled import Entitled, without_places
from rag.sentences.scarcity import is_small
from rag.sentences.sought import Sought, of_condition, sought
from rag.sentences.weigh import around, stems

BEYOND = 0.12
"""Rarity from which a further word must be there; a passage in three has such a one."""
SPECIFIC = 0.5
"""Rarity from which the very words by which a theme is asked for must be said."""
PHRASE = 3
"""Words of a theme's name that are looked for as they stand."""
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
    if measure and condition.level and condition.asks_whether:
        return lambda facts: _at_level(facts, condition, library)
    point = _to_the_point(query, condition, measure, library)
    if measure and condition.polarity and condition.asks_whether and not query.periods:
        return lambda facts: _as_judged_last(point(facts), condition, library)
    return point


def says_more(condition: Condition, library: Snapshot) -> bool:
    """Whether a condition asks something of a measure beyond figures and what is found of it.

    Of a body every word goes by its name; in a small library of a policy too, and of what is found.
    """
    measure = measures().get(condition.measure or "")
    of_figures = condition.role in ("target", "benchmark") or not condition.asks_whether
    if measure is None or of_figures or condition.moved:
        return False
    if condition.absent or condition.demanded:
        return False
    of_findings = condition.polarity or condition.level or condition.denied
    plain = ("body", "policy", "visit") if is_small(library) else ("body",)
    if measure.kind in plain or (is_small(library) and of_findings):
        return False
    clause = of_councils(_LEAVING.sub(" ", without_times(condition.clause)))
    if condition.polarity:
        clause = words().polarity[condition.polarity].sub(" ", clause)
    return bool(beyond(measure.asked.sub(" ", clause)))


_LEAVING = re.compile(
    r"\b(?:when|once|after|as|who|that) (?:they )?(?:have )?(?:leave|left) (?:the )?care"
    r"(?: system)?\b",
    re.IGNORECASE,
)
"""Care leavers by what they do, which says no more than their name."""


def places(
    condition: Condition,
    point: Point,
    holdings: Holdings,
    facts: Mapping[str, Sequence[Fact]],
    library: Snapshot,
) -> dict[str, frozenset[int]] | None:
    """Where a policy is spoken of to the point, which leaves only to be read what more is asked.

    Returns:
        The numbers of those sentences and the ones beside them, by document; None where there are
        none, or any sentence may tell.
    """
    measure = measures().get(condition.measure or "")
    if measure is None or measure.kind != "policy":
        return None
    own = {measure.key, *measure.includes}
    found: dict[str, frozenset[int]] = {}
    for document in (d for held in holdings.values() for d in held):
        said = [f for f in facts.get(document.id, ()) if f.measure in own]
        starts = {f.start for f in point(said)}
        told = [s.number for s in library.sentences(document.id) if s.start in starts]
        if told:
            found[document.id] = frozenset(n + step for n in told for step in (-1, 0, 1))
    return found or None


def _to_the_point(
    query: Query, condition: Condition, measure: Measure | None, library: Snapshot
) -> Point:
    if measure and _RATE.search(condition.clause):
        return lambda facts: [r for f in facts if (r := _as_rate(f, condition.unit)) is not None]
    figure = condition.wants_value or isinstance(condition.value, float | int)
    bare = measure is not None and measure.kind == "quantity" and not condition.asks_whether
    if measure is None or bare or (figure and measure.counted):
        everybody = query.ages or measure is None or measure.per != "care leavers"
        return lambda facts: [f for f in facts if everybody or not _YOUNGER.search(f.cohort or "")]
    fits = _fitting(query, condition, measure, library)
    own = {measure.key, *measure.includes}
    return lambda facts: [
        kept for f in facts if (kept := fits(f) if f.measure in own else f) is not None
    ]


def _as_judged_last(facts: Sequence[Fact], condition: Condition, library: Snapshot) -> list[Fact]:
    """The facts without what older documents praise or criticise of the measure than the newest."""
    own = {condition.measure, *measures()[condition.measure or ""].includes}
    dates = {
        f: library.document(f.document).published or ""
        for f in facts
        if f.measure in own and f.polarity
    }
    newest = max(dates.values(), default="")
    return [f for f in facts if dates.get(f, newest) == newest]


def _at_level(facts: Sequence[Fact], condition: Condition, library: Snapshot) -> list[Fact]:
    """The facts of the newest document that gives the measure a level, if it is the one asked for.

    What is said of the measure otherwise tells no level.
    """
    own = {condition.measure, *measures()[condition.measure or ""].includes}
    levels = {f: told(f) for f in facts if f.measure in own}
    dated = [
        (library.document(f.document).published or "", f) for f, level in levels.items() if level
    ]
    newest = max((date for date, _ in dated), default="")
    return [f for date, f in dated if date == newest and levels[f] == condition.level]


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
    if is_small(library):
        return lambda fact: fact
    whom = Entitled.asked(condition.clause, measure.name)
    rest = _rest(query, condition, measure, whom, library)
    very = _sought(query, condition, _very_words(condition, measure), library, SPECIFIC)

    def fits(fact: Fact) -> Fact | None:
        beside = _beside(fact, library)
        right = (
            (rest is None or rest.is_in(beside))
            and (very is None or very.is_in(fact.quote))
            and whom.covers(fact, beside)
        )
        return fact if right else None

    return fits


def _rest(
    query: Query, condition: Condition, measure: Measure, whom: Entitled, library: Snapshot
) -> Sought | None:
    """What must be said beside the measure; of a policy for people that are named, names alone."""
    clause = _beyond(
        _without_others(without_places(_SINCE.sub(" ", without_times(condition.clause))), measure),
        measure,
    )
    rest = _sought(query, condition, clause, library, BEYOND)
    if rest and measure.is_had and whom.named and not rest.rarest.named:
        return None
    return rest


_SINCE = re.compile(r"\b(?:since|before|after|until|by|from|during)\b(?=\W*$)", re.IGNORECASE)
"""What is left of a time at the end of a clause."""


def _without_others(clause: str, measure: Measure) -> str:
    """The clause without what else would do: "guaranteed interviews or ring-fenced posts"."""
    named = measure.asked.search(clause)
    if named is None:
        return clause
    before, after = clause[: named.start()], clause[named.end() :]
    return f"{_OR_BEFORE.sub(' ', before)}{named[0]}{_OR_AFTER.sub(' ', after)}"


_OR_AFTER = re.compile(
    r"^[^,;?]{0,15}\bor\b[^,;?]*?(?=\b(?:for|to|in|by|with|who)\b|[,;?]|$)", re.IGNORECASE
)
_OR_BEFORE = re.compile(
    r"(?<=\s)(?:an? |the )?[\w-]+(?: [\w-]+)? or (?:an? |the )?$", re.IGNORECASE
)


def _very_words(condition: Condition, measure: Measure) -> str:
    """The words by which a measure is asked for, where they are few and the documents' own."""
    named = measure.asked.search(condition.clause)
    if named is None or len(named[0].split()) > PHRASE:
        return ""
    own = not measure.is_had or measure.said.search(named[0])
    return named[0] if own else ""


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
    if not measure.is_had:
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

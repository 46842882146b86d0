"""The findings of a survey in words: the leading line, and what each council says below it."""

from collections.abc import Mapping, Sequence

from index.measures import measures
from index.records import Fact
from index.store import Snapshot
from rag.asked.grade_words import ORDER, OVERALL
from rag.records import Condition, Finding, LedgerEntry, Query
from rag.shown.wording import area_words, councils_counted, date_words, listed, some, ungraded_words


def for_grades(query: Query) -> bool:
    """Whether a survey asks for the grades themselves, and not who has a certain one."""
    condition = query.conditions[0]
    told = (
        condition.absent
        or condition.value
        or condition.like
        or condition.moved
        or query.superlative
    )
    return condition.unit == "grade" and not told and query.kind != "compare"


def is_a_near_miss(finding: Finding) -> bool:
    """Whether a council says something else on the matter that was asked."""
    return finding.verdict == "differs" and not (finding.place or finding.ungraded)


def lead_of(query: Query, found: Sequence[Finding], entries: Mapping[str, LedgerEntry]) -> str:
    """The answer in one line."""
    states = [f for f in found if f.verdict == "states"]
    if query.kind == "compare":
        return ""
    total = councils_counted(len(found))
    if any(f.place for f in found):
        names = f": {listed([f.council for f in states])}" if states else ""
        lie = "lie" if len(states) > 1 else "lies"
        return f"{len(states) or 'None'} of {total} {lie} there, by the table of councils{names}."
    if states and for_grades(query):
        return f"{total}: {_by_grade(query, found)}."
    if not states:
        return f"None of {total} {_asked(query.conditions)}."
    named = [_short(f, entries[f.council]) for f in states]
    return f"{len(states)} of {total}{_share(query, len(states), len(found))}: {listed(named)}."


def _share(query: Query, met: int, total: int) -> str:
    """The share of the councils that have a grade, where it is asked for of them all.

    Of a time it would be a share of those inspected then, which are not counted.
    """
    then = query.times or query.years
    grades = all(c.unit == "grade" for c in query.conditions)
    asked = grades and query.expected == "percent" and not then
    return f" ({met / total:.0%})" if asked else ""


def _by_grade(query: Query, found: Sequence[Finding]) -> str:
    """How many councils have which grade, and which they are, the best first."""
    given: dict[str, list[str]] = {grade: [] for grade in ORDER[::-1]}
    for finding in found:
        if finding.verdict == "states" and finding.facts:
            given.setdefault(str(finding.facts[0].value), []).append(finding.council)
    area = area_words(query.conditions[0].area)
    counts = [f"{len(of)} {grade} {area} ({listed(of)})" for grade, of in given.items() if of]
    none = len(found) - sum(map(len, given.values()))
    return "; ".join([*counts, *([f"{none} without such a grade"] if none else [])])


def _figured(finding: Finding) -> Fact | None:
    """The share that the leading line gives for a council."""
    return next((f for f in finding.facts if f.value is not None and f.unit == "percent"), None)


def _short(finding: Finding, entry: LedgerEntry) -> str:
    """A council with its figure and where it stands: "Swindon, 75 per cent by 2022 [1]"."""
    if not entry.citations:
        return finding.council
    fact = _figured(finding)
    by = f" by {date_words(fact.by)}" if fact and fact.by else ""
    figure = f", {fact.stated}{by}" if fact else ""
    return f"{finding.council}{figure} [{entry.citations[0]}]"


def _asked(conditions: Sequence[Condition]) -> str:
    condition = conditions[0]
    measure = measures().get(condition.measure or "")
    if measure is None:
        return "says so in the documents held"
    return f"does so in the documents held ({measure.short})"


def passed_over(query: Query, library: Snapshot) -> str:
    """The area whose grades are compared, where some reports judge it only with another."""
    graded = [dict(d.identity.grades) for d in library.documents if d.identity.grades]
    for condition in query.conditions:
        steps = (condition.before or condition.moved) and not condition.against
        of_one = condition.area != OVERALL and condition.measure == "judgement"
        if steps and of_one and any(condition.area not in grades for grades in graded):
            return condition.area
    return ""


def body_of(order: Sequence[Finding], lines: dict[str, str], passed_over: str) -> str:
    """The councils' `lines`, by verdict, in the `order` given; then who says nothing."""
    parts = []
    states = [lines[f.council] for f in order if f.verdict == "states" and lines[f.council]]
    elsewhere = [f"{f.council} ({f.place})" for f in order if f.verdict == "differs" and f.place]
    lacking: dict[str, list[str]] = {}
    for finding in order:
        if finding.ungraded and finding.verdict == "differs":
            lacking.setdefault(finding.ungraded, []).append(lines[finding.council])
    silent = [f.council for f in order if f.verdict == "silent"]
    absent = [f.council for f in order if f.verdict == "states" and not lines[f.council]]
    if states:
        parts.append("\n".join(f"- {line}" for line in states))
    for area, others in lacking.items():
        head = f"The newest report {ungraded_words(area)} ({councils_counted(len(others))}):"
        parts.append(head + "\n" + "\n".join(f"- {line}" for line in others))
    parts.append(_near_misses([f.council for f in order if is_a_near_miss(f)], lines))
    if elsewhere:
        parts.append(f"Elsewhere: {listed(elsewhere)}.")
    if passed_over:
        parts.append(f"Reports that give no grade {area_words(passed_over)} alone are passed over.")
    if absent:
        parts.append(f"Nothing on it was found in the documents of {listed(absent)}.")
    if silent:
        parts.append(f"Searched, nothing found: {some(silent)}.")
    return "\n\n".join(filter(None, parts))


def _near_misses(councils: Sequence[str], lines: Mapping[str, str]) -> str:
    """What other councils say of the matter; where they are too many, that the table has it."""
    read_out = [lines[council] for council in councils if council in lines]
    if read_out:
        return "Says something else:\n" + "\n".join(f"- {line}" for line in read_out)
    if not councils:
        return ""
    return f"{councils_counted(len(councils))} say something else; the table has what each says."

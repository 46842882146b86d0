"""A statement and its sources -> the reason why it may not be shown, or None.

Whatever wrote the statement, a template or a language model, the same checks decide: quotations are
the source's own characters; numbers, units, bounds and years stand in the sources; a target is not
called an actual nor the reverse; councils are those the sources are about; a negation in one is a
negation in the other. A statement that fails is dropped whole.
"""

import re
from collections.abc import Iterable, Sequence

from index import councils, dates
from index.cues import cues
from index.measures import mentions
from index.numbers import Quantity, quantities
from index.roles import role
from rag.records import Source, Statement

INNER = str.maketrans("“”", "‘’")
"""A quotation inside a quotation has single marks."""

_QUOTED = re.compile(r"“([^“”]+)”")
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|neither|nor|without|cannot)\b|n[’']t\b", re.IGNORECASE
)
_SPACE = re.compile(r"\s+")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ELLIPSIS = "…"


def fault(statement: Statement) -> str | None:
    """Why a statement may not be shown; None where its sources bear it out."""
    if not statement.sources:
        return "it cites nothing"
    checks = (_quotes, _numbers, _years, _roles, _councils, _negation)
    return next((reason for check in checks if (reason := check(statement))), None)


def _words(sources: Iterable[Source]) -> str:
    return "\n".join(s.quote for s in sources)


def _plain(text: str) -> str:
    return _SPACE.sub(" ", text.translate(INNER)).strip()


def _own_words(statement: Statement) -> str:
    """The statement without what it quotes: the part that asserts in words of its own."""
    return _QUOTED.sub(" ", statement.text)


def _quotes(statement: Statement) -> str | None:
    source = _plain(_words(statement.sources))
    for match in _QUOTED.finditer(statement.text):
        for part in match[1].split(_ELLIPSIS):
            if _plain(part) and _plain(part) not in source:
                return f"the source does not say “{_plain(part)}”"
    return None


def _numbers(statement: Statement) -> str | None:
    """Every number, with its unit and bound, is one that a source states or that dates it."""
    stated = [q for s in statement.sources for q in quantities(s.quote)]
    known = _dated(statement.sources)
    for said in quantities(_own_words(statement)):
        if said.unit == "change" or any(_same(said, q) for q in stated):
            continue
        if said.unit == "count" and str(int(said.value)) in known:
            continue
        return f"no source gives {_own_words(statement)[said.start : said.end]!r} like that"
    return None


def _same(said: Quantity, stated: Quantity) -> bool:
    if said.unit != stated.unit and {said.unit, stated.unit} != {"count", "ratio"}:
        return False
    if abs(said.value - stated.value) > 0.05 or said.upper != stated.upper:
        return False
    return said.comparator == stated.comparator or "=" in (said.comparator,) and stated.comparator == "~"  # fmt: skip


def _dated(sources: Iterable[Source]) -> str:
    """Dates of the sources' documents, which a statement may give beside what is quoted."""
    known = []
    for source in sources:
        who = source.document.identity
        known += [
            who.published or "",
            *((who.visited.start, who.visited.end) if who.visited else ()),
        ]
        known += [str(who.visit_number or "")]
        for date in dates.find(source.quote, reference=who.published):
            known += [date.first or "", date.last or ""]
    return " ".join(known)


def _years(statement: Statement) -> str | None:
    words, known = _words(statement.sources), _dated(statement.sources)
    for year in _YEAR.findall(_own_words(statement)):
        if year not in words and year not in known:
            return f"no source gives the year {year}"
    return None


def _roles(statement: Statement) -> str | None:
    """A number called a target is one in the source; a number called an actual is none."""
    text = _own_words(statement)
    said = quantities(text)
    stated = [(q, role(s.quote, q, quantities(s.quote))) for s in statement.sources for q in quantities(s.quote)]  # fmt: skip
    for quantity in said:
        roles = {r for q, r in stated if _same(quantity, q)}
        claimed = role(text, quantity, said)
        if roles and "target" in (claimed, *roles) and claimed not in roles:
            if claimed == "target":
                return "the source does not give this figure as a target"
            return "the source gives this figure as a target"
    return None


def _councils(statement: Statement) -> str | None:
    """A council that the statement names is the sources' own, or named in what they quote."""
    borne: set[str] = set()
    for source in statement.sources:
        who = source.document.identity
        borne |= {who.council or "", *who.councils}
        borne |= {m.council.name for m in councils.find(source.quote)}
    for mention in councils.find(_own_words(statement)):
        if mention.council.name not in borne:
            return f"no source is about {mention.council.name}"
    return None


def _negation(statement: Statement) -> str | None:
    """A measure that the statement negates is negated in a source, and the reverse."""
    said = {m.measure.key for m in mentions(_own_words(statement))}
    borne = {m.measure.key for s in statement.sources for m in mentions(s.quote)}
    for one, other in (("eet", "neet"), ("council_tax_exemption", "council_tax_discount")):
        for here, there in ((one, other), (other, one)):
            if here in said and here not in borne and there in borne:
                return "the source says the opposite, or something near it that differs"
    return None


def drafted_fault(statement: Statement) -> str | None:
    """As `fault`, for words that a language model chose: negation and content words must agree."""
    reason = fault(statement)
    if reason:
        return reason
    said, source = _own_words(statement), _words(statement.sources)
    if bool(_NEGATION.search(said)) and not _NEGATION.search(source):
        if not cues().polarity["bad"].search(source):
            return "the source has no such negation"
    return None


def checked(statements: Sequence[Statement]) -> tuple[list[Statement], list[tuple[str, str]]]:
    """The statements that pass, and the text and fault of those that do not."""
    passed: list[Statement] = []
    failed: list[tuple[str, str]] = []
    for statement in statements:
        reason = fault(statement)
        if reason:
            failed.append((statement.text, reason))
        else:
            passed.append(statement)
    return passed, failed

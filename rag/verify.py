"""A statement and its sources -> the reason why it may not be shown, or None.

Whatever wrote the statement, the same checks decide: quotations are the source's own characters;
numbers, units, bounds and dates stand in the sources; a target is not called an actual nor the
reverse; councils are those the sources are about. What a language model wrote must also rest on its
sources word for word: each clause on one of them, turned by the same negations and wishes, with the
same grades, people and things counted. A statement that fails is dropped whole.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from index import councils, dates
from index.extract import facts
from index.measures import measures, mentions
from index.numbers import NUMBER, Quantity, number, quantities
from index.records import Document, Fact, Identity, Role, Sentence
from index.roles import role
from index.speakers import people_in
from rag.asked.asking import blank
from rag.asked.clauses import Clause, alike, clauses, following, owner, unborne
from rag.records import Source, Statement

INNER = str.maketrans("“”", "‘’")
"""A quotation inside a quotation has single marks."""

_QUOTED = re.compile(r"“([^“”]+)”")
_SPACE = re.compile(r"\s+")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ELLIPSIS = "…"
_ELSEWHERE = re.compile(r"\belsewhere(?: \w+){0,2}\s*$", re.IGNORECASE)
_FIGURE = re.compile(NUMBER, re.IGNORECASE)
_MARKUP = re.compile(r"\[\d+\]|https?:|www\.|[<>{}|`]")
_ROLES = {"target": "a target", "benchmark": "one of others", "previous": "an older one"}
_GIVEN_AS = {
    **_ROLES,
    "actual": "what is so",
    "plan": "what is planned",
    "judgement": "a judgement",
}
_PLAIN_QUOTED = re.compile(r'"([^"]+)"')


def fault(statement: Statement) -> str | None:
    """Why a statement may not be shown; None where its sources bear it out."""
    if not statement.sources:
        return "it cites nothing"
    checks = (_quotes, _numbers, _dates, _roles, _councils, _measures)
    return next((reason for check in checks if (reason := check(statement))), None)


def drafted_fault(statement: Statement) -> str | None:
    """As `fault`, for words that a language model chose: all of them must rest on the sources."""
    reason = fault(statement)
    if reason:
        return reason
    checks = (_markup, _figures, _valued, _names, _counted, _owners, _worded)
    return next((reason for check in checks if (reason := check(statement))), None)


# What every statement must pass


@lru_cache(maxsize=256)
def _quantities(text: str) -> tuple[Quantity, ...]:
    """The quantities of a text, which several checks ask for."""
    return quantities(text)


def _words(sources: Iterable[Source]) -> str:
    return "\n".join(s.quote for s in sources)


def _plain(text: str) -> str:
    return _SPACE.sub(" ", text.translate(INNER)).strip()


def _own_words(statement: Statement) -> str:
    """The statement without what it quotes and the titles it cites: what it asserts itself."""
    text = statement.text
    for source in statement.sources:
        text = text.removeprefix(source.document.title)
    return _QUOTED.sub(" ", text)


def _quotes(statement: Statement) -> str | None:
    source = _plain(_words(statement.sources))
    text = statement.text
    for cited in statement.sources:
        text = text.removeprefix(cited.document.title)
    for match in _QUOTED.finditer(text):
        for part in match[1].split(_ELLIPSIS):
            if _plain(part) and _plain(part) not in source:
                return f"the source does not say “{_plain(part)}”"
    return None


def _numbers(statement: Statement) -> str | None:
    """Every number, with its unit and bound, is one that a source states."""
    text = _own_words(statement)
    stated = [q for s in statement.sources for q in _quantities(s.quote)]
    for said in _quantities(text):
        if not any(_same(said, q) for q in stated):
            return f"no source gives {text[said.start : said.end]!r} like that"
    return None


def _same(said: Quantity, stated: Quantity) -> bool:
    if said.unit != stated.unit and {said.unit, stated.unit} != {"count", "ratio"}:
        return False
    if abs(said.value - stated.value) > 0.05 or said.upper != stated.upper:
        return False
    bounds = said.comparator, stated.comparator
    return bounds[0] == bounds[1] or bounds == ("=", "~")


def _dates(statement: Statement) -> str | None:
    """Every date is one of a source's, with its limit, or tells when a source was made."""
    text = _own_words(statement)
    sources = statement.sources
    own = [d for s in sources for d in _made(s.document.identity)]
    stated = [d for s in sources for d in dates.find(s.quote, reference=s.document.published)]
    for said in dates.find(text, reference=sources[0].document.published):
        limit = said.bound in ("by", "before")
        alike_bound = (d for d in stated if not limit or d.bound in ("by", "before"))
        known = {end for d in alike_bound for end in (d.first, d.last)}
        for end in (said.first, said.last):
            told = end in known if end else text[said.start : said.end] in _words(sources)
            if not told and (limit or not any(date.startswith(end or "-") for date in own)):
                return f"no source gives the date {text[said.start : said.end]!r} like that"
    words = " ".join([_words(sources), *own, *(d.last or "" for d in stated)])
    missing = (year for year in _YEAR.findall(text) if year not in words)
    return next((f"no source gives the year {year}" for year in missing), None)


def _made(who: Identity) -> list[str]:
    """When a document was published and when the visit was that it tells of."""
    visited = (who.visited.start, who.visited.end) if who.visited else ()
    return [date for date in (who.published, *visited) if date]


def _roles(statement: Statement) -> str | None:
    """A number called a target is one in the source; so with figures of before and of others."""
    text = _own_words(statement)
    said = _quantities(text)
    stated = [pair for s in statement.sources for pair in _stated_roles(s)]
    for quantity in said:
        roles = {r for q, r in stated if _same(quantity, q)}
        before = text[: quantity.start]
        claimed = "benchmark" if _ELSEWHERE.search(before) else role(text, quantity, said)
        aged = claimed == "previous" and "actual" in roles and _YEAR.search(text[quantity.end :])
        if roles and claimed not in roles and not aged:
            if claimed in _ROLES:
                return f"the source does not give this figure as {_ROLES[claimed]}"
            return f"the source gives this figure as {_GIVEN_AS[min(roles)]}"
    return None


def _stated_roles(source: Source) -> Iterator[tuple[Quantity, Role]]:
    """Each figure of a source with its role; one due by a date still to come is a target."""
    text, published = source.quote, source.document.published or "9999"
    found = _quantities(text)
    limits = [
        date.start
        for date in dates.find(text, reference=source.document.published)
        if date.bound in ("by", "before") and (date.last or "")[: len(published)] > published
    ]
    for quantity in found:
        own = role(text, quantity, found)
        next_one = min((q.start for q in found if q.start >= quantity.end), default=len(text))
        due = any(quantity.end <= start < next_one for start in limits)
        yield quantity, "target" if due and own == "actual" else own


def _councils(statement: Statement) -> str | None:
    """A council that the statement names is the sources' own, or named in what they quote."""
    borne, text = {n for s in statement.sources for n in _about(s)}, _own_words(statement)
    head = councils.named(re.split(r"\s?[(:]", text, maxsplit=1)[0])
    named = [*([head] if head else []), *(m.council for m in councils.find(text))]
    return next((f"no source is about {c.name}" for c in named if c.name not in borne), None)


def _about(source: Source) -> set[str]:
    """The councils that a source is about or names."""
    who = source.document.identity
    found = {m.council.name for m in councils.find(source.quote)}
    return found | {name for name in (who.council, *who.councils) if name}


def _measures(statement: Statement) -> str | None:
    """A measure is not taken for its opposite, nor for one that is like it and differs."""
    said = [m.measure for m in mentions(_own_words(statement)) if m.measure.confusable]
    if not said:
        return None
    borne = {m.measure.key for s in statement.sources for m in mentions(s.quote)}
    if any(m.key not in borne and m.confusable & borne for m in said):
        return "the source says the opposite, or something near it that differs"
    return None


# What the words of a language model must pass besides


def _markup(statement: Statement) -> str | None:
    """Nothing that could pass for a citation or a link, and no quotation in other marks."""
    if _MARKUP.search(statement.text):
        return "it holds a mark, a link or markup of its own"
    source = _plain_marks(_words(statement.sources))
    for quoted in _PLAIN_QUOTED.findall(statement.text):
        if _plain_marks(quoted).strip(" .,") not in source:
            return f"the source does not say “{quoted}”"
    return None


def _plain_marks(text: str) -> str:
    return _SPACE.sub(" ", text.translate(_MARKS))


_MARKS = str.maketrans('“”‘’"', "'''''")


def _figures(statement: Statement) -> str | None:
    """Figures that are no quantities (ages, lengths of time) stand in a source as well."""
    text = statement.text
    known = {number(f) for s in statement.sources for f in _FIGURE.findall(s.quote)}
    spans = [(x.start, x.end) for found in (_quantities(text), dates.find(text)) for x in found]
    for figure in _FIGURE.findall(blank(text, spans)):
        if figure.lower() != "one" and number(figure) not in known:
            return f"no source gives {figure!r}"
    return None


def _valued(statement: Statement) -> str | None:
    """What the statement gives a value of, a source gives that value of: measure, grade, cohort."""
    stated = [f for s in statement.sources for f in _facts(s.quote, s)]
    for said in _facts(_unquoted(statement.text), statement.sources[0]):
        if not any(_agree(said, fact) for fact in stated):
            named = measures()[said.measure].short
            return f"no source gives {said.stated!r} for {named} like that"
    return None


def _facts(text: str, source: Source) -> list[Fact]:
    """The facts with a value that a text states, read as a sentence of a source's document."""
    whole = Sentence(document="", number=0, paragraph=0, start=0, end=len(text), text=text)
    document = source.document
    read = Document(id="", title="", source="", sha256="", text=text, identity=document.identity)
    return [f for f in facts(read, [whole]) if f.value is not None]


def _agree(said: Fact, stated: Fact) -> bool:
    alike_in = ("measure", "value", "unit", "upper")
    if any(getattr(said, name) != getattr(stated, name) for name in alike_in):
        return False
    if said.measure == "judgement":
        return (said.role, said.cohort) == (stated.role, stated.cohort)
    return (stated.cohort or "").startswith(said.cohort or "")


def _unquoted(text: str) -> str:
    return _SPACE.sub(" ", re.sub(r"[“”\"]", " ", text)).strip()


def _names(statement: Statement) -> str | None:
    """A person that the statement names is named so in a source."""
    source = _plain_marks(_words(statement.sources)).lower()
    for name in people_in(statement.text):
        plain = " ".join(_plain_marks(name).lower().split()[-2:])
        if plain not in source:
            return f"no source names {name}"
    return None


def _counted(statement: Statement) -> str | None:
    """What a figure counts in the statement, it counts in a source."""
    text = _unquoted(statement.text)
    stated = [(q, s.quote) for s in statement.sources for q in _quantities(s.quote)]
    for said in _quantities(text):
        thing = following(text, said)[:1]
        things = [following(quote, q) for q, quote in stated if _same(said, q)]
        if thing and not any(not t or any(alike(thing[0], w) for w in t) for t in things):
            return f"no source gives {text[said.start : said.end]!r} for {thing[0]!r}"
    return None


def _owners(statement: Statement) -> str | None:
    """A figure of one of several councils in a source is not given to another."""
    text = _unquoted(statement.text)
    for said in _quantities(text):
        mine = owner(text, said)
        owners = {
            owner(s.quote, q) or s.document.council
            for s in statement.sources
            for q in _quantities(s.quote)
            if _same(said, q)
        }
        if mine and mine not in owners:
            return f"no source gives {text[said.start : said.end]!r} of {mine}"
    return None


def _worded(statement: Statement) -> str | None:
    """Each clause rests on one source, about the council that the clause is about."""
    found = clauses(_unquoted(statement.text), {n for s in statement.sources for n in _about(s)})
    parts = list(_parts(found))
    if not parts:
        return "it states nothing that can be checked"
    stated = Counter(_turn(c) for s in statement.sources for c in clauses(s.quote))
    if Counter(_turn(c) for c in found if c.marks and not c.words) - stated:
        return "no source has such a negation or wish"
    for clause, names in parts:
        for name in names or ("",):
            reasons = [
                unborne(clause, _of(source, name))
                for source in statement.sources
                if not name or name in _about(source)
            ]
            if None not in reasons:
                return reasons[0] if reasons else f"no source is about {name}"
    return None


def _turn(clause: Clause) -> tuple[frozenset[str], int]:
    """What turns a clause that has no other words: "there is not, however, ..."."""
    return (clause.marks, clause.negations) if not clause.words else (frozenset(), 0)


def _parts(found: Sequence[Clause]) -> Iterator[tuple[Clause, tuple[str, ...]]]:
    """Each clause that says something, with the councils it says it of.

    A clause that names none goes on about those of the one before; a bare name ("Derby and
    Slough have ...") belongs to the clause that follows it, or to the last one.
    """
    waiting: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    last: Clause | None = None
    for clause in found:
        waiting += clause.councils
        if clause.words:
            names = waiting or names
            yield clause, names
            last, waiting = clause, ()
    if last and waiting:
        yield last, waiting


def _of(source: Source, name: str) -> list[Clause]:
    """The clauses of a source that speak of a council, where it names several."""
    found = clauses(source.quote)
    if not name or len({c for clause in found for c in clause.councils}) < 2:
        return list(found)
    return [clause for clause, names in _parts(found) if name in names]

"""The question before and what a new turn says -> that question with one thing of it changed.

"And in 2018?" changes its time, "and the lowest?" its end, "what about leadership?" the area that
is judged. Each of these gives None where the turn says no such thing, or the question before has no
place for it. The words stand in `follow_up.toml`.
"""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from index import councils
from index.tables import table
from rag.asked import grade_words, grading
from rag.asked.asking import words

_BEING = re.compile(r"\s*\b(were|are)\b", re.IGNORECASE)
_OF_ONE = {"were": "Was", "are": "Is"}
_BETWEEN_NAMES = re.compile(r"[\s,]*(?:and|or|with|to|than|versus|vs\.?)?[\s,]*", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_TIME = re.compile(
    r"\s*\b(?:and )?(?:in|by|since|of|from|at|during)?\s?(?:the )?"
    rf"(?:(?:{_MONTHS}) )?(?:19|20)\d\d\b"
    r"(?: (?:reports?|inspections?|visits?))?",
    re.IGNORECASE,
)
_REPORT_OF = re.compile(
    rf"\b(?:(?:{_MONTHS}) )?(?:19|20)\d\d(?= (?:reports?|inspections?|visits?|letters?)\b)",
    re.IGNORECASE,
)
_NEWEST = "in the latest report"
_IN_NEWEST = re.compile(rf"\s*\b{_NEWEST}\b", re.IGNORECASE)
_NAMED_REPORT = re.compile(
    r"\b(?:current|latest|most recent|newest) (?=(?:report|inspection|visit|letter)\b)",
    re.IGNORECASE,
)
_OF_THEM = re.compile(r"^(?P<those>Of [^:]+: )(?P<asked>.+)$")
_THE = ("North", "South", "East", "West")
_WHICH_OF_THEM = re.compile(
    r"(?<=: )which of them(?: (?:do|does|did|have|has|are|is))?\b", re.IGNORECASE
)
_ASKS = re.compile(
    r"(?:who|whom|whose|when|why|where|how|what|which|by|did|does|do|is|are|was|were|has|have|had"
    r"|can|could|will|would|should|show|list|give|tell|name)\b",
    re.IGNORECASE,
)
_SHORT = 4
"""Words of a new matter that is only named."""
_COUNCILS = re.compile(r"\b(?:councils|(?:local )?authorities|LAs)\b", re.IGNORECASE)
_FOR = re.compile(r"\s+(?:for|on|of|in)\s+$", re.IGNORECASE)
_GRADED = re.compile(r"\b(?:judged|rated|graded|grade|rating)\s+(?:as )?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The report that an answer rests on, by whose and of what month, and the one before it."""

    council: str
    month: str
    before: str | None = None


@cache
def _table() -> dict[str, str | list[str]]:
    return table("rag", "follow_up.toml")


@cache
def pattern(name: str) -> re.Pattern[str]:
    """A pattern of `follow_up.toml`: any of its lines."""
    found = _table()[name]
    return re.compile(found if isinstance(found, str) else "|".join(found), re.IGNORECASE)


@cache
def listed_words(name: str) -> frozenset[str]:
    """The words that `follow_up.toml` gives under a name."""
    return frozenset(" ".join(_table()[name]).split())


def first(name: str, text: str) -> re.Match[str] | None:
    """What the first line of a pattern finds that finds anything; lines may share group names."""
    found = _table()[name]
    lines = [found] if isinstance(found, str) else found
    return next((m for line in lines if (m := _line(line).search(text))), None)


@cache
def _line(line: str) -> re.Pattern[str]:
    return re.compile(line, re.IGNORECASE)


def bare(question: str) -> str:
    """A turn without the words that only join it to the conversation: "and in 2018?"."""
    return pattern("leads_in").sub("", question, count=1).strip(" ?.!,")


def own_words(text: str, beside: Collection[str] = ()) -> list[str]:
    """The words of a text that carry its matter, but for its councils, its regions and some more.

    >>> own_words("And what did the report on Derby say of workforce?")
    ['workforce']
    """
    spans = [(m.start, m.end) for m in councils.find(text, typed=True)]
    spans += [(start, end) for _, start, end in councils.find_regions(text, typed=True)]
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    said = (w for w in re.findall(r"[^\W_]+(?:-[^\W_]+)*", text.lower()) if len(w) > 1)
    return [w for w in said if w not in words().frame and w not in beside]


def together(names: Iterable[str]) -> str:
    """Names as a question lists them, each once: "Leicester, Slough and Swindon"."""
    *most, last = dict.fromkeys(map(called, names)) or ("",)
    return f"{', '.join(most)} and {last}" if most else last


def called(name: str) -> str:
    """A council by its name; a document of no known council by its title, in quotation marks."""
    return name if councils.named(name) else f"“{name}”"


def of_those(names: Iterable[str], asked: str) -> str:
    """A question about councils that an answer named: "Of Derby, Kent: which of them ...?"."""
    return f"Of {', '.join(map(called, names))}: {asked}"


def names_in(text: str) -> tuple[str, ...]:
    """The councils that a text names, each once."""
    return tuple(dict.fromkeys(m.council.name for m in councils.find(text, typed=True)))


def changed(question: str, before: str) -> str | None:
    """The question before with what a turn says in place of the time, the area, the end, ...."""
    said = bare(question)
    return next((new for change in _CHANGES if (new := change(said, before))), None)


# The councils


def of_councils(before: str, names: Iterable[str]) -> str:
    """The earlier question, asked of other councils."""
    new = together(names)
    old = councils.find(before, typed=True)
    if old:
        start, end = old[0].start, old[-1].end
        if all(_BETWEEN_NAMES.fullmatch(before, a.end, b.start) for a, b in pairwise(old)):
            return before[:start] + new + before[end:]
        return before[: old[0].start] + new + before[old[0].end :]
    asked = pattern("list").search(before)
    if asked:
        lead, rest = before[: asked.start()], before[asked.end() :]
        inside, after = _BEING.search(asked[0]), _BEING.match(rest)
        verb = inside or after
        if verb is None:
            return f"{lead}{_asked_of_one(asked[0], new, rest)}"
        rest = rest if inside else rest[verb.end() :]
        return f"{lead}{_OF_ONE[verb[1].lower()]} {new} {rest.lstrip()}"
    return f"{before.rstrip(' ?')} in {new}?"


def _asked_of_one(asked: str, council: str, rest: str) -> str:
    """Which councils "have been rated" or "have a panel", as asked of one of them.

    >>> _asked_of_one("Which councils have", "Derby", " been rated good?")
    'Has Derby been rated good?'
    >>> _asked_of_one("Which councils have", "Derby", " a panel?")
    'Does Derby have a panel?'
    >>> _asked_of_one("Which councils", "Derby", " involved young people?")
    'Has Derby involved young people?'
    """
    if asked.lower().endswith(" did"):
        return f"Did {council} do{rest}" if _HOW.match(rest) else f"Did {council}{rest}"
    if not asked.lower().endswith((" have", " has")):
        return f"{'Has' if _PAST.match(rest) else 'Does'} {council}{rest}"
    return f"Has {council}{rest}" if _DONE.match(rest) else f"Does {council} have{rest}"


_PAST = re.compile(r"\s*(?!need\b|feed\b)\w+ed\b", re.IGNORECASE)
_HOW = re.compile(r"\s*(?:well|badly|better|best|worse|worst|poorly)\b", re.IGNORECASE)
_DONE = re.compile(
    r"\s*(?:(?:ever|already|also|now|not|never) )?(?:\w+ed|been|had|got|set|made|taken|given|gone"
    r"|seen|begun|fallen|risen|grown|won|lost|put|brought|found|kept|left|run)\b",
    re.IGNORECASE,
)
"""What follows a "have" that is no verb of its own."""


# The time


def of_time(before: str, when: str, *, report: bool = False) -> str:
    """The earlier question, asked of another time, or of the `report` of that time."""
    named = _REPORT_OF.search(before)
    if named and len(_YEAR.findall(before)) == 1:
        return before[: named.start()] + when + before[named.end() :]
    if _NAMED_REPORT.search(before):
        return _NAMED_REPORT.sub(lambda _: f"{when} ", before, count=1)
    text = pattern("as_now").sub("", _IN_NEWEST.sub("", before))
    years = list(_YEAR.finditer(text))
    if len(years) == 1 and not report and _YEAR.fullmatch(when):
        return text[: years[0].start()] + when + text[years[0].end() :]
    text = _TIME.sub("", text).rstrip(" ?")
    return f"{text} in the {when} report?" if report else f"{text} in {when}?"


def _year(said: str, before: str) -> str | None:
    """The same of another year: "and in 2018?"."""
    found = first("year", said)
    return of_time(before, found["when"]) if found else None


def _newest(said: str, before: str) -> str | None:
    """The same of the newest report: "and most recently?"."""
    if not pattern("newest").search(said):
        return None
    named = _REPORT_OF.search(before)
    if named:
        return f"{before[: named.start()]}latest{before[named.end() :]}"
    text = _TIME.sub("", pattern("as_now").sub("", _IN_NEWEST.sub("", before))).rstrip(" ?")
    return f"{text} {_NEWEST}?"


# What a list is of


def _extreme(said: str, before: str) -> str | None:
    """The other end of the scale: "and the lowest?"."""
    found = first("only_extreme", said)
    if not (found and pattern("extreme").search(before)):
        return None
    return pattern("extreme").sub(lambda _: found["end"], before, count=1)


def _count(said: str, before: str) -> str | None:
    """How many the last list has: "how many is that?"."""
    if not pattern("how_many").search(said):
        return None
    if _OF_THEM.match(before):
        return before
    return _as(before, "How many") if pattern("list").search(before) else None


def _names(said: str, before: str) -> str | None:
    """The names of the last list: "list them", "which are they?"."""
    if not pattern("list_them").search(said):
        return None
    if re.search(r"\bhow many\b", before, re.IGNORECASE):
        return re.sub(r"\bhow many\b", "which", before, flags=re.IGNORECASE)
    return before if pattern("list").search(before) or _OF_THEM.match(before) else None


def _as(before: str, asked: str) -> str:
    """A question for councils that begins otherwise: "How many councils ...?"."""
    found = pattern("list").search(before)
    assert found
    head = re.sub(r"^(?:which|what|how many)(?: of the)?\b", asked, found[0], flags=re.IGNORECASE)
    return before[: found.start()] + head + before[found.end() :]


def _others(said: str, before: str) -> str | None:
    """Those whom the last list left out: "and the rest?"."""
    return not_of(before) if pattern("others").search(said) else None


def not_of(before: str) -> str | None:
    """A question for those of whom the last one does not hold: "which councils are not ...?"."""
    asked = pattern("list").search(before) or _WHICH_OF_THEM.search(before)
    if not asked:
        return None
    verb = re.search(r"\s+(?:do|does|did|have|has|are|is)$", asked[0], re.IGNORECASE)
    head = before[: asked.start() + (verb.start() if verb else len(asked[0]))]
    rest = before[asked.end() :]
    said = verb[0].strip().lower() if verb else "do"
    if said in ("are", "is"):
        return f"{head} {said} not{rest}"
    return f"{head} do not{' have' if said in ('have', 'has') else ''}{rest}"


def more_of_all(question: str, before: str) -> str | None:
    """Another question to all whom the last was put to: "and which are run by trusts?"."""
    found = first("and_which", question)
    asked = pattern("list").search(before)
    those = _OF_THEM.match(before)
    if found and those:
        return f"{those['those']}which of them {_rated(found['rest']).rstrip(' ?')}?"
    if not (found and asked and own_words(found["rest"])):
        return None
    head = re.sub(r"^how many\b", "Which", asked[0], flags=re.IGNORECASE)
    head = re.sub(r"\s+(?:do|does|have|has|are|is|did)$", "", head, flags=re.IGNORECASE)
    regions = [r for r in regions_in(before) if r not in regions_in(question)]
    where = f" in {' or '.join(map(placed, regions))}" if regions else ""
    return f"{head}{where} {found['rest'].rstrip(' ?')}?"


def _rated(text: str) -> str:
    """A text that names only a grade, so that it can be nothing else: "are rated good"."""
    spans = grade_words.grade_spans(text)
    if not spans or own_words(_without(text, spans)):
        return text
    return f"{text[: spans[0][0]]}rated {text[spans[0][0] :]}"


def regions_in(text: str) -> tuple[str, ...]:
    """The regions that a text names, each once."""
    return tuple(dict.fromkeys(name for name, *_ in councils.find_regions(text, typed=True)))


def placed(region: str) -> str:
    """A region as a sentence has it: "the North West", "London"."""
    return f"the {region}" if region.startswith(_THE) else region


def together_regions(text: str) -> str:
    """The regions of a text as a question lists them: "the North West or London"."""
    return " or ".join(map(placed, regions_in(text)))


def only_region(question: str) -> bool:
    """Whether a turn asks for nothing but a region: "which are in London?", "and the Midlands?"."""
    return bool(regions_in(question)) and not names_in(question) and not own_words(question)


def _kind(said: str, before: str) -> str | None:
    """The same of another kind of council: "what about unitaries?"."""
    kinds = words().council_kind.values()
    new = next((m for kind in kinds if (m := kind.search(said))), None)
    if not new or own_words(_without(said, [new.span()])) or _ASKS.match(said):
        return None
    old = next((m for kind in kinds if (m := kind.search(before))), None) or _COUNCILS.search(
        before
    )
    return f"{before[: old.start()]}{new[0]}{before[old.end() :]}" if old else None


def _region(said: str, before: str) -> str | None:
    """The same of another region: "and in London?"."""
    if not only_region(said) or _ASKS.match(said):
        return None
    new = re.sub(r"^(?:in|for|across|of|from)\s+(?:the )?|^the ", "", said, flags=re.IGNORECASE)
    new = placed_as(new)
    old = councils.find_regions(before, typed=True)
    if old:
        start, end = old[0][1], max(e for *_, e in old)
        if re.search(r"\bthe $", before[:start], re.IGNORECASE):
            start -= len("the ")
        return before[:start] + new + before[end:]
    named = councils.find(before, typed=True)
    if named:
        return f"{before[: named[0].start]}{new}{before[named[-1].end :]}"
    return f"{before.rstrip(' ?')} in {new}?"


def placed_as(typed: str) -> str:
    """A region as it was typed, with its article: "north west" is "the north west"."""
    bare_name = re.match(r"(?:north|south|east|west|midlands|e |w )", typed, re.IGNORECASE)
    return f"the {typed}" if bare_name else typed


# What is judged, and how


def _area(said: str, before: str) -> str | None:
    """The grade of another area: "what about help and protection?"."""
    spans = grade_words.area_spans(said)
    if not spans or not grading.asks_for(before):
        return None
    rest = _without(said, spans)
    if own_words(rest, ("grade", "grades", "rating", "children", "services")):
        return None
    area = re.sub(r"^(?:for|on|in|of)\s+(?:the )?|^(?:the|their|its) ", "", said, flags=re.I)
    graded = grade_words.grade_spans(before)
    if graded and not pattern("list").search(before) and not _GRADED.search(before[: graded[0][0]]):
        before = f"{before[: graded[0][0]]}rated {before[graded[0][0] :]}"
    overall = area.lower() == grade_words.OVERALL
    old = grade_words.area_spans(before)
    if old:
        head, tail = before[: old[0][0]], before[old[-1][1] :]
        if _FOR.search(head) and not overall:
            return f"{head}{area}{tail}"
        before = f"{_FOR.sub('', head).rstrip()} {tail.lstrip()}"
    return f"{before.rstrip(' ?')}{'' if overall else ' for'} {area}?"


def _grade(said: str, before: str) -> str | None:
    """The same of another grade: "and which are good?"."""
    new, old = grade_words.grade_spans(said), grade_words.grade_spans(before)
    if not new or not old or own_words(_without(said, new), ("rated", "judged", "graded")):
        return None
    grade = said[new[0][0] : new[-1][1]]
    head, tail = before[: old[0][0]], before[old[-1][1] :]
    graded = "" if _GRADED.search(head) or not pattern("list").search(before) else "rated "
    text = f"{head}{graded}{grade}{tail}"
    which = re.match(r"(?:which|who|what)\b", said, re.IGNORECASE)
    return _as(text, "Which") if which and pattern("list").search(text) else text


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """A text without some of its places."""
    for start, end in reversed(list(spans)):
        text = f"{text[:start]} {text[end:]}"
    return text


# Another matter


def _matter(said: str, before: str) -> str | None:
    """The same of another matter: "and about workforce", "and ILACS?" after what RI means."""
    found = first("slot", before)
    if not found:
        return None
    about = first("topic", said)
    named = [m for m in councils.find(before, typed=True) if m.start >= found.start("matter")]
    if not about and not _names_matter(said):
        return None
    new = about["matter"] if about else said
    if named:
        joint = re.search(r"\s+(?:in|at|for|of|by)\s+(?:the\s+)?$", before[: named[0].start], re.I)
        if not joint or joint.start() <= found.start("matter"):
            return None
        return f"{before[: found.start('matter')]}{new}{before[joint.start() :]}"
    return f"{found['lead']}{new}{found['rest'].rstrip(' ?')}?"


def _names_matter(said: str) -> bool:
    """Whether a turn only names a matter: "fostering", "ILACS"."""
    short = len(said.split()) <= _SHORT and not _ASKS.match(said)
    return short and (said.isupper() or bool(own_words(said)))


_CHANGES: tuple[Callable[[str, str], str | None], ...] = (
    _year, _newest, _extreme, _count, _names, _others, _kind, _region, _grade, _area, _matter,
)  # fmt: skip

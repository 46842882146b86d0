"""What a question says, as text: its words, names, years, parts, and the kind of thing it wants.

The patterns stand in `understand.toml`; nothing here knows a document, a council or a fact.
"""

import calendar
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date as day
from datetime import timedelta
from functools import cache
from importlib import resources
from typing import Any, Literal

from index import dates
from index.measures import mentions
from index.records import Role
from index.speakers import people_in
from rag.records import Expected, Period

_MONTHS = "|".join(name for name in (*calendar.month_name, *calendar.month_abbr) if name)
_YEAR = re.compile(r"\b(?:19[89]|20[0-4])\d\b")
_YEARS = re.compile(
    r"\b((?:19[89]|20[0-4])\d)(?:\s?[-–]\s?|\s(?:to|until|through)\s)((?:19[89]|20[0-4])\d)\b"
)
_NAME = re.compile(r"(?<![.?!]\s)(?<!^)\b[A-Z][a-zà-ÿ]+(?:[-’'\s][A-Z][a-zà-ÿ]+)*\b|\b[A-Z]{3,}\b")
_QUOTED = re.compile(r"(?<!\w)[“\"‘']([^“”\"‘]{3,}?)[”\"’'](?!\w)")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_TOKEN = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
_COURTESY = re.compile(
    r"^(?:hello|hi|hey|dear|good (?:morning|afternoon|evening|day)|thanks?|many thanks|thank you|"
    r"cheers|kind regards|best wishes|regards|i hope (?:you|this))\b[^?]*$",
    re.IGNORECASE,
)
_PREAMBLE = re.compile(
    r"^(?:please |can|could|would|will)? ?(?:you )?(?:please |kindly )?"
    r"(?:tell|show|let) me (?:know )?|"
    r"(?<!do )\bi (?:would like|[’']d like|want|need|wish) to (?:know|find out|see|understand)\b",
    re.IGNORECASE,
)
_OUT_OF_HOURS = re.compile(r"\bout of (?:office )?hours\b", re.IGNORECASE)
"""Written as the one word that it is: its parts say nothing each."""
_ASIDE = re.compile(
    r"\s*(?:\(|,|;|\s[–-])\s*(?:and |but )?not (?:the|its|their|in|for|of|at)\b"
    r"[^()?.;,]{3,60}\)?(?=\W*$)"
    r"|(?<=[.?!]) Not (?:the|its|their|in|for|of|at)\b[^?.]{3,60}[.?]?\W*$"
    r"|\s*\(not [^()]{3,60}\)"
    r"|\s*\((?=[^()]*(?:\b(?:not|even|just|only|whether)\b|n[’']t\b))[^()]{12,}\)"
    r"|[,;–-]?\s*\b(?:as opposed to|rather than|instead of|and not|not (?:just|merely|only)) "
    r"(?:just |only |merely |simply )?(?:plan|talk|hop|think|consider|on request|propos|promis)"
    r"[^()?.;,]{0,40}(?=\W*$)",
    re.IGNORECASE,
)
"""What is not meant: "(not the June figure)", "as opposed to just planning it"."""
_LEFT_OUT = re.compile(
    r"^(?:please |but )?(?:leave out|exclude|excluding|ignore|skip|not counting"
    r"|(?:do not|don[’']?t) (?:count|include)) "
    r"(?:anyone|anybody|those|any|ones|councils|places|plans?|mere|pilots?)\b[^?]*$",
    re.IGNORECASE,
)
"""A sentence that says which answers are not wanted."""
_EITHER = re.compile(r"\s*(?:or|and|/|,)\s*(?:in\s)?", re.IGNORECASE)
_FROM, _ON = re.compile(r"\bfrom\W*$", re.IGNORECASE), re.compile(r"\s+on\b", re.IGNORECASE)
_TAIL = re.compile(
    r"[\s,;:–-]*\b(?:(?:a )?(?:list|names?)(?: only)?[,\s]*)?"
    r"(?:pls|please|plz|ta|thanks|cheers)\W*$",
    re.IGNORECASE,
)
"""Courtesy at the end: " - list pls"."""
_FRONTED = re.compile(
    r"^(?:when|while|as|after|before|since|where)\b[^,?]{5,90},\s+"
    r"(?=(?:what|which|how|who|whose|why|where|when|by|in|at|did|do|does|is|are|was|were)\b)",
    re.IGNORECASE,
)
"""A clause before the one that asks: "When inspectors came, how many ...?"."""
_OWNER = re.compile(r"(?:^|\s)\s*[’']s\b")
_NEAR = 24
"""Characters after a date in which it is told that it is one of publication."""
_BESIDE = re.compile(
    r"\b(?:compared (?:with|to)|(?:better|worse|higher|lower|more|fewer) than)\W+"
    r"(?:(?:at|in|the|its|their)\W+){0,3}$",
    re.IGNORECASE,
)
"""What is compared with an inspection is told in a later report."""
_MONTH_NAME = re.compile(rf"\b(?:{_MONTHS})\b", re.IGNORECASE)
_MONTH_RUN = re.compile(rf"(?:\b(?:{_MONTHS})\b(?:\s*(?:,|/|,?\s(?:or|and))\s*))+$", re.IGNORECASE)
_UP_TO = re.compile(
    r"\b(?:years?|months?|weeks?|period)\W+(?:before|prior to|preceding|leading up to|running up to"
    r"|up to|ending(?: in| on)?|to|until)\W+(?:the\W+)?$",
    re.IGNORECASE,
)
"""What is told of a span of time before a date is told in the report of that date."""
_MONTH = len("2019-03")
_DAY = len("2019-03-01")
_WEEK_OF = re.compile(
    r"\bweek (?:of|beginning|commencing|starting)(?: (?:the|on))?\s$", re.IGNORECASE
)
_AGE = r"(1[5-9]|2[0-5])"
_YEARS_OLD = r"[-\s]?(?:year|yr)s?(?:[-\s]olds?| of age)?"
_NO_FIGURE = "".join(
    rf"(?<!{word} )" for word in ("load", "loads", "cases", "average", "rate", "rates", "number")
)
"""Caseloads over 18 are no ages."""
_BOUND = re.compile(
    rf"{_NO_FIGURE}\b(under|below|over|above|post)[- ](?:the age of )?{_AGE}(?:{_YEARS_OLD}|s)?\b"
    r"(?!\s?(?:%|per|young|people|children|staff|cases|councils|places|of\b))",
    re.IGNORECASE,
)
_SPAN = re.compile(
    rf"\b{_AGE}(?:{_YEARS_OLD}|s)?(?:,?\s\d\d)*\s?(?:to|and|&|or|-|–|−)\s?{_AGE}(?:{_YEARS_OLD}|s)?\b"
    r"(?!\s?(?:%|per))",
    re.IGNORECASE,
)
_ONE_AGE = re.compile(
    rf"\b{_AGE}{_YEARS_OLD}\b|\b(?:aged?|at(?: the)? age(?: of)?) {_AGE}\b"
    rf"|\bat {_AGE}\b(?!\s?(?:%|per\b|councils?|places|{_MONTHS}))",
    re.IGNORECASE,
)
_PAST = re.compile(
    rf"\b(?:past|after|beyond|until|till|turn(?:ed|ing)?) {_AGE}\b(?!\s?(?:%|{_MONTHS}))",
    re.IGNORECASE,
)
"""An age up to which or from which something goes on: no figure, and nobody's age."""
OWN = 2
"""Words of matter with which the one question among several sentences stands by itself."""
_ORDER: tuple[Expected, ...] = (
    "link", "age", "percent", "money", "party", "post", "words", "duration", "number", "date",
    "named", "title", "person", "place", "reason", "yes-no",
)  # fmt: skip
_ABOUT_THE_SAME = frozenset(
    {"post", "job", "role", "position", "title", "name", "names", "date", "year", "month"}
)
"""What is asked of the person or thing just named: "who spoke, and what is her post?"."""
_WH = re.compile(r"(?:what|who|whom|when|where|why|how|which|by when)\b", re.IGNORECASE)
_LEANS = re.compile(r"\b(?:it|they|them|he|she|that|those|this|these)\b", re.IGNORECASE)
_AND_ASKS = re.compile(
    r"[,;]?\s+and\s+(?:also\s+)?"
    r"(?=(?:what|who|whom|when|where|why|how|which|by when)\b"
    r"|(?:did|does|is|are|was|were) "
    r"(?:the|its?|they|their|there|this|that|these|any|some|(?-i:[A-Z])\w+)\b)",
    re.IGNORECASE,
)


_Dated = tuple[dates.Mention, Period, bool]
"""A time in a question, as a period, and whether it names a report or a visit."""


@dataclass(frozen=True, slots=True)
class Words:
    """The patterns of `understand.toml`."""

    kind: dict[str, re.Pattern[str]]
    superlative: dict[str, re.Pattern[str]]
    role: dict[str, re.Pattern[str]]
    polarity: dict[str, re.Pattern[str]]
    absent: dict[str, re.Pattern[str]]
    value: dict[str, re.Pattern[str]]
    expected: dict[str, re.Pattern[str]]
    about: dict[str, re.Pattern[str]]
    edition: dict[str, re.Pattern[str]]
    framework: dict[str, re.Pattern[str]]
    council_kind: dict[str, re.Pattern[str]]
    premise: dict[str, re.Pattern[str]]
    said: dict[str, re.Pattern[str]]
    frame: frozenset[str]
    loose: frozenset[str]
    bare: frozenset[str]


@cache
def words() -> Words:
    """The words of questions, read once."""
    table = tomllib.loads(resources.files("rag").joinpath("understand.toml").read_text("utf-8"))
    lists: dict[str, Any] = {
        key: frozenset(table.pop(key)["words"].split()) for key in ("frame", "loose", "bare")
    }
    sections: dict[str, Any] = {
        section: {key: re.compile("|".join(p), re.IGNORECASE) for key, p in rows.items()}
        for section, rows in table.items()
    }
    return Words(**lists, **sections)


@cache
def calendar_words() -> frozenset[str]:
    """The names of months, long and short, and of days: when, not what."""
    names = (*calendar.month_name, *calendar.month_abbr, *calendar.day_name)
    return frozenset(name.lower() for name in names if name)


def matter(text: str) -> str:
    """The question without greetings, thanks and what leads up to it."""
    text = _OUT_OF_HOURS.sub("out-of-hours", _TAG.sub(" ", text.replace("*", "")))
    kept = [p for p in _sentences(text) if not (_COURTESY.match(p) or _LEFT_OUT.match(p))]
    bare = _ASIDE.sub("", _PREAMBLE.sub("", " ".join(kept or [text])))
    return " ".join((_TAIL.sub("", bare) or bare).split())


def core(text: str) -> str:
    """The sentence that asks, where one among several does and stands by itself; else all.

    >>> core("Scrutiny meets on Friday. What is the EET rate of care leavers?")
    'What is the EET rate of care leavers?'
    """
    parts = _sentences(text)
    asking_ones = [p for p in parts if p.endswith("?") or words().value["asks"].match(p)]
    if len(parts) < 2 or len(asking_ones) != 1:
        return text
    asked = asking_ones[0]
    return asked if len(terms(asked)) >= OWN and not _LEANS.search(asked) else text


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?])\s+(?=[A-Z“\"])", text)


def asks_for_plans(text: str) -> bool:
    """Whether a question is for what is yet to come too, and not only for what there is."""
    return bool(words().absent["to_come"].search(text))


def years(text: str) -> tuple[str, ...]:
    """The years that a question names."""
    return tuple(dict.fromkeys(_YEAR.findall(text)))


def times(text: str) -> tuple[tuple[Period, ...], tuple[Period, ...]]:
    """The times that a question asks about, and those by which it names a report or a visit.

    >>> times("Which reports from 2023 onwards mention it?")[1][0].last
    '9999'
    """
    asked: list[Period] = []
    editions: list[Period] = []
    told = words().edition["told_of"].search(text)
    for run in _joined(text, list(_dated(text))):
        names = any(named for _, _, named in run) and not told
        (editions if names else asked).extend(period for _, period, _ in run)
    return tuple(asked), tuple(editions)


def _joined(text: str, found: Sequence[_Dated]) -> Iterator[list[_Dated]]:
    """The times in runs of those that stand together: "the 2024 or 2025 reports"."""
    run: list[_Dated] = []
    for dated in found:
        if run and not _EITHER.fullmatch(text[run[-1][0].end : dated[0].start]):
            yield run
            run = []
        run.append(dated)
    if run:
        yield run


def _dated(text: str) -> Iterator[_Dated]:
    """Each time that a text names, as a period, and whether it names a report or a visit."""
    patterns = words().edition
    for date in _times_in(text):
        if date.first is None or date.last is None:
            continue
        before, after = text[: date.start], text[date.end :]
        named = patterns["before"].search(before)
        names = bool(named or patterns["after"].match(after)) and not _BESIDE.search(before)
        near = (named[0] if named else "") + after[:_NEAR]
        published = names and bool(patterns["published"].search(near))
        yield date, _period(date, before, after, names=names, published=published), names


def _times_in(text: str) -> list[dates.Mention]:
    """Every time in a question; a bare year is one, whatever follows it: "2021 care leavers".

    From one year to another is one time: "2013 to 2018".
    """
    spans = [
        dates.Mention(start=m.start(), end=m.end(), first=m[1], last=m[2], basis="text")
        for m in _YEARS.finditer(text)
    ]
    found = [*spans, *(d for d in dates.find(text) if not _within(d, spans))]
    found += [month for d in found for month in _months_before(text, d)]
    taken = {i for d in found for i in range(d.start, d.end)}
    bare = (m for m in _YEAR.finditer(text) if m.start() not in taken)
    found += [
        dates.Mention(start=m.start(), end=m.end(), first=m[0], last=m[0], basis="text")
        for m in bare
    ]
    return sorted(found, key=lambda d: d.start)


def _within(date: dates.Mention, spans: Sequence[dates.Mention]) -> bool:
    """Whether a time is part of one of some spans."""
    return any(s.start <= date.start < s.end or s.start < date.end <= s.end for s in spans)


def _months_before(text: str, date: dates.Mention) -> Iterator[dates.Mention]:
    """The months that share the year of a later one: "January, February or March 2026"."""
    run = _MONTH_RUN.search(text[: date.start])
    year = (date.first or "")[:4]
    if not run or len(date.first or "") != _MONTH:
        return
    for month in _MONTH_NAME.finditer(run[0]):
        number = next(
            i
            for names in (calendar.month_name, calendar.month_abbr)
            for i, name in enumerate(names)
            if name.lower() == month[0].lower()
        )
        when, start = f"{year}-{number:02}", run.start() + month.start()
        end = start + len(month[0])
        yield dates.Mention(start=start, end=end, first=when, last=when, basis="text")


def _period(
    date: dates.Mention, before: str, after: str, *, names: bool, published: bool
) -> Period:
    """The time a date stands for with the words around it: "since 2019", "2023 or later".

    A grade given "by the May 2026 inspection" is that inspection's.
    """
    first, last = date.first or "", date.last or ""
    patterns = words().edition
    if (names or date.bound != "before") and _UP_TO.search(before):
        return Period(first=first, last=last, published=published)
    if first == last and len(first) == _DAY and _WEEK_OF.search(before):
        last = (day.fromisoformat(first) + timedelta(days=6)).isoformat()
    onwards = patterns["onwards"].match(after) or (_FROM.search(before) and _ON.match(after))
    if onwards or patterns["since"].search(before):
        last = Period.OPEN
    elif patterns["earlier"].match(after) or (date.bound == "by" and not names):
        first = ""
    elif date.bound == "before":
        first, last = "", beside(first, -1)
    elif date.bound == "after":
        first, last = beside(last, 1), Period.OPEN
    return Period(first=first, last=last, published=published)


def beside(date: str, by: int) -> str:
    """The year or the month before or after a date.

    >>> beside("2020", -1), beside("2019-12-31", 1)
    ('2019', '2020-01')
    """
    if len(date) < _MONTH:
        return f"{int(date) + by:04}"
    count = int(date[:4]) * 12 + int(date[5:7]) - 1 + by
    return f"{count // 12}-{count % 12 + 1:02}"


def without_editions(text: str) -> str:
    """The text without the times that name a report or a visit; they choose the documents."""
    for date, _, names in reversed(list(_dated(text))):
        if names:
            text = f"{text[: date.start]} {text[date.end :]}"
    return text


def without_times(text: str) -> str:
    """The text with dates and ages blanked, so that offsets stay: their numbers are no figures."""
    spans = [(d.start, d.end) for d in dates.find(text)]
    spans += [m.span() for p in (_BOUND, _SPAN, _ONE_AGE, _PAST) for m in p.finditer(text)]
    for start, end in spans:
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text


def ages(text: str) -> str | None:
    """The ages asked about, in the words of a fact's cohort.

    >>> ages("What share of 19 to 21s were in EET?"), ages("EET of those under 18")
    ('aged 19 to 21', 'under 18')
    """
    bound, span, one = _BOUND.search(text), _SPAN.search(text), _ONE_AGE.search(text)
    if bound:
        return f"{'under' if bound[1].lower() in ('under', 'below') else 'over'} {bound[2]}"
    if span:
        return f"aged {span[1]} to {span[2]}"
    return f"aged {one[1] or one[2] or one[3]}" if one else None


def terms(text: str) -> tuple[str, ...]:
    """The words of a question that carry its matter."""
    found = (re.sub(r"[’']s$", "", m.group()) for m in _TOKEN.finditer(text))
    return tuple(
        dict.fromkeys(
            w for w in found if len(w) > 1 and w.lower().replace("’", "'") not in words().frame
        )
    )


def beyond(text: str) -> tuple[str, ...]:
    """The words of a text that an answer must say: no loose ones, no times and no numbers."""
    loose = words().loose | calendar_words()
    return tuple(t for t in terms(text) if t.lower() not in loose and not t.isdigit())


def as_said(text: str) -> str:
    """A question for who said something, or what somebody said of it, as one for the words said.

    >>> as_said("Who admitted that there is more to do?")
    'What was said: there is more to do?'
    """
    found = words().said
    who, what = found["who"].match(text), found["about"].match(text)
    if who:
        return f"What was said: {who['what']}"
    return what["what"] if what and people_in(text) else text


def names(text: str) -> tuple[str, ...]:
    """Capitalised names inside the question."""
    named = [
        m.group()
        for m in _NAME.finditer(text)
        if not set(re.split(r"\W", m.group().lower())) <= words().frame | calendar_words()
        and not mentions(m.group(), question=True)
    ]
    return tuple(dict.fromkeys([*people_in(text), *named]))


def quoted(text: str) -> tuple[str, ...]:
    """The words that a question puts in quotation marks."""
    return tuple(m[1].strip(" .,") for m in _QUOTED.finditer(text))


def expected(text: str) -> Expected | None:
    """What kind of thing would answer; of a council left out, its "'s" may be left."""
    asked = _FRONTED.sub("", _OWNER.sub(" the", text).strip())
    patterns = words().expected
    return next((e for e in _ORDER if patterns[e].search(asked)), None)


def asked_role(clause: str, *, has_value: bool) -> Role | None:
    """The role of the figure asked for; without a word for it, a figure is meant as it is now."""
    found = words().role
    if found["benchmark"].search(clause):
        return "benchmark"
    if found["target"].search(clause):
        return None if found["now"].search(clause) else "target"
    if found["previous"].search(clause):
        return "previous"
    if found["actual"].search(clause) or (has_value and not found["any"].search(clause)):
        return "actual"
    return None


def asked_polarity(clause: str) -> Literal["good", "bad"] | None:
    """Whether strengths are asked for or what is to be improved."""
    found = words().polarity
    if found["bad"].search(clause):
        return "bad"
    return "good" if found["good"].search(clause) else None


def asked_unit(clause: str) -> str | None:
    """The unit that a question names: a share of all is a percentage."""
    return "percent" if words().value["share"].search(clause) else None


def first_of(patterns: dict[str, re.Pattern[str]], text: str) -> str | None:
    """The first key whose pattern is found."""
    return next((key for key, pattern in patterns.items() if pattern.search(text)), None)


def parts(text: str) -> tuple[str, ...]:
    """The questions that one sentence joins: "How many came and what did it cost?".

    A part must carry matter of its own; "who and when" is one question.
    """
    found = [p.strip() for p in _AND_ASKS.split(text)]
    own = [set(t.lower() for t in terms(p)) - _ABOUT_THE_SAME for p in found]
    leans = any(_LEANS.search(p) and not _WH.match(p) for p in found[1:])
    return tuple(found) if len(found) > 1 and all(own) and not leans else (text,)

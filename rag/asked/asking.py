"""What a question says, as text: its words, names, years, parts, and the kind of thing it wants.

The patterns stand in `understand.toml`; nothing here knows a document, a council or a fact.
"""

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from index import dates
from index.measures import mentions
from index.records import Role
from index.speakers import people_in
from index.tables import compiled, table
from rag.records import Expected

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
    r"(?:tell|show|let) me (?:know )?(?!about\b)|"
    r"^what (?:evidence|proof|signs?|indications?) (?:is|are) there that |"
    r"(?<!do )\bi (?:would like|[’']d like|want|need|wish) to (?:know|find out|see|understand)\b",
    re.IGNORECASE,
)
_CARE_LEAVERS = re.compile(r"\bcare-?leaver(s?)\b", re.IGNORECASE)
_OUT_OF_HOURS = re.compile(r"\bout of (?:office )?hours\b", re.IGNORECASE)
"""Written as the one word that it is: its parts say nothing each."""
_DROP_IN = re.compile(
    r"\bdrop in(s?)\b(?= (?:cent|servic|session|facilit|hub|caf|for|at|or|and)|s?\W*$)",
    re.IGNORECASE,
)
_ANY_GOOD = re.compile(
    r"\s*[,;–-]\s*(?:(?:is|are|was|were) (?:it|they|that) )?"
    r"(?:any good|ok(?:ay)?|all right|alright|up to scratch|good or bad"
    r"|(?:a )?strength or (?:a )?weakness)\W*$",
    re.IGNORECASE,
)
"""What a bare topic is asked with: "Adoption in Leeds, any good?"."""
_NUMBER_OF = re.compile(r"\bnos?\.? of\b(?! the\b)|(?<!\w)# of\b", re.IGNORECASE)
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
OWN = 2
"""Words of matter with which the one question among several sentences stands by itself."""
_ORDER: tuple[Expected, ...] = (
    "link", "age", "percent", "money", "hours", "party", "post", "words", "duration", "number",
    "date", "named", "title", "person", "place", "reason", "yes-no",
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
    portrait: dict[str, re.Pattern[str]]
    frame: frozenset[str]
    loose: frozenset[str]
    bare: frozenset[str]


@cache
def words() -> Words:
    """The words of questions, read once."""
    data = table("rag.asked", "understand.toml")
    lists: dict[str, Any] = {
        key: frozenset(data.pop(key)["words"].split()) for key in ("frame", "loose", "bare")
    }
    sections: dict[str, Any] = {section: compiled(rows) for section, rows in data.items()}
    return Words(**lists, **sections)


@cache
def calendar_words() -> frozenset[str]:
    """The names of months, long and short, and of days: when, not what."""
    names = (*calendar.month_name, *calendar.month_abbr, *calendar.day_name)
    return frozenset(name.lower() for name in names if name)


def matter(text: str) -> str:
    """The question without greetings, thanks and what leads up to it."""
    text = _OUT_OF_HOURS.sub("out-of-hours", _TAG.sub(" ", text.replace("*", "")))
    text = _DROP_IN.sub(r"drop-in\1", text)
    text = _NUMBER_OF.sub("number of", text)
    kept = [p for p in _sentences(text) if not (_COURTESY.match(p) or _LEFT_OUT.match(p))]
    kept = [_ANY_GOOD.sub("?", p) for p in kept]
    bare = _ASIDE.sub("", _PREAMBLE.sub("", " ".join(kept or [text])))
    return " ".join((_TAIL.sub("", bare) or bare).split())


def apart(text: str) -> str:
    """The text with care leavers written as the two words that documents write."""
    return _CARE_LEAVERS.sub(r"care leaver\1", text)


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


def terms(text: str) -> tuple[str, ...]:
    """The words of a question that carry its matter."""
    known = {m.start() for m in _THEY_KNOW.finditer(text)}
    found = [(m.start(), re.sub(r"[’']s$", "", m.group())) for m in _TOKEN.finditer(text)]
    return tuple(
        dict.fromkeys(
            w
            for start, w in found
            if len(w) > 1 and (start in known or w.lower().replace("’", "'") not in words().frame)
        )
    )


_THEY_KNOW = re.compile(
    r"\bknow\b(?= (?:their|its)\b)"
    r"|(?<!\byou )(?<!\bwe )(?<!\bi )(?<!\bme )(?<!\bus )(?<!\bto )\bknow\b",
    re.IGNORECASE,
)
"""Those asked about know something, and not who asks or answers: "managers know the service"."""


def beyond(text: str) -> tuple[str, ...]:
    """The words of a text that an answer must say: no loose ones, no times and no numbers."""
    loose = words().loose | calendar_words()
    return tuple(t for t in terms(text) if t.lower() not in loose and not t.isdigit())


def of_councils(text: str) -> str:
    """The question with any kind of council as "councils"."""
    for pattern in words().council_kind.values():
        text = pattern.sub("councils", text)
    return " ".join(text.split())


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
    if patterns["either"].search(asked):
        return None
    if patterns["yes-no"].match(asked) and not _ASKS_FOR_MORE.search(asked):
        return "yes-no"
    return next((e for e in _ORDER if patterns[e].search(asked)), None)


_ASKS_FOR_MORE = re.compile(
    r"\b(?:what|which|who|whom|whose|when|where|why|how|links?|url|name|list|give|show|title|job|post|role)\b",
    re.IGNORECASE,
)
"""A question that begins as one for a yes or no and is for more: "is there a link to it?"."""


def asked_role(clause: str, *, has_value: bool) -> Role | None:
    """The role of the figure asked for; without a word for it, a figure is meant as it is now."""
    found = words().role
    clause = _without_bounds(clause)
    if found["benchmark"].search(clause):
        return "benchmark"
    if found["target"].search(clause):
        return None if found["now"].search(clause) else "target"
    if found["previous"].search(clause):
        return "previous"
    if found["actual"].search(clause) or (has_value and not found["any"].search(clause)):
        return "actual"
    return None


def _without_bounds(clause: str) -> str:
    """The clause without the "before" of a date: what was so by then is no figure of before."""
    for date in reversed(dates.find(clause)):
        left = _BEFORE.sub(" ", clause[: date.start])
        clause = f"{left}{clause[date.start :]}"
    return clause


_BEFORE = re.compile(r"\bbefore\W+(?:the\W+)?(?:end of\W+)?$", re.IGNORECASE)


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


def blank(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with spans blanked, so that offsets stay."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text

"""What a question says, as text: its words, names, years, parts, and the kind of thing it wants.

The patterns stand in `understand.toml`; nothing here knows a document, a council or a fact.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

from index.measures import mentions
from index.records import Role
from index.speakers import people_in
from rag.records import Expected

_YEAR = re.compile(r"\b(?:19[89]|20[0-4])\d\b")
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
OWN = 2
"""Words of matter with which the one question among several sentences stands by itself."""
_ORDER: tuple[Expected, ...] = (
    "link", "percent", "money", "post", "words", "duration", "number", "date", "person", "place",
    "reason", "yes-no",
)  # fmt: skip
_ABOUT_THE_SAME = frozenset(
    {"post", "job", "role", "position", "title", "name", "names", "date", "year", "month"}
)
"""What is asked of the person or thing just named: "who spoke, and what is her post?"."""
_WH = re.compile(r"(?:what|who|whom|when|where|why|how|which|by when)\b", re.IGNORECASE)
_LEANS = re.compile(r"\b(?:it|they|them|he|she|that|those|this|these)\b", re.IGNORECASE)
_AND_ASKS = re.compile(
    r"[,;]?\s+and\s+(?:also\s+)?"
    r"(?=(?:what|who|whom|when|where|why|how|which|by when|did|does|is|are|was|were)\b)",
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
    premise: dict[str, re.Pattern[str]]
    frame: frozenset[str]


@cache
def words() -> Words:
    """The words of questions, read once."""
    table = tomllib.loads(resources.files("rag").joinpath("understand.toml").read_text("utf-8"))
    frame = frozenset(table.pop("frame")["words"].split())
    sections: dict[str, Any] = {
        section: {key: re.compile("|".join(p), re.IGNORECASE) for key, p in rows.items()}
        for section, rows in table.items()
    }
    return Words(frame=frame, **sections)


def matter(text: str) -> str:
    """The question without greetings, thanks and what leads up to it."""
    parts = re.split(r"(?<=[.!?])\s+(?=[A-Z“\"])", _TAG.sub(" ", text))
    kept = [p for p in parts if not _COURTESY.match(p)] or parts
    questions = [p for p in kept if p.endswith("?")]
    if len(questions) == 1 and len(terms(questions[0])) >= OWN and not _LEANS.search(questions[0]):
        kept = questions
    return " ".join(_PREAMBLE.sub("", " ".join(kept)).split())


def years(text: str) -> tuple[str, ...]:
    """The years that a question names."""
    return tuple(dict.fromkeys(_YEAR.findall(text)))


def terms(text: str) -> tuple[str, ...]:
    """The words of a question that carry its matter."""
    found = (re.sub(r"[’']s$", "", m.group()) for m in _TOKEN.finditer(text))
    return tuple(
        dict.fromkeys(
            w for w in found if len(w) > 1 and w.lower().replace("’", "'") not in words().frame
        )
    )


def names(text: str) -> tuple[str, ...]:
    """Capitalised names inside the question."""
    named = [
        m.group()
        for m in _NAME.finditer(text)
        if m.group().lower() not in words().frame and not mentions(m.group(), question=True)
    ]
    return tuple(dict.fromkeys([*people_in(text), *named]))


def quoted(text: str) -> tuple[str, ...]:
    """The words that a question puts in quotation marks."""
    return tuple(m[1].strip(" .,") for m in _QUOTED.finditer(text))


def expected(text: str) -> Expected | None:
    """What kind of thing would answer."""
    patterns = words().expected
    return next((e for e in _ORDER if patterns[e].search(text.strip())), None)


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

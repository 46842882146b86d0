"""The places that a question names: its councils, its regions, and what is left without them."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index import councils
from index.councils import Council, Mention
from rag.asked.asking import blank, words


@dataclass(frozen=True, slots=True)
class Places:
    """A text with its places read: `bare` has them blanked, `impersonal` says "the council"."""

    text: str
    councils: tuple[Mention, ...]
    regions: tuple[str, ...]
    bare: str
    impersonal: str

    @classmethod
    def of(cls, text: str) -> "Places":
        """Find the councils and the regions that a text names."""
        named = councils.find(text, typed=True)
        regions = [
            (name, _from_compass(text, start), end)
            for name, start, end in councils.find_regions(text, typed=True)
            if not _within_a_name(text, start, end)
        ]
        places = [(m.start, m.end) for m in named if m.how != "body"]
        return cls(
            text=text,
            councils=named,
            regions=_asked_of(text, regions),
            bare=blank(text, [*places, *(_with_outside(text, s, e) for _, s, e in regions)]),
            impersonal=_impersonal(text, named),
        )

    @property
    def subjects(self) -> list[Mention]:
        """The councils that are asked about, and not where a thing comes from."""
        return [
            m
            for m in self.councils
            if not (_ORIGIN.search(self.text[: m.start]) or _MODEL.match(self.text[m.end :]))
        ]


def abreast_in(text: str, named: Sequence[Mention], there: Collection[str]) -> tuple[str, ...]:
    """The councils that a question asks about alike; only the first where the others are beside it.

    "When does Wight's partnership with Hampshire end?" compares nobody.
    """
    names = tuple(dict.fromkeys(n for m in named for n in now_called(m.council, there)))
    between = (
        text[a.end : b.start]
        for a, b in pairwise(named)
        if a.council != b.council and a.end <= b.start
    )
    alike = bool(words().kind["compare"].search(text)) or any(
        _ALIKE.search(t) or not t.strip(" ,;:-") for t in between
    )
    return names if alike else names[:1]


def now_called(council: Council, there: Collection[str]) -> tuple[str, ...]:
    """The council, or those that took its place where only of them there are documents."""
    later = tuple(name for name in council.successors if name in there)
    return later if later and council.name not in there else (council.name,)


def closed(text: str) -> str:
    """The text without the gaps of what was blanked: "the 2019 (Bury) inspection"."""
    return " ".join(text.split())


def _with_outside(text: str, start: int, end: int) -> tuple[int, int]:
    """Where a region is named, with the word that leaves it out."""
    outside = _OUTSIDE.search(text[:start])
    return (outside.start() if outside else start), end


def _asked_of(text: str, named: Sequence[tuple[str, int, int]]) -> tuple[str, ...]:
    """The regions that a question is about: "outside London" are all others."""
    kept = tuple(name for name, start, _ in named if not _OUTSIDE.search(text[:start]))
    if kept or not named:
        return kept
    left_out = {name for name, _, _ in named}
    return tuple(name for name in councils.regions() if name not in left_out)


_OUTSIDE = re.compile(
    r"\b(?:outside(?: of)?|not in|except(?: for)?|excluding|other than|beyond|apart from)"
    r"\s+(?:the\s+)?$",
    re.IGNORECASE,
)


def _within_a_name(text: str, start: int, end: int) -> bool:
    """Whether a region is a part of a longer name: "Adopt South West", "London Councils"."""
    before = _LAST_WORD.search(text[:start])
    if before and before[1][0].isupper() and before[1].lower() not in words().frame:
        return True
    after = _NEXT_WORD.match(text, end)
    return bool(after and not _OF_COUNCILS.match(after[1]))


def _from_compass(text: str, start: int) -> int:
    """Where a region begins with the quarter of it that is named: "west London"."""
    before = _COMPASS.search(text[:start])
    return before.start() if before else start


_COMPASS = re.compile(r"\b(?:north|south|east|west|inner|outer|central)[- ]$", re.IGNORECASE)

_LAST_WORD = re.compile(r"(\w[\w’']*)[ -]$")

_NEXT_WORD = re.compile(r" ([A-Z][a-z][\w’']*)")

_OF_COUNCILS = re.compile(r"(?:Council|Local|Authorit|LA|Borough|Count|District|Unitar|Metropol)")


def _impersonal(text: str, named: Sequence[Mention]) -> str:
    """The text with "the council" for each council that it names."""
    for mention in reversed(named):
        body = "the trust" if mention.how == "body" else "the council"
        text = f"{text[: mention.start]}{body}{text[mention.end :]}"
    return text


_ALIKE = re.compile(r"\b(?:and|or|versus|vs?|than|against|compared)\b|[,&/+]", re.IGNORECASE)

_ORIGIN = re.compile(
    r"\b(?:scheme|programme|approach)\b[^?]{0,30}\b(?:from|out of|by) (?:the )?$"
    r"|\b(?:model|based|borrowed|copied|developed)\b[^?]{0,30}\b(?:from|of|by|in|on) (?:the )?$"
    r"|\b(?:partner(?:ship|ed|ing)?|tie-up|jointly|alliance|arrangement)\b[^?]{0,20}"
    r"\b(?:with|alongside) (?:the )?$",
    re.IGNORECASE,
)
"""A council named after this is where a thing comes from or whose partner somebody is."""

_MODEL = re.compile(r"\s(?:\w+\s)?(?:model|method|approach to practice)\b", re.IGNORECASE)
"""What follows a council's name in the name of a thing: "the Hertfordshire model"."""

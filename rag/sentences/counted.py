"""What a number counts -> whether it is what a question asks the number of.

"22 young people" is no number of foster carers. The noun asked about follows "how many"; the one
counted follows the number. Which nouns stand for each other is in `counted.toml`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import takewhile

from index.numbers import Quantity
from index.tables import any_of, table
from rag.sentences.signals import stems

REACH = 5
"""Words among which the noun is looked for."""
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*[’']?")
_ROW = re.compile(r"[)\s-]*((?:[^\W\d_][\w’'-]*(?:[\s-]+|$|(?=\W)))*)")
_OF_THEM = re.compile(r"\)?\s+(?:of )?(?:(?:the|its|their|all|these|those|our|any|such) )*")


@dataclass(frozen=True, slots=True)
class Counted:
    """The tables of `counted.toml`."""

    classes: tuple[frozenset[str], ...]
    """Stems of nouns that stand for each other; a noun may be in several."""
    anybody: frozenset[str]
    """Stems of nouns that ask for persons of any kind."""
    persons: frozenset[str]
    """Stems of all that persons are counted as."""
    ends: frozenset[str]
    asked: re.Pattern[str]


@cache
def counted() -> Counted:
    """The tables, read once."""
    data = table("rag.sentences", "counted.toml")
    classes = {name: frozenset(stems(" ".join(c))) for name, c in data["classes"].items()}
    return Counted(
        classes=tuple(classes.values()),
        anybody=frozenset(stems(data["anybody"]["words"])),
        persons=frozenset().union(*(classes[name] for name in data["anybody"]["classes"])),
        ends=frozenset(data["ends"]["words"].split()),
        asked=any_of(data["asked"]["before"]),
    )


def nouns_asked(question: str) -> tuple[str, ...]:
    """The nouns whose number or share a question asks for; none where it names none.

    >>> nouns_asked("How many foster carers has it?"), nouns_asked("How many are NEET?")
    (('carers',), ())
    """
    found = counted().asked.search(question)
    return _nouns(question, found.end()) if found else ()


def counts_another(asked: Sequence[str], text: str, quantity: Quantity) -> bool:
    """Whether a quantity of a text has a noun of its own, and that is none of those asked about."""
    own = (quantity.unit,) if quantity.unit == "weeks" else _nouns(text, quantity.end)
    if not (asked and own):
        return False
    mine, theirs, known = set(stems(" ".join(asked))), set(stems(" ".join(own))), counted()
    if mine & theirs or (mine & known.anybody and theirs & known.persons):
        return False
    return not any(mine & alike and theirs & alike for alike in known.classes)


def _nouns(text: str, start: int) -> tuple[str, ...]:
    """The nouns in the plural in the row of words after a place."""
    skipped = _OF_THEM.match(text, start)
    row = _ROW.match(text, skipped.end() if skipped else start)
    said = (word.lower() for word in _WORD.findall(row[1])[:REACH]) if row else ()
    phrase = takewhile(lambda word: word not in counted().ends, said)
    return tuple(word for word in phrase if _is_plural(word))


def _is_plural(word: str) -> bool:
    """Whether a word is a noun in the plural, by its look; no possessive is."""
    if word in ("people", "children", "staff", "men", "women"):
        return True
    return word.endswith("s") and not word.endswith(("ss", "us", "is", "’s", "'s", "s’", "s'"))

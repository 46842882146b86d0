"""Sentences -> as of when the figures of each are, where only a sentence before it tells.

A list takes the date of the line that leads in to it ("At 31 March 2017:"). What is said of the
number just given ("Of these, 42% live elsewhere") takes the date of that number.
"""

import re
from collections.abc import Sequence

from index import dates
from index.records import Document, Sentence

REACH = 4
"""Sentences before one that speaks of a number, within which that number was given."""
_LEADS_IN = re.compile(r":\s*$")
_OPENS = re.compile(r"\W*(?:(?:as )?(?:at|of|on|in|by|at the end of)\s)?(?:the )?", re.IGNORECASE)
_OF_THEM = re.compile(
    r"\W*of (?:th(?:is|at) (?:number|total|figure|group)|these|those|them)\b", re.IGNORECASE
)


def lent_dates(document: Document, sentences: Sequence[Sentence]) -> list[str | None]:
    """For each sentence the ISO date that another one lends it; None where none does."""
    lent: list[str | None] = []
    of_list: str | None = None
    opened: tuple[int, str | None] = (-REACH - 1, None)
    for sentence in sentences:
        times = dates.find(sentence.text, reference=document.published)
        near = opened[1] if sentence.number - opened[0] <= REACH else None
        of_them = near if _OF_THEM.match(sentence.text) else None
        if _LEADS_IN.search(sentence.text):
            of_list = times[-1].last if times else of_them
        elif sentence.text[:1].isupper():
            of_list = None
        lent.append(of_them or (None if _LEADS_IN.search(sentence.text) else of_list))
        if times and times[0].bound is None and _OPENS.fullmatch(sentence.text, 0, times[0].start):
            opened = (sentence.number, times[0].last)
    return lent

"""Facts, dates and councils -> plain British English, in the documents' own figures."""

import calendar
import re
from collections.abc import Sequence

from index.measures import measures
from index.records import Document, Fact
from rag.records import Evidence
from rag.verify import INNER

_AREA_WORDS = {"in care": "children in care"}
"""Areas that are called otherwise in a sentence: "judged good for children in care"."""
QUOTE_LIMIT = 420
"""Characters of a quotation in an answer; a longer sentence is shown around what it states."""
NAMED = 20
"""Councils that are named in a row; more are counted, and stand in the table."""


def shown_title(document: Document) -> str:
    """The title of a document as it can stand in an answer.

    Square brackets mark citations there, and double quotation marks what is quoted.
    """
    return document.title.translate(_NO_MARK)


_NO_MARK = str.maketrans("[]“”", "()‘’")


def date_words(date: str | None) -> str:
    """An ISO date as people write it: "1 March 2019", "October 2018", "2017".

    >>> date_words("2019-03-01"), date_words("2018-10"), date_words(None)
    ('1 March 2019', 'October 2018', '')
    """
    if not date:
        return ""
    year, month, day = (*date.split("-"), "", "")[:3]
    named = calendar.month_name[int(month)] if month else ""
    return " ".join(part for part in (str(int(day)) if day else "", named, year) if part)


def heading(document: Document) -> str:
    """Whom a statement is about and from when it is: "Swindon (1 March 2019)"."""
    who = document.identity
    name = who.council or shown_title(document)
    date = date_words(who.published)
    if not date:
        return f"{name} (undated)"
    return f"{name} ({date}, inferred)" if who.published_basis == "inferred" else f"{name} ({date})"


def said_by(evidence: Evidence) -> str:
    """Whom a sentence is about, from when, and who says it where the sentence does not tell."""
    return attributed(heading(evidence.document), evidence.speaker, evidence.sentence.text)


def attributed(head: str, speaker: str | None, text: str) -> str:
    """The heading of a statement with who says it, unless its words tell."""
    told = (
        speaker is None
        or speaker.split()[-1] in text
        or re.search(r"\b(?:[Ii]nspectors?|[Ii]nspection team)\b", text)
    )
    return head if told else f"{head}, according to {speaker}"


def quote(text: str, at: int = 0, *, limit: int = QUOTE_LIMIT) -> str:
    """Words in quotation marks; beyond the `limit` they are cut around the offset `at`."""
    inner = text.translate(INNER)
    if len(inner) > limit:
        start = max(0, min(at - limit // 2, len(inner) - limit))
        start = inner.rfind(" ", 0, start + 1) + 1 if start else 0
        end = min(len(inner), start + limit)
        word = inner.rfind(" ", start, end) if end < len(inner) else end
        end = word if word > start else end
        inner = ("…" if start else "") + inner[start:end] + ("…" if end < len(text) else "")
    return f"“{inner}”"


def area_words(area: str) -> str:
    """An area as grades are given for it: "overall", "for children in care"."""
    return "overall" if area == "overall" else f"for {_AREA_WORDS.get(area, area)}"


def judged_words(facts: Sequence[Fact]) -> str:
    """The grades that one report gives, in a phrase: "judged good overall, good for leaders"."""
    return "judged " + ", ".join(f"{f.value} {area_words(f.cohort or '')}" for f in facts)


def ungraded_words(area: str) -> str:
    """That a report gives no grade of an area: "gives no overall grade"."""
    return "gives no overall grade" if area == "overall" else f"gives no grade {area_words(area)}"


def fact_words(fact: Fact) -> str | None:
    """What a fact states, in a phrase; None where only its own words will do."""
    if fact.measure == "judgement":
        judged = f"judged {fact.value}" if fact.role == "judgement" else f"previously {fact.value}"
        area = f" {area_words(fact.cohort)}" if fact.cohort else ""
        return f"{judged}{area}" + (f" ({date_words(fact.as_of)})" if fact.as_of else "")
    if fact.unit == "ordinal":
        return f"{fact.stated} {measures()[fact.measure].name.split(' ', 1)[1]}"
    figure = _figure(fact)
    if figure is None:
        return None
    if fact.role == "target":
        return f"a target of {figure}" + (f", by {date_words(fact.by)}" if fact.by else "")
    date = fact.as_of or fact.by
    as_of = f" ({date_words(date)})" if date else ""
    if fact.role == "previous":
        return f"previously {figure}{as_of}"
    if fact.role == "benchmark":
        return f"elsewhere {figure}{as_of}"
    return f"{figure}{as_of}"


def _figure(fact: Fact) -> str | None:
    measure = measures().get(fact.measure)
    if measure is None or fact.value is None or fact.stated is None:
        return None
    if fact.unit == "weeks":
        return f"{fact.stated} for {measure.short}"
    if not measure.share:
        return None
    cohort = fact.cohort or measure.per
    if fact.unit == "percent":
        joint = " of " if " of " not in fact.stated and "/" not in fact.stated else " "
        return f"{fact.stated}{joint}{cohort} {measure.share}"
    if fact.unit == "count" and measure.unit == "count":
        return f"{fact.stated} {cohort} {measure.share}"
    return None


def listed(names: Sequence[str]) -> str:
    """Names as people write them: "Slough, Swindon and Leicester"."""
    mark = "; " if any("," in n for n in names) else ", "
    return " and ".join([mark.join(names[:-1]), names[-1]] if len(names) > 1 else names)


def some(names: Sequence[str]) -> str:
    """Names in a row, or how many they are."""
    return listed(names) if len(names) <= NAMED else f"{len(names)} councils"


def councils_counted(count: int) -> str:
    """A number of councils: "1 council", "4 councils"."""
    return "1 council" if count == 1 else f"{count} councils"


def documents_counted(count: int) -> str:
    """A number of documents: "1 document", "253 documents"."""
    return "1 document" if count == 1 else f"{count:,} documents"

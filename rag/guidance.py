"""A question that no document could answer -> what can be asked instead, or what is missing of it.

A greeting, a request to write a letter or a question for the best council holds no condition that
a council could meet or fail; taken for one about every council, every council would meet it.
"""

import re
from collections.abc import Collection
from functools import cache

from index.measures import mentions
from index.store import Snapshot
from index.tables import compiled, table
from rag.asked import asking, grade_words, grading
from rag.asked.when import without_times
from rag.records import Query
from rag.retrieve import vocabulary
from rag.shown.wording import area_words

FEW = 1
"""Councils of a library up to which nobody needs to say which one is meant."""
_EDGES = " \t.,;:!?…-–—\"'“”‘’()"
_WORST = re.compile(r"\b(?:worst|poorest|weakest|bottom|most dangerous)\b", re.IGNORECASE)


def guidance(query: Query, library: Snapshot) -> str | None:
    """What to say of a question that asks for nothing documents could say; None of any other."""
    said = _unasked(query, library)
    return f"{said} {_examples(query, library)}".strip() if said else None


def _unasked(query: Query, library: Snapshot) -> str | None:
    """Why the documents cannot answer; None where they might."""
    typed = query.question.strip(_EDGES)
    if not typed or _greets(typed):
        return f"{_about(library)} Type a question about them."
    if _says("itself", typed):
        return (
            f"{_about(library)} A question is answered in their words, with the place where each "
            "stands, or with a list that accounts for every council."
        )
    if _says("task", typed):
        return (
            f"{_about(library)} Only questions about what they say are answered; nothing is "
            "written, sent, exported or made up."
        )
    return None if query.general else _without_a_matter(query, library)


def _without_a_matter(query: Query, library: Snapshot) -> str | None:
    """What is missing of a question about councils, or what it asks that no report tells."""
    text = query.standalone
    named = query.councils or query.elsewhere or query.documents or query.limits
    if _says("counsel", text) and not named:
        return (
            "What ought to be done is not for reports to say, which tell what inspectors found. "
            "Ask what they found, and where."
        )
    if _ranks(query):
        return (
            "The documents do not say which is the best or the worst: inspectors rank no "
            "councils. They give grades, and these can be asked for."
        )
    if named or query.regions or len(_held(library)) <= FEW:
        return None
    kinds = asking.words().kind
    of_all = kinds["list"].search(text) or kinds["count"].search(text)
    if _says("own", text) and not of_all:
        return "The question does not say which council it is about. Name the council."
    if _says("pointing", text) and _bare(query, grades=True):
        return "The question does not say what it is about. Name the council and the matter."
    if _bare(query) and not _says_what(query):
        return "The question does not say what is to be looked for. Name a matter or a council."
    return _in_no_document(query, library)


def _ranks(query: Query) -> bool:
    """Whether a question is for the best or the worst of all, and not by a figure."""
    text = query.standalone
    if query.councils or not _says("ranking", text) or _says_but("ranking", text):
        return False
    counted = any(
        m.measure.counted and m.measure.key != "judgement" for m in mentions(text, question=True)
    )
    return not (counted or any(c.value is not None for c in query.conditions))


def _bare(query: Query, *, grades: bool = False) -> bool:
    """Whether a question has no word of a matter and no measure; `grades` are then none."""
    text = without_times(query.standalone)
    measured = any(
        c.measure not in (None, "judgement" if grades else None) for c in query.conditions
    )
    left = {t.lower() for t in asking.beyond(text)} - (set(grade_words.ORDER) if grades else set())
    named = query.times or query.framework or query.about
    return not (measured or left or named)


def _says_what(query: Query) -> bool:
    """Whether a question is, by its words, for councils, for a summary or for a document."""
    kinds, text = asking.words().kind, query.standalone
    listed = any(kinds[kind].search(text) for kind in ("list", "count", "summary"))
    return listed or bool(_REPORTS.search(text)) or not grading.names_nothing(text)


_REPORTS = re.compile(
    r"\b(?:reports?|documents?|letters?|inspect\w+|visit\w*|published|librar(?:y|ies))\b",
    re.IGNORECASE,
)


def _in_no_document(query: Query, library: Snapshot) -> str | None:
    """That no document has any word of what was typed, where it is no question for councils."""
    unknown = [t for t in query.terms if t.lower() not in vocabulary(library)]
    if (
        not unknown
        or len(unknown) < len(query.terms)
        or len(query.standalone.split()) > len(unknown)
    ):
        return None
    words = " or ".join(f"“{w}”" for w in unknown[:3])
    return f"None of the {len(library.documents)} documents in the library says {words}."


@cache
def _table() -> dict[str, dict[str, re.Pattern[str]]]:
    sections = table("rag", "guidance.toml")
    return {section: compiled(rows) for section, rows in sections.items()}


def _says(section: str, text: str) -> bool:
    return bool(_table()[section]["patterns"].search(text.strip(_EDGES)))


def _says_but(section: str, text: str) -> bool:
    """Whether a text says what a section's patterns are not to be taken from."""
    return bool(_table()[section]["but"].search(text))


def _greets(text: str) -> bool:
    """Whether all that is typed greets, thanks or assents."""
    parts = [p.strip(_EDGES) for p in re.split(r"[.,;!?–—]+|\band\b", text)]
    return all(_table()["greeting"]["words"].fullmatch(p) for p in parts if p)


def _held(library: Snapshot) -> Collection[str]:
    return {d.council for d in library.documents if d.council}


def _about(library: Snapshot) -> str:
    """What the library holds, in a sentence."""
    count, held = len(library.documents), len(_held(library))
    documents = "1 document" if count == 1 else f"{count} documents"
    if not held:
        return f"This library holds {documents}."
    return (
        f"This library holds {documents} about {'1 council' if held == 1 else f'{held} councils'}."
    )


def _examples(query: Query, library: Snapshot) -> str:
    """Questions that this library can be asked, about a council that it holds."""
    reports = [d for d in library.documents if d.is_full_inspection and d.council]
    newest = max(reports, key=lambda d: (d.published or "", d.id), default=None)
    council = next(iter(query.councils), None) or (newest.council if newest else None)
    if council is None:
        council = min(_held(library), default=None)
        return f"For example: “What do the documents say about {council}?”" if council else ""
    area = grade_words.areas(query.standalone)[0]
    grade = "inadequate" if _WORST.search(query.standalone) else "outstanding"
    graded = f"{grade} {area_words(area)}"
    return (
        f"For example: “What needs to improve in {council}?”, “Summarise the newest report on "
        f"{council}” or “Which councils are judged {graded}?”"
    )

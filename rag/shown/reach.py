"""What an answer did not find, and what it could not reach, in words."""

from collections.abc import Sequence

from index.measures import measures
from index.store import Snapshot
from rag.records import Finding, Findings, Query, Verdict
from rag.shown.wording import documents_counted, listed, some


def searched(query: Query, findings: Findings, library: Snapshot) -> str:
    """That the documents do not say, how many were searched and what came near."""
    if findings.advice:
        return findings.advice
    held = sorted({d.council for d in library.documents if d.council})
    if query.elsewhere and not query.councils:
        holds = "" if query.limits else f" The library holds documents about {some(held)}."
        return f"{nothing_of(query)}{holds}"
    documents = documents_counted(findings.searched)
    about = f" about {listed(query.councils)}" if query.councils else ""
    closest = (
        " The closest passages are shown below; they do not answer it." if findings.nearest else ""
    )
    if findings.instead:
        return (
            f"The documents do not say so; what they say is: {findings.instead}. "
            f"Searched: {documents}{about}. The passages are shown below."
        )
    words = listed([f"“{w}”" for w in findings.unsaid])
    unsaid = f" None of them speaks of {words}." if words else ""
    return f"The documents do not say. Searched: {documents}{about}.{unsaid}{closest}"


def missing_words(missing: Sequence[str]) -> str:
    """The parts of a question that the documents do not answer."""
    return f"The documents do not say: {'; '.join(missing)}."


def nothing_of(query: Query) -> str:
    """Why nothing is said of councils that a question names."""
    outside = [n for n in query.elsewhere if query.limits and n not in query.limits]
    missing = [n for n in query.elsewhere if n not in outside]
    said = [f"No document in the library is about {listed(missing)}."] if missing else []
    if outside:
        limits = listed(query.limits)
        said.append(f"The search was limited to {limits}, and {listed(outside)} left out.")
    return " ".join(said)


def reach_of(query: Query, found: Sequence[Finding], library: Snapshot) -> str:
    """What the answer could not reach: councils not held, files not read, vectors to come."""
    notes = []
    if query.elsewhere:
        notes.append(nothing_of(query))
    if query.kind == "compare" and query.councils:
        told = query.superlative or query.conditions[0].measure == "judgement"
        short: tuple[Verdict, ...] = ("silent",) if told else ("silent", "differs")
        silent = [f.council for f in found if f.verdict in short]
        if silent:
            notes.append(f"The documents of {listed(silent)} do not say{_what(query)}.")
    unread = sum(len(f.unread) for f in found)
    if unread:
        notes.append(f"{documents_counted(unread)} could not be read.")
    if library.pending and any(c.measure is None for c in query.conditions):
        notes.append(f"{library.pending} passages are still being prepared for search by meaning.")
    return " ".join(notes)


def _what(query: Query) -> str:
    """What was asked for, to say that one side of a comparison lacks it."""
    condition = query.conditions[0]
    measure = measures().get(condition.measure or "")
    if measure is None:
        return ""
    role = "a target for " if condition.role == "target" else ""
    return f": {role}{measure.short}"

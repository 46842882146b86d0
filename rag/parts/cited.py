"""The last answer -> where it stands: the document, the page and the sentence of each citation.

"Show me the passage" and "what page is that on?" ask nothing new: they are answered from what the
last answer cited, and refused where it cited nothing.
"""

from collections.abc import Sequence
from dataclasses import replace

from index.records import Document
from index.store import Snapshot
from rag.records import Answer, Citation, Claim, Dropped, Source, Statement
from rag.retrieve import NO_REPORT
from rag.shown.labels import NO_TRACE, Labels, marked
from rag.shown.wording import date_words, listed
from rag.verify import INNER, fault

NONE_BEFORE = "There is no earlier answer in this conversation whose source could be shown."
NONE_NAMED = "The last answer named no council, so there is none of them to choose from."


def refused(question: str, standalone: str, text: str, nearest: Sequence[Citation] = ()) -> Answer:
    """An answer that makes no claim and says why."""
    return Answer(
        question=question,
        standalone=standalone,
        kind="lookup",
        status="not_found",
        text=text,
        nearest=tuple(nearest),
        trace=NO_TRACE,
    )


def cited(
    question: str,
    earlier: Answer,
    library: Snapshot,
    *,
    councils: Sequence[str] = (),
    dated: bool = False,
) -> Answer:
    """Where an earlier answer stands; only for `councils` where any are named.

    `dated` puts first whether that is the newest report held.
    """
    shown = _shown(earlier, councils)
    if not shown:
        return _none_shown(question, earlier, councils)
    labels, claims, dropped = Labels(), list[Claim](), list[Dropped]()
    for citation in shown:
        source = Source(document=citation.document, start=citation.start, end=citation.end)
        said = f": “{citation.quote.translate(INNER)}”"
        head, page = _head(citation.document), f", page {citation.page}" if citation.page else ""
        reason = fault(Statement(text=f"{head}{said}", sources=(source,)))
        if reason:
            dropped.append(Dropped(text=f"{head}{page}{said}", reason=reason))
        else:
            claims.append(Claim(text=f"{head}{page}{said}", citations=labels.of([source])))
    if not claims:
        return replace(_none_shown(question, earlier, councils), dropped=tuple(dropped))
    age = [_age([c.document for c in shown], library)] if dated else []
    return Answer(
        question=question,
        standalone=earlier.standalone,
        kind="lookup",
        status="answered",
        text="\n\n".join([*filter(None, age), *(marked(c.text, c.citations) for c in claims)]),
        claims=tuple(claims),
        citations=tuple(labels.citations),
        dropped=tuple(dropped),
        trace=NO_TRACE,
    )


def _shown(earlier: Answer, councils: Sequence[str]) -> tuple[Citation, ...]:
    """The citations that are asked for: of a list those of the councils that it names."""
    entries = earlier.ledger.entries if earlier.ledger else ()
    if councils and entries:
        wanted = {n for e in entries if e.council in councils for n in e.citations}
    elif entries and any(e.verdict == "states" for e in entries):
        wanted = {n for e in entries if e.verdict == "states" for n in e.citations}
    else:
        wanted = {
            c.label
            for c in earlier.citations
            if not councils or {c.document.council, *c.document.identity.councils} & set(councils)
        }
    return tuple(c for c in earlier.citations if c.label in wanted)


def _none_shown(question: str, earlier: Answer, councils: Sequence[str]) -> Answer:
    """Why no source is shown."""
    about = f" about {listed(councils)}" if councils else ""
    near = earlier.nearest if not councils else ()
    text = f"The last answer cites nothing{about}, so there is no passage to show."
    if near:
        text += " The passages that came nearest are shown below; they do not answer it."
    return refused(question, earlier.standalone, text, near)


def _head(document: Document) -> str:
    """Which document it is: its title, whose it is and its date."""
    who = document.identity
    council = who.council if who.council and who.council not in document.title else None
    about = ", ".join(filter(None, (council, date_words(who.published) or "undated")))
    return f"{document.title} ({about})"


def _age(documents: Sequence[Document], library: Snapshot) -> str:
    """Whether documents of one council are the newest report that is held of it."""
    names = {d.council for d in documents}
    name = next(iter(names))
    held = [d for d in library.documents if d.council == name]
    reports = [d for d in held if d.identity.kind not in NO_REPORT] or held
    newest = max((d.published or "" for d in reports), default="")
    if len(names) != 1 or name is None or not newest:
        return ""
    date, of = date_words(newest), {d.published for d in documents}
    if of == {newest}:
        return f"This is from the newest report held on {name} ({date})."
    part = "Only a part of this is" if newest in of else "This is not"
    return f"{part} from the newest report held on {name}, which is of {date}."

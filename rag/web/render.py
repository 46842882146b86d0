"""Answer -> HTML of one turn of the conversation. Pure functions: the same answer, the same page.

Everything that comes from a question or a document is escaped. Ids hold the number of the turn,
so that `#t3-c1` is the first source of the third answer and of no other.
"""

import re
from collections.abc import Callable, Collection, Sequence
from urllib.parse import quote as percent
from urllib.parse import urlencode

from index.records import Sentence
from rag.records import Answer, Citation, Stage
from rag.shown.words import count_words, kind_words, known_words
from rag.web.asked import Asked
from rag.web.markup import cited, escape, moment
from rag.web.passage import quoted
from rag.web.tables import ledger_html

Sentences = Callable[[str], Sequence[Sentence]]
"""Gives the sentences of a document by its id."""

MANY = 8
"""Sources that are listed openly; more are folded, and open where a link leads to one."""
STATUS_WORDS = {
    "partial": "Answered in part",
    "not_found": "Not in the documents",
    "failed": "Something went wrong",
}


def waiting_html(number: int, question: str, note: str) -> str:
    """A turn that has no answer: still being worked on, stopped, or refused."""
    return _turn(number, question, f'<p class="note">{escape(note)}</p>')


def draft_html(number: int, question: str, text: str) -> str:
    """A turn whose text is still coming; its `[n]` become links when its sources are there."""
    return _turn(number, question, f'<div class="draft">{_lines(number, text, set())}</div>')


def answer_html(number: int, answer: Answer, sentences: Sentences, asked: Asked) -> str:
    """A turn with its answer.

    Args:
        number: Which turn of the conversation this is, from 1.
        answer: The answer to show.
        sentences: Gives the sentences of a document, for the surroundings of a quote.
        asked: What was asked, which the download of the table asks again.
    """
    said = _lines(number, answer.text, {c.label for c in answer.citations})
    parts = [_status(answer), _read_as(answer), f'<div class="said">{said}</div>']
    if answer.ledger:
        parts.append(ledger_html(number, answer.ledger, answer.citations))
    parts.append(_actions(answer, asked))
    parts.append(_sources(number, answer.citations, sentences))
    parts.append(_nearest(number, answer.nearest, sentences))
    parts.append(_dropped(answer))
    parts.append(_how(answer))
    body = "".join(parts)
    for citation in answer.citations:
        link = f'<a class="cite" href="#t{number}-c{citation.label}"'
        body = body.replace(link, f'<a id="t{number}-r{citation.label}"' + link[2:], 1)
    return _turn(number, answer.question, body)


def _turn(number: int, question: str, body: str) -> str:
    title = f'<h2 class="asked" id="t{number}" tabindex="-1">{escape(question)}</h2>'
    return f'<article class="turn">{title}{body}</article>'


def _status(answer: Answer) -> str:
    words = STATUS_WORDS.get(answer.status)
    return f'<p class="status status-{answer.status}">{words}</p>' if words else ""


def _read_as(answer: Answer) -> str:
    if answer.standalone.strip() == answer.question.strip():
        return ""
    return f'<p class="read-as">Understood as: {escape(answer.standalone)}</p>'


def _lines(number: int, text: str, labels: Collection[int]) -> str:
    """A text as paragraphs and lists, with every `[n]` that is one of the labels as a link."""
    out: list[str] = []
    for block in re.split(r"\n\s*\n", text.strip()):
        items: list[str] = []
        for line in block.splitlines():
            bullet = re.match(r"\s*[-•*]\s+(.*)", line)
            shown = cited(number, labels, bullet[1] if bullet else line)
            if bullet:
                items.append(f"<li>{shown}</li>")
            else:
                out += _listed(items)
                items = []
                out.append(f"<p>{shown}</p>")
        out += _listed(items)
    return "".join(out)


def _listed(items: Sequence[str]) -> list[str]:
    return [f"<ul>{''.join(items)}</ul>"] if items else []


def _actions(answer: Answer, asked: Asked) -> str:
    parts = []
    if answer.citations:
        parts.append('<button type="button" class="copy">Copy answer with sources</button>')
    if answer.ledger:
        query = escape(asked.query(answer.standalone))
        parts.append(f'<a href="../api/ledger.csv?{query}">Download the table (CSV)</a>')
    if answer.status != "failed":
        link = urlencode({"q": answer.standalone})
        parts.append(f'<a href="./?{link}">Link to this question</a>')
    return f'<p class="actions">{" ".join(parts)}</p>' if parts else ""


def _sources(number: int, citations: Sequence[Citation], sentences: Sentences) -> str:
    if not citations:
        return ""
    items = "".join(
        _source(f"t{number}-c{c.label}", f"[{c.label}]", c, sentences, f"t{number}-r{c.label}")
        for c in citations
    )
    listed = f"<ol>{items}</ol>"
    if len(citations) > MANY:
        words = f"Show all {count_words(len(citations), 'source')}"
        listed = f'<details class="all"><summary>{words}</summary>{listed}</details>'
    return f'<section class="sources"><h3>Sources</h3>{listed}</section>'


def _nearest(number: int, nearest: Sequence[Citation], sentences: Sentences) -> str:
    if not nearest:
        return ""
    items = "".join(
        _source(f"t{number}-n{n}", "", c, sentences, "") for n, c in enumerate(nearest, start=1)
    )
    title = "Closest passages (these do not answer the question)"
    return f'<section class="sources nearest"><h3>{title}</h3><ol>{items}</ol></section>'


def _source(name: str, label: str, citation: Citation, sentences: Sentences, back: str) -> str:
    document = citation.document
    mark = f'<span class="label">{label}</span> ' if label else ""
    page = f", page {citation.page}" if citation.page else ""
    who = escape(document.council or "Council not known")
    summary = (
        f'{mark}<span class="who">{who}</span> <span class="title">{escape(document.title)}</span>'
        f' <span class="when">{moment(document.published)}{page}</span>'
    )
    place = f"{percent(document.id, safe='')}?start={citation.start}&amp;end={citation.end}#cited"
    opened = f'<a href="../documents/{place}">Open the whole document here</a>{_printed(citation)}'
    turn_back = f' <a href="#{back}">Back to the answer</a>' if back else ""
    return (
        f'<li class="source"><details><summary>{summary}</summary>'
        f'<div class="passage" id="{name}" tabindex="-1">'
        f"<blockquote>{quoted(document, citation.start, citation.end, sentences(document.id))}"
        f'</blockquote><p class="known">{escape(kind_words(document))}: '
        f"{escape(known_words(document))}.</p>"
        f'<p class="actions">{opened}{turn_back}</p></div></details></li>'
    )


def _printed(citation: Citation) -> str:
    """The way to the page as it was printed, where the document has pages."""
    if not citation.page:
        return ""
    place = f"{percent(citation.document.id, safe='')}/pages/{citation.page}"
    cited = f"?start={citation.start}&amp;end={citation.end}"
    return f' <a href="../documents/{place}{cited}">See page {citation.page} as printed</a>'


def _dropped(answer: Answer) -> str:
    if not answer.dropped:
        return ""
    number = len(answer.dropped)
    were = "was" if number == 1 else "were"
    items = "".join(
        f"<li>{escape(d.text)} <em>Left out because: {escape(d.reason)}</em></li>"
        for d in answer.dropped
    )
    return (
        f'<details class="dropped"><summary>{count_words(number, "statement")} {were} left out'
        f" because a check failed</summary><ul>{items}</ul></details>"
    )


def _how(answer: Answer) -> str:
    trace = answer.trace
    stages = "".join(f"<li>{_stage(stage)}</li>" for stage in trace.stages)
    model = escape(trace.model) if trace.model else "none; the documents' own sentences are used"
    return (
        '<details class="how"><summary>How this answer was found</summary>'
        f"<ul><li>{trace.seconds:.2f} seconds in all</li>{stages}"
        f"<li>Language model: {model}</li>"
        f"<li>Library {escape(trace.library[:12])}, version {escape(trace.version)}</li>"
        "</ul></details>"
    )


def _stage(stage: Stage) -> str:
    plain = {k: v for k, v in stage.detail.items() if isinstance(v, str | int | float)}
    detail = "".join(f", {escape(str(k))} {escape(str(v))}" for k, v in plain.items())
    return f"{escape(stage.name)}: {stage.seconds:.3f} s{detail}"

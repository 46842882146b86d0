"""Facts and sentences -> the statements that an answer makes of them, each with what it cites."""

from collections.abc import Sequence

from index.records import Document, Fact
from rag.records import Evidence, Source, Statement
from rag.shown.wording import attributed, fact_words, heading, judged_words, quote, said_by


def of_facts(document: Document, facts: Sequence[Fact], *, brief: bool = False) -> Statement:
    """What a document states: its figures in words where they have them, else the sentence.

    Args:
        document: says so.
        facts: of one sentence, or the grades of one report.
        brief: leaves the sentence out beside its figures.
    """
    if len({f.start for f in facts}) > 1:
        return judged(document, facts)
    source = Source(document=document, start=facts[0].start, end=facts[0].end)
    words = [w for f in facts if (w := fact_words(f))]
    said = quote(facts[0].quote, facts[0].at - facts[0].start)
    figures = "; ".join(dict.fromkeys(words))
    body = said if not words else figures if brief else f"{figures}. {said}"
    head = attributed(heading(document), facts[0].speaker, facts[0].quote)
    return Statement(text=f"{head}: {body}", sources=(source,), facts=tuple(facts))


def judged(document: Document, facts: Sequence[Fact]) -> Statement:
    """What a report judged, as one statement that cites each grade."""
    if len(facts) == 1:
        return of_facts(document, facts)
    head = attributed(heading(document), facts[0].speaker, facts[0].quote)
    places = dict.fromkeys((f.start, f.end) for f in facts)
    sources = tuple(Source(document=document, start=start, end=end) for start, end in places)
    text = f"{head}: {judged_words(facts)}"
    return Statement(text=text, sources=sources, facts=tuple(facts))


def of_sentence(evidence: Evidence, note: str = "") -> Statement:
    """A sentence in its own words, with a `note` after it."""
    text = f"{said_by(evidence)}: {quote(evidence.sentence.text)}{note}"
    return Statement(text=text, sources=(evidence.source,))

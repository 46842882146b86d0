"""Questions for councils by where they lie: the table of councils knows, and no report need say."""

from collections.abc import Sequence
from dataclasses import replace

from index import councils
from index.records import Document
from index.store import Snapshot
from rag.facts.editions import openings
from rag.records import Finding, Query

UNKNOWN = "not known"


def asks_where(query: Query) -> bool:
    """Whether a survey asks only which councils lie in some regions."""
    asked = query.conditions[0]
    matter = asked.words or asked.measure or asked.value is not None
    return bool(query.regions) and len(query.conditions) == 1 and not matter


def lying(
    query: Query, blank: Finding, documents: Sequence[Document], library: Snapshot
) -> Finding:
    """The verdict on a council by its region; its newest document tells only that it is held."""
    council = councils.named(blank.council)
    region = council.region if council else documents[0].identity.region
    place = region or UNKNOWN
    if region not in query.regions:
        return replace(blank, verdict="differs", place=place)
    shown = openings(documents[:1], library)
    return replace(blank, verdict="states", place=place, evidence=shown)

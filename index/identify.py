"""What a document is: whose, of what kind, about what, and from when; and how each is known.

The text itself tells first, then the file's metadata and its publisher; what had to be deduced is
marked as inferred. What a folder's manifest says of a file wins over all of these.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from index import councils, grades, kinds, timeline
from index.councils import Council
from index.plain import pattern, plain, words
from index.records import Basis, Identity, Loaded, Visit

_HEAD = 400
_SURE = 3


def identify(
    loaded: Loaded, *, hints: Mapping[str, str] | None = None, name: str | None = None
) -> Identity:
    """The identity of a document.

    Args:
        loaded: the document as its loader read it.
        hints: its row of a folder's manifest; a column that is given wins, with its basis.
        name: the file's name, from which only a date of publication is ever taken.
    """
    given = {key: value.strip() for key, value in (hints or {}).items() if value and value.strip()}
    line = plain(f"{loaded.title or ''} {loaded.text}")
    sort = kinds.sort(line)
    visit = timeline.visited(loaded.text, reference=None)
    dated = timeline.published(loaded, visit=visit, name=name)
    published, published_basis = dated or (None, None)
    published = given.get("published") or published
    council, basis, subjects = _council(loaded, given.get("publisher") or loaded.publisher or "")
    identity = Identity(
        kind=sort.kind,
        about=sort.about,
        framework=sort.framework,
        council=council,
        council_basis=basis,
        councils=subjects,
        published=published,
        published_basis=published_basis,
        visited=timeline.visited(loaded.text, reference=published),
        visit_number=_visit_number(sort, line),
        grades=_grades(sort, line, loaded.text),
    )
    return _placed(_hinted(identity, given))


def _visit_number(sort: kinds.Sort, line: str) -> int | None:
    is_monitoring = "monitoring visit" in (sort.kind, sort.about)
    return kinds.visit_number(line) if is_monitoring else None


def _grades(sort: kinds.Sort, line: str, text: str) -> tuple[tuple[str, str], ...]:
    """The grades that a full inspection gave; visits give none."""
    if sort.kind == "full inspection":
        return grades.reported(line)
    if sort.kind == "news" and sort.about == "full inspection":
        return grades.announced(line, timeline.sentences(text))
    return ()


def _council(loaded: Loaded, published_by: str) -> tuple[str | None, Basis | None, tuple[str, ...]]:
    """The council, how it is known, and all the councils that the document is about."""
    scores, ahead = _scores(loaded)
    publisher = _publishers(published_by)
    best = max(scores.values(), default=0)
    leaders = tuple(council for council, score in scores.items() if score == best)
    if best >= _SURE or (leaders and not publisher):
        subjects = tuple(
            council.name
            for council, score in scores.items()
            if council in leaders or (council in ahead and 2 * score >= best)
        )
        known = leaders[0].name if len(leaders) == 1 else None
        basis: Basis = "text" if best >= _SURE else "inferred"
        return known, basis if known else None, subjects
    if publisher:
        return _one(publisher, "metadata")
    hosts = {c: None for word in loaded.text.split() if "." in word for c in councils.by_host(word)}
    return _one(tuple(hosts), "inferred")


def _one(
    found: tuple[Council, ...], basis: Basis
) -> tuple[str | None, Basis | None, tuple[str, ...]]:
    """The only council of some; several are all subjects and none of them the council."""
    names = tuple(council.name for council in found)
    return (names[0], basis, names) if len(names) == 1 else (None, None, names)


def _scores(loaded: Loaded) -> tuple[dict[Council, int], set[Council]]:
    """How much a text is about each council, the most first; and those named ahead of the text.

    A bare name counts one, a name as a council's or a body's two, and three more in the title or
    near the top; and once three more where it is framed there as what the text is about, or a block
    of its own, as a heading is. A closed council stands back where one that followed it is
    mentioned too, and those that share a body where one of them is mentioned by its own name.
    """
    scores: Counter[Council] = Counter()
    ahead: set[Council] = set()
    alone: set[Council] = set()
    framed: set[Council] = set()
    for text in (loaded.title or "", loaded.text):
        mentions = councils.find(text)
        shared = Counter(mention.start for mention in mentions)
        for mention in mentions:
            written = text[mention.start : mention.end].casefold()
            formal = mention.how == "body" or "council" in written or "borough" in written
            scores[mention.council] += 1 + formal + _SURE * (mention.start < _HEAD)
            ahead |= {mention.council} if mention.start < _HEAD else set()
            alone |= {mention.council} if shared[mention.start] == 1 else set()
            if mention.start < _HEAD and _is_framed(text, mention):
                framed.add(mention.council)
    for council in _headed(loaded.text):
        scores[council] += 0 if council in ahead else 1 + _SURE  # Bury alone may be a mere word
        framed, ahead, alone = framed | {council}, ahead | {council}, alone | {council}
    scores.update(dict.fromkeys(framed, _SURE))
    aside = {c for c in scores if any(s.name in c.successors for s in scores)}
    aside |= {
        c for c in scores if c not in alone and any(set(c.bodies) & set(a.bodies) for a in alone)
    }
    return {c: score for c, score in scores.most_common() if c not in aside}, ahead


def _headed(text: str) -> set[Council]:
    """The councils whose names are whole blocks at the very top."""
    return {found for block in text[:_HEAD].split("\n\n")[:2] if (found := councils.named(block))}


def _is_framed(text: str, mention: councils.Mention) -> bool:
    """Whether what stands around a name says that the text is about it."""
    frames = words()["council"]
    start = text.rfind("\n\n", 0, mention.start) + 1
    end = text.find("\n\n", mention.end)
    before = plain(text[start : mention.start])
    after = plain(text[mention.end : end if end >= 0 else len(text)])
    if not before and not after:
        return True
    is_before = pattern(frames["before"]).search(before) is not None
    return is_before or pattern(frames["after"]).search(after) is not None


def _publishers(publisher: str) -> tuple[Council, ...]:
    """The councils of a publisher, given as a host name or as the name of a body."""
    named = (mention.council for mention in councils.find(publisher, typed=True))
    return councils.by_host(publisher) or tuple(dict.fromkeys(named))


def _hinted(identity: Identity, given: Mapping[str, str]) -> Identity:
    """The identity with what the manifest gives in place of what was found."""
    changed: dict[str, Any] = {key: given[key] for key in ("about", "framework") if key in given}
    if "kind" in given:
        changed["kind"] = given["kind"]
    if "council" in given:
        changed |= _hinted_council(identity, given["council"], given.get("council_basis"))
    if "published" in given:
        changed["published"] = given["published"]
        changed["published_basis"] = given.get("published_basis", "metadata")
    if "visited_from" in given:
        changed["visited"] = Visit(
            start=given["visited_from"],
            end=given.get("visited_to", given["visited_from"]),
            basis=cast(Basis, given.get("visited_basis", "metadata")),
        )
    return replace(identity, **changed)


def _hinted_council(identity: Identity, given: str, basis: str | None) -> dict[str, Any]:
    """The council that the manifest gives, under its name in the table where it stands there."""
    council = councils.named(given)
    name = council.name if council else given
    if name != identity.council:
        return {"council": name, "council_basis": basis or "metadata", "councils": (name,)}
    return {"council_basis": basis or identity.council_basis or "metadata"}


def _placed(identity: Identity) -> Identity:
    """The identity with its council's code and region."""
    council = councils.named(identity.council) if identity.council else None
    if council is None:
        return identity
    return replace(identity, gss=council.gss, region=council.region)

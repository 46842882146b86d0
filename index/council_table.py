"""The data files on councils, read once: the councils, and the words around their names."""

import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from index.naming import keys
from index.tables import table

How = Literal["name", "alias", "body"]

MENDABLE = 5
"""A word shorter than this is too short to be taken for a misspelling."""

_PHRASES = ("prefixes", "suffixes", "other_before", "other_after", "roles")
_PHRASES_AMBIGUOUS = ("before", "after", "never_after")


@dataclass(frozen=True, slots=True, kw_only=True)
class Council:
    """One council: what it is called, where it is, and who runs its services for it."""

    name: str
    official: str
    gss: str
    region: str
    kind: str
    status: str
    aliases: tuple[str, ...]
    bodies: tuple[str, ...]
    domains: tuple[str, ...]
    successors: tuple[str, ...]

    @property
    def domain(self) -> str | None:
        """The council's own host name, without `www`."""
        return self.domains[0] if self.domains else None


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a name: its words, the councils it means, and what sort of name it is."""

    keys: tuple[str, ...]
    councils: tuple[Council, ...]
    how: How
    acronym: bool


@dataclass(frozen=True, slots=True)
class Names:
    """What the data files say, ready for matching; phrases and forms stand longest first."""

    forms: dict[str, tuple[Form, ...]]
    phrases: dict[str, tuple[tuple[str, ...], ...]]
    regions: dict[tuple[str, ...], str]
    wider: dict[tuple[str, ...], tuple[str, ...]]
    """What people call several regions together, and which."""
    small: frozenset[str]
    titles: frozenset[str]
    titles_of_many: frozenset[str]
    persons: frozenset[str]
    everyday: frozenset[str]
    ambiguous: frozenset[str]
    known: frozenset[str]
    mendable: dict[str, frozenset[str]]
    last_words: frozenset[str]


@cache
def councils() -> tuple[Council, ...]:
    """Every council of the table, in order of name; closed ones included."""
    text = files("index").joinpath("councils.csv").read_text(encoding="utf-8")
    return tuple(_council(row) for row in csv.DictReader(text.splitlines()))


def _council(row: dict[str, str]) -> Council:
    """A council from its line of the table; `|` parts the values in a cell."""
    many = {key: tuple(value for value in cell.split("|") if value) for key, cell in row.items()}
    return Council(
        name=row["name"],
        official=row["official"],
        gss=row["gss"],
        region=row["region"],
        kind=row["kind"],
        status=row["status"],
        aliases=many["aliases"],
        bodies=many["bodies"],
        domains=many["domain"],
        successors=many["successors"],
    )


@cache
def names() -> Names:
    """The data files, read once."""
    data = table("index", "councils.toml")
    ambiguous, misspelling = data["ambiguous"], data["misspelling"]
    forms = _forms(data["elsewhere"])
    phrases = {kind: _sorted(data[kind]) for kind in _PHRASES}
    regions = {keys(p): region for region, many in data["regions"].items() for p in many}
    wider = data["wider_regions"].items()
    phrases |= {kind: _sorted(ambiguous[kind]) for kind in _PHRASES_AMBIGUOUS}
    everything = [form for many in forms.values() for form in many]
    known = {key for form in everything for key in form.keys} | set(misspelling["words"].split())
    plain = {key for form in everything if form.how == "name" for key in form.keys}
    mendable = {key for key in plain if len(key) >= MENDABLE}
    mendable -= {*misspelling["common"], *ambiguous["words"]}
    return Names(
        forms=forms,
        phrases=phrases,
        regions=regions,
        wider={keys(p): tuple(both.split("|")) for both, many in wider for p in many},
        small=frozenset(data["small"]),
        titles=frozenset(data["titles"]),
        titles_of_many=frozenset(data["titles_of_many"]),
        persons=frozenset(data["titles"]) | frozenset(data["first_names"].split()),
        everyday=frozenset(data["everyday"]),
        ambiguous=frozenset(ambiguous["words"]),
        known=frozenset(known),
        mendable={a: frozenset(k for k in mendable if k[0] == a) for a in {k[0] for k in mendable}},
        last_words=frozenset(f.keys[-1] for f in everything if f.councils)
        - frozenset(ambiguous["words"]),
    )


def _sorted(phrases: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(sorted((keys(p) for p in phrases), key=lambda p: (-len(p), p)))


def _forms(elsewhere: Sequence[str]) -> dict[str, tuple[Form, ...]]:
    """Every form of every council by its first word, longest first."""
    meant: dict[tuple[str, ...], dict[Council, tuple[How, bool]]] = defaultdict(dict)
    for phrase in elsewhere:
        meant[keys(phrase)] = {}
    for council in councils():
        for how, name in _names_of(council):
            acronym = name.isupper() and len(name) <= MENDABLE
            for variant in {name, name.replace("'s ", "s ")}:
                meant[keys(variant)].setdefault(council, (how, acronym))
    table: dict[str, list[Form]] = defaultdict(list)
    for form_keys, whose in meant.items():
        how, acronym = next(iter(whose.values()), ("alias", False))
        table[form_keys[0]].append(Form(form_keys, tuple(whose), how, acronym))
    return {k: tuple(sorted(v, key=lambda f: -len(f.keys))) for k, v in table.items()}


def _names_of(council: Council) -> Iterator[tuple[How, str]]:
    """The names of a council and what each is; a name in use before an alias of the same words."""
    yield "name", council.name
    yield "name", council.official
    for alias in council.aliases:
        yield "alias", alias
    for body in council.bodies:
        yield "body", body

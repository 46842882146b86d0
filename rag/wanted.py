"""What a caller names (councils, documents, a measure, a role) -> the library's own names for it.

One place for every surface, so that all of them know the same names and refuse the same ones.
"""

from collections.abc import Collection, Sequence
from difflib import get_close_matches
from typing import get_args

from index import councils
from index.errors import UnknownDocument, UsageError
from index.measures import measures
from index.records import Role

_NEAR = 0.5
"""How alike an id must be to one that is there to be offered for it, 0 to 1."""


def council_names(typed: Sequence[str]) -> tuple[str, ...]:
    """The councils' names as the documents' records give them, each once.

    Raises:
        UsageError: there is no such council in England.
    """
    found = []
    for name in typed:
        council = councils.named(name)
        if council is None:
            near = councils.closest(name)
            raise UsageError(
                f"There is no council {name!r}.",
                hint=f"Did you mean {near.name!r}?" if near else "Give its name in full.",
            )
        found.append(council.name)
    return tuple(dict.fromkeys(found))


def document_ids(typed: Sequence[str], there: Collection[str]) -> tuple[str, ...]:
    """The ids, each once.

    Raises:
        UnknownDocument: one is not `there`.
    """
    for name in typed:
        if name not in there:
            near = get_close_matches(name, there, n=1, cutoff=_NEAR)
            raise UnknownDocument(
                f"There is no document {name!r}.",
                hint=f"Did you mean {near[0]!r}?" if near else "'councilqa list' shows them all.",
            )
    return tuple(dict.fromkeys(typed))


def of_facts(
    *, measure: str | None = None, council: str | None = None, role: str | None = None
) -> dict[str, str]:
    """The fields that facts must have, by name; what is None or empty narrows nothing.

    Raises:
        UsageError: there is no such measure, council or role.
    """
    wanted = {}
    if measure:
        wanted["measure"] = _one_of("measure", measure, list(measures()))
    if role:
        wanted["role"] = _one_of("role", role, get_args(Role))
    if council:
        (wanted["council"],) = council_names([council])
    return wanted


def _one_of(kind: str, typed: str, choices: Sequence[str]) -> str:
    by_name = {choice.casefold(): choice for choice in choices}
    if typed.casefold() not in by_name:
        raise UsageError(f"There is no {kind} {typed!r}.", hint=f"There are: {', '.join(choices)}.")
    return by_name[typed.casefold()]

"""Files of fixed questions -> pairs: a question, and what every good answer to it has in common."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, get_args

from index.errors import UsageError
from rag.records import AnswerKind, Status

REQUIRED = ("id", "question", "status", "kind", "must_say", "must_not_say", "councils", "cites")
"""Fields that a pair must have, null where they are not to be checked: what is left out by
mistake would be a check that is silently not made. `history` and `tags` may be left out."""


_STATUSES: tuple[Status, ...] = get_args(Status)
_KINDS: tuple[AnswerKind, ...] = get_args(AnswerKind)
_Word = TypeVar("_Word", bound=str)


class PairError(UsageError):
    """A file of pairs cannot be used; the message names the file and the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cite:
    """A place that an answer must cite: words of a document; None where any will do."""

    document: str | None
    quote: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A question and what its answer must and must not be; None is not checked.

    `councils` is the exact set that the ledger's `states` must be. The patterns are searched in the
    answer's text without regard to case.
    """

    id: str
    question: str
    history: tuple[str, ...]
    status: Status | None
    kind: AnswerKind | None
    must_say: tuple[re.Pattern[str], ...]
    must_not_say: tuple[re.Pattern[str], ...]
    councils: frozenset[str] | None
    cites: tuple[Cite, ...]
    tags: tuple[str, ...]


def read(paths: Sequence[Path]) -> tuple[Pair, ...]:
    """The pairs of several files, in order.

    Raises:
        PairError: a file cannot be read or holds no pair, a field is missing or not as it should
            be, a pattern is no regular expression, or two pairs share an id.
    """
    pairs: list[Pair] = []
    places: dict[str, str] = {}
    for path in paths:
        lines = _lines(path)
        for number, line in lines:
            where = f"{path}, line {number}"
            pair = _pair(line, where)
            if pair.id in places:
                raise _wrong(where, f"the id {pair.id!r} is that of {places[pair.id]}")
            places[pair.id] = where
            pairs.append(pair)
        if not lines:
            raise PairError(f"{str(path)!r} holds no pair.", hint="Write one JSON object a line.")
    return tuple(pairs)


def _lines(path: Path) -> list[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise PairError(
            f"The pairs in {str(path)!r} cannot be read: {error.strerror}.", hint="Check the name."
        ) from error
    except UnicodeDecodeError as error:
        raise PairError(f"{str(path)!r} is no UTF-8 text.", hint="Save it as UTF-8.") from error
    return [(n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip()]


def _wrong(where: str, what: str) -> PairError:
    return PairError(f"{where}: {what}.", hint="Mend the line and run the command again.")


def _pair(line: str, where: str) -> Pair:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _wrong(where, f"this is no JSON ({error})") from error
    if not isinstance(row, dict):
        raise _wrong(where, "this is no JSON object")
    if missing := [name for name in REQUIRED if name not in row]:
        raise _wrong(where, f"the field {missing[0]!r} is missing")
    councils = row["councils"]
    return Pair(
        id=_text(row, "id", where),
        question=_text(row, "question", where),
        history=_texts(row, "history", where),
        status=_choice(row, "status", _STATUSES, where),
        kind=_choice(row, "kind", _KINDS, where),
        must_say=_patterns(row, "must_say", where),
        must_not_say=_patterns(row, "must_not_say", where),
        councils=None if councils is None else frozenset(_texts(row, "councils", where)),
        cites=_cites(row, where),
        tags=_texts(row, "tags", where),
    )


def _text(row: Mapping[str, Any], name: str, where: str) -> str:
    value = row[name]
    if not isinstance(value, str):
        raise _wrong(where, f"{name!r} must be text, not {value!r}")
    return value


def _texts(row: Mapping[str, Any], name: str, where: str) -> tuple[str, ...]:
    value = row.get(name)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise _wrong(where, f"{name!r} must be a list of texts or null, not {value!r}")
    return tuple(value)


def _choice(
    row: Mapping[str, Any], name: str, choices: Sequence[_Word], where: str
) -> _Word | None:
    value = row[name]
    for choice in choices:
        if value == choice:
            return choice
    if value is not None:
        raise _wrong(where, f"{name!r} must be null or one of {', '.join(choices)}, not {value!r}")
    return None


def _patterns(row: Mapping[str, Any], name: str, where: str) -> tuple[re.Pattern[str], ...]:
    patterns = []
    for text in _texts(row, name, where):
        try:
            patterns.append(re.compile(text, re.IGNORECASE))
        except re.error as error:
            raise _wrong(where, f"{text!r} in {name!r} is no pattern ({error})") from error
    return tuple(patterns)


def _cites(row: Mapping[str, Any], where: str) -> tuple[Cite, ...]:
    items = row["cites"] or []
    if not isinstance(items, list):
        raise _wrong(where, f"'cites' must be a list or null, not {items!r}")
    cites = []
    for item in items:
        fields = item if isinstance(item, dict) else {"": None}
        values = [fields.get("document"), fields.get("quote")]
        if set(fields) - {"document", "quote"} or not all(
            value is None or isinstance(value, str) for value in values
        ):
            raise _wrong(where, f"an item of 'cites' must be {{document, quote}}, not {item!r}")
        cites.append(Cite(document=values[0], quote=values[1]))
    return tuple(cites)

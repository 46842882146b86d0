"""Plain text for patterns, and the patterns of `identify.toml`."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from index.tables import table

_STRAIGHT = str.maketrans("‘’‚‛´`“”„‟", "''''''\"\"\"\"")
_NAME = re.compile(r"@([a-z]+)")


def plain(text: str) -> str:
    r"""The text on one line: spaces, line ends and cell bars become one space, quotes straight.

    >>> plain("Judgement | Grade\n\nThe ‘good’  one")
    "Judgement Grade The 'good' one"
    """
    return re.sub(r"(?:\s|\|)+", " ", text.translate(_STRAIGHT)).strip()


@cache
def words() -> dict[str, Any]:
    """What `identify.toml` holds, its patterns still as text."""
    return table("index", "identify.toml")


@cache
def pattern(text: str) -> re.Pattern[str]:
    """A pattern of the file with its parts put in; case does not matter."""
    parts = words()["parts"]
    return re.compile(_NAME.sub(lambda name: str(parts[name[1]]), text), re.IGNORECASE)


def first_of(says: Sequence[str], text: str) -> re.Match[str] | None:
    """The earliest match of any of some patterns."""
    found = [match for says_one in says if (match := pattern(says_one).search(text))]
    return min(found, key=lambda match: match.start(), default=None)

"""Whether a sentence says that what it names is not there.

"Council tax exemption is not provided as standard" does not state an exemption, and is what a
question for councils without one asks for.
"""

import re

_CLAUSE = re.compile(r"[.;:]|,\s(?:but|although|though|unlike|while|whereas|which|and)\b|\bbut\b")
_BEFORE = re.compile(
    r"(?:\b(?:no|not|never|without|nor|neither|lack(?:s|ed|ing)?|absence of|ceased?|yet to|ended"
    r"|cannot|unable to|fail(?:s|ed)? to)|n[’']t)\b(?! only\b)[^.;:]{0,40}$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"^[^.;:]{0,50}?\b(?:is|are|was|were|has|have|had|does|do|did|can|could|will|would)"
    r"(?: (?:still|yet|currently|also))?(?: not\b|n[’']t\b| never\b| yet to\b)(?! only\b)",
    re.IGNORECASE,
)


def denied(text: str, start: int, end: int | None = None) -> bool:
    """Whether what `text` names from `start` (to `end`) is said not to be there.

    >>> text = "Council tax exemption is not provided as standard."
    >>> denied(text, 0, len("Council tax exemption"))
    True
    """
    *_, before = _CLAUSE.split(text[:start])
    if _BEFORE.search(before):
        return True
    after = _CLAUSE.split(text[end:], maxsplit=1)[0] if end is not None else ""
    return bool(_AFTER.search(after))

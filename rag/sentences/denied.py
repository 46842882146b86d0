"""Whether a sentence says that what it names is not there, or is yet to come.

"Council tax exemption is not provided as standard" does not state an exemption, and is what a
question for councils without one asks for. A plan is no practice: "plans to introduce Mockingbird".
"""

import re

_CLAUSE = re.compile(r"[.;:]|,\s(?:but|although|though|unlike|while|whereas|which|and)\b|\bbut\b")
_BEFORE = re.compile(
    r"(?:\b(?:no|not|never|without|nor|neither|lack(?:s|ed|ing)?|absence of|ceased?|yet to|ended"
    r"|cannot|unable to|fail(?:s|ed)? to|prohibit\w*|bann?(?:ed|ing|s)?)|n[’']t)\b(?! only\b)"
    r"[^.;:]{0,40}$"
    r"|\b(?:no|none of the|not one|not a single) (?:child\w*|young (?:people|person)"
    r"|care[- ]leavers?|one|carers?|social workers?)\b[^.;:]{0,90}$"
    r"|\bnone (?:of (?:them|these|those|whom) )?(?:is|are|was|were|has|have|had|lives?)\b"
    r"[^.;:]{0,60}$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"^[^.;:]{0,75}?\b(?:is|are|was|were|has|have|had|does|do|did|can|could|will|would)"
    r"(?: (?:still|yet|currently|also|now))?(?: not\b|n[’']t\b| never\b| yet to\b| no longer\b"
    r"|(?: been)? (?:eradicated|eliminated|discontinued|abolished|prohibited|banned)\b)(?! only\b)"
    r"|^[^.;:]{0,50}?\bnone (?:is|are|was|were|has|have|had)\b",
    re.IGNORECASE,
)
_TO_COME_BEFORE = re.compile(
    r"(?:\b(?:plan(?:s|ned|ning)?|intend(?:s|ed|ing)?|intentions?|propos(?:e[sd]?|als?|ing)|bid|about"
    r"|hop(?:es?|ing)|prepar(?:es?|ing)|looking|due|yet|wish(?:es)?|ambitions?) to"
    r"|\bplanned|\bproposed|\b(?:is|are) (?:\w+ )?(?:considering|exploring|planning)"
    r"|\bplans (?:for|are)|\bproposals? for|\bin the process of"
    r"|\bwill (?:\w+ )?(?:be |also )?"
    r"(?:introduc|launch|start|set|open|implement|creat|establish)\w*)\b"
    r"[^.;:]{0,50}$",
    re.IGNORECASE,
)
_TO_COME_AFTER = re.compile(
    r"^[^.;:]{0,40}?\b(?:is|are|was|were) (?:\w+ly |also |now |still )?(?:planned|proposed|to be\b"
    r"|under (?:consideration|development)|in (?:development|the pipeline)|about to"
    r"|due to (?:be|start|open|launch)|being (?:considered|explored|developed|planned))",
    re.IGNORECASE,
)


def denied(text: str, start: int, end: int | None = None) -> bool:
    """Whether what `text` names from `start` (to `end`) is said not to be there.

    >>> text = "Council tax exemption is not provided as standard."
    >>> denied(text, 0, len("Council tax exemption"))
    True
    """
    return _told(text, start, end, _BEFORE, _AFTER)


def planned(text: str, start: int, end: int | None = None) -> bool:
    """Whether what `text` names from `start` (to `end`) is said to be yet to come.

    >>> planned("There are planned improvements, such as the Mockingbird model.", 43)
    True
    """
    return _told(text, start, end, _TO_COME_BEFORE, _TO_COME_AFTER)


def is_so(text: str, span: tuple[int, int], *, denials: bool, plans: bool) -> bool:
    """Whether what `text` names there is said as it is asked for.

    Args:
        text: a sentence.
        span: where it names it.
        denials: whether it is to be said not to be there, instead of being there.
        plans: whether what is yet to come counts too.
    """
    return denied(text, *span) == denials and (plans or not planned(text, *span))


def _told(
    text: str, start: int, end: int | None, before: re.Pattern[str], after: re.Pattern[str]
) -> bool:
    """Whether one of two patterns stands in the same clause, before the span or after it."""
    *_, own = _CLAUSE.split(text[:start])
    if before.search(own):
        return True
    rest = _CLAUSE.split(text[end:], maxsplit=1)[0] if end is not None else ""
    return bool(after.search(rest))

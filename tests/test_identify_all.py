"""Every council of the table in every style of document, beside a neighbour that is none of it."""

from collections.abc import Callable

import pytest

from index import councils
from index.councils import Council
from index.identify import identify
from index.records import Loaded

Written = tuple[str, str, str | None]


def ilacs(name: str, other: str) -> Written:
    text = f"""Inspection of {name} local authority children’s services

Inspection dates: 3 to 14 June 2024

Lead inspector: Ada Byron, His Majesty’s Inspector

Judgement | Grade

Overall effectiveness | Good

Much has improved in {name}. A sector-led partner, {other} Council, gives {name} its support."""
    return text, "full inspection", "ILACS"


def single(name: str, other: str) -> Written:
    text = f"""{name}

Inspection of services for children in need of help and protection, children looked after and \
care leavers

Inspection date: 3 – 25 June 2014

Report published: 8 August 2014

Some children were moved to {other}."""
    return text, "full inspection", "SIF"


def focused(name: str, other: str) -> Written:
    text = f"""14 March 2023

Ms Ada Byron, Director of Children’s Services

Dear Ms Byron

Focused visit to {name} children’s services

This letter summarises the findings of the focused visit to {name} on 14 and 15 February 2023. A \
visit to {other} was made in 2022."""
    return text, "focused visit", "ILACS"


def monitoring(name: str, other: str) -> Written:
    text = f"""Dear Ms Byron

Monitoring visit to {name} children’s services

This letter summarises the findings of the third monitoring visit to {name} children’s services on \
14 and 15 February 2023. Leaders learn from {other}."""
    return text, "monitoring visit", None


def joint(name: str, other: str) -> Written:
    text = f"""Joint targeted area inspection of {name}

Dear {name} Local Safeguarding Partnership

This letter summarises the findings of the joint targeted area inspection. Some of the children \
come from {other}."""
    return text, "joint inspection", "JTAI"


def release(name: str, other: str) -> Written:
    text = f"""Ofsted praises children’s services in {name}

Published: 4 May 2023

Inspectors found that services are good, as they are in {other}. The leader said: “We are proud.”"""
    return text, "news", None


def minutes(name: str, other: str) -> Written:
    text = f"""{name}

Minutes of the Children and Young People Scrutiny Committee, held on 4 May 2023

Apologies for absence: Councillor Byron

Members noted how {name} compares with {other}."""
    return text, "minutes", None


STYLES: list[Callable[[str, str], Written]] = [
    ilacs, single, focused, monitoring, joint, release, minutes,
]  # fmt: skip


def neighbours() -> list[tuple[Council, Council]]:
    """Each council and the next one of its region that neither followed nor preceded it."""
    found = []
    for council in councils.councils():
        near = [
            c
            for c in councils.current()
            if c.region == council.region
            and c != council
            and c.name not in council.successors
            and council.name not in c.successors
        ]
        later = [c for c in near if c.name > council.name]
        found.append((council, (later or near)[0]))
    return found


@pytest.mark.parametrize("style", STYLES)
def test_every_council_is_told_in_every_style_from_its_neighbour(style) -> None:
    wrong = []
    for council, other in neighbours():
        for name in {council.name, council.official}:
            text, kind, framework = style(name, other.name)
            found = identify(Loaded(text=text))
            if (found.council, found.kind, found.framework) != (council.name, kind, framework):
                wrong.append((name, other.name, found.council, found.kind, found.framework))
    assert wrong == []


@pytest.mark.parametrize("style", [ilacs, focused, release])
def test_a_body_tells_the_council_or_the_councils_that_it_serves(style) -> None:
    wrong = []
    for council, other in neighbours():
        for body in council.bodies:
            served = [c.name for c in councils.councils() if body in c.bodies]
            found = identify(Loaded(text=style(body, other.name)[0]))
            told = found.council if len(served) == 1 else sorted(set(found.councils) & set(served))
            if other.name not in served and told != (served[0] if len(served) == 1 else served):
                wrong.append((body, other.name, found.council, found.councils))
    assert wrong == []

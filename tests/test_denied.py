"""Whether what a sentence names is said not to be there, or to be yet to come."""

import pytest

from rag.sentences.denied import denied, planned

NAMED = "council tax exemption"


@pytest.mark.parametrize(
    "text",
    [
        "A council tax exemption is not provided as standard.",
        "The council does not offer a council tax exemption.",
        "There is no council tax exemption yet.",
        "A council tax exemption has never been agreed.",
        "Young people speak of the lack of a council tax exemption.",
        "The offer is generous, but a council tax exemption isn’t part of it.",
        "No young people who live in the city or beyond it have a council tax exemption.",
        "None of them has had a council tax exemption.",
        "The council tax exemption is no longer offered.",
        "The rules prohibit a council tax exemption.",
        "The council tax exemption, to help those who have left its care, is not yet agreed.",
    ],
)
def test_what_is_said_not_to_be_there_is_denied(text: str) -> None:
    at = text.index(NAMED)
    assert denied(text, at, at + len(NAMED))


@pytest.mark.parametrize(
    "text",
    [
        "Care leavers have a council tax exemption.",
        "Not only is there a council tax exemption, bus passes are free.",
        "Rents are not paid. A council tax exemption is in place.",
        "There is a council tax exemption, but bus passes are not free.",
        "Rents are not paid, but a council tax exemption is in place.",
    ],
)
def test_what_stands_beside_a_denial_is_not_denied(text: str) -> None:
    at = text.index(NAMED)
    assert not denied(text, at, at + len(NAMED))


@pytest.mark.parametrize(
    "text",
    [
        "The council plans to introduce a council tax exemption.",
        "There are planned improvements, such as a council tax exemption.",
        "Leaders are considering a council tax exemption.",
        "A council tax exemption is due to start in April.",
        "The council will soon introduce a council tax exemption.",
    ],
)
def test_what_is_yet_to_come_is_planned(text: str) -> None:
    at = text.index(NAMED)
    assert planned(text, at, at + len(NAMED))


@pytest.mark.parametrize(
    "text",
    [
        "Care leavers have a council tax exemption.",
        "Pathway plans mention the council tax exemption.",
        "Leaders planned well, and a council tax exemption is in place.",
    ],
)
def test_what_there_is_is_not_planned(text: str) -> None:
    at = text.index(NAMED)
    assert not planned(text, at, at + len(NAMED))

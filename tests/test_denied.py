"""Whether what a sentence names is said not to be there."""

import pytest

from rag.denied import denied

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

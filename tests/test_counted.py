"""What a number counts is what the question asks the number of."""

import pytest

from index.numbers import quantities
from rag.sentences.counted import counts_another, nouns_asked


@pytest.mark.parametrize(
    ("question", "nouns"),
    [
        ("How many foster carers does Leicester have?", ("carers",)),
        ("how many of Derby's care leavers are in work", ("leavers",)),
        ("What share of the young people in custody were seen?", ("people",)),
        ("How many social workers' posts were vacant?", ("posts",)),
        ("How many are NEET?", ()),
        ("Why did the number fall?", ()),
    ],
)
def test_the_nouns_asked_about(question: str, nouns: tuple[str, ...]) -> None:
    assert nouns_asked(question) == nouns


@pytest.mark.parametrize(
    ("asked", "text", "another"),
    [
        ("carers", "22 young people staying with their former foster families", True),
        ("carers", "over 200 approved foster carers", False),
        ("households", "31 foster carers were approved", False),
        ("placements", "Four action points were agreed.", True),
        ("leavers", "100 young people taking degree courses", False),
        ("leavers", "64% of care leavers are in suitable accommodation", False),
        ("carers", "64% of care leavers are in suitable accommodation", True),
        ("children", "It takes six weeks.", True),
        ("orders", "51 children became subject to a special guardianship order", False),
        ("workers", "a team of five", False),
        ("people", "a team of 12 personal advisers", False),
        ("people", "six weeks", True),
        ("children", "Of these, 22 (15%) were late.", False),
    ],
)
def test_what_is_counted(asked: str, text: str, another: bool) -> None:
    found = [counts_another((asked,), text, q) for q in quantities(text)]
    assert all(found) is another

"""A fact meets a condition only if it says so: a target is no actual, a discount no exemption."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.measures import measures
from index.records import Fact
from rag.facts import match
from rag.records import Condition

COMPARATORS = ("=", ">", ">=", "<", "<=", "~")
BASE = Fact(
    document="derby",
    council="Derby",
    measure="eet",
    value=60.0,
    unit="percent",
    role="actual",
    cohort="care leavers",
    start=0,
    end=10,
    at=0,
    quote="60 per cent",
)
ASKED = Condition(words="60% EET", measure="eet", value=60.0, unit="percent", role="actual")


def fact(**other: object) -> Fact:
    return replace(BASE, **other)


def asks(**other: object) -> Condition:
    return replace(ASKED, **other)


def test_a_fact_meets_the_condition_that_it_states() -> None:
    assert match.meets(BASE, ASKED)


@pytest.mark.parametrize("role", ["target", "previous", "benchmark"])
def test_no_figure_meets_a_condition_on_figures_of_another_role(role) -> None:
    assert not match.meets(fact(role=role), ASKED)
    assert not match.meets(BASE, asks(role=role))
    assert match.meets(fact(role=role), asks(role=role))


@pytest.mark.parametrize(
    ("role", "met"),
    [("actual", True), ("target", True), ("previous", False), ("benchmark", False)],
)
def test_without_a_role_only_what_is_so_or_aimed_at_counts(role, met: bool) -> None:
    assert match.meets(fact(role=role), asks(role=None)) is met


def test_no_measure_stands_for_another() -> None:
    for key, measure in measures().items():
        for other in measures():
            spoken = match.speaks(fact(measure=other), asks(measure=key))
            assert spoken is (other == key or other in measure.includes)


def test_what_is_only_near_does_not_meet() -> None:
    discount = fact(measure="council_tax_discount", value=None, unit=None)
    exemption = asks(measure="council_tax_exemption", value=None, unit=None, role=None)
    assert not match.meets(discount, exemption)
    assert match.meets(discount, replace(exemption, measure="council_tax"))


@pytest.mark.parametrize(
    ("stated", "asked", "value", "met"),
    [
        ("=", "=", 60, True), ("=", "=", 61, False), ("=", ">=", 60, True), ("=", ">", 60, False),
        ("=", "<=", 60, True), ("=", "<", 60, False), ("=", ">", 59, True), ("=", "<", 61, True),
        ("=", "~", 62, True), ("=", "~", 63, False), ("~", "=", 61, True), ("~", "=", 63, False),
        (">", ">", 60, True), (">", ">=", 60, True), (">", ">=", 61, False), (">", "=", 60, False),
        (">", "<", 70, False), (">=", ">", 60, False), (">=", ">=", 60, True),
        ("<", "<", 60, True), ("<", "<=", 60, True), ("<", "<", 59, False), ("<", ">", 50, False),
        ("<=", "<", 60, False), ("<=", "<=", 60, True),
    ],
)  # fmt: skip
def test_a_bound_satisfies_what_follows_from_it(stated, asked, value: float, met: bool) -> None:
    assert match.compares(fact(comparator=stated), value, None, asked) is met


def test_published_figures_are_rounded() -> None:
    assert match.compares(fact(value=59.6), 60, None, "=")
    assert not match.compares(fact(value=59.4), 60, None, "=")


def test_a_range_is_asked_for_whole() -> None:
    assert match.compares(fact(value=55.0), 50, 65, "=")
    assert not match.compares(fact(value=45.0), 50, 65, "=")
    assert match.compares(fact(value=52.0, upper=60.0), 50, 65, "=")
    assert not match.compares(fact(value=52.0, upper=70.0), 50, 65, "=")
    assert not match.compares(fact(comparator=">"), 50, 65, "=")


@given(
    st.sampled_from(COMPARATORS),
    st.floats(0, 100),
    st.sampled_from([(">", "<="), ("<", ">=")]),
    st.floats(0, 100),
)
def test_nothing_is_both_above_and_not_above(stated, value: float, pair, asked: float) -> None:
    one, other = (
        match.compares(fact(comparator=stated, value=value), asked, None, c) for c in pair
    )
    assert not (one and other)
    if stated in ("=", "~"):
        assert one or other


@given(st.sampled_from(COMPARATORS), st.floats(0, 100), st.floats(0, 100), st.floats(0, 10))
def test_what_meets_a_threshold_meets_a_lower_one(stated, value, asked, less) -> None:
    stated_fact = fact(comparator=stated, value=value)
    if match.compares(stated_fact, asked, None, ">="):
        assert match.compares(stated_fact, asked - less, None, ">=")
    if match.compares(stated_fact, asked, None, "<="):
        assert match.compares(stated_fact, asked + less, None, "<=")


def test_a_grade_is_compared_as_a_word() -> None:
    grade = fact(
        measure="judgement", value="good", unit="grade", role="judgement", cohort="overall"
    )
    asked = Condition(
        words="judged good", measure="judgement", value="good", unit="grade", role="judgement"
    )
    assert match.meets(grade, asked)
    assert not match.meets(replace(grade, value="outstanding"), asked)
    assert not match.meets(replace(grade, role="previous"), asked)


def test_a_share_is_no_number_of_people() -> None:
    assert not match.meets(fact(unit="count"), ASKED)


def test_figures_of_other_people_answer_only_where_they_are_asked_for() -> None:
    children = fact(cohort="looked-after children")
    assert not match.meets(children, ASKED)
    assert match.meets(children, asks(words="60% of looked-after children in EET"))


def test_where_a_figure_is_wanted_a_mention_is_not_enough() -> None:
    mention = fact(value=None, unit=None)
    open_question = asks(value=None, unit=None)
    assert match.meets(mention, open_question)
    assert not match.meets(mention, replace(open_question, wants_value=True))


def test_praise_does_not_answer_a_question_for_faults() -> None:
    praised = fact(measure="pathway_plans", value=None, polarity="good")
    asked = asks(measure="pathway_plans", value=None, unit=None, role=None)
    assert match.meets(praised, replace(asked, polarity="good"))
    assert not match.meets(praised, replace(asked, polarity="bad"))
    assert match.meets(praised, asked)


def test_a_figure_of_any_measure_is_still_a_figure() -> None:
    asked = asks(measure=None)
    assert match.meets(BASE, asked)
    assert not match.meets(fact(value=None), asked)


def test_caseloads_are_of_those_asked_about() -> None:
    def of(cohort: str) -> Fact:
        return replace(fact(measure="caseloads", value=140.0, unit="cases"), cohort=cohort)

    asked = Condition(
        words="IROs with caseloads above 100",
        measure="caseloads",
        value=100.0,
        unit="cases",
        comparator=">",
    )
    plain = replace(asked, words="caseloads above 100")
    assert match.meets(of("independent reviewing officers"), asked)
    assert not match.meets(of("social workers"), asked)
    assert match.meets(of("social workers"), plain)
    assert not match.meets(of("independent reviewing officers"), plain)

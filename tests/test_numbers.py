import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.numbers import NUMBER, number, quantities, stated

PIECES = st.sampled_from(
    [
        "60%", "60 per cent", "7.5 percent", "two thirds", "a third", "half", "one in five", "12 of 30",
        "twelve", "two hundred and six", "1,250", "999999999999999999", "£2m", "between 12 and 15", "by 10%",
        "16-18", "2013–14", "3 March 2019", "aged 19", "halved", "5 percentage points", "more than", "under",
        "or more", "in", "of", "to", "and", "care leavers", "cases", "(", ")", ",", ".", "–", "%", "years",
        "\xa0", "ſixthſ", "K", "١٢", "½", "é", "\n",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=15).map(" ".join) | st.text(max_size=120)


def said(text: str) -> list[tuple[str, float, str]]:
    return [(stated(text, q), q.value, q.unit) for q in quantities(text)]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("0", 0), ("07", 7), ("1,250", 1250), ("12.5", 12.5), ("seven", 7), ("Nineteen", 19),
        ("forty", 40), ("forty-two", 42), ("forty two", 42), ("a hundred", 100),
        ("three hundred", 300), ("two hundred and six", 206), ("one hundred and twenty-one", 121),
    ],
)  # fmt: skip
def test_digits_and_number_words_have_a_value(words: str, value: float) -> None:
    assert re.fullmatch(NUMBER, words, re.IGNORECASE)
    assert number(words) == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("60% of them", ("60%", 60, "percent")),
        ("60 % of them", ("60 %", 60, "percent")),
        ("60 per cent of them", ("60 per cent", 60, "percent")),
        ("seven percent of them", ("seven percent", 7, "percent")),
        ("fully a hundred per cent", ("a hundred per cent", 100, "percent")),
        ("12.5% of them", ("12.5%", 12.5, "percent")),
        ("half of them", ("half", 50, "percent")),
        ("about half the care leavers", ("about half", 50, "percent")),
        ("two-thirds of them", ("two-thirds", 66.7, "percent")),
        ("a third of them", ("a third", 33.3, "percent")),
        ("one third live alone", ("one third", 33.3, "percent")),
        ("a quarter receive help", ("a quarter", 25, "percent")),
        ("four in five of them", ("four in five", 80, "percent")),
        ("32 of the 71 replied", ("32 of the 71", 32, "ratio")),
        ("nine out of thirty replied", ("nine out of thirty", 9, "ratio")),
        ("it was 82/206 then", ("82/206", 82, "ratio")),
        ("12 of 2000 children", ("12 of 2000", 12, "ratio")),
        ("£2.5 million a year", ("£2.5 million", 2_500_000, "pounds")),
        ("£3,000 each", ("£3,000", 3000, "pounds")),
        ("Twenty-two young people", ("Twenty-two", 22, "count")),
        ("two hundred and six children", ("two hundred and six", 206, "count")),
        ("1,250 children", ("1,250", 1250, "count")),
    ],
)
def test_a_quantity_is_read_in_whichever_way_it_is_written(
    text: str, expected: tuple[str, float, str]
) -> None:
    assert said(text) == [expected]


@pytest.mark.parametrize(
    ("text", "sign", "words"),
    [
        ("more than 200 young people", ">", "more than 200"),
        ("well over 90% of them", ">", "well over 90%"),
        ("fewer than ten people", "<", "fewer than ten"),
        ("just under a third of them", "<", "just under a third"),
        ("at least 75% of them", ">=", "at least 75%"),
        ("80% or more of them", ">=", "80% or more"),
        ("up to 30 people", "<=", "up to 30"),
        ("15 or fewer people", "<=", "15 or fewer"),
        ("nearly two thirds of them", "~", "nearly two thirds"),
        ("about 40 people", "~", "about 40"),
        ("some 48% of them", "~", "some 48%"),
        ("concerns about 40 people", "=", "40"),
        ("below the 80% mark", "=", "80%"),
        ("40 people", "=", "40"),
    ],
)
def test_words_beside_a_quantity_set_its_bound(text: str, sign: str, words: str) -> None:
    (quantity,) = quantities(text)
    assert (quantity.comparator, stated(text, quantity)) == (sign, words)


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("60–70% of them", 60, 70, "percent"),
        ("60 to 70 per cent of them", 60, 70, "percent"),
        ("between 60% and 70% of them", 60, 70, "percent"),
        ("between 12 and 15 each", 12, 15, "count"),
        ("12 to 15 cases each", 12, 15, "count"),
        ("12–15 children each", 12, 15, "count"),
    ],
)
def test_a_range_has_two_ends(text: str, low: float, high: float, unit: str) -> None:
    (quantity,) = quantities(text)
    assert (quantity.value, quantity.upper, quantity.unit) == (low, high, unit)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("from 50% to 60% of them", [50, 60]),
        ("50% and 60% of them", [50, 60]),
        ("from 8 to 13 children", [8, 13]),
        ("331 children in 2012–13 to 545 children", [331, 545]),
        ("29 in 2011–2012 to 53 in 2013–2014", [29, 53]),
    ],
)
def test_two_figures_that_are_set_side_by_side_are_no_range(text: str, values: list[float]) -> None:
    assert [q.value for q in quantities(text)] == values
    assert all(q.upper is None for q in quantities(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("numbers have halved", ("halved", 50)),
        ("numbers doubled", ("doubled", 100)),
        ("numbers fell by a third", ("by a third", 33.3)),
        ("numbers have risen by almost two thirds", ("by almost two thirds", 66.7)),
        ("numbers increased by 10% last year", ("by 10%", 10)),
        ("a reduction of 28% in complaints", ("28%", 28)),
        ("there was a 40% increase", ("40%", 40)),
        ("attendance is up 5% on last year", ("5%", 5)),
        ("numbers increased 10% last year", ("10%", 10)),
        ("it is 17% below target", ("17%", 17)),
        ("it is 9% higher than before", ("9%", 9)),
        ("three percentage points more", ("three percentage points", 3)),
        ("a rise of 4% points", ("4% points", 4)),
    ],
)
def test_a_change_is_not_a_level(text: str, expected: tuple[str, float]) -> None:
    assert said(text) == [(*expected, "change")]


@pytest.mark.parametrize(
    "text",
    [
        "used by 40% of care leavers", "down to 40% of care leavers", "an improvement from 40%",
        "increased to 40%", "the rate rose from 40%",
    ],
)  # fmt: skip
def test_a_level_is_not_a_change(text: str) -> None:
    assert [(q.value, q.unit) for q in quantities(text)] == [(40, "percent")]


@pytest.mark.parametrize(
    "text",
    [
        "on 3 March 2019", "on March 3, 2019", "in June 2020", "30/3/17", "aged 5 to 11", "aged eight and above", "at 10.30am", "24/7",
        "the 2nd visit", "in 2014", "during 2013–14", "since 2015/16", "in 2013 children said so",
        "aged 16 to 18", "aged between 18 and 25", "aged 16 or 17", "over the age of eight",
        "when they turn 18", "until they are 25", "16- and 17-year-olds", "16 or 17 years old",
        "sixteen-year-olds", "a 19 year old", "for 18–25 only", "the under 18s", "post-16 courses",
        "the 16+ team", "the 16 plus team", "those 18 and over", "Year 11", "in Years 12 and 13",
        "Key Stages 1 and 2", "section 20", "paragraph 4.2", "level 3", "COVID-19",
        "one of them", "no one", "one-to-one", "a one-off", "a two-day visit", "a number of them",
        "three days", "for two nights", "12 working days", "six months", "three times a year",
        "a half-term", "the first half of it", "half a day", "a half-brother", "half the time",
        "a third party", "a third, and last, visit", "a quarter-final", "A4", "B12", "x2y", "3.5.1.2",
        "12345678901234567890",
    ],
)  # fmt: skip
def test_a_number_that_counts_nothing_is_no_quantity(text: str) -> None:
    third = "a third, and" in text
    assert said(text) == ([("a third", 33.3, "percent")] if third else [])


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("12 from 30 last year", [12, 30]),
        ("30 of 12", [30, 12]),
        ("five in six months", [5]),
        ("12 in 2015", [12]),
        ("12 in 30 homes", [12, 30]),
        ("three of 2015 and before", [3]),
    ],
)
def test_a_part_of_no_whole_is_no_ratio(text: str, values: list[float]) -> None:
    found = quantities(text)
    assert [q.value for q in found] == values
    assert {q.unit for q in found} == {"count"}


@settings(deadline=None)
@given(TEXTS)
def test_quantities_are_in_order_and_never_overlap(text: str) -> None:
    found = quantities(text)
    assert all(one.end <= other.start for one, other in pairwise(found))


@settings(deadline=None)
@given(TEXTS)
def test_the_span_of_a_quantity_holds_its_number(text: str) -> None:
    for q in quantities(text):
        words = text[q.start : q.end]
        assert words and words in stated(text, q) and stated(text, q) in text
        assert 0 <= q.value < 1e12
        if words[0].isdigit() and q.unit in ("count", "percent", "ratio") and not q.fraction:
            assert number(re.match(r"[\d,.]*\d", words).group()) == q.value
        assert (q.base is not None) == (q.unit == "ratio")
        assert q.upper is None or q.upper > q.value


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=999_999), st.sampled_from(["", "over ", "nearly "]))
def test_every_count_is_read_with_its_thousands(value: int, bound: str) -> None:
    if 1900 <= value <= 2099:
        return
    text = f"We know {bound}{value:,} residents."
    assert [(q.value, q.unit) for q in quantities(text)] == [(value, "count")]


def test_a_thousand_is_a_number() -> None:
    (found,) = quantities("Over two thousand children were helped.")
    assert (found.value, found.comparator) == (2000, ">")
    (more,) = quantities("Two thousand three hundred and six children were helped.")
    assert more.value == 2306
    assert number("one hundred thousand") == 100_000

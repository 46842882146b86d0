from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dates import Mention, find, limits, read


def only(text: str, reference: str | None = None) -> Mention:
    (mention,) = find(text, reference=reference)
    return mention


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("1st March 2019", "2019-03-01"),
        ("Published: Friday, 1st March 2019", "2019-03-01"),
        ("Published on Monday, August 1, 2016", "2016-08-01"),
        ("report published (30/3/17)", "2017-03-30"),
        ("dated 01.03.2019", "2019-03-01"),
        ("dated 2019-03-01", "2019-03-01"),
        ("the 31st of March, 2020", "2020-03-31"),
        ("in Sept. 2019", "2019-09"),
        ("by the end of March 2020", "2020-03"),
        ("in mid-2018", "2018"),
        ("since 2018-10", "2018-10"),
    ],
)
def test_a_written_date_is_read_as_precisely_as_it_is_given(text: str, iso: str) -> None:
    mention = only(text)
    assert (mention.first, mention.last, mention.basis) == (iso, iso, "text")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("between 2 and 13 July 2018", "2018-07-02", "2018-07-13"),
        ("17 March to 21 March 2025", "2025-03-17", "2025-03-21"),
        ("27 September to 8 October 2021", "2021-09-27", "2021-10-08"),
        ("12 December to 6 January 2022", "2021-12-12", "2022-01-06"),
        ("Monday 3 June 2024 – Friday 14 June 2024", "2024-06-03", "2024-06-14"),
        ("September and October 2019", "2019-09", "2019-10"),
        ("the summer of 2019", "2019-06", "2019-08"),
        ("winter 2018/19", "2018-12", "2019-02"),
        ("in 2014–15", "2014", "2015"),
        ("in 2013–4", "2013", "2014"),
        ("the financial year 1999/00", "1999", "2000"),
        ("quarter four 2013–14", "2014-01", "2014-03"),
        ("Q1 2019/20", "2019-04", "2019-06"),
        ("the first quarter of 2019", "2019-01", "2019-03"),
        ("between 2015 and 2019", "2015", "2019"),
    ],
)
def test_a_period_has_a_beginning_and_an_end(text: str, first: str, last: str) -> None:
    mention = only(text)
    assert (mention.first, mention.last, mention.basis) == (first, last, "text")


@pytest.mark.parametrize(
    ("text", "reference", "first", "last"),
    [
        ("published today (1 March)", "2019-03-01", "2019-03-01", "2019-03-01"),
        ("at the beginning of last month", "2019-03-01", "2019-02", "2019-02"),
        ("last month", "2019-01-20", "2018-12", "2018-12"),
        ("judged inadequate in March last year", "2016-08-01", "2015-03", "2015-03"),
        ("a visit at the end of June", "2016-08-01", "2016-06", "2016-06"),
        ("a visit at the end of June", "2016-03-01", "2015-06", "2015-06"),
        ("a visit in October this year", "2018", "2018-10", "2018-10"),
        ("since last summer", "2017-03-30", "2016-06", "2016-08"),
        ("since last summer", "2017-10-30", "2017-06", "2017-08"),
        ("last Christmas", "2018-10", "2017-12", "2017-12"),
        ("last March", "2016-02-01", "2015-03", "2015-03"),
        ("two years ago", "2019-03-01", "2017", "2017"),
        ("in the last 12 months", "2019-09", "2018-09", "2019-09"),
        ("last week", "2019-03-01", "2019-02-18", "2019-02-24"),
        ("yesterday", "2019-03-01", "2019-02-28", "2019-02-28"),
        ("by June", "2019-09-01", "2020-06", "2020-06"),
    ],
)
def test_a_relative_date_counts_from_the_reference_and_is_inferred(
    text: str, reference: str, first: str, last: str
) -> None:
    mention = find(text, reference=reference)[-1]
    assert (mention.first, mention.last, mention.basis) == (first, last, "inferred")


def test_a_relative_date_without_a_reference_stands_there_and_has_no_value() -> None:
    mention = only("a visit in October this year")
    assert (mention.first, mention.last, mention.basis) == (None, None, "inferred")


def test_a_reference_that_is_only_a_year_does_not_tell_the_month() -> None:
    assert only("last month", reference="2019").first is None


def test_a_limit_is_told_from_a_time() -> None:
    bounds = {m.first: m.bound for m in find("by 2022, since March 2019, before 2018 and in 2017")}
    assert bounds == {"2022": "by", "2019-03": "since", "2018": "before", "2017": None}


def test_two_whole_dates_joined_by_and_are_no_range_unless_between() -> None:
    assert [m.first for m in find("52 in March 2018 and March 2019")] == ["2018-03", "2019-03"]
    assert only("between March 2018 and March 2019").last == "2019-03"


@pytest.mark.parametrize(
    "text",
    [
        "2017 children and over 2000 families",
        "£2,019 or 2019%",
        "www.example.org/inspection-2017.",
        "they may do so, and 3 may not",
        "young people march on",
        "31/31/2019",
        "section 20 and 12 of the 24",
        "The sun sat low",
    ],
)
def test_what_is_no_date_is_left_alone(text: str) -> None:
    assert find(text) == ()


def test_a_year_after_a_preposition_is_a_year_whatever_follows() -> None:
    assert only("In 2019 young people said so").first == "2019"


def test_a_day_that_does_not_exist_falls_back_to_its_month() -> None:
    assert only("31 February 2019").first == "2019-02"


def test_months_need_no_capital_in_a_typed_question_that_gives_a_year() -> None:
    assert only("what happened in may 2018?").first == "2018-05"


def test_a_short_text_is_read_as_one_date_or_none() -> None:
    assert read("Friday, 1st March 2019") == "2019-03-01"
    assert read("2 to 13 July 2018") is None
    assert read("no date") is None


def test_only_a_known_day_is_a_day() -> None:
    days = [m.is_day for m in find("1 March 2019; in March 2019; 2 to 13 July 2018; last week")]
    assert days == [True, False, False, False]


def test_limits_are_the_first_and_last_day() -> None:
    assert limits("2019") == (date(2019, 1, 1), date(2019, 12, 31))
    assert limits("2020-02") == (date(2020, 2, 1), date(2020, 2, 29))
    assert limits("2020-02-03") == (date(2020, 2, 3), date(2020, 2, 3))


_PIECES = st.sampled_from(
    ["1", "30/3/17", "March", "may", "2019", "last", "month", "to", "and", "the end of", "–", ",",
     "this year", "2014–15", "by", "in", "quarter four", "summer", "ago", "two years", "€", "today"]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=14), st.sampled_from([None, "2019", "2018-10", "2016-02-29"]))
def test_mentions_stand_in_order_without_overlap_and_reread_alike(
    pieces: list[str], reference: str | None
) -> None:
    text = " ".join(pieces)
    mentions = find(text, reference=reference)
    assert all(0 <= m.start < m.end <= len(text) for m in mentions)
    assert all(a.end <= b.start for a, b in pairwise(mentions))
    assert all((m.first is None) == (m.last is None) for m in mentions)
    assert all(limits(iso) for m in mentions for iso in (m.first, m.last) if iso)
    assert all(m.first is not None for m in mentions if m.basis == "text")


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2049, 12, 31)))
def test_every_day_is_read_back_however_it_is_written(day: date) -> None:
    for form in (
        f"{day.day} {day:%B %Y}",
        f"{day:%d/%m/%Y}",
        f"{day:%A, %B} {day.day}, {day.year}",
    ):
        assert only(f"It was {form}.").first == day.isoformat()

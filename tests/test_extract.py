from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.extract import facts, polarity
from index.records import Document, Fact, Identity, Kind
from index.split import sentences

PUBLISHED = "2019-06-15"


def stated_in(text: str, *, kind: Kind = "news", published: str | None = PUBLISHED) -> list[Fact]:
    who = Identity(kind=kind, council="Wigan", councils=("Wigan",), published=published)
    document = Document(id="d", title="", source="", sha256="", text=text, identity=who)
    return list(facts(document, sentences("d", text)))


def figures(text: str, *keys: str) -> list[Fact]:
    return [
        fact
        for fact in stated_in(text)
        if fact.value is not None and (not keys or fact.measure in keys)
    ]


def values(text: str, *keys: str) -> list[tuple[str, float | str | None]]:
    return [(fact.measure, fact.value) for fact in figures(text, *keys)]


def roles(text: str) -> list[tuple[float | str | None, str]]:
    return [(fact.value, fact.role) for fact in figures(text, "eet", "neet", "caseloads")]


# Which measure a value is of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("61% of care leavers are in EET.", [("eet", 61)]),
        ("The large majority (61%) of care leavers are in EET.", [("eet", 61)]),
        ("At 61%, the proportion of care leavers in EET is good.", [("eet", 61)]),
        ("The proportion of care leavers in EET is 61%.", [("eet", 61)]),
        ("EET stands at 61% for the over 18s.", [("eet", 61)]),
        ("A 61% EET rate is good.", [("eet", 61)]),
        ("Of care leavers over 19, 61% are in EET.", [("eet", 61)]),
        ("Most are in suitable homes and 61% of whom are in EET.", [("eet", 61)]),
        ("32 of the 50 care leavers are in EET.", [("eet", 64)]),
        ("Four in five of them are in education, work or training.", [("eet", 80)]),
        ("Too many (31%) are not in education, employment or training.", [("neet", 31)]),
        ("The NEET figure fell: our data shows 31% today.", [("neet", 31)]),
        (
            "61% are in EET and 31% are NEET.",
            [("eet", 61), ("neet", 31)],
        ),
        (
            "61% are in EET, 8% go to university and 94% live in suitable accommodation.",
            [("eet", 61), ("higher_education", 8), ("suitable_accommodation", 94)],
        ),
        ("EET (61%) is strong and NEET (31%) is falling.", [("eet", 61), ("neet", 31)]),
        ("61% (2018: 58%; 2017: 55%) of care leavers were in EET.", [("eet", 61), ("eet", 55)]),
        ("Nine young people are in apprenticeships.", [("apprenticeships", 9)]),
        ("Two care leavers live in bed and breakfast hotels.", [("bed_and_breakfast", 2)]),
        ("The average caseload is 17.", [("caseloads", 17)]),
        ("Caseloads are too high, at an average of 27 children.", [("caseloads", 27)]),
        ("Social workers hold an average of 17 cases.", [("caseloads", 17)]),
        ("We are in touch with 96% of care leavers.", [("in_touch", 96)]),
        ("We are responsible for more than 210 care leavers.", [("cohort_care_leavers", 210)]),
        ("There are 210 care leavers in Wigan.", [("cohort_care_leavers", 210)]),
        ("The number of care leavers is 210.", [("cohort_care_leavers", 210)]),
        ("At the time 310 children were being looked after.", [("cohort_looked_after", 310)]),
        ("The number of children in care rose by a third.", [("cohort_looked_after", 33.3)]),
    ],
)
def test_a_value_belongs_to_the_measure_it_is_said_of(
    text: str, expected: list[tuple[str, float]]
) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        # Another matter's value.
        "EET is good and 94% have a bank account.",
        "None of them is NEET and there is a 30% success rate.",
        "With a success rate of 31%, fewer carers offer staying put arrangements.",
        "EET improved. That left 30% of the money.",
        "Support for EET is good; 94% of plans are up to date.",
        "Support for EET is good; among homes there is room in 94%.",
        "EET is not recorded for the 9% unknown.",
        # A part of those whom the measure counts.
        "The scheme helps two thirds of those care leavers who are NEET.",
        "A third of care leavers who are NEET are parents.",
        "It works with 40% of NEET young people.",
        "A third of care leavers not in EET are parents.",
        "Most of the 70% of people not in EET have children.",
        "The scheme has helped 40% of its participants into EET.",
        # What inspectors saw in a sample.
        "Seven of the eight young people who met inspectors are in EET.",
        "In 12 of the 20 cases sampled care leavers were in EET.",
        "Of the young people seen by inspectors, 70% are in EET.",
        # What is left out, and what is denied.
        "The council is in touch with all but two of its 180 care leavers.",
        "It is not in touch with 3% of its care leavers.",
        "12% do not live in suitable accommodation.",
        "40% are not NEET.",
        # Counts, years and ages are no shares.
        "They left Year 11 and are in EET.",
        "In 2013 children were in EET.",
        "Three workers help them into EET.",
    ],
)
def test_a_number_that_is_not_the_measures_own_is_no_value_of_it(text: str) -> None:
    assert figures(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "94% of looked after children had a health check.",
        "There are 25 care leavers studying at university.",
        "A small number of care leavers (four) could not be found.",
        "19 children were at risk, seven of them looked after children.",
        "Attendance for looked after children is 92%.",
    ],
)
def test_a_share_or_a_part_of_the_children_is_not_how_many_there_are(text: str) -> None:
    assert figures(text, "cohort_care_leavers", "cohort_looked_after") == []


@pytest.mark.parametrize(
    "text",
    [
        "19 of 24 care leavers (79%) are in EET.",
        "79% of care leavers are in EET (19/24).",
        "The EET rate is 79% (19 of 24).",
        "19 of 24 care leavers are in EET, which is 79%.",
        "Over three quarters of care leavers (79%) are in EET.",
    ],
)
def test_a_share_and_its_ratio_are_one_value(text: str) -> None:
    assert values(text) == [("eet", 79)]


def test_the_words_of_a_value_the_bound_and_the_range_are_kept() -> None:
    (fact,) = figures("Nearly two thirds of care leavers are in EET.")
    assert (fact.stated, fact.comparator, fact.unit) == ("Nearly two thirds", "~", "percent")
    (fact,) = figures("Between 60% and 70% of care leavers are in EET.")
    assert (fact.value, fact.upper) == (60, 70)
    (fact,) = figures("Social workers have caseloads of 14 to 18 children.")
    assert (fact.value, fact.upper, fact.unit) == (14, 18, "cases")


def test_a_matter_without_a_value_is_stated_once_in_a_sentence() -> None:
    text = "Pathway plans are good, and every pathway plan is shared. Health is a strength."
    assert [(f.measure, f.value, f.at) for f in stated_in(text)] == [
        ("pathway_plans", None, 0),
        ("health", None, text.index("Health")),
    ]


def test_a_measure_with_a_value_is_not_stated_without_one_as_well() -> None:
    text = "The EET figure, for education, employment or training, is 61%."
    assert [(f.measure, f.value) for f in stated_in(text)] == [("eet", 61)]


# Roles


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The EET rate is 61%.", [(61, "actual")]),
        ("The target for EET is 75%.", [(75, "target")]),
        ("The council has a 75% target for EET.", [(75, "target")]),
        ("We aim to have 75% of care leavers in EET.", [(75, "target")]),
        ("Their ambition is for 75% of care leavers to be in EET.", [(75, "target")]),
        ("They want at least 75% of care leavers in EET.", [(75, "target")]),
        ("Leaders pledged that 75% of care leavers would be in EET.", [(75, "target")]),
        ("EET is not yet at its target of 75%.", [(75, "target")]),
        ("EET is 61% against a target of 75%.", [(61, "actual"), (75, "target")]),
        ("EET is 61%, and the goal is 75%.", [(61, "actual"), (75, "target")]),
        ("At 80%, EET is above the target of 75%.", [(80, "actual"), (75, "target")]),
        ("EET is above its target, at 80%.", [(80, "actual")]),
        ("EET is better than target at 80%.", [(80, "actual")]),
        ("EET is on target at 61%.", [(61, "actual")]),
        ("With no target for EET it was 61%.", [(61, "actual")]),
        ("EET is 61% against target.", [(61, "actual")]),
        ("EET at 61% is below the 75% target.", [(61, "actual"), (75, "target")]),
        ("Performance against the 75% EET target stands at 61%.", [(75, "target"), (61, "actual")]),
        ("It exceeded its 60% EET target, reaching 64%.", [(60, "target"), (64, "actual")]),
        ("EET is 61% (target 75%).", [(61, "actual"), (75, "target")]),
        ("EET should be at least 70%.", [(70, "target")]),
        ("61% are in EET and we want that to be 75%.", [(61, "actual"), (75, "target")]),
        ("We aim to cut NEET from 31% to 20%.", [(31, "previous"), (20, "target")]),
        ("61% are in EET, with a target of 75% and 54% nationally.",
         [(61, "actual"), (75, "target"), (54, "benchmark")]),
        ("EET rose from 50% to 61%, and the goal is 70% by 2022.",
         [(50, "previous"), (61, "actual"), (70, "target")]),
        ("EET is to rise: we aim for 70% in 2020 and 75% in 2022.", [(70, "target"), (75, "target")]),
        ("The EET target was 70%, rising to 75%.", [(70, "target"), (75, "target")]),
        ("Staff aim high, and 61% of care leavers are in EET.", [(61, "actual")]),
        ("They are committed to care leavers and 61% of them are in EET.", [(61, "actual")]),
        ("We are ambitious for care leavers, 61% of whom are in EET.", [(61, "actual")]),
        ("Good planning for care leavers means that 61% are in EET.", [(61, "actual")]),
        ("Targeted support means that 61% are in EET.", [(61, "actual")]),
        ("EET rose from 50% to 61%.", [(50, "previous"), (61, "actual")]),
        ("EET is 61%, up from 50% last year.", [(61, "actual"), (50, "previous")]),
        ("EET is 61%, an improvement on the figure of 50% in 2017.", [(61, "actual"), (50, "previous")]),
        ("EET is 61% compared with 50% a year ago.", [(61, "actual"), (50, "previous")]),
        ("EET is 61% compared to 50% in 2017.", [(61, "actual"), (50, "previous")]),
        ("EET is 61% compared to 50% nationally.", [(61, "actual"), (50, "benchmark")]),
        ("EET is 61%, above the national average of 50%.", [(61, "actual"), (50, "benchmark")]),
        ("EET is 61%, and 50% in similar authorities.", [(61, "actual"), (50, "benchmark")]),
        ("EET is 61%, higher than its neighbours, at 50%.", [(61, "actual"), (50, "benchmark")]),
        ("EET is 61%, above the national rate, at 50%, and England, at 52%.",
         [(61, "actual"), (50, "benchmark"), (52, "benchmark")]),
        ("EET rose from 45% and is above the national average, at 61%.",
         [(45, "previous"), (61, "actual")]),
        ("EET is in line with national figures, at 61%.", [(61, "actual")]),
        ("Nationally, 54% of care leavers are in EET.", [(54, "benchmark")]),
        ("Across England just 54% of care leavers are in EET.", [(54, "benchmark")]),
        ("EET in the South West was 54%.", [(54, "benchmark")]),
        ("At the last inspection, 50% of care leavers were in EET.", [(50, "previous")]),
        ("Previously, 50% of care leavers were in EET.", [(50, "previous")]),
        ("EET is 9% higher than last year.", [(9, "actual")]),
        ("EET is 9% higher than the national average.", [(9, "actual")]),
        ("Caseloads range from 12 for new staff to 19.", [(12, "actual"), (19, "actual")]),
        ("Social workers' caseloads are an average of 17.", [(17, "actual")]),
    ],
)  # fmt: skip
def test_a_value_has_the_role_that_its_sentence_gives_it(
    text: str, expected: list[tuple[float, str]]
) -> None:
    assert roles(text) == expected


TARGETS = st.sampled_from(
    [
        "Our target of {n}% of care leavers in {m} is firm.",
        "The council has set itself a target of {n}% for {m}.",
        "The council has a target of {n}% for {m} and is not yet there.",
        "For {m}, a target of {n}% was agreed.",
        "The {m} rate has not met the target of {n}%.",
        "We have a target of {n} per cent of young people in {m} by 2022.",
        "Care leavers in {m} should be helped to the target of {n}%.",
        "The target of {n}% {m} is ambitious.",
    ]
)
ACTUALS = st.sampled_from(
    [
        "Currently {n}% of care leavers are in {m}.",
        "At {n}%, the share of care leavers in {m} has grown.",
        "The {m} figure is {n}% and has improved.",
        "{n} per cent of young people were in {m} at the time of the visit.",
        "Just {n}% are in {m}, and leaders aim to do better.",
        "{n}% are in {m}, which is short of the council’s target.",
        "Leaders are ambitious, and {n}% of care leavers are now in {m}.",
        "Targeted work helped: {n}% of care leavers are in {m}.",
    ]
)
MEASURES = st.sampled_from([("eet", "EET"), ("eet", "education, employment or training")])


@settings(deadline=None)
@given(TARGETS, MEASURES, st.integers(min_value=1, max_value=99))
def test_a_target_is_never_an_actual(frame: str, measure: tuple[str, str], n: int) -> None:
    key, words = measure
    assert [(f.measure, f.value, f.role) for f in figures(frame.format(n=n, m=words))] == [
        (key, n, "target")
    ]


@settings(deadline=None)
@given(ACTUALS, MEASURES, st.integers(min_value=1, max_value=99))
def test_an_actual_is_never_a_target(frame: str, measure: tuple[str, str], n: int) -> None:
    key, words = measure
    assert [(f.measure, f.value, f.role) for f in figures(frame.format(n=n, m=words))] == [
        (key, n, "actual")
    ]


DENIED = st.sampled_from(["not in", "not engaged in", "not currently in any", "outside", "out of"])


@settings(deadline=None)
@given(ACTUALS | TARGETS, DENIED, st.integers(min_value=1, max_value=99))
def test_a_value_of_neet_is_never_one_of_eet(frame: str, denied: str, n: int) -> None:
    words = f"{denied} education, employment or training"
    text = frame.replace("in {m}", words).replace("{m}", "NEET").format(n=n)
    assert [(f.measure, f.value) for f in figures(text)] == [("neet", n)]


# Cohorts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("61% of care leavers are in EET.", ["care leavers"]),
        ("61% of young people are in EET.", ["young people"]),
        ("61% of looked after children are in EET.", ["looked-after children"]),
        ("61% are in EET.", ["care leavers"]),
        ("Of those aged 17 to 18, 61% are in EET.", ["care leavers aged 17 to 18"]),
        ("61% of care leavers aged 19 to 21 are in EET.", ["care leavers aged 19 to 21"]),
        ("61% of 19- to 21-year-old care leavers are in EET.", ["young people aged 19 to 21"]),
        ("The share of care leavers aged 17–18 who are NEET fell to 31%.", ["care leavers aged 17 to 18"]),
        ("61% of care leavers over 18 are in EET.", ["care leavers over 18"]),
        ("61% of care leavers aged 19, 20 or 21 are in EET.", ["care leavers aged 19 to 21"]),
        ("61% of care leavers aged 16 years and over are in EET.", ["care leavers aged 16 and over"]),
        ("61% of care leavers aged 18+ are in EET.", ["care leavers aged 18 and over"]),
        ("Of care leavers over 21, 61% are in EET.", ["care leavers over 21"]),
        (
            "61% of care leavers over 18 are in EET, and for those under 18 it is 74%.",
            ["care leavers over 18", "care leavers under 18"],
        ),
        (
            "52% of 19-year-olds and 47% of all care leavers were NEET.",
            ["young people aged 19", "care leavers"],
        ),
        (
            "EET for care leavers aged 19 to 21 rose from 50% to 61%.",
            ["care leavers aged 19 to 21", "care leavers aged 19 to 21"],
        ),
        (
            "31% of care leavers are NEET, rising to 40% for those aged 19.",
            ["care leavers", "care leavers aged 19"],
        ),
    ],
)  # fmt: skip
def test_a_value_is_of_the_people_it_is_said_of(text: str, expected: list[str]) -> None:
    assert [fact.cohort for fact in figures(text, "eet", "neet")] == expected


# Dates


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In 2017, 61% were in EET.", [("2017", None)]),
        ("61% were in EET at 31 March 2018.", [("2018-03-31", None)]),
        ("Data as of 31 March 2018 tells that the share of our care leavers who are in some kind of EET is 61%.", [("2018-03-31", None)]),
        ("EET rose from 50% in 2016–17 to 61% at the time of the visit.", [("2017", None), (None, None)]),
        ("EET rose from 50% in 2016 to 61% in 2018.", [("2016", None), ("2018", None)]),
        ("In 2018, 61% were in EET, compared to 50% nationally.", [("2018", None), (None, None)]),
        ("61% are in EET, although this has changed in the last year.", [(None, None)]),
        ("61% are in EET, better since March 2018.", [(None, None)]),
        ("61% are in EET, a rise since the last inspection in 2016.", [(None, None)]),
        ("EET rose from 11 per cent of young people in 2014 to 24 per cent.", [("2014", None), (None, None)]),
        ("61% are in EET, with five to start courses in September 2018.", [(None, None)]),
        ("The 2017 figure for EET was 61%, with a 2021 target of 70%.", [("2017", None), (None, "2021")]),
        ("By June 2018, 61% were in EET.", [("2018-06", None)]),
        ("Our target is 75% of care leavers in EET by 2022.", [(None, "2022")]),
        ("Our target for EET is 75% in 2022.", [(None, "2022")]),
        ("Our target for EET was 75% by March 2018.", [(None, "2018-03")]),
    ],
)  # fmt: skip
def test_a_value_has_the_date_it_is_true_of_or_meant_for(
    text: str, expected: list[tuple[str | None, str | None]]
) -> None:
    assert [(fact.as_of, fact.by) for fact in figures(text)] == expected


def test_what_is_to_be_reached_after_the_document_is_a_target() -> None:
    (fact,) = figures("75% of care leavers in EET by March 2024!")
    assert (fact.role, fact.by) == ("target", "2024-03")


# Older and newer


def test_a_figure_older_than_a_newer_one_is_a_previous_one() -> None:
    text = "In 2016, 50% of care leavers were in EET. Today 61% are in EET."
    assert roles(text) == [(50, "previous"), (61, "actual")]


def test_a_figure_of_those_who_are_not_makes_the_others_older_one_a_previous_one() -> None:
    text = "In 2016, 50% of care leavers were in EET. Today 31% are NEET."
    assert roles(text) == [(50, "previous"), (31, "actual")]


def test_the_newest_figure_that_a_document_has_stands() -> None:
    assert roles("In 2016, 50% of care leavers were in EET.") == [(50, "actual")]
    text = "In 2016, 50% of care leavers were in EET. The target for EET is 75%."
    assert roles(text) == [(50, "actual"), (75, "target")]


# Polarity


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Pathway plans are a strength.", "good"),
        ("Pathway plans are weak.", "bad"),
        ("Pathway plans need to be better.", "bad"),
        ("Pathway plans are in a cupboard.", None),
        ("Ensure that all pathway plans are good.", "bad"),
        ("Effective pathway plans. (Outcome 4, national framework)", "bad"),
        ("Pathway plans are not always written well.", "bad"),
        ("Pathway plans are not up to date or accurate.", "bad"),
        ("Progress on pathway plans has not been swift.", "bad"),
        ("Pathway plans are written without delay.", "good"),
        ("Not only are pathway plans good, they are short.", "good"),
        ("Safeguarding concerns are put into pathway plans.", None),
        ("Pathway plans are a cause for concern.", "bad"),
        ("A panel makes recommendations on pathway plans.", None),
        ("Pathway plans help young people to secure work.", None),
        ("Early help is strong, but pathway plans are poor.", "bad"),
        ("Early help is poor, but pathway plans are strong.", "good"),
        ("The council has been asked to strengthen its good pathway plans.", "bad"),
    ],
)
def test_the_nearer_cue_tells_whether_a_matter_is_a_strength(text: str, said: str | None) -> None:
    start = text.casefold().index("pathway plans")
    assert polarity(text, start, start + len("pathway plans")) == said


def test_what_stands_under_a_heading_of_needs_is_to_be_improved() -> None:
    text = (
        "What needs to improve?\n\nThe quality of pathway plans.\n\nThe strong early help offer."
        "\n\nThe experiences and progress of care leavers: good\n\nMental health support is good."
    )
    found = stated_in(text, kind="full inspection")
    assert [(f.measure, f.polarity) for f in found if f.unit != "grade"] == [
        ("pathway_plans", "bad"),
        ("early_help", "bad"),
        ("mental_health", "good"),
    ]


# Visits


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("This was the third monitoring visit.", ("monitoring_visit", 3, "third", "ordinal")),
        ("It was Ofsted’s Second full monitoring visit.", ("monitoring_visit", 2, "Second", "ordinal")),
        ("This was a monitoring visit.", ("monitoring_visit", None, None, None)),
        ("This was a focused visit.", ("focused_visit", None, None, None)),
    ],
)  # fmt: skip
def test_a_visit_has_the_number_that_is_said(text: str, expected: tuple[object, ...]) -> None:
    (fact,) = stated_in(text)
    assert (fact.measure, fact.value, fact.stated, fact.unit) == expected
    assert fact.stated is None or text[fact.at :].startswith(fact.stated)


# Judgements


def judged(text: str, kind: Kind = "news") -> list[tuple[str | None, object, str]]:
    found = stated_in(text, kind=kind)
    return [(f.cohort, f.value, f.role) for f in found if f.unit == "grade"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Overall effectiveness | Good", ("overall", "good", "judgement")),
        ("The experiences of care leavers | Outstanding", ("care leavers", "outstanding", "judgement")),
        ("The progress of children in care and care leavers | Good", ("in care", "good", "judgement")),
        ("The impact of leaders | Requires improvement to be good", ("leaders", "requires improvement", "judgement")),
        ("The overall judgement is that services are inadequate.", ("overall", "inadequate", "judgement")),
        ("The graded judgement for care leavers is that it requires improvement.", ("care leavers", "requires improvement", "judgement")),
        ("The council was judged to be good.", ("overall", "good", "previous")),
        ("At the last inspection help and protection was judged inadequate.", ("help and protection", "inadequate", "previous")),
        ("Services for children in care are now judged to be good.", ("in care", "good", "judgement")),
        ("With services for children in care now judged to be good, staff stay.", ("in care", "good", "judgement")),
        ("In 2012 the council’s care leavers’ services were judged adequate.", ("care leavers", "adequate", "previous")),
        ("The last inspection of children in care was in May 2012. The council was judged to be good.",
         ("in care", "good", "previous")),
        ("The previous inspection of its safeguarding arrangements was in 2011. It was judged to be adequate.",
         ("help and protection", "adequate", "previous")),
    ],
)  # fmt: skip
def test_a_report_judges_in_its_table_and_the_present_tense(
    text: str, expected: tuple[str, str, str]
) -> None:
    assert judged(text, "full inspection") == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ofsted judged the council’s services to be ‘outstanding’.", [("overall", "outstanding", "judgement")]),
        ("The council’s Good rating replaces its previous rating of Inadequate.",
         [("overall", "good", "judgement"), ("overall", "inadequate", "previous")]),
        ("Help and protection was rated good and services for care leavers require improvement.",
         [("help and protection", "good", "judgement"), ("care leavers", "requires improvement", "judgement")]),
    ],
)  # fmt: skip
def test_a_release_says_what_was_judged(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert judged(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The council runs a children’s home, which was judged good.",
        "All were judged good or outstanding in their most recent inspection.",
        "None was judged good in its most recent inspection.",
        "There is some way to go before services can be judged to be good.",
        "Twelve were judged good in their most recent inspection.",
        "The last inspection of the fostering service was in 2011. It was judged to be good.",
        "This was judged to be good at its last inspection.",
        "Two thirds attend schools judged inadequate.",
        "The graded judgement for adoption performance is that it is good.",
        "It meets the requirements for a good judgement.",
        "Audits judged many assessments to be inadequate.",
        "Services judged good or better are few.",
        "The council was judged to do good work.",
        "They do a good job and staff are good.",
        "Good | 12 | 2019",
        "The trust’s services should be judged good by October 2017 and outstanding by October 2019.",
    ],
)
def test_a_grade_of_others_or_mere_praise_is_no_judgement(text: str) -> None:
    assert judged(text, "full inspection") == []


# Who says it


def test_in_the_inspectorates_own_report_we_is_the_inspectorate() -> None:
    text = "We found that 61% of care leavers are in EET."
    assert {f.speaker for f in stated_in(text, kind="focused visit")} == {"Ofsted"}
    assert {f.speaker for f in stated_in(text, kind="news")} == {"the council"}


# What holds for every text


PIECES = st.sampled_from(
    [
        "61%", "two thirds", "32 of 71", "12", "more than 200", "halved", "care leavers", "aged 19 to 21",
        "are", "in", "EET", "NEET", "not", "a target of", "from", "to", "compared with", "nationally",
        "by 2022", "in 2017", "last year", "(", ")", ",", ".", ". ", ";", "of", "and", "who", "judged",
        "good", "inadequate", " | ", "\n\n", "caseloads", "children in care", "there are", "third", "monitoring visit",
        "staying put", "“", "”", "said", "Mary Smith", "the council", "we", "é", "\u200b", "ſ",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=25).map(" ".join) | st.text(max_size=150)
KINDS: st.SearchStrategy[Kind] = st.sampled_from(("news", "full inspection", "other"))


@settings(deadline=None)
@given(TEXTS, KINDS, st.sampled_from([None, "2019", "2019-06", "2019-06-15"]))
def test_every_fact_quotes_its_sentence_and_holds_its_value(
    text: str, kind: Kind, published: str | None
) -> None:
    found = stated_in(text, kind=kind, published=published)
    places = {(s.start, s.end) for s in sentences("d", text)}
    for fact in found:
        assert (fact.start, fact.end) in places
        assert text[fact.start : fact.end] == fact.quote
        assert fact.start <= fact.at < fact.end
        assert fact.stated is None or fact.stated in fact.quote
        assert (fact.stated is None) == (fact.value is None)
        assert (fact.unit is None) == (fact.value is None)
        assert fact.council == "Wigan"
    assert all(one.start <= other.start for one, other in pairwise(found))


@settings(deadline=None)
@given(TEXTS)
def test_reading_a_text_again_gives_the_same_facts(text: str) -> None:
    assert stated_in(text) == stated_in(text)


def test_an_area_may_stand_after_its_grade() -> None:
    text = "In 2012 it was judged adequate for safeguarding and good for children in care."
    assert judged(text, "full inspection") == [
        ("help and protection", "adequate", "previous"),
        ("in care", "good", "previous"),
    ]


def test_the_inspection_of_a_judgement_may_stand_in_the_sentence_before_it() -> None:
    first, second = (
        "The last inspection of its safeguarding arrangements and services for looked after "
        "children was in May 2012.",
        "The council was judged to be good.",
    )
    found = [f for f in stated_in(f"{first} {second}", kind="full inspection") if f.unit]
    assert [(f.cohort, f.as_of, f.quote) for f in found] == [
        ("help and protection", "2012-05", f"{first} {second}"),
        ("in care", "2012-05", f"{first} {second}"),
    ]


def test_the_line_that_leads_in_to_a_list_dates_its_items() -> None:
    text = (
        "In the last 12 months to 31 March 2019:\n\nthere have been 21 adoptions\n\n"
        "19 children became subject of special guardianship orders.\n\n"
        "There have been 30 adoptions since."
    )
    dated = [(f.value, f.as_of) for f in figures(text, "adoptions", "special_guardianship")]
    assert dated == [(21, "2019-03-31"), (19, "2019-03-31"), (30, None)]


def test_what_is_said_of_a_number_is_as_of_when_that_was_counted() -> None:
    text = (
        "At 31 March 2019, 304 children are being looked after by the council.\n\n"
        "Of this number, 128 (or 42%) live outside the local authority area."
    )
    assert [(f.value, f.as_of) for f in figures(text, "out_of_area")] == [(42, "2019-03-31")]
    later = text.replace("Of this number", "A further")
    assert [f.as_of for f in figures(later, "out_of_area")] == [None]


def test_what_a_number_rose_from_is_a_previous_one_of_its_own_date() -> None:
    text = (
        "At 28 April 2019, 171 children are the subject of a child protection plan (a rate of 61 "
        "per 10,000 children). This is an increase from 115 (41 per 10,000 children) at "
        "31 March 2018."
    )
    told = [(f.value, f.role, f.as_of) for f in figures(text, "child_protection_plans")]
    assert told == [(171, "actual", "2019-04-28"), (115, "previous", "2018-03-31")]


def test_caseloads_are_those_of_whom_the_figure_is_of() -> None:
    text = "Care-leaving advisers have heavy caseloads of an average of 30 young people."
    assert values(text) == [("adviser_caseload", 30)]
    assert values("Social workers have caseloads of 18.") == [("caseloads", 18)]


def test_the_judgement_of_a_heading_is_told_though_an_older_one_is_too() -> None:
    text = (
        "Children’s services in Wigan are good\n\nAt the last inspection in 2014 the overall "
        "effectiveness was judged to be inadequate."
    )
    who = Identity(
        kind="full inspection",
        council="Wigan",
        councils=("Wigan",),
        published=PUBLISHED,
        grades=(("overall", "good"),),
    )
    document = Document(id="d", title="", source="", sha256="", text=text, identity=who)
    found = [f for f in facts(document, sentences("d", text)) if f.measure == "judgement"]
    assert {(f.role, f.value) for f in found} == {("judgement", "good"), ("previous", "inadequate")}

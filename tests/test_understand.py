"""What a question asks: of whom, on what, and what would answer it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.asked import asking, when
from rag.asked.spelling import corrected
from rag.records import Condition, Query
from rag.understand import understand
from tests.large_library import COUNCILS

HELD = frozenset({"Bury", "Derby", "Kent", "Leeds", "Wigan"})


def asked(question: str) -> Query:
    return understand(question, held=HELD)


def condition(question: str) -> Condition:
    (only,) = asked(question).conditions
    return only


# Which way through the house


@pytest.mark.parametrize(
    ("kind", "questions"),
    [
        (
            "list",
            [
                "Which councils target 75% EET?",
                "what councils have a drop-in service",
                "List all the councils that mention staying close.",
                "Are there any councils with bed and breakfast accommodation?",
                "In which areas do care leavers pay no council tax?",
                "Does any council offer a council tax discount?",
                "who targets 75%?",
                "Where is EET above 60%?",
            ],
        ),
        (
            "count",
            [
                "How many councils offer a council tax discount?",
                "how many local authorities are below 60% EET",
                "What is the number of councils with a local offer?",
            ],
        ),
        (
            "compare",
            [
                "Compare Leeds and Kent on EET.",
                "Leeds versus Bury: pathway plans",
                "Is EET higher in Derby than in Leeds?",
                "What is the difference between Kent and Derby on council tax?",
            ],
        ),
        (
            "summary",
            [
                "Summarise the report on Leeds.",
                "Give me an overview of Kent",
                "What were the main findings in Bury?",
                "sum up the letter to Derby",
            ],
        ),
        (
            "lookup",
            [
                "What is the EET target in Kent?",
                "Who is Ruth Bello?",
                "When did inspectors visit Leeds?",
                "Why are pathway plans late in Bury?",
                "Does Derby have a drop-in café?",
                "drop-in Derby",
                "What is DOVE in Derby short for?",
                "When does the partnership of Leeds with Kent end?",
                "Sunderland: how did Together for Children do?",
            ],
        ),
        ("compare", ["When did inspectors visit Leeds and Kent?", "EET in Leeds versus Kent"]),
    ],
)
def test_the_words_of_a_question_tell_what_kind_of_answer_it_wants(
    kind: str, questions: list[str]
) -> None:
    for question in questions:
        assert asked(question).kind == kind, question


# Conditions


@pytest.mark.parametrize(
    ("question", "comparator", "value", "upper"),
    [
        ("Which councils target 75% EET?", "=", 75, None),
        ("Which councils target seventy-five per cent EET?", "=", 75, None),
        ("Which councils target three quarters of care leavers in EET?", "=", 75, None),
        ("Which councils target at least 75% EET?", ">=", 75, None),
        ("Which councils target 75% or more EET?", ">=", 75, None),
        ("Which councils have more than 60% of care leavers in EET?", ">", 60, None),
        ("Which councils have over 60% EET?", ">", 60, None),
        ("Which councils have less than 60% EET?", "<", 60, None),
        ("Which councils are below 60% EET?", "<", 60, None),
        ("Which councils have at most 60% EET?", "<=", 60, None),
        ("Which councils have about 60% EET?", "~", 60, None),
        ("Which councils have between 50% and 65% of care leavers in EET?", "=", 50, 65),
    ],
)
def test_a_figure_is_read_with_its_bound(
    question: str, comparator: str, value: float, upper: float | None
) -> None:
    found = condition(question)
    assert (found.comparator, found.value, found.upper) == (comparator, value, upper)
    assert (found.measure, found.unit) == ("eet", "percent")


@pytest.mark.parametrize(
    ("question", "measure", "role"),
    [
        ("Which councils target 75% EET?", "eet", "target"),
        ("Which councils are aiming for 75% EET?", "eet", "target"),
        ("Which councils want 75% in education, employment or training?", "eet", "target"),
        ("Which councils have set the bar at 75% EET?", "eet", "target"),
        ("Which councils have 75% EET?", "eet", "actual"),
        ("Which councils currently report 60% EET?", "eet", "actual"),
        ("Which councils have 20% NEET?", "neet", "actual"),
        ("Which councils have 20% not in education, employment or training?", "neet", "actual"),
        ("Which councils have 90% in suitable accommodation?", "suitable_accommodation", "actual"),
        ("Which councils mention pathway plans?", "pathway_plans", None),
        ("Which councils offer a council tax exemption?", "council_tax_exemption", None),
        ("Which councils offer a council tax discount?", "council_tax_discount", None),
        ("Which councils help care leavers with council tax?", "council_tax", None),
        ("Which councils were judged outstanding?", "judgement", "judgement"),
    ],
)
def test_a_target_is_told_from_what_is_so_and_one_measure_from_another(
    question: str, measure: str, role: str | None
) -> None:
    found = condition(question)
    assert (found.measure, found.role) == (measure, role)


@pytest.mark.parametrize(
    ("question", "absent"),
    [
        ("Which councils do not mention pathway plans?", True),
        ("Which councils don't mention pathway plans?", True),
        ("Which councils say nothing about pathway plans?", True),
        ("Which councils make no mention of pathway plans?", True),
        ("Which councils give no figure for pathway plans?", True),
        ("Which councils' reports never mention pathway plans?", True),
        ("Which councils are without a drop-in service?", False),
        ("Where was there nothing on offer for young carers?", False),
        ("Which councils are praised for finding missing children?", False),
        ("Which councils are not judged inadequate?", True),
        ("Which councils mention pathway plans?", False),
        ("Which councils have a drop-in service?", False),
        ("Which councils report young people not in education, employment or training?", False),
    ],
)
def test_a_question_for_what_is_missing_is_told_from_one_for_what_is_there(
    question: str, absent: bool
) -> None:
    assert condition(question).absent is absent


@pytest.mark.parametrize(
    ("question", "measures"),
    [
        ("Whose director of children's services is also in charge of housing?", [None]),
        ("Which councils offer a guaranteed interview or apprenticeships?", ["guaranteed_interview", "apprenticeships"]),
        ("Which councils mention advocacy and apprenticeships?", ["advocacy", "apprenticeships"]),
    ],
)  # fmt: skip
def test_measures_that_do_not_stand_beside_each_other_are_one_matter(question, measures) -> None:
    assert [c.measure for c in understand(question, held=HELD).conditions] == measures


@pytest.mark.parametrize(
    ("question", "denied"),
    [
        ("Which councils are without a drop-in service?", True),
        ("Which councils do not offer a council tax exemption?", True),
        ("Which councils don't mention pathway plans?", False),
        ("Where was there nothing on offer for young carers?", True),
        ("Which councils offer a council tax exemption?", False),
        ("Which boards were left without an independent chair?", True),
        ("Which councils help care leavers get medicines without paying?", False),
        ("Whose files were missing what had been agreed?", True),
        ("Which councils work with missing or exploited children?", False),
        ("Who holds a lunch for care leavers so that they are not alone that day?", False),
        ("Where do people who are not social workers decide on new worries?", False),
        ("Which councils that do not run a hub use a van?", True),
    ],
)
def test_what_is_not_so_is_told_from_what_is_not_said(question: str, denied: bool) -> None:
    assert condition(question).denied is denied


@pytest.mark.parametrize(
    ("question", "polarity"),
    [
        ("Which councils are praised for their personal advisers?", "good"),
        ("Which councils need to improve their pathway plans?", "bad"),
        ("Which councils have pathway plans?", None),
    ],
)
def test_strengths_are_told_from_what_is_to_be_improved(
    question: str, polarity: str | None
) -> None:
    assert condition(question).polarity == polarity


@pytest.mark.parametrize("word", ["outstanding", "good", "requires improvement", "inadequate"])
def test_a_grade_is_a_value(word: str) -> None:
    found = condition(f"Which councils were judged {word}?")
    assert (found.measure, found.value, found.unit) == ("judgement", word, "grade")


def test_one_question_may_ask_for_two_things() -> None:
    found = asked("Which councils mention both pathway plans and council tax?").conditions
    assert [c.measure for c in found] == ["pathway_plans", "council_tax"]
    found = asked("Which councils have over 60% EET and under 10% NEET?").conditions
    assert [(c.measure, c.value, c.comparator) for c in found] == [
        ("eet", 60, ">"),
        ("neet", 10, "<"),
    ]


def test_of_two_names_each_is_asked_for() -> None:
    both = asked("Which councils use both FDAC and Mockingbird?").conditions
    assert [c.words for c in both] == ["FDAC", "Mockingbird"]
    assert len(asked("Which councils help both boys and girls?").conditions) == 1
    both = asked("Which councils have both a House Project and training flats?").conditions
    assert [c.words for c in both] == ["House Project", "training flats"]
    both = asked("Which councils struggle both with staff and with money for visits?").conditions
    assert [c.clause.split()[3:] for c in both] == [
        ["with", "staff?"],
        ["with", "money", "for", "visits?"],
    ]


def test_a_figure_without_a_measure_is_one_of_any_measure() -> None:
    found = condition("who targets 75%?")
    assert (found.measure, found.value, found.role) == (None, 75, "target")


def test_which_visit_of_a_series_is_asked_for_is_a_value() -> None:
    found = condition("Which councils had their third monitoring visit?")
    assert (found.measure, found.value, found.unit) == ("monitoring_visit", 3, "ordinal")


@pytest.mark.parametrize(
    ("question", "superlative"),
    [
        ("Which council has the highest EET rate?", "highest"),
        ("Which council has the lowest EET rate?", "lowest"),
        ("Which council has the most ambitious EET target?", "highest"),
        ("Which council has the fewest care leavers in bed and breakfast?", "lowest"),
        ("Which council has an EET rate?", None),
        ("What is the highest EET rate in Kent?", None),
    ],
)
def test_the_highest_and_the_lowest_are_asked_of_all(
    question: str, superlative: str | None
) -> None:
    assert asked(question).superlative == superlative


# Of whom, from when


def test_a_council_that_the_library_lacks_is_elsewhere() -> None:
    found = asked("Compare Leeds, Slough and Kent on EET")
    assert (found.councils, found.elsewhere) == (("Leeds", "Kent"), ("Slough",))


@pytest.mark.parametrize(
    ("typed", "council"),
    [
        ("EET in leeds", "Leeds"),
        ("EET in Leeds City Council", "Leeds"),
        ("EET in KENT", "Kent"),
        ("what is bury's EET rate", "Bury"),
        ("EET in Derbyshire", None),
    ],
)
def test_a_council_is_known_however_its_name_is_typed(typed: str, council: str | None) -> None:
    assert asked(typed).councils == ((council,) if council else ())


def test_the_caller_may_limit_the_search() -> None:
    found = understand("What is the EET rate?", held=HELD, limits=["Kent"], documents=["kent"])
    assert (found.councils, found.documents) == (("Kent",), ("kent",))
    named = understand("What is the EET rate in Leeds?", held=HELD, limits=["Kent"])
    assert (named.councils, named.elsewhere) == ((), ("Leeds",))


@pytest.mark.parametrize(
    ("question", "region"),
    [
        ("Which councils in the North West report NEET?", "North West"),
        ("Which councils in Yorkshire have a drop-in?", "Yorkshire and the Humber"),
        ("Which London councils have a drop-in?", "London"),
        ("Which councils have a drop-in?", None),
        ("What is the EET rate in North Yorkshire?", None),
    ],
)
def test_a_region_narrows_the_question(question: str, region: str | None) -> None:
    assert asked(question).regions == ((region,) if region else ())


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Which county councils report EET?", "County"),
        ("Which London boroughs report EET?", "London Borough"),
        ("Which unitary authorities report EET?", "Unitary Authority"),
        ("Which metropolitan boroughs report EET?", "Metropolitan District"),
        ("Which councils report EET?", None),
    ],
)
def test_a_kind_of_council_narrows_the_question(question: str, kind: str | None) -> None:
    assert asked(question).council_kind == kind


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("Which councils target 75% EET by 2024?", ("2024",)),
        ("What changed between 2018 and 2021 in Kent?", ("2018", "2021")),
        ("Which councils target 75% EET?", ()),
        ("Who paid 2050000 pounds in all?", ()),
    ],
)
def test_years_are_read_as_years(question: str, years: tuple[str, ...]) -> None:
    assert asked(question).years == years


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("What did the monitoring visit say of staff?", "monitoring visit"),
        ("What did the focused visit say of staff?", "focused visit"),
        ("What did the focus visits find of staff?", "focused visit"),
        ("What did inspectors say of staff?", None),
    ],
)
def test_a_kind_of_visit_is_what_a_question_is_about(question: str, about: str | None) -> None:
    assert asked(question).about == about


# What would answer


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What percentage of care leavers are in EET in Kent?", "percent"),
        ("How many young people come to the café in Derby?", "number"),
        ("How much did the café cost in Derby?", "money"),
        ("How long did inspectors stay in Leeds?", "duration"),
        ("When was the letter to Bury published?", "date"),
        ("By when does Kent want it?", "date"),
        ("Who is Ruth Bello?", "post"),
        ("What did Ruth Bello say?", "words"),
        ("Who leads children’s services in Derby?", "person"),
        ("Where does the café open?", "place"),
        ("Why are plans late in Bury?", "reason"),
        ("Which failings made Bury inadequate?", "reason"),
        ("What earned Bury its grade?", "reason"),
        ("Is there a café in Derby?", "yes-no"),
        ("Pathway plans in Bury", None),
        ("When Bury was inspected, what was its EET rate?", "percent"),
        ("By how much did it shorten the time spent on forms?", "number"),
        ("What was the referral rate per 10,000 in Bury?", "number"),
        ("What was the goal for recruiting adopters in Bury?", "number"),
        ("Which national figure praised it?", None),
        ("What does Bury call its children in care council?", "title"),
        ("Bury hub for care leavers - name?", "title"),
        ("Which university does Bury work with?", "title"),
        ("Name of the director of children's services in Bury", "named"),
        ("Until what age are care leavers exempt in Bury?", "age"),
        ("What does the director of Bury earn?", "money"),
        ("Number of foster carers in Bury", "number"),
        ("What’s the average caseload of a PA in Bury?", "number"),
        ("How far did referrals in Bury go down?", "number"),
        ("How much a year did Bury give students?", "money"),
        ("% of posts held by permanent staff in Bury", "percent"),
        ("What did Ofsted say of the number of cases in Bury?", None),
        ("Bury: no. of children in care at 31 March 2016", "number"),
        ("What was the average in Bury, in days, of that stage?", "duration"),
        ("What are the names of the four directors of Bury?", "named"),
        ("From which countries did Bury recruit?", "title"),
    ],
)
def test_the_kind_of_thing_that_would_answer_is_known(question: str, expected: str | None) -> None:
    assert asked(question).expected == expected


@pytest.mark.parametrize(
    ("framed", "plain"),
    [
        ("Who offers driving lessons - list pls", "Who offers driving lessons"),
        ("Who offers driving lessons? names only please", "Who offers driving lessons?"),
        (
            "Looking at the three northern regions (NE, NW), who offers driving lessons?",
            "who offers driving lessons?",
        ),
    ],
)
def test_what_frames_a_question_is_no_part_of_its_matter(framed: str, plain: str) -> None:
    found = asked(framed)
    assert found.kind == "list"
    assert found.terms == asked(plain).terms
    assert found.conditions[0].words == asked(plain).conditions[0].words


def test_a_month_is_no_name_that_an_answer_must_have() -> None:
    assert asked("When were inspectors in Kent for the August report?").names == ()


@pytest.mark.parametrize(
    "question", ["Which multi-agency team looks for them in Kent?", "Kent's adoption agency?"]
)
def test_an_agency_is_not_agency_staff(question: str) -> None:
    assert condition(question).measure != "agency_staff"


def test_names_and_quoted_words_are_kept() -> None:
    found = asked("What does Ruth Bello mean by “a fair start” in Derby?")
    assert found.names == ("Ruth Bello",)
    assert found.quoted == ("a fair start",)
    assert "Derby" not in found.terms


def test_the_matter_of_a_question_is_left_of_its_words() -> None:
    assert asked("What did the council say about dentists in Derby?").terms == ("dentists",)
    assert asked("And the?").terms == ()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "How many came and what did it cost?",
            ("How many came", "what did it cost?"),
        ),
        ("Who spoke and when?", ("Who spoke and when?",)),
        ("Who spoke and what is her post?", ("Who spoke and what is her post?",)),
        ("What is the EET rate?", ("What is the EET rate?",)),
    ],
)
def test_a_question_is_cut_where_it_asks_two_things(text: str, parts: tuple[str, ...]) -> None:
    assert asking.parts(text) == parts


# However it is typed


@pytest.mark.parametrize(
    "polite",
    [
        "Hello. {}",
        "Please tell me {}",
        "Could you tell me {} Thanks in advance.",
        "Good morning! {} Many thanks.",
        "I would like to know {}",
        "<b>{}</b>",
    ],
)
@pytest.mark.parametrize(
    "question", ["Which councils target 75% EET?", "How many councils offer a local offer?"]
)
def test_courtesy_changes_nothing(polite: str, question: str) -> None:
    plain, courteous = asked(question), asked(polite.format(question))
    for name in ("kind", "councils", "regions", "superlative", "years", "expected"):
        assert getattr(courteous, name) == getattr(plain, name)
    one, other = plain.conditions[0], courteous.conditions[0]
    for name in ("measure", "value", "role", "comparator", "absent"):
        assert getattr(other, name) == getattr(one, name)


def test_case_and_the_missing_question_mark_change_nothing() -> None:
    for question in ("WHICH COUNCILS TARGET 75% EET", "which councils target 75% eet"):
        found = asked(question)
        assert (found.kind, found.conditions[0].measure) == ("list", "eet")
        assert found.conditions[0].role == "target"


WORDS = frozenset(
    {"care", "leavers", "survey", "pathway", "plans", "dentist", "morale", "caseloads"}
    | {"bridges", "cookery", "newst"}
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("whihc councils mention morael", "which councils mention morale"),
        ("pathwya plans", "pathway plans"),
        ("caselods", "caseloads"),
        ("care leavers", "care leavers"),
        ("Ruth Belo", "Ruth Belo"),
        ("75% EET", "75% EET"),
        ("xyzzyq", "xyzzyq"),
        ("plans in surrey", "plans in surrey"),
        ("fridges for leavers", "fridges for leavers"),
        ("cookers for leavers", "cookers for leavers"),
    ],
)
def test_a_slip_of_the_finger_is_mended_and_nothing_else(typed: str, meant: str) -> None:
    assert corrected(typed, WORDS) == meant


def test_nothing_is_mended_where_no_words_are_known() -> None:
    assert corrected("whihc", ()) == "whihc"


def test_a_question_with_slips_is_understood_as_meant() -> None:
    found = understand("whihc counclis target 75% EET", held=HELD, vocabulary=WORDS)
    assert (found.kind, found.question) == ("list", "whihc counclis target 75% EET")


# Whatever is typed


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120))
def test_anything_typed_is_understood_as_something(text: str) -> None:
    found = asked(text)
    assert found.question == text
    assert found.conditions
    assert found.kind in ("lookup", "list", "count", "compare", "summary")
    assert all(term in found.standalone for term in found.terms)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["at least", "more than", "less than", "at most", "about", ""]),
    st.integers(1, 99),
    st.sampled_from(["%", " per cent", " percent"]),
)
def test_every_figure_and_bound_comes_through(bound: str, value: int, unit: str) -> None:
    found = condition(f"Which councils have {bound} {value}{unit} EET?")
    signs = {"at least": ">=", "more than": ">", "less than": "<", "at most": "<=", "about": "~"}
    assert (found.value, found.comparator) == (value, signs.get(bound, "="))


@pytest.mark.parametrize(
    "question",
    [
        "Who had inspectors in during the week beginning 11 November 2024?",
        "Which councils had Ofsted in during the week of 11 November 2024?",
        "Who had Ofsted in during the week of 11-17 November 2024?",
    ],
)
def test_a_week_is_seven_days(question: str) -> None:
    asked = understand(question, held=COUNCILS)
    assert [(p.first, p.last) for p in asked.periods] == [("2024-11-11", "2024-11-17")]
    assert asked.kind == "list"


def test_the_best_of_what_should_be_low_is_the_lowest() -> None:
    held = {"Derby", "Kent"}
    assert understand("Which council has the best NEET rate?", held=held).superlative == "lowest"
    assert understand("Which council has the best EET rate?", held=held).superlative == "highest"
    both = "Which council has the highest NEET rate, and is it getting worse?"
    assert understand(both, held=held).superlative == "highest"
    whose = understand("Derby or Kent: whose care leavers had the best EET figure?", held=held)
    assert whose.conditions[0].measure == "eet"


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("Who warned that the money would run out by spring?",
         "What was said: the money would run out by spring?"),
        ("What did Nicola Clemo say about getting on with the council?",
         "getting on with the council?"),
        ("What did Ofsted say about pathway plans?", "What did Ofsted say about pathway plans?"),
        ("Who said so?", "Who said so?"),
    ],
)  # fmt: skip
def test_what_was_said_is_looked_for_by_its_own_words(question: str, read: str) -> None:
    assert asking.as_said(question) == read


def test_a_political_party_is_a_kind_of_thing_to_be_named() -> None:
    assert asking.expected("Which party does the cabinet member belong to?") == "party"
    assert asking.expected("Which council held a Christmas party?") != "party"


def test_by_an_inspection_is_no_time_before_it() -> None:
    given = when.times("Which grade was given by the May 2026 inspection?")[1]
    assert [(p.first, p.last) for p in given] == [("2026-05", "2026-05")]


@pytest.mark.parametrize(
    ("question", "times"),
    [
        ("orders over the twelve months before the 2017 inspection", ("2017", "2017")),
        (
            "foster carers gained in the 18 months up to the March 2016 report",
            ("2016-03", "2016-03"),
        ),
        ("the years before 2016", ("", "2015")),
    ],
)
def test_a_span_before_an_inspection_is_told_of_in_its_report(question, times) -> None:
    asked, editions = when.times(question)
    assert [(p.first, p.last) for p in (*asked, *editions)] == [times]


@pytest.mark.parametrize(
    ("question", "ages", "value"),
    [
        ("How many of the 71 care leavers were in EET at 19?", "aged 19", None),
        ("How many stayed put past 18?", None, None),
        ("The NEET rate was 37%; what was the national rate?", None, None),
        ("When will Kent reach 75% EET?", None, 75),
    ],
)
def test_a_figure_that_the_question_knows_is_not_the_one_asked_for(question, ages, value) -> None:
    assert when.ages(question) == ages
    assert condition(question).value == value


def test_what_is_set_aside_is_not_asked_for() -> None:
    plain = asked("What was Bury's rate of re-referrals?")
    assert (
        asked("What was Bury's rate of re-referrals (not the national one)?").terms == plain.terms
    )


def test_what_is_compared_with_an_inspection_is_told_later() -> None:
    query = asked("Which services had got worse in 2019 compared with the 2015 inspection of Bury?")
    assert not query.editions
    assert {p.first for p in query.periods} == {"2015", "2019"}


def test_of_people_something_else_may_be_asked_than_their_number() -> None:
    held = condition("How many children in care does Kent have?")
    assert held.measure == "cohort_looked_after"
    assert condition("What is the absence of children in care from school?").measure is None


def test_months_in_a_row_share_their_year() -> None:
    periods, _ = when.times("Where were they in January, February or March 2026?")
    assert sorted(p.first for p in periods) == ["2026-01", "2026-02", "2026-03"]


def test_a_bound_on_caseloads_is_no_age() -> None:
    held = condition("Which councils have caseloads above 25?")
    assert (held.value, held.unit, held.comparator) == (25, "cases", ">")
    assert when.ages("young people over 18") == "over 18"


def test_even_if_adds_no_condition() -> None:
    held = condition(
        "Which councils exempt care leavers from council tax even if they live out of area?"
    )
    assert held.measure == "council_tax_exemption"


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("Which councils report NEET before 31 March 2021?", "", "2021-03-30"),
        ("Which councils report NEET after 1 March 2019?", "2019-03-02", "9999"),
        ("Which councils report NEET before March 2021?", "", "2021-02"),
        ("Which councils report NEET after 2019?", "2020", "9999"),
    ],
)
def test_a_bound_steps_by_what_the_date_tells(question: str, first: str, last: str) -> None:
    asked_for = asked(question)
    (period,) = asked_for.periods or asked_for.editions
    assert (period.first, period.last) == (first, last)


def test_what_was_reported_before_a_date_is_no_figure_of_before() -> None:
    assert condition("Which councils mention EET in reports from before April 2021?").role is None
    assert condition("What was the EET rate in Derby before that?").role == "previous"


def test_a_council_that_was_merged_is_the_one_that_took_its_place() -> None:
    new = "Bournemouth, Christchurch and Poole"
    found = understand("What is the EET rate in Bournemouth?", held=[new, "Leeds"])
    assert (found.councils, found.elsewhere) == ((new,), ())
    old = understand("What is the EET rate in Bournemouth?", held=["Bournemouth", new])
    assert old.councils == ("Bournemouth",)
    none = understand("What is the EET rate in Bournemouth?", held=["Leeds"])
    assert none.elsewhere == ("Bournemouth",)


def test_had_been_able_tells_of_no_time_before() -> None:
    asked_for = condition("How many care leavers in Derby had been able to stay put with carers?")
    assert asked_for.role != "previous"
    assert condition("What had the EET rate in Derby been?").role == "previous"


def test_outside_a_region_is_every_other_one() -> None:
    query = asked("Which councils outside London are outstanding?")
    assert "London" not in query.regions
    assert len(query.regions) == 8


def test_marks_of_emphasis_are_no_part_of_a_word() -> None:
    assert asked("Which councils have corporate *grand*parents?").standalone.count("*") == 0


def test_a_council_that_is_named_is_asked_about_wherever_it_lies() -> None:
    query = asked("Is Kent outside the South East praised for plans?")
    assert query.councils == ("Kent",)
    assert query.regions == ()


def test_to_give_somebody_a_say_is_to_listen_to_them() -> None:
    assert condition("Which councils are said to give care leavers a say?").measure == "voice"


@pytest.mark.parametrize("span", ["2013 to 2018", "2013-2018", "2013–2018", "2013 until 2018"])
def test_from_one_year_to_another_is_one_time(span: str) -> None:
    (asked,) = understand(f"Which councils were inadequate in {span}?", held=HELD).periods
    assert (asked.first, asked.last) == ("2013", "2018")


def test_the_words_of_questions_are_no_slips() -> None:
    found = understand("Whose newest report mentions morale?", held=HELD, vocabulary={"newst"})
    assert found.newest


def test_on_after_a_year_leaves_the_end_open() -> None:
    (asked,) = understand(
        "Recent inspections (2018 on): which had NEET at half?", held=HELD
    ).editions
    assert (asked.first, asked.last) == ("2018", "9999")


def test_arent_in_work_is_neet() -> None:
    found = understand(
        "Where are roughly half of care leavers, who arent in work or training?", held=HELD
    )
    assert [c.measure for c in found.conditions] == ["neet"]


@pytest.mark.parametrize(
    "question",
    [
        "Who makes its taxi drivers take a course?",
        "Who has a choir for children in care?",
        "Whose care leavers sit on the board?",
        "Where do young people help to choose staff?",
        "Which places lend carers a car?",
        "Is there anywhere with a pen pal scheme?",
        "Three of them opened a shop. Which?",
        "Councils with a family court",
        "Guarantors for rent, any of them?",
        "For whom is early help a worry?",
    ],
)
def test_of_few_councils_a_question_for_which_of_them_is_asked_of_all(question):
    assert asked(question).kind == "list"


@pytest.mark.parametrize(
    "question",
    [
        "What is the target for 2022?",
        "Who chairs the board?",
        "Who said that 'there is more to do'?",
        "Who praised the staff?",
        "Whose words are 'a long way to go'?",
        "Where can I read the letter?",
        "Who is Mary Martin?",
        "What does corporate parenting mean?",
        "How many care leavers came to the dinner?",
    ],
)
def test_of_few_councils_a_question_for_something_else_is_looked_up(question):
    assert asked(question).kind == "lookup"


def test_the_whole_that_a_share_is_of_is_no_condition_of_its_own():
    found = condition("Where were agency workers less than a tenth of the workforce?")
    assert (found.measure, found.value, found.unit) == ("agency_staff", 10, "percent")


def test_an_age_up_to_which_something_goes_on_is_no_figure():
    assert condition("Which councils exempt care leavers from council tax up to 25?").value is None


def test_what_must_get_better_after_an_inspection_is_what_that_one_found():
    (found,) = asked("What must Derby improve after the 2023 inspection?").editions
    assert found.holds("2023-07-14")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How did Ofsted rate the handling of complaints?", None),
        ("When Ofsted visited in 2019 was there a forum?", None),
        ("Does the wage cover the rent?", "yes-no"),
        ("On which evening does the club meet?", "hours"),
        ("Which gyms give care leavers a pass?", "title"),
        ("How much notice do tenants get?", "duration"),
    ],
)
def test_the_kind_of_thing_that_would_answer(question, expected):
    assert asking.expected(question) == expected


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Which councils say that their managers know the service well?", True),
        ("Do social workers get to know their children?", True),
        ("Do we know how many are NEET?", False),
        ("Let me know the EET rate.", False),
    ],
)
def test_who_knows_is_matter_where_it_is_not_the_reader(text: str, *, kept: bool) -> None:
    assert ("know" in asking.terms(text)) is kept


@pytest.mark.parametrize(
    "question",
    [
        "Whose care proceedings were the quickest on average, in weeks?",
        "whose latest full inspection report dates from before June 2023?",
        "who pays the biggest setting-up-home grant?",
    ],
)
def test_whose_and_who_does_ask_of_all_councils_whatever_would_answer(question: str) -> None:
    assert understand(question, held=COUNCILS).kind == "list"

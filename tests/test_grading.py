"""What questions about Ofsted's grades ask."""

import pytest

from rag.asked.grade_changes import fits, moved
from rag.asked.grade_words import AREAS, areas, nothing_else
from rag.asked.grading import alike, conditions, over_time, premise
from rag.records import Condition


def asked(question: str, kind: str = "list") -> list[tuple]:
    return [(c.value, c.comparator, c.area) for c in conditions(question, kind)]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which LAs are RI or worse overall?", [("requires improvement", "<=", "overall")]),
        ("good or outstanding for care leavers", [("good", ">=", "care leavers")]),
        ("better than good at leadership", [("good", ">", "leaders")]),
        ("less than good overall", [("good", "<", "overall")]),
        ("ldrs outst but H&P = RI", [("outstanding", "=", "leaders"), ("requires improvement", "=", "help and protection")]),
        ("inadequate for both leaders and help and protection", [("inadequate", "=", "leaders"), ("inadequate", "=", "help and protection")]),
        ("inadequate overall but requires improvement, not inadequate, for children in care", [("inadequate", "=", "overall"), ("requires improvement", "=", "in care")]),
        ("rated good for children in care and care leavers", [("good", "=", "in care")]),
        ("outstanding for children in care and also for care leavers", [("outstanding", "=", "in care"), ("outstanding", "=", "care leavers")]),
        ("good pathway plans", []),
        ("inadequate supervision", []),
    ],
)  # fmt: skip
def test_a_survey_asks_for_grades_by_area(question, expected) -> None:
    assert asked(f"Which councils are {question}") == expected


@pytest.mark.parametrize(
    ("question", "area"),
    [
        ("help & protection grade 2025", "help and protection"),
        ("What did it get for care leavers in the latest inspection?", "care leavers"),
        ("How were leaders judged?", "leaders"),
        ("overall effectiveness 2021", "overall"),
        ("March 2023, help and protection", "help and protection"),
        ("How did care leavers come out?", "care leavers"),
    ],
)
def test_a_lookup_asks_for_the_grade_itself(question, area) -> None:
    assert asked(question, "lookup") == [(None, "=", area)]


@pytest.mark.parametrize(
    "question",
    [
        "Why was it judged inadequate?",
        "Who is the lead inspector?",
        "What has got better?",
        "CQC rating of adult care",
        "What is the grade of the children's home?",
    ],
)
def test_other_questions_ask_for_no_grade(question) -> None:
    assert asked(question, "lookup") == []


def test_all_areas_are_asked_about_at_once() -> None:
    assert areas("RI in every single judgement") == AREAS
    assert areas("good in all four areas") == AREAS[1:]
    found = conditions("Which councils are good across the board?", "list")
    assert [c.area for c in found if c.where_given] == ["overall", "care leavers"]


@pytest.mark.parametrize(
    ("question", "before", "value", "comparator", "direction"),
    [
        ("went from inadequate straight to good overall", "inadequate", "good", "=", None),
        ("went from outstanding overall to something lower", "outstanding", "outstanding", "<", None),
        ("were outstanding at both of their last two inspections", "outstanding", "outstanding", "=", None),
        ("improved their overall grade", None, None, "=", "up"),
        ("got a lower grade for leaders than at the inspection before", None, None, "=", "down"),
    ],
)  # fmt: skip
def test_change_is_asked_about(question, before, value, comparator, direction) -> None:
    (found,) = conditions(f"Which councils {question}", "list")
    assert (found.before, found.value, found.comparator, found.moved) == (
        before, value, comparator, direction,
    )  # fmt: skip


def test_one_area_is_held_against_another() -> None:
    (found,) = conditions("Where do care leavers get a better grade than children in care?", "list")
    assert (found.area, found.against, found.moved) == ("care leavers", "in care", "up")


@pytest.mark.parametrize(
    "question",
    [
        "Who has lost an outstanding overall rating?",
        "Which councils are no longer rated outstanding?",
        "Which councils used to be judged outstanding but have dropped?",
    ],
)
def test_a_grade_may_be_lost(question: str) -> None:
    (found,) = conditions(question, "list")
    assert (found.before, found.comparator) == ("outstanding", "<")


def test_a_change_is_met_as_it_is_asked() -> None:
    up = Condition(words="", measure="judgement", moved="up")
    assert moved(up, "inadequate", "good")
    assert not moved(up, "good", "good")
    lower = Condition(words="", value="outstanding", before="outstanding", comparator="<")
    assert moved(lower, "outstanding", "good")
    assert not moved(lower, "good", "inadequate")


def test_grades_are_in_an_order() -> None:
    assert fits("outstanding", "good", ">=") and fits("good", "good", ">=")
    assert not fits("requires improvement", "good", ">=")
    assert fits("adequate", "adequate", "=") and not fits("adequate", "good", "<")


def test_a_question_can_take_a_judgement_for_granted() -> None:
    assert premise("Why was it judged inadequate?").value == "inadequate"
    assert premise("What made it outstanding?").value == "outstanding"
    assert premise("Is it good at planning?") is None


def test_the_grade_before_and_the_grade_now() -> None:
    (one,) = conditions("good at the previous inspection, inadequate overall now", "list")
    assert (one.before, one.value) == ("good", "inadequate")
    (lost,) = conditions("Who lost their outstanding: outstanding before and not any more?", "list")
    assert (lost.before, lost.value, lost.comparator) == ("outstanding", "outstanding", "<")


def test_four_areas_in_one_breath_are_four() -> None:
    asked = "outstanding for leaders, help and protection, children in care and care leavers"
    assert areas(asked) == AREAS[1:]


def test_a_grade_may_be_asked_for_at_several_inspections() -> None:
    (often,) = conditions(
        "Who was inadequate overall on at least two separate inspections?", "list"
    )
    assert (often.times, often.always) == (2, False)
    (again,) = conditions("Which councils were judged inadequate more than once?", "list")
    assert again.times == 2
    (only,) = conditions("Who has never had anything but good as the overall grade?", "list")
    assert (only.always, only.absent) == (True, False)


@pytest.mark.parametrize(
    ("question", "alone"),
    [
        ("Which county councils are not yet good?", True),
        ("Has it got better or worse since 2019?", True),
        ("Which councils are good at listening?", False),
        ("Which councils have improved their pathway plans?", False),
    ],
)
def test_a_question_may_be_about_grades_and_nothing_else(question, alone) -> None:
    assert nothing_else(question) == alone


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("outstanding for leaders but not overall", [("leaders", False), ("overall", True)]),
        ("outstanding for children in care, though not for care leavers", [("in care", False), ("care leavers", True)]),
        ("not outstanding overall", [("overall", True)]),
        ("yet to be judged good overall", [("overall", True)]),
        ("rated requires improvement, not inadequate", [("overall", False)]),
    ],
)  # fmt: skip
def test_a_grade_may_be_asked_not_to_be_had(question, expected) -> None:
    found = conditions(f"Which councils are {question}?", "list")
    assert [(c.area, c.absent) for c in found] == expected


def test_not_good_is_less_than_good() -> None:
    (one,) = conditions("Which councils are not good?", "list")
    assert (one.value, one.comparator, one.absent) == ("good", ">=", True)


@pytest.mark.parametrize(
    ("question", "value", "direction"),
    [
        ("became outstanding", "outstanding", "up"),
        ("fell to inadequate", "inadequate", "down"),
        ("moved up to good", "good", "up"),
        ("became good", "good", "at all"),
        ("got worse", None, "down"),
        ("stayed the same at their last two inspections", None, "not"),
    ],
)
def test_a_grade_may_be_reached_or_kept(question, value, direction) -> None:
    (found,) = conditions(f"Which councils {question}?", "list")
    assert (found.value, found.moved) == (value, direction)


def test_a_grade_of_all_areas_but_some() -> None:
    found = conditions("Which councils are good for all else but RI for children in care?", "list")
    assert {(c.area, c.value) for c in found if c.area != "in care"} == {
        (area, "good") for area in AREAS if area != "in care"
    }
    assert [c.value for c in found if c.area == "in care"] == ["requires improvement"]
    (one,) = conditions("Which councils are outstanding in all areas but two?", "list")
    assert one.all_but == 2
    (some,) = conditions("Which councils are inadequate in any area?", "list")
    assert some.in_some


def test_a_contrast_parts_the_areas_of_two_grades() -> None:
    asked_for = "help and protection is RI, but leadership, children in care and care leavers good"
    found = conditions(f"Which councils' {asked_for}?", "list")
    assert [(c.area, c.value) for c in found][:2] == [
        ("help and protection", "requires improvement"),
        ("leaders", "good"),
    ]


def test_another_councils_grade_may_be_the_measure() -> None:
    (same,) = alike("Which councils have the same overall grade as    ?", "Luton")
    assert (same.like, same.comparator, same.area) == ("Luton", "=", "overall")
    (worse,) = alike("Which councils are worse than     for care leavers?", "Luton")
    assert (worse.comparator, worse.area) == ("<", "care leavers")
    assert alike("Which councils have the same number of children as    ?", "Luton") == ()


def test_what_has_changed_is_no_question_for_grades() -> None:
    assert over_time("Has it improved?") and over_time("its grades over the years")
    assert conditions("What has improved?", "lookup") == ()


@pytest.mark.parametrize(
    "question",
    [
        "What was the verdict on staff supervision?",
        "How well was the work with parents before a birth judged?",
        "How did inspectors rate the emergency crash pad for care leavers?",
        "How do looked-after pupils do at school?",
    ],
)
def test_what_has_no_grade_of_its_own_is_not_answered_with_one(question):
    assert not conditions(question, "lookup")


@pytest.mark.parametrize(
    "question",
    [
        "How were care leavers rated?",
        "What did they give leaders?",
        "How did Ofsted judge the experiences of children in care?",
        "Which judgement was given for the impact of leaders?",
        "What was the verdict?",
    ],
)
def test_an_area_by_any_of_its_names_is_asked_about_for_its_grade(question):
    assert conditions(question, "lookup")


def test_short_of_a_grade_is_below_it_and_a_question_word_may_follow_a_grade():
    assert asked("Which councils fell short of good for care leavers?") == [
        ("good", "<", "care leavers")
    ]
    assert asked("care leavers outstanding but help & protection only RI - who fits") == [
        ("outstanding", "=", "care leavers"),
        ("requires improvement", "=", "help and protection"),
    ]

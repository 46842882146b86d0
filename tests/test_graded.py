"""Questions about grades, asked of reports whose grades change over the years."""

import re

import pytest

from rag.assistant import Assistant
from rag.evaluation import breaches
from rag.records import Answer
from tests import graded_library
from tests.graded_library import REPORTS

graded = graded_library.graded


def ask(graded: Assistant, question: str, *history: str) -> Answer:
    answer = graded.ask(question, history=history)
    assert not breaches(answer, graded.library.snapshot().documents)
    return answer


def stating(graded: Assistant, question: str) -> set[str]:
    answer = ask(graded, question)
    assert answer.ledger, f"{question!r} was taken for a {answer.kind}"
    return {e.council for e in answer.ledger.entries if e.verdict == "states"}


@pytest.mark.parametrize(
    ("question", "councils"),
    [
        ("Which councils are good?", {"Bury", "Derby", "Wigan"}),
        ("How many councils are good or outstanding?", {"Bury", "Derby", "Essex", "Wigan"}),
        ("Which councils are not good?", {"Leeds", "Oldham"}),
        ("Which councils are neither good nor outstanding?", {"Leeds", "Oldham"}),
        ("Which councils in the North West are less than good?", {"Oldham"}),
        ("Which councils improved?", {"Derby"}),
        ("Which councils improved in 2019?", {"Essex"}),
        ("Which councils have got worse since their previous inspection?", {"Bury", "Leeds"}),
        ("Which councils saw a fall in grade between 2023 and 2024?", {"Bury", "Leeds"}),
        ("Which councils were downgraded from outstanding?", {"Bury"}),
        ("Which councils used to be outstanding?", {"Bury"}),
        ("Which councils fell to inadequate?", {"Leeds"}),
        ("Which councils moved up to good?", {"Derby"}),
        ("Which councils became outstanding?", set()),
        ("Which councils stayed the same at their last two inspections?", {"Essex", "Oldham", "Wigan"}),
        ("Which councils were inadequate twice in a row?", {"Derby"}),
        ("Which councils were inadequate at both of their last two inspections?", set()),
        # Essex and Kent had both, but not at one inspection.
        (
            "Which councils were good overall and outstanding for children in care at any inspection?",
            {"Bury"},
        ),
        ("Which councils have been both good and inadequate overall at some point?", {"Derby", "Kent", "Leeds"}),
        ("Which councils have never been inadequate?", {"Bury", "Essex", "Oldham", "Wigan"}),
        ("Which councils improved for care leavers from requires improvement to good?", {"Derby"}),
        ("Which councils are outstanding for children in care but not for care leavers?", {"Bury"}),
        ("Which councils are outstanding for leaders but not overall?", {"Wigan"}),
        ("Which councils are outstanding in every area?", {"Essex", "Kent"}),
        ("Name each council whose every judgement is outstanding, including those with no overall grade.", {"Essex", "Kent"}),
        ("Which councils are good for everything except children in care?", {"Derby"}),
        ("Is there a council where children in care require improvement and all else is good?", {"Derby"}),
        ("Which councils are good in all areas but one?", {"Bury", "Derby"}),
        ("Which councils are inadequate in any area?", {"Leeds"}),
        ("Which councils got top marks (outstanding) for care leavers last time out?", {"Essex", "Kent"}),
        ("Inspected under the new rules from April 2026, so no overall grade: which councils?", {"Kent"}),
        ("Which councils have the same grade as Bury?", {"Derby", "Wigan"}),
        ("Which councils are rated worse than Bury?", {"Leeds", "Oldham"}),
        ("Which councils share Bury's overall grade?", {"Derby", "Wigan"}),
        ("Which councils have the same grade as us? We are Bury.", {"Derby", "Wigan"}),
        ("Number of councils in each grade", set(REPORTS) - {"Kent"}),
        ("Which councils are good at listening to children?", set()),
    ],
)  # fmt: skip
def test_a_survey_of_grades_names_exactly_those(question, councils, graded: Assistant) -> None:
    assert stating(graded, question) == councils


def test_a_council_without_the_grade_is_told_apart_with_what_it_has(graded: Assistant) -> None:
    answer = ask(graded, "Which councils are good overall?")
    part = next(p for p in answer.text.split("\n\n") if p.startswith("The newest report gives no"))
    assert "(1 council)" in part and "Kent (3 June 2026)" in part
    assert "outstanding for leaders" in part and "good" not in part
    (kent,) = (e for e in answer.ledger.entries if e.council == "Kent")
    assert (kent.verdict, kent.value) == ("differs", None)


def test_a_change_shows_both_grades_with_their_dates(graded: Assistant) -> None:
    answer = ask(graded, "Which councils went from outstanding to good?")
    assert "Bury (3 June 2024), according to Ofsted: judged good overall" in answer.text
    assert "Bury (3 June 2019), according to Ofsted: judged outstanding overall" in answer.text
    over = ask(graded, "Whose grade for care leavers improved?")
    assert "no grade for care leavers alone are passed over" in over.text


def test_councils_are_counted_by_grade_and_as_a_share(graded: Assistant) -> None:
    table = ask(graded, "Number of councils in each grade")
    assert table.text.startswith(
        "7 councils: 1 outstanding overall (Essex); 3 good overall (Bury, Derby and Wigan); "
        "1 requires improvement overall (Oldham); 1 inadequate overall (Leeds); "
        "1 without such a grade."
    )
    share = ask(graded, "What percentage of councils are good or outstanding?")
    assert share.text.startswith("4 of 7 councils (57%): Bury")
    then = ask(graded, "What percentage of councils were good in 2024?")
    assert then.text.startswith("2 of 7 councils: Bury [1] and Wigan [2].")


@pytest.mark.parametrize(
    "question",
    [
        "What is Kent's overall effectiveness grade now?",
        "What are Kent's grades?",
        "What is Kent's latest Ofsted rating?",
        "Is Kent good?",
        "Is Kent still inadequate?",
        "Does Kent have an overall grade?",
    ],
)
def test_an_older_grade_is_never_given_for_the_present_one(question, graded) -> None:
    answer = ask(graded, question)
    assert answer.text.startswith("The newest report, Kent (3 June 2026), gives no overall grade.")
    assert {c.document.id for c in answer.citations} == {"kent_2026"}
    assert "outstanding for leaders" in answer.claims[0].text


@pytest.mark.parametrize(
    ("question", "reports"),
    [
        ("Trend in Derby's grades", ["derby_2014", "derby_2018", "derby_2022", "derby_2025"]),
        ("Has Leeds got better or worse?", ["leeds_2015", "leeds_2018", "leeds_2024"]),
        ("Has Bury improved?", ["bury_2019", "bury_2024"]),
        ("Did Bury lose its outstanding rating?", ["bury_2019", "bury_2024"]),
        ("When did Essex become outstanding?", ["essex_2014", "essex_2019", "essex_2023"]),
        ("What was Derby's grade in 2014, 2018 and 2025?", ["derby_2014", "derby_2018", "derby_2025"]),
        ("All grades of Derby's last two inspections", ["derby_2022", "derby_2025"]),
        ("How many times has Derby been inadequate?", ["derby_2014", "derby_2018"]),
        ("Compare Leeds in 2015 and in 2024", ["leeds_2015", "leeds_2024"]),
        ("How did Leeds do in 2018?", ["leeds_2018"]),
        ("What was Leeds rated before the latest inspection?", ["leeds_2018"]),
        ("What grade did Derby have before it was good?", ["derby_2022"]),
        ("What did Ofsted rate Leeds?", ["leeds_2024"]),
    ],
)  # fmt: skip
def test_one_councils_grades_stand_by_date(question, reports, graded) -> None:
    answer = ask(graded, question)
    assert list(dict.fromkeys(c.document.id for c in answer.citations)) == reports


def test_the_grades_of_a_report_are_all_of_its_areas(graded: Assistant) -> None:
    answer = ask(graded, "What were the grades in Leeds's 2024 inspection?")
    assert re.search("inadequate overall, .* leaders, .* inadequate for care leavers", answer.text)
    before = ask(graded, "What did Leeds get for care leavers in 2018?")
    assert "children in care and care leavers | Good" in before.citations[0].quote


def test_what_is_not_so_is_denied_and_what_was_is_counted(graded: Assistant) -> None:
    untrue = ask(graded, "Is it true that Bury was inadequate in 2019?")
    assert untrue.text.startswith("The documents do not say so. What they say:")
    assert "outstanding overall" in untrue.text
    ever = ask(graded, "Was Derby ever inadequate?")
    assert ever.text.startswith("Of 4 full inspections 2 give that grade:")


def test_two_councils_are_compared_by_their_grades(graded: Assistant) -> None:
    best = ask(graded, "Which is better, Essex or Leeds?")
    assert {e.council for e in best.ledger.entries if e.verdict == "states"} == {"Essex"}
    assert "do not say" not in best.text
    both = ask(graded, "Compare the grades of Essex and Leeds")
    assert both.text.count("care leavers") == 2
    area = ask(graded, "Compare Leeds with Kent on help and protection")
    assert "requires improvement for help and protection" in area.text
    assert "outstanding for help and protection" in area.text


def test_other_questions_are_not_taken_for_grades(graded: Assistant) -> None:
    for question in (
        "Has Essex improved its pathway plans?",
        "Is Essex good at visiting children?",
    ):
        assert not any("judged" in c.text for c in ask(graded, question).claims)


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("What separate grade did care leavers get in Leeds's 2018 report?", "gives no grade for care leavers"),
        ("Kent's overall effectiveness grade in the 2026 report?", "gives no overall grade"),
        ("Which failings led to Bury being inadequate overall in 2019?", "outstanding overall"),
    ],
)  # fmt: skip
def test_a_grade_that_the_report_asked_about_does_not_give_is_refused(
    question: str, says: str, graded: Assistant
) -> None:
    answer = ask(graded, question)
    assert (answer.status, answer.claims) == ("not_found", ())
    assert says in answer.text
    assert answer.nearest


def test_what_a_council_got_last_time_is_its_newest_grade(graded: Assistant) -> None:
    newest = ask(graded, "What did Bury get overall last time?")
    assert {c.document.published for c in newest.citations} == {"2024-06-03"}
    improved = ask(graded, "What do inspectors want improved in Bury?")
    assert not any("judged" in c.text for c in improved.claims)

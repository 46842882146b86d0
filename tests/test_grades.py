import pytest

from index.judgements import BOARD, judgements
from index.plain import words
from index.records import Document, Identity, Visit
from tests.fakes_documents import NEWS, REPORT, SINGLE_INSPECTION, told


def test_a_reports_table_gives_the_grades_by_area() -> None:
    assert dict(told(REPORT).grades) == {
        "overall": "good",
        "leaders": "good",
        "help and protection": "requires improvement",
        "in care": "outstanding",
        "care leavers": "inadequate",
    }


def test_a_report_without_an_overall_judgement_has_the_other_grades() -> None:
    text = REPORT.replace("Overall effectiveness | Good\n\n", "")
    assert [area for area, _ in told(text).grades] == [
        "leaders", "help and protection", "in care", "care leavers",
    ]  # fmt: skip


def test_care_leavers_joined_to_children_in_care_have_no_grade_of_their_own() -> None:
    text = REPORT.replace("children in care |", "children in care and care leavers |").replace(
        "The experiences and progress of care leavers | Inadequate\n\n", ""
    )
    grades = dict(told(text).grades)
    assert grades["in care"] == "outstanding"
    assert "care leavers" not in grades


def test_a_heading_gives_a_grade_where_there_is_no_table() -> None:
    text = """Inspection of Wigan children’s services

Inspection dates: 10 to 21 July 2023

The experiences and progress of children in care: requires improvement to be good

Children live well."""
    assert told(text).grades == (("in care", "requires improvement"),)


def test_an_older_report_states_its_overall_judgement_in_a_sentence() -> None:
    identity = told(SINGLE_INSPECTION)
    assert (identity.kind, identity.framework) == ("full inspection", "SIF")
    assert (identity.council, identity.published) == ("Poole", "2014-08-08")
    assert identity.published_basis == "text"
    assert identity.visited == Visit(start="2014-06-03", end="2014-06-25", basis="text")
    assert dict(identity.grades) == {
        "overall": "requires improvement",
        "leaders": "inadequate",
        "help and protection": "requires improvement",
        "in care": "good",
        "care leavers": "requires improvement",
    }


def test_the_grade_of_the_inspection_before_is_not_that_of_a_second_one() -> None:
    text = SINGLE_INSPECTION + (
        "\n\nThe previous inspection was in 2012.\n\nOverall effectiveness: inadequate\n\n"
    )
    assert dict(told(text).grades)["overall"] == "requires improvement"


@pytest.mark.parametrize(
    ("sentence", "grade"),
    [
        ("The Local Safeguarding Children Board requires improvement", "requires improvement"),
        ("The effectiveness of the Local Safeguarding Children Board (LSCB) is good.", "good"),
        ("Poole Safeguarding Children Board is inadequate", "inadequate"),
        ("The Local Safeguarding Children Board is good at sharing what it learns.", None),
        ("The LSCB should ensure that the work of schools is good.", None),
    ],
)
def test_a_safeguarding_board_is_judged_in_a_sentence_of_its_own(
    sentence: str, grade: str | None
) -> None:
    document = Document(id="d", title="", source="", sha256="", text=sentence, identity=Identity(
        kind="full inspection", framework="SIF"))  # fmt: skip
    found = [j.grade for j in judgements(document, sentence) if j.area == BOARD]
    assert found == ([grade] if grade else [])


def test_a_judgement_about_the_place_is_the_overall_one() -> None:
    text = SINGLE_INSPECTION.replace(
        "The overall judgement is that children’s services require improvement",
        "Children’s services in the Borough of Poole are inadequate.",
    )
    assert dict(told(text).grades)["overall"] == "inadequate"


def test_what_was_not_judged_has_no_grade() -> None:
    text = SINGLE_INSPECTION.replace("permanence | Good", "permanence | Not judged")
    assert "in care" not in dict(told(text).grades)


def test_news_of_an_inspection_has_its_date_its_visit_and_its_plain_grades() -> None:
    identity = told(NEWS)
    assert (identity.kind, identity.about, identity.framework) == ("news", "full inspection", None)
    assert (identity.council, identity.council_basis) == ("Thurrock", "text")
    assert (identity.published, identity.published_basis) == ("2020-05-05", "text")
    assert identity.visited == Visit(start="2020-03", end="2020-03", basis="inferred")
    assert identity.grades == (("overall", "good"), ("leaders", "outstanding"))


def test_an_earlier_grade_is_not_the_grade() -> None:
    text = """Ofsted’s latest inspection report is out. The council was rated ‘inadequate’ in \
2016. \
The previous inspection judged the council to be ‘inadequate’. Now Thurrock Council is rated \
‘good’, the leader said."""
    assert told(text).grades == (("overall", "good"),)


def test_news_of_a_visit_takes_no_grade_from_the_past() -> None:
    text = """Ofsted’s fourth monitoring visit since Thurrock Council’s services were judged to be \
‘inadequate’ in March last year found progress, inspectors said."""
    identity = told(text)
    assert (identity.about, identity.visit_number, identity.grades) == ("monitoring visit", 4, ())


def test_every_area_of_the_data_file_is_one_of_the_five() -> None:
    five = {"overall", "leaders", "help and protection", "in care", "care leavers"}
    assert set(words()["grades"]["areas"]) == set(words()["grades"]["news"]["areas"]) == five


def test_a_grade_belongs_to_the_area_named_last_before_it() -> None:
    text = """Ofsted’s latest inspection report on Leeds: the impact of leaders was rated \
‘outstanding’, and the progress of children in care was rated ‘good’, the council said."""
    assert told(text).grades == (("leaders", "outstanding"), ("in care", "good"))


def test_the_grade_of_a_home_or_an_agency_is_not_the_councils() -> None:
    text = """Ofsted’s full inspection of Leeds is over. The council’s fostering service was rated \
as ‘good’, it said."""
    assert told(text).grades == ()

from dataclasses import replace

import pytest

from index.identify import identify
from index.kinds import about, visit_number
from index.plain import plain, words
from index.records import Identity, Loaded, Page, Visit
from index.timeline import sentences


def told(text: str, *, name: str | None = None, **metadata: object) -> Identity:
    return identify(replace(Loaded(text=text), **metadata), name=name)


REPORT = """Inspection of Barsetshire and Wigan local authority children’s services

Inspection dates: 10 to 21 July 2023

Lead inspector: Ada Byron, His Majesty’s Inspector

Judgement | Grade

The impact of leaders on social work practice with children and families | Good

The experiences and progress of children who need help and protection | Requires improvement

The experiences and progress of children in care | Outstanding

The experiences and progress of care leavers | Inadequate

Overall effectiveness | Good

Wigan was judged inadequate in 2019. Staff moved here from Bolton Council and Bury Council."""

FOCUSED_LETTER = """Ofsted, Piccadilly Gate, Manchester

14 March 2019

Ms Ada Byron, Director of Children’s Services

Dear Ms Byron

Focused visit to Rochdale Borough Council children’s services

This letter summarises the findings of a focused visit to Rochdale on 12 and 13 February 2019. \
The visit was carried out in line with the ILACS framework. The last inspection was in June 2018."""

MONITORING_LETTER = """Monitoring visit to Medway children’s services

Dear Mr Pepys

This letter summarises the findings of the third monitoring visit to Medway children’s services \
that took place on 4 and 5 March 2020. It was the third monitoring visit since the local authority \
was judged inadequate in July 2019."""

SINGLE_INSPECTION = """Borough of Poole

Inspection of services for children in need of help and protection, children looked after and \
care leavers

Inspection date: 3 June – 25 June 2014

Report published: 8 August 2014

The overall judgement is that children’s services require improvement

1. Children who need help and protection | Requires improvement

2. Children looked after and achieving permanence | Good

2.1 Adoption performance | Outstanding

2.2 Experiences and progress of care leavers | Requires improvement to be good

3. Leadership, management and governance | Inadequate"""

NEWS = """Praise for children’s services

Published: Tuesday, 5th May 2020

Inspectors who carried out a two-week inspection in March judged services in Thurrock to be ‘good’ \
overall. The impact of leaders was judged to be ‘outstanding’. The previous inspection in 2016 \
judged services as ‘requires improvement’.

Councillor Mary Bolton, Thurrock Council’s cabinet member, said: “We are proud.”"""


def test_a_report_is_known_by_its_head() -> None:
    identity = told(REPORT)
    assert (identity.kind, identity.framework, identity.about) == ("full inspection", "ILACS", None)
    assert (identity.council, identity.council_basis) == ("Wigan", "text")
    assert identity.councils == ("Wigan",)
    assert (identity.gss, identity.region) == ("E08000010", "North West")
    assert identity.visited == Visit(start="2023-07-10", end="2023-07-21", basis="text")


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


def test_a_judgement_about_the_place_is_the_overall_one() -> None:
    text = SINGLE_INSPECTION.replace(
        "The overall judgement is that children’s services require improvement",
        "Children’s services in the Borough of Poole are inadequate.",
    )
    assert dict(told(text).grades)["overall"] == "inadequate"


def test_what_was_not_judged_has_no_grade() -> None:
    text = SINGLE_INSPECTION.replace("permanence | Good", "permanence | Not judged")
    assert "in care" not in dict(told(text).grades)


def test_a_letter_on_a_focused_visit_has_its_date_its_visit_and_no_grade() -> None:
    identity = told(FOCUSED_LETTER)
    assert (identity.kind, identity.framework) == ("focused visit", "ILACS")
    assert (identity.council, identity.region) == ("Rochdale", "North West")
    assert (identity.published, identity.published_basis) == ("2019-03-14", "text")
    assert identity.visited == Visit(start="2019-02-12", end="2019-02-13", basis="text")
    assert (identity.grades, identity.visit_number) == ((), None)


def test_a_letter_on_a_monitoring_visit_has_its_number() -> None:
    identity = told(MONITORING_LETTER)
    assert (identity.kind, identity.framework) == ("monitoring visit", None)
    assert (identity.council, identity.visit_number) == ("Medway", 3)
    assert identity.visited == Visit(start="2020-03-04", end="2020-03-05", basis="text")


@pytest.mark.parametrize(
    ("head", "kind", "framework"),
    [
        ("Joint targeted area inspection of services in Bury", "joint inspection", "JTAI"),
        ("Area SEND inspection of Bury Local Area Partnership", "joint inspection", "Area SEND"),
        ("Inspection of safeguarding and looked after children services",
         "full inspection", "SLAC"),
        ("Inspection of arrangements for the protection of children",
         "full inspection", "Protection of children"),
    ],
)  # fmt: skip
def test_each_kind_of_report_has_its_framework(head: str, kind: str, framework: str | None) -> None:
    identity = told(f"{head}\n\nBury Council\n\nInspection dates: 3 to 7 June 2019")
    assert (identity.kind, identity.framework) == (kind, framework)


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


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Inspectors carried out a two-day focused visit. The last full inspection was in 2017.",
         "focused visit"),
        ("The focus visit followed the monitoring visit of last year.", "focused visit"),
        ("Progress was seen at the regulator’s most recent monitoring visit. An inspection in 2017 "
         "found weaknesses.", "monitoring visit"),
        ("Ofsted praised the city after a recent inspection. Weaknesses were found at focused "
         "visits in 2018.", "full inspection"),
        ("A joint targeted area inspection took place.", "joint inspection"),
        ("Since its last full inspection the council has had a focused visit.", "focused visit"),
        (f"A focused visit took place. {'It went well. ' * 150} Before it came a monitoring visit, "
         "and after it another monitoring visit.", "focused visit"),
        ("Pupils got their results.", None),
    ],
)  # fmt: skip
def test_a_release_is_about_the_visit_it_speaks_of_first(text: str, kind: str | None) -> None:
    assert about(plain(text)) == kind


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("This was the fourth monitoring visit made by inspectors", 4),
        ("Ofsted’s 2nd monitoring visit", 2),
        ("monitoring visit number three", 3),
        ("the first Ofsted monitoring visit", 1),
        ("a monitoring visit took place", None),
    ],
)
def test_a_monitoring_visit_is_numbered_as_it_is_written(text: str, number: int | None) -> None:
    assert visit_number(plain(text)) == number


def test_minutes_are_minutes() -> None:
    text = "Minutes of the Children’s Scrutiny Panel\n\n12 March 2019\n\nPresent: Cllr A Kent"
    identity = told(text)
    assert (identity.kind, identity.published) == ("minutes", "2019-03-12")
    assert identity.council is None


def test_any_other_text_is_other_and_claims_nothing() -> None:
    assert told("Recipe for a cake. Stir well.") == Identity()
    assert told("") == Identity()


def test_the_citys_council_is_known_only_by_the_publisher() -> None:
    text = "Inspectors reported that the city council has improved, the council said."
    assert told(text).council is None
    identity = told(text, publisher="news.leicester.gov.uk")
    assert (identity.council, identity.council_basis) == ("Leicester", "metadata")
    identity = told(text, publisher="Slough Children's Services Trust")
    assert (identity.council, identity.council_basis) == ("Slough", "metadata")


def test_a_passing_mention_does_not_outweigh_the_publisher() -> None:
    filler = "The city council has done much for its young people this year. " * 10
    text = f"{filler}Colleagues from Nottingham came to learn, inspectors said."
    identity = told(text, publisher="news.leicester.gov.uk")
    assert (identity.council, identity.council_basis) == ("Leicester", "metadata")
    assert told(text).council_basis == "inferred"


def test_a_body_that_serves_several_councils_names_them_all_and_none() -> None:
    identity = told("Achieving for Children was praised by Ofsted, it said.")
    assert (identity.council, identity.council_basis) == (None, None)
    assert len(identity.councils) == 3
    assert told("Achieving for Children said Kingston Council improved.").council == (
        "Kingston upon Thames"
    )


def test_an_address_in_the_text_only_suggests_the_council() -> None:
    identity = told("Read our plan at www.southglos.gov.uk/plan, inspectors said.")
    assert (identity.council, identity.council_basis) == ("South Gloucestershire", "inferred")


def test_a_partner_named_only_far_below_is_no_subject() -> None:
    filler = "Much is done for young people here, inspectors said. " * 10
    text = f"Bury Council improves.\n\n{filler}Its partner is Wigan Council. Wigan helps Bury."
    assert told(text).councils == ("Bury",)


def test_two_councils_in_equal_part_are_both_subjects() -> None:
    identity = told("Bury Council and Wigan Council work together, Ofsted said.")
    assert identity.council is None
    assert set(identity.councils) == {"Bury", "Wigan"}


def test_a_closed_council_gives_way_to_the_one_that_followed_it() -> None:
    text = "Bournemouth, Christchurch and Poole Council improved. Bournemouth and Poole agreed."
    assert told(text).councils == ("Bournemouth, Christchurch and Poole",)


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("Report\n\nPublished on Monday, August 1, 2016\n\nOfsted said so.", "2016-08-01"),
        ("Report\n\n01 March 2019\n\nOfsted said so.", "2019-03-01"),
        ("The report, published today (30/3/17) on the website, said so.", "2017-03-30"),
        ("The letter was published today, 3 May 2018, Ofsted said.", "2018-05-03"),
        ("Date: 01.02.2019\n\nOfsted said so.", "2019-02-01"),
    ],
)
def test_a_printed_date_of_publication_is_text(text: str, published: str) -> None:
    identity = told(text, published="2001-01-01")
    assert (identity.published, identity.published_basis) == (published, "text")


def test_the_date_of_an_inspection_or_an_earlier_report_is_not_that_of_publication() -> None:
    text = "Inspection date: 3 June 2019\n\nThis was originally published on 4 May 2017."
    assert told(text).published_basis != "text"


def test_a_date_of_the_files_own_metadata_comes_after_the_text() -> None:
    identity = told("Ofsted visited, it said.", published="2019-03-01")
    assert (identity.published, identity.published_basis) == ("2019-03-01", "metadata")


def test_the_day_a_paged_file_was_made_only_suggests_its_month() -> None:
    pages = (Page(number=1, start=0, end=len(REPORT)),)
    identity = told(REPORT, pages=pages, published="2023-09-04")
    assert (identity.published, identity.published_basis) == ("2023-09", "inferred")
    assert told(REPORT, pages=pages, published="2023-08-29").published == "2023"
    assert told(REPORT, pages=pages, published="2025-12-30").published == "2023"


def test_the_copyright_gives_the_year_unless_the_visit_was_too_late_in_it() -> None:
    text = f"{REPORT}\n\n© Crown copyright 2023"
    assert (told(text).published, told(text).published_basis) == ("2023", "inferred")
    assert told(text.replace("July 2023", "November 2023")).published is None


def test_a_file_name_may_date_a_document_but_never_name_its_council() -> None:
    identity = told(REPORT, name="80579_bolton_inspection_04_september_2023.pdf")
    assert (identity.council, identity.published) == ("Wigan", "2023-09-04")
    assert identity.published_basis == "metadata"
    assert told(REPORT, name="seen_01_january_2020.pdf").published_basis != "metadata"
    assert told("The city council improved, Ofsted said.", name="swindon.txt").council is None


def test_the_latest_year_named_is_inferred_unless_the_text_speaks_of_this_year() -> None:
    text = "After an inspection in 2014 and visits in 2018 and 2019, Ofsted said, by 2022."
    assert (told(text).published, told(text).published_basis) == ("2019", "inferred")
    assert told(f"{text} In October this year they came again.").published is None


def test_visits_are_found_where_a_sentence_dates_them() -> None:
    dated = "Published: 1st March 2019\n\n"
    seen = told(f"{dated}Inspectors came in June 2016 before the review, said Ofsted.").visited
    assert seen is None
    seen = told(f"{dated}The visit took place at the beginning of last month, it said.").visited
    assert seen == Visit(start="2019-02", end="2019-02", basis="inferred")
    seen = told(f"{dated}The visit found that leaders appointed in January 2019 do well.").visited
    assert seen is None
    seen = told(f"{dated}The last inspection took place in January 2019, it said.").visited
    assert seen is None
    seen = told(f"{dated}Since the last inspection in June 2016 much changed, it said.").visited
    assert seen is None


def test_inspection_dates_in_two_parts_are_one_visit() -> None:
    text = REPORT.replace("10 to 21 July 2023", "10 to 21 July 2023 and 4 to 6 September 2023")
    assert told(text).visited == Visit(start="2023-07-10", end="2023-09-06", basis="text")


HINTS = {
    "file": "a.txt",
    "council": "leicester city council",
    "council_basis": "metadata",
    "publisher": "news.leicester.gov.uk",
    "kind": "news",
    "about": "monitoring visit",
    "published": "2016-08-01",
    "published_basis": "text",
    "visited_from": "2016-06",
    "visited_to": "2016-06",
    "visited_basis": "inferred",
}


def test_what_the_manifest_gives_wins_with_its_basis() -> None:
    identity = identify(Loaded(text=REPORT), hints=HINTS)
    assert (identity.council, identity.council_basis) == ("Leicester", "metadata")
    assert identity.councils == ("Leicester",)
    assert (identity.kind, identity.about) == ("news", "monitoring visit")
    assert (identity.published, identity.published_basis) == ("2016-08-01", "text")
    assert identity.visited == Visit(start="2016-06", end="2016-06", basis="inferred")
    assert (identity.gss, identity.region) == ("E06000016", "East Midlands")


def test_an_empty_or_unknown_hint_changes_nothing() -> None:
    hints = {"file": "a.pdf", "council": "", "kind": "poem", "published": " ", "extra": "x"}
    assert identify(Loaded(text=REPORT), hints=hints) == told(REPORT)


def test_a_hint_without_its_basis_is_metadata() -> None:
    hints = {"council": "Bury", "published": "2020-01", "visited_from": "2019-11"}
    identity = identify(Loaded(text="Ofsted said so."), hints=hints)
    assert (identity.council_basis, identity.published_basis) == ("metadata", "metadata")
    assert identity.visited == Visit(start="2019-11", end="2019-11", basis="metadata")


def test_a_publisher_in_the_manifest_names_the_council() -> None:
    hints = {"publisher": "news.leicester.gov.uk"}
    identity = identify(Loaded(text="The city council improved, it said."), hints=hints)
    assert (identity.council, identity.council_basis) == ("Leicester", "metadata")


def test_a_relative_visit_counts_from_the_manifests_date() -> None:
    text = "The monitoring visit took place in October this year, said Ofsted."
    assert told(text).visited is None
    visited = identify(Loaded(text=text), hints={"published": "2018"}).visited
    assert visited == Visit(start="2018-10", end="2018-10", basis="inferred")


def test_a_council_the_table_does_not_know_is_kept_as_given() -> None:
    identity = identify(Loaded(text=REPORT), hints={"council": "Barsetshire"})
    assert (identity.council, identity.gss, identity.region) == ("Barsetshire", None, None)


def test_sentences_are_plain_and_never_cross_blocks() -> None:
    assert list(sentences("One ‘two’. Three\n\nFour | five")) == [
        "One 'two'.",
        "Three",
        "Four five",
    ]


def test_every_area_of_the_data_file_is_one_of_the_five() -> None:
    five = {"overall", "leaders", "help and protection", "in care", "care leavers"}
    assert set(words()["grades"]["areas"]) == set(words()["grades"]["news"]["areas"]) == five

import pytest

from index.records import Visit
from index.timeline import sentences
from tests.fakes_documents import REPORT, told


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


def test_the_day_of_a_change_counts_where_nothing_else_dates_a_document() -> None:
    text = "Last updated: 20 June 2023\n\nOfsted visited, it said."
    assert (told(text).published, told(text).published_basis) == ("2023-06-20", "text")
    assert told(text, published="2023-05-04").published == "2023-05-04"
    assert told(text, name="news 2023-05-04.txt").published == "2023-05-04"
    assert told(f"Published: 4 May 2023\n\n{text}").published == "2023-05-04"


def test_a_date_of_the_files_own_metadata_comes_after_the_text() -> None:
    identity = told("Ofsted visited, it said.", published="2019-03-01")
    assert (identity.published, identity.published_basis) == ("2019-03-01", "metadata")


@pytest.mark.parametrize(
    ("made", "published", "basis"),
    [
        ("2023-09-04", "2023-09", "metadata"),
        ("2023-08-31", "2023-09", "metadata"),  # a Thursday: Friday and Monday are in September
        ("2023-09-28", "2023", "inferred"),  # a Thursday: Friday or, in October, Monday
        ("2023-07-20", "2023", "inferred"),  # before the visit ended
        ("2025-12-30", "2023", "inferred"),  # made again long after the visit
    ],
)
def test_the_day_a_file_was_made_gives_the_month_it_came_out(
    made: str, published: str, basis: str
) -> None:
    identity = told(REPORT, made=made)
    assert (identity.published, identity.published_basis) == (published, basis)


def test_the_day_a_file_was_made_says_only_the_year_where_no_visit_is_dated() -> None:
    identity = told("Ofsted said in 2023 that the council improved.", made="2023-09-04")
    assert (identity.published, identity.published_basis) == ("2023", "inferred")


def test_a_report_in_two_parts_came_out_with_the_later() -> None:
    first, later = "Report published: 3 March 2015", "Report published: 10 March 2015"
    assert told(f"{first}\n\n{REPORT}\n\n{later}\n\nThe board.").published == "2015-03-10"
    assert told(f"{later}\n\n{REPORT}\n\n{first}\n\nThe board.").published == "2015-03-10"
    much_later = "Report published: 10 March 2016"
    assert told(f"{first}\n\n{REPORT}\n\n{much_later}").published == "2015-03-03"
    assert told(f"{first}\n\n{REPORT}\n\nThe plan was published: 10 March 2015.").published == (
        "2015-03-03"
    )


def test_the_copyright_gives_the_year_unless_the_visit_was_too_late_in_it() -> None:
    text = f"{REPORT}\n\n© Crown copyright 2023"
    assert (told(text).published, told(text).published_basis) == ("2023", "inferred")
    assert told(text.replace("July 2023", "November 2023")).published is None


def test_a_file_name_may_date_a_document_but_never_name_its_council() -> None:
    identity = told(REPORT, name="80579_bolton_inspection_04_september_2023.pdf")
    assert (identity.council, identity.published) == ("Wigan", "2023-09-04")
    assert identity.published_basis == "metadata"
    assert told(REPORT, name="seen_01_january_2026.pdf").published_basis != "metadata"
    assert told("The city council improved, Ofsted said.", name="swindon.txt").council is None


@pytest.mark.parametrize(
    ("name", "published"),
    [
        ("2023-09-04 letter.pdf", "2023-09-04"),
        ("20230904_ofsted.docx", "2023-09-04"),
        ("report (04.09.2023).pdf", "2023-09-04"),
        ("ofsted-report-4-9-2023.pdf", "2023-09-04"),
        ("Report 4th September 2023 final.html", "2023-09-04"),
        ("report-4-september-2023.txt", "2023-09-04"),
        ("visit 2023-07-21.pdf", None),  # the last day of the visit
        ("2023-09-04 to 2023-09-08.pdf", None),
        ("50231004.pdf", None),
        ("20231399.pdf", None),
        ("report 2023-09.pdf", None),
    ],
)
def test_the_one_day_in_a_name_dates_what_its_text_does_not(
    name: str, published: str | None
) -> None:
    identity = told(REPORT, name=name)
    known = identity.published if identity.published_basis == "metadata" else None
    assert known == published
    dated = told(f"Report published: 1 September 2023\n\n{REPORT}", name=name)
    assert (dated.published, dated.published_basis) == ("2023-09-01", "text")


def test_a_name_gives_the_day_unless_it_is_long_after_the_file_was_made() -> None:
    assert told(REPORT, name="2023-09-05.pdf", made="2023-09-04").published == "2023-09-05"
    assert told(REPORT, name="seen 2024-01-15.pdf", made="2023-09-04").published == "2023-09"


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


def test_sentences_are_plain_and_never_cross_blocks() -> None:
    assert list(sentences("One ‘two’. Three\n\nFour | five")) == [
        "One 'two'.",
        "Three",
        "Four five",
    ]


def test_the_most_exact_date_of_a_visit_is_taken() -> None:
    text = """Published: 21 March 2022

Ofsted came for a visit in March, it said. The visit took place between 1 and 4 March."""
    assert told(text).visited == Visit(start="2022-03-01", end="2022-03-04", basis="inferred")

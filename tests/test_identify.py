import pytest

from index.identify import identify
from index.kinds import about, visit_number
from index.plain import plain
from index.records import Identity, Loaded, Visit
from tests.fakes_documents import FOCUSED_LETTER, MONITORING_LETTER, REPORT, told


def test_a_report_is_known_by_its_head() -> None:
    identity = told(REPORT)
    assert (identity.kind, identity.framework, identity.about) == ("full inspection", "ILACS", None)
    assert (identity.council, identity.council_basis) == ("Wigan", "text")
    assert identity.councils == ("Wigan",)
    assert (identity.gss, identity.region) == ("E08000010", "North West")
    assert identity.visited == Visit(start="2023-07-10", end="2023-07-21", basis="text")


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
    assert told("Achieving for Children said Kingston Council improved.").councils == (
        "Kingston upon Thames",
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


def test_an_empty_hint_or_a_column_of_ones_own_changes_nothing() -> None:
    hints = {"file": "a.pdf", "council": "", "published": " ", "extra": "x"}
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

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.councils import (
    by_host,
    closest,
    councils,
    current,
    find,
    find_regions,
    in_region,
    named,
    regions,
)
from index.naming import distance


def names(text: str, *, typed: bool = False) -> list[str]:
    return [mention.council.name for mention in find(text, typed=typed)]


def spans(text: str, *, typed: bool = False) -> list[str]:
    return [text[mention.start : mention.end] for mention in find(text, typed=typed)]


def test_the_table_holds_every_council_once() -> None:
    table = councils()
    assert len(current()) == 153
    assert len({c.name for c in table}) == len({c.gss for c in table}) == len(table) == 157
    assert {c.kind for c in table} == {
        "County", "Unitary Authority", "Metropolitan District", "London Borough",
    }  # fmt: skip
    assert len(regions()) == 9


def test_a_closed_council_names_the_ones_that_followed_it() -> None:
    followed = {s for c in councils() if c.status == "closed" for s in c.successors}
    assert followed
    assert all(named(name) in current() for name in followed)


@pytest.mark.parametrize("council", councils(), ids=lambda c: c.name)
def test_every_council_is_found_by_every_name_it_has(council) -> None:
    assert named(council.name) is council
    assert named(council.official) is council
    for name in (council.official, f"{council.name} Council", f"London Borough of {council.name}"):
        assert names(f"A visit to {name} took place.") == [council.name]
    for alias in council.aliases:
        assert named(alias) is council


@pytest.mark.parametrize("council", councils(), ids=lambda c: c.name)
def test_every_council_is_found_in_a_question_in_small_letters(council) -> None:
    assert council.name in names(f"how many care leavers in {council.name.lower()}?", typed=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Leicestershire and Leicester", ["Leicestershire", "Leicester"]),
        ("Derbyshire is not Derby", ["Derbyshire", "Derby"]),
        ("North Yorkshire, East Riding of Yorkshire and York",
         ["North Yorkshire", "East Riding of Yorkshire", "York"]),
        ("South Gloucestershire beside Gloucestershire",
         ["South Gloucestershire", "Gloucestershire"]),
        ("Bath and North East Somerset, North Somerset and Somerset",
         ["Bath and North East Somerset", "North Somerset", "Somerset"]),
        ("Bath & North East Somerset", ["Bath and North East Somerset"]),
        ("North East Lincolnshire, North Lincolnshire, Lincolnshire",
         ["North East Lincolnshire", "North Lincolnshire", "Lincolnshire"]),
        ("Bournemouth, Christchurch and Poole", ["Bournemouth, Christchurch and Poole"]),
        ("West Northamptonshire was Northamptonshire",
         ["West Northamptonshire", "Northamptonshire"]),
        ("Kingston upon Hull is not Kingston upon Thames",
         ["Kingston upon Hull", "Kingston upon Thames"]),
        ("Blackburn with Darwen", ["Blackburn with Darwen"]),
    ],
)  # fmt: skip
def test_the_longest_name_wins(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    "written",
    [
        "Swindon Borough Council", "London Borough of Camden", "Royal Borough of Greenwich",
        "RB Greenwich", "LB Camden", "City of York Council", "St. Helens", "St Helens Council",
        "Barking & Dagenham", "Windsor & Maidenhead", "County Durham", "Stoke on Trent",
        "Kingston-upon-Thames", "SWINDON BOROUGH COUNCIL", "Telford & Wrekin Council", "B&NES",
        "Slough Children’s Services Trust", "Slough Children's Services Trust",
        "Slough Childrens Services Trust", "Slough Children First",
    ],
)  # fmt: skip
def test_a_mention_covers_the_whole_name_and_no_possessive(written: str) -> None:
    assert spans(f"They saw {written}’s plan.") == [written]


def test_a_body_that_serves_several_councils_mentions_each_of_them() -> None:
    text = "Achieving for Children runs the service."
    assert names(text) == [
        "Kingston upon Thames", "Richmond upon Thames", "Windsor and Maidenhead",
    ]  # fmt: skip
    assert {m.how for m in find(text)} == {"body"}
    assert names("Northamptonshire Children’s Trust") == [
        "North Northamptonshire", "West Northamptonshire",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "the city council and the County Council",
        "Councillor Mary Bolton and Cllr York spoke.",
        "Cllr. Kent agreed with Dr Aoife Lincoln-Kent.",
        "David Bradford agreed with J. Sutton and Jane Smith-Bolton.",
        "Aoife Kent, director of children’s services, agreed.",
        "Reading the report, we learnt much. Bury the hatchet.",
        "Children enjoy reading and a bath.",
        "The Summer Reading Challenge",
        "They saw the Big Reading Adventure and better Reading skills.",
        "The Mk 2 plan",
        "Then Bolton-Jones spoke.",
        "South Derbyshire and Greater Manchester",
        "Newcastle under Lyme, Stoke Newington and Sutton Coldfield",
        "Kent Police and Leicester University",
        "in kent and in swindon",
        "www.swindon.gov.uk",
        "Piccadilly Gate, Store Street, Manchester M1 2WD",
        "Store Street\n\nManchester\n\nM1 2WD",
        "Present: Councillors Kent (Chair), A Bolton and York.",
        "He met Inspector Kent and Mark Essex.",
    ],
)
def test_what_only_looks_like_a_council_is_left_alone(text: str) -> None:
    assert names(text) == []


def test_a_council_named_as_a_council_counts_even_after_a_name() -> None:
    assert names("Councillor Mary Martin Swindon Borough Council") == ["Swindon"]


def test_a_surname_does_not_hide_the_place() -> None:
    assert spans("Aoife Kent, director of services in Kent") == ["Kent"]


def test_reading_counts_where_it_is_the_place() -> None:
    text = (
        "Reading Borough Council. In Reading, more. Reading’s visit. Services in Reading improve."
    )
    assert names(text) == ["Reading"] * 4


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("and south glos?", ["South Gloucestershire"]),
        ("swindon eet rate", ["Swindon"]),
        ("compare reading and slough", ["Reading", "Slough"]),
        ("what about bury?", ["Bury"]),
        ("reading?", ["Reading"]),
        ("does reading have a target", ["Reading"]),
        ("are children reading to each other", []),
        ("how is reading taught", []),
        ("rbwm, h&f, banes and stoke",
         ["Windsor and Maidenhead", "Hammersmith and Fulham", "Bath and North East Somerset",
          "Stoke-on-Trent"]),
        ("which councils did kent police visit", []),
        ("who is mary bolton", []),
        ("how did ofsted judge kent, and did it mark essex down", ["Kent", "Essex"]),
    ],
)  # fmt: skip
def test_a_typed_question_is_understood_without_capitals(
    question: str, expected: list[str]
) -> None:
    assert names(question, typed=True) == expected


@pytest.mark.parametrize(
    ("typo", "meant"),
    [
        ("Swindin", "Swindon"), ("sloug", "Slough"), ("leicster", "Leicester"),
        ("south glocestershire", "South Gloucestershire"), ("middlesborough", "Middlesbrough"),
        ("richmnd upon thames", "Richmond upon Thames"), ("birmignham", "Birmingham"),
    ],
)  # fmt: skip
def test_a_misspelt_council_is_recognised(typo: str, meant: str) -> None:
    council = closest(typo)
    assert council
    assert council.name == meant
    (mention,) = find(f"what about {typo}", typed=True)
    assert (mention.council, mention.how) == (council, "misspelling")


def test_prose_is_never_mended() -> None:
    assert names("Swindin and Sloug") == []


@pytest.mark.parametrize(
    "word", ["survey", "store", "stroke", "leads", "CAMHS", "themes", "words", "staff"]
)
def test_an_english_word_is_no_misspelling(word: str) -> None:
    assert closest(word) is None
    assert names(f"what does the {word} say", typed=True) == []


def test_a_host_tells_its_council() -> None:
    assert [c.name for c in by_host("https://news.leicester.gov.uk/item")] == ["Leicester"]
    assert [c.name for c in by_host("www.southglos.gov.uk")] == ["South Gloucestershire"]
    assert by_host("notleicester.gov.uk") == by_host("gov.uk") == by_host("") == ()


def test_a_region_is_found_by_its_usual_names_and_not_inside_a_council() -> None:
    assert [c.region for c in in_region("the south-west")] == ["South West"] * 15
    assert in_region("Wessex") == ()
    text = "councils in the South West and North East Lincolnshire"
    assert [text[a:b] for _, a, b in find_regions(text)] == ["South West"]
    assert [name for name, _, _ in find_regions("east anglia", typed=True)] == ["East of England"]


def test_an_unknown_or_shared_name_is_nobody() -> None:
    assert named("Ruritania") is None
    assert named("") is None
    assert named("Achieving for Children") is None


_WORDS = st.sampled_from(
    ["Leicester", "Leicestershire", "north", "North", "East", "Lincolnshire", "Council", "city",
     "London Borough of", "Camden", "Cllr", "Mary", ".", ",", "’s", "&", "and", "Reading", "bury",
     "Slough Children’s Services Trust", "Achieving for Children", "-", "\n\n", "𝒳", "Stoke"]
)  # fmt: skip


@given(st.lists(_WORDS, max_size=12), st.booleans())
def test_mentions_stand_in_order_and_overlap_only_for_shared_bodies(
    words: list[str], typed: bool
) -> None:
    text = " ".join(words)
    mentions = find(text, typed=typed)
    assert all(0 <= m.start < m.end <= len(text) for m in mentions)
    assert all(text[m.start : m.end].strip() == text[m.start : m.end] for m in mentions)
    different = sorted({(m.start, m.end) for m in mentions})
    assert all(a[1] <= b[0] for a, b in pairwise(different))


@given(st.text(max_size=60))
def test_any_text_can_be_searched(text: str) -> None:
    for typed in (False, True):
        find(text, typed=typed)
        find_regions(text, typed=typed)


def test_neighbouring_letters_swapped_are_one_step() -> None:
    assert distance("lutno", "luton") == 1


@given(st.text("abc", max_size=5), st.text("abc", max_size=5))
def test_distance_is_symmetric_and_nought_only_for_the_same(one: str, other: str) -> None:
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) == (one == other)
    assert distance(one, other) <= max(len(one), len(other))


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("bracknell forests forum", "Bracknell Forest"),
        ("W. Sussex NEET", "West Sussex"),
        ("n. somerset", "North Somerset"),
    ],
)
def test_a_name_may_lack_its_apostrophe_or_be_cut_short_with_a_stop(typed: str, name: str) -> None:
    assert [m.council.name for m in find(typed, typed=True)] == [name]

import re
from itertools import product

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from index.errors import UsageError
from index.extract import facts
from index.measures import measures, mentions, read
from index.records import Document, Identity
from index.split import sentences

PARTS = st.permutations(["education", "employment", "training"])
JOINS = st.sampled_from([" or ", ", or ", " and ", "/", " and/or ", " nor "])
DENIALS = st.sampled_from(
    [
        "not in", "not currently in", "not engaged in", "not yet accessing", "not participating in",
        "not actively engaged in any form of", "no longer in", "never in", "neither in", "outside",
        "outside of", "out of", "without", "disengaged from", "aren’t in", "don't take part in",
    ]
)  # fmt: skip


def keys(text: str, *, question: bool = False) -> list[str]:
    return [mention.measure.key for mention in mentions(text, question=question)]


def in_three(parts: list[str], join: str) -> str:
    first = "/" if join == "/" else ", "
    return f"{parts[0]}{first}{parts[1]}{join}{parts[2]}"


@settings(deadline=None)
@given(PARTS, JOINS)
def test_education_employment_and_training_in_any_order_is_eet(parts: list[str], join: str) -> None:
    assert keys(f"Most residents are in {in_three(parts, join)} today.") == ["eet"]


@settings(deadline=None)
@given(DENIALS, PARTS, JOINS)
def test_neet_never_becomes_eet(denial: str, parts: list[str], join: str) -> None:
    text = f"Some residents are {denial} {in_three(parts, join)} today."
    assert "eet" not in keys(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("half are in EET", ["eet"]),
        ("half are not in EET", ["neet"]),
        ("a day of teamwork, training and education", []),
        ("the ETE rate", ["eet"]),
        ("the NEETs among them", ["neet"]),
        ("not in education, employment or training (NEET)", ["neet", "neet"]),
        ("some study at university", ["higher_education"]),
        ("to university", ["higher_education"]),
        ("in further or higher education", []),
        ("in suitable accommodation", ["suitable_accommodation"]),
        ("in unsuitable accommodation", ["unsuitable_accommodation"]),
        ("their housing was assessed as suitable", ["suitable_accommodation"]),
        ("bed and breakfast accommodation", ["bed_and_breakfast", "accommodation"]),
        ("the B&B down the road", ["bed_and_breakfast"]),
        ("they stay put with us under Staying Put", ["staying_put", "staying_put"]),
        ("he continues to live with his former foster carers", ["staying_put"]),
        ("they remain with their foster family", ["staying_put"]),
        ("staying close to the home", ["staying_close"]),
        ("personal advisers’ caseloads", ["adviser_caseload"]),
        ("the caseloads of social workers", ["caseloads"]),
        ("each PA is friendly", ["personal_advisers"]),
        ("a health passport for each", ["health_passport"]),
        ("their emotional well-being", ["mental_health"]),
        ("exempt from council tax", ["council_tax_exemption"]),
        ("a reduction in council tax", ["council_tax_discount"]),
        ("help with council tax", ["council_tax"]),
        ("a monitoring visit", ["monitoring_visit"]),
        ("a focused visit", ["focused_visit"]),
        ("Cllr Smith", ["lead_member"]),
        ("the director of children’s services", ["director"]),
        ("nothing of the kind", []),
    ],
)
def test_a_text_speaks_of_the_narrowest_measure_that_its_words_name(
    text: str, expected: list[str]
) -> None:
    assert keys(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "128 live with foster families", "two children stay with the same carers for adoption",
        "they live with parents", "placed with carers",
    ],
)  # fmt: skip
def test_children_who_live_in_foster_care_are_not_staying_put(text: str) -> None:
    assert "staying_put" not in keys(text)


def test_near_measures_that_stand_in_one_another_are_both_spoken_of() -> None:
    text = "exempt from, or given a discount on, council tax"
    assert set(keys(text)) == {"council_tax_exemption", "council_tax_discount"}


@pytest.mark.parametrize("place", ["their boundary", "the council’s own area", "the county"])
def test_living_away_is_asked_about_in_many_ways(place: str) -> None:
    asked = mentions(f"Who has half of its children living outside {place}?", question=True)
    assert "out_of_area" in {m.measure.key for m in asked}


def test_a_question_may_use_looser_words_than_a_document() -> None:
    text = "how many are in work or study?"
    assert keys(text) == []
    assert keys(text, question=True) == ["eet"]


def test_the_measures_file_holds_together() -> None:
    known = measures()
    for key, measure in known.items():
        assert measure.key == key
        assert measure.name
        assert {*measure.near, *measure.includes, measure.opposite or key} <= set(known)
        assert (measure.unit is not None) or measure.kind != "quantity"
        assert measure.per or measure.kind != "quantity"
        for pattern in (measure.said, measure.asked):
            assert not pattern.search("")
            assert not pattern.search("zzz")


def test_near_and_opposite_measures_name_each_other() -> None:
    known = measures()
    for one, other in product(known.values(), repeat=2):
        assert (other.key in one.near) == (one.key in other.near)
        assert (other.key == one.opposite) == (one.key == other.opposite)


@settings(deadline=None)
@given(st.text(max_size=80))
@example("NOT KNOWN")
def test_mentions_are_in_order_and_within_the_text(text: str) -> None:
    # A full stop after the text: "not known EET" would rightly be read as NEET.
    found = mentions(f"{text}. EET, NEET and {text}. Pathway plans")
    places = [(m.start, m.end) for m in found]
    assert places == sorted(places)
    assert all(0 <= start < end for start, end in places)
    assert {"eet", "neet", "pathway_plans"} <= {m.measure.key for m in found}


SPORT = """
[patterns]
CLUB = '(?:sports?|football|swimming) clubs?'

[sport]
name = "in a sports club"
kind = "quantity"
unit = "percent"
better = "higher"
per = "care leavers"
share = "in a sports club"
terms = ['\\b{CLUB}']
asks = ['doing sport']

[pitches]
name = "pitches"
kind = "quantity"
unit = "count"
per = "young people"
terms = ['\\b(?:has|have) {NUMBER} pitches\\b', '\\bpitches\\b']
"""


def test_a_measure_is_added_in_the_file_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    known = measures() | read(SPORT)
    monkeypatch.setattr("index.measures.measures", lambda: known)
    monkeypatch.setattr("index.extract.measures", lambda: known)
    text = (
        "In 2018, 42% of care leavers were in a football club, against a target of 60%. "
        "The national figure is better. Bury has twelve pitches."
    )
    who = Identity(kind="news", council="Bury", councils=("Bury",), published="2019-06-15")
    document = Document(id="d", title="", source="", sha256="", text=text, identity=who)
    found = [f for f in facts(document, sentences("d", text)) if f.value is not None]
    assert [(f.measure, f.value, f.role, f.as_of, f.cohort) for f in found] == [
        ("sport", 42, "actual", "2018", "care leavers"),
        ("sport", 60, "target", None, "care leavers"),
        ("pitches", 12, "actual", None, "young people"),
    ]
    assert keys("Which councils have most care leavers doing sport?", question=True) == ["sport"]


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("[sport", "cannot be read"),
        ("[sport]\nname = 'sport'\nkind = 'game'\nterms = ['sport']", "kind"),
        ("[sport]\nname = 'sport'\nkind = 'theme'", "terms"),
        ("[sport]\nname = 'sport'\nkind = 'theme'\nunit = 'goals'\nterms = ['sport']", "goals"),
        ("[sport]\nname = 'sport'\nkind = 'theme'\nterms = ['(sport']", "words of 'sport'"),
        ("[sport]\nname = 'sport'\nkind = 'theme'\nterms = ['{CLUB}']", "CLUB"),
        ("[sport]\nname = 'sport'\nkind = 'theme'\nterms = ['sport']\nnear = ['art']", "art"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_by_name(table: str, says: str) -> None:
    with pytest.raises(UsageError, match=re.escape(says)):
        read(table)


@pytest.mark.parametrize(
    ("theme", "measure"),
    [
        ("in education, employment or training", "eet"),
        ("not in employment, education or training", "neet"),
        ("at university", "higher_education"),
        ("on an apprenticeship", "apprenticeships"),
        ("employed by the council", "council_jobs"),
        ("suitable accommodation", "suitable_accommodation"),
        ("bed and breakfast", "bed_and_breakfast"),
        ("placement sufficiency", "placements"),
        ("staying put", "staying_put"),
        ("staying close", "staying_close"),
        ("in touch with the service", "in_touch"),
        ("pathway plans", "pathway_plans"),
        ("personal advisers", "personal_advisers"),
        ("the caseloads of PAs", "adviser_caseload"),
        ("health passports", "health_passport"),
        ("mental health", "mental_health"),
        ("annual health assessments", "health_assessments"),
        ("a council tax exemption", "council_tax_exemption"),
        ("a council tax discount", "council_tax_discount"),
        ("a setting up home grant", "setting_up_home"),
        ("the local offer", "local_offer"),
        ("the care leavers’ forum", "voice"),
        ("an advocate", "advocacy"),
        ("the number of care leavers", "cohort_care_leavers"),
        ("looked-after children", "cohort_looked_after"),
        ("UASC", "asylum_seeking"),
        ("caseloads", "caseloads"),
        ("the vacancy rate", "vacancies"),
        ("agency social workers", "agency_staff"),
        ("permanent social workers", "permanent_staff"),
        ("staff turnover", "turnover"),
        ("was judged", "judgement"),
        ("the monitoring visit", "monitoring_visit"),
        ("the focused visit", "focused_visit"),
        ("the DCS", "director"),
        ("the lead member", "lead_member"),
        ("the children’s trust", "delivery_body"),
        ("the improvement board", "intervention"),
    ],
)
def test_every_matter_of_the_field_has_its_measure(theme: str, measure: str) -> None:
    assert measure in keys(theme)


@pytest.mark.parametrize(
    "measure", [m for m in measures().values() if m.needs], ids=lambda m: m.key
)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_says_a_measure_holds_the_letters_that_it_needs(measure, data) -> None:
    text = data.draw(st.from_regex(measure.said, alphabet=st.characters(max_codepoint=127)))
    assume(measure.said.search(text))
    assert any(letters in text.lower() for letters in measure.needs)

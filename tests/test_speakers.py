import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.speakers import people_in, speakers
from index.split import sentences


def who_says(text: str) -> list[str | None]:
    return list(speakers(sentences("d", text)))


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“We are proud,” said Mary Smith.", "Mary Smith"),
        ("‘We are proud,’ said the trust’s new director Mary Smith.", "Mary Smith"),
        ('"We are proud," added Councillor Jo O’Neill.', "Councillor Jo O’Neill"),
        ("Mary Smith said: “This is good.”", "Mary Smith"),
        ("Mary Smith, director of the service, said: “This is good.”", "Mary Smith"),
        ("Dr. Anne-Marie J. McDonald explained: “This is good.”", "Dr. Anne-Marie J. McDonald"),
        ("Cllr Jo Brown told us: “This is good.”", "Cllr Jo Brown"),
    ],
)
def test_a_quotation_belongs_to_the_name_beside_its_verb_of_saying(text: str, speaker: str) -> None:
    assert set(who_says(text)) == {speaker}


def test_a_quotation_that_was_not_closed_goes_on_in_the_next_paragraph() -> None:
    text = "Mary Smith said: “It is good.\n\n“It is very good.”\n\n“Children do well.”\n\nThe end."
    assert who_says(text) == ["Mary Smith", "Mary Smith", None, None]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Ofsted found that plans are good.", "Ofsted"),
        ("Ofsted’s inspectors also praised the team.", "Ofsted"),
        ("Inspectors visited in June.", "Ofsted"),
        ("The letter highlights strong leadership.", "Ofsted"),
        ("The report says so.", "Ofsted"),
        ("It was recognised that more is needed.", "Ofsted"),
        ("We support 210 care leavers.", "the council"),
        ("This is what our team does.", "the council"),
        ("The park is open.", None),
        ("Ofsted has an office there.", None),
    ],
)
def test_words_that_report_tell_who_says_a_sentence(text: str, speaker: str | None) -> None:
    assert who_says(text) == [speaker]


def test_where_the_council_speaks_in_a_paragraph_it_speaks_in_all_of_it() -> None:
    text = "We are proud. The park is open. Inspectors found it good.\n\nThe park is closed."
    assert who_says(text) == ["the council", "the council", "Ofsted", None]


@pytest.mark.parametrize(
    "text",
    [
        "“We do it,” said South Gloucestershire.",
        "“We do it,” said Milton Keynes.",
        "East Sussex said: “We do it.”",
        "Young People said: “We like it.”",
        "Children’s Services said: “We do it.”",
        "Early Help said: “We do it.”",
    ],
)
def test_a_council_or_a_service_is_no_person(text: str) -> None:
    assert set(who_says(text)) == {"the council"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Mary Smith met Councillor Jo Brown.", ("Mary Smith", "Councillor Jo Brown")),
        ("Sir Ian McDonald and Zoë Ann-Lee", ("Sir Ian McDonald", "Zoë Ann-Lee")),
        ("South Gloucestershire, Bath and the Cabinet Member", ()),
        ("on Monday March the council met", ()),
        ("nobody at all", ()),
    ],
)
def test_people_are_named_with_two_capitals_and_are_no_places_or_posts(
    text: str, names: tuple[str, ...]
) -> None:
    assert people_in(text) == names


PIECES = st.sampled_from(
    ["Mary Smith", "said", "“", "”", "‘", "’", '"', ",", ".", ". ", ":", "\n\n", "Ofsted found", "we", "The park"]
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(PIECES, max_size=20).map(" ".join) | st.text(max_size=120))
def test_every_sentence_has_one_speaker_or_none(text: str) -> None:
    split = sentences("d", text)
    found = speakers(split)
    assert len(found) == len(split)
    assert all(who in (None, "Ofsted", "the council") or who in text for who in found)

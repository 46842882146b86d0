import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import Sentence
from index.split import headings, passages, sentences


def split(text: str) -> list[str]:
    return [sentence.text for sentence in sentences("report", text)]


def words(text: str) -> int:
    return len(text.split())


def pack(text: str, limit: int) -> list[str]:
    found = passages("report", text, sentences("report", text), count=words, limit=limit)
    return [passage.text for passage in found]


PIECES = st.sampled_from(
    [
        "The council", "improved", "care leavers", "Cllr", "e.g", "No", "J", "12", "3.5", "60%",
        "n", "in 2017", "30/3/17", ".", ". ", ". ", "! ", "? ", "… ", "... ", "; ", ", ", " ", " ",
        "\n", "\n\n", "\n\n", "“", "” ", "‘", "’ ", "(", ") ", "• ", "■ ", "- ", " | ", "\xa0", "é",
        "e\u0301", "😀", "\u200b", "\ue001 ", "10. ", "Annex A", "中文", "www.gov.uk", "\x1c",
        "\x85", ".3 The", " (Table 2) ",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=200)


@given(TEXTS)
def test_sentences_are_in_order_and_hold_every_character_that_is_no_space(text: str) -> None:
    place = 0
    for number, sentence in enumerate(sentences("report", text)):
        assert sentence.number == number
        assert text[sentence.start : sentence.end] == sentence.text
        assert sentence.text.strip() == sentence.text != ""
        assert "\n\n" not in sentence.text
        assert text[place : sentence.start].strip() == ""
        place = sentence.end
    assert text[place:].strip() == ""


@given(TEXTS, st.integers(min_value=1, max_value=30))
def test_passages_are_whole_sentences_within_the_limit_and_hold_everything(
    text: str, limit: int
) -> None:
    split_up = sentences("report", text)
    found = passages("report", text, split_up, count=words, limit=limit)
    following = 0
    for passage in found:
        assert text[passage.start : passage.end] == passage.text
        assert passage.first == following <= passage.last
        assert passage.start == split_up[passage.first].start
        assert passage.end == split_up[passage.last].end
        assert words(passage.text) <= limit or passage.first == passage.last
        following = passage.last + 1
    assert following == len(split_up)
    assert len({passage.id for passage in found}) == len(found)


@given(TEXTS)
def test_the_same_text_gives_the_same_passages(text: str) -> None:
    first = passages("report", text, sentences("report", text), count=words, limit=9)
    again = passages("report", text, sentences("report", text), count=words, limit=9)
    assert first == again


@pytest.mark.parametrize(
    "sentence",
    [
        "Cllr. A. B. Patel thanked Dr. Osei and Prof. Lee of St. Anne’s House.",
        "Some services, e.g. Ofsted registered homes, i.e. Those of the council, are good.",
        "See No. 12 and pp. 3 to 5, fig. 2 and para. 14 of the plan.",
        "Bright Homes Ltd. Manchester runs the J.K. Rowan Centre in the U.K. Midlands region.",
        "Since Sept. 2018 the rate rose from 3.5 to 4.25 per cent.",
        "The letter (published on 30/3/17) is on www.example.gov.uk/letters.html today.",
        "The rate … Leicester said ... Swindon as well … was low.",
        "The team (which was praised. It is new.) works well.",
        "12. The council knows its care leavers.",
        "Recommendation 3. Improve pathway plans.",
        "(a) The council should act.",
        "• b. Improve the offer.",
        "‘Is this good enough for my child?’ is asked often.",
        "the number of homes; and",
        "Care leavers in EET | 60% | 75% | Q. 3 2019",
        "Everyone is safe. 12",
    ],
)
def test_this_stays_one_sentence(sentence: str) -> None:
    assert split(sentence) == [sentence]


@pytest.mark.parametrize(
    "parts",
    [
        ("Leaders met Mr. Ali.", "The visit went well."),
        ("The trust is run by Bright Homes Ltd.", "It is small."),
        ("Two children have MS.", "Leaders know them."),
        ("They chose option C.", "The council agreed."),
        ("They left by 2019.", "12 young people stayed."),
        ("Help came quickly.12", "The plan was late."),
        ("They said ‘yes’.¹", "The plan was late."),
        ("The rate fell in 2017.3", "Leaders know why."),
        ("“We are proud.", "We will go on.”", "He then left."),
        ("‘We agree,’ she said.", "‘It is fair.’"),
        ('"We agree." ', '"So do I."'),
        ("They had moved (twice.)", "Nobody knew."),
        ("Plans are late. (Recommendation 2)", "Leaders know."),
        ("Plans are late.", "(They always were.)", "Leaders know."),
        ("(This is new.", "It is good.)"),
        ("It is good. ”", "The next visit is due."),
        ("What of the rest?!", "Nobody knows."),
        ("They waited…", "The plan came."),
        ("It got better.", "The council knows that."),
        ("Two areas improve:", "• housing, and", "• health."),
        ("It was good.", "13. The council knows that."),
        ("Is it so?", "No.", "Leaders know."),
        ("It costs more.", "£400 is paid."),
        ("Contact was good.", "Élodie said so."),
    ],
)
def test_these_are_sentences_of_their_own(parts: tuple[str, ...]) -> None:
    assert split(" ".join(part.strip() for part in parts)) == [part.strip() for part in parts]


def test_a_missing_space_after_a_stop_still_ends_the_sentence() -> None:
    assert split("Help is good.The council knows.”We agree.") == [
        "Help is good.",
        "The council knows.”",
        "We agree.",
    ]
    assert split("Write to care.Leavers@swindon.example or Www.Swindon.Example now.") == [
        "Write to care.Leavers@swindon.example or Www.Swindon.Example now."
    ]


def test_decimals_are_not_footnotes() -> None:
    assert split("It rose by 3.12 The council says.") == ["It rose by 3.12 The council says."]


def test_sentences_of_a_block_share_its_number_and_none_crosses_it() -> None:
    found = sentences("report", "Title of it\n\nOne. Two.\n\n\n\nthree\n \nfour")
    assert [(one.paragraph, one.text) for one in found] == [
        (0, "Title of it"),
        (1, "One."),
        (1, "Two."),
        (2, "three"),
        (3, "four"),
    ]


def test_text_without_letters_is_kept() -> None:
    assert split("12\n\n...\n\n") == ["12", "..."]
    assert sentences("report", " \n\n ") == ()


PROSE = "The council knows its care leavers and stays in touch with nearly all of them every month."


def test_a_heading_starts_a_passage_and_stays_on_those_below() -> None:
    text = f"Care leavers\n\n{PROSE}\n\n{PROSE}\n\n2. Leadership\n\n{PROSE}"
    found = passages("report", text, sentences("report", text), count=words, limit=20)
    assert [(one.heading, one.first, one.last) for one in found] == [
        ("Care leavers", 0, 1),
        ("Care leavers", 2, 2),
        ("2. Leadership", 3, 4),
    ]


def test_text_before_the_first_heading_has_none() -> None:
    text = f"{PROSE}\n\nHousing\n\n{PROSE}"
    found = passages("report", text, sentences("report", text), count=words)
    assert [one.heading for one in found] == ["", "Housing"]


def test_neighbouring_headings_open_one_passage_together() -> None:
    text = f"Findings\n\nCare leavers\n\n{PROSE}"
    (only,) = passages("report", text, sentences("report", text), count=words)
    assert only.heading == "Care leavers"
    assert only.text == text


@pytest.mark.parametrize(
    "block",
    [
        "• Pathway plans",
        "n Pathway plans",
        "Ø Pathway plans",
        "- Pathway plans",
        "Pathway plans are good.",
        "The council should:",
        "EET | 60%",
        "Published: Friday, 1st March 2019",
        "Inspected on 30/3/17",
        "Telephone 0300 123 4567",
        "Manchester M1 2WD",
        "office@example.org",
        "housing and health",
        "12",
        "Q4 12",
        "Improve the way in which all of the plans that matter to young people are now written",
    ],
)
def test_this_is_no_heading(block: str) -> None:
    assert headings([block, PROSE]) == (False, False)


@pytest.mark.parametrize(
    "block", ["Findings", "3.1 Care leavers", "“Staying put”", "What needs to improve?"]
)
def test_this_is_a_heading(block: str) -> None:
    assert headings([block, PROSE]) == (True, False)


def test_the_last_block_is_no_heading() -> None:
    assert headings([PROSE, "Leave a Reply"]) == (False, False)


def test_only_the_last_of_a_long_run_of_short_lines_is_a_heading() -> None:
    run = ["Ann Lee", "Bob Day", "Cy Fox", "Findings"]
    assert headings([*run, PROSE]) == (False, False, False, True, False)


def test_a_passage_ends_with_a_paragraph_where_it_is_half_full() -> None:
    text = "He saw it. She did too.\n\nIt is so. We all know.\n\nHe left."
    expected = ["He saw it. She did too.", "It is so. We all know.\n\nHe left."]
    assert pack(text, limit=10) == expected


def test_a_paragraph_is_cut_between_sentences_where_the_passage_is_nearly_empty() -> None:
    text = "It is.\n\nHe saw it all. She did not agree. They both went home."
    expected = ["It is.\n\nHe saw it all. She did not agree.", "They both went home."]
    assert pack(text, limit=10) == expected


def test_a_sentence_longer_than_the_limit_is_kept_whole() -> None:
    long = "It " + "really " * 30 + "works."
    assert pack(f"Yes it does. {long} So there.", limit=10) == ["Yes it does.", long, "So there."]


def test_ids_tell_place_and_content() -> None:
    def ids(text: str) -> list[str]:
        found = passages("report", text, sentences("report", text), count=words)
        return [one.id for one in found]

    assert ids("It works.") == ids("It works.\n\n")
    assert ids("It works.") != ids("It worked")
    assert ids("\n\nIt works.")[0].startswith("report:2-11:")


def test_a_long_text_without_any_stop_is_split_in_good_time() -> None:
    text = "( a. B. 1. " * 40_000
    found = sentences("report", text)
    assert "".join(one.text for one in found).replace(" ", "") == text.replace(" ", "")
    assert all(isinstance(one, Sentence) for one in found)

"""Plain text files: encodings, paragraphs, boilerplate and titles."""

import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import LoadError, NoText, TooLarge, UnsupportedFormat
from index.load import SUFFIXES, clean, load
from index.load.text import blocks, decode

SEEDS = sorted((Path(__file__).parents[1] / "seeds").glob("*.txt"))


@pytest.fixture
def read(tmp_path):
    def read(text: str | bytes, name: str = "report.txt"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return load(path)

    return read


def assert_canonical(text: str) -> None:
    assert text == text.strip()
    assert unicodedata.is_normalized("NFC", text)
    for block in text.split("\n\n"):
        assert block
        assert block == " ".join(block.split())


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_each_seed_becomes_canonical_text_with_a_title(path):
    loaded = load(path)
    assert_canonical(loaded.text)
    assert loaded.title
    assert loaded.pages == ()
    assert "Leave a Reply" not in loaded.text
    assert "Skip to content" not in loaded.text


def test_a_seed_keeps_its_words_and_its_curly_quotes():
    loaded = load(SEEDS[0])
    assert loaded.title == "Ofsted highlights progress in Council’s care leavers’ service"
    assert "Published: Friday, 1st March 2019" in loaded.text.split("\n\n")


def test_every_suffix_is_lower_case_and_has_a_dot():
    assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in SUFFIXES)


@pytest.mark.parametrize(
    "data",
    [
        "Café staff’s “view” – 60%".encode(),
        "Café staff’s “view” – 60%".encode("utf-8-sig"),
        "Café staff’s “view” – 60%".encode("utf-16"),
        b"\xfe\xff" + "Café staff’s “view” – 60%".encode("utf-16-be"),
        "Café staff’s “view” – 60%".encode("cp1252"),
    ],
)
def test_the_encoding_is_told_from_the_bytes(data):
    assert decode(data).lstrip("\ufeff") == "Café staff’s “view” – 60%"


def test_one_broken_byte_does_not_turn_good_utf8_into_windows_1252():
    data = ("The council’s “offer” for care leavers’ homes – better. " * 3).encode() + b"\xff"
    assert "council’s “offer”" in decode(data)


def test_paragraphs_are_parted_by_empty_lines_whatever_ends_a_line(read):
    assert read("One here.\r\n\r\nTwo here.\r\rThree here.").text == (
        "One here.\n\nTwo here.\n\nThree here."
    )


def test_long_lines_are_paragraphs_of_their_own(read):
    first = "The inspectors found that services for care leavers have improved. " * 4
    second = "Senior leaders know their services well and have acted on advice. " * 3
    assert read(f"{first}\n{second}").text == f"{first.strip()}\n\n{second.strip()}"


def test_hard_wrapped_lines_are_joined(read):
    wrapped = (
        "The visit looked at services for care leavers. Inspectors found that\n"
        "most young people are in touch with their personal adviser, and that\n"
        "pathway plans are up to date. Young people told them that they feel\n"
        "listened to.\n\nNext steps\n\nThe service will act on the findings of the recent well-\n"
        "being review."
    )
    assert read(wrapped).text.split("\n\n") == [
        "The visit looked at services for care leavers. Inspectors found that most young people "
        "are in touch with their personal adviser, and that pathway plans are up to date. Young "
        "people told them that they feel listened to.",
        "Next steps",
        "The service will act on the findings of the recent well-being review.",
    ]


def test_a_hard_wrapped_line_goes_on_with_a_capital_and_stops_at_a_bullet(read):
    wrapped = (
        "The letter that was published today says that inspectors from\n"
        "Ofsted spoke to many young people and that they asked leaders to\n"
        "- keep in closer touch with all those who have left the area and\n"
        "live elsewhere, and\n"
        "- plan early"
    )
    assert read(wrapped).text.split("\n\n") == [
        "The letter that was published today says that inspectors from Ofsted spoke to many young "
        "people and that they asked leaders to",
        "keep in closer touch with all those who have left the area and live elsewhere, and",
        "plan early",
    ]


def test_a_file_of_very_many_paragraphs_is_refused(read):
    with pytest.raises(TooLarge, match="paragraphs"):
        read("Word.\n" * 50_001)


def test_short_lines_without_bullets_stay_a_list(read):
    assert read("The offer:\napples\npears\nplums").text.split("\n\n") == [
        "The offer:",
        "apples",
        "pears",
        "plums",
    ]


def test_bullets_go_and_their_items_stay(read):
    assert read("It must:\n• keep in touch\n- plan early\n* listen").text.split("\n\n") == [
        "It must:",
        "keep in touch",
        "plan early",
        "listen",
    ]


def test_a_footnote_star_is_no_bullet(read):
    assert (
        "*https://example.org/report" in read("Some text here.\n*https://example.org/report").text
    )


def test_what_no_reader_sees_goes(read):
    text = "The edu\u00adca\u200btion\u00a0of\u2009chil\u2060dren\x07 is \ufb01ne and o\ufb03cial."
    assert read(text).text == "The education of children is fine and official."


def test_a_glyph_of_a_symbol_font_is_taken_for_a_bullet(read):
    assert read("\uf0b7 Plan early.\n\nOne \uf0b7 two.").text == "Plan early.\n\nOne • two."


def test_letters_are_composed(read):
    assert read("Cafe\u0301 open.").text == "Café open."


@pytest.mark.parametrize(
    "line",
    [
        "Skip to content",
        "Skip to main content",
        "Leave a Reply",
        "Share this:",
        "Share this page on Facebook",
        "Click to share on Twitter (Opens in new window)",
        "We use cookies to give you the best experience on our website.",
        "Accept all cookies",
        "Your email address will not be published. Required fields are marked *",
        "Name *",
        "Home > News > 2019",
        "Back to top",
        "Was this page useful?",
        "Sign up to our newsletter",
        "© Example Council 2019",
    ],
)
def test_what_a_site_says_of_itself_goes(read, line):
    assert read(f"Care leavers thrive in the city.\n\n{line}\n\nOfsted said so today.").text == (
        "Care leavers thrive in the city.\n\nOfsted said so today."
    )


@pytest.mark.parametrize(
    "line",
    [
        "Published: Friday, 1st March 2019",
        "Share of care leavers in education, employment or training: 60%",
        "Home visits are made on time.",
        "Contact with personal advisers",
        "Register of interests",
        "We use data to plan services.",
        "Search for a permanent home",
        "Comments from young people",
        "Next steps for the council",
    ],
)
def test_what_only_resembles_boilerplate_stays(read, line):
    assert line in read(f"Care leavers thrive in the city.\n\n{line}\n\nOfsted said so today.").text


def test_a_plain_word_goes_only_in_the_company_of_boilerplate(read):
    page = "Skip to content\n\nMenu\n\nSearch\n\nCare leavers thrive.\n\nHelp\n\nOfsted said so."
    assert read(page).text == "Care leavers thrive.\n\nHelp\n\nOfsted said so."


def test_headlines_after_related_posts_go_with_it(read):
    text = "Care leavers thrive.\n\nRelated posts\n\nNew park opens\n\nBin days change"
    assert read(text).text == "Care leavers thrive."


def test_sentences_after_related_posts_stay(read):
    text = "Care leavers thrive.\n\nRelated news\n\nOfsted praised the trust in its letter."
    assert read(text).text == "Care leavers thrive.\n\nOfsted praised the trust in its letter."


def test_a_heading_is_the_title(read):
    assert read("Progress for care leavers\n\nThe council has improved.").title == (
        "Progress for care leavers"
    )


def test_a_long_first_sentence_is_cut_at_a_word_for_the_title(read):
    sentence = (
        "Inspectors who visited the city in June found that the help for care leavers is better "
    )
    title = read(sentence + "than it was a year ago, when it was judged inadequate.").title
    assert title is not None
    assert title.endswith("…")
    assert len(title) <= clean.MAX_TITLE + 1
    assert sentence.startswith(title[:-1] + " ")


@pytest.mark.parametrize("data", [b"", b" \n\r\n\t ", "\ufeff\u200b".encode(), b"Leave a Reply"])
def test_a_file_without_text_says_so(read, data):
    with pytest.raises(NoText, match=r"report\.txt"):
        read(data)


def test_binary_data_named_txt_is_refused_with_a_hint(read):
    with pytest.raises(UnsupportedFormat, match="Save it as text") as refused:
        read(bytes(range(256)) * 20)
    assert refused.value.hint


def test_one_stray_control_character_is_dropped_and_the_file_read(read):
    assert read(b"Care\x00 leavers thrive.").text == "Care leavers thrive."


def test_a_folder_and_a_missing_file_are_load_errors(tmp_path):
    with pytest.raises(LoadError, match="no regular file"):
        load(tmp_path)
    with pytest.raises(LoadError, match="cannot be opened"):
        load(tmp_path / "nothing.txt")


@given(st.text(max_size=300))
def test_no_letter_is_lost_and_every_block_is_canonical(text):
    shown = clean.characters(text)
    found = [clean.block(part) for part in blocks(shown)]
    letters = "".join(c for c in shown if c.isalnum())
    assert "".join(c for part in found for c in part if c.isalnum()) == letters
    for part in filter(None, found):
        assert part == " ".join(part.split())


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_refused(data):
    try:
        text = clean.characters(decode(data))
    except UnsupportedFormat:
        return
    assert unicodedata.is_normalized("NFC", text)
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in text if c != "\n")


@given(st.lists(st.tuples(st.text("ab c", min_size=1).filter(str.strip), st.integers(1, 3))))
def test_pages_cover_the_assembled_text_in_order(parts):
    pages = sorted(page for _, page in parts)
    blocks_ = [
        [clean.Piece(text=text, page=page)] for (text, _), page in zip(parts, pages, strict=True)
    ]
    text, found = clean.assemble(blocks_, last=3)
    assert [page.number for page in found] == [1, 2, 3]
    assert found[0].start == 0
    assert found[-1].end == len(text)
    assert all(a.end == b.start for a, b in pairwise(found))
    place = 0
    for pieces in blocks_:
        place = text.index(pieces[0].text, place)
        holder = next(page for page in found if page.start <= place < page.end)
        assert holder.number == pieces[0].page
        place += len(pieces[0].text)

"""PDF files: lines, furniture, paragraphs, pages, boxes and pictures."""

import re
import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from index.errors import LoadError, NoText, TooLarge
from index.load import boxes, load, pdf, render, show

BODY, BOLD, SMALL = 12.0, -12.0, 8.0
"""Font sizes of the fixtures; a negative one is bold."""


@dataclass(frozen=True)
class Put:
    """One run of text at a place on a page, in points from its left and bottom."""

    x: float
    y: float
    text: str
    size: float = BODY


def make_pdf(pages: list[list[Put]], *, info: str = "", extra: str = "") -> bytes:
    """A PDF of `pages` (A4) with the standard fonts Helvetica and Helvetica-Bold."""
    kids = " ".join(f"{5 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
    ]
    for number, puts in enumerate(pages):
        content = extra + "".join(map(_show, puts))
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {6 + 2 * number} 0 R "
            "/Resources << /Font << /F 3 0 R /B 4 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(content.encode('cp1252'))} >>\nstream\n{content}endstream")
    return _file([*objects, f"<< {info} >>"])


def _show(put: Put) -> str:
    escaped = re.sub(r"([\\()])", r"\\\1", put.text)
    font = "B" if put.size < 0 else "F"
    return f"BT /{font} {abs(put.size)} Tf {put.x} {put.y} Td ({escaped}) Tj ET\n"


def _file(objects: list[str]) -> bytes:
    """The numbered objects with their cross-reference table (ISO 32000-1, 7.5)."""
    data = b"%PDF-1.4\n"
    offsets = []
    for number, text in enumerate(objects, start=1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{text}\nendobj\n".encode("cp1252")
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    return (
        data
        + (
            f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n"
            f"<< /Size {size} /Root 1 0 R /Info {len(objects)} 0 R >>\n"
            f"startxref\n{len(data)}\n%%EOF"
        ).encode()
    )


def lines(x: float, y: float, *texts: str, size: float = BODY) -> list[Put]:
    """Lines of one paragraph, each 1.2 sizes below the last."""
    return [Put(x, y - 1.2 * abs(size) * n, text, size) for n, text in enumerate(texts)]


HEADING = "The experiences and progress of children who need help and of their families"
FILLER = "the service has improved since the last inspection and leaders know it well, so that"


@pytest.fixture
def read(tmp_path):
    def read(*pages: list[Put], **options: str):
        path = tmp_path / "report.pdf"
        path.write_bytes(make_pdf(list(pages), **options))
        return load(path)

    return read


def on_page(loaded, number: int) -> str:
    page = loaded.pages[number - 1]
    return loaded.text[page.start : page.end].strip()


def test_lines_become_paragraphs_and_a_heading_stands_alone(read):
    loaded = read(
        [
            Put(70, 780, "Inspection of Example", -24),
            *lines(70, 730, f"Inspectors found that {FILLER}", "children are safe. Help is quick."),
            Put(70, 690, "What needs to improve", BOLD),
            *lines(70, 665, f"The quality of plans, because {FILLER}", "more is needed."),
        ]
    )
    assert loaded.text.split("\n\n") == [
        "Inspection of Example",
        f"Inspectors found that {FILLER} children are safe. Help is quick.",
        "What needs to improve",
        f"The quality of plans, because {FILLER} more is needed.",
    ]
    assert loaded.title == "Inspection of Example"


def test_a_bold_heading_set_close_to_its_paragraph_is_a_block(read):
    loaded = read(
        [
            *lines(70, 714.4, HEADING, size=BOLD),
            *lines(70, 700, "They are safe, because leaders know", "what to do."),
        ]
    )
    assert loaded.text.split("\n\n") == [
        HEADING,
        "They are safe, because leaders know what to do.",
    ]


def footer(page: int) -> list[Put]:
    return [
        Put(70, 40, "Inspection of Example children’s services", SMALL),
        Put(70, 30, "3 June 2024 to 14 June 2024", SMALL),
        Put(515, 30, str(page), SMALL),
    ]


def test_running_feet_and_page_numbers_never_reach_the_text(read):
    pages = [
        [*footer(n), *lines(70, 700, f"Page {n} says that {FILLER}", "children do well.")]
        for n in (1, 2, 3)
    ]
    loaded = read(*pages)
    assert "Inspection of Example" not in loaded.text
    assert "June 2024" not in loaded.text
    assert [on_page(loaded, n) for n in (1, 2, 3)] == [
        f"Page {n} says that {FILLER} children do well." for n in (1, 2, 3)
    ]


def test_a_page_number_is_not_part_of_a_sentence(read):
    first = [Put(510, 24, "1", 20), *lines(70, 100, f"Care leavers say that {FILLER}")]
    second = [Put(510, 24, "2", 20), *lines(70, 780, "they are heard. They like it.")]
    loaded = read(first, second)
    assert loaded.text == f"Care leavers say that {FILLER} they are heard. They like it."
    assert on_page(loaded, 1).endswith("so that")
    assert on_page(loaded, 2).startswith("they are heard")


def test_pages_cover_the_text_in_order_and_an_empty_page_has_no_length(read):
    loaded = read(lines(70, 700, "First page."), [], lines(70, 700, "Third page."))
    assert [page.number for page in loaded.pages] == [1, 2, 3]
    assert loaded.pages[0].start == 0
    assert loaded.pages[-1].end == len(loaded.text)
    assert all(a.end == b.start for a, b in pairwise(loaded.pages))
    assert on_page(loaded, 2) == ""
    assert on_page(loaded, 3) == "Third page."


def test_a_footnote_does_not_cut_the_sentence_that_runs_over_the_page(read):
    first = [
        *lines(70, 160, f"Leaders have made sure that {FILLER}"),
        *lines(70, 90, "1 This is the note at the foot of the page.", size=SMALL),
    ]
    loaded = read(
        [*lines(70, 780, "Body text. " * 6, "More body."), *first], lines(70, 780, "all is well.")
    )
    assert loaded.text.endswith(f"Leaders have made sure that {FILLER} all is well.")
    assert "note at the foot" in on_page(loaded, 1)


def test_a_paragraph_number_goes_and_a_number_in_a_sentence_stays(read):
    loaded = read(
        [
            *lines(99, 700, f"Leaders know that {FILLER}", "children are safe."),
            Put(70, 660, "68."),
            *lines(
                99, 660, f"94% of children in care say that {FILLER}", "the number rose from 45 to"
            ),
            *lines(
                99, 660 - 2 * 14.4, "68. This is better than it was in the year before the visit,"
            ),
            *lines(99, 660 - 3 * 14.4, "when it was 31."),
        ]
    )
    assert loaded.text.split("\n\n")[1] == (
        f"94% of children in care say that {FILLER} the number rose from 45 to 68. This is better "
        "than it was in the year before the visit, when it was 31."
    )


def test_items_are_blocks_without_their_bullets(read):
    loaded = read(
        [
            Put(70, 700, "Leaders should improve:"),
            Put(80, 680, "•"),
            *lines(98, 680, f"the timeliness of plans, because {FILLER}", "they matter."),
            Put(80, 646, "•"),
            *lines(98, 646, "the quality of supervision."),
        ]
    )
    assert loaded.text.split("\n\n") == [
        "Leaders should improve:",
        f"the timeliness of plans, because {FILLER} they matter.",
        "the quality of supervision.",
    ]


def test_the_cells_of_a_judgement_table_stay_together(read):
    loaded = read(
        [
            *[Put(76, 560, "Judgement", BOLD), Put(303, 560, "Grade", BOLD)],
            *lines(76, 527, "The impact of leaders on social work", "practice with families"),
            Put(303, 527, "Good"),
            Put(76, 480, "1. Children who need help and protection"),
            *lines(403, 487, "Requires", "improvement"),
            *lines(70, 440, f"Inspectors found that {FILLER}", "children are safe."),
        ]
    )
    assert loaded.text.split("\n\n") == [
        "Judgement | Grade",
        "The impact of leaders on social work practice with families | Good",
        "Children who need help and protection | Requires improvement",
        f"Inspectors found that {FILLER} children are safe.",
    ]


def test_a_centred_cell_of_two_lines_stays_together(read):
    loaded = read(
        [
            *lines(76, 729, "The experiences and progress of", "children in care", size=-14),
            *[Put(361, 725, "Requires", -14), Put(350, 708.2, "improvement", -14)],
            *lines(76, 660, f"Inspectors found that {FILLER}", "children are safe."),
        ]
    )
    assert loaded.text.split("\n\n")[0] == (
        "The experiences and progress of children in care | Requires improvement"
    )


def test_a_table_set_tight_has_a_block_for_each_row(read):
    rows = [("Year", "EET", "NEET"), ("2018", "56%", "38%"), ("2019", "60%", "34%")]
    loaded = read(
        [
            Put(76 + 100 * column, 700 - 14.4 * row, text)
            for row, cells in enumerate(rows)
            for column, text in enumerate(cells)
        ]
    )
    assert loaded.text.split("\n\n") == [
        "Year | EET | NEET",
        "2018 | 56% | 38%",
        "2019 | 60% | 34%",
    ]


def test_stretched_words_of_a_narrow_column_are_no_table(read):
    words = [(70, "Services"), (135, "improve"), (195, "because"), (258, "leaders")]
    loaded = read(
        [*[Put(x, 700, text) for x, text in words], Put(70, 685.6, "listen to children.")]
    )
    assert loaded.text == "Services improve because leaders listen to children."


def test_columns_are_read_one_after_the_other(read):
    left = [
        *lines(70, 700, "The letter was published today. It is", "the second since last summer."),
        *lines(70, 660, "Inspectors who came in June found that", "the help is better and"),
    ]
    right = lines(330, 700, "that leaders listen to young people.", "They know them well.")
    assert read([*left, *right]).text.split("\n\n") == [
        "The letter was published today. It is the second since last summer.",
        "Inspectors who came in June found that the help is better and that leaders listen to "
        "young people. They know them well.",
    ]


def test_a_part_drawn_late_is_read_where_it_stands(read):
    first = lines(70, 100, f"Care leavers say that {FILLER}")
    second = [
        *lines(70, 700, f"The second paragraph says that {FILLER}", "all is well."),
        *lines(70, 780, "they are heard by the leaders of the service."),
    ]
    assert read(first, second).text.split("\n\n") == [
        f"Care leavers say that {FILLER} they are heard by the leaders of the service.",
        f"The second paragraph says that {FILLER} all is well.",
    ]


def test_what_a_browser_prints_at_the_edge_is_left_out(read):
    loaded = read(
        [
            *[Put(30, 820, "01/03/2019, 09:30"), Put(30, 20, "https://example.org/news/1")],
            *lines(70, 700, "Care leavers thrive in the city."),
        ]
    )
    assert loaded.text == "Care leavers thrive in the city."


def test_a_short_line_ends_a_paragraph_only_where_its_sentence_ends(read):
    loaded = read(
        [
            *lines(70, 700, f"Leaders know that {FILLER}", "all is well with", "Children in Care."),
            *lines(70, 656.8, "Team inspectors: Ann Archer, Ben Baker,", "Cath Cook and Dan Drew"),
            *lines(70, 628, "Store Street", "Manchester"),
        ]
    )
    assert loaded.text.split("\n\n") == [
        f"Leaders know that {FILLER} all is well with Children in Care.",
        "Team inspectors: Ann Archer, Ben Baker, Cath Cook and Dan Drew",
        "Store Street",
        "Manchester",
    ]


def test_a_number_without_a_space_before_its_sentence_goes(read):
    loaded = read(
        [
            *[
                Put(
                    70,
                    700,
                    "29.Social workers know children well and see them often, and they enjoy",
                )
            ],
            *lines(88, 685.6, "the time that they spend with them."),
            *[
                Put(
                    70,
                    660,
                    "30. Young people like it, and they say so to all who ask them about the",
                )
            ],
            *lines(88, 645.6, "help they get."),
        ]
    )
    assert [block.split()[0] for block in loaded.text.split("\n\n")] == ["Social", "Young"]


def test_a_line_in_a_slightly_smaller_size_does_not_cut_the_paragraph(read):
    first, second = f"Leaders know that {FILLER}", "the figures are right and checked each month by"
    loaded = read([Put(70, 700, first), Put(70, 685.6, second, 11), Put(70, 671.2, "all of them.")])
    assert loaded.text == f"{first} {second} all of them."


def test_a_footnote_mark_is_no_part_of_a_number(read):
    loaded = read(
        [Put(70, 700, "The rate is 70%"), Put(157, 704, "2", 7), Put(161, 700, ", as reported.")]
    )
    assert loaded.text == "The rate is 70%, as reported."


def test_a_table_of_contents_is_left_out(read):
    loaded = read(
        [
            Put(70, 700, "Contents", -20),
            *[Put(70, 660, "Summary of findings"), Put(515, 660, "2")],
            *[Put(70, 640, "What needs to improve ............ 3")],
        ],
        lines(70, 700, "Summary of findings", "", "Care is good."),
    )
    assert loaded.text.startswith("Summary of findings")
    assert "...." not in loaded.text


@pytest.mark.parametrize(
    ("upper", "lower", "elsewhere", "word"),
    [
        ("their self-", "esteem grew.", "self-esteem", "self-esteem"),
        ("the com-", "mittee met.", "committee", "committee"),
        ("the 16-", "year-olds met.", "nothing", "16-year-olds"),
        ("the multi-", "agency team met.", "nothing", "multi-agency"),
    ],
)
def test_a_hyphen_at_a_line_end_is_kept_where_the_word_has_one(read, upper, lower, elsewhere, word):
    start = "Inspectors who visited the council in the summer of last year saw that "
    loaded = read(
        [*lines(70, 700, start + upper, lower), Put(70, 640, f"They wrote of {elsewhere}.")]
    )
    assert f" {word} " in loaded.text


@pytest.mark.parametrize(
    ("info", "made"),
    [
        ("/CreationDate (D:20190301093000Z)", "2019-03-01"),
        ("/CreationDate (D:20190301) /ModDate (D:20200504)", "2019-03-01"),
        ("/ModDate (D:20190301)", "2019-03-01"),
        ("/CreationDate (D:20191301)", None),
        ("/CreationDate (D:20190301) /Producer (Skia/PDF m118)", None),
        ("/CreationDate (D:20190301) /Creator (Mozilla/5.0 Chrome/118)", None),
        ("", None),
    ],
)
def test_the_day_a_file_was_made_is_known_unless_a_browser_printed_it(read, info, made):
    loaded = read(lines(70, 700, "Words."), info=info)
    assert (loaded.made, loaded.published) == (made, None)


def test_a_scan_is_reported_as_unreadable_and_told_of_ocr(read):
    picture = "q 500 0 0 700 40 60 cm BI /W 1 /H 1 /CS /G /BPC 8 ID x EI Q\n"
    for stamp in ([], [Put(200, 400, "Received 5 May")]):
        with pytest.raises(NoText, match=r"scan.*OCR"):
            read([Put(500, 24, "1"), *stamp], [Put(500, 24, "2")], extra=picture)


def test_a_blank_file_holds_no_text(read):
    with pytest.raises(NoText):
        read([], [])


def test_a_pdf_is_read_whatever_its_name_says(tmp_path: Path):
    path = tmp_path / "report.txt"
    path.write_bytes(make_pdf([lines(70, 700, "Care leavers thrive.")]))
    assert load(path).text == "Care leavers thrive."


def test_too_many_pages_are_refused(tmp_path: Path, monkeypatch):
    path = tmp_path / "long.pdf"
    path.write_bytes(make_pdf([[Put(70, 700, "Words")]] * 5))
    monkeypatch.setattr(pdf, "MAX_PAGES", 4)
    with pytest.raises(TooLarge, match="5 pages"):
        pdf.read_pdf(path)


@pytest.fixture
def two_pages(tmp_path):
    path = tmp_path / "report.pdf"
    first = lines(70, 100, f"Care leavers say that {FILLER}", "young people are in edu-")
    second = lines(70, 780, "cation and say they are heard. Care leavers say that all is well.")
    path.write_bytes(make_pdf([first, second]))
    return path


def test_a_quote_has_a_box_for_each_line(two_pages):
    found = boxes(two_pages, 1, f"Care leavers say that {FILLER} young people")
    assert len(found) == 2
    left, top, width, height = found[0]
    assert left == pytest.approx(70 / 595, abs=0.01)
    assert 1 - 115 / 842 < top < 1 - 100 / 842
    assert 0.5 < width < 1
    assert 0 < height < 0.03
    assert found[1][1] > top


def test_a_quote_over_the_page_break_has_boxes_on_both_pages(two_pages):
    quote = f"{FILLER} young people are in education and say they are heard."
    assert len(boxes(two_pages, 1, quote)) == 2
    assert len(boxes(two_pages, 2, quote)) == 1


def test_a_quote_that_is_not_on_the_page_has_no_box(two_pages):
    assert boxes(two_pages, 1, "Nothing of the kind is written here.") == ()
    assert boxes(two_pages, 1, "… –") == ()


def test_letters_beyond_the_basic_plane_count_twice_as_pdfium_counts_them():
    assert show._letters("😀a-b c") == ("abc", [2, 4, 6])


def test_the_second_occurrence_is_further_right(two_pages):
    path = two_pages.with_name("twice.pdf")
    path.write_bytes(make_pdf([[Put(70, 700, "Good work. Good work.")]]))
    first, second = (boxes(path, 1, "Good work.", occurrence=n)[0] for n in (0, 1))
    assert second[0] > first[0]


def test_a_page_is_drawn_as_a_picture_of_its_size(two_pages):
    image = render(two_pages, 1, scale=0.5)
    assert image.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", image[16:24])
    assert (width, height) == pytest.approx((298, 421), abs=1)


def test_a_page_that_is_not_there_is_an_error_with_a_hint(two_pages):
    with pytest.raises(LoadError, match="no page 3") as refused:
        render(two_pages, 3)
    assert refused.value.hint
    with pytest.raises(LoadError, match="no page 0"):
        boxes(two_pages, 0, "Care")

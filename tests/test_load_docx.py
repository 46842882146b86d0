"""Word files."""

import zipfile
from datetime import datetime
from pathlib import Path

import docx
import pytest
from docx.oxml.parser import parse_xml

from index.errors import LoadError, NoText, TooLarge, UnsupportedFormat
from index.load import load
from index.load.docx import read_docx

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.fixture
def save(tmp_path):
    def save(document, name: str = "report.docx") -> Path:
        path = tmp_path / name
        document.save(str(path))
        return path

    return save


def report():
    document = docx.Document()
    document.core_properties.modified = datetime(2019, 3, 1, 12, 0)  # noqa: DTZ001
    document.add_heading("Report to scrutiny", 0)
    document.add_paragraph("Care leavers: 60% are in education, employment or training.")
    table = document.add_table(rows=2, cols=2)
    for row, cells in enumerate((("Judgement", "Grade"), ("Overall effectiveness", "Good"))):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    document.add_heading("Share this", 1)
    document.add_paragraph("Keep in touch", style="List Bullet")
    return document


def test_paragraphs_tables_and_headings_keep_their_order(save):
    loaded = load(save(report()))
    assert loaded.text.split("\n\n") == [
        "Report to scrutiny",
        "Care leavers: 60% are in education, employment or training.",
        "Judgement | Grade",
        "Overall effectiveness | Good",
        "Share this",
        "Keep in touch",
    ]
    assert loaded.title == "Report to scrutiny"
    assert (loaded.made, loaded.published) == ("2019-03-01", None)


def test_the_declared_title_serves_where_no_style_marks_one(save):
    document = docx.Document()
    document.core_properties.title = "Declared"
    document.add_paragraph("Words of the report.")
    assert read_docx(save(document)).title == "Declared"


def test_changes_are_read_as_accepted_and_hidden_parts_in_full(save):
    document = docx.Document()
    body = document.element.body
    body.insert(
        0,
        parse_xml(
            f"<w:p {W}><w:r><w:t>Pathway</w:t></w:r>"
            "<w:ins><w:r><w:t xml:space='preserve'> plans</w:t></w:r></w:ins>"
            "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"
            "<w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom>"
            "<w:r><w:tab/><w:t>are well</w:t><w:noBreakHyphen/><w:t>made.</w:t></w:r></w:p>"
        ),
    )
    body.insert(
        1,
        parse_xml(
            f"<w:sdt {W}><w:sdtContent><w:p><w:r><w:t>In a control.</w:t></w:r></w:p>"
            "</w:sdtContent></w:sdt>"
        ),
    )
    assert read_docx(save(document)).text == "Pathway plans are well-made.\n\nIn a control."


def test_a_table_that_lays_out_a_page_gives_paragraphs(save):
    document = docx.Document()
    cell = document.add_table(rows=1, cols=1).cell(0, 0)
    cell.text = "First paragraph."
    cell.add_paragraph("Second paragraph goes on. " * 30)
    assert read_docx(save(document)).text.split("\n\n")[0] == "First paragraph."


def test_a_word_file_is_read_whatever_its_name_says(save):
    assert load(save(report(), "report.txt")).title == "Report to scrutiny"


def test_a_word_file_without_words_holds_no_text(save):
    with pytest.raises(NoText):
        read_docx(save(docx.Document()))


@pytest.mark.parametrize(
    ("member", "what"),
    [
        ("xl/workbook.xml", "Excel"),
        ("ppt/presentation.xml", "PowerPoint"),
        ("content.xml", "OpenDocument"),
        ("notes.txt", "zip"),
    ],
)
def test_a_zip_of_something_else_is_named_and_refused(tmp_path, member, what):
    path = tmp_path / "file.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, "words")
    with pytest.raises(UnsupportedFormat, match=what):
        load(path)


def test_a_zip_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(tmp_path):
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a>" + b" " * 15_000_000)
    with pytest.raises(TooLarge, match="unpacks"):
        load(path)


def test_a_zip_of_thousands_of_members_is_refused(tmp_path):
    path = tmp_path / "many.docx"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(3_001):
            archive.writestr(f"word/{number}.xml", "")
    with pytest.raises(TooLarge):
        read_docx(path)


@pytest.mark.parametrize(
    "content", ["not xml", "<a/>", f"<w:document {W}/>", "<!DOCTYPE x [<!ENTITY"]
)
def test_a_damaged_word_file_is_refused_with_a_hint(save, tmp_path, content):
    whole, broken = save(report()), tmp_path / "broken.docx"
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            data = content.encode() if name == "word/document.xml" else source.read(name)
            target.writestr(name, data)
    with pytest.raises(LoadError) as refused:
        load(broken)
    assert refused.value.hint


def test_a_truncated_zip_is_refused(save):
    path = save(report())
    path.write_bytes(path.read_bytes()[:3_000])
    with pytest.raises(LoadError, match="no readable Word file"):
        load(path)

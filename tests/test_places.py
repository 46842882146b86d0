"""A span of a document on the pages of its PDF: the words under the boxes are those of the span."""

from pathlib import Path

import pypdfium2 as pdfium
import pytest

from index.errors import LoadError, UsageError
from index.load import boxes
from index.places import places
from index.records import Document, Place
from index.store import File, Library
from index.sync import add
from tests.fakes import HashEmbedder
from tests.test_load_pdf import Put, lines, make_pdf

LINES = (
    "Care leavers are heard. Good work.",
    "Their plans are timely, and they",
    "stay in touch. Good work. They say",
)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    second = lines(70, 780, "that advisers know them well.", "Good work. The rest is silence.")
    (folder / "report.pdf").write_bytes(make_pdf([lines(70, 110, *LINES), second]))
    return folder / "report.pdf"


@pytest.fixture
def stored(report: Path, tmp_path: Path) -> tuple[Document, tuple[File, ...], Path]:
    with Library.open(tmp_path / "library", create=True) as library:
        add(library, [report.parent], embedder=HashEmbedder())
        return (
            library.snapshot().document("report"),
            library.origins()["report"].files,
            library.folder,
        )


def under(path: Path, found: Place) -> str:
    """What a page says under the boxes, as PDFium reads it."""
    document = pdfium.PdfDocument(path)
    page = document[found.page - 1]
    text = page.get_textpage()
    shown = [text.get_text_bounded(*box) for box in found.boxes]
    assert (found.width, found.height) == page.get_size()
    document.close()
    return " ".join(" ".join(shown).split())


def test_the_words_under_the_boxes_are_those_of_the_span(report: Path, stored) -> None:
    document, files, library = stored
    text = document.text
    for quote in (
        "Care leavers",
        "plans are timely, and they stay in touch.",
        "The rest is silence.",
    ):
        start = text.index(quote)
        found = places(document, files, library=library, start=start, end=start + len(quote))
        assert " ".join(under(report, place) for place in found) == quote
        assert [place.page for place in found] == [document.page_at(start)]


def test_each_of_several_places_is_told_from_the_others(report: Path, stored) -> None:
    document, files, library = stored
    starts = [n for n in range(len(document.text)) if document.text.startswith("Good work.", n)]
    assert len(starts) == 3
    found = [
        places(document, files, library=library, start=n, end=n + len("Good work.")) for n in starts
    ]
    assert [[place.page for place in one] for one in found] == [[1], [1], [2]]
    assert found[0][0].boxes[0][1] > found[1][0].boxes[0][3]
    assert {under(report, one[0]) for one in found} == {"Good work."}


def test_a_span_over_two_pages_has_a_place_on_each(report: Path, stored) -> None:
    document, files, library = stored
    start = document.text.index("They say")
    end = document.text.index("know them")
    found = places(document, files, library=library, start=start, end=end)
    assert [place.page for place in found] == [1, 2]
    assert [under(report, place) for place in found] == ["They say", "that advisers"]


def test_a_file_that_changed_or_has_gone_is_refused_by_name(report: Path, stored) -> None:
    document, files, library = stored
    copy = report.with_name("copy.pdf")
    copy.write_bytes(report.read_bytes())
    report.write_bytes(make_pdf([[Put(70, 700, "Other words.")]]))
    with pytest.raises(LoadError, match=r"'report' was read from has changed since.*councilqa add"):
        places(document, files, library=library, start=0, end=4)
    report.unlink()
    with pytest.raises(LoadError, match="is not where it was"):
        places(document, files, library=library, start=0, end=4)
    beside = File(place="../reports/copy.pdf", source="copy.pdf", sha256=document.sha256)
    assert places(document, (*files, beside), library=library, start=0, end=4)


@pytest.mark.parametrize(("start", "end"), [(-1, 4), (4, 4), (5, 4), (0, 10_000)])
def test_a_span_that_is_none_is_refused(stored, start: int, end: int) -> None:
    document, files, library = stored
    with pytest.raises(UsageError, match="characters"):
        places(document, files, library=library, start=start, end=end)


def test_a_document_without_pages_has_no_places(stored) -> None:
    _, files, library = stored
    plain = Document(
        id="plain",
        title="plain",
        source="p.txt",
        sha256="1",
        text="Words.",
        identity=stored[0].identity,
    )
    with pytest.raises(UsageError, match="no pages"):
        places(plain, files, library=library, start=0, end=3)


def test_shares_are_of_the_page_as_it_is_shown(report: Path) -> None:
    turned = report.with_name("turned.pdf")
    document = pdfium.PdfDocument(report)
    document[0].set_rotation(90)
    document.save(turned)
    document.close()
    ((left, top, width, height),) = boxes(report, 1, "Care leavers")
    ((turned_left, turned_top, turned_width, turned_height),) = boxes(turned, 1, "Care leavers")
    assert (turned_top, turned_height) == pytest.approx((left, width), abs=0.001)
    assert (turned_left + turned_width, turned_width) == pytest.approx((1 - top, height), abs=0.001)

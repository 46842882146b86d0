"""Hostile files: whatever they hold, the program goes on and says why it could not read them.

`COUNCILQA_MUTATIONS=2500` tries as many mutated files instead of a few.
"""

import io
import os
import threading
import zlib
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.errors import LoadError, NoText, TooLarge, UnsupportedFormat
from index.load import limits, load
from index.load.limits import Pool
from index.load.sniff import kind
from index.records import Loaded

MUTATIONS = int(os.environ.get("COUNCILQA_MUTATIONS", "120"))

SMALL_PDF = b"""%PDF-1.4
1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj
3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R
/Resources << /Font << /F 5 0 R >> >> >> endobj
4 0 obj << /Length 61 >> stream
BT /F 12 Tf 70 700 Td (Care leavers thrive in this city.) Tj ET
endstream endobj
5 0 obj << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> endobj
trailer << /Root 1 0 R >>
%%EOF"""


def word_file() -> bytes:
    document = docx.Document()
    document.add_paragraph("Care leavers thrive in this city.")
    document.add_table(rows=2, cols=2).cell(0, 0).text = "Good"
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


WELL_FORMED = {
    ".pdf": SMALL_PDF,
    ".docx": word_file(),
    ".html": b"<html><head><title>T</title></head><body><main><p>Care leavers thrive.</p></main>",
    ".md": b"# Title\n\n- item one\n- item **two**\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
    ".txt": "Care leavers’ lives\n\nThey thrive in this city.".encode(),
}


def zeros(millions: int) -> bytes:
    """A zlib stream that unpacks to so many million zeros, made of one part repeated."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    part = packer.compress(bytes(1_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    return b"\x78\x9c" + part * millions + b"\x03\x00"


def with_stream(data: bytes, filters: str) -> bytes:
    """The small PDF with its page's content replaced by `data`."""
    start, end = SMALL_PDF.index(b"<< /Length 61"), SMALL_PDF.index(b"endobj\n5 0")
    head = f"<< /Length {len(data)} /Filter {filters} >> stream\n".encode()
    return SMALL_PDF[:start] + head + data + b"\nendstream " + SMALL_PDF[end:]


def outcome(read: Callable[..., Loaded], *of: object) -> Loaded | LoadError:
    """What `read` gives, or why it could not."""
    try:
        return read(*of)
    except LoadError as error:
        return error


@pytest.fixture
def read(tmp_path):
    def read(data: bytes, name: str):
        path = tmp_path / name
        path.write_bytes(data)
        return load(path)

    return read


def test_the_small_pdf_is_well_formed(read):
    assert read(SMALL_PDF, "a.pdf").text == "Care leavers thrive in this city."


def test_a_stream_that_unpacks_to_gigabytes_is_refused_within_the_limits(read):
    bomb = with_stream(zlib.compress(zeros(1_500)), "[/FlateDecode /FlateDecode]")
    assert len(bomb) < 100_000
    with pytest.raises(LoadError, match=r"bomb\.pdf"):
        read(bomb, "bomb.pdf")
    assert read(SMALL_PDF, "next.pdf").text


@pytest.mark.parametrize(
    "data",
    [
        SMALL_PDF.replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]"),
        SMALL_PDF.replace(b"/Kids [3 0 R] /Count 1", b"/Kids [2 0 R 2 0 R] /Count 9"),
        SMALL_PDF.replace(b"/Count 1", b"/Count 99999999"),
        SMALL_PDF.replace(b"/Contents 4 0 R", b"/Contents " + b"[" * 200_000),
        SMALL_PDF.replace(b"/MediaBox [0 0 595 842]", b"/MediaBox [0 0 1e30 1e30]"),
        SMALL_PDF.replace(b"1 0 R >>\n%%EOF", b"7 0 R >>\n%%EOF"),
        SMALL_PDF[:300],
        b"%PDF-1.7",
        b"%PDF-" + bytes(range(256)) * 50,
    ],
    ids=[
        "loop",
        "double loop",
        "count",
        "nesting",
        "giant page",
        "no root",
        "cut",
        "bare",
        "noise",
    ],
)
def test_a_malformed_pdf_is_read_or_refused_and_the_next_file_is_read(read, data):
    end = outcome(read, data, "odd.pdf")
    assert isinstance(end, Loaded) or ("odd.pdf" in end.message and end.hint)
    assert read(SMALL_PDF, "next.pdf").text


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Word"),
        (b"{\\rtf1 words}", "rich text"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "OCR"),
        (b"\x1f\x8b\x08" + bytes(50), "compressed"),
        (b"\x7fELF" + bytes(range(32)) * 20, "binary"),
    ],
)
@pytest.mark.parametrize("name", ["report.pdf", "report.txt", "report.html"])
def test_a_wrong_extension_does_not_hide_what_a_file_is(read, data, what, name):
    with pytest.raises(UnsupportedFormat, match=what) as refused:
        read(data, name)
    assert refused.value.hint


def test_the_kind_is_told_from_the_first_bytes():
    assert kind(SMALL_PDF, ".txt") == "pdf"
    assert kind(b"junk before\n" + SMALL_PDF, ".pdf") == "pdf"
    assert kind(b"PK\x03\x04", ".pdf") == "docx"
    assert kind(b"\xef\xbb\xbf <!-- c --> <!DOCTYPE HTML>", ".txt") == "html"
    assert kind("<html>".encode("utf-16"), ".txt") == "html"
    assert kind(b"<p>part of a page</p>", ".htm") == "html"
    assert kind(b"2 < 3 and so on", ".html") == "text"
    assert kind(b"# Title", ".md") == "markdown"
    assert kind(b"plain", ".pdf") == "text"


def test_a_file_over_the_size_limit_is_refused_unread(tmp_path):
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(limits.MAX_BYTES + 1)
    with pytest.raises(TooLarge, match="25"):
        load(path)


def test_a_text_of_too_many_characters_is_refused(read):
    with pytest.raises(TooLarge, match="characters"):
        read(b"word " * 900_000, "long.txt")


def test_names_cannot_play_tricks(tmp_path):
    with pytest.raises(LoadError, match="cannot be opened"):
        load(tmp_path / "a\x00b.pdf")
    with pytest.raises(LoadError):
        load(tmp_path / ("n" * 5_000))
    odd = tmp_path / "new\nline \udcff'\".pdf"
    odd.write_bytes(SMALL_PDF)
    assert load(odd).text


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_named_pipe_is_refused_and_not_waited_for(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.pdf")
    with pytest.raises(LoadError, match="no regular file"):
        load(tmp_path / "pipe.pdf")


@pytest.mark.parametrize("text", ["a\n" * 400_000, "-" * 500_000, ".'" * 300_000, "> " * 300_000])
@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_a_long_monotonous_text_takes_no_time(read, text, name):
    end = outcome(read, text.encode(), name)
    assert isinstance(end, Loaded | TooLarge | NoText)


def request(path: Path) -> dict[str, str]:
    return {"do": "load", "format": "pdf", "path": str(path)}


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "small.pdf"
    path.write_bytes(SMALL_PDF)
    return path


def test_a_file_that_takes_too_long_is_named_with_the_limit(small):
    with Pool(wall=0.01) as pool, pytest.raises(TooLarge, match=r"small\.pdf.*0\.01 seconds"):
        pool.ask(request(small), name="small.pdf")


def test_a_worker_that_dies_takes_one_file_with_it(small):
    with Pool() as pool:
        assert pool.ask(request(small), name="small.pdf")["loaded"]["text"]
        with pytest.raises(LoadError, match="broke its reader"):
            pool.ask({"nothing": "it knows"}, name="odd.pdf")
        assert pool.ask(request(small), name="small.pdf")["loaded"]["text"]


def test_a_worker_killed_between_two_files_is_replaced(small):
    with Pool() as pool:
        pool.ask(request(small), name="small.pdf")
        pool._idle[0]._process.kill()
        assert pool.ask(request(small), name="small.pdf")["loaded"]["text"]


def test_a_worker_runs_no_code_from_the_working_folder(small, tmp_path, monkeypatch):
    for name in ("json", "base64", "select", "docx", "pypdfium2"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with Pool() as pool:
        assert pool.ask(request(small), name="small.pdf")["loaded"]["text"]


def test_many_threads_load_at_once(small):
    texts: list[str] = []
    threads = [threading.Thread(target=lambda: texts.append(load(small).text)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert texts == ["Care leavers thrive in this city."] * 6


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, bytes]:
    suffix = draw(st.sampled_from(sorted(WELL_FORMED)))
    data = bytearray(WELL_FORMED[suffix])
    for _ in range(draw(st.integers(1, 8))):
        at = draw(st.integers(0, max(len(data) - 1, 0)))
        cut = draw(st.integers(0, 20))
        data[at : at + cut] = draw(st.binary(max_size=20)) * draw(st.sampled_from([1, 1, 30]))
    return draw(st.sampled_from([suffix, suffix, ".pdf", ".txt"])), bytes(data)


@settings(
    max_examples=MUTATIONS,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(mutated())
def test_a_mutated_file_is_read_or_refused_with_its_name(tmp_path, case):
    suffix, data = case
    path = tmp_path / f"mutated{suffix}"
    path.write_bytes(data)
    end = outcome(load, path)
    if isinstance(end, LoadError):
        assert path.name in end.message
        return
    assert end.text
    for block in end.text.split("\n\n"):
        assert block == " ".join(block.split()) != ""
    assert not end.pages or end.pages[-1].end == len(end.text)

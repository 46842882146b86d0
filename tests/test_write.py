"""Files from a browser, added to a real library and taken out of it again."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import LibraryError, LibraryLocked, UnknownDocument, UnsupportedFormat
from index.store import Library
from index.sync import add
from rag.web.write import UPLOADS, LibraryWriter, safe_name
from tests.fakes import HashEmbedder

LETTER = "Ofsted visited Rotherham in May 2021.\n\nInspectors met 12 care leavers there.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Library.open(tmp_path / "library", create=True).close()
    return tmp_path / "library"


@pytest.fixture
def writer(folder: Path) -> LibraryWriter:
    return LibraryWriter(folder, HashEmbedder)


def sent(folder: Path, name: str, text: str = LETTER) -> tuple[str, Path]:
    place = folder.parent / "sent"
    place.write_text(text, encoding="utf-8")
    return name, place


def ids(folder: Path) -> list[str]:
    with Library.open(folder) as library:
        return [d.id for d in library.snapshot().documents]


def test_a_file_is_kept_and_added_and_goes_with_its_document(folder, writer):
    seen = []
    summary = writer.add([sent(folder, "letter.txt")], seen.append)
    assert (summary.added, ids(folder)) == (("letter",), ["letter"])
    assert (folder / UPLOADS / "letter.txt").read_text(encoding="utf-8") == LETTER
    assert seen
    assert writer.remove(["letter"]) == ("letter",)
    assert ids(folder) == []
    assert not (folder / UPLOADS / "letter.txt").exists()


def test_a_file_of_the_same_name_replaces_the_older_one(folder, writer):
    writer.add([sent(folder, "letter.txt")])
    summary = writer.add([sent(folder, "letter.txt", LETTER + "\nAnd 13 in June.\n")])
    assert summary.changed == ("letter",)
    assert ids(folder) == ["letter"]


def test_only_files_that_came_by_a_browser_are_deleted(folder, writer, tmp_path):
    own = tmp_path / "own.txt"
    own.write_text(LETTER, encoding="utf-8")
    with Library.open(folder, writable=True) as library:
        add(library, [own], embedder=HashEmbedder())
    assert writer.remove(["own"]) == ("own",)
    assert own.exists()


def test_nothing_goes_where_one_of_the_documents_is_not_there(folder, writer):
    writer.add([sent(folder, "letter.txt")])
    with pytest.raises(UnknownDocument):
        writer.remove(["letter", "nowhere"])
    assert ids(folder) == ["letter"]


def test_while_another_process_writes_nothing_is_kept(folder, writer):
    file = sent(folder, "letter.txt")
    with (
        Library.open(folder, writable=True) as library,
        library.writing(),
        pytest.raises(LibraryLocked),
    ):
        writer.add([file])
    assert not (folder / UPLOADS).exists()


def test_files_that_cannot_be_kept_are_an_error_that_says_why(folder, writer):
    (folder / UPLOADS).write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(LibraryError, match="cannot be kept"):
        writer.add([sent(folder, "letter.txt")])


@pytest.mark.parametrize("name", ["", ".txt", "x.exe", "letter", "../..", "a.txt/", "txt"])
def test_a_name_of_no_kind_that_can_be_read_is_refused(name):
    with pytest.raises(UnsupportedFormat, match="no kind of file"):
        safe_name(name)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/letter.txt", "letter.txt"),
        (r"C:\temp\Letter (2).PDF", "Letter (2).pdf"),
        ("a\x00b\n.txt", "a_b_.txt"),
        ("..hidden.txt", "hidden.txt"),
        ("Tŷ Gwyn.docx", "Tŷ Gwyn.docx"),
    ],
)
def test_a_name_keeps_nothing_that_means_something_to_a_file_system(name, safe):
    assert safe_name(name) == safe


@given(st.text(max_size=300))
def test_no_name_leads_out_of_the_folder(name):
    try:
        safe = safe_name(f"{name}.txt")
    except UnsupportedFormat:
        return
    assert Path(safe).name == safe
    assert not safe.startswith(".")
    assert len(safe) <= 104

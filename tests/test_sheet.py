"""A cited page as it was printed: the picture, the frames, and what is said where the file is gone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from index.store import Library
from index.sync import add
from rag.assistant import Assistant
from rag.read import FeatureReader
from rag.web.build import build_app
from tests.fakes import HashEmbedder
from tests.test_places import report

__all__ = ["report"]
PAGE = "/documents/report/pages/1"


@pytest.fixture
def client(report: Path, tmp_path: Path) -> Iterator[TestClient]:
    with Library.open(tmp_path / "library", create=True) as library:
        add(library, [report.parent], embedder=HashEmbedder())
        assistant = Assistant(library, embedder=HashEmbedder(), reader=FeatureReader())
        with TestClient(build_app(assistant), base_url="http://127.0.0.1") as client:
            yield client


def span(client: TestClient, words: str) -> dict[str, int]:
    text = client.get("/api/documents/report").json()["text"]
    return {"start": text.index(words), "end": text.index(words) + len(words)}


def test_each_line_of_the_cited_words_has_a_frame(client: TestClient) -> None:
    cited = span(client, "Their plans are timely, and they stay in touch.")
    page = client.get(PAGE, params=cited).text
    assert page.count("<rect ") == 2
    assert "the cited words are framed" in page
    assert f'href="../../report?start={cited["start"]}&amp;end={cited["end"]}#cited"' in page


def test_the_picture_is_one_of_the_page(client: TestClient) -> None:
    picture = client.get(f"{PAGE}.png")
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    assert "img-src 'self'" in client.get(PAGE).headers["content-security-policy"]


def test_no_page_shows_a_place_that_was_not_filled_in(client: TestClient) -> None:
    for path in ("/documents/report", "/documents/nowhere", PAGE, "/documents/report/pages/9"):
        page = client.get(path).text
        assert "{" not in page
        assert "ui/" in page or "#cited" in page


def test_a_span_outside_the_text_frames_nothing(client: TestClient) -> None:
    page = client.get(PAGE, params={"start": 5, "end": 9_999_999})
    assert page.status_code == 200
    assert "<rect " in page.text
    assert "<rect " not in client.get(PAGE, params={"start": 9_000_000, "end": 9_999_999}).text


def test_a_page_without_cited_words_has_no_frame(client: TestClient) -> None:
    assert "<rect " not in client.get(PAGE).text


def test_a_page_that_is_not_there_is_not_found(client: TestClient) -> None:
    assert client.get("/documents/report/pages/9").status_code == 404
    assert client.get("/documents/nowhere/pages/1").status_code == 404
    assert client.get("/documents/report/pages/9.png").status_code in (404, 422)


def test_a_file_that_changed_since_is_not_shown(client: TestClient, report: Path) -> None:
    report.write_bytes(report.read_bytes() + b"\n")
    page = client.get(PAGE)
    assert page.status_code == 404
    assert "has changed since" in page.text
    assert client.get(f"{PAGE}.png").status_code != 200


def test_the_text_leads_to_the_printed_page(client: TestClient) -> None:
    cited = span(client, "Good work. The rest is silence.")
    page = client.get("/documents/report", params=cited).text
    assert f'href="report/pages/2?start={cited["start"]}&amp;end={cited["end"]}"' in page
    assert 'href="report/pages/1"' in page

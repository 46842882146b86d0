"""Pages as browsers save them from the usual systems: the prose is left, with its date and owner."""

from pathlib import Path

import pytest

from index.identify import identify
from index.load.html import read_html
from index.records import Loaded
from tests.fakes_pages import HEADLINE, PAGES, STORY

BESIDE = {
    "localgov drupal": ["Published", "Thursday, 4th May 2023", "The leaving care team"],
    "wordpress": ["Posted on 4 May 2023 by press office"],
    "jadu": ["Thursday 4 May 2023", "Downloads", "Letter (PDF, 214 KB)"],
    "gov.uk": [
        "Press release",
        "Ofsted has published its letter on a visit to the borough.",
        "From: Ofsted",
        "Published: 4 May 2023",
        "Area | Finding",
        "Care leavers | Kept in touch with",
    ],
    "news site": [
        "4th May 2023",
        "By Grace Hopper Local Democracy Reporter",
        "The Civic Offices (Image: Newsroom)",
    ],
    "asp.net": ["Date published: 04/05/2023", "Measure | Rate", "In touch | 96%"],
    "plain cms": [
        "Published: 4 May 2023",
        "Notes to editors",
        "The visit looked at support for care leavers.",
    ],
}
"""What each page says of its subject besides the headline and the story, in order."""


@pytest.fixture(params=sorted(PAGES))
def page(request, tmp_path: Path) -> tuple[str, Loaded]:
    path = tmp_path / "page.html"
    path.write_text(PAGES[request.param], encoding="utf-8")
    return request.param, read_html(path)


def test_the_prose_of_a_saved_page_is_left_and_nothing_around_it(page) -> None:
    system, loaded = page
    blocks = loaded.text.split("\n\n")
    own = [HEADLINE, *STORY]
    assert [block for block in blocks if block in own] == own
    assert [block for block in blocks if block not in own] == BESIDE[system]


def test_a_saved_page_has_its_day_its_council_and_its_subject(page) -> None:
    _, loaded = page
    found = identify(loaded, name="page.html")
    assert (found.published, found.council, found.council_basis) == (
        "2023-05-04",
        "Swindon",
        "text",
    )
    assert (found.kind, found.about) == ("news", "focused visit")
    assert found.visited is not None
    assert found.visited.start == "2023-04"
    assert loaded.title == HEADLINE


def test_a_short_heading_opens_a_part_that_goes_only_where_it_is_small(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    story = "".join(f"<p>{sentence}</p>" for sentence in STORY)
    aside = "<section><h2>Related news</h2><p>The park has a new slide, said a councillor.</p></section>"
    path.write_text(f"<body><h1>{HEADLINE}</h1>{story}{aside}", encoding="utf-8")
    assert "slide" not in read_html(path).text
    path.write_text(f"<body><div><h2>Latest news</h2>{story}</div>", encoding="utf-8")
    assert STORY[-1] in read_html(path).text


def test_names_that_say_how_a_page_is_laid_out_mark_no_part(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    story = "".join(f"<p>{sentence}</p>" for sentence in STORY)
    for name in (
        "has-sidebar",
        "with-menu",
        "no-ads",
        "section__header",
        "social-care",
        "table-tags-x",
    ):
        path.write_text(f"<body>{story}<div class='{name}'><h3>Then</h3>Words stay.</div>")
        assert "Words stay." in read_html(path).text, name


def test_the_day_of_a_change_dates_a_page_only_where_nothing_else_does(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    changed = "<p>Last updated: 20 June 2023</p>"
    told = "<p>Ofsted visited Swindon Borough Council, inspectors said.</p>"
    path.write_text(f"<body><h1>News</h1>{told}{changed}")
    assert "Last updated" in read_html(path).text
    assert identify(read_html(path)).published == "2023-06-20"
    for dated in ("<p>Published: 4 May 2023</p>", "<meta name='date' content='2023-05-04'>"):
        path.write_text(f"<body><h1>News</h1>{dated}{told}{changed}")
        assert "Last updated" not in read_html(path).text
        assert identify(read_html(path)).published == "2023-05-04"


def test_what_stands_above_the_main_heading_goes_where_it_is_little(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    story = "".join(f"<p>{sentence}</p>" for sentence in STORY)
    path.write_text(f"<body><p>Our offices close on Monday.</p><h1>{HEADLINE}</h1>{story}")
    assert read_html(path).text.startswith(HEADLINE)
    path.write_text(f"<body>{story}<h1>{HEADLINE}</h1><p>That is all.</p>")
    assert STORY[0] in read_html(path).text

"""Markdown files."""

import pytest

from index.errors import NoText
from index.load import load
from index.load.markdown import read_markdown


@pytest.fixture
def read(tmp_path):
    def read(text: str):
        path = tmp_path / "notes.md"
        path.write_text(text, encoding="utf-8")
        return read_markdown(path)

    return read


def test_marks_go_and_each_part_is_a_block(read):
    text = """# Progress for *care leavers*

Some **bold** text, a [link](https://example.org/a_(b)) and snake_case_names,
wrapped here. 2*3*4 stays.

- keep in touch
  by phone
- [x] plan `early`
1. listen

Judgements
----------
| Judgement | Grade |
|-----------|:-----:|
| Leaders   | **Good** |

> A quote
> goes on.

***
Last \\*escaped\\* &amp; <b>end</b>.
"""
    assert read(text).text.split("\n\n") == [
        "Progress for care leavers",
        "Some bold text, a link and snake_case_names, wrapped here. 2*3*4 stays.",
        "keep in touch by phone",
        "plan early",
        "listen",
        "Judgements",
        "Judgement | Grade",
        "Leaders | Good",
        "A quote goes on.",
        "Last *escaped* & end.",
    ]


def test_front_matter_gives_title_and_date_and_is_no_text(read):
    loaded = read(
        '---\ntitle: "A visit"\ndate: 2020-05-06\nsite: Example Council\n---\nIt went well.'
    )
    assert loaded.title == "A visit"
    assert loaded.published == "2020-05-06"
    assert loaded.publisher == "Example Council"
    assert loaded.text == "It went well."


def test_the_first_heading_is_the_title_without_front_matter(read):
    assert read("Some words first.\n\n## The visit\n\nMore words.").title == "The visit"


def test_code_is_kept_as_it_is(read):
    assert "# not a heading" in read("Words.\n\n```\n# not a heading\n```\n\nMore.").text


def test_a_comment_is_no_text_and_an_open_one_is(read):
    assert read("Words <!-- not\nshown --> here.").text == "Words here."
    assert "never closed" in read("Words <!-- never closed").text


def test_a_file_named_md_is_read_as_markdown(tmp_path):
    path = tmp_path / "notes.md"
    path.write_text("# Notes\n\nCare leavers *thrive*.", encoding="utf-8")
    assert load(path).text == "Notes\n\nCare leavers thrive."


def test_markdown_without_words_holds_no_text(read):
    with pytest.raises(NoText):
        read("---\n\n***\n")


@pytest.mark.parametrize(
    "mark", ["*", "_", "[", "`", "**_", "[](", "<", "<!--", "a `", "|", "> ", "- ", "\\"]
)
def test_a_million_marks_take_no_time(read, mark):
    with_words = read("Words.\n\n" + mark * 100_000)
    assert with_words.text.startswith("Words.")

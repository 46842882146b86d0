"""Saved web pages: main content, tables, metadata, and what is left out."""

from pathlib import Path

import pytest

from index.errors import NoText, TooLarge, UnsupportedFormat
from index.load import load
from index.load.html import read_html

PAGE = """<!DOCTYPE html>
<!-- saved from url=(0041)https://news.example.gov.uk/2019/ofsted/ -->
<html><head><meta charset="utf-8">
<title>Ofsted praises care leavers' service | Example City Council</title>
<style>p {color: red}</style><script>var text = "not shown";</script></head>
<body>
<a class="skip-link" href="#main">Skip to content</a>
<div id="cookie-banner"><p>We use cookies. <button>Accept all</button></p></div>
<header class="site-header"><nav><ul><li>Home</li><li>Bins</li></ul></nav></header>
<div class="breadcrumb">Home &gt; News</div>
<main><article>
  <header><h1>Ofsted praises care leavers&rsquo; service</h1></header>
  <p>Inspectors found that <b>60&nbsp;per&nbsp;cent</b> of care leavers are in
     edu&shy;cation, employ<b>ment</b> or training.<sup>1</sup></p>
  <p>They wrote:<br>&ldquo;Good work.&rdquo;<br><br>The council agrees.</p>
  <ul><li>Keep in touch<ul><li>by phone</li></ul></li><li><p>Plan early</p></li></ul>
  <table><caption>Judgements</caption>
    <tr><th>Judgement</th><th>Grade</th></tr>
    <tr><td>The impact of <em>leaders</em></td><td><p>Good</p></td></tr></table>
  <div class="social-care"><p>Social care stays in the text.</p></div>
  <div class="share-buttons"><a>Facebook</a><a>Twitter</a></div>
</article></main>
<aside><p>Another story about parks.</p></aside>
<footer><p>© Example City Council</p></footer>
</body></html>"""


@pytest.fixture
def read(tmp_path):
    def read(markup: str | bytes):
        path = tmp_path / "page.html"
        path.write_bytes(markup if isinstance(markup, bytes) else markup.encode("utf-8"))
        return read_html(path)

    return read


def test_only_the_main_content_of_a_page_is_kept_a_block_for_each_part(read):
    assert read(PAGE).text.split("\n\n") == [
        "Ofsted praises care leavers’ service",
        "Inspectors found that 60 per cent of care leavers are in education, employment or "
        "training.",
        "They wrote: “Good work.”",
        "The council agrees.",
        "Keep in touch",
        "by phone",
        "Plan early",
        "Judgements",
        "Judgement | Grade",
        "The impact of leaders | Good",
        "Social care stays in the text.",
    ]


def test_the_title_is_the_main_heading_and_the_publisher_the_address_it_was_saved_from(read):
    loaded = read(PAGE)
    assert loaded.title == "Ofsted praises care leavers’ service"
    assert loaded.publisher == "news.example.gov.uk"


def test_a_page_without_a_heading_takes_its_title_without_the_site(read):
    markup = "<title>Good news for leavers | Example Council</title><body><p>Text of it.</p>"
    assert read(markup).title == "Good news for leavers"


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2019-03-01T09:30:00+00:00">',
        '<meta name="DCTERMS.issued" content="2019-03-01">',
        '<script type="application/ld+json">'
        '{"@graph": [{"@type": "NewsArticle", "datePublished": "2019-03-01T08:00"}]}</script>',
        '<script type="application/ld+json">{</script><meta name="date" content="2019-03-01">',
    ],
)
def test_the_day_of_publication_comes_from_the_metadata(read, head):
    assert read(f"<html><head>{head}</head><body><p>Words.</p></body></html>").published == (
        "2019-03-01"
    )


def test_the_first_time_element_dates_a_page_without_other_metadata(read):
    markup = "<body><main><time datetime='2018-10-05'>5 Oct</time><p>Words here.</p></main>"
    assert read(markup).published == "2018-10-05"


@pytest.mark.parametrize(
    ("head", "publisher"),
    [
        ('<link rel="canonical" href="https://www.example.gov.uk/news/1">', "example.gov.uk"),
        ('<meta property="og:url" content="https://news.example.org/1">', "news.example.org"),
        ('<meta property="og:site_name" content="Example Council">', "Example Council"),
        ('<link rel="canonical" href="http://[broken">', None),
    ],
)
def test_the_publisher_comes_from_the_address_or_the_name_of_the_site(read, head, publisher):
    assert read(f"<html><head>{head}</head><body><p>Words.</p>").publisher == publisher


def test_content_without_a_main_element_is_found_where_the_text_is_densest(read):
    story = "".join(
        f"<p>Sentence {n} of the story about care leavers in town.</p>" for n in range(9)
    )
    markup = f"<body><div><p>Menu</p></div><div><div>{story}</div><div><p>Ad.</p></div></div>"
    text = read(markup).text
    assert text.startswith("Sentence 0")
    assert "Ad." not in text


def test_a_page_wrapped_in_one_form_keeps_its_content(read):
    text = read("<body><form><p>The whole page stands in a form, as some sites do.</p></form>").text
    assert text == "The whole page stands in a form, as some sites do."


def test_a_table_that_lays_out_the_page_gives_paragraphs(read):
    cell = "<td><p>First paragraph.</p><p>" + "Second paragraph goes on. " * 20 + "</p></td>"
    above = "<p>" + "The page begins with this. " * 99 + "</p>"
    blocks = read(f"<body>{above}<table><tr>{cell * 3}</tr></table>").text.split("\n\n")
    assert blocks[1] == "First paragraph."
    assert len(blocks) == 7


def test_hidden_text_is_left_out(read):
    markup = (
        "<body><p>Seen by all.</p><p style='display:none'>Hidden.</p>"
        "<p hidden>Hidden.</p><p aria-hidden='true'>Hidden.</p><!-- Hidden. -->"
    )
    assert read(markup).text == "Seen by all."


@pytest.mark.parametrize(
    "data",
    [
        "<meta charset='windows-1252'><body><p>Café’s view</p>".encode("cp1252"),
        "<meta charset='iso-8859-1'><body><p>Café’s view</p>".encode("cp1252"),
        "<meta charset='nonsense'><body><p>Café’s view</p>".encode(),
        "<body><p>Café’s view</p>".encode("utf-16"),
    ],
)
def test_the_declared_encoding_is_used_where_it_can_be(read, data):
    assert read(data).text == "Café’s view"


def test_nested_unwanted_parts_are_taken_out_safely(read):
    parts = "<div class='sidebar'><nav class='menu'><form id='menu'><p>x</p></form></nav></div>"
    assert read(f"<body>{parts * 50}<p>{'Care leavers thrive. ' * 30}</p>").text.startswith("Care")


def test_a_page_of_navigation_alone_holds_no_text(read):
    with pytest.raises(NoText):
        read("<body><script>a</script><p>Skip to content</p></body>")


def test_absurd_nesting_and_size_are_refused_before_parsing(read):
    with pytest.raises(TooLarge, match="nested"):
        read("<div>" * 5_000 + "text")
    with pytest.raises(TooLarge, match="tags"):
        read("<p>a</p>" * 150_000)
    with pytest.raises(TooLarge, match="MB"):
        read(b"<p>" + b"a" * 10_000_001)


def test_many_paragraphs_left_open_are_no_nesting(read):
    assert read("<body>" + "<p>Open." * 3_000).text.count("\n\n") == 0


def test_html_is_read_whatever_its_name_says(tmp_path: Path):
    path = tmp_path / "page.pdf"
    path.write_text(PAGE, encoding="utf-8")
    assert load(path).title == "Ofsted praises care leavers’ service"


def test_binary_data_named_html_is_refused(tmp_path: Path):
    path = tmp_path / "page.html"
    path.write_bytes(bytes(range(256)) * 30)
    with pytest.raises(UnsupportedFormat):
        load(path)

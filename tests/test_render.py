"""What the page shows of answers and documents: from records to HTML and to words."""

import html
import re
import threading
import time
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import UsageError
from index.records import Document, Identity
from index.split import sentences
from rag.records import Answer, Ledger, LedgerEntry
from rag.shown.words import (
    date_words,
    kind_words,
    known_words,
    ledger_sentence,
    next_words,
    value_words,
)
from rag.web.asked import Asked, QuestionTooLong, asked
from rag.web.conversation import (
    SHOWN,
    answered,
    begun,
    broken_off,
    chosen,
    conversation_html,
    drafted,
    history,
    labels,
    spoken,
)
from rag.web.examples import examples
from rag.web.library_tab import filtered, summary_html
from rag.web.markup import cited, escape
from rag.web.metrics import Metrics
from rag.web.passage import marked, quoted, whole, window
from rag.web.patience import patient
from rag.web.reader import document_page, missing_page
from rag.web.render import answer_html
from rag.web.tables import documents_html, ledger_csv, ledger_html
from tests.fakes_web import (
    HOSTILE,
    ROTHERHAM,
    SCANNED,
    WESTHAVEN,
    FakeSnapshot,
    cite,
    lookup,
    not_found,
    survey,
    trace,
)

ALLOWED = {
    "article",
    "h2",
    "h3",
    "p",
    "div",
    "a",
    "ul",
    "ol",
    "li",
    "section",
    "details",
    "summary",
}
ALLOWED |= {"span", "time", "blockquote", "mark", "table", "caption", "thead", "tbody", "tr", "th"}
ALLOWED |= {"td", "button", "em"}
WORDS = st.text(st.characters(codec="utf-8"), max_size=60)


class Tags(HTMLParser):
    """Collects the tags of a page, and fails where they do not nest."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self._open: list[str] = []
        self.feed(page)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.words += data


def shown(answer: Answer, number: int = 1) -> str:
    return answer_html(number, answer, FakeSnapshot().sentences, Asked(question=answer.question))


# Answers


@pytest.mark.parametrize("make", [survey, not_found, lambda q: lookup(q, q)])
@given(question=WORDS)
def test_whatever_is_asked_is_shown_as_text_and_in_tags_of_ours(make, question):
    page = shown(make(question))
    tags = Tags(page)
    assert {tag for tag, _ in tags.seen} <= ALLOWED
    assert " ".join(question.split()) in " ".join(tags.words.replace("\x00", " ").split()) or (
        re.search(r"[\x00-\x1f\x7f\x85\xa0]", question)
    )
    assert "\n" not in page


def test_markup_in_questions_and_documents_is_shown_as_it_is_written():
    answer = replace(not_found(HOSTILE), nearest=(cite(1, ROTHERHAM, "The next visit"),))
    page = shown(answer)
    assert page.count(html.escape("<img src=x onerror=alert(1)>")) == 2
    assert "<img" not in page


def test_each_turn_has_ids_of_its_own():
    first, second = shown(survey("Which?"), 1), shown(survey("Which?"), 2)
    ids = re.findall(r' id="([^"]+)"', first + second)
    assert len(ids) == len(set(ids))
    assert {"t1", "t1-c1", "t1-c3", "t2-c1", "t2-r1"} <= set(ids)


@pytest.mark.parametrize("make", [survey, lambda q: lookup(q, q)])
def test_every_citation_link_leads_to_a_passage_and_every_passage_back(make):
    tags = Tags(shown(make("Which?"), 3))
    ids = {attrs["id"] for _, attrs in tags.seen if "id" in attrs}
    links = {attrs["href"] for tag, attrs in tags.seen if tag == "a"}
    inside = {link.removeprefix("#") for link in links if link.startswith("#")}
    assert inside <= ids
    assert {name for name in ids if re.search("-[cr]", name)} <= inside


def test_a_passage_shows_the_cited_words_marked_inside_the_sentences_around_them():
    page = shown(lookup("How many?", "How many?"))
    assert "<mark>Currently 62 per cent of care leavers</mark> are in education" in page
    assert "They met 40 young people." in page
    assert "page 2" in page
    assert "council named in the document, date printed in the document" in page


def test_an_answer_that_found_nothing_shows_the_closest_passages_as_no_answer():
    page = shown(not_found("Is there a dragon?"))
    assert "Not in the documents" in page
    assert "Closest passages (these do not answer the question)" in page
    assert "<mark>Social workers know children well.</mark>" in page
    assert 'class="cite"' not in page


def test_what_was_left_out_can_be_seen_with_its_reason():
    page = shown(lookup("How many?", "How many?"))
    assert "1 statement was left out because a check failed" in page
    assert "no source says so" in page


def test_how_a_follow_up_was_understood_is_said_only_where_it_differs():
    assert "Understood as: and by when? (Rotherham)" in shown(
        lookup("and by when?", "and by when? (Rotherham)")
    )
    assert "Understood as" not in shown(lookup("By when?", "By when?"))


def test_many_sources_are_folded_until_one_is_wanted():
    few = lookup("How many?", "How many?")
    many = replace(few, citations=tuple(replace(few.citations[0], label=n + 1) for n in range(9)))
    assert "Show all" not in shown(few)
    assert "<summary>Show all 9 sources</summary><ol><li" in shown(many)


def test_only_numbers_that_are_labels_become_links():
    found = cited(1, {1, 2}, "As [1] and [2] say, [3] of [2019] and [x]")
    assert re.findall(r">\[(\d+)\]</a>", found) == ["1", "2"]
    assert "[3] of [2019] and [x]" in found


def test_lines_with_a_dash_become_a_list():
    page = shown(survey("Which?"))
    assert re.search(r"<p>Near it:</p><ul><li>Westhaven: 56% <a [^>]*>\[3\]</a></li></ul>", page)


def test_a_failed_answer_says_that_something_went_wrong_and_offers_no_link():
    failed = replace(not_found("a"), status="failed", text="The model is away.", nearest=())
    page = shown(failed)
    assert "Something went wrong" in page
    assert "Link to this question" not in page


# Tables


def test_the_ledger_says_its_counts_in_a_sentence_and_its_verdicts_in_plain_words():
    answer = survey("Which?")
    page = ledger_html(1, answer.ledger, answer.citations)
    assert (
        "Of 4 councils in 3 documents: 1 states it, 1 says something else, 1 says nothing on it, "
        "1 could not be read." in page
    )
    for words in ("States it", "Says something else", "Says nothing", "Could not be read"):
        assert f">{words}</span>" in page
    row = re.search(r'<tr><th scope="row">Rotherham</th>.*?</tr>', page)[0]
    cells = [re.sub("<[^>]+>", " ", cell).split() for cell in re.findall("<td.*?</td>", row)]
    assert cells[1:] == [
        ["Value", "75%"],
        ["Target", "or", "actual", "Target"],
        ["By", "when", "2022"],
        ["Date", "1", "March", "2019"],
        ["Source", "[1]"],
    ]


def test_an_older_statement_stands_beside_the_newest_with_its_date():
    assert "Earlier (2018): It reported 62 per cent." in shown(survey("Which?"))


@given(st.lists(st.sampled_from(["states", "differs", "silent", "unreadable"]), max_size=30))
def test_the_counts_said_add_up_to_the_councils(verdicts):
    entries = tuple(LedgerEntry(council="c", verdict=v, statement="") for v in verdicts)
    numbers = re.findall(r"\d+", ledger_sentence(Ledger(documents=9, entries=entries)))
    total, rest = (numbers[0], numbers[2:]) if entries else ("0", [])
    assert sum(map(int, rest)) == int(total) == len(entries)


def test_csv_holds_a_row_for_each_citation_and_one_for_a_council_without():
    rows = ledger_csv(survey("Which?")).splitlines()
    assert len(rows) == 5
    assert rows[1].startswith("Rotherham,States it,Rotherham aims for 75% by 2022.,75,percent,=,")
    assert rows[3].startswith("Eastmoor,Says nothing,Nothing on it was found.,,,,,,,,")


def test_what_answers_the_question_stands_first_in_the_table():
    answer = survey("Which?")
    mixed = replace(answer.ledger, entries=tuple(reversed(answer.ledger.entries)))
    names = re.findall(r'<th scope="row">(\w+)', ledger_html(1, mixed, answer.citations))
    assert names == ["Rotherham", "Westhaven", "Eastmoor", "Scanned"]
    assert ledger_csv(replace(answer, ledger=mixed)) == ledger_csv(answer)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_text_that_a_spreadsheet_would_run_is_made_harmless(text):
    entry = LedgerEntry(council=text, verdict="silent", statement=text)
    answer = replace(survey("Which?"), ledger=Ledger(documents=1, entries=(entry,)))
    assert f"'{text}" in ledger_csv(answer)


def test_the_documents_table_links_each_document_and_says_why_one_could_not_be_read():
    page = documents_html([ROTHERHAM, SCANNED])
    assert 'href="../documents/rotherham"' in page
    assert "Could not be read: it holds pictures and no text" in page
    assert "2 documents" in page
    assert "no documents yet" in documents_html([])


def test_documents_can_be_narrowed_by_words_of_title_council_kind_or_date():
    documents = [ROTHERHAM, SCANNED, WESTHAVEN]
    assert filtered(documents, "NEWS westhaven 2018") == [WESTHAVEN]
    assert filtered(documents, "nothing such") == []
    assert filtered(documents, "") == documents


# Passages


@given(data=st.data(), text=st.text(st.sampled_from("ab. <&\n"), max_size=80))
def test_marking_changes_no_word_and_marks_exactly_the_span(data, text):
    canonical = re.sub(r"\n+", "\n\n", re.sub(r"[ \n]*\n[ \n]*", "\n", text)).strip()
    start = data.draw(st.integers(0, len(canonical)))
    end = data.draw(st.integers(start, len(canonical)))
    page = marked(canonical, 0, len(canonical), start, end)
    strip = str.maketrans("", "", " \n")
    inner = "".join(re.findall(r"<mark>(.*?)</mark>", page))
    assert html.unescape(inner).translate(strip) == canonical[start:end].translate(strip)
    words = html.unescape(re.sub("<[^>]+>", "", page))
    assert words.translate(strip) == canonical.translate(strip)


def test_a_span_over_two_paragraphs_is_marked_in_both():
    assert marked("one\n\ntwo", 0, 8, 1, 7) == "<p>o<mark>ne</mark></p><p><mark>tw</mark>o</p>"


def test_the_surroundings_are_two_sentences_on_either_side():
    names = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")
    text = " ".join(f"The {name} sentence is here." for name in names)
    document = replace(WESTHAVEN, text=text)
    start = text.index("fourth")
    found = text[slice(*window(document, start, start + 6, sentences("w", text)))]
    assert found.startswith("The second sentence")
    assert found.endswith("The sixth sentence is here.")


def test_the_surroundings_fall_back_to_the_paragraph_where_sentences_belong_to_another_text():
    text = "First.\n\nThe cited words are here. More.\n\nLast."
    document = replace(WESTHAVEN, text=text)
    other = sentences("w", "Quite another text. With sentences. Of its own. And more of them.")
    start = text.index("cited")
    for given_sentences in (other, ()):
        assert text[slice(*window(document, start, start + 5, given_sentences))] == (
            "The cited words are here. More."
        )


def test_the_surroundings_of_a_very_long_sentence_are_cut():
    text = "word " * 2000 + "cited" + " word" * 2000
    document = replace(WESTHAVEN, text=text)
    begin, stop = window(document, 10_000, 10_005, sentences("w", text))
    assert stop - begin <= 1405
    page = quoted(document, 10_000, 10_005, ())
    assert page.startswith("<p>… ")
    assert page.endswith(" …</p>")
    assert "<mark>cited</mark>" in page


def test_a_whole_document_shows_its_pages_and_marks_once_with_an_id():
    page = whole(ROTHERHAM, 60, 90)
    assert re.findall(r'<h2 id="page-(\d)">', page) == ["1", "2"]
    assert page.count('id="cited"') == 1
    assert page.count("<mark") == 2


@pytest.mark.parametrize("span", [(5, 5), (9, 3), (-4, 2), (0, 10**9)])
def test_a_span_outside_the_document_marks_nothing(span):
    page = document_page(ROTHERHAM, *span)
    assert "<mark" not in page
    assert "Go to the cited words" not in page


def test_pages_of_documents_say_what_is_known_and_what_is_missing():
    assert "Westhaven, <time" in document_page(WESTHAVEN)
    assert "it holds pictures and no text" in document_page(SCANNED)
    assert "No such document" in missing_page("There is no document 'x'.")


# Words


@pytest.mark.parametrize(
    ("iso", "words"),
    [
        ("2019-03-01", "1 March 2019"),
        ("2018-10", "October 2018"),
        ("2017", "2017"),
        (None, "no date known"),
        ("2019-13-01", "2019-13-01"),
        ("last summer", "last summer"),
        ("2019-01-02-03", "2019-01-02-03"),
    ],
)
def test_dates_are_as_precise_as_they_are_known(iso, words):
    assert date_words(iso) == words


@pytest.mark.parametrize(
    ("value", "unit", "comparator", "words"),
    [
        (75.0, "percent", "=", "75%"),
        (75.5, "percent", ">=", "at least 75.5%"),
        (1200.0, "count", ">", "more than 1,200"),
        (22.0, "cases", "~", "about 22 cases"),
        (50.0, "change", "=", "50% change"),
        ("good", "grade", None, "good"),
        (None, "percent", None, ""),
        (float("inf"), "", None, "inf"),
    ],
)
def test_values_are_said_with_their_unit_and_comparison(value, unit, comparator, words):
    entry = LedgerEntry(
        council="c", verdict="states", statement="", value=value, unit=unit, comparator=comparator
    )
    assert value_words(entry) == words


def test_how_council_and_date_are_known_is_said_in_plain_words():
    assert known_words(WESTHAVEN) == "council known from the publisher, date inferred"
    assert known_words(SCANNED) == "council not known, no date known"
    assert kind_words(WESTHAVEN) == "News item about a monitoring visit"
    assert kind_words(replace(WESTHAVEN, identity=Identity(about="inspection"))) == (
        "Other document about an inspection"
    )


def test_what_comes_next_is_said_in_words_whatever_the_stage_is_called():
    assert next_words("understand", 5) == "Reading 5 documents…"
    assert next_words("something new", 1) == "Working…"


# Questions and conversations


@given(st.text(max_size=2100))
def test_a_checked_question_is_one_line_of_text_or_refused(text):
    try:
        question = asked(text).question
    except UsageError:
        assert len(text) > 2000 or not text.isprintable() or not text.strip()
        return
    assert question == question.strip() != ""
    assert not re.search(r"[\x00-\x1f\x7f]|\s\s", question)


def test_a_question_that_is_too_long_is_told_both_numbers():
    with pytest.raises(QuestionTooLong, match=r"2,000 characters; this one has 2,001"):
        asked("x" * 2001)


def test_a_question_is_asked_again_by_its_address_with_its_conversation():
    again = Asked(question="and?", history=("EET in A & B?",), councils=("A",))
    assert again.query("EET in A") == "question=and%3F&after=EET+in+A+%26+B%3F&council=A"
    long = replace(again, history=("x" * 9000,))
    assert long.query("EET in A") == "question=EET+in+A&council=A"


def test_a_conversation_goes_from_working_to_answered():
    turns = begun((), Asked(question="Which councils?"))
    assert "Working…" in conversation_html(turns)
    turns = drafted(turns, "1 of <4")
    assert "1 of &lt;4" in conversation_html(turns)
    turns = answered(turns, survey("Which councils?"), FakeSnapshot().sentences)
    assert history(turns) == ["Which councils?"]
    turns = begun(turns, Asked(question="and?"))
    assert history(turns) == ["Which councils?"]
    stopped = broken_off(turns, "You stopped this question.")
    assert "You stopped this question." in conversation_html(stopped)
    assert broken_off(stopped, "again") == stopped
    assert broken_off((), "nothing") == ()


def test_a_long_conversation_shows_its_last_turns_and_says_how_many_it_does_not():
    turns = ()
    for number in range(SHOWN + 2):
        turns = begun(turns, Asked(question=f"Question {number}?"))
        turns = answered(turns, not_found(f"Question {number}?"), FakeSnapshot().sentences)
    page = conversation_html(turns)
    assert "2 earlier questions not shown." in page
    assert "Question 1?" not in page
    assert f'id="t{SHOWN + 2}"' in page


def test_the_answer_that_is_complained_of_is_the_one_that_was_picked():
    turns = ()
    for question in ("One?", "Two?"):
        turns = begun(turns, Asked(question=question))
        turns = answered(turns, not_found(question), FakeSnapshot().sentences)
    assert labels(turns) == ["2. Two?", "1. One?"]
    assert chosen(turns, "1. One?").question == "One?"
    assert chosen(turns, None).question == "Two?"
    assert chosen((), None) is None


def test_what_a_screen_reader_says_tells_the_outcome():
    assert spoken(survey("a")) == "Answered with 3 sources."
    assert "do not say" in spoken(not_found("a"))
    failed = Answer(
        question="a", standalone="a", kind="lookup", status="failed", text="x", trace=trace()
    )
    assert "wrong" in spoken(failed)


# The rest


def test_examples_come_from_what_the_documents_speak_of():
    snapshot = FakeSnapshot()
    assert examples(snapshot.documents, snapshot.facts) == (
        "Which councils have a target of 75% for EET?",
        "What did inspectors find on EET in Rotherham?",
        "Compare EET in Rotherham and Westhaven",
        "What needs to improve in Rotherham?",
    )
    assert examples((), ()) == ()


def test_a_summary_names_each_file_that_failed_and_why():
    class Summary:
        added, changed, unchanged, duplicates = ("a", "b"), (), ("c",), ()
        failed = (("<x>.pdf", "It holds no text.", "Scan it."),)

    words = summary_html(Summary())
    assert words.startswith("Done: 2 added, 1 unchanged.")
    assert "&lt;x&gt;.pdf: It holds no text. Scan it." in words


@given(WORDS)
def test_escaped_text_is_one_line_without_markup(text):
    assert not re.search(r"[<>\"'\n]", escape(text))


def test_metrics_add_up_and_quote_their_labels():
    metrics = Metrics()
    metrics.count("councilqa_answers_total", surface='a"b\\\n')
    for seconds in (0.01, 0.2, 60.0):
        metrics.observe("councilqa_answer_seconds", seconds)
    text = metrics.text({})
    assert r'councilqa_answers_total{surface="a\"b\\\n"} 1' in text
    assert 'councilqa_answer_seconds_bucket{le="0.25"} 2' in text
    assert 'councilqa_answer_seconds_bucket{le="+Inf"} 3' in text
    assert "councilqa_answer_seconds_count 3" in text
    assert text.count("# TYPE") == 2


def test_a_document_of_any_text_becomes_a_page():
    document = Document(
        id="x", title=HOSTILE, source="x", sha256="", text=HOSTILE, identity=Identity()
    )
    page = document_page(document)
    assert "<img" not in page
    assert "Council not known" in page


def test_a_reader_who_waits_hears_every_moment_that_there_is_nothing_yet():
    def pieces():
        yield 1
        time.sleep(0.2)
        yield 2

    found = list(patient(pieces(), every=0.02))
    assert [piece for piece in found if piece] == [1, 2]
    assert found.count(None) >= 3


def test_what_goes_wrong_in_the_making_reaches_the_reader():
    def pieces():
        yield 1
        raise ZeroDivisionError

    waiting = patient(pieces(), every=1)
    assert next(waiting) == 1
    with pytest.raises(ZeroDivisionError):
        next(waiting)


def test_a_reader_who_leaves_closes_the_maker():
    closed = threading.Event()

    def pieces():
        try:
            yield from range(10)
        finally:
            closed.set()

    maker = pieces()
    waiting = patient(maker, every=1)
    next(waiting)
    waiting.close()
    assert closed.wait(5)
    assert list(maker) == []

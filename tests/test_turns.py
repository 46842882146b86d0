"""What a turn of a conversation says anew, put into the question before it."""

import pytest

from index import councils
from rag.asked import grade_words
from rag.follow_up import asks_how_old, asks_of_list, asks_where_it_stands, questions, standalone
from rag.turns import Report, changed, not_of, of_councils, of_time

REPORT = Report(council="Derby", month="May 2024", before="March 2020")
RATE = "What is the EET rate in Derby?"
GRADE = "What is Derby’s current overall grade?"
TARGETS = "Which councils target at least 75% EET?"
NEEDS = "What needs to improve in Derby?"


def full(question: str, *history: str, names: tuple[str, ...] = ("Derby", "Leeds")) -> str:
    """The question in full, where the last answer was about `names` and rested on `REPORT`."""
    return standalone(
        question, history, subjects=lambda _: names, people=lambda _: (), report=lambda _: REPORT
    )


# A time


@pytest.mark.parametrize(
    ("question", "before", "whole"),
    [
        ("and in 2018?", RATE, "What is the EET rate in Derby in 2018?"),
        ("what about 2017?", GRADE, "What is Derby’s overall grade in 2017?"),
        ("And in 2023?", "How did Derby do in 2019?", "How did Derby do in 2023?"),
        (
            "and the 2018 one?",
            "What were the grades in Derby’s 2024 inspection?",
            "What were the grades in Derby’s 2018 inspection?",
        ),
        ("and now?", "How did Derby do in 2019?", "How did Derby do in the latest report?"),
        ("And most recently?", "How did Derby do in 2019?", "How did Derby do in the latest report?"),
        ("what did the latest say", RATE, "What is the EET rate in Derby in the latest report?"),
        ("and in 2018?", "What does the latest report on Derby say of NEET?",
         "What does the 2018 report on Derby say of NEET?"),
    ],
)  # fmt: skip
def test_a_time_takes_the_place_of_the_one_before(question: str, before: str, whole: str) -> None:
    assert full(question, before) == whole


# The end, the number and the names of a list


@pytest.mark.parametrize(
    "question", ["and the lowest?", "And the lowest one", "which is the lowest?"]
)
def test_the_other_end_of_a_scale_is_asked_for(question: str) -> None:
    before = "Which council has the highest EET rate?"
    assert full(question, before) == "Which council has the lowest EET rate?"


@pytest.mark.parametrize(
    "question", ["how many use it", "how many is that?", "How many councils have it?", "how many?"]
)
def test_a_list_is_counted(question: str) -> None:
    assert full(question, "Which councils use Mockingbird?") == "How many councils use Mockingbird?"


@pytest.mark.parametrize("question", ["list them", "can you name them please?", "which are they?"])
def test_a_count_is_listed(question: str) -> None:
    assert full(question, "How many councils use Mockingbird?") == "which councils use Mockingbird?"


@pytest.mark.parametrize(
    ("before", "whole"),
    [
        ("Which councils are inadequate?", "Which councils are not inadequate?"),
        ("Which councils have a drop-in?", "Which councils do not have a drop-in?"),
        ("Which councils use Mockingbird?", "Which councils do not use Mockingbird?"),
        ("Of Derby, Kent: which of them are good?", "Of Derby, Kent: which of them are not good?"),
    ],
)
def test_the_rest_are_those_that_the_list_left_out(before: str, whole: str) -> None:
    assert full("and the rest?", before) == whole


# Where councils lie


@pytest.mark.parametrize(
    "question",
    ["which are in London?", "which of those are in London", "are any of them in London?",
     "and which ones are in london", "How many of them are in London?"],
)  # fmt: skip
def test_a_region_chooses_among_the_councils_of_the_last_list(question: str) -> None:
    assert full(question, TARGETS) == "Of Derby, Leeds: which of them are in London?"


def test_another_region_takes_the_place_of_the_first() -> None:
    of_some = "Of Derby, Leeds: which of them are in London?"
    assert full("what about Yorkshire?", of_some).endswith("which of them are in Yorkshire?")
    before = "Of Derby, Leeds: which of them are in London?"
    assert full("and the north west?", before).endswith("which of them are in the north west?")
    before = "which councils in the east of england are outstanding"
    assert full("and in Yorkshire?", before) == "which councils in Yorkshire are outstanding"
    assert full("and in London?", "Which councils use it?") == "Which councils use it in London?"


def test_several_regions_have_one_name_in_a_question_and_none_in_a_document() -> None:
    text = "Which councils in the Midlands are good?"
    assert [r for r, *_ in councils.find_regions(text, typed=True)] == [
        "East Midlands",
        "West Midlands",
    ]
    assert councils.find_regions(text) == ()


def test_another_kind_of_council_takes_the_place_of_the_first() -> None:
    before = "Which county councils are outstanding overall?"
    assert full("what about unitaries?", before) == "Which unitaries are outstanding overall?"
    assert full("and counties?", "Which councils use it?") == "Which counties use it?"
    assert changed("and counties?", RATE) is None


# What is judged, and how


@pytest.mark.parametrize(
    ("question", "before", "whole"),
    [
        ("what about help and protection",
         "What grade did Derby get for leadership?", "What grade did Derby get for help and protection?"),
        ("and overall?", "What is Derby’s grade for care leavers?", "What is Derby’s grade overall?"),
        ("and care leavers?", GRADE, "What is Derby’s current grade for care leavers?"),
        ("and for children in care?",
         "Which councils are outstanding for leadership?", "Which councils are outstanding for children in care?"),
        ("what about leadership?", "Is Derby inadequate?", "Is Derby rated inadequate for leadership?"),
    ],
)  # fmt: skip
def test_another_area_is_asked_about(question: str, before: str, whole: str) -> None:
    assert full(question, before) == whole


@pytest.mark.parametrize("question", ["and which are good?", "and good?", "and the good ones?"])
def test_another_grade_is_asked_of_all_as_before(question: str) -> None:
    before = "which councils in the east of england are outstanding"
    assert full(question, before).lower() == "which councils in the east of england are rated good"


def test_more_is_asked_of_all_and_not_only_of_the_last_list() -> None:
    before = "Which councils in London have a commissioner?"
    assert full("and which are run by trusts?", before) == (
        "Which councils in London are run by trusts?"
    )
    of_some = "Of Derby, Kent: which of them are in London?"
    assert full("and which are good?", of_some) == "Of Derby, Kent: which of them are rated good?"


def test_places_of_grades_and_areas_are_told() -> None:
    text = "rated good for help and protection"
    assert [text[a:b] for a, b in grade_words.grade_spans(text)] == ["good"]
    assert [text[a:b] for a, b in grade_words.area_spans(text)] == ["help and protection"]


# Another matter, other councils


@pytest.mark.parametrize("question", ["and about workforce", "what about workforce?"])
def test_another_matter_takes_the_place_of_the_first(question: str) -> None:
    before = "What did Ofsted say about leadership in Derby?"
    assert full(question, before) == "What did Ofsted say about workforce in Derby?"


def test_another_word_is_asked_the_meaning_of() -> None:
    assert full("and ILACS?", "What does RI mean") == "What does ILACS mean?"


@pytest.mark.parametrize(
    "question", ["compare with Kent", "how does that compare with Kent?", "versus Kent"]
)
def test_another_council_is_put_beside_the_first(question: str) -> None:
    assert full(question, RATE) == "What is the EET rate in Derby and Kent?"


@pytest.mark.parametrize("question", ["Which of the two is worse?", "which is better?"])
def test_the_two_are_those_that_were_named_last(question: str) -> None:
    whole = full(question, RATE, "and Kent?")
    assert whole == f"What is the EET rate in Derby and Kent: {question}"


def test_of_what_no_figure_or_grade_tells_both_are_shown() -> None:
    whole = full("which of the two is worse?", "How good is early help in Derby?", "and Kent?")
    assert whole == "How good is early help in Derby and Kent?"


# The report that was spoken of


@pytest.mark.parametrize(
    ("question", "whole"),
    [
        ("when was that inspection?", "when was the May 2024 inspection of Derby?"),
        ("who led it?", "who led the May 2024 inspection of Derby?"),
        ("Who inspected them?", "who led the May 2024 inspection of Derby?"),
        ("and when was it carried out?", "When was the May 2024 inspection of Derby?"),
        ("does that report mention agency staff?",
         "does the May 2024 report of Derby mention agency staff?"),
    ],
)  # fmt: skip
def test_the_report_that_the_answer_rests_on_is_named(question: str, whole: str) -> None:
    assert full(question, NEEDS) == whole


def test_the_one_before_is_the_report_before() -> None:
    asked = "what grade did Derby get for children in care"
    assert full("and before that?", asked) == f"{asked} in the March 2020 report?"
    assert full("what was the grade before that?", NEEDS) == (
        "What was Derby’s overall effectiveness grade in the March 2020 report?"
    )


@pytest.mark.parametrize(
    "question",
    ["is that better than the one before?", "has it improved since the last inspection?"],
)
def test_better_than_before_is_a_question_for_both_grades(question: str) -> None:
    assert full(question, NEEDS) == (
        "What was Derby’s overall effectiveness grade in the May 2024 report"
        " and in the March 2020 report?"
    )


def test_times_are_put_in_once() -> None:
    both = "What was Derby’s grade in the May 2024 report and in the March 2020 report?"
    assert of_time(both, "2015") == "What was Derby’s grade in 2015?"


# What changes nothing, and what asks nothing new


@pytest.mark.parametrize(
    "question",
    [
        "what is a pathway plan?",
        "What does MASH stand for?",
        "thanks!",
        "ok",
        "many thanks for that",
    ],
)
def test_what_leans_on_nothing_takes_nothing(question: str) -> None:
    assert full(question, GRADE) == question


def test_what_does_not_fit_changes_nothing() -> None:
    assert changed("and the lowest?", RATE) is None
    assert changed("how many is that?", RATE) is None
    assert changed("and which are good?", RATE) is None
    assert not_of(RATE) is None


@pytest.mark.parametrize(
    "question",
    ["show me the passage", "quote?", "where does it say that?", "what page is that on?", "source?",
     "Which report is that from?", "how do you know that?", "show the quote for Derby",
     "and the page number?", "can you cite that", "can I see the exact words", "what exactly does it say?"],
)  # fmt: skip
def test_a_turn_that_asks_for_the_source_is_known(question: str) -> None:
    assert asks_where_it_stands(question)
    assert questions([RATE, question]) == [RATE]
    assert full("and Kent?", *questions([RATE, question])) == "What is the EET rate in Kent?"


@pytest.mark.parametrize(
    "question",
    ["Where is the drop-in?", "what is the source of referrals in Kent?", "who said that?", RATE,
     "Show me the passage about pathway plans in Derby", "how many pages has the report?",
     "what did the report say about neglect?", "why?", "What page do I go to?"],
)  # fmt: skip
def test_a_question_of_its_own_is_none_for_the_source(question: str) -> None:
    assert not asks_where_it_stands(question)


@pytest.mark.parametrize(
    "question",
    ["is that from the latest report?", "how old is that?", "is that from this year’s report?",
     "is that from 2019?", "is that up to date?", "when was that from?",
     "when was the report published?", "what date is that from"],
)  # fmt: skip
def test_a_turn_that_asks_how_old_the_answer_is_is_known(question: str) -> None:
    assert asks_how_old(question)


@pytest.mark.parametrize("question", ["is it inadequate?", "is that better than the last report?"])
def test_how_things_are_is_not_how_old_the_answer_is(question: str) -> None:
    assert not asks_how_old(question)


def test_a_council_after_a_quotation_asks_for_one_too() -> None:
    turns = [TARGETS, "show the quote for Derby", "and for Kent?", "and for Leeds?"]
    assert questions(turns) == [TARGETS]


def test_titles_are_put_in_as_they_are() -> None:
    title = r"Notes \1 of a \g<meeting>"
    for question in (
        "what do they say?",
        "what happens there?",
        "which of them?",
    ):
        assert title in full(question, TARGETS, names=(title,))


def test_a_region_alone_is_of_the_list() -> None:
    assert asks_of_list("which are in the Midlands?")
    assert not asks_of_list("which are run by trusts?")


def test_a_question_for_the_date_of_a_named_report_asks_of_no_last_answer() -> None:
    for asked in (
        "Publication date of the Derby report of 2015",
        "date of publication of that one in Bury",
    ):
        assert not asks_how_old(asked)
    assert asks_how_old("what is the publication date?")
    assert asks_how_old("date of publication of the report?")


@pytest.mark.parametrize(
    ("before", "asked"),
    [
        ("Which councils have a panel?", "Does Leeds have a panel?"),
        ("Which places have been rated good?", "Has Leeds been rated good?"),
        ("Which areas run a drop-in?", "Does Leeds run a drop-in?"),
        ("Which councils did well?", "Did Leeds do well?"),
    ],
)
def test_a_question_to_all_is_asked_of_one_in_whole_words(before, asked):
    assert of_councils(before, ["Leeds"]) == asked

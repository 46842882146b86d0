"""Questions to a library that is large enough to know which words of the field are rare."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.store import Snapshot
from rag.assistant import Assistant
from rag.retrieve import in_scope
from rag.sentences.scarcity import SMALL, unsaid
from rag.understand import understand
from tests import large_library
from tests.large_library import COUNCILS

large_folder, large, many = large_library.large_folder, large_library.large, large_library.many


def stating(large: Assistant, question: str) -> set[str]:
    answer = large.ask(question)
    assert answer.ledger, f"{question!r} was taken for a {answer.kind}"
    assert sum(answer.ledger.counts.values()) == answer.ledger.total
    return {e.council for e in answer.ledger.entries if e.verdict == "states"}


def test_it_is_large(many: Snapshot) -> None:
    assert many.passage_count >= SMALL


@pytest.mark.parametrize(
    ("question", "councils"),
    [
        ("Which councils use Mockingbird?", {"Bolton"}),
        ("who uses mockingbird", {"Bolton"}),
        ("Which councils are Partners in Practice?", {"Kent"}),
        ("Where is care experience a protected characteristic?", {"Wigan"}),
        ("North West LAs that treat care experience as a protected characteristic", {"Wigan"}),
        ("Which London boroughs use Mockingbird?", set()),
        ("Which councils have no Mockingbird programme?", {"Bury"}),
        ("Which councils exempt care leavers from council tax?", {"Kent", "Stockport"}),
        ("Which councils exempt foster carers from council tax?", {"Leeds"}),
        ("care leavers in custody as something to improve: which councils", {"Wirral"}),
        ("Which councils put life story work on the list of what needs to improve?", {"Oldham"}),
        ("Who has been told to improve the response to young carers?", {"Oldham"}),
        ("Who is told to do better by care leavers in prison / custody?", {"Wirral"}),
        ("Which councils do not offer a council tax exemption as standard?", {"Barnet"}),
        ("In which areas are more than a third of children living in poverty?", {"Gateshead"}),
        ("Which councils have under a third of children in poverty?", {"Essex"}),
        ("Which council has the highest share of children in poverty?", {"Gateshead"}),
        ("Independent visitors: who has at least 40 children with one?", {"Gateshead"}),
        ("Which councils have fewer than 30 children with an independent visitor?", {"Essex"}),
        ("Who gets care proceedings done in under 26 weeks?", {"Rochdale"}),
        ("Which councils mention Mockingbird in a report of 2019?", {"Bolton"}),
        ("Which councils are inadequate or requires improvement overall?", {"Bury"}),
        ("LAs outstanding overall", {"Kent", "Derby"}),
        ("Which councils are outstanding overall and for leaders?", {"Kent"}),
        ("Which councils are outstanding overall but only RI for leadership?", {"Derby"}),
        ("Which councils have ever been inadequate?", {"Bolton"}),
        ("Which councils were inadequate in 2019?", {"Bolton"}),
        ("Which councils went from inadequate to good?", {"Bolton"}),
        ("Whose overall grade has dropped since the inspection before?", {"Bury"}),
        ("Who has ever gone up two grades or more from one inspection to the next?", {"Bolton"}),
        ("Which councils were inadequate overall in 2019 but are now rated good?", {"Bolton"}),
        ("Which councils were outstanding for leaders in 2019 but are now good at it?", {"Bury"}),
        ("Which councils have had two or more full ILACS inspections?", set(COUNCILS)),
        ("Who has had three full inspections?", set()),
        ("Which councils have been inspected more than once?", set(COUNCILS)),
        ("Which councils have been inspected more than twice?", set()),
        ("Which two councils had inspections published in June 2023?", set(COUNCILS)),
        ("Which councils are currently inadequate under ILACS?", set()),
        ("Where was leadership ever judged better than the overall effectiveness?", {"Bolton", "Bury", "Leeds"}),
        ("Which councils improved their overall grade?", {"Bolton", "Derby", "Kent"}),
        ("Where is the grade for leaders better than the overall effectiveness grade?", {"Bury", "Leeds"}),
        ("Of Bury, Kent and Leeds, who is outstanding overall?", {"Kent"}),
        ("Bolton, Bury or Kent: which has the best overall grade?", {"Kent"}),
        ("functional family therapy teams pls - which councils", {"Bexley"}),
        ("Which councils exempt care leavers from council tax wherever they live (not just inside the area)?", {"Kent"}),
        ("Who lets foster carers off council tax, not the young people?", {"Leeds"}),
        ("Where are care leavers in bed and breakfast?", {"Rochdale"}),
        ("Whose latest report says that care leavers are in bed and breakfast?", set()),
        ("In which councils are care leavers sure of an interview if they go for an apprenticeship?", {"Wirral"}),
        ("Which reports refer back to a focused visit in March 2021?", {"Stockport"}),
        ("Which reports refer back to a focused visit in March 2020?", set()),
        ("Which councils had no overall grade in 2017?", set()),
        ("Who must do better by care leavers in prison or custody, by their improvement list?", {"Wirral"}),
        ("Whose improvement list has ever had care leavers in custody?", {"Oldham", "Wirral"}),
        ("In the ILACS inspections of 2018 to 2020, who was inadequate overall?", {"Bolton"}),
        ("Who used to be outstanding for leaders and has lost it?", {"Bury"}),
        ("support for those inside (custody) - whose newest report has it as an improvement area?", {"Wirral"}),
        ("Who has a Family Drug and Alcohol Court, FDAC?", {"Bexley"}),
        ("Which councils have or plan a family drug and alcohol court?", {"Bexley", "Wigan"}),
        ("Which authorities have commissioned Catch 22?", {"Bexley"}),
        ("where do looked after children get to ride ponies", {"Rochdale"}),
        ("Which councils have been good overall more than once?", {"Leeds", "Barnet", "Bexley", "Essex", "Gateshead", "Oldham", "Rochdale", "Stockport", "Wigan", "Wirral"}),
        ("Which councils were always outstanding overall?", set()),
        ("Which councils were outstanding overall two inspections on the trot?", set()),
        ("Whose grade for leaders slid between the last two inspections?", {"Bury", "Derby"}),
        ("young carers - whose must-improve list are they on?", {"Oldham"}),
        ("Which councils were good overall at two inspections between 2018 and 2020?", set()),
        ("Which councils have never had anything but good overall?", {"Leeds", "Barnet", "Bexley", "Essex", "Gateshead", "Oldham", "Rochdale", "Stockport", "Wigan", "Wirral"}),
        ("Which councils have more than 60% of care leavers in EET?", {"Derby"}),
    ],
)  # fmt: skip
def test_a_survey_names_exactly_the_councils_that_say_so(
    question, councils, large: Assistant
) -> None:
    assert stating(large, question) == councils


def test_a_council_that_differs_is_shown_with_its_grade_of_the_area_asked_about(
    large: Assistant,
) -> None:
    answer = large.ask("Which councils require improvement for leaders?")
    said = {e.council: e.statement for e in answer.ledger.entries}
    assert "requires improvement for leaders" in said["Derby"]
    assert said["Leeds"].startswith("judged outstanding for leaders")


def test_each_of_two_conditions_is_cited(large: Assistant) -> None:
    answer = large.ask("Which councils are outstanding overall but only RI for leadership?")
    (derby,) = (e for e in answer.ledger.entries if e.council == "Derby")
    quotes = {c.quote for c in answer.citations if c.label in derby.citations}
    assert {q.split(" | ")[-1] for q in quotes} == {"Outstanding", "Requires improvement"}


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What share of Derby's care leavers are in EET?", "66%"),
        ("Derby EET 19 to 21 year olds 2018-19", "61%"),
        ("What had Derby's EET rate been in 2016-17?", "52%"),
        ("derby 2019 report, EET of 19-21s", "61%"),
        ("Bolton overall grade 2019", "inadequate"),
        ("What did Bury get for leaders in the latest inspection?", "good"),
        ("leadership, Bury 2019", "outstanding"),
        ("Remind me what the overall judgement of Leeds was.", "good"),
        ("Who led the Ofsted team in Leeds?", "Ann Bell"),
        ("How many of Stockport's 71 care leavers were in EET?", "45%"),
        ("What EET figure for similar areas was Stockport compared against?", "57%"),
        ("When Stockport was inspected, what was the comparators' EET rate?", "57%"),
        ("How many Stockport young people stayed on with foster carers past 18?", "29"),
        ("In what year did the Stockport Youth Alliance start?", "2018"),
        (
            "Children becoming subject of SGOs in the year before the 2019 Stockport inspection",
            "43",
        ),
    ],
)
def test_a_lookup_gives_the_figure_of_the_report_and_the_ages_asked(question, said, large) -> None:
    answer = large.ask(question)
    assert answer.status == "answered", answer.text
    assert said in answer.claims[0].text


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("When did the Mockingbird programme of Oldham start?", "None of them speaks of “Mockingbird”"),
        ("What was Derby's EET rate of 16 to 17 year olds?", "do not say"),
        ("What grade did Kent get in 2020?", "do not say"),
        ("Why was Kent judged inadequate in 2023?", "judged outstanding"),
        ("Which weaknesses made them mark Kent inadequate in 2023?", "judged outstanding"),
        ("What failings led to Bolton being inadequate overall in 2023?", "judged good"),
        ("Who is the lead member for children in Kent?", "do not say"),
        ("Wirral 2021: what were the areas to improve?", "do not say"),
        ("Which university does Leeds work with?", "do not say"),
        ("Until what age are care leavers of Leeds exempt from council tax?", "do not say"),
        ("Who was the lead inspector of Leeds in 2019?", "do not say"),
        ("What did lead inspector Zoe Hill say of Leeds?", "do not say"),
        ("Is there a council tax exemption in Swindon?", "No document"),
        ("What is the EET rate in Swindon?", "No document in the library is about Swindon"),
    ],
)  # fmt: skip
def test_what_the_documents_do_not_say_is_refused_with_what_was_searched(
    question, says, large
) -> None:
    answer = large.ask(question)
    assert answer.status == "not_found", answer.text
    assert says in answer.text
    assert not answer.claims


def test_a_report_that_no_longer_stands_answers_only_where_the_newest_is_silent(large) -> None:
    lessons = large.ask("What is said of driving lessons in Bolton?")
    assert {c.document.id for c in lessons.citations} == {"bolton_2019"}
    assert lessons.text.startswith("The newest report on Bolton (3 June 2023) does not say.")
    mockingbird = large.ask("How has the Mockingbird programme of Bolton grown?")
    assert {c.document.id for c in mockingbird.citations} == {"bolton_2023"}


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Independent visitors in Gateshead", "Fifty-three children have independent visitors"),
        ("What did inspectors say about independent visitors in Gateshead?", "Fifty-three"),
        ("Does Gateshead have independent visitors?", "Fifty-three"),
        ("Care proceedings in Rochdale", "concluded in 24 weeks"),
    ],
)
def test_a_bare_topic_is_answered_by_what_speaks_of_it(question, words, large) -> None:
    answer = large.ask(question)
    assert answer.status == "answered", answer.text
    assert words in " ".join(c.quote for c in answer.citations)


def test_a_topic_that_no_sentence_speaks_of_is_refused(large) -> None:
    assert large.ask("Independent visitors in Rochdale").status == "not_found"


def test_a_word_of_everyday_use_is_no_reason_to_refuse(many: Snapshot) -> None:
    query = understand("I'd like to know how Leeds handles its driving lessons", held=COUNCILS)
    assert unsaid(query, in_scope(many, query), many) == ("driving", "lessons")


def test_a_time_names_a_report_where_there_is_one(many: Snapshot) -> None:
    query = understand("the 2019 report on Derby", held=COUNCILS)
    assert [d.id for d in in_scope(many, query)] == ["derby_2019"]
    newest = understand("the latest inspection of Derby", held=COUNCILS)
    assert [d.id for d in in_scope(many, newest)] == ["derby_2023"]


GRADES = st.sampled_from(["outstanding", "good", "requires improvement", "RI", "inadequate"])
AREAS = st.sampled_from(["overall", "for leaders", "for children in care", "for care leavers", ""])
WORDS = st.sampled_from(
    ["mockingbird", "council tax", "custody", "EET", "a protected characteristic"]
)
TIMES = st.sampled_from(
    ["", " in 2019", " in reports since 2021", " before 2020", " in the 2023 report"]
)
PLACES = st.sampled_from(
    ["councils", "North West councils", "London boroughs", "LAs in the South East"]
)


@settings(max_examples=150, deadline=None)
@given(
    question=st.one_of(
        st.builds("Which {} are {} {}{}?".format, PLACES, GRADES, AREAS, TIMES),
        st.builds("How many {} went from {} to {}?".format, PLACES, GRADES, GRADES),
        st.builds("{} that speak of {}{}".format, PLACES, WORDS, TIMES),
        st.builds("Which {} say nothing on {}{}".format, PLACES, WORDS, TIMES),
    )
)
def test_every_ledger_adds_up(question: str, large: Assistant) -> None:
    answer = large.ask(question)
    assert answer.ledger
    assert sum(answer.ledger.counts.values()) == answer.ledger.total
    assert {e.council for e in answer.ledger.entries} <= set(COUNCILS)
    assert all(c.citations for c in answer.claims)


def test_what_a_council_is_told_to_improve_is_its_own_list(large: Assistant) -> None:
    answer = large.ask("What did Ofsted tell Oldham to improve?")
    assert [c.text.split(": ", 1)[1] for c in answer.claims] == [
        "“The effectiveness of the response to young carers.”",
        "“The timeliness of life-story work.”",
    ]


def test_a_name_that_is_a_word_needs_its_capital(large: Assistant) -> None:
    assert stating(large, "Which councils use the Pause programme?") == {"Leeds"}


def test_two_councils_are_compared_only_where_they_stand_abreast(large: Assistant) -> None:
    assert large.ask("Derby v Stockport: EET of care leavers?").kind == "compare"
    assert large.ask("What did Derby pay Stockport for fostering?").kind == "lookup"


def test_the_highest_share_is_of_all_and_not_of_the_youngest(large: Assistant) -> None:
    assert stating(large, "Who has the highest EET rate of care leavers?") == {"Derby"}


def test_a_visit_is_of_the_time_that_any_later_report_gives_it(large) -> None:
    assert stating(large, "Which councils had a focused visit in March 2021?") == {"Stockport"}
    assert not stating(large, "Which councils had a focused visit in March 2023?")

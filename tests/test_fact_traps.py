"""The traps that figures set in reports, a sentence each; none of these sentences is a report's."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.extract import facts
from index.records import Document, Fact, Identity, Kind
from index.split import sentences


def stated_in(text: str, *, kind: Kind = "full inspection") -> list[Fact]:
    who = Identity(kind=kind, council="Bury", councils=("Bury",), published="2019-06-15")
    document = Document(id="d", title="", source="", sha256="", text=text, identity=who)
    return list(facts(document, sentences("d", text)))


def figures(text: str) -> list[Fact]:
    return [f for f in stated_in(text) if f.value is not None]


def said(text: str) -> list[tuple[str, str, float | str | None, str]]:
    return [(f.measure, f.comparator, f.value, f.role) for f in figures(text)]


A, T, P, B, L = "actual", "target", "previous", "benchmark", "plan"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # However the number is written.
        ("Sixty-two per cent of care leavers are in EET.", [("eet", "=", 62, A)]),
        ("62 percent of care leavers are in EET.", [("eet", "=", 62, A)]),
        ("Two thirds of care leavers are in EET.", [("eet", "=", 66.7, A)]),
        ("A third of care leavers are NEET.", [("neet", "=", 33.3, A)]),
        ("Three-quarters of our care leavers are in EET.", [("eet", "=", 75, A)]),
        ("Four in five care leavers are in EET.", [("eet", "=", 80, A)]),
        ("Nine out of 10 care leavers live in suitable accommodation.", [("suitable_accommodation", "=", 90, A)]),
        ("One in four care leavers is NEET.", [("neet", "=", 25, A)]),
        ("27 of 60 care leavers are in EET.", [("eet", "=", 45, A)]),
        ("27 of the 60 care leavers are in EET.", [("eet", "=", 45, A)]),
        ("Twelve of the 48 care leavers are NEET.", [("neet", "=", 25, A)]),
        ("Out of 80 care leavers, 20 are NEET.", [("neet", "=", 25, A)]),
        ("Of the 80 care leavers in the borough, 60 are in EET.", [("eet", "=", 75, A)]),
        ("There are 80 care leavers, of whom 60 are in EET.",
         [("cohort_care_leavers", "=", 80, A), ("eet", "=", 75, A)]),
        ("More than 240 care leavers are in touch with the council, or 93%.", [("in_touch", "=", 93, A)]),
        ("The council is responsible for more than 240 care leavers.", [("cohort_care_leavers", ">", 240, A)]),
        ("At least 70% of care leavers are in EET.", [("eet", ">=", 70, A)]),
        ("70% or more of care leavers are in EET.", [("eet", ">=", 70, A)]),
        ("Just under 40% of care leavers are NEET.", [("neet", "<", 40, A)]),
        ("Fewer than half of care leavers are in EET.", [("eet", "<", 50, A)]),
        ("Around half of care leavers are in EET.", [("eet", "~", 50, A)]),
        ("Between 55% and 60% of care leavers are in EET.", [("eet", "=", 55, A)]),
        ("NEET among care leavers has halved.", [("neet", "=", 50, A)]),
        ("The number of children in care rose by a third.", [("cohort_looked_after", "=", 33.3, A)]),
        ("The number of NEET care leavers has fallen by a quarter.", [("neet", "=", 25, A)]),
        ("Almost all care leavers are in touch with the council.", []),
        ("Most care leavers are in EET.", []),
        # Words and digits in one sentence.
        ("At 19 June 2017, 37 children lived in a privately arranged fostering placement.",
         [("private_fostering", "=", 37, A)]),
        ("22 care leavers are in apprenticeships compared to ten last year.",
         [("apprenticeships", "=", 22, A), ("apprenticeships", "=", 10, P)]),
        ("Nine care leavers are at university, up from four in 2016.",
         [("higher_education", "=", 9, A), ("higher_education", "=", 4, P)]),
        # A target under any name, with or without an actual beside it.
        ("The council is aiming for 70% of care leavers in EET by 2021.", [("eet", "=", 70, T)]),
        ("Leaders have set the bar higher, at 80% of care leavers in EET.", [("eet", "=", 80, T)]),
        ("Its ambition for EET is 80%.", [("eet", "=", 80, T)]),
        ("The cabinet’s pledge is 80% of care leavers in EET.", [("eet", "=", 80, T)]),
        ("The council is on course to reach 80% EET for care leavers.", [("eet", "=", 80, T)]),
        ("The service is on track to have 80% of care leavers in EET.", [("eet", "=", 80, T)]),
        ("EET for care leavers is not yet meeting its target of 72%.", [("eet", "=", 72, T)]),
        ("EET, at 58%, has yet to meet the council’s target of 72%.", [("eet", "=", 58, A), ("eet", "=", 72, T)]),
        ("58% of care leavers are in EET, short of the 72% that the council wants.",
         [("eet", "=", 58, A), ("eet", "=", 72, T)]),
        ("58% of care leavers are in EET and the plan is to reach 72% by 2022.",
         [("eet", "=", 58, A), ("eet", "=", 72, T)]),
        ("The council hopes that 72% of care leavers will be in EET by 2022.", [("eet", "=", 72, T)]),
        ("Its goal is to cut NEET to 20%.", [("neet", "=", 20, T)]),
        ("NEET of 30% misses the target of 25%.", [("neet", "=", 30, A), ("neet", "=", 25, T)]),
        ("EET is 58%, although the service aspires to 72%.", [("eet", "=", 58, A), ("eet", "=", 72, T)]),
        ("Caseloads average 21 against a target of 16.", [("caseloads", "=", 21, A), ("caseloads", "=", 16, T)]),
        ("The council wants to cut agency staff from 30% to 15%.",
         [("agency_staff", "=", 30, P), ("agency_staff", "=", 15, T)]),
        # What only sounds like one.
        ("Targeted help means that 58% of care leavers are in EET.", [("eet", "=", 58, A)]),
        ("A targeted programme serves care leavers, 58% of whom are in EET.", [("eet", "=", 58, A)]),
        ("Staff are ambitious for care leavers and 58% are in EET.", [("eet", "=", 58, A)]),
        ("Above target, 84% of care leavers are in EET.", [("eet", "=", 84, A)]),
        ("At 84%, EET has passed the council’s own target.", [("eet", "=", 84, A)]),
        ("The 2018 target was met: 84% of care leavers are in EET.", [("eet", "=", 84, A)]),
        # Others' figures.
        ("58% of care leavers are in EET, against a national figure of 52%.",
         [("eet", "=", 58, A), ("eet", "=", 52, B)]),
        ("At 58%, EET is higher than the 52% of statistical neighbours.",
         [("eet", "=", 58, A), ("eet", "=", 52, B)]),
        ("The England average for EET is 52%.", [("eet", "=", 52, B)]),
        ("EET (58%) compares well with similar councils (52%).", [("eet", "=", 58, A), ("eet", "=", 52, B)]),
        ("The vacancy rate is 9%, well below the regional rate of 17%.",
         [("vacancies", "=", 9, A), ("vacancies", "=", 17, B)]),
        # Before and now.
        ("EET saw an increase from 52% to 61%.", [("eet", "=", 52, P), ("eet", "=", 61, A)]),
        ("61% of care leavers are in EET, which is up from 52%.", [("eet", "=", 61, A), ("eet", "=", 52, P)]),
        ("NEET is 24%, down from 35% a year ago.", [("neet", "=", 24, A), ("neet", "=", 35, P)]),
        ("NEET dropped to 24% from 35%.", [("neet", "=", 24, A), ("neet", "=", 35, P)]),
        ("EET is 61% compared with 52% earlier in the year.", [("eet", "=", 61, A), ("eet", "=", 52, P)]),
        ("Last year 52% of care leavers were in EET and now 61% are.", [("eet", "=", 52, P), ("eet", "=", 61, A)]),
        ("The last inspection found 52% of care leavers in EET.", [("eet", "=", 52, P)]),
        # EET and NEET are two figures, and neither is made of the other.
        ("59% of care leavers are in EET, 27% are NEET and the rest are unknown.",
         [("eet", "=", 59, A), ("neet", "=", 27, A)]),
        ("27% of care leavers do not take part in education, employment or training.", [("neet", "=", 27, A)]),
        ("Care leavers without education, employment or training make up 27%.", [("neet", "=", 27, A)]),
        # Counts that are not the measure's.
        ("Of the 12 cases seen by inspectors, nine care leavers were in EET.", []),
        ("Seven of ten care leavers who met inspectors are in EET.", []),
        ("Thirty guests came to the care leavers’ dinner, and EET was discussed.", []),
        ("The hostel has 14 beds for care leavers who are in EET.", []),
        ("The team helps care leavers into EET, and 19 came to its fair.", []),
        # Other measures.
        ("98% of pathway plans are up to date.", [("pathway_plans", "=", 98, A)]),
        ("Two thirds of pathway plans are good.", []),
        ("The target of caseloads below 20 is near.", [("caseloads", "<", 20, T)]),
        ("88% had a health assessment, and this has grown to 91% in the last month.",
         [("health_assessments", "=", 88, A), ("health_assessments", "=", 91, A)]),
        ("Six of these teams have agency staff.", []),
        ("Nine of these young people are in higher education.", [("higher_education", "=", 9, A)]),
        ("One care leaver who had been in prison is now at university.", []),
        ("Bury has 258 care leavers.", [("cohort_care_leavers", "=", 258, A)]),
        ("A large number of children in care (60) live elsewhere.", []),
        ("A 50% turnover of board members has harmed the work.", []),
        ("Caseloads (60-75) are high.", [("caseloads", "=", 60, A)]),
        ("74% of social workers have stayed for years, while turnover is 11%.", [("turnover", "=", 11, A)]),
        ("Two more officers will reduce high caseloads.", []),
        ("Caseloads fell with the appointment of two officers.", []),
        ("Dental checks are better at 86%, and health assessments are done for 92% of them.",
         [("dental_checks", "=", 86, A), ("health_assessments", "=", 92, A)]),
        ("4% of care leavers are at university; this is below the England average of 6%.",
         [("higher_education", "=", 4, A), ("higher_education", "=", 6, B)]),
        ("Turnover is 8%; the regional average is 11%.", [("turnover", "=", 8, A), ("turnover", "=", 11, B)]),
        ("The council has seven care leavers at university.", [("higher_education", "=", 7, A)]),
        ("There are 39 interim workers to cover 28 staff vacancies.", [("vacancies", "=", 28, A)]),
        ("Turnover fell from a very high rate of 29% to 11%.", [("turnover", "=", 29, P), ("turnover", "=", 11, A)]),
        ("92% live in suitable accommodation, compared to the 2017–18 figure of 88%.",
         [("suitable_accommodation", "=", 92, A), ("suitable_accommodation", "=", 88, P)]),
        ("88% of initial health assessments were held in time.", [("health_assessments", "=", 88, A)]),
        ("EET, at 58%, compares favourably with 52% of care leavers nationally.",
         [("eet", "=", 58, A), ("eet", "=", 52, B)]),
        ("NEET is 21%, far higher than that for other young people (6%).", [("neet", "=", 21, A)]),
        ("9% of care leavers are NEET because of their poor health.", []),
        ("The club helps 40 young people to aim for and to reach university.", []),
        ("Of the 36 apprentices, most live locally.", []),
        ("A rising number of children in care has brought a queue of 42 children.", []),
        ("For children in care the score is 8% higher.", []),
        ("71% of care leavers were in EET, including a few at university.", [("eet", "=", 71, A)]),
        ("The council has responsibility for 510 care leavers.", [("cohort_care_leavers", "=", 510, A)]),
        ("Nine care leavers have stayed put.", [("staying_put", "=", 9, A)]),
        ("Young people may stay with their foster carers after they are 18.", []),
        ("A pathway plan is in place for 98% of care leavers.", [("pathway_plans", "=", 98, A)]),
        ("98% of care leavers have a pathway plan.", [("pathway_plans", "=", 98, A)]),
        ("Of all pathway plans, 12% were overdue.", []),
        ("96% of care leavers are in touch with their adviser.", [("in_touch", "=", 96, A)]),
        ("4% of care leavers are not in touch.", []),
        ("Personal advisers have caseloads of about 24 young people.", [("adviser_caseload", "~", 24, A)]),
        ("The team of 14 personal advisers is stable.", [("personal_advisers", "=", 14, A)]),
        ("Caseloads are low, averaging 13 children.", [("caseloads", "=", 13, A)]),
        ("Some workers’ caseloads exceed 30 children.", [("caseloads", "=", 30, A)]),
        ("A vacancy rate of 12% and a turnover of 9% are low.", [("vacancies", "=", 12, A), ("turnover", "=", 9, A)]),
        ("Agency social workers fill 18% of posts.", [("agency_staff", "=", 18, A)]),
        ("Reliance on agency staff has fallen to 18%.", [("agency_staff", "=", 18, A)]),
        ("85% of the workforce is permanent.", [("permanent_staff", "=", 85, A)]),
        ("Multi-agency meetings reach 85% of families.", []),
        ("There are 410 children in care.", [("cohort_looked_after", "=", 410, A)]),
        ("The council cares for 410 looked after children, compared with 380 in 2017.",
         [("cohort_looked_after", "=", 410, A), ("cohort_looked_after", "=", 380, P)]),
        ("Thirty-three children are unaccompanied asylum-seeking children.", [("asylum_seeking", "=", 33, A)]),
        ("The council looks after 33 unaccompanied children.", [("asylum_seeking", "=", 33, A)]),
        ("Two unaccompanied children told inspectors that they felt safe.", []),
        ("Six care leavers are staying put.", [("staying_put", "=", 6, A)]),
        ("There are 26 staying put arrangements.", [("staying_put", "=", 26, A)]),
        ("Young people may stay with their foster carers after they reach 18.", []),
        ("Five young people are in staying close homes.", [("staying_close", "=", 5, A)]),
        ("Three care leavers were placed in bed and breakfast hotels.", [("bed_and_breakfast", "=", 3, A)]),
        ("No care leaver lives in bed and breakfast.", []),
        ("94% of children in care had a health assessment and 81% a dental check.",
         [("health_assessments", "=", 94, A), ("dental_checks", "=", 81, A)]),
        ("Care leavers receive £3,000 to set up their first home.", [("setting_up_home", "=", 3000, A)]),
        ("The setting up home allowance is now £3,000, up from £2,000.",
         [("setting_up_home", "=", 3000, A), ("setting_up_home", "=", 2000, P)]),
        ("A health passport is held by 88% of care leavers.", [("health_passport", "=", 88, A)]),
        ("Eight more care leavers are due to go to university in September.", [("higher_education", "=", 8, L)]),
        ("The council has agreed to create 12 apprenticeships.", [("apprenticeships", "=", 12, L)]),
    ],
)  # fmt: skip
def test_a_figure_is_read_as_it_is_meant(
    text: str, expected: list[tuple[str, str, float, str]]
) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Too few care leavers are in EET. Their target of 70% is far off.", [(70, T)]),
        ("Too few care leavers are in EET. At 44%, this is below the council’s target of 60%.", [(44, A), (60, T)]),
        ("The share of care leavers in EET has grown. The figure of 64% is above the national 50%.", [(64, A), (50, B)]),
        ("In 2016, 70% of care leavers were in EET. This dropped to 61% in 2017 and 55% in 2018.",
         [(70, P), (61, P), (55, A)]),
        ("NEET is too high. However, it has fallen from 41% to 33%.", [(41, P), (33, A)]),
        ("Many care leavers are in EET. The team is new. This is 40% bigger.", []),
        ("Many care leavers are in EET. The proportion of permanent carers is 90%.", []),
        ("Care leavers in EET do well and so do those at university. This is 40% of them.", []),
        ("Care leavers are in EET. Some 40% like football.", []),
        ("Care leavers are in EET.\n\nThis is 40% of them.", []),
    ],
)  # fmt: skip
def test_a_sentence_may_go_on_about_the_measure_of_the_one_before(
    text: str, expected: list[tuple[float, str]]
) -> None:
    found = [f for f in figures(text) if f.measure in ("eet", "neet")]
    assert [(f.value, f.role) for f in found] == expected
    assert all(text[f.start : f.end] == f.quote and f.start <= f.at < f.end for f in found)
    assert len({(f.start, f.end) for f in found}) <= 1


ONES = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def in_words(n: int) -> str:
    if n < 20:
        return ONES[n - 1]
    ten, one = divmod(n, 10)
    return TENS[ten - 2] + (f"-{ONES[one - 1]}" if one else "")


FRAMES = st.sampled_from(
    [
        "{n} of care leavers are in EET.",
        "The EET rate for care leavers is {n}.",
        "Currently {n} of care leavers are not in education, employment or training.",
        "In touch with {n} of its care leavers, the council does well.",
        "The council aims to have {n} of care leavers in suitable accommodation by 2022.",
        "Turnover is {n}.",
    ]
)


@settings(deadline=None)
@given(FRAMES, st.integers(min_value=1, max_value=99))
def test_the_spelling_of_a_number_changes_nothing_but_its_words(frame: str, n: int) -> None:
    spellings = (f"{n}%", f"{n} %", f"{n} per cent", f"{n} percent", f"{in_words(n)} per cent")
    read = [
        [(f.measure, f.value, f.unit, f.role, f.cohort, f.by) for f in figures(frame.format(n=x))]
        for x in spellings
    ]
    assert len(read[0]) == 1
    assert all(one == read[0] for one in read)


@settings(deadline=None)
@given(st.integers(min_value=1, max_value=98), st.integers(min_value=1, max_value=400))
def test_a_part_of_a_whole_is_one_share_however_it_is_said(part: int, rest: int) -> None:
    whole = part + rest
    share = round(100 * part / whole, 1)
    for text in (
        f"{part} of the {whole} care leavers are in EET.",
        f"Of the {whole} care leavers, {part} are in EET.",
        f"Out of {whole} care leavers, {part} are in EET.",
    ):
        (fact,) = figures(text)
        assert (fact.measure, fact.value, fact.unit) == ("eet", share, "percent")
        assert text[fact.at :].startswith(str(part))
        assert fact.stated == f"{part} of {whole}" or fact.stated == f"{part} of the {whole}"


NEVER_A_TARGET = st.sampled_from(
    [
        "Targeted support means that {n}% of care leavers are in EET.",
        "With no target set, {n}% of care leavers are in EET.",
        "The target was met and {n}% of care leavers are in EET.",
        "Support is targeted at care leavers, {n}% of whom are in EET.",
        "A target group meets weekly; {n}% of care leavers are in EET.",
        "{n}% of care leavers, the target group, are in EET.",
        "In line with its aims, {n}% of care leavers are in EET.",
    ]
)


@settings(deadline=None)
@given(NEVER_A_TARGET, st.integers(min_value=1, max_value=99))
def test_what_only_sounds_like_a_target_is_an_actual(frame: str, n: int) -> None:
    assert [(f.measure, f.value, f.role) for f in figures(frame.format(n=n))] == [("eet", n, A)]


WORDS = st.sampled_from(
    [
        "care leavers", "EET", "NEET", "42%", "a target of 70%", "two thirds", "in 2017", "by 2022",
        "caseloads", "of 18 cases", "are", "is", "and", ",", ". This", ". The figure", "was judged",
        "good", "nationally", "at", "The last inspection of", "£2,000", "pathway plans", "not",
    ]
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=24))
def test_every_fact_lies_where_it_says(words: list[str]) -> None:
    text = " ".join(words) + "."
    for fact in stated_in(text):
        assert text[fact.start : fact.end] == fact.quote
        assert fact.start <= fact.at < fact.end
        assert fact.value is None or isinstance(fact.value, str) or fact.unit is not None

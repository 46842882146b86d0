"""Fixed questions: reading them, holding answers against them, and reporting what failed."""

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from index.errors import ModelError
from rag.evaluation import breaches, mismatches, outcome
from rag.pair_report import by_tag, markdown, report_json, text
from rag.pairs import Cite, Pair, PairError, read
from rag.records import Answer, Claim, Ledger, LedgerEntry, Superseded
from tests.fakes_answers import DOCUMENTS, EASTON, WESTON, cite, lookup, not_found, survey

ROW = {
    "id": "one",
    "question": "How many care leavers has Easton?",
    "history": [],
    "status": "answered",
    "kind": "lookup",
    "must_say": ["\\b40\\b"],
    "must_not_say": ["\\b41\\b"],
    "councils": None,
    "cites": [{"document": "easton", "quote": "40 care"}],
    "tags": ["number"],
}


def write(folder: Path, *rows: object, name: str = "pairs.jsonl") -> Path:
    file = folder / name
    file.write_text(
        "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), "utf-8"
    )
    return file


def pair(folder: Path, **changes: object) -> Pair:
    return read([write(folder, ROW | changes)])[0]


class FakeAssistant:
    """Gives one answer to whatever is asked, or raises one error."""

    def __init__(self, answer: Answer | Exception) -> None:
        self._answer = answer
        self.asked: list[tuple[str, tuple[str, ...]]] = []
        self.library = SimpleNamespace()

    def ask(self, question, history=(), *, councils=(), documents=()) -> Answer:
        self.asked.append((question, tuple(history)))
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer


# reading


def test_pairs_of_several_files_are_read_in_order_and_blank_lines_are_passed_over(tmp_path):
    first = write(tmp_path, ROW, "", ROW | {"id": "two"}, name="a.jsonl")
    second = write(tmp_path, "\ufeff" + json.dumps(ROW | {"id": "three"}), name="b.jsonl")
    assert [p.id for p in read([first, second])] == ["one", "two", "three"]


def test_what_is_null_is_not_checked(tmp_path):
    nothing = {"status": None, "kind": None, "must_say": None, "must_not_say": None, "cites": None}
    loose = pair(tmp_path, **nothing)
    assert mismatches(loose, not_found()) == ()
    assert loose.councils is None


def test_a_question_after_others_and_its_tags_may_leave_both_fields_out(tmp_path):
    row = {name: value for name, value in ROW.items() if name not in ("history", "tags")}
    (one,) = read([write(tmp_path, row)])
    assert (one.history, one.tags) == ((), ())


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "this is no JSON"),
        ("[]", "this is no JSON object"),
        ("[" * 100_000, "this is no JSON"),
        (ROW | {"id": 7}, "'id' must be text, not 7"),
        (ROW | {"question": None}, "'question' must be text"),
        (ROW | {"history": "earlier"}, "'history' must be a list of texts"),
        (ROW | {"status": "ok"}, "'status' must be null or one of answered"),
        (ROW | {"kind": "Lookup"}, "'kind' must be null or one of lookup"),
        (ROW | {"must_say": ["("]}, "'(' in 'must_say' is no pattern"),
        (ROW | {"must_not_say": ["a", "*"]}, "'*' in 'must_not_say' is no pattern"),
        (ROW | {"councils": [1]}, "'councils' must be a list of texts or null"),
        (ROW | {"cites": "easton"}, "'cites' must be a list or null"),
        (ROW | {"cites": ["easton"]}, "an item of 'cites' must be {document, quote}"),
        (ROW | {"cites": [{"doc": "easton"}]}, "an item of 'cites' must be {document, quote}"),
        (ROW | {"cites": [{"quote": 1}]}, "an item of 'cites' must be {document, quote}"),
    ],
)
def test_a_line_that_cannot_be_used_is_named_with_its_file(tmp_path, line, complaint):
    file = write(tmp_path, ROW, line)
    with pytest.raises(PairError) as raised:
        read([file])
    assert f"{file}, line 2: {complaint}" in str(raised.value)


@pytest.mark.parametrize("field", ["id", "question", "status", "must_say", "councils", "cites"])
def test_a_missing_field_is_named(tmp_path, field):
    row = {name: value for name, value in ROW.items() if name != field}
    with pytest.raises(PairError, match=f"line 1: the field '{field}' is missing"):
        read([write(tmp_path, row)])


def test_two_pairs_may_not_share_an_id(tmp_path):
    with pytest.raises(PairError, match=r"line 2: the id 'one' is that of .*line 1"):
        read([write(tmp_path, ROW, ROW)])


def test_a_file_that_is_missing_empty_or_no_text_is_named(tmp_path):
    binary = tmp_path / "binary.jsonl"
    binary.write_bytes(b"\xff\xfe\x00")
    for file, complaint in (
        (tmp_path / "none.jsonl", "cannot be read"),
        (write(tmp_path, ""), "holds no pair"),
        (binary, "no UTF-8"),
    ):
        with pytest.raises(PairError, match=complaint) as raised:
            read([file])
        assert file.name in str(raised.value)


# an answer against its pair


def test_an_answer_as_its_pair_asks_has_no_mismatch(tmp_path):
    assert mismatches(pair(tmp_path), lookup()) == ()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"status": "not_found"}, "the status is 'answered', not 'not_found'"),
        ({"kind": "list"}, "taken for a 'lookup', not a 'list'"),
        ({"must_say": ["forty"]}, "does not say 'forty'"),
        ({"must_not_say": ["EASTON"]}, "the text says 'Easton', which 'EASTON' forbids"),
        ({"councils": ["Easton"]}, "the list of councils misses Easton"),
        ({"cites": [{"document": "weston", "quote": "40 care"}]}, "no citation of '40 care' in w"),
        ({"cites": [{"document": "easton", "quote": "60"}]}, "no citation of '60' in easton"),
        ({"cites": [{"document": "weston", "quote": None}]}, "no citation of any words in weston"),
        ({"cites": [{"document": None, "quote": "60"}]}, "no citation of '60' in any document"),
    ],
)
def test_each_mismatch_is_told_in_plain_words(tmp_path, changes, reason):
    (found,) = mismatches(pair(tmp_path, **changes), lookup())
    assert reason in found


def test_patterns_are_searched_without_regard_to_case(tmp_path):
    assert mismatches(pair(tmp_path, must_say=["CARE LEAVERS", "^easton"]), lookup()) == ()


def test_a_cite_is_met_by_any_citation_of_the_document_that_holds_its_words(tmp_path):
    for item in ({"document": "easton", "quote": None}, {"document": None, "quote": "care"}):
        assert mismatches(pair(tmp_path, cites=[item]), lookup()) == ()


def test_the_councils_that_state_it_must_be_exactly_those_asked_for(tmp_path):
    asks = {"kind": "list", "must_say": [], "cites": []}
    assert mismatches(pair(tmp_path, **asks, councils=["Easton"]), survey()) == ()
    (found,) = mismatches(pair(tmp_path, **asks, councils=["Weston"]), survey())
    assert found == "the list of councils misses Weston and should not have Easton"
    (found,) = mismatches(pair(tmp_path, **asks, councils=[]), survey())
    assert found == "the list of councils should not have Easton"


def test_no_council_is_what_an_answer_without_a_table_states(tmp_path):
    assert mismatches(pair(tmp_path, councils=[]), lookup()) == ()


# what every answer must keep to


@pytest.mark.parametrize("answer", [lookup(), survey(), not_found()])
def test_a_sound_answer_breaks_nothing(answer):
    assert breaches(answer, DOCUMENTS) == ()


def test_a_quote_must_be_the_text_that_the_library_holds():
    other = replace(EASTON, text="X" + EASTON.text)
    (found,) = breaches(lookup(), (other, WESTON))
    assert "citation [1] is not the text of easton" in found
    assert breaches(not_found(), (EASTON,)) == (
        "citation [1] is not the text of weston from 0 to 9",
    )


def test_an_empty_citation_is_a_breach():
    empty = replace(lookup().citations[0], end=lookup().citations[0].start)
    assert breaches(replace(lookup(), citations=(empty,)), DOCUMENTS)


def test_labels_are_first_used_in_their_order():
    lines = survey().text.split("\n\n")
    turned = replace(survey(), text="\n\n".join([lines[0], lines[2], lines[1]]))
    assert breaches(turned, DOCUMENTS) == ("the labels are first used in the order [2, 1]",)


def test_a_source_that_nothing_uses_is_a_breach():
    more = (*lookup().citations, cite(2, WESTON, "60"))
    (found,) = breaches(replace(lookup(), citations=more), DOCUMENTS)
    assert found == "the labels used are [1], those of the sources 1 to 2"


def test_a_source_may_be_used_in_the_ledger_alone():
    older = Superseded(statement="40 care leavers", date="2018", citation=4)
    easton, weston, park = survey().ledger.entries
    easton = replace(easton, citations=(1, 3), superseded=(older,))
    more = (*survey().citations, cite(3, EASTON, "2022"), cite(4, EASTON, "40"))
    answer = replace(with_entries(easton, weston, park), citations=more)
    assert breaches(answer, DOCUMENTS) == ()


def test_a_label_without_a_source_is_a_breach():
    (found,) = breaches(replace(lookup(), text=lookup().text + " More. [2]"), DOCUMENTS)
    assert found == "the labels used are [1, 2], those of the sources 1 to 1"


def test_brackets_inside_a_quotation_are_no_labels():
    quoted = replace(lookup(), text=lookup().text + " It is called “note [7]”.")
    assert breaches(quoted, DOCUMENTS) == ()


def test_a_claim_must_stand_in_the_text_and_be_followed_by_its_labels():
    (found,) = breaches(replace(lookup(), text="It has 40. [1]"), DOCUMENTS)
    assert found == "the claim 'Easton has 40 care leavers.' is not in the text"
    unmarked = replace(lookup(), text="Easton has 40 care leavers. So it is. [1]")
    (found,) = breaches(unmarked, DOCUMENTS)
    assert found == "the claim 'Easton has 40 care leavers.' is marked none, not [1]"


def test_one_claim_may_rest_on_several_sources():
    both = Claim(text="Easton has 40 care leavers.", citations=(1, 2))
    answer = replace(
        lookup(),
        text="Easton has 40 care leavers. [1][2]",
        claims=(both,),
        citations=(*lookup().citations, cite(2, EASTON, "40")),
    )
    assert breaches(answer, DOCUMENTS) == ()


def with_entries(*entries: LedgerEntry) -> Answer:
    return replace(survey(), ledger=Ledger(documents=2, entries=entries))


def test_a_council_stands_in_the_ledger_once():
    easton, weston, _ = survey().ledger.entries
    (found,) = breaches(with_entries(easton, weston, weston), DOCUMENTS)
    assert "does not add up" in found


def test_a_silent_council_is_not_cited():
    easton, weston, _ = survey().ledger.entries
    (found,) = breaches(with_entries(easton, replace(weston, verdict="silent")), DOCUMENTS)
    assert found == "Weston is 'silent' in the ledger and cited all the same"


def test_a_list_names_exactly_the_councils_that_state_it():
    lead, *rest = survey().text.split("\n\n")
    for other, names in (("None.", "no council"), (f"{lead} Weston.", "['Easton', 'Weston']")):
        (found,) = breaches(replace(survey(), text="\n\n".join([other, *rest])), DOCUMENTS)
        assert found == f"the first paragraph names {names}, the ledger ['Easton']"


def test_a_council_whose_name_holds_another_s_is_not_taken_for_it():
    _, weston, park = survey().ledger.entries
    entries = (weston, replace(park, verdict="states", citations=(1,)))
    lead = survey().text.replace("councils: Easton", "councils: Weston Park")
    assert breaches(replace(with_entries(*entries), text=lead), DOCUMENTS) == ()


# asking and reporting


def test_the_question_is_asked_after_the_earlier_ones(tmp_path):
    assistant = FakeAssistant(lookup())
    result = outcome(pair(tmp_path, history=["What of Easton?"]), assistant, DOCUMENTS)
    assert assistant.asked == [(ROW["question"], ("What of Easton?",))]
    assert result.passed
    assert result.answer == lookup()


def test_an_error_instead_of_an_answer_is_a_failure_and_the_others_go_on(tmp_path):
    broken = FakeAssistant(ModelError("The model failed.", hint="Try again."))
    result = outcome(pair(tmp_path), broken, DOCUMENTS)
    assert result.failures == ("no answer: The model failed. Try again.",)
    empty = outcome(pair(tmp_path, question=" "), FakeAssistant(lookup()), DOCUMENTS)
    assert "no answer: The question is empty" in empty.failures[0]


def outcomes(folder: Path) -> list:
    good = pair(folder)
    bad = pair(folder, id="two|", must_say=["forty"], tags=["number", "words"], history=["Who?"])
    return [outcome(p, FakeAssistant(lookup()), DOCUMENTS) for p in (good, bad)]


def test_the_report_gives_the_counts_and_each_failure_with_its_reason_and_answer(tmp_path):
    told = text(outcomes(tmp_path))
    assert told.startswith("1 of 2 passed; a question took 0.0")
    assert "FAILED two|: How many care leavers has Easton?\n  after: Who?\n" in told
    assert "  - the text does not say 'forty'\n  | Easton has 40 care leavers. [1]\n" in told
    assert "FAILED one" not in told


def test_the_report_as_json_has_a_row_for_each_pair(tmp_path):
    told = json.loads(json.dumps(report_json(outcomes(tmp_path))))
    assert (told["passed"], told["failed"], told["total"]) == (1, 1, 2)
    assert [row["passed"] for row in told["results"]] == [True, False]
    assert told["results"][1]["failures"] == ["the text does not say 'forty'"]
    assert told["tags"]["number"] == {"passed": 1, "total": 2}


def test_the_report_as_markdown_has_a_table_by_tag(tmp_path):
    told = markdown(outcomes(tmp_path))
    assert "| number | 1 | 2 |\n| words | 0 | 1 |\n| **all** | 1 | 2 |\n" in told
    assert "## two\\|: How many care leavers has Easton?" in told
    assert "> Easton has 40 care leavers. \\[1\\]" in told
    assert by_tag(outcomes(tmp_path)) == {"number": (1, 2), "words": (0, 1)}


def test_an_item_of_cites_may_name_a_document_words_or_both(tmp_path):
    items = [{"document": "easton"}, {"quote": "40"}, {}]
    assert pair(tmp_path, cites=items).cites == (
        Cite(document="easton", quote=None),
        Cite(document=None, quote="40"),
        Cite(document=None, quote=None),
    )

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts import PromptError, filled, prompt, prompt_id, prompt_names

REWRITE = """
Earlier questions, oldest first:
1. What is the EET rate in Slough?

Last question: And $5 {in} Derby?

The last question, readable on its own:
"""


def test_there_is_a_system_and_a_user_message_for_drafting_and_for_rewriting() -> None:
    assert prompt_names() == ("draft.system", "draft.user", "rewrite.system", "rewrite.user")


def test_a_prompt_is_its_file_with_the_values_put_in() -> None:
    history = "1. What is the EET rate in Slough?"
    assert prompt("rewrite.user", history=history, question="And $5 {in} Derby?") == REWRITE[1:]


def test_the_drafting_rules_say_what_to_write_when_nothing_answers() -> None:
    assert "write NOTHING AT ALL and no other line" in prompt(
        "draft.system", nothing="NOTHING AT ALL"
    )


def test_a_missing_value_is_named() -> None:
    with pytest.raises(PromptError, match=r"'rewrite\.user' was given no value for 'history'"):
        prompt("rewrite.user", question="And Derby?")


def test_an_unknown_value_is_named() -> None:
    with pytest.raises(PromptError, match=r"'rewrite\.system' has no placeholder 'day', 'year'"):
        prompt("rewrite.system", year="2019", day="Monday")


def test_a_dollar_that_starts_no_placeholder_is_an_error() -> None:
    with pytest.raises(PromptError, match=r"'a\.b' holds a '\$' that starts no placeholder"):
        filled("a.b", "costs $5", {})


@pytest.mark.parametrize("name", ["none.system", "", "draft", "../draft.system", "draft.none"])
def test_a_prompt_that_does_not_exist_is_named_with_those_that_do(name: str) -> None:
    with pytest.raises(PromptError, match=r"there is no prompt .*There are: .*draft"):
        prompt(name)


@given(st.text())
def test_a_value_is_never_read_as_a_template(value: str) -> None:
    assert filled("a.b", "<$it>", {"it": value}) == f"<{value}>"


def test_a_prompt_file_has_a_short_id_of_its_words() -> None:
    assert re.fullmatch(r"[0-9a-f]{12}", prompt_id("draft"))
    assert prompt_id("draft") == prompt_id("draft")
    assert prompt_id("draft") != prompt_id("rewrite")


def test_no_prompt_speaks_of_a_day_or_a_year() -> None:
    texts = [
        prompt("draft.system", nothing=""),
        prompt("draft.user", question="", passages=""),
        prompt("rewrite.system"),
        prompt("rewrite.user", question="", history=""),
    ]
    assert not [text for text in texts if re.search(r"\b(?:19|20)\d\d\b|today", text)]

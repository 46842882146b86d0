"""Makes `rag/turn.npz`: the map that turns a question's vector towards the passages that answer it.

    python -m docs.train_turn LIBRARY

LIBRARY holds the inspection reports that the questions in `docs/reader/` were asked of. It takes a
minute on two cores, and prints how often a passage that answers is among the first five of its
council, for questions on councils that nothing was learned of, before and after.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from docs.reader.reports import CONDITIONS, HELD, QUESTIONS, TWINS
from index.embed import MiniLM
from index.store import Library, Snapshot
from rag.turn import FILE, Turn
from rag.understand import understand

PASSES, RATE, BATCH, SEED = 3, 1e-3, 256, 5
SHARPNESS = 20.0
"""What a cosine is multiplied by before the softmax; it is learned from there on."""
FIRST = 5


@dataclass(frozen=True, slots=True)
class Passages:
    """The passages of a library: vectors (n, 384), and where each stands."""

    vectors: Tensor
    council: Sequence[str]
    of: dict[str, list[tuple[int, int, int]]]
    """By document: number of a passage, its first and its last sentence."""

    @classmethod
    def read(cls, library: Snapshot) -> "Passages":
        """All passages that have a vector."""
        keys = library.vector_keys
        names = {int(key): str(name) for key, name in library.query("SELECT key, id FROM passages")}
        passages = [library.passage(names[int(key)]) for key in keys]
        of: dict[str, list[tuple[int, int, int]]] = {}
        for number, passage in enumerate(passages):
            of.setdefault(passage.document, []).append((number, passage.first, passage.last))
        council = [library.document(p.document).council or p.document for p in passages]
        return cls(torch.tensor(library.vector_rows(keys)), council, of)

    def holding(self, document: str, sentences: Sequence[int]) -> list[int]:
        """The numbers of the passages that hold any of some sentences."""
        places = self.of.get(document, ())
        return [n for n, first, last in places if any(first <= s <= last for s in sentences)]


def asked(file: Path, held: set[str], passages: Passages) -> Iterator[tuple[str, list[int]]]:
    """Each question as the product puts it, with the passages that answer it."""
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        texts = row.get("questions") or [row["question"]]
        found = row.get("passages") or [row]
        right = [n for p in found for n in passages.holding(p["document"], p["gold"])]
        for text in texts if right else ():
            query = understand(text, held=held)
            of_all = "questions" in row or row["kind"] == "c"
            yield (query.conditions[0].clause if of_all else query.matter), right


def learn(
    questions: Tensor, right: Sequence[Sequence[int]], vectors: Tensor
) -> tuple[Tensor, Tensor]:
    """The matrix and the offset: softmax over all passages, the share that falls on right ones."""
    torch.manual_seed(SEED)
    matrix = nn.Parameter(torch.eye(vectors.shape[1]))
    offset = nn.Parameter(torch.zeros(len(matrix)))
    sharpness = nn.Parameter(torch.tensor(SHARPNESS))
    best = torch.optim.Adam([matrix, offset, sharpness], lr=RATE)
    steps = PASSES * -(-len(right) // BATCH)
    fall = torch.optim.lr_scheduler.LinearLR(best, 1.0, 0.0, total_iters=steps)
    for _ in range(PASSES):
        for some in torch.randperm(len(right)).split(BATCH):
            turned = nn.functional.normalize(questions[some] @ matrix + offset)
            share = (sharpness * turned @ vectors.T).log_softmax(1)
            good = torch.zeros_like(share, dtype=torch.bool)
            for row, number in enumerate(some.tolist()):
                good[row, list(right[number])] = True
            loss = -share.masked_fill(~good, -torch.inf).logsumexp(1).mean()
            best.zero_grad()
            loss.backward()
            best.step()
            fall.step()
    return matrix.detach(), offset.detach()


def among_the_first(questions: Tensor, right: Sequence[Sequence[int]], passages: Passages) -> float:
    """Share of questions with a right passage among the first of its council."""
    council = np.array(passages.council)
    found = 0
    for likeness, numbers in zip((questions @ passages.vectors.T).numpy(), right, strict=True):
        own = council == council[numbers[0]]
        found += int(((likeness > likeness[numbers].max()) & own).sum()) < FIRST
    return found / len(right)


def main() -> None:
    """Learn the map, write it, and print what comes of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("library", type=Path)
    library = Library.open(parser.parse_args().library).snapshot()
    embedder, passages = MiniLM.load(), Passages.read(library)
    held = {d.council for d in library.documents if d.council}
    rows = [row for file in (QUESTIONS, TWINS, CONDITIONS) for row in asked(file, held, passages)]
    known = {passages.council[n] for _, right in rows for n in right}
    pool = [n for n, name in enumerate(passages.council) if name in known]
    place = {number: at for at, number in enumerate(pool)}
    right = [[place[n] for n in numbers] for _, numbers in rows]
    questions = torch.from_numpy(embedder.embed([text for text, _ in rows]))
    matrix, offset = learn(questions, right, passages.vectors[pool])
    turn = Turn(embedder.name, matrix.numpy(), offset.numpy())
    turn.save(FILE)
    unseen = list(asked(HELD, held, passages))
    plain = embedder.embed([text for text, _ in unseen])
    turned = np.stack([turn(vector) for vector in plain])
    for name, vectors in (("plain", plain), ("turned", turned)):
        share = among_the_first(torch.from_numpy(vectors), [r for _, r in unseen], passages)
        sys.stdout.write(f"{name}: {100 * share:.1f} of 100 questions ({len(unseen)})\n")


if __name__ == "__main__":
    main()

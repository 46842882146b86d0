"""A public set of a few rows."""

import json

PARAGRAPHS = {
    "a": ("Foxes", "Foxes live in dens. The vixen gives birth to four cubs in March.", "in March"),
    "b": (
        "Ferries",
        "The ferry to the island leaves at noon. A ticket costs nine pounds.",
        "at noon",
    ),
    "c": ("Bread", "Bread is baked from rye. It keeps for a week in a stone jar.", "rye"),
}
QUESTIONS = {
    "a": "When does the vixen give birth to cubs?",
    "b": "When does the ferry to the island leave?",
    "c": "What is bread baked from?",
}


def row(name, **other):
    _, text, answer = PARAGRAPHS[name]
    evidence = [{"doc_id": name, "quote": answer, "start": text.index(answer)}]
    return {
        "id": name,
        "question": QUESTIONS[name],
        "answers": [answer],
        "evidence": evidence,
        "type": "span",
        "answerable": True,
        "meta": {"gold_paragraph": name},
    } | other


def lines(path, rows):
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")


def made(folder):
    """Write the set into a folder."""
    documents = [
        {"id": n, "title": title, "text": text, "meta": {}}
        for n, (title, text, _) in PARAGRAPHS.items()
    ]
    unanswerable = row(
        "c",
        id="d",
        question="Which astronaut sold the submarine?",
        answers=[],
        answerable=False,
        evidence=[{"doc_id": "c", "quote": "", "start": -1}],
    )
    lines(folder / "documents" / "squad2_dev.jsonl", [*documents, documents[0] | {"id": "twin"}])
    lines(folder / "dev" / "squad2_dev.jsonl", [*map(row, PARAGRAPHS), unanswerable])
    return folder

"""The benchmark run on a set of a few rows: what it prints, and where it writes."""

from docs.bench import __main__ as bench
from tests.fakes_bench import made


def test_a_run_measures_the_sets_that_are_there_and_names_those_that_are_not(tmp_path, capsys):
    folder = made(tmp_path)
    out = folder / "figures.md"
    out.write_text("By hand.\n", encoding="utf-8")
    words = ["--bench", folder, "--work", folder / "work", "--out", out, "--only", *bench.PUBLIC]
    bench.main(map(str, words))
    printed = capsys.readouterr().out
    assert "| squad2_dev | question | BM25 | 75.0 (30.1–95.4)" in printed
    assert "| squad2_dev | question | product | 75.0 (30.1–95.4)" in printed
    assert "nq_qed is not there and was left out." in printed
    assert "chunking_eval is not there and was left out." in printed
    assert (
        "| never answers | 25.0 (4.6–69.9) | 0.0 (0.0–79.3) | 100.0 (43.8–100.0) | 4 |" in printed
    )
    written = out.read_text(encoding="utf-8")
    assert written.startswith("By hand.\n")
    assert all(f"## {line}" in written for line in ("Retrieval", "The right sentence"))
    bench.main(map(str, words))
    assert out.read_text(encoding="utf-8") == written

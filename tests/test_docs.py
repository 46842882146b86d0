"""What the documents for people say is so: commands, settings, examples, files; also measures."""

import doctest
import re
import shutil
import subprocess
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from index.measures import UNITS, Measure, measures
from rag.__main__ import main
from rag.shown.plain import answer_text

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
LEFT_OUT = "[…]"
FORBIDDEN = {
    "the host of a package index": re.compile(r"pypi\.org|files\.pythonhosted"),
    "a folder of one machine": re.compile(r"(?<![\w.-])/wor[k]/"),
    "material that is not part of the project": re.compile(r"(?<![\w-])share[d]/"),
}


def section(title: str) -> str:
    """The text under a heading of the README, up to the next one of its level."""
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", README, re.M | re.S)
    assert found, f"the README has no section {title!r}"
    return found[1]


def blocks(text: str, language: str = "") -> list[str]:
    """The code blocks of a text that are marked as being in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.M | re.S)


def commands(capsys: pytest.CaptureFixture[str]) -> list[str]:
    assert main(["--help"]) == 0
    found = re.findall(r"^    ([a-z]+)  +\S", capsys.readouterr().out, re.M)
    assert len(found) >= 10
    return found


def test_every_command_has_a_row_in_the_readme(capsys: pytest.CaptureFixture[str]) -> None:
    rows = section("The command line")
    missing = [c for c in commands(capsys) if not re.search(rf"^\| `councilqa {c}\b", rows, re.M)]
    assert not missing


def test_every_option_of_a_command_is_in_the_readme(capsys: pytest.CaptureFixture[str]) -> None:
    for command in commands(capsys):
        main([command, "--help"])
        options = set(re.findall(r"(?<!\w)--[a-z][a-z-]+", capsys.readouterr().out)) - {"--help"}
        missing = [o for o in sorted(options) if f"{o}" not in section("The command line")]
        assert not missing, command


def test_every_setting_is_explained_in_the_readme() -> None:
    source = (ROOT / "rag" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r"COUNCILQA_[A-Z_]+", source))
    assert len(read) >= 6
    rows = set(re.findall(r"^\| `(COUNCILQA_[A-Z_]+)` \|", section("Settings"), re.M))
    assert rows == read


def test_the_readme_names_every_column_of_the_seeds_manifest() -> None:
    header = (ROOT / "seeds" / "manifest.csv").read_text(encoding="utf-8").splitlines()[0]
    rows = " ".join(re.findall(r"^\|(.*?)\|", section("Add documents"), re.M))
    assert not [column for column in header.split(",") if f"`{column}`" not in rows]


def test_the_python_example_of_the_readme_runs_on_the_seeds(
    seed_library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert seed_library.name == "library"
    monkeypatch.chdir(seed_library.parent)
    source = "\n".join(blocks(section("From Python"), "python"))
    example = doctest.DocTestParser().get_doctest(source, {}, "README", "README.md", 0)
    assert len(example.examples) >= 10
    said: list[str] = []
    result = doctest.DocTestRunner().run(example, out=said.append)
    assert result.failed == 0, "".join(said)


def test_the_transcript_of_the_readme_is_what_is_answered(seed_assistant) -> None:
    transcript = blocks(section("A transcript"))[0]
    question = re.search(r'^\$ councilqa ask "(.*)"$', transcript, re.M)
    assert question
    printed = answer_text(seed_assistant.ask(question[1]), 100).splitlines()
    shown = transcript.partition(f"{LEFT_OUT}\n")[2].splitlines()
    assert len(shown) >= 15
    assert not [line for line in shown if LEFT_OUT not in line and line not in printed]
    begun = [line.partition(LEFT_OUT)[0] for line in shown if LEFT_OUT in line]
    assert not [start for start in begun if not any(p.startswith(start) for p in printed)]


def named_files() -> list[str]:
    """Every path of the file tree, and every file that a phrase of it names, from the root."""
    found: list[str] = []
    folders: list[str] = []
    for line in blocks(section("What is where"))[0].splitlines():
        name = re.match(r"( *)(\S+(?:, \S+)*)(?:  +(.*))?$", line)
        assert name, f"not understood: {line!r}"
        folders = folders[: len(name[1]) // 2]
        here = "".join(folders)
        found += [here + one for one in name[2].split(", ")]
        said = re.findall(r"[\w./-]+\.(?:py|toml|csv|json|onnx|md|lock)\b", name[3] or "")
        found += [one if "/" in one else here + one for one in said]
        if name[2].endswith("/"):
            folders.append(name[2])
    return found


def test_the_file_tree_of_the_readme_names_only_files_that_exist() -> None:
    named = named_files()
    assert len(named) >= 80
    assert not [name for name in named if not (ROOT / name).exists()]


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"])
def test_links_and_file_names_in_the_documents_lead_somewhere(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    linked = re.findall(r"\]\(([^)#:]+)\)", text)
    quoted = re.findall(r"`((?:index|rag|tests|docs|prompts|seeds)/[\w./-]+)`", text)
    assert not [path for path in linked + quoted if not (ROOT / path).exists()]


def kept_files() -> list[Path]:
    """The files that git tracks, and new ones that it does not ignore."""
    git = shutil.which("git")
    if git is None:
        pytest.skip("git is not installed")
    listing = [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("this is no clone")
    return [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_of_the_project_names(what: str) -> None:
    files = kept_files()
    assert ROOT / "pyproject.toml" in files
    texts = ((f, f.read_text(encoding="utf-8", errors="replace")) for f in files)
    found = [f.relative_to(ROOT).as_posix() for f, text in texts if FORBIDDEN[what].search(text)]
    assert not found


def test_the_container_copies_and_starts_what_there_is() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    copied = [words.split()[:-1] for words in re.findall(r"^COPY (?!--from)(.*)$", text, re.M)]
    assert {"index", "rag", "prompts", "seeds"} <= {name for names in copied for name in names}
    assert not [name for names in copied for name in names if not (ROOT / name).exists()]
    assert "/healthz" in text
    assert text.count("\nUSER councilqa\n") == 1


@pytest.mark.parametrize("key", measures())
def test_a_measure_can_be_named_and_found(key: str) -> None:
    measure = measures()[key]
    assert re.fullmatch(r"[a-z][a-z_]*", key)
    assert measure.name == measure.name.strip() != ""
    assert measure.short.strip()
    assert measure.kind in get_args(get_type_hints(Measure)["kind"])
    assert measure.better in {None, "higher", "lower"}
    assert measure.unit in UNITS
    assert set(measure.near) | set(measure.includes) <= set(measures()) - {key}
    assert measure.said.pattern
    assert not measure.said.search("")
    assert not measure.asked.search("")

"""How many files of a folder are told right: council, framework and date, against a manifest.

    python docs/measure_identity.py FOLDER MANIFEST.csv [--named]

The manifest has the columns `file`, `gss`, `framework` and `published`. Without `--named` the names
of the files are not looked at. A date counts as right where it is true as far as it is told.
"""

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from index.identify import identify
from index.load import load
from index.records import Identity

_PRECISION = {10: "day", 7: "month", 4: "year"}
Row = Mapping[str, str]


def main() -> None:
    """Measure, and print what is wrong and then the counts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("manifest", type=Path)
    parser.add_argument("--named", action="store_true", help="let the names of the files tell")
    options = parser.parse_args()
    with options.manifest.open(encoding="utf-8-sig", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if (options.folder / row["file"]).is_file()]
    counts: Counter[str] = Counter()
    with ThreadPoolExecutor(2) as pool:
        told = pool.map(lambda row: _told(options.folder, row, named=options.named), rows)
        for row, identity in zip(rows, told, strict=True):
            judged = dict(_judged(row, identity))
            counts.update(f"{what}: {verdict}" for what, verdict in judged.items())
            if wrong := [what for what, verdict in judged.items() if "wrong" in verdict]:
                found = (identity.council, identity.framework, identity.published)
                sys.stdout.write(f"{row['file']}: {', '.join(wrong)}; told {found}\n")
    sys.stdout.write(f"{len(rows)} files\n")
    sys.stdout.writelines(f"{count:6} {what}\n" for what, count in sorted(counts.items()))


def _told(folder: Path, row: Row, *, named: bool) -> Identity:
    return identify(load(folder / row["file"]), name=row["file"] if named else None)


def _judged(row: Row, identity: Identity) -> Iterator[tuple[str, str]]:
    yield "council", "right" if identity.gss == row["gss"] else "wrong"
    yield "framework", "right" if identity.framework == row["framework"] else "wrong"
    if identity.published is None:
        yield "date", "not told"
    else:
        verdict = "right" if row["published"].startswith(identity.published) else "wrong"
        precision = _PRECISION[len(identity.published)]
        yield "date", f"{precision} {verdict}, {identity.published_basis}"


if __name__ == "__main__":
    main()

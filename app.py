"""Serves the page and the HTTP routes: `python app.py` does what `councilqa serve` does."""

import sys

from rag.quiet import quiet

if __name__ == "__main__":
    quiet()
    from rag.__main__ import main

    sys.exit(main(["serve", *sys.argv[1:]]))

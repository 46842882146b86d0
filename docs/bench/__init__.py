"""Measures the product on public sets and fixed questions; `python -m docs.bench --help`."""

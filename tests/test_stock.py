"""Sentences that many councils' documents share are nobody's own; rows with grades are."""

from index.store import Snapshot
from rag.sentences.stock import stock
from tests import large_library

large_folder, large, many = large_library.large_folder, large_library.large, large_library.many


def test_what_every_report_says_of_its_makers_is_nobodys_own(many: Snapshot) -> None:
    shared = {many.sentences(name)[number].text for name, number in stock(many)}
    assert shared == {large_library.SHARED}

"""Pieces that may be long in coming -> the same pieces, with a word in between that they are not.

A page that waits for a piece cannot be stopped; one that hears every moment that there is none can.
"""

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Final, TypeVar

T = TypeVar("T")

END: Final = object()


def patient(pieces: Generator[T, None, None], every: float) -> Iterator[T | None]:
    """The pieces as they come, and None after each `every` seconds without one.

    The pieces are made in a thread of their own. Where the reader leaves before the end, the piece
    at hand is finished there, and then the maker is closed.
    """
    pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="answer")
    try:
        while True:
            coming = pool.submit(next, pieces, END)
            while not wait([coming], timeout=every).done:
                yield None
            piece = coming.result()
            if piece is END:
                return
            yield piece  # type: ignore[misc]  # everything but END is a T
    finally:
        pool.submit(pieces.close)
        pool.shutdown(wait=False)

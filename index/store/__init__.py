"""Where the library is kept: documents, passages, facts and vectors, in one folder."""

from index.store.check import Problem
from index.store.contents import Contents, File, Origin
from index.store.library import Feedback, Library
from index.store.snapshot import Snapshot

__all__ = ["Contents", "Feedback", "File", "Library", "Origin", "Problem", "Snapshot"]

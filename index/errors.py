"""Every failure the library can report, as one tree.

    CouncilqaError
    ├── UsageError            the caller asked for something that cannot be done as asked
    │   └── UnknownDocument   no document has that id
    ├── LoadError             a file could not be read; the others go on
    │   ├── UnsupportedFormat
    │   ├── TooLarge          over a limit of size, pages, time or memory
    │   └── NoText            read, and holds no text (a scan, an empty file)
    ├── LibraryError          the library folder cannot be used
    │   ├── LibraryMissing
    │   ├── LibraryLocked     another process is writing
    │   ├── LibraryVersion    written by another version
    │   └── LibraryDamaged
    └── ModelError            an embedding, reading or language model failed
        └── ModelUnreachable  retryable

Each message names the thing and ends with what to do. Not knowing is no error: it is an answer.
"""


class CouncilqaError(Exception):
    """Base of every error this project raises on purpose."""

    exit_code = 3
    status = 500
    retryable = False

    def __init__(self, message: str, *, hint: str = "") -> None:
        """Say what happened in `message` and what to do in `hint`."""
        super().__init__(f"{message} {hint}".strip())
        self.message = message
        self.hint = hint


class UsageError(CouncilqaError):
    """The request itself cannot be carried out as given."""

    exit_code = 2
    status = 400


class UnknownDocument(UsageError):
    """No document of the library has that id."""

    status = 404


class LoadError(CouncilqaError):
    """A file could not be turned into a document."""

    exit_code = 1
    status = 422


class UnsupportedFormat(LoadError):
    """No loader reads this kind of file."""

    status = 415


class TooLarge(LoadError):
    """The file is over a limit of size, pages, time or memory."""

    status = 413


class NoText(LoadError):
    """The file was read and holds no text."""


class LibraryError(CouncilqaError):
    """The library folder cannot be used."""


class LibraryMissing(LibraryError):
    """There is no library at that place."""


class LibraryLocked(LibraryError):
    """Another process is writing to the library."""

    status = 409
    retryable = True


class LibraryVersion(LibraryError):
    """The library was written by another version of the program."""


class LibraryDamaged(LibraryError):
    """The stored data contradict themselves."""


class ModelError(CouncilqaError):
    """A model failed."""


class ModelUnreachable(ModelError):
    """The configured language model did not answer."""

    retryable = True

"""The first bytes of a file -> its kind, whatever its name says."""

import re
from typing import Literal

from index.errors import UnsupportedFormat

HEAD = 4096
Kind = Literal["pdf", "docx", "html", "markdown", "text"]

_REFUSED = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word or Excel file", "Save it as .docx or PDF"),
    (b"{\\rtf", "a rich text file", "Save it as .docx or PDF"),
    (b"\x89PNG", "an image", "Run text recognition (OCR) on it, save that as PDF"),
    (b"\xff\xd8\xff", "an image", "Run text recognition (OCR) on it, save that as PDF"),
    (b"GIF8", "an image", "Run text recognition (OCR) on it, save that as PDF"),
    (b"II*\x00", "an image", "Run text recognition (OCR) on it, save that as PDF"),
    (b"MM\x00*", "an image", "Run text recognition (OCR) on it, save that as PDF"),
    (b"From: <Saved by", "a web archive", "Save the page as HTML"),
    (b"MIME-Version:", "a web archive or mail", "Save the page as HTML"),
    (b"\x1f\x8b", "a compressed file", "Unpack it"),
    (b"7z\xbc\xaf", "a compressed file", "Unpack it"),
    (b"Rar!", "a compressed file", "Unpack it"),
)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_TAG = re.compile(rb"<(?:html|head|body|title|div|p|main|article|table|h1|meta)\b", re.IGNORECASE)


def kind(head: bytes, suffix: str) -> Kind:
    """The kind of file that begins with `head`; `suffix` decides only among kinds of text.

    Raises:
        UnsupportedFormat: a known kind that no loader reads, and what to save it as.
    """
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return "docx"
    for mark, what, hint in _REFUSED:
        if head.startswith(mark):
            raise UnsupportedFormat(f"It is {what}.", hint=f"{hint} and add that.")
    plain = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
    named = suffix.lower()
    if _HTML.match(_after_prolog(plain)) or (
        named in {".html", ".htm", ".xhtml"} and _TAG.search(plain)
    ):
        return "html"
    return "markdown" if named in {".md", ".markdown"} else "text"


def _after_prolog(head: bytes) -> bytes:
    """`head` without the XML declaration and the comments that may come before its first tag."""
    rest = head.lstrip()
    for start, end in ((b"<?xml", b"?>"), (b"<!--", b"-->")):
        while rest.startswith(start) and end in rest:
            rest = rest.split(end, 1)[1].lstrip()
    return rest

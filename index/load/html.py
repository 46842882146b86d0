"""HTML files, as saved from council and news sites -> Loaded: the main content and its metadata.

The parser is fast on flat pages and slow on absurdly nested ones, so depth and size are counted
first; it runs in the worker process (`index.load.limits`).
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from index.errors import TooLarge
from index.load import clean
from index.load.html_blocks import blocks, elements, inline
from index.load.text import decode, loaded
from index.records import Loaded

_MAX_BYTES = 10_000_000
_MAX_TAGS = 200_000
_MAX_DEPTH = 1_000
_MOST = 0.7
"""Share of a page's text that its content holds at least, where nothing says which part it is."""
_LITTLE = 0.2
_WHOLE = ("html", "body", "main", "article")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_CHARSET = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)\s*-->")
_SITE_SUFFIX = re.compile(r"\s+(?:[|–—»·]|-|::)\s+[^|–—»·]{2,60}$")


def read_html(path: Path) -> Loaded:
    """The main content of a saved web page as canonical text.

    `published` and `publisher` come from the page's metadata; the publisher is the host of its
    own address where it gives one.

    Raises:
        TooLarge: too many bytes or tags, or nested too deeply.
        NoText: nothing is left besides navigation.
        UnsupportedFormat: binary data.
    """
    data = path.read_bytes()
    if len(data) > _MAX_BYTES:
        raise TooLarge(
            f"The page holds over {_MAX_BYTES // 1_000_000} MB.",
            hint="Save it as HTML only, without its images.",
        )
    markup = _decode(data)
    _check(markup)
    tree = LexborHTMLParser(markup)
    published = _published(tree)
    publisher = _publisher(tree, markup)
    _drop(tree)
    main = _main(tree)
    heading = _heading(tree, main)
    found = list(blocks(main)) if main is not None else []
    if heading and heading not in found:
        found.insert(0, heading)
    if main is not None and main.tag not in _WHOLE[2:]:
        found = _from_heading(found, heading)
    kept = clean.without_updates(found, dated=bool(published))
    document = loaded(kept, title=heading or _page_title(tree))
    return Loaded(
        text=document.text, title=document.title, published=published, publisher=publisher
    )


def _decode(data: bytes) -> str:
    """The markup by its byte-order mark, else the encoding it declares, else as plain text."""
    declared = _CHARSET.search(data[:4096])
    if declared and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        name = declared[1].decode("ascii").lower()
        try:
            return data.decode("cp1252" if name in ("iso-8859-1", "latin1") else name)
        except (UnicodeDecodeError, LookupError):
            return decode(data, most=_MAX_BYTES)
    return decode(data, most=_MAX_BYTES)


def _check(markup: str) -> None:
    """Refuse markup that would take the parser too long."""
    if markup.count("<") > _MAX_TAGS:
        raise TooLarge(f"The page holds over {_MAX_TAGS:,} tags.", hint="Save it as text.")
    unnested = elements().unnested
    depth = 0
    for close, name in _TAG.findall(markup):
        if name.lower() not in unnested:
            depth = max(depth - 1, 0) if close else depth + 1
        if depth > _MAX_DEPTH:
            raise TooLarge(f"The page is nested over {_MAX_DEPTH:,} deep.", hint="Save it as text.")


def _drop(tree: LexborHTMLParser) -> None:
    """Take out of `tree` what is no content: scripts, navigation, banners, share links, forms.

    A part that holds over half of the page's words is kept, whatever it is called.
    """
    body = tree.body
    if body is None:
        return
    for node in _inner_first(tree, elements().unshown):
        node.decompose()
    half = len(body.text()) / 2
    for node in _inner_first(tree, elements().dropped):
        if len(node.text()) < half:
            node.decompose()
    for node in _inner_first(tree, "[class], [id], header, footer, form"):
        if _is_part(node) and len(node.text()) < half:
            node.decompose()
    for heading in _inner_first(tree, elements().headings):
        part = _opened_by(heading)
        if part is not None and len(part.text()) < half:
            part.decompose()


def _opened_by(heading: LexborNode) -> LexborNode | None:
    """The part of the page that a heading such as "Related news" opens."""
    if not clean.is_boilerplate(clean.block(clean.characters(inline(heading)))):
        return None
    part = heading.parent
    first = next((node for node in part.iter()), None) if part is not None else None
    alone = first is not None and first.mem_id == heading.mem_id
    return part if part is not None and alone and part.tag not in _WHOLE else None


def _from_heading(found: list[str], heading: str) -> list[str]:
    """Blocks without what stands above the main heading, where that is little."""
    above = found.index(heading) if heading in found else 0
    little = sum(map(len, found[:above])) < _LITTLE * sum(map(len, found))
    return found[above:] if little else found


def _inner_first(tree: LexborHTMLParser, selector: str) -> list[LexborNode]:
    """The elements that match, each once and before the one it stands in: safe to take out."""
    return list({node.mem_id: node for node in reversed(tree.css(selector))}.values())


def _is_part(node: LexborNode) -> bool:
    """Is `node`, by its element, classes or id, a part of the page that holds no content?"""
    if node.tag in _WHOLE:
        return False
    if node.tag == "form" or (node.tag in ("header", "footer") and not _within_content(node)):
        return True
    words = [*(node.attributes.get("class") or "").split(), node.attributes.get("id") or ""]
    names = [word.split("--")[0] for word in words if word]
    sides = [side for name in names for side in name.split("__")]
    if any(map(elements().part.fullmatch, (*words, *names, *sides))):
        return True
    if not any(map(elements().outside.fullmatch, names)) or _within_content(node):
        return False
    return node.css_first("h1") is None


def _within_content(node: LexborNode) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.tag in ("article", "main"):
            return True
        parent = parent.parent
    return False


def _main(tree: LexborHTMLParser) -> LexborNode | None:
    """The part that holds the content: what the page says it is, else where the text is densest."""
    body = tree.body
    if body is None:
        return None
    whole = max(len(body.text()), 1)
    for selector, share in (("main, [role='main']", 0.2), ("article", 0.5)):
        longest = max(tree.css(selector), key=lambda node: len(node.text()), default=None)
        if longest is not None and len(longest.text()) >= share * whole:
            return longest
    return _densest(body)


def _densest(body: LexborNode) -> LexborNode:
    """The element whose own paragraphs hold most text, where that is most of the page's text."""
    scores: dict[int, int] = {}
    nodes: dict[int, LexborNode] = {}
    for paragraph in body.css("p"):
        length = len(paragraph.text())
        parent = paragraph.parent
        for share in (1, 2):
            if parent is None or parent.tag in ("html", "-undef"):
                break
            nodes[parent.mem_id] = parent
            scores[parent.mem_id] = scores.get(parent.mem_id, 0) + length // share
            parent = parent.parent
    if not scores:
        return body
    best = nodes[max(scores, key=lambda key: scores[key])]
    return _with_heading(best) if len(best.text()) >= _MOST * len(body.text()) else body


def _with_heading(best: LexborNode) -> LexborNode:
    """The part around `best` that holds its main heading too, and with it often its date."""
    part, most = best, len(best.text()) / _MOST
    while part.css_first("h1") is None:
        above = part.parent
        if above is None or above.tag in ("html", "-undef") or len(above.text()) > most:
            return best
        part = above
    return part


def _heading(tree: LexborHTMLParser, main: LexborNode | None) -> str:
    """The page's first main heading, inside its content or above it; else its declared title."""
    found = (main.css_first("h1") if main is not None else None) or tree.css_first("h1")
    heading = clean.block(clean.characters(inline(found))) if found is not None else ""
    return heading or clean.block(_meta(tree, "meta[property='og:title']") or "")


def _page_title(tree: LexborHTMLParser) -> str | None:
    """The `title` element without the name of the site."""
    node = tree.css_first("title")
    title = clean.block(clean.characters(node.text())) if node is not None else ""
    return _SITE_SUFFIX.sub("", title) or title or None


def _meta(tree: LexborHTMLParser, selector: str) -> str | None:
    node = tree.css_first(selector)
    value = node.attributes.get("content") if node is not None else None
    return clean.characters(value) if value else None


def _published(tree: LexborHTMLParser) -> str | None:
    """ISO date of publication by the first of the page's metadata that gives one."""
    for selector, attribute in elements().published:
        for node in tree.css(selector):
            linked = node.tag == "script"
            values = _linked(node, attribute) if linked else [node.attributes.get(attribute)]
            for value in values:
                if value and (day := clean.iso_start(value)):
                    return day
    return None


def _linked(script: LexborNode, key: str) -> Iterator[str]:
    """Each text value of `key` in the JSON that `script` holds."""
    try:
        waiting: list[Any] = [json.loads(script.text())]
    except (ValueError, RecursionError):
        return
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if isinstance(found := value.get(key), str):
                yield found
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def _publisher(tree: LexborHTMLParser, markup: str) -> str | None:
    """Host of the page's own address, without www; else the name of its site."""
    link = tree.css_first("link[rel='canonical']")
    saved = _SAVED_FROM.search(markup[:4096])
    for address in (
        link.attributes.get("href") if link is not None else None,
        _meta(tree, "meta[property='og:url']"),
        saved[1] if saved else None,
    ):
        if address and (host := _host(address)):
            return host
    return _meta(tree, "meta[property='og:site_name']")


def _host(address: str) -> str | None:
    try:
        host = urlsplit(address.strip()).hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host and "." in host else None

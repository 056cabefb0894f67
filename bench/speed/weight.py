"""What one page brings over the wire to a browser that has never been here."""

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from bench.visitor import Reply, Visitor

# What the page itself names, what a style sheet names, what a script imports.
IN_PAGE = re.compile(r"""<(?:link\b[^>]*?\bhref|script\b[^>]*?\bsrc|img\b[^>]*?\bsrc)=["']([^"']+)["']""")
IN_STYLES = re.compile(r"""(?:url\(\s*["']?|@import\s+["'])([^"')]+)""")
IN_SCRIPT = re.compile(r"""\bimport\s*(?:[\w{}\s,*]+?from\s*)?\(?\s*["']([^"']+)["']""")


@dataclass(frozen=True, slots=True)
class Weight:
    """Bytes with headers, compressed as they travel; `outside` are the addresses of other hosts."""

    path: str
    bytes: int
    page: int
    requests: int
    outside: tuple[str, ...]


def weigh(visitor: Visitor, path: str) -> Weight:
    """Fetch a page and all that it names, as a browser with an empty cache would; it must be there."""
    page = visitor.get(path)
    if page.status != 200:
        raise RuntimeError(f"{path} answered {page.status}")
    total, requests, outside = _size(page), 1, set()
    waiting = [urljoin(path, found) for found in IN_PAGE.findall(_text(page))]
    seen: set[str] = set()
    while waiting:
        address = waiting.pop()
        if address in seen or address.startswith("data:"):
            continue
        seen.add(address)
        if urlsplit(address).netloc:
            outside.add(address)
            continue
        reply = visitor.get(address)
        total, requests = total + _size(reply), requests + 1
        pattern = {"css": IN_STYLES, "js": IN_SCRIPT}.get(urlsplit(address).path.rpartition(".")[2])
        if pattern:
            waiting += [urljoin(address, found) for found in pattern.findall(_text(reply))]
    return Weight(path, total, _size(page), requests, tuple(sorted(outside)))


def _size(reply: Reply) -> int:
    return reply.header_bytes + len(reply.body)


def _text(reply: Reply) -> str:
    encoding = reply.response.getheader("Content-Encoding", "")
    if encoding == "gzip":
        import gzip

        return gzip.decompress(reply.body).decode()
    if encoding == "br":
        import brotli

        return brotli.decompress(reply.body).decode()
    return reply.body.decode()

"""A real HTTP server in the test process, with the manners of good and bad sources."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass
class Page:
    """What an address answers, and how badly."""

    body: bytes = b""
    etag: str = ""
    last_modified: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    statuses: list[int] = field(default_factory=list)
    """Answered first, one after the other, before anything else."""
    cut_after: list[int] = field(default_factory=list)
    """Bytes after which the connection breaks, for the first answers with a body."""
    stated_length: int | None = None
    """A Content-Length that is not true."""
    chunked: bool = False
    """Say no length at all."""
    slow_seconds: float = 0
    redirect: str = ""
    ranges: bool = True


@dataclass
class Seen:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]


class Server:
    """The server with its pages and what it was asked."""

    def __init__(self) -> None:
        """Start without a page."""
        self.pages: dict[str, Page] = {}
        self.seen: list[Seen] = []
        self.base = ""
        self.route: Callable[[str], Page | None] = lambda _path: None

    def address(self, path: str) -> str:
        return self.base + path

    def page(self, path: str) -> Page | None:
        return self.pages.get(path) or self.pages.get(path.partition("?")[0]) or self.route(path)


@contextmanager
def serving() -> Iterator[Server]:
    """Run a server while the block runs."""
    server = Server()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            server.seen.append(Seen(self.path, {name.lower(): value for name, value in self.headers.items()}))
            _answer(self, server.page(self.path))

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """Say nothing: clients break off on purpose here."""

    http = Quiet(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    server.base = f"http://127.0.0.1:{http.server_address[1]}"
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


def _answer(handler: BaseHTTPRequestHandler, page: Page | None) -> None:
    if page is None:
        return _empty(handler, 404, {})
    if page.statuses:
        return _empty(handler, page.statuses.pop(0), page.headers)
    if page.redirect:
        return _empty(handler, 302, {"Location": page.redirect})
    time.sleep(page.slow_seconds)
    validators = {"ETag": page.etag, "Last-Modified": page.last_modified}
    known = {name: value for name, value in validators.items() if value} | page.headers
    asked = handler.headers
    if page.etag and asked.get("If-None-Match") == page.etag:
        return _empty(handler, 304, known)
    start = 0
    wanted = asked.get("Range", "")
    condition = asked.get("If-Range", "")
    if wanted and page.ranges and condition in {"", page.etag, page.last_modified}:
        start = int(wanted.removeprefix("bytes=").rstrip("-"))
        if start >= len(page.body):
            return _empty(handler, 416, known)
        known["Content-Range"] = f"bytes {start}-{len(page.body) - 1}/{len(page.body)}"
    return _body(handler, page, start, known)


def _empty(handler: BaseHTTPRequestHandler, status: int, headers: dict[str, str]) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def _body(handler: BaseHTTPRequestHandler, page: Page, start: int, headers: dict[str, str]) -> None:
    body = page.body[start:]
    handler.send_response(206 if "Content-Range" in headers else 200)
    for name, value in headers.items():
        handler.send_header(name, value)
    if page.chunked:
        handler.send_header("Connection", "close")
    else:
        length = page.stated_length if page.stated_length is not None else len(body)
        handler.send_header("Content-Length", str(length))
    handler.end_headers()
    cut = page.cut_after.pop(0) if page.cut_after else len(body)
    handler.wfile.write(body[:cut])
    if cut < len(body) or page.chunked or page.stated_length is not None:
        handler.close_connection = True

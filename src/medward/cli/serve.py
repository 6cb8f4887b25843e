"""`serve`: a built dossier in the browser, on this machine only."""

from __future__ import annotations

import functools
import http.server
from pathlib import Path

import click

from medward.errors import NotFoundError
from medward.workspace.layout import OUTPUT


@click.command()
@click.argument("site", type=click.Path(path_type=Path), required=False)
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port on this machine."
)
@click.pass_obj
def command(folder: Path, site: Path | None, port: int) -> None:
    """Show a built dossier on http://127.0.0.1:PORT, on this machine only."""
    root = folder / OUTPUT if site is None else site if (site / "index.html").is_file() else folder / site
    if not (root / "index.html").is_file():
        raise NotFoundError(f"no dossier in {root}", hint="Build it: `medward dossier build`.")
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(root))
    with http.server.ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        click.echo(f"http://127.0.0.1:{port}/ - stop with Ctrl-C")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo("stopped")

"""`init` and `serve`."""

from __future__ import annotations

import functools
import http.server
from pathlib import Path

import click

from medward.errors import NotFoundError
from medward.workspace.layout import OUTPUT


@click.command()
@click.argument("target", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--sample", type=click.Choice(["infusion-pump", "pacemaker"]), help="Copy a complete sample.")
@click.option("--product", default="", help="Product code for ids, e.g. LVP.")
@click.option("--name", default="", help="Product name.")
def init(target: Path, sample: str | None, product: str, name: str) -> None:
    """Start a device file in DIR, empty or from a sample."""
    from medward.workspace.starting import start_empty, start_sample  # noqa: PLC0415 - `serve` needs no records

    if sample:
        count = start_sample(target, sample)
        click.echo(f"copied the sample {sample}: {count} files in {target}")
        click.echo(f"next: medward -C {target} apply, then medward -C {target} check")
        return
    product = product or click.prompt("Product code for ids (2 to 12 capitals)")
    written = start_empty(target, product, name or click.prompt("Product name"))
    for path in written:
        click.echo(f"wrote {path}")
    click.echo(
        f"next: write {target}/records/product.yaml (medward explain product), then medward -C {target} apply"
    )


@click.command()
@click.argument("site", type=click.Path(path_type=Path), required=False)
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port on this machine."
)
@click.pass_obj
def serve(folder: Path, site: Path | None, port: int) -> None:
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

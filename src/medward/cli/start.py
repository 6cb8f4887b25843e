"""`init`: a new device file."""

from __future__ import annotations

from pathlib import Path

import click

from medward.workspace.starting import start_empty, start_sample


@click.command()
@click.argument("target", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--sample", type=click.Choice(["infusion-pump", "pacemaker"]), help="Copy a complete sample.")
@click.option("--product", default="", help="Product code for ids, e.g. LVP.")
@click.option("--name", default="", help="Product name.")
def command(target: Path, sample: str | None, product: str, name: str) -> None:
    """Start a device file in DIR, empty or from a sample."""
    if sample and (product or name):
        raise click.UsageError("a sample has its product code and name; leave out --product and --name")
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

"""`medward dossier build --for`, `gaps`, `status` and `compare`: the documents of one package."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, TypedDict, cast

import click

from medward.cli.common import as_of_option, instant, json_option, listed, now, print_json
from medward.cli.package_words import (
    built_json,
    comparison_json,
    gaps_json,
    print_built,
    print_comparison,
    print_gaps,
    print_state,
    state_json,
)
from medward.render.word_template import ENDINGS, read_template
from medward.workspace.device import open_device
from medward.workspace.package_state import compare_packages, package_state, read_package
from medward.workspace.packaging import FORMS, Order, build_package, gaps_of_packages

if TYPE_CHECKING:
    from medward.render.word_template import WordTemplate
    from medward.workspace.packaging import Form

FOLDER: Final = "packages"
_PACKAGE = click.Path(path_type=Path, exists=True, file_okay=False)


class Wanted(TypedDict):
    """The options of `dossier build`."""

    out: Path | None
    package: str
    forms: str
    templates: tuple[str, ...]
    as_of: str
    exercise: bool
    as_json: bool


def show_package(folder: Path, given: Wanted) -> None:
    """Build a package and say what was written."""
    forms = listed(given["forms"])
    wrong = [one for one in forms if one not in FORMS]
    if wrong or not forms:
        raise click.UsageError(f"--forms takes {', '.join(FORMS)}, not {', '.join(wrong) or 'nothing'}")
    version, word = _templates(given["templates"])
    if word and "docx" not in forms:
        raise click.UsageError(f"{word.name} is a Word template and --forms asks for no docx")
    as_of = instant(given["as_of"]) if given["as_of"] else None
    order = Order(given["package"], version, as_of, given["exercise"], word)
    out = given["out"] or folder / FOLDER / order.package
    built = build_package(open_device(folder), order, out, now=now(), forms=cast("tuple[Form, ...]", forms))
    if given["as_json"]:
        print_json(built_json(built))
    else:
        print_built(built)


def _templates(given: tuple[str, ...]) -> tuple[str, WordTemplate | None]:
    """Return the version of the authority's template and the company's Word template."""
    words = [one for one in given if Path(one).suffix.lower() in ENDINGS]
    versions = [one for one in given if one not in words]
    if max(len(words), len(versions)) > 1:
        raise click.UsageError("--template takes one version and one Word file")
    return "".join(versions), read_template(Path(words[0])) if words else None


@click.command()
@click.option("--for", "packages", required=True, metavar="PACKAGE,...", help="Packages, e.g. us,eu-mdr.")
@as_of_option
@json_option
@click.pass_obj
def gaps(folder: Path, packages: str, as_of: str, *, as_json: bool) -> None:
    """Show what stands between a package and handing it in; ends with 1 when something blocks.

    Findings of the rules with gate and owner, texts still to be written, missing files, and parts of the
    authority's outline that no document answers.
    """
    device, moment = open_device(folder), instant(as_of) if as_of else None
    found = gaps_of_packages(device, listed(packages) or (packages,), now(), moment)
    if as_json:
        print_json({"packages": [gaps_json(outline, some) for outline, some in found]})
    else:
        for outline, some in found:
            print_gaps(outline, some)
    if any(one.is_blocking for _, some in found for one in some):
        click.get_current_context().exit(1)


@click.command()
@click.argument("package", type=_PACKAGE)
@json_option
@click.pass_obj
def status(folder: Path, package: Path, *, as_json: bool) -> None:
    """Show which documents of a built package are stale, and why; ends with 1 when one is not current.

    A document is stale when a record or file it was made from is another now, is gone, or has come; touched when
    its inputs are the same and it would name other records.
    """
    state = package_state(open_device(folder), package, now())
    if as_json:
        print_json(state_json(state))
    else:
        print_state(package, state)
    if state.stale or state.touched or state.damage:
        click.get_current_context().exit(1)


@click.command()
@click.argument("before", type=_PACKAGE)
@click.argument("after", type=_PACKAGE)
@json_option
def compare(before: Path, after: Path, *, as_json: bool) -> None:
    """Show what changed between two built packages: documents, records, numbers."""
    found = compare_packages(read_package(before), read_package(after))
    if as_json:
        print_json(comparison_json(found))
    else:
        print_comparison(found)

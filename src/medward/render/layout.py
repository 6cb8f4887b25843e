"""Runs a Graphviz `dot` command: the system's where present, else the one of the graphviz-pure wheel.

Its SVG is taken as foreign input: it is parsed without entities, and only shapes,
text and links known here pass (docs/adr/0005).
"""

from __future__ import annotations

import shutil
import subprocess
import sysconfig
from functools import cache
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from medward.errors import MedwardError, NotFoundError

TIMEOUT_SECONDS: Final = 60
_SVG: Final = "{http://www.w3.org/2000/svg}"
_LINK: Final = "{http://www.w3.org/1999/xlink}href"


@cache
def dot_command() -> tuple[str, str]:
    """Return the path of the layout program, and its name and version.

    Raises:
        NotFoundError: Neither program is there.
    """
    own = Path(sysconfig.get_path("scripts")) / "graphviz-pure"
    path = shutil.which("dot") or (str(own) if own.is_file() else shutil.which("graphviz-pure"))
    if path is None:
        raise NotFoundError(
            "no program to lay out diagrams: neither `dot` nor `graphviz-pure` is installed",
            hint="Install Graphviz, or run `pip install graphviz-pure`.",
        )
    found = _run([path, "-V"], b"")
    return path, (found.stdout or found.stderr).decode("utf-8", "replace").strip().splitlines()[0]


def laid_out(source: str) -> Element:
    """Return the drawing of a DOT graph as an SVG tree.

    Raises:
        MedwardError: The program refused the graph or answered with something else than SVG.
    """
    path, name = dot_command()
    found = _run([path, "-Tsvg"], source.encode())
    if found.returncode != 0:
        reason = found.stderr.decode("utf-8", "replace").strip()
        raise MedwardError(
            f"{name} could not lay out the diagram: {reason}", hint="Please report it with the model."
        )
    try:
        tree: Element = fromstring(found.stdout, forbid_dtd=False)
    except (ParseError, DefusedXmlException) as error:
        raise MedwardError(
            f"{name} answered with something else than SVG: {error}", hint="Please report it."
        ) from error
    return tree


def _run(command: list[str], data: bytes) -> subprocess.CompletedProcess[bytes]:
    """Run the layout program without a shell and with a time limit."""
    try:
        return subprocess.run(command, input=data, capture_output=True, timeout=TIMEOUT_SECONDS, check=False)  # noqa: S603 - fixed program, no shell
    except (OSError, subprocess.TimeoutExpired) as error:
        raise MedwardError(
            f"{command[0]} did not run: {error}", hint="Check the Graphviz installation."
        ) from error

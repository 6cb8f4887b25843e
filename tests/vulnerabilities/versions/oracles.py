"""Native comparators, each one process that is asked many pairs at once.

A program in `native/` reads the number of versions, the versions one a line, and pairs of their numbers; it writes
one character a pair: `<`, `=`, `>`, or `?` where it does not read one of the two.

Which are installed by `make system-packages` (Debian packages) and `make keys-peers` (PyPI, in an environment of
their own). An oracle that is absent fails in CI; elsewhere it is reported as not run.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_HERE: Final = Path(__file__).parent / "native"
_SYSTEM_PYTHON: Final = "/usr/bin/python3"
PEERS_PYTHON: Final = Path(__file__).resolve().parents[3] / ".peers" / "keys" / "bin" / "python"
_SEMVER: Final = (
    "/usr/lib/node_modules/npm/node_modules/semver",
    "/usr/share/nodejs/npm/node_modules/semver",
    "/usr/share/nodejs/semver",
)
_MAVEN: Final = "/usr/share/java/maven3-artifact.jar:/usr/share/java/commons-lang3.jar"


class Absent(Exception):  # noqa: N818 - says why, is no error
    """Why an oracle cannot be asked here."""


class Oracle(NamedTuple):
    """An independent implementation of a scheme's order."""

    name: str
    command: tuple[str, ...]
    is_second_hand: bool = False
    """True for a library that is not the ecosystem's own."""


def _python(library: str, interpreter: str = _SYSTEM_PYTHON) -> tuple[str, ...]:
    return (interpreter, str(_HERE / "order.py"), library)


def _node() -> tuple[str, ...]:
    folder = next((one for one in _SEMVER if Path(one).is_dir()), _SEMVER[0])
    return ("node", str(_HERE / "order.js"), folder)


ORACLES: Final = {
    "npm": Oracle("node-semver", _node()),
    "cargo": Oracle("node-semver", _node(), is_second_hand=True),
    "go": Oracle("node-semver", _node(), is_second_hand=True),
    "hex": Oracle("node-semver", _node(), is_second_hand=True),
    "pep440": Oracle("packaging", _python("packaging", sys.executable)),
    "debian": Oracle("libapt", _python("libapt")),
    "opam": Oracle("libapt, one part", _python("opam"), is_second_hand=True),
    "rpm": Oracle("librpm", _python("librpm")),
    "maven": Oracle("Maven's ComparableVersion", ("java", "-cp", _MAVEN, str(_HERE / "Order.java"))),
    "rubygems": Oracle("Gem::Version", ("ruby", str(_HERE / "order.rb"))),
    "composer": Oracle("Composer's VersionParser and PHP", ("php", str(_HERE / "order.php"))),
    "alpm": Oracle("libalpm", _python("libalpm")),
    "conan": Oracle("conan", _python("conan", str(PEERS_PYTHON))),
    "gentoo": Oracle("portage", _python("portage", str(PEERS_PYTHON))),
    "nuget": Oracle("univers", _python("univers-nuget", str(PEERS_PYTHON)), is_second_hand=True),
    "openssl": Oracle("univers", _python("univers-openssl", str(PEERS_PYTHON)), is_second_hand=True),
    "apk": Oracle("univers", _python("univers-apk", str(PEERS_PYTHON)), is_second_hand=True),
}


def asked(scheme: str, versions: Sequence[str], pairs: Sequence[tuple[int, int]]) -> str:
    """Return one character a pair.

    Raises:
        Absent: The program or its library is not on this machine.
    """
    command = ORACLES[scheme].command
    text = "\n".join((str(len(versions)), *versions, *(f"{a} {b}" for a, b in pairs), ""))
    try:
        run = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise Absent(f"{command[0]} is absent") from error
    if run.returncode:
        reason = run.stderr.strip().splitlines() or ["no output"]
        raise Absent(f"{ORACLES[scheme].name}: {reason[-1][:200]}")
    return run.stdout.strip()

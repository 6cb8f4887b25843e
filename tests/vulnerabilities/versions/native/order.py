"""How a Python implementation orders pairs of versions: see oracles.py for what is read and written.

Run by the interpreter that has the library, which need not be that of the tests.
"""

from __future__ import annotations

import ctypes
import functools
import importlib
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def signed(left: object, right: object) -> int:
    return (left > right) - (left < right)  # type: ignore[operator]  # versions of a library compare


def packaging() -> tuple[Callable[[str], object], Callable[[object, object], int]]:
    return importlib.import_module("packaging.version").Version, signed


def libapt() -> tuple[Callable[[str], object], Callable[[object, object], int]]:
    apt = importlib.import_module("apt_pkg")
    apt.init_system()
    return str, apt.version_compare


def opam() -> tuple[Callable[[str], object], Callable[[object, object], int]]:
    """Return Debian's comparison of one part: an epoch and a revision of their own keep hyphens inside."""
    apt = importlib.import_module("apt_pkg")
    apt.init_system()
    return lambda text: f"0:{text.replace('_', ':')}-0", apt.version_compare


def librpm() -> tuple[Callable[[str], object], Callable[[object, object], int]]:
    rpm = importlib.import_module("rpm")
    return rpm.ver, signed


def libalpm() -> tuple[Callable[[str], object], Callable[[object, object], int]]:
    return str.encode, ctypes.CDLL("libalpm.so.13").alpm_pkg_vercmp


def conan() -> tuple[Callable[[str], object], Callable[[object, object], int]]:
    return importlib.import_module("conan.internal.model.version").Version, signed


def portage() -> tuple[Callable[[str], object], Callable[[object, object], int]]:
    return str, importlib.import_module("portage.versions").vercmp


def univers(name: str) -> tuple[Callable[[str], object], Callable[[object, object], int]]:
    return getattr(importlib.import_module("univers.versions"), name), signed


LIBRARIES = {
    "packaging": packaging,
    "libapt": libapt,
    "opam": opam,
    "librpm": librpm,
    "libalpm": libalpm,
    "conan": conan,
    "portage": portage,
    "univers-nuget": functools.partial(univers, "NugetVersion"),
    "univers-openssl": functools.partial(univers, "OpensslVersion"),
    "univers-apk": functools.partial(univers, "AlpineLinuxVersion"),
}


def read(parse: Callable[[str], object], text: str) -> object:
    try:
        return parse(text)
    except Exception:  # noqa: BLE001 - each library refuses in a way of its own
        return None


def main() -> None:
    parse, order = LIBRARIES[sys.argv[1]]()
    lines = sys.stdin.read().split("\n")
    count = int(lines[0])
    versions = [read(parse, text) for text in lines[1 : count + 1]]
    answers = []
    for line in lines[count + 1 :]:
        if not line:
            continue
        a, b = line.split()
        left, right = versions[int(a)], versions[int(b)]
        if left is None or right is None:
            answers.append("?")
        else:
            said = order(left, right)
            answers.append("?" if said is None else "<" if said < 0 else ">" if said else "=")
    sys.stdout.write("".join(answers) + "\n")


if __name__ == "__main__":
    main()

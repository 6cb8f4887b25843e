"""A PostgreSQL server of its own for a test: a new cluster in a temporary folder, gone afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEBIAN: Final = Path("/usr/lib/postgresql")
_USER: Final = "postgres"
"""initdb refuses to run as root; Debian's package brings this user."""


def _programs() -> Path:
    """Return the folder of the server's programs. Where there is none, CI fails and elsewhere the test is not run."""
    found = [*sorted(_DEBIAN.glob("*/bin/initdb"), reverse=True), shutil.which("initdb")]
    first = next((Path(program) for program in found if program), None)
    if first is None:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL is not installed; CI must run this test (apt-get install postgresql)")
        pytest.skip("not run: PostgreSQL is not installed")
    return first.resolve().parent


@contextmanager
def postgresql_server() -> Iterator[str]:
    """Start a server and return its connection string."""
    programs = _programs()
    user = _USER if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="medward-pg-"))
    if user:
        shutil.chown(folder, user)

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [programs / program, "-D", folder / "data", *arguments],
            user=user, cwd=folder, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "HOME": str(folder)},
        )  # fmt: skip

    try:
        run(
            "initdb",
            "--auth=trust",
            f"--username={_USER}",
            "--no-sync",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
        )
        options = f"-k {folder} -c listen_addresses='' -c fsync=off"
        run("pg_ctl", "start", "-w", "-o", options, "-l", str(folder / "log"))
        try:
            yield f"host={folder} user={_USER} dbname=postgres"
        finally:
            run("pg_ctl", "stop", "-m", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)

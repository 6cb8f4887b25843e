"""Run the commands of the README, the tutorial and the guide; write their output into the pages, or compare it.

    python scripts/refresh_readme.py [PAGE ...]          runs the pages and writes what the commands print
    python scripts/refresh_readme.py --check [PAGE ...]  changes nothing, exits 1 where a page says otherwise
    python scripts/refresh_readme.py --picture           takes the README's picture anew; needs Chromium

Each page starts in an empty folder. A block marked `console` holds commands after `$ ` with their output below,
a block marked `yaml FILE` or `xml FILE` is written to FILE. A line `...` stands for any lines left out, and `…`
for a hash, since salts are random. Everything else is compared letter by letter.
"""

from __future__ import annotations

import difflib
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGES = ("README.md", "docs/tutorial/*.md", "docs/guide/*.md")
NOW = "2026-06-15T12:00:00+02:00"
GAP = "..."
_HASH = re.compile(r"\b[0-9a-f]{64}\b")
_BLOCK = re.compile(r"^```(?P<info>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_SECONDS = 60
_PICTURE = ROOT / "docs" / "images" / "overview.png"
_CHROMIUM = (
    "chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync --hide-scrollbars"
    " --disable-background-networking --disable-component-update --window-size=1280,900"
)
_INTERNAL_ERROR = 3


class LostPlaceError(Exception):
    """The line that follows a gap in a page is no longer printed."""


@dataclass
class Session:
    """One page being run: where it stands and what went wrong."""

    folder: Path
    here: Path
    notes: list[str] = field(default_factory=list)

    def run(self, command: str) -> list[str]:
        """Return what a command prints, both streams, hashes left out."""
        if command.startswith("cd "):
            self.here = self.here / command.removeprefix("cd ").strip()
            return []
        done = subprocess.run(
            ["/bin/bash", "-c", command],
            cwd=self.here,
            env=_environment(self.folder),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        if done.returncode >= _INTERNAL_ERROR:
            self.notes.append(f"`{command}` ended with {done.returncode}: {done.stdout.strip()}")
        return [line.rstrip() for line in _HASH.sub("…", done.stdout).splitlines()]


def main() -> int:
    """Run every page asked for."""
    if "--picture" in sys.argv:
        return _picture()
    names = [name for name in sys.argv[1:] if name != "--check"]
    is_check = "--check" in sys.argv
    pages = [ROOT / name for name in names] or [page for glob in PAGES for page in sorted(ROOT.glob(glob))]
    return max([_page(page, is_check=is_check) for page in pages], default=0)


def _picture() -> int:
    """Photograph the overview of the demo's dossier and return 0 when it worked."""
    with tempfile.TemporaryDirectory() as folder:
        session = Session(Path(folder), Path(folder))
        session.run("medward demo demo")
        page = Path(folder) / "demo" / "dossier" / "index.html"
        print(
            *session.run(
                f"{_CHROMIUM} --user-data-dir={folder}/profile --screenshot={_PICTURE} {page.as_uri()}"
            )[-1:]
        )
        return 0 if page.is_file() else 1


def _page(path: Path, *, is_check: bool) -> int:
    """Run one page and return 1 when it does not say what its commands print."""
    text = path.read_text(encoding="utf-8")
    name = path.relative_to(ROOT).as_posix()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        session = Session(root, root / "here")
        session.here.mkdir()
        fresh = _BLOCK.sub(lambda block: _block(block, session), text)
    for note in session.notes:
        print(f"{name}: {note}")
    if fresh != text and is_check:
        print(
            "\n".join(
                difflib.unified_diff(text.splitlines(), fresh.splitlines(), name, "printed", lineterm="", n=1)
            )
        )
    if fresh != text and not is_check:
        path.write_text(fresh, encoding="utf-8")
        print(f"wrote {name}; read `git diff {name}`")
    return 1 if session.notes or (is_check and fresh != text) else 0


def _block(block: re.Match[str], session: Session) -> str:
    """Return a block with the output of today, after running or writing it."""
    language, _, file = block["info"].partition(" ")
    if language in {"yaml", "xml"} and file:
        target = session.here / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(block["body"], encoding="utf-8")
    if language != "console":
        return block[0]
    lines: list[str] = []
    for part in re.split(r"^(?=\$ )", block["body"], flags=re.MULTILINE):
        if part.strip():
            command, *shown = part.rstrip("\n").split("\n")
            lines += [command, *_output(command.removeprefix("$ "), shown, session)]
    return f"```{block['info']}\n" + "\n".join(lines) + "\n```"


def _output(command: str, shown: list[str], session: Session) -> list[str]:
    """Return what to print below a command: its output, with the gaps where the page has them."""
    printed = session.run(command)
    blank = [""] if shown[-1:] == [""] else []
    try:
        return with_gaps(printed, shown[:-1] if blank else shown) + blank
    except LostPlaceError as error:
        session.notes.append(f"`{command}` no longer prints the line {error}; set the gaps anew")
        return shown


def with_gaps(printed: list[str], shown: list[str]) -> list[str]:
    """Return printed lines with the gaps of `shown`: as many lines before, between and after them as there.

    Raises:
        LostPlaceError: The first line between two gaps is not printed any more.
    """
    parts: list[list[str]] = [[]]
    for line in shown:
        if line == GAP:
            parts.append([])
        else:
            parts[-1].append(line)
    if len(parts) == 1 or len(printed) < len(shown) - len(parts):
        return printed
    first, *middle, last = parts
    found = [*printed[: len(first)]]
    for part in middle:
        if part and part[0] not in printed:
            raise LostPlaceError(part[0])
        start = printed.index(part[0]) if part else 0
        found += [GAP, *printed[start : start + len(part)]]
    return [*found, GAP, *(printed[-len(last) :] if last else [])]


def _environment(folder: Path) -> dict[str, str]:
    """Return the surroundings of a command: the programs of this interpreter, one day, one person, no settings."""
    return {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "HOME": str(folder),
        "MEDWARD_HOME": str(folder / "home"),
        "MEDWARD_NOW": NOW,
        "LOGNAME": "alice",
        "COLUMNS": "100",
    }


if __name__ == "__main__":
    sys.exit(main())

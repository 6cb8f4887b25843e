"""What the README, the tutorial and the guide say is what the program does."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from medward.cli.main import COMMANDS, LazyGroup, program

ROOT = Path(__file__).parents[2]
RUN = [
    ROOT / "README.md",
    *sorted((ROOT / "docs" / "tutorial").glob("*.md")),
    *sorted((ROOT / "docs" / "guide").glob("*.md")),
]
WORDS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
BUDGETS = {"README.md": 150, "docs/adr": 60, "docs/guide": 120, "docs/tutorial": 200}
SPOKEN = re.compile(r"(?:^\$ |^|`)medward ([^`\n|>#]+)", re.MULTILINE)
CALL = re.compile(r"(?:^\$ |`)medward((?: -C \S+)?(?: [a-z][a-z0-9-]*)+)", re.MULTILINE)


def name_of(path: Path) -> str:
    """Return a page's path inside the repository."""
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", [name_of(path) for path in RUN])
def test_commands_print_what_the_page_shows(page: str) -> None:
    run = subprocess.run(
        [sys.executable, "scripts/refresh_readme.py", "--check", page],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, (
        f"{run.stdout}{run.stderr}\nRun scripts/refresh_readme.py and read the difference."
    )


@pytest.mark.parametrize("page", [name_of(path) for path in WORDS])
def test_every_command_named_in_a_page_exists(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    wrong = []
    for call in CALL.findall(text):
        words = re.sub(r"^ -C \S+", "", call).split()
        if words and not exists(words):
            wrong.append(" ".join(words))
    assert wrong == []


@pytest.mark.parametrize("page", [name_of(path) for path in WORDS])
def test_every_option_named_with_a_command_is_one_of_it(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    wrong = []
    for call in SPOKEN.findall(text):
        words = call.split()
        known = options(words)
        wrong += [
            f"{call.strip()}: {word}"
            for word in words
            if re.fullmatch(r"--[a-z][a-z-]*|-[a-zA-Z]", word) and word not in known
        ]
    assert wrong == []


def options(words: list[str]) -> set[str]:
    """Return the options of the command that words call, and of the groups it is in."""
    command: click.Command = program
    known = {"--help", "-h"}
    for word in (one for one in words if not one.startswith("-")):
        known |= {name for one in command.params for name in (*one.opts, *one.secondary_opts)}
        group = LazyGroup() if command is program else command
        below = group.get_command(click.Context(command), word) if isinstance(group, click.Group) else None
        command = below or command
    return known | {name for one in command.params for name in (*one.opts, *one.secondary_opts)}


def exists(words: list[str]) -> bool:
    """Say whether `medward WORDS` begins with a command, and with one of its sub-commands where it has any."""
    if words[0] not in COMMANDS:
        return False
    command = LazyGroup().get_command(click.Context(program), words[0])
    return not isinstance(command, click.Group) or len(words) == 1 or words[1] in command.commands


@pytest.mark.parametrize("page", [name_of(path) for path in WORDS])
def test_links_between_pages_lead_somewhere(page: str) -> None:
    path = ROOT / page
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_pages_keep_their_budgets() -> None:
    long = {
        name_of(path): lines
        for path in WORDS
        for start, budget in BUDGETS.items()
        if name_of(path).startswith(start)
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > budget
    }
    assert long == {}


def test_every_page_can_be_reached_from_the_map() -> None:
    text = (ROOT / "docs" / "README.md").read_text(encoding="utf-8") + (
        ROOT / "docs" / "adr" / "README.md"
    ).read_text(encoding="utf-8")
    pages = [path for path in WORDS if path.parent.name in {"guide", "tutorial"}]
    assert [name_of(path) for path in pages if path.name not in text] == []

"""Native comparators, asked many pairs at once, and mutated versions to ask them about."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from medward.vulnerabilities.versions import key

if TYPE_CHECKING:
    from collections.abc import Sequence

_RUBY: Final = (
    'STDIN.each_line(chomp: true) { |l| a, b = l.split("\\t"); '
    "puts(Gem::Version.new(a) <=> Gem::Version.new(b)) }"
)
_PHP: Final = (
    'while (($l = fgets(STDIN)) !== false) { [$a, $b] = explode("\\t", rtrim($l, "\\n")); '
    'echo version_compare($a, $b), "\\n"; }'
)
_RPM: Final = """
import sys, rpm
for line in sys.stdin:
    a, b = (rpm.ver(one) for one in line.rstrip("\\n").split("\\t"))
    print((a > b) - (a < b))
"""
_MAVEN_JARS: Final = ("/usr/share/java/maven3-artifact.jar", "/usr/share/java/commons-lang3.jar")
_MAVEN: Final = """
import org.apache.maven.artifact.versioning.ComparableVersion;
public class Order {
  public static void main(String[] none) throws Exception {
    var lines = new java.io.BufferedReader(new java.io.InputStreamReader(System.in));
    for (String line; (line = lines.readLine()) != null;) {
      String[] pair = line.split("\\t");
      int order = new ComparableVersion(pair[0]).compareTo(new ComparableVersion(pair[1]));
      System.out.println(Integer.signum(order));
    }
  }
}
"""


class Dice:
    """Numbers that look random and are the same in every run."""

    def __init__(self, seed: int) -> None:
        """Begin at `seed`."""
        self.state = seed

    def below(self, end: int) -> int:
        """Return a number from 0 to `end` - 1."""
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % end

    def choice(self, options: Sequence[str]) -> str:
        """Return one of `options`."""
        return options[self.below(len(options))]


def mutated(bases: Sequence[str], letters: Sequence[str], scheme: str, count: int) -> list[tuple[str, str]]:
    """Return pairs of versions with keys, made by a few edits; most lie near each other in the order."""
    dice = Dice(11)
    found: dict[str, str] = {}
    while len(found) < min(count, 3000):
        text = dice.choice(bases)
        for _ in range(dice.below(5)):
            at = dice.below(len(text) + 1)
            text = text[:at] + dice.choice(letters) + text[at + dice.below(2) :]
        made = key(scheme, text)
        if made is not None:
            found[text] = made
    texts = sorted(found, key=lambda one: found[one])
    starts = [dice.below(len(texts) - 3) for _ in range(count)]
    pairs = [(texts[at], texts[at + dice.below(4)]) for at in starts]
    return [pair if dice.below(2) else pair[::-1] for pair in pairs]


def asked(command: list[str], pairs: list[tuple[str, str]]) -> list[int]:
    """Return what a comparator says about each pair; the test is skipped where it is absent."""
    if not shutil.which(command[0]):
        pytest.skip(f"not run: {command[0]} absent")
    run = subprocess.run(
        command, input="".join(f"{a}\t{b}\n" for a, b in pairs), capture_output=True, text=True, check=False
    )
    if "ModuleNotFoundError" in run.stderr:
        pytest.skip("not run: the comparator's library is absent")
    assert run.returncode == 0, run.stderr
    return [int(line) for line in run.stdout.split()]


def ruby(pairs: list[tuple[str, str]]) -> list[int]:
    return asked(["ruby", "-e", _RUBY], pairs)


def php(pairs: list[tuple[str, str]]) -> list[int]:
    return asked(["php", "-r", _PHP], pairs)


def rpm(pairs: list[tuple[str, str]]) -> list[int]:
    return asked(["/usr/bin/python3", "-c", _RPM], pairs)


def maven(pairs: list[tuple[str, str]], folder: Path) -> list[int]:
    if not all(Path(jar).is_file() for jar in _MAVEN_JARS) or not shutil.which("java"):
        pytest.skip("not run: Maven's artifact library or Java absent")
    program = folder / "Order.java"
    program.write_text(_MAVEN, encoding="utf-8")
    return asked(["java", "-cp", ":".join(_MAVEN_JARS), str(program)], pairs)

"""What a file names but a reader does not follow is said, never left out in silence."""

from __future__ import annotations

import pytest

from medward.components.manifests import read_manifest

POM = """<project><groupId>g</groupId><artifactId>a</artifactId><version>1</version>
<modules><module>core</module><module>app</module></modules>
<profiles><profile><id>arm</id><dependencies>
<dependency><groupId>o</groupId><artifactId>x</artifactId><version>1</version></dependency>
</dependencies></profile></profiles></project>"""


def test_profiles_and_modules_of_a_pom_are_named() -> None:
    found = read_manifest("pom.xml", POM.encode(), "pom.xml")
    assert found.notes == ("1 dependency of profiles not read", "modules not followed: core, app")


@pytest.mark.parametrize(
    ("option", "purl", "notes"),
    [
        ("--index-url https://pypi.org/simple", "pkg:pypi/a@1.0", ()),
        ("-i https://p.example.org/s", "pkg:pypi/a@1.0?repository_url=https:%2F%2Fp.example.org%2Fs", ()),
        (
            "--extra-index-url https://ci:secret@p.example.org/s",
            "pkg:pypi/a@1.0",
            ("packages may come from https://p.example.org/s and not from PyPI",),
        ),
        (
            "-i https://ci:secret@p.example.org/s",
            "pkg:pypi/a@1.0?repository_url=https:%2F%2Fp.example.org%2Fs",
            (),
        ),
        (
            "--index-url=https://p.example.org/s",
            "pkg:pypi/a@1.0?repository_url=https:%2F%2Fp.example.org%2Fs",
            (),
        ),
        (
            "--extra-index-url https://p.example.org/s",
            "pkg:pypi/a@1.0",
            ("packages may come from https://p.example.org/s and not from PyPI",),
        ),
    ],
)
def test_an_index_of_pip_that_is_not_pypi_is_named(option: str, purl: str, notes: tuple[str, ...]) -> None:
    # pip, "Requirements File Format": --index-url takes the place of PyPI, --extra-index-url comes beside it
    found = read_manifest("requirements.txt", f"a==1.0\n{option}\n".encode(), "requirements.txt")
    assert ([one.purl for one in found.packages], found.notes) == ([purl], notes)

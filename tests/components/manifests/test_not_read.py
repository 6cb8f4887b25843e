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


@pytest.mark.parametrize(
    ("address", "purl"),
    [
        pytest.param(
            "https://ci:secret@git.example.org/own",
            "pkg:generic/own?vcs_url=git%2Bhttps:%2F%2Fgit.example.org%2Fown",
            id="name and password",
        ),
        pytest.param(
            "https://ci:p@secret@git.example.org/own",
            "pkg:generic/own?vcs_url=git%2Bhttps:%2F%2Fgit.example.org%2Fown",
            id="password with an at sign",
        ),
        pytest.param("https://secret@github.com/o/own", "pkg:github/o/own", id="token"),
        pytest.param(
            "ssh://git:secret@git.example.org/own",
            "pkg:generic/own?vcs_url=git%2Bssh:%2F%2Fgit%40git.example.org%2Fown",
            id="ssh keeps the name that clones",
        ),
    ],
)
def test_no_credential_of_a_west_manifest_gets_into_the_sbom(address: str, purl: str) -> None:
    # RFC 3986, 3.2.1: user information stands between `//` and the last `@` of the authority
    manifest = f"manifest: {{projects: [{{name: own, revision: main, url: '{address}'}}]}}"
    found = read_manifest("west.yml", manifest.encode(), "west.yml")
    assert [one.purl for one in found.packages] == [purl]


def test_no_credential_of_a_requirements_file_or_a_cargo_registry_is_shown() -> None:
    lines = "-e git+https://ci:secret@g.example.org/a\nhttps://ci:secret@g.example.org/b.whl\n"
    assert read_manifest("requirements.txt", lines.encode(), "requirements.txt").notes == (
        "not followed: -e git+https://g.example.org/a",
        "not read as a requirement: https://g.example.org/b.whl",
    )
    crate = (
        '[[package]]\nname = "a"\nversion = "1.0.0"\nsource = "registry+https://ci:secret@c.example.org/i"\n'
    )
    (found,) = read_manifest("cargo.lock", crate.encode(), "Cargo.lock").packages
    assert found.purl == "pkg:cargo/a@1.0.0?repository_url=https:%2F%2Fc.example.org%2Fi"

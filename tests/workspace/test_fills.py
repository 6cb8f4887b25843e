"""Fill files: what is refused, with its line, and what one file does for several SBOMs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from medward.components.reading import read_sbom
from medward.errors import InvalidInputError, NotFoundError
from medward.workspace.fill_template import template
from medward.workspace.fills import read_fills

if TYPE_CHECKING:
    from pathlib import Path

    from medward.components.sbom import Sbom


def sbom(version: str = "3.6.2") -> Sbom:
    part = {
        "type": "library", "bom-ref": f"ref-{version}", "name": "mbedtls", "version": version,
        "purl": f"pkg:generic/mbedtls@{version}",
    }  # fmt: skip
    document = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [part]}
    return read_sbom(json.dumps(document).encode(), "x.json")


def write(folder: Path, text: str) -> Path:
    path = folder / "fill.yaml"
    path.write_text(text, encoding="utf-8")
    return path


FILE = """\
about:
  by: ORG-USR-0003
  why: letter of 2026-05-04
pkg:generic/mbedtls:
  supplier: Trusted Firmware
  support_level: actively-maintained
pkg:generic/mbedtls@3.6.2:
  end_of_support: 2027-03-31
  end_of_support_source: release notes
  why: release notes of 3.6
pkg:generic/zlib:
  supplier: zlib
"""


def test_one_file_serves_the_next_build(tmp_path: Path) -> None:
    path = write(tmp_path, FILE)
    now, then = read_fills(path, sbom()), read_fills(path, sbom("3.6.3"))
    assert [one.why for one in now.of["ref-3.6.2"].each] == ["release notes of 3.6", "letter of 2026-05-04"]
    assert [one.by for one in now.of["ref-3.6.2"].each] == ["ORG-USR-0003", "ORG-USR-0003"]
    assert then.of["ref-3.6.3"].supplier == "Trusted Firmware"
    assert (now.unused, then.unused) == (
        {"pkg:generic/zlib"}, {"pkg:generic/zlib", "pkg:generic/mbedtls@3.6.2"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("ref-3.6.2:\n  supplier: a\n  colour: red\n", 3, "unknown field 'colour'"),
        ("other:\n  supplier: a\n", 2, "no component has the bom-ref 'other'"),
        ("\nref-3.6.2:\n  support_level: fine\n", 3, "it is one of"),
        ("ref-3.6.2:\n  end_of_support: soon\n", 2, "write a date"),
        ("ref-3.6.2:\n  purl: mbedtls\n", 2, "not a package URL"),
        (
            "pkg:generic/mbedtls:\n  supplier: a\n  hashes: [SHA-256:00]\n",
            3,
            "has no version, so it cannot give hashes",
        ),
        ("pkg:generic/mbedtls:\n  version: 1\n", 2, "has no version, so it cannot give version"),
        ("pkg:generic:\n  supplier: a\n", 2, "not a package URL"),
        ("about:\n  who: a\n", 2, "about: unknown field 'who'"),
        ("ref-3.6.2:\n  licences: MIT\n", 2, "licences is a list"),
        ("ref-3.6.2:\n  hashes: [00]\n", 2, "ALGORITHM:value"),
        ("ref-3.6.2: text\n", 1, "fields belong here"),
        ("ref-3.6.2:\n  supplier: [a]\n", 2, "supplier is text"),
    ],
)
def test_a_wrong_fill_file_is_refused_with_its_line(
    text: str, line: int, message: str, tmp_path: Path
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        read_fills(write(tmp_path, text), sbom())
    assert refused.value.place.endswith(f"fill.yaml:{line}")
    assert message in refused.value.message


def test_a_fill_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        read_fills(tmp_path / "none.yaml", sbom())


def test_unknown_is_an_answer_a_fill_may_give(tmp_path: Path) -> None:
    path = write(tmp_path, "ref-3.6.2:\n  support_level: unknown\n  end_of_support: unknown\n")
    fill = read_fills(path, sbom()).of["ref-3.6.2"]
    assert (fill.support_level, fill.end_of_support) == ("unknown", "unknown")


def test_a_template_is_a_fill_file_that_adds_nothing_yet_and_asks_for_nothing_known(tmp_path: Path) -> None:
    text = template(sbom(), {}, ("ntia", "fda"))
    found = read_fills(write(tmp_path, text), sbom())
    assert found.of["ref-3.6.2"].supplier == ""
    fields = {line.strip().partition(":")[0] for line in text.splitlines() if line.startswith("  ")}
    assert fields == {"by", "why", "supplier", "support_level", "end_of_support", "end_of_support_source"}
    assert "supplier:" not in template(sbom(), read_fills(write(tmp_path, FILE), sbom()).of, ("ntia",))


def test_a_hostile_name_cannot_break_out_of_a_template(tmp_path: Path) -> None:
    part = {"type": "library", "bom-ref": 'a": {x: "\n# y', "name": "a\nabout:\n  by: Mallory"}
    document = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [part]}
    odd = read_sbom(json.dumps(document).encode(), "x.json")
    found = read_fills(write(tmp_path, template(odd, {}, ("ntia",))), odd)
    assert found.of[odd.components[0].ref].by == ""


def test_two_spellings_of_one_package_url_are_refused_with_both(tmp_path: Path) -> None:
    # Package URL specification, type pypi: the name is not case sensitive, and an underscore is a dash
    text = "pkg:pypi/foo-bar:\n  supplier: A\npkg:pypi/Foo_Bar:\n  supplier: B\n"
    with pytest.raises(InvalidInputError) as met:
        read_fills(write(tmp_path, text), sbom())
    assert met.value.place.endswith("fill.yaml:4")
    assert met.value.message == (
        "pkg:pypi/Foo_Bar: filled twice in this file; pkg:pypi/foo-bar means the same component"
    )

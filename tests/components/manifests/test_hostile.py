"""Damaged and hostile files are refused with place and reason, within limits; nothing raises anything else."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medward.components.manifests import INSTALLED, READERS, kind_of, read_manifest
from medward.components.manifests.manifest import Manifest, to_sbom
from medward.errors import InvalidInputError, LimitError, MedwardError
from tests.components.manifests.test_readers import CASES

KINDS = sorted({*READERS, *INSTALLED})
DEEP = "[" * 10_000 + "]" * 10_000

WRONG = [
    ("package-lock.json", '{"packages": []}', "#/packages", "an object belongs here"),
    (
        "package-lock.json",
        '{"packages": {"node_modules/a": {"version": 1}}}',
        "/version",
        "text belongs here",
    ),
    ("package-lock.json", '{"name": "a", "name": "b"}', "x", "stands twice"),
    ("package-lock.json", f'{{"packages": {DEEP}}}', "x", "nested too deeply"),
    ("package-lock.json", '{"packages": {', "x:1", "not JSON"),
    ("pipfile.lock", "\ufeff{", "x:1", "not JSON"),
    ("poetry.lock", "[[package]]\nversion = '1'", "#/package/0", "has no name"),
    ("poetry.lock", "[[package]", "x", "not TOML"),
    ("poetry.lock", f"a = {DEEP}", "x", "TOML"),
    ("cargo.lock", "[[package]]\nname = 'a'", "#/package/0", "no name or no version"),
    ("cargo.lock", "package = 3", "#/package", "a list belongs here"),
    ("yarn.lock", "no entry\n", "x:1", "is no entry of a yarn.lock"),
    ("yarn.lock", "__metadata:\n  version: 6\n", "x", "yarn 2 or later"),
    ("pnpm-lock.yaml", "a: &x [1]\nb: *x\n", "x:1", ""),
    ("pnpm-lock.yaml", "packages: {}\n", "#/lockfileVersion", "not given"),
    ("go.mod", "require a v1\n", "x", "no line `module`"),
    ("go.sum", "a b\n", "x:1", "module, version and sum"),
    ("pom.xml", '<!DOCTYPE a [<!ENTITY b "c">]><project>&b;</project>', "x", "not accepted"),
    ("pom.xml", "<settings/>", "x", "no pom.xml"),
    ("pom.xml", "<project>", "x:1", "not XML"),
    ("pom.xml", '<?xml version="1.0" encoding="klingon"?><project/>', "x", "not XML: unknown encoding"),
    ("gradle.lockfile", "a:b=c\n", "x:1", "group:name:version=configurations"),
    ("conan.lock", '{"requires": ["zlib"]}', "#/requires/0", "no Conan reference"),
    ("conan.lock", '{"version": "0.3", "graph_lock": {"nodes": {}}}', "#/version", "before 1.28"),
    ("buildroot-manifest", "a,b\n", "x:1", "PACKAGE and VERSION"),
    ("yocto-licences", "PACKAGE NAME\n", "x:1", "is no field"),
    ("yocto-cve-check", "{}", "x#", "no list `package`"),
    ("west.yml", "manifest: {projects: [{revision: a}]}\n", "#/manifest/projects/0", "has no name"),
    ("apk-installed", "P:a\n\n", "x:1", "no version"),
    ("dpkg-status", "Package: a\nStatus: install ok installed\n", "x:1", "no Version"),
    ("rpm-list", "not a package\n", "x:1", "is not name-version-release.arch"),
    ("requirements.txt", "a" * 40_000, "x", "longer than"),
]


@pytest.mark.parametrize(
    ("kind", "text", "place", "reason"), WRONG, ids=[f"{one[0]}-{i}" for i, one in enumerate(WRONG)]
)
def test_a_wrong_file_is_refused_with_place_and_reason(kind: str, text: str, place: str, reason: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        read_manifest(kind, text.encode(), "x")
    assert refused.value.place.startswith("x")
    assert place in refused.value.place
    assert reason in refused.value.message


@pytest.mark.parametrize("kind", KINDS)
def test_bytes_that_are_no_text_are_refused(kind: str) -> None:
    with pytest.raises(InvalidInputError):
        read_manifest(kind, b"\xff\xfe\x00\x01" * 10, "x")


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_cut_anywhere_is_read_or_refused(kind: str) -> None:
    whole = CASES[kind].text.encode()
    for end in range(0, len(whole), max(1, len(whole) // 60)):
        try:
            to_sbom(read_manifest(kind, whole[:end], "x"), ("p", ""), "t", "")
        except MedwardError:
            continue


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(KINDS), st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(kind: str, data: bytes) -> None:
    try:
        found = read_manifest(kind, data, "x")
        to_sbom(found, ("p", ""), "t", "")
    except MedwardError:
        pass


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["packages", "dependencies", "package", "name", "version", "node_modules/a", "requires",
                         "graph_lock", "nodes", "ref", "resolved", "default", "overrides", "a", "type", "link"]),
        inner, max_size=4),
    max_leaves=12,
)  # fmt: skip
OF_JSON = ("package-lock.json", "pipfile.lock", "packages.lock.json", "conan.lock", "vcpkg.json", "buildroot-info",
           "yocto-cve-check")  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(OF_JSON), JSON)
def test_any_json_is_read_or_refused(kind: str, tree: object) -> None:
    try:
        found = read_manifest(kind, json.dumps(tree).encode(), "x")
        to_sbom(found, ("p", ""), "t", "")
    except MedwardError:
        pass


def test_a_kind_nobody_knows_is_asked_for() -> None:
    assert kind_of("data.bin", b"\x00\x01") == ""
    with pytest.raises(InvalidInputError, match="nobody can tell what kind of file this is") as refused:
        read_manifest("", b"", "data.bin")
    assert "--as" in refused.value.hint


def test_more_packages_than_any_product_has_are_refused() -> None:
    one = read_manifest("go.sum", b"a v1 h1:x\n", "go.sum").packages[0]
    many = Manifest("go.sum", "pre-build", tuple(one._replace(key=str(i)) for i in range(200_001)))
    with pytest.raises(LimitError, match="200,001 packages"):
        to_sbom(many, ("p", ""), "t", "")


def test_a_product_nobody_names_is_asked_for() -> None:
    found = read_manifest("go.sum", b"a v1 h1:x\n", "go.sum")
    with pytest.raises(InvalidInputError, match="does not say what the product is called"):
        to_sbom(found, ("", ""), "t", "")


def test_packages_that_need_each_other_in_a_circle_are_reached_from_the_product() -> None:
    lock = {
        "name": "p", "lockfileVersion": 3,
        "packages": {"": {}, "node_modules/a": {"version": "1.0.0", "dependencies": {"b": "1"}},
                     "node_modules/b": {"version": "1.0.0", "dependencies": {"a": "1"}}},
    }  # fmt: skip
    sbom = to_sbom(read_manifest("package-lock.json", json.dumps(lock).encode(), "x"), ("", ""), "t", "")
    assert sbom.dependencies[0].depends_on == ("pkg:npm/a@1.0.0",)

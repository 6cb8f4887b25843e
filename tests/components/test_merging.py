"""Merging keeps what every file says; splitting by origin gives the files back."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.components.joining import ORIGIN_PROPERTY
from medward.components.merging import Merged, merge, split
from medward.components.sbom import Component, Dependency, Hash, Origin, Property, Sbom
from medward.errors import InvalidInputError

NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def part(name: str, version: str = "1", **fields: object) -> Component:
    return Component(
        ref=f"ref-{name}-{version}", name=name, version=version, purl=f"pkg:generic/{name}@{version}"
    )._replace(
        **fields,
    )


def sbom(root: Component, *components: Component, edges: tuple[tuple[str, str], ...] = ()) -> Sbom:
    return Sbom(
        serial="", spec_version="1.6", timestamp="", tools=(), authors=(), root=root, components=components,
        dependencies=tuple(Dependency(left, (right,)) for left, right in edges), lifecycles=(), sha256="",
    )  # fmt: skip


def device() -> dict[str, Sbom]:
    """Return a pump with a gateway whose image holds zlib, which the pump's own firmware holds too."""
    return {
        "device": sbom(
            part("pump"), part("gateway"), part("firmware"),
            edges=(("ref-pump-1", "ref-gateway-1"), ("ref-pump-1", "ref-firmware-1")),
        ),
        "gateway": sbom(part("gateway"), part("image"), edges=(("ref-gateway-1", "ref-image-1"),)),
        "image": sbom(part("image"), part("zlib"), edges=(("ref-image-1", "ref-zlib-1"),)),
        "firmware": sbom(part("firmware"), part("zlib"), edges=(("ref-firmware-1", "ref-zlib-1"),)),
    }  # fmt: skip


def node(merged: Merged, name: str) -> Component:
    (found,) = [one for one in merged.sbom.components if one.name == name]
    return found


def test_device_subsystem_and_image_become_one_hierarchy() -> None:
    merged = merge(device())
    below = {one.ref: one.depends_on for one in merged.sbom.dependencies}
    assert merged.sbom.root is not None
    assert merged.sbom.root.name == "pump"
    assert below["pkg:generic/pump@1"] == ("pkg:generic/firmware@1", "pkg:generic/gateway@1")
    assert below["pkg:generic/gateway@1"] == ("pkg:generic/image@1",)
    assert below["pkg:generic/image@1"] == below["pkg:generic/firmware@1"] == ("pkg:generic/zlib@1",)


def test_an_equal_component_is_one_with_several_origins() -> None:
    zlib = node(merge(device()), "zlib")
    assert zlib.origins == (Origin("firmware", "ref-zlib-1"), Origin("image", "ref-zlib-1"))
    assert Property(ORIGIN_PROPERTY, "image#ref-zlib-1") in zlib.properties


def test_two_suppliers_of_one_component_are_listed_with_their_files() -> None:
    files = device()
    files["image"] = files["image"]._replace(components=(part("zlib", supplier="Distribution"),))
    files["firmware"] = files["firmware"]._replace(components=(part("zlib", supplier="Author"),))
    (found,) = merge(files).conflicts
    assert (found.ref, found.field, found.kept) == ("pkg:generic/zlib@1", "supplier", "Author")
    assert found.values == (("Author", ("firmware",)), ("Distribution", ("image",)))


def test_components_of_one_archive_stay_apart_in_one_file_too() -> None:
    """Two of one name without version cannot be told from a third, so it stays alone."""
    versions = "1.0", "2.0", ""
    parts = [Component(f"r{one}", "foo", version=one, hashes=(Hash("SHA-256", "aa"),)) for one in versions]
    merged = merge({"x": sbom(part("x"), *parts), "y": sbom(part("x"), parts[0])})
    assert sorted((one.version, len(one.origins)) for one in merged.sbom.components) == [
        ("", 1), ("1.0", 2), ("2.0", 1),
    ]  # fmt: skip
    assert merged.conflicts == ()


def test_names_that_differ_under_one_package_url_are_listed() -> None:
    files = device()
    files["image"] = files["image"]._replace(components=(part("zlib")._replace(name="zlib1g"),))
    (found,) = merge(files).conflicts
    assert (found.field, found.values) == ("name", (("zlib", ("firmware",)), ("zlib1g", ("image",))))


@pytest.mark.parametrize(
    ("scopes", "kept"),
    [
        (("excluded", "required"), "required"),
        (("excluded", ""), ""),  # CycloneDX 1.6, component scope: "required" is assumed where none is given
        (("optional", "excluded"), "optional"),
        (("excluded", "excluded"), "excluded"),
    ],
)
def test_what_one_file_ships_is_no_excluded_component_of_the_whole(
    scopes: tuple[str, str], kept: str
) -> None:
    one, other = (part("zlib", scope=scope) for scope in scopes)
    merged = merge({"a": sbom(part("pump"), one), "b": sbom(part("pump"), other)})
    assert node(merged, "zlib").scope == kept
    told = [each.kept for each in merged.conflicts if each.field == "scope"]
    assert told == ([kept] if len(set(scopes) - {""}) > 1 else [])


def test_who_made_a_component_is_kept_from_whichever_file_says_it() -> None:
    made = part("zlib", originator="Jean-loup Gailly", originator_is_person=True)
    merged = merge({"a": sbom(part("pump"), part("zlib")), "b": sbom(part("pump"), made)})
    found = node(merged, "zlib")
    assert (found.originator, found.originator_is_person) == ("Jean-loup Gailly", True)


def test_a_field_only_one_file_gives_is_no_conflict() -> None:
    files = device()
    files["image"] = files["image"]._replace(components=(part("zlib", supplier="Author"),))
    merged = merge(files)
    assert (merged.conflicts, node(merged, "zlib").supplier) == ((), "Author")


def test_two_hashes_under_one_package_url_are_a_conflict() -> None:
    files = device()
    for file, content in (("image", "aa"), ("firmware", "bb")):
        files[file] = files[file]._replace(components=(part("zlib", hashes=(Hash("SHA-256", content),)),))
    (found,) = merge(files).conflicts
    assert (found.field, [value for value, _ in found.values]) == ("hash SHA-256", ["aa", "bb"])


def hashed(name: str, content: str, purl: str = "") -> Component:
    return Component(ref=name, name=name, purl=purl, hashes=(Hash("SHA-256", content),))


@pytest.mark.parametrize(
    ("left", "right", "count"),
    [
        pytest.param(hashed("a", "aa"), hashed("A", "AA"), 1, id="same hash, no package URL"),
        pytest.param(hashed("a", "aa"), hashed("a", "aa", "pkg:generic/a@1"), 1, id="one has a package URL"),
        pytest.param(hashed("a", "aa"), hashed("b", "aa"), 2, id="same hash, other name"),
        pytest.param(
            hashed("a", "aa"), hashed("b", "aa", "pkg:generic/b@1"), 2, id="package URL of another name"
        ),
        pytest.param(
            hashed("a", "aa")._replace(version="1"),
            hashed("a", "aa")._replace(version="2"),
            2,
            id="other version",
        ),
        pytest.param(
            hashed("a", "aa")._replace(version="2"),
            hashed("a", "aa", "pkg:generic/a@1")._replace(version="1"),
            2,
            id="version of another package URL",
        ),
        pytest.param(hashed("a", "aa"), hashed("a", "aa")._replace(version="2"), 1, id="one without version"),
        pytest.param(
            hashed("a", "aa")._replace(group="g"), hashed("a", "aa")._replace(group="h"), 2, id="other group"
        ),
        pytest.param(
            hashed("a", "aa", "pkg:npm/a"),
            hashed("a", "aa", "pkg:pypi/a"),
            2,
            id="package URLs without version",
        ),
        pytest.param(
            hashed("a", "aa", "pkg:generic/a@1"),
            hashed("b", "aa", "pkg:generic/b@1"),
            2,
            id="two package URLs",
        ),
        pytest.param(hashed("a", NOTHING), hashed("b", NOTHING), 2, id="hash of nothing"),
        pytest.param(hashed("a", "aa"), hashed("a", "bb"), 2, id="same name, other hash"),
        pytest.param(
            Component(ref="a", name="a", version="1"),
            Component(ref="a", name="a", version="1"),
            2,
            id="name only",
        ),
    ],
)
def test_components_are_one_by_package_url_or_hash(left: Component, right: Component, count: int) -> None:
    files = {"x": sbom(part("x"), part("y"), left), "y": sbom(part("y"), right)}
    merged = merge(files)
    assert len([one for one in merged.sbom.components if one.name in {"a", "b", "A"}]) == count


def test_what_a_file_is_about_is_found_by_name_where_it_has_no_package_url() -> None:
    bare = Component(ref="1", name="gateway", version="2.0")
    files = {"device": sbom(part("pump"), bare._replace(ref="g")), "gateway": sbom(bare, part("zlib"))}
    merged = merge(files)
    assert [one.file for one in node(merged, "gateway").origins] == ["device", "gateway"]


def test_files_with_nothing_above_them_need_a_name() -> None:
    files = {"a": sbom(part("a")), "b": sbom(part("b"))}
    with pytest.raises(
        InvalidInputError, match="2 of the files are about a product that is part of no other"
    ):
        merge(files)
    merged = merge(files, Component(ref="whole", name="pump", version="1"))
    below = {one.ref: one.depends_on for one in merged.sbom.dependencies}
    assert below["whole"] == ("pkg:generic/a@1", "pkg:generic/b@1")


def test_a_file_that_is_about_nothing_is_refused_by_name() -> None:
    files = {"a": sbom(part("a")), "b": sbom(part("b"))._replace(root=None)}
    with pytest.raises(InvalidInputError) as refused:
        merge(files)
    assert refused.value.place == "b"


def test_nested_components_hang_below_what_held_them() -> None:
    files = {
        "a": sbom(part("a"), part("b"), part("c", parents=("ref-b-1",))),
        "b": sbom(part("b"), part("c")),
    }
    merged = merge(files)
    below = {one.ref: one.depends_on for one in merged.sbom.dependencies}
    assert below["pkg:generic/b@1"] == ("pkg:generic/c@1",)
    assert split(merged)["a"].components[-1].parents == ("ref-b-1",)


NAMES = st.sampled_from(["curl", "zlib", "mbedtls", "lwip", "freertos"])
VERSIONS = st.sampled_from(["1", "2"])
BARE = st.builds(hashed, NAMES, st.sampled_from(["aa", "bb", NOTHING]))
COMPONENTS = st.lists(
    st.one_of(st.builds(part, NAMES, VERSIONS), BARE), max_size=6, unique_by=lambda one: one.ref
)


@st.composite
def files(draw: st.DrawFn) -> dict[str, Sbom]:
    found = {}
    for name in draw(st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, unique=True)):
        components = draw(COMPONENTS)
        refs = [f"ref-root-{name}-1", *(one.ref for one in components)]
        pairs = draw(
            st.lists(st.tuples(st.sampled_from(refs), st.sampled_from(refs)), max_size=8, unique=True)
        )
        found[name] = sbom(part(f"root-{name}"), *components, edges=tuple(pairs))
    return found


WHOLE = Component(ref="whole", name="whole", version="1")


@given(files())
def test_splitting_by_origin_gives_the_files_back(given_files: dict[str, Sbom]) -> None:
    parts = split(merge(given_files, WHOLE))
    assert parts.keys() == given_files.keys()
    for file, one in given_files.items():
        found = parts[file]
        assert one.root is not None
        assert found.root == one.root.ref
        assert sorted((each.ref, each.parents) for each in found.components) == sorted(
            (each.ref, each.parents) for each in one.components
        )
        by_ref = {each.ref: each for each in found.components}
        for each in one.components:
            assert set(each.hashes) <= set(by_ref[each.ref].hashes)
            assert not each.purl or by_ref[each.ref].purl == each.purl
        assert set(found.dependencies) == {
            (each.ref, on) for each in one.dependencies for on in each.depends_on
        }


@given(files())
def test_the_order_of_the_files_changes_nothing(given_files: dict[str, Sbom]) -> None:
    outcomes = {
        repr(merge({name: given_files[name] for name in order}, WHOLE).sbom)
        for order in permutations(given_files)
    }
    assert len(outcomes) == 1


@given(files())
def test_references_are_unique_and_every_dependency_leads_somewhere(given_files: dict[str, Sbom]) -> None:
    whole = merge(given_files, WHOLE).sbom
    refs = [one.ref for one in whole.components] + ["whole"]
    assert len(refs) == len(set(refs))
    assert {ref for one in whole.dependencies for ref in (one.ref, *one.depends_on)} <= set(refs)

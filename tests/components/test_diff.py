"""What changed between two lists of components."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.components.diff import Difference, What, compared
from medward.components.sbom import Component, Hash

BASE = Component(
    ref="a", name="mbedtls", version="3.6.1", purl="pkg:generic/mbedtls@3.6.1", supplier="Trusted Firmware",
    licences=("Apache-2.0",), hashes=(Hash("SHA-256", "aa"),), support_level="actively-maintained",
    end_of_support="2027-03-31",
)  # fmt: skip


def whats(old: list[Component], new: list[Component]) -> list[tuple[What, str, str]]:
    return [(one.what, one.before, one.after) for one in compared(old, new)]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        pytest.param({}, [], id="nothing"),
        pytest.param({"version": "3.6.2", "purl": "pkg:generic/mbedtls@3.6.2", "hashes": (Hash("SHA-256", "bb"),)},
                     [(What.VERSION, "3.6.1", "3.6.2")], id="version, and the hash with it"),
        pytest.param({"hashes": (Hash("SHA-256", "bb"),)},
                     [(What.SUSPICIOUS_HASH, "SHA-256:aa", "SHA-256:bb")], id="hash alone"),
        pytest.param({"hashes": (Hash("SHA-256", "AA"),)}, [], id="hash in capitals"),
        pytest.param({"hashes": ()}, [(What.HASH, "SHA-256", "")], id="hash gone"),
        pytest.param({"hashes": (Hash("SHA-512", "cc"),)}, [(What.HASH, "SHA-256", "SHA-512")], id="other algorithm"),
        pytest.param({"licences": ("MIT",)}, [(What.LICENCE, "Apache-2.0", "MIT")], id="licence"),
        pytest.param({"supplier": "Fork"}, [(What.SUPPLIER, "Trusted Firmware", "Fork")], id="supplier"),
        pytest.param({"support_level": "abandoned"},
                     [(What.SUPPORT, "actively-maintained, until 2027-03-31", "abandoned, until 2027-03-31")],
                     id="support"),
        pytest.param({"purl": ""}, [(What.IDENTIFIER, "pkg:generic/mbedtls@3.6.1", "")], id="identifier"),
        pytest.param({"purl": "pkg:generic/mbedtls@3.6.1?epoch=2"},
                     [(What.IDENTIFIER, "pkg:generic/mbedtls@3.6.1", "pkg:generic/mbedtls@3.6.1?epoch=2")],
                     id="qualifier"),
        pytest.param({"purl": "pkg:generic/mbedtls@3.6.2"},
                     [(What.IDENTIFIER, "pkg:generic/mbedtls@3.6.1", "pkg:generic/mbedtls@3.6.2")],
                     id="package URL with another version than the field"),
        pytest.param({"cpe": "cpe:2.3:a:fork:mbedtls:3.6.1:*:*:*:*:*:*:*"},
                     [(What.IDENTIFIER, "", "cpe:2.3:a:fork:mbedtls:3.6.1:*:*:*:*:*:*:*")], id="CPE name"),
        pytest.param({"swid": "other.example/x"}, [(What.IDENTIFIER, "", "other.example/x")], id="SWID tag"),
        pytest.param({"identifiers": ("pkg:github/arm/mbedtls@3.6.1",)},
                     [(What.IDENTIFIER, "", "pkg:github/arm/mbedtls@3.6.1")], id="further identifier"),
        pytest.param({"modified": True}, [(What.MODIFIED, "no", "yes")], id="modified"),
        pytest.param({"scope": "excluded"}, [(What.SCOPE, "required", "excluded")], id="scope"),
        pytest.param({"scope": "required"}, [], id="CycloneDX: without scope, required is meant"),
    ],
)  # fmt: skip
def test_each_change_is_told_apart(changed: dict[str, object], expected: list[tuple[What, str, str]]) -> None:
    assert whats([BASE], [BASE._replace(**changed)]) == expected


def test_a_version_that_moves_takes_its_identifiers_along() -> None:
    name = "cpe:2.3:a:arm:mbedtls:{}:*:*:*:*:*:*:*"
    old = BASE._replace(cpe=name.format("3.6.1"), purl="pkg:generic/mbedtls@3.6.1?arch=arm")
    new = BASE._replace(cpe=name.format("3.6.2"), purl="pkg:generic/mbedtls@3.6.2?arch=arm", version="3.6.2")
    assert whats([old], [new]) == [(What.VERSION, "3.6.1", "3.6.2")]
    fork = new._replace(cpe="cpe:2.3:a:fork:mbedtls:3.6.2:*:*:*:*:*:*:*")
    assert whats([old], [fork])[1:] == [(What.IDENTIFIER, old.cpe, fork.cpe)]


def test_equal_identifiers_belong_together_before_equal_versions() -> None:
    linux, mac = (BASE._replace(ref=one, purl=f"{BASE.purl}?classifier={one}") for one in ("linux", "osx"))
    assert whats([linux, mac], [mac._replace(ref="x"), linux._replace(ref="y")]) == []


def test_a_strong_hash_that_went_is_a_difference_though_a_weak_one_stays() -> None:
    both = BASE._replace(hashes=(Hash("SHA-256", "aa"), Hash("MD5", "bb")))
    (change,) = compared([both], [both._replace(hashes=both.hashes[1:])])
    assert (change.what, change.before, change.after) == (What.HASH, "MD5, SHA-256", "MD5")


def test_a_suspicious_hash_stands_before_everything_else() -> None:
    other = BASE._replace(ref="b", name="zlib", purl="pkg:generic/zlib@1")
    found = compared([BASE], [BASE._replace(hashes=(Hash("SHA-256", "bb"),)), other])
    assert [one.what for one in found] == [What.SUSPICIOUS_HASH, What.ADDED]


def test_a_component_that_moved_is_told_by_the_names_of_what_holds_it() -> None:
    box, shelf = Component(ref="1", name="box"), Component(ref="2", name="shelf")
    old = [box, shelf, BASE._replace(parents=("1",))]
    new = [box._replace(ref="7"), shelf._replace(ref="8"), BASE._replace(parents=("8",))]
    assert whats(old, new) == [(What.MOVED, "box", "shelf")]


def test_other_references_alone_are_no_difference() -> None:
    box = Component(ref="1", name="box")
    assert (
        compared(
            [box, BASE._replace(parents=("1",))],
            [box._replace(ref="9"), BASE._replace(ref="z", parents=("9",))],
        )
        == []
    )


def test_two_versions_side_by_side_are_paired_by_version_first() -> None:
    old = [BASE._replace(version="1"), BASE._replace(version="2", ref="b")]
    new = [BASE._replace(version="2", ref="x"), BASE._replace(version="3", ref="y")]
    assert whats(old, new) == [(What.VERSION, "1", "3")]


PARTS = st.lists(
    st.builds(
        lambda name, version, supplier: Component(
            ref=f"{name}{version}", name=name, version=version, purl=f"pkg:generic/{name}@{version}", supplier=supplier
        ),
        st.sampled_from("abcd"), st.sampled_from("123"), st.sampled_from(["", "S", "T"]),
    ),
    unique_by=lambda one: one.ref,
)  # fmt: skip


@given(PARTS)
def test_nothing_changed_from_an_sbom_to_itself(parts: list[Component]) -> None:
    assert compared(parts, list(reversed(parts))) == []


@given(PARTS, PARTS)
def test_the_other_way_round_what_came_is_gone(old: list[Component], new: list[Component]) -> None:
    there, back = compared(old, new), compared(new, old)
    assert names(there, What.ADDED) == names(back, What.REMOVED)
    assert names(there, What.REMOVED) == names(back, What.ADDED)
    assert len(names(there, What.VERSION)) == len(names(back, What.VERSION))


@given(PARTS, PARTS)
def test_counts_add_up(old: list[Component], new: list[Component]) -> None:
    found = compared(old, new)
    assert len(old) - len(names(found, What.REMOVED)) == len(new) - len(names(found, What.ADDED))


def names(found: list[Difference], what: What) -> list[str]:
    return sorted(one.name for one in found if one.what is what)

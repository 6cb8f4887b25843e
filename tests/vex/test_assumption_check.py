"""Every kind of assumption: the edit that breaks it is found, an unrelated edit is not, and gaps are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from medward.components.sbom import Component, Hash, Sbom
from medward.devices.records import Interface, Release
from medward.kernel.recordset import RecordSet
from medward.verification.credit import Proof
from medward.verification.records import Evidence
from medward.vex.assumption_check import Answer, Facts, Holding, evaluated, reopening
from medward.vex.assumptions import AssumptionKind, CheckedAssumption
from medward.vex.records import Assessment
from tests.checks.sample import PART, case, clean, findings, sbom

if TYPE_CHECKING:
    from collections.abc import Callable

    from medward.kernel.records import Record

CONFIG = "evidence/4.2.0/flags.txt"
HASH = "5a" * 32
HASHED = PART._replace(hashes=(Hash("SHA-256", "11" * 32),))
LIBXML2 = Component(
    ref="x",
    name="libxml2",
    version="2.9.10",
    purl="pkg:generic/libxml2@2.9.10",
    hashes=(Hash("SHA-256", HASH),),
)


def base() -> Facts:
    """Return the facts of the small device file, with a build configuration and one component."""
    records = clean()
    flags = records["LVP-EVD-0001"].replace(id="LVP-EVD-0002", file=CONFIG, evidence_kind="log")
    off = records["LVP-IFC-0002"].replace(default="off", port="TCP 8443")
    kept = {**records, "LVP-EVD-0002": flags, "LVP-IFC-0002": off}
    return replace(
        case(kept, parts=(HASHED,)).assumption_facts,
        contents={CONFIG: b"LIBXML2_HTML=off\n"},
    )


FACTS = base()


def edited(facts: Facts, *records: Record) -> Facts:
    """Return the facts with some records in place of those with their ids, everything derived anew."""
    kept = {**facts.records.by_id, **{one.id: one for one in records}}
    again = case(
        kept, parts=facts.sboms["mcu"].components, files=dict(facts.files), seal=False
    ).assumption_facts
    return replace(again, contents=facts.contents, today=facts.today)


def with_parts(*parts: Component) -> Callable[[Facts], Facts]:
    return lambda facts: replace(facts, sboms={"mcu": sbom(HASHED, *parts)})


def with_content(text: bytes) -> Callable[[Facts], Facts]:
    return lambda facts: replace(facts, contents={CONFIG: text})


def with_interface(**fields: object) -> Callable[[Facts], Facts]:
    def change(facts: Facts) -> Facts:
        found = facts.records.find("LVP-IFC-0002", Interface)
        assert found is not None
        return edited(facts, found.replace(**fields))

    return change


def unverified(facts: Facts) -> Facts:
    """Let the evidence of the pairing control be altered."""
    return edited(replace(facts, files={**facts.files, "evidence/4.2.0/ble.xml": "b" * 64}))


def another_interface(facts: Facts) -> Facts:
    found = facts.records.find("LVP-IFC-0002", Interface)
    assert found is not None
    return edited(facts, found.replace(id="LVP-IFC-0009", short="F9"))


def no_sbom(facts: Facts) -> Facts:
    return replace(facts, sboms={})


def unrelated(facts: Facts) -> Facts:
    """Change a title, a component, an option and a file nobody assumes anything about."""
    release = facts.records.find("LVP-REL-0001", Release)
    assert release is not None
    titled = edited(facts, release.replace(title="Another title"))
    other = LIBXML2._replace(
        ref="z", name="zlib", purl="pkg:generic/zlib@1.3", hashes=(Hash("SHA-256", "22" * 32),)
    )
    return replace(
        titled,
        sboms={"mcu": sbom(HASHED, other)},
        contents={CONFIG: facts.contents[CONFIG] + b"ZLIB=on\n"},
        files={**facts.files, "notes.txt": "c" * 64},
    )


def assume(kind: str, **fields: object) -> CheckedAssumption:
    return CheckedAssumption.model_validate({"assumes": kind, **fields})


CASES = {
    "component-absent, by package URL": (
        assume("component-absent", component="pkg:generic/libxml2"),
        with_parts(LIBXML2),
        no_sbom,
    ),
    "component-absent, by version": (
        assume("component-absent", component="pkg:generic/libxml2@2.9.10"),
        with_parts(LIBXML2),
        no_sbom,
    ),
    "component-absent, by hash": (assume("component-absent", sha256=HASH), with_parts(LIBXML2), no_sbom),
    "component-absent, by name": (
        assume("component-absent", component="LibXML2"),
        with_parts(LIBXML2),
        no_sbom,
    ),
    "build-option": (
        assume("build-option", file=CONFIG, option="LIBXML2_HTML", value="off"),
        with_content(b"LIBXML2_HTML=on\n"),
        with_content(b"nothing here\n"),
    ),
    "port-closed, by interface": (
        assume("port-closed", interface="LVP-IFC-0002"),
        with_interface(default="on"),
        None,
    ),
    "port-closed, by port": (
        assume("port-closed", port="8443"),
        with_interface(default="on"),
        with_interface(port="unknown"),
    ),
    "interface-absent": (assume("interface-absent", short="F9"), another_interface, None),
    "path-cut": (
        assume("path-cut", element="LVP-ELM-0011", controls=("LVP-CTL-0001",)),
        unverified,
        None,
    ),
    "control-verified": (
        assume("control-verified", controls=("LVP-CTL-0001",)),
        unverified,
        lambda facts: replace(facts, proofs={}),
    ),
    "version-outside": (
        assume("version-outside", component="pkg:generic/libxml2", range="vers:generic/>=2.9.0|<2.9.14"),
        with_parts(LIBXML2),
        with_parts(LIBXML2._replace(version="")),
    ),
    "file-unchanged": (
        assume("file-unchanged", file=CONFIG, sha256="a" * 64),
        lambda facts: replace(facts, files={**facts.files, CONFIG: "b" * 64}),
        lambda facts: replace(facts, files={}),
    ),
    "not-expired": (
        assume("not-expired", until="2026-06-15"),
        lambda facts: replace(facts, today=date(2026, 6, 16)),
        None,
    ),
}
EVERY = pytest.mark.parametrize("name", CASES)


def test_every_kind_of_assumption_is_mutated() -> None:
    assert {one.assumes for one, _, _ in CASES.values()} == set(AssumptionKind)


@EVERY
def test_it_holds_as_the_file_stands(name: str) -> None:
    assert evaluated(CASES[name][0], FACTS).holding is Holding.HOLDS


@EVERY
def test_the_edit_that_breaks_it_is_found(name: str) -> None:
    assumption, breaks, _ = CASES[name]
    assert evaluated(assumption, breaks(FACTS)).holding is Holding.BROKEN


@EVERY
def test_an_unrelated_edit_changes_nothing(name: str) -> None:
    assert evaluated(CASES[name][0], unrelated(FACTS)).holding is Holding.HOLDS


@pytest.mark.parametrize("name", [name for name, (_, _, gap) in CASES.items() if gap])
def test_what_cannot_be_told_is_told_so(name: str) -> None:
    assumption, _, gap = CASES[name]
    assert gap is not None
    assert evaluated(assumption, gap(FACTS)).holding is Holding.CANNOT_TELL


@given(st.sets(st.sampled_from(sorted(CASES)), max_size=4))
@settings(deadline=None, max_examples=30)
def test_whatever_is_edited_only_assumptions_about_it_break(names: set[str]) -> None:
    facts = FACTS
    for name in sorted(names):
        facts = CASES[name][1](facts) if "hash" in name or "package" in name else facts
    touched = any("hash" in name or "package" in name for name in names)
    for name, (assumption, _, _) in CASES.items():
        about_the_part = name.startswith(("component-absent", "version-outside"))
        wanted = Holding.BROKEN if touched and about_the_part else Holding.HOLDS
        assert evaluated(assumption, facts).holding is wanted


@pytest.mark.parametrize(
    ("listed", "holding"),
    [
        pytest.param({"purl": ""}, "cannot-tell", id="by name only"),
        pytest.param(
            {"purl": "", "name": "x", "cpe": "cpe:2.3:a:gnome:libxml2:2.9.10:*:*:*:*:*:*:*"}, "cannot-tell"
        ),
        pytest.param({"purl": "pkg:generic/libxml2@2.9.10"}, "cannot-tell", id="of type generic"),
        pytest.param({"purl": "pkg:deb/libxml2@2.9.10"}, "cannot-tell", id="of no distribution"),
        pytest.param({"purl": "pkg:deb/debian/libxml2@2.9.10"}, "broken", id="itself"),
        pytest.param({"purl": "pkg:deb/ubuntu/libxml2@2.9.10"}, "holds", id="of another distribution"),
        pytest.param({"purl": "pkg:npm/libxml2@2.9.10"}, "holds", id="of another ecosystem"),
        pytest.param({"purl": "", "name": "zlib"}, "holds", id="another name"),
    ],
)
def test_a_component_is_absent_only_where_the_sbom_can_tell(listed: dict[str, str], holding: str) -> None:
    one = assume("component-absent", component="pkg:deb/debian/libxml2")
    assert evaluated(one, with_parts(LIBXML2._replace(**listed))(FACTS)).holding == holding


@pytest.mark.parametrize(
    ("one", "part", "says"),
    [
        (
            assume("component-absent", component="pkg:generic/libxml2@2.9.10"),
            LIBXML2._replace(purl="pkg:generic/libxml2", version=""),
            "the SBOM of mcu lists pkg:generic/libxml2, which may be it",
        ),
        (
            assume("component-absent", sha256=HASH),
            LIBXML2._replace(hashes=(Hash("MD5", "5a" * 16),)),
            "the SBOM of mcu lists pkg:generic/libxml2@2.9.10 without a SHA-256 hash",
        ),
        (assume("component-absent", component="pkg:libxml2"), LIBXML2, "pkg:libxml2 is no package URL"),
        (
            assume("version-outside", component="pkg:deb/debian/libxml2", range="vers:deb/<2.9.0"),
            LIBXML2,
            "libxml2 2.9.10 in mcu cannot be compared with vers:deb/<2.9.0",
        ),
    ],
)
def test_what_an_sbom_leaves_open_is_said(one: CheckedAssumption, part: Component, says: str) -> None:
    assert evaluated(one, with_parts(part)(FACTS)) == Answer(Holding.CANNOT_TELL, says)


@pytest.mark.parametrize(
    ("wanted", "port", "protocol", "holding"),
    [
        ("443/tcp", "TCP 443 at the portal", "HTTPS, TLS 1.3", "broken"),
        ("TCP 443", "443", "HTTPS over TCP", "broken"),
        ("tcp/443", "443/tcp", "HTTPS", "broken"),
        ("443", "TCP 22 inside the tunnel, TCP 443", "SSH", "broken"),
        ("443/tcp", "UDP 51820 at the build network, then TCP 22 and 443 inside", "WireGuard", "broken"),
        ("port 8080", "TCP 8000-8100", "HTTP", "broken"),
        ("8443", "HTTPS 8443", "HTTPS", "broken"),
        ("443/tcp", "fleet.example:443", "HTTPS", "broken"),
        ("UART4", "uart4", "Meridian UART link", "broken"),
        ("443/tcp", "UDP 443", "QUIC", "holds"),
        ("443/tcp", "TCP 8443", "HTTPS", "holds"),
        ("44", "TCP 443", "HTTPS", "holds"),
        ("443/tcp", "none", "HTTPS to nobody", "holds"),
        ("443/tcp", "UART4", "Meridian UART link version 3", "holds"),
        ("443/tcp", "https", "HTTPS, TLS 1.3", "cannot-tell"),
        ("443/tcp", "any", "TCP", "cannot-tell"),
        ("443/tcp", "to be determined", "HTTPS", "cannot-tell"),
        ("service port", "TCP 443", "HTTPS", "cannot-tell"),
    ],
)
def test_ports_are_compared_however_both_sides_write_them(
    wanted: str, port: str, protocol: str, holding: str
) -> None:
    facts = with_interface(default="on", port=port, protocol=protocol)(FACTS)
    assert evaluated(assume("port-closed", port=wanted), facts).holding == holding


def test_an_interface_that_is_off_does_not_answer_for_one_whose_port_nobody_knows() -> None:
    found = FACTS.records.find("LVP-IFC-0002", Interface)
    assert found is not None
    other = found.replace(id="LVP-IFC-0009", short="F9", default="on", port="unknown")
    answer = evaluated(assume("port-closed", port="8443"), edited(FACTS, other))
    assert answer == Answer(Holding.CANNOT_TELL, "the port of LVP-IFC-0009 (unknown) cannot be told")


@pytest.mark.parametrize(
    "one",
    [assume("port-closed", port="443"), assume("interface-absent", short="F7")],
    ids=["port-closed", "interface-absent"],
)
def test_a_model_without_interfaces_tells_nothing(one: CheckedAssumption) -> None:
    bare = RecordSet(item for item in FACTS.records if not isinstance(item, Interface))
    answer = evaluated(one, replace(FACTS, records=bare))
    assert answer == Answer(Holding.CANNOT_TELL, "the model has no interfaces")


def test_names_are_the_same_in_small_letters_and_one_that_is_none_tells_nothing() -> None:
    assert evaluated(assume("interface-absent", short="f2"), FACTS).holding is Holding.BROKEN
    missing = evaluated(assume("port-closed", interface="LVP-IFC-0099"), FACTS)
    assert missing == Answer(Holding.CANNOT_TELL, "there is no interface LVP-IFC-0099")


def test_a_configuration_of_another_release_tells_nothing_about_this_one() -> None:
    evidence = FACTS.records.find("LVP-EVD-0002", Evidence)
    release = FACTS.records.find("LVP-REL-0001", Release)
    assert evidence is not None
    assert release is not None
    older = edited(
        FACTS,
        release.replace(id="LVP-REL-0000", release_version="4.1.0"),
        evidence.replace(release="LVP-REL-0000"),
    )
    answer = evaluated(CASES["build-option"][0], older)
    assert answer == Answer(Holding.CANNOT_TELL, f"{CONFIG} is evidence of LVP-REL-0000 only")


def test_a_broken_assumption_reopens_the_assessment_and_names_itself() -> None:
    records = clean()
    one = records["LVP-VAS-0001"]
    assert isinstance(one, Assessment)
    records["LVP-VAS-0001"] = one.replace(assumptions=(CASES["component-absent, by package URL"][0],))
    assert findings(case(records), "V18") == []
    broken = case(records, parts=(PART, LIBXML2))
    (said,) = findings(broken, "V18")
    assert said.startswith(
        "LVP-VAS-0001: V18 reopened: the assumption that pkg:generic/libxml2 is not in the release is broken, "
        "since the SBOM of mcu lists pkg:generic/libxml2@2.9.10."
    )
    kept = broken.records.find("LVP-VAS-0001", Assessment)
    assert kept is not None
    assert len(reopening(kept, broken.assumption_facts)) == 1


def test_an_sbom_nobody_can_read_reopens_too() -> None:
    records = clean()
    one = records["LVP-VAS-0001"]
    records["LVP-VAS-0001"] = one.replace(assumptions=(CASES["component-absent, by hash"][0],))
    (said,) = findings(case(records, parts=None), "V18")
    assert "cannot be told, since there is no readable SBOM of mcu" in said


@pytest.mark.parametrize(
    ("fields", "lacks"),
    [
        ({"assumes": "build-option", "file": CONFIG}, "option and value"),
        ({"assumes": "component-absent"}, "component or sha256"),
        ({"assumes": "port-closed"}, "interface or port"),
        ({"assumes": "not-expired"}, "until"),
    ],
)
def test_an_assumption_that_says_too_little_is_refused(fields: dict[str, object], lacks: str) -> None:
    with pytest.raises(ValidationError, match=f"needs {lacks}"):
        CheckedAssumption.model_validate(fields)


def test_facts_are_of_one_release() -> None:
    assert isinstance(FACTS.records, RecordSet)
    assert isinstance(FACTS.proofs["LVP-CTL-0001"], Proof)
    assert isinstance(FACTS.sboms["mcu"], Sbom)

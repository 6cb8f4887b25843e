"""Statements for tests, by hand and generated."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import strategies as st

from medward.components.sbom import Hash
from medward.vex.mapping import JUSTIFICATIONS, STATES, Term, meaning
from medward.vex.records import Justification
from medward.vex.statement import (
    Identity,
    Response,
    Revision,
    Statement,
    VexDocument,
    VexFormat,
    VexStatus,
)

AT = datetime(2026, 5, 4, 14, 7, tzinfo=UTC)
PUMP = Identity(
    "Meridian LVP-900",
    "4.2.0",
    "pkg:generic/meridian/lvp-900@4.2.0",
    udi="04099999009004",
    supplier="Meridian Infusion Systems",
)
LIBXML2 = Identity("libxml2", "2.9.10", "pkg:generic/libxml2@2.9.10", hashes=(Hash("SHA-256", "5a" * 32),))


def document(*statements: Statement, version: str = "1") -> VexDocument:
    """Return a document with these statements."""
    return VexDocument(
        format=VexFormat.OPENVEX,
        spec_version="",
        id="https://meridian.example/vex/lvp-4.2.0",
        author="Meridian Infusion Systems",
        version=version,
        timestamp=AT,
        statements=statements,
        title="VEX of the LVP-900 4.2.0",
        namespace="https://meridian.example",
        revisions=tuple(Revision(str(number + 1), AT, "Issued") for number in range(int(version))),
    )


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=40).map(
    str.strip
)
texts = st.one_of(st.just(""), words.filter(bool), st.just("[CycloneDX state: resolved]\nNo."))


@st.composite
def statements(draw: st.DrawFn, number: int = 0) -> Statement:
    """Return any statement a manufacturer could make."""
    term = draw(st.one_of(st.none(), terms()))
    if term is not None:
        status, justification = meaning(term)
    else:
        status = draw(st.sampled_from(VexStatus))
        justification = draw(st.sampled_from(Justification)) if status is VexStatus.NOT_AFFECTED else None
    component = draw(st.sampled_from([None, LIBXML2, Identity("zlib", "1.3", "pkg:deb/debian/zlib@1.3")]))
    action = draw(words.filter(bool)) if status is VexStatus.AFFECTED else draw(texts)
    return Statement(
        vulnerability=f"CVE-2026-{1000 + number}",
        product=PUMP,
        status=status,
        aliases=draw(st.sampled_from([(), ("GHSA-aaaa-bbbb-cccc",)])),
        component=component,
        justification=justification,
        term=term,
        detail=draw(texts),
        impact=draw(texts),
        action=action,
        responses=tuple(draw(st.lists(st.sampled_from(Response), unique=True))),
        fix_is_coming=status is VexStatus.AFFECTED and draw(st.booleans()),
        summary=draw(texts),
        vector=draw(st.sampled_from(["", "CVSS:3.1/AV:N/AC:H/PR:H/UI:N/S:U/C:N/I:N/A:H"])),
        issued=AT,
    )


@st.composite
def terms(draw: st.DrawFn) -> Term:
    """Return any term CycloneDX has."""
    state = draw(st.sampled_from(sorted(STATES)))
    if state not in {"not_affected", "false_positive"}:
        return Term(state)
    return Term(state, draw(st.sampled_from(["", *JUSTIFICATIONS])), draw(st.booleans()))


@st.composite
def documents(draw: st.DrawFn) -> VexDocument:
    """Return a document whose statements are about different vulnerabilities."""
    count = draw(st.integers(1, 4))
    return document(*(draw(statements(number)) for number in range(count)))

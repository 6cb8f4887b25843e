"""Tokens a reader would look up, and what looks like one and is none."""

from __future__ import annotations

import pytest

from medward.dossier.shorthand import shorthand


@pytest.mark.parametrize(
    ("words", "found"),
    [
        pytest.param("The EMR sends HL7 over TLS 1.3", ["EMR", "HL7", "TLS"], id="plain"),
        pytest.param("SBOMs of two HSMs", ["SBOM", "HSM"], id="plural"),
        pytest.param("HL7/FHIR, AES-CCM (BLE)", ["HL7", "FHIR", "AES", "CCM", "BLE"], id="joined"),
        pytest.param("LVP-THR-0042 and DOC-CYB-LVP-003 answer CVE-2026-25727", [], id="ids"),
        pytest.param("Security manual CVX-SEC rev C", [], id="names of documents"),
        pytest.param("US-CRA/4 and EU-IFU-IT", [], id="parts of outlines"),
        pytest.param("CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:N/VC:N and MAC:H", [], id="vectors"),
        pytest.param("32 GB of memory, 512MB free, 64 KiB", [], id="units"),
        pytest.param("Press the key. A pump of 2026 x.PDF", [], id="words, years, endings"),
    ],
)
def test_abbreviations_are_told_from_what_looks_like_them(words: str, found: list[str]) -> None:
    assert list(shorthand(words)) == found

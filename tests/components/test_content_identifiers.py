"""Identifiers computed from the content: SWHID and gitoid, in every format that has them.

Sources: CycloneDX 1.6, `component.omniborId` and `component.swhid`; SPDX 2.3, F.4 (persistent-id: swh, gitoid);
SPDX 3.0.1, /Software/ContentIdentifier and /Core/ExternalIdentifier; ISO/IEC 18670 (SWHID); IANA, URI scheme `gitoid`.
The examples are those of the CycloneDX 1.6 schema.
"""

from __future__ import annotations

import json

import pytest

from medward.components.conversion import TARGETS, convert
from medward.components.diff import What, compared
from medward.components.profiles import profiles
from medward.components.reading import read_sbom, sbom_of, take_apart
from medward.components.stated import has_identifier
from medward.components.writing import Stamp

GITOID = "gitoid:blob:sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
OTHER = "gitoid:blob:sha1:a94a8fe5ccb19ba61c4c0873d391e987982fbbd3"
SWHID = "swh:1:cnt:94a9ed024d3859793618152ea559a168bbcbb5e2"
CYCLONEDX = json.dumps(
    {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "metadata": {"timestamp": "2026-05-03T10:00:00Z"},
        "components": [
            {"type": "library", "bom-ref": "a", "name": "a", "omniborId": [GITOID, OTHER], "swhid": [SWHID]}
        ],
    }
).encode()  # fmt: skip
XML = f"""<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1"><components>
<component type="library" bom-ref="a"><name>a</name><omniborId>{GITOID}</omniborId><omniborId>{OTHER}</omniborId>
<swhid>{SWHID}</swhid></component></components></bom>""".encode()
TAG_VALUE = f"""SPDXVersion: SPDX-2.3
DataLicense: CC0-1.0
SPDXID: SPDXRef-DOCUMENT
DocumentName: a
DocumentNamespace: https://example.org/a
Creator: Tool: a-1
Created: 2026-05-03T10:00:00Z
PackageName: a
SPDXID: SPDXRef-a
PackageDownloadLocation: NOASSERTION
ExternalRef: PERSISTENT-ID gitoid {GITOID}
ExternalRef: PERSISTENT-ID gitoid {OTHER}
ExternalRef: PERSISTENT-ID swh {SWHID}
PackageName: b
SPDXID: SPDXRef-b
PackageDownloadLocation: NOASSERTION
""".encode()
SPDX_3 = json.dumps(
    {
        "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
        "@graph": [
            {
                "type": "CreationInfo", "@id": "_:c", "specVersion": "3.0.1", "created": "2026-05-03T10:00:00Z",
                "createdBy": ["https://example.org/who"],
            },
            {"type": "Organization", "spdxId": "https://example.org/who", "creationInfo": "_:c", "name": "Who"},
            {
                "type": "software_Package", "spdxId": "https://example.org/a", "creationInfo": "_:c", "name": "a",
                "software_contentIdentifier": [
                    {
                        "type": "software_ContentIdentifier", "software_contentIdentifierType": "gitoid",
                        "software_contentIdentifierValue": text,
                    }
                    for text in (GITOID, OTHER)
                ],
                "externalIdentifier": [
                    {"type": "ExternalIdentifier", "externalIdentifierType": "swhid", "identifier": SWHID}
                ],
            },
        ],
    }
).encode()  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(CYCLONEDX, id="CycloneDX 1.6 JSON"),
        pytest.param(XML, id="CycloneDX 1.6 XML"),
        pytest.param(TAG_VALUE, id="SPDX 2.3, F.4"),
        pytest.param(SPDX_3, id="SPDX 3.0.1"),
    ],
)
def test_identifiers_of_the_content_are_read_and_identify(data: bytes) -> None:
    sbom = read_sbom(data, "x")
    one = sbom.components[0]
    assert sorted(one.content_identifiers) == sorted([GITOID, OTHER, SWHID])
    assert one.label not in profiles(sbom)["cisa"]["failing"].get("identifier", [])


@pytest.mark.parametrize(
    "text", ["unknown", "swh:1:cnt:unknown", "swh:2:cnt:" + "0" * 40, "gitoid:blob:sha256:" + "0" * 40]
)
def test_what_is_no_such_identifier_identifies_nothing(text: str) -> None:
    tree = json.loads(CYCLONEDX)
    tree["components"][0] |= {"omniborId": [text], "swhid": []}
    assert not has_identifier(read_sbom(json.dumps(tree).encode(), "x").components[0])


@pytest.mark.parametrize("target", list(TARGETS))
def test_converting_keeps_them(target: str) -> None:
    document = take_apart(CYCLONEDX, "source")
    sbom = sbom_of(document, "0" * 64, "source", strict=True)
    result = convert((document, sbom), target, Stamp("2026-05-03T10:00:00Z", "medward 0.1.0"))
    assert result.lost == ()
    found = {one.name: one.content_identifiers for one in result.sbom.components}
    assert sorted(found["a"]) == sorted([GITOID, OTHER, SWHID])
    assert "medward:content-identifier" not in result.kept_as_pairs


@pytest.mark.parametrize("target", list(TARGETS))
def test_one_that_no_format_knows_leaves_each_written_once(target: str) -> None:
    """Promise 8, nothing is silently dropped; CycloneDX 1.6 takes any text for an omniborId."""
    tree = json.loads(CYCLONEDX)
    tree["components"][0]["omniborId"] = [GITOID, "unknown"]
    document = take_apart(json.dumps(tree).encode(), "source")
    sbom = sbom_of(document, "0" * 64, "source", strict=True)
    result = convert((document, sbom), target, Stamp("2026-05-03T10:00:00Z", "medward 0.1.0"))
    assert result.lost == ()
    assert sorted(result.sbom.components[0].content_identifiers) == sorted([GITOID, "unknown", SWHID])


def test_another_content_under_one_version_is_suspicious_and_under_another_is_expected() -> None:
    before = read_sbom(CYCLONEDX, "x").components[0]._replace(version="1")
    after = before._replace(content_identifiers=("gitoid:blob:sha256:" + "0" * 64,))
    before = before._replace(content_identifiers=(GITOID,))
    assert [one.what for one in compared([before], [after])] == [What.SUSPICIOUS_HASH]
    assert [one.what for one in compared([before], [after._replace(version="2")])] == [What.VERSION]

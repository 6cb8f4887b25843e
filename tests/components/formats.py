"""One small SBOM, written by hand in every format Medward reads."""

from __future__ import annotations

import json
from typing import Final

CPE: Final = "cpe:2.3:o:example:rtos:4.1:*:*:*:*:*:*:*"
DIGEST: Final = "ab" * 32

CYCLONEDX: Final = json.dumps(
    {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
        "metadata": {
            "timestamp": "2026-05-03T10:00:00Z",
            "tools": {"components": [{"type": "application", "name": "hand", "version": "1.0"}]},
            "manufacturer": {"name": "Example Devices"},
            "component": {"type": "device", "bom-ref": "SPDXRef-pump", "name": "pump", "version": "4.2"},
        },
        "components": [
            {
                "type": "firmware",
                "bom-ref": "SPDXRef-image",
                "name": "image",
                "version": "4.2",
                "components": [
                    {
                        "type": "library",
                        "bom-ref": "SPDXRef-tls",
                        "name": "mbedtls",
                        "version": "3.6.2",
                        "supplier": {"name": "Arm"},
                        "licenses": [{"expression": "Apache-2.0 OR GPL-2.0-or-later"}],
                        "hashes": [{"alg": "SHA-256", "content": DIGEST}],
                        "purl": "pkg:github/mbed-tls/mbedtls@3.6.2",
                        "properties": [
                            {"name": "cdx:lifecycle:milestone:endOfSupport", "value": "2027-03-31T00:00:00Z"}
                        ],
                    }
                ],
            },
            {
                "type": "operating-system",
                "bom-ref": "SPDXRef-rtos",
                "name": "rtos",
                "version": "4.1",
                "cpe": CPE,
            },
        ],
        "dependencies": [{"ref": "SPDXRef-image", "dependsOn": ["SPDXRef-rtos"]}],
    }
).encode()

CYCLONEDX_XML: Final = f"""<?xml version="1.0" encoding="UTF-8"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.6" serialNumber="urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79">
  <metadata>
    <timestamp>2026-05-03T10:00:00Z</timestamp>
    <tools><components>
      <component type="application"><name>hand</name><version>1.0</version></component>
    </components></tools>
    <component type="device" bom-ref="SPDXRef-pump"><name>pump</name><version>4.2</version></component>
    <manufacturer><name>Example Devices</name></manufacturer>
  </metadata>
  <components>
    <component type="firmware" bom-ref="SPDXRef-image"><name>image</name><version>4.2</version>
      <components>
        <component type="library" bom-ref="SPDXRef-tls">
          <supplier><name>Arm</name></supplier><name>mbedtls</name><version>3.6.2</version>
          <hashes><hash alg="SHA-256">{DIGEST}</hash></hashes>
          <licenses><expression>Apache-2.0 OR GPL-2.0-or-later</expression></licenses>
          <purl>pkg:github/mbed-tls/mbedtls@3.6.2</purl>
          <properties>
            <property name="cdx:lifecycle:milestone:endOfSupport">2027-03-31T00:00:00Z</property>
          </properties>
        </component>
      </components>
    </component>
    <component type="operating-system" bom-ref="SPDXRef-rtos"><name>rtos</name><version>4.1</version>
      <cpe>{CPE}</cpe>
    </component>
  </components>
  <dependencies><dependency ref="SPDXRef-image"><dependency ref="SPDXRef-rtos"/></dependency></dependencies>
</bom>
""".encode()

SPDX: Final = {
    "spdxVersion": "SPDX-2.3",
    "dataLicense": "CC0-1.0",
    "SPDXID": "SPDXRef-DOCUMENT",
    "name": "pump 4.2",
    "documentNamespace": "https://example.org/sbom/pump-4.2",
    "creationInfo": {
        "created": "2026-05-03T10:00:00Z",
        "creators": ["Organization: Example Devices (sbom@example.org)", "Tool: hand-1.0"],
    },
    "packages": [
        {
            "SPDXID": "SPDXRef-pump",
            "name": "pump",
            "versionInfo": "4.2",
            "downloadLocation": "NOASSERTION",
            "filesAnalyzed": False,
            "primaryPackagePurpose": "DEVICE",
            "supplier": "NOASSERTION",
        },
        {
            "SPDXID": "SPDXRef-image",
            "name": "image",
            "versionInfo": "4.2",
            "downloadLocation": "NONE",
            "filesAnalyzed": False,
            "primaryPackagePurpose": "FIRMWARE",
        },
        {
            "SPDXID": "SPDXRef-tls",
            "name": "mbedtls",
            "versionInfo": "3.6.2",
            "downloadLocation": "NOASSERTION",
            "filesAnalyzed": False,
            "primaryPackagePurpose": "LIBRARY",
            "supplier": "Organization: Arm",
            "licenseConcluded": "NOASSERTION",
            "licenseDeclared": "Apache-2.0 OR GPL-2.0-or-later",
            "checksums": [{"algorithm": "SHA256", "checksumValue": DIGEST}],
            "validUntilDate": "2027-03-31T00:00:00Z",
            "externalRefs": [
                {
                    "referenceCategory": "PACKAGE-MANAGER",
                    "referenceType": "purl",
                    "referenceLocator": "pkg:github/mbed-tls/mbedtls@3.6.2",
                }
            ],
        },
        {
            "SPDXID": "SPDXRef-rtos",
            "name": "rtos",
            "versionInfo": "4.1",
            "downloadLocation": "NOASSERTION",
            "filesAnalyzed": False,
            "primaryPackagePurpose": "OPERATING-SYSTEM",
            "externalRefs": [
                {"referenceCategory": "SECURITY", "referenceType": "cpe23Type", "referenceLocator": CPE}
            ],
        },
    ],
    "relationships": [
        {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-pump"},
        {"spdxElementId": "SPDXRef-tls", "relationshipType": "CONTAINED_BY", "relatedSpdxElement": "SPDXRef-image"},
        {"spdxElementId": "SPDXRef-rtos", "relationshipType": "DEPENDENCY_OF", "relatedSpdxElement": "SPDXRef-image"},
    ],
}  # fmt: skip
SPDX_JSON: Final = json.dumps(SPDX).encode()

TAG_VALUE: Final = f"""# written by hand
SPDXVersion: SPDX-2.3
DataLicense: CC0-1.0
SPDXID: SPDXRef-DOCUMENT
DocumentName: pump 4.2
DocumentNamespace: https://example.org/sbom/pump-4.2
Creator: Organization: Example Devices (sbom@example.org)
Creator: Tool: hand-1.0
Created: 2026-05-03T10:00:00Z
Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-pump

PackageName: pump
SPDXID: SPDXRef-pump
PackageVersion: 4.2
PackageDownloadLocation: NOASSERTION
FilesAnalyzed: false
PrimaryPackagePurpose: DEVICE

PackageName: image
SPDXID: SPDXRef-image
PackageVersion: 4.2
PackageDownloadLocation: NONE
FilesAnalyzed: false
PrimaryPackagePurpose: FIRMWARE
PackageComment: <text>Over
PackageName: two lines, not a package</text>

PackageName: mbedtls
SPDXID: SPDXRef-tls
PackageVersion: 3.6.2
PackageSupplier: Organization: Arm
PackageDownloadLocation: NOASSERTION
FilesAnalyzed: false
PackageChecksum: SHA256: {DIGEST}
PackageLicenseDeclared: Apache-2.0 OR GPL-2.0-or-later
ExternalRef: PACKAGE-MANAGER purl pkg:github/mbed-tls/mbedtls@3.6.2
PrimaryPackagePurpose: LIBRARY
ValidUntilDate: 2027-03-31T00:00:00Z
Relationship: SPDXRef-image CONTAINS SPDXRef-tls

PackageName: rtos
SPDXID: SPDXRef-rtos
PackageVersion: 4.1
PackageDownloadLocation: NOASSERTION
FilesAnalyzed: false
ExternalRef: SECURITY cpe23Type {CPE}
PrimaryPackagePurpose: OPERATING-SYSTEM
Relationship: SPDXRef-image DEPENDS_ON SPDXRef-rtos
""".encode()

RDF: Final = f"""<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:spdx="http://spdx.org/rdf/terms#"
    xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#" xml:base="https://example.org/sbom/pump-4.2">
 <spdx:SpdxDocument rdf:about="#SPDXRef-DOCUMENT">
  <spdx:specVersion>SPDX-2.3</spdx:specVersion><spdx:name>pump 4.2</spdx:name>
  <spdx:dataLicense rdf:resource="http://spdx.org/licenses/CC0-1.0"/>
  <spdx:creationInfo><spdx:CreationInfo><spdx:created>2026-05-03T10:00:00Z</spdx:created>
   <spdx:creator>Organization: Example Devices (sbom@example.org)</spdx:creator><spdx:creator>Tool: hand-1.0</spdx:creator>
  </spdx:CreationInfo></spdx:creationInfo>
  <spdx:relationship><spdx:Relationship>
   <spdx:relationshipType rdf:resource="http://spdx.org/rdf/terms#relationshipType_describes"/>
   <spdx:relatedSpdxElement><spdx:Package rdf:about="#SPDXRef-pump">
    <spdx:name>pump</spdx:name><spdx:versionInfo>4.2</spdx:versionInfo><spdx:filesAnalyzed rdf:datatype="http://www.w3.org/2001/XMLSchema#boolean">false</spdx:filesAnalyzed>
    <spdx:downloadLocation rdf:resource="http://spdx.org/rdf/terms#noassertion"/>
    <spdx:primaryPackagePurpose rdf:resource="http://spdx.org/rdf/terms#purpose_device"/>
   </spdx:Package></spdx:relatedSpdxElement>
  </spdx:Relationship></spdx:relationship>
 </spdx:SpdxDocument>
 <spdx:Package rdf:about="#SPDXRef-image">
  <spdx:name>image</spdx:name><spdx:versionInfo>4.2</spdx:versionInfo><spdx:filesAnalyzed rdf:datatype="http://www.w3.org/2001/XMLSchema#boolean">false</spdx:filesAnalyzed>
  <spdx:downloadLocation rdf:resource="http://spdx.org/rdf/terms#none"/>
  <spdx:primaryPackagePurpose rdf:resource="http://spdx.org/rdf/terms#purpose_firmware"/>
  <spdx:relationship><spdx:Relationship>
   <spdx:relationshipType rdf:resource="http://spdx.org/rdf/terms#relationshipType_contains"/>
   <spdx:relatedSpdxElement><spdx:Package rdf:about="#SPDXRef-tls">
    <spdx:name>mbedtls</spdx:name><spdx:versionInfo>3.6.2</spdx:versionInfo><spdx:supplier>Organization: Arm</spdx:supplier>
    <spdx:filesAnalyzed rdf:datatype="http://www.w3.org/2001/XMLSchema#boolean">false</spdx:filesAnalyzed>
    <spdx:downloadLocation rdf:resource="http://spdx.org/rdf/terms#noassertion"/>
    <spdx:checksum><spdx:Checksum>
     <spdx:algorithm rdf:resource="http://spdx.org/rdf/terms#checksumAlgorithm_sha256"/><spdx:checksumValue>{DIGEST}</spdx:checksumValue>
    </spdx:Checksum></spdx:checksum>
    <spdx:licenseDeclared><spdx:DisjunctiveLicenseSet>
     <spdx:member rdf:resource="http://spdx.org/licenses/Apache-2.0"/><spdx:member rdf:resource="http://spdx.org/licenses/GPL-2.0-or-later"/>
    </spdx:DisjunctiveLicenseSet></spdx:licenseDeclared>
    <spdx:externalRef><spdx:ExternalRef>
     <spdx:referenceCategory rdf:resource="http://spdx.org/rdf/terms#referenceCategory_packageManager"/>
     <spdx:referenceType rdf:resource="http://spdx.org/rdf/references/purl"/>
     <spdx:referenceLocator>pkg:github/mbed-tls/mbedtls@3.6.2</spdx:referenceLocator>
    </spdx:ExternalRef></spdx:externalRef>
    <spdx:primaryPackagePurpose rdf:resource="http://spdx.org/rdf/terms#purpose_library"/>
    <spdx:validUntilDate>2027-03-31T00:00:00Z</spdx:validUntilDate>
   </spdx:Package></spdx:relatedSpdxElement>
  </spdx:Relationship></spdx:relationship>
  <spdx:relationship><spdx:Relationship>
   <spdx:relationshipType rdf:resource="http://spdx.org/rdf/terms#relationshipType_dependsOn"/>
   <spdx:relatedSpdxElement><spdx:Package rdf:about="#SPDXRef-rtos">
    <spdx:name>rtos</spdx:name><spdx:versionInfo>4.1</spdx:versionInfo><spdx:filesAnalyzed rdf:datatype="http://www.w3.org/2001/XMLSchema#boolean">false</spdx:filesAnalyzed>
    <spdx:downloadLocation rdf:resource="http://spdx.org/rdf/terms#noassertion"/>
    <spdx:externalRef><spdx:ExternalRef>
     <spdx:referenceCategory rdf:resource="http://spdx.org/rdf/terms#referenceCategory_security"/>
     <spdx:referenceType rdf:resource="http://spdx.org/rdf/references/cpe23Type"/><spdx:referenceLocator>{CPE}</spdx:referenceLocator>
    </spdx:ExternalRef></spdx:externalRef>
    <spdx:primaryPackagePurpose rdf:resource="http://spdx.org/rdf/terms#purpose_operating_system"/>
   </spdx:Package></spdx:relatedSpdxElement>
  </spdx:Relationship></spdx:relationship>
 </spdx:Package>
</rdf:RDF>
""".encode()  # noqa: E501 - RDF is as long as it is

_CREATION = {"creationInfo": "_:made"}
_PARTS = "https://example.org/sbom/pump-4.2#SPDXRef-"


def _package(name: str, version: str, purpose: str, **more: object) -> dict[str, object]:
    ref = {"mbedtls": "tls"}.get(name, name)
    return {
        "type": "software_Package",
        "spdxId": f"{_PARTS}{ref}",
        **_CREATION,
        "name": name,
        "software_packageVersion": version,
        "software_primaryPurpose": purpose,
        **more,
    }


def _relation(kind: str, one: str, other: str) -> dict[str, object]:
    return {
        "type": "Relationship",
        "spdxId": f"{_PARTS}{kind}-{one}",
        **_CREATION,
        "relationshipType": kind,
        "from": f"{_PARTS}{one}",
        "to": [other if ":" in other else f"{_PARTS}{other}"],
    }


SPDX_3: Final = json.dumps(
    {
        "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
        "@graph": [
            {
                "type": "CreationInfo",
                "@id": "_:made",
                "specVersion": "3.0.1",
                "created": "2026-05-03T10:00:00Z",
                "createdBy": [f"{_PARTS}maker"],
                "createdUsing": [f"{_PARTS}tool"],
            },
            {"type": "Organization", "spdxId": f"{_PARTS}maker", **_CREATION, "name": "Example Devices"},
            {"type": "Organization", "spdxId": f"{_PARTS}arm", **_CREATION, "name": "Arm"},
            {"type": "Tool", "spdxId": f"{_PARTS}tool", **_CREATION, "name": "hand 1.0"},
            {
                "type": "SpdxDocument",
                "spdxId": "https://example.org/sbom/pump-4.2",
                **_CREATION,
                "rootElement": [f"{_PARTS}pump"],
            },
            _package("pump", "4.2", "device"),
            _package("image", "4.2", "firmware"),
            _package(
                "mbedtls",
                "3.6.2",
                "library",
                suppliedBy=f"{_PARTS}arm",
                software_packageUrl="pkg:github/mbed-tls/mbedtls@3.6.2",
                validUntilTime="2027-03-31T00:00:00Z",
                verifiedUsing=[{"type": "Hash", "algorithm": "sha256", "hashValue": DIGEST}],
            ),
            _package(
                "rtos",
                "4.1",
                "operatingSystem",
                externalIdentifier=[
                    {"type": "ExternalIdentifier", "externalIdentifierType": "cpe23", "identifier": CPE}
                ],
            ),
            {
                "type": "simplelicensing_LicenseExpression",
                "spdxId": f"{_PARTS}licence",
                **_CREATION,
                "simplelicensing_licenseExpression": "Apache-2.0 OR GPL-2.0-or-later",
            },
            _relation("hasDeclaredLicense", "tls", "licence"),
            _relation("contains", "image", "tls"),
            _relation("dependsOn", "image", "rtos"),
        ],
    }
).encode()

"""One CycloneDX VEX document in JSON and in XML, by hand."""

from __future__ import annotations

import json
from typing import Final

LINK: Final = "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/2#tls"
DIGEST: Final = "5a" * 32

JSON: Final = json.dumps(
    {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": "urn:uuid:0f7b2b52-6c1c-4a0e-8d7a-0a4a2f8f3c11",
        "version": 3,
        "metadata": {
            "timestamp": "2026-05-04T14:07:00Z",
            "component": {
                "type": "device",
                "bom-ref": "pump",
                "name": "LVP-900",
                "version": "4.2.0",
                "properties": [{"name": "medward:udi-di", "value": "04099999009004"}],
            },
            "supplier": {"name": "Meridian & Sons"},
        },
        "components": [
            {
                "type": "firmware",
                "bom-ref": "image",
                "name": "image",
                "components": [
                    {
                        "type": "library",
                        "bom-ref": "zlib",
                        "supplier": {"name": "Adler"},
                        "group": "compression",
                        "name": "zlib",
                        "version": "1.3",
                        "hashes": [{"alg": "SHA-256", "content": DIGEST}],
                        "cpe": "cpe:2.3:a:zlib:zlib:1.3:*:*:*:*:*:*:*",
                        "purl": "pkg:generic/zlib@1.3",
                    }
                ],
            }
        ],
        "services": [{"bom-ref": "cloud", "name": "cloud"}],
        "vulnerabilities": [
            {
                "bom-ref": "first",
                "id": "CVE-2026-1000",
                "references": [
                    {"id": "GHSA-aaaa-bbbb-cccc", "source": {"name": "GitHub"}},
                    {"id": "SNYK-1", "source": {"name": "Snyk"}},
                ],
                "ratings": [
                    {"severity": "high"},
                    {
                        "score": 9.8,
                        "method": "CVSSv31",
                        "vector": "AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
                    },
                ],
                "cwes": [184, 502],
                "description": "A length is not checked.\n\n  int n = read();  // indented",
                "recommendation": "Update.\nRestart.",
                "workaround": "Close the port.",
                "advisories": [{"title": "Advisory", "url": "https://example.com/1"}],
                "credits": {"individuals": [{"name": "Alice"}]},
                "analysis": {
                    "state": "not_affected",
                    "justification": "protected_by_mitigating_control",
                    "response": ["will_not_fix", "update"],
                    "detail": "The parser is off.\n\tIt cannot be switched on.",
                    "firstIssued": "2026-05-01T00:00:00Z",
                    "lastUpdated": "2026-05-02T00:00:00+02:00",
                },
                "affects": [
                    {
                        "ref": "zlib",
                        "versions": [
                            {"version": "1.3", "status": "affected"},
                            {"range": "vers:generic/<1.2", "status": "unaffected"},
                            {"range": "vers:generic/>=1.4|<2"},
                        ],
                    },
                    {"ref": "pump"},
                    {"ref": LINK},
                ],
                "properties": [
                    {"name": "medward:vex:mitigation", "value": "inside-product"},
                    {"name": "other", "value": "one"},
                ],
            },
            {
                "id": "CVE-2026-1001",
                "analysis": {"state": "exploitable", "response": ["update"]},
                "recommendation": "Update the cloud.",
                "affects": [{"ref": "cloud"}],
            },
            {"id": "CVE-2026-1002"},
        ],
    }
).encode()

XML: Final = f"""<?xml version="1.0" encoding="UTF-8"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.6" serialNumber="urn:uuid:0f7b2b52-6c1c-4a0e-8d7a-0a4a2f8f3c11"
    version="3">
  <metadata>
    <timestamp>2026-05-04T14:07:00Z</timestamp>
    <component type="device" bom-ref="pump">
      <name>LVP-900</name>
      <version>4.2.0</version>
      <properties><property name="medward:udi-di">04099999009004</property></properties>
    </component>
    <supplier><name>Meridian &amp; Sons</name></supplier>
  </metadata>
  <components>
    <component type="firmware" bom-ref="image">
      <name>image</name>
      <components>
        <component type="library" bom-ref="zlib">
          <supplier><name>Adler</name></supplier>
          <group>compression</group>
          <name>zlib</name>
          <version>1.3</version>
          <hashes><hash alg="SHA-256">{DIGEST}</hash></hashes>
          <cpe>cpe:2.3:a:zlib:zlib:1.3:*:*:*:*:*:*:*</cpe>
          <purl>pkg:generic/zlib@1.3</purl>
        </component>
      </components>
    </component>
  </components>
  <services><service bom-ref="cloud"><name>cloud</name></service></services>
  <vulnerabilities>
    <vulnerability bom-ref="first">
      <id>CVE-2026-1000</id>
      <references>
        <reference><id>GHSA-aaaa-bbbb-cccc</id><source><name>GitHub</name></source></reference>
        <reference><id>SNYK-1</id><source><name>Snyk</name></source></reference>
      </references>
      <ratings>
        <rating><severity>high</severity></rating>
        <rating>
          <score>9.8</score><method>CVSSv31</method><vector>AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H</vector>
        </rating>
      </ratings>
      <cwes><cwe>184</cwe><cwe>502</cwe></cwes>
      <description><![CDATA[A length is not checked.

  int n = read();  // indented]]></description>
      <recommendation>Update.
Restart.</recommendation>
      <workaround>Close the port.</workaround>
      <advisories><advisory><title>Advisory</title><url>https://example.com/1</url></advisory></advisories>
      <credits><individuals><individual><name>Alice</name></individual></individuals></credits>
      <analysis>
        <state>not_affected</state>
        <justification>protected_by_mitigating_control</justification>
        <responses><response>will_not_fix</response><response>update</response></responses>
        <detail>The parser is off.
&#9;It cannot be <!-- ever -->switched on.</detail>
        <firstIssued>2026-05-01T00:00:00Z</firstIssued>
        <lastUpdated>2026-05-02T00:00:00+02:00</lastUpdated>
      </analysis>
      <affects>
        <target>
          <ref>zlib</ref>
          <versions>
            <version><version>1.3</version><status>affected</status></version>
            <version><range>vers:generic/&lt;1.2</range><status>unaffected</status></version>
            <version><range>vers:generic/>=1.4|&lt;2</range></version>
          </versions>
        </target>
        <target><ref>pump</ref></target>
        <target><ref>{LINK}</ref></target>
      </affects>
      <properties>
        <property name="medward:vex:mitigation">inside-product</property>
        <property name="other">one</property>
      </properties>
    </vulnerability>
    <vulnerability>
      <id>CVE-2026-1001</id>
      <recommendation>Update the cloud.</recommendation>
      <analysis><state>exploitable</state><responses><response>update</response></responses></analysis>
      <affects><target><ref>cloud</ref></target></affects>
    </vulnerability>
    <vulnerability><id>CVE-2026-1002</id></vulnerability>
  </vulnerabilities>
</bom>
""".encode()

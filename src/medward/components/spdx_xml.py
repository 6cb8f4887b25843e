"""SPDX 2 in plain XML, as spdx-tools writes it, in the shape of SPDX JSON.

Element names are the names of the JSON fields; a list is an element that is repeated.

Source: SPDX 2.3, clause 4.4 (the XML format mirrors the JSON schema).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.components.xml_tree import local

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_LISTS: Final = frozenset(
    {
        *("annotations", "attributionTexts", "checksums", "crossRefs", "documentDescribes"),
        *("externalDocumentRefs", "externalRefs", "fileContributors", "fileDependencies", "fileTypes"),
        *("files", "hasExtractedLicensingInfos", "hasFiles", "licenseInfoFromFiles", "licenseInfoInFiles"),
        *("packageVerificationCodeExcludedFiles", "packages", "ranges", "relationships", "revieweds"),
        *("creators", "seeAlsos", "snippets"),
    }
)
"""Fields the JSON schema of SPDX 2.3 types as arrays."""


def spdx_xml_tree(root: Element) -> dict[str, object]:
    """Return a `<Document>` as SPDX JSON would write it."""
    return _object(root)


def _object(element: Element) -> dict[str, object]:
    found: dict[str, object] = {}
    lists: dict[str, list[object]] = {}
    for child in element:
        name = local(child)
        value: object = _object(child) if len(child) else (child.text or "").strip()
        if name in _LISTS:
            lists.setdefault(name, []).append(value)
        else:
            found[name] = value
    return {**found, **lists}

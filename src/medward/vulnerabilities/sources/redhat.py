"""Records of distributions as the tool vunnel writes them, among them those of Red Hat made from its own feeds.

Red Hat itself publishes CSAF, which `csaf` reads.

Source: anchore/vunnel, schema `os/schema-1.1.0`: `Vulnerability.NamespaceName`, `FixedIn[]` with `Name`, `Version`
(`None` where nothing mends it, `0` where the release was never affected), `VersionFormat`, `Module` (`nodejs:14`, ""
or absent for a package outside of modules).
"""

from __future__ import annotations

from typing import Final

from medward.vulnerabilities.advisory import Advisory
from medward.vulnerabilities.sources.modules import StreamFix, stream_fixes
from medward.vulnerabilities.sources.node import Node, short
from medward.vulnerabilities.sources.scores import severities_of
from medward.vulnerabilities.streams import label_of

_ECOSYSTEMS: Final = {
    "debian": "Debian", "ubuntu": "Ubuntu", "alpine": "Alpine", "rhel": "Red Hat", "sles": "SUSE",
    "wolfi": "Wolfi", "chainguard": "Chainguard", "rocky": "Rocky Linux", "almalinux": "AlmaLinux",
}  # fmt: skip


def parse_vunnel(record: object, place: str, pointer: str = "") -> Advisory:
    """Return what a record of a distribution says.

    Raises:
        InvalidRecordError: Not such a record, or one of a distribution Medward does not know.
    """
    node = Node(record, place, pointer).get("Vulnerability")
    identifier = node.required("Name", "a record of a distribution")
    namespace = node.text("NamespaceName")
    family, _, release = namespace.partition(":")
    ecosystem = _ECOSYSTEMS.get(family)
    if ecosystem is None:
        raise node.get("NamespaceName").refusal(f"the distribution {namespace!r:.40} is not known")
    suffix = f"v{release}" if ecosystem == "Alpine" and release[:1].isdecimal() else release
    fixes: dict[str, list[StreamFix]] = {}
    for one in node.get("FixedIn").items():
        fixes.setdefault(one.required("Name", "a fix"), []).append(_fix(one))
    affected = tuple(
        found for name, each in fixes.items() for found in stream_fixes((ecosystem, suffix, name), each)
    )
    vectors = [score.text("vector_string") for score in node.get("CVSS").items()]
    return Advisory(
        id=identifier,
        modified="",
        withdrawn="",
        aliases=(),
        summary=short(node.text("Description")),
        severities=severities_of(ecosystem, *vectors),
        affected=affected,
        without_package=0,
    )


def _fix(node: Node) -> StreamFix:
    version = node.text("Version")
    return StreamFix(label_of(node.text("Module")), "" if version == "None" else version)

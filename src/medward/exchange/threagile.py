"""Threagile models in, YAML or JSON.

A technical asset is an element, a communication link a data flow, a trust boundary a
zone. The letters come from the category of each risk a person wrote into the model;
risk tracking is a claim of the other tool and a loss. Duplicate ids, dangling targets
and circles of boundaries are errors. A model spread over files by `includes` is
refused, since one file is read and no other.

Source: Threagile/threagile, support/schema.json.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.devices.records import Direction, ElementKind, Need
from medward.errors import BrokenLinkError
from medward.exchange.builder import Builder
from medward.exchange.draft import DraftAsset, DraftElement, DraftInterface, DraftThreat, DraftZone
from medward.exchange.words import references_of, stride_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.exchange.draft import ModelDraft
    from medward.exchange.tree import Node

_KINDS: Final = {
    "external-entity": ElementKind.EXTERNAL,
    "process": ElementKind.PROCESS,
    "datastore": ElementKind.STORE,
}
_SECRECY: Final = {
    "public": Need.NONE,
    "internal": Need.LOW,
    "restricted": Need.MEDIUM,
    "confidential": Need.HIGH,
    "strictly-confidential": Need.HIGH,
}
_WORTH: Final = {
    "archive": Need.LOW,
    "operational": Need.LOW,
    "important": Need.MEDIUM,
    "critical": Need.HIGH,
    "mission-critical": Need.HIGH,
}
_ENCRYPTED: Final = frozenset(
    {
        "https",
        "wss",
        "ssh",
        "ssh-tunnel",
        "ftps",
        "sftp",
        "scp",
        "ldaps",
        "reverse-proxy-web-protocol-encrypted",
    }
)
_ASSET: Final = frozenset(
    {
        *("id", "title", "description", "type", "out_of_scope", "justification_out_of_scope", "internet"),
        *("data_assets_processed", "data_assets_stored", "communication_links"),
    }
)
_LINK: Final = frozenset(
    {
        *("id", "title", "source_id", "target_id", "target", "description", "protocol", "authentication"),
        *("authorization", "vpn", "data_assets_sent", "data_assets_received"),
    }
)
_TOP_LOST: Final = (
    "abuse_cases",
    "security_requirements",
    "questions",
    "shared_runtimes",
    "risk_tracking",
    "business_overview",
    "technical_overview",
    "management_summary_comment",
    "generated_risks_by_category",
)


def read_threagile(root: Node) -> ModelDraft:
    """Return the model of a Threagile file.

    Raises:
        BrokenLinkError: Ids repeat, dangle or form a circle.
        InvalidInputError: The model is spread over files, or a field has another type.
    """
    if root.has("includes"):
        raise root.wrong("the model is spread over files by `includes`", "Merge them into one file first.")
    if not root.has("technical_assets"):
        raise root.wrong(
            "technical_assets is missing, so this is no Threagile model", "Give the whole model."
        )
    builder = Builder(root.file, "Threagile", root.text("title"))
    for name in filter(root.fields().get, _TOP_LOST):
        builder.lose(f"/{name}", name.replace("_", " "))
    zones = _zones(root, builder)
    data = {node.text("id") or key: node.text("title") or key for key, node in root.entries("data_assets")}
    for key, node in root.entries("technical_assets"):
        _element(key, node, zones, builder)
    for key, node in root.entries("technical_assets"):
        for name, link in _links(node):
            _flow(node.text("id") or key, (name, link), data, builder)
    _assets(root, builder)
    for category in _categories(root):
        _risks(category, builder)
    return builder.draft()


def _zones(root: Node, builder: Builder) -> dict[str, str]:
    """Add the trust boundaries and return the one around each technical asset."""
    inside: dict[str, str] = {}
    nested: dict[str, str] = {}
    for key, node in root.entries("trust_boundaries"):
        identity = node.text("id") or key
        named = {"name": node.text("title") or key, "description": node.text("description")}
        builder.add(DraftZone, node.pointer, origin=identity, trust=node.text("type"), **named)
        for asset in node.texts("technical_assets_inside"):
            if asset in inside:
                why = f"{asset!r:.60} stands in two trust boundaries, {inside[asset]!r:.60} and {identity!r:.60}"
                raise BrokenLinkError(why, place=node.place)
            inside[asset] = identity
        for zone in node.texts("trust_boundaries_nested"):
            builder.lose(node.pointer, "that one trust boundary lies inside another")
            nested[zone] = identity
        builder.lose_fields(node.pointer, _of(node, ("tags",)), frozenset(), "trust boundaries")
    for start in nested:
        seen, at = {start}, nested.get(start, "")
        while at:
            if at in seen:
                raise BrokenLinkError(
                    f"the trust boundary {start!r:.60} lies inside itself", place=root.place
                )
            seen.add(at)
            at = nested.get(at, "")
    return inside


def _of(node: Node, names: tuple[str, ...]) -> dict[str, object]:
    """Return some fields of a node."""
    return {name: node.fields().get(name, "") for name in names}


def _element(key: str, node: Node, zones: dict[str, str], builder: Builder) -> None:
    """Add one technical asset."""
    identity, sort = node.text("id") or key, node.text("type")
    if not sort:  # what Threagile itself writes leaves out the first of its sorts
        sort = "external-entity" if node.flag("out_of_scope") else "process"
        builder.lose(node.pointer, f"the type of technical assets, which is missing; read as {sort}")
    if sort not in _KINDS:
        raise node.wrong(f"the type {sort!r:.40} is none of {', '.join(_KINDS)}")
    reason = node.text("justification_out_of_scope")
    words = [node.text("description"), f"Out of scope: {reason}" if reason else ""]
    left = {name: value for name, value in node.fields().items() if value != "false"}
    builder.lose_fields(node.pointer, left, _ASSET, "technical assets")
    builder.add(
        DraftElement,
        node.pointer,
        origin=identity,
        name=node.text("title") or key,
        description="\n".join(filter(None, words)),
        kind=_KINDS[sort],
        zone=zones.get(identity, ""),
        in_scope=not node.flag("out_of_scope"),
    )


def _links(node: Node) -> Iterator[tuple[str, Node]]:
    """Yield name and value of the links of an asset; a parsed model lists them."""
    if isinstance(node.fields().get("communication_links"), list):
        for link in node.each("communication_links"):
            yield link.text("title"), link
    else:
        yield from node.entries("communication_links")


def _flow(source: str, named: tuple[str, Node], data: dict[str, str], builder: Builder) -> None:
    """Add one communication link."""
    name, link = named
    protocol = link.text("protocol")
    known = protocol not in {"", "unknown-protocol"}
    encrypted = protocol in _ENCRYPTED or protocol.endswith("-encrypted") or bool(link.flag("vpn"))
    sent, received = link.texts("data_assets_sent"), link.texts("data_assets_received")
    for identity in (*sent, *received):
        if identity not in data:
            raise BrokenLinkError(f"the data asset {identity!r:.60} does not exist", place=link.place)
    left = {key: value for key, value in link.fields().items() if value != "false"}
    builder.lose_fields(link.pointer, left, _LINK, "communication links")
    builder.add(
        DraftInterface,
        link.pointer,
        origin=f"{source}>{name}",
        name=link.text("title") or name,
        description=link.text("description"),
        source=source,
        target=link.text("target") or link.text("target_id"),
        direction=Direction.REQUEST_RESPONSE if received else Direction.ONE_WAY,
        protocol=protocol if known else "",
        encrypted=encrypted if known else None,
        authentication=link.text("authentication"),
        authorization=link.text("authorization"),
        data=tuple(data[identity] for identity in (*sent, *received)),
    )


def _assets(root: Node, builder: Builder) -> None:
    """Add the data assets, located where technical assets process or store them."""
    holders: dict[str, dict[str, None]] = {}
    for key, node in root.entries("technical_assets"):
        for name in (*node.texts("data_assets_processed"), *node.texts("data_assets_stored")):
            holders.setdefault(name, {})[node.text("id") or key] = None
    known = frozenset({"id", "title", "description", "confidentiality", "integrity", "availability"})
    for key, node in root.entries("data_assets"):
        builder.lose_fields(node.pointer, node.fields(), known, "data assets")
        identity = node.text("id") or key
        builder.add(
            DraftAsset,
            node.pointer,
            origin=identity,
            name=node.text("title") or key,
            description=node.text("description"),
            confidentiality=_SECRECY.get(node.text("confidentiality")),
            integrity=_WORTH.get(node.text("integrity")),
            availability=_WORTH.get(node.text("availability")),
            located=tuple(holders.get(identity, {})),
        )
    unknown = sorted(holders.keys() - {part.origin for part in builder.parts["assets"].values()})
    if unknown:
        raise BrokenLinkError(f"the data asset {unknown[0]!r:.60} does not exist", place=root.place)


def _categories(root: Node) -> Iterator[Node]:
    """Yield the risk categories that a person wrote into the model, under either name."""
    for name in ("individual_risk_categories", "custom_risk_categories"):
        if isinstance(root.fields().get(name), list):
            yield from root.each(name)
        else:
            yield from (node for _, node in root.entries(name))


def _risks(category: Node, builder: Builder) -> None:
    """Add one threat per identified risk of a category."""
    letters = stride_of([category.text("stride")])
    cwe = category.text("cwe")
    for key, node in category.entries("risks_identified"):
        link, asset = (
            node.text("most_relevant_communication_link"),
            node.text("most_relevant_technical_asset"),
        )
        on_interface = bool(link) and builder.has("interfaces", link)
        if not on_interface and not asset:
            builder.lose(node.pointer, f"the risk {key!r:.60}, which names no technical asset")
            continue
        builder.lose(
            node.pointer, "severity, likelihood and impact of risks; Medward rates them by its policy"
        )
        builder.add(
            DraftThreat,
            node.pointer,
            origin=f"{category.text('id')}@{key}",
            name=key,
            description=category.text("description"),
            target=link if on_interface else asset,
            on_interface=on_interface,
            stride=letters,
            category="" if letters else category.text("stride"),
            mitigation=category.text("mitigation"),
            references=references_of([f"CWE-{cwe}"] if cwe else []),
        )

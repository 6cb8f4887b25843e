"""CycloneDX VEX read: 1.4 to 1.7, from a BOM with vulnerabilities or a VEX file beside one, in the shape of JSON.

A target of `affects` is a component of the file, the product the file is about, or a BOM-Link into another file. Where
the file is about no one product, a component belongs to what it is nested in. A vulnerability without analysis says
nothing VEX could take up; it is counted and left out.

Source: CycloneDX 1.6, `vulnerabilities[]`; BOM-Link, https://cyclonedx.org/capabilities/bomlink/.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from medward.components.sbom import Hash
from medward.errors import InvalidInputError
from medward.kernel.words import plural
from medward.risk.cvss import worst_vector
from medward.vex.cyclonedx import DEPLOYABLE, IMPACT, JUSTIFICATION, MITIGATION, TERM, UDI, refuse_version
from medward.vex.mapping import JUSTIFICATIONS, STATES, meaning, outside_action
from medward.vex.openvex_in import collected, purl_identity, time_of
from medward.vex.records import Justification
from medward.vex.statement import Identity, Response, Statement, Term, VexDocument, VexFormat, VexStatus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from medward.kernel.json_node import JsonNode

_HINT: Final = "See https://cyclonedx.org/docs/."
_BY_VERSION: Final = {
    "affected": VexStatus.AFFECTED,
    "unaffected": VexStatus.NOT_AFFECTED,
    "unknown": VexStatus.UNDER_INVESTIGATION,
}
"""Status of single versions, `affects[].versions[].status`."""


def read_cyclonedx(root: JsonNode) -> VexDocument:
    """Return the statements of a CycloneDX document.

    Raises:
        InvalidInputError: An unknown version, state, justification or response; a target that is nowhere in the
            file; no analysed vulnerability.
        LimitError: More statements than are read.
    """
    version = root.text("specVersion")
    refuse_version(version, root.where("specVersion"))
    metadata = root.node("metadata")
    index = _Index(root)
    nothing = nothing_said(root)
    if nothing:
        raise InvalidInputError(
            nothing,
            place=root.where("vulnerabilities"),
            hint="It is a bill of materials, not a VEX document.",
        )
    nodes = root.nodes("vulnerabilities")
    analysed = [node for node in nodes if _is_analysed(node)]
    timestamp = time_of(metadata, "timestamp")
    statements = collected((one for node in analysed for one in _statements(node, index)), root)
    number = root.number("version")
    return VexDocument(
        format=VexFormat.CYCLONEDX,
        spec_version=version,
        id=root.text("serialNumber"),
        author=_author(metadata),
        version="1" if number is None else str(number),
        timestamp=timestamp,
        statements=tuple(one if one.issued else replace(one, issued=timestamp) for one in statements),
        notes=tuple(_notes(len(nodes) - len(analysed), timestamp)),
        publisher="other",
    )


def nothing_said(root: JsonNode) -> str:
    """Return why a document says nothing about a vulnerability; empty when it does."""
    nodes = root.nodes("vulnerabilities")
    if any(_is_analysed(node) for node in nodes):
        return ""
    return "no vulnerability in it has an analysis" if nodes else "it lists no vulnerability"


def _is_analysed(node: JsonNode) -> bool:
    return bool(node.node("analysis").text("state"))


def _notes(left_out: int, timestamp: datetime | None) -> Iterator[str]:
    if left_out:
        yield f"{plural(left_out, 'vulnerability', 'vulnerabilities')} without analysis left out"
    if timestamp is None:
        yield "no time is given, so an older version cannot be told from a newer one by it"


class _Index:
    """What the references of a file stand for."""

    def __init__(self, root: JsonNode) -> None:
        about = root.node("metadata").node("component")
        self.product = _identity(about) if about.value else None
        self.product_ref = about.text("bom-ref")
        self._known: dict[str, Identity] = {}
        self._holders: dict[str, Identity] = {}
        stack: list[tuple[JsonNode, Identity | None]] = [(node, None) for node in root.nodes("components")]
        stack += [(about, None)] if about.value else []
        while stack:
            node, holder = stack.pop()
            reference, identity = node.text("bom-ref"), _identity(node)
            if reference and reference not in self._known:
                self._known[reference] = identity
                self._holders.update({reference: holder} if holder else {})
            stack += [(inner, holder or identity) for inner in node.nodes("components")]
        for node in root.nodes("services"):
            self._known.setdefault(node.text("bom-ref"), _identity(node))

    def target(self, node: JsonNode) -> Identity:
        """Return what a target of `affects` is."""
        reference = node.text("ref")
        if reference in self._known:
            return self._known[reference]
        if reference.startswith("urn:cdx:"):
            return Identity(bom_link=reference)
        if reference.startswith("pkg:"):
            return purl_identity(reference)
        raise InvalidInputError(
            f"ref {reference!r:.80} is nowhere in the file", place=node.where("ref"), hint=_HINT
        )

    def holder(self, node: JsonNode) -> Identity | None:
        """Return the product a target is a component of: what the file is about, else what it is nested in."""
        reference = node.text("ref")
        if self.product is not None:
            is_inside = reference != self.product_ref and not self.target(node).bom_link
            return self.product if is_inside else None
        return self._holders.get(reference)


def _statements(node: JsonNode, index: _Index) -> Iterator[Statement]:
    """Yield one statement per target and version."""
    name = node.text("id")
    if not name:
        raise InvalidInputError("the vulnerability has no id", place=node.where("id"), hint=_HINT)
    plain = _plain(node, name)
    targets = node.nodes("affects")
    if not targets and index.product is None:
        raise InvalidInputError(f"{name} affects nothing", place=node.where("affects"), hint=_HINT)
    if not targets and index.product is not None:
        yield replace(plain, product=index.product)
    refs = {target.text("ref") for target in targets}
    inside = len(refs) > 1 and index.product_ref in refs
    for target in targets:
        if inside and target.text("ref") == index.product_ref:
            continue  # the other targets are components in it
        identity = index.target(target)
        holder = index.holder(target)
        one = replace(plain, product=holder or identity, component=identity if holder else None)
        yield from _by_version(one, target)


def _plain(node: JsonNode, name: str) -> Statement:
    """Return what a vulnerability says of each of its targets."""
    analysis = node.node("analysis")
    given = {one.text("name"): one.text("value") for one in node.nodes("properties")}
    term = _term(analysis, inside_product=given.get(MITIGATION) == "inside-product")
    status, justification = meaning(term)
    ours = given.get(JUSTIFICATION, "")
    if ours in set(Justification) and status is VexStatus.NOT_AFFECTED:
        justification = Justification(ours)
    impact = given.get(IMPACT, "")
    detail = analysis.text("detail").removeprefix(impact).removeprefix("\n" if impact else "")
    is_ours = ours and TERM not in given
    action = "\n".join(dict.fromkeys(filter(None, (node.text("recommendation"), node.text("workaround")))))
    if status is VexStatus.AFFECTED and not action:
        is_outside = STATES[term.state] is VexStatus.NOT_AFFECTED
        action = outside_action(term, detail) if is_outside else detail
    return Statement(
        vulnerability=name,
        product=Identity(),
        status=status,
        aliases=tuple(one.text("id") for one in node.nodes("references") if one.text("id")),
        justification=justification,
        term=None if is_ours else term,
        detail=detail,
        impact=impact,
        action=action,
        responses=tuple(_response(word, analysis) for word in analysis.texts("response")),
        summary=node.text("description"),
        weaknesses=tuple(f"CWE-{number}" for number in _numbers(node)),
        vector=worst_vector(_vector(one) for one in node.nodes("ratings") if one.text("vector")),
        issued=time_of(analysis, "firstIssued"),
        updated=time_of(analysis, "lastUpdated"),
        id=node.text("bom-ref"),
    )


def _by_version(one: Statement, target: JsonNode) -> Iterator[Statement]:
    """Yield a statement per version the target lists, or the one for all; an unaffected version is told so."""
    versions = target.nodes("versions")
    if not versions:
        yield one
    for entry in versions:
        word = entry.text("status") or "affected"
        if word not in _BY_VERSION:
            raise InvalidInputError(
                f"status is {word!r:.40}; it must be one of {', '.join(_BY_VERSION)}",
                place=entry.where("status"),
                hint=_HINT,
            )
        told = _BY_VERSION[word]
        subject = one.component or one.product
        narrowed = replace(
            subject, version=entry.text("version"), version_range=entry.text("range"), purl=subject.purl
        )
        same = told is one.status or (word == "affected" and one.status is not VexStatus.NOT_AFFECTED)
        found = one if same or "status" not in entry.value else _as(one, told)
        yield replace(found, component=narrowed) if one.component else replace(found, product=narrowed)


def _as(one: Statement, status: VexStatus) -> Statement:
    """Return a statement with another status, its term and justification left behind."""
    return replace(one, status=status, term=None, justification=None, impact=one.impact or one.detail)


def _term(analysis: JsonNode, *, inside_product: bool) -> Term:
    state, justification = analysis.text("state"), analysis.text("justification")
    for name, word, known in (("state", state, STATES), ("justification", justification, JUSTIFICATIONS)):
        if word and word not in known:
            raise InvalidInputError(
                f"{name} is {word!r:.60}; it must be one of {', '.join(known)}",
                place=analysis.where(name),
                hint=_HINT,
            )
    return Term(state, justification, inside_product)


def _response(word: str, analysis: JsonNode) -> Response:
    if word not in set(Response):
        raise InvalidInputError(
            f"response is {word!r:.60}; it must be one of {', '.join(Response)}",
            place=analysis.where("response"),
            hint=_HINT,
        )
    return Response(word)


def _numbers(node: JsonNode) -> list[int]:
    found = node.value.get("cwes", [])
    return [one for one in found if isinstance(one, int)] if isinstance(found, list) else []


def _vector(rating: JsonNode) -> str:
    """Return a vector with its version in front, which CycloneDX keeps in `method`."""
    vector = rating.text("vector")
    prefix = {"CVSSv3": "CVSS:3.0/", "CVSSv31": "CVSS:3.1/", "CVSSv4": "CVSS:4.0/"}.get(
        rating.text("method"), ""
    )
    return vector if vector.startswith("CVSS:") else prefix + vector


def _author(metadata: JsonNode) -> str:
    """Return who wrote the document: supplier, manufacturer, then the first author named."""
    for name in ("supplier", "manufacturer", "manufacture"):
        if metadata.node(name).text("name"):
            return metadata.node(name).text("name")
    for one in metadata.nodes("authors"):
        if one.text("name") or one.text("email"):
            return one.text("name") or one.text("email")
    return ""


def _identity(node: JsonNode) -> Identity:
    """Return what a component is known by; a package URL that is none is kept as an id."""
    given = {one.text("name"): one.text("value") for one in node.nodes("properties")}
    known = purl_identity(node.text("purl"))
    return Identity(
        name="/".join(filter(None, (node.text("group"), node.text("name")))),
        version=node.text("version"),
        purl=known.purl,
        version_range=known.version_range,
        id=known.id,
        cpe=node.text("cpe"),
        hashes=tuple(Hash(one.text("alg"), one.text("content")) for one in node.nodes("hashes")),
        udi=given.get(UDI, ""),
        deployable=given.get(DEPLOYABLE, ""),
        supplier=node.node("supplier").text("name"),
    )

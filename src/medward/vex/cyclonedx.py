"""CycloneDX VEX: a BOM with the product, the components spoken of, and their vulnerabilities.

Written with the library of the CycloneDX project and validated against its schemas. What CycloneDX has no field for
(our own justification, the deployable, the UDI) stands in properties whose names begin with `medward:`.

Source: CycloneDX 1.6 and 1.7, `vulnerabilities[]`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from cyclonedx.model import HashAlgorithm, HashType, Property, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.contact import OrganizationalEntity
from cyclonedx.model.impact_analysis import (
    ImpactAnalysisJustification,
    ImpactAnalysisResponse,
    ImpactAnalysisState,
)
from cyclonedx.model.vulnerability import (
    BomTarget,
    BomTargetVersionRange,
    Vulnerability,
    VulnerabilityAnalysis,
    VulnerabilityRating,
    VulnerabilityReference,
    VulnerabilityScoreSource,
    VulnerabilitySource,
)
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL

from medward.components.json_schema import json_schema_problems
from medward.errors import InvalidInputError
from medward.vex.mapping import giver_of, term_of
from medward.vex.shape import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from medward.components.sbom import Hash
    from medward.vex.statement import Identity, Statement, VexDocument

JUSTIFICATION: Final = "medward:vex:justification"
"""Property of a vulnerability: our justification, where CycloneDX has one word for two of ours."""
MITIGATION: Final = "medward:vex:mitigation"
"""Property of a vulnerability: `inside-product`."""
TERM: Final = "medward:vex:term"
"""Property of a vulnerability: `given` when somebody chose the CycloneDX word."""
IMPACT: Final = "medward:vex:impact"
"""Property of a vulnerability: the part of `analysis.detail` that is the impact statement."""
UDI: Final = "medward:udi-di"
DEPLOYABLE: Final = "medward:deployable"
WRITTEN: Final = ("1.6", "1.7")
READ: Final = ("1.4", "1.5", "1.6", "1.7")
_VERSIONS: Final = {version.to_version(): version for version in SchemaVersion}
_CWE: Final = re.compile(r"CWE-([1-9][0-9]*)")


def check_cyclonedx(value: Mapping[str, object], version: str) -> tuple[Fault, ...]:
    """Return what of the JSON schema of a CycloneDX version a document breaks.

    Raises:
        InvalidInputError: There is no such version, or it has no vulnerabilities yet.
    """
    refuse_version(version)
    return tuple(Fault(pointer, message[:300]) for pointer, message in json_schema_problems(value))


def refuse_version(version: str, place: str = "") -> None:
    """Refuse a version of CycloneDX in which VEX is not read.

    Raises:
        InvalidInputError: There is no such version, or it has no vulnerabilities yet.
    """
    if version not in READ:
        raise InvalidInputError(
            f"specVersion is {version!r:.20}; VEX is read from CycloneDX {', '.join(READ)}",
            place=place,
            hint="Vulnerabilities exist in CycloneDX since 1.4.",
        )


def write_cyclonedx(document: VexDocument, version: str = "1.6") -> str:
    """Return a document as a CycloneDX BOM in JSON; the same document gives the same bytes."""
    bom = Bom(serial_number=UUID(serial_of(document.id)), version=int(document.version))
    bom.metadata.timestamp = document.timestamp or bom.metadata.timestamp
    bom.metadata.supplier = OrganizationalEntity(name=document.author)
    references = _References(document.statements)
    bom.vulnerabilities = [
        _vulnerability(one, number, references) for number, one in enumerate(document.statements, start=1)
    ]
    products = references.components()
    if len(products) == 1:
        ((about, parts),) = products
        bom.metadata.component = about
        bom.components = parts
        bom.register_dependency(about, parts)
    else:
        for product, parts in products:
            product.components = parts
        bom.components = [product for product, _ in products]
    return make_outputter(bom, OutputFormat.JSON, _VERSIONS[version]).output_as_string(indent=2) + "\n"


def serial_of(identity: str) -> str:
    """Return the serial number of the BOM that a document with this id is written as."""
    return uuid5(NAMESPACE_URL, identity).urn


class _References:
    """Gives every product, and every component in each product, one reference.

    A BOM is about one product, and its components are in that one. Where a document speaks of several products, the
    BOM is about none, and each product holds its own components.
    """

    def __init__(self, statements: Sequence[Statement]) -> None:
        self._given: dict[tuple[Identity, Identity | None], str] = {}
        self._holders = {one.product for one in statements if one.component is not None}
        self.has_one_product = len({one.product for one in statements}) == 1

    def of(self, one: Statement) -> list[tuple[Identity, str]]:
        """Return what a statement affects, with references: the component, and the product the BOM is about."""
        if one.product not in self._holders and _is_link(one.product):
            return [(one.product, one.product.bom_link)]
        product = one.product, self._reference(one.product, None)
        if one.component is None:
            return [product]
        component = one.component, self._reference(one.product, one.component)
        return [product, component] if self.has_one_product else [component]

    def components(self) -> list[tuple[Component, list[Component]]]:
        """Return the products with their components, in the order they were first named."""
        found: dict[Identity, tuple[Component, list[Component]]] = {}
        for (product, component), name in self._given.items():
            if component is None:
                found[product] = _component(product, name), []
            else:
                found[product][1].append(_component(component, name))
        return list(found.values())

    def _reference(self, product: Identity, component: Identity | None) -> str:
        kind = "product" if component is None else "component"
        return self._given.setdefault((product, component), f"{kind}-{len(self._given) + 1}")


def _is_link(identity: Identity) -> bool:
    """Say whether all that is known of something is its place in an SBOM, which a BOM-Link refers to by itself."""
    return bool(identity.bom_link) and not (identity.name or identity.purl or identity.cpe)


def _component(identity: Identity, reference: str) -> Component:
    kind = ComponentType.APPLICATION if reference.startswith("product") else ComponentType.LIBRARY
    properties = [
        Property(name=name, value=value)
        for name, value in ((UDI, identity.udi), (DEPLOYABLE, identity.deployable))
        if value
    ]
    return Component(
        bom_ref=reference,
        name=identity.name or identity.label,
        version=identity.version or None,
        type=ComponentType.DEVICE if identity.udi else kind,
        purl=_purl(identity.purl) if identity.purl else None,
        cpe=identity.cpe or None,
        supplier=OrganizationalEntity(name=identity.supplier) if identity.supplier else None,
        hashes=list(_hashes(identity.hashes)),
        properties=properties,
    )


def _purl(text: str) -> PackageURL:
    try:
        return PackageURL.from_string(text)
    except ValueError as error:
        raise InvalidInputError(
            f"{text[:100]!r} cannot be written as a package URL: {error}", hint="Mend it where it comes from."
        ) from error


def _hashes(hashes: Iterable[Hash]) -> Iterable[HashType]:
    known = {one.value: one for one in HashAlgorithm}
    for one in hashes:
        if one.algorithm in known:
            yield HashType(alg=known[one.algorithm], content=one.content)


def _vulnerability(one: Statement, number: int, references: _References) -> Vulnerability:
    targets = [_target(identity, reference) for identity, reference in references.of(one)]
    return Vulnerability(
        bom_ref=f"vulnerability-{number}",
        id=one.vulnerability,
        source=_source(one.vulnerability),
        references=[VulnerabilityReference(id=name, source=_source(name)) for name in one.aliases],
        ratings=_ratings(one.vector),
        cwes=[int(found[1]) for found in map(_CWE.fullmatch, one.weaknesses) if found],
        description=one.summary or None,
        recommendation=one.action or None,
        analysis=_analysis(one),
        affects=targets,
        properties=list(_properties(one)),
    )


def _target(product: Identity, reference: str) -> BomTarget:
    versions = [BomTargetVersionRange(range=product.version_range)] if product.version_range else []
    if product.version and not versions and _is_link(product):
        versions = [BomTargetVersionRange(version=product.version)]
    return BomTarget(ref=reference, versions=versions)


def _analysis(one: Statement) -> VulnerabilityAnalysis:
    term = term_of(one)
    return VulnerabilityAnalysis(
        state=ImpactAnalysisState(term.state),
        justification=ImpactAnalysisJustification(term.justification) if term.justification else None,
        responses=[ImpactAnalysisResponse(response.value) for response in one.responses],
        detail="\n".join(filter(None, (one.impact, one.detail))) or None,
        first_issued=one.issued,
        last_updated=one.updated,
    )


def _properties(one: Statement) -> Iterable[Property]:
    if one.impact:
        yield Property(name=IMPACT, value=one.impact)
    if one.justification is not None:
        yield Property(name=JUSTIFICATION, value=one.justification.value)
    term = term_of(one)
    if term.inside_product:
        yield Property(name=MITIGATION, value="inside-product")
    if term is one.term:
        yield Property(name=TERM, value="given")


def _ratings(vector: str) -> list[VulnerabilityRating]:
    return (
        [VulnerabilityRating(vector=vector, method=VulnerabilityScoreSource.get_from_vector(vector))]
        if vector
        else []
    )


def _source(identifier: str) -> VulnerabilitySource:
    """Return who gives an id, with the address where we know it."""
    address = {"CVE-": "https://nvd.nist.gov/vuln/detail/", "GHSA-": "https://github.com/advisories/"}
    start = next((known for known in address if identifier.startswith(known)), "")
    url = XsUri(f"{address[start]}{identifier}") if start else None
    return VulnerabilitySource(name=giver_of(identifier), url=url)

"""CSAF documents, security advisories and VEX alike: one advisory for each vulnerability.

A product is looked up by its package URL, else its CPE name, else vendor and product; a file's digest is looked up
too. A distribution's package that a document calls fixed was affected before: such a document speaks of updates of
one and the same package. Of any other product `fixed` says nothing about earlier versions. A fix that names no
version, and a product that is not affected on one platform, leave open what a component is.

Source: CSAF 2.0, 3.2.3 (vulnerabilities), 3.2.3.9 (product status: `recommended` versions have a fix); CSAF 2.1 for
`cwes`, `metrics`, `product_paths` and `first_known_exploitation_dates`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.components.purl import parse_purl
from medward.components.ranges import is_range
from medward.errors import InvalidInputError
from medward.kernel.words import few
from medward.vulnerabilities.advisory import (
    Advisory,
    AffectedPackage,
    CpeStatement,
    Exploitation,
    Interval,
    Remedy,
    Severity,
    Stance,
    Unkeyed,
)
from medward.vulnerabilities.cpe import Cpe, cpe_lookup, cpe_scheme, names_product, parse_cpe
from medward.vulnerabilities.cpe_versions import Bounds, cpe_versions
from medward.vulnerabilities.ecosystems import DISTRIBUTIONS, Identity, identify, lookup_name
from medward.vulnerabilities.sources.bounds import (
    EVERY_VERSION,
    Versions,
    ordering_of,
)
from medward.vulnerabilities.sources.csaf_products import Product, products_of
from medward.vulnerabilities.sources.cve_packages import red_hat_release
from medward.vulnerabilities.sources.debian import fixed_package
from medward.vulnerabilities.sources.expressions import ALL_VERSIONS, versions_of
from medward.vulnerabilities.sources.modules import module_fix
from medward.vulnerabilities.sources.node import Node, short
from medward.vulnerabilities.sources.vendors import vendor_lookup, vendor_package, vendor_scheme

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from medward.vulnerabilities.sources.bounds import Ordering

_VERSIONS: Final = frozenset({"2.0", "2.1"})
_STANCES: Final = {
    "known_affected": Stance.AFFECTED,
    "first_affected": Stance.AFFECTED,
    "last_affected": Stance.AFFECTED,
    "fixed": Stance.NOT_AFFECTED,
    "first_fixed": Stance.NOT_AFFECTED,
    "recommended": Stance.NOT_AFFECTED,
    "known_not_affected": Stance.NOT_AFFECTED,
    "unknown": Stance.UNDER_INVESTIGATION,  # CSAF 2.1
    "under_investigation": Stance.UNDER_INVESTIGATION,
}
_FIXED: Final = frozenset({"fixed", "first_fixed"})
_RECOMMENDED: Final = "recommended"
"""By its definition a version with a fix; an author may recommend one of any other status, too (CSAF 2.0, 6.1.6)."""
_MENDED: Final = _FIXED | {_RECOMMENDED}
"""States of a version that has a fix, never of a whole product."""
_SCORES: Final = {"cvss_v4": "CVSS_V4", "cvss_v3": "CVSS_V3", "cvss_v2": "CVSS_V2"}
HASH: Final = "hash"
"""Ecosystem of statements about a file's digest; OSV defines none of this name."""
_NAMED: Final = 2
"""Products named with a score that is not for all."""
_FILE: Final = Interval(EVERY_VERSION.low, EVERY_VERSION.high, "the file with this digest")
_UNSPLIT: Final = Unkeyed("the document does not tell the product's name from its version", decides=True)
_WHICH_FIX: Final = Unkeyed("the document says that it is fixed, not in which version", decides=True)
_Statement = AffectedPackage | CpeStatement


def parse_csaf(document: object, place: str) -> tuple[Advisory, ...]:
    """Return one advisory for each vulnerability of a document.

    Its id is the document's with the vulnerability's behind a colon, the CVE its alias; where both are the same,
    as in a VEX document that is about one CVE, it stands alone.

    Raises:
        InvalidInputError: Not a CSAF document of version 2.0 or 2.1.
        LimitError: Its product tree is too deep.
    """
    node = Node(document, place)
    head = node.get("document")
    version = head.text("csaf_version")
    if version not in _VERSIONS:
        raise head.get("csaf_version").refusal(f"not CSAF 2.0 or 2.1: csaf_version is {version!r:.20}")
    head.get("tracking").required("id", "a CSAF document")
    products = products_of(node)
    return tuple(
        _advisory(one, index, head, products)
        for index, one in enumerate(node.get("vulnerabilities").items(), 1)
    )


def _advisory(node: Node, number: int, head: Node, products: Mapping[str, Product]) -> Advisory:
    tracking = head.get("tracking")
    document = tracking.text("id")
    cve = node.text("cve")
    own = cve or next((one.text("text") for one in node.get("ids").items()), "") or str(number)
    said = list(_said(node, products))
    return Advisory(
        id=document if own == document else f"{document}:{own}",
        modified=tracking.text("current_release_date"),
        published=tracking.text("initial_release_date"),
        withdrawn="",
        aliases=(cve,) if cve and cve != document else (),
        summary=short(node.text("title") or head.text("title")),
        severities=tuple(dict.fromkeys(_severities(node, head.get("publisher").text("name"), products))),
        affected=_joined(one for one in said if isinstance(one, AffectedPackage)),
        without_package=0,
        products=tuple(dict.fromkeys(one for one in said if isinstance(one, CpeStatement))),
        cwes=_weaknesses(node),
        exploitation=Exploitation(cve, exploitation="active") if cve and _is_exploited(node) else None,
        remedies=tuple(dict.fromkeys(_remedies(node))),
    )


def _said(node: Node, products: Mapping[str, Product]) -> Iterator[_Statement]:
    """Return what a vulnerability says of each product."""
    groups = list(node.get("product_status").fields())
    judged = {one.text() for status, group in groups if status != _RECOMMENDED for one in group.items()}
    for status, group in groups:
        stance = _STANCES.get(status)
        if stance is None:
            raise group.refusal(f"{status!r:.40} is no product status of CSAF")
        for one in group.items():
            product = products.get(one.text())
            if product is None:
                raise one.refusal(f"the product id {one.text()!r:.60} is not in the product tree")
            if status == _RECOMMENDED and one.text() in judged:
                continue
            for said in _about(product, stance, is_fix=status in _FIXED):
                bounded = _only_on_platform(said, product)
                yield _left_open(bounded) if status in _MENDED else bounded


def _only_on_platform(said: _Statement, product: Product) -> _Statement:
    """Return a statement, or what nobody can tell where it would clear a product on every platform for one.

    The release of a distribution and the `requires` of a CPE name keep to the platform by themselves, and a build of
    a distribution is made for one release.
    """
    if product.platform is None or said.stance is not Stance.NOT_AFFECTED:
        return said
    if isinstance(said, CpeStatement):
        is_kept = bool(said.requires) and len(product.platforms) == 1
    else:
        is_build = said.ecosystem in DISTRIBUTIONS and not _speaks_of_all(said)
        is_kept = (bool(said.suffix) and len(product.platforms) == 1) or is_build
    if is_kept:
        return said
    why = f"it is not affected on {product.platform.name:.60}; the document says nothing of other platforms"
    return said._replace(intervals=(), versions=(), unkeyed=(Unkeyed(why, decides=True),))


def _left_open(said: _Statement) -> _Statement:
    """Return a fix as it is, or as what nobody can tell where the product states no version."""
    is_file = isinstance(said, AffectedPackage) and said.ecosystem == HASH
    if not _speaks_of_all(said) or is_file or said.stance is not Stance.NOT_AFFECTED:
        return said
    return said._replace(intervals=(), unkeyed=(_WHICH_FIX,))


def _speaks_of_all(said: _Statement) -> bool:
    return any((one.low, one.high) == EVERY_VERSION[:2] for one in said.intervals)


def _about(product: Product, stance: Stance, *, is_fix: bool) -> Iterator[_Statement]:
    for digest in product.hashes:
        yield AffectedPackage(HASH, "", product.name, digest, (_FILE,), (), (), stance)
    packages = [found for purl in product.purls for found in _packages(purl, product, stance, is_fix=is_fix)]
    if packages:
        yield from packages
    elif _is_product_cpe(product.cpe):
        yield _by_cpe(product, stance)
    else:
        yield _by_name(product, stance)


def _packages(purl: str, product: Product, stance: Stance, *, is_fix: bool) -> Iterator[AffectedPackage]:
    """Return what is said of the package of a package URL."""
    try:
        parsed = parse_purl(purl)
    except InvalidInputError:
        return
    is_open = is_range(parsed.version)
    bare = parsed._replace(version="0") if is_open or not parsed.version else parsed
    found = identify(str(bare), "")
    if not isinstance(found, Identity):
        return
    release = found.release
    if found.ecosystem == "Red Hat" and product.platform is not None:
        release = red_hat_release(product.platform.cpe) or release
    ordering = ordering_of(found.scheme)
    stated = found.version if parsed.version or "@" in parsed.qualifier("upstream") else ""
    stated = parsed.version if is_open else stated
    versions = (
        versions_of(ordering, stated or product.versions) if stated or product.versions else ALL_VERSIONS
    )
    lookup = lookup_name(found.ecosystem, found.shown)
    said = (found.ecosystem, release, found.shown, lookup)
    if is_fix and stated and found.ecosystem in DISTRIBUTIONS:
        module = parsed.qualifier("rpmmod")
        fixed = module_fix(said, stated, module) if module else fixed_package(said[:3], found.scheme, stated)
        yield from fixed
        return
    yield AffectedPackage(*said, versions.intervals, versions.versions, versions.unkeyed, stance)


def _by_cpe(product: Product, stance: Stance) -> CpeStatement:
    name = parse_cpe(product.cpe)
    lookup = cpe_lookup(name)
    versions = _versions(product, ordering_of(cpe_scheme(lookup)), name)
    platform = product.platform.cpe if product.platform is not None else ""
    requires = ((platform,),) if _is_product_cpe(platform) else ()
    return CpeStatement(
        product.cpe, lookup, versions.intervals, requires, versions.unkeyed, stance, versions.versions
    )


def _by_name(product: Product, stance: Stance) -> AffectedPackage:
    names = (product.vendor, product.product) if product.is_split else (product.vendor, product.name)
    versions = (
        _versions(product, ordering_of(vendor_scheme(vendor_lookup(*names))), None)
        if product.is_split
        else Versions(unkeyed=(_UNSPLIT,))
    )
    where = f" (on {product.platform.name})" if product.platform is not None else ""
    intervals = tuple(one._replace(text=one.text + where) for one in versions.intervals)
    return vendor_package(names, Versions(intervals, versions.versions, versions.unkeyed), stance)


def _versions(product: Product, ordering: Ordering, own: Cpe | None) -> Versions:
    """Return the versions of the product's branch, else of its CPE name, else all."""
    if product.versions:
        return versions_of(ordering, product.versions)
    return Versions(*cpe_versions(own, Bounds())) if own is not None else ALL_VERSIONS


def _is_product_cpe(text: str) -> bool:
    if not text:
        return False
    try:
        return names_product(parse_cpe(text))
    except InvalidInputError:
        return False


def _joined(packages: Iterator[AffectedPackage]) -> tuple[AffectedPackage, ...]:
    """Return statements about the same package as one; architectures and images repeat them."""
    found: dict[tuple[object, ...], list[AffectedPackage]] = {}
    for one in packages:
        found.setdefault((*one[:4], one.stance), []).append(one)
    return tuple(
        same[0]._replace(
            intervals=tuple(dict.fromkeys(each for one in same for each in one.intervals)),
            versions=tuple(dict.fromkeys(each for one in same for each in one.versions)),
            unkeyed=tuple(dict.fromkeys(each for one in same for each in one.unkeyed)),
        )
        for same in found.values()
    )


def _severities(node: Node, publisher: str, products: Mapping[str, Product]) -> Iterator[Severity]:
    """Return every score; of one that is for some of the products only, its scorer says for which.

    All are kept: which product a component is is not known before it is matched, and the worst score counts.
    """
    every = {one.text() for _, group in node.get("product_status").fields() for one in group.items()}
    scores = [(one, one) for one in node.get("scores").items()]
    scores += [(one, one.get("content")) for one in node.get("metrics").items()]
    for one, content in scores:
        scored = [each.text() for each in one.get("products").items()]
        names = dict.fromkeys(products[each].name for each in scored if each in products)
        of = f"{publisher}, for {few(tuple(names), _NAMED)}" if names and every - set(scored) else publisher
        for field, kind in _SCORES.items():
            vector = content.get(field).text("vectorString")
            if vector:
                yield Severity(kind, vector, of)


def _is_exploited(node: Node) -> bool:
    """Return whether the publisher knows of attacks on any product (CSAF 2.1)."""
    return bool(list(node.get("first_known_exploitation_dates").items()))


def _weaknesses(node: Node) -> tuple[str, ...]:
    every = (node.get("cwe"), *node.get("cwes").items())
    return tuple(dict.fromkeys(one.text("id") for one in every if one.text("id")))


def _remedies(node: Node) -> Iterator[Remedy]:
    for one in node.get("remediations").items():
        yield Remedy(one.text("category"), short(one.text("details")), one.text("url"))

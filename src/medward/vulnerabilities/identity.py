"""Everything a component can be asked by: its packages, the products its CPE names name, its maker and name.

>>> from medward.components.sbom import Component
>>> part = Component("1", "zephyr", version="3.5.0", cpe="cpe:2.3:o:zephyrproject:zephyr:3.5.0:*:*:*:*:*:*:*")
>>> found = asked(part, sources_stated=False)
>>> found.package.reason, [one.lookup for one in found.products]
('no package URL', ['o:zephyrproject:zephyr'])

Source: docs/adr/0017 for the order; NISTIR 7695 for CPE names; the Package URL types for what a name belongs to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from medward.errors import InvalidInputError
from medward.vulnerabilities.cpe import ANY, NA, Cpe, cpe_lookup, cpe_scheme, names_product, parse_cpe, plain
from medward.vulnerabilities.cpe_versions import cpe_version
from medward.vulnerabilities.ecosystems import Identity, Unidentified, identify
from medward.vulnerabilities.sources.vendors import vendor_lookup, vendor_scheme

if TYPE_CHECKING:
    from medward.components.sbom import Component

CPE: Final = "cpe"
"""Ecosystem under which facts keep products named by CPE; the look-up is `part:vendor:product`."""

_TARGETS: Final = {
    "npm": ("node.js", "node_js", "nodejs"), "pypi": ("python", "pypi"), "gem": ("ruby", "rails", "ruby_on_rails"),
    "golang": ("go",), "cargo": ("rust",), "nuget": (".net", "asp.net", ".net_core"), "maven": ("java", "maven"),
    "composer": ("php", "drupal", "typo3"), "deb": ("linux", "linux_kernel", "debian", "ubuntu"),
    "rpm": ("linux", "linux_kernel"), "apk": ("linux", "linux_kernel"),
}  # fmt: skip
"""What a CPE name may say as target software of a package, by type of its package URL."""
_JENKINS: Final = ("jenkins", "cloudbees_jenkins")


class Product(NamedTuple):
    """A product at one version, named by CPE."""

    lookup: str
    name: Cpe
    version: str
    """Version and update as one text; "" when neither the name nor the component states one."""
    scheme: str


class Maker(NamedTuple):
    """A product at one version, known by the names of its vendor and itself."""

    lookup: str
    version: str
    scheme: str


class Asked(NamedTuple):
    """What advisories are asked about one component."""

    package: Identity | Unidentified
    """The package its package URL names, or why there is none."""
    others: tuple[Identity, ...] = ()
    """Further packages the component says it is."""
    products: tuple[Product, ...] = ()
    makers: tuple[Maker, ...] = ()
    """Names a vendor's own statements may use."""
    targets: tuple[str, ...] = ()
    """Target software a CPE statement may name; empty when the component does not tell."""
    unread: tuple[str, ...] = ()
    """Why a CPE name of the component could not be used."""


def asked(component: Component, *, sources_stated: bool) -> Asked:
    """Return everything a component can be asked by; see `identify` for `sources_stated`."""
    purls = [component.purl] if component.purl else []
    names = [component.cpe] if component.cpe else []
    for text in component.identifiers:
        (purls if text.startswith("pkg:") else names).append(text)
    if not purls:
        package: Identity | Unidentified = Unidentified("no package URL", is_outside=True)
    else:
        package = identify(purls[0], component.version, sources_stated=sources_stated)
    if len(purls) + len(names) == 1 and purls and not component.supplier:
        return Asked(package, targets=_targets(purls[0]))
    others = (identify(one, component.version, sources_stated=sources_stated) for one in purls[1:])
    products, unread = _products(names, component.version)
    return Asked(
        package=package,
        others=tuple(dict.fromkeys(one for one in others if isinstance(one, Identity) and one != package)),
        products=products,
        makers=_makers(component, products),
        targets=_targets(purls[0]) if purls else (),
        unread=unread,
    )


def stated_names(component: Component) -> tuple[Cpe, ...]:
    """Return the CPE names of a component that can be read: what `requires` of other statements looks for."""
    texts = (component.cpe, *component.identifiers)
    return tuple(name for text in texts if text[:4].lower() == "cpe:" if (name := _name(text)) is not None)


def _products(texts: list[str], version: str) -> tuple[tuple[Product, ...], tuple[str, ...]]:
    found: dict[Product, None] = {}
    unread = []
    for text in texts:
        try:
            name = parse_cpe(text)
        except InvalidInputError as error:
            unread.append(error.message)
            continue
        if names_product(name):
            found[_product(name, version)] = None
        else:
            unread.append(f"the CPE name {text!r} does not say which product")
    return tuple(found), tuple(unread)


def _product(name: Cpe, stated: str) -> Product:
    """Return the product; the name's own version counts, the component's where it has none."""
    lookup = cpe_lookup(name)
    own = name.version not in {ANY, NA}
    version = cpe_version(lookup, name.version, name.update) if own else cpe_version(lookup, stated.strip())
    return Product(lookup, name, version, cpe_scheme(lookup))


def _makers(component: Component, products: tuple[Product, ...]) -> tuple[Maker, ...]:
    """Return the component as its vendor may call it: by supplier and name, and by what its CPE names say."""
    found: dict[Maker, None] = {}
    if component.supplier and component.version:
        lookup = vendor_lookup(component.supplier, component.name)
        scheme = vendor_scheme(lookup)
        found[Maker(lookup, cpe_version(f"a:{lookup}", component.version), scheme)] = None
    for product in products:
        vendor, name = (
            plain(value).replace("_", " ") for value in (product.name.vendor, product.name.product)
        )
        lookup = vendor_lookup(vendor, name)
        found[Maker(lookup, product.version, vendor_scheme(lookup))] = None
    return tuple(one for one in found if one.version)


def _name(text: str) -> Cpe | None:
    try:
        return parse_cpe(text)
    except InvalidInputError:
        return None


def _targets(purl: str) -> tuple[str, ...]:
    kind = purl.removeprefix("pkg:").partition("/")[0].lower()
    found = _TARGETS.get(kind, ())
    return (*found, *_JENKINS) if kind == "maven" and "jenkins" in purl else found


def fits_target(criteria: Cpe, asked_name: Cpe, targets: tuple[str, ...]) -> bool | None:
    """Return whether the target software of a statement can be the component's; none when nobody can tell."""
    wanted = plain(criteria.target_sw)
    if criteria.target_sw in {ANY, NA}:
        return True
    if asked_name.target_sw not in {ANY, NA}:
        return wanted == plain(asked_name.target_sw)
    if wanted in targets:
        return True
    is_plugin = "java" in targets and wanted in _JENKINS  # plugins come under many Maven groups
    return False if targets and not is_plugin else None

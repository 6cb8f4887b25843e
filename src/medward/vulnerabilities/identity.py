"""Everything a component can be asked by: its packages, the products its CPE names name, its maker and name.

>>> from medward.components.sbom import Component
>>> part = Component("1", "zephyr", version="3.5.0", cpe="cpe:2.3:o:zephyrproject:zephyr:3.5.0:*:*:*:*:*:*:*")
>>> found = asked(part, sources_stated=False)
>>> found.package.reason, [one.lookup for one in found.products]
('no package URL', ['o:zephyrproject:zephyr'])

Source: docs/adr/0017 for the order; NISTIR 7695 for CPE names; the Package URL types for what a name belongs to.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import quote

from medward.components.extras import source_of
from medward.vulnerabilities.ecosystems import Identity, Unidentified, binary_package, identify

if TYPE_CHECKING:
    from medward.components.sbom import Component
    from medward.vulnerabilities.cpe import Cpe

CPE: Final = "cpe"
"""Ecosystem under which facts keep products named by CPE; the look-up is `part:vendor:product`."""

_TARGETS: Final = {
    "npm": ("node.js", "node_js", "nodejs"), "pypi": ("python", "pypi"), "gem": ("ruby", "rails", "ruby_on_rails"),
    "golang": ("go",), "cargo": ("rust",), "nuget": (".net", "asp.net", ".net_core"), "maven": ("java", "maven"),
    "composer": ("php", "drupal", "typo3"), "deb": ("linux", "linux_kernel", "debian", "ubuntu"),
    "rpm": ("linux", "linux_kernel"), "apk": ("linux", "linux_kernel"),
}  # fmt: skip
"""What a CPE name may say as target software of a package, by type of its package URL."""
_OF_DISTRIBUTIONS: Final = ("pkg:apk/", "pkg:deb/", "pkg:rpm/")
JENKINS: Final = ("jenkins", "cloudbees_jenkins")
"""Target software that means a plugin, which also is a Java package."""
_PRODUCT_NAMES: Final = "medward.vulnerabilities.product_names"
"""Loaded for components that have a CPE name or a supplier."""


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
    purl = purl_with_source(component)
    purls = [purl] if purl else []
    names = [component.cpe] if component.cpe else []
    for text in component.identifiers:
        (purls if text.startswith("pkg:") else names).append(text)
    if not purls:
        package: Identity | Unidentified = Unidentified("no package URL", is_outside=True)
    else:
        package = identify(purls[0], component.version, sources_stated=sources_stated)
    binaries = tuple(found for one in purls if (found := binary_package(one, component.version)) is not None)
    if len(purls) + len(names) == 1 and purls and not component.supplier:
        return Asked(package, binaries, targets=_targets(purls[0]))
    further = [identify(one, component.version, sources_stated=sources_stated) for one in purls[1:]]
    named = import_module(_PRODUCT_NAMES)
    products: tuple[Product, ...]
    products, unread, doubt = named.products(names, component.version)
    if doubt and isinstance(package, Unidentified) and package.is_outside:
        package = Unidentified(doubt)
    makers = named.makers(component, products)
    if isinstance(package, Unidentified) and package.is_outside:
        further += named.packages_of(makers)
    return Asked(
        package=package,
        others=tuple(
            dict.fromkeys(
                one for one in (*binaries, *further) if isinstance(one, Identity) and one != package
            )
        ),
        products=products,
        makers=makers,
        targets=_targets(purls[0]) if purls else (),
        unread=unread,
    )


def purl_with_source(component: Component) -> str:
    """Return the package URL, that of a distribution's package with the source package named beside it."""
    purl = component.purl
    if not component.properties or "upstream=" in purl or not purl.startswith(_OF_DISTRIBUTIONS):
        return purl
    source = source_of(component)
    if not source:
        return purl
    return f"{purl}{'&' if '?' in purl else '?'}upstream={quote(source, safe='')}"


def stated_names(component: Component) -> tuple[Cpe, ...]:
    """Return the CPE names of a component that can be read: what `requires` of other statements looks for."""
    texts = tuple(text for text in (component.cpe, *component.identifiers) if text[:4].lower() == "cpe:")
    if not texts:
        return ()
    names: tuple[Cpe, ...] = import_module(_PRODUCT_NAMES).readable_names(texts)
    return names


def _targets(purl: str) -> tuple[str, ...]:
    kind = purl.removeprefix("pkg:").partition("/")[0].lower()
    found = _TARGETS.get(kind, ())
    return (*found, *JENKINS) if kind == "maven" and "jenkins" in purl else found

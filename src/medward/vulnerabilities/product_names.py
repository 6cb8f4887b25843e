"""The CPE names and makers of a component: the products it can be asked by.

Loaded for the first component that has a CPE name or a supplier; most have a package URL and nothing else.

Source: NISTIR 7695 (CPE 2.3 naming); docs/adr/0017.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.components.ranges import is_range
from medward.errors import InvalidInputError
from medward.vulnerabilities.cpe import ANY, NA, Cpe, cpe_lookup, cpe_scheme, names_product, parse_cpe, plain
from medward.vulnerabilities.cpe_versions import cpe_version
from medward.vulnerabilities.ecosystems import Identity, lookup_name
from medward.vulnerabilities.identity import JENKINS, Maker, Product
from medward.vulnerabilities.sources.vendors import vendor_lookup, vendor_scheme
from medward.vulnerabilities.versions import key

if TYPE_CHECKING:
    from medward.components.sbom import Component


class Named(NamedTuple):
    """What the CPE names of a component say."""

    products: tuple[Product, ...]
    unread: tuple[str, ...]
    """Why a name could not be used."""
    doubt: str
    """Why nobody can tell the version, "" where it is told."""


def products(texts: list[str], version: str) -> Named:
    """Return the products CPE names name; one whose version is not that of the component is asked at the latter."""
    found: dict[Product, None] = {}
    unread = []
    doubts = []
    for text in texts:
        try:
            name = parse_cpe(text)
        except InvalidInputError as error:
            unread.append(error.message)
            continue
        if names_product(name):
            doubts.append(_doubt(name, version.strip()))
            found[_product(name, version.strip(), is_own=not doubts[-1])] = None
        else:
            unread.append(f"the CPE name {text!r} does not say which product")
    return Named(tuple(found), tuple(unread), next(filter(None, doubts), ""))


def _product(name: Cpe, stated: str, *, is_own: bool) -> Product:
    """Return the product; the name's own version counts, the component's where it has none."""
    lookup = cpe_lookup(name)
    own = is_own and name.version not in {ANY, NA}
    version = cpe_version(lookup, name.version, name.update) if own else cpe_version(lookup, stated)
    return Product(lookup, name, version, cpe_scheme(lookup))


def _doubt(name: Cpe, stated: str) -> str:
    """Return why the version of a name is not the component's, "" where it is or only one of them is stated."""
    has_own = name.version not in {ANY, NA}
    shown = plain(name.version) if has_own else stated
    if is_range(shown):
        return f"its version {shown!r} is a range, not a version"
    if not has_own or not stated or _agree(name, stated):
        return ""
    update = "" if name.update in {ANY, NA} else f" {plain(name.update)}"
    return f"its version {stated!r} and its CPE name's version {shown + update!r} disagree"


def _agree(name: Cpe, stated: str) -> bool:
    """Return whether a version can be that of a CPE name, which has no place for epochs and seldom one for revisions.

    What follows a mark such as `-` or `+` only one of them may say; versions without an order do not contradict.
    """
    lookup = cpe_lookup(name)
    own = cpe_version(lookup, name.version, name.update)
    epoch, colon, rest = stated.partition(":")
    other = cpe_version(lookup, (rest if colon and epoch.isdecimal() else stated).removeprefix("v"))
    if _marks().sub("", own) == _marks().sub("", other):
        return True
    short, long = sorted((own, other), key=len)
    if long.startswith(short) and _marks().match(long, len(short)) is not None:
        return True
    upstream = tuple(_marks().split(text, 1)[0] for text in (own, other))
    return not any(_differ(cpe_scheme(lookup), *pair) for pair in ((own, other), upstream))


def _differ(scheme: str, one: str, other: str) -> bool:
    """Return whether two versions have places in the order, and not the same."""
    places = {key(scheme, one), key(scheme, other)}
    return None not in places and len(places) > 1


@cache
def _marks() -> re.Pattern[str]:
    """Match what parts a version from a revision, build or update."""
    return re.compile("[-+~_ (]+")


def makers(component: Component, named: tuple[Product, ...]) -> tuple[Maker, ...]:
    """Return the component as its vendor may call it: by supplier and name, and by what its CPE names say."""
    found: dict[Maker, None] = {}
    if component.supplier and component.version:
        lookup = vendor_lookup(component.supplier, component.name)
        scheme = vendor_scheme(lookup)
        found[Maker(lookup, cpe_version(f"a:{lookup}", component.version), scheme)] = None
    for product in named:
        vendor, name = (
            plain(value).replace("_", " ") for value in (product.name.vendor, product.name.product)
        )
        lookup = vendor_lookup(vendor, name)
        found[Maker(lookup, product.version, vendor_scheme(lookup))] = None
    for version in dict.fromkeys(one.version for one in found if one.lookup in _KERNEL):
        found |= dict.fromkeys(Maker(lookup, version, vendor_scheme(lookup)) for lookup in _KERNEL)
    return tuple(one for one in found if one.version)


def packages_of(found: tuple[Maker, ...]) -> tuple[Identity, ...]:
    """Return the packages that are the same as what a component's makers make."""
    versions = dict.fromkeys(one.version for one in found if one.lookup in _KERNEL)
    name = "Kernel"
    return tuple(
        Identity(
            "Linux", "", lookup_name("Linux", name), "linux_kernel", version, "linux", is_source_name=True
        )
        for version in versions
    )


_KERNEL: Final = (
    "linux:linux",  # the CVE records of kernel.org, the numbering authority
    "linux:linux kernel",  # NVD's linux:linux_kernel, and records of other authorities
    "linux:kernel",  # records of Red Hat and Google
    "the linux kernel organization:linux",  # records of Canonical
)
"""Vendor and product by which one program is known, the Linux kernel; OSV's ecosystem `Linux` has its package `Kernel`.

Source: CISA "Vulnrichment" of 2024-10, `affected[].vendor` and `product`; NVD's CPE dictionary; OSV schema 1.7,
"Defined ecosystems".
"""


def _name(text: str) -> Cpe | None:
    try:
        return parse_cpe(text)
    except InvalidInputError:
        return None


def readable_names(texts: tuple[str, ...]) -> tuple[Cpe, ...]:
    """Return those of the texts that are CPE names and can be read."""
    return tuple(name for text in texts if (name := _name(text)) is not None)


def fits_target(criteria: Cpe, asked_name: Cpe, targets: tuple[str, ...]) -> bool | None:
    """Return whether the target software of a statement can be the component's; none when nobody can tell."""
    wanted = plain(criteria.target_sw)
    if criteria.target_sw in {ANY, NA}:
        return True
    if asked_name.target_sw not in {ANY, NA}:
        return wanted == plain(asked_name.target_sw)
    if wanted in targets:
        return True
    is_plugin = "java" in targets and wanted in JENKINS  # plugins come under many Maven groups
    return False if targets and not is_plugin else None

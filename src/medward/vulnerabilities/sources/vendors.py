"""Statements about a product known only by the names of its vendor and itself.

Their ecosystem is `vendor`, their name `vendor product`, what they are looked up by `vendor:product` in lower
case; their versions are ordered as those of a CPE product of the same names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.vulnerabilities.advisory import AffectedPackage, Stance
from medward.vulnerabilities.cpe import cpe_scheme

if TYPE_CHECKING:
    from medward.vulnerabilities.sources.bounds import Versions

VENDOR: Final = "vendor"
"""Ecosystem of these statements; OSV defines none of this name."""


def vendor_lookup(vendor: str, product: str) -> str:
    """Return what a vendor's product is looked up by.

    >>> vendor_lookup("Becton, Dickinson and Company (BD)", "Alaris  PCU")
    'becton, dickinson and company (bd):alaris pcu'
    """
    return ":".join(" ".join(part.lower().split()) for part in (vendor, product))


def vendor_scheme(lookup: str) -> str:
    """Return the scheme of a vendor's product: that of the CPE product of the same names.

    >>> vendor_scheme("openssl:openssl"), vendor_scheme("acme:pump")
    ('openssl', 'generic')
    """
    return cpe_scheme("a:" + lookup.replace(" ", "_"))


def vendor_package(
    names: tuple[str, str], versions: Versions, stance: Stance = Stance.AFFECTED
) -> AffectedPackage:
    """Return the statement about `names`, vendor and product."""
    return AffectedPackage(VENDOR, "", " ".join(names).strip(), vendor_lookup(*names), *versions, stance)

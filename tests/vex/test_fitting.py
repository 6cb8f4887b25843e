"""A statement is applied to the component it names, in the product it names, and to nothing that only looks like it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from medward.components.sbom import Component, Hash
from medward.vex.fitting import Fit, Inventory
from medward.vex.statement import Identity, Statement, VexStatus
from tests.checks.sample import sbom
from tests.vex.statements import PUMP

SERIAL = "11111111-2222-3333-4444-555555555555"
ZLIB = Identity(purl="pkg:deb/debian/zlib1g@1.3")
VIEWER = Identity(purl="pkg:generic/viewer@7.1")
PARTS = (
    Component("os", "rhel", version="9.4", type="operating-system", cpe="cpe:/o:redhat:enterprise_linux:9.4"),
    Component("viewer", "viewer", version="7.1", purl="pkg:generic/viewer@7.1"),
    Component("inner", "zlib1g", version="1.3", purl="pkg:deb/debian/zlib1g@1.3", parents=("viewer",)),
)
ZLIB_ALONE = Component("z", "zlib1g", version="1.3", purl="pkg:deb/debian/zlib1g@1.3")
WHOLE = Component("whole", "gateway", version="2.0", purl="pkg:generic/gateway@2.0")


def inventory(**deployables: tuple[Component, ...]) -> Inventory:
    boms = {
        name: sbom(*parts)._replace(serial=f"urn:uuid:{SERIAL}", version="3")
        for name, parts in deployables.items()
    }
    return Inventory(boms, PUMP)


def fits(stock: Inventory, product: Identity, component: Identity | None = None) -> dict[str, Fit]:
    said = Statement("CVE-2026-1000", product, VexStatus.NOT_AFFECTED, component=component)
    return {f"{one.place.deployable}/{one.place.component.ref}": one.fit for one in stock.fitting(said)}


def test_what_is_said_of_a_library_inside_a_product_we_use_holds_only_where_that_product_is() -> None:
    stock = inventory(comms=PARTS[1:2], cloud=(ZLIB_ALONE,))
    assert fits(stock, VIEWER, ZLIB) == {}


def test_it_is_certain_only_of_the_library_that_is_nested_in_that_product() -> None:
    stock = inventory(comms=(*PARTS[1:], ZLIB_ALONE))
    assert fits(stock, VIEWER, ZLIB) == {"comms/inner": Fit.YES, "comms/z": Fit.CANNOT_TELL}


def test_it_is_certain_of_what_an_operating_system_or_the_whole_sbom_holds() -> None:
    stock = inventory(comms=(PARTS[0], ZLIB_ALONE))
    assert fits(stock, Identity(cpe="cpe:/o:redhat:enterprise_linux:9.4"), ZLIB) == {"comms/z": Fit.YES}
    whole = Inventory({"cloud": sbom(ZLIB_ALONE)._replace(root=WHOLE)}, PUMP)
    assert fits(whole, Identity(purl="pkg:generic/gateway@2.0"), ZLIB) == {"cloud/z": Fit.YES}


def test_a_product_whose_version_cannot_be_told_leaves_the_component_open() -> None:
    unsure = Identity(purl="pkg:generic/viewer", version_range="all before 8")
    assert fits(inventory(comms=PARTS[1:]), unsure, ZLIB) == {"comms/inner": Fit.CANNOT_TELL}


@pytest.mark.parametrize(
    ("product", "fit"),
    [
        pytest.param(PUMP, Fit.YES, id="as we name it"),
        pytest.param(Identity(udi=PUMP.udi, version="4.2.0"), Fit.YES, id="UDI-DI and version"),
        pytest.param(Identity(udi=PUMP.udi, version="4.1.0"), None, id="UDI-DI of another version"),
        pytest.param(Identity(udi=PUMP.udi, version_range="vers:semver/>=4.0.0|<5.0.0"), Fit.YES, id="UDI-DI, range"),
        pytest.param(Identity(udi=PUMP.udi, version_range="before 5"), Fit.CANNOT_TELL, id="range in words"),
        pytest.param(Identity(udi="04099999009005", version="4.2.0"), None, id="another UDI-DI"),
        pytest.param(Identity(name=PUMP.name, version="4.2.0"), None, id="name alone"),
    ],
)  # fmt: skip
def test_our_product_is_known_by_its_identifiers(product: Identity, fit: Fit | None) -> None:
    found = fits(inventory(comms=(ZLIB_ALONE,)), product, ZLIB)
    assert found == ({} if fit is None else {"comms/z": fit})


@pytest.mark.parametrize(
    ("ours", "said", "fit"),
    [
        pytest.param("pkg:rpm/fedora/curl@8.6?arch=x86_64", "pkg:rpm/fedora/curl@8.6", Fit.YES, id="no qualifier"),
        pytest.param("pkg:rpm/fedora/curl@8.6", "pkg:rpm/fedora/curl@8.6?arch=x86_64", Fit.CANNOT_TELL,
                     id="a qualifier we do not give"),
        pytest.param("pkg:rpm/fedora/curl@8.6?arch=arm64", "pkg:rpm/fedora/curl@8.6?arch=x86_64", None,
                     id="another value"),
        pytest.param("pkg:golang/example.org/a@v1.2.3", "pkg:golang/example.org/a@1.2.3", Fit.YES,
                     id="version without its v"),
        pytest.param("pkg:pypi/a@1.0", "pkg:pypi/a@1.0.0", Fit.CANNOT_TELL, id="PEP 440: equal, written otherwise"),
        pytest.param("pkg:pypi/a@1.0", "pkg:pypi/a@1.0.1", None, id="another version"),
    ],
)  # fmt: skip
def test_a_package_url_fits_with_its_qualifiers_and_version(ours: str, said: str, fit: Fit | None) -> None:
    part = Component("a", "a", version=ours.partition("@")[2].partition("?")[0], purl=ours)
    assert fits(inventory(comms=(part,)), Identity(purl=said)) == ({} if fit is None else {"comms/a": fit})


@pytest.mark.parametrize(
    ("ours", "said", "fit"),
    [
        pytest.param("a:b:1.2:*:*:*:*:*:*:*", "a:b:1.2:*:*:*:*:node.js:*:*", Fit.CANNOT_TELL, id="subset"),
        pytest.param("a:b:1.2:*:*:*:*:python:*:*", "a:b:1.2:*:*:*:*:node.js:*:*", None, id="other target software"),
        pytest.param("a:b:1.2:*:*:*:*:python:*:*", "a:b:1.2:*:*:*:*:*:*:*", Fit.YES, id="superset"),
        pytest.param("a:b:9.3:p1:*:*:*:*:*:*", "a:b:9.3:p2:*:*:*:*:*:*", None, id="another update"),
        pytest.param("a:b:9.3:p1:*:*:*:*:*:*", "a:b:9.3:p1:*:*:*:*:*:*", Fit.YES, id="same update"),
        pytest.param("a:b:1.2.7:*:*:*:*:*:*:*", "a:b:1.2.*:*:*:*:*:*:*:*", Fit.YES, id="pattern of versions"),
    ],
)  # fmt: skip
def test_a_cpe_name_fits_with_all_its_attributes(ours: str, said: str, fit: Fit | None) -> None:
    cpe = f"cpe:2.3:a:{ours}"
    part = Component("a", "b", version=ours.split(":")[2], cpe=cpe)
    found = fits(inventory(comms=(part,)), Identity(cpe=f"cpe:2.3:a:{said}"))
    assert found == ({} if fit is None else {"comms/a": fit})


def test_a_place_in_another_edition_of_an_sbom_may_be_another_component() -> None:
    stock = inventory(comms=(ZLIB_ALONE,))
    link = Identity(bom_link=f"urn:cdx:{SERIAL}/3#z")
    assert fits(stock, link) == {"comms/z": Fit.YES}
    assert fits(stock, replace(link, bom_link=f"urn:cdx:{SERIAL}/2#z")) == {"comms/z": Fit.CANNOT_TELL}


def test_a_place_in_an_sbom_is_read_with_its_characters_encoded() -> None:
    stock = inventory(comms=(ZLIB_ALONE._replace(ref="pkg:deb/debian/zlib1g@1.3"),))
    link = Identity(bom_link=f"urn:cdx:{SERIAL}/3#pkg%3Adeb%2Fdebian%2Fzlib1g%401.3")
    assert fits(stock, link) == {"comms/pkg:deb/debian/zlib1g@1.3": Fit.YES}


def test_a_hash_is_certain_whatever_the_version_says() -> None:
    digest = Hash("SHA-256", "ab" * 32)
    stock = inventory(comms=(ZLIB_ALONE._replace(hashes=(digest,)),))
    assert fits(stock, Identity(hashes=(digest,), version="9")) == {"comms/z": Fit.YES}


@pytest.mark.parametrize(
    ("named", "version", "fit"),
    [
        pytest.param("pkg:deb/debian/zlib1g", "1.x", Fit.CANNOT_TELL, id="a series"),
        pytest.param("pkg:deb/debian/zlib1g", "1.2 | 1.3", Fit.CANNOT_TELL, id="a list"),
        pytest.param("pkg:deb/debian/zlib1g", "1.2.11", None, id="another version"),
        pytest.param(
            "pkg:deb/debian/zlib1g@1.2.1-1.1", "1.2.1-1.1", None, id="a version of a package URL is one"
        ),
    ],
)
def test_a_version_that_can_be_several_hides_nothing(named: str, version: str, fit: Fit | None) -> None:
    """As ICSA-19-274-01 and ICSA-20-051-01 write versions: read as one they are those of no component."""
    found = fits(inventory(comms=(ZLIB_ALONE,)), Identity("zlib1g", version, named))
    assert found == ({} if fit is None else {"comms/z": fit})


@pytest.mark.parametrize(
    ("product", "is_about"),
    [
        pytest.param(PUMP, True, id="our identifiers"),
        pytest.param(Identity(name="meridian  lvp-900", version="4.1.0"), True, id="our name, any version"),
        pytest.param(Identity(name="LVP-900", supplier="Meridian"), True, id="vendor and name apart"),
        pytest.param(Identity(udi=PUMP.udi, version="4.1.0"), False, id="another release by UDI-DI"),
        pytest.param(Identity(name="LVP-901", supplier="Meridian"), False, id="another name"),
    ],
)
def test_a_statement_about_our_product_as_a_whole_is_noticed(product: Identity, *, is_about: bool) -> None:
    said = Statement("CVE-2026-1000", product, VexStatus.AFFECTED)
    assert inventory(comms=PARTS).is_about_release(said) is is_about
    assert not inventory(comms=PARTS).is_about_release(replace(said, component=ZLIB))

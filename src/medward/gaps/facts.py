"""Facts of product and company on which it depends what applies, each with the record that states it.

A fact the records do not state stays absent: it is unknown, never no. Whether the
product is a cyber device follows from the three prongs of section 524B(c) of the
FD&C Act: software, ability to connect to the internet, and characteristics that
could be vulnerable; all three are needed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from medward.devices.records import DeviceType, Interface
from medward.devices.regulatory import Production, UsSubmission
from medward.gaps.queries.device import product_of
from medward.governance.programme import Membership
from medward.governance.records import Organisation, OrganisationRole

if TYPE_CHECKING:
    from collections.abc import Iterable

    from medward.catalogue.vocabulary import Value
    from medward.checks.case import Case
    from medward.devices.records import Product
    from medward.governance.company import Further

PLACES: Final = ("us", "eu", "uk", "ni", "ca", "au", "jp", "cn", "kr", "sg", "sa", "br", "in", "ch")
_OF_PRODUCT: Final = (
    *("ivd", "ai_enabled", "radio", "mobile_platform", "lay_user", "home_use", "personal_data"),
    *("consumer_health_app", "combination_use", "cloud_service", "ehr_interoperability"),
    *("clinical_investigation", "legacy", "legacy_directive"),
)
"""Fields of the product's regulatory part that state the fact of their name."""
_OF_COMPANY: Final = (
    *("public_company", "foreign_private_issuer", "hipaa_role", "nis2_entity", "uk_nis_entity"),
    *("critical_infrastructure", "federal_customer", "nhs_supplier", "user_facility"),
)
"""Fields of the company's regulatory part that state the fact of their name."""
_EU: Final = frozenset(
    {
        *("at", "be", "bg", "hr", "cy", "cz", "dk", "ee", "fi", "fr", "de", "gr", "hu", "ie"),
        *("it", "lv", "lt", "lu", "mt", "nl", "pl", "pt", "ro", "sk", "si", "es", "se"),
    }
)
"""Member states by ISO 3166."""
_UK: Final = frozenset({"gb", "uk"})


@dataclass(slots=True)
class Known:
    """Facts, and which record states each."""

    facts: dict[str, Value] = field(default_factory=dict)
    stated_by: dict[str, str] = field(default_factory=dict)
    """Record id by fact."""
    belongs_in: dict[str, str] = field(default_factory=dict)
    """Where a fact that nobody stated belongs, as `regulatory.radio` of LVP-PRD-0001, the field between marks."""

    def state(self, name: str, value: Value | None, record: str, place: str = "") -> None:
        """Take a fact as a record states it; an unknown one keeps where it belongs."""
        if value is None:
            self.belongs_in[name] = f"`{place}` of {record}" if place else record
        else:
            self.facts[name] = value
            self.stated_by[name] = record


def product_facts(case: Case) -> dict[str, Value]:
    """Return the facts that the records state."""
    return known_facts(case).facts


def known_facts(case: Case) -> Known:
    """Return the facts that the records state, with the records that state them."""
    known = Known()
    product = product_of(case)
    if product is not None:
        _markets(known, product)
        _nature(known, product)
        _connections(known, product, case)
        _submission(known, product)
        maker = case.records.find(product.manufacturer, Organisation)
        if maker is not None:
            _company(known, maker)
            _collaboration(known, maker, case)
    return known


def _markets(known: Known, product: Product) -> None:
    """State where it is sold, and its classes there."""
    for place in PLACES:
        known.state(f"market.{place}", place in product.markets, product.id)
        known.state(f"class.{place}", product.classes.get(place), product.id, f"classes.{place}")


def _nature(known: Known, product: Product) -> None:
    """State what sort of device it is."""
    law = product.regulatory
    known.state("implant", product.device_type is DeviceType.IMPLANT, product.id)
    known.state("software_only", product.device_type is DeviceType.SAMD, product.id)
    for name in _OF_PRODUCT:
        known.state(name, getattr(law, name), product.id, f"regulatory.{name}")
    without_ai = False if law.ai_enabled is False else None
    known.state("high_risk_ai", without_ai, product.id, "regulatory.further")
    made = law.production
    for fact, production in (("mass_produced", Production.SERIES), ("custom_made", Production.CUSTOM_MADE)):
        known.state(fact, None if made is None else made is production, product.id, "regulatory.production")
    companions = None if law.companion_products is None else bool(law.companion_products)
    known.state("companion_product", companions, product.id, "regulatory.companion_products")
    _further(known, law.further, product.id)


def _connections(known: Known, product: Product, case: Case) -> None:
    """State software, network, and by the three prongs whether it is a cyber device."""
    law, release = product.regulatory, case.release
    interfaces = case.live(Interface)
    known.state("software", bool(release.deployables), release.id)
    connects = True if interfaces else None
    known.state("network", connects, interfaces[0].id if interfaces else product.id, "interface records")
    prongs = (bool(release.deployables), law.connects_to_internet, law.could_be_vulnerable)
    lacking = "connects_to_internet" if law.connects_to_internet is None else "could_be_vulnerable"
    cyber = False if False in prongs else None if None in prongs else True
    known.state("cyber_device", cyber, product.id, f"regulatory.{lacking}")


def _submission(known: Known, product: Product) -> None:
    """State how the product comes to the US market; whether a PMA is held follows from that."""
    ways = product.regulatory.us_submissions
    values = frozenset(way.value for way in ways) or None
    known.state("submission.us", values, product.id, "regulatory.us_submissions")
    held = UsSubmission.PMA in ways if ways else None
    known.state("pma_holder", held, product.id, "regulatory.us_submissions")


def _company(known: Known, maker: Organisation) -> None:
    """State what the manufacturer is to the law."""
    law = maker.regulatory
    for name in _OF_COMPANY:
        value = getattr(law, name)
        known.state(name, str(value) if isinstance(value, StrEnum) else value, maker.id, f"regulatory.{name}")
    known.state("california_residents", law.state_residents, maker.id, "regulatory.state_residents")
    roles = frozenset(role.value for role in law.gdpr_roles) or None
    known.state("gdpr_role", roles, maker.id, "regulatory.gdpr_roles")
    places = frozenset(map(_region, law.established)) or None
    known.state("importer", OrganisationRole.IMPORTER in maker.roles, maker.id)
    known.state("manufacturer_established", places, maker.id, "regulatory.established")
    _further(known, law.further, maker.id)


def _collaboration(known: Known, maker: Organisation, case: Case) -> None:
    """State whether the company takes an active part in an information sharing organisation: a member that shared."""
    found = case.live(Membership)
    active = [one for one in found if one.is_member_on(case.today) and one.participation]
    nearest = (active or found)[0].id if found else maker.id
    known.state("isao_member", bool(active) if found else None, nearest, "a membership")


def _further(known: Known, further: Further, record: str) -> None:
    """State the facts that a record gives by their name in the vocabulary; a name derived above stays."""
    for name, value in further.items():
        if name not in known.facts:
            known.state(name, value, record)


def _region(country: str) -> str:
    """Return the jurisdiction a country belongs to, as the vocabulary names it."""
    code = country.lower()
    if code in _EU:
        return "eu"
    if code in _UK:
        return "uk"
    return code if code in PLACES else "other"


def places_asked(names: Iterable[str]) -> dict[str, Value]:
    """Return the facts that hold when somebody asks as if the product were sold in these places."""
    return {f"market.{name}": True for name in names if name in PLACES}

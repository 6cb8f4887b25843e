"""What a company is to the law: facts on which it depends whether a duty exists.

The names are those of the vocabulary of conditions (`catalogue/facts.yaml`).

Source: 45 CFR 160.103; 17 CFR 229.106; 21 CFR 803.3; Directive (EU) 2022/2555
Article 3; Regulation (EU) 2016/679 Article 4; SI 2018/506, in our words.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from medward.kernel.records import Part, Text


class HipaaRole(StrEnum):
    """What the company is under HIPAA (45 CFR 160.103)."""

    COVERED_ENTITY = "covered-entity"
    BUSINESS_ASSOCIATE = "business-associate"
    NONE = "none"


class Nis2Entity(StrEnum):
    """Class under Directive (EU) 2022/2555, Article 3."""

    ESSENTIAL = "essential"
    IMPORTANT = "important"
    NONE = "none"


class UkNisEntity(StrEnum):
    """What the company is under the UK NIS Regulations (SI 2018/506)."""

    OPERATOR = "operator-of-essential-service"
    DIGITAL_SERVICE = "digital-service-provider"
    NONE = "none"


class GdprRole(StrEnum):
    """Role for personal data of users and patients (Regulation (EU) 2016/679, Article 4)."""

    CONTROLLER = "controller"
    PROCESSOR = "processor"
    NONE = "none"


class CompanyFacts(Part):
    """Facts about a company; a fact that is left out is unknown, and what rests on it cannot be told."""

    established: tuple[Text, ...] = ()
    """Countries it has an establishment in, two letters each as in ISO 3166, e.g. `de`."""
    employees: Annotated[int, Field(ge=0)] | None = None
    """People it employs, with linked companies; the class under NIS2 follows from the size."""
    public_company: bool | None = None
    """Whether it files reports with the US Securities and Exchange Commission."""
    foreign_private_issuer: bool | None = None
    """Whether it files there as a foreign private issuer."""
    hipaa_role: HipaaRole | None = None
    """What it is under HIPAA."""
    state_residents: bool | None = None
    """Whether it holds personal data of residents of US states with a breach law."""
    nis2_entity: Nis2Entity | None = None
    """What it is under NIS2."""
    uk_nis_entity: UkNisEntity | None = None
    """What it is under the UK NIS Regulations."""
    critical_infrastructure: bool | None = None
    """Whether a law or authority named it an entity of critical infrastructure or a designated operator."""
    gdpr_roles: tuple[GdprRole, ...] = ()
    """Its roles for personal data; several are possible, `none` stands alone."""
    federal_customer: bool | None = None
    """Whether it sells to agencies of the United States government."""
    nhs_supplier: bool | None = None
    """Whether it supplies the NHS."""
    user_facility: bool | None = None
    """Whether it is a hospital or another device user facility (21 CFR 803.3)."""

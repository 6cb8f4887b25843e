"""What a company is to the law: facts on which it depends whether a duty exists.

Source: the applicability notes of the regulation tables (21 USC 360n-2; 45 CFR
160.103; 16 CFR 318; 17 CFR 229.106; Directive (EU) 2022/2555 Articles 2 and 3;
Regulation (EU) 2016/679 Article 4), in our words.
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


class Nis2Class(StrEnum):
    """Class under Directive (EU) 2022/2555, Article 3."""

    ESSENTIAL = "essential"
    IMPORTANT = "important"
    NONE = "none"


class GdprRole(StrEnum):
    """Role for personal data of users and patients (Regulation (EU) 2016/679, Article 4)."""

    CONTROLLER = "controller"
    PROCESSOR = "processor"
    BOTH = "both"
    NONE = "none"


class CompanyFacts(Part):
    """Facts about a company; a fact that is left out is unknown, and what rests on it cannot be told."""

    established: tuple[Text, ...] = ()
    """Countries it has an establishment in, two letters each as in ISO 3166, e.g. `de`."""
    employees: Annotated[int, Field(ge=0)] | None = None
    """People it employs, with linked companies; size decides on NIS2."""
    public_company: bool | None = None
    """Whether its shares are registered with the US Securities and Exchange Commission."""
    hipaa_role: HipaaRole | None = None
    """What it is under HIPAA."""
    consumer_health_records: bool | None = None
    """Whether it offers consumers health records outside HIPAA (16 CFR 318)."""
    nis2_class: Nis2Class | None = None
    """Its class under NIS2."""
    gdpr_role: GdprRole | None = None
    """Its role for personal data."""
    federal_customers: bool | None = None
    """Whether it sells to agencies of the United States government."""
    nhs_supplier: bool | None = None
    """Whether it supplies the NHS or handles its data."""
    designated_operator: bool | None = None
    """Whether an authority designated it as operator of essential or vital services or systems."""

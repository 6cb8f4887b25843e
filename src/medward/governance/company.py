"""What a company is to the law: facts on which it depends whether a duty exists.

The names are those of the vocabulary of conditions (`catalogue/facts.yaml`).

Source: 45 CFR 160.103; 17 CFR 229.106; 21 CFR 803.3; Directive (EU) 2022/2555
Article 3; Regulation (EU) 2016/679 Article 4; SI 2018/506, in our words.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self, TypeAlias

from pydantic import Field, StringConstraints, model_validator

from medward.kernel.records import Part, Text

FactName: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z_][a-z0-9_.]*$")]
Further: TypeAlias = dict[FactName, int | bool]
"""Facts by their name in the vocabulary of conditions: yes or no, or a number."""


def refuse_twice(part: Part, further: Further) -> None:
    """Refuse a fact under `further` that the part has a field for.

    Raises:
        ValueError: A name is that of a field.
    """
    twice = sorted(set(further) & set(type(part).model_fields))
    if twice:
        raise ValueError(f"further: {', '.join(twice)} has a field of its own; state it there")


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
    further: Further = Field(default_factory=dict)
    """Other facts about the company, by their name in the vocabulary, as `remote_maintenance: true`."""

    @model_validator(mode="after")
    def _states_each_fact_once(self) -> Self:
        """Refuse under `further` what has a field of its own."""
        refuse_twice(self, self.further)
        return self

"""What a product is to the law: facts on which it depends whether a clause applies.

What the file shows elsewhere is not asked again: class and markets stand in the
product, an implant or stand-alone software in its device type, network interfaces
in the model, and whether a sponsor holds a PMA follows from the submission. The
names are those of the vocabulary of conditions (`catalogue/facts.yaml`).

Source: section 524B(c) FD&C Act; Regulation (EU) 2017/745 Annex I 14.1, 17.3, 22;
Directive 2014/53/EU; Regulations (EU) 2016/679, 2024/1689, 2024/2847 and 2025/327,
in our words.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from medward.governance.company import Further, refuse_twice
from medward.kernel.records import Part, Text


class UsSubmission(StrEnum):
    """How the product comes to the US market."""

    PMN = "510k"
    DE_NOVO = "de-novo"
    PMA = "pma"
    PMA_SUPPLEMENT = "pma-supplement"
    HDE = "hde"
    PDP = "pdp"
    IDE = "ide"
    BLA = "bla"
    IND = "ind"
    EXEMPT = "exempt"
    NONE = "none"


class Production(StrEnum):
    """How the product is made."""

    SERIES = "series"
    CUSTOM_MADE = "custom-made"
    IN_HOUSE = "in-house"


class ProductFacts(Part):
    """Facts about a product; a fact that is left out is unknown, and what rests on it cannot be told."""

    us_submissions: tuple[UsSubmission, ...] = ()
    """Submissions in the United States; `none` stands alone."""
    connects_to_internet: bool | None = None
    """Whether it can connect to the internet, directly, through another device or any port (524B(c)(2))."""
    could_be_vulnerable: bool | None = None
    """Whether it has technical characteristics that could be vulnerable to threats (524B(c)(3))."""
    vulnerable_characteristics: str = ""
    """The sponsor's statement on those characteristics."""
    ivd: bool | None = None
    """Whether it is an in vitro diagnostic device."""
    ai_enabled: bool | None = None
    """Whether a function rests on machine learning."""
    radio: bool | None = None
    """Whether it contains radio equipment."""
    mobile_platform: bool | None = None
    """Whether a part runs on a general mobile phone or tablet."""
    lay_user: bool | None = None
    """Whether people without medical training operate it."""
    home_use: bool | None = None
    """Whether it is used at home."""
    personal_data: bool | None = None
    """Whether it or a service of it processes personal data."""
    consumer_health_app: bool | None = None
    """Whether it holds consumers' health records outside HIPAA (16 CFR 318)."""
    combination_use: bool | None = None
    """Whether it is meant to be used together with other devices or systems."""
    cloud_service: bool | None = None
    """Whether it relies on a service that the manufacturer runs or has run remotely."""
    ehr_interoperability: bool | None = None
    """Whether it claims to exchange data with electronic health records."""
    clinical_investigation: bool | None = None
    """Whether it is, or will be, used in a clinical investigation."""
    legacy: bool | None = None
    """Whether it is in use and cannot be protected against present threats by reasonable means (IMDRF N60)."""
    legacy_directive: bool | None = None
    """Whether it is still sold in the EU under the directives before 2017/745 and 2017/746."""
    production: Production | None = None
    """Whether it is made in series, for one patient, or inside a health institution."""
    companion_products: tuple[Text, ...] | None = None
    """Products supplied with it that are not medical devices; an empty list says that there are none."""
    further: Further = Field(default_factory=dict)
    """Other facts about the product, by their name in the vocabulary, as `pccp: false`."""

    @model_validator(mode="after")
    def _states_each_fact_once(self) -> Self:
        """Refuse under `further` what has a field of its own."""
        refuse_twice(self, self.further)
        return self

"""What customers read of the labelling, and what stays inside the company."""

from __future__ import annotations

from dataclasses import replace

import pytest

from medward.controls.records import Label
from medward.dossier.documents.user_queries import HARDENING, customer_item, hardening_steps
from medward.dossier.pages.context import Context, prepare
from medward.kernel.records import Confidentiality
from medward.kernel.recordset import RecordSet
from tests.fixtures.dossier_facts import make_facts

STEPS = "Do this. (1) Set a ward code; (2) Lock the service port."


def context(reader: Confidentiality) -> Context:
    """Return the facts of the fixture with one label about hardening, for a reader."""
    label = Label(
        id="LVP-LBL-0905",
        title="Hardening",
        status="effective",
        confidential=reader,
        item=HARDENING,
        text=STEPS,
        location="chapter 5",
    )
    base = make_facts()
    return prepare(replace(base, records=RecordSet([*base.records, label])))


@pytest.mark.parametrize("reader", list(Confidentiality))
def test_customers_read_only_what_is_public_or_for_them(reader: Confidentiality) -> None:
    where = context(reader)
    is_told = reader in {Confidentiality.PUBLIC, Confidentiality.CUSTOMER}
    for blocks in (hardening_steps(where), customer_item(where, str(HARDENING))):
        assert ("Set a ward code" in repr(blocks)) is is_told
        assert ("chapter 5" in repr(blocks)) is is_told
        assert ("The manufacturer has not stated this" in repr(blocks)) is not is_told

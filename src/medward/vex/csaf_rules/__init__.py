"""The tests of CSAF 2.0, section 6, as a table: one function per test, in our own words.

A document is judged in two steps: its structure (the JSON schema), then, when that is right, the tests.
Mandatory tests make errors, optional ones warnings, informative ones hints.

>>> from medward.vex.csaf_rules import check_csaf
>>> report = check_csaf({"document": {"category": "csaf_vex"}}, "statement.json")
>>> report.broken[0].test, str(report.broken[0].fault)
('schema', '/document/csaf_version: csaf_version is missing')

Source: CSAF 2.0 (OASIS Standard, 18 November 2022), section 6.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from typing import Final, NamedTuple, TypeAlias

from medward.errors import InvalidInputError
from medward.kernel.json_node import JsonNode
from medward.vex.csaf_rules import history, informative, optional, products, profiles, scores, vulnerabilities
from medward.vex.csaf_rules.document import ADVISORY, INCIDENT, INFORMATIONAL, VEX, CsafDocument
from medward.vex.csaf_rules.structure import CSAF
from medward.vex.csaf_rules.weaknesses import WELL_KNOWN, Weaknesses
from medward.vex.shape import Fault

Rule: TypeAlias = Callable[[CsafDocument], Iterator[Fault]]


class Weight(StrEnum):
    """What a failed test means (CSAF 2.0, sections 6.1 to 6.3)."""

    MANDATORY = "mandatory"
    OPTIONAL = "optional"
    INFORMATIVE = "informative"


class CsafTest(NamedTuple):
    """One test of the specification."""

    id: str
    rule: Rule
    categories: tuple[str, ...] = ()
    """Document categories it is for; empty means every one."""

    @property
    def weight(self) -> Weight:
        """Mandatory, optional or informative, by the section."""
        return list(Weight)[int(self.id.split(".")[1]) - 1]


class Failure(NamedTuple):
    """A test that a document fails, or that cannot be decided, at one place."""

    test: str
    """Section, as `6.1.7`; `schema` for the structure."""
    weight: Weight
    fault: Fault


class CsafReport(NamedTuple):
    """What checking a document gave."""

    failed: tuple[Failure, ...]
    undecided: tuple[Failure, ...]
    """What nobody can tell from here."""
    run: tuple[str, ...]
    """Tests that ran; none when the structure is wrong."""

    @property
    def broken(self) -> tuple[Failure, ...]:
        """What makes the document invalid: its structure or a mandatory test."""
        return tuple(one for one in self.failed if one.weight is Weight.MANDATORY)


TESTS: Final[tuple[CsafTest, ...]] = (
    CsafTest("6.1.1", products.t01_products_defined),
    CsafTest("6.1.2", products.t02_products_defined_once),
    CsafTest("6.1.3", products.t03_no_circles),
    CsafTest("6.1.4", products.t04_groups_defined),
    CsafTest("6.1.5", products.t05_groups_defined_once),
    CsafTest("6.1.6", vulnerabilities.t06_no_contradiction),
    CsafTest("6.1.7", vulnerabilities.t07_one_score_per_version),
    CsafTest("6.1.8", scores.t08_form),
    CsafTest("6.1.9", scores.t09_arithmetic),
    CsafTest("6.1.10", scores.t10_consistency),
    CsafTest("6.1.11", vulnerabilities.t11_weaknesses),
    CsafTest("6.1.12", history.t12_languages),
    CsafTest("6.1.13", products.t13_package_urls),
    CsafTest("6.1.14", history.t14_sorted_history),
    CsafTest("6.1.15", history.t15_translator),
    CsafTest("6.1.16", history.t16_latest_version),
    CsafTest("6.1.17", history.t17_draft),
    CsafTest("6.1.18", history.t18_released_history),
    CsafTest("6.1.19", history.t19_no_pre_release_in_history),
    CsafTest("6.1.20", history.t20_no_pre_release),
    CsafTest("6.1.21", history.t21_no_gap_in_history),
    CsafTest("6.1.22", history.t22_no_version_twice),
    CsafTest("6.1.23", vulnerabilities.t23_each_cve_once),
    CsafTest("6.1.24", vulnerabilities.t24_involvements),
    CsafTest("6.1.25", products.t25_one_hash_per_algorithm),
    CsafTest("6.1.26", history.t26_category),
    CsafTest("6.1.27.1", profiles.t01_document_notes, (INFORMATIONAL, INCIDENT)),
    CsafTest("6.1.27.2", profiles.t02_document_references, (INFORMATIONAL, INCIDENT)),
    CsafTest("6.1.27.3", profiles.t03_no_vulnerabilities, (INFORMATIONAL,)),
    CsafTest("6.1.27.4", profiles.t04_product_tree, (ADVISORY, VEX)),
    CsafTest("6.1.27.5", profiles.t05_vulnerability_notes, (ADVISORY, VEX)),
    CsafTest("6.1.27.6", profiles.t06_product_status, (ADVISORY,)),
    CsafTest("6.1.27.7", profiles.t07_vex_status, (VEX,)),
    CsafTest("6.1.27.8", profiles.t08_vulnerability_id, (VEX,)),
    CsafTest("6.1.27.9", profiles.t09_impact_statement, (VEX,)),
    CsafTest("6.1.27.10", profiles.t10_action_statement, (VEX,)),
    CsafTest("6.1.27.11", profiles.t11_vulnerabilities, (ADVISORY, VEX)),
    CsafTest("6.1.28", history.t28_translation),
    CsafTest("6.1.29", vulnerabilities.t29_remediation_has_products),
    CsafTest("6.1.30", history.t30_one_way_of_numbering),
    CsafTest("6.1.31", products.t31_no_range_as_version),
    CsafTest("6.1.32", vulnerabilities.t32_flag_has_products),
    CsafTest("6.1.33", vulnerabilities.t33_one_justification),
    CsafTest("6.2.1", optional.t01_products_used),
    CsafTest("6.2.2", optional.t02_remediation),
    CsafTest("6.2.3", optional.t03_score),
    CsafTest("6.2.4", optional.t04_build_metadata),
    CsafTest("6.2.5", optional.t05_initial_date),
    CsafTest("6.2.6", optional.t06_current_date),
    CsafTest("6.2.7", optional.t07_involvement_date),
    CsafTest("6.2.8", optional.t08_only_md5),
    CsafTest("6.2.9", optional.t09_only_sha1),
    CsafTest("6.2.10", optional.t10_tlp),
    CsafTest("6.2.11", optional.t11_canonical_address),
    CsafTest("6.2.12", optional.t12_language),
    CsafTest("6.2.13", optional.t13_sorted_keys),
    CsafTest("6.2.14", optional.t14_private_language),
    CsafTest("6.2.15", optional.t15_default_language),
    CsafTest("6.2.16", optional.t16_helper),
    CsafTest("6.2.17", optional.t17_no_cve_in_ids),
    CsafTest("6.2.18", optional.t18_vers),
    CsafTest("6.2.19", optional.t19_no_score_when_fixed),
    CsafTest("6.2.20", optional.t20_known_properties),
    CsafTest("6.3.1", informative.t01_not_only_cvss_2),
    CsafTest("6.3.2", informative.t02_cvss_3_0),
    CsafTest("6.3.3", informative.t03_cve),
    CsafTest("6.3.4", informative.t04_cwe),
    CsafTest("6.3.5", informative.t05_short_hash),
    CsafTest("6.3.9", informative.t09_branch_categories),
    CsafTest("6.3.10", informative.t10_ranges),
    CsafTest("6.3.11", informative.t11_v),
)
NOT_RUN: Final = {
    "6.3.6": "it asks the network",
    "6.3.7": "it asks the network",
    "6.3.8": "it needs a spell checker",
}


def check_csaf(
    document: Mapping[str, object], place: str, weaknesses: Weaknesses | None = None
) -> CsafReport:
    """Return what of the specification a document breaks.

    Args:
        document: The parsed file.
        place: Its name, for messages.
        weaknesses: Names of CWE entries; without a complete catalogue, test 6.1.11 cannot tell for the others.
    """
    wrong = [Failure("schema", Weight.MANDATORY, fault) for fault in CSAF.problems(document, "")]
    if wrong:
        return CsafReport(tuple(wrong), (), ())
    looked_at = CsafDocument(JsonNode(document, place), weaknesses or WELL_KNOWN)
    failed: list[Failure] = []
    undecided: list[Failure] = []
    run = [one for one in TESTS if not one.categories or looked_at.category in one.categories]
    for test in run:
        for fault in _faults(test, looked_at):
            (undecided if fault.unknown else failed).append(Failure(test.id, test.weight, fault))
    return CsafReport(tuple(failed), tuple(undecided), tuple(one.id for one in run))


def _faults(test: CsafTest, document: CsafDocument) -> Iterator[Fault]:
    """Yield the faults of one test; a type that only a deep look finds wrong is a fault too."""
    try:
        yield from test.rule(document)
    except InvalidInputError as error:
        yield Fault(error.place.partition("#")[2], error.message)

"""What the JSON schema of CSAF 2.0 demands, in our own table.

CVSS objects are looked at by test 6.1.8. The rest is complete; a test compares its judgement with the schema
on every document at hand.

Source: CSAF 2.0, section 3, and its schema csaf_json_schema.json.
"""

from __future__ import annotations

from typing import Final

from medward.vex.shape import Address, Anything, Choice, Later, Many, Moment, Text, Thing

VERSION: Final = (
    r"^((0|[1-9]\d*)|(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)"
    r"(-(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(\.(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?"
    r"(\+[0-9a-zA-Z-]+(\.[0-9a-zA-Z-]+)*)?)\Z"
)
"""An integer or a semantic version (section 3.1.11)."""
_CPE_PART: Final = r"(((\?*|\*?)([a-zA-Z0-9\-._]|(\\[\\*?!\"#$%&'()+,/:;<=>@\[\]^`{|}~]))+(\?*|\*?))|[*\-])"
_CPE: Final = (
    rf"^(cpe:2\.3:[aho*\-](:{_CPE_PART}){{5}}(:(([a-zA-Z]{{2,3}}(-([a-zA-Z]{{2}}|[0-9]{{3}}))?)|[*\-]))"
    rf"(:{_CPE_PART}){{4}}|[cC][pP][eE]:/[AHOaho]?(:[A-Za-z0-9._\-~%]*){{0,6}})\Z"
)  # NISTIR 7695: formatted string or URI
_LANGUAGE: Final = (
    r"^(([A-Za-z]{2,3}(-[A-Za-z]{3}(-[A-Za-z]{3}){0,2})?|[A-Za-z]{4,8})(-[A-Za-z]{4})?"
    r"(-([A-Za-z]{2}|[0-9]{3}))?(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"
    r"(-[A-WY-Za-wy-z0-9](-[A-Za-z0-9]{2,8})+)*(-[Xx](-[A-Za-z0-9]{1,8})+)?"
    r"|[Xx](-[A-Za-z0-9]{1,8})+|[Ii]-[Dd][Ee][Ff][Aa][Uu][Ll][Tt]|[Ii]-[Mm][Ii][Nn][Gg][Oo])\Z"
)  # RFC 5646, section 2.1
_TEXTS: Final = Many(Text())
_IDS: Final = Many(Text(), unique=True)

ACKNOWLEDGMENTS: Final = Many(
    Thing(
        {"names": _TEXTS, "organization": Text(), "summary": Text(), "urls": Many(Address())},
        least=1,
    )
)
NOTES: Final = Many(
    Thing(
        {
            "audience": Text(),
            "category": Choice(
                ("description", "details", "faq", "general", "legal_disclaimer", "other", "summary")
            ),
            "text": Text(),
            "title": Text(),
        },
        needed=("category", "text"),
    )
)
REFERENCES: Final = Many(
    Thing(
        {"category": Choice(("external", "self")), "summary": Text(), "url": Address()},
        needed=("summary", "url"),
    )
)
HELPER: Final = Thing(
    {
        "cpe": Text(_CPE),
        "hashes": Many(
            Thing(
                {
                    "file_hashes": Many(
                        Thing(
                            {"algorithm": Text(), "value": Text(r"^[0-9a-fA-F]{32,}\Z")},
                            needed=("algorithm", "value"),
                        )
                    ),
                    "filename": Text(),
                },
                needed=("file_hashes", "filename"),
            )
        ),
        "model_numbers": _IDS,
        "purl": Text(r"^pkg:[A-Za-z.\-+][A-Za-z0-9.\-+]*/.+"),
        "sbom_urls": Many(Address()),
        "serial_numbers": _IDS,
        "skus": _TEXTS,
        "x_generic_uris": Many(
            Thing({"namespace": Address(), "uri": Address()}, needed=("namespace", "uri"))
        ),
    },
    least=1,
)
PRODUCT: Final = Thing(
    {"name": Text(), "product_id": Text(), "product_identification_helper": HELPER},
    needed=("name", "product_id"),
)
_BRANCHES: Final = Later()
_BRANCHES.shape = Many(
    Thing(
        {
            "branches": _BRANCHES,
            "category": Choice(
                (
                    "architecture",
                    "host_name",
                    "language",
                    "legacy",
                    "patch_level",
                    "product_family",
                    "product_name",
                    "product_version",
                    "product_version_range",
                    "service_pack",
                    "specification",
                    "vendor",
                )
            ),
            "name": Text(),
            "product": PRODUCT,
        },
        needed=("category", "name"),
        least=3,
        most=3,
    )
)
_TRACKING: Final = Thing(
    {
        "aliases": _IDS,
        "current_release_date": Moment(),
        "generator": Thing(
            {
                "date": Moment(),
                "engine": Thing({"name": Text(), "version": Text()}, needed=("name",)),
            },
            needed=("engine",),
        ),
        "id": Text(r"^\S(.*\S)?\Z"),
        "initial_release_date": Moment(),
        "revision_history": Many(
            Thing(
                {"date": Moment(), "legacy_version": Text(), "number": Text(VERSION), "summary": Text()},
                needed=("date", "number", "summary"),
            )
        ),
        "status": Choice(("draft", "final", "interim")),
        "version": Text(VERSION),
    },
    needed=(
        "current_release_date",
        "id",
        "initial_release_date",
        "revision_history",
        "status",
        "version",
    ),
)
_DOCUMENT: Final = Thing(
    {
        "acknowledgments": ACKNOWLEDGMENTS,
        "aggregate_severity": Thing({"namespace": Address(), "text": Text()}, needed=("text",)),
        "category": Text(r"^[^\s\-_.](.*[^\s\-_.])?\Z"),
        "csaf_version": Choice(("2.0",)),
        "distribution": Thing(
            {
                "text": Text(),
                "tlp": Thing(
                    {"label": Choice(("AMBER", "GREEN", "RED", "WHITE")), "url": Address()}, needed=("label",)
                ),
            },
            least=1,
        ),
        "lang": Text(_LANGUAGE),
        "notes": NOTES,
        "publisher": Thing(
            {
                "category": Choice(("coordinator", "discoverer", "other", "translator", "user", "vendor")),
                "contact_details": Text(),
                "issuing_authority": Text(),
                "name": Text(),
                "namespace": Address(),
            },
            needed=("category", "name", "namespace"),
        ),
        "references": REFERENCES,
        "source_lang": Text(_LANGUAGE),
        "title": Text(),
        "tracking": _TRACKING,
    },
    needed=("category", "csaf_version", "publisher", "title", "tracking"),
)
_TREE: Final = Thing(
    {
        "branches": _BRANCHES,
        "full_product_names": Many(PRODUCT),
        "product_groups": Many(
            Thing(
                {"group_id": Text(), "product_ids": Many(Text(), least=2, unique=True), "summary": Text()},
                needed=("group_id", "product_ids"),
            )
        ),
        "relationships": Many(
            Thing(
                {
                    "category": Choice(
                        (
                            "default_component_of",
                            "external_component_of",
                            "installed_on",
                            "installed_with",
                            "optional_component_of",
                        )
                    ),
                    "full_product_name": PRODUCT,
                    "product_reference": Text(),
                    "relates_to_product_reference": Text(),
                },
                needed=(
                    "category",
                    "full_product_name",
                    "product_reference",
                    "relates_to_product_reference",
                ),
            )
        ),
    },
    least=1,
)
STATUSES: Final = (
    "first_affected",
    "first_fixed",
    "fixed",
    "known_affected",
    "known_not_affected",
    "last_affected",
    "recommended",
    "under_investigation",
)
JUSTIFICATIONS: Final = (
    "component_not_present",
    "inline_mitigations_already_exist",
    "vulnerable_code_cannot_be_controlled_by_adversary",
    "vulnerable_code_not_in_execute_path",
    "vulnerable_code_not_present",
)
_VULNERABILITY: Final = Thing(
    {
        "acknowledgments": ACKNOWLEDGMENTS,
        "cve": Text(r"^CVE-[0-9]{4}-[0-9]{4,}\Z"),
        "cwe": Thing({"id": Text(r"^CWE-[1-9]\d{0,5}\Z"), "name": Text()}, needed=("id", "name")),
        "discovery_date": Moment(),
        "flags": Many(
            Thing(
                {"date": Moment(), "group_ids": _IDS, "label": Choice(JUSTIFICATIONS), "product_ids": _IDS},
                needed=("label",),
            ),
            unique=True,
        ),
        "ids": Many(
            Thing({"system_name": Text(), "text": Text()}, needed=("system_name", "text")), unique=True
        ),
        "involvements": Many(
            Thing(
                {
                    "date": Moment(),
                    "party": Choice(("coordinator", "discoverer", "other", "user", "vendor")),
                    "status": Choice(
                        (
                            "completed",
                            "contact_attempted",
                            "disputed",
                            "in_progress",
                            "not_contacted",
                            "open",
                        )
                    ),
                    "summary": Text(),
                },
                needed=("party", "status"),
            ),
            unique=True,
        ),
        "notes": NOTES,
        "product_status": Thing(dict.fromkeys(STATUSES, _IDS), least=1),
        "references": REFERENCES,
        "release_date": Moment(),
        "remediations": Many(
            Thing(
                {
                    "category": Choice(
                        ("mitigation", "no_fix_planned", "none_available", "vendor_fix", "workaround")
                    ),
                    "date": Moment(),
                    "details": Text(),
                    "entitlements": _TEXTS,
                    "group_ids": _IDS,
                    "product_ids": _IDS,
                    "restart_required": Thing(
                        {
                            "category": Choice(
                                (
                                    "connected",
                                    "dependencies",
                                    "machine",
                                    "none",
                                    "parent",
                                    "service",
                                    "system",
                                    "vulnerable_component",
                                    "zone",
                                )
                            ),
                            "details": Text(),
                        },
                        needed=("category",),
                    ),
                    "url": Address(),
                },
                needed=("category", "details"),
            )
        ),
        "scores": Many(
            Thing(
                {"cvss_v2": Anything(), "cvss_v3": Anything(), "products": _IDS},
                needed=("products",),
                least=2,
            )
        ),
        "threats": Many(
            Thing(
                {
                    "category": Choice(("exploit_status", "impact", "target_set")),
                    "date": Moment(),
                    "details": Text(),
                    "group_ids": _IDS,
                    "product_ids": _IDS,
                },
                needed=("category", "details"),
            )
        ),
        "title": Text(),
    },
    least=1,
)
CSAF: Final = Thing(
    {"document": _DOCUMENT, "product_tree": _TREE, "vulnerabilities": Many(_VULNERABILITY)},
    needed=("document",),
)
"""The whole document."""

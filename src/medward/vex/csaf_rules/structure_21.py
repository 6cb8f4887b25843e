"""What the JSON schema of CSAF 2.1 demands: our table of 2.0 with what the draft changes.

CSAF 2.1 is no standard yet: it is read, as of its second public review, and not written or tested. Since a draft still
moves, every object is closed as in its schema: what is not known here refuses the document and is not passed over.

Source: CSAF 2.1, committee specification draft 02, and its schema csaf.json of August 2026.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from medward.vex.csaf_rules.structure import CSAF, HELPER, NOTES, PRODUCT, STATUSES
from medward.vex.shape import Address, Anything, Choice, Later, Many, Moment, Text, Thing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from medward.vex.shape import Shape

_EXTENSIONS: Final = {"x_extensions": Many(Anything(), unique=True)}
_IDS: Final = Many(Text(), unique=True)
_OF_PRODUCTS: Final = {"group_ids": _IDS, "product_ids": _IDS}
_RELATIONS: Final = Choice(
    (
        "default_component_of",
        "external_component_of",
        "installed_on",
        "installed_with",
        "optional_component_of",
    )
)
_UUID: Final = (
    r"^([0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"
    r"|0{8}-(0{4}-){3}0{12}|f{8}-(f{4}-){3}f{12})\Z"
)
_UP_TO_ONE: Final = Text(r"^(0\.[0-9]+|1\.0+)\Z")


def _with(shape: Shape, changes: Mapping[str, Shape | None], needed: tuple[str, ...] | None = None) -> Shape:
    """Return an object, or a list of it, with fields changed, added or, by none, left out."""
    if isinstance(shape, Many):
        return replace(shape, item=_with(shape.item, changes, needed))
    if not isinstance(shape, Thing):
        raise TypeError(shape)
    fields = {name: inner for name, inner in {**shape.fields, **changes}.items() if inner is not None}
    return replace(shape, fields=fields, needed=shape.needed if needed is None else needed)


def _unique(shape: Shape) -> Shape:
    return replace(shape, unique=True) if isinstance(shape, Many) else shape


def _closed(shape: Shape) -> Shape:
    """Return a shape whose objects refuse what they do not know."""
    if isinstance(shape, Many):
        return replace(shape, item=_closed(shape.item))
    if isinstance(shape, Thing):
        return replace(shape, fields={name: _closed(one) for name, one in shape.fields.items()}, closed=True)
    return shape


def _field(shape: Shape, *names: str) -> Shape:
    """Return what stands at a place below an object."""
    for name in names:
        while isinstance(shape, Many):
            shape = shape.item
        if not isinstance(shape, Thing):
            raise TypeError(shape)
        shape = shape.fields[name]
    return shape


_HASHES: Final = Many(
    Thing(
        {
            "file_hashes": Many(
                Thing(
                    {"algorithm": Text(r"^[0-9a-z][0-9a-z-]*\Z"), "value": Text(r"^[0-9a-f]{32,}\Z")},
                    needed=("algorithm", "value"),
                ),
                unique=True,
            ),
            "filename": Text(),
        },
        needed=("file_hashes", "filename"),
    ),
    unique=True,
)
_HELPER: Final = _with(
    HELPER,
    {
        "hashes": _HASHES,
        "purl": None,
        "purls": Many(Text(r"^pkg:[a-z][a-z0-9.\-]*/.+"), unique=True),
        **{name: _unique(HELPER.fields[name]) for name in ("sbom_urls", "skus", "x_generic_uris")},
    },
)
_PRODUCT: Final = _with(PRODUCT, {"product_identification_helper": _HELPER, **_EXTENSIONS})
_BRANCHES: Final = Later()
_OLD_BRANCHES: Final = _field(CSAF, "product_tree", "branches")
_BRANCH: Final = _OLD_BRANCHES.shape if isinstance(_OLD_BRANCHES, Later) else _OLD_BRANCHES
_CATEGORIES: Final = _field(_BRANCH, "category")
_BRANCHES.shape = _closed(
    _with(
        _BRANCH,
        {
            "branches": _BRANCHES,
            "category": Choice((*(one for one in _CATEGORIES.words if one != "legacy"), "platform"))
            if isinstance(_CATEGORIES, Choice)
            else _CATEGORIES,
            "product": _PRODUCT,
        },
    )
)
_TREE: Final = _with(
    _field(CSAF, "product_tree"),
    {
        "branches": _BRANCHES,
        "full_product_names": Many(_PRODUCT),
        "product_paths": Many(
            Thing(
                {
                    "beginning_product_reference": Text(),
                    "full_product_name": _PRODUCT,
                    "subpaths": Many(
                        Thing(
                            {"category": _RELATIONS, "next_product_reference": Text()},
                            needed=("category", "next_product_reference"),
                        )
                    ),
                },
                needed=("beginning_product_reference", "full_product_name", "subpaths"),
            )
        ),
        "relationships": None,
    },
)
_NOTES: Final = _with(NOTES, _OF_PRODUCTS)
_DISTRIBUTION: Final = Thing(
    {
        "sharing_group": Thing({"id": Text(_UUID), "name": Text()}, needed=("id",)),
        "text": Text(),
        "tlp": Thing(
            {"label": Choice(("AMBER", "AMBER+STRICT", "CLEAR", "GREEN", "RED")), "url": Address()},
            needed=("label",),
        ),
    },
    needed=("tlp",),
)
_PUBLISHER: Final = _with(
    _field(CSAF, "document", "publisher"),
    {
        "category": Choice(
            ("coordinator", "discoverer", "multiplier", "other", "translator", "user", "vendor")
        )
    },
)
_DOCUMENT: Final = _with(
    _field(CSAF, "document"),
    {
        "csaf_version": Choice(("2.1",)),
        "distribution": _DISTRIBUTION,
        "license_expression": Text(),
        "notes": _NOTES,
        "publisher": _PUBLISHER,
        **_EXTENSIONS,
    },
    ("category", "csaf_version", "distribution", "publisher", "title", "tracking"),
)
_METRICS: Final = Many(
    Thing(
        {
            "content": Thing(
                {
                    **dict.fromkeys(("cvss_v2", "cvss_v3", "cvss_v4", "ssvc_v2"), Anything()),
                    "epss": Thing(
                        {"percentile": _UP_TO_ONE, "probability": _UP_TO_ONE, "timestamp": Moment()},
                        needed=("percentile", "probability", "timestamp"),
                    ),
                    "qualitative_severity_rating": Choice(("critical", "high", "low", "medium", "none")),
                    **_EXTENSIONS,
                },
                least=1,
            ),
            "products": _IDS,
            "source": Address(),
        },
        needed=("content", "products"),
    ),
    unique=True,
)
_WEAKNESS: Final = Thing(
    {
        "id": Text(r"^CWE-[1-9]\d{0,5}\Z"),
        "name": Text(r"^[^\s\-_.](.*[^\s\-_.])?\Z"),
        "version": Text(r"^[1-9]\d*\.([0-9]|([1-9]\d+))(\.\d+)?\Z"),
    },
    needed=("id", "name", "version"),
)
_EXPLOITED: Final = Thing(
    {"date": Moment(), "exploitation_date": Moment(), **_OF_PRODUCTS},
    needed=("date", "exploitation_date"),
    least=3,
)
STATUSES_21: Final = (*STATUSES, "unknown")
_OLD: Final = _field(CSAF, "vulnerabilities")
_VULNERABILITY: Final = _with(
    _OLD,
    {
        "cwe": None,
        "cwes": Many(_WEAKNESS, unique=True),
        "disclosure_date": Moment(),
        "first_known_exploitation_dates": Many(_EXPLOITED, unique=True),
        "ids": _with(_field(_OLD, "ids"), _OF_PRODUCTS),
        "involvements": _with(_field(_OLD, "involvements"), {"contact": Text(), **_OF_PRODUCTS}),
        "metrics": _METRICS,
        "notes": _NOTES,
        "product_status": Thing(dict.fromkeys(STATUSES_21, _IDS), least=1),
        "release_date": None,
        "remediations": _with(
            _field(_OLD, "remediations"),
            {
                "category": Choice(
                    (
                        "fix_planned",
                        "mitigation",
                        "no_fix_planned",
                        "none_available",
                        "optional_patch",
                        "vendor_fix",
                        "workaround",
                    )
                )
            },
        ),
        "scores": None,
        **_EXTENSIONS,
    },
)
CSAF_21: Final = _closed(
    Thing(
        {
            "$schema": Choice(("https://docs.oasis-open.org/csaf/csaf/v2.1/schema/csaf.json",)),
            "document": _DOCUMENT,
            "product_tree": _TREE,
            "vulnerabilities": _VULNERABILITY,
            **_EXTENSIONS,
        },
        needed=("$schema", "document"),
    )
)
"""The whole document."""

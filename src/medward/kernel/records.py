"""What every governed record has: identity, header, frozen content, typed links.

The header is the one of the practice specification 2.2. What can be computed is
not stored in it: `product` is the first part of the id, the content digest and the
signatures are looked up, creation and change are the ledger's entries.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, ClassVar, Self, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from medward.kernel.canonical import JsonValue, canonical_bytes, sha256_hex
from medward.kernel.lifecycle import CONTROLLED, Lifecycle

ID_PATTERN = r"^[A-Z][A-Z0-9]{1,11}-[A-Z]{3}-[0-9]{4,}$"
"""`<product>-<type>-<number>`, zero-padded to four digits; `ORG-` for the organisation (practice 2.2)."""

RecordId: TypeAlias = Annotated[str, StringConstraints(pattern=ID_PATTERN)]
Text: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Sha256: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Decimal: TypeAlias = Annotated[str, StringConstraints(pattern=r"^-?[0-9]+(\.[0-9]+)?$")]
"""A decimal number kept as text, since binary floats change when they are written down."""


def _relative(path: str) -> str:
    """Refuse a path that leaves the device file."""
    if (
        path.startswith(("/", "~"))
        or "\\" in path
        or ".." in path.split("/")
        or re.match(r"^[A-Za-z]:", path)
    ):
        raise ValueError("must be a path inside the device file, with forward slashes and without '..'")
    return path


RelativePath: TypeAlias = Annotated[Text, AfterValidator(_relative)]
"""A path below the device file's folder, e.g. `evidence/ble-forged-writes.xml`."""


@dataclass(frozen=True, slots=True)
class RefTo:
    """Marks a field as a link to a record of one of these kinds; no kind means any."""

    kinds: tuple[str, ...] = ()

    def __init__(self, *kinds: str) -> None:
        """Keep the kinds in the order given."""
        object.__setattr__(self, "kinds", kinds)


class Confidentiality(StrEnum):
    """Who may read the text of a record (practice 2.2)."""

    PUBLIC = "public"  # everybody
    CUSTOMER = "customer"  # customers and authorities
    INTERNAL = "internal"  # the company; others may learn that the record exists and what it decides
    EMBARGO = "embargo"  # the company; others may not even learn that it exists


class Part(BaseModel):
    """A typed piece of a record: frozen, and without fields nobody defined."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True, defer_build=True)


class Origin(Part):
    """Where an imported record came from."""

    file: Text
    """Name of the imported file."""
    sha256: Sha256
    """Digest of that file."""
    row: str = ""
    """Row, sheet or JSON pointer in it."""


class Record(Part):
    """A governed record. Subclass it, set the class variables, and document each field below it."""

    kind: ClassVar[str]
    prefix: ClassVar[str]
    schema_version: ClassVar[int] = 1
    lifecycle: ClassVar[Lifecycle] = CONTROLLED
    once: ClassVar[frozenset[str]] = frozenset()
    """Fields that are recorded once: a later value is refused, whatever the version."""

    id: RecordId
    """Identity, chosen once and never reused: product or `ORG`, three-letter type, number."""
    version: Annotated[int, Field(ge=1)] = 1
    """Version of the content. A signed version never changes; a correction is the next number."""
    title: Text
    """One line a stranger understands."""
    status: str = ""
    """State in the lifecycle of this kind; left out, it is the initial state."""
    owner: Annotated[str, RefTo("person", "organisation")] = ""
    """Who answers for the record."""
    applies_to: Annotated[tuple[str, ...], RefTo("release")] = ()
    """Releases the record is about; empty means every release of the product."""
    tags: tuple[Text, ...] = ()
    """Free words to filter by."""
    source: Origin | None = None
    """File, digest and row of an imported record."""
    valid_from: date | None = None
    """First day the content counts."""
    review_due: date | None = None
    """Day by which somebody looks at it again."""
    confidential: Confidentiality = Confidentiality.INTERNAL
    """Who may read it."""
    policy_version: str = ""
    """Policy the decision was made under, as `ORG-POL-0001@2`; kept when the policy changes."""
    shared: bool = False
    """Whether records of another product may link here (V32)."""

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if self.id.split("-")[1] != self.prefix:
            raise ValueError(f"id {self.id}: the id of kind {self.kind!r} contains -{self.prefix}-")
        if not self.status:
            object.__setattr__(self, "status", self.lifecycle.initial)
        if self.status not in self.lifecycle.states:
            raise ValueError(f"status {self.status!r}: must be one of {', '.join(self.lifecycle.states)}")
        return self

    @property
    def product(self) -> str:
        """First part of the id: the product, or `ORG`."""
        return self.id.split("-", 1)[0]

    @property
    def is_frozen(self) -> bool:
        """Whether the content is signed and may change only as the next version."""
        return self.status in self.lifecycle.frozen

    @cached_property
    def content(self) -> dict[str, JsonValue]:
        """What is stored: kind first, then every field that differs from its default, JSON types only."""
        dumped: dict[str, JsonValue] = self.model_dump(mode="json", exclude_defaults=True)
        return {"kind": f"{self.kind}/{self.schema_version}", **dumped, "status": self.status}

    @cached_property
    def canonical(self) -> bytes:
        """Canonical bytes of the content (RFC 8785): what the ledger stores."""
        return canonical_bytes(self.content)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical bytes: what signatures and reviewed links refer to."""
        return sha256_hex(self.canonical)

    def replace(self, **changes: object) -> Self:
        """Return a validated copy with these fields changed."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return type(self).model_validate({**fields, **changes})

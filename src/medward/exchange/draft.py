"""A threat model as no tool in particular writes it: what every reader returns and every writer takes."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeAlias

from pydantic import Field

from medward.devices.records import Direction, ElementKind, Need
from medward.kernel.records import Part, Text
from medward.threats.records import ExternalReference, Stride

if TYPE_CHECKING:
    from collections.abc import Iterator

Details: TypeAlias = dict[str, str | tuple[str, ...]]
"""Fields of our records that the neutral model does not name, as our own exports carry them; yes is `true`."""


class Loss(Part):
    """Something the file says that was not carried, or that the format cannot hold."""

    place: str
    """Where in the file, or which record."""
    what: Text
    """What was lost, in plain words."""


class DraftPart(Part):
    """What every piece of a model has."""

    origin: Text
    """Id in the file it came from, or the id of our record."""
    name: Text
    """Name as people say it."""
    description: str = ""
    """What it is."""
    place: str = ""
    """Where in the file it stands."""
    details: Details = Field(default_factory=dict)
    """Further fields, see `Details`."""


class DraftZone(DraftPart):
    """A trust zone."""

    trust: str = ""
    """How far it is trusted, as the file says it."""


class DraftElement(DraftPart):
    """A process, store or external entity."""

    kind: ElementKind
    """What it is in the diagram."""
    zone: str = ""
    """Origin of its zone; empty when it stands in none."""
    in_scope: bool = True
    """Whether the manufacturer secures it."""
    is_log: bool = False
    """Whether a store keeps audit data."""


class DraftInterface(DraftPart):
    """A data flow."""

    source: Text
    """Origin of the element it starts at."""
    target: Text
    """Origin of the element it ends at."""
    direction: Direction = Direction.ONE_WAY
    """Which way data goes."""
    protocol: str = ""
    """Protocol; empty when the file does not say."""
    data: tuple[Text, ...] = ()
    """Names of the data that pass."""
    encrypted: bool | None = None
    """Whether it is encrypted; None when the file does not say."""
    authentication: str = ""
    """How the peer is authenticated; empty when the file does not say."""
    authorization: str = ""
    """What the peer may do; empty when the file does not say."""


class DraftAsset(DraftPart):
    """Something worth protecting."""

    confidentiality: Need | None = None
    """How much it must be kept secret; None when the file does not say."""
    integrity: Need | None = None
    """How much it must be kept unaltered."""
    availability: Need | None = None
    """How much it must be kept at hand."""
    located: tuple[Text, ...] = ()
    """Origins of the elements that hold it."""


class DraftThreat(DraftPart):
    """A threat to one element or one interface."""

    target: Text
    """Origin of what it bears on."""
    on_interface: bool = False
    """Whether the target is an interface."""
    stride: tuple[Stride, ...] = ()
    """Letters; none when the file names a category that is none of the six."""
    category: str = ""
    """Category as the file names it, when no letter fits."""
    actor: str = ""
    """Who does it; empty when the file does not say."""
    claimed: str = ""
    """What the file says was decided: a claim, since no decision of ours stands behind it."""
    mitigation: str = ""
    """Mitigation as text, where the file has no mitigations of their own."""
    mitigations: tuple[Text, ...] = ()
    """Origins of mitigations."""
    references: tuple[ExternalReference, ...] = ()
    """Ids in public catalogues."""


class DraftMitigation(DraftPart):
    """A measure with an id of its own."""

    state: str = ""
    """State as the file names it: a claim."""


class ModelDraft(Part):
    """A whole model."""

    name: str = ""
    """Name of the model."""
    form: str = ""
    """Format it was read from, in words."""
    zones: tuple[DraftZone, ...] = ()
    """Trust zones."""
    elements: tuple[DraftElement, ...] = ()
    """Boxes of the diagram."""
    interfaces: tuple[DraftInterface, ...] = ()
    """Data flows."""
    assets: tuple[DraftAsset, ...] = ()
    """What is worth protecting."""
    threats: tuple[DraftThreat, ...] = ()
    """Threats."""
    mitigations: tuple[DraftMitigation, ...] = ()
    """Measures."""
    losses: tuple[Loss, ...] = Field(default=())
    """What could not be carried."""

    @cached_property
    def threats_by_target(self) -> dict[tuple[str, bool], list[DraftThreat]]:
        """Threats by target, and by whether that is an interface."""
        found: dict[tuple[str, bool], list[DraftThreat]] = {}
        for threat in self.threats:
            found.setdefault((threat.target, threat.on_interface), []).append(threat)
        return found

    @cached_property
    def assets_by_name(self) -> dict[str, str]:
        """Origin of each asset by its name."""
        return {asset.name: asset.origin for asset in self.assets}

    @cached_property
    def mitigations_by_origin(self) -> dict[str, DraftMitigation]:
        """Measures by origin."""
        return {one.origin: one for one in self.mitigations}

    @cached_property
    def assets_by_element(self) -> dict[str, list[str]]:
        """Origins of the assets that each element holds."""
        found: dict[str, list[str]] = {}
        for asset in self.assets:
            for origin in asset.located:
                found.setdefault(origin, []).append(asset.origin)
        return found

    @property
    def parts(self) -> Iterator[DraftPart]:
        """Every piece in a fixed order."""
        for group in GROUPS:
            yield from getattr(self, group)

    @property
    def content(self) -> ModelDraft:
        """The model alone, in one order: without places and losses, to compare what two files mean."""
        groups = {
            group: tuple(
                part.model_copy(update={"place": ""})
                for part in sorted(getattr(self, group), key=lambda one: str(one.origin))
            )
            for group in GROUPS
        }
        return ModelDraft.model_validate({"name": self.name, **groups})


GROUPS: Final = ("zones", "elements", "interfaces", "assets", "threats", "mitigations")
"""The lists of a draft, in the order in which records are made from them."""

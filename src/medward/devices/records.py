"""The device itself: product, intended use, zones, elements, interfaces, assets, actors, views, releases.

Security use cases, which walk through all of these, stand in `use_cases`.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import AwareDatetime, Field

from medward.devices.regulatory import ProductFacts
from medward.devices.sharing import Fleet, Sharing
from medward.devices.view_parts import Omission, PartShown, SharedReach, TrustStep
from medward.kernel.lifecycle import PLAIN, Lifecycle
from medward.kernel.records import Part, Record, RefTo, RelativePath, Sha256, Text


class DeviceType(StrEnum):
    """What sort of device it is."""

    EXTERNAL = "external"
    IMPLANT = "implant"
    SAMD = "samd"
    ACCESSORY = "accessory"


class Product(Record):
    """A device type as it is placed on the market."""

    kind: ClassVar[str] = "product"
    prefix: ClassVar[str] = "PRD"

    name: Text
    """Trade name."""
    manufacturer: Annotated[str, RefTo("organisation")]
    """Legal manufacturer."""
    device_type: DeviceType
    """What sort of device it is."""
    classes: dict[str, Text]
    """Class per jurisdiction, e.g. `us: II`, `eu: IIb`."""
    software_safety_class: Literal["A", "B", "C"] = "C"
    """IEC 62304 software safety class."""
    udi_di: str = ""
    """Device identifier of the UDI, or Basic UDI-DI."""
    markets: Annotated[tuple[Text, ...], Field(min_length=1)]
    """Jurisdictions it is sold in, as `us`, `eu`, `uk`, `ca`."""
    support_until: date
    """Day until which security updates are promised."""
    description: Text
    """What it is and which parts it has."""
    regulatory: ProductFacts = ProductFacts()
    """What it is to the law; decides which clauses apply."""
    fleet: Fleet | None = None
    """Units in the field, for the blast radius; left out, it is not known."""


class IntendedUse(Record):
    """What the device is for, where, for whom, and what must never fail."""

    kind: ClassVar[str] = "intended-use"
    prefix: ClassVar[str] = "USE"

    of: Annotated[str, RefTo("product")]
    """Product."""
    indications: Text
    """Conditions it is used for."""
    users: tuple[Text, ...]
    """Who operates it."""
    patients: Text
    """For whom it is meant."""
    environment: Text
    """Where it is used."""
    essential_performance: Annotated[tuple[Text, ...], Field(min_length=1)]
    """Performance whose loss is an unacceptable risk (IEC 60601-1 term)."""
    clinical_functions: tuple[Text, ...] = ()
    """Functions a clinician relies on."""
    connectivity: Text
    """What the device connects to, as claimed in the labelling."""
    misuse: tuple[Text, ...] = ()
    """Reasonably foreseeable misuse."""


class AssumptionKind(StrEnum):
    """Who must make the assumption true."""

    ENVIRONMENT = "environment"
    USER = "user"
    HEALTHCARE_PROVIDER = "healthcare-provider"
    SUPPLIER = "supplier"


class Assumption(Record):
    """Something the security case relies on and does not control."""

    kind: ClassVar[str] = "assumption"
    prefix: ClassVar[str] = "ASM"

    text: Text
    """What is taken for granted."""
    assumption_kind: AssumptionKind
    """Who must make it true."""
    if_wrong: Text
    """What happens when it does not hold."""
    supports: Annotated[tuple[str, ...], RefTo("threat", "control", "interface", "element")] = ()
    """Threats or controls whose judgement relies on it."""
    transferred: bool = False
    """Whether users or the hospital must make it true; then a labelling item says so (V24)."""


class Zone(Record):
    """A part of the system whose members trust each other equally."""

    kind: ClassVar[str] = "zone"
    prefix: ClassVar[str] = "ZON"

    short: Text
    """Short label in diagrams, e.g. `Z2`."""
    trust: Text
    """How far it is trusted and why."""
    boundary_controls: tuple[Text, ...] = ()
    """What guards its edge."""


class ElementKind(StrEnum):
    """What an element is in the data-flow diagram."""

    EXTERNAL = "external"
    PROCESS = "process"
    STORE = "store"
    HARDWARE = "hardware"
    SERVICE = "service"


class Element(Record):
    """A box of the data-flow diagram: a person or system outside, a process, a store."""

    kind: ClassVar[str] = "element"
    prefix: ClassVar[str] = "ELM"

    short: Text
    """Short label in diagrams, e.g. `P2`."""
    element_kind: ElementKind
    """External, process, store, hardware or service; STRIDE per element depends on it."""
    zone: Annotated[str, RefTo("zone")] = ""
    """Zone; empty only for external entities, which count as outside every zone."""
    description: Text
    """What it is and does."""
    safety_related: bool = False
    """Whether its failure can harm a patient."""
    is_log: bool = False
    """Whether a store keeps audit or event data; repudiation counts there."""
    in_scope: bool = True
    """Whether the manufacturer secures it."""
    secured_by: str = ""
    """Who secures it when we do not."""
    emb3d_properties: tuple[Text, ...] = ()
    """EMB3D device properties (PID-...) that hold."""
    deployable: str = ""
    """Deployable it is built from, as the release names it; leads from a component to the element."""
    sharing: Sharing | None = None
    """How many units one instance serves; left out, it is not known."""


class Direction(StrEnum):
    """Which way data goes."""

    ONE_WAY = "one-way"
    REQUEST_RESPONSE = "request-response"
    BIDIRECTIONAL = "bidirectional"


class DefaultState(StrEnum):
    """How the interface leaves the factory."""

    ON = "on"
    OFF = "off"
    DISABLED = "disabled"


class Purpose(StrEnum):
    """What the interface is for."""

    USE = "use"
    SERVICE = "service"
    UPDATE = "update"
    DEBUG = "debug"


class Exposure(StrEnum):
    """From where it can be reached."""

    INTERNAL = "internal"
    ADJACENT = "adjacent"
    NETWORK = "network"
    INTERNET = "internet"


class Interface(Record):
    """A data flow between two elements, with everything a reviewer asks of a connection (V02)."""

    kind: ClassVar[str] = "interface"
    prefix: ClassVar[str] = "IFC"

    short: Text
    """Short label in diagrams, e.g. `F18`."""
    source_element: Annotated[str, RefTo("element")]
    """Where the data comes from."""
    target_element: Annotated[str, RefTo("element")]
    """Where it goes."""
    medium: Text
    """Physical layer: keypad, UART, Wi-Fi, BLE, USB, Ethernet, memory bus."""
    protocol: Text
    """Protocol and version, or `none` with a reason."""
    port: Text
    """Port or channel, or `none`."""
    direction: Direction = Direction.ONE_WAY
    """Which way data goes."""
    data: Annotated[tuple[Text, ...], Field(min_length=1)]
    """Classes of data that pass."""
    authentication: Text
    """How the peer is authenticated, or `none` with a reason."""
    authorization: Text
    """What the peer may do and how that is decided, or `none` with a reason."""
    cryptography: Text
    """Algorithms and key lengths, or `none` with a reason."""
    none_reason: str = ""
    """Why an answer of `none` is right (V02)."""
    default: DefaultState
    """How it leaves the factory."""
    disabled_how: str = ""
    """How it is disabled when it is."""
    purpose: Purpose
    """Use, service, update or debug (V03)."""
    exposure: Exposure
    """From where it can be reached."""
    open_port: bool = False
    """Whether the device listens on it; then the port table in the labelling lists it (V24)."""
    used_by: str = ""
    """Who uses it."""


class AssetKind(StrEnum):
    """What is worth protecting."""

    FUNCTION = "function"
    DATA = "data"
    KEY = "key"
    AVAILABILITY = "availability"
    BATTERY = "battery"
    REPUTATION = "reputation"


class Need(StrEnum):
    """How much it must be protected."""

    NONE = "none"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Asset(Record):
    """Something worth protecting, and where it lives."""

    kind: ClassVar[str] = "asset"
    prefix: ClassVar[str] = "AST"

    asset_kind: AssetKind
    """What sort of thing it is."""
    confidentiality_need: Need
    """How much it must be kept secret."""
    integrity_need: Need
    """How much it must be kept unaltered."""
    availability_need: Need
    """How much it must be kept at hand."""
    located: Annotated[tuple[str, ...], RefTo("element")]
    """Elements that hold it."""
    description: Text
    """What it is and why it matters."""
    rotation: str = ""
    """For keys: where they are stored and how they are replaced."""
    sharing: Sharing | None = None
    """For keys and accounts: how many units one of them is good for; left out, it is not known."""


class ActorKind(StrEnum):
    """Who acts."""

    USER = "user"
    SERVICE = "service"
    ATTACKER = "attacker"


class Actor(Record):
    """A person or program that uses or attacks the device."""

    kind: ClassVar[str] = "actor"
    prefix: ClassVar[str] = "ACR"

    actor_kind: ActorKind
    """User, service or attacker."""
    privileges: Text
    """What a user may do, or what an attacker can do."""
    motive: str = ""
    """For attackers."""


class ViewKind(StrEnum):
    """The four architecture views of the FDA premarket guidance."""

    GLOBAL = "global"
    MULTI_PATIENT = "multi-patient"
    UPDATE = "update"
    USE_CASE = "use-case"


class View(Record):
    """An architecture view: which elements and interfaces it shows and what it says about them."""

    kind: ClassVar[str] = "view"
    prefix: ClassVar[str] = "VIW"

    view_kind: ViewKind
    """Which of the four views it is."""
    narrative: Text
    """What the view says, in prose."""
    elements: Annotated[tuple[str, ...], RefTo("element")]
    """Elements it shows."""
    interfaces: Annotated[tuple[str, ...], RefTo("interface")] = ()
    """Interfaces it shows."""
    mentions: Annotated[tuple[str, ...], RefTo("risk")] = ()
    """Risks it discusses; the multi-patient view names every multi-patient risk (V12)."""
    states: tuple[Text, ...] = ()
    """Functional states it covers."""
    excluded: tuple[Text, ...] = ()
    """What is left out, each with the reason."""
    parts: tuple[PartShown, ...] = ()
    """Global view: where each part of the whole system stands."""
    shared_reach: tuple[SharedReach, ...] = ()
    """Multi-patient view: what many units depend on."""
    trust_chain: tuple[TrustStep, ...] = ()
    """Update view: who builds, signs, stores, distributes, verifies and installs."""
    rollback: str = ""
    """Update view: what keeps an older version off the device."""
    power_loss: str = ""
    """Update view: what happens when the power fails during an installation."""
    partial_fleet: str = ""
    """Update view: how units of different versions live side by side during a rollout."""
    update_evidence: str = ""
    """Update view: what record shows which unit runs which version."""
    omitted: tuple[Omission, ...] = ()
    """Use-case view: functions and states without a use case."""


class Artefact(Part):
    """A built file and its digest."""

    name: Text
    """File name."""
    deployable: Text
    """Which deployable it is, e.g. `comms-module`."""
    sha256: Sha256
    """Digest of the file."""


class Release(Record):
    """A version of the product that is verified, submitted and shipped as one."""

    kind: ClassVar[str] = "release"
    prefix: ClassVar[str] = "REL"
    lifecycle: ClassVar[Lifecycle] = PLAIN

    of: Annotated[str, RefTo("product")]
    """Product."""
    release_version: Text
    """Version as printed, e.g. `4.2.0`."""
    build: Text
    """Build id, e.g. `4.2.0+7f3c`."""
    build_started_at: AwareDatetime
    """Start of the build; an SBOM of this build is not older (V16)."""
    released_on: date | None = None
    """Day it was shipped; none before that."""
    supported_until: date
    """Last day of security updates; components should be supported as long (V15)."""
    deployables: Annotated[tuple[Text, ...], Field(min_length=1)]
    """Parts that are built and installed separately; each has one SBOM (V14)."""
    artefacts: tuple[Artefact, ...] = ()
    """Built files, with digests."""
    configuration: str = ""
    """Build and default configuration that matters for security."""
    previous: Annotated[str, RefTo("release")] = ""
    """Release it follows."""
    target: bool = False
    """Whether it is the release the file is being completed for."""
    notes: tuple[RelativePath, ...] = ()
    """Release notes and other files."""

"""The labelling set of a release: its documents, and the table of ports for those who edit manuals and firewalls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from medward.checks.expected import LABEL_ITEMS
from medward.controls.records import Label
from medward.dossier.blocks import Table
from medward.dossier.documents.interface_queries import ports
from medward.dossier.documents.user_queries import unlabelled_ports
from medward.render.spreadsheet import table_csv
from medward.workspace.files import write_atomically
from medward.workspace.packaging import build_package

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    from medward.workspace.device import Device
    from medward.workspace.packaging import BuiltPackage, Form

PACKAGE: Final = "labelling"


@dataclass(frozen=True, slots=True)
class BuiltLabelling:
    """What was written, and what the labelling lacks."""

    package: BuiltPackage
    ports: Path
    port_rows: int
    missing_items: tuple[int, ...]
    unlabelled_ports: tuple[str, ...]
    """Ids of open ports that the port table of the labelling does not name (V24)."""

    @property
    def is_complete(self) -> bool:
        """Whether every item has a text and every open port is named."""
        return not self.missing_items and not self.unlabelled_ports


def build_labelling(device: Device, out: Path, *, now: datetime, forms: Iterable[Form]) -> BuiltLabelling:
    """Write the labelling documents into `out`, and the table of ports as CSV beside it."""
    built = build_package(device, PACKAGE, out, now=now, forms=forms)
    context = built.context
    table = next(block for block in ports(context) if isinstance(block, Table))
    target = out.with_name(f"{out.name}-ports.csv")
    write_atomically(target, table_csv(table))
    covered = {label.item for label in context.facts.records.of(Label)}
    return BuiltLabelling(
        built,
        target,
        len(table.rows),
        tuple(number for number in range(1, LABEL_ITEMS + 1) if number not in covered),
        tuple(one.id for one in unlabelled_ports(context)),
    )

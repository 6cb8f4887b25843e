"""Starting a device file: empty for a product of one's own, or as a copy of a sample."""

from __future__ import annotations

import re
from importlib import resources
from typing import TYPE_CHECKING, Final

from medward.errors import InvalidInputError, NotFoundError
from medward.governance.defaults import default_policies
from medward.kernel.rewrite import write_document, write_documents
from medward.workspace.files import write_atomically
from medward.workspace.layout import RECORDS, SETTINGS

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable
    from pathlib import Path

SAMPLES: Final = ("infusion-pump", "pacemaker")
_PRODUCT: Final = re.compile(r"^[A-Z][A-Z0-9]{1,11}$")


def start_empty(folder: Path, product: str, name: str) -> list[Path]:
    """Make a new device file with the default policies, ready for its first records.

    Raises:
        InvalidInputError: The folder holds a device file, or the product code is not one.
    """
    _require_free(folder)
    if not _PRODUCT.match(product) or product == "ORG":
        raise InvalidInputError(
            f"product code {product!r}: use 2 to 12 capital letters and digits, a letter first, and not ORG",
            hint="It begins every id, as in LVP-THR-0001.",
        )
    policies = folder / RECORDS / "policies.yaml"
    write_atomically(policies, write_documents([item.content for item in default_policies()]).encode())
    settings = folder / SETTINGS
    write_atomically(settings, write_document({"product": product, "name": name}).encode())
    return [settings, policies]


def start_sample(folder: Path, sample: str) -> int:
    """Copy a sample into `folder` and return how many files it has.

    Raises:
        NotFoundError: No such sample.
        InvalidInputError: The folder holds a device file already.
    """
    if sample not in SAMPLES:
        raise NotFoundError(f"there is no sample {sample!r}", hint=f"Samples: {', '.join(SAMPLES)}.")
    _require_free(folder)
    return _copy(resources.files("medward.examples") / sample, folder)


def _copy(source: Traversable, target: Path) -> int:
    """Copy a packaged folder."""
    count = 0
    for item in sorted(source.iterdir(), key=lambda entry: entry.name):
        if item.is_dir():
            count += _copy(item, target / item.name)
        elif not item.name.endswith((".py", ".pyc")):
            write_atomically(target / item.name, item.read_bytes())
            count += 1
    return count


def _require_free(folder: Path) -> None:
    """Refuse a folder that holds a device file."""
    if (folder / SETTINGS).exists():
        raise InvalidInputError(f"{folder} already holds a device file", hint="Choose another folder.")

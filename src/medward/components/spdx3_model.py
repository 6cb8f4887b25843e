"""The SPDX 3.0.1 model of the SPDX project: does a file fit it, and does it have what the model requires."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from spdx_python_model import v3_0_1 as model

if TYPE_CHECKING:
    from collections.abc import Iterator


def model_problems(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield what the model says against a file; it stops at the first and names the property, not the place."""
    try:
        read = model.SHACLObjectSet()
        model.JSONLDDeserializer().read(BytesIO(data), read)
        model.JSONLDSerializer().write(read, BytesIO())
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        yield "/@graph", f"the SPDX 3 model refuses it: {error}"

"""spdx-tools' grammar of tag-value files, read with one list of licences: it says the same.

Expected is what spdx-tools itself says; SPDX 2.3, annex E.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from spdx_tools.spdx.parser.error import SPDXParsingError
from spdx_tools.spdx.parser.tagvalue.parser import Parser

from medward.components.spdx_tag_value_rules import tag_value_document
from tests.components import formats

if TYPE_CHECKING:
    from collections.abc import Callable

    from spdx_tools.spdx.model.document import Document


def said(parse: Callable[[str], Document], text: str) -> Document | list[str]:
    """Return the document, or what is wrong with it."""
    try:
        return parse(text)
    except SPDXParsingError as error:
        messages: list[str] = error.get_messages()
        return messages


@pytest.mark.parametrize(
    "licence",
    ["MIT", "MIT AND LicenseRef-a", "NONE", "NOASSERTION", "MIT AND", "MIT OR (", "no licence at all"],
)
def test_a_licence_is_read_or_refused_as_spdx_tools_does(licence: str) -> None:
    text = formats.TAG_VALUE.decode() + (
        f"PackageName: more\nSPDXID: SPDXRef-more\nPackageDownloadLocation: NONE\nPackageLicenseDeclared: {licence}\n"
    )
    assert said(tag_value_document, text) == said(lambda given: Parser().parse(given), text)

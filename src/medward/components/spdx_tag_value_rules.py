"""The tag-value parser of spdx-tools, which says what its grammar has against a file.

As it comes it reads the list of all licences anew for every licence of a file, which takes a minute for a thousand
packages; here the list is read once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from license_expression import ExpressionError
from license_expression import ParseError as LicenceParseError
from spdx_tools.spdx.parser.tagvalue.parser import Parser

from medward.components.licence_texts import licensing

if TYPE_CHECKING:
    from spdx_tools.spdx.model.document import Document


def tag_value_document(text: str) -> Document:
    """Return the document a text stands for.

    The first rule of the grammar is named: ply would take the one that stands highest in its file.

    Raises:
        SPDXParsingError: It is none.
    """
    kind: type[Parser] = _Parser
    document: Document = kind(start="start", debug=False, write_tables=False).parse(text)
    return document


class _Parser(Parser):
    def p_license(self, p: list[object]) -> None:
        """Keep a licence expression, or what is wrong with it."""
        try:
            p[0] = licensing().parse(p[1])
        except (ExpressionError, LicenceParseError) as error:
            told = f": {error.args[0]}" if error.args else ""
            self.current_element["logger"].append(f"Error while parsing license expression: {p[1]}{told}")

    p_license.__doc__ = Parser.p_license.__doc__

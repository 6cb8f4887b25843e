"""What a field means: the text written below it in its class, read only when somebody asks.

Reading it at import would parse every module a second time, a third of the
start of a short command.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel


@cache
def meanings(model: type[BaseModel]) -> dict[str, str]:
    """Return the meaning of each documented field of a model, inherited ones included."""
    found: dict[str, str] = {}
    for one in reversed(model.__mro__):
        if one.__module__.partition(".")[0] == "medward":
            found.update(_written(one))
    return {name: text for name, text in found.items() if name in model.model_fields}


def _written(model: type) -> Iterator[tuple[str, str]]:
    """Yield field and text for every annotated name that a text follows."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(model)))
    body = tree.body[0].body if isinstance(tree.body[0], ast.ClassDef) else []
    for field, following in pairwise(body):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            match following:
                case ast.Expr(value=ast.Constant(value=str(text))):
                    yield field.target.id, inspect.cleandoc(text)

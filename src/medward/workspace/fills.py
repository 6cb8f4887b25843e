"""Side files that complete an SBOM without editing it: what is known elsewhere, by component reference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.components.quality import Fill
from medward.components.sbom import Hash, Sbom
from medward.errors import InvalidInputError, NotFoundError
from medward.kernel.text import Tree, read_yaml

if TYPE_CHECKING:
    from pathlib import Path

_LISTS: Final = frozenset({"licences", "hashes"})
_HINT: Final = (
    "A side file maps bom-refs to fields: supplier, version, purl, cpe, licences, hashes (`SHA-256:...`), "
    "support_level, end_of_support."
)


def read_fills(path: Path, sbom: Sbom) -> dict[str, Fill]:
    """Return the fills of a YAML or JSON side file.

    Raises:
        NotFoundError: There is no such file.
        InvalidInputError: An unknown field, a wrong type, or a reference no component of `sbom` has.
    """
    if not path.is_file():
        raise NotFoundError(f"there is no file {path}", hint=_HINT)
    known = {component.ref for component in sbom.components}
    found: dict[str, Fill] = {}
    for document in read_yaml(path.read_bytes(), str(path)):
        for ref, fields in document.data.items():
            if ref not in known:
                raise InvalidInputError(
                    f"no component has the bom-ref {ref!r}", place=document.place, hint=_HINT
                )
            found[ref] = _fill(ref, fields, document.place)
    return found


def _fill(ref: str, fields: Tree, place: str) -> Fill:
    if not isinstance(fields, dict):
        raise InvalidInputError(f"{ref}: fields belong here", place=place, hint=_HINT)
    unknown = sorted(fields.keys() - set(Fill._fields))
    if unknown:
        raise InvalidInputError(f"{ref}: unknown field {unknown[0]!r}", place=place, hint=_HINT)
    texts = {name: _text(ref, name, value, place) for name, value in fields.items() if name not in _LISTS}
    return Fill(
        **texts,
        licences=tuple(_texts(ref, "licences", fields, place)),
        hashes=tuple(_hash(ref, text, place) for text in _texts(ref, "hashes", fields, place)),
    )


def _text(ref: str, name: str, value: Tree, place: str) -> str:
    if not isinstance(value, str):
        raise InvalidInputError(f"{ref}: {name} is text", place=place, hint=_HINT)
    return value


def _texts(ref: str, name: str, fields: dict[str, Tree], place: str) -> list[str]:
    values = fields.get(name, [])
    if not isinstance(values, list):
        raise InvalidInputError(f"{ref}: {name} is a list", place=place, hint=_HINT)
    return [_text(ref, name, value, place) for value in values]


def _hash(ref: str, text: str, place: str) -> Hash:
    algorithm, colon, content = text.partition(":")
    if not (algorithm and colon and content):
        raise InvalidInputError(
            f"{ref}: a hash is written ALGORITHM:value, not {text!r}", place=place, hint=_HINT
        )
    return Hash(algorithm, content)

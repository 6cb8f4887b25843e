"""Fill files: YAML kept in git that completes an SBOM without editing it.

Keys are a component's reference in one SBOM, or a package URL with or without version, so that one file
serves the next build. `about` at the top says who filled what follows and what it rests on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from medward.components.fills import FIELDS, OF_ONE_VERSION, Fill, fills_for
from medward.components.identity import release_of
from medward.components.purl import parse_purl
from medward.components.sbom import Hash
from medward.components.stated import SUPPORT_LEVELS, UNKNOWN, day_of, is_unknown
from medward.errors import InvalidInputError, LimitError
from medward.kernel.text import MAX_FILE_BYTES, YamlDocument, line_of, read_yaml
from medward.workspace.inputs import not_a_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from medward.components.sbom import Sbom
    from medward.kernel.text import Tree

ABOUT: Final = "about"
_LISTS: Final = frozenset({"licences", "hashes"})
_WORDS: Final = ("by", "why")
_HINT: Final = (
    "A fill file maps a bom-ref or a package URL to fields: supplier, version, purl, cpe, licences, hashes "
    "(`SHA-256:...`), support_level, end_of_support, end_of_support_source, by, why."
)


class Fills(NamedTuple):
    """A fill file as it concerns one SBOM."""

    of: dict[str, Fill]
    """What is added, by component label."""
    unused: frozenset[str]
    """Package URLs of the file that meet no component; other SBOMs may have them."""


class _Place(NamedTuple):
    """Where a value stands, for messages with their line."""

    document: YamlDocument
    data: bytes
    path: tuple[str, ...]

    def refused(self, message: str) -> InvalidInputError:
        line = line_of(self.data, self.document.file, self.document.index, self.path)
        return InvalidInputError(message, place=f"{self.document.file}:{line}", hint=_HINT)

    def at(self, name: str) -> _Place:
        return self._replace(path=(*self.path, name))


def read_fills(path: Path, sbom: Sbom) -> Fills:
    """Return what a YAML or JSON fill file adds to an SBOM.

    Raises:
        NotFoundError: There is no such file.
        InvalidInputError: An unknown field, a wrong value, or a reference no component of `sbom` has.
    """
    if not path.is_file():
        raise not_a_file(path, _HINT)
    if path.stat().st_size > MAX_FILE_BYTES:
        raise LimitError(
            f"{path.stat().st_size:,} bytes; a fill file may have {MAX_FILE_BYTES:,}", place=str(path)
        )
    labels = {component.label for component in sbom.components}
    given = _given(path.read_bytes(), str(path), labels)
    of, unused = fills_for(sbom.components, given)
    return Fills(of, unused)


def joined(first: Mapping[str, Fill], second: Mapping[str, Fill]) -> dict[str, Fill]:
    """Return fills where the first goes before the second, component by component, field by field."""
    found = dict(second)
    for label, fill in first.items():
        found[label] = fill.followed_by(second[label]) if label in second else fill
    return found


def _given(data: bytes, file: str, labels: set[str]) -> dict[str, Fill]:
    found: dict[str, Fill] = {}
    written: dict[str, str] = {}
    for document in read_yaml(data, file):
        start = _Place(document, data, ())
        about = _about(document.data.get(ABOUT, {}), start.at(ABOUT))
        for key, fields in document.data.items():
            if key == ABOUT:
                continue
            place = start.at(key)
            if not key.startswith("pkg:") and key not in labels:
                raise place.refused(f"no component has the bom-ref {key!r}")
            fill = _fill(key, {**about, **_mapping(fields, place)}, place)
            meant = key if key in labels else str(parse_purl(key))
            if meant in found:
                other = "" if written[meant] == key else f"; {written[meant]} means the same component"
                raise place.refused(f"{key}: filled twice in this file{other}")
            found[meant], written[meant] = fill, key
    return found


def _about(value: Tree, place: _Place) -> dict[str, Tree]:
    """Return who filled the document, and why."""
    about = _mapping(value, place)
    unknown = sorted(about.keys() - set(_WORDS))
    if unknown:
        raise place.at(unknown[0]).refused(f"{ABOUT}: unknown field {unknown[0]!r}; it has by and why")
    return about


def _mapping(value: Tree, place: _Place) -> dict[str, Tree]:
    if not isinstance(value, dict):
        raise place.refused(f"{place.path[-1]}: fields belong here")
    return value


def _fill(key: str, fields: dict[str, Tree], place: _Place) -> Fill:
    unknown = sorted(fields.keys() - {*FIELDS, *_WORDS})
    if unknown:
        raise place.at(unknown[0]).refused(f"{key}: unknown field {unknown[0]!r}")
    _check_key(key, fields, place)
    texts = {name: _text(key, name, value, place) for name, value in fields.items() if name not in _LISTS}
    _check_values(key, texts, place)
    return Fill(
        supplier=texts.get("supplier", ""),
        version=texts.get("version", ""),
        purl=texts.get("purl", ""),
        cpe=texts.get("cpe", ""),
        support_level=texts.get("support_level", ""),
        end_of_support=texts.get("end_of_support", ""),
        end_of_support_source=texts.get("end_of_support_source", ""),
        by=texts.get("by", ""),
        why=texts.get("why", ""),
        licences=tuple(_texts(key, "licences", fields, place)),
        hashes=tuple(_hash(key, text, place) for text in _texts(key, "hashes", fields, place)),
    )


def _check_key(key: str, fields: dict[str, Tree], place: _Place) -> None:
    """Refuse what a package URL without version cannot say of every version."""
    if not key.startswith("pkg:"):
        return
    try:
        parse_purl(key)
    except InvalidInputError as error:
        raise place.refused(error.message) from None
    of_one = sorted(OF_ONE_VERSION & fields.keys())
    if of_one and not release_of(key):
        raise place.at(of_one[0]).refused(
            f"{key} has no version, so it cannot give {of_one[0]}: that differs from version to version"
        )


def _check_values(key: str, texts: Mapping[str, str], place: _Place) -> None:
    level, ends, purl = texts.get("support_level"), texts.get("end_of_support"), texts.get("purl")
    if level and level not in SUPPORT_LEVELS | {UNKNOWN}:
        allowed = ", ".join([*sorted(SUPPORT_LEVELS), UNKNOWN])
        raise place.at("support_level").refused(f"{key}: support_level is {level!r}; it is one of {allowed}")
    if ends and not is_unknown(ends) and day_of(ends) is None:
        raise place.at("end_of_support").refused(
            f"{key}: end_of_support is {ends!r}; write a date as 2028-06-30, or unknown"
        )
    if purl:
        try:
            parse_purl(purl)
        except InvalidInputError as error:
            raise place.at("purl").refused(f"{key}: {error.message}") from None


def _text(key: str, name: str, value: Tree, place: _Place) -> str:
    if not isinstance(value, str):
        raise place.at(name).refused(f"{key}: {name} is text")
    return value


def _texts(key: str, name: str, fields: dict[str, Tree], place: _Place) -> list[str]:
    values = fields.get(name, [])
    if not isinstance(values, list):
        raise place.at(name).refused(f"{key}: {name} is a list")
    return [_text(key, name, value, place) for value in values]


def _hash(key: str, text: str, place: _Place) -> Hash:
    algorithm, colon, content = text.partition(":")
    if not (algorithm and colon and content):
        raise place.at("hashes").refused(f"{key}: a hash is written ALGORITHM:value, not {text!r}")
    return Hash(algorithm, content)

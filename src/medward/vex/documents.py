"""VEX documents as bytes: which format a file has, what it says, and a document written in any format.

>>> from medward.vex.documents import format_of
>>> format_of({"bomFormat": "CycloneDX"}, "a.json").label
'CycloneDX'
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.components.json_text import refuse_half_characters
from medward.errors import InvalidInputError, LimitError, UnreadableTextError
from medward.kernel.first_sign import first_sign
from medward.kernel.json_node import JsonNode
from medward.kernel.strict_json import strict_json
from medward.vex.csaf import write_csaf
from medward.vex.csaf_in import read_csaf
from medward.vex.csaf_rules import CsafReport, Weight, check_csaf
from medward.vex.csaf_rules.structure_21 import CSAF_21
from medward.vex.cyclonedx import WRITTEN, check_cyclonedx, write_cyclonedx
from medward.vex.cyclonedx_in import nothing_said, read_cyclonedx
from medward.vex.cyclonedx_xml import valid_xml_bom, xml_bom
from medward.vex.openvex import check_openvex, write_openvex
from medward.vex.openvex_in import read_openvex
from medward.vex.shape import Fault
from medward.vex.statement import VexDocument, VexFormat

if TYPE_CHECKING:
    from collections.abc import Mapping

    from medward.vex.csaf_rules.weaknesses import Weaknesses

MAX_BYTES: Final = 64 * 1024 * 1024
_HINT: Final = "Give a CycloneDX document in JSON or XML, or an OpenVEX or CSAF document in JSON."
_READERS: Final = {
    VexFormat.CYCLONEDX: read_cyclonedx,
    VexFormat.OPENVEX: read_openvex,
    VexFormat.CSAF: read_csaf,
}


class Checked(NamedTuple):
    """One thing a check of a document found."""

    rule: str
    """`schema`, `content`, or the section of the CSAF test."""
    level: str
    """`error`, `warning`, `hint` or `cannot-tell`."""
    fault: Fault


class VexReport(NamedTuple):
    """What checking a document gave."""

    format: VexFormat
    spec_version: str
    found: tuple[Checked, ...]
    tests: int
    """How many rules ran."""

    @property
    def is_valid(self) -> bool:
        """Whether nothing is wrong; what cannot be told is not wrong, and it is listed."""
        return not any(one.level == "error" for one in self.found)


def read_vex(data: bytes, place: str) -> VexDocument:
    """Return what a VEX document of any format says.

    Raises:
        UnreadableTextError: Neither JSON in UTF-8 nor XML without a document type, or a key stands twice.
        LimitError: Larger or deeper than is read.
        InvalidInputError: No VEX document, or one that breaks its format; the place says where.
    """
    if is_xml(data):
        document = read_cyclonedx(valid_xml_bom(data, place))
    else:
        root = JsonNode(parsed(data, place), place)
        document = _READERS[format_of(root.value, place)](root)
    return replace(document, sha256=hashlib.sha256(data).hexdigest())


def check_vex(data: bytes, place: str, weaknesses: Weaknesses | None = None) -> VexReport:
    """Return what of its own format a document breaks: its schema and, for CSAF, every test.

    A CycloneDX document that keeps its schema and speaks of no vulnerability is no VEX document either.

    Raises:
        InvalidInputError: As `read_vex`, but only for what keeps the format from being known.
    """
    if is_xml(data):
        bom = xml_bom(data, place)
        faults = tuple(Fault(one.pointer, one.message) for one in bom.problems)
        return _cyclonedx_report(bom.root.text("specVersion"), faults, bom.root)
    value = parsed(data, place)
    kind = format_of(value, place)
    if kind is VexFormat.CSAF and JsonNode(value, place).node("document").text("csaf_version") == "2.1":
        return _draft_report(value)
    if kind is VexFormat.CSAF:
        return _csaf_report(check_csaf(value, place, weaknesses))
    if kind is VexFormat.OPENVEX:
        return _schema_report(kind, "0.2.0", check_openvex(value))
    version = str(value.get("specVersion"))
    return _cyclonedx_report(version, check_cyclonedx(value, version), JsonNode(value, place))


def write_vex(document: VexDocument, kind: VexFormat, spec_version: str = "") -> bytes:
    """Return a document in one format, checked before it is given out.

    Args:
        document: What it says.
        kind: The format.
        spec_version: Of CycloneDX, 1.6 or 1.7.

    Raises:
        InvalidInputError: What would be written breaks the format; nothing is.
    """
    if kind is VexFormat.CYCLONEDX:
        version = spec_version or WRITTEN[0]
        if version not in WRITTEN:
            raise InvalidInputError(
                f"CycloneDX {version!r:.20} is not written", hint=f"Choose {' or '.join(WRITTEN)}."
            )
        text = write_cyclonedx(document, version)
    else:
        tree = write_csaf(document) if kind is VexFormat.CSAF else write_openvex(document)
        text = json.dumps(tree, ensure_ascii=False, indent=2) + "\n"
    data = text.encode()
    wrong = [one for one in check_vex(data, kind.value).found if one.level == "error"]
    if wrong:
        raise InvalidInputError(
            f"the {kind.label} document would break {wrong[0].rule}: {wrong[0].fault}",
            hint="Correct the records it is written from; nothing was written.",
        )
    return data


def is_xml(data: bytes) -> bool:
    """Say whether a file is XML, by its first character; OpenVEX and CSAF have none."""
    return first_sign(data) == b"<"


def parsed(data: bytes, place: str) -> Mapping[str, object]:
    """Return the object a JSON file holds.

    Raises:
        UnreadableTextError: Not JSON in UTF-8, half a character, a key that stands twice, or no object.
        LimitError: Larger or deeper than is read.
    """
    if len(data) > MAX_BYTES:
        raise LimitError(
            f"{len(data):,} bytes; at most {MAX_BYTES:,} are read", place=place, hint="Split the document."
        )
    try:
        text = data.decode("utf-8-sig")
        refuse_half_characters(text, place, _HINT)
        value = strict_json(text)
    except UnicodeDecodeError as error:
        raise UnreadableTextError(f"byte {error.start} is not UTF-8", place=place, hint=_HINT) from error
    except RecursionError as error:
        raise LimitError("nested too deeply", place=place, hint=_HINT) from error
    except ValueError as error:
        raise UnreadableTextError(f"not JSON: {error}", place=place, hint=_HINT) from error
    if not isinstance(value, dict):
        raise UnreadableTextError("the file holds no object", place=place, hint=_HINT)
    return value


def format_of(value: Mapping[str, object], place: str) -> VexFormat:
    """Return which format an object is of, by the mark each format begins with.

    Raises:
        InvalidInputError: None of the three.
    """
    head = value.get("document")
    if isinstance(head, dict) and "csaf_version" in head:
        return VexFormat.CSAF
    if value.get("bomFormat") == "CycloneDX":
        return VexFormat.CYCLONEDX
    if str(value.get("@context", "")).startswith("https://openvex.dev/"):
        return VexFormat.OPENVEX
    raise InvalidInputError("neither CycloneDX, OpenVEX nor CSAF", place=place, hint=_HINT)


def _schema_report(kind: VexFormat, version: str, faults: tuple[Fault, ...]) -> VexReport:
    return VexReport(kind, version, tuple(Checked("schema", "error", fault) for fault in faults), 1)


def _cyclonedx_report(version: str, faults: tuple[Fault, ...], root: JsonNode) -> VexReport:
    """Return what the schema says and, where it says nothing, that a bill of materials is no VEX document."""
    report = _schema_report(VexFormat.CYCLONEDX, version, faults)
    nothing = "" if faults else nothing_said(root)
    silent = Checked(
        "content", "error", Fault("/vulnerabilities", f"{nothing}: a bill of materials, no VEX document")
    )
    return report._replace(found=(*report.found, *((silent,) if nothing else ())), tests=2)


def _draft_report(value: Mapping[str, object]) -> VexReport:
    """Return what the schema of the draft of CSAF 2.1 says, and that its tests are not run."""
    faults = tuple(CSAF_21.problems(value, ""))
    report = _schema_report(VexFormat.CSAF, "2.1", faults)
    not_run = Checked(
        "6",
        "cannot-tell",
        Fault("", "CSAF 2.1 is a draft: its tests are not run, only its schema is looked at"),
    )
    return report._replace(found=(*report.found, not_run))


def _csaf_report(report: CsafReport) -> VexReport:
    levels = {Weight.MANDATORY: "error", Weight.OPTIONAL: "warning", Weight.INFORMATIVE: "hint"}
    found = [Checked(one.test, levels[one.weight], one.fault) for one in report.failed]
    found += [Checked(one.test, "cannot-tell", one.fault) for one in report.undecided]
    return VexReport(VexFormat.CSAF, "2.0", tuple(found), len(report.run) + 1)

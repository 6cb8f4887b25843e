"""Taking SBOM files into a device file: what is asked, what is accepted, and what the rules see of it."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from medward.components.in_use import recorded_sboms, sboms_of
from medward.components.records import Generation, SbomDocument
from medward.errors import InvalidInputError, NotFoundError, RefusedChangeError
from medward.kernel.recordset import RecordSet
from medward.workspace.checking import case_of, run_checks
from medward.workspace.device import open_device
from medward.workspace.portfolio import add_device
from medward.workspace.sbom_diff import diff_releases
from medward.workspace.sbom_import import Draft, Given, draft_sbom, write_sbom
from medward.workspace.sbom_support import release_support
from medward.workspace.watching import watch
from tests.components import formats

SAMPLE = Path(__file__).resolve().parents[2] / "src" / "medward" / "examples" / "infusion-pump"
GIVEN = Given(release="4.2.0", deployable="mcu-firmware", generation="build")
NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    target = tmp_path / "lvp"
    shutil.copytree(SAMPLE, target)
    return target


def draft(folder: Path, data: bytes, given: Given = GIVEN, name: str = "pump.spdx.json") -> Draft:
    file = folder.parent / name
    file.write_bytes(data)
    return draft_sbom(open_device(folder), file, given, lambda _: None)


def test_the_record_says_what_the_file_says(folder: Path) -> None:
    record = draft(folder, formats.SPDX_JSON).record
    assert (record.format, record.spec_version, record.author, record.tool) == (
        "SPDX",
        "2.3",
        "Example Devices",
        "hand 1.0",
    )
    assert record.generated_at == datetime(2026, 5, 3, 10, tzinfo=UTC)
    assert record.serial == "https://example.org/sbom/pump-4.2"
    assert (record.file, record.build, record.status) == ("sbom/pump.spdx.json", "4.2.0+7f3c", "draft")


@pytest.mark.parametrize(
    ("component", "warning"),
    [
        (None, "it does not say which product it describes"),
        ({"type": "device", "name": "pump"}, "it describes pump without a version, the release is 4.2.0"),
        (
            {"type": "device", "name": "pump", "version": "4.1.0"},
            "it describes pump 4.1.0, the release is 4.2.0",
        ),
    ],
)
def test_a_file_that_may_be_of_another_product_is_to_be_looked_at(
    folder: Path, component: dict[str, str] | None, warning: str
) -> None:
    tree = json.loads(formats.CYCLONEDX)
    tree["dependencies"] = []
    tree["metadata"].pop("component")
    tree["metadata"] |= {"component": component} if component else {}
    assert warning in draft(folder, json.dumps(tree).encode(), name="pump.cdx.json").warnings


def test_an_author_called_unknown_has_to_be_said(folder: Path) -> None:
    tree = json.loads(formats.CYCLONEDX)
    tree["metadata"] |= {"authors": [{"name": "unknown"}]}
    tree["metadata"].pop("manufacturer", None)
    with pytest.raises(InvalidInputError, match="the file does not say its author"):
        draft(folder, json.dumps(tree).encode(), name="pump.cdx.json")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        pytest.param(formats.CYCLONEDX_XML, "pump.cdx.xml", id="CycloneDX XML"),
        pytest.param(formats.SPDX_JSON, "pump.spdx.json", id="SPDX JSON"),
        pytest.param(formats.TAG_VALUE, "pump.spdx", id="SPDX tag-value"),
        pytest.param(formats.SPDX_3, "pump.spdx3.json", id="SPDX 3"),
    ],
)
def test_rules_and_matching_see_an_imported_file_of_any_format(folder: Path, data: bytes, name: str) -> None:
    made = draft(folder, data, name=name)
    write_sbom(open_device(folder), made)
    assert (folder / "sbom" / name).read_bytes() == data
    device = open_device(folder)
    case = case_of(device, NOW)
    assert {one.name for one in case.pending_sboms[made.record.id].components} == {"image", "mbedtls", "rtos"}
    assert made.record.id not in case.sbom_problems
    said = "\n".join(str(one) for one in run_checks(case).findings if one.record == made.record.id)
    assert "V14 2 of 3 components lack a supplier" in said  # image and rtos name none
    assert "V14 1 of 3 components lack an identifier" in said  # image has none
    assert "V15 2 of 3 components have no known support level" in said  # a master of the sample knows mbedtls


def test_a_draft_counts_beside_no_effective_sbom(folder: Path) -> None:
    """V14: one effective SBOM per deployable says what is in the release; the import is a draft beside it."""
    today = NOW.date()
    before = len(release_support(folder, "4.2.0", today).rows)
    watched = watch(open_device(folder), NOW).look
    added = add_device(folder, folder.parent / "home").components
    data = (folder / "sbom" / "mcu-firmware-4.2.0.cdx.json").read_bytes() + b"\n"
    made = draft(folder, data, name="again.cdx.json")
    write_sbom(open_device(folder), made)
    assert len(release_support(folder, "4.2.0", today).rows) == before
    again = watch(open_device(folder), NOW).look
    assert (again.components, again.clean) == (watched.components, watched.clean)
    assert add_device(folder, folder.parent / "home").components == added
    (diff,) = [one for one in diff_releases(folder, "4.2.0", "4.2.0") if one.title == "mcu-firmware"]
    assert diff.after == "sbom/mcu-firmware-4.2.0.cdx.json"


def test_without_an_effective_sbom_what_is_nearest_to_it_counts(folder: Path) -> None:
    """Practice 2.3-A: draft, in review, approved, effective."""
    first = draft(folder, formats.SPDX_JSON).record
    states = {"LVP-BOM-0901": "draft", "LVP-BOM-0902": "approved", "LVP-BOM-0903": "superseded"}
    records = RecordSet([first.replace(id=name, status=status) for name, status in states.items()])
    assert [one.id for one in sboms_of(records, first.release)] == ["LVP-BOM-0902"]
    assert [one.id for one in recorded_sboms(records, first.release)] == ["LVP-BOM-0901", "LVP-BOM-0902"]


@pytest.mark.parametrize(
    ("change", "given", "error", "message"),
    [
        pytest.param({}, Given("4.2.0", "nothing"), NotFoundError, "has no deployable", id="deployable"),
        pytest.param({}, Given("9.9", "mcu-firmware"), NotFoundError, "no release 9.9", id="release"),
        pytest.param(
            {},
            Given("4.2.0", "mcu-firmware"),
            InvalidInputError,
            "where in the build it was made",
            id="generation",
        ),
        pytest.param(
            {"creationInfo": {"created": "2026-05-03T10:00:00Z", "creators": ["Organization: X"]}},
            GIVEN,
            InvalidInputError,
            "does not say its tool",
            id="tool",
        ),
        pytest.param(
            {"dataLicense": "MIT"},
            GIVEN,
            InvalidInputError,
            "data_license must be",
            id="spdx-tools refuses it",
        ),
    ],
)
def test_what_nobody_says_or_is_wrong_is_refused(
    folder: Path, change: dict[str, object], given: Given, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        draft(folder, json.dumps(formats.SPDX | change).encode(), given)


def test_an_invalid_file_is_taken_on_request_and_the_record_says_so(folder: Path) -> None:
    given = Given("4.2.0", "mcu-firmware", generation="build", accept_invalid=True)
    made = draft(folder, json.dumps(formats.SPDX | {"dataLicense": "MIT"}).encode(), given)
    assert "Accepted with 1 problem" in made.record.completeness
    assert "data_license" in made.record.completeness


def test_the_same_file_twice_and_another_under_its_name_are_refused(folder: Path) -> None:
    write_sbom(open_device(folder), draft(folder, formats.SPDX_JSON))
    with pytest.raises(RefusedChangeError, match="the same file is recorded as"):
        draft(folder, formats.SPDX_JSON)
    with pytest.raises(RefusedChangeError, match="exists with other content"):
        draft(folder, formats.SPDX_JSON.replace(b"4.1", b"4.0"))


def test_phases_of_the_file_say_where_in_the_build_it_was_made(folder: Path) -> None:
    tree = json.loads(formats.CYCLONEDX)
    tree["metadata"]["lifecycles"] = [{"phase": "build"}, {"phase": "post-build"}]
    record = draft(folder, json.dumps(tree).encode(), Given("4.2.0", "mcu-firmware")).record
    assert isinstance(record, SbomDocument)
    assert record.generation is Generation.POST_BUILD


def test_a_time_that_is_none_is_found_by_v16_and_breaks_nothing(folder: Path) -> None:
    file = folder / "sbom" / "mcu-firmware-4.2.0.cdx.json"
    tree = json.loads(file.read_bytes())
    tree["metadata"]["timestamp"] = "yesterday"
    file.write_text(json.dumps(tree), encoding="utf-8")
    said = [str(one) for one in run_checks(case_of(open_device(folder), NOW)).findings if one.rule == "V16"]
    assert any("'yesterday', which is no time" in one for one in said)

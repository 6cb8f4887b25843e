"""Importing twice changes nothing, and one step takes an untouched import back exactly."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from medward.errors import InvalidInputError, NotFoundError, RefusedChangeError
from medward.workspace.device import open_device
from medward.workspace.imports import last_import, past_imports, undo_import
from medward.workspace.model_exchange import import_model, plan_import
from medward.workspace.risk_import import import_risks, plan_risks
from tests.exchange.models import OTM, tm7
from tests.exchange.tables import MAPPING, ROW, saved, sheet_of
from tests.fixtures.device_files import medward

PUMP = Path(__file__).parents[2] / "src" / "medward" / "examples" / "infusion-pump"


@pytest.fixture
def pump(tmp_path: Path) -> Path:
    """Return a copy of the pump."""
    shutil.copytree(PUMP, tmp_path / "pump", ignore=shutil.ignore_patterns(".medward", ".local"))
    return tmp_path / "pump"


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """Return an OTM file."""
    (tmp_path / "ward.otm").write_text(OTM)
    return tmp_path / "ward.otm"


def state(folder: Path) -> dict[str, bytes]:
    """Return every record file."""
    return {str(path): path.read_bytes() for path in sorted((folder / "records").rglob("*.yaml"))}


def load(folder: Path, path: Path) -> int:
    """Import a model and return how many records it made."""
    device = open_device(folder)
    plan = plan_import(device, path, "auto", "")
    import_model(device, plan)
    return len(plan.made.records)


def test_a_second_import_of_the_same_file_changes_nothing(pump: Path, model: Path) -> None:
    assert load(pump, model) == 10
    before = state(pump)
    assert load(pump, model) == 0
    assert state(pump) == before
    assert len(past_imports(pump)) == 1


def test_undo_takes_back_exactly_what_the_last_import_added(pump: Path, model: Path) -> None:
    before = state(pump)
    load(pump, model)
    (model.parent / "other.tm7").write_bytes(tm7())
    between = state(pump)
    load(pump, model.parent / "other.tm7")
    undo_import(open_device(pump))
    assert state(pump) == between
    undo_import(open_device(pump))
    assert state(pump) == before
    with pytest.raises(NotFoundError, match="no import"):
        last_import(open_device(pump))


def test_an_import_into_a_file_with_other_records_is_taken_back_alone(pump: Path, model: Path) -> None:
    before = state(pump)
    device = open_device(pump)
    import_model(device, plan_import(device, model, "auto", "records/model/zones.yaml"))
    undo_import(open_device(pump))
    assert state(pump) == before


def test_an_edited_import_is_not_taken_back(pump: Path, model: Path) -> None:
    load(pump, model)
    file = pump / "records" / "imported-ward.yaml"
    file.write_text(file.read_text().replace("title: Main board", "title: Mainboard"))
    with pytest.raises(RefusedChangeError, match="1 of the 10 imported records were changed"):
        undo_import(open_device(pump))


def test_an_import_others_point_to_is_not_taken_back(pump: Path, model: Path) -> None:
    load(pump, model)
    element = next(identity for identity in past_imports(pump)[0].digests if "-ELM-" in identity)
    (pump / "records" / "extra.yaml").write_text(
        "kind: asset/1\nid: LVP-AST-0900\ntitle: Extra\nasset_kind: data\nconfidentiality_need: low\n"
        f"integrity_need: low\navailability_need: low\nlocated: [{element}]\ndescription: Extra.\n"
    )
    with pytest.raises(RefusedChangeError, match=f"LVP-AST-0900 to {element}"):
        undo_import(open_device(pump))


def test_another_version_of_the_file_is_not_doubled(pump: Path, model: Path) -> None:
    load(pump, model)
    model.write_text(OTM.replace("Main board", "Mainboard"))
    with pytest.raises(RefusedChangeError, match="another version of the file"):
        load(pump, model)


@pytest.mark.parametrize("into", ["model.yaml", "records/../x.yaml", "records/x.txt"])
def test_records_go_below_the_records_only(pump: Path, model: Path, into: str) -> None:
    with pytest.raises(InvalidInputError, match="no YAML file below"):
        plan_import(open_device(pump), model, "auto", into)


def test_numbers_the_ledger_has_seen_are_not_used_again(pump: Path, model: Path) -> None:
    load(pump, model)
    medward(pump, "apply", "--yes", "-m", "with the model")
    first = past_imports(pump)[0].digests
    undo_import(open_device(pump))
    load(pump, model)
    assert not first.keys() & past_imports(pump)[0].digests.keys()


def test_what_an_import_does_not_know_is_no_answer_to_the_checks(pump: Path, model: Path) -> None:
    load(pump, model)
    device = open_device(pump)
    added = [identity for identity in past_imports(pump)[0].digests if "-IFC-" in identity]
    assert all(device.records.by_id[identity].content["authentication"] == "unknown" for identity in added)
    found = medward(pump, "check").stdout
    assert all(identity in found for identity in added)


def test_a_risk_table_is_imported_once_and_taken_back(pump: Path) -> None:
    table, mapping = pump.parent / "risks.xlsx", pump.parent / "map.yaml"
    table.write_bytes(saved(sheet_of(ROW)[0]))
    mapping.write_text(MAPPING)
    before = state(pump)
    for expected in (1, 0):
        device = open_device(pump)
        plan = plan_risks(device, table, mapping, "")
        import_risks(device, plan)
        assert len(plan.draft.records) == expected
    assert len(plan.draft.known) == 1
    undo_import(open_device(pump))
    assert state(pump) == before


def test_a_table_with_a_bad_row_writes_nothing(pump: Path) -> None:
    table, mapping = pump.parent / "risks.xlsx", pump.parent / "map.yaml"
    table.write_bytes(saved(sheet_of(ROW, ("R2", "No vector"))[0]))
    mapping.write_text(MAPPING)
    before = state(pump)
    device = open_device(pump)
    with pytest.raises(InvalidInputError, match="vector is empty"):
        import_risks(device, plan_risks(device, table, mapping, ""))
    assert state(pump) == before
    dry = medward(pump, "risk", "import", str(table), "--mapping", str(mapping), "--dry-run")
    assert dry.returncode == 1
    assert "To mend first" in dry.stdout


def test_the_commands_say_what_they_made_and_what_is_lost(pump: Path, model: Path) -> None:
    dry = medward(pump, "model", "import", str(model), "--dry-run")
    assert "Dry run: nothing was written." in dry.stdout
    assert not (pump / "records" / "imported-ward.yaml").exists()
    made = medward(pump, "model", "import", str(model)).stdout
    assert "Wrote 10 records to records/imported-ward.yaml." in made
    assert "Not carried" in made
    for form in ("otm", "threat-dragon", "tmbom", "csv", "xlsx"):
        out = pump.parent / f"out.{form}"
        written = medward(pump, "model", "export", "--format", form, "-o", str(out))
        assert written.returncode == 0, written.stderr
        assert "What other tools do not see" in written.stdout
    undone = medward(pump, "model", "undo").stdout
    assert "Removed 10 records" in undone


def test_script_in_a_name_is_escaped_in_csv_and_text(pump: Path, model: Path) -> None:
    model.write_text(OTM.replace("Main board", "=cmd()<script>x</script>"))
    load(pump, model)
    out = pump.parent / "out.csv"
    medward(pump, "model", "export", "--format", "csv", "-o", str(out))
    assert "'=cmd()<script>" in out.read_text("utf-8-sig")

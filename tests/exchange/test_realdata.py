"""Every real model is imported or refused for a stated reason, yields candidates and comes out again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft7Validator

from medward.errors import MedwardError
from medward.exchange.detect import read_model
from medward.exchange.records import make_records
from medward.exchange.write_otm import write_otm
from medward.exchange.write_threat_dragon import write_threat_dragon
from medward.exchange.write_tmbom import write_tmbom
from medward.kernel.numbers import Numbers
from medward.kernel.records import Origin
from medward.kernel.recordset import RecordSet
from medward.threats.stride import Method, candidates
from tests.exchange.dragon_schema import problems_of
from tests.realdata import bundle, real_data, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from medward.exchange.draft import ModelDraft

BUNDLES = (
    *("open-threat-model", "owasp-cookbook", "pytm", "startleft-otm", "startleft-tm7"),
    *("threagile", "threat-dragon"),
)
NO_MODELS = (".md", ".dot", ".plantuml", "schema.json", "config.json", "threats.json", "mockTdThreats.json")
"""Endings of files in the bundles that are no models: texts, pictures, schemas, a rule library, a fragment."""

REFUSED = {
    "MTMT_example_coordinates.otm": "the threat '55' does not exist",
    "test_model_tm7.otm": "known formats",
    "otm_empty_file_example_tf.otm": "the file is empty",
    "otm-test-model.json": "zone 'private-trustzone' does not exist",
    "tmbom-otm-example.cdx.json": "not released",
    "tmbom-multi-example.cdx.json": "not released",
    "malformed-new-model.json": "known formats",
    "v2-malformed-new-model.json": "known formats",
    "test-template.json": "known formats",
    "mtmt-invalid-format-zip.tm7": "zip archive",
    "main.yaml": "spread over files",
    "technical_assets_devops.yaml": "spread over files",
    "technical_assets_clients.yaml": "does not exist",
    "technical_assets_databases.yaml": "does not exist",
    "abuse_cases.yaml": "known formats",
    "meta.yaml": "known formats",
    "questions.yaml": "known formats",
    "risk_categories.yaml": "known formats",
    "security_requirements.yaml": "known formats",
    "trust_boundaries.yaml": "known formats",
}
"""Files that are refused, by name, and words of the reason."""


def models() -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of every file that could be a model."""
    for name in BUNDLES:
        for path, data in bundle(real_data() / "threat" / "models" / f"{name}.tar.zst"):
            if not path.endswith(NO_MODELS):
                yield path, data


def read_all() -> list[tuple[str, ModelDraft]]:
    """Return every model that is read; the others must be refused for the reason we know."""
    found = []
    for path, data in models():
        name = path.rpartition("/")[2]
        try:
            found.append((path, read_model(data, name)))
        except MedwardError as error:
            assert REFUSED.get(name, "no reason is known") in str(error), f"{path}: {error}"  # noqa: PT017 - all files at once
    return found


@pytest.mark.realdata
def test_every_real_model_is_imported_or_refused_for_a_stated_reason(
    record_property: Callable[[str, object], None],
) -> None:
    drafts = read_all()
    total = sum(1 for _ in models())
    made = [
        make_records(draft, Numbers("NEW", {}), Origin(file="model", sha256="0" * 64), {})
        for _, draft in drafts
    ]
    yielded = [len(candidates(RecordSet(one.records))) for one in made]
    charts = [len(candidates(RecordSet(one.records), Method.ELEMENT)) for one in made]
    filled = [bool(draft.elements) for _, draft in drafts]
    assert [bool(count) for count in charts] == filled
    losses = [loss for _, draft in drafts for loss in draft.losses]
    assert all(len(loss.what) < 300 and loss.place for loss in losses)
    tell(
        record_property,
        f"{len(drafts)} of {total} files imported, {total - len(drafts)} refused for a stated reason",
        f"{sum(len(one.records) for one in made):,} records, {sum(yielded):,} STRIDE candidates per interaction, "
        f"{sum(charts):,} per element",
        f"{sum(len(draft.threats) for _, draft in drafts):,} threats, {len(losses)} losses named",
    )


@pytest.mark.realdata
def test_every_real_model_comes_out_valid_and_comes_back_the_same() -> None:
    files = dict(bundle(real_data() / "threat" / "models" / "threat-dragon.tar.zst"))
    folder = "td.vue/src/assets/schema/"
    otm = Draft7Validator(json.loads(files[f"{folder}open-threat-model.schema.json"]))
    library = Draft7Validator(json.loads(files[f"{folder}threat-model.schema.json"]))
    for path, draft in read_all():
        for write, validator in ((write_otm, otm), (write_tmbom, library), (write_threat_dragon, None)):
            data = write(draft, "project")
            assert read_model(data, "again").content == draft.content, path
            written = json.loads(data)
            wrong = problems_of(written) if validator is None else list(validator.iter_errors(written))
            assert not wrong, f"{path}: {wrong[0]}"


@pytest.mark.realdata
def test_a_template_is_refused_because_it_holds_no_model() -> None:
    for path in sorted((real_data() / "threat" / "models" / "microsoft-templates").glob("*.tb7")):
        with pytest.raises(MedwardError, match="template"):
            read_model(path.read_bytes(), path.name)

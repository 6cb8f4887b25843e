"""Writing a model and reading it back gives the same model, whatever the format."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medward.devices.records import Direction, ElementKind, Need
from medward.errors import MedwardError
from medward.exchange.builder import Builder
from medward.exchange.detect import read_model
from medward.exchange.draft import (
    DraftAsset,
    DraftElement,
    DraftInterface,
    DraftMitigation,
    DraftThreat,
    DraftZone,
    ModelDraft,
)
from medward.exchange.from_records import draft_of
from medward.exchange.records import make_records
from medward.exchange.write_otm import write_otm
from medward.exchange.write_threat_dragon import write_threat_dragon
from medward.exchange.write_tmbom import write_tmbom
from medward.kernel.numbers import Numbers
from medward.kernel.records import Origin
from medward.kernel.recordset import RecordSet
from medward.threats.records import ExternalReference, KnowledgeSource, Stride
from medward.workspace.device import open_device
from tests.exchange.models import OTM, PYTM, THREAGILE, TMBOM, dragon, read, tm7

EXAMPLES = Path(__file__).parents[2] / "src" / "medward" / "examples"
WRITERS = [
    pytest.param(write_otm, id="OTM"),
    pytest.param(write_threat_dragon, id="Threat Dragon"),
    pytest.param(write_tmbom, id="TM-BOM"),
]
TEXT = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=12)
WORD = st.text("abcdefghij", min_size=1, max_size=8)
REFERENCE = st.builds(
    ExternalReference,
    source=st.sampled_from(KnowledgeSource),
    id=st.integers(1, 999).map(lambda number: f"CWE-{number}"),
    name=WORD | st.just(""),
    confirmed=st.booleans(),
)


@st.composite
def drafts(draw: st.DrawFn) -> ModelDraft:
    """Return a random model whose references lead somewhere."""
    builder = Builder("random", "", draw(WORD))
    zones = draw(st.lists(WORD, max_size=3, unique=True))
    elements = draw(st.lists(WORD.map("e-".__add__), min_size=1, max_size=5, unique=True))
    measures = draw(st.lists(WORD.map("m-".__add__), max_size=3, unique=True))
    for zone in zones:
        builder.add(DraftZone, zone, origin=zone, name=draw(WORD), description=draw(TEXT), trust=draw(TEXT))
    for origin in elements:
        builder.add(
            DraftElement,
            origin,
            origin=origin,
            name=draw(WORD),
            description=draw(TEXT),
            kind=draw(st.sampled_from(ElementKind)),
            zone=draw(st.sampled_from(["", *zones])),
            in_scope=draw(st.booleans()),
            is_log=draw(st.booleans()),
            details=draw(st.just({}) | st.just({"short": "P1", "emb3d_properties": ("PID-11",)})),
        )
    flows = [f"f-{number}" for number in range(draw(st.integers(0, 4)))]
    for origin in flows:
        builder.add(
            DraftInterface,
            origin,
            origin=origin,
            name=draw(WORD),
            source=draw(st.sampled_from(elements)),
            target=draw(st.sampled_from(elements)),
            direction=draw(st.sampled_from(Direction)),
            protocol=draw(WORD | st.just("")),
            data=tuple(draw(st.lists(WORD, max_size=3))),
            encrypted=draw(st.sampled_from([True, False, None])),
            authentication=draw(WORD | st.just("")),
            details=draw(st.just({}) | st.just({"exposure": "internet"}) | st.just({"exposure": "internal"})),
        )
    for number in range(draw(st.integers(0, 3))):
        need = st.sampled_from([*Need, None])
        builder.add(
            DraftAsset,
            str(number),
            origin=f"a-{number}",
            name=f"{draw(WORD)} {number}",
            confidentiality=draw(need),
            integrity=draw(need),
            availability=draw(need),
            located=tuple(draw(st.lists(st.sampled_from(elements), max_size=2))),
        )
    for origin in measures:
        builder.add(
            DraftMitigation, origin, origin=origin, name=draw(WORD), state=draw(WORD | st.just("active"))
        )
    for number in range(draw(st.integers(0, 4))):
        on_interface = bool(flows) and draw(st.booleans())
        letters = draw(st.sets(st.sampled_from(Stride)))
        builder.add(
            DraftThreat,
            str(number),
            origin=f"t-{number}",
            name=draw(WORD),
            description=draw(TEXT),
            target=draw(st.sampled_from(flows if on_interface else elements)),
            on_interface=on_interface,
            stride=tuple(one for one in Stride if one in letters),
            category="" if letters else "Linkability",
            actor=draw(WORD | st.just("")),
            claimed=draw(WORD | st.sampled_from(["", "Open", "Mitigated", "not-applicable"])),
            mitigations=tuple(draw(st.lists(st.sampled_from(measures), max_size=2))) if measures else (),
            references=tuple(draw(st.lists(REFERENCE, max_size=2))),
        )
    return builder.draft()


@pytest.mark.parametrize("write", WRITERS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(draft=drafts())
def test_a_random_model_comes_back_as_it_was(write: type[object], draft: ModelDraft) -> None:
    again = read_model(write(draft, "x"), "again")  # type: ignore[arg-type,call-arg]  # a writer
    assert again.content == draft.content


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize("model", [OTM, THREAGILE, json.dumps(PYTM), json.dumps(TMBOM), dragon(), tm7()])
def test_a_model_of_any_tool_comes_back_as_it_was_read(write: type[object], model: str) -> None:
    draft = read(model)
    again = read_model(write(draft, "x"), "again")  # type: ignore[arg-type,call-arg]  # a writer
    assert again.content == draft.content


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize("sample", ["infusion-pump", "pacemaker"])
def test_the_samples_come_back_as_the_same_records(write: type[object], sample: str) -> None:
    device = open_device(EXAMPLES / sample)
    draft = draft_of(device.records, sample)
    again = read_model(write(draft, "x"), "again")  # type: ignore[arg-type,call-arg]  # a writer
    assert again.content == draft.content
    made = make_records(again, Numbers("NEW", {}), Origin(file="again", sha256="0" * 64), {})
    assert made.assumed == ()
    second = draft_of(RecordSet(made.records), sample)
    assert [
        sorted((part.name, part.description, str(part.details)) for part in getattr(second, group))
        for group in ("zones", "elements", "interfaces", "assets", "threats", "mitigations")
    ] == [
        sorted((part.name, part.description, str(part.details)) for part in getattr(draft, group))
        for group in ("zones", "elements", "interfaces", "assets", "threats", "mitigations")
    ]


@settings(max_examples=150)
@given(damage=st.integers(0, 10_000), letter=st.sampled_from('"{}[],:x0'))
def test_a_damaged_corner_is_refused_or_read_and_never_breaks_the_reader(damage: int, letter: str) -> None:
    text = write_otm(read(dragon()), "x").decode()
    place = damage % len(text)
    try:
        draft = read_model((text[:place] + letter + text[place + 1 :]).encode(), "damaged")
        make_records(draft, Numbers("NEW", {}), Origin(file="damaged", sha256="0" * 64), {})
    except MedwardError as error:
        assert error.place  # noqa: PT017 - refusing is one of two right answers

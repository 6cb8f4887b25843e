"""The eleven questions beyond STRIDE (practice 4.1)."""

from __future__ import annotations

from medward.kernel.recordset import RecordSet
from medward.threats.prompts import PROMPTS, unanswered_prompts, unknown_prompts
from medward.threats.stride import candidates
from tests.fixtures.lvp_model import lvp_records, threat_for

THREAT = threat_for(candidates(RecordSet(lvp_records()))[0], 1)


def test_there_are_eleven_prompts_with_different_names() -> None:
    assert len({prompt.name for prompt in PROMPTS}) == 11


def test_a_prompt_is_open_until_a_threat_names_it() -> None:
    assert unanswered_prompts(RecordSet([])) == PROMPTS
    records = RecordSet([THREAT.replace(prompts=("battery drain", "decommissioned unit resale"))])
    assert {prompt.name for prompt in PROMPTS} - {prompt.name for prompt in unanswered_prompts(records)} == {
        "battery drain",
        "decommissioned unit resale",
    }


def test_a_name_that_is_no_prompt_is_listed() -> None:
    records = RecordSet([THREAT.replace(prompts=("batery drain",))])
    assert unknown_prompts(records) == ((THREAT.id, "batery drain"),)
    assert unanswered_prompts(records) == PROMPTS

"""Building the dossier of a device file: gathers facts, renders pages, writes them all or not at all."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Final

from medward import __version__
from medward.checks.case import LedgerSeen
from medward.checks.gates import gate_views
from medward.checks.run import check
from medward.components.records import SbomDocument
from medward.dossier.facts import Candidates as CandidateFacts
from medward.dossier.facts import (
    CannotTell,
    ChainState,
    ChangesetLine,
    ClockLine,
    DossierFacts,
    Match,
    Matches,
    Reach,
    SbomFile,
)
from medward.dossier.manifest import FORMAT, manifest
from medward.dossier.pages.context import prepare
from medward.dossier.site import pages
from medward.dossier.words import instant
from medward.errors import MedwardError, RefusedChangeError
from medward.gaps.evaluate import EVERYWHERE
from medward.kernel.words import spelled
from medward.render.html import Stamp, html_files
from medward.render.layout import dot_command
from medward.risk.blast import blast_report
from medward.risk.explain import explain
from medward.risk.paths import path_model
from medward.threats.compare import elements_without_threats
from medward.threats.stride import Method, candidates, crossings
from medward.verification.credit import evidence_state
from medward.verification.records import Evidence
from medward.workspace.catalogue import catalogue_of
from medward.workspace.checking import case_of, with_components
from medward.workspace.clocks import judge_open
from medward.workspace.controlled import control_lines
from medward.workspace.controlled_field import control_lines_elsewhere
from medward.workspace.gaps import judged, markets
from medward.workspace.ledgering import open_store
from medward.workspace.paths import cannot_tell, goal_answer, goals_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from medward.checks.case import Case
    from medward.dossier.blocks import Document
    from medward.dossier.counts import Counts
    from medward.gaps.evaluate import Gaps
    from medward.kernel.canonical import JsonValue
    from medward.kernel.recordset import RecordSet
    from medward.ledger.sqlite import SqliteStore
    from medward.risk.paths import PathModel
    from medward.workspace.device import Device
    from medward.workspace.matching import Matching
    from medward.workspace.paths import Goal

_BLIND_SPOT: Final = (
    "A ledger replaced as a whole by another that is consistent in itself: compare the head above with one kept "
    "elsewhere, or give that one to medward verify."
)
_IDENTITIES: Final = (
    "Whether a key belongs to the person it is recorded for: that is the company's own check."
)
MANIFEST: Final = "manifest.json"


@dataclass(frozen=True, slots=True)
class BuiltDossier:
    """What was written, and the numbers in it."""

    folder: Path
    files: tuple[str, ...]
    documents: tuple[Document, ...]
    manifest: Mapping[str, JsonValue]
    counts: Counts
    facts: DossierFacts


def build_dossier(device: Device, out: Path, *, now: datetime) -> BuiltDossier:
    """Write the dossier of a device file into `out` and return what was written.

    Args:
        device: The device file, as opened.
        out: Folder to write; an earlier dossier there is replaced, anything else is refused.
        now: Generation time, shown on the pages and in the manifest.

    Raises:
        RefusedChangeError: `out` holds something that is not a dossier.
        NotFoundError: The target release does not exist, or there is no program to lay out diagrams.
    """
    refuse_foreign(out, FORMAT)
    facts = gather(device, now)
    context = prepare(facts)
    documents = pages(context)
    release = facts.release
    stamp = Stamp(
        product=facts.product_name,
        release=f"release {release.release_version}, build {release.build}"
        if release
        else "no target release",
        generated=instant(now),
        program=f"Medward {__version__}",
    )
    files = html_files(documents, stamp)
    made = manifest(facts, files, dot_command()[1])
    files[MANIFEST] = (json.dumps(made, ensure_ascii=False, indent=2) + "\n").encode()
    write_all(out, files)
    return BuiltDossier(out, tuple(sorted(files)), tuple(documents), made, context.counts, facts)


def gather(
    device: Device,
    now: datetime,
    *,
    standards: bool = False,
    as_of: datetime | None = None,
    beside: tuple[str, ...] = (),
) -> DossierFacts:
    """Return everything the dossier of a device file is made of.

    Args:
        device: The device file, as opened.
        now: Instant to judge by.
        standards: Whether clauses of standards and schemes are judged beside those of the markets.
        as_of: Take the records the ledger held then, and judge at that moment.
        beside: Jurisdictions judged beside the markets of the product, as if it were sold there.
    """
    alone = case_of(device, now, as_of, matched=False)
    case, matching = with_components(alone, device)
    changesets, chain = _until(as_of, *_ledger(device))
    return replace(
        _judged(case, device, matching),
        as_of=as_of,
        gaps=_gaps(case, device, chain, (*beside, EVERYWHERE) if standards else beside),
        clocks=tuple(line for line in _clocks(device, case.now) if line.event in case.records),
        controlled=(*control_lines(case), *control_lines_elsewhere(alone, device)),
        changesets=changesets,
        chain=chain,
    )


def _judged(case: Case, device: Device, matching: Matching) -> DossierFacts:
    """Return what follows from the records, the SBOMs and the advisories."""
    records, policies = case.records, case.policies
    sboms = _sboms(case)
    findings = check(case)
    ways = path_model(records, case.risks, policies)
    return DossierFacts(
        records=records,
        product_name=device.settings.name,
        release=case.release,
        generated_at=case.now,
        program_version=__version__,
        candidates=_candidates(case),
        risks=case.risks,
        explanations={name: explain(view, records, policies) for name, view in case.risks.items()},
        reaches=tuple(_reach(goal, ways, records) for goal in goals_of(records)),
        reach_unknowns=cannot_tell(ways, records),
        blast=blast_report(records, ways, case.risks),
        checked=True,
        findings=findings,
        gates=gate_views(case, findings),
        matrix=policies.record("risk-matrix"),
        requirements=case.requirement_proofs,
        controls=case.control_proofs,
        evidence={item.id: evidence_state(item, case.target, records) for item in records.of(Evidence)},
        sboms=sboms,
        sbom_problems=case.sbom_problems,
        matches=_matches(matching, sboms),
        files=device.files,
        places=device.places,
    )


def _candidates(case: Case) -> CandidateFacts:
    """Return both sets of candidates and how the file answers them."""
    records, compared = case.records, case.candidates
    return CandidateFacts(
        answers=compared.answers,
        per_element=candidates(records, Method.ELEMENT),
        from_rules=case.rule_candidates.answers,
        rules_cannot_tell=len(case.rule_run.undecided),
        crossings=crossings(records),
        uncovered=tuple(element.id for element in elements_without_threats(records)),
        vanished=compared.vanished,
        stale=compared.stale,
    )


def _reach(goal: Goal, model: PathModel, records: RecordSet) -> Reach:
    """Return the easiest way to a function and what stands in between."""
    found = goal_answer(goal, model.entries, model, records)
    return Reach(
        goal=goal.id,
        title=goal.title,
        easiest=found.answers[0].sentence if found.answers else "",
        reached_from=len(found.answers),
        entries=len(model.entries),
        open_from=tuple(item.entry.record for item in found.answers if item.is_open),
        alone=tuple(sorted(name for one in found.cuts.opening if len(one) == 1 for name in one)),
    )


def _sboms(case: Case) -> tuple[SbomFile, ...]:
    """Return the SBOMs that were read, in the order of the release's deployables."""
    order = {name: number for number, name in enumerate(case.release.deployables)}
    found = [
        SbomFile(record.id, record.deployable, record.file, case.sboms[record.id])
        for record in case.records.of(SbomDocument)
        if record.id in case.sboms
    ]
    return tuple(sorted(found, key=lambda item: (order.get(item.deployable, len(order)), item.record)))


def _matches(matching: Matching, sboms: tuple[SbomFile, ...]) -> Matches:
    """Return matches and unknowns with the deployable they are in; without advisories nothing is known."""
    if matching.reports is None:
        return Matches()
    matches: list[Match] = []
    unknown: list[CannotTell] = []
    feeds: dict[tuple[str, str, str], None] = {}
    for item in sboms:
        report = matching.reports[item.record]
        feeds.update({(feed.name, feed.date, feed.digest): None for feed in report.feeds})
        matches += [
            Match(
                item.deployable,
                component.full_name,
                component.version,
                component.purl,
                found.advisory.id,
                found.advisory.aliases,
                found.verdict.value,
                found.confidence.value,
                found.proof,
            )
            for component, judgement in report.matched
            for found in judgement.matches
        ]
        unknown += [
            CannotTell(item.deployable, component.full_name, component.version, judgement.unknown)
            for component, judgement in report.cannot_tell
        ]
    return Matches(ran=True, matches=tuple(matches), cannot_tell=tuple(unknown), feeds=tuple(feeds))


def _gaps(case: Case, device: Device, chain: ChainState, beside: tuple[str, ...]) -> Gaps | None:
    """Return what the product's markets and others expect beside what is shown; none where no market is recorded."""
    catalogue = catalogue_of(device.folder)
    seen = LedgerSeen(chain.checked, tuple(f"{where}: {what}" for where, what in chain.problems))
    found = markets(case, catalogue)
    if not found:
        return None
    return judged(replace(case, ledger=seen), catalogue, (*found, *beside))


def _clocks(device: Device, now: datetime) -> Iterator[ClockLine]:
    """Yield the clocks of the open reporting events."""
    for judged_event in judge_open(device, now):
        for one in (*judged_event.running, *judged_event.open_questions):
            yield ClockLine(
                event=judged_event.event.id,
                clock=one.label,
                duty=one.definition.duty,
                state=one.state.value,
                start_at=one.start_at,
                due_at=one.due_at,
                filed_at=one.filed_at,
            )


def _ledger(device: Device) -> tuple[tuple[ChangesetLine, ...], ChainState]:
    """Return the changesets and the state of the chain; without a ledger nothing was checked."""
    if not device.ledger_path.is_file():
        return (), ChainState()
    store = open_store(device)
    try:
        return _changesets(store), _chain(device, store)
    finally:
        store.close()


def _until(
    as_of: datetime | None, changesets: tuple[ChangesetLine, ...], chain: ChainState
) -> tuple[tuple[ChangesetLine, ...], ChainState]:
    """Return the trail and the head of the chain as they stood at an instant."""
    if as_of is None:
        return changesets, chain
    found = tuple(one for one in changesets if datetime.fromisoformat(one.at) <= as_of)
    return found, replace(chain, head=found[-1].hash if found else "", changesets=len(found), unapplied=())


def _changesets(store: SqliteStore) -> tuple[ChangesetLine, ...]:
    """Return the audit trail, oldest first."""
    return tuple(
        ChangesetLine(
            seq=item.seq,
            at=item.at,
            author=item.author.printed_name,
            reason=item.reason,
            hash=item.hash,
            previous=item.previous,
            records=tuple((entry.id, entry.digest) for entry in item.entries),
        )
        for item in store.changesets()
    )


def _chain(device: Device, store: SqliteStore) -> ChainState:
    """Return what verifying the ledger saw, and which records on disk it does not hold."""
    seen = store.verify()
    heads = store.heads()
    present = device.records.by_id
    differing = {
        name for name, record in present.items() if name not in heads or heads[name].digest != record.digest
    }
    return ChainState(
        checked=True,
        changesets=seen.changesets,
        head=seen.head,
        problems=tuple((problem.where, problem.what) for problem in seen.problems),
        not_checked=(*seen.notes, _BLIND_SPOT, _IDENTITIES),
        unapplied=tuple(sorted(differing | (heads.keys() - present.keys()))),
    )


def refuse_foreign(out: Path, made_as: str) -> None:
    """Refuse to replace anything whose manifest does not say that it was made as this format."""
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    marker = out / MANIFEST
    if marker.is_file() and made_as in marker.read_text(encoding="utf-8", errors="replace")[:200]:
        return
    what = spelled(made_as.partition("/")[0].removeprefix("medward-"))
    raise RefusedChangeError(
        f"{out} exists and is not a {what}; nothing was written",
        hint="Name a new or empty folder with --out.",
    )


def write_all(out: Path, files: Mapping[str, bytes]) -> None:
    """Write a folder beside the old one, then put it in its place: readers see the old dossier or the new one."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(mkdtemp(prefix=f".{out.name}.", dir=out.parent))
        for path, data in files.items():
            target = fresh / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        fresh.chmod(0o755)
        if out.exists():
            old = Path(mkdtemp(prefix=f".{out.name}.", dir=out.parent))
            out.rename(old / "old")
            fresh.rename(out)
            shutil.rmtree(old)
        else:
            fresh.rename(out)
    except OSError as error:
        raise MedwardError(
            f"{out} could not be written: {error.strerror}", hint="Check space and permissions."
        ) from error

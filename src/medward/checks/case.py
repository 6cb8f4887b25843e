"""Everything the rules look at, gathered once: records, release, day, files, SBOMs, matches, policies."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from medward.checks.inventory import completed, fill_from
from medward.checks.signing import Signing
from medward.components.profiles import profiles
from medward.components.records import ComponentMaster, SbomDocument
from medward.governance.records import Decision, DecisionKind
from medward.kernel.lifecycle import OUT_OF_USE
from medward.kernel.records import Record
from medward.risk.evaluate import RiskView, evaluate
from medward.risk.paths import path_model
from medward.risk.records import Risk
from medward.threats.compare import Comparison, Family, compare
from medward.threats.linking import Library
from medward.threats.rule import shipped_rules
from medward.threats.rule_run import RuleRun, run_rules
from medward.threats.stride import candidates
from medward.verification.credit import Proof, Target, prove_controls, prove_requirements
from medward.vex.assumption_check import Facts, Named
from medward.vex.limits import DECIDED
from medward.vex.records import Assessment
from medward.vulnerabilities.judged import judged_components
from medward.vulnerabilities.lines import line_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime

    from medward.components.profiles import ProfileResult
    from medward.components.sbom import Component, Sbom
    from medward.devices.records import Release
    from medward.governance.defaults import Policies
    from medward.kernel.lifecycle import Meaning
    from medward.kernel.recordset import RecordSet
    from medward.risk.paths import PathModel
    from medward.threats.rule import Rule
    from medward.vulnerabilities.freshness import FeedAge

R = TypeVar("R", bound=Record)

_DECIDED: Final = frozenset({"approved", "effective"})


class MatchRow(NamedTuple):
    """An advisory that touches a component of the target release, or may."""

    sbom: str
    """Id of the SBOM record."""
    component: str
    version: str
    purl: str
    advisory: str
    aliases: tuple[str, ...]
    verdict: str
    tier: str = "purl"
    """What identified the component: purl, vendor or cpe."""
    confidence: str = ""
    affected: str = ""
    """The range that holds the version."""
    source: str = ""

    @property
    def known_as(self) -> str:
        """How records name the component: its package URL, else name and version."""
        return self.purl or f"{self.component} {self.version}".strip()


class LedgerSeen(NamedTuple):
    """What a look at the ledger gave."""

    exists: bool
    problems: tuple[str, ...] = ()
    """What verifying it found, in words."""


class Acceptance(NamedTuple):
    """The decision that accepts a risk, or why there is none."""

    decision: Decision | None
    why_not: str


def _named(row: MatchRow) -> Named:
    """Return what an advisory says of a component, in words."""
    is_certain = row.verdict == "affected"
    word = "is affected" if is_certain else "may be affected"
    says = f"{row.advisory} ({row.source or 'advisories'}) says that {row.component} {row.version} {word}"
    names = frozenset(name.upper() for name in (row.advisory, *row.aliases))
    return Named(row.known_as, names, is_certain, f"{says}: {row.affected}" if row.affected else says)


@dataclass(frozen=True)
class Case:
    """One device file at one moment, seen for one release."""

    records: RecordSet
    release: Release
    now: datetime
    files: Mapping[str, str]
    """SHA-256 of every file present, by path."""
    policies: Policies
    sboms: Mapping[str, Sbom] = field(default_factory=dict)
    """The parsed SBOMs that say what is in the release, by record id; see `sboms_of`."""
    pending_sboms: Mapping[str, Sbom] = field(default_factory=dict)
    """Those in preparation beside an effective one: judged themselves, but no part of any count."""
    sbom_problems: Mapping[str, str] = field(default_factory=dict)
    """Why an SBOM could not be read, by record id."""
    matches: Sequence[MatchRow] | None = None
    """What the SBOMs of the release met among advisories; none when nobody matched."""
    match_gaps: tuple[str, ...] = ()
    """What kept that match from being complete, in words."""
    scan: Callable[[], Sequence[MatchRow] | None] = lambda: None
    """Matches the SBOMs against every feed at hand, when somebody asks; none when there is no feed."""
    feeds: tuple[FeedAge, ...] = ()
    """Age of every feed that match used."""
    places: Mapping[str, str] = field(default_factory=dict)
    """`file:line` by record id."""
    triggers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Events that reopen a risk, in words, by risk id (practice 2.3-B)."""
    threat_rules: tuple[Rule, ...] = field(default_factory=shipped_rules)
    """Threat rules: Medward's and the manufacturer's own."""
    knowledge: Library = field(default_factory=Library)
    """Imported catalogues of threats; empty when none is imported."""
    contents: Mapping[str, bytes] = field(default_factory=dict)
    """Content of the files that assumptions of assessments name, by path."""
    ledger: LedgerSeen | None = None
    """What verifying the ledger gave; none when nobody looked."""

    moved: Mapping[str, str] = field(default_factory=dict)
    """What the files say otherwise of fields that the ledger holds and that are recorded once, by record."""

    @property
    def today(self) -> date:
        """The day the case is judged on."""
        return self.now.date()

    def seen_for(self, release: Release) -> Case:
        """Return the same device file seen for another release, whose SBOMs nobody has read."""
        if release.id == self.release.id:
            return self
        nothing: dict[str, Sbom] = {}
        return replace(
            self, release=release, sboms=nothing, pending_sboms=nothing, sbom_problems={}, matches=None, match_gaps=(),
            scan=lambda: None,
        )  # fmt: skip

    @cached_property
    def target(self) -> Target:
        """What credit is asked for."""
        return Target(self.release, self.today, self.files)

    @cached_property
    def requirement_proofs(self) -> dict[str, Proof]:
        """Whether each requirement is verified on the release."""
        return prove_requirements(self.records, self.target)

    @cached_property
    def control_proofs(self) -> dict[str, Proof]:
        """Whether each control is verified on the release."""
        return prove_controls(self.records, self.requirement_proofs)

    @cached_property
    def signing(self) -> Signing:
        """Who has validly signed what."""
        return Signing(self.records, self.policies)

    @cached_property
    def risks(self) -> dict[str, RiskView]:
        """Every risk in use with its initial and residual rating."""
        return {risk.id: self.rated(risk) for risk in self.live(Risk)}

    @cached_property
    def candidates(self) -> Comparison:
        """Threat candidates per interaction beside the threats that answer them."""
        return compare(candidates(self.records), self.records)

    @cached_property
    def parts(self) -> dict[str, list[tuple[Component, ComponentMaster | None]]]:
        """Components of each SBOM with what component masters add, and that master, by SBOM record."""
        masters = self.live(ComponentMaster)
        return {name: completed(sbom, masters) for name, sbom in self.sboms.items()}

    def decided_alike(self, one: Assessment) -> list[Assessment]:
        """Return the other decided assessments of the same vulnerability, release, component and deployable.

        One that names no deployable speaks of each that has the component.
        """
        found = self._decided_by_subject.get(_subject(one), ())
        return [
            item
            for item in found
            if item.id != one.id
            and ("" in {item.deployable, one.deployable} or item.deployable == one.deployable)
        ]

    @cached_property
    def _decided_by_subject(self) -> dict[tuple[str, ...], list[Assessment]]:
        found: dict[tuple[str, ...], list[Assessment]] = {}
        for one in self.live(Assessment):
            if one.status in DECIDED:
                found.setdefault(_subject(one), []).append(one)
        return found

    @cached_property
    def versions_by_line(self) -> dict[str, set[str]]:
        """Versions of each component line in the SBOMs."""
        found: dict[str, set[str]] = {}
        for sbom in self.sboms.values():
            for part in judged_components(sbom):
                line = line_of(part.known_as)
                found.setdefault(line.key, set()).add(line.version or part.version)
        return found

    @cached_property
    def profiles(self) -> dict[str, dict[str, ProfileResult]]:
        """How complete each SBOM is by the lists of the agencies, by SBOM record."""
        masters = self.live(ComponentMaster)
        return {name: profiles(sbom, fill_from(sbom, masters)) for name, sbom in self.sboms.items()}

    @cached_property
    def assumption_facts(self) -> Facts:
        """What the assumptions of assessments are held against."""
        documents = ((self.records.find(name, SbomDocument), sbom) for name, sbom in self.sboms.items())
        return Facts(
            records=self.records,
            release=self.release,
            today=self.today,
            sboms={document.deployable: sbom for document, sbom in documents if document is not None},
            proofs=self.control_proofs,
            files=self.files,
            contents=self.contents,
            paths=lambda: self.path_model,
            named=lambda: self._named_today,
        )

    @cached_property
    def _named_today(self) -> tuple[Named, ...] | None:
        """What every advisory at hand says of the components; none when there is no advisory."""
        rows = self.scan()
        if rows is None:
            return None
        return tuple(map(_named, rows))

    @cached_property
    def path_model(self) -> PathModel:
        """The rated graph of ways an attacker can take."""
        return path_model(self.records, self.risks, self.policies)

    @cached_property
    def rule_run(self) -> RuleRun:
        """What the threat rules say of the model."""
        return run_rules(self.records, self.threat_rules)

    @cached_property
    def rule_candidates(self) -> Comparison:
        """Threat candidates of the rules beside the threats that answer them."""
        run = self.rule_run
        undecided = {item.key for item in run.undecided}
        return compare(run.candidates, self.records, Family.RULES, undecided)

    @cached_property
    def _decisions_about(self) -> dict[str, list[Decision]]:
        """Decisions in use by each of their subjects."""
        found: dict[str, list[Decision]] = {}
        for decision in self.live(Decision):
            for subject in dict.fromkeys(decision.subjects):
                found.setdefault(subject, []).append(decision)
        return found

    @cached_property
    def _views(self) -> dict[str, RiskView]:
        return {}

    @cached_property
    def _live(self) -> dict[type[Record], list[Record]]:
        return {}

    def rated(self, risk: Risk) -> RiskView:
        """Return one risk with its ratings, computed once; a trace needs few of many."""
        if risk.id not in self._views:
            triggers = self.triggers.get(risk.id, ())
            self._views[risk.id] = evaluate(risk, self.records, self.policies, self.control_proofs, triggers)
        return self._views[risk.id]

    def sbom(self, record: str) -> Sbom | None:
        """Return the SBOM of a record, one in preparation too; none where it could not be read."""
        return self.sboms.get(record) or self.pending_sboms.get(record)

    def live(self, kind: type[R]) -> list[R]:
        """Return the records of a kind that are in use and about this release."""
        if kind not in self._live:
            self._live[kind] = [record for record in self.records.of(kind) if self.is_live(record)]
        return [record for record in self._live[kind] if isinstance(record, kind)]

    def is_live(self, record: Record) -> bool:
        """Say whether a record is in use and about this release."""
        about = not record.applies_to or self.release.id in record.applies_to
        return about and record.status not in OUT_OF_USE

    def linked(self, identity: str, kind: type[R]) -> list[R]:
        """Return the records of one kind in use that point to `identity`."""
        return [record for record in self.records.linked_from(identity, kind) if self.is_live(record)]

    def why_not_decided(self, decision: Decision) -> str:
        """Return why a decision does not count today, or nothing: state, expiry, signatures."""
        if decision.status not in _DECIDED:
            return f"{decision.id} is {decision.status}"
        if decision.expires_on is not None and decision.expires_on < self.today:
            return f"{decision.id} expired on {decision.expires_on}"
        missing = self.signing.missing(decision)
        if missing:
            return f"{decision.id} is not signed as {', '.join(missing)}"
        return self._too_long(decision)

    def decisions_about(self, subject: str, *kinds: DecisionKind) -> list[Decision]:
        """Return the decisions of these kinds about a record, whether they count or not."""
        return [one for one in self._decisions_about.get(subject, ()) if one.decision_kind in kinds]

    def decision_on(self, subject: str, *kinds: DecisionKind) -> Acceptance:
        """Return the decision of one of these kinds about a record that counts today, or why none does."""
        reasons: list[str] = []
        for decision in self.decisions_about(subject, *kinds):
            reason = self.why_not_decided(decision)
            if not reason:
                return Acceptance(decision, "")
            reasons.append(reason)
        return Acceptance(None, "; ".join(reasons) or f"there is no {' or '.join(kinds)} decision about it")

    def declared(self, kind: DecisionKind, what: str) -> Acceptance:
        """Return the decision that declares something absent or not applicable, or why none does."""
        reasons: list[str] = []
        for decision in self.live(Decision):
            if decision.decision_kind is kind and what in decision.absent:
                reason = self.why_not_decided(decision)
                if not reason:
                    return Acceptance(decision, "")
                reasons.append(reason)
        return Acceptance(None, "; ".join(reasons) or "no signed statement says so")

    def _too_long(self, decision: Decision) -> str:
        """Return that a decision counts longer than its policy allows, or has no end."""
        rule = self.signing.acceptance_rule(decision)
        if rule is None or rule.max_days is None:
            return ""
        if decision.expires_on is None:
            return f"{decision.id} has no expiry; {decision.decision_kind} may count {rule.max_days} days"
        signed = [state.signature.signed_at.date() for state in self.signing.on(decision)]
        start = decision.valid_from or min(signed, default=None)
        if start is None:
            return f"{decision.id} has no start, so nobody can tell if it counts over {rule.max_days} days"
        days = (decision.expires_on - start).days
        return (
            f"{decision.id} counts {days} days; at most {rule.max_days} are allowed"
            if days > rule.max_days
            else ""
        )

    def lacks_executive(self, decision: Decision) -> tuple[Meaning, ...]:
        """Return the extra meanings of a multi-patient risk that a decision lacks (V12)."""
        given = {state.signature.meaning for state in self.signing.on(decision)}
        return tuple(m for m in self.policies.acceptance.multi_patient_extra if m not in given)


def _subject(one: Assessment) -> tuple[str, ...]:
    """Return release, vulnerability and component of an assessment, however the component is spelled."""
    line = line_of(one.component)
    return one.release, one.vulnerability, line.key, line.name, line.version

"""What a statement loses when it is written in a format with fewer words.

The original word is kept in the text of the statement and comes back when Medward reads the document; other
readers see the shared word. Only what another reader would judge by is a loss; scores and weaknesses without a place
are counted.

Source: practice 4.15 and scenario S07.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.kernel.words import plural, spelled
from medward.vex.csaf import known_weakness, scores
from medward.vex.mapping import loss_of
from medward.vex.openvex import address_of, becomes_a_name
from medward.vex.statement import Identity, Statement, VexFormat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.vex.records import Justification

_BEGINNING: Final = datetime.min.replace(tzinfo=UTC)


class Loss(NamedTuple):
    """One statement that says less than before."""

    vulnerability: str
    product: str
    message: str


def losses(statements: tuple[Statement, ...], kind: VexFormat) -> tuple[Loss, ...]:
    """Return what is lost when statements are written in a format; CycloneDX loses nothing."""
    if kind is VexFormat.CYCLONEDX:
        return ()
    return tuple(
        Loss(one.vulnerability, (one.component or one.product).label, message)
        for one in statements
        for message in _losses_of(one, kind)
    )


def _losses_of(one: Statement, kind: VexFormat) -> Iterator[str]:
    """Yield what a format cannot say of a statement."""
    word = loss_of(one.term) if one.term is not None else ""
    if word:
        yield word
    for identity in filter(None, (one.product, one.component)) if kind is VexFormat.OPENVEX else ():
        if identity.version_range:
            yield f"the versions {identity.version_range} stand in the package URL, where few tools look for them"
        if becomes_a_name(identity):
            yield f"{identity.bom_link or identity.id} stands as a name, since its version has no other place"
        if identity.udi and not identity.purl:
            yield f"the number {identity.udi} of the product has no place; only its name is written"


def unplaced(statements: tuple[Statement, ...], kind: VexFormat) -> str:
    """Return in words how many scores and weaknesses are not written in a format; "" when all are.

    OpenVEX has a place for neither. CSAF 2.0 has one weakness of each vulnerability, by its exact name; of scores those
    of CVSS 3 of affected products are written.
    """
    if kind is VexFormat.CYCLONEDX:
        return ""
    is_csaf = kind is VexFormat.CSAF
    vectors = sum(bool(one.vector) and not (is_csaf and scores(one)) for one in statements)
    names = {(one.vulnerability, name) for one in statements for name in one.weaknesses}
    if is_csaf:
        first = {one.vulnerability: one.weaknesses for one in reversed(statements)}
        names -= {(name, known_weakness(weaknesses)) for name, weaknesses in first.items()}
    lost = [plural(vectors, "score")] if vectors else []
    lost += [plural(len(names), "weakness", "weaknesses")] if names else []
    return f"{kind.label} is written without {' and '.join(lost)}" if lost else ""


class Apart(NamedTuple):
    """Statements as a format can tell them apart."""

    statements: tuple[Statement, ...]
    losses: tuple[Loss, ...]
    """Statements left out, since the format names their product as it names another that is judged more strictly."""


def told_apart(statements: tuple[Statement, ...], kind: VexFormat) -> Apart:
    """Return the statements of one moment without those a reader would take for the opposite of another.

    OpenVEX knows a component by its package URL alone, so that the same component in two parts of a release is one
    to it. Of what a format names alike, the strictest status goes out.
    """
    groups: dict[tuple[object, ...], list[Statement]] = {}
    for one in statements:
        groups.setdefault(_named(one, kind), []).append(one)
    strictest = {name: max(found, key=lambda one: one.status.strictness) for name, found in groups.items()}
    kept, lost = [], []
    for one in statements:
        other = strictest[_named(one, kind)]
        if one.status is other.status:
            kept.append(one)
        else:
            lost.append(
                Loss(one.vulnerability, (one.component or one.product).label, _hidden(one, other, kind))
            )
    return Apart(tuple(kept), tuple(lost))


class Newest(NamedTuple):
    """Statements of a document as a format without a history of them can hold them."""

    statements: tuple[Statement, ...]
    notes: tuple[str, ...]


def newest(statements: tuple[Statement, ...], kind: VexFormat) -> Newest:
    """Return the last word on each product for a format in which one product has one status, and what was left out.

    Of OpenVEX a document may hold a history, in which newer statements override older ones; no other format has one.
    Of two justifications of one moment the first goes out.

    Source: OpenVEX 0.2.0, "Updating Statements"; CSAF 2.0, 6.1.6 and 6.1.33; practice 4.15.
    """
    if kind is VexFormat.OPENVEX:
        return Newest(statements, ())
    last: dict[tuple[object, ...], datetime] = {}
    for one in statements:
        name = _named(one, kind)
        last[name] = max(one.said_at or _BEGINNING, last.get(name, _BEGINNING))
    current = [one for one in statements if (one.said_at or _BEGINNING) == last[_named(one, kind)]]
    earlier = len(statements) - len(current)
    many = plural(earlier, "earlier statement")
    notes = [f"{many} on the same product left out: newer ones replace them"] if earlier else []
    reasons: dict[tuple[object, ...], Justification | None] = {}
    kept = []
    for one in current:
        if one.justification is reasons.setdefault((*_named(one, kind), one.status), one.justification):
            kept.append(one)
        else:
            label = (one.component or one.product).label
            notes.append(f"{one.vulnerability} in {label}: two reasons are given; the first goes out")
    return Newest(tuple(kept), tuple(notes))


def _named(one: Statement, kind: VexFormat) -> tuple[object, ...]:
    """Return what a format knows vulnerability and product by."""

    def known_by(identity: Identity | None) -> object:
        return address_of(identity) if identity and kind is VexFormat.OPENVEX else identity

    return one.vulnerability, known_by(one.product), known_by(one.component)


def _hidden(one: Statement, other: Statement, kind: VexFormat) -> str:
    return f"{kind.label} cannot tell {_who(one)} from {_who(other)}; {spelled(other.status.value)} goes out for both"


def _who(one: Statement) -> str:
    inside = f" in {one.component.deployable}" if one.component and one.component.deployable else ""
    return f"{one.id or 'one statement'} ({spelled(one.status.value)}{inside})"

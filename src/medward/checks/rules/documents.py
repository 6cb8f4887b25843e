"""V26 and V27: documents are current, and agree with each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.checks.finding import Breach
from medward.governance.records import Document, Submission
from medward.kernel.words import few

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.checks.case import Case

_SHOWN: Final = 5


def v26(case: Case) -> Iterator[Breach]:
    """A document's inputs are the current versions; else it is stale, with the causes.

    A document of the company, which names no release, is written and not built, so it needs no inputs.

    Source: practice 3.1 V26 and 2.3-A.
    """
    for document in case.live(Document):
        if document.release and not document.inputs and (document.files or document.is_frozen):
            yield Breach(
                document.id,
                "it names no inputs, so nobody can tell whether it is current",
                "build it again, so that it records what went in",
            )
        causes = list(_causes(document, case))
        if causes:
            shown = few(causes, _SHOWN, "; ")
            yield Breach(document.id, f"stale: {shown}", "build it again and have it approved")


def v27(case: Case) -> Iterator[Breach]:
    """A dossier speaks of one product and one release, and its documents of the same versions.

    Figures are computed from inputs, so the same figure in two documents means the
    same input versions in both.

    Source: practice 3.1 V27.
    """
    for submission in case.live(Submission):
        documents = [case.records.find(identity, Document) for identity in submission.documents]
        seen: dict[str, tuple[str, str]] = {}
        for document in documents:
            if document is None:
                continue
            if document.release not in {"", submission.release}:
                yield Breach(
                    document.id,
                    f"it describes {document.release}, but {submission.id} is about {submission.release}",
                    "build the document for the release of the submission",
                )
            yield from _disagreements(document, submission, seen)


def _causes(document: Document, case: Case) -> Iterator[str]:
    """Yield why a document is stale."""
    for snapshot in document.inputs:
        record = case.records.by_id.get(snapshot.record)
        if record is None:
            yield f"{snapshot.record} is gone"
        elif record.version != snapshot.version:
            yield f"{record.id} is version {record.version}, the document has {snapshot.version}"
        elif record.digest != snapshot.sha256:
            yield f"{record.id} changed within version {record.version}"


def _disagreements(
    document: Document, submission: Submission, seen: dict[str, tuple[str, str]]
) -> Iterator[Breach]:
    """Yield inputs of another product, and inputs that another document has in another state."""
    for snapshot in document.inputs:
        product = snapshot.record.partition("-")[0]
        if product not in {submission.product, "ORG"}:
            yield Breach(
                document.id,
                f"it contains {snapshot.record} of product {product}, the dossier is of {submission.product}",
                "remove the record of the other product and build again",
            )
        other, digest = seen.setdefault(snapshot.record, (document.id, snapshot.sha256))
        if digest != snapshot.sha256:
            yield Breach(
                document.id,
                f"it and {other} were built from different states of {snapshot.record}, so their figures may differ",
                "build both again from the same records",
            )

"""The audit trail and the result of verifying the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.dossier.blocks import (
    Badge,
    Column,
    Digest,
    Document,
    Field,
    KeyValues,
    Notice,
    Number,
    Row,
    Section,
    Table,
    listed,
    refs,
    text,
)
from medward.dossier.pages.context import Context, linked
from medward.dossier.tones import Tone
from medward.dossier.words import shown_instant
from medward.kernel.words import plural

if TYPE_CHECKING:
    from medward.dossier.facts import ChangesetLine


def audit(context: Context) -> Document:
    """Return the audit trail: every changeset of the ledger."""
    changes = context.facts.changesets
    return Document(
        slug="audit",
        title="Audit trail",
        lead=f"{plural(len(changes), 'changeset')} in the ledger, newest first. "
        "Each record page shows its own history.",
        group="Records",
        short="Audit trail",
        blocks=(
            Table(
                name="audit-trail",
                caption="Who wrote what, when and why",
                columns=(
                    Column("No", is_number=True),
                    Column("When", is_narrow=True),
                    Column("Who", is_below=True),
                    Column("Reason"),
                    Column("Records", is_number=True),
                    Column("First records", is_narrow=True),
                    Column("Hash", is_narrow=True),
                    Column("Follows", is_narrow=True, is_below=True),
                ),
                rows=tuple(_change_row(context, item) for item in reversed(changes)),
                empty="The ledger is empty. `medward apply` writes the records into it.",
            ),
        ),
    )


def _change_row(context: Context, item: ChangesetLine) -> Row:
    """Return one changeset."""
    return Row(
        (
            Number(item.seq),
            shown_instant(item.at),
            item.author,
            item.reason,
            Number(len(item.records)),
            listed([linked(identity, context) for identity, _ in item.records[:4]]),
            Digest(item.hash),
            Digest(item.previous),
        )
    )


def verified(context: Context) -> Document:
    """Return what verifying the ledger saw, and what it could not see."""
    chain = context.facts.chain
    return Document(
        slug="verification-result",
        title="Verification result",
        lead="Whether the ledger is unbroken, and what this check cannot show.",
        group="Records",
        short="Verification result",
        blocks=(
            _chain_notice(context),
            KeyValues(
                (
                    Field("Changesets checked", Number(chain.changesets)),
                    Field("Head of the chain", Digest(chain.head, short=False) if chain.head else "none"),
                    Field("Problems", Number(len(chain.problems))),
                    Field(
                        "Records on disk that differ from the ledger",
                        refs(chain.unapplied, Badge("none", Tone.GOOD))
                        if chain.checked
                        else Badge("unknown", Tone.UNKNOWN),
                    ),
                )
            ),
            Table(
                name="ledger-problems",
                caption="Problems",
                columns=(Column("Where"), Column("What")),
                rows=tuple(Row((where, what), tone=Tone.BAD) for where, what in chain.problems),
                empty="No problem was found." if chain.checked else "Nothing was checked.",
                is_data=False,
            ),
            Section(
                "What was not checked", (text(listed(chain.not_checked, "Everything: there is no ledger.")),)
            ),
        ),
    )


def _chain_notice(context: Context) -> Notice:
    """Return the verdict in one box."""
    chain = context.facts.chain
    if not chain.checked:
        return Notice("Not verified", ("There is no ledger yet: nothing has been applied.",), Tone.UNKNOWN)
    if chain.problems:
        return Notice(
            "The ledger is damaged", (f"{plural(len(chain.problems), 'problem')} below.",), Tone.BAD
        )
    return Notice(
        "The chain holds",
        (f"Every changeset hashes to the head below ({chain.changesets:,} checked).",),
        Tone.GOOD,
    )

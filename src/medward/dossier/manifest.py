"""The manifest: what went into a dossier and what came out, so that it can be rebuilt byte for byte.

It holds the generation time it was given, the ledger's head, the digest of every
record and input file, and the SHA-256 of every file written. The manifest itself
is not in the list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.kernel.canonical import JsonValue, content_digest, sha256_hex

if TYPE_CHECKING:
    from collections.abc import Mapping

    from medward.dossier.facts import DossierFacts

FORMAT = "medward-dossier/1"


def manifest(facts: DossierFacts, files: Mapping[str, bytes], drawn_with: str) -> dict[str, JsonValue]:
    """Return the manifest of `files`.

    Args:
        facts: What the dossier was made from.
        files: Every file of the dossier by its path.
        drawn_with: Program that laid out the diagrams; its name and version.
    """
    digests: dict[str, JsonValue] = {record.id: record.digest for record in facts.records}
    return {
        "format": FORMAT,
        "generated_at": facts.generated_at.isoformat(),
        "program": f"medward {facts.program_version}",
        "diagrams": drawn_with,
        "product": facts.product_name,
        "release": facts.release.id if facts.release else "",
        "ledger_head": facts.chain.head,
        "records": len(facts.records),
        "records_digest": content_digest(digests),
        "inputs": dict(sorted(facts.files.items())),
        "facts": [{"name": name, "date": day, "sha256": digest} for name, day, digest in facts.matches.feeds],
        "files": {path: sha256_hex(files[path]) for path in sorted(files)},
    }

"""A ledger as a folder or zip file that anyone with Python can verify, without Medward.

ledger.jsonl   one stored row a line: changesets, payloads, revisions, erasures
anchors/       RFC 3161 time-stamp files, named after the changeset they stamp
manifest.json  head hash, number of changesets, digest of every file
verify.py      the verifier: one file, standard library, Python 3.9 or later
README.txt     how to run it, and what it cannot tell
"""

from __future__ import annotations

import ast
import json
import zipfile
from importlib.resources import files
from typing import TYPE_CHECKING

from medward.errors import InvalidInputError
from medward.kernel.canonical import sha256_hex
from medward.ledger.batch import instant
from medward.ledger.offline import PACKAGE_FORMAT
from medward.ledger.rows import ZEROS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from medward.ledger.rows import Rows
    from medward.ledger.store import Archive

_VERIFIER_MODULES = ("rows", "ed25519", "signatures", "verify", "offline")
_VERIFIER_HEADER = '''"""Check a ledger exported by Medward, with nothing but Python's standard library.

    python verify.py [FOLDER] [--head HASH]

FOLDER is the unpacked package, by default the folder of this file. HASH is a head
hash you were told by another way; without one, a package that was cut short and
given a new manifest looks whole. Exit code 0: nothing wrong; 1: problems, each
printed with its place; 2: this is no package. Put together from Medward's modules
{modules}.
"""

from __future__ import annotations
'''
_README = """A Medward ledger, exported {at}
head hash: {head}
changesets: {changesets}

Check it with Python 3.9 or later, nothing else is needed:

    python -I verify.py

Compare the head hash above with the one you were given by another way (signed
letter, time-stamp, the company's own `medward verify`). Without that comparison
the check shows that the package agrees with itself, not that it is the original.

verify.py itself has the SHA-256 {verifier}

ledger.jsonl: one row a line. A changeset's hash is the SHA-256 of the canonical
JSON (RFC 8785) of at, author, entries, previous, reason and seq. A payload's
digest is the SHA-256 of its salt and body; the body is a line with links and
search text, a line break, and the record. A record's content digest is the
SHA-256 of its canonical JSON, the text after that line break.

anchors/: RFC 3161 time-stamps of head hashes, if any. For the file SEQ-N.tsr:

    printf %s HASH_OF_CHANGESET_SEQ > head.txt
    openssl ts -verify -data head.txt -in anchors/SEQ-N.tsr -CAfile authority.pem
"""


def export_package(store: Archive, target: Path, at: str) -> Path:
    """Write a package to a new folder, or to a zip file when `target` ends in .zip.

    The same ledger and `at` give the same bytes.

    Args:
        store: The ledger.
        target: Must not exist, or be an empty folder.
        at: The instant printed in the package, RFC 3339 with offset.

    Raises:
        InvalidInputError: something is at `target` already.
        TamperedLedgerError: a row of the ledger cannot be read.
    """
    moment = instant(at)
    if target.is_file() or (target.is_dir() and any(target.iterdir())):
        raise InvalidInputError(f"{target} exists already", hint="Name a new folder or zip file.")
    content = _content(store, at)
    if target.suffix == ".zip":
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in content.items():
                member = zipfile.ZipInfo(name, moment.timetuple()[:6])
                member.compress_type = zipfile.ZIP_DEFLATED
                member.external_attr = 0o644 << 16
                archive.writestr(member, data)
        return target
    for name, data in content.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes(data)
    return target


def verifier_source() -> str:
    """Return the offline verifier: our own modules, one after the other, without the imports between them."""
    imports: set[str] = set()
    parts = []
    for name in _VERIFIER_MODULES:
        source = files("medward.ledger").joinpath(f"{name}.py").read_text(encoding="utf-8")
        found, body = _without_imports(source)
        imports |= found
        parts.append(f"# ---- {name}\n\n{body}")
    header = _VERIFIER_HEADER.format(modules=", ".join(_VERIFIER_MODULES))
    end = 'if __name__ == "__main__":\n    sys.exit(main(sys.argv[1:]))\n'
    return "\n\n".join([f"{header}\n" + "\n".join(sorted(imports)), *parts, end])


def _without_imports(source: str) -> tuple[set[str], str]:
    """Return the standard library imports of a module, and its text below all imports."""
    imports = set()
    lines = source.splitlines()
    last = 0
    for node in ast.parse(source).body:
        guarded = node.body if isinstance(node, ast.If) else []  # the TYPE_CHECKING block
        if not isinstance(node, ast.Import | ast.ImportFrom | ast.If) and not _is_docstring(node):
            break
        for item in [node, *guarded]:
            is_own = isinstance(item, ast.ImportFrom) and str(item.module).startswith(
                ("medward", "__future__")
            )
            if isinstance(item, ast.Import | ast.ImportFrom) and not is_own:
                imports.add(ast.unparse(item))
        last = node.end_lineno or last
    return imports, "\n".join(lines[last:]).strip()


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _content(store: Archive, at: str) -> dict[str, bytes]:
    rows = store.rows()
    head = max(rows.changeset).hash if rows.changeset else ZEROS
    verifier = verifier_source().encode()
    facts = {"at": at, "head": head, "changesets": len(rows.changeset), "verifier": sha256_hex(verifier)}
    content = {
        "README.txt": _README.format_map(facts).encode(),
        "ledger.jsonl": "".join(f"{line}\n" for line in _lines(rows)).encode("ascii"),
        "verify.py": verifier,
    }
    seqs = {row.hash: row.seq for row in rows.changeset}
    for number, (stamped, _, token) in enumerate(store.anchors(), 1):
        content[f"anchors/{seqs.get(stamped, 0)}-{number}.tsr"] = token
    manifest = {
        "format": PACKAGE_FORMAT,
        "exported_at": at,
        "head": head,
        "changesets": len(rows.changeset),
        "files": {name: sha256_hex(data) for name, data in sorted(content.items())},
    }
    content["manifest.json"] = (json.dumps(manifest, indent=2) + "\n").encode()
    return dict(sorted(content.items()))


def _lines(rows: Rows) -> Iterator[str]:
    """Yield every row as one line of ASCII JSON; salts as hexadecimal digits, bodies as text."""
    for table in ("changeset", "payload", "revision", "erasure"):
        for row in sorted(getattr(rows, table), key=lambda line: line[0]):
            values = {"table": table, **row._asdict()}
            if values.get("salt") is not None:
                values["salt"] = values["salt"].hex()
            if values.get("body") is not None:
                values["body"] = values["body"].decode("utf-8", "surrogateescape")
            yield json.dumps(values)

"""Check a package of documents made by Medward, with nothing but Python 3.9 or later.

    python3 -I verify.py [FOLDER] [--manifest SHA256]

FOLDER is the package, by default the folder of this file. SHA256 is the digest of manifest.json that you were told
by another way; without it the check shows that the package agrees with its own manifest, not that it is the one that
was sent. Exit code 0: nothing is wrong; 1: problems, each printed with its file; 2: this is no package.

This file is the module `medward.workspace.sealed`; every package carries a copy of it.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

SEALED_FORMAT = "medward-dossier-package/1"
MANIFEST_NAME = "manifest.json"
USAGE = "usage: python3 -I verify.py [FOLDER] [--manifest SHA256]\n"
BLOCK_BYTES = 1 << 20


def problems_of(folder: Path, expected: str = "") -> list[str]:
    """Return everything that is wrong with a package, each with its file.

    Args:
        folder: Where manifest.json lies.
        expected: SHA-256 of manifest.json as known from elsewhere.

    Raises:
        ValueError: The folder holds no package.
    """
    listed = listed_files(folder)
    problems = []
    if expected and digest_of(folder / MANIFEST_NAME) != expected.lower():
        problems.append(f"{MANIFEST_NAME}: does not have the SHA-256 you were told")
    root = folder.resolve()
    for name, digest in sorted(listed.items()):
        path = (folder / name).resolve()
        if root not in path.parents:
            problems.append(f"{name}: lies outside the package")
        elif not path.is_file():
            problems.append(f"{name}: is missing")
        elif digest_of(path) != digest:
            problems.append(f"{name}: was changed after the package was made")
    here = (path for path in folder.rglob("*") if path.is_file())
    names = sorted(path.relative_to(folder).as_posix() for path in here)
    problems += [f"{name}: is not listed" for name in names if name not in listed and name != MANIFEST_NAME]
    return problems


def listed_files(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file by path, as the manifest gives it.

    Raises:
        ValueError: The folder holds no package.
    """
    try:
        manifest = json.loads((folder / MANIFEST_NAME).read_bytes())
    except (OSError, ValueError) as error:
        raise ValueError(f"{folder} is no package of documents: {MANIFEST_NAME}: {error}") from error
    files = manifest.get("files") if isinstance(manifest, dict) else None
    if not isinstance(files, dict) or manifest.get("format") != SEALED_FORMAT:
        raise ValueError(f"{folder}: {MANIFEST_NAME} does not say {SEALED_FORMAT}")
    return {str(name): str(digest) for name, digest in files.items()}


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        for block in iter(lambda: stream.read(BLOCK_BYTES), b""):
            digest.update(block)
    return digest.hexdigest()


def main(arguments: list[str]) -> int:
    """Check a package and print what is wrong with it."""
    expected = ""
    if "--manifest" in arguments:
        at = arguments.index("--manifest")
        expected = "".join(arguments[at + 1 : at + 2])
        arguments = arguments[:at] + arguments[at + 2 :]
    if len(arguments) > 1 or any(word.startswith("-") for word in arguments):
        sys.stderr.write(USAGE)
        return 2
    folder = Path(arguments[0] if arguments else __file__)
    folder = folder if arguments else folder.parent
    try:
        count, problems = len(listed_files(folder)), problems_of(folder, expected)
        seal = digest_of(folder / MANIFEST_NAME)
    except ValueError as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    sys.stdout.write("".join(f"{line}\n" for line in problems))
    result = f"{len(problems)} problems" if problems else "nothing is wrong"
    told = "" if expected else "; compare this digest with one you were told by another way"
    sys.stdout.write(f"{count} files listed: {result}. SHA-256 of {MANIFEST_NAME}: {seal}{told}\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

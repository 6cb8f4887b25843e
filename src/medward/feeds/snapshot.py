"""Snapshots: what was fetched of one source at one time, complete and unchanging.

    <home>/downloads/<source>/
        current                 name of the snapshot in use
        20261128T190000Z-1a2b/  raw files and source.json
        updating/               an update that is under way or broke off

The name of a snapshot in use changes in one rename. The one before it is kept, older ones go.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.errors import InvalidInputError, LimitError, NetworkError
from medward.feeds.digests import digest_of_file
from medward.feeds.fetched import Fetched, Validators
from medward.feeds.locks import locked
from medward.kernel.strict_json import strict_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from medward.errors import MedwardError
    from medward.feeds.known import Source

ABOUT: Final = "source.json"
_CURRENT: Final = "current"
_UPDATING: Final = "updating"
_KEPT: Final = 2


class RawFile(NamedTuple):
    """One file of a snapshot."""

    name: str
    address: str
    size: int
    sha256: str
    etag: str = ""
    last_modified: str = ""
    published_digest: str = ""
    next_address: str = ""

    @property
    def validators(self) -> Validators:
        """What the server said of this state of the file."""
        return Validators(self.etag, self.last_modified)


class Missing(NamedTuple):
    """Something a source lists that could not be fetched."""

    name: str
    """Its name in the snapshot, where an earlier state of it may lie; "" for a whole list."""
    address: str
    why: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot and what is known of it."""

    folder: Path
    source: str
    licence: str
    fetched_at: str
    """When its files were fetched, ISO 8601."""
    confirmed_at: str
    """When the source last said that nothing newer is there, and gave all it lists; "" while it never did."""
    digest: str
    files: tuple[RawFile, ...]
    mark: str = ""
    """How far a source was followed that is fetched in steps: a release, a day."""
    missing: tuple[Missing, ...] = ()
    """What the source lists and did not give; of a file that was there before the earlier state is kept."""

    def file(self, name: str) -> RawFile | None:
        """Return a file by its name."""
        return next((one for one in self.files if one.name == name), None)


def current_snapshot(folder: Path) -> Snapshot | None:
    """Return the snapshot of a source that is in use, None where there is none."""
    pointer = folder / _CURRENT
    name = pointer.read_text(encoding="utf-8", errors="replace").strip() if pointer.is_file() else ""
    return snapshot_in(folder / name) if name and name == Path(name).name else None


def snapshot_in(folder: Path) -> Snapshot | None:
    """Return the snapshot a folder holds, None where it holds none, or nobody can read what it says of itself."""
    about = folder / ABOUT
    if not about.is_file():
        return None
    try:
        told = strict_json(about.read_text(encoding="utf-8"))
        if not isinstance(told, dict):
            return None
        files = tuple(RawFile(**one) for one in told.pop("files"))
        missing = tuple(Missing(**one) for one in told.pop("missing", ()))
        return Snapshot(folder=folder, files=files, missing=missing, **told)
    except (ValueError, TypeError, KeyError):
        return None


def check_whole(snapshot: Snapshot) -> None:
    """Do nothing when every file of a snapshot is there, as it was fetched: it may be a copy.

    Raises:
        InvalidInputError: A file is missing, or is another one.
    """
    for one in snapshot.files:
        path = snapshot.folder / one.name
        if (
            path.parent != snapshot.folder
            or not path.is_file()
            or digest_of_file(path, "sha256") != one.sha256
        ):
            raise InvalidInputError(
                f"{one.name!r:.200} is missing or is not what was fetched",
                place=str(snapshot.folder / ABOUT),
                hint="Copy the whole snapshot again from the machine that fetched it.",
            )


class Update:
    """A snapshot in the making: files are fetched into it or taken over from the one in use."""

    def __init__(self, folder: Path, source: Source) -> None:
        """Go on with what an update that broke off has left."""
        self.root = folder
        self.source = source
        self.before = current_snapshot(folder)
        self.folder = folder / _UPDATING
        self.folder.mkdir(parents=True, exist_ok=True)
        self._files: dict[str, RawFile] = {}
        self._missing: list[Missing] = []

    @property
    def is_empty(self) -> bool:
        """Whether there is no file in it yet."""
        return not self._files

    @property
    def room(self) -> int:
        """Bytes the source may still send."""
        return self.source.max_bytes - sum(one.size for one in self._files.values())

    def path(self, name: str) -> Path:
        """Return where a file is fetched to."""
        return self.folder / name

    def known(self, name: str) -> RawFile | None:
        """Return the file of this name in the snapshot in use."""
        return self.before.file(name) if self.before else None

    def add(self, name: str, fetched: Fetched) -> RawFile:
        """Keep a file that was fetched; its note makes that known to an update that goes on."""
        made = RawFile(
            name, fetched.address, fetched.size, fetched.sha256, *fetched.validators,
            fetched.published_digest, fetched.next_address,
        )  # fmt: skip
        self._files[name] = made
        if self.room < 0:
            raise LimitError(
                f"the files of {self.source.name} have more than {self.source.max_bytes:,} bytes together",
                place=fetched.address,
                hint="Raise max_megabytes of the source in feeds.yaml if that is right.",
            )
        _write(self.path(f"{name}.note"), json.dumps(made._asdict()))
        return made

    def began(self, now: datetime) -> datetime:
        """Return when this update began, in UTC, which may have been before it broke off."""
        note = self.path("began.note")
        with suppress(OSError, ValueError):
            return datetime.fromisoformat(note.read_text(encoding="utf-8")).astimezone(UTC)
        _write(note, now.isoformat())
        return now.astimezone(UTC)

    def left(self, name: str) -> RawFile | None:
        """Return a file that an update which broke off has fetched already."""
        note = self.path(f"{name}.note")
        if not (note.is_file() and self.path(name).is_file()):
            return None
        try:
            told = strict_json(note.read_text(encoding="utf-8"))
            return RawFile(**told) if isinstance(told, dict) else None
        except (ValueError, TypeError):  # the machine stopped while it was written
            return None

    def take(self, file: RawFile) -> RawFile:
        """Keep a file that is left from an update which broke off."""
        self._files[file.name] = file
        return file

    def forget(self, name: str) -> None:
        """Remove a file that cannot be used, so that the next update fetches it again."""
        del self._files[name]
        self.path(name).unlink()
        self.path(f"{name}.note").unlink(missing_ok=True)

    def keep(self, name: str) -> RawFile:
        """Take a file over from the snapshot in use."""
        known = self.known(name)
        if self.before is None or known is None:
            raise NetworkError(
                f"the source says that {name} did not change, but there is no copy of it",
                place=self.source.name,
                hint="Run the update again.",
            )
        self.path(name).unlink(missing_ok=True)
        linked(self.before.folder / name, self.path(name))
        self._files[name] = known
        return known

    def miss(self, name: str, address: str, error: MedwardError) -> None:
        """Note what could not be fetched; a file that was there before stays as it was."""
        self._missing.append(Missing(name, address, error.message))
        if self.known(name) is not None:
            self.keep(name)

    def keep_others(self) -> None:
        """Take over every file of the snapshot in use that nothing was said of: the list of it is missing."""
        for one in self.before.files if self.before else ():
            if one.name not in self._files:
                self.keep(one.name)

    def finish(self, now: datetime, mark: str = "") -> tuple[Snapshot, bool]:
        """Put the snapshot in use; return it, and whether it differs from the one before."""
        files = tuple(self._files[name] for name in sorted(self._files))
        digest = _digest(files)
        stamp = now.isoformat()
        if self.before is not None and self.before.digest == digest:
            shutil.rmtree(self.folder)
            return self._confirm(self.before, mark, stamp), False
        for stray in self.folder.iterdir():
            if stray.name not in self._files:
                stray.unlink()
        made = Snapshot(
            self.folder, self.source.name, self.source.licence, stamp, self._confirmed(stamp), digest, files,
            mark, tuple(self._missing),
        )  # fmt: skip
        _write_about(self.folder, made)
        name = f"{now:%Y%m%dT%H%M%SZ}-{digest[:8]}"
        target = self.root / name
        if target.exists():
            shutil.rmtree(target)
        self.folder.rename(target)
        _write(self.root / _CURRENT, name)
        _forget_old(self.root, {name, self.before.folder.name if self.before else name})
        return current_snapshot(self.root) or made, True

    def _confirmed(self, stamp: str) -> str:
        """Return when the source last gave all it lists: now, unless something is missing."""
        if not self._missing:
            return stamp
        return self.before.confirmed_at if self.before else ""

    def _confirm(self, snapshot: Snapshot, mark: str, stamp: str) -> Snapshot:
        made = replace(
            snapshot,
            confirmed_at=self._confirmed(stamp),
            mark=mark or snapshot.mark,
            missing=tuple(self._missing),
        )
        _write_about(snapshot.folder, made)
        return made


@contextmanager
def updating(folder: Path, source: Source) -> Iterator[Update]:
    """Open an update of a source; only one runs at a time.

    Raises:
        NetworkError: Another process updates this source.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder / "lock", f"another process updates {source.name}"):
        yield Update(folder, source)


def linked(path: Path, target: Path) -> None:
    """Give a file a second name, or copy it where the system knows no second names."""
    try:
        os.link(path, target)
    except OSError:
        shutil.copyfile(path, target)


def _digest(files: Iterable[RawFile]) -> str:
    whole = hashlib.sha256()
    for one in files:
        whole.update(f"{one.name}\0{one.sha256}\n".encode())
    return whole.hexdigest()


def _write_about(folder: Path, snapshot: Snapshot) -> None:
    told = {
        "source": snapshot.source,
        "licence": snapshot.licence,
        "fetched_at": snapshot.fetched_at,
        "confirmed_at": snapshot.confirmed_at,
        "digest": snapshot.digest,
        "mark": snapshot.mark,
        "missing": [one._asdict() for one in snapshot.missing],
        "files": [one._asdict() for one in snapshot.files],
    }
    _write(folder / ABOUT, json.dumps(told, indent=2, ensure_ascii=False) + "\n")


def _write(path: Path, text: str) -> None:
    """Write a small file whole, or not at all."""
    beside = path.with_name(path.name + ".new")
    with beside.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(path)


def _forget_old(root: Path, kept: set[str]) -> None:
    for one in root.iterdir():
        if one.is_dir() and one.name not in kept | {_UPDATING}:
            shutil.rmtree(one)

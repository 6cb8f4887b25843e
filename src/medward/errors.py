"""Every error Medward raises on purpose, on one screen.

MedwardError                 something the person can act on: message, place, hint
├── InvalidInputError        a file or argument cannot be read as what it claims to be
│   ├── UnreadableTextError  not YAML or JSON as we accept it
│   ├── InvalidRecordError   a record breaks its schema
│   └── LimitError           larger, deeper or longer than the importer allows
├── BrokenLinkError          dangling, circular or duplicate ids (rule V32)
├── PolicyError              a policy contradicts itself, e.g. a matrix that is not monotone
├── LedgerError              the ledger cannot do what was asked
│   ├── StaleRevisionError   the record moved on since it was read
│   ├── LockedLedgerError    another process holds the append lock too long
│   └── TamperedLedgerError  stored bytes do not match the chain
├── RefusedChangeError       a plan breaks a rule of change: frozen record, illegal transition, mass removal
├── NetworkError             a source on the network refuses, breaks off or sends what it should not
│   └── UnreachableError     it does not answer, or is busy, at every attempt
└── NotFoundError            no such record, rule, file or question
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class MedwardError(Exception):
    """Something went wrong that the person can act on.

    Attributes:
        message: What is wrong, with the actual value.
        place: Where: `file:line`, a JSON pointer, or "" when there is no place.
        hint: What to do next.
    """

    def __init__(self, message: str, *, place: str = "", hint: str = "") -> None:
        """Keep the three parts apart so that every door can show them its own way."""
        super().__init__(message)
        self.message = message
        self.place = place
        self.hint = hint

    def __str__(self) -> str:
        """Return `place: message`."""
        return f"{self.place}: {self.message}" if self.place else self.message


class InvalidInputError(MedwardError):
    """A file or argument cannot be read as what it claims to be."""


class UnreadableTextError(InvalidInputError):
    """The bytes are not YAML or JSON as Medward accepts it."""


class InvalidRecordError(InvalidInputError):
    """A record breaks its schema."""


class LimitError(InvalidInputError):
    """The input is larger, deeper or longer than the importer allows."""


def refused_by_system(error: OSError) -> InvalidInputError:
    """Return what the operating system refused as an error a person can act on."""
    return InvalidInputError(
        error.strerror or str(error),
        place=str(error.filename or ""),
        hint="Check that the path exists, that there is room, and that you may read and write there.",
    )


@contextmanager
def translating_system_errors() -> Iterator[None]:
    """Raise what the operating system refuses in a block as an error of ours, so that one source fails alone.

    Raises:
        InvalidInputError: The operating system refused something.
    """
    try:
        yield
    except OSError as error:
        raise refused_by_system(error) from error


class BrokenLinkError(MedwardError):
    """Record ids dangle, repeat or form a circle (rule V32)."""


class PolicyError(MedwardError):
    """A policy contradicts itself."""


class LedgerError(MedwardError):
    """The ledger cannot do what was asked."""


class StaleRevisionError(LedgerError):
    """The record moved on since it was read."""


class LockedLedgerError(LedgerError):
    """Another process holds the append lock too long."""


class TamperedLedgerError(LedgerError):
    """Stored bytes do not match the chain."""


class RefusedChangeError(MedwardError):
    """A plan breaks a rule of change."""


class NetworkError(MedwardError):
    """A source on the network refuses, breaks off or sends what it should not."""


class UnreachableError(NetworkError):
    """A source on the network does not answer, or is busy, at every attempt."""


class NotFoundError(MedwardError):
    """There is no such record, rule, file or question."""

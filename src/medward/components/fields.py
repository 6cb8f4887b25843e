"""Typed access to the fields of an SBOM file: what has the wrong type is reported, never guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NoReturn

from medward.components.sbom import Problem
from medward.errors import InvalidInputError
from medward.kernel.json_node import json_kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HINTS: Final = {
    "CycloneDX": "See the CycloneDX reference, https://cyclonedx.org/docs/.",
    "SPDX": "See the SPDX specification, https://spdx.dev/use/specifications/.",
}


class Fields:
    """Reads fields of one file and remembers what was wrong."""

    def __init__(self, place: str, of: str = "CycloneDX", locate: Callable[[str], str] | None = None) -> None:
        """Keep what messages need.

        Args:
            place: The file's name.
            of: Whose fields they are, `CycloneDX` or `SPDX`.
            locate: Turns a JSON pointer into the place a person finds, for files that are not JSON.
        """
        self.place = place
        self.format = of
        self.problems: list[Problem] = []
        self._locate = locate

    def where(self, pointer: str) -> str:
        """Return file and place in it."""
        return self._locate(pointer) if self._locate else f"{self.place}#{pointer}"

    def report(self, pointer: str, message: str, hint: str = "") -> None:
        """Remember a problem that leaves the list of components certain."""
        self.problems.append(Problem(pointer, message, hint or HINTS[self.format]))

    def refuse(self) -> NoReturn:
        """Raise the first problem and say how many more there are."""
        first, more = self.problems[0], len(self.problems) - 1
        count = "" if not more else f" (and {more} more {'problem' if more == 1 else 'problems'})"
        raise InvalidInputError(
            f"{first.message}{count}",
            place=self.where(first.pointer),
            hint=first.hint or "Correct the SBOM and try again.",
        )

    def object_at(self, value: object, pointer: str) -> dict[str, object]:
        """Return the object at a place where nothing else makes sense."""
        if not isinstance(value, dict):
            raise InvalidInputError(
                f"an object belongs here, not {json_kind(value)}",
                place=self.where(pointer),
                hint=HINTS[self.format],
            )
        return value

    def certain_list(self, holder: dict[str, object], name: str, pointer: str) -> list[object]:
        """Return a list without which the components would not be known."""
        value = holder.get(name, [])
        if not isinstance(value, list):
            raise InvalidInputError(
                f"{name} is a list in {self.format}, not {json_kind(value)}",
                place=self.where(f"{pointer}/{name}"),
                hint=HINTS[self.format],
            )
        return value

    def optional_object(self, holder: dict[str, object], name: str, pointer: str) -> dict[str, object]:
        """Return an object field, empty where it is not given or is something else."""
        value = holder.get(name, {})
        if not isinstance(value, dict):
            self.report(f"{pointer}/{name}", f"{name} is an object in {self.format}, not {json_kind(value)}")
            return {}
        return value

    def list_(self, holder: dict[str, object], name: str, pointer: str) -> list[object]:
        """Return a list field, empty where it is not given or is something else."""
        value = holder.get(name, [])
        if not isinstance(value, list):
            self.report(f"{pointer}/{name}", f"{name} is a list in {self.format}, not {json_kind(value)}")
            return []
        return value

    def text(self, holder: dict[str, object], name: str, pointer: str) -> str:
        """Return a text field, "" where it is not given or is something else."""
        value = holder.get(name, "")
        if not isinstance(value, str):
            self.report(f"{pointer}/{name}", f"{name} is text in {self.format}, not {json_kind(value)}")
            return ""
        return value

    def texts(self, holder: dict[str, object], name: str, pointer: str) -> list[str]:
        """Return the texts of a list field."""
        found = []
        for index, value in enumerate(self.list_(holder, name, pointer)):
            if isinstance(value, str):
                found.append(value)
            else:
                self.report(f"{pointer}/{name}/{index}", f"{name} holds text, not {json_kind(value)}")
        return found

    def objects(
        self, holder: dict[str, object], name: str, pointer: str
    ) -> Iterator[tuple[str, dict[str, object]]]:
        """Yield the objects of a list with their pointers; what is no object is reported and counts as not given."""
        for index, entry in enumerate(self.list_(holder, name, pointer)):
            here = f"{pointer}/{name}/{index}"
            if isinstance(entry, dict):
                yield here, entry
            else:
                self.report(here, f"an entry of {name} is an object, not {json_kind(entry)}")

"""What a decision of *not affected* rests on, as data that a machine checks again.

A decision ages: the next release brings the component back, somebody opens the port, a build option is
turned on. Each assumption names one such fact and is evaluated against a release, its SBOMs, the model and
the attached files: it holds, it is broken, or nobody can tell. Broken and untold ones re-open the decision.

Source: issue 5 and field study 5, no. 6; practice 2.3-C ("reopen on ... component version change, expiry date").
"""

from __future__ import annotations

import shlex
from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import ValidationError, model_validator

from medward.errors import InvalidInputError
from medward.kernel.records import Part, RefTo, RelativePath, Sha256


class AssumptionKind(StrEnum):
    """What is taken for granted."""

    COMPONENT_ABSENT = "component-absent"
    """No SBOM of the release lists the component or a file with the hash."""
    BUILD_OPTION = "build-option"
    """An option has a value in an attached build configuration."""
    PORT_CLOSED = "port-closed"
    """The interface leaves the factory off or disabled, or no interface has the port."""
    INTERFACE_ABSENT = "interface-absent"
    """The model has no such interface."""
    PATH_CUT = "path-cut"
    """Verified controls stand on every way from outside to the element."""
    CONTROL_VERIFIED = "control-verified"
    """The control is verified on the release."""
    VERSION_OUTSIDE = "version-outside"
    """The version of the component is outside a range."""
    FILE_UNCHANGED = "file-unchanged"
    """A configuration file has the digest it was judged with."""
    NOT_EXPIRED = "not-expired"
    """Today is not after a day."""


_NEEDS = {
    AssumptionKind.BUILD_OPTION: ("file", "option", "value"),
    AssumptionKind.PORT_CLOSED: (),
    AssumptionKind.INTERFACE_ABSENT: ("short",),
    AssumptionKind.PATH_CUT: ("element", "controls"),
    AssumptionKind.CONTROL_VERIFIED: ("controls",),
    AssumptionKind.VERSION_OUTSIDE: ("component", "range"),
    AssumptionKind.FILE_UNCHANGED: ("file", "sha256"),
    AssumptionKind.NOT_EXPIRED: ("until",),
    AssumptionKind.COMPONENT_ABSENT: (),
}
_ONE_OF = {
    AssumptionKind.COMPONENT_ABSENT: ("component", "sha256"),
    AssumptionKind.PORT_CLOSED: ("interface", "port"),
}
"""Fields of which one is enough."""


class CheckedAssumption(Part):
    """One assumption of a decision; which fields it needs depends on what it assumes."""

    assumes: AssumptionKind
    """What is taken for granted."""
    component: str = ""
    """Package URL, without version for every version, or a name."""
    sha256: Sha256 | None = None
    """Hash of the component that is absent, or digest of the file that is unchanged."""
    deployable: str = ""
    """Deployable it is about; empty means every one of the release."""
    file: RelativePath | None = None
    """Attached configuration: Kconfig or Buildroot `.config`, CMake cache, JSON, or a log of `NAME=value` lines."""
    option: str = ""
    """Name of the build option, as the file spells it."""
    value: str = ""
    """Value it must have; `off` stands for every way a file says so."""
    interface: Annotated[str, RefTo("interface")] = ""
    """Interface that is closed."""
    port: str = ""
    """Port or channel that is closed, as interfaces name it."""
    short: str = ""
    """Short name or id of the interface that must not exist."""
    element: Annotated[str, RefTo("element")] = ""
    """Element nobody outside reaches."""
    controls: Annotated[tuple[str, ...], RefTo("control")] = ()
    """Controls that cut the way, or that are verified."""
    range: str = ""
    """Range the version is outside of, as `vers:deb/>=2.9.0|<2.9.14`."""
    until: date | None = None
    """Last day it counts."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        missing = [name for name in _NEEDS[self.assumes] if not getattr(self, name)]
        if missing:
            raise ValueError(f"{self.assumes} needs {' and '.join(missing)}")
        choices = _ONE_OF.get(self.assumes, ())
        if choices and not any(getattr(self, name) for name in choices):
            raise ValueError(f"{self.assumes} needs {' or '.join(choices)}")
        return self

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return an assumption written in one line.

        >>> CheckedAssumption.from_text("component-absent component=pkg:deb/debian/xterm").component
        'pkg:deb/debian/xterm'

        Raises:
            InvalidInputError: It names no kind, a field that is none, or too little.
        """
        try:
            kind, *rest = shlex.split(text) or [""]
            fields: dict[str, object] = {}
            for part in rest:
                name, _, value = part.partition("=")
                fields[name] = tuple(value.split(",")) if name == "controls" else value
            return cls.model_validate({**fields, "assumes": kind})
        except ValidationError as error:
            first = error.errors()[0]
            what = ".".join(str(part) for part in first["loc"])
            said = first["msg"].removeprefix("Value error, ")
            reason = f"{what}: {said}" if what else said
        except ValueError as error:
            reason = str(error)
        raise InvalidInputError(
            f"{text!r} is no assumption: {reason}",
            hint="Write KIND FIELD=VALUE ..., as 'port-closed interface=LVP-IFC-0028'.",
        )

    @property
    def words(self) -> str:
        """The assumption as a sentence."""
        named = {
            AssumptionKind.COMPONENT_ABSENT: f"{self._part} is not in {self.deployable or 'the release'}",
            AssumptionKind.BUILD_OPTION: f"{self.option} is {self.value} in {self.file}",
            AssumptionKind.PORT_CLOSED: f"{self.interface or f'port {self.port}'} is closed as delivered",
            AssumptionKind.INTERFACE_ABSENT: f"there is no interface {self.short}",
            AssumptionKind.PATH_CUT: f"{', '.join(self.controls)} stands on every way to {self.element}",
            AssumptionKind.CONTROL_VERIFIED: f"{', '.join(self.controls)} is verified",
            AssumptionKind.VERSION_OUTSIDE: f"{self.component} is outside {self.range}",
            AssumptionKind.FILE_UNCHANGED: f"{self.file} is unchanged",
            AssumptionKind.NOT_EXPIRED: f"it is not later than {self.until}",
        }
        return named[self.assumes]

    @property
    def _part(self) -> str:
        return self.component or f"a component with hash {self.sha256}"

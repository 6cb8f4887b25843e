"""Signed boot packages: their sources are made from others, under whose names distributions file what they know.

Debian's source `linux-signed-amd64` holds signatures and the packaging of `linux`; no advisory names it. Its version is
that of `linux` with `+` in the place of the last `-`; some others set `1+` before it, shim-signed has one of its own.

Ubuntu names the kernel in the place of the architecture, `linux-signed-hwe-6.11`, and keeps the version; its advisories
name its other signed sources (`grub2-signed`, `shim-signed`) themselves.

>>> signed_from("linux-signed-6.12-amd64", ("6.12.9-1~bpo12+1", "6.12.9+1~bpo12+1"), "12")
('linux-6.12', '6.12.9-1~bpo12+1')
>>> signed_from("linux-signed-hwe-6.11", ("6.11.0-26.26~24.04.1", ""), "24.04", "Ubuntu")
('linux-hwe-6.11', '6.11.0-26.26~24.04.1')

Source: Debian wiki, "SecureBoot/Discussion" (source template inside a binary package); dak,
`External-Signature-Requests`; Debian Policy 7.8; the fields `Source`, `Version` and `Built-Using` of bookworm's
linux-image-amd64, grub-efi-amd64-signed, fwupd-amd64-signed, shim-signed and shim-helpers-amd64-signed; of Ubuntu's
linux-image-6.8.0-60-generic (`linux (= 6.8.0-60.63)`) and linux-image-6.11.0-26-generic.
"""

from __future__ import annotations

from typing import Final

_KERNEL: Final = "linux-signed"
_SHIM: Final = "shim-signed"
_TEMPLATES: Final = {
    "grub-efi": "grub2",
    "shim-helpers": "shim",
    "fwupd": "fwupd-efi",
    "fwupdate": "fwupdate",
    "systemd-boot-efi": "systemd",
}
"""What `<name>-<architecture>-signed` is made from."""
_WITH_FWUPD: Final = frozenset({"10", "11"})
"""Releases in which fwupd itself held its boot program; bookworm moved it to fwupd-efi (dak)."""


def signed_from(
    source: str, versions: tuple[str, str], release: str, distribution: str = "Debian"
) -> tuple[str, str] | None:
    """Return name and version of the source a signed one is made from, None where it is no signed one.

    The version is "" where it cannot be told.

    Args:
        source: Name of the source package.
        versions: Of the binary package, and of the source package; "" where that is the same.
        release: Number of the release, such as `12`.
        distribution: Debian or Ubuntu.
    """
    version, source_version = versions
    if distribution == "Ubuntu":
        is_kernel = source == _KERNEL or source.startswith(f"{_KERNEL}-")
        return (f"linux{source.removeprefix(_KERNEL)}", source_version or version) if is_kernel else None
    if source.startswith(f"{_KERNEL}-"):
        series = source.removeprefix(f"{_KERNEL}-").rpartition("-")[0]
        return (f"linux-{series}" if series else "linux"), version
    if source == _SHIM:
        begin = f"{source_version}+"
        return "shim", version.removeprefix(begin) if source_version and version.startswith(begin) else ""
    name = source.removesuffix("-signed").rpartition("-")[0]
    made_from = _TEMPLATES.get(name) if source.endswith("-signed") else None
    if made_from is None:
        return None
    if name == "fwupd" and release in _WITH_FWUPD:
        made_from = "fwupd"
    return made_from, _of_template(source_version or version)


def _of_template(version: str) -> str:
    """Return the version whose `-` became a `+`, "" where none did.

    Of several `+` before a number the first is taken: that makes the lowest version, which no fix clears wrongly.

    >>> _of_template("1+2.02+dfsg1+20+deb10u4"), _of_template("1:1.4+1")
    ('2.02+dfsg1-20+deb10u4', '1:1.4-1')
    """
    epoch, colon, rest = version.rpartition(":")
    head, *parts = rest.removeprefix("1+").split("+")
    for at, part in enumerate(parts):
        if part[:1].isdecimal():
            upstream, revision = "+".join([head, *parts[:at]]), "+".join(parts[at:])
            return f"{epoch}{colon}{upstream}-{revision}"
    return ""

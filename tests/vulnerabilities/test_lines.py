"""Which component a text means, whatever its version."""

from __future__ import annotations

import pytest

from medward.vulnerabilities.lines import line_of


@pytest.mark.parametrize(
    ("text", "key", "name", "version", "vendor"),
    [
        ("pkg:pypi/urllib3@2.5.0", "pypi/urllib3", "urllib3", "2.5.0", ""),
        ("pkg:npm/%40babel/core@7.1.0", "npm/@babel/core", "core", "7.1.0", "@babel"),
        (
            "pkg:golang/example.org/chi/v5@v5.2.3",
            "golang/example.org/chi/v5",
            "chi/v5",
            "v5.2.3",
            "example.org/chi",
        ),
        (
            "pkg:deb/debian/libssl3@3.0.18-1~u1?upstream=openssl",
            "deb/debian/openssl",
            "libssl3",
            "3.0.18-1~u1",
            "",
        ),
        (
            "pkg:deb/debian/libc6@2.36-9%2Bu13?upstream=glibc%402.36",
            "deb/debian/glibc",
            "libc6",
            "2.36-9+u13",
            "",
        ),
        (
            "pkg:rpm/rocky/bind-libs@9.16.23-24.el9?upstream=bind-9.16.23-24.el9.src.rpm",
            "rpm/rocky/bind",
            "bind-libs",
            "9.16.23-24.el9",
            "",
        ),
        ("libxml2 2.9.10", "libxml2", "libxml2", "2.9.10", ""),
        ("Radio firmware 7 2.1", "radio firmware 7", "Radio firmware 7", "2.1", ""),
        ("bootloader", "bootloader", "bootloader", "", ""),
        ("pkg:nothing", "pkg:nothing", "pkg:nothing", "", ""),
    ],
)
def test_a_component_has_a_line_a_name_a_version_and_a_vendor(
    text: str, key: str, name: str, version: str, vendor: str
) -> None:
    assert line_of(text) == (key, name, version, vendor)


def test_binary_packages_of_one_source_are_one_line() -> None:
    names = ("libc6", "libc-bin", "locales")
    assert len({line_of(f"pkg:deb/debian/{one}@2.36-9?upstream=glibc").key for one in names}) == 1

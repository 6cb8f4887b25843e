"""From a package URL to what advisories are asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.vulnerabilities.ecosystems import Identity, Unidentified, identify, lookup_name, split_ecosystem


@pytest.mark.parametrize(
    ("purl", "ecosystem", "release", "name", "version"),
    [
        pytest.param("pkg:pypi/Zope.Interface@5.0", "PyPI", "", "zope-interface", "5.0", id="PEP 503"),
        pytest.param(
            "pkg:pypi/requests%5Bsecurity%5D@2.5.0", "PyPI", "", "requests", "2.5.0", id="PEP 508 extras"
        ),
        pytest.param("pkg:npm/%40babel/core@7.1.0", "npm", "", "@babel/core", "7.1.0", id="npm scope"),
        pytest.param(
            "pkg:golang/github.com/foo/Bar/v2@v2.1.0",
            "Go",
            "",
            "github.com/foo/bar/v2",
            "v2.1.0",
            id="Go module path",
        ),
        pytest.param(
            "pkg:golang/golang.org/x/text%40v0.3.7",
            "Go",
            "",
            "golang.org/x/text",
            "v0.3.7",
            id="encoded separator",
        ),
        pytest.param("pkg:golang/std@1.19.0", "Go", "", "stdlib", "1.19.0", id="Go's own library"),
        pytest.param(
            "pkg:npm/babel/core@7.1.0", "npm", "", "@babel/core", "7.1.0", id="npm scope without its sign"
        ),
        pytest.param(
            "pkg:cargo/foo_bar@0.1.0", "crates.io", "", "foo-bar", "0.1.0", id="one crate, two spellings"
        ),
        pytest.param(
            "pkg:swift/github.com/a/B.git@1.0.0",
            "SwiftURL",
            "",
            "github.com/a/b",
            "1.0.0",
            id="address of a repository",
        ),
        pytest.param("pkg:cargo/time@0.1.0", "crates.io", "", "time", "0.1.0", id="crates.io"),
        pytest.param("pkg:maven/org.a/b@1", "Maven", "", "org.a:b", "1", id="Maven group and artifact"),
        pytest.param(
            "pkg:composer/drupal/core@9.1", "Packagist", "", "drupal/core", "9.1", id="Packagist vendor"
        ),
        pytest.param(
            "pkg:deb/debian/libssl1.1@1.1.1n-0?upstream=openssl&distro=debian-11.3",
            "Debian",
            "11",
            "openssl",
            "1.1.1n-0",
            id="Debian source package",
        ),
        pytest.param(
            "pkg:deb/debian/libx@1-1%2Bb1?upstream=x%401-1&distro=bookworm",
            "Debian",
            "12",
            "x",
            "1-1",
            id="Debian source version",
        ),
        pytest.param(
            "pkg:deb/debian/linux-image-5.10.0-12-amd64@5.10.103-1?distro=debian-11&upstream=linux-signed-amd64%405.10.103%2B1",
            "Debian",
            "11",
            "linux",
            "5.10.103-1",
            id="signed kernel",
        ),
        pytest.param(
            "pkg:deb/debian/linux-image-6.12.9-amd64@6.12.9-1~bpo12%2B1?distro=debian-12&upstream=linux-signed-6.12-amd64%406.12.9%2B1~bpo12%2B1",
            "Debian",
            "12",
            "linux-6.12",
            "6.12.9-1~bpo12+1",
            id="signed kernel of another series",
        ),
        pytest.param(
            "pkg:deb/debian/grub-efi-amd64-signed@1%2B2.06%2B13%2Bdeb12u2?distro=debian-12",
            "Debian",
            "12",
            "grub2",
            "2.06-13+deb12u2",
            id="signed boot loader",
        ),
        pytest.param(
            "pkg:deb/debian/fwupd-amd64-signed@1:1.4%2B1?distro=debian-12",
            "Debian",
            "12",
            "fwupd-efi",
            "1:1.4-1",
            id="signed firmware updater",
        ),
        pytest.param(
            "pkg:deb/debian/fwupd-amd64-signed@1.5.7%2B4?distro=debian-11",
            "Debian",
            "11",
            "fwupd",
            "1.5.7-4",
            id="signed firmware updater of bullseye",
        ),
        pytest.param(
            "pkg:deb/debian/shim-signed@1.51~1%2Bdeb12u1%2B16.1-2~deb12u1?distro=debian-12&upstream=shim-signed%401.51~1%2Bdeb12u1",
            "Debian",
            "12",
            "shim",
            "16.1-2~deb12u1",
            id="signed shim",
        ),
        pytest.param(
            "pkg:deb/debian/firmware-sof-signed@2.2.4-1?distro=debian-12",
            "Debian",
            "12",
            "firmware-sof-signed",
            "2.2.4-1",
            id="signed by its maker",
        ),
        pytest.param(
            "pkg:deb/debian/x@2.0?epoch=1&distro=debian-12",
            "Debian",
            "12",
            "x",
            "1:2.0",
            id="epoch as qualifier",
        ),
        pytest.param("pkg:deb/ubuntu/x@1?distro=ubuntu-22.04", "Ubuntu", "22.04", "x", "1", id="Ubuntu"),
        pytest.param(
            "pkg:deb/ubuntu/linux-image-6.8.0-60-generic@6.8.0-60.63?distro=ubuntu-24.04&upstream=linux-signed",
            "Ubuntu",
            "24.04",
            "linux",
            "6.8.0-60.63",
            id="Ubuntu's signed kernel",
        ),
        pytest.param(
            "pkg:deb/ubuntu/linux-image-6.11.0-26-generic@6.11.0-26.26~24.04.1?distro=ubuntu-24.04&upstream=linux-signed-hwe-6.11",
            "Ubuntu",
            "24.04",
            "linux-hwe-6.11",
            "6.11.0-26.26~24.04.1",
            id="Ubuntu's signed kernel for new hardware",
        ),
        pytest.param(
            "pkg:deb/ubuntu/grub-efi-amd64-signed@1.187.6~20.04.1%2B2.06-2ubuntu14.4?distro=ubuntu-20.04&upstream=grub2-signed%401.187.6~20.04.1",
            "Ubuntu",
            "20.04",
            "grub2-signed",
            "1.187.6~20.04.1",
            id="Ubuntu's signed boot loader is named by its advisories",
        ),
        pytest.param(
            "pkg:apk/alpine/busybox@1?distro=alpine-3.18.4", "Alpine", "v3.18", "busybox", "1", id="Alpine"
        ),
        pytest.param(
            "pkg:rpm/rocky/bind-libs@9.16.23-24.el9?distro=rocky-9.4&epoch=32&upstream=bind-9.16.23-24.el9.src.rpm",
            "Rocky Linux",
            "9",
            "bind",
            "32:9.16.23-24.el9",
            id="file of a source RPM",
        ),
        pytest.param(
            "pkg:rpm/opensuse/libz1@1.2.13-1?distro=opensuse-15.5&upstream=zlib-ng-compat-2.0-3.src.rpm",
            "openSUSE",
            "15.5",
            "zlib-ng-compat",
            "2.0-3",
            id="source RPM of another version",
        ),
        pytest.param(
            "pkg:rpm/redhat/x@1-1.el9?distro=rhel-9.4&upstream=oracle-client-1-1.el9.nosrc.rpm",
            "Red Hat",
            "9",
            "oracle-client",
            "1-1.el9",
            id="source RPM without its sources",
        ),
        pytest.param(
            "pkg:rpm/almalinux/bind-libs@9.16.23-24.el9?distro=almalinux-9.4&upstream=bind-9.16.23-24.el9.src.rpm",
            "AlmaLinux",
            "9",
            "bind-libs",
            "9.16.23-24.el9",
            id="AlmaLinux names binary packages",
        ),
        pytest.param(
            "pkg:rpm/acl@2.3.1-3.el9?distro=almalinux-9.2",
            "AlmaLinux",
            "9",
            "acl",
            "2.3.1-3.el9",
            id="vendor in distro",
        ),
        pytest.param(  # Syft before 2024: the ID of os-release
            "pkg:rpm/rhel/libcurl@7.61.1-14.el8_3.1?distro=rhel-8.3&upstream=curl-7.61.1-14.el8_3.1.src.rpm",
            "Red Hat",
            "8",
            "curl",
            "7.61.1-14.el8_3.1",
            id="Red Hat by the ID of its os-release",
        ),
        pytest.param(
            "pkg:rpm/sles/tar@1.34-150000.3.22.3?distro=sles-15.4&upstream=tar-1.34-150000.3.22.3.src.rpm",
            "SUSE",
            "15.4",
            "tar",
            "1.34-150000.3.22.3",
            id="SUSE by the ID of its os-release",
        ),
        pytest.param(
            "pkg:rpm/opensuse-leap/tar@1.34-1?distro=opensuse-leap-15.5&upstream=tar-1.34-1.src.rpm",
            "openSUSE",
            "15.5",
            "tar",
            "1.34-1",
            id="openSUSE by the ID of its os-release",
        ),
        pytest.param(
            "pkg:rpm/alma/acl@2.3.1-4.el9?arch=x86_64&distro=alma-9.6",
            "AlmaLinux",
            "9",
            "acl",
            "2.3.1-4.el9",
            id="AlmaLinux as Trivy calls it",
        ),
    ],
)
def test_a_package_url_names_what_advisories_name(
    purl: str, ecosystem: str, release: str, name: str, version: str
) -> None:
    found = identify(purl, "")
    assert isinstance(found, Identity)
    assert (found.ecosystem, found.release, found.name, found.version) == (ecosystem, release, name, version)


@pytest.mark.parametrize(
    ("purl", "version", "reason"),
    [
        pytest.param("", "1.0", "no package URL", id="no purl"),
        pytest.param("pkg:npm/x", "", "no version", id="no version"),
        pytest.param("pkg:generic/x@1", "1", "belongs to no advisory ecosystem", id="generic"),
        pytest.param("pkg:deb/x@1", "1", "does not say which distribution", id="no distribution"),
        pytest.param(
            "pkg:rpm/centos/x@1",
            "1",
            "no source for CentOS: no feed Medward reads speaks of its packages",
            id="CentOS",
        ),
        pytest.param(
            "pkg:rpm/oraclelinux/openssl@3.0.7-27.el9?distro=oraclelinux-9.4",
            "",
            "no source for Oracle Linux",
            id="Oracle",
        ),
        pytest.param(
            "pkg:rpm/ol/openssl@3.0.7-27.el9?distro=ol-9.4", "", "no source for Oracle Linux", id="ol"
        ),
        pytest.param(
            "pkg:rpm/openssl@3.0.7-27.el9?distro=ol-9.4", "", "no source for Oracle Linux", id="ol in distro"
        ),
        pytest.param(
            "pkg:rpm/acme/x@1", "1", "of 'acme' belongs to no advisory ecosystem", id="unknown distribution"
        ),
        pytest.param("x", "1", "is not a package URL", id="no package URL at all"),
        pytest.param("pkg:npm/x@1.0.0", "2.0.0", "disagree", id="two versions"),
        pytest.param("pkg:golang/a.b/c%40v1.0.0", "v1.1.0", "disagree", id="encoded version and another"),
        pytest.param(
            "pkg:deb/debian/shim-signed@1.44?distro=debian-12",
            "",
            "version '1.44' does not tell",
            id="no version",
        ),
        pytest.param(
            "pkg:maven/log4j-core@2.14.0", "", "does not say the group of 'log4j-core'", id="no Maven group"
        ),
        pytest.param("pkg:composer/symfony@2.3.0", "", "does not say the vendor", id="no Composer vendor"),
        pytest.param(
            "pkg:githubactions/checkout@v3.0.0", "", "does not say the owner", id="no owner of an action"
        ),
        pytest.param("pkg:maven/a/b@unknown", "", "holds no number", id="a word for a version"),
        pytest.param("pkg:rpm/redhat/x@unspecified", "", "holds no number", id="a word for an RPM version"),
    ],
)
def test_what_cannot_be_asked_has_a_reason(purl: str, version: str, reason: str) -> None:
    found = identify(purl, version)
    assert isinstance(found, Unidentified)
    assert reason in found.reason


@pytest.mark.parametrize(
    "kind", ["maven/a", "rpm/redhat", "npm", "pypi", "gem", "deb/debian", "composer/a", "conan"]
)
@pytest.mark.parametrize(
    "version",
    [
        "[9.0.0,9.0.30]",
        "(,9.0.30]",
        "[9.0]",
        ">=9.0.0",
        "^9.0.0",
        "~9.0",
        "9.x",
        "9.0.*",
        "9.+",
        "9.0 || 10.0",
        "9.0 - 9.4",
    ],
)
def test_a_range_is_no_version(kind: str, version: str) -> None:
    """Practice 4.14: a version is not a range; some schemes would give it a place in their order."""
    found = identify(f"pkg:{kind}/x?distro=a-9", version)
    assert isinstance(found, Unidentified)
    assert found.reason == f"its version {version!r} is a range, not a version"


@pytest.mark.parametrize(
    ("purl", "version"),
    [("pkg:golang/x.y/z@v1.0.0", "1.0.0"), ("pkg:npm/x@1.0.0", "v1.0.0"), ("pkg:pypi/x@1.0", "1.0.0")],
)
def test_two_spellings_of_one_version_do_not_disagree(purl: str, version: str) -> None:
    assert isinstance(identify(purl, version), Identity)


@pytest.mark.parametrize(
    ("purl", "stated", "version"),
    [
        ("pkg:rpm/almalinux/curl@7.61.1-22.el8?distro=almalinux-8.2", "7.61.1", "7.61.1-22.el8"),
        ("pkg:rpm/almalinux/openssl@1.1.1c-15.el8?epoch=1&distro=almalinux-8.2", "1.1.1c", "1:1.1.1c-15.el8"),
        ("pkg:deb/debian/curl@7.88.1-10?distro=debian-12", "7.88.1", "7.88.1-10"),
    ],
)
def test_a_version_field_without_the_release_of_the_distribution_says_less_and_nothing_else(
    purl: str, stated: str, version: str
) -> None:
    # Trivy writes SPDX so: versionInfo has the maker's version, the package URL the whole one
    found = identify(purl, stated)
    assert isinstance(found, Identity)
    assert found.version == version


def test_a_prerelease_is_no_release_of_a_distribution() -> None:
    assert isinstance(identify("pkg:npm/x@1.0.0-beta1", "1.0.0"), Unidentified)


def test_a_source_file_without_name_and_version_names_no_source_package() -> None:
    found = identify("pkg:rpm/redhat/x@1-1.el9?upstream=odd.src.rpm", "", sources_stated=True)
    assert isinstance(found, Identity)
    assert (found.name, found.is_source_name) == ("x", False)


@given(st.text(max_size=30), st.text(max_size=10))
def test_any_text_is_identified_or_has_a_reason(purl: str, version: str) -> None:
    found = identify(purl, version)
    assert isinstance(found, Identity) or found.reason


@pytest.mark.parametrize(
    ("ecosystem", "name"),
    [("crates.io", "foo_bar"), ("crates.io", "foo-bar"), ("SwiftURL", "https://github.com/a/b.git")],
)
def test_an_advisory_is_looked_up_by_the_same_name(ecosystem: str, name: str) -> None:
    assert lookup_name(ecosystem, name) in {"foo-bar", "github.com/a/b"}


def test_an_ecosystem_in_another_case_is_the_same() -> None:
    assert [split_ecosystem(one) for one in ("pypi", "debian:11", "GITHUB actions")] == [
        ("PyPI", ""), ("Debian", "11"), ("GitHub Actions", ""),
    ]  # fmt: skip


def test_an_ubuntu_pro_release_stays_apart() -> None:
    assert split_ecosystem("Ubuntu:Pro:18.04:LTS") == ("Ubuntu", "Pro:18.04:LTS")

"""Every kind of lock file and build manifest: what it says, with package URLs written by hand."""

from __future__ import annotations

import base64
import json
import textwrap
from typing import NamedTuple

import pytest

from medward.components.manifests import INSTALLED, READERS, kind_of, read_manifest
from medward.components.manifests.distribution import Distribution
from medward.components.manifests.manifest import Manifest, to_sbom
from medward.components.sbom import Hash

SHA512 = base64.b64encode(bytes(64)).decode()
DEBIAN = Distribution("debian", "12")


class Case(NamedTuple):
    """One file and what it says."""

    name: str
    text: str
    purls: list[str]
    """In the order of the file; "" where there is none."""
    versions: list[str]
    edges: dict[str, list[str]]
    """By name, what hangs below; the product is "product"."""
    excluded: tuple[str, ...] = ()


def dedent(text: str) -> str:
    return textwrap.dedent(text).lstrip("\n")


CASES = {
    "requirements.txt": Case(
        "requirements-hospital.txt",
        dedent("""
            # made by hand
            -r base.txt
            Foo_Bar[extra]==1.0 --hash=sha256:00ff \\
                --hash=sha256:11ff
            requests == 2.32.3 ; python_version > "3.8"   # pinned
            urllib3>=2,<3
            numpy==1.*
            local @ file:///tmp/local
            one==1 --hash=sha256:ab
        """),
        [
            "pkg:pypi/foo-bar@1.0",
            "pkg:pypi/requests@2.32.3",
            "pkg:pypi/urllib3",
            "pkg:pypi/numpy",
            "",
            "pkg:pypi/one@1",
        ],
        ["1.0", "2.32.3", "unknown", "unknown", "unknown", "1"],
        {"product": ["Foo_Bar", "local", "numpy", "one", "requests", "urllib3"]},
    ),
    "poetry.lock": Case(
        "poetry.lock",
        dedent("""
            [[package]]
            name = "requests"
            version = "2.32.3"
            files = [{file = "a.whl", hash = "sha256:aa"}, {file = "b.tar.gz", hash = "sha256:bb"}]
            [package.dependencies]
            urllib3 = ">=1.21"

            [[package]]
            name = "urllib3"
            version = "2.2.2"
            files = [{file = "u.whl", hash = "sha256:cc"}]

            [[package]]
            name = "own"
            version = "0.1"
            [package.source]
            type = "git"
            url = "https://example.org/own.git"
        """),
        ["pkg:pypi/requests@2.32.3", "pkg:pypi/urllib3@2.2.2", ""],
        ["2.32.3", "2.2.2", "0.1"],
        {"product": ["own", "requests"], "requests": ["urllib3"]},
    ),
    "pdm.lock": Case(
        "pdm.lock",
        dedent("""
            [[package]]
            name = "requests"
            version = "2.32.3"
            dependencies = ["urllib3<3,>=1.21", "Idna[all]<4"]
            [[package]]
            name = "urllib3"
            version = "2.2.2"
            [[package]]
            name = "idna"
            version = "3.7"
        """),
        ["pkg:pypi/requests@2.32.3", "pkg:pypi/urllib3@2.2.2", "pkg:pypi/idna@3.7"],
        ["2.32.3", "2.2.2", "3.7"],
        {"product": ["requests"], "requests": ["idna", "urllib3"]},
    ),
    "uv.lock": Case(
        "uv.lock",
        dedent("""
            version = 1
            [[package]]
            name = "pump-app"
            version = "4.2.0"
            source = { editable = "." }
            dependencies = [{ name = "click" }]
            [[package]]
            name = "click"
            version = "8.1.7"
            source = { registry = "https://pypi.org/simple" }
            dependencies = [{ name = "colorama", marker = "sys_platform == 'win32'" }]
            wheels = [{ url = "x", hash = "sha256:aa" }]
            [[package]]
            name = "colorama"
            version = "0.4.6"
            source = { registry = "https://pypi.org/simple" }
            sdist = { url = "y", hash = "sha256:bb" }
            wheels = [{ url = "x", hash = "sha256:cc" }]
        """),
        ["pkg:pypi/click@8.1.7", "pkg:pypi/colorama@0.4.6"],
        ["8.1.7", "0.4.6"],
        {"product": ["click"], "click": ["colorama"]},
    ),
    "pipfile.lock": Case(
        "Pipfile.lock",
        json.dumps(
            {
                "_meta": {},
                "default": {
                    "requests": {"version": "==2.32.3", "hashes": ["sha256:aa"]},
                    "own": {"git": "x"},
                },
                "develop": {"pytest": {"version": "==8.2"}},
            }
        ),
        ["pkg:pypi/requests@2.32.3", "", "pkg:pypi/pytest@8.2"],
        ["2.32.3", "unknown", "8.2"],
        {"product": ["own", "pytest", "requests"]},
        ("pytest",),
    ),
    "package-lock.json": Case(
        "package-lock.json",
        json.dumps(
            {
                "name": "app",
                "version": "4.2.0",
                "lockfileVersion": 3,
                "packages": {
                    "": {
                        "name": "app",
                        "version": "4.2.0",
                        "dependencies": {"a": "^1"},
                        "devDependencies": {"t": "1"},
                    },
                    "node_modules/a": {
                        "version": "1.1.0",
                        "integrity": f"sha512-{SHA512}",
                        "license": "MIT",
                        "dependencies": {"@s/b": "^2", "c": "1"},
                    },
                    "node_modules/@s/b": {"version": "2.0.0", "dependencies": {"c": "1"}},
                    "node_modules/c": {"version": "1.0.0"},
                    "node_modules/a/node_modules/c": {"version": "1.5.0"},
                    "node_modules/t": {"version": "1.0.0", "dev": True},
                },
            }
        ),
        ["pkg:npm/a@1.1.0", "pkg:npm/%40s/b@2.0.0", "pkg:npm/c@1.0.0", "pkg:npm/c@1.5.0", "pkg:npm/t@1.0.0"],
        ["1.1.0", "2.0.0", "1.0.0", "1.5.0", "1.0.0"],
        {"product": ["a", "t"], "a": ["@s/b", "c"], "@s/b": ["c"]},
        ("t",),
    ),
    "yarn.lock": Case(
        "yarn.lock",
        dedent("""
            # yarn lockfile v1


            "@babel/core@^7.0.0", "@babel/core@^7.1.0":
              version "7.1.2"
              resolved "https://registry.example/core.tgz#00"
              integrity sha512-AAAA
              dependencies:
                "@babel/types" "^7.0"
                ms "2.0.0"

            "@babel/types@^7.0":
              version "7.3.0"

            ms@2.0.0:
              version "2.0.0"

            "ms2@npm:ms@^2.1.0":
              version "2.1.3"
        """),
        [
            "pkg:npm/%40babel/core@7.1.2?repository_url=https:%2F%2Fregistry.example",
            "pkg:npm/%40babel/types@7.3.0",
            "pkg:npm/ms@2.0.0",
            "pkg:npm/ms@2.1.3",
        ],
        ["7.1.2", "7.3.0", "2.0.0", "2.1.3"],
        {"product": ["@babel/core", "ms"], "@babel/core": ["@babel/types", "ms"]},
    ),
    "pnpm-lock.yaml": Case(
        "pnpm-lock.yaml",
        dedent(f"""
            lockfileVersion: '9.0'
            importers:
              .:
                dependencies:
                  '@s/a':
                    specifier: ^1.0.0
                    version: 1.0.1(peer@2.0.0)
            packages:
              '@s/a@1.0.1':
                resolution: {{integrity: sha512-{SHA512}}}
              b@2.0.0:
                resolution: {{integrity: sha512-{SHA512}}}
              peer@2.0.0:
                resolution: {{integrity: sha512-{SHA512}}}
            snapshots:
              '@s/a@1.0.1(peer@2.0.0)':
                dependencies:
                  b: 2.0.0
                  peer: 2.0.0
              b@2.0.0: {{}}
              peer@2.0.0: {{}}
        """),
        ["pkg:npm/%40s/a@1.0.1", "pkg:npm/b@2.0.0", "pkg:npm/peer@2.0.0"],
        ["1.0.1", "2.0.0", "2.0.0"],
        {"product": ["@s/a"], "@s/a": ["b", "peer"]},
    ),
    "cargo.lock": Case(
        "Cargo.lock",
        dedent("""
            version = 3
            [[package]]
            name = "gateway"
            version = "4.2.0"
            dependencies = ["serde", "time 0.3.36", "own"]
            [[package]]
            name = "serde"
            version = "1.0.200"
            source = "registry+https://github.com/rust-lang/crates.io-index"
            checksum = "ab"
            [[package]]
            name = "time"
            version = "0.1.45"
            source = "registry+https://github.com/rust-lang/crates.io-index"
            [[package]]
            name = "time"
            version = "0.3.36"
            source = "registry+https://github.com/rust-lang/crates.io-index"
            dependencies = ["serde"]
            [[package]]
            name = "own"
            version = "0.1.0"
            source = "git+https://example.org/own#00"
            dependencies = ["time 0.1.45"]
        """),
        ["pkg:cargo/serde@1.0.200", "pkg:cargo/time@0.1.45", "pkg:cargo/time@0.3.36", ""],
        ["1.0.200", "0.1.45", "0.3.36", "0.1.0"],
        {"product": ["own", "serde", "time"], "time": ["serde"], "own": ["time"]},
    ),
    "go.mod": Case(
        "go.mod",
        dedent("""
            module example.org/gateway

            go 1.22

            require github.com/go-chi/chi/v5 v5.2.3
            require (
                github.com/Pkg/errors v0.9.1 // indirect
                golang.org/x/sys v0.20.0
                example.org/own v1.0.0
            )
            replace golang.org/x/sys => golang.org/x/sys v0.21.0
            replace example.org/own => ../own
        """),
        [
            "pkg:golang/github.com/go-chi/chi/v5@v5.2.3",
            "pkg:golang/github.com/pkg/errors@v0.9.1",
            "pkg:golang/golang.org/x/sys@v0.21.0",
            "",
        ],
        ["v5.2.3", "v0.9.1", "v0.21.0", "unknown"],
        {
            "product": [
                "example.org/own",
                "github.com/Pkg/errors",
                "github.com/go-chi/chi/v5",
                "golang.org/x/sys",
            ]
        },
    ),
    "go.sum": Case(
        "go.sum",
        dedent("""
            github.com/pkg/errors v0.9.0/go.mod h1:a=
            github.com/pkg/errors v0.9.1 h1:b=
            github.com/pkg/errors v0.9.1/go.mod h1:c=
        """),
        ["pkg:golang/github.com/pkg/errors@v0.9.1"],
        ["v0.9.1"],
        {"product": ["github.com/pkg/errors"]},
    ),
    "packages.lock.json": Case(
        "packages.lock.json",
        json.dumps(
            {
                "version": 1,
                "dependencies": {
                    "net8.0": {
                        "Newtonsoft.Json": {
                            "type": "Direct",
                            "resolved": "13.0.3",
                            "contentHash": "x",
                            "dependencies": {"System.Text": "1.0.0"},
                        },
                        "System.Text": {"type": "Transitive", "resolved": "1.0.0"},
                        "own.project": {"type": "Project"},
                    }
                },
            }
        ),
        ["pkg:nuget/Newtonsoft.Json@13.0.3", "pkg:nuget/System.Text@1.0.0"],
        ["13.0.3", "1.0.0"],
        {"product": ["Newtonsoft.Json"], "Newtonsoft.Json": ["System.Text"]},
    ),
    "conan.lock": Case(
        "conan.lock",
        json.dumps(
            {
                "version": "0.5",
                "requires": ["zlib/1.3.1#aa%1.0", "lwip/2.2.0@meridian/stable"],
                "build_requires": ["cmake/3.29.0#bb%1.0"],
                "python_requires": [],
            }
        ),
        [
            "pkg:conan/zlib@1.3.1?rrev=aa",
            "pkg:conan/lwip@2.2.0?channel=stable&user=meridian",
            "pkg:conan/cmake@3.29.0?rrev=bb",
        ],
        ["1.3.1", "2.2.0", "3.29.0"],
        {"product": ["cmake", "lwip", "zlib"]},
        ("cmake",),
    ),
    "vcpkg.json": Case(
        "vcpkg.json",
        json.dumps(
            {
                "name": "pump",
                "version": "4.2.0",
                "dependencies": [
                    "fmt",
                    {"name": "zlib", "version>=": "1.3"},
                    {"name": "cmake", "host": True},
                ],
                "overrides": [{"name": "fmt", "version": "10.2.1"}],
            }
        ),
        ["pkg:vcpkg/fmt@10.2.1", "pkg:vcpkg/zlib", "pkg:vcpkg/cmake"],
        ["10.2.1", "unknown", "unknown"],
        {"product": ["cmake", "fmt", "zlib"]},
        ("cmake",),
    ),
    "pom.xml": Case(
        "pom.xml",
        dedent("""
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <parent><groupId>org.meridian</groupId><artifactId>parent</artifactId>
                  <version>1</version>
              </parent>
              <artifactId>gateway</artifactId>
                  <version>4.2.0</version>
              <properties><jackson.version>2.17.1</jackson.version></properties>
              <dependencyManagement><dependencies>
                <dependency>
                  <groupId>org.slf4j</groupId><artifactId>slf4j-api</artifactId>
                  <version>2.0.13</version>
                </dependency>
              </dependencies></dependencyManagement>
              <dependencies>
                <dependency>
                  <groupId>com.fasterxml</groupId><artifactId>jackson</artifactId>
                  <version>${jackson.version}</version>
                </dependency>
                <dependency>
                  <groupId>org.slf4j</groupId><artifactId>slf4j-api</artifactId>
                </dependency>
                <dependency>
                  <groupId>${project.groupId}</groupId><artifactId>core</artifactId>
                  <version>${project.version}</version>
                </dependency>
                <dependency>
                  <groupId>org.x</groupId><artifactId>managed</artifactId>
                </dependency>
                <dependency>
                  <groupId>org.x</groupId><artifactId>range</artifactId>
                  <version>[1,2)</version>
                </dependency>
                <dependency>
                  <groupId>junit</groupId><artifactId>junit</artifactId>
                  <version>4.13.2</version><scope>test</scope>
                </dependency>
              </dependencies>
            </project>
        """),
        [
            "pkg:maven/com.fasterxml/jackson@2.17.1",
            "pkg:maven/org.slf4j/slf4j-api@2.0.13",
            "pkg:maven/org.meridian/core@4.2.0",
            "pkg:maven/org.x/managed",
            "pkg:maven/org.x/range",
            "pkg:maven/junit/junit@4.13.2",
        ],
        ["2.17.1", "2.0.13", "4.2.0", "unknown", "unknown", "4.13.2"],
        {
            "product": [
                "com.fasterxml/jackson",
                "junit/junit",
                "org.meridian/core",
                "org.slf4j/slf4j-api",
                "org.x/managed",
                "org.x/range",
            ]
        },
        ("junit",),
    ),
    "maven-list": Case(
        "deps.txt",
        dedent("""
            [INFO] --- maven-dependency-plugin:3.6.0:list (default-cli) @ gateway ---
            [INFO]
            [INFO] The following files have been resolved:
            [INFO]    org.slf4j:slf4j-api:jar:2.0.13:compile -- module org.slf4j
            [INFO]    io.netty:netty:jar:linux-x86_64:4.1.109.Final:runtime
            [INFO]    junit:junit:jar:4.13.2:test
        """),
        [
            "pkg:maven/org.slf4j/slf4j-api@2.0.13",
            "pkg:maven/io.netty/netty@4.1.109.Final?classifier=linux-x86_64",
            "pkg:maven/junit/junit@4.13.2",
        ],
        ["2.0.13", "4.1.109.Final", "4.13.2"],
        {"product": ["io.netty/netty", "junit/junit", "org.slf4j/slf4j-api"]},
        ("junit",),
    ),
    "maven-tree": Case(
        "tree.txt",
        dedent(r"""
            [INFO] org.meridian:gateway:jar:4.2.0
            [INFO] +- com.fasterxml:jackson:jar:2.17.1:compile
            [INFO] |  +- com.fasterxml:core:jar:2.17.1:compile
            [INFO] |  |  \- org.x:deep:jar:1.0:compile
            [INFO] |  \- (org.x:deep:jar:0.9:compile - omitted for conflict with 1.0)
            [INFO] \- junit:junit:jar:4.13.2:test
        """),
        [
            "pkg:maven/com.fasterxml/jackson@2.17.1",
            "pkg:maven/com.fasterxml/core@2.17.1",
            "pkg:maven/org.x/deep@1.0",
            "pkg:maven/junit/junit@4.13.2",
        ],
        ["2.17.1", "2.17.1", "1.0", "4.13.2"],
        {
            "product": ["com.fasterxml/jackson", "junit/junit"],
            "com.fasterxml/jackson": ["com.fasterxml/core"],
            "com.fasterxml/core": ["org.x/deep"],
        },
        ("junit",),
    ),
    "gradle.lockfile": Case(
        "gradle.lockfile",
        dedent("""
            # This is a Gradle generated file for dependency locking.
            org.slf4j:slf4j-api:2.0.13=compileClasspath,runtimeClasspath
            junit:junit:4.13.2=testCompileClasspath,testRuntimeClasspath
            empty=annotationProcessor
        """),
        ["pkg:maven/org.slf4j/slf4j-api@2.0.13", "pkg:maven/junit/junit@4.13.2"],
        ["2.0.13", "4.13.2"],
        {"product": ["junit/junit", "org.slf4j/slf4j-api"]},
        ("junit",),
    ),
    "buildroot-info": Case(
        "info.json",
        json.dumps(
            {
                "zlib": {"type": "target", "virtual": True, "dependencies": ["libzlib"]},
                "libzlib": {
                    "type": "target",
                    "name": "libzlib",
                    "virtual": False,
                    "version": "1.3.1",
                    "licenses": "Zlib",
                    "dl_dir": "libzlib",
                    "dependencies": [],
                    "reverse_dependencies": ["dropbear"],
                    "cpe-id": "cpe:2.3:a:zlib:zlib:1.3.1:*:*:*:*:*:*:*",
                },
                "dropbear": {
                    "type": "target",
                    "name": "dropbear",
                    "virtual": False,
                    "version": "2024.85",
                    "licenses": "MIT, BSD-2-Clause-like",
                    "dependencies": ["libzlib"],
                },
                "host-cmake": {"type": "host", "name": "cmake", "virtual": False, "version": "3.29.3"},
                "own": {"type": "target", "name": "own", "virtual": False, "version": ""},
            }
        ),
        [
            "pkg:generic/libzlib@1.3.1",
            "pkg:generic/dropbear@2024.85",
            "pkg:generic/cmake@3.29.3",
            "pkg:generic/own",
        ],
        ["1.3.1", "2024.85", "3.29.3", "unknown"],
        {"product": ["cmake", "dropbear", "own"], "dropbear": ["libzlib"]},
        ("cmake",),
    ),
    "buildroot-manifest": Case(
        "manifest.csv",
        dedent("""
            "PACKAGE","VERSION","LICENSE","LICENSE FILES","SOURCE ARCHIVE","SOURCE SITE","DEPENDENCIES WITH LICENSES"
            "busybox","1.36.1","GPL-2.0, bzip2-1.0.4","LICENSE","busybox-1.36.1.tar.bz2","https://example.org",""
        """),
        ["pkg:generic/busybox@1.36.1"],
        ["1.36.1"],
        {"product": ["busybox"]},
    ),
    "yocto-licences": Case(
        "license.manifest",
        dedent("""
            PACKAGE NAME: libcrypto3
            PACKAGE VERSION: 3.0.13
            RECIPE NAME: openssl
            LICENSE: Apache-2.0

            PACKAGE NAME: busybox
            PACKAGE VERSION: 1.36.1
            RECIPE NAME: busybox
            LICENSE: GPL-2.0-only & bzip2-1.0.4
        """),
        ["pkg:yocto/openssl@3.0.13", "pkg:yocto/busybox@1.36.1"],
        ["3.0.13", "1.36.1"],
        {"product": ["busybox", "libcrypto3"]},
    ),
    "yocto-cve-check": Case(
        "cve-summary.json",
        json.dumps(
            {
                "version": "1",
                "package": [
                    {
                        "name": "openssl",
                        "layer": "meta",
                        "version": "3.0.13",
                        "products": [{"product": "openssl", "cvesInRecord": "Yes"}],
                        "issue": [],
                    },
                    {
                        "name": "cmake-native",
                        "layer": "meta",
                        "version": "3.28.3",
                        "products": [],
                        "issue": [],
                    },
                ],
            }
        ),
        ["pkg:yocto/meta/openssl@3.0.13", "pkg:yocto/meta/cmake-native@3.28.3"],
        ["3.0.13", "3.28.3"],
        {"product": ["cmake-native", "openssl"]},
        ("cmake-native",),
    ),
    "west.yml": Case(
        "west.yml",
        dedent("""
            manifest:
              defaults:
                remote: upstream
              remotes:
                - name: upstream
                  url-base: https://github.com/zephyrproject-rtos
              projects:
                - name: zephyr
                  revision: v3.7.0
                - name: mbedtls
                  revision: 0123456789abcdef0123456789abcdef01234567
                  repo-path: mbedtls-fork
                - name: own
                  url: https://git.example.org/own
                  revision: main
              self:
                path: app
        """),
        [
            "pkg:github/zephyrproject-rtos/zephyr@v3.7.0",
            "pkg:github/zephyrproject-rtos/mbedtls-fork@0123456789abcdef0123456789abcdef01234567",
            "pkg:generic/own?vcs_url=git%2Bhttps:%2F%2Fgit.example.org%2Fown",
        ],
        ["v3.7.0", "0123456789abcdef0123456789abcdef01234567", "unknown"],
        {"product": ["mbedtls", "own", "zephyr"]},
    ),
    "apk-installed": Case(
        "installed",
        dedent("""
            C:Q1aaaa=
            P:libcrypto3
            V:3.3.1-r0
            A:aarch64
            L:Apache-2.0
            o:openssl
            m:Someone <a@example.org>
            D:so:libc.musl-aarch64.so.1
            p:so:libcrypto.so.3=3
            F:lib
            R:libcrypto.so.3
            Z:Q1bbbb=

            P:musl
            V:1.2.5-r0
            A:aarch64
            L:MIT
            o:musl
            p:so:libc.musl-aarch64.so.1=1
        """),
        [
            "pkg:apk/debian/libcrypto3@3.3.1-r0?arch=aarch64&distro=debian-12&upstream=openssl",
            "pkg:apk/debian/musl@1.2.5-r0?arch=aarch64&distro=debian-12",
        ],
        ["3.3.1-r0", "1.2.5-r0"],
        {"product": ["libcrypto3"], "libcrypto3": ["musl"]},
    ),
    "dpkg-status": Case(
        "status",
        dedent("""
            Package: libssl3
            Status: install ok installed
            Maintainer: Debian OpenSSL Team <a@example.org>
            Architecture: arm64
            Source: openssl
            Version: 3.0.11-1~deb12u2
            Depends: libc6 (>= 2.34), debconf (>= 0.5) | debconf-2.0
            Description: Secure Sockets Layer toolkit
             more text: with a colon

            Package: libc6
            Status: install ok installed
            Maintainer: GNU Libc Maintainers <b@example.org>
            Architecture: arm64
            Source: glibc (2.36-9)
            Version: 2.36-9+deb12u7

            Package: cdebconf
            Status: install ok installed
            Version: 0.270
            Architecture: arm64
            Provides: debconf-2.0, debconf (= 0.5)

            Package: gone
            Status: deinstall ok config-files
            Version: 1
        """),
        [
            "pkg:deb/debian/libssl3@3.0.11-1~deb12u2?arch=arm64&distro=debian-12&upstream=openssl",
            "pkg:deb/debian/libc6@2.36-9%2Bdeb12u7?arch=arm64&distro=debian-12&upstream=glibc%402.36-9",
            "pkg:deb/debian/cdebconf@0.270?arch=arm64&distro=debian-12",
        ],
        ["3.0.11-1~deb12u2", "2.36-9+deb12u7", "0.270"],
        {"product": ["libssl3"], "libssl3": ["cdebconf", "libc6"]},
    ),
    "rpm-list": Case(
        "rpms.txt",
        "openssl-libs-3.0.7-27.el9.x86_64\ngpg-pubkey-8483c65d-5ccc5b19\nbash-completion-2.11-5.el9.noarch\n",
        [
            "pkg:rpm/debian/openssl-libs@3.0.7-27.el9?arch=x86_64&distro=debian-12",
            "pkg:rpm/debian/bash-completion@2.11-5.el9?arch=noarch&distro=debian-12",
        ],
        ["3.0.7-27.el9", "2.11-5.el9"],
        {"product": ["bash-completion", "openssl-libs"]},
    ),
}


def read(kind: str) -> Manifest:
    return read_manifest(kind, CASES[kind].text.encode(), CASES[kind].name, DEBIAN)


def test_every_reader_has_a_case() -> None:
    assert set(CASES) == {*READERS, *INSTALLED}


@pytest.mark.parametrize("kind", CASES)
def test_the_kind_is_found_out_by_name_or_content(kind: str) -> None:
    assert kind_of(CASES[kind].name, CASES[kind].text.encode()) == kind


@pytest.mark.parametrize("kind", CASES)
def test_each_file_gives_its_packages(kind: str) -> None:
    packages = read(kind).packages
    assert [one.purl for one in packages] == CASES[kind].purls
    assert [one.version for one in packages] == CASES[kind].versions


@pytest.mark.parametrize("kind", CASES)
def test_each_file_gives_its_graph_and_every_component_is_reached(kind: str) -> None:
    sbom = to_sbom(read(kind), ("product", "1"), "medward 0", "2026-06-01T00:00:00+00:00")
    names = {"product:product": "product", **{one.ref: one.full_name for one in sbom.components}}
    edges: dict[str, list[str]] = {}
    for one in sbom.dependencies:
        if one.depends_on:
            edges.setdefault(names[one.ref], []).extend(names[ref] for ref in one.depends_on)
    assert {name: sorted(set(below)) for name, below in edges.items()} == CASES[kind].edges
    assert len(names) == len(sbom.components) + 1


@pytest.mark.parametrize("kind", CASES)
def test_what_does_not_ship_is_marked(kind: str) -> None:
    assert [one.name for one in read(kind).packages if one.scope == "excluded"] == list(CASES[kind].excluded)


def test_a_hash_is_taken_only_where_it_is_certain_which_file_it_is_of() -> None:
    assert {one.name: one.hashes for one in read("poetry.lock").packages}["requests"] == ()
    assert {one.name: one.hashes for one in read("poetry.lock").packages}["urllib3"] == (
        Hash("SHA-256", "cc"),
    )
    assert {one.name: one.hashes for one in read("uv.lock").packages} == {
        "click": (Hash("SHA-256", "aa"),), "colorama": (),
    }  # fmt: skip
    assert read("package-lock.json").packages[0].hashes == (Hash("SHA-512", "00" * 64),)
    assert read("cargo.lock").packages[0].hashes == (Hash("SHA-256", "ab"),)


def test_files_that_name_their_product_say_so() -> None:
    products = {kind: read(kind).product for kind in CASES if read(kind).product != ("", "")}
    assert products == {
        "uv.lock": ("pump-app", "4.2.0"),
        "package-lock.json": ("app", "4.2.0"),
        "cargo.lock": ("gateway", "4.2.0"),
        "go.mod": ("example.org/gateway", ""),
        "vcpkg.json": ("pump", "4.2.0"),
        "pom.xml": ("gateway", "4.2.0"),
        "maven-tree": ("gateway", "4.2.0"),
    }


def test_no_distribution_is_assumed_where_nobody_says_it() -> None:
    found = read_manifest("dpkg-status", CASES["dpkg-status"].text.encode(), "status")
    assert found.packages[2].purl == "pkg:deb/cdebconf@0.270?arch=arm64"


def test_the_first_lock_format_of_npm_gives_the_same_as_the_third() -> None:
    old = {
        "name": "app", "version": "4.2.0", "lockfileVersion": 1,
        "dependencies": {
            "a": {"version": "1.1.0", "requires": {"c": "1"}, "dependencies": {"c": {"version": "1.5.0"}}},
            "c": {"version": "1.0.0"},
            "alias": {"version": "npm:real@2.0.0"},
            "own": {"version": "git+ssh://git@example.org/own.git#00"},
        },
    }  # fmt: skip
    found = read_manifest("package-lock.json", json.dumps(old).encode(), "package-lock.json").packages
    assert [(one.name, one.version, one.purl) for one in found] == [
        ("a", "1.1.0", "pkg:npm/a@1.1.0"), ("c", "1.5.0", "pkg:npm/c@1.5.0"), ("c", "1.0.0", "pkg:npm/c@1.0.0"),
        ("real", "2.0.0", "pkg:npm/real@2.0.0"), ("own", "unknown", ""),
    ]  # fmt: skip
    assert found[0].depends_on == ("node_modules/a/node_modules/c",)


def test_older_pnpm_files_are_read_too() -> None:
    text = dedent("""
        lockfileVersion: 5.4
        dependencies:
          a: 1.0.0_peer@2.0.0
        packages:
          /a/1.0.0_peer@2.0.0:
            dependencies: {'@s/b': 2.0.0}
            dev: false
          /@s/b/2.0.0:
            dev: true
    """)
    found = read_manifest("pnpm-lock.yaml", text.encode(), "pnpm-lock.yaml")
    assert [(one.purl, one.scope) for one in found.packages] == [
        ("pkg:npm/a@1.0.0", ""), ("pkg:npm/%40s/b@2.0.0", "excluded"),
    ]  # fmt: skip
    assert (found.direct, found.packages[0].depends_on) == (("a/1.0.0",), ("@s/b/2.0.0",))


def test_the_graph_of_conan_1_is_kept() -> None:
    nodes = {
        "0": {"ref": "pump/4.2.0", "path": "conanfile.txt", "requires": ["1"]},
        "1": {"ref": "openssl/3.2.1#aa", "requires": ["2"]},
        "2": {"ref": "zlib/1.3.1#bb"},
    }
    text = json.dumps({"graph_lock": {"nodes": nodes}, "version": "0.4"})
    found = read_manifest("conan.lock", text.encode(), "conan.lock")
    assert (found.product, found.direct) == (("pump", "4.2.0"), ("1",))
    assert [(one.key, one.depends_on) for one in found.packages] == [("1", ("2",)), ("2", ())]
